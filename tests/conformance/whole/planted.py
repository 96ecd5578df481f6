"""Variants of a small document, each with one thing that the generator cannot do, in one operation."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, Final

import attrs

from .large import FILE, INSTANT, INTEGER, ROOT, TEXT, Node, array, document, json_of, optional, parameter, ref


@attrs.frozen
class Planted:
    """A document with one thing that the generator cannot do, in one operation."""

    name: str
    operation: str
    says: str
    plant: Callable[[Node, Node], object] = attrs.field(repr=False)
    """Changes the operation, or the schemas."""

    def document(self) -> Node:
        """Make the variant."""
        # Through JSON, so that no two places are one object.
        found: Node = json.loads(json.dumps(document(resources=2, real=False)))
        method, path, _ = self.operation.split(" ", 2)
        self.plant(found["paths"][path][method.lower()], found["components"]["schemas"])
        return found

    def __str__(self) -> str:
        """Name it in the id of a test."""
        return self.name


LIST: Final = f"GET {ROOT}/workspaces (list_workspace_lab)"
GET: Final = f"GET {ROOT}/workspaces/{{workspace_id}} (get_workspace_lab)"
UPLOAD: Final = f"POST {ROOT}/workspaces/{{workspace_id}}/files (upload_to_workspace_lab)"
CONFIRM: Final = f"POST {ROOT}/workspaces/{{workspace_id}}/confirm (confirm_workspace_lab)"
CREATE: Final = f"POST {ROOT}/workspaces (create_workspace_lab)"
SEARCH: Final = f"GET {ROOT}/workspaces/search (search_workspace_lab)"


def _ask(schema: Node, location: str = "query", **keywords: Any) -> Callable[[Node, Node], object]:
    def plant(operation: Node, _: Node) -> None:
        operation["parameters"].append({**parameter("planted", location, schema), **keywords})

    return plant


def _own(operation: Node, schemas: Node, key: str) -> Node:
    """Gives an operation its own copy of the schema of its body, so that nobody else shares what is planted there."""
    content = operation["requestBody"]["content"]
    (media_type,) = content
    name = content[media_type]["schema"]["$ref"].rpartition("/")[2]
    schemas[f"Planted{name}"] = copy.deepcopy(schemas[name])
    content[media_type] = {"schema": ref(f"Planted{name}")}
    own: Node = schemas[f"Planted{name}"]
    return own if key == "schema" else own[key]


def _field(schema: Node, name: str = "planted") -> Callable[[Node, Node], object]:
    return lambda operation, schemas: _own(operation, schemas, "properties").update({name: schema})


def _answer(content: Node) -> Callable[[Node, Node], object]:
    return lambda operation, _: operation["responses"]["200"].update({"content": content})


PLANTED: Final = (
    Planted("a deep object", SEARCH, "deepObject", _ask(ref("WorkspaceFilter"), style="deepObject", explode=True)),
    Planted("an optional object", SEARCH, "object among others", _ask(optional(ref("WorkspaceUpdate")))),
    Planted("an array in one text", LIST, "explode: false", _ask(array(TEXT), explode=False)),
    Planted("an array with bars", LIST, "pipeDelimited", _ask(array(TEXT), style="pipeDelimited")),
    Planted("an array of objects", LIST, "arrays or objects", _ask(array(ref("WorkspaceFilter")))),
    Planted("a parameter with content", LIST, "leaves it out",
            lambda operation, _: operation["parameters"].append(
                {"name": "planted", "in": "query", "content": json_of(ref("WorkspaceFilter"))})),
    Planted("an array in the path", GET, "no single value",
            lambda operation, _: operation["parameters"][0].update(schema=array(TEXT))),
    Planted("an instant in the path", GET, "a space in its middle",
            lambda operation, _: operation["parameters"][0].update(schema=INSTANT)),
    Planted("an optional number in a header", LIST, "into text", _ask(optional(INTEGER), "header")),
    Planted("an array in a header", LIST, "is not allowed in header", _ask(array(TEXT), "header")),
    Planted("text in a cookie", LIST, "is a cookie", _ask(TEXT, "cookie")),
    Planted("the name of the body", CREATE, "takes a name",
            lambda operation, _: operation["parameters"].append(parameter("body", "query", TEXT))),
    Planted("null in a form of parts", UPLOAD, "the text None", _field(optional(TEXT))),
    Planted("truth in a form of parts", UPLOAD, "True and False", _field({"type": "boolean"})),
    Planted("an object in a plain form", CONFIRM, "as Python prints it", _field(ref("WorkspaceBase"))),
    Planted("an array as a form of parts", UPLOAD, "nothing of it is sent",
            lambda operation, _: operation["requestBody"].update(
                content={"multipart/form-data": {"schema": array(TEXT)}})),
    Planted("a property that models need", CREATE, "takes a name", _field(TEXT, "to_dict")),
    Planted("constants in a union", CREATE, "a union with a constant",
            _field({"anyOf": [{"const": "auto"}, INTEGER]})),
    Planted("instants or texts", CREATE, "comes back as another", _field({"anyOf": [INSTANT, TEXT]})),
    Planted("values of several types", CREATE, "the generator refuses", _field({"enum": ["a", 1]})),
    Planted("a file in JSON", CREATE, "a file cannot stand in JSON", _field(FILE)),
    Planted("properties beside a branch", CREATE, "overlooks it",
            _field({"allOf": [ref("WorkspaceBase")], "properties": {"planted": TEXT}})),
    Planted("a body of text", CREATE, "Unsupported content type",
            lambda operation, _: operation["requestBody"].update(content={"text/plain": {"schema": TEXT}})),
    Planted("a body of two media types", CREATE, "several media types",
            lambda operation, _: operation["requestBody"]["content"].update(
                {"application/x-www-form-urlencoded": {"schema": ref("WorkspaceCreate")}})),
    Planted("an answer in lines", GET, "Unsupported content_type", _answer({"application/x-ndjson": {}})),
    Planted("an answer in two media types", GET, "may also come as",
            _answer({**json_of(ref("WorkspaceResponse")), "text/plain": {"schema": TEXT}})),
    Planted("a body of nothing", f"DELETE {GET.split(' ')[1]} (delete_workspace_lab)", "has no body",
            lambda operation, _: operation["responses"]["204"].update(content=json_of(TEXT))),
    Planted("a server of its own", GET, "a server of its own",
            lambda operation, _: operation.update(servers=[{"url": "https://files.example.com"}])),
)  # fmt: skip
"""Variants, each with one thing that the generator cannot do."""
