"""Consumption in the form of FOCUS, from the mock's account: sums, costs, periods, and what is refused."""

from __future__ import annotations

import asyncio
import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import fsum
from pathlib import Path
from typing import Any, cast

import httpx
import pyarrow.parquet  # type: ignore[import-untyped]  # publishes no types
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Fault, Mock
from devin_mock.transport import mock_transport
from devin_usage import (
    AsyncDevinUsage,
    ConfigurationError,
    Cycle,
    DevinUsage,
    InvalidArgument,
    Period,
    UnsupportedByScope,
)
from devin_usage.account import DayCache, IncompleteBreakdown, Price, Revision
from devin_usage.export import BillingAccount, Focus, focus, focus_async, pseudonym, write_focus
from devin_usage.export.focus_reading import Member, Piece, Reading
from devin_usage.export.focus_rows import ExactPrice, Rows, digits
from devin_usage.export.focus_rows import records as records_of
from devin_usage.values import Consumption, Days, Subject

NOW = datetime(2025, 12, 19, 20, 30, tzinfo=UTC)
PERIOD = Period.parse("2025-12-01/2025-12-10")
PRICE = Price.parse("2.25 USD")
CHANGED: tuple[tuple[Any, str | None], ...] = (("enterprise", None), ("user", "ada"), ("organization", "org-1"))
Records = list[dict[str, Any]]


def account(**assumed: Any) -> Mock:
    return Mock(now=NOW, users=15, assumptions=Assumptions(**assumed))


def client(mock: Mock, key: str = ENTERPRISE_KEY, **options: Any) -> DevinUsage:
    return DevinUsage(key, transport=mock_transport(mock), clock=lambda: NOW, **options)


def quantity(records: Records) -> Decimal:
    return sum((each["ConsumedQuantity"] for each in records), Decimal(0))


def cost(records: Records, name: str = "BilledCost") -> Decimal:
    return sum((each[name] for each in records), Decimal(0))


@pytest.mark.parametrize("by", ["organization", "user"])
@pytest.mark.parametrize("key", [ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY])
@pytest.mark.parametrize("products", ["sum to the day", "less than the day"])
def test_quantities_sum_to_the_total_and_costs_to_its_price(by: Any, key: str, products: str) -> None:
    """However the rows are cut, nothing is counted twice and nothing is left out, to the last decimal."""
    devin = client(account(products=products), key)
    records = focus(devin, PERIOD, price=PRICE, by=by).to_records()
    whole = devin.consumption.daily(PERIOD)
    assert quantity(records) == Decimal(str(whole.total_acus))
    for name in ("BilledCost", "EffectiveCost", "ContractedCost", "ListCost"):
        assert cost(records, name) == PRICE.of(whole.total_acus).amount
    for each in records:
        assert each["BilledCost"] == each["PricingQuantity"] * each["ContractedUnitPrice"]
        assert each["PricingQuantity"] == each["ConsumedQuantity"] != 0
    by_day = Counter[date]()
    for each in records:
        by_day[each["x_BillingDay"]] += each["ConsumedQuantity"]
    assert by_day == {day.day: Decimal(str(day.acus)) for day in whole.days}


def corrected(mock: Mock, day: date) -> httpx.MockTransport:
    """The account, but for a day that is 5 ACUs below zero for the whole, and nothing for its members."""
    account = mock_transport(mock)
    devin = {"devin": -5.0, "cascade": 0.0, "terminal": 0.0}

    def answer(request: httpx.Request) -> httpx.Response:
        response = account.handle_request(request)
        if "/consumption/daily" not in request.url.path:
            return response
        body = json.loads(response.read())
        whole = request.url.path.endswith("/consumption/daily")
        for each in body["consumption_by_date"]:
            if datetime.fromtimestamp(each["date"], UTC).date() == day:
                each["acus"] = -5.0 if whole else 0.0
                each["acus_by_product"] = devin if whole else dict.fromkeys(devin, 0.0)
        body["total_acus"] = fsum(each["acus"] for each in body["consumption_by_date"])
        return httpx.Response(200, json=body)

    return httpx.MockTransport(answer)


@pytest.mark.parametrize("by", ["organization", "user"])
def test_a_closed_day_below_zero_that_belongs_to_nobody_is_passed_on(by: Any) -> None:
    """In a row without a sub-account, so that the sum is that of the whole."""
    day = date(2025, 12, 5)
    devin = DevinUsage(ENTERPRISE_KEY, transport=corrected(account(), day), clock=lambda: NOW)
    records = focus(devin, PERIOD, price=PRICE, by=by).to_records()
    assert quantity(records) == Decimal(str(round(devin.consumption.daily(PERIOD).total_acus, 6)))
    (row,) = [each for each in records if each["x_BillingDay"] == day]
    assert (row["ConsumedQuantity"], row["BilledCost"], row["x_Product"]) == (-5, Decimal("-11.25"), "devin")
    assert (row["SubAccountId"], row.get("x_UserId")) == (None, None)


