"""Faults in the overlay documents.

Client, mock and cases are generated from the faulty document, so they agree on it: only the table of facts differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.mutant import Mutant

_LAST_LOGIN: Final = """\
            anyOf:
              - type: string
                format: date-time
              - type: 'null'
"""
_SUBCATEGORY: Final = """\
            anyOf:
              - type: string
              - type: 'null'
"""
_PROBLEM: Final = """\
          application/problem+json:
            schema:
              $ref: '#/components/schemas/ProblemDetail'
"""
_PASSWORDS: Final = """\
  - target: $.components.securitySchemes.bearerAuth
    description: How a key is sent.
    x-replaces:
      scheme: bearer
    update:
      scheme: basic

  # Errors
"""
_ORG_IDS: Final = """\
            - in: query
              name: org_ids
              required: false
              schema:
                anyOf:
                  - type: array
                    items:
                      type: string
                  - type: 'null'
                title: Org Ids
"""
_PLAYBOOK: Final = """\
            - in: query
              name: playbook_id
              required: false
              schema:
                anyOf:
                  - type: string
                  - type: 'null'
                title: Playbook Id
"""
_FORBIDDEN: Final = """\
      '403':
        description: The key lacks the permission named in `x-permission`.
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/DetailError'
"""
_INVENTED: Final = """\
            - in: query
              name: page
              required: false
              schema:
                type: integer
          responses:
