"""The page of all methods is held against the client, the documents and its own examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from devin_mock import ENTERPRISE_KEY
from devin_usage import AsyncDevinUsage

from tests.unit.usage.methods_page import (
    KEYS,
    PAGE,
    PERMISSION,
    UNDOCUMENTED,
    arguments_of_one_version,
    executed,
    methods,
    observed,
    operations,
    own_organization,
    quoted,
    rows,
)
from tests.unit.usage.page_examples import tables

TEXT = PAGE.read_text("utf-8")

Check = Callable[[str], Iterator[str]]


def every_method_has_its_rows(text: str) -> Iterator[str]:
    """Every method of the client, and no other, in the tables of calls and in the one of differences."""
    differences = [
        name for cells in tables(text, "Method") if "With a v2 key" in cells for name in quoted(cells["Method"])
    ]
    for what, found in (("a call", {row.method for row in rows(text)}), ("what differs", set(differences))):
        yield from (f"{method} has no row with {what}" for method in methods().keys() - found)
        yield from (f"{method}, in a row with {what}, is no method" for method in found - methods().keys())
    yield from (
        f"{name} has {differences.count(name)} rows" for name in set(differences) if differences.count(name) > 1
    )


def every_call_asks_what_its_row_says(text: str) -> Iterator[str]:
    """The operations, or the error, of each kind of key; and whose key it is, once."""
    for row in rows(text):
        for column, key in KEYS.items():
            seen = observed(row.call, key)
            found = seen.operations if seen.refused is None else {seen.refused}
            if quoted(row.cells[column]) != found:
                yield f"{row.call} with {column}: the page says {row.cells[column]}, it is {sorted(found)}"
            if column != "v2" and seen.refused is None and seen.asked_whose_key != 1:
                yield f"{row.call} with {column} asks {seen.asked_whose_key} times whose key it is"


def an_enterprise_key_can_ask_as_an_organization_key(text: str) -> Iterator[str]:
    """With `org_id`, and without asking whose key it is."""
    for row in rows(text):
        seen = observed(row.call, ENTERPRISE_KEY, org_id=own_organization())
        found = seen.operations if seen.refused is None else {seen.refused}
        if quoted(row.cells["v3, organization key"]) != found or (seen.asked_whose_key and row.method != "whoami"):
            yield f"{row.call} with org_id: the page says {row.cells['v3, organization key']}, it is {sorted(found)}"


def all_operations_are_named(text: str) -> Iterator[str]:
    """All of both documents, and no other."""
    cells = {name for row in rows(text) for column in KEYS for name in quoted(row.cells[column])}
    found = {name for name in cells if not name.startswith("Unsupported")}
    yield from (f"no call asks {name}" for name in operations().keys() - found)
    yield from (f"the documents have no {name}" for name in found - operations().keys())


def permissions_are_those_of_the_documents(text: str) -> Iterator[str]:
    """Of the operations of v3 that a row names; and of v2, and of older pages, in the words before the tables."""
    for row in rows(text):
        asked = [operations().get(name, {}) for column in list(KEYS)[1:] for name in quoted(row.cells[column])]
        needed = {each["x-permission"] or UNDOCUMENTED for each in asked if each}
        said = {part.strip(" `") for part in row.cells[PERMISSION].split(",")}
        if said != needed:
            yield f"{row.call} needs {sorted(needed)}, the page says {row.cells[PERMISSION]}"
    words = " ".join(text.partition("- **Permissions.**")[2].partition("\n- ")[0].split())
    yield from (
        f"{each['operationId']} needs another role"
        for each in operations().values()
        if each["version"] == "v2" and f"Every operation of v2 needs the {each['x-permission']}." not in words
    )
    older = {each.get("x-permission-on-older-pages") or UNDOCUMENTED for each in operations().values()}
    if quoted(words) != older:
        yield f"older pages name {sorted(older)}, the page says {sorted(quoted(words))}"


def arguments_of_one_version_are_told(text: str) -> Iterator[str]:
    """Those that the client refuses with the other version."""
    said = {
        name: (frozenset(quoted(cells["Only v2 takes"])), frozenset(quoted(cells["Only v3 takes"])))
        for cells in tables(text, "Method")
        if "Only v2 takes" in cells
        for name in quoted(cells["Method"])
    }
    for method in sorted(said.keys() | arguments_of_one_version().keys()):
        if said.get(method) != arguments_of_one_version().get(method):
            yield f"{method}: the page says {said.get(method)}, it is {arguments_of_one_version().get(method)}"


def every_method_has_an_example_that_runs(text: str) -> Iterator[str]:
    """Run against the mock, and answered."""
    yield from (f"no example asks {method}" for method in methods().keys() - executed(text))


CHECKS: list[Check] = [
    every_method_has_its_rows,
    every_call_asks_what_its_row_says,
    an_enterprise_key_can_ask_as_an_organization_key,
    all_operations_are_named,
    permissions_are_those_of_the_documents,
    arguments_of_one_version_are_told,
    every_method_has_an_example_that_runs,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_page_is_true(check: Check) -> None:
    """As it is in the repository."""
    assert list(check(TEXT)) == []


def test_there_is_something_to_hold_against_the_page() -> None:
    """All 42 operations, over methods that both clients have."""
    assert len(operations()) == 42
    assert len(methods()) >= 25
    assert methods().keys() == methods(AsyncDevinUsage).keys()
    assert {method for method, _ in arguments_of_one_version().items()} >= {"consumption.daily", "metrics.usage"}


PLANTED: list[tuple[Check, str, str, str]] = [
    (every_method_has_its_rows, "| `limits.list()`", "| `users.list()`", "limits.list has no row with a call"),
    (every_method_has_its_rows, "| `limits.list()`", "| `limits.every()`", "limits.every, in a row with a call, is no"),
    (every_method_has_its_rows, "| `forecast` |", "| `whoami` |", "forecast has no row with what differs"),
    (every_method_has_its_rows, "| `forecast` |", "| `whoami` |", "whoami has 2 rows"),
    (
        every_call_asks_what_its_row_says,
        "`get_user_daily_consumption`",
        "`get_daily_consumption`",
        "user=user) with v2",
    ),
    (
        every_call_asks_what_its_row_says,
        "| `get_organization_session_metrics` |",
        "| `UnsupportedByScope` |",
        "metrics.sessions(period) with v3, organization key",
    ),
    (
        every_call_asks_what_its_row_says,
        "`list_enterprise_users`, `get_enterprise_daily",
        "`get_enterprise_daily",
        "consumption.by_user(period) with v3, enterprise key",
    ),
    (
        every_call_asks_what_its_row_says,
        "| `service_users.list()` | `UnsupportedByVersion`",
        "| `service_users.list()` | `UnsupportedByScope`",
        "service_users.list() with v2",
    ),
    (
        an_enterprise_key_can_ask_as_an_organization_key,
        "`get_organization_pr_metrics`",
        "`get_enterprise_pr_metrics`",
        "metrics.pull_requests(period) with org_id",
    ),
    (all_operations_are_named, "`list_members`", "`list_member`", "no call asks list_members"),
    (all_operations_are_named, "`list_members`", "`list_member`", "the documents have no list_member"),
    (
        permissions_are_those_of_the_documents,
        "| `ViewAccountMetrics` |",
        "| `ViewOrgMetrics` |",
        "sessions_by_category",
    ),
    (permissions_are_those_of_the_documents, "| not documented |", "| `ManageBilling` |", "whoami() needs"),
    (permissions_are_those_of_the_documents, "tion`, not documented |", "tion` |", "by_user(period) needs"),
    (permissions_are_those_of_the_documents, "Enterprise Admin role", "Billing role", "needs another role"),
    (permissions_are_those_of_the_documents, "`ManageBilling`", "`ViewBilling`", "older pages name"),
    (
        arguments_of_one_version_are_told,
        "`service_user`, `session` |",
        "`session` |",
        "consumption.daily: the page says",
    ),
    (
        arguments_of_one_version_are_told,
        "| `metrics.sessions` | | `",
        "| `whoami` | | `",
        "metrics.sessions: the page says None",
    ),
    (every_method_has_an_example_that_runs, "in client.limits.list():", "in ():", "no example asks limits.list"),
    (
        every_method_has_an_example_that_runs,
        "print(client.cycles.current()",
        "if False: print(client.cycles.current()",
        "no example asks cycles.current",
    ),
    (
        every_method_has_an_example_that_runs,
        "```python\nprincipal",
        "```text\nprincipal",
        "no example asks whoami",
    ),
    (
        every_method_has_an_example_that_runs,
        "for limit in client.limits.list():",
        "client.limits.list()\nfor limit in ():",
        "no example asks limits.list",
    ),
    (
        every_method_has_an_example_that_runs,
        "for cycle in client.cycles.list():",
        "for cycle in (client.cycles.current(),):",
        "no example asks cycles.list",
    ),
]


@pytest.mark.parametrize(("check", "true", "planted", "said"), PLANTED)
def test_a_mistake_on_the_page_is_seen(check: Check, true: str, planted: str, said: str) -> None:
    """And named."""
    assert true in TEXT
    assert said in "\n".join(check(TEXT.replace(true, planted, 1)))


def test_an_example_that_fails_is_seen() -> None:
    """With its own error."""
    with pytest.raises(AttributeError, match="every"):
        executed(TEXT.replace("client.limits.list()", "client.limits.every()", 1))
