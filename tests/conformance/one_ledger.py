"""One account behind clients of both versions, and what happened in it, told from its leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final, Literal

from devin_mock import Assumptions, Mock
from devin_mock.calendar import billing_day
from devin_mock.ledger import PRODUCTS
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period, UtcSpan
from hypothesis import strategies as st

from .leaves import Leaf, Leaves
from .operations import VERSIONS
from .sending import AT_ONCE, BASE_URL, KEYS, NOW

MICRO: Final = 1_000_000
Bounds = Literal["exclusive", "inclusive"]

DAY: Final = date(2025, 12, 10)
DAYS: Final = st.dates(date(2024, 6, 5), date(2025, 12, 19))
PAIRS: Final = st.tuples(DAYS, DAYS).map(sorted)
SHORT: Final = st.tuples(DAYS, st.integers(0, 40)).map(
    lambda pair: Period.of_days(pair[0], min(date(2025, 12, 19), date.fromordinal(pair[0].toordinal() + pair[1])))
)


@cache
def account(bounds: Bounds, date_at: Literal["08:00", "00:00"] = "08:00") -> Mock:
    """The account, in a service that reads the end of a window in one of two ways."""
    assumed: Literal["half-open", "inclusive"] = "half-open" if bounds == "exclusive" else "inclusive"
    return Mock(seed=5, users=30, now=NOW, assumptions=Assumptions(bounds=assumed, date_at=date_at), record_size=1)


@cache
def clients(bounds: Bounds, date_at: Literal["08:00", "00:00"] = "08:00") -> dict[Any, DevinUsage]:
    """A client of each version before one account."""
    transport = mock_transport(account(bounds, date_at))
    settings: dict[str, Any] = {"base_url": BASE_URL, "transport": transport, "retries": AT_ONCE, "bounds": bounds}
    return {version: DevinUsage(KEYS[version], clock=lambda: NOW, **settings) for version in VERSIONS}


def client_of(key: str, now: datetime = NOW, **options: Any) -> DevinUsage:
    """A client of another key, or at another time, before the same account."""
    transport = mock_transport(account("exclusive"))
    return DevinUsage(key, base_url=BASE_URL, transport=transport, clock=lambda: now, **options)


def days_from(first: date, last: date) -> list[date]:
    """Every date from one to another, both included."""
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def micro(acus: float) -> int:
    """ACUs in millionths, which is what the ledger counts."""
    return round(acus * MICRO)


def booked(first: date, last: date) -> dict[date, int]:
    """What the ledger holds of each day, both bounds included; nothing of the client has a part in it."""
    ledger = account("exclusive").ledger
    return {
        date.fromordinal(first.toordinal() + place): sum(ledger.whole_day(each, day) for each in PRODUCTS)
        for place, day in enumerate(range(billing_day(first), billing_day(last) + 1))
    }


@cache
def leaves() -> Leaves:
    """What happened in the account, leaf by leaf."""
    return Leaves(account("exclusive"))


def happened(period: Period | UtcSpan, **filters: Sequence[str]) -> list[Leaf]:
    """The sessions, searches and the like of a period, of some organizations and users."""
    ids, known = leaves().account.ids, leaves().org_ids
    return [
        leaf
        for leaf in leaves().between(int(period.start.timestamp()), int(period.end.timestamp()))
        if "users" not in filters or ids[leaf.holder] in filters["users"]
        if "organizations" not in filters
        or (leaf.organization is not None and known[leaf.organization] in filters["organizations"])
    ]


@st.composite
def filters_of(draw: st.DrawFn, *names: str) -> dict[str, list[str]]:
    """Some filters, or none."""
    known = {"users": leaves().users, "organizations": leaves().org_ids}
    chosen = [name for name in names if draw(st.booleans())]
    return {name: draw(st.lists(st.sampled_from(known[name]), min_size=1, unique=True)) for name in chosen}


def active(span: Period | UtcSpan, sessions: int, searches: int, **filters: Sequence[str]) -> int:
    """How many users of the ledger have so many sessions, or so many searches."""
    least = {"devin": sessions, "search": searches}
    found = (leaf for leaf in happened(span, **filters) if leaf.holder < leaves().account.users)
    counts = Counter((leaf.holder, leaf.kind) for leaf in found if leaf.kind in least)
    return len({holder for (holder, kind), count in counts.items() if count >= least[kind]})
