"""Cycles and daily consumption, in v2 and v3. Amounts go on the wire as ACUs, floats of integer micro-ACUs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from devin_mock.answers.call import Answer, Call
from devin_mock.answers.pages import cursor_page
from devin_mock.answers.window import window
from devin_mock.calendar import DAY_S, date_of, day_start, rfc3339
from devin_mock.ledger import EVERYBODY, PRODUCTS, Who
from devin_mock.messages import Json
from devin_mock.sessions import MICRO

Days = dict[int, tuple[int, ...]]
"""Micro-ACUs of each of `PRODUCTS` by billing day."""

_UNATTRIBUTED: Final = 50
"""Which part of Devin's ACUs is in no product, if the products sum to less than the day: one in so many."""


def _acus(micro: int) -> float:
    return micro / MICRO


def _cycles(call: Call) -> list[tuple[int, int]]:
    assumed = call.assumptions
    longer = {"touching": 0, "gap": -DAY_S, "overlap": DAY_S}[assumed.cycle_seams]
    if assumed.cycle_end == "last second":
        longer -= 1
    found = [(start, end + longer) for start, end in call.cycles()]
    if assumed.open_cycle == "left out":
        found.pop()
    if assumed.cycle_order == "unordered":
        found.sort(key=lambda cycle: call.ledger.chance.number(f"cycle/{cycle[0]}"))
    return found[::-1] if assumed.cycle_order == "newest first" else found


def _v2_cycles(call: Call) -> Json:
    return [{"start": rfc3339(start), "end": rfc3339(end)} for start, end in _cycles(call)]


def _v3_cycles(call: Call) -> Json:
    return cursor_page(call, _cycles(call), lambda cycle: {"after": cycle[0], "before": cycle[1]})


def _days(call: Call, who: Who) -> Days:
    asked = window(call)
    return call.ledger.daily(asked.start, asked.end, who, call.late)


def _listed(call: Call, days: Days) -> Days:
    if call.assumptions.idle_days == "left out":
        return {day: amounts for day, amounts in days.items() if any(amounts)}
    return days


def _v2_days(call: Call, who: Who) -> tuple[Json, Json]:
    days = {day: sum(amounts) for day, amounts in _listed(call, _days(call, who)).items()}
    return _acus(sum(days.values())), {date_of(day).isoformat(): _acus(amount) for day, amount in days.items()}


def _v2_by_organization(call: Call, who: Who) -> Json:
    asked, ledger = window(call), call.ledger
    chosen: Iterable[int] = range(len(ledger.account.organizations))
    if who.organizations is not None:
        chosen = who.organizations
    elif who.principals is not None:
        seats = [seat for index in who.principals for seat in ledger.account.seats(index)]
        chosen = sorted({ledger.account.organization_of(seat).index for seat in seats})
    found: dict[str, float] = {}
    parts = {
        part: sum(ledger.rates(day, call.late(day))[0] for day in days)
        for part, days in ledger.parts(asked.start, asked.end).items()
    }
    for index in chosen:
        one = Who(organizations=(index,), principals=who.principals)
        if amount := sum(ledger.units(part, one)[0] * rate for part, rate in parts.items()):
            found[call.names.org_ids[index]] = _acus(amount)
    return found


def _v2_by_user(call: Call, who: Who) -> Json:
    asked, account = window(call), call.ledger.account
    totals: Counter[int] = Counter()
    for product in PRODUCTS:
        if not (ranges := call.ledger.ranges(product, who)):
            continue
        holders = account.seat_holder if product == "devin" else range(account.users)
        sums = call.ledger.totals(product, asked.start, asked.end, call.late)
        for low, high in ranges:
            for leaf in range(low, high):
                if sums[leaf]:
                    totals[holders[leaf]] += sums[leaf]
    listed = sorted(totals)
    if call.assumptions.idle_users == "listed":
        there = (index for index in range(account.principals) if account.is_member(index, call.today))
        listed = sorted({*totals, *there})
    if call.assumptions.service_users == "left out":
        listed = [index for index in listed if index < account.users]
    ids = call.names.ids
    return {ids[index]: _acus(totals[index]) for index in listed}


def _v2_daily(call: Call) -> Json:
    who = Who(organizations=call.organizations())
    total, days = _v2_days(call, who)
    body = {
        "total_acus": total,
        "consumption_by_date": days,
        "consumption_by_org_id": _v2_by_organization(call, who),
    }
    if call.assumptions.user_map == "given":
        body["consumption_by_user"] = _v2_by_user(call, who)
    return body


