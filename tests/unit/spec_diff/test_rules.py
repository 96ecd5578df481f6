"""Each rule for schemas, once for what a client sends and once for what it receives."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest
from devin_usage.spec_diff import Finding, diff

Schema: TypeAlias = Any
BREAKING, ADDITIVE, TEXT = "breaking", "additive", "text"
NARROWS = {"sent": BREAKING, "received": ADDITIVE}
WIDENS = {"sent": ADDITIVE, "received": BREAKING}
BREAKS = {"sent": BREAKING, "received": BREAKING}
ADDS = {"sent": ADDITIVE, "received": ADDITIVE}
WORDS = {"sent": TEXT, "received": TEXT}

TEXTS: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
MAP: Schema = {"type": "object", "additionalProperties": WHOLE}
LIST: Schema = {"type": "array", "items": {"type": "string"}}


def thing(*required: str, **properties: Schema) -> Schema:
    """An object."""
    return {"type": "object", "properties": properties, "required": [*required]}


def document(schema: Schema, direction: str = "received", **components: Schema) -> dict[str, Any]:
    """A document of one operation, which sends or receives a schema."""
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"operationId": "run", "responses": {"200": {"description": "Done"}}}
    if direction == "sent":
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"]["200"]["content"] = content
    return {"openapi": "3.1.0", "paths": {"/run": {"post": operation}}, "components": {"schemas": components}}


def compared(old: Schema, new: Schema, direction: str = "received", **components: Schema) -> list[Finding]:
    """What differs between two schemas."""
    return diff(document(old, direction, **components), document(new, direction, **components))


THERE_AND_BACK = [
    ("type-widened", "type-narrowed", WHOLE, {"type": "number"}),
    ("type-widened", "type-narrowed", WHOLE, {}),
    (
        "type-widened",
        "type-narrowed",
        {"type": "integer", "exclusiveMinimum": 0},
        {"type": "number", "exclusiveMinimum": 0},
    ),
    ("became-nullable", "became-not-nullable", TEXTS, {"type": ["string", "null"]}),
    ("became-nullable", "became-not-nullable", TEXTS, {"anyOf": [TEXTS, {"type": "null"}]}),
    ("form-added", "form-removed", TEXTS, {"type": ["string", "integer"]}),
    (
        "form-added",
        "form-removed",
        {"anyOf": [TEXTS, thing(a=TEXTS)]},
        {"anyOf": [TEXTS, thing(a=TEXTS), thing(b=WHOLE)]},
    ),
    ("enum-value-added", "enum-value-removed", {"enum": ["a"]}, {"enum": ["a", "b"]}),
    ("enum-value-added", "enum-value-removed", {"const": 1}, {"enum": [1, 2]}),
    ("enum-removed", "enum-added", {"type": "string", "enum": ["a", "b"]}, TEXTS),
    ("enum-removed", "enum-added", {"type": "string", "const": "a"}, TEXTS),
    ("format-removed", "format-added", {"type": "string", "format": "email"}, TEXTS),
    (
        "format-changed",
        "format-changed",
        {"type": "integer", "format": "int32"},
        {"type": "integer", "format": "int64"},
    ),
    ("pattern-removed", "pattern-added", {"type": "string", "pattern": "^a"}, TEXTS),
    ("multiple-of-removed", "multiple-of-added", {"type": "integer", "multipleOf": 3}, WHOLE),
    (
        "multiple-of-changed",
        "multiple-of-changed",
        {"type": "integer", "multipleOf": 6},
        {"type": "integer", "multipleOf": 3},
    ),
    ("unique-items-removed", "unique-items-added", {**LIST, "uniqueItems": True}, LIST),
    ("minimum-lowered", "minimum-raised", {"type": "number", "minimum": 2}, {"type": "number", "minimum": 1.5}),
    ("minimum-lowered", "minimum-raised", {"type": "number", "exclusiveMinimum": 2}, {"type": "number", "minimum": 2}),
    ("maximum-raised", "maximum-lowered", {"type": "number", "exclusiveMaximum": 2}, {"type": "number", "maximum": 2}),
    ("minimum-removed", "minimum-added", {"type": "integer", "minimum": 0}, WHOLE),
    ("min-length-removed", "min-length-added", {"type": "string", "minLength": 1}, TEXTS),
    ("max-length-raised", "max-length-lowered", {"type": "string", "maxLength": 1}, {"type": "string", "maxLength": 2}),
    ("min-items-lowered", "min-items-raised", {**LIST, "minItems": 2}, {**LIST, "minItems": 1}),
    ("max-items-removed", "max-items-added", {**LIST, "maxItems": 2}, LIST),
    ("min-properties-removed", "min-properties-added", {"type": "object", "minProperties": 2}, {"type": "object"}),
    (
        "max-properties-raised",
        "max-properties-lowered",
        {"type": "object", "maxProperties": 2},
        {"type": "object", "maxProperties": 3},
    ),
    ("property-became-optional", "property-became-required", thing("a", a=TEXTS), thing(a=TEXTS)),
    (
        "property-names-removed",
        "property-names-added",
        {"type": "object", "propertyNames": {"pattern": "^a"}},
        {"type": "object"},
    ),
    (
        "forms-became-inclusive",
        "forms-became-exclusive",
        {"oneOf": [thing(a=TEXTS), thing(b=WHOLE)]},
        {"anyOf": [thing(a=TEXTS), thing(b=WHOLE)]},
    ),
]


@pytest.mark.parametrize(("widened", "narrowed", "narrow", "wide"), THERE_AND_BACK)
@pytest.mark.parametrize("direction", ["sent", "received"])
def test_what_narrows_breaks_who_sends_and_what_widens_breaks_who_receives(
    widened: str, narrowed: str, narrow: Schema, wide: Schema, direction: str
) -> None:
    """One finding in either direction of time."""
    there, back = compared(narrow, wide, direction), compared(wide, narrow, direction)
    assert [(each.rule, each.kind) for each in there] == [(widened, WIDENS[direction])]
    assert [(each.rule, each.kind) for each in back] == [(narrowed, NARROWS[direction])]


ONE_WAY = [
    ("type-changed", BREAKS, TEXTS, WHOLE),
    ("type-changed", BREAKS, LIST, thing(a=TEXTS)),
    ("const-changed", BREAKS, {"const": "a"}, {"const": "b"}),
    ("pattern-changed", BREAKS, {"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}),
    ("multiple-of-changed", BREAKS, {"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 3}),
    ("format-changed", BREAKS, {"type": "string", "format": "email"}, {"type": "string", "format": "uri"}),
    ("format-added", BREAKS, TEXTS, {"type": "string", "format": "date-time"}),
    ("format-removed", BREAKS, {"type": "string", "format": "uuid"}, TEXTS),
    ("property-removed", BREAKS, thing(a=TEXTS, b=WHOLE), thing(b=WHOLE)),
    ("property-added", ADDS, thing(b=WHOLE), thing(a=TEXTS, b=WHOLE)),
    ("property-added", NARROWS, thing(b=WHOLE), thing("a", a=TEXTS, b=WHOLE)),
    ("type-widened", WIDENS, MAP, {"type": "object"}),
    ("additional-properties-forbidden", NARROWS, {"type": "object"}, {"type": "object", "additionalProperties": False}),
    ("additional-properties-forbidden", BREAKS, MAP, {"type": "object", "additionalProperties": False}),
    ("additional-properties-allowed", ADDS, {"type": "object", "additionalProperties": False}, {"type": "object"}),
    ("values-forbidden", BREAKS, thing(a=TEXTS), thing(a=False)),
    ("values-allowed", ADDS, thing(a=False), thing(a=TEXTS)),
    (
        "prefix-items-changed",
        BREAKS,
        {"type": "array", "prefixItems": [TEXTS]},
        {"type": "array", "prefixItems": [TEXTS, {}]},
    ),
    ("constraint-changed", BREAKS, TEXTS, {"type": "string", "not": {"const": "a"}}),
    (
        "constraint-changed",
        BREAKS,
        {"type": "string", "not": {"const": "a"}},
        {"type": "string", "not": {"const": "b"}},
    ),
    ("constraint-changed", BREAKS, thing(), {**thing(), "if": {"required": ["a"]}, "then": {"required": ["b"]}}),
    ("constraint-changed", BREAKS, thing(), {**thing(), "patternProperties": {"^x": TEXTS}}),
    ("constraint-changed", BREAKS, thing(), {**thing(), "dependentRequired": {"a": ["b"]}}),
    (
        "constraint-changed",
        BREAKS,
        {**thing(), "dependentRequired": {"a": ["b"]}},
        {**thing(), "dependentRequired": {"a": ["c"]}},
    ),
    ("constraint-changed", BREAKS, LIST, {**LIST, "contains": {"const": "a"}}),
    ("constraint-changed", BREAKS, LIST, {**LIST, "unevaluatedItems": False}),
    ("constraint-changed", BREAKS, TEXTS, {"type": "string", "contentEncoding": "base64"}),
    ("default-added", NARROWS, WHOLE, {**WHOLE, "default": 1}),
    ("default-changed", NARROWS, {**WHOLE, "default": 1}, {**WHOLE, "default": 2}),
    ("default-removed", NARROWS, {**WHOLE, "default": None}, WHOLE),
    ("deprecated", ADDS, TEXTS, {**TEXTS, "deprecated": True}),
    ("undeprecated", ADDS, {**TEXTS, "deprecated": True}, TEXTS),
    ("became-read-only", {"sent": BREAKING, "received": TEXT}, thing(a=TEXTS), thing(a={**TEXTS, "readOnly": True})),
    (
        "became-not-read-only",
        {"sent": ADDITIVE, "received": TEXT},
        thing(a={**TEXTS, "readOnly": True}),
        thing(a=TEXTS),
    ),
    ("became-write-only", {"sent": TEXT, "received": BREAKING}, thing(a=TEXTS), thing(a={**TEXTS, "writeOnly": True})),
    (
        "became-not-write-only",
        {"sent": TEXT, "received": ADDITIVE},
        thing(a={**TEXTS, "writeOnly": True}),
        thing(a=TEXTS),
    ),
    ("known-value-added", ADDS, {**TEXTS, "x-known-values": ["a"]}, {**TEXTS, "x-known-values": ["a", "b"]}),
    ("known-value-removed", NARROWS, {**TEXTS, "x-known-values": ["a", "b"]}, {**TEXTS, "x-known-values": ["a"]}),
    ("enum-removed", WIDENS, {"type": "string", "enum": ["a", "b"]}, {**TEXTS, "x-known-values": ["a", "b"]}),
    ("title-changed", WORDS, TEXTS, {**TEXTS, "title": "A"}),
    ("description-changed", WORDS, {**TEXTS, "description": "a"}, {**TEXTS, "description": "b"}),
    ("example-changed", WORDS, {**TEXTS, "examples": ["a"]}, TEXTS),
    ("external-docs-changed", WORDS, TEXTS, {**TEXTS, "externalDocs": {"url": "https://docs.example"}}),
    ("extension-changed", WORDS, TEXTS, {**TEXTS, "x-origin": "a"}),
    ("annotation-changed", WORDS, TEXTS, {**TEXTS, "$comment": "a"}),
    ("annotation-changed", WORDS, {"type": "string", "not": TEXTS}, {"type": "string", "not": {**TEXTS, "title": "a"}}),
]


@pytest.mark.parametrize(("rule", "kinds", "old", "new"), ONE_WAY)
@pytest.mark.parametrize("direction", ["sent", "received"])
def test_each_change_has_one_rule_and_a_class_by_direction(
    rule: str, kinds: dict[str, str], old: Schema, new: Schema, direction: str
) -> None:
    """Wherever the schema is: at the top, in a property, in a list, behind a reference."""
    placed: list[tuple[Schema, Schema]] = [
        (old, new),
        (thing(it=old), thing(it=new)),
        ({"type": "array", "items": old}, {"type": "array", "items": new}),
        ({"anyOf": [{"type": "array", "items": old}, {"type": "null"}]}, {"type": ["array", "null"], "items": new}),
    ]
    for before, now in placed:
        assert [(each.rule, each.kind) for each in compared(before, now, direction)] == [(rule, kinds[direction])]
    referred = diff(
        document({"$ref": "#/components/schemas/It"}, direction, It=old),
        document({"$ref": "#/components/schemas/It"}, direction, It=new),
    )
    assert [(each.rule, each.kind) for each in referred] == [(rule, kinds[direction])]


CATS: Schema = thing("kind", kind={"const": "cat"}, lives=WHOLE)
DOGS: Schema = thing("kind", kind={"const": "dog"}, tricks=WHOLE)


def pets(mapping: dict[str, str], name: str = "kind") -> Schema:
    """A union whose forms are told apart by a property."""
    forms = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
    return {"oneOf": forms, "discriminator": {"propertyName": name, "mapping": mapping}}


def test_how_forms_are_told_apart_is_part_of_the_meaning() -> None:
    """By which property, by which value, to which form; a bare name is the reference to a component."""
    both = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
    for other in (pets(both, "sort"), pets({"cat": both["cat"]}), pets({"cat": both["dog"], "dog": both["cat"]})):
        found = compared(pets(both), other, Cat=CATS, Dog=DOGS)
        assert [(each.rule, each.kind) for each in found] == [("discriminator-changed", BREAKING)]
    assert compared(pets(both), pets({"cat": "Cat", "dog": "Dog"}), Cat=CATS, Dog=DOGS) == []


def test_a_form_is_found_again_by_what_tells_it_apart() -> None:
    """So that a change in it is told in it."""
    old: Schema = {"anyOf": [CATS, DOGS]}
    new: Schema = {"anyOf": [DOGS, thing("kind", kind={"const": "cat"}, lives=TEXTS)]}
    assert [(each.rule, each.place) for each in compared(old, new)] == [
        ("type-changed", "response 200 application/json: as object.lives")
    ]


def test_forms_with_the_same_properties_are_told_apart_by_a_value_and_by_words() -> None:
    """Whatever their order."""
    forms = [thing("kind", kind={"const": kind}, size=size) for kind, size in (("a", TEXTS), ("b", WHOLE))]
    others = [
        thing("kind", kind={"const": kind}, size=size) for kind, size in (("b", LIST), ("a", {"type": "boolean"}))
    ]
    assert {str(each.old) for each in compared({"anyOf": forms}, {"anyOf": others})} == {"integer", "string"}
    one, other = ({**thing(a=TEXTS), "description": words} for words in ("one", "other"))
    assert compared({"anyOf": [one, other]}, {"anyOf": [other, one]}) == []
    texts, numbers = thing(size=TEXTS), thing(size=WHOLE)
    explained = {"anyOf": [{**numbers, "description": "a"}, {**texts, "description": "b"}]}
    assert {each.kind for each in compared({"anyOf": [texts, numbers]}, explained)} == {TEXT}


def test_forms_without_a_common_value_may_be_exclusive_or_not() -> None:
    """As no value fits two of them, both say the same."""
    assert compared({"anyOf": [CATS, DOGS]}, {"oneOf": [CATS, DOGS]}) == []
    assert compared({"anyOf": [TEXTS, WHOLE]}, {"oneOf": [TEXTS, WHOLE]}) == []


def test_what_is_only_read_does_not_concern_what_is_sent() -> None:
    """And the other way round."""
    old, new = (thing(id={"type": "string", "readOnly": True, "maxLength": length}) for length in (5, 4))
    assert compared(old, new, "sent") == []
    assert [each.rule for each in compared(old, new)] == ["max-length-lowered"]
    assert compared(thing(), thing("id", id={"readOnly": True}), "sent") == []
    assert compared(thing("id", id={"readOnly": True}), thing(id={"readOnly": True}), "sent") == []
    secret = thing(key={"type": "string", "writeOnly": True})
    assert compared(secret, thing()) == []
    assert [each.rule for each in compared(secret, thing(), "sent")] == ["property-removed"]


def sentences(old: Schema, new: Schema, direction: str = "received") -> list[str]:
    """What is said of two schemas."""
    return [each.sentence for each in compared(old, new, direction)]


def test_sentences_are_for_people_who_read_usage() -> None:
    """They name the thing, what was and what is, and what that means for code."""
    number = {"type": "number"}
    assert sentences(thing(total_acus=number), thing(total_acus={"type": ["number", "null"]})) == [
        "`total_acus` may now be null: code that adds it up must expect None."
    ]
    assert sentences(thing(acus=number), thing(used=number)) == [
        "`acus` is gone: code that reads it finds nothing; it was probably renamed to `used`, "
        "which has the same schema.",
        "`used` is new: it can be read; it is probably `acus` under another name.",
    ]
    days = {"type": "array", "items": thing(product={"enum": ["devin"]})}
    more = {"type": "array", "items": thing(product={"enum": ["devin", "review"]})}
    assert sentences(thing(days=days), thing(days=more)) == [
        "`product` can now be `review`: code that knows the other values alone has to expect it."
    ]
    assert sentences(MAP, {"type": "object", "additionalProperties": TEXTS}) == [
        "Each value of the answer was a whole number and is now a text: answers may hold what never came before."
    ]
    assert sentences({"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 5}, "sent") == [
        "The largest number of the body was `9` and is now `5`: what was accepted until now may be refused."
    ]


def test_a_rename_is_guessed_only_where_one_property_alone_can_have_it() -> None:
    """Of two with the same schema, neither is named."""
    old, new = thing(a=TEXTS, b=TEXTS), thing(c=TEXTS)
    assert not any("probably" in sentence for sentence in sentences(old, new))


def test_places_lead_to_the_value() -> None:
    """Through properties, lists, maps, keys and forms."""
    deep = thing(days={"type": "array", "items": {"type": "object", "additionalProperties": {"anyOf": [WHOLE, LIST]}}})
    other = thing(
        days={
            "type": "array",
            "items": {"type": "object", "additionalProperties": {"anyOf": [WHOLE, {"type": "array"}]}},
        }
    )
    assert [each.place for each in compared(deep, other)] == ["response 200 application/json: days[].* as array[]"]
    keys, others = ({"type": "object", "propertyNames": {"maxLength": length}} for length in (1, 2))
    assert [each.place for each in compared(thing(by_day=keys), thing(by_day=others), "sent")] == [
        "request application/json: by_day (keys)"
    ]
