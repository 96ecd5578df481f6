"""How the generator reads a schema: as one of a few kinds of value, each with its own way onto the wire and back.

It takes the first keyword that it knows and leaves the others, so the kind of a schema is not always what JSON Schema
would say. The order of the questions here is the order of ``property_from_data`` in openapi-python-client 0.29.1.
"""

from collections.abc import Iterator
from typing import Literal

from attrs import evolve, field, frozen

from .. import grammar, references
from ..tree import Json, Location, at, pointer

Node = dict[str, Json]
Kind = Literal[
    "any",
    "boolean",
    "enum",
    "union",
    "const",
    "date-time",
    "date",
    "binary",
    "uuid",
    "string",
    "number",
    "integer",
    "null",
    "array",
    "model",
]

UNIONS = ("anyOf", "oneOf")
_BY_TYPE: dict[str, Kind] = {"number": "number", "integer": "integer", "null": "null", "array": "array"}
_BY_FORMAT: dict[str, Kind] = {"date-time": "date-time", "date": "date", "binary": "binary", "uuid": "uuid"}
_DEEPEST = 12
"""No union is nested deeper; one that refers to itself without end is refused by the generator."""


def node(value: Json) -> Node:
    """Take an object as it is, and anything else as one without keys."""
    return value if isinstance(value, dict) else {}


def items(value: Json) -> list[Json]:
    """Take a list as it is, and anything else as an empty one."""
    return value if isinstance(value, list) else []


def text(value: Json, otherwise: str = "") -> str:
    """Take a text as it is, and anything else as the other one."""
    return value if isinstance(value, str) else otherwise


def names(value: Json) -> list[str]:
    """Take the texts of a list."""
    return [each for each in items(value) if isinstance(each, str)]


@frozen
class Place:
    """A node of a document, and where it stands once references have been followed."""

    node: Node
    location: Location

    @property
    def pointer(self) -> str:
        """The JSON pointer of the node."""
        return pointer(self.location)

    def below(self, *steps: str | int) -> "Place":
        """Go down from here; what is not there is empty."""
        try:
            found = at(self.node, steps)
        except (LookupError, TypeError):
            found = None
        return Place(node(found), (*self.location, *steps))


