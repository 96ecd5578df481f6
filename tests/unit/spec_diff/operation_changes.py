"""Changes around one operation, each with the rules and classes that tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from tests.unit.spec_diff.places import operations
from tests.unit.spec_diff.schema_change import Node, Said


@frozen
class OperationChange:
    """A change around one operation; ``make`` gives what tells of it, or None where it cannot be made."""

    name: str
    make: Callable[[Node, str, str, Node], list[tuple[str, str]] | None]
    elsewhere: bool = False
    """Whether the operation is called otherwise afterwards, so that its name is not looked at."""

    def apply(self, document: Node, name: str) -> set[Said] | None:
        """Make the change; give what has to be said."""
        (found,) = ((path, method, node) for each, path, method, node in operations(document) if each == name)
        said = self.make(document, *found)
        return None if said is None else {("*" if self.elsewhere else name, rule, kind) for rule, kind in said}


def _query(node: Node) -> list[Node]:
    return [each for each in node.get("parameters", ()) if each["in"] == "query"]


def _success(node: Node) -> tuple[str, Node] | None:
    return next(((status, answer) for status, answer in node["responses"].items() if status[0] == "2"), None)


def demanded(document: Node, operation: Node) -> list[Node]:
    """The credentials that an operation asks for."""
    own: list[Node] = operation["security"] if "security" in operation else document["security"]
    return own


def _changes_of_operations() -> Iterator[OperationChange]:
    def change(name: str, *, elsewhere: bool = False) -> Callable[[Callable[[Node, str, str, Node], Any]], None]:
        return lambda make: found.append(OperationChange(name, make, elsewhere))

    found: list[OperationChange] = []

    @change("removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        del document["paths"][path][method]
        return [("operation-removed", "breaking")]

    @change("added", elsewhere=True)
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        document["paths"]["/brand/new"] = {
            "get": {"operationId": "brand_new", "responses": {"204": {"description": "-"}}}
        }
        return [("operation-added", "additive")]

    @change("moved", elsewhere=True)
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        item = document["paths"][path]
        if "{" in path or "parameters" in item:
            return None
        document["paths"]["/moved"] = {method: item.pop(method)}
        return [("operation-moved", "breaking")]

    @change("id renamed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node["operationId"] = "renamed"
        return [("operation-id-changed", "breaking")]

    @change("first tag changed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node["tags"] = ["brand new", *node["tags"][1:]]
        return [("tag-changed", "breaking")]

    @change("tag added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node["tags"].append("brand new")
        return [("tags-changed", "text")]

    @change("deprecated")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if node.get("deprecated"):
            del node["deprecated"]
            return [("undeprecated", "additive")]
        node["deprecated"] = True
        return [("deprecated", "additive")]

    @change("words")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node.update({"summary": "Anew", "description": "In other words", "x-permission": "Another"})
        return [(f"{rule}-changed", "text") for rule in ("summary", "description", "extension")]

    @change("optional parameter added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node.setdefault("parameters", []).insert(0, {"name": "new", "in": "query", "schema": {"type": "boolean"}})
        return [("parameter-added", "additive")]

    @change("required parameter added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node.setdefault("parameters", []).append(
            {"name": "new", "in": "query", "required": True, "schema": {"type": "boolean"}}
        )
        return [("parameter-added", "breaking")]

    @change("parameter removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if not _query(node):
            return None
        node["parameters"].remove(_query(node)[0])
        return [("parameter-removed", "breaking")]

    @change("parameter renamed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if not _query(node):
            return None
        parameter = _query(node)[0]
        parameter["name"] = "renamed"
        kind = "breaking" if parameter.get("required") else "additive"
        return [("parameter-removed", "breaking"), ("parameter-added", kind)]

    @change("parameter required or not")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if not _query(node):
            return None
        parameter = _query(node)[0]
        parameter["required"] = not parameter.get("required", False)
        if parameter["required"]:
            return [("parameter-became-required", "breaking")]
        return [("parameter-became-optional", "additive")]

    @change("parameter moved")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if not _query(node):
            return None
        _query(node)[0].update({"in": "header", "style": "simple", "explode": False})
        _ = _query(node)
        return [("parameter-moved", "breaking"), ("parameter-style-changed", "breaking")]

    @change("parameter style")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        for parameter in _query(node):
            parameter["style"] = "pipeDelimited"
            return [("parameter-style-changed", "breaking")]
        return None

    @change("parameter explode")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        for parameter in _query(node):
            written = parameter["schema"]
            if written.get("type") == "array" or any(each.get("type") == "array" for each in written.get("anyOf", ())):
                parameter["explode"] = False
                return [("parameter-explode-changed", "breaking")]
        return None

    @change("parameter deprecated and explained")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if not _query(node):
            return None
        _query(node)[0].update(deprecated=True, example="for example")
        return [("deprecated", "additive"), ("example-changed", "text")]

    @change("path variable renamed", elsewhere=True)
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        item = document["paths"][path]
        owned = [each for each in node.get("parameters", ()) if each["in"] == "path"]
        if not owned or len([key for key in item if key != "parameters"]) > 1:
            return None
        name = owned[0]["name"]
        owned[0]["name"] = "renamed_id"
        renamed = path.replace("{" + name + "}", "{renamed_id}")
        document["paths"] = {renamed if key == path else key: each for key, each in document["paths"].items()}
        return [("path-parameter-renamed", "breaking")]

    @change("request body")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        body = node.get("requestBody")
        if body is None:
            node["requestBody"] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
            return [("request-body-added", "additive")]
        del node["requestBody"]
        return [("request-body-removed", "breaking")]

    @change("request body required or not")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        body = node.get("requestBody")
        if body is None:
            node["requestBody"] = {"required": True, "content": {}}
            return [("request-body-added", "breaking")]
        body["required"] = not body.get("required", False)
        if body["required"]:
            return [("request-body-became-required", "breaking")]
        return [("request-body-became-optional", "additive")]

    @change("media type sent added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if "requestBody" not in node:
            return None
        node["requestBody"]["content"]["text/plain"] = {"schema": {"type": "string"}}
        return [("media-type-added", "additive")]

    @change("media type sent removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if "requestBody" not in node:
            return None
        del node["requestBody"]["content"]["application/json"]
        return [("media-type-removed", "breaking")]

    @change("media type received added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        success = _success(node)
        if success is None:
            return None
        success[1].setdefault("content", {})["text/html"] = {"schema": {"type": "string"}}
        return [("media-type-added", "additive")]

    @change("media type received removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        success = _success(node)
        if success is None or not success[1].get("content"):
            return None
        del success[1]["content"]["application/json"]
        return [("media-type-removed", "breaking")]

    @change("success added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node["responses"]["202"] = {"description": "Later"}
        return [("success-status-added", "breaking")]

    @change("success removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        success = _success(node)
        if success is None:
            return None
        del node["responses"][success[0]]
        return [("success-status-removed", "breaking")]

    @change("error added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node["responses"]["418"] = {"description": "A teapot"}
        return [("error-status-added", "additive")]

    @change("error removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        errors = [status for status in node["responses"] if status[0] not in "123"]
        if not errors:
            return None
        del node["responses"][errors[0]]
        return [("error-status-removed", "additive")]

    @change("answer explained")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        for answer in node["responses"].values():
            answer["description"] = "In other words"
            return [("description-changed", "text")]
        return None

    @change("header added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        success = _success(node)
        if success is None:
            return None
        success[1].setdefault("headers", {})["X-New"] = {"schema": {"type": "string"}}
        return [("response-header-added", "additive")]

    @change("header removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        success = _success(node)
        if success is None or "headers" not in success[1]:
            return None
        del success[1]["headers"]
        return [("response-header-removed", "breaking")]

    @change("header optional")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        success = _success(node)
        if success is None or "headers" not in success[1]:
            return None
        success[1]["headers"]["X-Count"]["required"] = False
        return [("response-header-became-optional", "breaking")]

    @change("credential added")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node["security"] = [*demanded(document, node), {}]
        return [("security-alternative-added", "additive")]

    @change("credential removed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        given = demanded(document, node)
        if len(given) < 2:
            return None
        node["security"] = given[1:]
        return [("security-alternative-removed", "breaking")]

    @change("scope changed")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        if not any("oauth" in each for each in demanded(document, node)):
            return None
        node["security"] = [
            {name: [*scopes, "more"] if name == "oauth" else scopes for name, scopes in each.items()}
            for each in demanded(document, node)
        ]
        return [("security-scope-added", "breaking")]

    @change("server of its own")
    def _(document: Node, path: str, method: str, node: Node) -> Any:
        node["servers"] = [*document["servers"], {"url": "https://new.example"}]
        return [("server-added", "additive")]

    yield from found


OPERATION_CHANGES = tuple(_changes_of_operations())
