"""The policy of a fan-out: which job is next, what its outcome means, and how long everybody holds back.

Nothing here sends or waits, so threads and tasks follow the same rules:

- A job that failed in passing (a lost connection, a time-out, 5xx, 429), after the retries of its calls, goes to the
  end of the queue. It is tried `ATTEMPTS` times in all; where its calls were refused for their rate alone,
  `ATTEMPTS_RATE_LIMITED` times. Any other error of the API ends that job alone.
- 401 is about the key and not about the job, and an argument that is refused, or a question that a version or a scope
  cannot answer, is the same for every job: it ends all of them. So does what is no error of this package.
- When the API has stopped answering, it is not asked further: after `SILENT_FROM_THE_START` jobs in a row (at least
  twice the concurrency) that failed in passing or with 403, when none was ever answered; after three times as many when
  one was; and at once when it asks for a longer wait than the client grants. Jobs without an outcome then end in
  `NotAsked`, or in the error that they failed with before.
- A job that was refused for its rate halves how many run side by side; as many answers in a row as may run add one.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from ..errors import (
    ConnectionFailed,
    DevinUsageError,
    Forbidden,
    InvalidArgument,
    RateLimited,
    ServerError,
    TimedOut,
    Unauthorized,
    Unsupported,
)
from ..options import Retries
from ..retrying import Chance, backoff
from .work import Many, Outcomes, Progress

MOST_AT_ONCE: Final = 64
"""The highest concurrency."""
ATTEMPTS: Final = 3
ATTEMPTS_RATE_LIMITED: Final = 10
SILENT_FROM_THE_START: Final = 16

_TRANSIENT = (RateLimited, ServerError, ConnectionFailed, TimedOut)
_OF_ALL = (Unauthorized, InvalidArgument, Unsupported)


class NotAsked(DevinUsageError):
    """This one was not asked: the API had stopped answering before its turn.

    Attributes:
        reason: What the last one that was asked failed with.
    """

    def __init__(self, message: str, *, reason: DevinUsageError) -> None:
        super().__init__(message)
        self.reason = reason


def checked_concurrency(value: int) -> int:
    """Check how many calls are to run side by side.

    Raises:
        InvalidArgument: it is no whole number from 1 to 64.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_AT_ONCE:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"concurrency must be a whole number from 1 to {MOST_AT_ONCE}, not {value!r}")
    return value


