"""Which operations of a vendor's document are taken in, after ``specs/selection.yaml``; the others are listed.

A whole document holds far more than usage. What is taken keeps the vendor's words to the letter, with just the
components and tags that it needs; what is not taken is never dropped in silence.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

from . import grammar, layout, references, yaml12
from .errors import PipelineError
from .tree import Json

_FIELDS = {"description", "method", "tag", "path"}
_PARAMETER = re.compile(r"\{[^{}]*\}")


Component: TypeAlias = "tuple[str, str]"
"""A component by kind and name, such as ``("schemas", "UsageMetrics")``."""


@frozen
class Rule:
    """One wish: operations that have one of the methods, one of the tags and one of the paths; None is any."""

    methods: frozenset[str] | None
    tags: frozenset[str] | None
    paths: frozenset[str] | None

    def matches(self, method: str, path: str, operation: dict[str, Json]) -> bool:
        """Tell whether an operation is meant."""
        return (
            (self.methods is None or method.lower() in self.methods)
            and (self.tags is None or bool(self.tags & _tags(operation)))
            and (self.paths is None or _PARAMETER.sub("{}", path) in self.paths)
        )


@frozen
class Selected:
    """A document with the operations that are taken, and what was left out of it."""

    document: dict[str, Json]
    taken: tuple[str, ...]
    """As ``GET /v3/self``, in the order of the document."""
    left: tuple[str, ...]
    """The same of the operations that no rule matches; a webhook as ``webhook <name>``."""


def read(root: Path) -> tuple[Rule, ...]:
    """Read the rules.

    Raises:
        PipelineError: the file is missing or is no list of rules.
    """
    name = layout.SELECTION.as_posix()
    try:
        found = yaml12.load((root / layout.SELECTION).read_bytes().decode("utf-8"), name)
    except FileNotFoundError:
        raise PipelineError(f"{name} is missing; it says which operations are taken in") from None
    except UnicodeDecodeError as error:
        raise PipelineError(f"{name} is not UTF-8: {error}") from error
    rules = found.get("take") if isinstance(found, dict) else None
    if not isinstance(found, dict) or set(found) != {"take"} or not isinstance(rules, list) or not rules:
        raise PipelineError(f"{name} holds no rules; expected a list below the one key take")
    return tuple(_rule(rule, f"{name}, rule {number}") for number, rule in enumerate(rules, start=1))


def _rule(rule: Json, name: str) -> Rule:
    if not isinstance(rule, dict) or set(rule) - _FIELDS or not set(rule) - {"description"}:
        raise PipelineError(f"{name} must name a method, a tag or a path, and may have a description; nothing else")
    methods, tags, paths = (_values(rule, key, name) for key in ("method", "tag", "path"))
    return Rule(
        methods=None if methods is None else frozenset(each.lower() for each in methods),
        tags=tags,
        paths=None if paths is None else frozenset(_PARAMETER.sub("{}", each) for each in paths),
    )


def _values(rule: dict[str, Json], key: str, name: str) -> frozenset[str] | None:
    if key not in rule:
        return None
    given = rule[key]
    listed = given if isinstance(given, list) else [given]
    values = frozenset(each for each in listed if isinstance(each, str) and each)
    if not values or len(values) != len(listed):
        raise PipelineError(f"{name}: {key} is no text and no list of different texts")
    return values


def select(document: dict[str, Json], rules: tuple[Rule, ...], *, beside: Iterable[Component] = ()) -> Selected:
    """Take the operations that a rule matches, with what they refer to; nothing else of the document is changed.

    ``beside`` names further components that are kept, as (kind, name): those that our overlay document builds on.
    """
    paths = document.get("paths")
    taken: list[str] = []
    left: list[str] = []
    kept: dict[str, Json] = {}
    for method, path, operation in grammar.operations(document):
        matched = any(rule.matches(method, path, operation) for rule in rules)
        (taken if matched else left).append(f"{method} {path}")
        if matched and isinstance(paths, dict):
            item = kept.setdefault(path, _without_operations(paths[path]))
            if isinstance(item, dict):
                item[method.lower()] = operation
    if isinstance(paths, dict):
        for path, item in list(kept.items()):
            kept[path] = _in_order_of(item, paths[path])
        kept.update({key: value for key, value in paths.items() if key.startswith("x-")})
        left.extend(
            f"path {path}, without an operation"
            for path, item in paths.items()
            if isinstance(item, dict) and not path.startswith("x-") and not {*item} & {*grammar.METHODS}
        )
    webhooks = document.get("webhooks")
    left.extend(f"webhook {name}" for name in (webhooks if isinstance(webhooks, dict) else ()))
    chosen = {key: value for key, value in document.items() if key != "webhooks"}
    if "paths" in chosen:
        chosen["paths"] = kept
    return Selected(document=_needed(chosen, beside), taken=tuple(taken), left=tuple(left))


def _without_operations(item: Json) -> Json:
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key not in grammar.METHODS}


def _in_order_of(item: Json, original: Json) -> Json:
    if not isinstance(item, dict) or not isinstance(original, dict):
        return item
    return {key: item[key] for key in original if key in item}


def _needed(document: dict[str, Json], beside: Iterable[Component]) -> dict[str, Json]:
    """Leave out components and tags that nothing refers to any more."""
    components = document.get("components")
    if isinstance(components, dict):
        outside = {key: value for key, value in document.items() if key != "components"}
        needed = {("securitySchemes", name) for name in grammar.security_schemes(document)}
        waiting = [*needed, *beside, *referred(outside, grammar.DOCUMENT)]
        while waiting:
            kind, name = waiting.pop()
            needed.add((kind, name))
            group = components.get(kind)
            part = group.get(name) if isinstance(group, dict) else None
            place = grammar.place(("components", kind, name))
            waiting += [each for each in referred(part, place) if each not in needed]
            if not waiting:
                waiting += [("schemas", child) for child in _children(components, needed)]
        kept: dict[str, Json] = {}
        for kind, group in components.items():
            if not isinstance(group, dict) or kind.startswith("x-"):
                kept[kind] = group
                continue
            inside = {name: part for name, part in group.items() if (kind, name) in needed}
            if inside or not group:
                kept[kind] = inside
        document = {**document, "components": kept}
    tags = document.get("tags")
    if isinstance(tags, list):
        used = {tag for _, _, operation in grammar.operations(document) for tag in _tags(operation)}
        listed = [tag for tag in tags if not isinstance(tag, dict) or tag.get("name") in used]
        document = {**document, "tags": listed}
    return document


def _children(components: dict[str, Json], needed: set[Component]) -> Iterator[str]:
    """The schemas that build on one with a discriminator by ``allOf`` alone, which is all that tells of them."""
    schemas = components.get("schemas")
    if not isinstance(schemas, dict):
        return
    for name, schema in schemas.items():
        parents = {parent for kind, parent in _parents(schema) if (kind, parent) in needed}
        if ("schemas", name) not in needed and any(_is_told_apart(schemas, parent, set()) for parent in parents):
            yield name


def _parents(schema: Json) -> Iterator[Component]:
    parents = schema.get("allOf") if isinstance(schema, dict) else None
    for each in parents if isinstance(parents, list) else ():
        if isinstance(each, dict) and "$ref" in each:
            yield from referred({"$ref": each["$ref"]})


def _is_told_apart(schemas: dict[str, Json], name: str, seen: set[str]) -> bool:
    """Tell whether a schema, or one that it builds on, has a discriminator."""
    schema = schemas.get(name)
    if name in seen or not isinstance(schema, dict):
        return False
    above = {parent for _, parent in _parents(schema)}
    return "discriminator" in schema or any(_is_told_apart(schemas, each, {*seen, name}) for each in above)


def _tags(operation: dict[str, Json]) -> set[str]:
    tags = operation.get("tags")
    return {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()


def referred(part: Json, place: grammar.Place = grammar.UNKNOWN) -> Iterator[Component]:
    """The components that a part refers to by ``$ref`` or in the mapping of a discriminator, as (kind, name).

    ``place`` says what the part is; where that is unknown, what is in an example counts as well.
    """
    for _, reference in references.walk(part, place=place):
        steps = references.steps(reference)
        if len(steps) >= 3 and steps[0] == "components":
            yield steps[1], steps[2]
    for target in references.mapped(part):
        steps = references.steps(target)
        if len(steps) >= 3 and steps[0] == "components":
            yield steps[1], steps[2]
        elif re.fullmatch(r"[A-Za-z0-9._-]+", target):
            yield "schemas", target
