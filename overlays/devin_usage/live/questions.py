"""What each operation is asked: its parameters decide, so that a new operation is asked as soon as it is documented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from ..billing import Bounds, Period
from ..utc import UtcSpan
from .documents import Operation
from .subjects import Subjects

PAGE = 200
_UTC = ("/dau", "/wau", "/mau", "/active-users")
"""What counts active users does so by UTC days."""
_TIMES = frozenset({"time_after", "time_before", "start_date", "end_date"})
_SECOND_NAMES = frozenset({"start", "end"})
_PAGING = frozenset({"first", "after", "limit", "skip"})
_FILTERS: Mapping[str, str] = {"org_ids": "organizations", "user_ids": "users", "service_user_ids": "service_users"}
_MINIMUMS = ("min_sessions", "min_searches")
_FLAGS = ("include_inactive",)


@frozen
class Question:
    """The arguments of one call, and which of them are there to try a parameter."""

    arguments: Mapping[str, Any]
    varied: str = ""


@frozen
class NotAsked:
    """Why an operation cannot be asked."""

    reason: str
    out_of_scope: bool = False


def order(operation: Operation) -> tuple[int, bool, bool]:
    """Put first what needs no id, and of that what needs no period: it tells the ids and the period for the rest.

    The very first is the question whose key it is.
    """
    return len(operation.in_path), bool(_TIMES & operation.names), operation.scope != "any"


def needs_nothing(operation: Operation) -> bool:
    """Tell whether an operation takes neither an id nor a period."""
    return order(operation)[:2] == (0, False)


def window(operation: Operation, period: Period, bounds: Bounds) -> dict[str, Any]:
    """Give a period as an operation takes it, or nothing where it takes none."""
    if "time_after" in operation.names:
        times = period.wire_v3(bounds)
        if operation.path.endswith(_UTC):
            after, before = UtcSpan(period.first_day, period.last_day).wire_v3()
            times = after, before - (bounds == "inclusive")
        return dict(zip(("time_after", "time_before"), times, strict=True))
    if "start_date" in operation.names:
        return dict(zip(("start_date", "end_date"), period.wire_v2(bounds), strict=True))
    return {}


def paths(operation: Operation, known: Subjects) -> list[dict[str, Any]] | NotAsked:
    """Choose the ids that stand in the path of an operation."""
    if operation.scope == "enterprise" and known.scope == "organization":
        return NotAsked("needs enterprise scope; the key has the scope of an organization", out_of_scope=True)
    needed = operation.in_path
    unknown = sorted(needed - {"org_id", "user_id", "service_user_id", "session_id"})
    if unknown:
        return NotAsked(f"needs {', '.join(unknown)}, which nothing here can find")
    if "org_id" not in needed:
        return _chosen(needed, known.users, known.service_users, known)
    if operation.scope != "organization" and needed == frozenset({"org_id"}):
        found = known.organizations[: known.sample]
        return [{"org_id": each} for each in found] or NotAsked("needs the id of an organization; none is known")
    inside = known.inside
    if inside is None:
        return NotAsked("needs the id of an organization; none is known (--org gives one)")
    rest = _chosen(needed - {"org_id"}, known.users_in(inside), known.service_users_in(inside), known)
    return rest if isinstance(rest, NotAsked) else [{"org_id": inside, **each} for each in rest]


def _chosen(
    needed: frozenset[str], users: list[str], service_users: list[str], known: Subjects
) -> list[dict[str, Any]] | NotAsked:
    if not needed:
        return [{}]
    (name,) = needed
    found = {"user_id": users, "service_user_id": service_users, "session_id": known.sessions}[name]
    what = name.removesuffix("_id").replace("_", " ")
    option = f"--{what.replace(' ', '-')}"
    if not found:
        return NotAsked(f"needs the id of a {what}; none is known ({option} gives one)")
    return [{name: each} for each in found[: known.sample]]


def variations(operation: Operation, known: Subjects) -> Iterator[Question]:
    """Try the parameters that narrow or widen an answer, one kind at a time."""
    ids: Mapping[str, list[str]] = {
        "organizations": known.organizations,
        "users": known.users,
        "service_users": known.service_users,
    }
    for name, kind in _FILTERS.items():
        if name in operation.names and ids[kind]:
            yield Question({name: ids[kind][:1]}, name)
    if set(_MINIMUMS) <= operation.names:
        yield Question(dict.fromkeys(_MINIMUMS, 2), " and ".join(_MINIMUMS))
    for name in _FLAGS:
        if name in operation.names:
            yield Question({name: True}, name)


def whole(operation: Operation) -> dict[str, Any]:
    """Ask for the largest page, where an operation gives pages."""
    size = page_size_name(operation)
    return {} if size is None else {size: PAGE}


def page_size_name(operation: Operation) -> str | None:
    """Name the parameter that sets the size of a page, or give None where there are no pages."""
    return next((name for name in ("first", "limit") if name in operation.names), None)


def unknown_parameters(operation: Operation) -> list[str]:
    """Name the parameters that an operation requires and that nothing here knows to fill."""
    known = _TIMES | _PAGING | _FILTERS.keys() | set(_MINIMUMS) | set(_FLAGS)
    return sorted(
        each.name for each in operation.parameters if each.required and not each.in_path and each.name not in known
    )


def untried(operation: Operation, sent: set[str]) -> tuple[str, ...]:
    """Name the documented parameters that were never sent; v2's second names for times are a question of their own."""
    return tuple(sorted(operation.names - sent - _SECOND_NAMES))
