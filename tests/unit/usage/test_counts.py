"""Counts of sessions, searches, pull requests and categories: what is not known is None, what is new is kept."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from typing import Any, Literal

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Assumptions, Mock
from devin_usage import InvalidArgument, Period, PullRequestMetrics, SessionMetrics, UtcSpan
from devin_usage.values import Acus, Counts

from tests.unit.usage.answering import NOW, SERVICE_USER, TWO_DAYS, V2_KEY, V3_KEY, mocked, served

SESSIONS: Mapping[str, Any] = {
    "sessions_created_count": 3,
    "sessions_created_by_origin": {"webapp": 2, "slack": 1},
    "sessions_created_by_size": {"xs": 3},
    "sessions_created_with_playbook_count": 1,
    "sessions_created_with_search_count": 2,
    "sessions_with_merged_prs_count": 0,
    "sessions_with_merged_prs_by_size": {},
    "avg_acus_per_session": 1.5,
}
PRS = {"prs_created_count": 9, "prs_opened_count": 2, "prs_merged_count": 4, "prs_closed_count": 3}


def sessions(**changes: Any) -> SessionMetrics:
    """What the client makes of v3's counts of sessions."""
    with served({**SESSIONS, **changes}, key=V3_KEY, principal=SERVICE_USER) as client:
        return client.metrics.sessions(TWO_DAYS)


def pull_requests(body: Any, key: str = V3_KEY) -> PullRequestMetrics:
    """What the client makes of counts of pull requests."""
    with served(body, key=key, principal=SERVICE_USER) as client:
        return client.metrics.pull_requests(TWO_DAYS)


def test_an_origin_that_is_not_known_yet_is_counted_by_its_name() -> None:
    """And one that was not given is not there, which is not 0."""
    found = sessions(sessions_created_by_origin={"webapp": 2, "telepathy": 7})
    assert found.by_origin == {"webapp": 2, "telepathy": 7}
    assert found.by_origin is not None
    assert "slack" not in found.by_origin
    assert sessions(sessions_created_by_size={"xxl": 1}).by_size == {"xxl": 1}
    assert sessions(sessions_with_merged_prs_by_size={"xxl": 1}).with_merged_prs_by_size == {"xxl": 1}


def test_what_is_no_count_is_not_among_the_counts() -> None:
    """A field of tomorrow may hold anything; a truth value is no 1."""
    odd = {"webapp": 2, "note": "text", "more": {"a": 1}, "checked": True, "none": None}
    assert sessions(sessions_created_by_origin=odd).by_origin == {"webapp": 2}


def test_whole_numbers_are_integers_however_they_are_written() -> None:
    """5.0 is an integer in JSON."""
    found = sessions(sessions_created_count=5.0, sessions_created_by_origin={"webapp": 5.0}, avg_acus_per_session=2)
    assert found.by_origin is not None
    assert (type(found.sessions), type(found.by_origin["webapp"]), type(found.acus_per_session)) == (int, int, float)


def test_v2_counts_sessions_and_breaks_nothing_down() -> None:
    """None of it is 0."""
    with served({"sessions_count": 3}, key=V2_KEY) as client:
        found = client.metrics.sessions(TWO_DAYS)
    assert (found.sessions, found.by_origin, found.by_size, found.acus_per_session) == (3, None, None, None)
    assert (found.with_playbook, found.with_search, found.with_merged_prs) == (None, None, None)
    assert found.with_merged_prs_by_size is None
    assert found.caveats == ()


def test_v2_and_v3_count_different_things_of_pull_requests() -> None:
    """What v2 opened is neither created nor still open; each carries what to know of it."""
    v2, v3 = pull_requests({"prs_opened": 1, "prs_closed": 2, "prs_merged": 3}, key=V2_KEY), pull_requests(PRS)
    assert (v2.opened, v2.created, v2.still_open, v2.closed, v2.merged) == (1, None, None, 2, 3)
    assert (v3.opened, v3.created, v3.still_open, v3.closed, v3.merged) == (None, 9, 2, 3, 4)
    for found in (v2, v3):
        assert any("GitHub app" in caveat for caveat in found.caveats)
        assert any("became of" in caveat for caveat in found.caveats) is (found is v3)


def test_pull_requests_that_were_taken_over_are_none_where_they_are_not_given() -> None:
    """Each by itself; 0 is 0."""
    assert pull_requests(PRS).taken_over is None
    found = pull_requests({**PRS, "prs_taken_over_count": 0, "prs_taken_over_merged_count": 5})
    assert (found.taken_over, found.taken_over_merged) == (0, 5)
    assert (found.taken_over_closed, found.taken_over_still_open) == (None, None)