def test_organizations_are_sub_accounts_and_products_are_services() -> None:
    """Each organization has its own ACUs; what belongs to none has no sub-account."""
    devin = client(account())
    records = focus(devin, PERIOD, price=PRICE).to_records()
    found = devin.consumption.by_organization(PERIOD)
    names = {each.id: each.name for each in devin.organizations.list()}
    for organization, acus in found.acus.items():
        own = [each for each in records if each["SubAccountId"] == organization]
        assert quantity(own) == Decimal(str(acus))
        assert {each["SubAccountName"] for each in own} == {names[organization]}
    outside = [each for each in records if each["SubAccountId"] is None]
    assert found.unattributed is not None
    assert abs(float(quantity(outside)) - found.unattributed) < 1e-6
    assert {each["SubAccountName"] for each in outside} == {None}
    assert {(each["ServiceName"], each["SkuId"], each["x_Product"]) for each in records} == {
        ("Devin", "acu/devin", "devin"),
        ("Cascade", "acu/cascade", "cascade"),
        ("Terminal", "acu/terminal", "terminal"),
        ("Review", "acu/review", "review"),
    }


def test_users_and_service_users_are_in_columns_of_ours() -> None:
    """By user there are no sub-accounts, and each has the ACUs that the API gives."""
    devin = client(account())
    records = focus(devin, PERIOD, price=PRICE, by="user").to_records()
    for column, found in (
        ("x_UserId", devin.consumption.by_user(PERIOD)),
        ("x_ServiceUserId", devin.consumption.by_service_user(PERIOD)),
    ):
        for member, acus in found.acus.items():
            assert quantity([each for each in records if each[column] == member]) == Decimal(str(acus))
    assert {each["SubAccountId"] for each in records} == {None}
    assert not [each for each in records if each["x_UserId"] and each["x_ServiceUserId"]]


def test_v2_gives_organizations_by_day_and_no_products() -> None:
    """Its map has no days, so each organization is asked for; a product that is not known is null."""
    mock = account()
    of_v2 = focus(client(mock, ENTERPRISE_ADMIN_KEY), PERIOD, price=PRICE).to_records()
    of_v3 = focus(client(mock), PERIOD, price=PRICE).to_records()

    def sums(records: Records) -> Counter[tuple[str | None, date]]:
        found = Counter[tuple[str | None, date]]()
        for each in records:
            found[each["SubAccountId"], each["x_BillingDay"]] += each["ConsumedQuantity"]
        return found

    assert sums(of_v2) == sums(of_v3)
    assert {(each["x_Product"], each["SkuId"], each["x_Unattributed"]) for each in of_v2} == {(None, "acu", False)}


def test_users_of_v2_are_found_without_its_map() -> None:
    """Where it gives none, each of its list is asked for."""
    given, absent = (
        focus(client(account(user_map=there), ENTERPRISE_ADMIN_KEY), PERIOD, price=PRICE, by="user").to_records()
        for there in ("given", "absent")
    )
    assert quantity(given) == quantity(absent)
    listed = {each["x_UserId"] for each in absent}
    assert None in listed  # what service users have used, whom the list does not hold
    assert {each["x_UserId"] for each in given} > listed - {None}


def test_acus_in_no_product_are_marked() -> None:
    """They are rows of their own, which say so."""
    devin = client(account(products="less than the day"))
    records = focus(devin, PERIOD, price=PRICE).to_records()
    marked = [each for each in records if each["x_Unattributed"]]
    unattributed = devin.consumption.daily(PERIOD).unattributed
    assert unattributed is not None
    assert abs(float(quantity(marked)) - unattributed) < 1e-5
    assert {(each["x_Product"], each["SkuId"]) for each in marked} == {(None, "acu-unattributed")}


def test_charge_periods_are_billing_days_and_billing_periods_are_cycles() -> None:
    """A charge begins at 08:00 UTC on its date; the fourth belongs to another cycle than the fifth."""
    records = focus(client(account()), PERIOD, price=PRICE).to_records()
    for each in records:
        start = datetime(each["x_BillingDay"].year, 12, each["x_BillingDay"].day, 8, tzinfo=UTC)
        assert (each["ChargePeriodStart"], each["ChargePeriodEnd"]) == (start, start + timedelta(days=1))
        month = 11 if each["x_BillingDay"].day < 5 else 12
        assert each["BillingPeriodStart"] == datetime(2025, month, 5, 8, tzinfo=UTC)
        assert each["BillingPeriodStart"] <= start < each["BillingPeriodEnd"]
    assert {each["x_CycleNormalised"] for each in records} == {False}


