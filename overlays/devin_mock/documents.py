"""An OpenAPI 3.1 document in a form to judge requests by: operations, path templates, validators.

The schemas of operations are compiled when the document is read: a mistake in one is told then, with its place, and not
by the first request that meets it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast
from urllib.parse import quote, urlsplit

import attrs

from devin_mock.messages import Json, JsonObject
from devin_mock.tree import Tree, escaped
from devin_mock.validity import Kind, check

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Location = Literal["path", "query", "header", "cookie"]
_DEFAULT_STYLE: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_DIALECTS: Final = (
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://json-schema.org/draft/2020-12/schema",
)
_ANNOTATIONS: Final = ("title", "description", "default", "deprecated", "example", "examples")
# OpenAPI says that parameters of these names are ignored: they are told by media types and security schemes.
_IGNORED_HEADERS: Final = ("accept", "content-type", "authorization")


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


def _success(operation: Operation) -> tuple[int, str]:
    documented = sorted(status for status in operation.responses if status[0] in "23")
    key = documented[0] if documented else "default"
    return int(key.replace("XX", "00")) if documented else 200, key


@attrs.frozen(slots=True)
class Operation:
    """One operation. `responses` and `bodies` name, by media type, where the schema of a body stands (or None).

    An operation without an id, or with one that another operation has as well, is known by method and path
    (`get /users/{id}`). `headers` are the headers that a response must have, by status and name.

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
    headers: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict[str, Mapping[str, str]], repr=False)
    key_prefix: str | None = None
    scope: str | None = None
    permissions: tuple[str, ...] = ()
    success: tuple[int, str] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_success, takes_self=True)
    )
    """The status of the answer when all is well, and the name under which the document has it."""

    def response_schemas(self, status: int) -> Mapping[str, str | None]:
        """The documented bodies of a status, by media type: of the status itself, its class, or the default."""
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in self.responses:
                return self.responses[name]
        return {}


