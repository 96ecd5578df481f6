"""Faults in what the overlay asks: billing time, bounds, ids and filters, scope, pages, cycles."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

QUESTIONS: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/",
    {
        "billing.py": [
            (
                "v2_v3",
                "a billing day is an hour off: UTC-7",
                "timezone(timedelta(hours=-8), ",
                "timezone(timedelta(hours=-7), ",
            ),
            (
                "v2_v3",
                "a billing day is an hour off: UTC-9",
                "timezone(timedelta(hours=-8), ",
                "timezone(timedelta(hours=-9), ",
            ),
            (
                "v2_v3",
                "a billing day is one of Los Angeles, an hour off in summer",
                'BILLING_ZONE = timezone(timedelta(hours=-8), "UTC-8")',
                'BILLING_ZONE = __import__("zoneinfo").ZoneInfo("America/Los_Angeles")',
            ),
            ("equal", "a billing day starts at 07:00 UTC", "day.day, 8, tzinfo=UTC)", "day.day, 7, tzinfo=UTC)"),
            ("equal", "a billing day starts at midnight UTC", "day.day, 8, tzinfo=UTC)", "day.day, tzinfo=UTC)"),
            (
                "v2_v3",
                "the last day of a period is left out",
                "return cls(day_start(first), day_start(last) + _DAY)",
                "return cls(day_start(first), max(day_start(last), day_start(first) + _DAY))",
            ),
            (
                "v2_v3",
                "a period has a day too many",
                "day_start(first), day_start(last) + _DAY)",
                "day_start(first), day_start(last) + 2 * _DAY)",
            ),
            (
                "v2_v3",
                "the end of a period counts as a day of it",
                "return billing_day(self.end - timedelta(seconds=1))",
                "return billing_day(self.end)",
            ),
            (
                "equal",
                "an inclusive end is sent for an exclusive one, and the other way round",
                'if check_bounds(bounds) == "inclusive" else self.end',
                'if check_bounds(bounds) == "exclusive" else self.end',
            ),
            (
                "v2_v3",
                "bounds are taken for exclusive whatever was said",
                'return self.end - timedelta(seconds=1) if check_bounds(bounds) == "inclusive" else self.end',
                "return self.end",
            ),
            (
                "v2_v3",
                "an inclusive end of v3 is sent a day early",
                "int(self._last(bounds).timestamp())",
                'int(self._last(bounds).timestamp()) - (86400 if bounds == "inclusive" else 0)',
            ),
            (
                "equal",
                "the start of a v3 window is a second late",
                "return int(self.start.timestamp()),",
                "return int(self.start.timestamp()) + 1,",
            ),
            (
                "equal",
                "v3 is sent milliseconds",
                "return int(self.start.timestamp()),",
                "return int(self.start.timestamp()) * 1000,",
            ),
            (
                "v2_v3",
                "the end of a cycle is a part of it",
                "<= instant(value, floor=True) < self.end",
                "<= instant(value, floor=True) <= self.end",
            ),
            (
                "v2_v3",
                "weeks start on Tuesdays",
                "timedelta(days=7 - day.weekday())",
                "timedelta(days=8 - day.weekday())",
            ),
            (
                "v2_v3",
                "a month without its 31st",
                "timedelta(days=32)).replace(day=1)",
                "timedelta(days=29)).replace(day=31)",
            ),
            (
                "v2_v3",
                "a piece of a split period begins a day after the one before",
                "            start = end\n",
                "            start = end + _DAY\n",
            ),
            (
                "v2_v3",
                "every period counts as aligned",
                "return self.start == day_start(self.first_day) and self.end == day_start(self.last_day) + _DAY",
                "return True",
            ),
        ],
        "arguments.py": [
            ("equal", "an id of two dots is sent", 'if value in {"", ".", ".."}:', 'if value in {"", "."}:'),
            ("equal", "an empty id is sent", 'if value in {"", ".", ".."}:', 'if value in {".", ".."}:'),
            ("equal", "an id with a line break is sent", 'if any(character < " " or', "if any("),
            ("equal", "an empty filter asks for everything", "    if not listed:\n", "    if False:\n"),
            (
                "equal",
                "a bare text is taken for a list of letters",
                "isinstance(values, str | bytes",
                "isinstance(values, bytes",
            ),
            ("equal", "a filter is sorted", "listed = tuple(dict.fromkeys(", "listed = tuple(sorted("),
            ("equal", "a filter keeps one id", "    return listed\n", "    return listed[:1]\n"),
        ],
        "credential.py": [
            (
                "accepted",
                "the prefixes of keys are swapped between the versions",
                '{"apk_user_": "v2", "cog_": "v3"}',
                '{"apk_user_": "v3", "cog_": "v2"}',
            ),
            ("accepted", "the key is sent without its scheme", 'return f"Bearer {self._key}"', "return self._key"),
            (
                "equal",
                "the key is sent with another scheme",
                'return f"Bearer {self._key}"',
                'return f"Token {self._key}"',
            ),
        ],
        "cycles.py": [
            ("v2_v3", "the previous cycle is the current one", "period.start - timedelta(seconds=1))", "period.start)"),
            (
                "v2_v3",
                "the cycle of a month is found by its last day",
                "cycle.first_day.isoformat()",
                "cycle.last_day.isoformat()",
            ),
        ],
        "operations.py": [
            ("accepted", "an operation is missing from the table", '            "get_enterprise_usage_metrics",\n', ""),
            (
                "accepted",
                "an operation stands under another package",
                '"members": ("list_members",)',
                '"people": ("list_members",)',
            ),
        ],
        "plans/context.py": [
            ("equal", "v2's other pair of names is sent", 'zip(("start_date", "end_date")', 'zip(("start", "end")'),
            (
                "v2_v3",
                "v2's doubled names are both sent",
                'zip(("start_date", "end_date"), period.wire_v2(context.bounds)',
                'zip(("start_date", "end_date", "start", "end"), 2 * period.wire_v2(context.bounds)',
            ),
            (
                "equal",
                "the bounds of v3 are swapped",
                '("time_after", "time_before"), period',
                '("time_before", "time_after"), period',
            ),
            ("equal", "the option for bounds does not reach v3", "period.wire_v3(context.bounds)", "period.wire_v3()"),
            (
                "equal",
                "v3 gives the first of several organizations",
                'len(organizations) > 1 and context.version == "v3"',
                "False",
            ),
            (
                "equal",
                "a key's own organization passes for another",
                "if organizations is not None and organizations != (own,):",
                "if False:",
            ),
            (
                "equal",
                "the organization that the client was told is overlooked",
                "    if context.org_id is not None:\n        return context.org_id\n",
                "    if False:\n        return context.org_id\n",
            ),
            (
                "v2_v3",
                "the organization of a key is overlooked",
                "    return principal.organization\n",
                "    return None\n",
            ),
            (
                "equal",
                "days of UTC are taken for billing days",
                "if not isinstance(period, Period):",
                "if not isinstance(period, Period | UtcSpan):",
            ),
            (
                "equal",
                "the value names the enterprise for a user",
                "return Subject(kinds[kind], member, organizations)",
                'return Subject("enterprise", None, organizations)',
            ),
        ],
        "plans/metrics.py": [
            ("equal", "v2 drops the filter by users", '**filter_by("user_ids", chosen)}', "}"),
            (
                "equal",
                "v3 gives everybody's counts for an organization's",
                "elif filtered is not None:\n            call",
                "elif False:\n            call",
            ),
            ("equal", "v3 overlooks a filter by users", "        if chosen is not None:\n", "        if False:\n"),
        ],
        "plans/consumption.py": [
            (
                "v2_v3",
                "v2 drops the filter by organizations",
                '{**window, **filter_by("org_ids", organizations)}',
                "{**window}",
            ),
            ("equal", "v2 gives everybody's days for a user's", 'if "user" not in members:', "if True:"),
            (
                "equal",
                "v2 gives everybody's days for a session's",
                '    if other is not None:\n        raise UnsupportedByVersion(\n            f"v2 cannot',
                '    if False:\n        raise UnsupportedByVersion(\n            f"v2 cannot',
            ),
            (
                "equal",
                "a user is asked for as a service user",
                '**{f"{kind}_id": member for',
                '**{f"{kind}_id".replace("user_id", "service_user_id"): member for',
            ),
            (
                "equal",
                "v3 gives everybody's days for an organization's",
                "    if organizations is None:\n        name",
                "    if kind is None:\n        name",
            ),
            (
                "equal",
                "several members are asked for as the last of them",
                "    if len(members) > 1:\n",
                "    if False:\n",
            ),
        ],
        "plans/pages.py": [
            (
                "round_trip",
                "the first page of a list passes for all",
                "return Page(new, self.by_cursor(cursor) if cursor else None)",
                "return Page(new, None)",
            ),
            (
                "round_trip",
                "the cursor of the next page is not sent",
                '"first": _PAGE, **place}',
                '"first": _PAGE}',
            ),
            (
                "malformed",
                "a repeated cursor is followed, for a thousand pages",
                "if cursor in self._cursors:",
                "if cursor in self._cursors and (self._seen.add(object()) or len(self._seen) > 1000):",
            ),
            (
                "malformed",
                "a next page without a cursor is overlooked",
                "if not cursor and has_next:",
                "if False:",
            ),
            ("v2_v3", "more items are asked of a page than the API gives", "_PAGE = 200", "_PAGE = 1000"),
            (
                "malformed",
                "a list that ends too early passes for the whole",
                "if last and self._total is not None and self._given < self._total:",
                "if False:",
            ),
            (
                "malformed",
                "a member who moves up a page while the list is read is passed over",
                "if self._total is not None and total is not None and total < self._total:",
                "if False:",
            ),
        ],
        "async_consumption_questions.py": [
            (
                "sync_async",
                "async: the user is dropped",
                "organizations=organizations,\n            user=user,\n",
                "organizations=organizations,\n            user=None,\n",
            ),
        ],
        "async_questions.py": [
            (
                "sync_async",
                "async: the filter by users is dropped",
                "organizations=organizations, users=users\n",
                "organizations=organizations, users=None\n",
            ),
            (
                "sync_async",
                "async: the previous cycle is the current one",
                "return cycles.cycle_before(",
                "return cycles.cycle_at(",
            ),
        ],
        "async_client.py": [
            (
                "equal",
                "async: options leave the bounds as they were",
                "check=check, bounds=bounds,",
                "check=check, bounds=None,",
            ),
        ],
    },
)