def test_a_cycle_that_was_normalised_and_a_day_that_is_open_are_marked() -> None:
    """Whoever pays by these rows can tell what may still change."""
    devin = client(account(cycle_end="last second"))
    records = focus(devin, Period.parse("2025-12-17/2025-12-19"), price=PRICE).to_records()
    assert {each["x_CycleNormalised"] for each in records} == {True}
    assert {each["x_BillingDay"] for each in records if each["x_DayOpen"]} == {date(2025, 12, 19)}
    assert {each["BillingPeriodEnd"] for each in records} == {datetime(2026, 1, 5, 8, tzinfo=UTC)}


def test_a_day_that_two_cycles_share_is_charged_to_each_in_part() -> None:
    """Where a cycle begins within a day, the day is asked for in two parts."""
    noon = datetime(2025, 12, 5, 20, tzinfo=UTC)
    cycles = [Cycle(Period(datetime(2025, 11, 5, 8, tzinfo=UTC), noon)), Cycle(Period(noon, PERIOD.end))]
    devin = client(account())
    records = focus(devin, PERIOD, price=PRICE, cycles=cycles).to_records()
    shared = [each for each in records if each["x_BillingDay"] == date(2025, 12, 5)]
    assert {(each["ChargePeriodStart"], each["ChargePeriodEnd"], each["BillingPeriodStart"]) for each in shared} == {
        (datetime(2025, 12, 5, 8, tzinfo=UTC), noon, datetime(2025, 11, 5, 8, tzinfo=UTC)),
        (noon, datetime(2025, 12, 6, 8, tzinfo=UTC), noon),
    }
    assert quantity(records) == Decimal(str(devin.consumption.daily(PERIOD).total_acus))


def test_a_key_of_one_organization_takes_cycles_and_gives_its_own_charges() -> None:
    """It cannot list cycles; what it reads is all of one sub-account."""
    mock = account()
    own = client(mock, ORGANIZATION_KEY)
    with pytest.raises(UnsupportedByScope, match=r"pass cycles=\.\.\."):
        focus(own, PERIOD, price=PRICE)
    with pytest.raises(UnsupportedByScope, match="by='user'"):
        focus(own, PERIOD, price=PRICE, by="user")
    records = focus(own, PERIOD, price=PRICE, cycles=client(mock).cycles.list()).to_records()
    assert {each["SubAccountId"] for each in records} == {own.whoami().organization}
    assert quantity(records) == Decimal(str(own.consumption.daily(PERIOD).total_acus))


def test_there_is_no_focus_without_a_price() -> None:
    """A cost that is not known is never 0: it is refused, before anything is asked."""
    mock = account()
    for price, said in (
        (None, r"the API knows no price; give that of an ACU, for example price=Price\.parse\('2\.25 USD'\)"),
        (2.25, "not float"),
        (Price("0.0000000000000001", "USD"), "decimal places"),
        (Price(10**9, "USD"), "below 1,000,000,000"),
    ):
        with pytest.raises(InvalidArgument, match=said):
            focus(client(mock), PERIOD, price=cast("Price", price))
    assert len(mock.record) == 0


def test_what_cannot_be_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    """Arguments, folder and form are looked at first."""
    mock = account()
    devin = client(mock)
    refused: list[tuple[type[Exception], Callable[[], object]]] = [
        (InvalidArgument, lambda: focus(devin, PERIOD, price=PRICE, by=cast("Any", "team"))),
        (InvalidArgument, lambda: focus(devin, PERIOD, price=PRICE, billing_account=cast("Any", "ACME"))),
        (InvalidArgument, lambda: focus(devin, PERIOD, price=PRICE, concurrency=0)),
        (InvalidArgument, lambda: focus(devin, cast("Any", "2025-12"), price=PRICE)),
        (InvalidArgument, lambda: write_focus(devin, tmp_path / "focus.xlsx", PERIOD, price=PRICE)),
        (ConfigurationError, lambda: write_focus(devin, tmp_path / "no" / "focus.csv", PERIOD, price=PRICE)),
        (
            InvalidArgument,
            lambda: write_focus(devin, tmp_path / "focus.csv", PERIOD, price=PRICE, pseudonymise=True, secret="short"),
        ),
    ]
    for error, ask in refused:
        with pytest.raises(error):
            ask()
    assert len(mock.record) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_member_that_cannot_be_read_makes_no_file(tmp_path: Path) -> None:
    """Its ACUs would pass for those of nobody; the file that was there stays."""
    place = tmp_path / "focus.csv"
    place.write_text("of yesterday")
    for key, operation in (
        (ENTERPRISE_KEY, "get_enterprise_organization_daily_consumption"),
        (ENTERPRISE_ADMIN_KEY, "get_daily_consumption"),
    ):
        mock = account()
        mock.faults.add(Fault(operation=operation, status=403, skip=1, times=1))
        with pytest.raises(IncompleteBreakdown):
            write_focus(client(mock, key), place, PERIOD, price=PRICE)
    assert place.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("by", ["organization", "user"])
