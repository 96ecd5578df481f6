"""The lists of an account: users, service users, organizations, limits. Arguments are checked before a plan is made."""

from __future__ import annotations

from functools import partial
from operator import attrgetter

from .. import answers
from ..arguments import identifier, switch, text
from ..errors import UnsupportedByScope, UnsupportedByVersion
from ..values import AcuLimit, Organization, ServiceUser, User
from .context import Context, Plan, of_one_organization, own_organization, the_enterprise, v3_only
from .pages import Listing, Page, T

_ID = attrgetter("id")


def users(context: Context, *, email: str | None = None, organization: str | None = None) -> Plan[Page[User]]:
    """Ask for the users of the enterprise, or of one of its organizations (v3)."""
    filters = {} if email is None else {"email": text("email", email)}
    listing = partial(Listing[User], key=_ID, arguments=filters, filtered=email is not None, strict=context.strict)
    if context.version == "v2":
        if organization is not None:
            raise UnsupportedByVersion(
                "v2 lists the members of the enterprise only; a v3 key (cog_...) can list those of an organization"
            )
        return listing("list_members", answers.user_v2).by_offset()
    if organization is None:
        return _enterprise(context, listing("list_enterprise_users", answers.user_v3))
    filters["org_id"] = identifier("organization", organization)
    return _enterprise(context, listing("list_enterprise_organization_users", answers.user_v3))


def service_users(context: Context, *, include_inactive: bool = False) -> Plan[Page[ServiceUser]]:
    """Ask for the service users of the enterprise."""
    arguments = {"include_inactive": switch("include_inactive", include_inactive)}
    v3_only(context, "service users")
    listing = Listing(
        "list_enterprise_service_users",
        answers.service_user,
        _ID,
        arguments,
        filtered=not include_inactive,
        strict=context.strict,
    )
    return _enterprise(context, listing)


def organizations(context: Context) -> Plan[Page[Organization]]:
    """Ask for the organizations of the enterprise."""
    v3_only(context, "organizations")
    return _enterprise(
        context, Listing("list_enterprise_organizations", answers.organization, _ID, strict=context.strict)
    )


def limits(context: Context) -> Plan[Page[AcuLimit]]:
    """Ask for the limits on ACUs in a billing cycle."""
    v3_only(context, "ACU limits")
    return _enterprise(context, Listing("list_enterprise_acu_limits", answers.acu_limit, strict=context.strict))


def _enterprise(context: Context, listing: Listing[T]) -> Plan[Page[T]]:
    if (yield from own_organization(context)) is not None:
        raise UnsupportedByScope(
            "lists of users, service users, organizations and limits need enterprise scope, not "
            f"{of_one_organization(context)}; name the ids instead, or use {the_enterprise(context)}"
        )
    return (yield from listing.by_cursor())
