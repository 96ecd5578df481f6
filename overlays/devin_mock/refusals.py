"""Refusals, and their bodies in a shape that the document gives for their status."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import attrs

from devin_mock.documents import Document, Operation
from devin_mock.drawn import Undrawable, draw
from devin_mock.media_types import is_json
from devin_mock.messages import Headers, Json, Response
from devin_mock.wire import FieldError

_PROBLEM: Final = "application/problem+json"
_JSON: Final = "application/json"


@attrs.frozen(slots=True)
class Refusal:
    """Why a request is refused; `errors` are the places in it, for 422."""

    status: int
    reason: str
    errors: tuple[FieldError, ...] = ()
    headers: Headers = ()


NOT_FOUND: Final = Refusal(404, "Not Found")
"""The refusal of a path that no document has."""


class Refused(Exception):
    """Raised while an accepted request is answered, when the account or an assumption refuses it."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry `refusal` to whoever makes the response."""
        super().__init__(refusal.reason)
        self.refusal = refusal


def invalid(*errors: FieldError) -> Refusal:
    """The refusal of a request whose parameters or body are wrong."""
    places = "; ".join(f"{'.'.join(map(str, error.loc))}: {error.msg}" for error in errors)
    return Refusal(422, f"The request is invalid. {places}", errors)


def _bodies(refusal: Refusal, media_type: str) -> list[Json]:
    """The known shapes of an error body, the likeliest for a media type first."""
    items = [attrs.asdict(error) | {"loc": list(error.loc)} for error in refusal.errors]
    title = _title(refusal.status)
    problem: Json = {"type": "about:blank", "title": title, "status": refusal.status, "detail": refusal.reason}
    if items:
        problem["errors"] = items
    plain = [{"detail": items or refusal.reason}, {"detail": refusal.reason}]
    return [problem, *plain] if media_type == _PROBLEM else [*plain, problem]


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


def refusal_response(
    refusal: Refusal, document: Document | None = None, operation: Operation | None = None
) -> Response:
    """A refusal as the operation documents it; `{"detail": ...}` where it documents nothing.

    RFC 9457 problems are preferred, but for 422, where `HTTPValidationError` says most.
    """
    documented: Mapping[str, str | None] = {}
    if operation is not None:
        documented = operation.response_schemas(refusal.status)
    order = (_JSON, _PROBLEM) if refusal.errors else (_PROBLEM, _JSON)
    for media_type in sorted(documented, key=lambda name: order.index(name) if name in order else len(order)):
        schema = documented[media_type]
        if document is None or not is_json(media_type):
            continue
        bodies = _bodies(refusal, media_type)
        body = next((each for each in bodies if schema is None or document.is_valid(schema, each)), None)
        if body is None and schema is not None:
            # An error schema of the document's own: its meaning is unknown, so it is drawn like any other body.
            try:
                body = draw(document, schema, seed=refusal.status, name=refusal.reason)
            except Undrawable:
                continue
        return Response.of_json(refusal.status, body, media_type=media_type, headers=refusal.headers)
    return Response.of_json(refusal.status, _bodies(refusal, _JSON)[0], headers=refusal.headers)
