"""What a warehouse holds after one load, after two, after days have passed, and after what was loaded has changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import DevinUsage, InvalidArgument, Period, UnsupportedByScope, UtcSpan
from devin_usage.export.warehouse import Loaded, load, source

from tests.warehouse.accounts import KEYS, NOON, Account, Altering, acus, ask, held

LAST_CLOSED = date(2025, 12, 19)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "usage.duckdb"


def ordinary(account: Account, database: Path, key: str = "v3", **options: Any) -> Loaded:
    with account.client(key) as client:
        return load(client, database=database, **options)


def check_a_load_holds_every_closed_day_of_everybody(database: Path) -> None:
    """Each subject's days are those of the API, and the open day is not among them."""
    account = Account()
    loaded = ordinary(account, database)
    assert loaded.complete
    assert not loaded.left_out
    first = ask(database, "SELECT min(first_day) FROM devin_usage.cycles")[0][0]
    period = Period.of_days(first, LAST_CLOSED)
    with account.client() as client:
        whole = client.consumption.daily(period)
        by_user = client.consumption.by_user(period).require_complete()
        by_organization = client.consumption.by_organization(period).require_complete()
        by_service_user = client.consumption.by_service_user(period).require_complete()
    assert acus(database, "enterprise") == {day.day: day.acus for day in whole.days}
    for kind, breakdown in (
        ("user", by_user),
        ("organization", by_organization),
        ("service_user", by_service_user),
    ):
        for id, consumption in breakdown.consumption.items():
            assert acus(database, kind, id) == {day.day: day.acus for day in consumption.days}
    assert loaded.rows["days"] == ask(database, "SELECT count(*) FROM devin_usage.days")[0][0]
    with account.client() as client:
        counts = client.metrics.usage(period)
        active = client.metrics.daily_active_users(UtcSpan(first, LAST_CLOSED))
    assert ask(
        database, "SELECT sum(sessions), sum(searches), count(DISTINCT billing_day) FROM devin_usage.metrics"
    ) == [(counts.sessions, counts.searches, len(period.billing_days()))]
    assert ask(database, "SELECT utc_day, active_users FROM devin_usage.active_users ORDER BY 1") == [
        (each.start.date(), each.users) for each in active
    ]
    assert loaded.pieces[0].first_day == first
    assert loaded.pieces[-1].last_day == LAST_CLOSED


def check_a_second_load_doubles_nothing_and_asks_for_the_recent_days_alone(database: Path) -> None:
    """Three closed days unless another number is asked for."""
    account = Account()
    ordinary(account, database)
    before = held(database)
    account.mock.record.clear()
    loaded = ordinary(account, database)
    assert held(database) == before
    assert sorted(account.days_asked()) == [LAST_CLOSED - timedelta(days=back) for back in (2, 1, 0)]
    assert [(each.first_day, each.last_day) for each in loaded.pieces] == [
        (LAST_CLOSED - timedelta(days=2), LAST_CLOSED)
    ]
    counted = [each for each in account.mock.record if b"/metrics/usage" in each.request.raw_path]
    assert len(counted) == 30
    account.mock.record.clear()
    assert ordinary(account, database, recent_days=0).pieces == ()
    assert not account.days_asked()
    assert held(database) == before


def check_a_later_load_adds_the_days_that_have_closed_since(database: Path) -> None:
    """It goes on where the last one ended, over the end of a cycle."""
    account = Account()
    ordinary(account, database)
    account.advance(days=20)
    account.mock.record.clear()
    ordinary(account, database)
    assert min(account.days_asked()) == LAST_CLOSED - timedelta(days=2)
    assert max(account.days_asked()) == LAST_CLOSED + timedelta(days=20)
    later = Account()
    later.advance(days=20)
    clean = database.with_name("clean.duckdb")
    ordinary(later, clean)
    for table, rows in held(clean).items():
        assert held(database)[table] == rows, table