"""

Change = tuple[str, str, str, str]
"""What is wrong then, a text that stands in the document once, what is changed at the first place after it, to what."""

_V2: Final[tuple[Change, ...]] = (
    ("v2's server has the version in its address", "actions:", "api.devin.ai", "api.devin.ai/v2"),
    ("keys of v2 have a shorter prefix", "actions:", "x-key-prefix: apk_user_", "x-key-prefix: apk_"),
    (
        "usage of v2 needs the permission of v3",
        "operationId: get_usage_metrics",
        "x-permission: Enterprise Admin role",
        "x-permission: ViewAccountMetrics",
    ),
    (
        "pull-request counts of v2 have the published id of the session counts",
        "operationId: get_pr_metrics",
        "enterprise_pr_metrics_endpoint_v2_enterprise_metrics_prs_get",
        "enterprise_sessions_metrics_endpoint_v2_enterprise_metrics_sessions_get",
    ),
    ("searches of v2 stand at another path", "actions:", "/metrics/searches:", "/metrics/search:"),
    (
        "searches of v2 have another operation id",
        "actions:",
        "operationId: get_search_metrics",
        "operationId: get_searches",
    ),
    ("searches of v2 are surer than they are", "operationId: get_search_metrics", "medium-high", "high"),
    (
        "sessions of v2 are answered with the count of searches",
        "operationId: get_session_metrics",
        "schemas/SessionMetrics",
        "schemas/SearchMetrics",
    ),
    (
        "the first bound of v2's days is a date",
        "operationId: get_daily_consumption",
        "format: date-time",
        "format: date",
    ),
    ("the days of v2 have no filter by organization", "operationId: get_daily_consumption", _ORG_IDS, ""),
    ("pages of members may hold a thousand", "operationId: list_members", "maximum: 200", "maximum: 1000"),
    ("pages of members may be empty", "default: 100", "minimum: 1", "minimum: 0"),
    ("pages of members hold fifty by default", "operationId: list_members", "default: 100", "default: 50"),
    ("the first member is left out by default", "operationId: list_members", "default: 0", "default: 1"),
    ("members are asked for by an address only", "name: email", "required: false", "required: true"),
    (
        "the end of v2's cycles is any text",
        "BillingCycle:",
        "            format: date-time\n            title: End",
        "            title: End",
    ),
    (
        "the days of v2 may have any key",
        "      ConsumptionResponse:",
        "            propertyNames:\n              format: date\n",
        "",
    ),
    (
        "the map by user of v2 is always there",
        "title: Consumption By User",
        "          - consumption_by_org_id\n",
        "          - consumption_by_org_id\n          - consumption_by_user\n",
    ),
    (
        "ACUs of v2's organizations are integers",
        "description: ACUs of the enterprise in a",
        "              type: number\n            title: Consumption By Org",
        "              type: integer\n            title: Consumption By Org",
    ),
    ("pull requests of v2 may lack the merged ones", "      PrMetrics:", "          - prs_merged\n", ""),
    (
        "the last login of a member is never null",
        "          last_login:\n",
        _LAST_LOGIN,
        "            type: string\n            format: date-time\n",
    ),
    ("v2 describes no lack of a permission", "  # Errors", _FORBIDDEN, ""),
    ("v2 tells of too many requests as of a wrong parameter", "'429':", "DetailError", "HTTPValidationError"),
)

_V3: Final[tuple[Change, ...]] = (
    ("keys of v3 have a longer prefix", "actions:", "x-key-prefix: cog_", "x-key-prefix: cog_user_"),
    (
        "the organization in the path of its usage is a number",
        "newer copies of the page do.",
        "type: string",
        "type: integer",
    ),
    (
        "an organization's usage needs the permission of the enterprise's",
        "operationId: get_organization_usage_metrics",
        "x-permission: ViewOrgMetrics",
        "x-permission: ViewAccountMetrics",
    ),
    (
        "the older name of a permission is lost",
        "operationId: get_enterprise_daily_consumption",
        "      x-permission-on-older-pages: ManageBilling\n",
        "",
    ),
    ("whose key it is takes a key of the enterprise", "operationId: get_self", "x-scope: any", "x-scope: enterprise"),
    (
        "an organization's days take a key of the enterprise",
        "operationId: get_organization_daily_consumption",
        "x-scope: organization",
        "x-scope: enterprise",
    ),
    (
        "pages of cycles hold fifty by default",
        "operationId: list_enterprise_consumption_cycles",
        "default: 100",
        "default: 50",
    ),
    (
        "searches may be counted without an end",
        "operationId: get_enterprise_search_metrics",
        "required: true",
        "required: false",
    ),
    (
        "the end of sessions by category is a number",
        "operationId: get_enterprise_sessions_by_category",
        "type: integer",
        "type: number",
    ),
    (
        "sessions by category take one organization",
        "operationId: get_enterprise_sessions_by_category",
        "type: array\n                    items:\n                      type: string",
        "type: string",
    ),
    (
        "active users have two sessions at least by default",
        "operationId: get_enterprise_active_user_metrics",
        "default: 1",
        "default: 2",
    ),
    (
        "pull requests of an organization have no filter by playbook",
        "operationId: get_organization_pr_metrics",
        _PLAYBOOK,
        "",
    ),
    (
        "days of users take a page",
        "operationId: get_enterprise_user_daily_consumption",
        "          responses:\n",
        _INVENTED,
    ),
    (
        "the list of service users holds inactive ones by default",
        "name: include_inactive",
        "default: false",
        "default: true",
    ),
    (
        "daily active users stand at another path",
        "actions:",
        "/v3/enterprise/metrics/dau:",
        "/v3/enterprise/metrics/daily:",
    ),
    (
        "monthly active users are one month",
        "operationId: get_enterprise_monthly_active_user_metrics",
        "                    type: array\n                    items:\n                      $ref",
        "                    $ref",
    ),
    (
        "weekly active users have another operation id",
        "actions:",
        "operationId: get_enterprise_weekly_",
        "operationId: get_enterprise_week_",
    ),
    ("limits on ACUs stand among consumption", "acu-limits/devin:", "- acu-limits", "- consumption"),
    ("cycles of v3 have the names of v2", "      ConsumptionCycle:", "after:", "start:"),
    (
        "taken-over pull requests are always there",
        "      PrMetricsResponse:",
        "          - prs_closed_count\n",
        "          - prs_closed_count\n          - prs_taken_over_count\n",
    ),
    ("the mean of a session is an integer", "avg_acus_per_session:", "type: number", "type: integer"),
    ("an origin of sessions has another name", "      SessionCountsByOrigin:", "code_scan:", "codescan:"),
    ("a size of sessions is one by default", "      SessionCountsBySize:", "default: 0", "default: 1"),
    ("a subcategory has an id always", "subcategory_id:\n", _SUBCATEGORY, "            type: string\n"),
    ("the scope of a limit is a closed list", "      ACULimitResponse:", "x-known-values:", "enum:"),
    (
        "an organization begins at a date-time",
        "      OrganizationResponse:",
        "type: integer",
        "type: string\n            format: date-time",
    ),
    ("a service user without a date of deletion passes", "      ServiceUser:", "          - deleted_at\n", ""),
    ("a kind of role is not known", "          role_type:", "              - org\n", ""),
    ("a personal access token has another kind", "      PatUserSelf:", "const: pat_user", "const: pat"),
    (
        "a broken principal of a known kind passes as another",
        "      OtherSelf:",
        "                - windsurf_session\n",
        "",
    ),
    (
        "Devin at work is no principal",
        "operationId: get_self",
        "                      - $ref: '#/components/schemas/DevinBrainUserSelf'\n",
        "",
    ),
    (
        "there is a next page of cycles unless it is said",
        "      PaginatedResponse_ConsumptionCycle_:",
        "default: false",
        "default: true",
    ),
    ("the cursor of users is a number", "      PaginatedResponse_User_:", "type: string", "type: integer"),
    (
        "a page of limits without its items passes",
        "      PaginatedResponse_ACULimitResponse_:",
        "        required:\n          - items\n",
        "",
    ),
    (
        "v3 sends a missing credential as plain JSON only",
        "      '401':",
        _PROBLEM,
        "",
    ),
    ("a product is named otherwise than the vendor names it", "description: ACUs of Terminal.", "review:", "reviews:"),
    ("v3 takes keys as passwords", "actions:", "  # Errors\n", _PASSWORDS),
    ("the status of a problem is a text", "      ProblemDetail:", "type: integer", "type: string"),
)

_DOCUMENTS: Final[Mapping[str, tuple[Change, ...]]] = {
    "overlays/v2.overlay.yaml": _V2,
    "overlays/v3.overlay.yaml": _V3,
}

DOCUMENTS: Final[tuple[Mutant, ...]] = tuple(
    Mutant(what=what, file=file, after=after, old=old, new=new, oracle="inventory")
    for file, changes in _DOCUMENTS.items()
    for what, after, old, new in changes
)