class Document(Tree):
    """A resolved OpenAPI 3.1 document."""

    def __init__(self, raw: Mapping[str, Json]) -> None:
        """Read a document as `json.loads` gives it.

        Raises ValueError, with the place in the document, when it is of another version, is not a valid document, or
        holds a `$ref` that leads outside or nowhere.
        """
        _check_version(raw)
        super().__init__(check("document", raw))
        self.operations = tuple(self._operations())
        servers: list[Json] = self.raw.get("servers") or [{"url": "/"}]
        self._bases = tuple({_base_path(server): None for server in servers})
        self._literal: dict[str, list[Operation]] = {}
        templated: dict[str, list[Operation]] = {}
        for operation in self.operations:
            if "{" in operation.path:
                # Frameworks write `/users/{id}` and `/users/{name}` side by side, for different methods.
                templated.setdefault(_template(operation.path), []).append(operation)
            else:
                self._literal.setdefault(operation.path, []).append(operation)
        order = sorted(templated.items(), key=lambda item: _concreteness(item[1][0].path))
        self._templates = [(re.compile(template), operations) for template, operations in order]

    def find(self, raw_path: str) -> list[tuple[Operation, Mapping[str, str]]]:
        """The operations of the path that a raw path belongs to, each with the raw values of its path parameters."""
        for base in self._bases:
            if not raw_path.startswith(base):
                continue
            path = raw_path[len(base) :]
            if path in self._literal:
                return [(operation, {}) for operation in self._literal[path]]
            for template, operations in self._templates:
                found = template.fullmatch(path)
                if found is not None:
                    return [(each, dict(zip(_holes(each.path), found.groups(), strict=True))) for each in operations]
        return []

    def _part(self, kind: Kind, pointer: str) -> tuple[str, JsonObject]:
        """Where a part of the document is in the end, and the part itself."""
        here = self.follow(pointer)
        return here, check(kind, self.at(here), here)

    def _operations(self) -> Iterator[Operation]:
        found: list[tuple[str, str, str]] = []
        for path in self.raw.get("paths", ()):
            if path.startswith("/"):
                where, item = self._part("path item", f"/paths/{escaped(path)}")
                found += [(path, method, where) for method in METHODS if method in item]
        places = [f"{where}/{method}" for _, method, where in found]
        published = [check("operation", self.at(place), place) for place in places]
        ids = Counter(operation.get("operationId") for operation in published)
        for (path, method, where), raw in zip(found, published, strict=True):
            own = raw.get("operationId")
            operation_id = own if own is not None and ids[own] == 1 else f"{method} {path}"
            yield self._operation(operation_id, path, method, where, raw)

    def _operation(self, operation_id: str, path: str, method: str, where: str, raw: JsonObject) -> Operation:
        here = f"{where}/{method}"
        parameters = {**self._parameters(where), **self._parameters(here)}
        body, raw_body = self._part("request body", f"{here}/requestBody") if "requestBody" in raw else ("", {})
        permissions = (raw.get("x-permission"), raw.get("x-permission-on-older-pages"))
        responses = {
            status: self._part("response", f"{here}/responses/{escaped(status)}")
            for status in raw.get("responses", ())
            if not status.startswith("x-")
        }
        return Operation(
            operation_id=operation_id,
            method=method.upper(),
            path=path,
            parameters=tuple(parameters.values()),
            responses={status: self._schemas(place, response) for status, (place, response) in responses.items()},
            bodies=self._schemas(body, raw_body),
            body_required=raw_body.get("required", False),
            security=self._security(here if "security" in raw else ""),
            headers={status: self._required_headers(place, each) for status, (place, each) in responses.items()},
            key_prefix=raw.get("x-key-prefix"),
            scope=raw.get("x-scope"),
            permissions=tuple(permission for permission in permissions if permission),
        )

    def _security(self, place: str) -> tuple[tuple[Mapping[str, Json], ...], ...]:
        schemes: JsonObject = self.raw.get("components", {}).get("securitySchemes", {})
        found: list[tuple[Mapping[str, Json], ...]] = []
        for index, names in enumerate(self.at(place).get("security", ())):
            unknown = next((name for name in names if name not in schemes), None)
            if unknown is not None:
                raise ValueError(f"The document has no security scheme {unknown}, named at {place}/security/{index}.")
            places = [f"/components/securitySchemes/{escaped(name)}" for name in names]
            found.append(tuple(self._part("security scheme", each)[1] for each in places))
        return tuple(found)

    def _schemas(self, pointer: str, raw: JsonObject) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for media_type in raw.get("content", ()):
            entry, content = self._part("media type", f"{pointer}/content/{escaped(media_type)}")
            found[media_type] = self._usable(f"{entry}/schema") if "schema" in content else None
        return found

    def _required_headers(self, pointer: str, response: JsonObject) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in response.get("headers", ()):
            place, header = self._part("header", f"{pointer}/headers/{escaped(name)}")
            # A response's Content-Type is told by its media type.
            if header.get("required") and name.lower() != "content-type":
                found[name] = self._schema_of(place, header)
        return found

    def _parameters(self, place: str) -> dict[tuple[str, str], Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for index in range(len(self.at(place).get("parameters", ()))):
            pointer, raw = self._part("parameter", f"{place}/parameters/{index}")
            name, location = raw["name"], cast(Location, raw["in"])
            if (location, name) in found:
                raise ValueError(f"The document has two {location} parameters {name!r} at {place}/parameters.")
            if location == "header" and name.lower() in _IGNORED_HEADERS:
                continue
            style = raw.get("style", _DEFAULT_STYLE[location])
            found[location, name] = Parameter(
                name=name,
                location=location,
                required=raw.get("required", False),
                schema=self._schema_of(pointer, raw),
                style=style,
                explode=raw.get("explode", style == "form"),
                media_type=next(iter(raw.get("content", ())), None),
            )
        return found

    def _schema_of(self, pointer: str, raw: JsonObject) -> str:
        """Where the schema of a parameter or header stands."""
        if "schema" in raw:
            schema = self._usable(f"{pointer}/schema")
            optional = raw.get("in") == "query" and not raw.get("required", False)
            return self._beside_null(schema) if optional else schema
        entry, content = self._part("media type", f"{pointer}/content/{escaped(next(iter(raw['content'])))}")
        # Without a schema, the entry itself stands for one that allows everything.
        return self._usable(f"{entry}/schema" if "schema" in content else entry)

    def _beside_null(self, pointer: str) -> str:
        """Where X of a schema `anyOf: [X, null]` stands, if nothing beside `anyOf` asks for more."""
        schema = self.schema(pointer)
        branches: list[Json] = schema.get("anyOf", [])
        others = [index for index, branch in enumerate(branches) if branch != {"type": "null"}]
        plain = len(branches) == 2 and len(others) == 1 and schema.keys() <= {"anyOf", *_ANNOTATIONS}
        return f"{self.follow(pointer)}/anyOf/{others[0]}" if plain else pointer

    def _usable(self, pointer: str) -> str:
        """A pointer to a schema, of which it is now known that it can be used."""
        self.validator(pointer)
        self.schema(pointer)
        return pointer


def _base_path(server: JsonObject) -> str:
    url: str = server["url"]
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", variable["default"])
    return urlsplit(url).path.rstrip("/")


def _template(path: str) -> str:
    parts = re.split(r"\{[^}]*\}", path)
    return "([^/]+)".join(re.escape(quote(part, safe="/:@!$&'()*+,;=~-._%")) for part in parts)


def _concreteness(path: str) -> list[int]:
    """What sorts the more concrete template first: segment by segment, more text beside the holes."""
    segments = (re.sub(r"\{[^}]*\}", "{}", segment) for segment in path.split("/"))
    return [2 - len(segment) if "{}" in segment else -(1 << 20) for segment in segments]


def _holes(path: str) -> list[str]:
    return re.findall(r"\{([^}]*)\}", path)


def _check_version(document: Json) -> None:
    if not isinstance(document, Mapping):
        raise ValueError("An OpenAPI document is an object.")
    raw = cast(Mapping[str, Json], document)
    version = str(raw.get("openapi", raw.get("swagger", "unknown")))
    if version != "3.1" and not version.startswith("3.1."):
        advice = (
            " Convert it first: FastAPI writes 3.1 from version 0.99 on; elsewhere `nullable` becomes a type, and "
            "boolean `exclusiveMinimum` and `exclusiveMaximum` become numbers."
            if version.startswith(("2.", "3.0"))
            else " Write it as 3.1 first."
        )
        raise ValueError(f"The document is OpenAPI {version}; the mock reads OpenAPI 3.1.{advice}")
    dialect = raw.get("jsonSchemaDialect", _DIALECTS[0])
    if dialect not in _DIALECTS:
        raise ValueError(f"The schemas are of {dialect} (jsonSchemaDialect); the mock reads those of {_DIALECTS[1]}.")


@cache
def load(version: Literal["v2", "v3"]) -> Document:
    """The document of a version of the Devin API."""
    return Document(json.loads((files("devin_specs") / f"{version}.json").read_text("utf-8")))
