"""Faults in the mock: wrong ACUs, cycles, days and windows."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants

CONSUMPTION: Final = mutants(
    "overlays/devin_mock/",
    {
        "answers/consumption.py": (
            (
                "v2_v3",
                "a product is missing from v2's days",
                "days = {day: sum(amounts) for day, amounts in _listed",
                "days = {day: sum(amounts[:3]) for day, amounts in _listed",
            ),
            (
                "v2_v3",
                "v2's days have the names of the days after",
                "{date_of(day).isoformat(): _acus(amount)",
                "{date_of(day + 1).isoformat(): _acus(amount)",
            ),
            (
                "v2_v3",
                "v3's days are an hour late",
                '"date": day * DAY_S + offset',
                '"date": day * DAY_S + offset + 3_600',
            ),
            ("v2_v3", "ACUs are rounded to hundredths", "return micro / MICRO", "return round(micro / MICRO, 2)"),
            (
                "v2_v3",
                "service users are missing from v2's map",
                'if call.assumptions.service_users == "left out":\n        listed',
                'if call.assumptions.service_users == "listed":\n        listed',
            ),
            (
                "v2_v3",
                "v3's cycles end a second early",
                '{"after": cycle[0], "before": cycle[1]}',
                '{"after": cycle[0], "before": cycle[1] - 1}',
            ),
            (
                "v2_v3",
                "days alike are in v2's map by organization once",
                "part: sum(ledger.rates(day, call.late(day))[0] for day in days)",
                "part: max(ledger.rates(day, call.late(day))[0] for day in days)",
            ),
            (
                "ledger",
                "a user's days of v2 know no filter by organization",
                "who = Who(call.organizations(), (found,))",
                "who = Who(None, (found,))",
            ),
            (
                "ledger",
                "a user's map by organization of v2 is everybody's",
                "one = Who(organizations=(index,), principals=who.principals)",
                "one = Who(organizations=(index,))",
            ),
            (
                "ledger",
                "a product that is not in use yet has used nothing",
                'found["review"] = None',
                'found["review"] = 0.0',
            ),
            (
                "ledger",
                "a session's ACUs are in every window",
                "if session is not None and asked.start <= session.instant < asked.end:",
                "if session is not None and session.day in days:",
            ),
            (
                "ledger",
                "a session is known before it happens",
                "session.instant >= call.now",
                "session.day > call.today + 30",
            ),
            (
                "ledger",
                "a session is known in every organization",
                "ledger.account.organization_of(session.seat) != call.organization():",
                "call.organization() is None:",
            ),
            (
                "ledger",
                "somebody is known where they have no seat",
                "elif not any(account.organization_of(seat) == inside for seat in account.seats(found)):",
                "elif not account.seats(found):",
            ),
        ),
        "answers/window.py": (
            (
                "ledger",
                "a bound may be given under both of its names",
                "if name in query and other in query and not call.lax",
                "if name in query and other in query and call.lax",
            ),
            (
                "v2_v3",
                "the end of a window is in it",
                "else math.ceil(before)",
                "else math.floor(before) + 1",
            ),
            ("ledger", "what is still to come is counted", "min(end, call.now))", "end)", 2),
            (
                "ledger",
                "a start within a second is that second",
                "else math.ceil(after)",
                "else math.floor(after)",
            ),
            (
                "ledger",
                "the second pair of names is not read",
                "text = query.get(name, query.get(other))",
                "text = query.get(name)",
            ),
            (
                "ledger",
                "a window without a start begins with the cycle after its end",
                "call.cycles() if start < end)",
                "call.cycles() if start <= end)",
            ),
        ),
        "calendar.py": (
            ("v2_v3", "billing days start an hour early", "_DAY_START_S = 8 * 3_600", "_DAY_START_S = 7 * 3_600"),
            ("ledger", "cycles end a day early", "day_start(billing_day(end)))", "day_start(billing_day(end) - 1))"),
            (
                "ledger",
                "a cycle is not listed in its first second",
                "while day_start(billing_day(start)) <= now:",
                "while day_start(billing_day(start)) < now:",
            ),
        ),
        "ledger.py": (
            (
                "v2_v3",
                "the billing day after a window is listed",
                "day_at(end - 1) + 1) if",
                "day_at(end) + 1) if",
            ),
            (
                "v2_v3",
                "organizations have the other products too",
                "            if who.organizations is not None:\n                return []\n",
                "",
            ),
            (
                "v2_v3",
                "the map by user holds what somebody used who has left",
                "                    found[leaf] -= units[leaf] * rate",
                "                    found[leaf] -= 0",
            ),
            (
                "v2_v3",
                "a user's other seats are lost",
                "seats = [seat for one in who.principals for seat in account.seats(one)]",
                "seats = [account.seats(one)[0] for one in who.principals]",
            ),
            (
                "ledger",
                "the days hold what somebody used who has left",
                "            total -= sum(self._sum(",
                "            total -= 0 * sum(self._sum(",
            ),
            (
                "ledger",
                "who has left still uses something when asked for alone",
                "total += 0 if low in gone else self._sum",
                "total += self._sum",
            ),
            (
                "ledger",
                "the last second of a part of a day is lost",
                "min(end, last) - first)",
                "min(end, last) - first - 1)",
            ),
            (
                "ledger",
                "a part of a day is the whole",
                "whole = start <= first and end >= last",
                "whole = start <= first or end >= last",
            ),
            (
                "ledger",
                "a new product is a day late",
                "return day >= self._begins.get(",
                "return day > self._begins.get(",
            ),
        ),
    },
)
