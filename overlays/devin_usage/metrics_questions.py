"""What a sync client can be asked of counts: sessions, searches, pull requests, active users."""

from __future__ import annotations

from collections.abc import Iterable

from . import plans
from .billing import Period
from .plans import Filters
from .questions import Questions
from .utc import UtcSpan
from .values import (
    ActiveUsers,
    PullRequestMetrics,
    SearchMetrics,
    SessionMetrics,
    SessionsByCategory,
    UsageMetrics,
)


class MetricsQuestions(Questions):
    """Counts of sessions, searches, pull requests and active users.

    Every question raises, beside what it names: `InvalidArgument` for an id or a filter that is refused,
    `UnsupportedByScope` where the key belongs to another organization, `StatusError` where the API refused,
    `RequestFailed` without a complete answer, `ResponseValidationError` for one that breaks the contract.
    """

    def usage(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
    ) -> UsageMetrics:
        """Read the usage metrics of the enterprise, or limited to organizations and users.

        v2 counts opened, closed and merged pull requests, v3 created and merged ones; what a version does not count is
        None.

        Args:
            period: What to read.
            organization: The id of one organization.
            organizations: The ids of several (v2).
            users: The ids of users (v2).

        Raises:
            InvalidArgument: an id is refused.
            UnsupportedByVersion: v3 was asked for several organizations or for users.
            UnsupportedByScope: the key belongs to another organization.
            StatusError: the API refused; see the tree of errors.
            RequestFailed: no complete answer arrived.
            ResponseValidationError: the answer breaks the contract.
        """
        plan = plans.usage(
            self._session.context, period, organization=organization, organizations=organizations, users=users
        )
        return self._session.run(plan)

    def sessions(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
        service_users: Iterable[str] | None = None,
        playbook: str | None = None,
    ) -> SessionMetrics:
        """Count the sessions that were created. v3 breaks them down by origin and size; v2 gives one number.

        Args:
            period: What to read.
            organization: The id of one organization.
            organizations: The ids of several.
            users: The ids of users.
            service_users: The ids of service users (v3).
            playbook: The id of a playbook (v3).

        Raises:
            UnsupportedByVersion: v2 was asked to limit counts to service users or a playbook.
        """
        filters = Filters.checked(
            organization=organization,
            organizations=organizations,
            users=users,
            service_users=service_users,
            playbook=playbook,
        )
        return self._session.run(plans.sessions(self._session.context, period, filters))

    def searches(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
    ) -> SearchMetrics:
        """Count the searches that were made.

        Args:
            period: What to read.
            organization: The id of one organization.
            organizations: The ids of several.
            users: The ids of users (v2).

        Raises:
            UnsupportedByVersion: v3 was asked to limit the count to users.
        """
        filters = Filters.checked(organization=organization, organizations=organizations, users=users)
        return self._session.run(plans.searches(self._session.context, period, filters))

    def pull_requests(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
        service_users: Iterable[str] | None = None,
        playbook: str | None = None,
    ) -> PullRequestMetrics:
        """Count pull requests. v2 and v3 count different things of them; what a version does not count is None.

        Args:
            period: What to read.
            organization: The id of one organization.
            organizations: The ids of several.
            users: The ids of users.
            service_users: The ids of service users (v3).
            playbook: The id of a playbook (v3).

        Raises:
            UnsupportedByVersion: v2 was asked to limit counts to service users or a playbook.
        """
        filters = Filters.checked(
            organization=organization,
            organizations=organizations,
            users=users,
            service_users=service_users,
            playbook=playbook,
        )
        return self._session.run(plans.pull_requests(self._session.context, period, filters))

    def sessions_by_category(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
    ) -> SessionsByCategory:
        """Count sessions and their ACUs by category (v3, enterprise scope).

        Args:
            period: What to read.
            organization: The id of one organization.
            organizations: The ids of several.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            UnsupportedByScope: the key has organization scope.
        """
        filters = Filters.checked(organization=organization, organizations=organizations)
        return self._session.run(plans.by_category(self._session.context, period, filters))

    def active_users(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> ActiveUsers:
        """Count the users who were active in a period (v3): with so many sessions, or so many searches.

        Args:
            period: What to read.
            organization: The id of one organization.
            organizations: The ids of several.
            min_sessions: The sessions that make a user active.
            min_searches: The searches that make a user active.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            InconsistentAnswer: the answer is for another time.
        """
        filters = Filters.checked(organization=organization, organizations=organizations)
        return self._session.run(
            plans.active_users(
                self._session.context, period, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )

    def daily_active_users(
        self,
        span: UtcSpan,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> tuple[ActiveUsers, ...]:
        """Count the active users of each UTC day (v3). These are not billing days: never divide ACUs by them.

        Args:
            span: What to read, in UTC days.
            organization: The id of one organization.
            organizations: The ids of several.
            min_sessions: The sessions that make a user active.
            min_searches: The searches that make a user active.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            InconsistentAnswer: a day lies outside the span, or comes twice.
        """
        filters = Filters.checked(organization=organization, organizations=organizations)
        return self._session.run(
            plans.active_users_by(
                self._session.context, "day", span, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )

    def weekly_active_users(
        self,
        span: UtcSpan,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> tuple[ActiveUsers, ...]:
        """Count the active users of each UTC week (v3), Monday to Sunday. Never divide ACUs by them.

        Args:
            span: What to read, in UTC days.
            organization: The id of one organization.
            organizations: The ids of several.
            min_sessions: The sessions that make a user active.
            min_searches: The searches that make a user active.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            InconsistentAnswer: a week lies outside the span, or comes twice.
        """
        filters = Filters.checked(organization=organization, organizations=organizations)
        return self._session.run(
            plans.active_users_by(
                self._session.context, "week", span, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )

    def monthly_active_users(
        self,
        span: UtcSpan,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> tuple[ActiveUsers, ...]:
        """Count the active users of each UTC month (v3). These are not billing days: never divide ACUs by them.

        Args:
            span: What to read, in UTC days.
            organization: The id of one organization.
            organizations: The ids of several.
            min_sessions: The sessions that make a user active.
            min_searches: The searches that make a user active.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            InconsistentAnswer: a month lies outside the span, or comes twice.
        """
        filters = Filters.checked(organization=organization, organizations=organizations)
        return self._session.run(
            plans.active_users_by(
                self._session.context, "month", span, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )
