"""What an HTTP answer means: a checked body, or the error that says what is wrong.

Pure functions over status, headers and bytes; no HTTP library here. Three shapes of error bodies are read: a list of
errors by field (FastAPI's 422), RFC 9457 problem details, and a bare ``detail``; anything else is quoted, shortened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn, cast

from attrs import frozen

from .contract import Contract, Operation
from .credential import Credential
from .errors import ResponseValidationError, StatusError, for_status

_LONGEST_DETAIL = 500
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "cf-ray")


@frozen
class Answer:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    """With names in lower case."""
    content: bytes


def read(answer: Answer, operation: Operation | None, contract: Contract, credential: Credential) -> object:
    """Give the checked body of a 200 answer.

    Args:
        answer: The answer.
        operation: The operation that was asked, or None where the path is none of the documents'.
        contract: The promises of the version.
        credential: Whose key is taken out of the server's words.

    Raises:
        StatusError: the status is not 200.
        ResponseValidationError: the body is no JSON, or breaks the contract.
    """
    if answer.status != 200:
        raise _status_error(answer, operation, credential)
    body = _json(answer, operation, credential)
    if operation is not None:
        contract.check(operation, body, credential.redact)
    return body


def _name(operation: Operation | None) -> str:
    return operation.id if operation is not None else "an undocumented path"


def _json(answer: Answer, operation: Operation | None, credential: Credential) -> object:
    def refusal(expected: str, seen: str) -> ResponseValidationError:
        return ResponseValidationError(
            f"{_name(operation)}: the answer is not the JSON that was expected: {seen}",
            operation=operation.id if operation else None,
            pointer="",
            expected=expected,
            seen=seen,
        )

    def refuse_constant(name: str) -> NoReturn:
        raise refusal("a JSON number", name)

    media = answer.headers.get("content-type", "").split(";")[0].strip()
    if media.lower() != "application/json" and not media.lower().endswith("+json"):
        raise refusal("application/json", f"content type {_quote(media, credential) or 'missing'}")
    try:
        return json.loads(answer.content, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        seen = f"{len(answer.content)} bytes that cannot be read ({type(error).__name__})"
    # Raised out here, so that it does not carry the parser's error, which holds the whole body.
    raise refusal("JSON", seen)


def _quote(text: str, credential: Credential) -> str:
    """Make the server's words fit for a log and a terminal: one short line without control characters or the key."""
    start = credential.redact(text)[: 8 * _LONGEST_DETAIL]
    printable = "".join(character if character.isprintable() else " " for character in start)
    line = " ".join(printable.split())
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 3] + "..."


def _redact_errors(errors: list[Mapping[str, object]], credential: Credential) -> list[Mapping[str, object]]:
    try:
        redacted: list[Mapping[str, object]] = json.loads(credential.redact(json.dumps(errors)))
    except (ValueError, RecursionError):
        return []
    return redacted


def _field_errors(detail: object) -> list[Mapping[str, object]]:
    if not isinstance(detail, list):
        return []
    return [cast("Mapping[str, object]", item) for item in cast("list[object]", detail) if isinstance(item, dict)]


def _describe(errors: list[Mapping[str, object]]) -> str:
    lines: list[str] = []
    for error in errors:
        loc = error.get("loc")
        place = ".".join(str(part) for part in cast("list[object]", loc)) if isinstance(loc, list) else ""
        said = error.get("msg") or error.get("detail") or error.get("message") or "refused"
        lines.append(f"{place}: {said}" if place else str(said))
    return "; ".join(lines)


def _parse_error(content: bytes) -> tuple[str | None, list[Mapping[str, object]]]:
    """Read the server's own words and its errors by field out of an error body."""
    text = content.decode("utf-8", "replace").strip()
    try:
        body: Any = json.loads(text)
    except (ValueError, RecursionError):
        return text or None, []
    if not isinstance(body, dict):
        return text or None, []
    fields = cast("dict[str, object]", body)
    errors = _field_errors(fields.get("detail")) or _field_errors(fields.get("errors"))
    said = [str(fields[key]) for key in ("title", "detail") if isinstance(fields.get(key), str)]
    if errors:
        said.append(_describe(errors))
    return ": ".join(said) or text or None, errors


def _explanation(status: int, operation: Operation | None, credential: Credential) -> str | None:
    return {
        401: f"the key was not accepted for {credential.version}",
        403: "the key lacks a permission" + _permission(operation),
        404: "there is nothing under that path: check the ids, and that the key's scope reaches them",
        422: "an argument was refused",
        429: "too many requests",
    }.get(status)


def _permission(operation: Operation | None) -> str:
    if operation is None or operation.permission is None:
        return " (the documents name none for this operation)"
    older = f" (older pages: {operation.older_permission})" if operation.older_permission else ""
    return f": {operation.permission}{older}"


def _status_error(answer: Answer, operation: Operation | None, credential: Credential) -> StatusError:
    detail, errors = _parse_error(answer.content)
    if detail is not None:
        detail = _quote(detail, credential)
    request_id = next((answer.headers[name] for name in _REQUEST_ID_HEADERS if name in answer.headers), None)
    explanation = _explanation(answer.status, operation, credential)
    parts = [f"{_name(operation)} answered {answer.status}"]
    if explanation is not None:
        parts.append(explanation)
    elif 300 <= answer.status < 400:
        target = _host(credential.redact(answer.headers.get("location", "")))
        parts.append(f"redirects are not followed (to {target})")
    if detail:
        parts.append(f"the server says: {detail}")
    return for_status(answer.status)(
        "; ".join(parts),
        status=answer.status,
        operation=operation.id if operation is not None else None,
        detail=detail,
        request_id=None if request_id is None else _quote(request_id, credential),
        permission=operation.permission if operation is not None else None,
        errors=_redact_errors(errors, credential),
        retry_after_s=None,
    )


def _host(location: str) -> str:
    from urllib.parse import urlsplit

    try:
        return urlsplit(location).hostname or "an unnamed place"
    except ValueError:
        return "an unreadable address"
