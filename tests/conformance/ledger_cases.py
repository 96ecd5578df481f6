"""Cases whose answers follow from the ledger of an account: windows, filters and ids that mean something there.

Directed ones stand at the places where sums go wrong: bounds within days and at the very second of something, days
before the account and after the present, somebody who has left, ids that are given twice or are nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any, Final

from devin_mock import Mock
from devin_mock.calendar import billing_day, rfc3339
from devin_mock.sessions import session_id
from hypothesis import strategies as st

from .cases import Case
from .leaves import OPENED, Leaves, opens
from .operations import Driven
from .recount import asked
from .sending import NOW

MOCK: Final = Mock(seed=3, users=12, now=NOW, record_size=1)
Window = tuple[int | None, int | None]
"""The first second, and the one after the last; None is not sent."""

DAY_S: Final = 86_400
PRESENT: Final = int(NOW.timestamp())

CYCLE: Final = (opens(date(2025, 11, 5)), opens(date(2025, 12, 5)))
CUT: Final = (opens(date(2025, 8, 15)) + 19_753, opens(date(2025, 11, 20)) + 61_111)
"""Cuts its first and last day, and somebody of every kind leaves in it."""
WINDOWS: Final[tuple[Window, ...]] = (
    CYCLE,
    CUT,
    (0, PRESENT + 40 * DAY_S),
    (opens(date(2025, 12, 18)), opens(date(2025, 12, 18)) + 4 * 3_600),
    (CYCLE[1], CYCLE[0]),
    (opens(OPENED) - 3 * DAY_S, opens(OPENED) + DAY_S // 2),
)
HALF_OPEN: Final[tuple[Window, ...]] = (
    (None, None),
    (CYCLE[0] + 12_345, None),
    (None, CYCLE[1] - 9_999),
    (None, CYCLE[1]),
)
"""Windows for operations that do not need both bounds."""


@cache
def leaves() -> Leaves:
    """The leaves of the account."""
    return Leaves(MOCK)


def holding(instant: int) -> str:
    """A session soon after an instant."""
    return next(name for name, leaf in leaves().sessions.items() if leaf.at >= instant)


def still_to_come() -> str:
    """A session of the day after the present."""
    ledger, tomorrow = MOCK.ledger, billing_day(leaves().today) + 1
    seats, days = range(len(leaves().seats)), range(tomorrow, tomorrow + 9)
    return next(
        session_id(ledger.chance, one) for day, seat in product(days, seats) for one in ledger.sessions(seat, day)
    )


def bounds(driven: Driven, window: Window, way: int = 0) -> dict[str, Any]:
    """A window as an operation takes it; v2 has several ways to write one."""
    names = ("time_after", "time_before")
    write: Callable[[int], Any] = int
    if driven.version == "v2":
        names = (("start_date", "end_date"), ("start", "end"), ("start_date", "end"))[way % 3]
        write = _WAYS[way % len(_WAYS)]
    pairs = zip(names, window, strict=True)
    return {name: write(at) for name, at in pairs if at is not None and name in driven.parameters("query")}


def _abroad(at: int) -> str:
    return (datetime.fromtimestamp(at, UTC) + timedelta(hours=5, minutes=45)).strftime("%Y-%m-%dT%H:%M:%S+05:45")


def _a_little_before(at: int) -> str:
    # Everything happens at whole seconds: this bound is the next one.
    return rfc3339(at - 1).replace("Z", ".25Z")


_WAYS: Final[tuple[Callable[[int], Any], ...]] = (rfc3339, _abroad, _a_little_before)


def filters(driven: Driven) -> Mapping[str, Sequence[Any]]:
    """Values of the parameters that are no bounds, by name."""
    known, account = leaves(), MOCK.ledger.account
    first, *others = known.org_ids
    gone, machine = account.ids[account.removed], account.ids[account.deleted]
    values: Mapping[str, Sequence[Any]] = {
        "org_ids": [[first], others, [others[0], first, others[0]], ["org-none"], [first, "org-none"]],
        "user_ids": [[known.users[1]], [*known.users[5:9], gone], ["nobody"], [known.users[1], known.users[1]]],
        "service_user_ids": [[known.service_users[0]], [machine, known.service_users[1]], ["nobody"]],
        "playbook_id": [*known.playbooks, "playbook-none"],
        "min_sessions": [0, 2, 5, 40, 10**6],
        "min_searches": [0, 2, 5, 40, 10**6],
    }
    return {name: values[name] for name in driven.parameters("query") if name in values}


def paths(driven: Driven) -> Iterator[dict[str, str]]:
    """Ids for the path: of each kind of somebody, of each organization, and nobody's."""
    known, account = leaves(), MOCK.ledger.account
    users, machines = (0, 1, account.removed, account.idle), (account.users, account.deleted, account.expired)
    values: Mapping[str, Sequence[str]] = {
        "org_id": [*known.org_ids, "org-none"],
        "user_id": [*(account.ids[each] for each in (*users, *machines)), "nobody"],
        "service_user_id": [*(account.ids[each] for each in (*machines, *users)), "nobody"],
        "session_id": [*map(holding, (CYCLE[0], CUT[0], opens(OPENED))), still_to_come(), "devin-none"],
    }
    names = list(driven.parameters("path"))
    for chosen in product(*(values[name] for name in names)):
        yield dict(zip(names, chosen, strict=True))


def to_the_second(driven: Driven, path: Mapping[str, str]) -> Iterator[Window]:
    """Windows that begin and end at, or a second after, something that they ask about."""
    found = asked(leaves(), Case(driven.id, path, bounds(driven, CUT))).found
    if "session_id" in path:
        found = [leaves().sessions[path["session_id"]]]
    first, last = found[len(found) // 3].at, found[-1 - len(found) // 3].at
    yield from ((first, last + 1), (first + 1, last + 1), (first, last))


def directed(driven: Driven) -> Iterator[Case]:
    """Every id with one window, every window and every filter with one id."""
    needed = any(each.required for each in driven.parameters("query").values())
    windows = WINDOWS if needed else (*WINDOWS, *HALF_OPEN)
    ids = list(paths(driven))
    for way, window in product(range(3 if driven.version == "v2" else 1), to_the_second(driven, ids[0])):
        yield Case(driven.id, ids[0], bounds(driven, window, way))
    for way, path in enumerate(ids):
        yield Case(driven.id, path, bounds(driven, CUT, way))
    for way, window in enumerate(windows):
        yield Case(driven.id, ids[0], bounds(driven, window, way))
        for name, values in filters(driven).items():
            yield Case(driven.id, ids[0], {**bounds(driven, window, way + 1), name: values[way % len(values)]})
    for name, values in filters(driven).items():
        for value in values:
            yield Case(driven.id, ids[0], {**bounds(driven, CUT), name: value})


@st.composite
def drawn(draw: st.DrawFn, driven: Driven) -> Case:
    """Any window, with any filters and ids together."""
    start = draw(st.integers(opens(OPENED) - 9 * DAY_S, PRESENT))
    length = draw(st.integers(-DAY_S, 5 * DAY_S) | st.integers(0, 400 * DAY_S))
    aligned = draw(st.sampled_from([None, 8 * 3_600, 0]))
    if aligned is not None:
        start, length = start - start % DAY_S + aligned, length - length % DAY_S
    query = bounds(driven, (start, start + length), draw(st.integers(0, 8)))
    for name, values in filters(driven).items():
        if draw(st.booleans()):
            query[name] = draw(st.sampled_from(values))
    return Case(driven.id, draw(st.sampled_from(list(paths(driven)))), query)
