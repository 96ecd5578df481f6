"""What the resolved documents promise: the operations of a version, and the form of each answer.

A body is checked as it arrives, before any value is made of it. Fields and enum values that the documents do not know
pass, since the vendor adds them often; a missing field, another type, or a text in another format does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .credential import Version
from .errors import ResponseValidationError

if TYPE_CHECKING:
    import jsonschema_rs

_KINDS: Mapping[type, str] = {
    dict: "an object",
    list: "an array",
    str: "a text",
    bool: "a truth value",
    int: "an integer",
    float: "a number",
    type(None): "null",
}


@frozen(eq=False)
class Operation:
    """An operation of the documents."""

    id: str
    path: str
    """The path with its placeholders: what a log or an error may show."""
    permission: str | None
    """The permission that the documents name, or None where they name none."""
    older_permission: str | None
    """The permission that older pages name for the same operation."""
    scope: str
    """``enterprise``, ``organization`` or ``any``."""


class Contract:
    """The promises of one version's resolved document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Index a resolved document."""
        self._document = document
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        self._by_id: dict[str, Operation] = {}
        self._fixed: dict[str, Operation] = {}
        self._templates: list[tuple[re.Pattern[str], Operation]] = []
        for path, item in document["paths"].items():
            raw = item["get"]
            operation = Operation(
                id=raw["operationId"],
                path=path,
                permission=raw.get("x-permission"),
                older_permission=raw.get("x-permission-on-older-pages"),
                scope=raw["x-scope"],
            )
            self._by_id[operation.id] = operation
            if "{" in path:
                pattern = re.sub(r"\\\{[^/]*\\\}", "[^/]+", re.escape(path))
                self._templates.append((re.compile(pattern), operation))
            else:
                self._fixed[path] = operation

    def operation(self, operation_id: str) -> Operation:
        """Find an operation by its id."""
        return self._by_id[operation_id]

    def match(self, path: str) -> Operation | None:
        """Find the operation that a path, as sent, belongs to, or None."""
        found = self._fixed.get(path)
        if found is not None:
            return found
        return next((operation for pattern, operation in self._templates if pattern.fullmatch(path)), None)

    def check(self, operation: Operation, body: object, redact: Callable[[str], str] = str) -> None:
        """Hold the body of a 200 answer against the document.

        Args:
            operation: The operation that was asked.
            body: What the answer holds.
            redact: Takes the key out of what an error quotes, such as a name in the body.

        Raises:
            ResponseValidationError: with the first place that breaks the contract.
        """
        validator = self._validators.get(operation.id)
        if validator is None:
            validator = self._validators[operation.id] = self._compile(operation)
        try:
            error = None if validator.is_valid(body) else next(validator.iter_errors(body))
        except (ValueError, RecursionError) as unreadable:
            # Half a surrogate pair is JSON, but no text.
            pointer, expected, seen = "", "texts of whole characters", type(unreadable).__name__
        else:
            if error is None:
                return
            pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in error.instance_path)
            kind: type = type(error.instance)  # pyright: ignore[reportUnknownVariableType]  # any JSON value
            pointer, expected, seen = redact(pointer), redact(error.message), _KINDS.get(kind, kind.__name__)
        raise ResponseValidationError(
            f"{operation.id}: the answer breaks the contract at {pointer or 'its top'}: {expected}; seen: {seen}",
            operation=operation.id,
            pointer=pointer,
            expected=expected,
            seen=seen,
        )

    def _compile(self, operation: Operation) -> jsonschema_rs.Validator:
        import jsonschema_rs  # loaded when used

        content = self._document["paths"][operation.path]["get"]["responses"]["200"]["content"]
        schema = {**content["application/json"]["schema"], "components": self._document["components"]}
        # Values are masked: an error names the place and the rule, never somebody's name or address.
        return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True, mask="the value")


@cache
def contract(version: Version) -> Contract:
    """Load the contract of a version from the package data, once."""
    from importlib import resources  # loaded when used

    text = resources.files("devin_specs").joinpath(f"{version}.json").read_text(encoding="utf-8")
    return Contract(json.loads(text))
