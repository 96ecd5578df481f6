"""Counts of sessions, searches, pull requests and users."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from .. import answers
from ..arguments import identifiers
from ..billing import Period
from ..errors import UnsupportedByVersion
from ..operations import Call
from ..values import UsageMetrics
from .context import Context, Plan, filter_by, limited_to, only, own_organization, subject_of, window


def usage(
    context: Context,
    period: Period,
    *,
    organization: str | None,
    organizations: Iterable[str] | None,
    users: Iterable[str] | None,
) -> Plan[UsageMetrics]:
    """Ask for the usage metrics of the enterprise, or limited to organizations and users."""
    asked = window(context, period)
    filtered = limited_to(context, organization, organizations)
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
    return answers.built(call.operation, lambda: answers.usage(context.version, body, subject, period, context.clock))
