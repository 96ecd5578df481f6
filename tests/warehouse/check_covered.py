"""That no day is passed over: holes of failed, interrupted and narrowed loads are named, and filled by later ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from devin_usage import Cycle, InvalidArgument, NotFound, Period, ServerError, UnsupportedByScope
from devin_usage.account import DayCache, Progress
from devin_usage.export.warehouse import Loaded, WarehouseError, load

from tests.warehouse.accounts import Account, Altering, Refusing, acus, ask, opened

DECEMBER, NOVEMBER = Period.parse("2025-12-05/2025-12-19"), Period.parse("2025-11-05/2025-12-04")
OLDER, ALL = Period.parse("2025-10-05/2025-12-04"), Period.parse("2025-10-05/2025-12-19")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "usage.duckdb"


@pytest.fixture
def account() -> Account:
    return Account()


def run(account: Account, database: Path, transport: httpx.BaseTransport | None = None, **options: Any) -> Loaded:
    with account.client(transport=transport) as client:
        return load(client, database=database, **options)


def user_of(account: Account) -> str:
    with account.client() as client:
        return next(id for id, used in client.consumption.by_user(DECEMBER).acus.items() if used > 0)


def of_user(user: str, *, before: date = date.max) -> Callable[[httpx.Request], bool]:
    """Name the questions for a user's days, as far as they begin before a day."""

    def named(request: httpx.Request) -> bool:
        begun = int(request.url.params.get("time_after", "0"))
        return request.url.path.endswith(f"/users/{user}") and datetime.fromtimestamp(begun, UTC).date() < before

    return named


def true(account: Account, period: Period, **subject: str) -> dict[date, float]:
    with account.client() as client:
        return {day.day: day.acus for day in client.consumption.daily(period, **subject).days}


def check_what_a_failed_load_of_an_older_period_left_is_loaded_by_the_next(account: Account, database: Path) -> None:
    """The whole is there before and after the hole, which is found all the same."""
    run(account, database, period=DECEMBER)

    def november(request: httpx.Request) -> bool:
        path, begun = request.url.path, int(request.url.params.get("time_after", "0"))
        return "/consumption/daily" in path and begun >= NOVEMBER.start.timestamp()

    with pytest.raises(ServerError):
        run(account, database, Refusing(account, november), period=OLDER)
    assert min(acus(database, "enterprise")) == OLDER.first_day
    loaded = run(account, database)
    assert loaded.complete
    assert [str(each) for each in loaded.pieces] == [str(NOVEMBER), "2025-12-17 to 2025-12-19"]
    assert acus(database, "enterprise") == true(account, ALL)
    assert ask(database, "SELECT count(*) FROM devin_usage.metrics") == [(len(ALL.billing_days()),)]


def check_what_a_member_failed_with_in_an_older_period_is_loaded_by_the_next(account: Account, database: Path) -> None:
    """And until then the days are missing by name."""
    user = user_of(account)
    run(account, database, period=DECEMBER)
    loaded = run(account, database, Refusing(account, of_user(user)), period=NOVEMBER)
    assert list(loaded.failures) == [f"user:{user}"]
    assert loaded.missing == {f"user:{user}": (NOVEMBER,)}
    assert "days between 2025-11-05 and 2025-12-04 are missing of 1" in str(loaded)
    again = run(account, database, Refusing(account, of_user(user)))
    assert again.missing == loaded.missing
    filled = run(account, database)
    assert filled.complete
    assert not filled.missing
    assert acus(database, "user", user) == true(account, Period(NOVEMBER.start, DECEMBER.end), user=user)


