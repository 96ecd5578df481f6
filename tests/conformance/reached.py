"""Which operations the named methods of an overlay client reach, and with which of their arguments they were asked."""

from __future__ import annotations

import inspect
from typing import Any, Final

from .questions import ANSWERED, Question
from .sending import bench

COMPOSED: Final = frozenset({"by_user", "by_organization", "by_service_user", "history"})
"""Methods that ask several questions; `account/` holds them."""


def reached(asynchronous: bool) -> set[tuple[str, str]]:
    """The operations that arrive at the mock when every question is asked, with the version of the key."""
    found: set[tuple[str, str]] = set()
    for question, wanted in ANSWERED:
        bench().mock.record.clear()
        with bench().serving("get_self", question.principal), bench().serving(wanted.operation, question.body):
            bench().ask(question.version, asynchronous, question.ask)
        arrived = (each.verdict.operation for each in bench().mock.record)
        found.update((question.version, each.operation_id) for each in arrived if each is not None)
    return found


def _methods(client: Any) -> dict[str, Any]:
    groups = {name: group for name, group in vars(client).items() if not name.startswith("_")}
    return {"whoami": client.whoami} | {
        f"{name}.{method}": member
        for name, group in groups.items()
        for method, member in inspect.getmembers(group, callable)
        if not method.startswith("_") and method not in COMPOSED
    }


def taken(asynchronous: bool) -> set[tuple[str, str]]:
    """Every method that asks one question, with each argument that it takes by name, and once without."""
    methods = _methods((bench().asyncs if asynchronous else bench().sync)["v3"])
    found = {(name, "") for name in methods}
    for name, method in methods.items():
        parameters = inspect.signature(method).parameters.values()
        found.update((name, each.name) for each in parameters if each.kind is each.KEYWORD_ONLY)
    return found


def _given(question: Question) -> set[tuple[str, str]]:
    return {(question.method, name) for name in question.arguments} or {(question.method, "")}


def asked() -> set[tuple[str, str]]:
    """The methods that are asked, with each of their arguments, and without any."""
    return {each for question, _ in ANSWERED for each in _given(question)}
