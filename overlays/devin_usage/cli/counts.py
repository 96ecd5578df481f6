"""Everything that the API counts over a period, asked for in one go; what it does not give is named, and not 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from devin_usage import UtcSpan
from devin_usage.billing import Period
from devin_usage.errors import Unsupported
from devin_usage.values import (
    ActiveUsers,
    PullRequestMetrics,
    SearchMetrics,
    SessionMetrics,
    SessionsByCategory,
    Subject,
)

if TYPE_CHECKING:
    from devin_usage import DevinUsage

    from .scope import Scope


@frozen(kw_only=True)
class Counted:
    """The counts of a period. What the API has no answer to is None, and says why in ``not_given``."""

    subject: Subject
    period: Period
    version: str
    sessions: SessionMetrics | None
    searches: SearchMetrics | None
    pull_requests: PullRequestMetrics | None
    active_users: ActiveUsers | None
    by_utc_day: tuple[ActiveUsers, ...] | None
    """Active users of each UTC day, which is no billing day."""
    categories: SessionsByCategory | None
    not_given: dict[str, str]
    """Why a part is None, as a sentence."""

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to know of the figures, as sentences, each once."""
        parts = (self.sessions, self.searches, self.pull_requests, self.active_users, self.categories)
        told = [caveat for part in parts if part is not None for caveat in part.caveats]
        days = [f"UTC day {day.start:%Y-%m-%d}: {told}" for day in self.by_utc_day or () for told in day.caveats]
        return tuple(dict.fromkeys([*told, *days]))

    def outcomes(self) -> Iterator[tuple[str, int | None]]:
        """Name the counts of pull requests, in their order."""
        prs = self.pull_requests
        if prs is not None:
            yield "opened", prs.opened
            yield "created", prs.created
            yield "still_open", prs.still_open
            yield "closed", prs.closed
            yield "merged", prs.merged
            yield "taken_over", prs.taken_over
            yield "taken_over_still_open", prs.taken_over_still_open
            yield "taken_over_closed", prs.taken_over_closed
            yield "taken_over_merged", prs.taken_over_merged


def counted(client: DevinUsage, period: Period, scope: Scope) -> Counted:
    """Ask for all counts.

    Raises:
        Unsupported: the API has no answer to any of these questions.
        DevinUsageError: one of them was refused, or its answer cannot be trusted.
    """
    # UTC days of the same dates: the vendor counts active users by no others.
    span = UtcSpan(period.first_day, period.last_day)
    everyone = scope.filters()
    questions: dict[str, Callable[[], Any]] = {
        "sessions": lambda: client.metrics.sessions(period, **scope.filters("users", "service_users")),
        "searches": lambda: client.metrics.searches(period, **scope.filters("users")),
        "pull_requests": lambda: client.metrics.pull_requests(period, **scope.filters("users", "service_users")),
        "active_users": lambda: client.metrics.active_users(period, **everyone),
        "by_utc_day": lambda: client.metrics.daily_active_users(span, **everyone),
        "categories": lambda: client.metrics.sessions_by_category(period, **everyone),
    }
    answers: dict[str, Any] = {}
    refused: dict[str, Unsupported] = {}
    for name, ask in questions.items():
        if name not in ("sessions", "pull_requests") and _narrower(scope, name):
            answers[name] = None
            refused[name] = Unsupported("the API does not limit it to the users that are named")
            continue
        try:
            answers[name] = ask()
        except Unsupported as error:
            answers[name] = None
            refused[name] = error
    given = [answer for name, answer in answers.items() if answer is not None and name != "by_utc_day"]
    if not given:
        raise next(iter(refused.values()))
    return Counted(
        subject=given[0].subject,
        period=period,
        version=client.version,
        not_given={name: str(error) for name, error in refused.items()},
        **answers,
    )


def _narrower(scope: Scope, name: str) -> bool:
    """Tell whether the scope names people by whom this count cannot be limited: all of them would be counted."""
    return bool(scope.service_users) or (bool(scope.users) and name != "searches")
