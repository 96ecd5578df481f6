"""The page of all methods, read; and what it says, put to the client, the mock and the documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache, wraps
from importlib.resources import files
from inspect import Parameter, getmembers, isfunction, signature
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, Cycle, DevinUsage, Period, Unsupported, UnsupportedByVersion, UtcSpan
from devin_usage.async_questions import Questions as AsyncQuestions
from devin_usage.questions import Questions

from tests.unit.usage.page_examples import printed, tables

PAGE: Final = Path(__file__).parents[3] / "docs" / "methods.md"
NOW: Final = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
KEYS: Final = {
    "v2": ENTERPRISE_ADMIN_KEY,
    "v3, enterprise key": ENTERPRISE_KEY,
    "v3, organization key": ORGANIZATION_KEY,
}
"""The columns of a table of calls, and the key with which each is asked."""
WHOSE_KEY: Final = "get_self"
PERMISSION: Final = "v3 permission"
UNDOCUMENTED: Final = "not documented"
_LIFETIME: Final = {"close", "aclose", "with_options"}
"""What a client offers that asks nothing."""


@cache
def operations() -> Mapping[str, Mapping[str, Any]]:
    """The operations of both documents, by id."""
    found: dict[str, Mapping[str, Any]] = {}
    for version in ("v2", "v3"):
        paths = json.loads((files("devin_specs") / f"{version}.json").read_text("utf-8"))["paths"]
        for operation in (each for item in paths.values() for each in item.values()):
            assert operation["operationId"] not in found
            found[operation["operationId"]] = {**operation, "version": version}
    return found


@cache
def methods(client_class: type[Any] = DevinUsage) -> Mapping[str, tuple[type[Any], str]]:
    """The questions that a client can be asked, by how they are written: whose class they are in, and their name."""
    found = {name: (client_class, name) for name in _public(client_class) if name not in _LIFETIME}
    client = client_class(ENTERPRISE_KEY, transport=mock_transport(Mock(now=NOW)))
    for name, group in vars(client).items():
        if isinstance(group, Questions | AsyncQuestions):
            found |= {f"{name}.{method}": (type(group), method) for method in _public(type(group))}
    return found


def _public(owner: type[Any]) -> list[str]:
    return [name for name, _ in getmembers(owner, isfunction) if not name.startswith("_")]


# What the page says.


@frozen
class Row:
    """A row of a table of calls."""

    call: str
    cells: Mapping[str, str]

    @property
    def method(self) -> str:
        return self.call.partition("(")[0]


def quoted(cell: str) -> set[str]:
    """The names in a cell."""
    return set(re.findall(r"`([^`]+)`", cell))


def rows(text: str) -> list[Row]:
    """The calls of the page."""
    found: list[Row] = []
    for cells in tables(text, "Call"):
        (call,) = quoted(cells["Call"])
        found.append(Row(call, cells))
    return found


# What the client does.


@frozen
class Observed:
    """What a call asked of the API, or the error that refused it."""

    operations: frozenset[str]
    refused: str | None = None
    asked_whose_key: int = 0
    """How often `get_self` was asked, which stands among the operations only where it is the question."""


@cache
def _mock() -> Mock:
    """An account in the middle of a cycle, to which every id in a path is an idle one."""
    return Mock(now=NOW, users=10, assumptions=Assumptions(unknown_id="zeros"))


def own_organization() -> str:
    """The organization of the organization key."""
    return _mock().ledger.account.organizations[0].org_id


@cache
def _names() -> Mapping[str, object]:
    """What stands for the arguments of a call."""
    own, other, *_ = (each.org_id for each in _mock().ledger.account.organizations)
    period = Period.of_days(date(2025, 12, 5), date(2025, 12, 6))
    return {
        "period": period,
        "cycle": Cycle(period),
        "cycles": [Cycle(period)],
        "span": UtcSpan(date(2025, 12, 1), date(2025, 12, 7)),
        "month": "2025-12",
        "day": date(2025, 12, 7),
        "when": date(2025, 12, 7),
        "organization": own,
        "organizations": [own, other],
        "user": "okta|Acme|nobody",
        "users": ["okta|Acme|nobody"],
        "service_user": "service-user-nobody",
        "service_users": ["service-user-nobody"],
        "session": "devin-nobody",
        "playbook": "playbook-nobody",
        "email": "nobody@example.com",
        "min_sessions": 2,
        "min_searches": 2,
        "include_inactive": True,
        "budget_acus": 100.0,
        "concurrency": 2,
        "price": None,
        "watch": None,
        "cache": None,
    }


@cache
def observed(call: str, key: str, *, org_id: str | None = None) -> Observed:
    """Put a call of the page to the mock, and list what it asked."""
    mock, refused = _mock(), None
    mock.record.clear()
    with DevinUsage(key, org_id=org_id, transport=mock_transport(mock), clock=lambda: NOW) as client:
        try:
            answer = eval(f"client.{call}", {"client": client, **_names()})  # noqa: S307  # the page is ours
            if isinstance(answer, Iterator):
                list(answer)
        except Unsupported as error:
            refused = type(error).__name__
    asked = [each.verdict.operation.operation_id for each in mock.record if each.verdict.operation is not None]
    assert mock.record.refused == (), call
    others = frozenset(asked) - {WHOSE_KEY}
    return Observed(others if others or refused else frozenset(asked), refused, asked.count(WHOSE_KEY))


@cache
def arguments_of_one_version() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """The arguments of each method of both versions that v2 alone takes, and those that v3 alone takes."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for method, (owner, name) in methods().items():
        parameters = list(signature(getattr(owner, name)).parameters.values())[1:]
        needed = ", ".join(each.name for each in parameters if each.default is Parameter.empty)
        if any(_not_in(key, f"{method}({needed})") for key in (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY)):
            continue
        only: dict[str, set[str]] = {ENTERPRISE_ADMIN_KEY: set(), ENTERPRISE_KEY: set()}
        for each in (one.name for one in parameters if one.kind is Parameter.KEYWORD_ONLY):
            call = f"{method}({', '.join(filter(None, (needed, f'{each}={each}')))})"
            taken = [key for key in only if not _not_in(key, call)]
            assert taken, f"neither version takes {call}"
            if len(taken) == 1:
                only[taken[0]].add(each)
        if any(only.values()):
            found[method] = (frozenset(only[ENTERPRISE_ADMIN_KEY]), frozenset(only[ENTERPRISE_KEY]))
    return found


