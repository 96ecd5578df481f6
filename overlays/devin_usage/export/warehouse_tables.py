"""The tables of a warehouse: those of the answers, with what tells one row from another, and its cycle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from attrs import frozen

from ..cycles import Cycle
from ..values import ActiveUsers, Consumption, Organization, ServiceUser, UsageMetrics, User
from .answers import table
from .cells import storable
from .tables import Column, Table

_PRODUCT: Final = "acus_"
_TOLD_APART: Final = re.compile("[a-z0-9]+(_[a-z0-9]+)*")
"""Names that dlt writes as they are; it gives some others the same name."""
_MARKED: Final = re.compile("_[0-9a-f]{8}$")

_TYPES = {
    "date": "date",
    "instant": "timestamp",
    "text": "text",
    "acus": "double",
    "count": "bigint",
    "number": "double",
    "flag": "bool",
}
SUBJECT_ID = Column(
    "subject_id", "text", "The id of the organization, user or service user; the word enterprise for the whole."
)
CYCLE = Column("cycle", "date", "The first billing day of the billing cycle; none where cycles are not known.")
LAST_SEEN = Column(
    "last_seen_at",
    "instant",
    "When a load last found it in the list; who is removed stays, and is not seen by later loads.",
)
WITHDRAWN = Column(
    "withdrawn", "flag", "Never true: a day that was loaded and that the API does not list any more is taken out."
)
_BILLING_DAY = Column("billing_day", "date", "The billing day, which starts at 08:00 UTC on that date.")


@frozen
class Shape:
    """A table of the warehouse: its name, what a row is known by, and its columns as far as they are known."""

    name: str
    key: tuple[str, ...]
    of: type[Any]
    more: tuple[Column, ...]
    dropped: tuple[str, ...] = ()
    """Columns of the answer that say again what the key says."""

    def columns(self) -> list[Column]:
        """List the columns that are always there; products that are not known by name make further ones."""
        given = [each for each in table([], of=self.of).columns if each.name not in self.dropped]
        return [*self.more, *given]

    def hints(self) -> dict[str, Any]:
        """Describe the columns as dlt takes them."""
        return {
            each.name: {
                "name": each.name,
                "data_type": _TYPES[each.type],
                "description": each.description,
                "nullable": each.name not in self.key,
                **({"hard_delete": True} if each is WITHDRAWN else {}),
            }
            for each in self.columns()
        }


_BY_DAY = ("subject", "subject_id")
_PERIOD = ("first_day", "last_day", "start", "end")

CYCLES = Shape("cycles", ("first_day",), Cycle, ())
ORGANIZATIONS = Shape("organizations", ("organization_id",), Organization, (LAST_SEEN,))
USERS = Shape("users", ("user_id",), User, (LAST_SEEN,))
SERVICE_USERS = Shape("service_users", ("service_user_id",), ServiceUser, (LAST_SEEN,))
DAYS = Shape("days", (*_BY_DAY, "billing_day"), Consumption, (SUBJECT_ID, CYCLE, WITHDRAWN), ("whole_day",))
METRICS = Shape(
    "metrics", (*_BY_DAY, "billing_day"), UsageMetrics, (SUBJECT_ID, _BILLING_DAY, CYCLE, WITHDRAWN), _PERIOD
)
ACTIVE_USERS = Shape("active_users", (*_BY_DAY, "utc_day"), ActiveUsers, (SUBJECT_ID, WITHDRAWN))
SHAPES = (CYCLES, ORGANIZATIONS, USERS, SERVICE_USERS, DAYS, METRICS, ACTIVE_USERS)


@frozen(eq=False)
class Rows:
    """Rows of one table, made when they are walked."""

    shape: Shape
    chunks: Iterable[list[dict[str, Any]]]


def members(shape: Shape, found: Sequence[Any], seen_at: datetime) -> Rows:
    """Make the rows of members that were listed at a point in time."""
    return Rows(shape, [[{**each, "last_seen_at": seen_at} for each in _records(table(found, of=shape.of))]])


def cycles(found: Sequence[Cycle]) -> Rows:
    """Make the rows of billing cycles."""
    return Rows(CYCLES, [_records(table(found, of=Cycle))])


def days(found: Iterable[Consumption], cycle: date | None, asked: Sequence[date]) -> Rows:
    """Make the rows of the days of several subjects.

    Args:
        found: An answer for each subject.
        cycle: The first billing day of the cycle that they all lie in.
        asked: The closed days that were asked for; those that an answer does not list are taken out.
    """

    def chunks() -> Iterator[list[dict[str, Any]]]:
        for answer in found:
            rows = _of_subject(_records(table(answer), products=True), DAYS)
            listed = {each["billing_day"] for each in rows}
            gone = [day for day in asked if day not in listed]
            made = {"subject": answer.subject.kind, "subject_id": answer.subject.id or "enterprise"}
            rows += [{**made, "billing_day": day, "acus": 0.0, "withdrawn": True} for day in gone]
            yield [{**each, "cycle": cycle} for each in rows]

    return Rows(DAYS, chunks())


def metrics(found: Sequence[UsageMetrics], cycle: date | None) -> Rows:
    """Make the rows of counts, each of one billing day."""
    rows: list[dict[str, Any]] = []
    for answer in found:
        given = _of_subject(_records(table(answer)), METRICS)
        rows += [{**each, "billing_day": answer.period.first_day, "cycle": cycle} for each in given]
    return Rows(METRICS, [rows])


def active_users(found: Sequence[ActiveUsers], subject: tuple[str, str], asked: Sequence[date]) -> Rows:
    """Make the rows of active users by UTC day; days that were asked for and are not listed are taken out."""
    rows = _of_subject(_records(table(found, of=ActiveUsers)), ACTIVE_USERS)
    listed = {each["utc_day"] for each in rows}
    made = dict(zip(_BY_DAY, subject, strict=True))
    rows += [{**made, "utc_day": day, "withdrawn": True} for day in asked if day not in listed]
    return Rows(ACTIVE_USERS, [rows])


def product_column(product: str) -> str:
    """Name the column of a product that has none by itself: the same in every load, and never that of another one.

    A name that is not plainly of small letters, digits and single underscores gets eight digits of its hash.
    """
    if _TOLD_APART.fullmatch(product) and not _MARKED.search(product):
        return f"{_PRODUCT}{product}"
    plain = re.sub("[^a-z0-9]+", "_", product.lower()).strip("_")
    digits = sha256(product.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "_".join(each for each in ("acus", plain, digits) if each)


def _records(made: Table, *, products: bool = False) -> list[dict[str, Any]]:
    """Make records that a warehouse can store."""
    names = [each.name for each in made.columns]
    if products:
        known = {each.name for each in DAYS.columns()}
        names = [
            product_column(name.removeprefix(_PRODUCT)) if name.startswith(_PRODUCT) and name not in known else name
            for name in names
        ]
    return [
        {name: storable(value) if isinstance(value, str) else value for name, value in zip(names, row, strict=True)}
        for row in made.rows
    ]


def _of_subject(records: list[dict[str, Any]], shape: Shape) -> list[dict[str, Any]]:
    """Give each row the id of its subject, and leave out what the key says."""
    for each in records:
        ids = (each["organization_id"], each["user_id"], each["service_user_id"])
        each["subject_id"] = next((id for id in ids if id is not None), "enterprise")
        each["withdrawn"] = False
        for name in shape.dropped:
            del each[name]
    return records
