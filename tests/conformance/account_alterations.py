"""Answers of an account that are changed or refused on purpose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from devin_mock import Refusal, Refused
from devin_mock.answers import ANSWERS, Call

from .account_asking import USER, Account

OF_ONE: Final = {
    "user": "get_enterprise_user_daily_consumption",
    "organization": "get_enterprise_organization_daily_consumption",
    "service_user": "get_enterprise_service_user_daily_consumption",
}
ENTERPRISE: Final = {"v2": "get_daily_consumption", "v3": "get_enterprise_daily_consumption"}
DAY, NEXT_DAY = date(2025, 9, 18), date(2025, 9, 19)
ODD: Final = 0.01
"""A difference that is in no ledger, in ACUs."""


def altered(operation: str, change: Callable[[Call, Any], None], **account: Any) -> Account:
    """An account whose answers to one operation are changed."""

    def answer(call: Call) -> Any:
        body = ANSWERS[operation](call)
        change(call, body)
        return body

    return Account(answers={operation: answer}, **account)


def add_to_day(body: Any, day: date, acus: float) -> None:
    """Give a day of an answer more ACUs, and the total as many."""
    by_date = body["consumption_by_date"]
    if isinstance(by_date, dict):
        by_date[day.isoformat()] += acus
    else:
        (one,) = [each for each in by_date if datetime.fromtimestamp(each["date"], UTC).date() == day]
        one["acus"] += acus
        one["acus_by_product"]["devin"] += acus
    body["total_acus"] += acus


def refusing(operation: str, refused: Callable[[Call], bool], status: int, **account: Any) -> Account:
    """An account that refuses some questions of one operation."""

    def check(call: Call, _: Any) -> None:
        if refused(call):
            raise Refused(Refusal(status, "This refusal was planted."))

    return altered(operation, check, **account)


def of_member(member: str, *days: date) -> Any:
    """A hundredth more on the first of some days, and as much less on the second, of one member alone."""

    def change(call: Any, body: Any) -> None:
        if member in call.arguments.path.values():
            for day, sign in zip(days, (1, -1), strict=False):
                add_to_day(body, day, sign * ODD)

    return change


def of_enterprise(*days: date) -> Any:
    """The same of the enterprise."""

    def change(_: Any, body: Any) -> None:
        for day, sign in zip(days, (1, -1), strict=False):
            add_to_day(body, day, sign * ODD)

    return change


def of_map(name: str, member: str, acus: float | None) -> Any:
    """A member of a map of v2 who has more, or is not in it."""

    def change(_: Any, body: Any) -> None:
        if acus is None:
            del body[name][member]
        else:
            body[name][member] = body[name].get(member, 0.0) + acus

    return change


def to_a_stranger(_: Any, body: Any) -> None:
    """A hundredth of a member's is somebody's who is in no list; a map that exceeds the total is refused."""
    body["consumption_by_user"]["user-unheard-of"] = ODD
    body["consumption_by_user"][USER] -= ODD


def without_day(_: Any, body: Any) -> None:
    """A day that is not there, and is counted on the day after; maps that exceed the total are refused."""
    days = body["consumption_by_date"]
    days[str(DAY + timedelta(days=1))] += days.pop(str(DAY))