def _not_in(key: str, call: str) -> bool:
    return observed(call, key).refused == UnsupportedByVersion.__name__


# What the examples do.


@cache
def executed(text: str) -> frozenset[str]:
    """Run the examples of a page as one program, and name the methods that it asked and got an answer from."""
    ran: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        asking = _Asking(ran)
        for client_class in (DevinUsage, AsyncDevinUsage):
            for method, (owner, name) in methods(client_class).items():
                patch.setattr(owner, name, asking.instrumented(method, getattr(owner, name)))
        printed(text, PAGE)
    return frozenset(ran)


class _Asking:
    """Notes which methods the program itself asks, not what these ask in turn; a list, once it has given an item."""

    def __init__(self, ran: set[str]) -> None:
        self._ran, self._depth = ran, 0

    def instrumented(self, method: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def asked(*arguments: Any, **options: Any) -> Any:
            outermost = self._depth == 0
            self._depth += 1
            try:
                answer = function(*arguments, **options)
            finally:
                self._depth -= 1
            if not outermost:
                return answer
            if isinstance(answer, Iterator):
                return self._noted(method, answer)
            if hasattr(answer, "__aiter__") or hasattr(answer, "__await__"):
                return answer  # the async client has the same methods, and its example is one for all
            self._ran.add(method)
            return answer

        return asked

    def _noted(self, method: str, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._ran.add(method)
            yield item
