"""A document as large and as varied as the vendor's whole one, made up, in the style of a FastAPI service.

It holds the real operations of v3 as well. Everything in it is something that the generator can do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

Node = dict[str, Any]

RESOURCES: Final = (
    *("workspace", "session", "message", "attachment", "secret", "playbook", "knowledge_note", "schedule"),
    *("integration", "repository", "audit_log", "member_group", "invitation", "webhook_target", "quota", "snapshot"),
)
ROOT: Final = "/lab"
JSON: Final = "application/json"

TEXT: Final[Node] = {"type": "string"}
INTEGER: Final[Node] = {"type": "integer"}
NULL: Final[Node] = {"type": "null"}
DATE: Final[Node] = {"type": "string", "format": "date"}
INSTANT: Final[Node] = {"type": "string", "format": "date-time"}
UUID: Final[Node] = {"type": "string", "format": "uuid"}
FILE: Final[Node] = {"type": "string", "format": "binary"}
KINDS_OF_PATH: Final[tuple[Node, ...]] = (
    TEXT,
    UUID,
    {"type": "integer", "minimum": 1},
    DATE,
    {"type": "string", "enum": ["first", "last"]},
)
"""What identifies a resource, one kind after the other."""


def ref(name: str) -> Node:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def optional(schema: Node, **keywords: Any) -> Node:
    """A value or null, as FastAPI writes it."""
    return {"anyOf": [schema, NULL], **keywords}


def array(items: Node, **keywords: Any) -> Node:
    """An array."""
    return {"type": "array", "items": items, **keywords}


def fields(properties: Node, *required: str, **keywords: Any) -> Node:
    """An object."""
    return {
        "type": "object",
        "properties": properties,
        **({"required": list(required)} if required else {}),
        **keywords,
    }


def _name(resource: str) -> str:
    return "".join(part.capitalize() for part in resource.split("_"))


def _schemas(resource: str, index: int) -> Node:
    """The schemas of a resource; what is rare is in some of them, in turn."""
    name = _name(resource)
    status = {"type": "string", "enum": ["active", "suspended", "in review"], "title": f"{name}Status"}
    kinds = [f"{name}{each}" for each in ("Said", "Linked", "Sent")]
    events: Node = {
        kinds[0]: fields({"kind": {"const": "text"}, "text": TEXT, "at": INSTANT}, "kind", "text", "at"),
        kinds[1]: fields(
            {"kind": {"const": "link"}, "url": {**TEXT, "format": "uri"}, "day": optional(DATE)}, "kind", "url"
        ),
        kinds[2]: fields({"kind": {"const": "sent"}, "size": INTEGER, "parts": array(array(INTEGER))}, "kind", "size"),
    }
    mapping: Node = {schema["properties"]["kind"]["const"]: ref(each)["$ref"] for each, schema in events.items()}
    rare: list[Node] = [
        {"matrix": array(array({"type": "number"})), "labels": {"type": "object", "additionalProperties": TEXT}},
        {"parent": optional(ref(f"{name}Response")), "children": array(ref(f"{name}Response"), maxItems=2)},
        {
            "limits": optional({"type": "object", "additionalProperties": optional(INTEGER)}),
            "priority": {"type": "integer", "enum": [1, 2, 3]},
        },
        {
            "window": {"anyOf": [INSTANT, INTEGER, NULL]},
            "owner": {"anyOf": [UUID, fields({"email": TEXT}, "email"), NULL]},
        },
        {
            "by_day": {"type": "object", "additionalProperties": {"type": "number"}, "propertyNames": DATE},
            "ratio": {"type": ["number", "null"]},
        },
    ]
    common: Node = {
        "name": {**TEXT, "minLength": 1, "maxLength": 40},
        "description": optional({**TEXT, "maxLength": 200}),
        "status": ref(f"{name}Status"),
        "tags": array({**TEXT, "maxLength": 12}, maxItems=4),
        "starts_on": optional(DATE),
        "settings": {"type": "object", "additionalProperties": {"anyOf": [TEXT, INTEGER, {"type": "boolean"}, NULL]}},
    }
    return {
        f"{name}Status": status,
        **events,
        f"{name}Event": {
            "oneOf": [ref(each) for each in kinds],
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        },
        f"{name}Base": fields({"id": UUID, "created_at": INSTANT, "updated_at": optional(INSTANT)}, "id", "created_at"),
        f"{name}Response": {
            "allOf": [
                ref(f"{name}Base"),
                fields(
                    {**common, "events": array(ref(f"{name}Event"), maxItems=3), **rare[index % len(rare)]},
                    "name",
                    "status",
                ),
            ]
        },
        f"{name}Create": fields(
            {**common, "first_event": optional(ref(f"{name}Event")), "dry_run": {"type": "boolean", "default": False}},
            "name",
        ),
        f"{name}Update": fields({each: optional(schema) for each, schema in common.items()}),
        f"{name}Filter": fields(
            {"name_contains": TEXT, "only_active": {"type": "boolean"}, "since": DATE, "level": INTEGER}
        ),
        f"{name}Upload": fields(
            {
                "file": FILE,
                "more_files": array(FILE, maxItems=2),
                "title": TEXT,
                "taken_on": DATE,
                "labels": array(TEXT, maxItems=2),
                "about": ref(f"{name}Base"),
            },
            "file",
            "title",
        ),
        f"{name}Form": fields(
            {"name": TEXT, "amount": INTEGER, "confirm": {"type": "boolean"}, "days": array(DATE, maxItems=2)}, "name"
        ),
        f"PaginatedResponse_{name}Response_": fields(
            {
                "items": array(ref(f"{name}Response"), maxItems=2),
                "end_cursor": optional(TEXT),
                "has_next_page": {"type": "boolean", "default": False},
                "total": optional(INTEGER),
            },
            "items",
        ),
    }


def _shared() -> Node:
    return {
        "HTTPValidationError": fields({"detail": array(ref("ValidationError"))}, title="HTTPValidationError"),
        "ValidationError": fields(
            {"loc": array({"anyOf": [TEXT, INTEGER]}), "msg": TEXT, "type": TEXT},
            "loc",
            "msg",
            "type",
            title="ValidationError",
        ),
        "Conflict": fields({"detail": TEXT, "conflicts_with": optional(UUID)}, "detail"),
        "Problem": fields({"title": TEXT, "status": INTEGER, "detail": optional(TEXT)}, "title"),
        "Tree": fields({"name": TEXT, "children": array(ref("Tree"), maxItems=2), "size": optional(INTEGER)}, "name"),
    }


def json_of(schema: Node) -> Node:
    """The content of a body in JSON."""
    return {JSON: {"schema": schema}}


def _responses(status: str, schema: Node | None, *, conflict: bool = False) -> Node:
    found: Node = {status: {"description": "Successful Response", **({"content": json_of(schema)} if schema else {})}}
    found["404"] = {"description": "Not Found", "content": {"application/problem+json": {"schema": ref("Problem")}}}
    if conflict:
        found["409"] = {"description": "Conflict", "content": json_of(ref("Conflict"))}
    found["422"] = {"description": "Validation Error", "content": json_of(ref("HTTPValidationError"))}
    return found


def parameter(name: str, location: str, schema: Node, *, required: bool = False) -> Node:
    """A parameter."""
    return {"name": name, "in": location, "required": required or location == "path", "schema": schema}


def _operations(resource: str, index: int) -> Iterator[tuple[str, str, Node]]:
    """The operations of a resource: path, method, operation."""
    name, many = _name(resource), f"{ROOT}/{resource}s"
    one = f"{many}/{{{resource}_id}}"
    identified = parameter(f"{resource}_id", "path", KINDS_OF_PATH[index % len(KINDS_OF_PATH)])
    response = ref(f"{name}Response")

    def of(
        path: str, method: str, verb: str, responses: Node, *parameters: Node, body: Node | None = None
    ) -> tuple[str, str, Node]:
        operation: Node = {
            "tags": [resource.replace("_", " ")],
            "summary": f"{verb.replace('_', ' ').capitalize()} {resource}",
            "operationId": f"{verb}_{resource}_lab",
            "parameters": list(parameters),
            "responses": responses,
        }
        if body is not None:
            operation["requestBody"] = {"required": True, "content": body}
        return path, method, {key: value for key, value in operation.items() if value != []}

    yield of(
        many,
        "get",
        "list",
        _responses("200", ref(f"PaginatedResponse_{name}Response_")),
        parameter("after", "query", optional(TEXT)),
        parameter("first", "query", {**INTEGER, "minimum": 1, "maximum": 200, "default": 100}),
        parameter("ids", "query", optional(array(TEXT))),
        parameter("status", "query", optional(ref(f"{name}Status"))),
        parameter("created_after", "query", optional(INSTANT)),
        parameter("on_days", "query", array(DATE)),
        parameter("x-request-id", "header", optional(TEXT)),
    )
    yield of(
        many,
        "post",
        "create",
        _responses("201", response, conflict=True),
        parameter("idempotency-key", "header", TEXT, required=True),
        parameter("x-dry-run", "header", {"type": "boolean", "default": False}),
        body=json_of(ref(f"{name}Create")),
    )
    yield of(one, "get", "get", _responses("200", response), identified, parameter("fields", "query", array(TEXT)))
    yield of(one, "put", "replace", _responses("200", response), identified, body=json_of(ref(f"{name}Create")))
    yield of(one, "patch", "update", _responses("200", response), identified, body=json_of(ref(f"{name}Update")))
    yield of(
        one,
        "delete",
        "delete",
        _responses("204", None),
        identified,
        parameter("x-priority", "header", {"type": "integer", "enum": [1, 2]}),
    )
    yield of(
        many + "/search",
        "get",
        "search",
        _responses("200", array(response, maxItems=2)),
        parameter("filter", "query", ref(f"{name}Filter")),
        parameter("limit", "query", INTEGER),
    )
    upload = {"multipart/form-data": {"schema": ref(f"{name}Upload")}}
    yield of(one + "/files", "post", "upload_to", _responses("201", ref(f"{name}Base")), identified, body=upload)
    yield of(
        one + "/events",
        "post",
        "add_events_to",
        _responses("200", array(ref(f"{name}Event"), maxItems=3)),
        identified,
        body=json_of(array(ref(f"{name}Event"), maxItems=3)),
    )
    if index % 3 == 0:
        form = {"application/x-www-form-urlencoded": {"schema": ref(f"{name}Form")}}
        yield of(one + "/confirm", "post", "confirm", _responses("200", optional(response)), identified, body=form)
    if index % 3 == 1:
        responses = _responses("200", None)
        responses["200"]["content"] = {"text/csv": {"schema": TEXT}}
        yield of(one + "/export", "get", "export", responses, identified)
        download = _responses("200", None)
        download["200"]["content"] = {"application/octet-stream": {"schema": FILE}}
        yield of(one + "/content", "get", "download", download, identified)
    if index % 3 == 2:
        yield of(one + "/tree", "post", "grow", _responses("200", ref("Tree")), identified, body=json_of(ref("Tree")))


def document(*, resources: int = len(RESOURCES), real: bool = True) -> Node:
    """A document of so many resources, with the real operations of v3 if wished."""
    paths: Node = {}
    schemas: Node = _shared()
    for index, resource in enumerate(RESOURCES[:resources]):
        schemas |= _schemas(resource, index)
        for path, method, operation in _operations(resource, index):
            paths.setdefault(path, {})[method] = operation
    found: Node = {
        "openapi": "3.1.0",
        "info": {"title": "Laboratory", "version": "1.0.0"},
        "servers": [{"url": "https://api.example.com"}],
        "security": [{"bearerAuth": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}}},
    }
    if real:
        vendor: Node = json.loads((files("devin_specs") / "v3.json").read_text("utf-8"))
        found["paths"] |= vendor["paths"]
        found["components"]["schemas"] |= vendor["components"]["schemas"]
        found["servers"] = vendor["servers"]
    return found
