"""Every answer is a table: typed columns, rows that may be summed, and None for what the API did not give."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from math import fsum
from typing import Any

import attrs
import devin_usage
import pytest
from devin_usage import (
    ActiveUsers,
    Category,
    Consumption,
    DailyConsumption,
    Days,
    DevinUsage,
    InvalidArgument,
    Period,
    Products,
    ServiceUser,
    SessionMetrics,
    SessionsByCategory,
    Subcategory,
    Subject,
    User,
    UtcSpan,
    account,
)
from devin_usage.account import Breakdown, Price, Revision, reconcile
from devin_usage.errors import ServerError
from devin_usage.export import Table, table
from devin_usage.tabular import Tabular

from tests.unit.account.ledgers import Account

PERIOD = Period.of_days(date(2025, 11, 25), date(2025, 12, 20))
TYPES = {"date": date, "instant": datetime, "text": str, "acus": float, "count": int, "number": float, "flag": bool}
NO_ANSWERS = {
    "Budget": "a part of a forecast",
    "Cost": "what a price makes of ACUs",
    "DayCache": "a file",
    "Explanation": "a part of a comparison",
    "Period": "what is asked for; a table of periods is there, for pieces of one",
    "Price": "what the caller gives",
    "Progress": "what a watch is told",
    "Retries": "an option",
    "Subject": "a part of every answer",
    "Timeout": "an option",
    "UtcSpan": "what is asked for",
}
ASKED: dict[str, Callable[[DevinUsage], Any]] = {
    "daily": lambda client: client.consumption.daily(PERIOD),
    "by user": lambda client: client.consumption.by_user(PERIOD),
    "by organization": lambda client: client.consumption.by_organization(PERIOD),
    "by service user": lambda client: client.consumption.by_service_user(PERIOD),
    "history": lambda client: client.consumption.history(PERIOD),
    "forecast": lambda client: client.forecast(budget_acus=5_000, price=Price.parse("2.25 USD")),
    "cycles": lambda client: client.cycles.list(),
    "users": lambda client: client.users.list(),
    "service users": lambda client: client.service_users.list(),
    "organizations": lambda client: client.organizations.list(),
    "limits": lambda client: client.limits.list(),
    "who am i": lambda client: client.whoami(),
    "usage": lambda client: client.metrics.usage(PERIOD),
    "sessions": lambda client: client.metrics.sessions(PERIOD),
    "searches": lambda client: client.metrics.searches(PERIOD),
    "pull requests": lambda client: client.metrics.pull_requests(PERIOD),
    "categories": lambda client: client.metrics.sessions_by_category(PERIOD),
    "active users": lambda client: client.metrics.daily_active_users(UtcSpan(date(2025, 12, 1), date(2025, 12, 7))),
}
OF_V3 = {"by service user", "service users", "organizations", "limits", "who am i", "categories", "active users"}


def checked(made: Table) -> Table:
    """Hold what every table promises."""
    names = [column.name for column in made.columns]
    assert len(set(names)) == len(names)
    for index, column in enumerate(made.columns):
        assert column.description.endswith("."), column
        assert not column.description.endswith(".."), column
        kinds = {type(row[index]) for row in made.rows} - {type(None)}
        assert kinds <= {TYPES[column.type]}, column
        if column.type == "instant":
            assert all(row[index] is None or row[index].utcoffset() is not None for row in made.rows)
        if column.type == "acus":
            assert "ACU" in column.description, column
    assert made.to_records() == [dict(zip(names, row, strict=True)) for row in made.rows]
    return made


def column(made: Table, name: str) -> list[Any]:
    return [record[name] for record in made.to_records()]


def exported() -> dict[str, type[Any]]:
    """The public classes of values, and of what is asked of an account."""
    found: dict[str, type[Any]] = {}
    for module in (devin_usage, account):
        for name in module.__all__:
            each = getattr(module, name)
            if isinstance(each, type) and (attrs.has(each) or each is account.DayCache or each is Days):
                found[name] = each
    return found


def test_every_public_value_is_an_answer_with_a_table_or_said_to_be_none() -> None:
    """A value that is added later must get a table, or a reason."""
    answers = {name for name, kind in exported().items() if issubclass(kind, Tabular)}
    assert answers.isdisjoint(NO_ANSWERS)
    assert answers | NO_ANSWERS.keys() == exported().keys()
    for name in answers - {"Breakdown", "Days"}:  # the columns of a breakdown depend on whose it is; Days are several
        checked(table([], of=exported()[name]))


@pytest.mark.parametrize(
    ("version", "asked"), [(v, a) for v in ("v2", "v3") for a in ASKED if v == "v3" or a not in OF_V3]
)
def test_what_a_client_answers_is_a_table(version: str, asked: str) -> None:
    """Each question of each version gives rows whose cells have the types of their columns."""
    with Account().client(version) as client:
        assert len(checked(table(ASKED[asked](client)))) > 0


def test_a_reconciliation_is_a_table_of_comparisons() -> None:
    """Users stand in a column of their own, so that they can be replaced by pseudonyms."""
    ledger = Account()
    with ledger.client("v2") as v2, ledger.client("v3") as v3:
        found = reconcile(v2=v2, v3=v3, period=PERIOD)
    made = checked(table(found))
    assert len(made) == len(found.comparisons)
    users = [each for each in made.to_records() if each["compared"] == "users"]
    assert users
    assert all(each["user_id"] is not None and each["total"] is None for each in users)
    assert {each["billing_day"] for each in made.to_records()} >= set(
        found.closed.billing_days() if found.closed else ()
    )


def test_days_sum_to_the_answer_and_products_to_their_day() -> None:
    """Totals are no rows: a sum over a column is the total of the API."""
    with Account().client("v3") as client:
        answer = client.consumption.daily(PERIOD)
    made = table(answer)
    assert column(made, "billing_day") == [day.day for day in answer.days]
    assert fsum(column(made, "acus")) == pytest.approx(answer.total_acus, abs=1e-6)
    products = [name for name in made.to_records()[0] if name.startswith("acus_")]
    assert products == ["acus_devin", "acus_cascade", "acus_terminal", "acus_review"]
    for record in made.to_records():
        parts = [record[name] for name in products if record[name] is not None]
        assert fsum([*parts, record["unattributed_acus"]]) == pytest.approx(record["acus"], abs=1e-6)
    assert set(column(made, "subject")) == {"enterprise"}
    assert set(column(made, "user_id")) == {None}


def test_products_that_are_not_given_are_missing_and_not_zero() -> None:
    """v2 gives none; the columns are there all the same, so that files of both versions fit."""
    days = (DailyConsumption(date(2025, 12, 5), 1.5), DailyConsumption(date(2025, 12, 6), 2.0, Products(1.0, 0.5, 0.0)))
    made = checked(table(days))
    assert column(made, "acus_devin") == [None, 1.0]
    assert column(made, "acus_review") == [None, None]
    assert column(made, "unattributed_acus") == [None, 0.5]


def test_a_product_that_is_not_known_has_a_column() -> None:
    """The API may count a product that this version does not know by name."""
    known = DailyConsumption(date(2025, 12, 5), 1.0, Products(1.0, 0.0, 0.0, 0.0))
    new = DailyConsumption(date(2025, 12, 6), 3.0, Products(1.0, 0.0, 0.0, 0.0, {"wiki": 2.0}))
    made = checked(table([known, new]))
    assert column(made, "acus_wiki") == [None, 2.0]


def test_days_of_several_subjects_stand_in_one_table() -> None:
    """Each row says whose it is, in the column of its kind."""
    with Account().client("v3") as client:
        found = client.consumption.by_user(PERIOD)
    made = checked(table(found.consumption.values()))
    assert len(made) == sum(len(each.days) for each in found.consumption.values())
    assert set(column(made, "user_id")) == {id for id, each in found.consumption.items() if len(each.days)}
    assert set(column(made, "organization_id")) == {None}


def test_a_day_that_the_period_cuts_is_marked() -> None:
    """Its ACUs are those of a part of the day."""
    period = Period(datetime(2025, 12, 5, 9, tzinfo=UTC), datetime(2025, 12, 7, 12, tzinfo=UTC))
    days = tuple(DailyConsumption(day, 1.0) for day in period.billing_days())
    made = table(Consumption(Subject("enterprise"), period, "v2", 3.0, days))
    assert column(made, "whole_day") == [False, True, False]


def test_members_that_could_not_be_read_have_no_acus() -> None:
    """A missing figure is not 0, and the kind of error stands beside it."""
    whole = Consumption(Subject("enterprise"), PERIOD, "v3", 5.0, ())
    failed = ServerError("the server failed", status=500)
    found = Breakdown("user", PERIOD, "v3", {"user-1": 0.0}, whole, failures={"user-2": failed})
    made = checked(table(found))
    assert [(each["user_id"], each["acus"], each["failure"]) for each in made.to_records()] == [
        ("user-1", 0.0, None),
        ("user-2", None, "ServerError"),
    ]
    assert [each.personal for each in made.columns if each.name == "user_id"] == [True]


def test_breakdowns_of_two_kinds_are_no_one_table() -> None:
    """Their ids are those of different things."""
    whole = Consumption(Subject("enterprise"), PERIOD, "v3", 0.0, ())
    users = Breakdown("user", PERIOD, "v3", {}, whole)
    organizations = Breakdown("organization", PERIOD, "v3", {}, whole)
    with pytest.raises(InvalidArgument, match="by organization and by user make no one table"):
        table([users, organizations])


def test_utc_days_are_not_called_billing_days() -> None:
    """Active users are counted by UTC's calendar."""
    week = ActiveUsers(Subject("enterprise"), datetime(2025, 12, 1, tzinfo=UTC), datetime(2025, 12, 8, tzinfo=UTC), 4)
    inclusive = attrs.evolve(week, end=datetime(2025, 12, 7, 23, 59, 59, tzinfo=UTC))
    made = checked(table([week, inclusive]))
    assert column(made, "utc_day") == [date(2025, 12, 1)] * 2
    assert column(made, "last_utc_day") == [date(2025, 12, 7)] * 2
    assert not any("billing_day" in each.name for each in made.columns)


