"""Faults in what the named methods ask: filters, scopes, lists and pages, UTC days, cycles."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

SURFACE: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/",
    {
        "plans/metrics.py": [
            (
                "equal",
                "counts of v2 are everybody's, whatever the filters",
                'Call("v2", name, {**asked, **filters.arguments()})',
                'Call("v2", name, asked)',
            ),
            ("equal", "counts drop the filter by users", '            **filter_by("user_ids", self.users),\n', ""),
            (
                "equal",
                "counts drop the filter by service users",
                '            **filter_by("service_user_ids", self.service_users),\n',
                "",
            ),
            (
                "equal",
                "counts drop the playbook",
                '            **({} if self.playbook is None else {"playbook_id": self.playbook}),\n',
                "",
            ),
            (
                "equal",
                "service users are asked for as users",
                'filter_by("service_user_ids", self.service_users)',
                'filter_by("user_ids", self.service_users)',
            ),
            (
                "equal",
                "counts within an organization drop the other filters",
                '{**arguments, **inside, "org_id": own}',
                '{**arguments, "org_id": own}',
            ),
            (
                "equal",
                "counts of a key's own organization pass for another's",
                "organizations=only(own, filters.organizations)",
                "organizations=(own,)",
            ),
            (
                "equal",
                "a key of an organization asks for the enterprise's counts",
                '    if own is None:\n        name = f"get_enterprise_{operation}"',
                '    if True:\n        name = f"get_enterprise_{operation}"',
            ),
            (
                "equal",
                "v2 overlooks a filter by service users",
                "if filters.service_users is not None or filters.playbook",
                "if filters.playbook",
            ),
            (
                "equal",
                "v2 overlooks a playbook",
                "is not None or filters.playbook is not None:",
                "is not None:",
            ),
            (
                "equal",
                "v3 counts the searches of everybody for those of some users",
                'if filters.users is not None and context.version == "v3":',
                "if filters.users is not None and not (filters := evolve(filters, users=None)):",
            ),
            (
                "equal",
                "categories are those of all organizations",
                'Call("v3", name, {**asked, **filters.arguments()})',
                'Call("v3", name, asked)',
            ),
            (
                "equal",
                "categories of the enterprise are asked with the key of an organization",
                "if (yield from own_organization(context)) is not None:",
                'if (yield from own_organization(context)) == "":',
            ),
            (
                "equal",
                "the least counts of sessions and of searches are swapped",
                '"min_sessions": count("min_sessions", sessions), "min_searches": count("min_searches", searches)',
                '"min_sessions": count("min_searches", searches), "min_searches": count("min_sessions", sessions)',
            ),
            (
                "equal",
                "the least counts of active users are not sent",
                "{**window(context, period), **_least(min_sessions, min_searches)}",
                "{**window(context, period)}",
            ),
            (
                "equal",
                "the least counts of active users by day are not sent",
                "{**span_of(context, span), **_least(min_sessions, min_searches)}",
                "{**span_of(context, span)}",
            ),
            ("equal", "weeks of active users are days", '"week": "weekly"', '"week": "daily"'),
            (
                "equal",
                "counts do not name whose they are",
                "users=self.users, service_users=self.service_users, playbook=self.playbook)",
                ")",
            ),
            (
                "inventory",
                "the usage of an organization is asked of the path of its own keys",
                '"get_enterprise_organization_usage_metrics"',
                '"get_organization_usage_metrics"',
            ),
        ],
        "plans/members.py": [
            (
                "equal",
                "everybody is listed for one address",
                '{} if email is None else {"email": text("email", email)}',
                "{}",
            ),
            (
                "equal",
                "v2 lists everybody for the users of an organization",
                "        if organization is not None:\n            raise",
                "        if organization == 0:\n            raise",
            ),
            (
                "inventory",
                "the users of an organization are those of the enterprise",
                "    if organization is None:\n        return _enterprise",
                "    if True:\n        return _enterprise",
            ),
            (
                "equal",
                "the inactive are listed unless they are asked for",
                'switch("include_inactive", include_inactive)}',
                'not switch("include_inactive", include_inactive)}',
            ),
            (
                "equal",
                "lists of the enterprise are asked for with the key of an organization",
                "if (yield from own_organization(context)) is not None:",
                'if (yield from own_organization(context)) == "":',
            ),
            (
                "sync_async",
                "a member of v2 who comes twice is two",
                'listing("list_members", answers.user_v2)',
                'listing("list_members", answers.user_v2, key=None)',
            ),
        ],
        "plans/pages.py": [
            ("equal", "a page of v2 is smaller than it is taken for", '"limit": _PAGE}', '"limit": _PAGE // 2}'),
            (
                "equal",
                "v2 leaves out as many as were asked for, not as many as came",
                "self.by_offset(skip + len(found))",
                "self.by_offset(skip + _PAGE)",
            ),
            (
                "equal",
                "pages after the first are of everybody",
                'Call("v3", self.operation, {**self.arguments, "first"',
                'Call("v3", self.operation, {**(self.arguments if after is None else {}), "first"',
            ),
            (
                "equal",
                "pages of v2 after the first are of everybody",
                'Call("v2", self.operation, {**self.arguments, "skip"',
                'Call("v2", self.operation, {**({} if skip else self.arguments), "skip"',
            ),
            (
                "equal",
                "the first page of v2 passes for all",
                "self.by_offset(skip + len(found)) if more else",
                "None if more else",
            ),
            ("sync_async", "a page of v2 with nothing new is followed", "if more and not new:", "if False:"),
            (
                "sync_async",
                "who comes again on a later page is given again",
                "if (key := self.key(item)) not in self._seen:",
                "if (key := self.key(item)) is not None:",
            ),
            (
                "round_trip",
                "who comes twice is given as the last of them",
                "new.setdefault(key, item)",
                "new[key] = item",
            ),
        ],
        "plans/context.py": [
            (
                "equal",
                "billing days are taken for days of UTC",
                "if not isinstance(span, UtcSpan):",
                "if not isinstance(span, UtcSpan | Period):",
            ),
            (
                "equal",
                "the option for bounds does not reach days of UTC",
                "span.wire_v3(context.bounds)",
                "span.wire_v3()",
            ),
        ],
        "arguments.py": [
            ("equal", "an empty address asks for everybody", "if not value.strip():", "if False:"),
            (
                "equal",
                "a truth value is a count",
                "if isinstance(value, bool) or not isinstance(value, int)",
                "if not isinstance(value, int)",
            ),
            ("equal", "a count below 0 is sent", "not 0 <= value < 2**31", "not value < 2**31"),
            ("equal", "the text false is true", "if not isinstance(value, bool):", "if value is None:"),
        ],
        "utc.py": [
            (
                "equal",
                "an inclusive end of UTC days is sent for an exclusive one",
                'last = check_bounds(bounds) == "inclusive"',
                'last = check_bounds(bounds) == "exclusive"',
            ),
            (
                "equal",
                "the last UTC day is left out",
                "self.last.day, tzinfo=UTC) + _DAY",
                "self.last.day, tzinfo=UTC)",
            ),
            (
                "v2_v3",
                "UTC weeks start on Sundays",
                "timedelta(days=day.weekday())",
                "timedelta(days=day.isoweekday())",
            ),
        ],
        "cycles.py": [
            (
                "v2_v3",
                "the cycle of a billing day is that of its midnight in UTC",
                "else day_start(when))",
                "else day_start(when) - timedelta(hours=8))",
            ),
            (
                "v2_v3",
                "the cycle of a moment is that of its day",
                "when if isinstance(when, datetime) else day_start(when))",
                "day_start(when.date() if isinstance(when, datetime) else when))",
            ),
        ],
        "questions.py": [
            (
                "v2_v3",
                "the cycle before the current one is the current one",
                "return cycles.cycle_before(",
                "return cycles.cycle_at(",
            ),
            (
                "sync_async",
                "what was given before a list broke off is lost",
                "            page = self.run(following)\n"
                "            yield from page.items\n"
                "            following = page.following\n",
                "            yield from self.run(plans.every(following))\n            following = None\n",
            ),
        ],
        "metrics_questions.py": [
            (
                "equal",
                "months of active users are weeks",
                'self._session.context, "month", span',
                'self._session.context, "week", span',
            ),
            (
                "sync_async",
                "the users are dropped from the count of searches",
                "organizations=organizations, users=users)\n",
                "organizations=organizations, users=None)\n",
            ),
        ],
        "async_questions.py": [
            (
                "sync_async",
                "async: days of active users are weeks",
                'self._session.context, "day", span',
                'self._session.context, "week", span',
            ),
            ("sync_async", "async: the address is dropped", "email=email, ", "email=None, "),
            (
                "sync_async",
                "async: the inactive are left out",
                "include_inactive=include_inactive))",
                "include_inactive=False))",
            ),
            (
                "sync_async",
                "async: the least count of searches is that of sessions",
                "period, filters, min_sessions=min_sessions, min_searches=min_searches",
                "period, filters, min_sessions=min_sessions, min_searches=min_sessions",
            ),
            (
                "sync_async",
                "async: the last item of each page is lost",
                "for item in page.items:",
                "for item in page.items[:-1]:",
            ),
        ],
        "client.py": [
            (
                "equal",
                "options leave the organization as it was",
                "bounds=bounds, org_id=org_id\n        )\n        other",
                "bounds=bounds, org_id=None\n        )\n        other",
            ),
        ],
        "values/subject.py": [
            (
                "equal",
                "a subject does not name its service users",
                "if self.service_users is not None:",
                "if False:",
            ),
            (
                "equal",
                "a subject does not name its playbook",
                "return name if self.playbook is None else",
                "return name if True else",
            ),
        ],
    },
)
