"""Oracle: what is asked of a whole account (by member, over a history, forecast, reconciled) is what the ledger says.

It sees members that are lost, doubled or counted as 0 when they failed, a rest that belongs to nobody, days that the
cache keeps too long, too early or for somebody else, pieces that are not joined, projections over the wrong days, and
differences between the versions that pass for agreement; and what was asked for twice, or not held back. It cannot see
how long a wait was to the second, processes that share a cache, damage to its file, nor what is wrong in one answer
(that is `v2_v3`) or in the ledger (that is `ledger`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import count, pairwise, product
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from devin_mock import Fault
from devin_mock.transport import mock_transport
from devin_usage import (
    Cycle,
    Forbidden,
    InconsistentAnswer,
    InvalidArgument,
    NotFound,
    Period,
    Retries,
    ServerError,
    Unauthorized,
    UnsupportedByScope,
    day_start,
)
from devin_usage.account import DayCache, NotAsked, Price, Progress
from devin_usage.account.breakdown import Breakdown, IncompleteBreakdown
from devin_usage.account.history import PieceFailed
from hypothesis import example, given
from hypothesis import strategies as st

from .account_asking import ONCE, Account, Watched, add_to_day, altered, counted, limits_of, path_of, refusing
from .cached_days import ASKERS, Cached, Step
from .counted import Days, assert_counted, micro, total, unix
from .leaves import MICRO, billing_date
from .profiles import examples
from .sending import NOW

BYS: Final = ("user", "organization", "service_user")
OF_ONE: Final = {
    "user": "get_enterprise_user_daily_consumption",
    "organization": "get_enterprise_organization_daily_consumption",
    "service_user": "get_enterprise_service_user_daily_consumption",
}
ENTERPRISE: Final = {"v2": "get_daily_consumption", "v3": "get_enterprise_daily_consumption"}
TODAY: Final = NOW.date()
CYCLE: Final = Period.of_days(date(2025, 11, 5), date(2025, 12, 4))
CLOSED: Final = Period.of_days(date(2025, 12, 8), date(2025, 12, 14))
SHORT: Final = st.tuples(st.dates(date(2025, 5, 1), TODAY), st.integers(0, 25)).map(
    lambda drawn: Period.of_days(drawn[0], min(TODAY, drawn[0] + timedelta(days=drawn[1])))
)
"""Up to the open day, around the days on which people left and products began."""

both_colours = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


def in_turns(names: str, cases: Iterable[Any]) -> pytest.MarkDecorator:
    """Parametrize cases, one with the sync client and the next with the async one: both run the same plans."""
    told = [each if isinstance(each, tuple) else (each,) for each in cases]
    return pytest.mark.parametrize(f"{names}, asynchronous", [(*each, bool(n % 2)) for n, each in enumerate(told)])


def ids(*indices: int) -> list[str]:
    """Users by index."""
    return [counted().leaves.users[each] for each in indices]


def org_ids(*indices: int) -> list[str]:
    """Organizations by index."""
    return [counted().leaves.org_ids[each] for each in indices]


USER: Final = ids(0)[0]
ORGANIZATION: Final = org_ids(1)[0]


def of(by: str, member: str, period: Period, **limited: Any) -> Days:
    """What a member used."""
    return counted().days(period, NOW, **{**limited, by: member})


# By member.


def by_members(by: str, period: Period, client: Any, **arguments: Any) -> Any:
    """Ask a client for a breakdown."""
    return getattr(client.consumption, f"by_{by}")(period, **arguments)


def assert_members(found: Breakdown, version: str, members: list[str], whole: Any, **limited: Any) -> None:
    """Hold a breakdown, of which nothing failed, against the ledger: each member, their sum, and what is nobody's."""
    assert list(found.acus) == members
    used = {each: of(found.by, each, found.period, **limited) for each in members}
    for each in members:
        assert micro(found.acus[each]) == total(used[each]), each
    for each, consumption in found.consumption.items():
        assert_counted(consumption, used[each], version)
        assert consumption.subject.id == each
    assert_counted(found.whole, whole, version)
    assert found.complete
    assert found.total_acus is not None
    assert found.unattributed is not None
    assert micro(found.total_acus) == sum(map(total, used.values()))
    assert micro(found.unattributed) == total(whole) - sum(map(total, used.values()))
    assert found.require_complete() is found
    assert (found.days_from_cache, found.revisions) == (0, ())


@both_colours
@pytest.mark.parametrize("by", BYS)
def test_each_member_of_v3_is_what_the_ledger_holds(by: str, asynchronous: bool) -> None:
    """Everybody who is listed, in the order of the list, asked once; the rest is of those who have left."""
    account, told = Account(), list[Progress]()

    @examples()
    @given(SHORT, st.integers(1, 9))
    def check(period: Period, concurrency: int) -> None:
        told.clear()
        found = account.ask(
            "v3",
            partial(by_members, by, period, concurrency=concurrency, watch=told.append),
            asynchronous=asynchronous,
        )
        members = counted().listed(by, NOW)
        assert_members(found, "v3", members, counted().days(period, NOW))
        assert set(found.consumption) == set(members)
        assert account.asked_of() == dict.fromkeys([None, *members], 1)
        assert told == [Progress(done, 0, len(members)) for done in range(len(members) + 1)]

    check()


