"""One call on its way: which attempt it is, what time is left, how much was read, and what follows a failure.

The sync and the async transport differ in how they send and wait; every rule of theirs is here. What is logged is the
method, the path template, the status, the attempt and the time: never a key, a query or an id.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from .contract import Operation
from .errors import RequestFailed, ResponseValidationError, TimedOut
from .options import Options
from .responses import Answer, name_of, undecodable
from .retrying import may_be_repeated, retry_after, wait

Outcome = Answer | RequestFailed | ResponseValidationError
"""What an attempt ends in: an answer of any status, or what went wrong."""

_TICK_S = 0.005
"""How much too early a timer may go off."""
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})

logger = logging.getLogger("devin_usage")
logger.addHandler(logging.NullHandler())


class Until(float):
    """A longest wait, in seconds, that shrinks as the end of the call comes nearer."""

    __slots__ = ("_end",)
    _end: float

    def __new__(cls, seconds: float, end: float) -> Until:
        """Take the wait, and the end of the call on the monotonic clock."""
        made = super().__new__(cls, seconds)
        made._end = end
        return made

    def left(self) -> float:
        """Give the wait as it is by now; not above 0 when the call is over."""
        return min(float(self), self._end - time.monotonic())


class Exchange:
    """The state of one call."""

    def __init__(self, options: Options, operation: Operation | None) -> None:
        self.attempt = 0
        self._options = options
        self._operation = operation
        self._started = self._attempt_started = time.monotonic()

    @property
    def remaining_s(self) -> float:
        """What is left of the time for the whole call."""
        return self._options.timeout.total_s - (time.monotonic() - self._started)

    def begin(self) -> dict[str, float]:
        """Start the next attempt, and give the longest waits for it, as the HTTP library names them."""
        self.attempt += 1
        self._attempt_started = time.monotonic()
        left = max(self.remaining_s, 0.001)
        read = Until(min(self._options.timeout.read_s, left), self._started + self._options.timeout.total_s)
        return {"connect": min(self._options.timeout.connect_s, left), "read": read, "write": read, "pool": left}

    def readable(self, status: int, headers: Mapping[str, str]) -> bool:
        """Tell from the head of an answer whether to read its body: not that of a refusal in an unknown encoding.

        Raises:
            ResponseValidationError: the body of a 200 is encoded in a way that was not asked for; encodings within
                encodings decode to a size that nothing bounds.
        """
        known = headers.get("content-encoding", "").strip().lower() in _ENCODINGS
        if not known and status == 200:
            raise undecodable(self._operation)
        return known

    def received(self, sent: int, decoded: int) -> None:
        """Note how many bytes of the body have been read so far.

        Raises:
            ResponseValidationError: they are too many.
            TimedOut: the time is up; a body that drips in would otherwise hold the caller for ever.
        """
        limit = self._options.max_body_bytes
        if sent > limit or decoded > limit:
            raise ResponseValidationError(
                f"{name_of(self._operation)}: the answer is larger than max_body_bytes allows, {limit} bytes",
                operation=self._operation.id if self._operation else None,
                pointer="",
                expected=f"at most {limit} bytes",
                seen=f"{max(sent, decoded)} bytes and more",
            )
        if self.remaining_s <= 0:
            raise self.out_of_time()

    def out_of_time(self) -> TimedOut:
        """Make the error of a call that took too long."""
        total = self._options.timeout.total_s
        return TimedOut(f"{name_of(self._operation)}: no complete answer within {total:g} s")

    def judge(self, outcome: Outcome) -> float | None:
        """Decide what follows an attempt.

        Returns:
            The seconds to wait before the next one, or None for an answer that is final.

        Raises:
            RequestFailed: it failed, and there is to be no further one.
            ResponseValidationError: the body could not be decoded.
        """
        if isinstance(outcome, Answer):
            self._log(str(outcome.status))
            if not may_be_repeated(outcome.status):
                return None
            return self._wait(retry_after(outcome.headers, datetime.now(UTC)))
        if isinstance(outcome, TimedOut) and self.remaining_s <= _TICK_S:
            outcome = self.out_of_time()  # Whichever of the waits was the one that ended with the call.
        self._log(type(outcome).__name__)
        if isinstance(outcome, ResponseValidationError):
            raise outcome
        seconds = self._wait(None)
        if seconds is None:
            outcome.attempts = self.attempt
            raise outcome
        return seconds

    def _wait(self, retry_after_s: float | None) -> float | None:
        jitter = random.random
        return wait(self._options.retries, self.attempt, retry_after_s, self.remaining_s, jitter)

    def _log(self, outcome: str) -> None:
        path = self._operation.path if self._operation is not None else "(undocumented path)"
        seconds = time.monotonic() - self._attempt_started
        logger.debug("GET %s -> %s (attempt %d, %.3f s)", path, outcome, self.attempt, seconds)
