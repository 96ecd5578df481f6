"""Bringing the schemas of a document into their canonical form."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import reduce

from attrs import evolve

from . import facets
from .branches import OPAQUE_KEYWORDS, TYPES, fits, kind_of, narrower, of_type, opaque, values
from .references import follow, name_of
from .shapes import ANYTHING, NOTHING, Branch, Nodes, Shape, noted
from .trees import Json, key, mapping, sequence, text, texts

_MOST_BRANCHES = 200

_STRUCTURE = frozenset(
    (
        *facets.KEYWORDS,
        *OPAQUE_KEYWORDS,
        *("$ref", "type", "enum", "const", "nullable", "allOf", "anyOf", "oneOf", "discriminator"),
        *("properties", "required", "additionalProperties", "propertyNames", "items", "prefixItems"),
        *("$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary", "$defs", "definitions"),
    )
)
"""What is no note. Identifiers and definitions do nothing by themselves."""


class Schemas:
    """The schemas of one document. It has to live as long as what this gives."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._is_old = (text(mapping(document).get("openapi")) or "").startswith("3.0")
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._reading: set[int] = set()
        components = mapping(mapping(mapping(document).get("components")).get("schemas"))
        self._names = {id(schema): name for name, schema in components.items()}

    def nodes(self, *written: Json) -> Nodes:
        """Give schemas that all have to hold, each where its reference leads, without those that ask for nothing."""
        found = {id(node): node for node in map(self._led, written) if node is not True and node != {}}
        return tuple(found.values())

    def shape(self, nodes: Nodes) -> Shape:
        """Give the canonical form of schemas that all have to hold."""
        identity = tuple(map(id, nodes))
        if identity not in self._shapes:
            parts = [(self._read(node), node) for node in nodes]
            if len(parts) < 2:
                self._shapes[identity] = parts[0][0] if parts else ANYTHING
            else:
                self._shapes[identity] = self._all(parts, {})
        return self._shapes[identity]

    def _led(self, node: Json) -> Json:
        seen: set[int] = set()
        while isinstance(node, dict) and "$ref" in node and (self._is_old or len(node) == 1):
            if id(node) in seen:
                return True  # a circle of references asks for nothing
            seen.add(id(node))
            try:
                node = follow(self._document, text(node["$ref"]) or "?")
            except LookupError:
                return node
        return node

    def _read(self, node: Json) -> Shape:
        if node is False:
            return NOTHING
        if not isinstance(node, dict) or id(node) in self._reading:
            return ANYTHING
        self._reading.add(id(node))
        try:
            return self._combined(node)
        finally:
            self._reading.discard(id(node))

    def _combined(self, node: dict[str, Json]) -> Shape:
        parts: list[tuple[Shape, Json]] = [(self._plain(node), node)]
        if "$ref" in node:
            parts.append(self._referred(node))
        for member in sequence(node.get("allOf")):
            nodes = self.nodes(member)
            parts.append((self.shape(nodes), member))
        for keyword in ("anyOf", "oneOf"):
            members = sequence(node.get(keyword))
            if members:
                parts.append((self._union(members, exclusive=keyword == "oneOf"), {keyword: node[keyword]}))
        own = {keyword: value for keyword, value in node.items() if self._is_note(keyword, value)}
        shape = self._all(parts, own)
        discriminator = mapping(node.get("discriminator"))
        if discriminator:
            shape = evolve(shape, discriminators=(*shape.discriminators, self._telling(discriminator)))
        if self._is_old and node.get("nullable") is True:
            # By the letter it takes more for null to be valid (a type beside it, null among the enum); whoever
            # writes it means this.
            shape = evolve(shape, nullable=True)
        return evolve(shape, name=self._names.get(id(node), shape.name))

    def _telling(self, discriminator: Mapping[str, Json]) -> Mapping[str, Json]:
        """Give how branches are told apart, with the names that branches have."""
        named: dict[str, Json] = {}
        for value, target in mapping(discriminator.get("mapping")).items():
            written = text(target) or ""
            nodes = self.nodes({"$ref": written if "/" in written else f"#/components/schemas/{written}"})
            named[value] = (self._names.get(id(nodes[0])) if nodes else None) or name_of(written)
        return {"propertyName": discriminator.get("propertyName"), "mapping": named}

    def _referred(self, node: dict[str, Json]) -> tuple[Shape, Json]:
        reference = text(node["$ref"]) or "?"
        try:
            nodes = self.nodes(follow(self._document, reference))
        except LookupError:
            whole: dict[str, Json] = {"$ref": reference}
            return Shape(nullable=True, branches=(Branch(type="any", opaque=(whole,)),)), node
        return evolve(self.shape(nodes), name=name_of(reference)), node

    def _is_note(self, keyword: str, value: Json) -> bool:
        if keyword == "nullable":
            return not self._is_old
        if keyword in ("deprecated", "readOnly", "writeOnly") and value is False:
            return False
        return keyword not in _STRUCTURE

    def _all(self, parts: list[tuple[Shape, Json]], own: Mapping[str, Json]) -> Shape:
        """Give the values for which all parts hold."""
        shape = reduce(self._both, parts[1:], parts[0][0])
        return evolve(shape, notes=noted(own, [part.notes for part, _ in parts]))

    def _both(self, shape: Shape, part: tuple[Shape, Json]) -> Shape:
        other, written = part
        several = len(shape.branches) > 1 and len(other.branches) > 1
        if several and (
            shape.exclusive or other.exclusive or len(shape.branches) * len(other.branches) > _MOST_BRANCHES
        ):
            group: dict[str, Json] = {"allOf": [written]}
            return evolve(
                shape,
                nullable=shape.nullable and other.nullable,
                branches=tuple(evolve(each, opaque=(*each.opaque, group)) for each in shape.branches),
            )
        met = (self._met(mine, theirs) for mine in shape.branches for theirs in other.branches)
        return Shape(
            nullable=shape.nullable and other.nullable,
            branches=tuple(each for each in met if each is not None),
            exclusive=shape.exclusive or other.exclusive,
            overlapping=shape.overlapping or other.overlapping,
            discriminators=(*shape.discriminators, *other.discriminators),
            name=other.name or shape.name,
        )

    def _met(self, one: Branch, other: Branch) -> Branch | None:
        if one.is_open and not one.notes:
            return other
        if other.is_open and not other.notes:
            return one
        kind = narrower(one.type, other.type)
        enum = one.enum if other.enum is None else other.enum
        if one.enum is not None and other.enum is not None:
            theirs = {key(value) for value in other.enum}
            enum = tuple(value for value in one.enum if key(value) in theirs)
        if kind is None or enum == ():
            return None
        names = dict.fromkeys((*one.properties, *other.properties))
        return of_type(
            Branch(
                type=kind,
                enum=enum,
                facets=facets.both(one.facets, other.facets),
                properties={
                    name: self.nodes(
                        *one.properties.get(name, one.additional), *other.properties.get(name, other.additional)
                    )
                    for name in names
                },
                required=one.required | other.required,
                additional=self.nodes(*one.additional, *other.additional),
                names=self.nodes(*one.names, *other.names),
                prefix=tuple(
                    self.nodes(*_item(one, place), *_item(other, place))
                    for place in range(max(len(one.prefix), len(other.prefix)))
                ),
                items=self.nodes(*one.items, *other.items),
                opaque=(*one.opaque, *other.opaque),
                notes=noted({}, [one.notes, other.notes]),
                name=other.name or one.name,
            )
        )

    def _union(self, members: list[Json], *, exclusive: bool) -> Shape:
        listed = [self.shape(nodes) for nodes in map(self.nodes, members)]
        everything = [] if exclusive else [shape for shape in listed if shape.is_open]
        if everything:
            return evolve(ANYTHING, notes=noted({}, [shape.notes for shape in everything]))
        groups = [list(_labelled(shape)) for shape in listed]
        nulls = sum(shape.nullable for shape in listed)
        return Shape(
            nullable=nulls == 1 if exclusive else nulls > 0,
            branches=tuple({_identity(branch, exclusive): branch for group in groups for branch in group}.values()),
            exclusive=exclusive and len(groups) > 1,
            overlapping=self._overlap(groups),
            discriminators=tuple(each for shape in listed for each in shape.discriminators),
        )

    def _plain(self, node: dict[str, Json]) -> Shape:
        """Give the values for which the keywords hold that do not put schemas together."""
        listed = values(node)
        kinds = [kind] if (kind := text(node.get("type"))) is not None else texts(node.get("type"))
        nullable = "null" in kinds
        if not kinds:
            kinds, nullable = (["any"] if listed is None else [*dict.fromkeys(map(kind_of, listed))]), True
        if listed is not None:
            nullable = nullable and None in listed
        branches = (self._branch(node, kind, listed) for kind in kinds if kind in (*TYPES, "any"))
        return Shape(nullable=nullable, branches=tuple(each for each in branches if each.enum != ()))

    def _branch(self, node: dict[str, Json], kind: str, listed: list[Json] | None) -> Branch:
        additional = self.nodes(node.get("additionalProperties", True))
        properties = {name: self.nodes(schema) for name, schema in mapping(node.get("properties")).items()}
        required = frozenset(texts(node.get("required")))
        return of_type(
            Branch(
                type=kind,
                enum=None if listed is None else tuple(value for value in listed if fits(value, kind)),
                facets=facets.read(node),
                properties={**properties, **dict.fromkeys(sorted(required - properties.keys()), additional)},
                required=required,
                additional=additional,
                names=self.nodes(node.get("propertyNames", True)),
                prefix=tuple(self.nodes(each) for each in sequence(node.get("prefixItems"))),
                items=self.nodes(node.get("items", True)),
                opaque=opaque(node),
                name=self._names.get(id(node)),
            )
        )

    def _overlap(self, groups: list[list[Branch]]) -> bool:
        return any(
            self._meet(one, other)
            for place, group in enumerate(groups)
            for one in group
            for others in groups[place + 1 :]
            for other in others
        )

    def _meet(self, one: Branch, other: Branch) -> bool:
        """Tell whether a value may fit two branches, as far as types and listed values tell."""
        if narrower(one.type, other.type) is None or _apart(one.enum, other.enum):
            return False
        return not any(
            _apart(self._listed(one.properties[name]), self._listed(other.properties[name]))
            for name in one.required & other.required
        )

    def _listed(self, nodes: Nodes) -> tuple[Json, ...] | None:
        shape = self.shape(nodes)
        return shape.branches[0].enum if len(shape.branches) == 1 and not shape.nullable else None


def _apart(one: tuple[Json, ...] | None, other: tuple[Json, ...] | None) -> bool:
    return one is not None and other is not None and {*map(key, one)}.isdisjoint(map(key, other))


def _labelled(shape: Shape) -> Iterator[Branch]:
    for branch in shape.branches:
        yield evolve(branch, notes=noted(branch.notes, [shape.notes]), name=branch.name or shape.name)


def _identity(branch: Branch, exclusive: bool) -> Hashable:
    """Give the same for branches that are the same: one of them says nothing, unless a value must fit one alone."""
    if exclusive:
        return id(branch)
    parts = (*branch.properties.values(), branch.additional, branch.names, *branch.prefix, branch.items)
    return (
        *(branch.type, branch.enum and key([*branch.enum]), key(dict(branch.facets)), branch.required),
        *(tuple(branch.properties), *(tuple(map(id, nodes)) for nodes in parts)),
        *(key([dict(group) for group in branch.opaque]), key(dict(branch.notes))),
    )


def _item(branch: Branch, place: int) -> Nodes:
    return branch.prefix[place] if place < len(branch.prefix) else branch.items
