"""The rows of the day cache: what is kept of one billing day of one subject, and the sum that tells a damaged one."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import blake2b
from math import isclose, nan
from struct import Struct, pack
from typing import NamedTuple

from attrs import frozen

from ..values import Acus, Products, Subject

_KNOWN = Struct("<4d")
_EPOCH = date(1970, 1, 1).toordinal()
_DAY_S = 86_400
_DAY_STARTS_S = 8 * 3600


class Row(NamedTuple):
    """One billing day of one subject, as it was read; a tuple, for there are many."""

    day: int
    """The day, as `datetime.date.toordinal` numbers it."""
    acus: float | None
    """None where the API did not list the day."""
    products: bytes | None
    """The products, see `packed`; None where the API gives none."""
    read_at: int
    """When the answer was asked for, in Unix seconds."""


class Change(NamedTuple):
    """A day that was read again and is not what it was."""

    before: Row
    after: Row


@frozen
class Key:
    """Whose days they are, and by which key they were read."""

    identity: str
    """A digest of the deployment, the version, the bounds and whom the key belongs to."""
    kind: str
    id: str
    """Empty for the enterprise."""
    organizations: str
    """The organizations that the question was limited to, as a JSON array; empty for all."""

    @classmethod
    def of(cls, identity: str, subject: Subject) -> Key:
        """Make the key of a subject."""
        limited = "" if subject.organizations is None else json.dumps(subject.organizations)
        return cls(identity, subject.kind, subject.id or "", limited)

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """The key as the columns of its table."""
        return self.identity, self.kind, self.id, self.organizations


def unix_s(value: datetime) -> int:
    """Give a point in time in Unix seconds."""
    return int(value.timestamp())


def closes_at(day: int) -> int:
    """Tell when a billing day is over, in Unix seconds: at 08:00:00 UTC on the next date."""
    return (day + 1 - _EPOCH) * _DAY_S + _DAY_STARTS_S


def packed(products: Products | None) -> bytes | None:
    """Write the products of a day in few bytes; products of other names follow as JSON."""
    if products is None:
        return None
    # No product has a number of ACUs that is none, so this one can stand for a product without data.
    review = nan if products.review is None else products.review
    known = _KNOWN.pack(products.devin, products.cascade, products.terminal, review)
    return known + json.dumps(dict(products.other), sort_keys=True).encode() if products.other else known


def unpacked(written: bytes | None) -> Products | None:
    """Read what `packed` wrote."""
    if written is None:
        return None
    devin, cascade, terminal, review = _KNOWN.unpack_from(written)
    other = written[_KNOWN.size :]
    given = None if review != review else review  # only what is no number is unlike itself
    if not other:
        return Products(devin, cascade, terminal, given)
    return Products(devin, cascade, terminal, given, Acus(json.loads(other)))


def checksum(key: Key, row: Row) -> bytes:
    """Sum up a row and whose it is, so that no damage passes for a figure."""
    said = blake2b(json.dumps(key.columns).encode(), digest_size=8, person=b"devin-usage")
    said.update(pack("<qq?d", row.day, row.read_at, row.acus is None, row.acus or 0.0))
    said.update(b"-" if row.products is None else b"+" + row.products)
    return said.digest()


def differ(before: Row, after: Row) -> bool:
    """Tell whether a day has changed, in its ACUs or in those of a product, by more than floats may."""
    if (before.acus is None) != (after.acus is None):
        return True
    return not _same(before.acus, after.acus) or not _same_products(before.products, after.products)


def _same(before: float | None, after: float | None) -> bool:
    return isclose(before or 0.0, after or 0.0, rel_tol=1e-12, abs_tol=1e-9)


def _same_products(before: bytes | None, after: bytes | None) -> bool:
    if before == after:
        return True
    old, new = unpacked(before), unpacked(after)
    if old is None or new is None or old.other.keys() != new.other.keys():
        return False
    pairs = [(old.devin, new.devin), (old.cascade, new.cascade), (old.terminal, new.terminal)]
    pairs += [(old.other[name], new.other[name]) for name in old.other]
    return (old.review is None) == (new.review is None) and all(
        _same(one, other) for one, other in [*pairs, (old.review or 0.0, new.review or 0.0)]
    )
