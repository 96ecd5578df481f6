"""Oracle: an account by its members is what the ledger says of each, whoever fails and however often one is asked.

It sees members that are lost, doubled or counted as 0 when they failed, a rest that belongs to nobody, members that
exceed the whole, whoever is asked twice or not again, and whether others are held back. It cannot see how long a wait
was to the second, sockets, nor what is wrong in one answer (that is `v2_v3`) or in the ledger (that is `ledger`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import pytest
from attrs import evolve
from devin_mock import Fault
from devin_mock.transport import mock_transport
from devin_usage import (
    Forbidden,
    InconsistentAnswer,
    NotFound,
    Period,
    Retries,
    ServerError,
    Unauthorized,
    UnsupportedByScope,
)
from devin_usage.account import NotAsked, Progress
from devin_usage.account.breakdown import Breakdown, IncompleteBreakdown
from hypothesis import example, given
from hypothesis import strategies as st

from .account_alterations import (
    ENTERPRISE,
    OF_ONE,
    add_to_day,
    altered,
    of_map,
)
from .account_asking import (
    CLOSED,
    CYCLE,
    ONCE,
    ORGANIZATION,
    SHORT,
    TODAY,
    USER,
    Account,
    Watched,
    both_colours,
    counted,
    ids,
    of,
    org_ids,
    path_of,
)
from .counted import assert_counted, micro, total
from .profiles import examples
from .sending import NOW

BYS: Final = ("user", "organization", "service_user")


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
