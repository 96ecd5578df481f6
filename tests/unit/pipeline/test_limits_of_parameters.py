"""What the real generator makes of parameters: what is wrong is refused by name, and what is right goes through."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from .trying import (
    DATE,
    FILE,
    INSTANT,
    INTEGER,
    NULL,
    NUMBER,
    TEXT,
    TRUTH,
    UUID,
    Tried,
    array,
    fields,
    forget,
    json_of,
    of,
    one_of,
    trying,
    trying_all,
)

NOON: Final = datetime(2025, 12, 5, 12, tzinfo=UTC)
LEAST: Final = uuid.UUID(int=5)
THREE: Final = fields(a=INTEGER, b=TEXT, c=TRUTH)
DAYS: Final = array(DATE)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    forget(tmp_path)


@attrs.frozen
class Row:
    """A parameter `p`, a value for it, and the text that should go out."""

    name: str
    location: str
    schema: Any
    value: Any
    wanted: str
    more: dict[str, Any] = attrs.field(factory=dict)

    def __str__(self) -> str:
        """Name the row in the id of a test."""
        return f"{self.location}-{self.name}"


def query(name: str, schema: Any, value: Any, wanted: str, **more: Any) -> Row:
    return Row(name, "query", schema, value, wanted, more)


def path(name: str, schema: Any, value: Any, wanted: str, **more: Any) -> Row:
    return Row(name, "path", schema, value, wanted, {"required": True, **more})


def header(name: str, schema: Any, value: Any, wanted: str, **more: Any) -> Row:
    return Row(name, "header", schema, value, wanted, more)


def cookie(name: str, schema: Any, value: Any, wanted: str, **more: Any) -> Row:
    return Row(name, "cookie", schema, value, wanted, more)


def three(tried: Tried) -> Any:
    return tried.model(having="c").from_dict({"a": 1, "b": "x y", "c": True})


RIGHT: Final = (
    query("truth", TRUTH, True, "p=true"),
    query("instant", INSTANT, NOON, "p=2025-12-05T12%3A00%3A00%2B00%3A00"),
    query("date", DATE, NOON.date(), "p=2025-12-05"),
    query("uuid", UUID, LEAST, f"p={LEAST}"),
    query("number", NUMBER, 1.5, "p=1.5"),
    query("constant", {"const": "x"}, "x", "p=x"),
    query("values", of("string", enum=["a b"]), "a b", "p=a+b"),
    query("optional values", one_of(of("string", enum=["a"]), NULL), "a", "p=a"),
    query("array", array(TEXT), ["a", "b,c"], "p=a&p=b%2Cc"),
    query("optional array", one_of(array(INTEGER), NULL), [1, 2], "p=1&p=2"),
    query("array or text", one_of(array(TEXT), TEXT), "a", "p=a"),
    query("array of dates", DAYS, [NOON.date()], "p=2025-12-05"),
    query("array of optional dates", array(one_of(DATE, NULL)), [NOON.date()], "p=2025-12-05"),
    query("array, exploded by its style", array(TEXT), ["a", "b"], "p=a&p=b", style="pipeDelimited", explode=True),
    query("union", one_of(INSTANT, TEXT), "2025-12-05", "p=2025-12-05"),
    query("union of instants and dates", one_of(INSTANT, DATE), NOON.date(), "p=2025-12-05"),
    query("constants", one_of({"const": "a"}, {"const": "b"}), "b", "p=b"),
    query("object", THREE, three, "a=1&b=x+y&c=true"),
    query("required object", THREE, three, "a=1&b=x+y&c=true", required=True),
    query("object with a date", fields(a=DATE), lambda tried: tried.model("P")(a=NOON.date()), "a=2025-12-05"),
    query("null is absent", one_of(TEXT, NULL), None, ""),
    query("its default", of("string", default="a'b{c}"), "a'b{c}", "p=a%27b%7Bc%7D"),
    path("text", TEXT, "a/b", "a%2Fb"),
    path("date", DATE, NOON.date(), "2025-12-05"),
    path("uuid", UUID, LEAST, str(LEAST)),
    path("number", NUMBER, 1e30, "1e%2B30"),
    path("values", of("string", enum=["a"]), "a", "a"),
    path("union", one_of(INTEGER, TEXT), 5, "5"),
    header("text", TEXT, "t", "t"),
    header("optional text", one_of(TEXT, NULL), "t", "t"),
    header("integer", INTEGER, 5, "5"),
    header("truth", TRUTH, False, "false"),
    header("values", of("integer", enum=[1]), 1, "1"),
    header("optional values", one_of(of("string", enum=["a"]), NULL), "a", "a"),
    cookie("values", of("string", enum=["a", "b"]), "b", "p=b"),
    cookie("constant", {"const": "a"}, "a", "p=a"),
)
WRONG: Final = (
    query("array in one text", array(TEXT), ["a", "b"], "p=a,b", explode=False),
    query("array with spaces", array(TEXT), ["a", "b"], "p=a%20b", style="spaceDelimited"),
    query("array with bars", one_of(array(TEXT), NULL), ["a", "b"], "p=a%7Cb", style="pipeDelimited", explode=False),
    query("array of arrays", array(array(TEXT)), [["a"]], "p=a"),
    query("array of objects", array(THREE), lambda tried: [three(tried)], "p=%7B%22a%22%3A1%7D"),
    query("array of optional objects", array(one_of(THREE, NULL)), lambda tried: [three(tried)], ""),
    query("two kinds of arrays", one_of(DAYS, array(TEXT)), ["a"], "p=a"),
    query("deep object", THREE, three, "p%5Ba%5D=1&p%5Bb%5D=x+y&p%5Bc%5D=true", style="deepObject", explode=True),
    query("object in one text", THREE, three, "p=a,1,b,x+y,c,true", explode=False),
    query("optional object", one_of(THREE, NULL), three, "a=1&b=x+y&c=true"),
    query("object with an object", fields(a=THREE), lambda tried: tried.model("P").from_dict({"a": {"a": 1}}), ""),
    query(
        "object with an array", fields(a=array(TEXT)), lambda tried: tried.model("P").from_dict({"a": ["x", "y"]}), ""
    ),
    query("object of any names", of("object"), lambda tried: tried.model("P").from_dict({"z": 1}), ""),
    query("file", FILE, "x", "p=x"),
    query("quoting default", of("string", default='a"b'), ..., "p=a%22b"),
    query("escaping default", one_of(of("string"), NULL, default="a\\b"), ..., "p=a%5Cb"),
    path("truth", TRUTH, True, "true"),
    path("constant truth", {"const": True}, True, "true"),
    path("truth or text", one_of(TRUTH, TEXT), True, "true"),
    path("instant", INSTANT, NOON, "2025-12-05T12%3A00%3A00%2B00%3A00"),
    path("array", array(TEXT), ["a", "b"], "a,b"),
    path("object", THREE, three, "a,1,b,x%20y,c,true"),
    path("label", TEXT, "a", ".a", style="label"),
    path("matrix", INTEGER, 5, ";p=5", style="matrix"),
    header("uuid", UUID, LEAST, str(LEAST)),
    header("optional integer", one_of(INTEGER, NULL), 5, "5"),
    header("optional truth", of("boolean") | {"type": ["boolean", "null"]}, True, "true"),
    header("optional integer values", one_of(of("integer", enum=[1]), NULL), 1, "1"),
    cookie("integer", INTEGER, 5, "p=5"),
    cookie("date", DATE, NOON.date(), "p=2025-12-05"),
    cookie("text", TEXT, "a;b", "p=a%3Bb"),
    cookie("values with marks", of("string", enum=["a;b"]), "a;b", "p=a%3Bb"),
)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Tried]]:
    """One package for all rows."""
    folder = tmp_path_factory.mktemp("parameters")
    operations = {}
    for index, row in enumerate((*RIGHT, *WRONG)):
        parameter = {"name": "p", "in": row.location, "schema": row.schema, **row.more}
        path = f"/a{index:03}/{{p}}" if row.location == "path" else f"/a{index:03}"
        operations[f"ask_{index:03}"] = ("get", path, {"parameters": [parameter]})
    found = trying_all(folder, operations)
    assert not next(iter(found.values())).said
    yield dict(zip(map(str, (*RIGHT, *WRONG)), found.values(), strict=True))
    forget(folder)


def sent(row: Row, tried: Tried) -> str:
    """What goes out for a row: in the query, the path, the header or the cookies."""
    value = row.value(tried) if callable(row.value) else row.value
    arguments: dict[str, Any] = {} if value is ... else {"p": value}
    request, _ = tried.call(**arguments)
    path, _, asked = request.url.raw_path.decode().partition("?")
    if row.location in ("path", "query"):
        return asked if row.location == "query" else path.rpartition("/")[2]
    return str(request.headers.get("p" if row.location == "header" else "cookie", ""))


@pytest.mark.filterwarnings("ignore:Setting per-request cookies:DeprecationWarning")
@pytest.mark.parametrize("row", RIGHT, ids=str)
def test_what_is_sent_right_is_no_limit(row: Row, tried: dict[str, Tried]) -> None:
    """The generated function writes the value as the document asks, and nothing is refused."""
    assert sent(row, tried[str(row)]) == row.wanted
    assert tried[str(row)].limits == []


@pytest.mark.filterwarnings("ignore:Setting per-request cookies:DeprecationWarning")
@pytest.mark.parametrize("row", WRONG, ids=str)
def test_what_is_sent_wrong_is_a_limit(row: Row, tried: dict[str, Tried]) -> None:
    """The generated function sends something else, or breaks, and the operation is named with the parameter."""
    found = tried[str(row)].limits
    assert found
    assert all(" p " in each.sentence and each.pointer.startswith("/paths/") for each in found)
    try:
        out = sent(row, tried[str(row)])
    except (AttributeError, TypeError):
        return
    assert out != row.wanted


def test_a_parameter_with_content_is_a_limit(folder: Path) -> None:
    """The generated function has no argument for it."""
    parameter = {"name": "p", "in": "query", "content": json_of(THREE)}
    tried = trying(folder, {"parameters": [parameter]})
    assert not tried.said
    with pytest.raises(TypeError, match="unexpected keyword argument 'p'"):
        tried.call(p={"a": 1})
    (limit,) = tried.limits
    assert (limit.operation, limit.pointer) == ("GET /a (ask)", "/paths/~1a/get/parameters/0")
    assert limit.sentence == "the query parameter p is described by its content; the generator leaves it out"


def test_an_object_whose_model_needs_a_name_is_a_limit(folder: Path) -> None:
    """Its class cannot be read from JSON."""
    tried = trying(folder, {"parameters": [{"name": "p", "in": "query", "schema": fields(cls=TEXT)}]})
    with pytest.raises(TypeError):
        tried.model("P").from_dict({"cls": "a"})
    assert [each.sentence for each in tried.limits] == [
        "the property cls takes a name that the generated model has for itself"
    ]


def test_objects_that_share_a_name_with_a_parameter_are_a_limit(folder: Path) -> None:
    """One of the two is sent."""
    parameters = [
        {"name": "p", "in": "query", "schema": fields(a=TEXT)},
        {"name": "a", "in": "query", "schema": TEXT},
    ]
    tried = trying(folder, {"parameters": parameters})
    request, _ = tried.call(p=tried.model()(a="1"), a="2")
    assert request.url.query == b"a=2"
    assert [each.sentence for each in tried.limits] == ["the query parameters p and a are both sent as a"]


@pytest.mark.parametrize("holder", ["operation", "path"])
def test_an_address_of_one_operation_is_a_limit(holder: str, folder: Path) -> None:
    """The generated function asks the address of the client."""
    servers = [{"url": "http://elsewhere"}]
    tried = trying(folder, {"servers": servers} if holder == "operation" else {}, servers=[{"url": "/"}])
    if holder == "path":
        tried.document["paths"]["/a"]["servers"] = servers
    request, _ = tried.call()
    assert request.url.host == "host"
    assert [each.sentence for each in tried.limits] == [
        "it has a server of its own; the generator sends to that of the client"
    ]


KEY: Final = {"type": "apiKey", "in": "query", "name": "key"}
SCHEMES: Final = {"bearer": {"type": "http", "scheme": "bearer"}, "key": KEY, "own": {**KEY, "in": "header"}}


@pytest.mark.parametrize(
    ("security", "right"),
    [
        ([{"bearer": []}], True),
        ([{"own": []}], True),
        ([{"key": []}, {"bearer": []}], True),
        ([{}], True),
        ([], True),
        ([{"key": []}], False),
        ([{"own": [], "bearer": []}], False),
    ],
)
def test_a_credential_that_is_no_single_header_is_a_limit(security: Any, right: bool, folder: Path) -> None:
    """The generated client sends a token in one header, and nothing else."""
    tried = trying(folder, {}, components={"securitySchemes": SCHEMES}, security=security)
    assert not tried.said
    assert (tried.limits == []) is right


def test_a_path_behind_a_reference_is_a_limit(folder: Path) -> None:
    """The generator makes nothing of its operations, with success."""
    tried = trying(folder, {})
    item = tried.document["paths"].pop("/a")
    tried.document["components"] = {"pathItems": {"A": item}}
    tried.document["paths"]["/a"] = {"$ref": "#/components/pathItems/A"}
    again = trying(folder, {}, components=tried.document["components"])
    assert not again.said
    assert [str(each) for each in tried.limits] == [
        "GET /a (ask): its path is a reference, which the generator leaves out (/components/pathItems/A)"
    ]
