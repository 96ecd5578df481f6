"""What must hold of the parts of an OpenAPI 3.1 document that the mock reads, so that it may rely on it."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from jsonschema_rs import Draft202012Validator, ValidationError

from devin_mock.messages import Json, JsonObject, object_of
from devin_mock.tree import escaped

Kind = Literal[
    "document",
    "path item",
    "operation",
    "parameter",
    "request body",
    "response",
    "media type",
    "header",
    "security scheme",
]

_OBJECT: Final[JsonObject] = {"type": "object"}
_OBJECTS: Final[JsonObject] = {"type": "object", "additionalProperties": _OBJECT}
_LISTED: Final[JsonObject] = {"type": "array", "items": _OBJECT}
_TEXT: Final[JsonObject] = {"type": "string"}
_FLAG: Final[JsonObject] = {"type": "boolean"}
_SCHEMA: Final[JsonObject] = {"type": ["object", "boolean"]}
_SECURITY: Final[JsonObject] = {
    "type": "array",
    "items": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
}
_SERVERS: Final[JsonObject] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["url"],
        "properties": {
            "url": _TEXT,
            "variables": {
                "type": "object",
                "additionalProperties": {"type": "object", "required": ["default"], "properties": {"default": _TEXT}},
            },
        },
    },
}
# A parameter or header has a schema, or one media type in `content`.
_WITH_SCHEMA: Final[JsonObject] = {
    "properties": {
        "required": _FLAG,
        "explode": _FLAG,
        "schema": _SCHEMA,
        "content": {**_OBJECTS, "minProperties": 1, "maxProperties": 1},
    },
    "if": {"required": ["content"]},
    "else": {"required": ["schema"]},
}
_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_STYLES: Final = {
    "path": ["matrix", "label", "simple"],
    "query": ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    "header": ["simple"],
    "cookie": ["form"],
}
_RULES: Final[dict[Kind, JsonObject]] = {
    "document": {
        "if": {"anyOf": [{"required": ["components"]}, {"required": ["webhooks"]}]},
        "else": {"required": ["paths"]},
        "properties": {
            "paths": {
                "type": "object",
                "propertyNames": {"pattern": "^(/|x-)"},
                "patternProperties": {"^/": _OBJECT},
            },
            "components": {
                "type": "object",
                "properties": {
                    "schemas": {"type": "object", "additionalProperties": _SCHEMA},
                    "securitySchemes": _OBJECTS,
                },
            },
            "servers": _SERVERS,
            "security": _SECURITY,
        },
    },
    "path item": {"properties": {**dict.fromkeys(_METHODS, _OBJECT), "parameters": _LISTED}},
    "operation": {
        "properties": {
            "operationId": _TEXT,
            "parameters": _LISTED,
            "requestBody": _OBJECT,
            "responses": {
                "type": "object",
                "propertyNames": {"pattern": "^([1-5][0-9][0-9]|[1-5]XX|default$|x-)"},
                "patternProperties": {"^[^x]": _OBJECT},
            },
            "security": _SECURITY,
        }
    },
    "parameter": {
        **_WITH_SCHEMA,
        "required": ["name", "in"],
        "properties": {**_WITH_SCHEMA["properties"], "name": _TEXT, "in": {"enum": list(_STYLES)}},
        "allOf": [
            {"if": {"properties": {"in": {"const": place}}}, "then": {"properties": {"style": {"enum": styles}}}}
            for place, styles in _STYLES.items()
        ],
    },
    "request body": {"required": ["content"], "properties": {"content": _OBJECTS, "required": _FLAG}},
    "response": {"properties": {"content": _OBJECTS, "headers": _OBJECTS}},
    "media type": {
        "properties": {
            "schema": _SCHEMA,
            "encoding": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {"contentType": _TEXT, "style": _TEXT, "explode": _FLAG},
                },
            },
        }
    },
    "header": _WITH_SCHEMA,
    "security scheme": {
        "required": ["type"],
        "properties": {"type": {"enum": ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": "apiKey"}}},
                "then": {
                    "required": ["name", "in"],
                    "properties": {"name": _TEXT, "in": {"enum": ["query", "header", "cookie"]}},
                },
            },
            {
                "if": {"properties": {"type": {"const": "http"}}},
                "then": {"required": ["scheme"], "properties": {"scheme": _TEXT}},
            },
        ],
    },
}


def check(kind: Kind, value: Json, pointer: str = "") -> JsonObject:
    """A part of a document, which is now known to be what its place asks for.

    Raises ValueError with the place, which begins with `pointer`, and the reason.
    """
    try:
        _validator(kind).validate(value)
    except ValidationError as error:
        place = pointer + "".join(f"/{escaped(str(step))}" for step in error.instance_path)
        name = "document" if kind == "document" else f"{kind} in the document"
        raise ValueError(f"The {name} is not valid at {place or 'its root'}: {error.message}.") from None
    return object_of(value)


@cache
def _validator(kind: Kind) -> Draft202012Validator:
    # A value may be the whole document, too long to be shown.
    return Draft202012Validator({**_OBJECT, **_RULES[kind]}, mask="what stands there")