def check_who_was_chosen_and_failed_is_asked_again_though_not_listed(account: Account, database: Path) -> None:
    """Once it answers, its days are there; and an id that nobody knows is named and then asked for no more."""
    user = user_of(account)

    def hidden(path: str, body: Any) -> None:
        if path.endswith("/members/users"):
            body["items"] = [each for each in body["items"] if each["user_id"] != user]
            body["total"] = len(body["items"])

    run(account, database, Altering(account, hidden), period=DECEMBER)
    loaded = run(account, database, Refusing(account, of_user(user)), period=DECEMBER, users=[user])
    assert not loaded.complete
    assert not acus(database, "user", user)
    assert run(account, database, Altering(account, hidden)).complete
    assert acus(database, "user", user) == true(account, DECEMBER, user=user)
    assert list(run(account, database, period=DECEMBER, users=["user-nobody"]).failures) == ["user:user-nobody"]
    named = run(account, database)
    assert named.complete
    assert named.left_out["days"].startswith("1 who are not listed")
    assert "days" not in run(account, database).left_out


def check_a_narrowed_load_of_an_older_period_leaves_no_gap_for_everybody_else(account: Account, database: Path) -> None:
    """It is not complete, and the next load of everybody is."""
    user = user_of(account)
    run(account, database, period=DECEMBER)
    loaded = run(account, database, period=NOVEMBER, users=[user])
    assert not loaded.failures
    assert not loaded.complete
    assert f"user:{user}" not in loaded.missing
    assert {each for spans in loaded.missing.values() for each in spans} == {NOVEMBER}
    assert run(account, database).complete
    with account.client() as client:
        by_user = client.consumption.by_user(NOVEMBER).require_complete()
    for id, consumption in by_user.consumption.items():
        held = acus(database, "user", id)
        assert {day: held[day] for day in held if day <= NOVEMBER.last_day} == {
            day.day: day.acus for day in consumption.days
        }


def check_days_between_two_periods_are_missing_until_they_are_loaded(account: Account, database: Path) -> None:
    """A warehouse is meant to hold all days from the first that was asked for."""
    run(account, database, period=Period.parse("2025-10-05/2025-11-04"))
    loaded = run(account, database, period=DECEMBER)
    assert loaded.missing["enterprise"] == (NOVEMBER,)
    assert run(account, database).complete
    assert acus(database, "enterprise") == true(account, ALL)


def check_a_withdrawn_day_is_taken_out_wherever_it_is_asked_for(account: Account, database: Path) -> None:
    """Also of a member of whom earlier days are missing."""
    user = user_of(account)
    failing = Refusing(account, of_user(user, before=date(2025, 11, 1)))
    assert not run(account, database, failing, period=ALL).complete
    day = max(day for day, used in acus(database, "user", user).items() if used > 0 and day <= date(2025, 12, 12))

    def withdrawn(path: str, body: Any) -> None:
        if path.endswith(f"/users/{user}"):
            listed = body["consumption_by_date"]
            gone = [each for each in listed if datetime.fromtimestamp(each["date"], UTC).date() == day]
            body["consumption_by_date"] = [each for each in listed if each not in gone]
            body["total_acus"] -= sum(each["acus"] for each in gone)

    assert run(account, database, Altering(account, withdrawn), period=ALL).complete
    expected = true(account, ALL, user=user)
    del expected[day]
    assert acus(database, "user", user) == expected


def check_products_of_like_names_keep_their_acus_apart(account: Account, database: Path) -> None:
    """Each has its own column, also when a later load meets them the other way round."""

    def split(path: str, body: Any) -> None:
        if "/consumption/daily" in path:
            for day in body["consumption_by_date"]:
                products = day["acus_by_product"]
                used = products["devin"]
                products["Devin"], products["dana-ide"], products["dana_ide"] = used / 2, used / 4, used / 8
                products["devin"] = used / 8

    run(account, database, Altering(account, split), period=DECEMBER)
    with opened(database) as connection:
        named = [each for each in connection.table("devin_usage.days").columns if each.startswith("acus_d")]
    assert len(named) == 4
    whole = "SELECT sum(acus - unattributed_acus - acus_cascade - acus_terminal - acus_review) FROM devin_usage.days"
    apart = "SELECT sum(COLUMNS('acus_d.*')) FROM devin_usage.days"
    (sums,) = ask(database, apart)
    assert sum(sums) == pytest.approx(ask(database, whole)[0][0])
    run(account, database, Altering(account, split), period=DECEMBER)
    assert ask(database, apart) == [pytest.approx(sums)]


