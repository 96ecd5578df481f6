"""A document with what the real ones lack: bodies, unions, recursion, maps, headers, several credentials."""

from __future__ import annotations

import json
from typing import Any


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


_CAT = {
    "type": "object",
    "description": "A cat",
    "properties": {
        "kind": {"type": "string", "const": "cat"},
        "lives": {"type": "integer", "minimum": 5, "maximum": 9},
    },
    "required": ["kind", "lives"],
}
_DOG = {
    "type": "object",
    "description": "A dog",
    "properties": {
        "kind": {"type": "string", "const": "dog"},
        "tricks": {"type": "array", "items": {"type": "string", "minLength": 4}, "minItems": 3, "maxItems": 8},
        "friend": {"anyOf": [_ref("Pet"), {"type": "null"}]},
    },
    "required": ["kind"],
}
_PET = {
    "oneOf": [_ref("Cat"), _ref("Dog")],
    "discriminator": {
        "propertyName": "kind",
        "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
    },
}
_TREE = {
    "type": "object",
    "title": "Tree",
    "properties": {
        "label": {"type": "string", "maxLength": 40},
        "weight": {"type": ["number", "null"], "description": "What it weighs"},
        "children": {"type": "array", "items": _ref("Tree"), "default": []},
    },
    "required": ["label"],
    "additionalProperties": False,
}
_FILTER = {
    "anyOf": [
        {
            "type": "object",
            "title": "All",
            "properties": {"all": {"type": "array", "items": _ref("Filter")}},
            "required": ["all"],
        },
        {"type": "object", "title": "Negated", "properties": {"but": _ref("Filter")}, "required": ["but"]},
        {"type": "string", "pattern": "^[a-z]+$"},
        {"type": "integer", "minimum": 0},
    ]
}
_REPORT = {
    "allOf": [
        {
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "made_at": {"type": "string", "format": "date-time"},
                "state": {"type": "string", "enum": ["new", "open", "done"]},
            },
            "required": ["id", "made_at"],
        },
        {
            "type": "object",
            "properties": {
                "by_day": {
                    "type": "object",
                    "propertyNames": {"format": "date"},
                    "additionalProperties": {"type": "number"},
                },
                "product": {"type": "string", "x-known-values": ["devin", "cascade"]},
                "size": {"type": "integer", "multipleOf": 3, "exclusiveMinimum": 0},
                "note": {"type": "string", "not": {"enum": ["x"]}},
            },
        },
    ]
}
_ERROR = {
    "type": "object",
    "properties": {
        "detail": {"type": "string"},
        "code": {"type": "integer", "format": "int32"},
        "wait": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    },
    "required": ["detail"],
}

_TREES = {
    "parameters": [{"name": "tree_id", "in": "path", "required": True, "schema": {"type": "string"}}],
    "get": {
        "operationId": "get_tree",
        "tags": ["trees", "read"],
        "summary": "One tree",
        "parameters": [
            {"name": "depth", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 3}},
            {
                "name": "fields",
                "in": "query",
                "schema": {"type": "array", "items": {"type": "string"}},
                "description": "Which",
            },
            {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": {
                "description": "The tree",
                "headers": {"X-Count": {"required": True, "schema": {"type": "integer"}, "description": "How many"}},
                "content": _json(_ref("Tree")),
            },
            "404": {"description": "None", "content": _json(_ref("Error"))},
        },
    },
    "put": {
        "operationId": "replace_tree",
        "tags": ["trees"],
        "security": [{"key": [], "oauth": ["write"]}],
        "requestBody": {"required": True, "content": _json(_ref("Tree"))},
        "responses": {
            "204": {"description": "Replaced"},
            "default": {"description": "Failed", "content": _json(_ref("Error"))},
        },
    },
}
_SEARCH = {
    "post": {
        "operationId": "search",
        "tags": ["search"],
        "deprecated": True,
        "requestBody": {
            "description": "What to look for",
            "content": {
                **_json(
                    {
                        "type": "object",
                        "properties": {
                            "filter": _ref("Filter"),
                            "pets": {"type": "array", "items": _ref("Pet"), "uniqueItems": True},
                            "secret": {"type": "string", "writeOnly": True},
                            "id": {"type": "string", "readOnly": True, "minLength": 3},
                        },
                        "required": ["filter"],
                    }
                ),
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {"q": {"type": "string"}},
                        "minProperties": 3,
                        "maxProperties": 5,
                    }
                },
            },
        },
        "responses": {
            "200": {
                "description": "Found",
                "content": _json(
                    {
                        "type": "object",
                        "properties": {
                            "items": {
                                "type": "array",
                                "items": {"anyOf": [_ref("Tree"), _ref("Report"), {"type": "null"}]},
                            },
                            "total": {"type": "integer"},
                        },
                        "required": ["items", "total"],
                    }
                ),
            }
        },
    }
}
_REPORTS = {
    "get": {
        "operationId": "list_reports",
        "tags": ["reports"],
        "x-permission": "ReadReports",
        "parameters": [
            {"name": "since", "in": "query", "required": True, "schema": {"type": "string", "format": "date"}},
            {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["new", "open"]}},
        ],
        "responses": {
            "200": {
                "description": "Reports",
                "content": {
                    **_json({"type": "array", "items": _ref("Report")}),
                    "text/csv": {"schema": {"type": "string"}},
                },
            },
            "4XX": {"description": "Refused", "content": _json(_ref("Error"))},
        },
    },
    "post": {
        "operationId": "make_report",
        "tags": ["reports"],
        "requestBody": {"content": _json(_ref("Report"))},
        "responses": {"201": {"description": "Made", "content": _json(_ref("Report"))}},
    },
}
_PETS = {
    "get": {
        "operationId": "get_pet",
        "tags": ["pets"],
        "parameters": [{"name": "pet_id", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "responses": {"200": {"description": "It", "content": _json(_ref("Pet"))}},
    }
}


def document() -> dict[str, Any]:
    """The document, afresh; no two places share an object."""
    written = {
        "openapi": "3.1.0",
        "info": {"title": "Trees and pets", "version": "1.0.0", "description": "Made up"},
        "servers": [{"url": "https://trees.example"}],
        "security": [{"key": []}, {"oauth": ["read"]}],
        "tags": [{"name": "trees", "description": "All trees"}],
        "paths": {
            "/trees/{tree_id}": _TREES,
            "/search": _SEARCH,
            "/reports": _REPORTS,
            "/pets/{pet_id}": _PETS,
        },
        "components": {
            "schemas": {
                "Cat": _CAT,
                "Dog": _DOG,
                "Pet": _PET,
                "Tree": _TREE,
                "Filter": _FILTER,
                "Report": _REPORT,
                "Error": _ERROR,
            },
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "oauth": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": "https://trees.example/token",
                            "scopes": {"read": "reads", "write": "writes"},
                        }
                    },
                },
            },
        },
    }
    copy: dict[str, Any] = json.loads(json.dumps(written))
    return copy
