"""What a sync client can be asked of ACU consumption: by billing day, by member, and over the whole history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import plans
from .billing import Period
from .cycles import Cycle
from .questions import Questions
from .values import Consumption

if TYPE_CHECKING:
    from .account.breakdown import Breakdown
    from .account.cache import DayCache
    from .account.history import History
    from .account.work import Watch


class ConsumptionQuestions(Questions):
    """ACU consumption by billing day."""

    def daily(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        user: str | None = None,
        service_user: str | None = None,
        session: str | None = None,
    ) -> Consumption:
        """Read the daily consumption of the enterprise, or of an organization, a user, a service user or a session.

        A key with organization scope reads its own organization. Limited to organizations, v2 leaves Cascade and
        Terminal out, and the answer says so in ``excluded``.

        Args:
            period: What to read; totals equal the dashboard's only for whole billing days.
            organization: The id of one organization.
            organizations: The ids of several (v2).
            user: The id of a user.
            service_user: The id of a service user (v3).
            session: The id of a session (v3).

        Raises:
            InvalidArgument: an id is refused, or more than one member was named.
            UnsupportedByVersion: v2 was asked for a service user or a session, or v3 for several organizations.
            UnsupportedByScope: the key's scope does not reach what was asked for.
            StatusError: the API refused; see the tree of errors.
            RequestFailed: no complete answer arrived.
            ResponseValidationError: the answer breaks the contract.
            InconsistentAnswer: its days lie outside the period, repeat, or do not sum to the total.
        """
        plan = plans.daily(
            self._session.context,
            period,
            organization=organization,
            organizations=organizations,
            user=user,
            service_user=service_user,
            session=session,
        )
        return self._session.run(plan)

    def by_user(
        self,
        period: Period,
        *,
        users: Iterable[str] | None = None,
        organizations: Iterable[str] | None = None,
        concurrency: int = 8,
        watch: Watch | None = None,
        cache: DayCache | None = None,
    ) -> Breakdown:
        """Read the consumption of each user: from v2's map where it gives one, else with one call for each user.

        Whoever failed is named in ``failures``, and counts as missing, not as 0.

        Args:
            period: What to read.
            users: The ids of the users; by default all that the API lists.
            organizations: The ids of organizations to limit it to (v2).
            concurrency: How many calls may run side by side, 1 to 64.
            watch: Told how far it has come, after each member; what it raises ends the work.
            cache: Keeps closed days on disk, so that no closed day is asked for twice, and an interrupted run goes on
                where it was.

        Raises:
            InvalidArgument: an argument is refused.
            UnsupportedByScope: the key cannot list the members; name their ids.
            UnsupportedByVersion: v3 was asked to limit it to several organizations.
            Unauthorized: the key is refused.
            InconsistentAnswer: the members sum to more than the whole.
        """
        from .account import breakdown  # loaded when used

        return self._session.work(
            breakdown.by_user(
                self._session.context,
                period,
                users=users,
                organizations=organizations,
                concurrency=concurrency,
                watch=watch,
                cache=cache,
            )
        )

    def by_organization(
        self,
        period: Period,
        *,
        organizations: Iterable[str] | None = None,
        concurrency: int = 8,
        watch: Watch | None = None,
        cache: DayCache | None = None,
    ) -> Breakdown:
        """Read the consumption of each organization: from v2's map, or with one call for each organization.

        Cascade and Terminal belong to no organization; they are in ``unattributed``.

        Args:
            period: What to read.
            organizations: The ids of the organizations; by default all that the API lists.
            concurrency: How many calls may run side by side, 1 to 64.
            watch: Told how far it has come, after each member; what it raises ends the work.
            cache: Keeps closed days on disk, so that no closed day is asked for twice, and an interrupted run goes on
                where it was.

        Raises:
            InvalidArgument: an argument is refused.
            UnsupportedByScope: the key cannot list the members; name their ids.
            Unauthorized: the key is refused.
            InconsistentAnswer: the members sum to more than the whole.
        """
        from .account import breakdown  # loaded when used

        return self._session.work(
            breakdown.by_organization(
                self._session.context,
                period,
                organizations=organizations,
                concurrency=concurrency,
                watch=watch,
                cache=cache,
            )
        )

    def by_service_user(
        self,
        period: Period,
        *,
        service_users: Iterable[str] | None = None,
        concurrency: int = 8,
        watch: Watch | None = None,
        cache: DayCache | None = None,
    ) -> Breakdown:
        """Read the consumption of each service user (v3), with one call for each.

        Args:
            period: What to read.
            service_users: The ids of the service users; by default all that the API lists, inactive ones too.
            concurrency: How many calls may run side by side, 1 to 64.
            watch: Told how far it has come, after each member; what it raises ends the work.
            cache: Keeps closed days on disk, so that no closed day is asked for twice, and an interrupted run goes on
                where it was.

        Raises:
            InvalidArgument: an argument is refused.
            UnsupportedByScope: the key cannot list the members; name their ids.
            UnsupportedByVersion: the key is one of v2.
            Unauthorized: the key is refused.
            InconsistentAnswer: the members sum to more than the whole.
        """
        from .account import breakdown  # loaded when used

        return self._session.work(
            breakdown.by_service_user(
                self._session.context,
                period,
                service_users=service_users,
                concurrency=concurrency,
                watch=watch,
                cache=cache,
            )
        )

    def history(
        self,
        period: Period,
        *,
        cycles: Iterable[Cycle] | None = None,
        cache: DayCache | None = None,
        organization: str | None = None,
        user: str | None = None,
        service_user: str | None = None,
        session: str | None = None,
    ) -> History:
        """Read a long period in pieces, by billing cycle, and join them; one call for all of it checks the sum.

        Args:
            period: What to read, such as many cycles.
            cycles: The billing cycles, for a key that cannot list them.
            cache: Keeps closed days on disk.
            organization: The id of one organization.
            user: The id of a user.
            service_user: The id of a service user (v3).
            session: The id of a session (v3).

        Raises:
            InvalidArgument: an argument is refused, or the cycles do not cover the period.
            UnsupportedByScope: the key cannot list cycles, and none were given.
            InconsistentAnswer: the pieces do not sum to what one call gives.
            DevinUsageError: a piece failed; nothing is counted as 0.
        """
        from .account.history import history  # loaded when used

        work = history(
            self._session.context,
            period,
            cycles=cycles,
            cache=cache,
            organization=organization,
            user=user,
            service_user=service_user,
            session=session,
        )
        return self._session.work(work)
