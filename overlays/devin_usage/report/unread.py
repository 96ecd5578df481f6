"""What could not be read: in a few words at its place, and its reason once, for all that failed by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

from attrs import frozen

from ..account.cache import CacheError
from ..account.fan_out import named as error_named
from ..errors import ConfigurationError, DevinUsageError, InvalidArgument, Unauthorized, Unsupported

T = TypeVar("T")

_OF_ALL = (Unauthorized, InvalidArgument, ConfigurationError, CacheError)


@frozen
class Unread:
    """Why there is no answer to a question."""

    what: str
    error: DevinUsageError
    quoting: bool
    """Whether the words of a failure, which may hold ids, are shown; else only its kind is."""

    @property
    def failed(self) -> bool:
        """Whether it might have been answered; False where the version or the key cannot answer it."""
        return not isinstance(self.error, Unsupported)

    @property
    def outcome(self) -> str:
        """Say that there is no answer."""
        return "could not be read" if self.failed else "cannot be read with this key"

    @property
    def reason(self) -> str:
        """Say why, at whatever length."""
        return str(self.error) if self.quoting or not self.failed else error_named(self.error)

    def __str__(self) -> str:
        """Say what has no answer, and why."""
        return f"{self.what} {self.outcome}: {self.reason}"


Part: TypeAlias = T | Unread


def part(what: str, ask: Callable[[], T], *, quoting: bool) -> T | Unread:
    """Ask a question; what it fails with is an answer too, unless it is about everything."""
    try:
        return ask()
    except _OF_ALL:
        raise
    except DevinUsageError as error:
        return Unread(what, error, quoting)


def by_reason(unread: Iterable[Unread]) -> list[str]:
    """Say each reason once, after all that has no answer because of it."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in unread:
        found.setdefault((each.outcome, each.reason), []).append(each.what)
    return [f"{_listed(what)} {outcome}: {reason}" for (outcome, reason), what in found.items()]


def _listed(what: list[str]) -> str:
    *others, last = what
    said = f"{', '.join(others)} and {last}" if others else last
    return f"{said[:1].upper()}{said[1:]}"