def check_each_day_names_its_cycle_and_types_are_kept(database: Path) -> None:
    """Dates are dates, instants are instants with a zone, what the API did not give is null."""
    ordinary(Account(), database)
    rows = ask(
        database,
        "SELECT count(*) FROM devin_usage.days d JOIN devin_usage.cycles c ON d.cycle = c.first_day "
        "WHERE d.billing_day BETWEEN c.first_day AND c.last_day",
    )
    assert rows == ask(database, "SELECT count(*) FROM devin_usage.days")
    types = dict(
        ask(
            database,
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name IN ('days', 'users')",
        )
    )
    assert types["billing_day"] == types["cycle"] == "DATE"
    assert types["last_seen_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["acus"] == types["acus_review"] == "DOUBLE"
    assert types["logins"] == "BIGINT"
    assert ask(database, "SELECT count(logins) FROM devin_usage.users") == [(0,)]


def check_recent_days_that_were_corrected_are_corrected(database: Path) -> None:
    """A part of the ACUs of each day is booked up to three days late here, and none is missing in the end."""
    late = Account(late_days=3)
    for _ in range(5):
        ordinary(late, database)
        late.advance(days=1)
    with late.client() as client:
        whole = client.consumption.daily(Period.of_days(LAST_CLOSED - timedelta(days=30), LAST_CLOSED))
    now = acus(database, "enterprise")
    assert [now[day.day] for day in whole.days] == [day.acus for day in whole.days]
    assert fsum(now.values()) > 0


def check_an_older_day_is_corrected_when_it_is_asked_for(database: Path) -> None:
    """With a period its days are read again, wherever the warehouse is, and how far that is does not change."""
    account, day = Account(), LAST_CLOSED - timedelta(days=40)
    ordinary(account, database)
    before = acus(database, "enterprise")

    def corrected(path: str, body: Any) -> None:
        if path.endswith("/enterprise/consumption/daily"):
            body["consumption_by_date"][0]["acus"] += 100.0
            body["total_acus"] += 100.0

    with account.client(transport=Altering(account, corrected)) as client:
        loaded = load(client, database=database, period=Period.of_day(day))
    assert loaded.pieces == (Period.of_day(day),)
    assert acus(database, "enterprise") == {**before, day: before[day] + 100.0}
    account.mock.record.clear()
    ordinary(account, database)
    assert min(account.days_asked()) == LAST_CLOSED - timedelta(days=2)


def check_a_recent_day_that_is_not_listed_any_more_is_taken_out(database: Path) -> None:
    """And nothing else is: neither another day of that user, nor that day of others; UTC days alike."""
    account = Account()
    ordinary(account, database)
    before = held(database)
    ((user,),) = ask(
        database,
        "SELECT subject_id FROM devin_usage.days WHERE subject = 'user' AND billing_day = '2025-12-18' "
        "ORDER BY acus DESC LIMIT 1",
    )

    def withdrawn(path: str, body: Any) -> None:
        if path.endswith("/metrics/dau"):
            body.pop()
        if path.endswith(f"/users/{user}"):
            listed = body["consumption_by_date"]
            gone = [each for each in listed if datetime.fromtimestamp(each["date"], UTC).date() == date(2025, 12, 18)]
            body["consumption_by_date"] = [each for each in listed if each not in gone]
            body["total_acus"] -= sum(each["acus"] for each in gone)

    with account.client(transport=Altering(account, withdrawn)) as client:
        load(client, database=database)
    left = acus(database, "user", user)
    assert date(2025, 12, 18) not in left
    now = held(database)
    assert len(now["days"]) == len(before["days"]) - 1
    assert len(now["active_users"]) == len(before["active_users"]) - 1
    assert ask(database, "SELECT max(utc_day) FROM devin_usage.active_users") == [(date(2025, 12, 18),)]
    assert ask(database, "SELECT count(*) FROM devin_usage.days WHERE withdrawn") == [(0,)]


def check_a_member_who_is_removed_stays_with_when_it_was_last_seen(database: Path) -> None:
    """The last days are asked for once more, and nobody asks for that user after that."""
    account = Account(now=datetime(2025, 9, 28, 12, tzinfo=UTC))
    ordinary(account, database)
    account.advance(days=9)
    ordinary(account, database)
    latest = ask(database, "SELECT max(last_seen_at) FROM devin_usage.users")[0][0]
    gone = ask(database, "SELECT user_id, last_seen_at FROM devin_usage.users WHERE last_seen_at < ?", latest)
    assert [seen_at for _, seen_at in gone] == [datetime(2025, 9, 28, 12, tzinfo=UTC)]
    ((user, _),) = gone
    days = acus(database, "user", user)
    assert max(days) == date(2025, 10, 6)
    with account.client() as client:
        read = client.consumption.daily(Period.of_days(min(days), max(days)), user=user)
    assert days == {day.day: day.acus for day in read.days}
    account.advance(days=1)
    account.mock.record.clear()
    assert ordinary(account, database).complete
    assert not any(user.encode() in each.request.raw_path for each in account.mock.record)
    assert max(acus(database, "user", user)) == date(2025, 10, 6)


def check_a_member_who_fails_is_asked_again_for_what_is_missing(database: Path) -> None:
    """All others are loaded, and no day of that one is passed over."""
    account = Account()
    account.mock.faults.add(Fault(operation="get_enterprise_user_daily_consumption", status=403, skip=2, times=1))
    loaded = ordinary(account, database, concurrency=1)
    assert not loaded.complete
    assert [type(each).__name__ for each in loaded.failures.values()] == ["Forbidden"]
    assert ordinary(account, database).complete
    clean = database.with_name("clean.duckdb")
    ordinary(Account(), clean)
    assert held(database) == held(clean)


def check_a_member_whose_id_no_path_can_hold_stops_nobody_else(database: Path) -> None:
    """The id would reach another address; it is a failure, and the others are loaded."""
    account = Account(days=20)

    def odd(path: str, body: Any) -> None:
        if path.endswith("/members/users"):
            body["items"].append({**body["items"][0], "user_id": ".."})
            body["total"] = len(body["items"])

    with account.client(transport=Altering(account, odd)) as client:
        loaded = load(client, database=database)
    assert [(key, type(error).__name__) for key, error in loaded.failures.items()] == [
        ("user:..", "InconsistentAnswer")
    ]
    assert loaded.rows["users"] == 10


def check_a_table_that_the_key_may_not_read_is_left_out_and_named(database: Path) -> None:
    """The rest is loaded; and what was left out comes once the key may."""
    account = Account()
    account.mock.faults.add(Fault(operation="get_enterprise_usage_metrics", status=403))
    loaded = ordinary(account, database)
    assert list(loaded.left_out) == ["metrics"]
    assert "metrics" not in loaded.rows
    account.mock.faults.clear()
    assert ordinary(account, database).rows["metrics"] == loaded.rows["active_users"]


def check_v2_gives_what_it_has(database: Path) -> None:
    """Days of the enterprise and of users without products; organizations and others are left out by name."""
    account = Account()
    loaded = ordinary(account, database, "v2")
    assert set(loaded.left_out) == {"organizations", "service_users", "active_users"}
    assert ask(database, "SELECT DISTINCT subject FROM devin_usage.days ORDER BY 1") == [("enterprise",), ("user",)]
    v3 = database.with_name("v3.duckdb")
    ordinary(account, v3)
    assert acus(database, "enterprise") == pytest.approx(acus(v3, "enterprise"), abs=1e-6)


def check_a_key_with_organization_scope_is_told_where_to_begin(database: Path) -> None:
    """It cannot list cycles; and it reads another whole, which is not put beside that of the enterprise."""
    account = Account()
    period = Period.of_days(LAST_CLOSED - timedelta(days=9), LAST_CLOSED)
    with pytest.raises(UnsupportedByScope, match="pass period="):
        ordinary(account, database, "organization")
    ordinary(account, database, "organization", period=period)
    assert ask(database, "SELECT subject, count(*), count(cycle) FROM devin_usage.days GROUP BY 1") == [
        ("organization", 10, 0)
    ]
    account.advance(days=1)
    loaded = ordinary(account, database, "organization")
    assert [(each.first_day, each.last_day) for each in loaded.pieces] == [
        (LAST_CLOSED - timedelta(days=2), LAST_CLOSED + timedelta(days=1))
    ]
    with pytest.raises(InvalidArgument, match="this dataset holds the organization org"):
        ordinary(account, database)
    ordinary(account, database, dataset="enterprise")


def check_a_lost_day_of_a_restored_backup_is_loaded_again(database: Path) -> None:
    """The warehouse itself says how far it is, and nothing on this machine knows better."""
    account = Account()
    ordinary(account, database)
    backup = database.read_bytes()
    account.advance(days=6)
    ordinary(account, database)
    later = held(database)
    database.write_bytes(backup)
    ordinary(account, database)
    assert held(database) == later


def check_a_pipeline_of_ones_own_takes_the_source(tmp_path: Path) -> None:
    """Its second run adds and doubles nothing; the state is where dlt keeps it."""
    dlt: Any = import_module("dlt")
    database = tmp_path / "own.duckdb"
    account = Account()

    def run(client: DevinUsage) -> None:
        pipeline = dlt.pipeline(
            "own",
            pipelines_dir=str(tmp_path / "pipelines"),
            destination=dlt.destinations.duckdb(str(database)),
            dataset_name="usage",
        )
        pipeline.run(source(client))

    with account.client() as client:
        run(client)
        first = held(database, "usage")
        account.mock.record.clear()
        run(client)
    assert min(account.days_asked()) == LAST_CLOSED - timedelta(days=2)
    assert held(database, "usage") == first
    ordinary(Account(), tmp_path / "usage.duckdb")
    assert held(tmp_path / "usage.duckdb") == first


def check_what_is_told_holds_no_ids(database: Path) -> None:
    """Loads are logged, and the ids of members are personal."""
    account = Account()
    account.mock.faults.add(Fault(operation="get_enterprise_user_daily_consumption", status=403, times=1))
    loaded = ordinary(account, database)
    text = f"{loaded} {loaded!r}"
    assert "1 members could not be read" in text
    assert "days: " in text
    (failed,) = loaded.failures
    assert failed.partition(":")[2] not in text
    assert KEYS["v3"] not in text
    assert NOON.date().isoformat() not in text
