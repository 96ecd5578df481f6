"""A billing day as charges: each ACU in one of them, and in one only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from devin_usage import InconsistentAnswer
from devin_usage.export.focus_charges import NOBODY, UNATTRIBUTED, Amounts, Charge, billionths, charges
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2025, 12, 5)
ACU = 10**9
PRODUCTS: tuple[str, ...] = ("devin", "cascade", "terminal", "review", "swarm")


def total(found: list[Charge]) -> int:
    return sum(charge.amount for charge in found)


_AMOUNTS = st.integers(ACU // 100, 5 * ACU)  # far above what is rounding
_OF_PRODUCTS: st.SearchStrategy[dict[str, int]] = st.dictionaries(st.sampled_from(PRODUCTS), _AMOUNTS)


@st.composite
def days(draw: st.DrawFn) -> tuple[Amounts, list[tuple[int, Amounts]]]:
    """Draw members, and a whole that holds them, something of nobody, and what is rounded away or up in between."""
    members: list[tuple[int, Amounts]] = []
    whole: dict[str, int] = dict(draw(_OF_PRODUCTS))
    acus = sum(whole.values()) + draw(st.integers(0, ACU))
    for number in range(draw(st.integers(0, 5))):
        inside = draw(_OF_PRODUCTS)
        rounding = draw(st.integers(-900, 900)) if inside else 0
        left = draw(st.sampled_from((0, 0, ACU)))
        own = sum(inside.values()) + left + rounding
        if own <= 0:
            continue
        members.append((number, (own, inside)))
        acus += own
        for product, amount in inside.items():
            whole[product] = whole.get(product, 0) + amount
    return (acus, whole), members


@given(days())
def test_the_charges_of_a_day_sum_to_the_day_and_those_of_a_member_to_the_member(
    day: tuple[Amounts, list[tuple[int, Amounts]]],
) -> None:
    """Nothing is lost, nothing is counted twice, no charge is 0, and rounding makes no charge of its own."""
    whole, members = day
    found = charges(DAY, whole, members, is_open=False)
    assert total(found) == whole[0]
    assert all(found)
    assert all(charge.amount for charge in found)
    tolerance = 1_000 * (len(members) + 1)
    for number, (acus, _) in members:
        own = total([charge for charge in found if charge.member == number])
        assert abs(own - acus) <= tolerance
    assert not [charge for charge in found if charge.amount < 0]
    assert len({charge[:2] for charge in found}) == len(found)


def test_what_belongs_to_no_member_is_a_charge_of_nobody_product_by_product() -> None:
    """Cascade and Terminal belong to no organization."""
    whole: Amounts = (10 * ACU, {"devin": 6 * ACU, "cascade": 4 * ACU})
    found = charges(DAY, whole, [(0, (5 * ACU, {"devin": 5 * ACU}))], is_open=False)
    assert found == [Charge(0, "devin", 5 * ACU), Charge(NOBODY, "devin", ACU), Charge(NOBODY, "cascade", 4 * ACU)]


def test_what_is_in_no_product_is_a_charge_of_its_own() -> None:
    """The products of a day may sum to less than the day, for a member and for the whole."""
    whole: Amounts = (10 * ACU, {"devin": 7 * ACU})
    found = charges(DAY, whole, [(3, (5 * ACU, {"devin": 4 * ACU}))], is_open=False)
    assert found == [
        Charge(3, "devin", 4 * ACU),
        Charge(3, UNATTRIBUTED, ACU),
        Charge(NOBODY, "devin", 3 * ACU),
        Charge(NOBODY, UNATTRIBUTED, 2 * ACU),
    ]


def test_without_products_the_product_is_not_known() -> None:
    """v2 breaks no day down, which is another thing than ACUs that are in no product."""
    found = charges(DAY, (3 * ACU, None), [(0, (2 * ACU, None))], is_open=False)
    assert found == [Charge(0, None, 2 * ACU), Charge(NOBODY, None, ACU)]


def test_products_of_members_that_are_not_those_of_the_whole_leave_the_rest_in_no_known_product() -> None:
    """No product is charged below zero to make another one fit."""
    whole: Amounts = (5 * ACU, {"devin": 5 * ACU})
    found = charges(DAY, whole, [(0, (2 * ACU, {"cascade": 2 * ACU}))], is_open=False)
    assert found == [Charge(0, "cascade", 2 * ACU), Charge(NOBODY, None, 3 * ACU)]


def test_what_numbers_were_rounded_by_is_no_charge_of_nobody() -> None:
    """Each number may be rounded by itself: the difference goes to the largest charge, and the sum stays exact."""
    whole: Amounts = (5 * ACU + 500, {"devin": 5 * ACU + 500})
    found = charges(DAY, whole, [(0, (4 * ACU, {"devin": 4 * ACU})), (1, (ACU, {"devin": ACU}))], is_open=False)
    assert found == [Charge(0, "devin", 4 * ACU + 500), Charge(1, "devin", ACU)]


def test_members_beyond_the_whole_are_refused_on_a_day_that_is_over() -> None:
    """Figures that contradict each other are no costs."""
    with pytest.raises(InconsistentAnswer, match=r"on 2025-12-05 the members sum to 3\.5 ACUs, more than the 2 of"):
        charges(DAY, (2 * ACU, None), [(0, (3 * ACU + ACU // 2, None))], is_open=False)


def test_on_an_open_day_members_may_have_outrun_the_whole() -> None:
    """It grows between two questions: what the members have used by then is charged, and nothing below zero."""
    found = charges(DAY, (2 * ACU, {"devin": 2 * ACU}), [(0, (3 * ACU, {"devin": 3 * ACU}))], is_open=True)
    assert found == [Charge(0, "devin", 3 * ACU)]


def test_a_correction_below_zero_stays_one() -> None:
    """The API may give a day below zero; it is passed on as it is."""
    assert charges(DAY, (-ACU, None), [(0, (-ACU, None))], is_open=False) == [Charge(0, None, -ACU)]


def test_a_correction_that_no_member_has_a_part_of_is_of_nobody() -> None:
    """By product where it is known; what members have on that day stays theirs, and the sum is that of the whole."""
    whole: Amounts = (-5 * ACU, {"devin": -3 * ACU, "cascade": -2 * ACU})
    of_nobody = [Charge(NOBODY, "devin", -3 * ACU), Charge(NOBODY, "cascade", -2 * ACU)]
    for is_open in (False, True):
        assert charges(DAY, whole, [], is_open=is_open) == of_nobody
    mine = (-ACU, {"devin": -ACU})
    assert charges(DAY, whole, [(0, mine)], is_open=False) == [
        Charge(0, "devin", -ACU),
        Charge(NOBODY, "devin", -2 * ACU),
        Charge(NOBODY, "cascade", -2 * ACU),
    ]
    assert charges(DAY, (-5 * ACU, None), [(0, (-ACU, None))], is_open=False)[1:] == [Charge(NOBODY, None, -4 * ACU)]
    assert charges(DAY, (-5 * ACU, {}), [], is_open=False) == [Charge(NOBODY, UNATTRIBUTED, -5 * ACU)]
    rounded: Amounts = (-5 * ACU + 700, {"devin": -5 * ACU})
    assert charges(DAY, rounded, [], is_open=False) == [Charge(NOBODY, "devin", -5 * ACU + 700)]


def test_a_correction_of_products_that_are_not_those_of_the_members_is_of_no_known_product() -> None:
    """No product is charged above zero to make another one fit."""
    whole: Amounts = (-2 * ACU, {"devin": -2 * ACU})
    found = charges(DAY, whole, [(0, (-ACU, {"cascade": -ACU}))], is_open=False)
    assert found == [Charge(0, "cascade", -ACU), Charge(NOBODY, None, -ACU)]


def test_members_above_zero_on_a_day_below_zero_are_refused() -> None:
    """What they have used cannot be part of a correction."""
    with pytest.raises(InconsistentAnswer, match=r"the members sum to 1 ACUs, more than the -5 of the whole"):
        charges(DAY, (-5 * ACU, None), [(0, (ACU, None))], is_open=False)


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_acus_in_decimal_digits_are_read_without_a_loss(digits: int, places: int) -> None:
    """Floats are read as the digits that they are written in."""
    value = Decimal(digits).scaleb(-places)
    assert Decimal(billionths(float(value))).scaleb(-9) == value


def test_large_acus_are_read_without_a_loss() -> None:
    """Beyond a million ACUs a product of floats would be off."""
    assert billionths(123456789.123457) == 123456789123457000
    assert billionths(1e300) == 10**309
