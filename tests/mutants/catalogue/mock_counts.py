"""Faults in the mock: wrong counts, active users, pages and lists."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants

COUNTS: Final = mutants(
    "overlays/devin_mock/",
    {
        "answers/call.py": (
            (
                "ledger",
                "ids that are joined by commas are nobody's",
                "            if len(parts) > 1 and",
                "            if not parts and",
            ),
            (
                "ledger",
                "a doubled id of a filter counts twice",
                "for each in dict.fromkeys(asked)]",
                "for each in asked]",
            ),
            (
                "ledger",
                "a filter by service users finds nobody",
                ', *self._filter("service_user_ids", self.service_user))',
                ",)",
            ),
            (
                "ledger",
                "a filter that matches nothing is no filter",
                "return tuple(one for one in found if one is not None)",
                "return tuple(one for one in found if one is not None) or (0,)",
            ),
        ),
        "answers/metrics.py": (
            (
                "v2_v3",
                "v2 counts the pull requests that are open now",
                'opened = "prs created" if',
                'opened = "prs opened" if',
            ),
            (
                "v2_v3",
                "v3's usage counts closed pull requests as merged",
                '"prs_merged_count": counts["prs merged"]',
                '"prs_merged_count": counts["prs closed"]',
            ),
            (
                "ledger",
                "counts have no filter by organization",
                "who = Who(call.organizations(), call.principals())",
                "who = Who(None, call.principals())",
            ),
            (
                "ledger",
                "an organization's counts have no filter by user",
                "who = Who((inside.index,), who.principals)",
                "who = Who((inside.index,))",
            ),
            (
                "ledger",
                "the filter by playbook is ignored",
                "_who(call), playbook, call.late)",
                "_who(call), None, call.late)",
            ),
            (
                "ledger",
                "taken-over pull requests are those created",
                'counts[f"taken over {state}"]',
                'counts[f"prs {state}"]',
            ),
            (
                "ledger",
                "sessions with a search are those with a playbook",
                'counts["with search"]',
                'counts["with playbook"]',
            ),
            ("ledger", "the mean of a session is by search", "/ count / MICRO", '/ (counts["searches"] or 1) / MICRO'),
            (
                "ledger",
                "a category is its first part",
                "_figures(sum(count for count, _, _ in inside), sum(",
                "_figures(inside[0][0], sum(",
            ),
        ),
        "activity.py": (
            (
                "ledger",
                "the second half of a block of days is counted as the first",
                "self._whole(day + half, half, who, playbook)",
                "self._whole(day, half, who, playbook)",
            ),
            (
                "ledger",
                "the counts hold what somebody did who has left",
                "if low <= seat < high:\n                        counts.subtract(",
                "if low <= seat < high and playbook is not None:\n                        counts.subtract(",
            ),
            (
                "ledger",
                "merged pull requests have the size of the smallest session",
                'counts[f"merged size {size_of(amount)}"] += number',
                'counts[f"merged size {size_of(1)}"] += number',
            ),
            (
                "ledger",
                "the parts of days hold whole days' sessions",
                "        if span != WHOLE:\n            units = array(",
                "        if span == WHOLE:\n            units = array(",
            ),
        ),
        "headcount.py": (
            (
                "ledger",
                "one session too few is enough",
                "if least >> len(planes):",
                "if (least := max(1, least - 1)) >> len(planes):",
            ),
            (
                "ledger",
                "sessions and searches are both needed",
                "found |= at_least(total, least, everybody)",
                "found = at_least(total, least, everybody) & (found or everybody)",
            ),
            ("ledger", "who has left is still active", "there = everybody & ~self._gone(era)", "there = everybody"),
        ),
        "buckets.py": (
            ("ledger", "active users are counted in billing days", "replace(hour=0,", "replace(hour=8,"),
            (
                "ledger",
                "weeks start on Sunday",
                "timedelta(days=midnight.weekday())",
                "timedelta(days=midnight.isoweekday() % 7)",
            ),
            ("ledger", "months have thirty-one days", ".replace(day=1)\n\n\ndef buckets", "\n\n\ndef buckets"),
        ),
        "answers/active_users.py": (
            ("ledger", "the minimum of sessions is ignored", 'query.get("min_sessions", 1), query', "1, query"),
            (
                "ledger",
                "service users are active users",
                'active_service_users == "not counted"',
                'active_service_users == "counted"',
            ),
            ("ledger", "a bucket is told whole where the window cuts it", "return cut, (max(", "return bucket, (max("),
            (
                "ledger",
                "an organization's active users are the enterprise's",
                "return () if inside is None else (inside.index,)",
                "return () if inside is None else None",
            ),
        ),
    },
)

LISTS: Final = mutants(
    "overlays/devin_mock/",
    {
        "answers/pages.py": (
            (
                "ledger",
                "the cursor of another list will do",
                'plain = f"{call.operation.operation_id}:{position}"',
                'plain = f"list:{position}"',
            ),
            (
                "ledger",
                "a cursor skips one",
                '"end_cursor": _cursor(call, end)',
                '"end_cursor": _cursor(call, end + 1)',
            ),
            ("ledger", "an empty page follows the last one", "more = end < len(things)", "more = end <= len(things)"),
            ("ledger", "no page follows the first", '"has_next_page": more', '"has_next_page": False'),
            ("ledger", "what is skipped is on the page", "things[skip : skip + limit]]", "things[:limit]]"),
            (
                "ledger",
                "the total is that of the page",
                '"total": len(things),',
                '"total": len(things[skip : skip + limit]),',
            ),
            ("ledger", "pages hold ten by default", "_DEFAULT_SIZE = 100", "_DEFAULT_SIZE = 10"),
        ),
        "answers/people.py": (
            (
                "ledger",
                "who has left is a member",
                "if index < account.users and account.is_member(index, today)]",
                "if index < account.users]",
            ),
            (
                "ledger",
                "inactive service users are listed unasked",
                'query.get("include_inactive", False)',
                'query.get("include_inactive", True)',
            ),
            (
                "ledger",
                "the filter by address is ignored in v2",
                "if email is None:",
                "if email is None or call.is_v2:",
            ),
            (
                "ledger",
                "the first member of an organization is lost",
                "found.first_seat : found.last_seat]",
                "found.first_seat + 1 : found.last_seat]",
            ),
            (
                "ledger",
                "roles are in the first organization only",
                "for seat in somebody.seats:",
                "for seat in somebody.seats[:1]:",
            ),
            (
                "ledger",
                "a key of an organization names none",
                '"org_id": org_id,\n    }\n\n\ndef _limit',
                '"org_id": None,\n    }\n\n\ndef _limit',
            ),
            (
                "mock_conforms",
                "members were created at a number",
                'rfc3339(day_start(call.ledger.first_day)),\n            "last_login"',
                'day_start(call.ledger.first_day),\n            "last_login"',
            ),
        ),
        "mock.py": (
            (
                "mock_conforms",
                "an answer has a status that no document gives",
                "return Response.of_json(operation.success[0], answer(call))",
                "return Response.of_json(203, answer(call))",
            ),
        ),
    },
)
