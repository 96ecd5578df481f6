"""Cycles and daily consumption, in v2 and v3. Amounts go on the wire as ACUs, floats of integer micro-ACUs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from operator import add

from devin_mock.answers.call import Answer, Call
from devin_mock.answers.pages import cursor_page
from devin_mock.answers.window import Window, window
from devin_mock.calendar import DAY_S, date_of, day_start, rfc3339
from devin_mock.ledger import EVERYBODY, PRODUCTS, Who
from devin_mock.messages import Json
from devin_mock.sessions import MICRO

Used = Callable[[int, Window], tuple[int, ...]]
"""(billing day, window) -> micro-ACUs of each of `PRODUCTS`."""


def _acus(micro: int) -> float:
    return micro / MICRO


def _cycles(call: Call) -> list[tuple[int, int]]:
    newest_first = call.assumptions.cycle_order == "newest first"
    return sorted(call.cycles(), reverse=newest_first)


def _v2_cycles(call: Call) -> Json:
    return [{"start": rfc3339(start), "end": rfc3339(end)} for start, end in _cycles(call)]


def _v3_cycles(call: Call) -> Json:
    return cursor_page(call, _cycles(call), lambda cycle: {"after": cycle[0], "before": cycle[1]})


def _of(call: Call, who: Who) -> Used:
    return lambda day, asked: call.ledger.amounts(day, who, asked.start, asked.end)


def _by_day(call: Call, used: Used) -> dict[int, tuple[int, ...]]:
    asked = window(call)
    found = {day: used(day, asked) for day in call.ledger.days(asked.start, asked.end)}
    if call.assumptions.idle_days == "left out":
        return {day: amounts for day, amounts in found.items() if any(amounts)}
    return found


def _v2_days(call: Call, who: Who) -> tuple[Json, Json]:
    days = {day: sum(amounts) for day, amounts in _by_day(call, _of(call, who)).items()}
    return _acus(sum(days.values())), {date_of(day).isoformat(): _acus(amount) for day, amount in days.items()}


def _v2_by_organization(call: Call, who: Who) -> Json:
    asked, ledger = window(call), call.ledger
    chosen = range(len(ledger.account.organizations)) if who.organizations is None else who.organizations
    found: dict[str, float] = {}
    for index in chosen:
        one = Who(organizations=(index,), principals=who.principals)
        days = ledger.days(asked.start, asked.end)
        amount = sum(ledger.used("devin", day, one, asked.start, asked.end) for day in days)
        if amount:
            found[ledger.account.organizations[index].org_id] = _acus(amount)
    return found


def _v2_by_user(call: Call, who: Who) -> Json:
    asked, account = window(call), call.ledger.account
    totals: Counter[int] = Counter()
    for product in PRODUCTS:
        ranges = call.ledger.ranges(product, who)
        if not ranges:
            continue
        holders = account.seat_holder if product == "devin" else range(account.users)
        sums: Sequence[int] = [0] * len(holders)
        for day in call.ledger.days(asked.start, asked.end):
            sums = list(map(add, sums, call.ledger.leaves_used(product, day, asked.start, asked.end)))
        for low, high in ranges:
            for leaf in range(low, high):
                if sums[leaf]:
                    totals[holders[leaf]] += sums[leaf]
    listed = sorted(totals)
    if call.assumptions.idle_users == "listed":
        listed = [index for index in range(account.principals) if totals[index] or account.principal(index).is_member]
    if call.assumptions.service_users == "left out":
        listed = [index for index in listed if index < account.users]
    return {account.ids[index]: _acus(totals[index]) for index in listed}


def _v2_daily(call: Call) -> Json:
    who = Who(organizations=call.organizations())
    total, days = _v2_days(call, who)
    return {
        "total_acus": total,
        "consumption_by_date": days,
        "consumption_by_org_id": _v2_by_organization(call, who),
        "consumption_by_user": _v2_by_user(call, who),
    }


def _v2_user_daily(call: Call) -> Json:
    user_id = call.arguments.path["user_id"]
    account = call.ledger.account
    found = account.user(user_id)
    if found is None and call.assumptions.service_users == "listed":
        found = account.service_user(user_id)
    who = Who(call.organizations(), (found.index,)) if found is not None else call.unknown("user")
    total, days = _v2_days(call, who)
    return {
        "total_acus": total,
        "consumption_by_date": days,
        "consumption_by_org_id": _v2_by_organization(call, who),
    }


def _v3_daily(call: Call, used: Used) -> Json:
    days = _by_day(call, used)
    offset = day_start(0) if call.assumptions.date_at == "08:00" else 0
    return {
        "total_acus": _acus(sum(map(sum, days.values()))),
        "consumption_by_date": [
            {
                "date": day * DAY_S + offset,
                "acus": _acus(sum(amounts)),
                "acus_by_product": _products(call, day, amounts),
            }
            for day, amounts in days.items()
        ],
    }


def _products(call: Call, day: int, amounts: tuple[int, ...]) -> Json:
    found: dict[str, float | None] = dict(zip(PRODUCTS, map(_acus, amounts), strict=True))
    if not call.ledger.has_begun("review", day):
        found["review"] = None
    return found


def _v3_enterprise(call: Call) -> Json:
    return _v3_daily(call, _of(call, EVERYBODY))


def _v3_organization(call: Call) -> Json:
    found = call.organization()
    who = Who(organizations=(found.index,)) if found is not None else call.unknown("organization")
    return _v3_daily(call, _of(call, who))


def _v3_principal(call: Call, name: str, what: str) -> Json:
    account, path = call.ledger.account, call.arguments.path
    found = account.user(path[name]) if name == "user_id" else account.service_user(path[name])
    who = Who(principals=(found.index,)) if found is not None else call.unknown(what)
    if found is not None and "org_id" in path:
        inside = call.organization()
        if inside is None:
            who = call.unknown("organization")
        elif not any(account.organization_of(seat) == inside for seat in found.seats):
            who = call.unknown(f"{what} in this organization")
        else:
            who = Who((inside.index,), who.principals)
    return _v3_daily(call, _of(call, who))


def _v3_session(call: Call) -> Json:
    ledger, path = call.ledger, call.arguments.path
    session = ledger.session(path["session_id"])
    if session is not None and session.instant >= call.now:
        session = None
    if session is not None and "org_id" in path and ledger.account.organization_of(session.seat) != call.organization():
        session = None
    if session is None:
        return _v3_daily(call, _of(call, call.unknown("session")))

    def used(day: int, asked: Window) -> tuple[int, ...]:
        happened = day == session.day and asked.start <= session.instant < asked.end
        return tuple(session.micro_acus if product == "devin" and happened else 0 for product in PRODUCTS)

    return _v3_daily(call, used)


def _v3_user(call: Call) -> Json:
    return _v3_principal(call, "user_id", "user")


def _v3_service_user(call: Call) -> Json:
    return _v3_principal(call, "service_user_id", "service user")


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
