"""Figures by name: mappings that cannot be changed, and can be compared, hashed and pickled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, final

N = TypeVar("N", bound=float)


class _Named(Mapping[str, N]):
    """Numbers by name."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: Mapping[str, N]) -> None:
        """Copy a mapping."""
        self._numbers: dict[str, N] = dict(numbers)

    def __getitem__(self, name: str) -> N:
        """Give the number of a name."""
        return self._numbers[name]

    def __iter__(self) -> Iterator[str]:
        """Walk the names."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._numbers)

    def __hash__(self) -> int:
        """Hash the names and their numbers, in whatever order."""
        return hash(frozenset(self._numbers.items()))

    def __repr__(self) -> str:
        """Write it as the dict would be."""
        return repr(self._numbers)


@final
class Acus(_Named[float]):
    """ACUs by name."""

    __slots__ = ()


@final
class Counts(_Named[int]):
    """Counts by name. A name that the API did not give is not there, which is not a count of 0."""

    __slots__ = ()
