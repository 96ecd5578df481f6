"""What commands say of members that could not be read: how many, why, and what may help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from devin_usage.errors import (
    ConnectionFailed,
    DevinUsageError,
    Forbidden,
    NotFound,
    RateLimited,
    ServerError,
    TimedOut,
)

if TYPE_CHECKING:
    from devin_usage.account import Breakdown

_MAY_PASS = (RateLimited, ServerError, ConnectionFailed, TimedOut)


def require_complete(found: Breakdown, cache: Path | None) -> None:
    """Fail where members are missing, with advice that fits what they failed with.

    Args:
        found: The members.
        cache: The file that keeps closed days, if there is one.

    Raises:
        IncompleteBreakdown: some members could not be read.
    """
    if found.complete:
        return
    from devin_usage.account import IncompleteBreakdown
    from devin_usage.account.broken_down import plural
    from devin_usage.account.fan_out import named

    failures = list(found.failures.values())
    kinds = ", ".join(f"{kind} for {count:,}" for kind, count in Counter(map(named, failures)).most_common(3))
    asked = len(failures) + len(found.acus)
    said = f"{len(failures):,} of {asked:,} {plural(found.by)} could not be read ({kinds}) and are not counted"
    raise IncompleteBreakdown("; ".join([said, *_advice(found, failures, cache)]), breakdown=found)


def require_some(found: Breakdown) -> None:
    """Fail as a question for one member fails, where none of those that were asked for exists.

    Raises:
        NotFound: there is none of them.
    """
    failures = list(found.failures.values())
    if not found.acus and failures and all(isinstance(each, NotFound) for each in failures):
        raise failures[0]


def _advice(found: Breakdown, failures: Iterable[DevinUsageError], cache: Path | None) -> Iterator[str]:
    causes = list(_causes(failures))
    what = found.by.replace("_", " ")
    if refused := [each for each in causes if isinstance(each, Forbidden)]:
        lacking = sorted({each.permission for each in refused if each.permission is not None})
        of = f"the permission {' and '.join(lacking)}" if lacking else "a permission"
        yield f"403: the key lacks {of}, which an administrator can give"
    if any(isinstance(each, NotFound) for each in causes):
        yield f"404: there is no such {what}, or the key does not reach it"
    if any(isinstance(each, _MAY_PASS) for each in causes):
        kept = f"with --cache {cache}" if cache is not None else "with --cache FILE"
        yield f"what may pass is read by running the command again, {kept} so that nothing is asked for twice"


def _causes(failures: Iterable[DevinUsageError]) -> Iterator[DevinUsageError]:
    """Give what members failed with; of those that were not asked any more, why."""
    from devin_usage.account import NotAsked

    for each in failures:
        yield each.reason if isinstance(each, NotAsked) else each
