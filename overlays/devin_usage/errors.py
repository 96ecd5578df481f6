"""Everything that can go wrong, as one tree.

::

    DevinUsageError
    ├── InvalidArgument             refused before anything was sent (also a ValueError)
    │   └── ConfigurationError      the key, the base address or an option
    │       └── NotWritten          a file, after everything was read for it: the disk is full, the name too long
    ├── Unsupported                 the API has no answer to this question ...
    │   ├── UnsupportedByVersion    ... in this version; says which one has
    │   └── UnsupportedByScope      ... for this key's scope; says which one has
    ├── RequestFailed               no answer arrived
    │   ├── ConnectionFailed
    │   └── TimedOut
    ├── StatusError                 the answer is a refusal
    │   ├── Redirected              3xx; redirects are not followed
    │   ├── BadRequest              400
    │   ├── Unauthorized            401
    │   ├── Forbidden               403, with the permission that the operation needs
    │   ├── NotFound                404
    │   ├── ArgumentsRefused        422, with the errors by field
    │   ├── RateLimited             429, with the time to wait
    │   └── ServerError             5xx
    └── AnswerError                 the answer cannot be trusted
        ├── ResponseValidationError the body breaks the contract
        └── InconsistentAnswer      the body keeps the contract and contradicts itself or the question

    ContractWarning                 a warning, with check="warn": the body breaks the contract and is read all the same

`devin_usage.account` has some of its own below `DevinUsageError`: `IncompleteBreakdown` and `NotAsked` for members
that could not be read or were not asked, `PieceFailed` for a piece of a history, `CacheError` for a file that cannot
be used.

No message, argument or representation holds the key. Ids of the caller stand in one only where the server's own words
do: ``detail`` and ``errors`` quote them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class DevinUsageError(Exception):
    """Base of every error that this package raises. It can be copied and pickled, as a pool of processes does."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell how to make it again; its own class may want more than its arguments."""
        return _restored, (type(self), self.args), self.__dict__


def _restored(kind: type[DevinUsageError], args: tuple[object, ...]) -> DevinUsageError:
    return kind.__new__(kind, *args)


class InvalidArgument(DevinUsageError, ValueError):
    """An argument was refused; nothing was sent."""


class ConfigurationError(InvalidArgument):
    """The key, the base address or an option of the client was refused; nothing was sent."""


class NotWritten(ConfigurationError):
    """A file could not be written, or not be replaced; what was there before still is. Its figures had been read."""


class Unsupported(DevinUsageError):
    """The API cannot answer this question; nothing was sent."""


class UnsupportedByVersion(Unsupported):
    """The version of the API that belongs to the key cannot answer; the message names the one that can."""


class UnsupportedByScope(Unsupported):
    """The scope of the key cannot answer; the message says what can."""


class RequestFailed(DevinUsageError):
    """No complete answer arrived.

    Attributes:
        attempts: How many requests were sent.
    """

    attempts: int = 1


class ConnectionFailed(RequestFailed):
    """The connection could not be made, or broke before the answer was complete."""


class TimedOut(RequestFailed):
    """The answer was not complete in time."""


class StatusError(DevinUsageError):
    """The API answered with a status that is not 200.

    Attributes:
        status: The HTTP status.
        operation: The id of the operation, or None where the path is none of the documents'.
        detail: The server's own words, shortened and without the key, or None where it gave none.
        request_id: The server's name for the request, where it gave one in a known header.
        permission: The permission that the documents name for the operation, or None where they name none.
        errors: For 422: what the server says of each argument.
        retry_after_s: The seconds that the server asks to wait, where it does (429, 503).
        attempts: How many requests were sent.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        operation: str | None = None,
        detail: str | None = None,
        request_id: str | None = None,
        permission: str | None = None,
        errors: Sequence[Mapping[str, object]] = (),
        retry_after_s: float | None = None,
        attempts: int = 1,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.operation = operation
        self.detail = detail
        self.request_id = request_id
        self.permission = permission
        self.errors = tuple(errors)
        self.retry_after_s = retry_after_s
        self.attempts = attempts


class Redirected(StatusError):
    """The API answered with a redirect, which is not followed: the key would go to another place."""


class BadRequest(StatusError):
    """400: the API could not read the request."""


class Unauthorized(StatusError):
    """401: the key is missing, unknown, expired or of the wrong kind."""


class Forbidden(StatusError):
    """403: the key lacks a permission; ``permission`` names it where it is documented."""


class NotFound(StatusError):
    """404: there is no such organization, user, session or path."""


class ArgumentsRefused(StatusError):
    """422: the API refused an argument; ``errors`` says which and why."""


class RateLimited(StatusError):
    """429: too many requests; ``retry_after_s`` holds the wait where the server gave one."""


class ServerError(StatusError):
    """5xx: the API failed."""


class AnswerError(DevinUsageError):
    """An answer arrived that cannot be trusted."""


class ResponseValidationError(AnswerError):
    """The body of an answer breaks the contract of the documents.

    Attributes:
        operation: The id of the operation.
        pointer: The JSON pointer of the place in the body.
        expected: What the documents ask for there.
        seen: The kind of value that stands there.
    """

    def __init__(self, message: str, *, operation: str | None, pointer: str, expected: str, seen: str) -> None:
        super().__init__(message)
        self.operation = operation
        self.pointer = pointer
        self.expected = expected
        self.seen = seen


class ContractWarning(UserWarning):
    """A body breaks the contract, or a list is shorter than it says, and it is read all the same (``check="warn"``)."""


class InconsistentAnswer(AnswerError):
    """The answer contradicts itself or the question: a day outside the period, a day twice, a sum that is not one, a
    list that is shorter than it says.
    """


BY_STATUS: Mapping[int, type[StatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    422: ArgumentsRefused,
    429: RateLimited,
}


def for_status(status: int) -> type[StatusError]:
    """Choose the exception for a status."""
    if 300 <= status < 400:
        return Redirected
    if status >= 500:
        return ServerError
    return BY_STATUS.get(status, StatusError)
