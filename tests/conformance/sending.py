"""Every way to send a case: the four generated functions over the overlay's transport, and the two overlay clients.

Each way sends the same case through the mock and gives what came back, or what was raised, beside what the mock saw.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import attrs
import httpx
from devin_api.v2 import AuthenticatedClient as BareV2
from devin_api.v3 import AuthenticatedClient as BareV3
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Exchange, Mock, draw
from devin_mock.answers import Call as MockCall
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, DevinUsage, DevinUsageError, Retries, Timeout
from devin_usage.operations import Call
from devin_usage.plans import Plan

from .cases import Case
from .operations import OPERATIONS, VERSIONS, Driven, Version

NOW: Final = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
BASE_URL: Final = "https://api.devin.ai"
KEYS: Final[Mapping[Version, str]] = {"v2": ENTERPRISE_ADMIN_KEY, "v3": ENTERPRISE_KEY}
BARE: Final = {"v2": BareV2, "v3": BareV3}
_SELF: Final = {"principal_type": "service_user", "service_user_id": "service-user-1", "service_user_name": "Robot"}
AT_ONCE: Final = Retries(count=2, backoff_s=0.0)


@attrs.frozen(slots=True)
class Outcome:
    """What became of a case that was sent one way."""

    way: str
    value: Any
    """What was returned: a model, a generated `Response`, or (from the overlay) the checked JSON; None if it raised."""
    error: BaseException | None
    exchanges: tuple[Exchange, ...]
    """What the mock saw, request by request."""

    @property
    def body(self) -> Any:
        """The value as JSON."""
        value = self.value.parsed if self.way.endswith("detailed") else self.value
        if isinstance(value, list):
            return [each.to_dict() if hasattr(each, "to_dict") else each for each in value]
        return value.to_dict() if hasattr(value, "to_dict") else value

    @property
    def model(self) -> Any:
        """The generated model, or None from the overlay, which makes none."""
        if self.way.startswith("overlay"):
            return None
        return self.value.parsed if self.way.endswith("detailed") else self.value


class Bench:
    """A mock that serves what a test wants, and a client of each kind before it.

    Answers are drawn from the schemas, whatever ids are asked for, until `serve` gives another.
    """

    def __init__(self) -> None:
        self.served: dict[str, Any] = {}
        """The bodies to serve, by operation id."""
        self.mock = Mock(now=NOW, answers={each.id: self._answer(each) for each in OPERATIONS}, record_size=100)
        self._runner = asyncio.Runner()
        transport = mock_transport(self.mock)
        settings: dict[str, Any] = {
            "base_url": BASE_URL,
            "transport": transport,
            "retries": AT_ONCE,
            # In process nothing waits but for a planted delay.
            "timeout": Timeout(read_s=0.02),
        }
        bare: dict[str, Any] = {"httpx_args": {"transport": transport}, "timeout": httpx.Timeout(0.02)}
        self.sync: Mapping[Version, DevinUsage] = {each: DevinUsage(KEYS[each], **settings) for each in VERSIONS}
        self.asyncs: Mapping[Version, AsyncDevinUsage] = {
            each: AsyncDevinUsage(KEYS[each], **settings) for each in VERSIONS
        }
        self.bare = {version: BARE[version](BASE_URL, token=KEYS[version], **bare) for version in VERSIONS}

    def _answer(self, driven: Driven) -> Callable[[MockCall], Any]:
        # The overlay asks whose key it is, and goes by the answer: it is one of the enterprise.
        usual = _SELF if driven.id == "get_self" else draw(driven.document, driven.schema, seed=1, name=driven.id)
        return lambda _: self.served.get(driven.id, usual)

    def send(self, case: Case, way: str) -> Outcome:
        """Send a case one way."""
        before = len(self.mock.record)
        if before > 50:
            self.mock.record.clear()
            before = 0
        value, error = None, None
        try:
            value = (BARE_WAY if way == "bare" else WAYS[way])(self, case)
        except Exception as raised:  # every kind of error is a result here, and judged by the oracle
            error = raised
        return Outcome(way, value, error, self.mock.record[before:])

    @contextmanager
    def serving(self, operation_id: str, body: Any) -> Generator[None]:
        """Answer an operation with a body, for a block."""
        before, self.served = self.served, {**self.served, operation_id: body}
        try:
            yield
        finally:
            self.served = before

    def ask(self, version: Version, asynchronous: bool, question: Callable[[Any], Any]) -> Any:
        """Ask a question of an overlay client, of either colour."""
        if asynchronous:
            return self._runner.run(question(self.asyncs[version]))
        return question(self.sync[version])

    def run_async(self, coroutine: Any) -> Any:
        """Run a coroutine in the one event loop that the async clients belong to."""
        return self._runner.run(coroutine)


def one_call(case: Case) -> Plan[Any]:
    """A plan of the overlay that asks one operation and gives the checked body."""
    body = yield Call(case.driven.version, case.operation, case.arguments())
    return body


def _generated(name: str) -> Callable[[Bench, Case], Any]:
    def send(bench: Bench, case: Case) -> Any:
        version = case.driven.version
        clients: Mapping[Version, Any] = bench.asyncs if name.startswith("asyncio") else bench.sync
        client = clients[version].v2 if version == "v2" else clients[version].v3
        sent = case.driven.entry_point(name)(client=client, **case.arguments())
        return bench.run_async(sent) if name.startswith("asyncio") else sent

    return send


def _overlay(bench: Bench, case: Case) -> Any:
    return bench.sync[case.driven.version]._session.run(one_call(case))


def _overlay_async(bench: Bench, case: Case) -> Any:
    return bench.run_async(bench.asyncs[case.driven.version]._session.run(one_call(case)))


def _bare(bench: Bench, case: Case) -> Any:
    return case.driven.entry_point("sync")(client=bench.bare[case.driven.version], **case.arguments())


GENERATED: Final = ("sync", "sync_detailed", "asyncio", "asyncio_detailed")
WAYS: Final[Mapping[str, Callable[[Bench, Case], Any]]] = {
    **{name: _generated(name) for name in GENERATED},
    "overlay": _overlay,
    "overlay, async": _overlay_async,
}
"""The ways of ours, by name."""
BARE_WAY: Final = _bare
"""The generated client by itself, as a caller of generated code would use it."""


@cache
def bench() -> Bench:
    """The bench of this process."""
    return Bench()


def expect_value(case: Case, outcome: Outcome) -> None:
    """Fail with the case when sending it raised."""
    if outcome.error is not None:
        kind = "refused" if isinstance(outcome.error, DevinUsageError) else "broke"
        raise AssertionError(f"{outcome.way} {kind}: {outcome.error!r}\n{case}") from outcome.error
