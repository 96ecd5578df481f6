"""Work: a plan that may also put many questions at once.

Like a plan, it is a generator without a colour. It yields a `Call` and is sent the checked body, or yields a `Many` and
is sent what each of its jobs ended in, by name and in the order of the jobs. What a call, or a whole `Many`, failed
with is thrown into it. A call names its version, so that one piece of work can ask both, with a key for each.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from attrs import field, frozen

from ..errors import DevinUsageError, InvalidArgument
from ..operations import Call
from ..plans import Plan

T = TypeVar("T")


@frozen
class Progress:
    """How far a fan-out has come."""

    done: int
    """Members that have been answered for, from the API or the cache."""
    failed: int
    """Members that failed for good."""
    total: int
    """Members in all."""


Watch: TypeAlias = Callable[[Progress], None]
"""Told of the progress, once at the start and then after each member; what it raises ends the work."""


def checked_watch(watch: Watch | None) -> Watch | None:
    """Check what is to be told of the progress.

    Raises:
        InvalidArgument: it cannot be called.
    """
    if watch is not None and not callable(watch):  # pyright: ignore[reportUnnecessaryComparison]  # callers without a type checker
        raise InvalidArgument(f"watch must be a function of a Progress, not {watch!r}")
    return watch


@frozen(eq=False)
class Job:
    """One of many questions: a name, unlike those of the others, and how to make its plan, anew for each attempt."""

    name: str
    plan: Callable[[], Plan[Any]]


@frozen(eq=False)
class Many:
    """Questions to be put side by side, so many at a time."""

    jobs: Sequence[Job]
    concurrency: int = 8
    watch: Watch | None = field(default=None, kw_only=True)


Outcomes: TypeAlias = Mapping[str, Any]
"""What each job ended in: the value of its plan, or the `DevinUsageError` that it failed with."""

Work: TypeAlias = Generator[Call | Many, Any, T]


def failures(outcomes: Outcomes) -> dict[str, DevinUsageError]:
    """Pick those that failed."""
    return {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, DevinUsageError)}