def _v2_user_daily(call: Call) -> Json:
    user_id = call.arguments.path["user_id"]
    found = call.user(user_id)
    if found is None and call.assumptions.service_users == "listed":
        found = call.service_user(user_id)
    who = Who(call.organizations(), (found,)) if found is not None else call.unknown("user")
    total, days = _v2_days(call, who)
    return {
        "total_acus": total,
        "consumption_by_date": days,
        "consumption_by_org_id": _v2_by_organization(call, who),
    }


def _v3_daily(call: Call, days: Days) -> Json:
    days = _listed(call, days)
    totals = list(map(sum, days.values()))
    offset = day_start(0) if call.assumptions.date_at == "08:00" else 0
    return {
        "total_acus": _acus(sum(totals)),
        "consumption_by_date": [
            {
                "date": day * DAY_S + offset,
                "acus": _acus(total),
                "acus_by_product": _products(call, day, *amounts),
            }
            for (day, amounts), total in zip(days.items(), totals, strict=True)
        ],
    }


def _products(call: Call, day: int, devin: int, cascade: int, terminal: int, review: int) -> Json:
    if call.assumptions.products == "less than the day":
        devin -= devin // _UNATTRIBUTED
    found: dict[str, float | None] = {
        "devin": devin / MICRO,
        "cascade": cascade / MICRO,
        "terminal": terminal / MICRO,
        "review": review / MICRO,
    }
    if not call.ledger.has_begun("review", day):
        if call.assumptions.review_without_data == "absent":
            del found["review"]
        elif call.assumptions.review_without_data == "null":
            found["review"] = None
    return found


def _v3_enterprise(call: Call) -> Json:
    return _v3_daily(call, _days(call, EVERYBODY))


def _v3_organization(call: Call) -> Json:
    found = call.organization()
    who = Who(organizations=(found.index,)) if found is not None else call.unknown("organization")
    return _v3_daily(call, _days(call, who))


def _v3_principal(call: Call, found: int | None, what: str) -> Json:
    account = call.ledger.account
    who = Who(principals=(found,)) if found is not None else call.unknown(what)
    if found is not None and "org_id" in call.arguments.path:
        inside = call.organization()
        if inside is None:
            who = call.unknown("organization")
        elif not any(account.organization_of(seat) == inside for seat in account.seats(found)):
            who = call.unknown(f"{what} in this organization")
        else:
            who = Who((inside.index,), who.principals)
    return _v3_daily(call, _days(call, who))


def _v3_session(call: Call) -> Json:
    ledger, path = call.ledger, call.arguments.path
    session = ledger.session(path["session_id"])
    if session is not None and session.instant >= call.now:
        session = None
    if session is not None and "org_id" in path and ledger.account.organization_of(session.seat) != call.organization():
        session = None
    days = _days(call, Who(principals=()) if session is not None else call.unknown("session"))
    asked = window(call)
    if session is not None and asked.start <= session.instant < asked.end:
        amount = session.units * ledger.rates(session.day, call.late(session.day))[0]
        days[session.day] = (amount, *days[session.day][1:])
    return _v3_daily(call, days)


def _v3_user(call: Call) -> Json:
    return _v3_principal(call, call.user(call.arguments.path["user_id"]), "user")


def _v3_service_user(call: Call) -> Json:
    return _v3_principal(call, call.service_user(call.arguments.path["service_user_id"]), "service user")


CONSUMPTION: dict[str, Answer] = {
    "get_consumption_cycles": _v2_cycles,
    "get_daily_consumption": _v2_daily,
    "get_user_daily_consumption": _v2_user_daily,
    "list_enterprise_consumption_cycles": _v3_cycles,
    "get_enterprise_daily_consumption": _v3_enterprise,
    "get_enterprise_organization_daily_consumption": _v3_organization,
    "get_enterprise_user_daily_consumption": _v3_user,
    "get_enterprise_service_user_daily_consumption": _v3_service_user,
    "get_enterprise_session_daily_consumption": _v3_session,
    "get_organization_daily_consumption": _v3_organization,
    "get_organization_user_daily_consumption": _v3_user,
    "get_organization_service_user_daily_consumption": _v3_service_user,
    "get_organization_session_daily_consumption": _v3_session,
}
