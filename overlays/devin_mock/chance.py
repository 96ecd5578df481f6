"""Deterministic draws: the same seed and name give the same number on every machine and Python version.

A draw is a keyed BLAKE2b hash of its name, so any draw can be made without the ones before it: the amount of one user
on one day is reached without walking the days and users in between. `random` is not used, since its streams are
sequential and its derived distributions have changed between Python versions.
"""

from __future__ import annotations

import sys
from array import array
from hashlib import blake2b, shake_256

import attrs


def _key_of(chance: Chance) -> bytes:
    return blake2b(str(chance.seed).encode(), digest_size=32).digest()


@attrs.frozen(slots=True)
class Chance:
    """The draws that belong to one seed."""

    seed: int
    _key: bytes = attrs.field(init=False, repr=False, eq=False, default=attrs.Factory(_key_of, takes_self=True))

    def digest(self, name: str, size: int = 64) -> bytes:
        """`size` bytes (1 to 64) for a name."""
        return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=size, key=self._key).digest()

    def number(self, name: str) -> int:
        """An integer from 0 to 2**64 - 1 for a name."""
        return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key).digest())

    def hex(self, name: str, length: int) -> str:
        """`length` (at most 128) hexadecimal digits for a name."""
        return self.digest(name).hex()[:length]

    def row(self, name: str, size: int) -> bytes:
        """`size` bytes for a name, of which each stands for itself: as fast as one draw for some ten thousand."""
        return shake_256(self._key + name.encode()).digest(size)

    def words(self, name: str, size: int) -> array[int]:
        """`size` integers from 0 to 2**16 - 1 for a name, in the same way."""
        found = array("H", self.row(name, 2 * size))
        if sys.byteorder == "big":
            found.byteswap()
        return found


class Draws:
    """A sequence of draws under one name, for a caller that needs an unknown number of them."""

    def __init__(self, chance: Chance, name: str) -> None:
        """Start at the first draw of `name`."""
        self._chance = chance
        self._name = name
        self._count = 0

    def number(self) -> int:
        """The next integer from 0 to 2**64 - 1."""
        self._count += 1
        return self._chance.number(f"{self._name}/{self._count}")

    def below(self, bound: int) -> int:
        """The next integer from 0 to `bound` - 1."""
        return self.number() % bound

    def between(self, low: int, high: int) -> int:
        """The next integer from `low` to `high`, both included."""
        return low + self.below(high - low + 1)
