"""One operation, the code that the real generator makes of it, and calls of that code.

The generator runs in this process and without its formatter, so that each rule may have a package of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import itertools
import json
import sys
import warnings
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import attrs
import httpx
from openapi_python_client import Project
from openapi_python_client.parser import GeneratorData

from specs.pipeline import layout
from specs.pipeline.limits import Limit, limits, parser

JSON: Final = "application/json"
NUMBERS: Final = itertools.count()
_LIMITS: Final[dict[str, list[Limit]]] = {}


class Unusable(Exception):
    """The generated code cannot be imported."""


@attrs.frozen(kw_only=True)
class Tried:
    """An operation and its generated module. `said` is what the generator complained of, in the whole document."""

    document: dict[str, Any]
    said: tuple[str, ...]
    package: str
    id: str

    @property
    def limits(self) -> list[Limit]:
        """What the pipeline says of the operation."""
        return [each for each in self.all_limits if each.operation.endswith(f" ({self.id})")]

    @property
    def all_limits(self) -> list[Limit]:
        """What the pipeline says of the document, in which several operations may stand."""
        key = json.dumps(self.document)
        if key not in _LIMITS:
            _LIMITS[key] = limits(self.document)
        return _LIMITS[key]

    @property
    def module(self) -> ModuleType:
        """The generated module. Raises Unusable."""
        try:
            with warnings.catch_warnings():
                # The generator leaves no space behind some numbers; the formatter does, and Python warns without it.
                warnings.filterwarnings("ignore", message="invalid decimal literal")
                importlib.import_module(f"{self.package}.models")
                return importlib.import_module(f"{self.package}.api.default.{self.id}")
        except (ImportError, SyntaxError, NameError, TypeError, ValueError) as error:
            raise Unusable(repr(error)) from error

    def model(self, ending: str = "", *, having: str | None = None) -> Any:
        """The first model of this operation, or else of a component, of such a name, with such an attribute."""
        assert self.module
        found = vars(importlib.import_module(f"{self.package}.models"))
        classes = {name: each for name, each in found.items() if name.endswith(ending) and hasattr(each, "from_dict")}
        own = "".join(part.capitalize() for part in self.id.split("_"))
        first = sorted(classes, key=lambda name: not name.startswith(own))
        return next(classes[name] for name in first if having is None or hasattr(classes[name], having))

    def file(self, content: bytes = b"\x00\xff") -> Any:
        """A file to upload."""
        types = importlib.import_module(f"{self.package}.types")
        return types.File(io.BytesIO(content), "a.bin", "application/x-own")

    def call(
        self, *, answer: bytes = b"{}", media_type: str = JSON, status: int = 200, **arguments: Any
    ) -> tuple[httpx.Request, Any]:
        """Call the generated function, and give the request that it sent and what it read from the answer."""
        sent: list[httpx.Request] = []

        def answered(request: httpx.Request) -> httpx.Response:
            request.read()
            sent.append(request)
            return httpx.Response(status, content=answer, headers={"content-type": media_type})

        function = vars(self.module)["sync_detailed"]
        package: Any = importlib.import_module(self.package)
        with package.Client("http://host", httpx_args={"transport": httpx.MockTransport(answered)}) as client:
            response = function(client=client, **arguments)
        return sent[0], response.parsed

    def call_async(self, **arguments: Any) -> Any:
        """Call the generated function for asyncio, and give what it read from an empty object."""

        async def call() -> Any:
            package: Any = importlib.import_module(self.package)
            transport = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
            async with package.Client("http://host", httpx_args={"transport": transport}) as client:
                return await vars(self.module)["asyncio"](client=client, **arguments)

        return asyncio.run(call())

    def comes_back(self, value: Any) -> bool:
        """Whether a value that is answered is read, and written as it was."""
        try:
            _, came = self.call(answer=as_json(value))
            return same(written(came), value)
        except (AttributeError, KeyError, TypeError, ValueError, Unusable):
            return False


def as_json(value: Any) -> bytes:
    """The body of an answer."""
    return json.dumps(value).encode()


def written(value: Any) -> Any:
    """What a generated model, or a list of such, is in JSON."""
    if isinstance(value, list):
        return [written(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value.to_dict() if hasattr(value, "to_dict") else value


def same(came: Any, value: Any) -> bool:
    """Whether two JSON values are the same; a loop in one of them is a difference."""
    try:
        return json.dumps(came, sort_keys=True) == json.dumps(value, sort_keys=True)
    except (RecursionError, TypeError, ValueError):
        return False


def generate_into(package: Path, document: Any) -> tuple[str, ...]:
    """Let the generator write a package, and give what it complained of."""
    settings = parser.config(layout.ROOT / layout.CONFIG, Path("d.json"), package)
    parsed = GeneratorData.from_dict(json.loads(json.dumps(document)), config=settings)
    if not isinstance(parsed, GeneratorData):
        return (str(parsed.detail),)
    with contextlib.redirect_stdout(io.StringIO()):
        return tuple(f"{each.header} {each.detail}" for each in Project(openapi=parsed, config=settings).build())


def trying_all(
    folder: Path, operations: Mapping[str, tuple[str, str, Mapping[str, Any]]], components: Any = None, **more: Any
) -> dict[str, Tried]:
    """Generate code for operations, given by id as (method, path, operation)."""
    asked = {"responses": {"200": {"description": "d", "content": json_of({"type": "object"})}}}
    document: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, **more}
    if components is not None:
        document["components"] = components
    for name, (method, path, operation) in operations.items():
        document["paths"].setdefault(path, {})[method] = {"operationId": name, **asked, **operation}
    package = f"tried{next(NUMBERS)}"
    said = generate_into(folder / package, document)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return {name: Tried(document=document, said=said, package=package, id=name) for name in operations}


def trying(
    folder: Path,
    operation: Mapping[str, Any],
    *,
    path: str = "/a",
    method: str = "get",
    components: Any = None,
    **more: Any,
) -> Tried:
    """Generate code for one operation, `ask`."""
    return trying_all(folder, {"ask": (method, path, operation)}, components, **more)["ask"]


def forget(folder: Path) -> None:
    """Drop what was imported from a folder."""
    while str(folder) in sys.path:
        sys.path.remove(str(folder))
    for name in [each for each in sys.modules if each.partition(".")[0].startswith("tried")]:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def json_of(schema: Any) -> dict[str, Any]:
    """The content of a body in JSON."""
    return {JSON: {"schema": schema}}


def of(kind: str, **keywords: Any) -> dict[str, Any]:
    """A schema of a type."""
    return {"type": kind, **keywords}


def array(schema: Any, **keywords: Any) -> dict[str, Any]:
    """A schema of an array."""
    return {"type": "array", "items": schema, **keywords}


def one_of(*schemas: Any, **keywords: Any) -> dict[str, Any]:
    """A schema of a union."""
    return {"anyOf": list(schemas), **keywords}


def fields(*required: str, **properties: Any) -> dict[str, Any]:
    """A schema of an object."""
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


TEXT: Final = of("string")
INTEGER: Final = of("integer")
NUMBER: Final = of("number")
TRUTH: Final = of("boolean")
NULL: Final = of("null")
DATE: Final = of("string", format="date")
INSTANT: Final = of("string", format="date-time")
UUID: Final = of("string", format="uuid")
FILE: Final = of("string", format="binary")
"""Schemas of single values."""