@both_colours
@pytest.mark.parametrize("by", ["user", "organization"])
def test_the_maps_of_v2_are_what_the_ledger_holds(by: str, asynchronous: bool) -> None:
    """Whoever used something, those who have left and service users among them, in one question."""
    account = Account()

    @examples()
    @given(SHORT, st.none() | st.lists(st.sampled_from(org_ids(0, 1, 2)), min_size=1, unique=True))
    @example(Period.of_days(date(2025, 9, 25), date(2025, 10, 4)), None)
    @example(Period.of_day(date(2025, 1, 1)), org_ids(2, 0))  # nobody worked: the map is empty
    def check(period: Period, organizations: list[str] | None) -> None:
        found = account.ask(
            "v2",
            partial(by_members, by, period, organizations=organizations),
            asynchronous=asynchronous,
        )
        limited: dict[str, Any] = {} if organizations is None else {"organizations": organizations}
        whole = counted().days(period, NOW, **limited)
        everybody = counted().leaves.account.ids if by == "user" else counted().leaves.org_ids
        used = [each for each in everybody if total(of(by, each, period, **({} if by == "organization" else limited)))]
        named = organizations or used if by == "organization" else used
        # An organization that the map does not hold is asked for alone, and is not known to be one if it is idle.
        idle = [each for each in named if each not in used]
        assert account.asked_of() == {None: 1 + len(idle)}
        assert bool(found.excluded) is (organizations is not None)
        assert list(found.failures) == idle
        assert sorted(found.acus) == sorted(set(named) - set(idle))
        if idle:
            assert all(isinstance(error, InconsistentAnswer) for error in found.failures.values())
            assert (found.complete, found.total_acus, found.unattributed) == (False, None, None)
        else:
            members = named if by == "organization" else list(found.acus)
            assert_members(found, "v2", members, whole, **(limited if by == "user" else {}))

    check()


@both_colours
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_members_who_are_named_are_read_in_their_order(version: str, asynchronous: bool) -> None:
    """Each once, however often it is named; also those who have left; all others are in the rest."""
    account = Account()

    @examples(0.5)
    @given(SHORT, st.lists(st.sampled_from(counted().leaves.users), min_size=1, max_size=6), st.integers(1, 4))
    @example(CLOSED, ids(3, 1, 3, 0), 2)
    def check(period: Period, users: list[str], concurrency: int) -> None:
        found = account.ask(
            version,
            lambda client: client.consumption.by_user(period, users=users, concurrency=concurrency),
            asynchronous=asynchronous,
        )
        assert_members(found, version, list(dict.fromkeys(users)), counted().days(period, NOW))
        assert account.asked_of() == dict.fromkeys([None, *users], 1)

    check()


def test_a_v2_without_its_map_is_asked_for_each() -> None:
    """Whether it gives one is not documented; it lists nobody, so members have to be named."""
    account = Account(user_map="absent")
    found = account.ask("v2", lambda client: client.consumption.by_user(CLOSED, users=ids(0, 1)))
    assert_members(found, "v2", ids(0, 1), counted().days(CLOSED, NOW))
    found = account.ask("v2", lambda client: client.consumption.by_user(CLOSED))
    assert_members(found, "v2", counted().listed("user", NOW), counted().days(CLOSED, NOW))


def test_a_key_of_an_organization_reads_its_members() -> None:
    """What they used there; what others used there is in the rest. It cannot list them."""
    account, (own,) = Account(), org_ids(0)
    inside = [
        each for index, each in enumerate(counted().leaves.users) if 0 in counted().leaves.organizations_of(index)
    ]
    found = account.ask("organization", lambda client: client.consumption.by_user(CYCLE, users=inside))
    assert_members(found, "v3", inside, counted().days(CYCLE, NOW, organization=own), organization=own)
    assert (found.unattributed or 0) > 0
    with pytest.raises(UnsupportedByScope):
        account.ask("organization", lambda client: client.consumption.by_user(CYCLE))


FAILS: Final[Mapping[int, tuple[type[Exception], int]]] = {
    403: (Forbidden, 1),
    404: (NotFound, 1),
    422: (Exception, 1),
    503: (ServerError, 3),
}
"""What becomes of a status, and how often a member is then asked."""


