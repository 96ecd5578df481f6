"""What the command `export` can write: how each kind of rows is read, and which options it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from devin_usage.errors import InvalidArgument, UnsupportedByVersion

from .scope import Scope
from .window import Window

if TYPE_CHECKING:
    from devin_usage import DevinUsage, Period
    from devin_usage.account import Breakdown, DayCache, Revision
    from devin_usage.account.work import Watch
    from devin_usage.export import Table

SCOPES = ("organizations", "users", "service_users", "sessions")


@frozen(eq=False)
class Request:
    """What an export was asked for."""

    client: DevinUsage
    window: Window
    scope: Scope
    cache: DayCache | None
    concurrency: int
    watch: Watch | None

    def period(self) -> Period:
        """Find out which period is meant."""
        return self.window.resolve(self.client).period

    def beside(self) -> dict[str, Any]:
        """Give the options of how to read."""
        return {"concurrency": self.concurrency, "watch": self.watch, "cache": self.cache}


@frozen(eq=False)
class Answer:
    """Rows, and what they have no place for."""

    rows: Table
    caveats: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()


def _days(asked: Request) -> Answer:
    from devin_usage.export import table

    chosen = asked.scope.one()
    if asked.cache is None:
        found = asked.client.consumption.daily(asked.period(), **chosen)
        return Answer(table(found), found.caveats, found.excluded)
    if chosen.pop("organizations", None) is not None:
        raise InvalidArgument("--cache keeps the days of one organization at a time; give --org once, or no --cache")
    history = asked.client.consumption.history(asked.period(), cache=asked.cache, **chosen)
    found, why = history.consumption, history.unchecked_because
    caveats = (*found.caveats, *(() if why is None else (f"Not held against one answer for the whole period: {why}",)))
    return Answer(table(history), caveats, found.excluded, history.revisions)


def _days_by(kind: str) -> Callable[[Request], Answer]:
    def read(asked: Request) -> Answer:
        from devin_usage import Consumption
        from devin_usage.export import table

        ids = {f"{kind}s": getattr(asked.scope, f"{kind}s") or None}
        ask = getattr(asked.client.consumption, f"by_{kind}")
        found: Breakdown = ask(asked.period(), **ids, **asked.beside()).require_complete()
        if found.acus and not found.consumption:
            raise UnsupportedByVersion(
                f"{found.version} gives one sum for each {kind.replace('_', ' ')} and no days: use a v3 key (cog_...), "
                "or by-user and by-org for the sums"
            )
        rows = table(found.consumption.values(), of=Consumption)
        return Answer(rows, found.caveats, found.excluded, found.revisions)

    return read


def _usage(asked: Request) -> Answer:
    from devin_usage.export import table

    found = asked.client.metrics.usage(asked.period(), **asked.scope.filters())
    return Answer(table(found), found.caveats)


def _list(attribute: str, kind: str) -> Callable[[Request], Answer]:
    def read(asked: Request) -> Answer:
        import devin_usage
        from devin_usage.export import table

        return Answer(table(getattr(asked.client, attribute).list(), of=getattr(devin_usage, kind)))

    return read


@frozen
class What:
    """Something to export: how it is read, and which options of scope it takes."""

    read: Callable[[Request], Answer] | None
    """None for FOCUS, which is no table and writes itself."""
    scope: tuple[str, ...] = ()
    has_period: bool = True
    cached: bool = True
    """Whether it is made of days, which a cache can keep."""
    concurrent: bool = False
    """Whether it is made of answers that can be asked for side by side."""
    by: str = ""
    """Of FOCUS: whose charges the rows are."""


WHAT: Mapping[str, What] = {
    "days": What(_days, SCOPES),
    "days-by-user": What(_days_by("user"), ("users",), concurrent=True),
    "days-by-organization": What(_days_by("organization"), ("organizations",), concurrent=True),
    "days-by-service-user": What(_days_by("service_user"), ("service_users",), concurrent=True),
    "usage": What(_usage, ("organizations",), cached=False),
    "cycles": What(_list("cycles", "Cycle"), has_period=False, cached=False),
    "users": What(_list("users", "User"), has_period=False, cached=False),
    "organizations": What(_list("organizations", "Organization"), has_period=False, cached=False),
    "service-users": What(_list("service_users", "ServiceUser"), has_period=False, cached=False),
    "limits": What(_list("limits", "AcuLimit"), has_period=False, cached=False),
    "focus": What(None, by="organization", concurrent=True),
    "focus-by-user": What(None, by="user", concurrent=True),
}
