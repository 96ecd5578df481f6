"""Not faster than so many requests a second, whichever they are: first attempts and repeated ones alike."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from ..transport import SyncPool

_TELLING = re.compile(r"retry-after|(x-)?rate-?limit(-[a-z]{1,20}){0,3}")


class Pace:
    """Spaces requests."""

    def __init__(
        self,
        rate: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Allow ``rate`` requests a second."""
        self._interval_s = 1.0 / rate
        self._monotonic = monotonic
        self._sleep = sleep
        self._next_s = monotonic()

    def wait(self) -> None:
        """Wait until a request may be sent."""
        seconds = self._next_s - self._monotonic()
        if seconds > 0:
            self._sleep(seconds)

    def take(self) -> None:
        """Wait until a request may be sent, and count it as sent."""
        self.wait()
        self._next_s = self._monotonic() + self._interval_s


class PacedPool(SyncPool):
    """A pool that keeps a pace, and notes what its answers say of limits."""

    def __init__(self, inner: SyncPool, pace: Pace) -> None:
        self._inner = inner
        self._pace = pace
        self.sent = 0
        """How many requests were sent."""
        self.statuses: Counter[int] = Counter()
        """How often each status was answered, by attempt."""
        self.limits: set[str] = set()
        """The names of headers that tell of a limit on requests."""

    def handle_request(self, request: Any) -> Any:  # the HTTP library's types, which the transport alone knows
        """Send a request when it is its turn."""
        self._pace.take()
        self.sent += 1
        response = self._inner.handle_request(request)
        self.statuses[response.status_code] += 1
        headers: Mapping[str, str] = response.headers
        self.limits |= {name.lower() for name in headers if _TELLING.fullmatch(name.lower())}
        return response

    def close(self) -> None:
        """Close the pool."""
        self._inner.close()