def test_counts_by_name_are_columns_of_all_answers() -> None:
    """An origin that one answer does not name is missing there."""
    one = SessionMetrics(Subject("enterprise"), PERIOD, "v3", 3, by_origin={"slack": 3})
    other = SessionMetrics(Subject("enterprise"), PERIOD, "v3", 1, by_origin={"web": 1})
    made = checked(table([one, other]))
    assert column(made, "origin_slack") == [3, None]
    assert column(made, "origin_web") == [None, 1]


def test_categories_keep_their_sums_and_subcategories_are_a_table_of_their_own() -> None:
    """They need not sum to their category."""
    part = Subcategory("s1", "Login", 1, 0.5)
    category = Category("Bugs", 4, 2.0, (part,))
    made = checked(table(SessionsByCategory(Subject("enterprise"), PERIOD, "v3", (category,))))
    assert (column(made, "category"), column(made, "acus"), column(made, "subcategories")) == (["Bugs"], [2.0], [1])
    assert column(checked(table(category.subcategories)), "subcategory") == ["Login"]


def test_a_time_that_is_none_is_missing_and_its_number_kept() -> None:
    """Milliseconds would be a time far away; one odd number is no reason to lose all rows."""
    user = ServiceUser("service-user-1", "CI", (), expires_at_unix=1_764_921_600_000, deleted_at_unix=1_764_921_600)
    (record,) = checked(table(user)).to_records()
    assert (record["expires_at"], record["expires_at_unix"]) == (None, 1_764_921_600_000)
    assert record["deleted_at"] == datetime(2025, 12, 5, 8, tzinfo=UTC)


