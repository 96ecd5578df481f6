"""What a sync client can be asked, in groups. The async client has the same; see `async_questions`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from . import cycles, plans
from .billing import now
from .cycles import Cycle
from .transport import SyncSender
from .values import AcuLimit, Organization, ServiceUser, User

if TYPE_CHECKING:
    from .account.work import Work

T = TypeVar("T")


@frozen(eq=False)
class Session:
    """What a client and its groups of questions share: what plans depend on, and who sends what they ask."""

    context: plans.Context
    sender: SyncSender

    def run(self, plan: plans.Plan[T]) -> T:
        """Send what a plan asks for, until it returns."""
        body: Any = None
        while True:
            # Around the plan alone: what a transport raises must never pass for an answer.
            try:
                call = plan.send(body)
            except StopIteration as done:
                value: T = done.value
                return value
            body = self.sender.send(call)

    def work(self, work: Work[T]) -> T:
        """Do what asks many questions at once."""
        from .account.running import SyncRunner  # loaded when used

        return SyncRunner({self.context.version: self.sender}).run(work)

    def items(self, plan: plans.Plan[plans.Page[T]]) -> Iterator[T]:
        """Walk a list; a page is asked for when its first item is wanted."""
        following: plans.Plan[plans.Page[T]] | None = plan
        while following is not None:
            page = self.run(following)
            yield from page.items
            following = page.following


class Questions:
    """A group of questions of one client."""

    def __init__(self, session: Session) -> None:
        self._session = session


class Cycles(Questions):
    """Billing cycles. A cycle need not start on the first of a month."""

    def list(self) -> tuple[Cycle, ...]:
        """List all billing cycles, oldest first.

        Raises:
            UnsupportedByScope: the key has organization scope.
            InconsistentAnswer: two cycles overlap or leave a gap, or some are missing.
        """
        return self._session.run(plans.cycles(self._session.context))

    def current(self) -> Cycle:
        """Find the cycle that holds this moment; it is not always the last of the list.

        Raises:
            InvalidArgument: no cycle holds it.
        """
        return cycles.cycle_at(self.list(), now(self._session.context.clock))

    def previous(self) -> Cycle:
        """Find the cycle before the current one.

        Raises:
            InvalidArgument: there is none.
        """
        return cycles.cycle_before(self.list(), now(self._session.context.clock))

    def named(self, month: str) -> Cycle:
        """Find the cycle whose first billing day lies in a month (``YYYY-MM``).

        Raises:
            InvalidArgument: not exactly one cycle starts in that month.
        """
        return cycles.cycle_named(self.list(), month)

    def holding(self, when: date | datetime) -> Cycle:
        """Find the cycle that holds a billing day, or a point in time.

        Raises:
            InvalidArgument: no cycle holds it.
        """
        return cycles.cycle_holding(self.list(), when)


class Users(Questions):
    """The users of the enterprise."""

    def list(self, *, email: str | None = None, organization: str | None = None) -> Iterator[User]:
        """Walk the users, page by page: a page is asked for when it is reached.

        After an error the list is not whole, and what was given of it is no list: begin again.

        Args:
            email: Only users with this address. How it is compared is not documented.
            organization: Only users of this organization (v3).

        Raises:
            InvalidArgument: an argument is refused.
            UnsupportedByVersion: v2 was asked for the users of an organization.
            UnsupportedByScope: the key has organization scope.
            InconsistentAnswer: the pages do not follow one another, or are not all of the list.
        """
        return self._session.items(plans.users(self._session.context, email=email, organization=organization))


class ServiceUsers(Questions):
    """The service users of the enterprise."""

    def list(self, *, include_inactive: bool = False) -> Iterator[ServiceUser]:
        """Walk the service users (v3), page by page: a page is asked for when it is reached.

        After an error the list is not whole, and what was given of it is no list: begin again.

        Args:
            include_inactive: Also those that have expired or were deleted.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            UnsupportedByScope: the key has organization scope.
            InconsistentAnswer: the pages do not follow one another, or are not all of the list.
        """
        return self._session.items(plans.service_users(self._session.context, include_inactive=include_inactive))


class Organizations(Questions):
    """The organizations of the enterprise."""

    def list(self) -> Iterator[Organization]:
        """Walk the organizations (v3), page by page: a page is asked for when it is reached.

        After an error the list is not whole, and what was given of it is no list: begin again.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            UnsupportedByScope: the key has organization scope.
            InconsistentAnswer: the pages do not follow one another, or are not all of the list.
        """
        return self._session.items(plans.organizations(self._session.context))


class Limits(Questions):
    """The limits on ACUs."""

    def list(self) -> Iterator[AcuLimit]:
        """Walk the limits on ACUs in a billing cycle (v3), page by page: a page is asked for when it is reached.

        After an error the list is not whole, and what was given of it is no list: begin again.

        Raises:
            UnsupportedByVersion: the key is one of v2.
            UnsupportedByScope: the key has organization scope.
            InconsistentAnswer: the pages do not follow one another, or are not all of the list.
        """
        return self._session.items(plans.limits(self._session.context))
