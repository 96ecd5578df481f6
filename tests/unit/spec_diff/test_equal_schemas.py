"""Two ways of writing one schema are one schema."""

from __future__ import annotations

import pytest

from tests.unit.spec_diff.test_rules import LIST, NUMBER, TEXTS, WHOLE, Schema, compared, thing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, True),
        ({}, {"anyOf": [{}, TEXTS]}),
        (NUMBER, {"anyOf": [NUMBER, NUMBER]}),
        (NUMBER, {"allOf": [NUMBER, {}]}),
        (WHOLE, {"allOf": [NUMBER, WHOLE]}),
        ({"enum": ["a", 1]}, {"anyOf": [{"const": "a"}, {"const": 1}]}),
        ({"enum": ["a", None]}, {"type": ["string", "null"], "enum": [None, "a"]}),
        ({"enum": ["a"]}, {"enum": ["a", "b"], "allOf": [{"enum": ["c", "a"]}]}),
        ({"multipleOf": 6, **WHOLE}, {"allOf": [{"multipleOf": 2, **WHOLE}, {"multipleOf": 3}]}),
        ({"minimum": 5, "maximum": 7, **NUMBER}, {"allOf": [{"minimum": 5}, {"minimum": 4, "maximum": 7}, NUMBER]}),
        ({"oneOf": [TEXTS, {"type": "null"}]}, {"anyOf": [{"type": "null"}, TEXTS]}),
        (TEXTS, {"oneOf": [{"type": ["string", "null"]}, {"type": "null"}]}),
        (thing("a", a=TEXTS, b=WHOLE), {"allOf": [thing(a=TEXTS), thing("a", b=WHOLE)]}),
        (thing("a", a=TEXTS), {**thing("a"), "allOf": [thing(a=TEXTS)]}),
        (thing(a={"enum": ["x"]}), {"allOf": [thing(a={"enum": ["x", "y"]}), thing(a={"enum": ["x", "z"]})]}),
        (
            {"anyOf": [thing("a", a=TEXTS, b=TEXTS), thing("b", a=TEXTS, b=TEXTS)]},
            {**thing(a=TEXTS, b=TEXTS), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        ),
        (
            {**thing(a=TEXTS, b=False), "additionalProperties": False},
            {"allOf": [{**thing(a=TEXTS), "additionalProperties": False}, thing(b=WHOLE)]},
        ),
        (
            {"type": "array", "prefixItems": [TEXTS, WHOLE], "items": WHOLE},
            {"allOf": [{"type": "array", "prefixItems": [TEXTS]}, {"prefixItems": [{}, WHOLE], "items": WHOLE}]},
        ),
        ({"pattern": ".*", **TEXTS}, TEXTS),
        ({**thing(), "dependentRequired": {"a": ["b", "c"]}}, {**thing(), "dependentRequired": {"a": ["c", "b"]}}),
        (LIST, {**LIST, "minContains": 2, "maxLength": 3, "then": {}}),
        (WHOLE, {**WHOLE, "multipleOf": 1, "allOf": []}),
    ],
)
def test_what_allows_the_same_is_the_same(one: Schema, other: Schema) -> None:
    """However it is written."""
    for direction in ("sent", "received"):
        assert compared(thing(a=one), thing(a=other), direction) == []
        assert compared(thing(a=other), thing(a=one), direction) == []
