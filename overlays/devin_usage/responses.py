"""What an HTTP answer means: a checked body, or the error that says what is wrong.

Pure functions over status, headers and bytes; no HTTP library here. Three shapes of error bodies are read: a list of
errors by field (FastAPI's 422), RFC 9457 problem details, and a bare ``detail``; anything else is quoted, shortened.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

from attrs import frozen

from .contract import Contract, Operation
from .credential import Credential
from .errors import ContractWarning, ResponseValidationError, StatusError, for_status
from .options import Check
from .retrying import retry_after

_LONGEST_DETAIL = 500
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "cf-ray")


@frozen(eq=False)
class Answer:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    """Found by names in lower case."""
    content: bytes
    attempts: int = 1
    """How many requests it took."""


def read(
    answer: Answer, operation: Operation | None, contract: Contract, credential: Credential, check: Check = "raise"
) -> object:
    """Give the checked body of a 200 answer.

    Args:
        answer: The answer.
        operation: The operation that was asked, or None where the path is none of the documents'.
        contract: The promises of the version.
        credential: Whose key is taken out of the server's words.
        check: What to do with a body that breaks the contract: refuse it, or warn and give it.

    Raises:
        StatusError: the status is not 200.
        ResponseValidationError: the body is no JSON, or breaks the contract.
    """
    if answer.status != 200:
        raise _status_error(answer, operation, credential)
    body = _json(answer, operation, credential)
    if operation is not None:
        try:
            contract.check(operation, body, credential.redact)
        except ResponseValidationError as error:
            if check == "raise":
                raise
            warnings.warn(str(error), ContractWarning, stacklevel=2)
    return body


def name_of(operation: Operation | None) -> str:
    """Name an operation in a message."""
    return operation.id if operation is not None else "an undocumented path"


def _broken(operation: Operation | None, expected: str, seen: str) -> ResponseValidationError:
    return ResponseValidationError(
        f"{name_of(operation)}: the answer is not the JSON that was expected: {seen}",
        operation=operation.id if operation else None,
        pointer="",
        expected=expected,
        seen=seen,
    )


def undecodable(operation: Operation | None) -> ResponseValidationError:
    """Make the error of a body whose content encoding is broken."""
    return _broken(operation, "a body in the encoding that the answer names", "a body that cannot be decoded")


def _json(answer: Answer, operation: Operation | None, credential: Credential) -> object:
    def refuse_constant(name: str) -> NoReturn:
        raise _broken(operation, "a JSON number", name)

    media = answer.headers.get("content-type", "").split(";")[0].strip()
    if media.lower() != "application/json" and not media.lower().endswith("+json"):
        raise _broken(operation, "application/json", f"content type {quote(media, credential) or 'missing'}")
    try:
        # No value that is made of the body, and no later word on it, holds the key as it is written; one that the body
        # spells with escapes is not looked for.
        text = credential.redact(answer.content.decode(json.detect_encoding(answer.content), "surrogatepass"))
        return json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        seen = f"{len(answer.content)} bytes that cannot be read ({type(error).__name__})"
    # Raised out here, so that it does not carry the parser's error, which holds the whole body.
    raise _broken(operation, "JSON", seen)


def quote(text: str, credential: Credential) -> str:
    """Make somebody else's words fit for a log and a terminal: one short line without control characters or the key."""
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
    if len(said) == 2 and said[1].startswith(said[0].rstrip(".: ")):
        del said[0]  # The detail says the title again.
    if errors:
        said.append(_describe(errors))
    return ": ".join(said) or text or None, errors


def _explain(answer: Answer, operation: Operation | None, credential: Credential) -> str | None:
    match answer.status:
        case 401:
            return f"the key was not accepted for {credential.version}"
        case 403:
            return "the key lacks a permission" + _permission(operation)
        case 404:
            return "there is nothing under that path: check the ids, and that the key's scope reaches them"
        case 422:
            return "an argument was refused"
        case 429:
            seconds = retry_after(answer.headers, datetime.now(UTC))
            return (
                "too many requests" if seconds is None else f"too many requests; the server asks to wait {seconds:g} s"
            )
        case status if 300 <= status < 400:
            return f"redirects are not followed (to {_host(answer.headers.get('location', ''), credential)})"
        case _:
            return None


def _permission(operation: Operation | None) -> str:
    if operation is None or operation.permission is None:
        return " (the documents name none for this operation)"
    older = f" (older pages: {operation.older_permission})" if operation.older_permission else ""
    return f": {operation.permission}{older}"


def _status_error(answer: Answer, operation: Operation | None, credential: Credential) -> StatusError:
    detail, errors = _parse_error(answer.content)
    if detail is not None:
        detail = quote(detail, credential)
    request_id = next((answer.headers[name] for name in _REQUEST_ID_HEADERS if name in answer.headers), None)
    parts = [f"{name_of(operation)} answered {answer.status}"]
    explanation = _explain(answer, operation, credential)
    if explanation is not None:
        parts.append(explanation)
    if answer.attempts > 1:
        parts.append(f"after {answer.attempts} attempts")
    if detail:
        parts.append(f"the server says: {detail}")
    return for_status(answer.status)(
        "; ".join(parts),
        status=answer.status,
        operation=operation.id if operation is not None else None,
        detail=detail,
        request_id=None if request_id is None else quote(request_id, credential),
        permission=operation.permission if operation is not None else None,
        errors=_redact_errors(errors, credential),
        retry_after_s=retry_after(answer.headers, datetime.now(UTC)),
        attempts=answer.attempts,
    )


def _host(location: str, credential: Credential) -> str:
    try:
        return quote(urlsplit(credential.redact(location)).hostname or "an unnamed place", credential)
    except ValueError:
        return "an unreadable address"
