"""Ways of writing the same document in another way; the comparison must see none of them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.unit.spec_diff.places import METHODS, at, operations, places, target

Node = dict[str, Any]
REWRITES: dict[str, Callable[[Node, Random], None]] = {}


def _rewrite(make: Callable[[Node, Random], None]) -> Callable[[Node, Random], None]:
    REWRITES[make.__name__] = make
    return make


def _schemas(document: Node, chance: Random, *, most: int = 4) -> Iterator[Node]:
    """Some of the schemas, each once."""
    found = [place.pointer for place in places(document)]
    chance.shuffle(found)
    for pointer in found[:most]:
        try:
            node = at(document, pointer)
        except (KeyError, IndexError):  # an earlier one of them was moved
            continue
        if isinstance(node, dict) and "$ref" not in node:
            yield node


def _replace(node: Node, other: Node) -> None:
    node.clear()
    node.update(other)


def _referring(document: Node) -> Iterator[Node]:
    """The references to schemas in places of schemas, which are no members of a discriminated union."""

    def walk(node: Any, *, told_apart: bool = False) -> Iterator[Node]:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str) and len(node) == 1:
                if node["$ref"].startswith("#/components/schemas/") and not told_apart:
                    yield node
                return
            for key, value in node.items():
                if key not in ("example", "examples", "default", "mapping"):
                    yield from walk(value, told_apart="discriminator" in node and key in ("oneOf", "anyOf"))
        elif isinstance(node, list):
            for value in node:
                yield from walk(value, told_apart=told_apart)

    yield from walk(document)


@_rewrite
def shuffle_keys(document: Node, chance: Random) -> None:
    def shuffled(node: Any) -> Any:
        if isinstance(node, dict):
            keys = [*node]
            chance.shuffle(keys)
            return {key: shuffled(node[key]) for key in keys}
        return [shuffled(each) for each in node] if isinstance(node, list) else node

    _replace(document, shuffled(document))


@_rewrite
def shuffle_lists(document: Node, chance: Random) -> None:
    """Where the order says nothing."""

    def shuffle(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("required", "enum", "parameters", "anyOf", "oneOf", "allOf", "security") and isinstance(
                    value, list
                ):
                    chance.shuffle(value)
                if key == "type" and isinstance(value, list):
                    chance.shuffle(value)
                if key not in ("example", "examples", "default"):
                    shuffle(value)
        elif isinstance(node, list):
            for value in node:
                shuffle(value)

    shuffle(document)
    for _, _, _, operation in operations(document):
        first, *further = operation.get("tags", [""])
        chance.shuffle(further)
        if "tags" in operation:
            operation["tags"] = [first, *further]


@_rewrite
def inline_references(document: Node, chance: Random) -> None:
    found = [*_referring(document)]
    for node in chance.sample(found, min(3, len(found))):
        if "$ref" in node:
            _replace(node, copy.deepcopy(at(document, target(document, node["$ref"]))))


@_rewrite
def move_behind_references(document: Node, chance: Random) -> None:
    for number, node in enumerate(_schemas(document, chance)):
        name = f"Moved{number}x{len(document['components']['schemas'])}"
        document["components"]["schemas"][name] = dict(node)
        _replace(node, {"$ref": f"#/components/schemas/{name}"})


@_rewrite
def move_parameters_and_answers_behind_references(document: Node, chance: Random) -> None:
    for name, _, _, operation in operations(document):
        for kind, holder in (
            ("parameters", [*enumerate(operation.get("parameters", ()))]),
            ("responses", [*operation["responses"].items()]),
        ):
            if holder and chance.random() < 0.3:
                key, node = chance.choice(holder)
                called = f"{kind}{len(document['components'].get(kind, ()))}"
                if "$ref" not in node:
                    document["components"].setdefault(kind, {})[called] = node
                    operation[kind][key] = {"$ref": f"#/components/{kind}/{called}"}
        if "requestBody" in operation and "$ref" not in operation["requestBody"] and chance.random() < 0.3:
            document["components"].setdefault("requestBodies", {})[name.replace("/", " ")] = operation["requestBody"]
            operation["requestBody"] = {"$ref": f"#/components/requestBodies/{name.replace('/', ' ')}"}


@_rewrite
def spell_null_as_a_form(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=30):
        if (
            isinstance(node.get("type"), list)
            and len(node["type"]) == 2
            and "null" in node["type"]
            and "enum" not in node
        ):
            (kind,) = (each for each in node["type"] if each != "null")
            keyword = chance.choice(["anyOf", "oneOf"])
            if not {"anyOf", "oneOf"} & node.keys():
                _replace(node, {keyword: [{"type": "null"}, {**node, "type": kind}]})


@_rewrite
def spell_null_as_a_type(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=30):
        union = node.get("anyOf", ())
        if len(union) == 2 and {"type": "null"} in union:
            (other,) = (each for each in union if each != {"type": "null"}) if union[0] != union[1] else ({},)
            if isinstance(other.get("type"), str) and not {"enum", "const"} & other.keys():
                outer = {key: value for key, value in node.items() if key != "anyOf"}
                _replace(node, {**other, **outer, "type": [other["type"], "null"]})


@_rewrite
def spell_values_in_another_way(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=60):
        if "const" in node:
            node["enum"] = [node.pop("const")]
        elif len(node.get("enum", ())) == 1:
            node["const"] = node.pop("enum")[0]
        elif "enum" in node and node.get("type") == "string" and chance.random() < 0.5:
            del node["type"]


@_rewrite
def wrap_in_one_member(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance):
        inner = dict(node)
        _replace(node, {chance.choice(["allOf", "anyOf", "oneOf"]): [inner]})


@_rewrite
def cut_objects_in_two(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=12):
        names = [*node.get("properties", ())]
        if node.get("type") == "object" and len(names) > 1 and "additionalProperties" not in node:
            cut = chance.randrange(1, len(names))
            halves = []
            for half in (names[:cut], names[cut:]):
                written: Node = {"type": "object", "properties": {name: node["properties"][name] for name in half}}
                wanted = [name for name in node.get("required", ()) if name in half]
                if wanted:
                    written["required"] = wanted
                halves.append(written)
            rest = {key: value for key, value in node.items() if key not in ("type", "properties", "required")}
            beyond = [name for name in node.get("required", ()) if name not in names]
            _replace(node, {**rest, "allOf": halves, **({"required": beyond} if beyond else {})})


@_rewrite
def list_types_as_forms(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=30):
        if (
            isinstance(node.get("type"), list)
            and not {"anyOf", "oneOf"} & node.keys()
            and node.keys() <= {"type", "title", "description"}
        ):
            node["anyOf"] = [{"type": kind} for kind in node.pop("type")]


@_rewrite
def nest_forms(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=30):
        union = node.get("anyOf", ())
        if len(union) > 2:
            node["anyOf"] = [union[0], {"anyOf": union[1:]}]
            if union[0].get("type") in ("string", "integer") and chance.random() < 0.5:
                node["anyOf"].append(dict(union[0]))


@_rewrite
def write_out_defaults(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=20):
        if node.get("type") == "object":
            node.setdefault("additionalProperties", chance.choice([True, {}]))
            node.setdefault("minProperties", 0)
            node.setdefault("required", [])
        if node.get("type") == "array":
            node.setdefault("uniqueItems", False)
            node.setdefault("minItems", 0)
        if node.get("type") == "string":
            node.setdefault("minLength", 0)
        if "$ref" not in node:
            node.setdefault(chance.choice(["deprecated", "readOnly", "writeOnly"]), False)
    for _, _, _, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            if "$ref" in parameter:
                continue
            style = {"query": "form", "cookie": "form"}.get(parameter["in"], "simple")
            parameter.setdefault("required", False)
            parameter.setdefault("deprecated", False)
            parameter.setdefault("style", style)
            parameter.setdefault("explode", style == "form")
        operation.setdefault("deprecated", False)
        if "requestBody" in operation and "$ref" not in operation["requestBody"]:
            operation["requestBody"].setdefault("required", False)


@_rewrite
def bound_whole_numbers_in_another_way(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance, most=60):
        if node.get("type") == "integer":
            for inclusive, exclusive, step in (("minimum", "exclusiveMinimum", -1), ("maximum", "exclusiveMaximum", 1)):
                if isinstance(node.get(inclusive), int):
                    node[exclusive] = node.pop(inclusive) + step
                elif isinstance(node.get(exclusive), int):
                    node[inclusive] = node.pop(exclusive) - step


@_rewrite
def say_what_concerns_other_types(document: Node, chance: Random) -> None:
    for node in _schemas(document, chance):
        if node.get("type") == "string":
            node.update({"maxItems": 3, "items": {"type": "string"}, "minimum": 4})
        if node.get("type") in ("integer", "number", "boolean"):
            node.update({"maxLength": 3, "properties": {"x": {}}, "required": ["x"]})


@_rewrite
def hoist_parameters(document: Node, chance: Random) -> None:
    for item in document["paths"].values():
        methods = [method for method in METHODS if method in item]
        if len(methods) == 1:
            own = item[methods[0]].pop("parameters", [])
            if own:
                item["parameters"] = [*item.get("parameters", ()), *own]
        elif "parameters" in item:
            for method in methods:
                item[method]["parameters"] = [*copy.deepcopy(item["parameters"]), *item[method].get("parameters", ())]
            del item["parameters"]


@_rewrite
def demand_by_operation(document: Node, chance: Random) -> None:
    """Credentials and servers are said at each operation."""
    for _, _, _, operation in operations(document):
        operation.setdefault("security", copy.deepcopy(document["security"]))
        if document.get("servers"):
            operation.setdefault("servers", [{"url": server["url"] + "/"} for server in document["servers"]])
    document.pop("servers", None)
    del document["security"]
    document["security"] = [{"nobody": []}]


@_rewrite
def rename_components(document: Node, chance: Random) -> None:
    schemas = document["components"]["schemas"]
    for name in chance.sample([*schemas], min(3, len(schemas))):
        old, new = f"#/components/schemas/{name}", f"#/components/schemas/{name}Anew"
        if name + "Anew" in schemas:
            continue
        schemas[name + "Anew"] = schemas.pop(name)

        def renamed(node: Any, old: str = old, new: str = new) -> Any:
            if isinstance(node, dict):
                return {key: new if value == old else renamed(value, old, new) for key, value in node.items()}
            return [renamed(each, old, new) for each in node] if isinstance(node, list) else node

        changed = renamed(document)
        _replace(document, changed)
        schemas = document["components"]["schemas"]


@_rewrite
def rename_security_schemes(document: Node, chance: Random) -> None:
    schemes = document["components"]["securitySchemes"]
    for name in [*schemes]:
        schemes[f"{name}Anew"] = schemes.pop(name)
    for holder in (document, *(operation for _, _, _, operation in operations(document))):
        if "security" in holder:
            holder["security"] = [
                {f"{name}Anew": scopes for name, scopes in each.items()} for each in holder["security"]
            ]


@_rewrite
def add_what_nobody_uses(document: Node, chance: Random) -> None:
    document["components"]["schemas"]["Unused"] = {"type": "string", "description": "Nobody uses it"}
    document["components"]["securitySchemes"]["unused"] = {"type": "http", "scheme": "basic"}


@_rewrite
def write_media_types_in_another_way(document: Node, chance: Random) -> None:
    for _, _, _, operation in operations(document):
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            if "content" in holder:
                holder["content"] = {kind.title(): media for kind, media in holder["content"].items()}
        for parameter in operation.get("parameters", ()):
            if parameter.get("in") == "header":
                parameter["name"] = parameter["name"].upper()
