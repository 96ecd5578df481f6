"""What the command exits with: a code for each kind of error, so that a script can tell them apart.

`contract` has 0, 1 and 2, and `spec-diff` has 0 and 2 to 5; nothing here means something else by one of those.
"""

from __future__ import annotations

from attrs import frozen

DONE = 0
FAILED = 1
REFUSED = 2
INCOMPLETE = 20
FILES = 21
INTERRUPTED = 130
BROKEN_PIPE = 141


@frozen
class ExitCode:
    """A code, what it means, and the errors of the library that end with it."""

    code: int
    meaning: str
    errors: tuple[str, ...] = ()
    """Their names; an error below one of them has its code, unless it stands here itself."""


EXIT_CODES = (
    ExitCode(DONE, "done"),
    ExitCode(FAILED, "failed for a reason that has no code of its own"),
    ExitCode(
        REFUSED,
        "refused: an option, the key or the address is missing or wrong",
        ("InvalidArgument",),
    ),
    ExitCode(10, "the version or the scope of the key has no answer to this question", ("Unsupported",)),
    ExitCode(11, "401: the key is not accepted", ("Unauthorized",)),
    ExitCode(12, "403: the key lacks a permission", ("Forbidden",)),
    ExitCode(13, "404: there is no such organization, user or session", ("NotFound",)),
    ExitCode(14, "the API refused the request: 400, 422, a redirect, another status", ("StatusError",)),
    ExitCode(15, "429: too many requests", ("RateLimited",)),
    ExitCode(16, "5xx: the API failed", ("ServerError",)),
    ExitCode(17, "no connection, or it broke", ("RequestFailed",)),
    ExitCode(18, "no complete answer in time", ("TimedOut",)),
    ExitCode(19, "an answer cannot be trusted: it breaks the documents or contradicts itself", ("AnswerError",)),
    ExitCode(
        INCOMPLETE,
        "incomplete: a part could not be read, and nothing takes its place",
        ("IncompleteBreakdown", "NotAsked", "PieceFailed"),
    ),
    ExitCode(
        FILES, "a cache, a warehouse or another file cannot be used", ("CacheError", "NotWritten", "WarehouseError")
    ),
    ExitCode(INTERRUPTED, "interrupted (Ctrl+C)"),
    ExitCode(BROKEN_PIPE, "whoever read the output stopped reading"),
)

_BY_NAME = {name: each.code for each in EXIT_CODES for name in each.errors}


def exit_code(error: BaseException) -> int:
    """Choose the code of an error: that of its own class, or of the nearest one above it."""
    # By name, so that no module of errors has to be loaded for it.
    return next((_BY_NAME[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _BY_NAME), FAILED)