@both_colours
@pytest.mark.parametrize("by", BYS)
def test_whoever_fails_is_named_and_never_counted_as_0(by: str, asynchronous: bool) -> None:
    """The others are right, in number and order; sums that would lack somebody are not known."""
    account, members = Account(), counted().listed(by, NOW)

    @examples()
    @given(
        SHORT,
        st.dictionaries(st.sampled_from(members), st.sampled_from(list(FAILS)), min_size=1, max_size=4),
        st.integers(1, 4),
    )
    def check(period: Period, failing: dict[str, int], concurrency: int) -> None:
        planted, told = [Fault(path=path_of(each), status=failing[each]) for each in failing], list[Progress]()
        with account.mock.faults.planted(*planted):
            found = account.ask(
                "v3",
                partial(by_members, by, period, concurrency=concurrency, watch=told.append),
                asynchronous=asynchronous,
            )
        assert list(found.failures) == [each for each in members if each in failing]
        for each, error in found.failures.items():
            kind, times = FAILS[failing[each]]
            assert isinstance(error, kind)
            assert getattr(error, "status", None) == failing[each]
            assert account.asked_of()[each] == times
        well = [each for each in members if each not in failing]
        assert list(found.acus) == list(found.consumption) == well
        for each in well:
            assert_counted(found.consumption[each], of(by, each, period), "v3")
            assert micro(found.acus[each]) == total(of(by, each, period))
            assert account.asked_of()[each] == 1
        assert (found.complete, found.total_acus, found.unattributed) == (False, None, None)
        with pytest.raises(IncompleteBreakdown, match=f"{len(failing)} of {len(members)} ") as raised:
            found.require_complete()
        assert raised.value.breakdown is found
        assert told[-1] == Progress(len(well), len(failing), len(members))

    check()


@both_colours
@pytest.mark.parametrize(("status", "times"), [(500, 2), (429, 4)])
def test_what_fails_in_passing_is_asked_again(status: int, times: int, asynchronous: bool) -> None:
    """Everybody is read in the end, after as many questions as it took."""
    account, members = Account(), counted().listed("user", NOW)
    failing = members[1::4]
    with account.mock.faults.planted(*(Fault(path=path_of(each), status=status, times=times) for each in failing)):
        found = account.ask("v3", lambda client: client.consumption.by_user(CLOSED), asynchronous=asynchronous)
    assert_members(found, "v3", members, counted().days(CLOSED, NOW))
    asked = account.asked_of()
    assert {each: asked[each] for each in [None, *members]} == {
        each: times + 1 if each in failing else 1 for each in [None, *members]
    }


@both_colours
def test_a_service_that_has_stopped_answering_is_left_alone(asynchronous: bool) -> None:
    """Everybody is named as failed, nobody as 0, and not everybody is asked."""
    account, members = Account(), counted().listed("user", NOW)
    with account.mock.faults.planted(Fault(path="*/users/*", status=503)):
        found = account.ask("v3", lambda client: client.consumption.by_user(CLOSED), asynchronous=asynchronous)
    assert (list(found.failures), dict(found.acus), found.total_acus) == (members, {}, None)
    assert sum(account.asked_of().values()) <= 1 + 16 + 8
    refused, impatient = Fault(path="*/users/*", status=429, retry_after_s=1), evolve(ONCE, longest_retry_after_s=0.001)
    with account.mock.faults.planted(refused):
        told = account.ask(
            "v3",
            lambda client: client.consumption.by_user(CLOSED, concurrency=1),
            asynchronous=asynchronous,
            retries=impatient,
        )
    assert list(told.failures) == members
    assert [type(each) for each in told.failures.values()][1:] == [NotAsked] * (len(members) - 1)
    assert sum(account.asked_of().values()) == 2


@both_colours
def test_a_key_that_is_refused_ends_the_whole(asynchronous: bool) -> None:
    """It is the same for every member: nobody is asked after it is known."""
    account = Account()
    with account.mock.faults.planted(Fault(path=path_of(ids(2)[0]), status=401)), pytest.raises(Unauthorized):
        account.ask("v3", lambda client: client.consumption.by_user(CLOSED, concurrency=1), asynchronous=asynchronous)
    assert account.asked_of() == dict.fromkeys([None, *ids(0, 1, 2)], 1)


@both_colours
def test_so_many_calls_run_side_by_side_and_no_more(asynchronous: bool) -> None:
    """As many as were asked for: threads, or tasks."""
    account = Account()

    def question(client: Any) -> Any:
        return client.consumption.by_user(CLOSED, concurrency=concurrency)

    for concurrency in (1, 3):
        watched = Watched(mock_transport(account.mock))
        account.ask(
            "v3",
            question,
            asynchronous=asynchronous,
            transport=watched,
        )
        if asynchronous:
            assert watched.most == concurrency
        else:
            assert watched.most <= concurrency
            assert len(watched.threads) <= concurrency + 1


@both_colours
def test_a_429_holds_everybody_back(asynchronous: bool) -> None:
    """Nothing is sent for at least half of the step of the client's patience, whoever it was that was refused."""
    account = Account()
    watched = Watched(mock_transport(account.mock))
    with account.mock.faults.planted(Fault(path=path_of(ids(1)[0]), status=429, times=1)):
        account.ask(
            "v3",
            lambda client: client.consumption.by_user(CLOSED, concurrency=1),
            asynchronous=asynchronous,
            transport=watched,
            retries=Retries(count=0, backoff_s=0.1),
        )
    place = [status for _, status in watched.began].index(429)
    assert watched.began[place + 1][0] - watched.began[place][0] >= 0.05


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_members_that_exceed_the_whole_are_no_figures(version: str) -> None:
    """A closed day cannot have been used by its members more than by all; the open one may have grown meanwhile."""

    def more(call: Any, body: Any) -> None:
        if "user_id" in call.arguments.path:
            add_to_day(body, day, 500.0)

    operation = {"v2": "get_user_daily_consumption", "v3": OF_ONE["user"]}[version]
    account = altered(operation, more)
    period = Period.of_days(date(2025, 12, 15), TODAY)
    for day, refused in ((date(2025, 12, 19), True), (TODAY, False)):  # noqa: B007  # the answers are changed on it
        try:
            found = account.ask(version, lambda client: client.consumption.by_user(period, users=ids(0)))
        except InconsistentAnswer:
            assert refused
        else:
            assert not refused
            assert (found.unattributed or 0) < 0
            assert any("open day has grown" in each for each in found.caveats)


