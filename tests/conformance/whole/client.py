"""The generated package of any document, imported from a folder under a name of its own."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
import httpx
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Document, Mock, Operation
from devin_mock.transport import mock_transport

from specs.pipeline.limits import module
from specs.pipeline.limits.reading import Node, Reader, node

PACKAGE: Final = "whole_client"
_KEYS: Final = {"apk_user_": ENTERPRISE_ADMIN_KEY}


def imported(folder: Path) -> str:
    """Import a generated package, and give the name that it has here. Raises ImportError."""
    name = f"{PACKAGE}_{len([each for each in sys.modules if each.startswith(PACKAGE) and '.' not in each])}"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} holds no package")
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    importlib.import_module(f"{name}.models")
    return name


@attrs.frozen(slots=False, eq=False)
class Generated:
    """A document, the package generated from it, and a mock that answers by it."""

    raw: Node
    document: Document
    package: str
    mock: Mock

    @cached_property
    def _modules(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        places = [(name, operation.node) for name, operation, _ in Reader(node(self.raw)).operations()]
        return {(name.split(" ")[0], name.split(" ")[1]): module(operation) for name, operation in places}

    def function(self, operation: Operation, entry_point: str) -> Callable[..., Any] | None:
        """One of the four generated functions of an operation; where nothing is read, there are two."""
        folder, name = self._modules[operation.method, operation.path]
        found: Callable[..., Any] | None = vars(importlib.import_module(f"{self.package}.api.{folder}.{name}")).get(
            entry_point
        )
        return found

    def part(self, name: str) -> Any:
        """A module of the package."""
        return importlib.import_module(f"{self.package}.{name}")

    @cached_property
    def _clients(self) -> dict[tuple[str, str, str], Any]:
        return {}

    def client(self, operation: Operation) -> Any:
        """A client that shows the credential of an operation, before the mock."""
        schemes = [each[0] for each in operation.security if len(each) == 1]
        header = next((each for each in schemes if each.get("type") != "apiKey" or each.get("in") == "header"), {})
        is_key = header.get("type") == "apiKey"
        name = str(header["name"]) if is_key else "Authorization"
        prefix = "" if is_key else str(header.get("scheme", "Bearer")).capitalize()
        token = _KEYS.get(operation.key_prefix or "", ENTERPRISE_KEY)
        if (name, prefix, token) not in self._clients:
            transport: httpx.MockTransport = mock_transport(self.mock)
            self._clients[name, prefix, token] = self.part("client").AuthenticatedClient(
                f"http://mock{self._base_path}",
                token=token,
                prefix=prefix,
                auth_header_name=name,
                httpx_args={"transport": transport},
            )
        return self._clients[name, prefix, token]

    @cached_property
    def _base_path(self) -> str:
        servers: list[Any] = self.document.raw.get("servers") or [{"url": "/"}]
        url: str = servers[0]["url"]
        for name, variable in servers[0].get("variables", {}).items():
            url = url.replace(f"{{{name}}}", variable["default"])
        return urlsplit(url).path.rstrip("/")


def generated(raw: Node, folder: Path, *, seed: int = 1) -> Generated:
    """Read a document, import the package that was generated from it, and set up a mock of it.

    Raises ValueError for a document that the mock does not read, ImportError for a package that cannot be imported.
    """
    document = Document(raw)
    return Generated(raw, document, imported(folder), Mock([document], seed=seed, drawn_only=True))
