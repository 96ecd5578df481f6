"""What a load is asked for, checked before anything happens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from ..account.fan_out import checked_concurrency
from ..account.gathering import checked_cache
from ..account.work import checked_watch
from ..arguments import identifiers
from ..billing import Period
from ..cycles import Cycle
from ..errors import InvalidArgument

if TYPE_CHECKING:
    from ..account.cache import DayCache
    from ..account.work import Watch

RECENT_DAYS: Final = 3
"""How many closed days are read again, since it is not documented whether a closed day is final."""


def _organizations(given: Iterable[str] | None) -> tuple[str, ...] | None:
    return identifiers("organizations", given)


def _users(given: Iterable[str] | None) -> tuple[str, ...] | None:
    return identifiers("users", given)


def _service_users(given: Iterable[str] | None) -> tuple[str, ...] | None:
    return identifiers("service_users", given)


@frozen(eq=False, kw_only=True)
class Wanted:
    """What is to be loaded.

    Raises:
        InvalidArgument: an argument is refused.
    """

    period: Period | None = None
    cycles: tuple[Cycle, ...] | None = None
    organizations: tuple[str, ...] | None = field(default=None, converter=_organizations)
    users: tuple[str, ...] | None = field(default=None, converter=_users)
    service_users: tuple[str, ...] | None = field(default=None, converter=_service_users)
    recent_days: int = RECENT_DAYS
    concurrency: int = field(default=8, converter=checked_concurrency)
    cache: DayCache | None = field(default=None, converter=checked_cache)
    watch: Watch | None = field(default=None, converter=checked_watch)

    def __attrs_post_init__(self) -> None:
        """Check what no converter does."""
        if self.period is not None and not isinstance(self.period, Period):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"period must be a Period, not {type(self.period).__name__}")
        if self.period is not None and not self.period.aligned:
            raise InvalidArgument(
                f"a warehouse holds whole billing days; {self.period} does not begin and end with one"
            )
        if isinstance(self.recent_days, bool) or not isinstance(self.recent_days, int) or self.recent_days < 0:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"recent_days must be a whole number of at least 0, not {self.recent_days!r}")
