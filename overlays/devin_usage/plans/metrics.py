"""Counts of sessions, searches, pull requests and users."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from attrs import evolve, frozen

from .. import answers
from ..answers import Body, Bucket
from ..arguments import count, identifier, identifiers
from ..billing import Clock, Period, now
from ..credential import Version
from ..errors import UnsupportedByScope, UnsupportedByVersion
from ..operations import Call
from ..utc import UtcSpan
from ..values import (
    ActiveUsers,
    PullRequestMetrics,
    SearchMetrics,
    SessionMetrics,
    SessionsByCategory,
    Subject,
    UsageMetrics,
)
from .context import (
    Context,
    Plan,
    filter_by,
    limited_to,
    one_at_a_time,
    only,
    own_organization,
    span_of,
    subject_of,
    v3_only,
    window,
)

V = TypeVar("V")


def usage(
    context: Context,
    period: Period,
    *,
    organization: str | None = None,
    organizations: Iterable[str] | None = None,
    users: Iterable[str] | None = None,
) -> Plan[UsageMetrics]:
    """Ask for the usage metrics of the enterprise, or limited to organizations and users."""
    asked = window(context, period)
    asked_at = now(context.clock)
    filtered = one_at_a_time(context, limited_to(organization, organizations))
    chosen = identifiers("users", users)
    if context.version == "v2":
        call = Call(
            "v2", "get_usage_metrics", {**asked, **filter_by("org_ids", filtered), **filter_by("user_ids", chosen)}
        )
    else:
        if chosen is not None:
            raise UnsupportedByVersion("v3 cannot limit usage metrics to users; a v2 key (apk_user_...) can")
        own = yield from own_organization(context)
        if own is not None:
            filtered = only(own, filtered)
            call = Call("v3", "get_organization_usage_metrics", {**asked, "org_id": own})
        elif filtered is not None:
            call = Call("v3", "get_enterprise_organization_usage_metrics", {**asked, "org_id": filtered[0]})
        else:
            call = Call("v3", "get_enterprise_usage_metrics", asked)
    body = yield call
    subject = evolve(subject_of(filtered, {}), users=chosen)
    return answers.built(
        call.operation, lambda: answers.usage(context.version, body, subject, period, lambda: asked_at)
    )


@frozen
class Filters:
    """Whom counts are limited to."""

    organizations: tuple[str, ...] | None = None
    users: tuple[str, ...] | None = None
    service_users: tuple[str, ...] | None = None
    playbook: str | None = None

    @classmethod
    def checked(
        cls,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
        service_users: Iterable[str] | None = None,
        playbook: str | None = None,
    ) -> Filters:
        """Check what a caller gave.

        Raises:
            InvalidArgument: an id or a filter is refused.
        """
        return cls(
            limited_to(organization, organizations),
            identifiers("users", users),
            identifiers("service_users", service_users),
            None if playbook is None else identifier("playbook", playbook),
        )

    def arguments(self) -> dict[str, Any]:
        """Give them as the API takes them."""
        return {
            **filter_by("org_ids", self.organizations),
            **filter_by("user_ids", self.users),
            **filter_by("service_user_ids", self.service_users),
            **({} if self.playbook is None else {"playbook_id": self.playbook}),
        }

    def subject(self) -> Subject:
        """Name whose figures these are."""
        limited = subject_of(self.organizations, {})
        return evolve(limited, users=self.users, service_users=self.service_users, playbook=self.playbook)


def _scoped(
    context: Context, operation: str, arguments: dict[str, Any], filters: Filters
) -> Plan[tuple[Body, Subject, str]]:
    """Ask a v3 operation that stands once under the enterprise, with a filter, and once under an organization."""
    own = yield from own_organization(context)
    if own is None:
        name = f"get_enterprise_{operation}"
        body = yield Call("v3", name, {**arguments, **filters.arguments()})
    else:
        filters = evolve(filters, organizations=only(own, filters.organizations))
        name = f"get_organization_{operation}"
        inside = evolve(filters, organizations=None).arguments()
        body = yield Call("v3", name, {**arguments, **inside, "org_id": own})
    return body, filters.subject(), name


def _counted(
    context: Context,
    period: Period,
    operation: str,
    read: Callable[[Version, Body, Subject, Period, Clock], V],
    filters: Filters,
) -> Plan[V]:
    """Ask for counts that both versions have."""
    asked = window(context, period)
    asked_at = now(context.clock)
    if context.version == "v2":
        subject, name = filters.subject(), f"get_{operation}"
        if filters.service_users is not None or filters.playbook is not None:
            raise UnsupportedByVersion(
                "v2 cannot limit counts to service users or to a playbook; a v3 key (cog_...) can"
            )
        body = yield Call("v2", name, {**asked, **filters.arguments()})
    else:
        body, subject, name = yield from _scoped(context, operation, asked, filters)
    return answers.built(name, lambda: read(context.version, body, subject, period, lambda: asked_at))


def sessions(context: Context, period: Period, filters: Filters) -> Plan[SessionMetrics]:
    """Ask for the counts of sessions."""
    return _counted(context, period, "session_metrics", answers.sessions, filters)


def searches(context: Context, period: Period, filters: Filters) -> Plan[SearchMetrics]:
    """Ask for the count of searches; v3 cannot limit it to users."""
    if filters.users is not None and context.version == "v3":
        raise UnsupportedByVersion("v3 cannot limit the count of searches to users; a v2 key (apk_user_...) can")
    return _counted(context, period, "search_metrics", answers.searches, filters)


def pull_requests(context: Context, period: Period, filters: Filters) -> Plan[PullRequestMetrics]:
    """Ask for the counts of pull requests."""
    return _counted(context, period, "pr_metrics", answers.pull_requests, filters)


def by_category(context: Context, period: Period, filters: Filters) -> Plan[SessionsByCategory]:
    """Ask for sessions by category, which v3 gives with enterprise scope only."""
    v3_only(context, "sessions by category")
    asked = window(context, period)
    asked_at = now(context.clock)
    if (yield from own_organization(context)) is not None:
        raise UnsupportedByScope("sessions by category need enterprise scope; use a key with enterprise scope")
    name = "get_enterprise_sessions_by_category"
    body = yield Call("v3", name, {**asked, **filters.arguments()})
    return answers.built(
        name, lambda: answers.by_category(context.version, body, filters.subject(), period, lambda: asked_at)
    )


def active_users(
    context: Context, period: Period, filters: Filters, *, min_sessions: int, min_searches: int
) -> Plan[ActiveUsers]:
    """Ask how many users were active in a period."""
    v3_only(context, "active users")
    asked = {**window(context, period), **_least(min_sessions, min_searches)}
    asked_at = now(context.clock)
    body, subject, name = yield from _scoped(context, "active_user_metrics", asked, filters)
    return answers.built(name, lambda: answers.active_users(body, subject, period, lambda: asked_at))


def active_users_by(
    context: Context, bucket: Bucket, span: UtcSpan, filters: Filters, *, min_sessions: int, min_searches: int
) -> Plan[tuple[ActiveUsers, ...]]:
    """Ask how many users were active in each UTC day, week or month of a span."""
    v3_only(context, "active users")
    asked = {**span_of(context, span), **_least(min_sessions, min_searches)}
    asked_at = now(context.clock)
    operation = {"day": "daily", "week": "weekly", "month": "monthly"}[bucket] + "_active_user_metrics"
    body, subject, name = yield from _scoped(context, operation, asked, filters)
    return answers.built(name, lambda: answers.active_users_by(bucket, body, subject, span, lambda: asked_at))


def _least(sessions: int, searches: int) -> dict[str, int]:
    return {"min_sessions": count("min_sessions", sessions), "min_searches": count("min_searches", searches)}
