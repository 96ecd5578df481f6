"""Who is there, by the lists of the API and by what the warehouse holds, and so whose days are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field

from ..arguments import identifier
from ..billing import now
from ..cycles import Cycle
from ..errors import (
    DevinUsageError,
    Forbidden,
    InconsistentAnswer,
    InvalidArgument,
    NotFound,
    Unsupported,
    UnsupportedByScope,
    UnsupportedByVersion,
)
from . import warehouse_tables
from .warehouse_marks import Kind, Marks, subject_key
from .warehouse_tables import Rows, Shape
from .warehouse_wanted import Wanted

if TYPE_CHECKING:
    from ..client import DevinUsage

T = TypeVar("T")


@define(eq=False)
class Members:
    """The members of an account. What a key may not list is left out, and named."""

    client: DevinUsage
    wanted: Wanted
    marks: Marks
    own: str | None
    """The organization that is the whole for the key."""
    failures: dict[str, DevinUsageError]
    """Added to, by kind and id."""
    left_out: dict[str, str]
    """Added to, by table."""
    cycles: tuple[Cycle, ...] = field(default=(), init=False)
    ids: dict[Kind, list[str]] = field(factory=dict[Kind, list[str]], init=False)
    """Whom the API lists, or who was chosen."""
    unlisted: dict[Kind, list[str]] = field(factory=dict[Kind, list[str]], init=False)
    """Who was asked for by earlier loads and is not listed, or cannot be."""
    _listed: set[Kind] = field(factory=set[Kind], init=False)

    def read(self) -> list[Rows]:
        """List cycles and members, as far as the key may.

        Raises:
            UnsupportedByScope: an organization is chosen that the key does not read.
        """
        chosen = self.wanted.organizations
        if self.own is not None and chosen is not None and chosen != (self.own,):
            raise UnsupportedByScope(f"the key reads the organization {self.own}, and no other one")
        context = self.client._session.context  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
        seen_at = now(context.clock)
        found: list[Rows] = []
        if self.wanted.cycles is not None:
            self.cycles = self.wanted.cycles
        elif (cycles := self.attempt("cycles", self.client.cycles.list)) is not None:
            self.cycles = cycles
        if self.cycles:
            found.append(warehouse_tables.cycles(self.cycles))
        for kind, shape, chosen, ask in self._lists():
            members = self.attempt(shape.name, partial(_all, ask))
            if members is not None:
                found.append(warehouse_tables.members(shape, members, seen_at))
            if kind == "organization" and self.own is not None:
                continue  # It is the whole.
            ids = self._usable(kind, dict.fromkeys(each.id for each in members or ()))
            self.ids[kind] = ids if chosen is None else list(chosen)
            if members is not None:
                self._listed.add(kind)
            if chosen is None and (kind == "user" or context.version == "v3"):
                known = set(ids)
                self.unlisted[kind] = [id for id in self.marks.subjects("days", kind) if id not in known]
        return found

    def attempt(self, what: str, ask: Callable[[], T]) -> T | None:
        """Ask for what a key may lack the permission for."""
        try:
            return ask()
        except (Forbidden, NotFound, Unsupported) as error:
            self.left_out[what] = str(error)
            return None

    def forget(self) -> None:
        """Ask no more for whoever is not listed any more, unless the last question failed in passing."""
        unread = 0
        for kind, ids in self.unlisted.items():
            listed = kind in self._listed
            final = (Forbidden, NotFound) if listed else NotFound
            for id in ids:
                key = subject_key(kind, id)
                error = self.failures.get(key)
                if isinstance(error, final) or (listed and error is None and not self.marks.missing(key)):
                    self.marks.forget("days", key)
                    unread += self.failures.pop(key, None) is not None
        if unread:
            self.left_out["days"] = f"{unread:,} who are not listed any more could not be asked for their last days."

    def _lists(self) -> list[tuple[Kind, Shape, tuple[str, ...] | None, Callable[[], Iterator[Any]]]]:
        client, wanted = self.client, self.wanted
        return [
            ("organization", warehouse_tables.ORGANIZATIONS, wanted.organizations, client.organizations.list),
            ("user", warehouse_tables.USERS, wanted.users, client.users.list),
            (
                "service_user",
                warehouse_tables.SERVICE_USERS,
                wanted.service_users,
                lambda: client.service_users.list(include_inactive=True),
            ),
        ]

    def _usable(self, kind: Kind, listed: Iterable[str]) -> list[str]:
        """Take the ids that can be asked for, and note the others as failures."""
        found: list[str] = []
        for id in listed:
            try:
                found.append(identifier(kind, id))
            except InvalidArgument as error:
                said = f"the API listed an id that no path can hold: {error}"
                self.failures[subject_key(kind, id or None)] = InconsistentAnswer(said)
        return found


def check_version(client: DevinUsage, wanted: Wanted) -> None:
    """Refuse members whose days v2 does not give.

    Raises:
        UnsupportedByVersion: organizations or service users are chosen, and the key is of v2.
    """
    context = client._session.context  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
    for chosen, of in ((wanted.organizations, "organizations"), (wanted.service_users, "service users")):
        if chosen is not None and context.version == "v2":
            raise UnsupportedByVersion(f"a key of v2 cannot load the days of {of}; one of v3 (cog_...) can")


def _all(ask: Callable[[], Iterator[Any]]) -> list[Any]:
    return list(ask())