def check_half_a_surrogate_pair_in_a_name_stops_no_load(account: Account, database: Path) -> None:
    """It is stored as the sign for what cannot be shown, as in files."""

    def odd(path: str, body: Any) -> None:
        if path.endswith("/members/users"):
            body["items"][0]["name"] = "a\ud800b"

    run(account, database, Altering(account, odd), period=DECEMBER)
    assert ask(database, "SELECT count(*) FROM devin_usage.users WHERE name = 'a\ufffdb'") == [(1,)]


def check_names_that_clash_once_dlt_has_written_them_are_refused_before_a_file_is_made(
    account: Account, tmp_path: Path
) -> None:
    """dlt writes DevinUsage as devin_usage."""
    with pytest.raises(InvalidArgument, match="DuckDB cannot tell the database devin_usage"):
        run(account, tmp_path / "devin_usage.duckdb", dataset="DevinUsage")
    assert not list(tmp_path.iterdir())
    assert not len(account.mock.record)


def check_a_warehouse_whose_marks_cannot_be_read_is_refused(
    account: Account, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence, and before anything is asked for."""
    marks = "devin_usage.export.warehouse_marks.Marks"
    with monkeypatch.context() as patched:
        patched.setattr(f"{marks}.mean", lambda self, _: self.kept.update(meant="?"))
        patched.setattr(f"{marks}.all_missing", lambda _: {})
        run(account, database, period=DECEMBER)
    account.mock.record.clear()
    with pytest.raises(WarehouseError, match="load into another dataset"):
        run(account, database, period=DECEMBER)
    assert not len(account.mock.record)


def check_a_key_of_an_organization_goes_on_with_the_users_that_were_chosen(account: Account, database: Path) -> None:
    """It cannot list them, and it reads no other organization."""
    with account.client() as client:
        cycles: tuple[Cycle, ...] = client.cycles.list()
        users = [each.id for each in client.users.list()]
    with account.client("organization") as client:
        with pytest.raises(UnsupportedByScope, match="and no other one"):
            load(client, database=database, period=DECEMBER, organizations=["org-other"])
        first = load(client, database=database, period=DECEMBER, cycles=cycles, users=users)
        assert {type(each) for each in first.failures.values()} == {NotFound}
        account.advance(days=2)
        again = load(client, database=database)
    assert again.complete
    assert again.left_out["days"].startswith(f"{len(first.failures)} who are not listed")
    read = [id for id in users if f"user:{id}" not in first.failures]
    assert read
    assert all(max(acus(database, "user", id)) == date(2025, 12, 21) for id in read)


def check_closed_days_that_the_cache_knew_otherwise_are_told(account: Account, database: Path, tmp_path: Path) -> None:
    """The cache tells of each change once."""
    user, day = user_of(account), DECEMBER.last_day

    def corrected(path: str, body: Any) -> None:
        if path.endswith(("/consumption/daily", f"/users/{user}")):
            for each in body["consumption_by_date"]:
                if datetime.fromtimestamp(each["date"], UTC).date() == day:
                    each["acus"] += 1.0
                    body["total_acus"] += 1.0

    with DayCache(tmp_path / "days") as cache:
        assert run(account, database, period=DECEMBER, cache=cache).revisions == ()
        account.advance(hours=2)
        loaded = run(account, database, Altering(account, corrected), cache=cache)
        assert (user, day) in {(each.subject.id, each.day) for each in loaded.revisions}


def check_progress_reaches_its_total_though_a_table_is_left_out(account: Account, database: Path) -> None:
    """The days of counts that nobody asks for any more are done, too."""
    told: list[Progress] = []

    def refused(request: httpx.Request) -> bool:
        return False

    class Forbidding(Refusing):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if "/metrics/usage" in request.url.path:
                return httpx.Response(403, json={"detail": "no"})
            return super().handle_request(request)

    loaded = run(account, database, Forbidding(account, refused), period=OLDER, watch=told.append)
    assert "metrics" in loaded.left_out
    assert told[-1].done == told[-1].total