def test_a_map_that_exceeds_the_whole_is_no_figures() -> None:
    """Nor is one that holds an organization that was not asked for."""
    for name, member, organizations in (
        ("consumption_by_user", USER, None),
        ("consumption_by_org_id", ORGANIZATION, [ORGANIZATION]),
        ("consumption_by_org_id", "org-unheard-of", [ORGANIZATION]),
    ):
        account = altered(ENTERPRISE["v2"], of_map(name, member, 500.0))
        by = "user" if name.endswith("user") else "organization"
        with pytest.raises(InconsistentAnswer):
            account.ask("v2", partial(by_members, by, CYCLE, organizations=organizations))


# With a cache.


STEP: Final = st.builds(
    Step,
    after_h=st.sampled_from([0, 0.25, 2, 10, 17, 24, 80, -30]),
    asker=st.integers(0, 1),
    back=st.integers(0, 9),
    length=st.integers(0, 9),
    members=st.lists(st.integers(0, 2), min_size=1, max_size=2, unique=True).map(tuple),
    cut_h=st.sampled_from([0, 0, 5]),
)
SAME: Final = Step(0, 0, 8, 8, (0, 1))
"""Nine days until the open one."""
PATIENCE: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"recent_days": 0, "fresh_for_s": 0},
    {"recent_days": 1, "fresh_for_s": 86_400},
)