class FanOut:
    """The state of one `Many`. Not for several threads at a time: whoever shares it holds a lock."""

    def __init__(self, many: Many, retries: Retries) -> None:
        """Begin.

        Args:
            many: The jobs.
            retries: The patience of the client: a server that asks for a longer wait is not asked again.

        Raises:
            InvalidArgument: the concurrency is out of its range.
            ValueError: two jobs have one name.
        """
        self.most = checked_concurrency(many.concurrency)
        self._names = [job.name for job in many.jobs]
        if len(set(self._names)) != len(self._names):
            raise ValueError("two jobs of a fan-out have one name, so one outcome would hide the other")
        self._retries = retries
        self._waiting = deque(range(len(self._names)))
        self._ended: dict[int, Any] = {}
        self._failed_before: dict[int, list[DevinUsageError]] = {}
        self._failed = self._running = 0
        self._abreast = self.most
        self._in_a_row = 0
        self._silent = 0
        self._ever_answered = False
        self._given_up: DevinUsageError | None = None

    @property
    def ended(self) -> int:
        """How many jobs have an outcome."""
        return len(self._ended)

    @property
    def finished(self) -> bool:
        """Whether every job has an outcome."""
        return len(self._ended) == len(self._names)

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return Progress(done=len(self._ended) - self._failed, failed=self._failed, total=len(self._names))

    def take(self) -> int | None:
        """Give the number of the job to run next; None when none is to be started now."""
        if not self._waiting or self._running >= self._abreast:
            return None
        self._running += 1
        return self._waiting.popleft()

    def settle(self, job: int, outcome: Any) -> None:
        """Take what an attempt at a job ended in: the value of its plan, or the `DevinUsageError` that it failed with.

        Raises:
            DevinUsageError: the outcome, where it ends all jobs.
        """
        self._running -= 1
        if not isinstance(outcome, DevinUsageError):
            self._answered()
            self._end(job, outcome)
            return
        if isinstance(outcome, _OF_ALL):
            raise outcome
        # Its frames hold the plan and the answer.
        outcome.__traceback__ = None
        if isinstance(outcome, _TRANSIENT):
            self._put_back(job, outcome)
        else:
            self._end(job, outcome)
        if isinstance(outcome, (*_TRANSIENT, Forbidden)):
            self._went_unanswered(outcome)
        else:
            self._silent = 0
        if self._given_up is not None:
            self._drop_the_rest(self._given_up)

    def _answered(self) -> None:
        self._ever_answered = True
        self._silent = 0
        self._in_a_row += 1
        if self._in_a_row >= self._abreast and self._abreast < self.most:
            self._abreast += 1
            self._in_a_row = 0

    def _end(self, job: int, outcome: Any) -> None:
        self._ended[job] = outcome
        self._failed += isinstance(outcome, DevinUsageError)
        self._failed_before.pop(job, None)

    def _put_back(self, job: int, error: DevinUsageError) -> None:
        if isinstance(error, RateLimited):
            self._abreast = max(1, self._abreast // 2)
            self._in_a_row = 0
        before = self._failed_before.setdefault(job, [])
        before.append(error)
        faults = sum(not isinstance(each, RateLimited) for each in before)
        if faults >= ATTEMPTS or len(before) >= ATTEMPTS_RATE_LIMITED:
            self._end(job, error)
        else:
            self._waiting.append(job)

    def _went_unanswered(self, error: DevinUsageError) -> None:
        self._silent += 1
        patience = max(SILENT_FROM_THE_START, 2 * self.most) * (3 if self._ever_answered else 1)
        asked_s = error.retry_after_s if isinstance(error, RateLimited) else None
        if self._silent >= patience or (asked_s is not None and asked_s > self._retries.longest_retry_after_s):
            self._given_up = error

    def _drop_the_rest(self, reason: DevinUsageError) -> None:
        while self._waiting:
            job = self._waiting.popleft()
            before = self._failed_before.get(job)
            self._end(job, before[-1] if before else _not_asked(reason))

    def outcomes(self) -> Outcomes:
        """Give what each job ended in, in the order of the jobs."""
        return {name: self._ended[job] for job, name in enumerate(self._names)}


def _not_asked(reason: DevinUsageError) -> NotAsked:
    return NotAsked(
        f"not asked: the API had stopped answering, last with {named(reason)}; ask again later", reason=reason
    )


def named(error: DevinUsageError) -> str:
    """Name an error by its kind and its status, without its words, which may quote ids."""
    status = getattr(error, "status", None)
    return type(error).__name__ if status is None else f"{type(error).__name__} ({status})"


class Gate:
    """Holds back all calls of a fan-out after a 429: for what it asks, else for a while that grows."""

    def __init__(
        self, retries: Retries, *, clock: Callable[[], float] = time.monotonic, chance: Chance = random.random
    ) -> None:
        self._retries = retries
        self._clock = clock
        self._chance = chance
        self._lock = Lock()
        self._until = 0.0
        self._times = 0

    def refused(self, retry_after_s: float | None) -> None:
        """Take a 429, and what it asks to wait, of which no more is granted than `Retries` says."""
        with self._lock:
            now = self._clock()
            # Those that were on their way when the first was refused tell nothing new.
            if now >= self._until:
                self._times += 1
                step = backoff(self._retries, min(self._times, 30), self._chance)
            else:
                step = 0.0
            asked = min(retry_after_s or 0.0, self._retries.longest_retry_after_s)
            self._until = max(self._until, now + max(step, asked))

    def passed(self) -> None:
        """Take a call that was answered: the next wait starts small again."""
        if self._times and self._clock() >= self._until:
            self._times = 0

    def held_s(self) -> float:
        """Tell for how many seconds nothing is to be sent; not above 0 when calls may go."""
        return self._until - self._clock() if self._until else 0.0