@frozen
class Reading:
    """A schema as the generator reads it.

    `members` are those of a union, nested ones laid flat. `passed` are the places that only lead to this one: those
    with a reference, or with one branch that is a reference.
    """

    kind: Kind
    place: Place
    members: tuple["Reading", ...] = ()
    passed: tuple[Place, ...] = ()

    @property
    def key(self) -> tuple[Kind, tuple[Location, ...]]:
        """What tells it from other readings."""
        return self.kind, (*(each.location for each in self.passed), self.place.location)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of its values."""
        return frozenset(each.kind for each in self.members or (self,))

    @property
    def without_null(self) -> tuple["Reading", ...]:
        """What it may be beside null."""
        return tuple(each for each in self.members or (self,) if each.kind != "null")


@frozen(eq=False)
class Reader:
    """A document, and the readings of its schemas, each made once."""

    document: Node
    _readings: dict[tuple[Location, str | None], Reading] = field(factory=dict[tuple[Location, str | None], Reading])

    def place(self, *location: str | int) -> Place:
        """Go to a location, and on to where a reference there leads."""
        return self.follow(Place(self.document, ()).below(*location))

    def follow(self, place: Place) -> Place:
        """Follow references to their end; one that leads nowhere leads to an empty object."""
        for _ in range(_DEEPEST):
            reference = place.node.get("$ref")
            if not isinstance(reference, str):
                return place
            try:
                place = Place(node(references.follow(self.document, reference)), tuple(references.steps(reference)))
            except LookupError:
                return Place({}, place.location)
        return Place({}, place.location)

    def operations(self) -> Iterator[tuple[str, Place, Place]]:
        """Walk the operations as (name, operation, path item), those of path items behind a reference too."""
        for path, item in node(self.document.get("paths")).items():
            holder = self.follow(Place(node(item), ("paths", path)))
            for method, _, operation in grammar.operations({"paths": {path: holder.node}}):
                place = Place(operation, (*holder.location, method.lower()))
                yield f"{method} {path} ({operation.get('operationId')})", place, holder

    def reading(self, schema: Place, kind_of_list: str | None = None, depth: int = 0) -> Reading:
        """Read a schema; `kind_of_list` is the one type that is meant of a list of them."""
        key = schema.location, kind_of_list
        if key not in self._readings:
            self._readings[key] = self._read(schema, kind_of_list, depth)
        return self._readings[key]

    def _read(self, schema: Place, kind_of_list: str | None, depth: int) -> Reading:
        here = self.follow(schema)
        passed = (schema,) if "$ref" in schema.node else ()
        found = self._read_here(here, kind_of_list, depth)
        return evolve(found, passed=(*passed, *found.passed))

    def _read_here(self, here: Place, kind_of_list: str | None, depth: int) -> Reading:
        parts = [(word, index) for word in ("allOf", *UNIONS) for index in range(len(items(here.node.get(word))))]
        if len(parts) == 1 and "$ref" in here.below(*parts[0]).node and depth < _DEEPEST:
            found = self.reading(here.below(*parts[0]), None, depth + 1)
            return evolve(found, passed=(here, *found.passed))
        kind = kind_of_list or here.node.get("type")
        if kind == "boolean":
            return Reading("boolean", here)
        values = items(here.node.get("enum"))
        if values:
            found = Reading("enum" if any(each is not None for each in values) else "null", here)
            both = None in values and found.kind == "enum"
            return Reading("union", here, (Reading("null", here), found)) if both else found
        if any(here.node.get(word) for word in UNIONS) or isinstance(kind, list):
            return Reading("union", here, tuple(self._members(here, names(kind), depth)))
        if here.node.get("const") is not None:
            return Reading("const", here)
        if kind == "string":
            return Reading(_BY_FORMAT.get(text(here.node.get("format")), "string"), here)
        if isinstance(kind, str) and kind in _BY_TYPE:
            return Reading(_BY_TYPE[kind], here)
        is_model = kind == "object" or here.node.get("allOf") or (kind is None and here.node.get("properties"))
        return Reading("model" if is_model else "any", here)

    def _members(self, here: Place, types: list[str], depth: int) -> Iterator[Reading]:
        if depth >= _DEEPEST:
            return
        branches = [(word, index) for word in UNIONS for index in range(len(items(here.node.get(word))))]
        for branch in branches:
            member = self.reading(here.below(*branch), None, depth + 1)
            yield from member.members or (member,)
        # Of a list of types, each is read beside all the other keywords; with branches there, it would be read twice.
        for each in () if branches else types:
            yield self.reading(here, each, depth + 1)

    def item(self, array: Reading) -> Reading:
        """Read what an array holds: one schema, or the union of all that stand in `prefixItems` and `items`."""
        here = array.place
        steps: list[tuple[str | int, ...]] = [
            ("prefixItems", index) for index in range(len(items(here.node.get("prefixItems"))))
        ]
        steps += [("items",)] if "items" in here.node else []
        found = [self.reading(here.below(*each)) for each in steps]
        if len(found) == 1:
            return found[0]
        return Reading("union", here, tuple(member for each in found for member in each.members or (each,)))

    def _parts(self, model: Place, depth: int = 0) -> Iterator[Place]:
        """Walk the schemas that a model is put together from: the parts of its `allOf`, and itself at last."""
        for index in range(len(items(model.node.get("allOf"))) if depth < _DEEPEST else 0):
            part = model.below("allOf", index)
            if "$ref" in part.node:
                yield from self._parts(self.reading(part).place, depth + 1)
            else:
                yield part
        yield model

    def properties(self, model: Reading) -> dict[str, Reading]:
        """Read the properties of a model: its own, and those of the parts of its `allOf`."""
        return {
            name: self.reading(part.below("properties", name))
            for part in self._parts(model.place)
            for name in node(part.node.get("properties"))
        }

    def required(self, model: Reading) -> set[str]:
        """Collect the names that a model requires, in the same way."""
        return {name for part in self._parts(model.place) for name in names(part.node.get("required"))}

    def rest(self, model: Reading) -> Reading | None:
        """Read the further properties of a model: of any kind where nothing is said, None where there are none."""
        rest = model.place.node.get("additionalProperties", True)
        if rest is False:
            return None
        return (
            Reading("any", model.place)
            if not rest or rest is True
            else self.reading(model.place.below("additionalProperties"))
        )

    def children(self, schema: Reading) -> Iterator[Reading]:
        """Walk what a value of a schema holds."""
        yield from schema.members
        if schema.kind == "array":
            yield self.item(schema)
        if schema.kind == "model":
            yield from self.properties(schema).values()
            rest = self.rest(schema)
            if rest is not None and rest.kind != "any":
                yield rest

    def reached(self, *schemas: Reading) -> Iterator[Reading]:
        """Walk everything that values of some schemas hold, each once, themselves included."""
        waiting, seen = list(schemas), set[tuple[Kind, tuple[Location, ...]]]()
        while waiting:
            each = waiting.pop()
            if each.key not in seen:
                seen.add(each.key)
                yield each
                waiting += self.children(each)
