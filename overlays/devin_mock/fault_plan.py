"""Which fault falls on which request: the counts, shares and limits of the faults that a mock has planned."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

import attrs

from devin_mock.chance import Chance
from devin_mock.faults import Fault, RateLimit
from devin_mock.messages import Request


class FaultPlan:
    """The faults of a mock, in order; the first that falls on a request is done. Safe to use from several threads."""

    def __init__(
        self, faults: Iterable[Fault] = (), *, seed: int = 1, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Plan `faults`; `seed` draws shares, `monotonic` tells the seconds for rate limits."""
        self._lock = threading.Lock()
        self._chance = Chance(seed)
        self._monotonic = monotonic
        self._planned: list[_Planned] = []
        self.replace(faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults that are planned, used up or not."""
        return tuple(each.fault for each in self._planned)

    def add(self, *faults: Fault) -> None:
        """Plan further faults, after those that are there."""
        with self._lock:
            self._planned = [*self._planned, *map(_Planned, faults)]

    def replace(self, faults: Iterable[Fault]) -> None:
        """Plan these in place of what was planned; counts start anew."""
        with self._lock:
            self._planned = [_Planned(each) for each in faults]

    def clear(self) -> None:
        """Plan nothing."""
        self.replace(())

    @contextmanager
    def planted(self, *faults: Fault) -> Generator[None]:
        """Plan faults for a block, before those that are there."""
        before = [_Planned(each) for each in faults]
        with self._lock:
            self._planned = [*before, *self._planned]
        try:
            yield
        finally:
            with self._lock:
                self._planned = [each for each in self._planned if each not in before]

    def falls_on(self, request: Request, operation_id: str, key: str) -> Fault | None:
        """The fault of a request, counted as done; None when all goes well. `key` is what rate limits are kept for."""
        if not self._planned:
            return None
        path = request.raw_path.decode("latin-1")
        with self._lock:
            for number, planned in enumerate(self._planned):
                if planned.fault.concerns(operation_id, path):
                    fault = planned.next(request, key, self._monotonic(), self._chance, number)
                    if fault is not None:
                        return fault
        return None


class _Planned:
    """A fault with what has been counted for it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._seen: Counter[int] = Counter()
        self._done: Counter[int] = Counter()
        self._attempts: Counter[int] = Counter()
        self._recent: dict[str, deque[float]] = {}

    def next(self, request: Request, key: str, now_s: float, chance: Chance, number: int) -> Fault | None:
        fault = self.fault
        same = hash((request.method, request.raw_path, request.raw_query, request.body)) if fault.each else 0
        self._seen[same] += 1
        if self._seen[same] <= fault.skip or (fault.times is not None and self._done[same] >= fault.times):
            return None
        if fault.share < 1.0 and not self._drawn(request, chance, number):
            return None
        if fault.rate_limit is not None:
            wait_s = self._over(fault.rate_limit, key, now_s)
            if wait_s is None:
                return None
            if fault.retry_after_s is None:
                fault = attrs.evolve(fault, retry_after_s=wait_s)
        self._done[same] += 1
        return fault

    def _drawn(self, request: Request, chance: Chance, number: int) -> bool:
        # By request and attempt, not by arrival: threads that overtake each other change nothing.
        name = b"%s %s?%s %s" % (request.method.encode(), request.raw_path, request.raw_query, request.body)
        self._attempts[hash(name)] += 1
        attempt = self._attempts[hash(name)]
        drawn = chance.number(f"fault/{number}/{name.decode('latin-1')}/{attempt}")
        return drawn < self.fault.share * 2.0**64

    def _over(self, limit: RateLimit, key: str, now_s: float) -> float | None:
        recent = self._recent.setdefault(key, deque())
        while recent and recent[0] <= now_s - limit.per_s:
            recent.popleft()
        if len(recent) < limit.requests:
            recent.append(now_s)
            return None
        return max(0.0, recent[0] + limit.per_s - now_s)
