"""The operations that the suite drives: all of the resolved documents, with the generated code of each.

Nothing here is written by operation: a new one is driven as soon as it is generated.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any, Final, Literal

import attrs
import devin_api.v2.api
import devin_api.v3.api
from devin_mock import Document, Operation, load
from devin_mock.documents import Parameter

Version = Literal["v2", "v3"]
VERSIONS: Final[tuple[Version, ...]] = ("v2", "v3")


@attrs.frozen(slots=True, eq=False)
class Driven:
    """An operation, the document that it stands in, and its generated module."""

    version: Version
    operation: Operation
    module: ModuleType = attrs.field(repr=False)

    @property
    def id(self) -> str:
        """The short operation id."""
        return self.operation.operation_id

    @property
    def document(self) -> Document:
        """The resolved document of its version."""
        return load(self.version)

    @property
    def schema(self) -> str:
        """Where the schema of its 200 body stands."""
        return self.schema_of(200)[1]

    def schema_of(self, status: int) -> tuple[str, str]:
        """The media type and the place of the schema of a documented body."""
        media_type, schema = next(iter(self.operation.response_schemas(status).items()))
        assert schema is not None, f"{self.id} documents {status} without a schema"
        return media_type, schema

    def parameters(self, location: str) -> Mapping[str, Parameter]:
        """The parameters in the path or in the query, by name."""
        return {each.name: each for each in self.operation.parameters if each.location == location}

    def entry_point(self, name: str) -> Callable[..., Any]:
        """One of the four generated functions."""
        found: Callable[..., Any] = getattr(self.module, name)
        return found

    def __str__(self) -> str:
        """Name it in the id of a test."""
        return f"{self.version}-{self.id}"


@cache
def generated_modules(version: Version) -> Mapping[str, ModuleType]:
    """The generated modules of a version, by operation id."""
    package: Any = {"v2": devin_api.v2.api, "v3": devin_api.v3.api}[version]
    names = [each.name for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.") if not each.ispkg]
    return {name.rpartition(".")[2]: importlib.import_module(name) for name in names}


def _driven() -> tuple[Driven, ...]:
    return tuple(
        Driven(version, operation, generated_modules(version)[operation.operation_id])
        for version in VERSIONS
        for operation in load(version).operations
    )


OPERATIONS: Final = _driven()
"""Every operation of both documents."""


def named(operation_id: str) -> Driven:
    """The operation with an id; ids are unique over both versions."""
    return next(each for each in OPERATIONS if each.id == operation_id)
