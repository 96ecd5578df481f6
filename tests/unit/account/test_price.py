"""Costs: exact, never of a guess, rounded only when asked."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from devin_usage import InvalidArgument
from devin_usage.account.price import Cost, Price
from hypothesis import given
from hypothesis import strategies as st

USD = Price(Decimal("2.25"), "USD")


def test_a_cost_holds_no_binary_noise() -> None:
    """A tenth of an ACU costs a tenth of the price."""
    assert USD.of(0.1) == Cost(Decimal("0.225"), "USD")
    assert Price(Decimal("0.1"), "EUR").of(0.3).amount == Decimal("0.03")


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=20),
)
def test_a_cost_is_exact_whatever_the_digits(acus: float, amount: Decimal) -> None:
    """No digit is lost, also where the precision of the thread's decimal context is small."""
    with localcontext() as context:
        context.prec = 3
        cost = Price(amount, "USD").of(acus)
    assert Fraction(cost.amount) == Fraction(repr(acus)) * Fraction(amount)


@given(st.lists(st.floats(min_value=0, max_value=1e9), max_size=20))
def test_a_sum_of_costs_is_exact(acus: list[float]) -> None:
    """Costs are added as decimals."""
    total = Cost(Decimal(0), "USD")
    for each in acus:
        total += USD.of(each)
    assert Fraction(total.amount) == sum(Fraction(repr(each)) for each in acus) * Fraction(9, 4)


def test_what_is_not_known_costs_nothing_that_is_known() -> None:
    """None stays None, and zero costs zero."""
    assert USD.of(None) is None
    assert USD.of(0.0).amount == 0


@pytest.mark.parametrize("acus", [True, float("nan"), float("inf"), "1", Decimal(1), 10**400])
def test_what_is_no_number_of_acus_is_refused(acus: Any) -> None:
    """Only finite numbers are ACUs."""
    with pytest.raises(InvalidArgument, match="ACUs must be a finite number"):
        USD.of(acus)


@pytest.mark.parametrize(
    ("amount", "places", "rounded"),
    [("0.125", 2, "0.13"), ("0.135", 2, "0.14"), ("0.1249", 2, "0.12"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3")],
)
def test_halves_are_rounded_away_from_zero(amount: str, places: int, rounded: str) -> None:
    """Rounding is explicit, and the one of most invoices."""
    cost = Cost(Decimal(amount), "USD").rounded(places)
    assert str(cost.amount) == rounded
    assert cost.currency == "USD"


def test_rounding_has_two_places_by_default_and_writes_them() -> None:
    """A whole amount is written with its cents."""
    assert str(Cost(Decimal(1), "USD").rounded()) == "1.00 USD"


@pytest.mark.parametrize("places", [-1, 1.0, True, "2", 101])
def test_places_that_are_no_count_are_refused(places: Any) -> None:
    """A number of decimal places is a whole number."""
    with pytest.raises(InvalidArgument, match="places"):
        USD.of(1.0).rounded(places)


def test_two_currencies_are_not_added() -> None:
    """There is no rate between them."""
    with pytest.raises(InvalidArgument, match="USD and EUR cannot be added"):
        assert USD.of(1.0) + Price(1, "EUR").of(1.0)
    with pytest.raises(TypeError):
        sum([USD.of(1.0)], 1)


@pytest.mark.parametrize("amount", [2.25, True, None, float("nan")])
def test_an_amount_of_another_kind_is_refused(amount: Any) -> None:
    """A float is no price, since it holds another number than the one that was written."""
    with pytest.raises(InvalidArgument, match="must be a Decimal, not"):
        Price(amount, "USD")


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-0.01"), -1])
def test_an_amount_that_is_no_price_is_refused(amount: Any) -> None:
    """A price is a finite number that is not negative."""
    with pytest.raises(InvalidArgument, match="finite number that is not negative"):
        Price(amount, "USD")


@pytest.mark.parametrize("amount", [Decimal("1e100"), Decimal("1e-100")])
def test_an_amount_that_no_decimal_context_can_carry_is_refused(amount: Decimal) -> None:
    """A cost could not be exact."""
    with pytest.raises(InvalidArgument, match="out of all proportion"):
        Price(amount, "USD")


@pytest.mark.parametrize("text", ["", "1e3", "1,5", " 2", "+2", "-2", "2.", ".5", "\uff12", "NaN", "1_000"])
def test_an_amount_that_is_written_otherwise_is_refused(text: str) -> None:
    """Only digits and a point are read."""
    with pytest.raises(InvalidArgument, match="is not an amount"):
        Price(text, "USD")


@pytest.mark.parametrize("currency", ["usd", "US", "USDD", "", "US$", None, 840, "\uff35SD", "USD\n"])
def test_what_is_no_currency_is_refused(currency: Any) -> None:
    """A currency is three capital letters."""
    with pytest.raises(InvalidArgument, match="is not a currency"):
        Price(Decimal(1), currency)


def test_a_price_can_be_written_and_read() -> None:
    """The text of a price is the price."""
    assert Price.parse("2.25 USD") == USD
    assert Price.parse(str(USD)) == USD
    assert Price("2.25", "USD") == USD
    assert Price(2, "USD") == Price(Decimal(2), "USD")
    assert str(Price(Decimal("-0"), "USD")) == "0 USD"


@pytest.mark.parametrize("text", ["2.25", "USD", "2.25 USD each", "", None, 2.25])
def test_a_text_that_is_no_price_is_refused(text: Any) -> None:
    """The message shows the right form."""
    with pytest.raises(InvalidArgument, match="is not a price; write the amount and the currency, for example"):
        Price.parse(text)