@both_colours
def test_a_cache_changes_no_figure_and_no_closed_day_is_asked_for_twice(tmp_path: Path, asynchronous: bool) -> None:
    """Whoever asks, for whatever, however late: what is kept, asked for, told as changed and refused is as promised."""
    numbers = count()

    @examples(3)
    @given(
        st.permutations(sorted(ASKERS)).map(lambda drawn: tuple(drawn[:2])),
        st.lists(STEP, min_size=3, max_size=6),
        st.sampled_from(["listed", "left out"]),
        st.sampled_from(PATIENCE),
    )
    @example(("v3", "v2"), [SAME, SAME, SAME._replace(after_h=2), SAME._replace(after_h=17)], "listed", {})
    @example(("v2", "v3"), [SAME, SAME, SAME._replace(after_h=24), SAME._replace(after_h=80)], "left out", {})
    @example(("v3", "v2"), [SAME, SAME._replace(after_h=10), SAME._replace(after_h=8)], "listed", {})  # a new UTC date
    @example(("v3", "v2"), [SAME, SAME._replace(after_h=-30), SAME, SAME._replace(after_h=40)], "listed", {})
    @example(("v3", "v3, inclusive"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v3", "v3, elsewhere"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v2", "v2, elsewhere"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v2", "v2, another key"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v3", "v3, of one organization"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(
        ("v3, of one organization", "v3, key of an organization"), [SAME, SAME._replace(asker=1), SAME], "listed", {}
    )
    @example(("v3", "v2"), [SAME._replace(cut_h=5), SAME, SAME._replace(cut_h=5)], "listed", {})
    @example(("v3", "v2"), [SAME._replace(back=6, length=1), SAME, SAME._replace(after_h=24)], "left out", PATIENCE[1])
    def check(askers: tuple[str, str], steps: list[Step], idle_days: str, patience: dict[str, Any]) -> None:
        cached = Cached(tmp_path / f"{next(numbers)}.sqlite", NOW, late_days=2, idle_days=idle_days, **patience)
        for step in steps:
            cached.take(askers[step.asker], step, asynchronous=asynchronous)
        cached.close()

    check()


@both_colours
def test_what_a_run_that_ended_early_has_found_is_told_by_the_next(tmp_path: Path, asynchronous: bool) -> None:
    """From the figure that was last told, however often the day has changed since; and once."""
    account, period = Account(late_days=6), Period.of_days(date(2025, 12, 14), date(2025, 12, 19))
    with DayCache(tmp_path / "days.sqlite", recent_days=9, fresh_for_s=0) as cache:

        def question(client: Any) -> Any:
            return client.consumption.by_user(period, users=ids(0), cache=cache)

        def whole() -> dict[date, int]:
            return {day: used.total() for day, used in counted().days(period, account.now, late_days=6).items()}

        before = whole()
        account.ask("v3", question, asynchronous=asynchronous)
        account.now += timedelta(days=2)
        with account.mock.faults.planted(Fault(path="*/users/*", status=401)), pytest.raises(Unauthorized):
            account.ask("v3", question, asynchronous=asynchronous)
        account.now += timedelta(days=2)
        found = account.ask("v3", question, asynchronous=asynchronous)
        told = {each.day: (each.before, each.after) for each in found.revisions if each.subject.kind == "enterprise"}
        assert {day: (micro(one), micro(other)) for day, (one, other) in told.items()} == {
            day: (before[day], used) for day, used in whole().items() if used != before[day]
        }
        assert account.ask("v3", question, asynchronous=asynchronous).revisions == ()


def test_users_within_organizations_are_kept_apart(tmp_path: Path) -> None:
    """Of v2: what they used in one, in several and everywhere are different figures."""
    account, users = Account(), ids(0, 1, 2)
    with DayCache(tmp_path / "days.sqlite") as cache:
        for _ in range(2):
            for organizations in (None, *([each] for each in org_ids(0, 1, 2)), org_ids(1, 0)):

                def question(client: Any, inside: Any = organizations) -> Any:
                    return client.consumption.by_user(CYCLE, users=users, organizations=inside, cache=cache)

                found = account.ask("v2", question)
                limited: dict[str, Any] = {} if organizations is None else {"organizations": organizations}
                assert_counted(found.whole, counted().days(CYCLE, NOW, **limited), "v2")
                for each in users:
                    assert_counted(found.consumption[each], of("user", each, CYCLE, **limited), "v2")


# Over a history.


LONG: Final = st.tuples(st.dates(date(2024, 6, 5), TODAY), st.integers(0, 220)).map(
    lambda drawn: Period.of_days(drawn[0], min(TODAY, drawn[0] + timedelta(days=drawn[1])))
)
AUTUMN: Final = Period.of_days(date(2025, 9, 1), TODAY)
"""Four billing cycles, up to the open day; Review began in the first."""
WHOSE: Final = st.sampled_from([{}, {"user": ids(1)[0]}, {"user": ids(3)[0]}, {"organization": org_ids(1)[0]}])


def pieces_of(period: Period, cycles: Iterable[Period]) -> list[Period]:
    """The parts of a period in each of some cycles."""
    return [
        Period(max(period.start, each.start), min(period.end, each.end))
        for each in cycles
        if each.start < period.end and period.start < each.end
    ]


def in_order(account: Account) -> list[Period]:
    """The windows of the record, in time; the longer one of two that start together last."""
    return sorted((window for _, window in account.windows()), key=lambda each: (each.start, each.end))


@both_colours
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_a_history_is_its_cycles_and_one_answer(version: str, asynchronous: bool) -> None:
    """Joined day by day, each part as the ledger has it, all asked once and once together."""
    account = Account(cycle_order="unordered", cycle_end="last second")

    @examples()
    @given(LONG, WHOSE)
    @example(AUTUMN, {})
    def check(period: Period, whose: dict[str, Any]) -> None:
        found = account.ask(
            version, lambda client: client.consumption.history(period, **whose), asynchronous=asynchronous
        )
        days = counted().days(period, NOW, **whose)
        assert_counted(found.consumption, days, version)
        pieces = pieces_of(period, counted().cycles(NOW))
        assert [each.period for each in found.pieces] == pieces
        for each in found.pieces:
            assert_counted(each, counted().days(each.period, NOW, **whose), version)
        assert sum(micro(each.total_acus) for each in found.pieces) == total(days)
        assert (found.checked, found.unchecked_because) == (True, None)
        assert (found.days_from_cache, found.revisions) == (0, ())
        asked = [*pieces, period] if len(pieces) > 1 else pieces
        assert in_order(account) == sorted(asked, key=lambda each: (each.start, each.end))
        if version == "v2" and not whose:
            for by, each_of in (
                ("user", found.consumption.by_user),
                ("organization", found.consumption.by_organization),
            ):
                everybody = counted().leaves.account.ids if by == "user" else counted().leaves.org_ids
                used = {each: total(of(by, each, period)) for each in everybody}
                assert each_of is not None
                assert {each: micro(acus) for each, acus in each_of.items()} == {
                    each: acus for each, acus in used.items() if acus
                }

    check()


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_cycles_that_cut_a_day_share_it(version: str) -> None:
    """A key that cannot list them is given them, and they need not change where a billing day does."""
    account = Account()

    @examples()
    @given(LONG, st.lists(st.integers(1, 200 * 24 * 60), max_size=5), WHOSE)
    @example(CLOSED, [90, 60 * 24 * 3 + 600], {})
    def check(period: Period, minutes: list[int], whose: dict[str, Any]) -> None:
        cuts = {period.start + timedelta(minutes=each) for each in minutes}
        bounds = sorted({period.start, period.end, *(each for each in cuts if each < period.end)})
        cycles = [Cycle(Period(*each)) for each in pairwise(bounds)]
        found = account.ask(version, lambda client: client.consumption.history(period, cycles=cycles[::-1], **whose))
        assert_counted(found.consumption, counted().days(period, NOW, **whose), version)
        assert [each.period for each in found.pieces] == [each.period for each in cycles]
        assert found.checked

    check()


@both_colours
def test_a_history_with_a_cache_asks_for_what_may_have_changed(tmp_path: Path, asynchronous: bool) -> None:
    """And for the whole, against which what was kept is held: what is not as it was is read again, and told."""
    account = Account(late_days=6)
    with DayCache(tmp_path / "days.sqlite", recent_days=0) as cache:

        def ask() -> Any:
            return account.ask(
                "v3", lambda client: client.consumption.history(AUTUMN, cache=cache), asynchronous=asynchronous
            )

        def days() -> Any:
            return counted().days(AUTUMN, account.now, late_days=6)

        first, before = ask(), days()
        assert_counted(first.consumption, before, "v3")
        assert (first.checked, first.days_from_cache, first.revisions) == (True, 0, ())
        second = ask()
        assert second.consumption.days == first.consumption.days
        assert (second.checked, second.days_from_cache) == (True, len(before) - 1)
        assert in_order(account) == [AUTUMN, Period.of_day(TODAY)]
        account.now += timedelta(days=5)
        third, after = ask(), days()
        assert_counted(third.consumption, after, "v3")
        changed = [day for day in after if day != TODAY and before[day] != after[day]]
        assert len(changed) == 6
        assert [(each.day, micro(each.before or 0), micro(each.after or 0)) for each in third.revisions] == [
            (day, before[day].total(), after[day].total()) for day in changed
        ]
        assert third.checked
        assert ask().revisions == ()


def test_a_history_whose_maps_contradict_one_answer_is_none() -> None:
    """A hundredth of an ACU is another user's in the answer for all of it; no day and no sum differs."""

    def change(_: Any, body: Any) -> None:
        if len(body["consumption_by_date"]) > 31:
            body["consumption_by_user"][USER] -= ODD
            body["consumption_by_user"][ids(1)[0]] += ODD

    closed = Period.of_days(AUTUMN.first_day, CYCLE.last_day)
    with pytest.raises(InconsistentAnswer):
        altered(ENTERPRISE["v2"], change).ask("v2", lambda client: client.consumption.history(closed))


@in_turns("version, of_the_whole, moved", product(("v2", "v3"), (False, True), (False, True)))
def test_a_history_that_contradicts_one_answer_is_none(
    version: str, of_the_whole: bool, moved: bool, asynchronous: bool
) -> None:
    """A hundredth of an ACU on a closed day, or moved from one closed day to another; on the open day it may be."""

    def change(_: Any, body: Any) -> None:
        if (len(body["consumption_by_date"]) > 31) is of_the_whole and days[0].isoformat() in names(body):
            for day, sign in zip(days, (1, -1), strict=False):
                add_to_day(body, day, sign * 0.01)

    def names(body: Any) -> list[str]:
        if version == "v2":
            return list(body["consumption_by_date"])
        return [datetime.fromtimestamp(each["date"], UTC).date().isoformat() for each in body["consumption_by_date"]]

    account = altered(ENTERPRISE[version], change)
    days = [date(2025, 10, 7), date(2025, 10, 8)][: 1 + moved]
    with pytest.raises(InconsistentAnswer, match="2025-10-07"):
        account.ask(version, lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    days = [TODAY]
    found = account.ask(version, lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    assert found.checked
    assert any("were open" in each for each in found.consumption.caveats)


def test_what_is_kept_of_one_cycle_is_held_against_an_answer(tmp_path: Path) -> None:
    """What the service gives by now is read, and told, also where one question is the whole history."""
    account = Account(late_days=6)
    with DayCache(tmp_path / "days.sqlite", recent_days=0) as cache:
        for days in (0, 5):
            account.now += timedelta(days=days)
            found = account.ask("v3", lambda client: client.consumption.history(CLOSED, cache=cache))
            assert_counted(found.consumption, counted().days(CLOSED, account.now, late_days=6), "v3")
            assert found.checked
            assert bool(found.revisions) is bool(days)


def test_a_whole_that_contradicts_itself_is_no_reason_to_go_unchecked() -> None:
    """It is raised; only what the service does not give at once leaves a history unchecked."""

    def change(_: Any, body: Any) -> None:
        if len(body["consumption_by_date"]) > 31:
            body["total_acus"] += ODD

    with pytest.raises(InconsistentAnswer):
        altered(ENTERPRISE["v3"], change).ask("v3", lambda client: client.consumption.history(AUTUMN))


@both_colours
def test_a_history_without_one_of_its_parts_is_none(asynchronous: bool) -> None:
    """It is named; the whole, which cannot be read at once, leaves a history that is right and not checked."""
    broken, *_ = pieces_of(AUTUMN, counted().cycles(NOW))[1:]

    def is_broken(call: Any) -> bool:
        return bool(call.arguments.query["time_after"] == broken.start.timestamp())

    account = refusing(ENTERPRISE["v3"], is_broken, 403)
    with pytest.raises(PieceFailed) as raised:
        account.ask("v3", lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    assert {name: type(error) for name, error in raised.value.failures.items()} == {str(broken): Forbidden}
    account = Account(longest_window_days=40)
    found = account.ask("v3", lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    assert_counted(found.consumption, counted().days(AUTUMN, NOW), "v3")
    assert not found.checked
    assert "at most 40 days" in found.unchecked_because


# Where a cycle is heading.


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


# One version held against the other.


MONTH: Final = Period.of_days(date(2025, 9, 10), date(2025, 10, 9))
"""Review begins in it, and a user leaves."""
ASSUMED: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"service_users": "left out"},
    {"idle_users": "listed"},
    {"idle_days": "left out"},
    {"products": "less than the day"},
    {"review_without_data": "absent", "date_at": "00:00"},
    {"unknown_id": "zeros", "page_total": "absent"},
)
Found = set[tuple[str, str]]


def named(comparisons: Iterable[Any]) -> Found:
    """What is compared, by group and name."""
    return {(each.group, each.name) for each in comparisons}


@in_turns("assumed", ASSUMED)
def test_versions_of_one_ledger_agree(assumed: dict[str, Any], asynchronous: bool) -> None:
    """Whatever the service does where it is not documented; each figure that is compared is the ledger's."""
    account = Account(**assumed)

    @examples(0.5)
    @given(SHORT)
    @example(MONTH)
    @example(Period.of_day(TODAY))
    @example(Period.of_days(date(2025, 12, 18), TODAY))
    def check(period: Period) -> None:
        found = account.reconcile(period, asynchronous=asynchronous)
        if period.first_day == TODAY:
            assert (found.agrees, found.closed) == (False, None)
            return
        assert found.agrees, str(found)
        closed_days = Period(period.start, min(period.end, day_start(TODAY)))
        assert found.closed == closed_days
        whole = counted().days(closed_days, NOW)
        used = {
            (group, each): total(of(by, each, closed_days))
            for group, by, members in (
                ("organizations", "organization", counted().leaves.org_ids),
                ("users", "user", counted().leaves.users),
                ("service users", "service_user", counted().leaves.service_users),
            )
            for each in members
        }
        days = {("days", str(day)): each.total() for day, each in whole.items()}
        sums = {("totals", name): total(whole) for name in ("total", "days of v2", "days of v3")}
        figures = {**used, **days, **sums}
        for each in found.comparisons:
            expected_acus = figures.get((each.group, each.name))
            if expected_acus is not None:
                assert {micro(side) for side in (each.left, each.right) if side is not None} == {expected_acus}, each
        compared = named(found.comparisons)
        has_left = {("users", each) for each in ids(3)} if period.first_day >= date(2025, 10, 1) else set[Any]()
        missing = figures.keys() - compared - has_left
        if "idle_days" in assumed:
            missing = {each for each in missing if figures[each]}
        is_map_without = assumed.get("service_users") or not any(used["service users", each] for each in SERVICE_USERS)
        assert missing == ({("service users", each) for each in SERVICE_USERS} if is_map_without else set[Any]())
        of_open_days = {("totals", f"open: {TODAY}")} if period.end > day_start(TODAY) else set[Any]()
        assert compared - figures.keys() == {("totals", each) for each in SUMS} | of_open_days
        outside = {each: sum(day[each] for day in whole.values()) for each in ("cascade", "terminal", "review")}
        (of_parts,) = [each for each in found.comparisons if each.name == "organizations of v3"]
        told = {each.text.partition(",")[0].lower(): micro(each.acus) for each in of_parts.explanations}
        assert told == {name: acus for name, acus in outside.items() if acus}
        assert {each.text.startswith("Review") for each in of_parts.explanations if "not documented" in each.text} <= {
            True
        }

    check()


SERVICE_USERS: Final = counted().leaves.service_users
SUMS: Final = (
    "products of v3",
    "organizations of v2",
    "organizations of v3",
    "users of v2",
    "users and service users of v3",
)
DAY, NEXT_DAY = date(2025, 9, 18), date(2025, 9, 19)
ODD: Final = 0.01
"""A difference that is in no ledger, in ACUs."""


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


OF_USERS, OF_ORGANIZATIONS = ("totals", "users and service users of v3"), ("totals", "organizations of v3")
EACH_OF_V3: Final = {("totals", "total"), ("days", str(DAY)), OF_USERS, OF_ORGANIZATIONS}
PLANTED: Final[Mapping[str, tuple[str, Any, Found]]] = {
    "a user of v3": (OF_ONE["user"], of_member(USER, DAY), {("users", USER), OF_USERS}),
    "a service user of v3": (
        OF_ONE["service_user"],
        of_member(SERVICE_USERS[0], DAY),
        {("service users", SERVICE_USERS[0]), OF_USERS},
    ),
    "an organization of v3": (
        OF_ONE["organization"],
        of_member(ORGANIZATION, DAY),
        {("organizations", ORGANIZATION), OF_ORGANIZATIONS},
    ),
    "a user in v2's map": (
        ENTERPRISE["v2"],
        of_map("consumption_by_user", USER, -ODD),
        {("users", USER), ("totals", "users of v2")},
    ),
    "an organization in v2's map": (
        ENTERPRISE["v2"],
        of_map("consumption_by_org_id", ORGANIZATION, -ODD),
        {("organizations", ORGANIZATION), ("totals", "organizations of v2")},
    ),
    "a user whom v2's map lacks": (ENTERPRISE["v2"], of_map("consumption_by_user", USER, None), {("users", USER)}),
    "a service user whom v2's map lacks": (
        ENTERPRISE["v2"],
        of_map("consumption_by_user", SERVICE_USERS[0], None),
        {("service users", SERVICE_USERS[0])},
    ),
    "an organization that v2's map lacks": (
        ENTERPRISE["v2"],
        of_map("consumption_by_org_id", ORGANIZATION, None),
        {("organizations", ORGANIZATION), ("totals", "organizations of v2")},
    ),
    "a user whom v3 does not know": (
        ENTERPRISE["v2"],
        to_a_stranger,
        {("users", "user-unheard-of"), ("users", USER)},
    ),
    "a day of v3": (ENTERPRISE["v3"], of_enterprise(DAY), EACH_OF_V3),
    "a day of v2": (
        ENTERPRISE["v2"],
        of_enterprise(DAY),
        {("totals", "total"), ("days", str(DAY)), ("totals", "users of v2"), ("totals", "organizations of v2")},
    ),
    "a day that v2 does not list": (
        ENTERPRISE["v2"],
        without_day,
        {("days", str(DAY)), ("days", str(DAY + timedelta(days=1)))},
    ),
    "days of v3 that differ by as much": (
        ENTERPRISE["v3"],
        of_enterprise(DAY, NEXT_DAY),
        {("days", str(DAY)), ("days", str(NEXT_DAY))},
    ),
}


@in_turns("planted", PLANTED)
def test_a_planted_difference_is_named_and_nothing_else(planted: str, asynchronous: bool) -> None:
    """A hundredth of an ACU, where it is and in every sum that it is part of; the versions do not agree."""
    operation, change, expected = PLANTED[planted]
    account = altered(operation, change)
    found = account.reconcile(MONTH, asynchronous=asynchronous)
    assert not found.agrees
    assert named(found.unexplained) == expected, str(found)
    assert named(found.not_compared) == set()
    lacking = [each for each in found.unexplained if each.verdict == "one side only"]
    assert bool(lacking) is any(word in planted for word in ("lacks", "not list", "not know"))
    assert all(None in (each.left, each.right) for each in lacking)
    members = {*counted().leaves.users, *SERVICE_USERS, *counted().leaves.org_ids}
    asked = account.asked_of()
    assert {each: asked[each] for each in members} == dict.fromkeys(members, 1)
    assert asked[None] == 4  # each version at the beginning, and once more at the end


@in_turns("group, status", product(("users", "service users", "organizations"), (403, 404, 503)))
def test_a_member_who_cannot_be_read_is_no_agreement(group: str, status: int, asynchronous: bool) -> None:
    """Not compared, and no figure of 0; nor are the sums that need the member."""
    account, member = (
        Account(),
        {"users": USER, "service users": SERVICE_USERS[0], "organizations": ORGANIZATION}[group],
    )
    together = OF_ORGANIZATIONS if group == "organizations" else OF_USERS
    with account.mock.faults.planted(Fault(path=path_of(member), status=status)):
        found = account.reconcile(MONTH, asynchronous=asynchronous)
    assert not found.agrees
    assert named(found.not_compared) == {(group, member), together}
    assert named(found.unexplained) == set()
    (comparison,) = [each for each in found.comparisons if (each.group, each.name) == (group, member)]
    assert (comparison.right, comparison.difference) == (None, None)


@in_turns("group", ("users", "service users", "organizations"))
def test_a_list_that_cannot_be_read_is_no_agreement(group: str, asynchronous: bool) -> None:
    """There may be somebody whom v2 does not name."""
    account = Account()
    together = OF_ORGANIZATIONS if group == "organizations" else OF_USERS
    lacking = {together, (group, f"those that only v3 may know among the {group}")}
    with account.mock.faults.planted(Fault(operation=f"list_enterprise_{group.replace(' ', '_')}", status=403)):
        found = account.reconcile(MONTH, asynchronous=asynchronous)
    assert not found.agrees
    assert named(found.not_compared) == lacking
    assert named(found.unexplained) == set()


@both_colours
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_days_that_move_are_neither_agreement_nor_disagreement(version: str, asynchronous: bool) -> None:
    """The open one never counts; closed ones that change while members are read leave it open."""

    def more(_: Any, body: Any) -> None:
        answered.append(body)
        if len(body["consumption_by_date"]) == 1 and is_open:
            add_to_day(body, TODAY, ODD)
        if len(answered) == 1 and not is_open:
            add_to_day(body, DAY, ODD)

    for is_open, period in ((True, Period.of_days(date(2025, 12, 12), TODAY)), (False, MONTH)):
        answered: list[Any] = []
        found = altered(ENTERPRISE[version], more).reconcile(period, asynchronous=asynchronous)
        assert found.agrees is is_open
        assert named(found.unexplained) == set()
        opened = [each for each in found.comparisons if each.verdict == "still open"]
        assert [abs(micro(each.difference or 0.0)) for each in opened] == [micro(ODD)] * is_open
        assert bool(found.not_compared) is not is_open
