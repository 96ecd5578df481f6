"""An OpenAPI 3.1 document in a form to judge requests by: operations, path templates, validators.

Schemas are named by their JSON pointer into the document, so that a `$ref` in them keeps its meaning and each is
compiled once, when it is first needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal
from urllib.parse import quote, unquote, urlsplit

import attrs
from jsonschema_rs import Draft202012, Draft202012Validator, Registry

from devin_mock.messages import Json, JsonObject, object_of

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Location = Literal["path", "query", "header", "cookie"]
_BASE: Final = "urn:openapi-document"
_DEFAULT_STYLE: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def escaped(part: str) -> str:
    """One step of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


@attrs.frozen(slots=True)
class Parameter:
    """A parameter; `schema` points to its schema, without the null of an optional query value.

    `media_type` is set when the value is written as a whole in that type (`content`), and style does not apply.
    """

    name: str
    location: Location
    required: bool
    schema: str
    style: str
    explode: bool
    media_type: str | None = None


@attrs.frozen(slots=True)
class Operation:
    """One operation. `responses` and `bodies` name, by media type, where the schema of a body stands (or None).

    `key_prefix`, `scope` and `permissions` come from `x-key-prefix`, `x-scope`, `x-permission` and
    `x-permission-on-older-pages`; another document has none of them.
    """

    operation_id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    responses: Mapping[str, Mapping[str, str | None]] = attrs.field(repr=False)
    bodies: Mapping[str, str | None] = attrs.field(repr=False)
    body_required: bool
    security: tuple[tuple[Mapping[str, Json], ...], ...] = attrs.field(repr=False)
    key_prefix: str | None = None
    scope: str | None = None
    permissions: tuple[str, ...] = ()

    def response_schemas(self, status: int) -> Mapping[str, str | None]:
        """The documented bodies of a status, by media type: of the status itself, its class, or the default."""
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in self.responses:
                return self.responses[name]
        return {}


