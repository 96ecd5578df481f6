"""Who and what an account is made of, as pages for people."""

from __future__ import annotations

from collections.abc import Sequence

from devin_usage import Cycle
from devin_usage.errors import InconsistentAnswer
from devin_usage.values import Organization, Principal, Role, ServiceUser, User

from .page import MISSING, Page, shown
from .sheet import Column, Sheet
from .tables import count


def cycles(page: Page, found: Sequence[Cycle], current: Cycle | None) -> None:
    """Write billing cycles, oldest first, the current one marked."""
    rows = [
        [
            cycle.first_day.isoformat(),
            cycle.last_day.isoformat(),
            str(len(cycle.period.billing_days())),
            f"{cycle.period.start:%Y-%m-%d %H:%M}",
            f"{cycle.period.end:%Y-%m-%d %H:%M}",
            "current" if cycle == current else "",
        ]
        for cycle in found
    ]
    columns = [
        Column("First day", "text"),
        Column("Last day", "text"),
        Column("Days"),
        Column("Starts (UTC)", "text", goes=2),
        Column("Ends before (UTC)", "text", goes=1),
        Column("", "text"),
    ]
    page.sheet(Sheet(columns, rows))


def principal(page: Page, found: Principal) -> None:
    """Write whom a key belongs to."""
    page.facts(
        [
            ("Kind", shown(found.kind)),
            ("Name", _text(found.name)),
            ("Id", _text(found.id)),
            ("Scope", "enterprise" if found.organization is None else f"organization {shown(found.organization)}"),
        ]
    )


def users(page: Page, found: Sequence[User], version: str) -> None:
    """Write the users."""
    page.heading(f"{count(len(found))} users, from {version}")
    rows = [[shown(user.id), _text(user.name), _text(user.email), _role(user)] for user in found]
    columns = [
        Column("Id", "text", least=page.id_width),
        Column("Name", "text", goes=2, least=14),
        Column("E-mail", "text", goes=1, least=18),
        Column("Role", "text", goes=3),
    ]
    page.sheet(Sheet(columns, rows))


def service_users(page: Page, found: Sequence[ServiceUser]) -> None:
    """Write the service users."""
    page.heading(f"{count(len(found))} service users")
    rows = [
        [shown(each.id), shown(each.name), _roles(each.roles), _date(each, "expires_at"), _date(each, "deleted_at")]
        for each in found
    ]
    columns = [
        Column("Id", "text", least=page.id_width),
        Column("Name", "text", goes=1, least=14),
        Column("Role", "text", goes=4),
        Column("Expires", "text", goes=3),
        Column("Deleted", "text", goes=2),
    ]
    page.sheet(Sheet(columns, rows))


def organizations(page: Page, found: Sequence[Organization]) -> None:
    """Write the organizations with their limits."""
    page.heading(f"{count(len(found))} organizations")
    rows = [
        [
            shown(each.id),
            shown(each.name),
            _limit(each.cycle_acu_limit),
            _limit(each.session_acu_limit),
            _date(each, "created_at"),
        ]
        for each in found
    ]
    columns = [
        Column("Id", "text", least=page.id_width),
        Column("Name", "text", least=10),
        Column("ACUs a cycle"),
        Column("ACUs a session", goes=1),
        Column("Created", "text", goes=2),
    ]
    page.sheet(Sheet(columns, rows))


def _text(text: str | None) -> str:
    return MISSING if text is None else shown(text)


def _limit(acus: int | None) -> str:
    return "no limit" if acus is None else count(acus)


def _role(user: User) -> str:
    return _text(user.enterprise_role) if user.roles is None else _roles(user.roles)


def _roles(roles: Sequence[Role]) -> str:
    return shown(", ".join(dict.fromkeys(role.name for role in roles))) or MISSING


def _date(item: object, name: str) -> str:
    # The unit of these times is not documented; one that cannot be read must not hide the list.
    try:
        value = getattr(item, name)
    except InconsistentAnswer:
        return "?"
    return MISSING if value is None else f"{value:%Y-%m-%d}"
