"""A JSON document whose parts are named by JSON pointers, and the schemas in it.

Schemas keep their place, so that a `$ref` in them keeps its meaning, and each is compiled once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import quote, unquote

from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError

from devin_mock.messages import Json, JsonObject, array_of, object_of

_BASE: Final = "urn:openapi-document"


def escaped(part: str) -> str:
    """One step of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


class Tree:
    """A JSON document, and the parts of it."""

    def __init__(self, raw: Mapping[str, Json]) -> None:
        """Take a document as `json.loads` gives it."""
        self.raw = dict(raw)
        self._components = object_of(object_of(raw.get("components")).get("schemas"))
        # `$defs` is where the validator looks for `$anchor`, `$dynamicAnchor` and `$id`; it knows no `components`.
        self._registry = Registry([(_BASE, {**self.raw, "$defs": self._components})], draft=Draft202012)
        self.validator = lru_cache(maxsize=None)(self._validator)
        """pointer -> the compiled validator of the schema there, formats checked. Raises ValueError for a bad one."""
        self.schema = lru_cache(maxsize=None)(self._schema)
        """pointer -> the schema there or where its `$ref` leads; an empty one for `true` and `false`."""

    def at(self, pointer: str) -> Json:
        """What stands at a JSON pointer. Raises ValueError when nothing does."""
        node: Json = self.raw
        for part in pointer.split("/")[1:]:
            step = part.replace("~1", "/").replace("~0", "~")
            if step in object_of(node):
                node = node[step]
            elif step.isdecimal() and int(step) < len(array_of(node)):
                node = node[int(step)]
            else:
                raise ValueError(f"The document has nothing at {pointer}, to which it refers.")
        return node

    def follow(self, pointer: str) -> str:
        """The pointer that a chain of `$ref` without siblings ends at."""
        for _ in range(50):
            reference = object_of(self.at(pointer)).get("$ref")
            if reference is None:
                return pointer
            pointer = self.target(reference, pointer)
        raise ValueError(f"The references at {pointer} lead in a circle.")

    def target(self, reference: Json, pointer: str) -> str:
        """The pointer that a `$ref` at `pointer` names. Raises ValueError for one that leads outside or nowhere."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise ValueError(f"The document refers to {reference} at {pointer}; only references inside it are read.")
        fragment = unquote(reference[1:])
        if fragment == "" or fragment.startswith("/"):
            return fragment
        if fragment not in self._anchors:
            raise ValueError(f"The document refers to {reference} at {pointer}, but no schema has that anchor.")
        return self._anchors[fragment][0]

    def anchored(self, name: str) -> Sequence[str]:
        """The pointers of the schemas that have an anchor, dynamic or not; a `$dynamicRef` means one of them."""
        return self._anchors.get(name, ())

    @cached_property
    def _anchors(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for here, node in self._nodes("/components/schemas", self._components):
            for word in ("$anchor", "$dynamicAnchor"):
                if isinstance(name := object_of(node).get(word), str):
                    found.setdefault(name, []).append(here)
        return found

    def _schema(self, pointer: str) -> JsonObject:
        return object_of(self.at(self.follow(pointer)))

    def is_valid(self, pointer: str, value: Json) -> bool:
        """Whether a JSON value fits the schema at a pointer."""
        return self.validator(pointer).is_valid(value)

    def fits(self, schema: JsonObject | bool, value: Json) -> bool:
        """Whether a JSON value fits a schema that stands in the document, or is an `allOf` of such schemas.

        True also for a schema of which that cannot be said.
        """
        pointer = self._places.get(id(schema))
        if pointer is not None:
            return self.is_valid(pointer, value)
        return all(self.fits(part, value) for part in object_of(schema).get("allOf", ()))

    @cached_property
    def _places(self) -> dict[int, str]:
        """The pointers of all objects; they live as long as the document, so an identity stands for one of them."""
        return {id(node): here for here, node in self._nodes("", self.raw) if object_of(node)}

    def _nodes(self, here: str, node: Json) -> Iterator[tuple[str, Json]]:
        open_ones: list[tuple[str, Json]] = [(here, node)]
        while open_ones:
            here, node = open_ones.pop()
            yield here, node
            children: Iterable[tuple[str | int, Json]] = object_of(node).items() or enumerate(array_of(node))
            open_ones += reversed([(f"{here}/{escaped(str(step))}", child) for step, child in children])

    def _validator(self, pointer: str) -> Draft202012Validator:
        reference = {"$ref": f"{_BASE}#{quote(pointer, safe='/~')}"}
        try:
            return Draft202012Validator(reference, registry=self._registry, validate_formats=True, offline=True)
        except ValidationError as error:
            place = "".join(f"/{escaped(str(step))}" for step in error.instance_path)
            where = f" (at {place})" if place else ""
            raise ValueError(f"The schema at {pointer} cannot be used: {error.message}{where}.") from None
