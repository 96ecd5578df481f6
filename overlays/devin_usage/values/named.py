"""Values by name: mappings that cannot be changed, and can be compared, hashed and pickled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, final

V = TypeVar("V")


class Named(Mapping[str, V]):
    """Values by name."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, V]) -> None:
        """Copy a mapping."""
        self._values: dict[str, V] = dict(values)

    def __getitem__(self, name: str) -> V:
        """Give the value of a name."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Walk the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._values)

    def __hash__(self) -> int:
        """Hash the names and their values, in whatever order."""
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        """Write it as the dict would be."""
        return repr(self._values)


@final
class Acus(Named[float]):
    """ACUs by name."""

    __slots__ = ()


@final
class Counts(Named[int]):
    """Counts by name. A name that the API did not give is not there, which is not a count of 0."""

    __slots__ = ()
