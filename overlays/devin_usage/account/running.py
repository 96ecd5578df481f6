"""Runners of work: the same generators, with threads or with tasks.

An error of this package is thrown into the work at the place that asked, so that it may be answered there; whatever is
not answered comes out of `run`. When a fan-out ends early, nothing further is sent: tasks are cancelled; threads end
their running attempt, and are waited for, but for about a second only where it was Ctrl+C.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any, Final, TypeVar

from attrs import evolve

from ..credential import Version
from ..errors import DevinUsageError
from ..operations import Call
from ..options import Retries
from ..transport import AsyncSender, SyncSender
from .fan_out import FanOut, Gate
from .work import Many, Outcomes, Progress, Work

T = TypeVar("T")
S = TypeVar("S", SyncSender, AsyncSender)

_GRACE_S: Final = 1.0
"""How long threads are waited for after Ctrl+C: they are reading an answer that nobody wants, and send nothing more."""
_WAKE_S: Final = 0.5
"""How often a wait looks up: where a lock cannot be interrupted, Ctrl+C is seen then."""


class _Stopped(BaseException):
    """Ends a thread whose work is over; no plan may take it for an error of its own."""


def _run(steps: Generator[Any, Any, T], answered: Callable[[Any], Any]) -> T:
    """Run a generator to its end, with what answers its steps."""
    resume: Callable[[Any], Any] = steps.send
    given: Any = None
    try:
        while True:
            # Around the generator alone: what a transport or a watch raises must never pass for its value.
            try:
                step = resume(given)
            except StopIteration as done:
                value: T = done.value
                return value
            try:
                resume, given = steps.send, answered(step)
            except DevinUsageError as error:
                resume, given = steps.throw, error
    finally:
        steps.close()
        # An error that comes out of here holds this frame, and would be held by it.
        del given


async def _run_async(steps: Generator[Any, Any, T], answered: Callable[[Any], Awaitable[Any]]) -> T:
    """Run a generator to its end, as `_run` does."""
    resume: Callable[[Any], Any] = steps.send
    given: Any = None
    try:
        while True:
            try:
                step = resume(given)
            except StopIteration as done:
                value: T = done.value
                return value
            try:
                resume, given = steps.send, await answered(step)
            except DevinUsageError as error:
                resume, given = steps.throw, error
    finally:
        steps.close()
        del given


def _sender_of(step: Any, senders: Mapping[Version, S]) -> S:
    if not isinstance(step, Call):
        raise TypeError(f"a plan asks by calls alone, not by {type(step).__name__}")
    if step.version not in senders:
        raise LookupError(f"this work asks {step.operation} of {step.version}, and was given no sender of that version")
    return senders[step.version]


def _patience(senders: Mapping[Version, S]) -> Retries:
    # Where two versions are asked, the one that waits longer decides when there is no use in waiting.
    return max(
        (sender.shared.options.retries for sender in senders.values()), key=lambda each: each.longest_retry_after_s
    )


def _gates(senders: Mapping[Version, S]) -> dict[Version, Gate]:
    return {version: Gate(sender.shared.options.retries) for version, sender in senders.items()}


class SyncRunner:
    """Runs work; what is to be asked side by side is asked by threads."""

    def __init__(self, senders: Mapping[Version, SyncSender]) -> None:
        """Take a sender for each version that the work asks."""
        self._senders = senders

    def run(self, work: Work[T]) -> T:
        """Run a piece of work to its end.

        Raises:
            DevinUsageError: what the work raises, or what was asked failed with.
            LookupError: the work asks a version that there is no sender for.
        """
        return _run(work, self._answered)

    def _answered(self, step: Call | Many) -> Any:
        if isinstance(step, Many):
            return _Crew(step, self._senders).run()
        return _sender_of(step, self._senders).send(step)


class _Crew:
    """The threads of one fan-out, and what they share."""

    def __init__(self, many: Many, senders: Mapping[Version, SyncSender]) -> None:
        self._many = many
        self._policy = FanOut(many, _patience(senders))
        self._stopped = threading.Event()
        self._gates = _gates(senders)
        self._senders: dict[Version, SyncSender] = {
            version: SyncSender(evolve(sender.shared, pacing=self._gates[version]), sender.pool, sleep=self._pause)
            for version, sender in senders.items()
        }
        lock = threading.Lock()
        self._turn = threading.Condition(lock)
        self._news = threading.Condition(lock)
        self._untold: deque[Progress] = deque()
        self._fatal: BaseException | None = None

    def _pause(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise _Stopped

    def run(self) -> Outcomes:
        """Run all jobs, and tell of the progress in the thread of the caller."""
        if self._many.watch is not None:
            self._many.watch(self._policy.progress)
        count = min(self._policy.most, len(self._many.jobs))
        threads = [
            threading.Thread(target=self._work, name=f"devin-usage-{number}", daemon=True) for number in range(count)
        ]
        started: list[threading.Thread] = []
        try:
            for thread in threads:
                thread.start()
                started.append(thread)
            self._follow()
        except Exception:
            self._stop(started, None)
            raise
        except BaseException:
            self._stop(started, _GRACE_S)
            raise
        self._stop(started, None)
        if self._fatal is not None:
            raise self._fatal
        return self._policy.outcomes()

    def _stop(self, started: list[threading.Thread], grace_s: float | None) -> None:
        with self._turn:
            self._stopped.set()
            self._turn.notify_all()
        end = None if grace_s is None else time.monotonic() + grace_s
        for thread in started:
            while thread.is_alive() and (end is None or time.monotonic() < end):
                thread.join(_WAKE_S if end is None else max(0.0, min(_WAKE_S, end - time.monotonic())))

    def _follow(self) -> None:
        """Tell of the progress until every job has an outcome, or something ended them all."""
        while True:
            with self._news:
                while not self._untold and self._fatal is None and not self._policy.finished:
                    self._news.wait(_WAKE_S)
                if self._fatal is not None or not self._untold:
                    return
                progress = self._untold.popleft()
                self._turn.notify_all()
            if self._many.watch is not None:
                self._many.watch(progress)

    def _work(self) -> None:
        while (number := self._next()) is not None:
            try:
                outcome: Any = _run(self._many.jobs[number].plan(), self._send)
            except DevinUsageError as error:
                outcome = error
            except _Stopped:
                return
            except BaseException as error:
                with self._turn:
                    self._end(error)
                return
            self._settle(number, outcome)
            outcome = None

    def _next(self) -> int | None:
        with self._turn:
            while not self._stopped.is_set() and self._fatal is None and not self._policy.finished:
                # Nobody runs far ahead of a caller who is slow to hear of it, and may end it all.
                if len(self._untold) <= self._policy.most:
                    number = self._policy.take()
                    if number is not None:
                        return number
                self._turn.wait()
        return None

    def _send(self, call: Call) -> object:
        sender = _sender_of(call, self._senders)
        gate = self._gates[call.version]
        # Before the call is begun, so that its time is not used up by waiting for others.
        while (held := gate.held_s()) > 0:
            self._pause(held)
        if self._stopped.is_set():
            raise _Stopped
        body = sender.send(call)
        gate.passed()
        return body

    def _settle(self, number: int, outcome: Any) -> None:
        with self._turn:
            if self._stopped.is_set():
                return
            before = self._policy.ended
            try:
                self._policy.settle(number, outcome)
            except DevinUsageError as error:
                self._end(error)
                return
            if self._many.watch is not None and self._policy.ended != before:
                self._untold.append(self._policy.progress)
            self._turn.notify_all()
            if self._untold or self._policy.finished:
                self._news.notify()

    def _end(self, error: BaseException) -> None:
        self._fatal = self._fatal or error
        self._stopped.set()
        self._turn.notify_all()
        self._news.notify()


class AsyncRunner:
    """Runs work; what is to be asked side by side is asked by tasks, of asyncio or of trio."""

    def __init__(self, senders: Mapping[Version, AsyncSender]) -> None:
        """Take a sender for each version that the work asks."""
        self._senders = senders

    async def run(self, work: Work[T]) -> T:
        """Run a piece of work to its end; raises what `SyncRunner.run` raises."""
        return await _run_async(work, self._answered)

    async def _answered(self, step: Call | Many) -> Any:
        if isinstance(step, Many):
            return await _Tasks(step, self._senders).run()
        return await _sender_of(step, self._senders).send(step)


class _Tasks:
    """The tasks of one fan-out, and what they share."""

    def __init__(self, many: Many, senders: Mapping[Version, AsyncSender]) -> None:
        self._many = many
        self._policy = FanOut(many, _patience(senders))
        self._gates = _gates(senders)
        self._senders: dict[Version, AsyncSender] = {
            version: AsyncSender(evolve(sender.shared, pacing=self._gates[version]), sender.pool)
            for version, sender in senders.items()
        }
        self._fatal: BaseException | None = None

    async def run(self) -> Outcomes:
        """Run all jobs; the progress is told between them."""
        from anyio import Event, create_task_group

        self._tell()
        self._turn = Event()
        self._idle = 0
        async with create_task_group() as group:
            self._group = group
            for _task in range(min(self._policy.most, len(self._many.jobs))):
                group.start_soon(self._work)
        # Raised out here: the group would wrap it.
        if self._fatal is not None:
            raise self._fatal
        return self._policy.outcomes()

    def _tell(self) -> None:
        if self._many.watch is not None:
            self._many.watch(self._policy.progress)

    async def _work(self) -> None:
        from anyio import get_cancelled_exc_class

        try:
            while (number := await self._next()) is not None:
                try:
                    outcome: Any = await _run_async(self._many.jobs[number].plan(), self._send)
                except DevinUsageError as error:
                    outcome = error
                self._settle(number, outcome)
                outcome = None
        except get_cancelled_exc_class():
            raise
        except BaseException as error:
            self._fatal = self._fatal or error
            self._group.cancel_scope.cancel()

    async def _next(self) -> int | None:
        while not self._policy.finished:
            number = self._policy.take()
            if number is not None:
                return number
            self._idle += 1
            await self._turn.wait()
        return None

    async def _send(self, call: Call) -> object:
        from anyio import sleep

        sender = _sender_of(call, self._senders)
        gate = self._gates[call.version]
        # Before the call is begun, so that its time is not used up by waiting for others.
        while (held := gate.held_s()) > 0:  # noqa: ASYNC110  # nothing sets an event when a time has come
            await sleep(held)
        body = await sender.send(call)
        gate.passed()
        return body

    def _settle(self, number: int, outcome: Any) -> None:
        from anyio import Event

        before = self._policy.ended
        self._policy.settle(number, outcome)
        if self._idle:
            turn, self._turn, self._idle = self._turn, Event(), 0
            turn.set()
        if self._policy.ended != before:
            self._tell()
