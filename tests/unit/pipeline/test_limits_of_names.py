"""Names of parameters that the code of the real generator needs for itself, and those that it gets out of the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from .trying import DATE, INTEGER, TEXT, Tried, Unusable, array, fields, forget, json_of, of, trying, trying_all

DAYS: Final = array(DATE)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    forget(tmp_path)


NAMES: Final = (
    ("body", "query"),
    ("body", "header"),
    ("body", "path"),
    ("params", "query"),
    ("params", "path"),
    ("headers", "query"),
    ("headers", "header"),
    ("headers", "path"),
    ("quote", "query"),
    ("quote", "header"),
    ("quote", "path"),
    ("json_q", "query"),
    ("q_item_data", "path"),
    ("q_item", "query"),
)
_FREE: Final = ("client", "url", "kwargs", "response", "self", "json", "datetime", "cookies", "q_items", "any", "k")
FREE_NAMES: Final = (
    *((name, location) for name in _FREE for location in ("query", "header", "path")),
    ("params", "header"),
    ("q_item_data", "header"),
)
ARGUMENTS: Final = {"z": "Z", "q": [date(2025, 12, 5)], "h": "H"}


@pytest.fixture(scope="module")
def with_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Tried]]:
    """Operations that have everything, and a parameter of some name, all in one package."""
    others = [
        {"name": "z", "in": "path", "required": True, "schema": TEXT},
        {"name": "q", "in": "query", "schema": DAYS},
        {"name": "h", "in": "header", "schema": TEXT},
    ]
    body = {"required": True, "content": json_of(fields(x=INTEGER))}
    operations = {}
    for index, (name, location) in enumerate((*NAMES, *FREE_NAMES)):
        own = {"name": name, "in": location, "required": True, "schema": TEXT}
        path = f"/a{index:03}/{{z}}/{{{name}}}" if location == "path" else f"/a{index:03}/{{z}}"
        operations[f"ask_{index:03}"] = ("post", path, {"parameters": [*others, own], "requestBody": body})
    folder = tmp_path_factory.mktemp("names")
    found = trying_all(folder, operations)
    assert not next(iter(found.values())).said
    yield dict(zip((*NAMES, *FREE_NAMES), found.values(), strict=True))
    forget(folder)


def arrives(tried: Tried, name: str, location: str) -> bool:
    """Whether the own parameter arrives, and everything else as well."""
    taken = _arguments(tried)
    argument = next(each for each in (f"{name}_{location}", f"{name}_", name) if each in taken)
    body = tried.model("Body").from_dict({"x": 1})
    request, _ = tried.call(**{**ARGUMENTS, "body": body, argument: "OWN"})
    url = request.url.raw_path.decode()
    found = {"query": f"{name}=OWN" in url, "path": "/Z/OWN" in url, "header": request.headers.get(name) == "OWN"}
    others = "/Z" in url and "q=2025-12-05" in url and request.headers["h"] == "H" and request.read() == b'{"x":1}'
    return found[location] and others


def _arguments(tried: Tried) -> list[str]:
    code = vars(tried.module)["_get_kwargs"].__code__
    return list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


@pytest.mark.parametrize(("name", "location"), NAMES)
def test_a_name_that_the_generated_function_needs_is_a_limit(
    name: str, location: str, with_names: dict[tuple[str, str], Tried]
) -> None:
    """It breaks, or sends what it holds under that name by then."""
    tried = with_names[name, location]
    assert len(tried.limits) == 1
    try:
        came = arrives(tried, name, location)
    except (TypeError, Unusable):
        return
    assert not came


@pytest.mark.parametrize(("name", "location"), FREE_NAMES)
def test_other_names_are_no_limit(name: str, location: str, with_names: dict[tuple[str, str], Tried]) -> None:
    """The generator renames them, or they stand in nobody's way."""
    assert arrives(with_names[name, location], name, location)
    assert with_names[name, location].limits == []


def test_a_cookie_of_the_name_of_all_cookies_is_a_limit(folder: Path) -> None:
    """The generated function takes the dictionary for the value."""
    parameters = [{"name": "cookies", "in": "cookie", "required": True, "schema": of("string", enum=["a"])}]
    tried = trying(folder, {"parameters": parameters})
    assert [each.sentence for each in tried.limits] == [
        "the cookie parameter cookies takes a name that the generated code has for the cookies"
    ]
    with pytest.warns(DeprecationWarning, match="per-request cookies"), pytest.raises(TypeError):
        tried.call(cookies="a")