class Document:
    """A resolved OpenAPI 3.1 document."""

    def __init__(self, raw: Mapping[str, Json]) -> None:
        """Read a document as `json.loads` gives it.

        Raises ValueError when it is of another version, or holds a `$ref` that leads outside or nowhere.
        """
        version = str(raw.get("openapi", raw.get("swagger", "unknown")))
        if not version.startswith("3.1"):
            raise ValueError(
                f"The document is OpenAPI {version}; the mock reads OpenAPI 3.1. Upgrade the document first."
            )
        self.raw = dict(raw)
        self._registry = Registry([(_BASE, self.raw)], draft=Draft202012)
        self.validator = lru_cache(maxsize=None)(self._validator)
        """pointer -> the compiled validator of the schema there, formats checked."""
        self.schema = lru_cache(maxsize=None)(self._schema)
        """pointer -> the schema there or where its `$ref` leads; an empty one for `true` and `false`."""
        self.operations = tuple(self._operations())
        self._bases = tuple({self._base_path(server) for server in raw.get("servers") or [{"url": "/"}]})
        self._literal: dict[str, list[Operation]] = {}
        templated: dict[str, list[Operation]] = {}
        for operation in self.operations:
            into = templated if "{" in operation.path else self._literal
            into.setdefault(operation.path, []).append(operation)
        # A template with fewer holes is the more concrete one and is tried first.
        order = sorted(templated.items(), key=lambda item: item[0].count("{"))
        self._templates = [(_template(path), operations) for path, operations in order]

    def at(self, pointer: str) -> Json:
        """What stands at a JSON pointer. Raises ValueError when nothing does."""
        node: Json = self.raw
        for part in pointer.split("/")[1:]:
            step = part.replace("~1", "/").replace("~0", "~")
            try:
                node = node[step] if step in object_of(node) else node[int(step)]
            except (KeyError, IndexError, ValueError, TypeError):
                raise ValueError(f"The document has nothing at {pointer}, to which it refers.") from None
        return node

    def follow(self, pointer: str) -> str:
        """The pointer that a chain of `$ref` without siblings ends at."""
        for _ in range(50):
            reference = object_of(self.at(pointer)).get("$ref")
            if reference is None:
                return pointer
            if not reference.startswith("#"):
                raise ValueError(
                    f"The document refers to {reference} at {pointer}; only references inside it are read."
                )
            pointer = unquote(reference[1:])
        raise ValueError(f"The references at {pointer} lead in a circle.")

    def _schema(self, pointer: str) -> JsonObject:
        return object_of(self.at(self.follow(pointer)))

    def is_valid(self, pointer: str, value: Json) -> bool:
        """Whether a JSON value fits the schema at a pointer."""
        return self.validator(pointer).is_valid(value)

    def find(self, raw_path: str) -> tuple[list[Operation], Mapping[str, str]]:
        """The operations of the path that a raw path belongs to, and the raw values of its parameters."""
        for base in self._bases:
            if not raw_path.startswith(base):
                continue
            path = raw_path[len(base) :]
            if path in self._literal:
                return self._literal[path], {}
            for template, operations in self._templates:
                found = template.fullmatch(path)
                if found is not None:
                    names = re.findall(r"\{([^}]*)\}", operations[0].path)
                    return operations, dict(zip(names, found.groups(), strict=True))
        return [], {}

    def _validator(self, pointer: str) -> Draft202012Validator:
        reference = {"$ref": f"{_BASE}#{quote(pointer, safe='/~')}"}
        return Draft202012Validator(reference, registry=self._registry, validate_formats=True, offline=True)

    def _base_path(self, server: Mapping[str, Json]) -> str:
        url = str(server.get("url", "/"))
        for name, variable in server.get("variables", {}).items():
            url = url.replace(f"{{{name}}}", str(variable["default"]))
        return urlsplit(url).path.rstrip("/")

    def _operations(self) -> Iterator[Operation]:
        for path in self.raw.get("paths", {}):
            where = self.follow(f"/paths/{escaped(path)}")
            for method in METHODS:
                if method in self.at(where):
                    yield self._operation(path, method, where, f"{where}/{method}")

    def _operation(self, path: str, method: str, where: str, here: str) -> Operation:
        raw = self.at(here)
        parameters: dict[tuple[str, str], Parameter] = {}
        for place in (where, here):
            for index in range(len(self.at(place).get("parameters", ()))):
                parameter = self._parameter(self.follow(f"{place}/parameters/{index}"))
                parameters[parameter.location, parameter.name] = parameter
        body = self.follow(f"{here}/requestBody") if "requestBody" in raw else None
        permissions = (raw.get("x-permission"), raw.get("x-permission-on-older-pages"))
        schemes = self.raw.get("components", {}).get("securitySchemes", {})
        requirements = raw.get("security", self.raw.get("security", ()))
        return Operation(
            operation_id=raw.get("operationId", f"{method} {path}"),
            method=method.upper(),
            path=path,
            parameters=tuple(parameters.values()),
            responses={
                status: self._schemas(self.follow(f"{here}/responses/{escaped(status)}"))
                for status in raw.get("responses", {})
            },
            bodies={} if body is None else self._schemas(body),
            body_required=body is not None and bool(self.at(body).get("required", False)),
            security=tuple(tuple(schemes[name] for name in requirement) for requirement in requirements),
            key_prefix=raw.get("x-key-prefix"),
            scope=raw.get("x-scope"),
            permissions=tuple(permission for permission in permissions if permission),
        )

    def _schemas(self, pointer: str) -> dict[str, str | None]:
        content = self.at(pointer).get("content", {})
        return {
            media_type: f"{pointer}/content/{escaped(media_type)}/schema" if "schema" in entry else None
            for media_type, entry in content.items()
        }

    def _parameter(self, pointer: str) -> Parameter:
        raw = self.at(pointer)
        location: Location = raw["in"]
        style = raw.get("style", _DEFAULT_STYLE[location])
        media_type = next(iter(raw.get("content", ())), None)
        schema = f"{pointer}/schema" if media_type is None else f"{pointer}/content/{escaped(media_type)}/schema"
        required = bool(raw.get("required", False))
        if location == "query" and not required:
            schema += branch_beside_null(self.schema(schema))
        return Parameter(
            raw["name"], location, required, schema, style, raw.get("explode", style == "form"), media_type
        )


def branch_beside_null(schema: JsonObject) -> str:
    """The step from `anyOf: [X, null]` to X, or "" for any other schema."""
    branches: Sequence[Json] = schema.get("anyOf", ())
    others = [index for index, branch in enumerate(branches) if branch != {"type": "null"}]
    return f"/anyOf/{others[0]}" if len(others) == 1 and len(branches) == 2 else ""


def _template(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", path)
    return re.compile("([^/]+)".join(re.escape(quote(part, safe="/:@!$&'()*+,;=~-._%")) for part in parts))


@cache
def load(version: Literal["v2", "v3"]) -> Document:
    """The document of a version of the Devin API."""
    return Document(json.loads((files("devin_specs") / f"{version}.json").read_text("utf-8")))
