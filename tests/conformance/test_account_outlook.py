"""Oracle: a forecast is the ledger's days going on, held against the right budget, and a cost is exact.

It sees projections over the wrong days, open days that are taken for closed ones, budgets of somebody else, and prices
that are rounded on the way. It cannot see whether days will go on like this, nor which ACUs count against a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from devin_mock import Fault
from devin_usage import (
    Cycle,
    InconsistentAnswer,
    InvalidArgument,
    Period,
    day_start,
)
from devin_usage.account import Price
from hypothesis import example, given
from hypothesis import strategies as st

from .account_alterations import (
    altered,
)
from .account_asking import (
    TODAY,
    Account,
    both_colours,
    counted,
    limits_of,
    org_ids,
)
from .counted import micro, total, unix
from .leaves import MICRO, billing_date
from .profiles import examples
from .sending import NOW

MOMENT: Final = st.datetimes(datetime(2025, 6, 5, 8), NOW.replace(tzinfo=None), timezones=st.just(UTC)).map(  # noqa: DTZ001  # hypothesis wants them so
    lambda drawn: drawn.replace(microsecond=0)
)
AMOUNTS: Final = st.decimals(Decimal(0), Decimal(9), places=7)


def used_up(budget: Fraction, days: Mapping[date, int], going_on: list[tuple[date, Fraction]]) -> date | None:
    """The first day by whose end so much is used: of those that are listed, else of those that are to come."""
    for course in ([(day, Fraction(used)) for day, used in days.items()], going_on):
        so_far = Fraction()
        for day, used in course:
            so_far += used
            if so_far >= budget - 1:
                return day
    return None


@both_colours
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_a_forecast_is_the_ledgers_days_going_on(version: str, asynchronous: bool) -> None:
    """At any moment of any cycle, of all or of one organization: closed days, the open one, mean, end, budget, cost."""

    @examples(3)
    @given(
        MOMENT,
        st.sampled_from([None, *org_ids(0, 1)]),
        st.none() | st.floats(0.01, 3_000).map(lambda drawn: round(drawn, 6)),
        AMOUNTS,
        st.booleans(),
        st.sampled_from(["listed", "left out"]),
    )
    @example(datetime(2025, 11, 5, 8, tzinfo=UTC), None, 100.0, Decimal("2.25"), False, "left out")
    @example(datetime(2025, 11, 6, 7, 59, 59, tzinfo=UTC), None, 0.5, Decimal("0.1"), False, "listed")
    @example(datetime(2025, 12, 5, 7, 59, 59, tzinfo=UTC), None, 900.0, Decimal("0.1"), False, "listed")
    @example(NOW, None, None, Decimal("0.3"), True, "listed")
    @example(NOW, None, 700.0, Decimal("1.1"), False, "listed")  # reached in the days to come
    def check(
        at: datetime, organization: str | None, budget: float | None, amount: Decimal, ended: bool, idle_days: str
    ) -> None:
        account = Account(now=at, idle_days=idle_days)
        cycles = counted().cycles(at)
        cycle, price = cycles[-2 if ended and len(cycles) > 1 else -1], Price(amount, "USD")
        told: dict[str, Any] = {"budget_acus": budget, "price": price, "organization": organization}
        if cycle != cycles[-1]:
            told["cycle"] = Cycle(cycle)
        found = account.ask(version, lambda client: client.forecast(**told), asynchronous=asynchronous)
        whose: dict[str, Any] = {} if organization is None else {"organization": organization}
        days = {day: used.total() for day, used in counted().days(cycle, at, **whose).items()}
        today = None if cycle != cycles[-1] else billing_date(unix(at))
        of_today = 0 if today is None else days.get(today, 0)
        of_closed = [used for day, used in days.items() if day != today]
        remaining = [] if today is None else [each for each in cycle.billing_days() if each >= today]
        assert (found.cycle.period, found.open_day) == (cycle, today)
        assert (found.closed_days, found.remaining_days) == (len(of_closed), len(remaining))
        assert micro(found.acus) == sum(days.values())
        assert micro(found.closed_acus) == sum(of_closed)
        is_listed = today in days and (idle_days == "listed" or of_today > 0)
        assert (found.open_acus is not None) is is_listed
        assert today is None or micro(found.open_acus or 0.0) == of_today
        mean = Fraction(sum(of_closed), len(of_closed)) if of_closed else None
        assert (None if found.mean_acus is None else round(found.mean_acus * MICRO)) == (
            None if mean is None else round(mean)
        )
        going_on: list[tuple[date, Fraction]] = []
        if mean is not None and today is not None:
            to_come = [max(Fraction(of_today), mean), *(mean for _ in remaining[1:])]
            going_on = [(cycle.first_day, Fraction(sum(of_closed))), *zip(remaining, to_come, strict=True)]
        projected = sum(of_closed) if today is None else sum(used for _, used in going_on) if going_on else None
        assert (found.projected_acus is None) is (projected is None)
        assert (found.not_projected is None) is (projected is not None)
        if found.projected_acus is not None and projected is not None:
            assert abs(Fraction(found.projected_acus) * MICRO - projected) < Fraction(1, 10)
            assert exactly(found.projected_cost) == exactly_priced(found.projected_acus, amount)
        assert exactly(found.cost) == exactly_priced(found.acus, amount)
        assert_budget(found, budget, organization, version, account)
        if found.budget is not None:
            assert found.used_up_on == used_up(Fraction(found.budget.acus) * MICRO, days, going_on)
            assert found.remaining_acus == pytest.approx(found.budget.acus - found.acus, abs=1e-9)
            assert exactly(found.budget_cost) == exactly_priced(found.budget.acus, amount)
            over = None if found.projected_acus is None else found.projected_acus - found.budget.acus
            assert found.projected_over_acus == (None if over is None else pytest.approx(over, abs=1e-9))
            left = max(0.0, found.budget.acus - found.acus) / len(remaining) if remaining else None
            assert found.daily_allowance_acus == (None if left is None else pytest.approx(left, abs=1e-9))

    check()


def exactly(cost: Any) -> Fraction:
    """The amount of a cost in dollars."""
    assert cost.currency == "USD"
    return Fraction(cost.amount)


def exactly_priced(acus: float, amount: Decimal) -> Fraction:
    """What ACUs cost: the digits in which the float is written, and the price, multiplied as fractions."""
    return Fraction(repr(acus)) * Fraction(amount)


def assert_budget(
    found: Any, given_acus: float | None, organization: str | None, version: str, account: Account
) -> None:
    """Hold a budget against what was given, or the limits that v3 gives for that scope, if it does."""
    if given_acus is not None:
        assert (found.budget.acus, found.budget.source) == (given_acus, "given")
        return
    limits = [
        each["cycle_acu_limit"]
        for each in limits_of(account)
        if (each["scope"], each["org_id"]) == ("enterprise" if organization is None else "org", organization)
    ]
    if version == "v2" or not limits:
        assert (found.budget, found.used_up_on, found.remaining_acus) == (None, None, None)
        assert found.no_budget
    else:
        assert [found.budget.acus, found.budget.source] == [*limits, "limit"]


@both_colours
def test_limits_that_cannot_be_read_or_contradict_each_other_are_no_budget(asynchronous: bool) -> None:
    """A key without the permission has a forecast without a budget, which says why."""
    account = Account()
    with account.mock.faults.planted(Fault(operation="list_enterprise_acu_limits", status=403)):
        found = account.ask("v3", lambda client: client.forecast(), asynchronous=asynchronous)
    assert found.budget is None
    assert "403" in found.no_budget

    def second(_: Any, body: Any) -> None:
        body["items"].append({**body["items"][0], "cycle_acu_limit": 7})

    account = altered("list_enterprise_acu_limits", second)
    with pytest.raises(InconsistentAnswer, match="2 different limits"):
        account.ask("v3", lambda client: client.forecast(), asynchronous=asynchronous)

    def negative(_: Any, body: Any) -> None:
        body["items"][0]["cycle_acu_limit"] = -1

    account = altered("list_enterprise_acu_limits", negative)
    found = account.ask("v3", lambda client: client.forecast(), asynchronous=asynchronous)
    assert found.budget is None
    assert "-1" in found.no_budget


def test_a_cycle_that_cuts_days_weighs_them_as_parts() -> None:
    """In the mean of the closed days, and in what is to come."""

    @examples()
    @given(st.integers(0, 23), st.integers(0, 23), st.sampled_from([None, *org_ids(0)]))
    @example(6, 6, None)
    def check(start_h: int, end_h: int, organization: str | None) -> None:
        start = day_start(date(2025, 12, 5)) + timedelta(hours=start_h)
        end = day_start(date(2026, 1, 4)) + timedelta(hours=24 - end_h)
        period, whose = Period(start, end), {} if organization is None else {"organization": organization}
        found = Account().ask("v3", lambda client: client.forecast(cycle=Cycle(period), **whose))
        days = counted().days(period, NOW, organization=organization)
        closed = total({day: used for day, used in days.items() if day != TODAY})
        mean = Fraction(closed) / (15 - Fraction(start_h, 24))
        projected = closed + max(Fraction(days[TODAY].total()), mean) + mean * (15 - Fraction(end_h, 24))
        assert abs(Fraction(found.mean_acus) * MICRO - mean) < Fraction(1, 10)
        assert abs(Fraction(found.projected_acus) * MICRO - projected) < Fraction(1, 10)

    check()


def test_a_cost_is_exact_and_of_one_currency() -> None:
    """The digits of any float, times any price; rounded only where asked, halves away from zero."""

    @examples()
    @given(st.floats(0, 1e9), AMOUNTS, AMOUNTS, st.integers(0, 4))
    @example(0.1, Decimal("2.25"), Decimal("0.1"), 2)
    @example(0.5, Decimal("0.01"), Decimal("0.3"), 2)
    def check(acus: float, amount: Decimal, other: Decimal, places: int) -> None:
        cost = Price(amount, "USD").of(acus)
        assert exactly(cost) == exactly_priced(acus, amount)
        assert exactly(cost + Price(other, "USD").of(acus)) == exactly_priced(acus, amount) + exactly_priced(
            acus, other
        )
        unit = Fraction(1, 10**places)
        assert exactly(cost.rounded(places)) == (exactly(cost) / unit + Fraction(1, 2)) // 1 * unit
        with pytest.raises(InvalidArgument, match="cannot be added"):
            _ = cost + Price(other, "EUR").of(acus)

    check()
