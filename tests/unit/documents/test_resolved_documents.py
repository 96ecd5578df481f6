"""The committed documents and the client that was generated from them."""

import importlib
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import devin_api
import pytest

COUNTS = {"v2": 8, "v3": 34}
EXTENSIONS = ("x-permission", "x-scope", "x-key-prefix", "x-confidence", "x-source", "x-published-operation-id")
CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
GENERATED = Path(devin_api.__file__).parent


def document(version: str) -> dict[str, Any]:
    text = resources.files("devin_specs").joinpath(f"{version}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def operations(version: str) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for item in document(version)["paths"].values()
        for operation in item.values()
    }


@pytest.mark.parametrize("version", COUNTS)
def test_operations_and_generated_modules_are_one_to_one(version: str) -> None:
    """Every operation has one module with the four entry points, and no module is left over."""
    modules = {file.stem: file for file in (GENERATED / version / "api").glob("*/*.py") if file.name != "__init__.py"}
    assert set(modules) == set(operations(version))
    assert len(modules) == COUNTS[version]
    for name, file in modules.items():
        module = importlib.import_module(f"devin_api.{version}.api.{file.parent.name}.{name}")
        for entry in ("sync", "sync_detailed", "asyncio", "asyncio_detailed"):
            assert callable(getattr(module, entry, None)), (name, entry)


@pytest.mark.parametrize("version", COUNTS)
def test_every_operation_is_a_get_and_says_where_it_comes_from(version: str) -> None:
    """Read-only, with permission, scope, kind of key, confidence and source on each operation."""
    for path, item in document(version)["paths"].items():
        assert list(item) == ["get"], path
        missing = [key for key in EXTENSIONS if key not in item["get"]]
        assert not missing, (path, missing)


@pytest.mark.parametrize("version", COUNTS)
def test_every_operation_declares_the_documented_errors(version: str) -> None:
    """401, 403, 404, 422 and 429, each with a body for every shape that is documented."""
    problem = {"application/json", "application/problem+json"} if version == "v3" else {"application/json"}
    for name, operation in operations(version).items():
        assert set(operation["responses"]) == {"200", "401", "403", "404", "422", "429"}, name
        for status, response in operation["responses"].items():
            assert set(response["content"]) == ({"application/json"} if status == "200" else problem), (name, status)


@pytest.mark.parametrize("version", COUNTS)
def test_every_operation_has_english_text(version: str) -> None:
    """The pages that exist in Japanese only got English text; nothing else is left in documents or docstrings."""
    assert not CJK.search(json.dumps(document(version), ensure_ascii=False))
    for file in (GENERATED / version).rglob("*.py"):
        assert not CJK.search(file.read_text(encoding="utf-8")), file.name
    for name, operation in operations(version).items():
        assert operation.get("summary"), name


def test_the_japanese_only_operations_have_docstrings_with_the_right_instant() -> None:
    """The example that the vendor published a year off is put right where a reader of the client sees it."""
    daily = importlib.import_module("devin_api.v3.api.consumption.get_enterprise_daily_consumption")
    user = importlib.import_module("devin_api.v2.api.consumption.get_user_daily_consumption")
    assert "1764921600" in (daily.sync.__doc__ or "")
    assert "08:00:00" in (user.sync.__doc__ or "")


def schemas(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node, *(found for value in node.values() for found in schemas(value))]
    return [found for item in node for found in schemas(item)] if isinstance(node, list) else []


@pytest.mark.parametrize("version", COUNTS)
def test_answers_have_no_closed_list_of_values(version: str) -> None:
    """The vendor adds values several times a year, so what an answer may hold is never closed."""
    for name, schema in document(version)["components"]["schemas"].items():
        for part in schemas({key: value for key, value in schema.items() if key != "x-known-values"}):
            if "enum" in part:
                # Only as what the generic principal is not: that keeps a broken known one from passing as unknown.
                assert name == "OtherSelf"


@pytest.mark.parametrize("version", COUNTS)
def test_optional_fields_of_uncertain_schemas_allow_null(version: str) -> None:
    """Where a schema is not known for sure, an optional field may also be null."""
    for name, schema in document(version)["components"]["schemas"].items():
        if schema.get("x-confidence", "high") in {"high", "seed"}:
            continue
        for field, part in schema["properties"].items():
            if field not in schema.get("required", []):
                assert {"type": "null"} in part.get("anyOf", []), (name, field)


SELF = {
    "service_user": {"service_user_id": "service-user-1", "service_user_name": "ci"},
    "pat_user": {"user_id": "u", "user_name": "n", "api_key_id": "k", "api_key_name": "kn"},
    "devin_brain": {"devin_id": "d", "org_id": "org-1", "user_id": "u"},
    "windsurf_session": {"user_id": "u", "org_id": "org-1"},
}


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("service_user", "ServiceUserSelf"),
        ("pat_user", "PatUserSelf"),
        ("devin_brain", "DevinBrainUserSelf"),
        ("windsurf_session", "WindsurfSessionUserSelf"),
        ("one_of_tomorrow", "OtherSelf"),
    ],
)
def test_a_principal_decodes_to_its_own_model_and_an_unknown_one_to_the_generic(kind: str, model: str) -> None:
    """The generated code tells principals apart by their kind, and takes one that it does not know."""
    import httpx

    module = importlib.import_module("devin_api.v3.api.self_.get_self")
    client = importlib.import_module("devin_api.v3.client")
    body = {"principal_type": kind, **SELF.get(kind, {"org_id": None})}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with client.AuthenticatedClient(
        base_url="https://api.invalid", token="placeholder", httpx_args={"transport": transport}
    ) as low_level:
        assert type(module.sync(client=low_level)).__name__ == model
