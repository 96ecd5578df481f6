"""Oracle: the documents say what is known of the API, and the generated code and the operation table hold all of it.

It sees any fault in a resolved document: a wrong type, permission, scope or key prefix, a lost, renamed or invented
operation, parameter, field or status, a dropped format, bound, default, null or `required`; and generated functions and
models that differ from the facts. It cannot see what the tables in `facts/` have wrong, nor text and sources, nor
whether the code behaves as its signatures say (that is `equal` and `round trip`). That named methods of the overlay
clients reach every operation is told from what arrives at the mock.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from devin_mock import load
from devin_usage.operations import OPERATIONS as ROWS

from .facts import OPERATION, WHOLE, differences, facts, inventory
from .generated_code import code_differences
from .operations import VERSIONS, Version, generated_modules
from .reached import asked, reached, taken

PUBLISHED: Final = "x-published-operation-id"
KNOWN: Final = [(version, name) for version in VERSIONS for name in facts(version) if name != WHOLE]


@pytest.mark.parametrize(("version", "operations"), [("v2", 8), ("v3", 34)])
def test_the_documents_say_what_is_known(version: Version, operations: int) -> None:
    """Attribute by attribute, nothing more and nothing less."""
    found = list(differences(inventory(load(version).raw), facts(version)))
    assert not found, "\n".join(found)
    assert len(facts(version)) - 1 == operations


@pytest.mark.parametrize("version", VERSIONS)
def test_a_published_id_that_was_not_seen_may_come_to_be_known(version: Version) -> None:
    """Any text, but not none; one that was seen stays as it is."""
    document = copy.deepcopy(load(version).raw)
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    unseen = [each for each in operations if facts(version)[each["operationId"]][OPERATION][PUBLISHED] is None]
    for operation in unseen:
        operation[PUBLISHED] = f"handle_{operation['operationId']}"
    assert not list(differences(inventory(document), facts(version)))
    for operation in operations:
        del operation[PUBLISHED]
    assert len(list(differences(inventory(document), facts(version)))) == len(operations)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_known_operation_is_generated_and_in_the_operation_table(version: Version) -> None:
    """One generated module and one row of the table an operation, and no other."""
    generated = {name: module.__name__ for name, module in generated_modules(version).items()}
    assert generated.keys() == {name for each, name in KNOWN if each == version}
    assert {name: module for (each, name), module in ROWS.items() if each == version} == generated
    for name, module in generated.items():
        (tag,) = facts(version)[name][OPERATION]["tags"]
        assert module.split(".")[-2].rstrip("_") == tag.replace("-", "_"), f"{name} is generated as {module}"


@pytest.mark.parametrize(("version", "name"), KNOWN, ids=lambda value: value)
def test_generated_code_takes_sends_and_gives_what_is_known(version: Version, name: str) -> None:
    """Arguments with types and defaults, the request that they make, and the model of the answer."""
    found = list(code_differences(facts(version)[name], generated_modules(version)[name]))
    assert not found, f"{name}:\n" + "\n".join(found)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_every_known_operation_is_reached_by_a_named_method(asynchronous: bool) -> None:
    """Of the overlay client of either colour, all 42 of them, and what is asked has every argument that there is."""
    assert reached(asynchronous) == set(KNOWN)
    assert taken(asynchronous) == asked()


Change = Callable[[Any, Any], None]
"""A change of what stands under a key, given what holds it."""


def _to(value: Any) -> Change:
    return lambda holder, key: holder.__setitem__(key, value)


def _lost(holder: Any, key: Any) -> None:
    del holder[key]


def _named(name: str) -> Change:
    return lambda holder, key: holder.__setitem__(name, holder.pop(key))


def _without(value: Any) -> Change:
    return lambda holder, key: holder[key].remove(value)


def _with(value: Any) -> Change:
    return lambda holder, key: holder[key].append(value)


def _key(holder: Any, step: str) -> Any:
    """The key that a step names: a parameter is found by its name."""
    if not isinstance(holder, list):
        return step
    return int(step) if step.isdigit() else next(index for index, each in enumerate(holder) if each["name"] == step)


def changed(version: Version, where: str, change: Change) -> dict[str, Any]:
    """The resolved document with one change: below an operation, a schema, or the top (`. paths ...`)."""
    document = copy.deepcopy(load(version).raw)
    operations = {each["operationId"]: each for item in document["paths"].values() for each in item.values()}
    places = {**document["components"]["schemas"], **operations, ".": document}
    first, *steps, last = where.split(" ")
    holder = places[first]
    for step in steps:
        holder = holder[_key(holder, step)]
    change(holder, _key(holder, last))
    return document


PRS: Final = "get_enterprise_pr_metrics parameters"
DAILY: Final = "get_daily_consumption parameters"
MAPS: Final = "ConsumptionResponse properties"
PRODUCTS: Final = "get_enterprise_daily_consumption, 200 application/json at consumption_by_date/[]/acus_by_product"

BITES: Final[list[tuple[Version, str, Change, str]]] = [
    ("v3", "get_self x-scope", _to("enterprise"), 'get_self, operation: x-scope is "enterprise"'),
    ("v2", "list_members x-permission", _to("ManageBilling"), 'list_members, operation: x-permission is "Manage'),
    ("v3", "get_enterprise_pr_metrics x-permission", _to(None), "operation: x-permission is null in the document"),
    (
        "v3",
        "get_enterprise_daily_consumption x-permission-on-older-pages",
        _lost,
        'x-permission-on-older-pages is absent in the document, "ManageBilling" in the facts',
    ),
    ("v3", "get_organization_usage_metrics x-key-prefix", _to("apk_user_"), 'x-key-prefix is "apk_user_"'),
    ("v2", "get_search_metrics x-confidence", _to("high"), 'operation: x-confidence is "high" in the document'),
    ("v2", "get_usage_metrics x-published-operation-id", _lost, "x-published-operation-id is absent in the document"),
    ("v2", "get_pr_metrics operationId", _to("get_prs"), "get_prs stands in the document alone"),
    ("v3", "get_self tags 0", _to("users"), 'get_self, operation: tags is ["users"]'),
    ("v3", "get_self deprecated", _to(True), "get_self, operation: deprecated is true in the document, absent"),
    ("v3", ". paths /v3/self", _named("/v3/who"), 'get_self, operation: path is "/v3/who" in the document, "/v3/self"'),
    ("v3", ". paths /v3/self get", _named("post"), 'get_self, operation: method is "POST"'),
    ("v3", ". paths /v3/self get", _lost, "get_self stands in the facts alone"),
    ("v3", ". paths /v3/self parameters", _to([]), "the document, path /v3/self stands in the document alone"),
    ("v2", ". paths /v2/a", _to({"get": {"operationId": "a", "responses": {}}}), "a stands in the document alone"),
    ("v3", f"{PRS} time_before", _lost, "parameter time_before stands in the facts alone"),
    ("v3", f"{PRS} time_before name", _to("until"), "parameter until stands in the document alone"),
    ("v3", f"{PRS} time_before required", _to(False), "parameter time_before: required is false in the document, true"),
    ("v3", f"{PRS} time_before schema type", _to("number"), 'time_before: type is "number" in the document, "integer"'),
    ("v3", f"{PRS} org_ids style", _to("pipeDelimited"), 'org_ids: style is "pipeDelimited" in the document, "form"'),
    ("v3", f"{PRS} org_ids explode", _to(False), "org_ids: explode is false in the document, true in the facts"),
    ("v3", f"{PRS} org_ids schema anyOf 0 items type", _to("integer"), 'org_ids at []: type is "integer" in the'),
    ("v3", f"{PRS} 0 schema pattern", _to("^o"), 'parameter user_ids: pattern is "^o" in the document, absent'),
    (
        "v3",
        "get_enterprise_pr_metrics parameters",
        _with({"name": "page", "in": "query", "schema": {}}),
        "parameter page stands in the document alone",
    ),
    ("v2", f"{DAILY} end schema anyOf 0 format", _lost, 'parameter end: format is absent in the document, "date-time"'),
    ("v2", f"{DAILY} end schema anyOf", _without({"type": "null"}), "parameter end: nullable is false in the document"),
    ("v2", f"{DAILY} org_ids in", _to("header"), 'parameter org_ids: in is "header" in the document, "query"'),
    ("v2", "list_members parameters limit schema default", _to(50), "limit: default is 50 in the document, 100"),
    ("v2", "list_members parameters limit schema maximum", _lost, "limit: maximum is absent in the document, 200"),
    ("v2", "list_members parameters limit schema minimum", _to(0), "limit: minimum is 0 in the document, 1"),
    ("v3", "get_self responses 429", _lost, "get_self, 429 stands in the facts alone"),
    ("v3", "get_self responses 409", _to({"content": {}}), "get_self, 409 stands in the document alone"),
    ("v3", "get_self responses 401 content application/json", _lost, 'self, 401: media types is ["application/problem'),
    (
        "v2",
        "get_pr_metrics responses 404 content application/json schema $ref",
        _to("#/components/schemas/HTTPValidationError"),
        'get_pr_metrics, 404 application/json: schema is "HTTPValidationError" in the document, "DetailError"',
    ),
    ("v2", "get_pr_metrics responses 200 content application/json", _named("text/csv"), "200 text/csv stands in the"),
    (
        "v3",
        "get_self responses 200 content application/json schema anyOf 4",
        _lost,
        "get_self, 200 application/json at <OtherSelf> stands in the facts alone",
    ),
    (
        "v3",
        "get_enterprise_daily_active_user_metrics responses 200 content application/json schema type",
        _to("object"),
        '200 application/json: type is "object" in the document, "array"',
    ),
    ("v3", "ProblemDetail properties status type", _to("string"), 'schema ProblemDetail at status: type is "string"'),
    ("v3", "AcusByProduct properties terminal type", _to("integer"), f'{PRODUCTS}/terminal: type is "integer"'),
    ("v3", "AcusByProduct properties terminal", _named("ide"), f"{PRODUCTS}/ide stands in the document alone"),
    ("v3", "AcusByProduct properties review", _lost, f"{PRODUCTS}/review stands in the facts alone"),
    (
        "v3",
        "AcusByProduct properties review anyOf",
        _without({"type": "null"}),
        f"{PRODUCTS}/review: nullable is false",
    ),
    ("v3", "AcusByProduct properties devin type", _to(["number", "null"]), f"{PRODUCTS}/devin: nullable is true"),
    ("v3", "AcusByProduct required", _without("terminal"), f"{PRODUCTS}/terminal: required is false"),
    ("v3", "AcusByProduct required", _with("review"), f"{PRODUCTS}/review: required is true"),
    ("v3", "AcusByProduct additionalProperties", _to(False), f"{PRODUCTS}: additionalProperties is false"),
    ("v3", "SessionCountsByOrigin properties fax", _to({}), "sessions_created_by_origin/fax stands in the document"),
    ("v3", "SessionCountsBySize properties xl default", _to(1), "sessions_created_by_size/xl: default is 1 in the"),
    ("v3", "Role properties role_type enum", _to(["org"]), 'role/role_type: enum is ["org"] in the document, absent'),
    ("v3", "Role properties role_type x-known-values", _without("org"), 'x-known-values is ["enterprise"]'),
    ("v3", "PatUserSelf properties principal_type const", _to("pat"), '<PatUserSelf>/principal_type: const is "pat"'),
    ("v3", "OtherSelf properties principal_type not", _lost, "<OtherSelf>/principal_type: not is absent"),
    (
        "v3",
        "ConsumptionResponse properties consumption_by_date items $ref",
        _to("#/components/schemas/AcusByProduct"),
        'consumption_by_date/[]: schema is "AcusByProduct" in the document, "ConsumptionByDateResponse"',
    ),
    ("v2", f"{MAPS} consumption_by_date propertyNames", _lost, "consumption_by_date/{key} stands in the facts alone"),
    ("v2", f"{MAPS} consumption_by_date propertyNames format", _lost, "consumption_by_date/{key}: format is absent"),
    (
        "v2",
        f"{MAPS} consumption_by_user additionalProperties type",
        _to("integer"),
        'consumption_by_user/{}: type is "integer" in the document, "number"',
    ),
    ("v2", "BillingCycle properties end format", _to("date"), '[]/end: format is "date" in the document, "date-time"'),
    ("v2", "BillingCycle properties end type", _lost, 'at []/end: type is absent in the document, "string"'),
    ("v2", "EnterpriseUserResponse x-confidence", _to("high"), 'at items/[]: x-confidence is "high" in the document'),
    ("v2", ". servers 0 url", _to("https://api.devin.ai/v2"), "the document, as a whole: servers is"),
    ("v3", ". security", _to([]), "the document, as a whole: security is [] in the document"),
    (
        "v3",
        ". components securitySchemes bearerAuth scheme",
        _to("basic"),
        "the document, components: securitySchemes is",
    ),
    ("v3", ". components schemas Session", _to({"type": "object"}), "the document, schema Session stands in the"),
]
"""Faults of a document, with what must be said of each."""


@pytest.mark.parametrize(("version", "where", "change", "expected"), BITES, ids=[each[3] for each in BITES])
def test_the_oracle_bites(version: Version, where: str, change: Change, expected: str) -> None:
    """One fault anywhere in a document is seen, and named."""
    found = list(differences(inventory(changed(version, where, change)), facts(version)))
    assert any(expected in each for each in found), "\n".join(found)


def _rewritten(module: ModuleType, old: str, new: str) -> ModuleType:
    """A generated module with another text in its source."""
    source = Path(str(module.__file__)).read_text("utf-8")
    assert old in source
    result = ModuleType(module.__name__)
    result.__package__ = module.__package__
    exec(compile(source.replace(old, new), str(module.__file__), "exec"), vars(result))  # noqa: S102  # our own source
    return result


CODE_BITES: Final[list[tuple[Version, str, str, str, str]]] = [
    ("v2", "list_members", "limit: int | Unset = 100", "limit: int | Unset = 50", "sync: limit is 50 by default"),
    ("v2", "list_members", "limit: int |", "limit: str |", "sync_detailed: limit is str |"),
    ("v2", "list_members", "email: None | str | Unset = UNSET", "email: None | str", "by default"),
    ("v2", "list_members", "/v2/enterprise/members", "/v2/members", "does not go to GET /v2/enterprise/members"),
    ("v2", "list_members", '"get"', '"head"', "does not go to GET"),
    ("v2", "get_daily_consumption", "start_date.isoformat()", "start_date.date().isoformat()", "the request asks"),
    ("v2", "get_daily_consumption", 'params["start_date"]', 'params["start"]', "the request asks"),
    ("v2", "get_user_daily_consumption", 'quote(str(user_id), safe="")', "user_id", "the request does not go to"),
    ("v2", "get_user_daily_consumption", "start_date", "since", "takes ['end', 'end_date', 'org_ids', 'since'"),
    ("v2", "get_consumption_cycles", "list[BillingCycle]", "BillingCycle", "gives the body as ['BillingCycle']"),
    (
        "v3",
        "get_enterprise_pr_metrics",
        "time_after: int,",
        "time_after: int | Unset = UNSET,",
        "asyncio: time_after is",
    ),
    ("v3", "get_enterprise_pr_metrics", '"params": params', '"json": params', "the request also has ['json']"),
    (
        "v3",
        "get_organization_user_daily_consumption",
        "    org_id: str,\n    user_id: str,",
        "    user_id: str,\n    org_id: str,",
        "takes ['user_id', 'org_id'] by position",
    ),
    (
        "v3",
        "get_self",
        "    | OtherSelf\n",
        "",
        "gives the body as ['DevinBrainUserSelf', 'PatUserSelf', 'ServiceUserSelf'",
    ),
]
"""Faults of a generated module: operation, text, other text, with what must be said of each."""


@pytest.mark.parametrize(("version", "name", "old", "new", "expected"), CODE_BITES)
def test_the_oracle_bites_on_generated_functions(
    version: Version, name: str, old: str, new: str, expected: str
) -> None:
    """A function that takes, sends or gives something else is seen."""
    found = list(code_differences(facts(version)[name], _rewritten(generated_modules(version)[name], old, new)))
    assert any(expected in each for each in found), "\n".join(found)


MODEL_BITES: Final[list[tuple[str, str, str, str]]] = [
    ("AcusByProduct", "    devin: float\n", "    devin: float | None\n", "acus_by_product/devin with null"),
    (
        "AcusByProduct",
        "    terminal: float\n",
        "    ide: float\n",
        "AcusByProduct with ['cascade', 'devin', 'ide'",
    ),
    ("AcusByProduct", "    review: float | None", "    review: float", "acus_by_product/review without null"),
    ("AcusByProduct", "    review: float | None", "    review: str | None", "acus_by_product/review as ['str']"),
    ("AcusByProduct", "| Unset = UNSET", "| Unset = 0.0", "acus_by_product/review as 0.0 by default"),
    (
        "AcusByProduct",
        "float | None | Unset = UNSET",
        "float | None = None",
        "acus_by_product/review as required",
    ),
    ("ConsumptionByDateResponse", "acus: float", "acus: int", "consumption_by_date/[]/acus as ['int']"),
    ("ConsumptionResponse", "list[ConsumptionByDateResponse]", "list[int]", "consumption_by_date/[] as ['int']"),
]
"""Faults of a model in the answer of `get_enterprise_daily_consumption`."""


@pytest.mark.parametrize(("model", "old", "new", "expected"), MODEL_BITES)
def test_the_oracle_bites_on_generated_models(
    model: str, old: str, new: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that holds something else is seen, however deep it is in a body."""
    package: Any = sys.modules["devin_api.v3.models"]
    module = sys.modules[getattr(package, model).__module__]
    other = getattr(_rewritten(module, old, new), model)
    for each in (package, module):
        monkeypatch.setattr(each, model, other)
    said = facts("v3")["get_enterprise_daily_consumption"]
    asking = _rewritten(generated_modules("v3")["get_enterprise_daily_consumption"], "", "")
    found = list(code_differences(said, asking))
    assert any(expected in each for each in found), "\n".join(found)