def test_sessions_say_that_merged_pull_requests_may_be_missing() -> None:
    """Of v3, which counts them."""
    assert any("GitHub app" in caveat for caveat in sessions().caveats)


def test_a_category_keeps_its_name_and_its_parts() -> None:
    """A part without an id is one."""
    part = {"subcategory_id": None, "display_name": "Other", "sessions_count": 1, "acus": 0.5}
    body = {"categories": [{"category": "bugs", "sessions_count": 1, "acus": 0.5, "subcategories": [part]}]}
    with served(body, key=V3_KEY, principal=SERVICE_USER) as client:
        (found,) = client.metrics.sessions_by_category(TWO_DAYS).categories
    assert (found.name, found.sessions, found.acus) == ("bugs", 1, 0.5)
    assert [(each.id, each.name, each.sessions, each.acus) for each in found.subcategories] == [(None, "Other", 1, 0.5)]


@pytest.mark.parametrize("method", ["usage", "sessions", "searches", "pull_requests"])
@pytest.mark.parametrize("key", [V2_KEY, V3_KEY])
def test_days_of_utc_are_no_period(method: str, key: str) -> None:
    """They are eight hours ahead of the billing days of the same dates."""
    span: Any = UtcSpan(TWO_DAYS.first_day, TWO_DAYS.last_day)
    with served({}, key=key, principal=SERVICE_USER) as client, pytest.raises(InvalidArgument, match="UTC days"):
        getattr(client.metrics, method)(span)


@pytest.mark.parametrize("method", ["sessions", "searches", "pull_requests"])
def test_an_open_day_is_a_caveat(method: str) -> None:
    """As it is of consumption."""
    mock = Mock(now=NOW)
    for key in (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY):
        with mocked(mock, key) as client:
            found = getattr(client.metrics, method)(Period.of_days(NOW.date(), NOW.date()))
        assert any("are open" in caveat for caveat in found.caveats)


@pytest.mark.parametrize("taken_over", ["given", "absent"])
@pytest.mark.parametrize("opened", ["created", "still open"])
@pytest.mark.parametrize("empty", ["left out", "listed"])
def test_counts_are_read_whatever_is_assumed_of_them(
    taken_over: Any, opened: Literal["created", "still open"], empty: Any
) -> None:
    """Which counts are given, what v2 calls opened, and whether categories without a session are listed."""
    mock = Mock(
        now=NOW, assumptions=Assumptions(taken_over_prs=taken_over, v2_prs_opened=opened, empty_categories=empty)
    )
    month = Period.parse("2025-11-05/2025-12-04")
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as v2, mocked(mock, ENTERPRISE_KEY) as v3:
        one, other = v2.metrics.pull_requests(month), v3.metrics.pull_requests(month)
        categories = v3.metrics.sessions_by_category(month).categories
        assert sum(each.sessions for each in categories) == v3.metrics.sessions(month).sessions
    assert (one.merged, one.closed) == (other.merged, other.closed)
    assert one.opened == (other.created if opened == "created" else other.still_open)
    assert (other.taken_over is None) is (taken_over == "absent")


def test_figures_by_name_cannot_be_changed_and_behave_as_values() -> None:
    """They compare with any mapping, hash by what they hold, and can be pickled and copied."""
    numbers = {"b": 2, "a": 1}
    found = Counts(numbers)
    numbers["b"] = 3
    assert found == {"a": 1, "b": 2} == dict(found)
    assert found != {"a": 1}
    assert hash(found) == hash(Counts({"a": 1, "b": 2}))
    assert repr(found) == "{'b': 2, 'a': 1}"
    for figures in (found, Acus({"a": 1.5})):
        same = pickle.loads(pickle.dumps(figures))  # noqa: S301  # our own
        assert same == copy.deepcopy(figures) == figures
        assert type(same) is type(figures)
    with pytest.raises(TypeError):
        found["a"] = 2  # type: ignore[index]  # that it cannot be done is tested
    with pytest.raises(AttributeError):
        found.clear()  # type: ignore[attr-defined]  # as above
    with pytest.raises(KeyError):
        found["c"]
    assert len({sessions(), sessions()}) == 1
    assert pickle.loads(pickle.dumps(sessions())) == sessions()  # noqa: S301  # our own
