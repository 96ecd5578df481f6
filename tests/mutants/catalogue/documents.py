"""Faults in the resolved documents.

Client, mock and cases are generated from the faulty document, so they agree on it: only the table of facts differs.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from tests.mutants.document_mutant import Change, DocumentMutant, Gone, Named, To, With, Without

Edit: TypeAlias = tuple[str, Change]
Row: TypeAlias = tuple[str, Edit] | tuple[str, Edit, Edit] | tuple[str, Edit, Edit, Edit]
"""What is wrong then, and the edits that make it so."""

_V2: Final[tuple[Row, ...]] = (
    ("v2's server has the version in its address", ("servers/0/url", To("https://api.devin.ai/v2"))),
    ("keys of v2 have a shorter prefix", ("*/x-key-prefix", To("apk_"))),
    ("usage of v2 needs the permission of v3", ("get_usage_metrics/x-permission", To("ViewAccountMetrics"))),
    (
        "pull-request counts of v2 have the published id of the session counts",
        (
            "get_pr_metrics/x-published-operation-id",
            To("enterprise_sessions_metrics_endpoint_v2_enterprise_metrics_sessions_get"),
        ),
    ),
    (
        "searches of v2 stand at another path",
        ("paths/~1v2~1enterprise~1metrics~1searches", Named("/v2/enterprise/metrics/search")),
    ),
    ("searches of v2 have another operation id", ("get_search_metrics/operationId", To("get_searches"))),
    ("searches of v2 are surer than they are", ("get_search_metrics/x-confidence", To("high"))),
    (
        "sessions of v2 are answered with the count of searches",
        (
            "get_session_metrics/responses/200/content/application~1json/schema/$ref",
            To("#/components/schemas/SearchMetrics"),
        ),
    ),
    (
        "the first bound of v2's days is a date",
        ("get_daily_consumption/parameters/start_date/schema/anyOf/0/format", To("date")),
    ),
    ("the days of v2 have no filter by organization", ("get_daily_consumption/parameters/org_ids", Gone())),
    ("pages of members may hold a thousand", ("list_members/parameters/limit/schema/maximum", To(1000))),
    ("pages of members may be empty", ("list_members/parameters/limit/schema/minimum", To(0))),
    ("pages of members hold fifty by default", ("list_members/parameters/limit/schema/default", To(50))),
    ("the first member is left out by default", ("list_members/parameters/skip/schema/default", To(1))),
    ("members are asked for by an address only", ("list_members/parameters/email/required", To(True))),
    ("the end of v2's cycles is any text", ("schemas/BillingCycle/properties/end/format", Gone())),
    (
        "the days of v2 may have any key",
        ("schemas/ConsumptionResponse/properties/consumption_by_date/propertyNames", Gone()),
    ),
    ("the map by user of v2 is always there", ("schemas/ConsumptionResponse/required", With("consumption_by_user"))),
    (
        "ACUs of v2's organizations are integers",
        ("schemas/ConsumptionResponse/properties/consumption_by_org_id/additionalProperties/type", To("integer")),
    ),
    ("pull requests of v2 may lack the merged ones", ("schemas/PrMetrics/required", Without("prs_merged"))),
    (
        "the last login of a member is never null",
        ("schemas/EnterpriseUserResponse/properties/last_login/anyOf", Gone()),
        ("schemas/EnterpriseUserResponse/properties/last_login/type", To("string")),
        ("schemas/EnterpriseUserResponse/properties/last_login/format", To("date-time")),
    ),
    ("v2 describes no lack of a permission", ("*/responses/403", Gone())),
    (
        "v2 tells of too many requests as of a wrong parameter",
        ("*/responses/429/content/application~1json/schema/$ref", To("#/components/schemas/HTTPValidationError")),
    ),
)

_V3: Final[tuple[Row, ...]] = (
    ("keys of v3 have a longer prefix", ("*/x-key-prefix", To("cog_user_"))),
    (
        "the organization in the path of its usage is a number",
        ("get_organization_usage_metrics/parameters/org_id/schema/type", To("integer")),
    ),
    (
        "an organization's usage needs the permission of the enterprise's",
        ("get_organization_usage_metrics/x-permission", To("ViewAccountMetrics")),
    ),
    (
        "the older name of a permission is lost",
        ("get_enterprise_daily_consumption/x-permission-on-older-pages", Gone()),
    ),
    ("whose key it is takes a key of the enterprise", ("get_self/x-scope", To("enterprise"))),
    (
        "an organization's days take a key of the enterprise",
        ("get_organization_daily_consumption/x-scope", To("enterprise")),
    ),
    (
        "pages of cycles hold fifty by default",
        ("list_enterprise_consumption_cycles/parameters/first/schema/default", To(50)),
    ),
    (
        "searches may be counted without an end",
        ("get_enterprise_search_metrics/parameters/time_before/required", To(False)),
    ),
    (
        "the end of sessions by category is a number",
        ("get_enterprise_sessions_by_category/parameters/time_before/schema/type", To("number")),
    ),
    (
        "sessions by category take one organization",
        ("get_enterprise_sessions_by_category/parameters/org_ids/schema/anyOf/0/items", Gone()),
        ("get_enterprise_sessions_by_category/parameters/org_ids/schema/anyOf/0/type", To("string")),
    ),
    (
        "active users have two sessions at least by default",
        ("get_enterprise_active_user_metrics/parameters/min_sessions/schema/default", To(2)),
    ),
    (
        "pull requests of an organization have no filter by playbook",
        ("get_organization_pr_metrics/parameters/playbook_id", Gone()),
    ),
    (
        "days of users take a page",
        (
            "get_enterprise_user_daily_consumption/parameters/3",
            To({"in": "query", "name": "page", "required": False, "schema": {"type": "integer"}}),
        ),
    ),
    (
        "the list of service users holds inactive ones by default",
        ("list_enterprise_service_users/parameters/include_inactive/schema/default", To(True)),
    ),
    (
        "daily active users stand at another path",
        ("paths/~1v3~1enterprise~1metrics~1dau", Named("/v3/enterprise/metrics/daily")),
    ),
    (
        "monthly active users are one month",
        (
            "get_enterprise_monthly_active_user_metrics/responses/200/content/application~1json/schema",
            To({"$ref": "#/components/schemas/ActiveUserMetricsResponse"}),
        ),
    ),
    (
        "weekly active users have another operation id",
        ("get_enterprise_weekly_active_user_metrics/operationId", To("get_enterprise_week_active_user_metrics")),
    ),
    ("limits on ACUs stand among consumption", ("list_enterprise_acu_limits/tags/0", To("consumption"))),
    ("cycles of v3 have the names of v2", ("schemas/ConsumptionCycle/properties/after", Named("start"))),
    ("taken-over pull requests are always there", ("schemas/PrMetricsResponse/required", With("prs_taken_over_count"))),
    (
        "the mean of a session is an integer",
        ("schemas/SessionMetricsResponse/properties/avg_acus_per_session/type", To("integer")),
    ),
    (
        "an origin of sessions has another name",
        ("schemas/SessionCountsByOrigin/properties/code_scan", Named("codescan")),
    ),
    ("a size of sessions is one by default", ("schemas/SessionCountsBySize/properties/xs/default", To(1))),
    (
        "a subcategory has an id always",
        ("schemas/SubcategoryMetrics/properties/subcategory_id/anyOf", Gone()),
        ("schemas/SubcategoryMetrics/properties/subcategory_id/type", To("string")),
    ),
    (
        "the scope of a limit is a closed list",
        ("schemas/ACULimitResponse/properties/scope/x-known-values", Named("enum")),
    ),
    (
        "an organization begins at a date-time",
        ("schemas/OrganizationResponse/properties/created_at/format", To("date-time")),
        ("schemas/OrganizationResponse/properties/created_at/type", To("string")),
    ),
    ("a service user without a date of deletion passes", ("schemas/ServiceUser/required", Without("deleted_at"))),
    ("a kind of role is not known", ("schemas/Role/properties/role_type/x-known-values", Without("org"))),
    ("a personal access token has another kind", ("schemas/PatUserSelf/properties/principal_type/const", To("pat"))),
    (
        "a broken principal of a known kind passes as another",
        ("schemas/OtherSelf/properties/principal_type/not/enum", Without("windsurf_session")),
    ),
    (
        "Devin at work is no principal",
        (
            "get_self/responses/200/content/application~1json/schema/anyOf",
            Without({"$ref": "#/components/schemas/DevinBrainUserSelf"}),
        ),
    ),
    (
        "there is a next page of cycles unless it is said",
        ("schemas/PaginatedResponse_ConsumptionCycle_/properties/has_next_page/default", To(True)),
    ),
    (
        "the cursor of users is a number",
        ("schemas/PaginatedResponse_User_/properties/end_cursor/anyOf/0/type", To("integer")),
    ),
    ("a page of limits without its items passes", ("schemas/PaginatedResponse_ACULimitResponse_/required", Gone())),
    ("v3 sends a missing credential as plain JSON only", ("*/responses/401/content/application~1problem+json", Gone())),
    (
        "a product is named otherwise than the vendor names it",
        ("schemas/AcusByProduct/properties/review", Named("reviews")),
    ),
    ("v3 takes keys as passwords", ("securitySchemes/bearerAuth/scheme", To("basic"))),
    ("the status of a problem is a text", ("schemas/ProblemDetail/properties/status/type", To("string"))),
)

_DOCUMENTS: Final[tuple[tuple[Literal["v2", "v3"], tuple[Row, ...]], ...]] = (("v2", _V2), ("v3", _V3))

DOCUMENTS: Final[tuple[DocumentMutant, ...]] = tuple(
    DocumentMutant(what=row[0], version=version, edits=row[1:]) for version, rows in _DOCUMENTS for row in rows
)