def test_a_cost_is_written_in_exact_digits() -> None:
    """A float would round it."""
    with Account().client("v3") as client:
        found = client.forecast(budget_acus=5_000, price=Price.parse("2.25 USD"))
    (record,) = table(found).to_records()
    assert found.cost is not None
    assert (record["cost"], record["currency"], record["budget_cost"]) == (f"{found.cost.amount:f}", "USD", "11250.000")


def test_a_revision_tells_before_and_after() -> None:
    """What the API does not list is missing."""
    (record,) = checked(table(Revision(Subject("user", "user-1"), date(2025, 12, 5), None, 1.5))).to_records()
    assert (record["user_id"], record["acus_before"], record["acus_after"]) == ("user-1", None, 1.5)


def test_several_values_may_come_from_an_iterator_and_none_say_of_what() -> None:
    """An empty answer has columns too."""
    assert len(table(iter([User("user-1", None, None)]))) == 1
    assert [each.name for each in table([], of=User).columns][:2] == ["user_id", "email"]
    assert table(Days([], [])).name == "days"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "say what it would hold"),
        ("days", "there is no table of str"),
        ({"user-1": 1.0}, "there is no table of dict"),
        (None, "there is no table of NoneType"),
        ([1, 2], "there is no table of several int"),
        ([User("user-1", None, None), Products(1.0, 0.0, 0.0)], "User and Products make no one table"),
        ([Subject("enterprise")], "there is no table of several Subject"),
    ],
)
def test_what_is_no_answer_is_refused(answer: Any, said: str) -> None:
    """The message says what to pass."""
    with pytest.raises(InvalidArgument, match=said):
        table(answer)


def test_a_table_is_its_own_table_and_hides_its_rows() -> None:
    """Rows may hold names, and representations go into logs."""
    made = table(User("user-1", "ada@acme.example", "Ada"))
    assert table(made) is made
    assert repr(made).startswith("<Table of 1 users: user_id, email, name")
    assert "ada" not in repr(made)


def test_an_error_inside_an_iterator_is_not_taken_for_no_answer() -> None:
    """A generator of a client asks the API while it is read."""

    def failing() -> Any:
        yield User("user-1", None, None)
        raise TypeError("inside")

    with pytest.raises(TypeError, match="inside"):
        table(failing())


def test_tables_load_no_library_of_frames() -> None:
    """Records need no extra."""
    script = (
        "import sys; from devin_usage import Products; Products(1.0, 0.0, 0.0).to_records();"
        "sys.exit(bool({'pandas', 'polars', 'pyarrow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
