"""What the real generator makes of JSON: what does not come back as it was is refused, and what does goes through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from specs.pipeline.limits import NOWHERE

from .trying import (
    DATE,
    FILE,
    INSTANT,
    INTEGER,
    NULL,
    NUMBER,
    TEXT,
    UUID,
    Tried,
    Unusable,
    array,
    as_json,
    fields,
    forget,
    json_of,
    of,
    one_of,
    trying,
    trying_all,
)

DAY: Final = "2025-12-05"
NOON: Final = "2025-12-05T12:00:00+00:00"
LEAST: Final = "00000000-0000-0000-0000-00000000000a"
BASE: Final = {"$ref": "#/components/schemas/Base"}
CLOSED: Final = {"additionalProperties": False}
COMPONENTS: Final = {
    "Base": fields("b", b=DATE),
    "Node": fields("value", value=DATE, children=array({"$ref": "#/components/schemas/Node"})),
    "Days": array(DATE),
    "DayOrNumber": one_of(DATE, INTEGER),
    "Alias": BASE,
    "Cat": fields("kind", kind=TEXT, lives=INTEGER),
    "Dog": fields("kind", kind=TEXT, bark=TEXT),
    "Loud": fields("kind", kind={"const": "loud"}, volume=INTEGER),
    "Quiet": fields("kind", kind={"const": "quiet"}, volume=TEXT),
    "HTTPValidationError": fields(detail=array(fields("loc", "msg", loc=array(one_of(TEXT, INTEGER)), msg=TEXT))),
    "Page_Base_": fields("items", items=array(BASE), end_cursor=one_of(TEXT, NULL)),
}
CAT: Final = {"$ref": "#/components/schemas/Cat"}
DOG: Final = {"$ref": "#/components/schemas/Dog"}


@attrs.frozen
class Row:
    """A schema, and values of it."""

    name: str
    schema: Any
    values: tuple[Any, ...]

    def __str__(self) -> str:
        """Name the row in the id of a test."""
        return self.name


def row(name: str, schema: Any, *values: Any) -> Row:
    """The row of a property `x`."""
    return Row(name, fields("x", x=schema), tuple({"x": value} for value in values))


def beside(name: str, schema: Any, *values: Any) -> Row:
    """The row of a property of some name beside another one."""
    shown = f"a property {name} beside {schema}"
    return Row(
        shown, fields(name, "x", **{name: TEXT, "x": schema}), tuple({name: "own", "x": each} for each in values)
    )


def property_named(name: str, *others: Any, **more: Any) -> Row:
    """The row of an object with a property of some name among others."""
    properties = {**dict(others), "when": DATE, "days": array(DATE), **({} if others else {name: TEXT})}
    open_value = {} if more == CLOSED else {"z": {"k": DAY}} if more else {"z": "y"}
    value = {"when": DAY, "days": [DAY], name: "own", **open_value}
    return Row(
        f"a property {name} {'first' if others else 'last'}, {more}",
        {**fields(*properties, **properties), **more},
        (value,),
    )


TYPED: Final = {"additionalProperties": fields("k", k=DATE)}

RIGHT: Final = (
    Row("an array of dates", array(DATE), ([DAY],)),
    Row("an array of anything", array({}), ([1, {"a": [None]}],)),
    Row("a number", NUMBER, (1, 1.5)),
    Row("a union of an object and null", one_of(BASE, NULL), (None, {"b": DAY})),
    Row("a page", {"$ref": "#/components/schemas/Page_Base_"}, ({"items": [{"b": DAY}], "end_cursor": None},)),
    row("anything", {}, None, [1], {"a": 1}),
    row("anything of some value", {"default": {"a": 1}}, 5),
    row("bytes in base 64", of("string", format="byte"), "eA=="),
    row("date or instant", one_of(DATE, INSTANT), DAY, NOON),
    row("date or number", one_of(DATE, INTEGER), DAY, 5),
    row("instant, number or null", one_of(INSTANT, NUMBER, NULL), NOON, 5, None),
    row("types in a list", {"type": ["string", "null"], "format": "date-time"}, NOON, None),
    row("types of an array", {"type": ["array", "null"], "items": DATE}, [DAY], None),
    row("types of an object", {"type": ["object", "null"], "properties": {"k": DATE}}, {"k": DAY}, None),
    row("text or number", {"type": ["string", "integer"]}, "a", 1),
    row("values", of("string", enum=["a\"{b}\\'"]), "a\"{b}\\'"),
    row("values or null", {"enum": ["a", None]}, "a", None),
    row("values or text", one_of(of("string", enum=["a"]), TEXT), "a", "b"),
    row("values of truth", of("boolean", enum=[True]), True),
    row("null alone", {"enum": [None]}, None),
    row("constant", {"const": "a"}, "a"),
    row("constant number", {"const": 1.5}, 1.5),
    row("constant null", {"const": None}, None),
    row("constant or null", one_of({"const": "a"}, NULL), "a", None),
    row("object or constant", one_of(fields(k=TEXT), {"const": "a"}), {"k": "1"}, "a"),
    row("array of optional dates", array(one_of(DATE, NULL)), [DAY, None]),
    row("array of arrays", array(array(DATE)), [[DAY], []]),
    row("tuple", of("array", prefixItems=[DATE, INTEGER]), [DAY, 5]),
    row("arrays of objects", one_of(array(BASE), array(fields("j", j=TEXT))), [{"b": DAY}], [{"j": "1"}]),
    row("arrays of plain values", one_of(array(INTEGER), array(TEXT)), [1], ["a"]),
    row("array or object", one_of(array(BASE), BASE), [{"b": DAY}], {"b": DAY}),
    row("array or text", one_of(array(DATE), INTEGER, NULL), [DAY], 5, None),
    row("map", of("object", additionalProperties=DATE), {"a": DAY}),
    row("map of unions", of("object", additionalProperties=one_of(DATE, INTEGER)), {"a": DAY, "b": 1}),
    row("open patterns", of("object", patternProperties={"^a": DATE}), {"a": DAY}),
    row("recursion", {"$ref": "#/components/schemas/Node"}, {"value": DAY, "children": [{"value": DAY}]}),
    row("reference to an array", {"$ref": "#/components/schemas/Days"}, [DAY]),
    row("reference to a union", {"$ref": "#/components/schemas/DayOrNumber"}, DAY, 5),
    row("reference to a reference", {"$ref": "#/components/schemas/Alias"}, {"b": DAY}),
    row("reference with words", {**BASE, "description": "d"}, {"b": DAY}),
    row("one branch", {"allOf": [BASE], "description": "d", "type": "object"}, {"b": DAY}),
    row("all of two", {"allOf": [BASE, fields("c", c=DATE)]}, {"b": DAY, "c": DAY}),
    row("all of one, with its own", {"allOf": [fields(c=DATE)], "properties": {"e": DATE}}, {"c": DAY, "e": DAY}),
    row("all of one and words", {"allOf": [BASE, {"description": "d"}]}, {"b": DAY}),
    row("bounds of a text", of("string", allOf=[{"minLength": 1}]), "a"),
    row("told apart by constants", one_of(*({"$ref": f"#/components/schemas/{each}"} for each in ("Loud", "Quiet"))),
        {"kind": "loud", "volume": 1}, {"kind": "quiet", "volume": "1"}),
    row("told apart by names", one_of({**fields("a", a=TEXT), **CLOSED}, {**fields("b", b=TEXT), **CLOSED}),
        {"a": "1"}, {"b": "1"}),
    row("told apart by kinds", one_of({**fields("a", a=DATE), **CLOSED},
        {**fields("a", a=INTEGER, b=TEXT), **CLOSED}), {"a": DAY}, {"a": 1, "b": "1"}),
    row("open objects", one_of(fields(a=TEXT), fields(b=TEXT)), {"a": "1"}, {"b": "1"}),
    row("names alike", fields(fooBar=TEXT, foo_bar=TEXT), {"fooBar": "1", "foo_bar": "2"}),
    row("odd names", fields(**{"+1": TEXT, "@type": TEXT, "日本": TEXT, "": TEXT}),
        {"+1": "1", "@type": "2", "日本": "3", "": "4"}),
    *(property_named(name) for name in ("src_dict", "prop_dict", "cast", "data", "self", "datetime", "prop")),
    *(property_named(name) for name in ("prop_name", "to_multipart", "files", "days_items", "class", "Any", "keys")),
    beside("cast", DATE, DAY),
    beside("cast", one_of(DATE, NULL), DAY, None),
    beside("cast", array(BASE), [{"b": DAY}]),
    beside("cast", array(array(one_of(BASE, NULL))), [[{"b": DAY}, None]]),
    *(property_named(name) for name in ("id", "uuid", "days_item", "days_item_data")),
    *(property_named(name, **CLOSED) for name in ("additional_properties", "additional_keys", "prop")),
    *(property_named(name, **TYPED) for name in ("prop_dict", "props")),
)  # fmt: skip
WRONG: Final = (
    row("instant or text", one_of(INSTANT, TEXT), DAY),
    row("text or instant", one_of(TEXT, INSTANT), DAY),
    row("date or text", one_of(DATE, TEXT), "20251205"),
    row("UUID or text", one_of(UUID, TEXT, NULL), f"{{{LEAST}}}"),
    row("instant or date", one_of(INSTANT, DATE), DAY),
    row("tuple of text and date", of("array", prefixItems=[TEXT, DATE]), ["20251205", DAY]),
    row("constants", one_of({"const": "a"}, {"const": "b"}), "a", "b"),
    row("constant or number", one_of({"const": "a"}, INTEGER), "a", 5),
    row("number or constant", one_of(INTEGER, {"const": "a"}), "a", 5),
    row("constant, null or text", one_of({"const": "a"}, NULL, TEXT), "a", None, "b"),
    row("constant or object", one_of({"const": "a"}, BASE), "a", {"b": DAY}),
    row("constant with marks", {"const": 'a"b'}, 'a"b'),
    row("arrays of dates and texts", one_of(array(DATE), array(TEXT)), [DAY], ["a"]),
    row("arrays of objects and texts", one_of(array(BASE), array(TEXT)), [{"b": DAY}], ["a"]),
    row("file", FILE, "x"),
    row("closed patterns", of("object", patternProperties={"^a": DATE}, **CLOSED), {"a": DAY}),
    row("all of a text", {"allOf": [TEXT]}, "a"),
    row("all of values", {"allOf": [{"enum": ["a"]}]}, "a"),
    row("closed and open objects", one_of({**fields(a=TEXT), **CLOSED}, of("object")), {"z": "1"}),
    row("closed objects", one_of({**fields(a=TEXT), **CLOSED}, {**fields(b=TEXT), **CLOSED}), {"a": "1"}, {"b": "1"}),
    row("a closed part", one_of({**fields("a", a=TEXT), **CLOSED}, {**fields("a", a=TEXT, b=TEXT), **CLOSED}),
        {"a": "1", "b": "1"}),
    beside("cast", one_of(DATE, INTEGER), 5),
    beside("cast", array(TEXT), ["a"]),
    beside("cast", array(array(TEXT)), [["a"]]),
    beside("cast", array({"const": "a"}), ["a"]),
    beside("cast", one_of(array(one_of(DATE, INTEGER)), NULL), [5]),
    beside("cast", {"const": "a"}, "a"),
    Row("UUID and uuid", fields(UUID=TEXT, uuid=UUID), ({"UUID": "a", "uuid": LEAST},)),
    *(property_named(name) for name in ("d", "cls", "field_dict", "to_dict", "from_dict", "D")),
    *(property_named(name, (name, TEXT)) for name in ("additional_properties", "days_item", "days_item_data")),
    *(property_named(name, **TYPED) for name in ("prop", "prop_name")),
)  # fmt: skip


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Tried]]:
    """One package for all rows: each is the answer to one operation, and the body of another."""
    operations: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for index, each in enumerate((*RIGHT, *WRONG)):
        answer = {"200": {"description": "d", "content": json_of(each.schema)}}
        operations[f"ask_{index:03}"] = ("get", f"/a{index}", {"responses": answer})
    folder = tmp_path_factory.mktemp("json")
    found = trying_all(folder, operations, {"schemas": COMPONENTS})
    assert not next(iter(found.values())).said
    yield dict(zip(map(str, (*RIGHT, *WRONG)), found.values(), strict=True))
    forget(folder)


@pytest.mark.parametrize("each", RIGHT, ids=str)
def test_what_comes_back_is_no_limit(each: Row, tried: dict[str, Tried]) -> None:
    """Decoded and written again, every value is what it was, and nothing is refused."""
    for value in each.values:
        assert tried[str(each)].comes_back(value)
    assert tried[str(each)].limits == []


@pytest.mark.parametrize("each", WRONG, ids=str)
def test_what_does_not_come_back_is_a_limit(each: Row, tried: dict[str, Tried]) -> None:
    """Some value comes back as another, or cannot be read or written, and the operation is named."""
    assert not all(tried[str(each)].comes_back(value) for value in each.values)
    assert tried[str(each)].limits


LOST: Final = (
    row("beside a branch", {"allOf": [BASE], "properties": {"c": DATE}}, {"b": DAY, "c": DAY}),
    row("beside a reference", {**BASE, "properties": {"c": DATE}}, {"b": DAY, "c": DAY}),
    row("beside a union", {"anyOf": [BASE, NULL], "properties": {"c": DATE}}, {"b": DAY, "c": DAY}),
    row("two unions", {"anyOf": [BASE, NULL], "oneOf": [fields(c=DATE)]}, {"b": DAY, "c": DAY}),
    row("a union beside allOf", {"allOf": [BASE, fields(c=DATE)], "anyOf": [fields(e=DATE), NULL]},
        {"b": DAY, "c": DAY}),
    row("allOf in allOf", {"allOf": [BASE, {"allOf": [fields(c=DATE)]}]}, {"b": DAY, "c": DAY}),
    row("a union in allOf", {"allOf": [BASE, {"anyOf": [fields(c=DATE), fields(e=DATE)]}]}, {"b": DAY, "c": DAY}),
)  # fmt: skip


@pytest.mark.parametrize("each", LOST, ids=str)
def test_properties_that_get_lost_are_a_limit(each: Row, tmp_path: Path) -> None:
    """The model has no attribute for them."""
    answer = {"200": {"description": "d", "content": json_of(each.schema)}}
    tried = trying(tmp_path, {"responses": answer}, components={"schemas": COMPONENTS})
    assert not tried.said
    _, came = tried.call(answer=as_json(each.values[0]))
    assert not hasattr(came.x, "c") or not hasattr(came.x, "b")
    (limit,) = tried.limits
    assert "overlooks it" in limit.sentence
    forget(tmp_path)


def test_required_names_beside_a_branch_are_a_limit(tmp_path: Path) -> None:
    """The model goes without, and the server refuses it."""
    schemas = {"Loose": fields(b=DATE)}
    body = {"content": json_of({"allOf": [{"$ref": "#/components/schemas/Loose"}], "required": ["b"]})}
    tried = trying(
        tmp_path, {"requestBody": {"required": True, **body}}, method="post", components={"schemas": schemas}
    )
    request, _ = tried.call(body=tried.model("Loose")())
    assert request.read() == b"{}"
    assert [each.sentence for each in tried.limits] == [
        "required stands beside the only branch: the generator overlooks it"
    ]
    forget(tmp_path)


def test_a_discriminator_that_no_constant_stands_behind_is_a_limit(tmp_path: Path) -> None:
    """The first object is taken for every other one."""
    told = {"discriminator": {"propertyName": "kind", "mapping": {"cat": CAT["$ref"], "dog": DOG["$ref"]}}}
    answer = {"200": {"description": "d", "content": json_of(fields("x", x={"oneOf": [CAT, DOG], **told}))}}
    tried = trying(tmp_path, {"responses": answer}, components={"schemas": COMPONENTS})
    _, came = tried.call(answer=as_json({"x": {"kind": "dog", "bark": "loud"}}))
    assert type(came.x).__name__ == "Cat"
    assert [each.sentence for each in tried.limits] == [
        "a union whose discriminator, kind, the generator ignores: it takes one object for another"
    ]
    forget(tmp_path)


BROKEN: Final = (
    ("three names alike", {"X": fields(**dict.fromkeys(("foo-bar", "foo_bar", "foo bar"), TEXT))}, "same attribute"),
    ("an attribute of open models", {"X": fields("a", "additional_keys", "z", a=DATE, additional_keys=TEXT, z=TEXT)},
     "hides what"),
    ("one module", {"X": fields(a={"$ref": "#/components/schemas/ABTest"}, b={"$ref": "#/components/schemas/AbTest"}),
                    "ABTest": fields(a=TEXT), "AbTest": fields(b=TEXT)}, "written to one module"),
    ("optional constant truths", {"X": fields(x={"const": True}, a={"const": False})}, "a constant of true or false"),
    ("no class", {"X": fields(x={"$ref": "#/components/schemas/Unset"}), "Unset": fields(a=TEXT)}, "hides what"),
    ("a class of the module", {"X": fields(a=UUID, x={"$ref": "#/components/schemas/UUID"}), "UUID": fields(a=TEXT)},
     "hides what"),
)  # fmt: skip


@pytest.mark.parametrize(("schemas", "said"), [each[1:] for each in BROKEN], ids=[each[0] for each in BROKEN])
def test_code_that_breaks_is_a_limit(schemas: Any, said: str, tmp_path: Path) -> None:
    """The generated package cannot be imported, or not be used, with the operation named for which that matters."""
    answer = {"200": {"description": "d", "content": json_of({"$ref": "#/components/schemas/X"})}}
    tried = trying(tmp_path, {"responses": answer}, components={"schemas": schemas})
    assert not tried.said
    value = {"x": {"a": "1"}, "a": LEAST}
    assert not tried.comes_back(value)
    assert tried.limits
    assert all(said in each.sentence for each in tried.limits)
    forget(tmp_path)


def test_an_answer_of_a_class_that_the_module_needs_is_a_limit(tmp_path: Path) -> None:
    """`Response` stands for the answer as a whole."""
    answer = {"200": {"description": "d", "content": json_of({"$ref": "#/components/schemas/Response"})}}
    tried = trying(tmp_path, {"responses": answer}, components={"schemas": {"Response": fields(a=TEXT)}})
    with pytest.raises(Unusable):
        tried.call()
    assert [each.sentence for each in tried.limits] == ["the class Response hides what the generated code calls so"]
    forget(tmp_path)


def test_a_component_that_nobody_needs_breaks_the_package_too(tmp_path: Path) -> None:
    """The generator makes a model of it, which is imported with all others."""
    schemas = {"Unused": fields(inner=fields(x={"const": True}))}
    tried = trying(tmp_path, {}, components={"schemas": schemas})
    assert not tried.said
    with pytest.raises(Unusable, match="SyntaxError"):
        tried.call()
    (limit,) = tried.all_limits
    assert (limit.operation, limit.pointer) == (
        NOWHERE,
        "/components/schemas/Unused/properties/inner/properties/x",
    )
    forget(tmp_path)