def test_csv_and_parquet_hold_what_the_records_hold(tmp_path: Path, by: Any) -> None:
    """Decimals stay decimals, dates dates, and nulls nulls; sums of the file are told."""
    found = focus(client(account(products="less than the day")), PERIOD, price=PRICE, by=by)
    records = found.to_records()
    for form in ("csv", "parquet"):
        written = found.write(tmp_path / f"focus.{form}")
        assert (written.rows, written.acus, written.cost.amount) == (len(records), quantity(records), cost(records))
    table = pyarrow.parquet.read_table(tmp_path / "focus.parquet")
    assert table.to_pylist() == records == found.to_arrow().to_pylist()
    assert table.column_names == [column.name for column in found.columns]
    assert str(table.schema.field("BilledCost").type) == "decimal128(38, 11)"
    assert str(table.schema.field("ConsumedQuantity").type) == "decimal128(38, 9)"
    assert str(table.schema.field("ContractedUnitPrice").type) == "decimal128(38, 2)"
    assert str(table.schema.field("ChargePeriodStart").type) == "timestamp[us, tz=UTC]"
    with (tmp_path / "focus.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(records)
    read: dict[str, Callable[[str], Any]] = {
        "text": str,
        "decimal": Decimal,
        "instant": datetime.fromisoformat,
        "date": date.fromisoformat,
        "flag": {"true": True, "false": False}.__getitem__,
    }
    types = {column.name: read[column.type] for column in found.columns}
    assert [{name: types[name](text) if text else None for name, text in row.items()} for row in rows] == records
    assert {row["ChargePeriodStart"][-10:] for row in rows} == {"T08:00:00Z"}
    assert {row["x_UserId" if by == "user" else "SubAccountId"] for row in rows} >= {""}


def test_numbers_are_digits_without_zeros_that_mean_nothing() -> None:
    """No exponent, no plus sign, no comma."""
    written = {(0, 9): "0", (-1, 9): "-0.000000001", (-2_500, 3): "-2.5", (10, 0): "10", (12_340, 2): "123.4"}
    assert {key: digits(*key) for key in written} == written


def test_the_form_may_be_named_apart_from_the_file(tmp_path: Path) -> None:
    """What the name ends with decides only where nothing else does."""
    devin = client(account())
    write_focus(devin, tmp_path / "focus.of.december", PERIOD, price=PRICE, form="parquet")
    assert pyarrow.parquet.read_table(tmp_path / "focus.of.december").num_rows


def test_members_of_later_pieces_are_not_taken_for_those_of_earlier_ones() -> None:
    """An organization that appears in the second cycle only has its own charges."""
    days = [date(2025, 12, 4), date(2025, 12, 5)]
    pieces = [
        Piece(Period.of_day(day), used(day, 5.0), {Member("organization", name): used(day, acus) for name, acus in own})
        for day, own in zip(days, ([("org-a", 2.0), ("org-b", 3.0)], [("org-c", 1.5)]), strict=True)
    ]
    cycles = (Cycle(Period.of_day(days[0])), Cycle(Period.of_day(days[1])))
    reading = Reading(NOW, cycles, tuple(pieces), (), (), ())
    rows = Rows(reading, ExactPrice.of(PRICE), BillingAccount("ACME"), "organization")
    assert [(each["SubAccountId"], each["ConsumedQuantity"]) for each in records_of(rows)] == [
        ("org-a", 2),
        ("org-b", 3),
        ("org-c", Decimal("1.5")),
        (None, Decimal("3.5")),
    ]


def test_days_that_have_changed_name_no_user_where_the_rows_do_not() -> None:
    """Pseudonyms are those of the rows; organizations and the enterprise stay."""
    changed = tuple(Revision(Subject(*of), PERIOD.first_day, 1.0, 2.0) for of in CHANGED)
    reading = Reading(NOW, (), (), changed, (), ())
    found = Focus(PERIOD, PRICE, "user", Rows(reading, ExactPrice.of(PRICE), BillingAccount("ACME"), "user"))
    assert found.revisions == changed
    secret = "a secret of sixteen bytes or more"
    assert [each.subject.id for each in found.pseudonymised(secret).revisions] == [
        None,
        pseudonym("ada", secret),
        "org-1",
    ]


@pytest.mark.parametrize("key", [ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY])
def test_what_holds_of_users_alone_is_not_said_of_users_and_service_users(key: str) -> None:
    """Both are read, and nobody was chosen."""
    said = focus(client(account(), key), PERIOD, price=PRICE, by="user").caveats
    assert not [each for each in said if "asked for" in each]


def used(day: date, acus: float) -> Consumption:
    return Consumption(Subject("enterprise"), Period.of_day(day), "v2", acus, Days([day.toordinal()], [acus]))


def test_ours_come_after_the_columns_of_focus_and_are_told_apart() -> None:
    """Tools that know FOCUS skip what begins with x_."""
    columns = [column.name for column in focus(client(account()), PERIOD, price=PRICE).columns]
    ours = [name.startswith("x_") for name in columns]
    assert ours == sorted(ours)
    assert len(set(columns)) == len(columns)


def test_a_spreadsheet_cannot_run_a_name(tmp_path: Path) -> None:
    """In CSV whatever could be a formula is text; Parquet holds it as it is."""
    given = BillingAccount('=HYPERLINK("x")', name="a, b", invoice_issuer="@reseller")
    found = focus(client(account()), PERIOD, price=PRICE, billing_account=given)
    found.write(tmp_path / "focus.csv")
    found.write(tmp_path / "focus.parquet")
    with (tmp_path / "focus.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["BillingAccountId"] == '\'=HYPERLINK("x")'
    assert (row["BillingAccountName"], row["InvoiceIssuerName"]) == ("a, b", "'@reseller")
    first = pyarrow.parquet.read_table(tmp_path / "focus.parquet").slice(0, 1).to_pylist()[0]
    assert (first["BillingAccountId"], first["InvoiceIssuerName"]) == (given.id, given.invoice_issuer)


def test_users_can_be_named_by_pseudonyms(tmp_path: Path) -> None:
    """The same secret gives the pseudonyms of every other export."""
    secret = "a secret of sixteen bytes and more"
    devin = client(account())
    found = focus(devin, PERIOD, price=PRICE, by="user")
    hidden = found.pseudonymised(secret)
    users = {each["x_UserId"] for each in found.to_records()} - {None}
    expected = {pseudonym(user, secret) for user in users}
    assert {each["x_UserId"] for each in hidden.to_records()} - {None} == expected
    write_focus(devin, tmp_path / "focus.csv", PERIOD, price=PRICE, by="user", pseudonymise=True, secret=secret)
    text = (tmp_path / "focus.csv").read_text()
    assert not [user for user in users if user in text]
    assert all(each in text for each in expected)


def test_a_cache_answers_for_closed_days_and_async_gives_the_same(tmp_path: Path) -> None:
    """The same charges, however they are asked for."""
    mock = account()
    plain = focus(client(mock), PERIOD, price=PRICE).to_records()
    for key in (ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY):
        expected = focus(client(mock, key), PERIOD, price=PRICE).to_records()
        with DayCache(tmp_path / "days.sqlite") as cache:
            for _ in range(2):
                mock.record.clear()
                assert focus(client(mock, key), PERIOD, price=PRICE, cache=cache).to_records() == expected
    assert len(mock.record) == 2  # v2's cycles, and its map of organizations

    async def asked() -> Records:
        async with AsyncDevinUsage(ENTERPRISE_KEY, transport=mock_transport(mock), clock=lambda: NOW) as devin:
            return (await focus_async(devin, PERIOD, price=PRICE)).to_records()

    assert asyncio.run(asked()) == plain


def test_a_period_without_consumption_is_a_file_without_rows(tmp_path: Path) -> None:
    """Columns are there, rows are not."""
    devin = client(account(idle_days="left out"))
    future = Period.parse("2025-12-22/2025-12-23")
    for form in ("csv", "parquet"):
        written = write_focus(devin, tmp_path / f"focus.{form}", future, price=PRICE)
        assert (written.rows, written.acus, written.cost.amount) == (0, Decimal(0), Decimal(0))
    assert len((tmp_path / "focus.csv").read_text().splitlines()) == 1
    assert pyarrow.parquet.read_table(tmp_path / "focus.parquet").num_rows == 0
