"""Ask the API, one request after another, and keep every answer with what is wrong with it.

An answer that breaks the documents is no error here: it is what a run looks for. The request goes the way of every
other: the same credential, retries, limits and redaction; only the check of the body is done here, to its end.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, field

from .. import responses
from ..contract import contract
from ..credential import Version
from ..errors import InvalidArgument, RequestFailed, ResponseValidationError, StatusError
from ..operations import Call
from ..responses import Answer
from ..settings import Settings
from ..transport import Pool, SyncPool, SyncSender, sync_pool
from .bodies import array_of
from .differences import Differences, doubled_fields
from .documents import Document, Operation, document
from .masking import word
from .pacing import Pace, PacedPool

STOPPED = "the API stopped answering"
_MOST_PLACES = 3
_MOST_SILENT = 3
"""How many requests in a row may get no answer, or 429 to the last attempt, before no more are sent."""


@define(eq=False)
class Reading:
    """One answer, or that there was none."""

    operation: Operation
    arguments: Mapping[str, Any]
    varied: str = ""
    """The parameters that were sent beside what the operation needs: a filter, or a page."""
    status: int | None = None
    """None where no answer arrived."""
    body: Any = None
    """What a 200 answer holds; None where it cannot be read."""
    sound: bool = False
    """Whether it is a 200 that keeps the documents."""
    said: str = ""
    """Why there is no body, without a word of the server's."""
    requests: int = 0
    seconds: float = 0.0


def no_call(_: str, __: int) -> None:
    """Tell nobody of a call."""


@define(eq=False)
class Asker:
    """Asks one version, and keeps what came."""

    version: Version
    document: Document
    sender: SyncSender
    pool: PacedPool
    on_call: Callable[[str, int], None] = no_call
    """Told of each call: the operation, and how many requests went before."""
    pace: Pace = field(kw_only=True)
    readings: list[Reading] = field(factory=list[Reading])
    differences: dict[str, Differences] = field(factory=dict[str, Differences])
    _silent: int = 0

    def ask(self, operation_id: str, arguments: Mapping[str, Any], *, varied: str = "") -> Reading:
        """Ask, judge the answer against the documents, and keep it."""
        operation = self.document.by_id[operation_id]
        found = self.differences.setdefault(operation_id, Differences(self.document))
        reading = self._asked(operation, arguments, varied, found)
        self.readings.append(reading)
        return reading

    def probe(self, operation_id: str, arguments: Mapping[str, Any]) -> Reading:
        """Ask something whose refusal is as good an answer as any; it is judged, and leaves no finding."""
        operation = self.document.by_id[operation_id]
        if self.given_up:
            return Reading(operation, arguments, said=STOPPED)
        return self._asked(operation, arguments, "probe", Differences(self.document))

    @property
    def given_up(self) -> bool:
        """Whether the API has stopped answering, so that the rest need not be waited for."""
        return self._silent >= _MOST_SILENT

    def of(self, *operation_ids: str) -> list[Reading]:
        """Give the sound answers of some operations."""
        return [each for each in self.readings if each.operation.id in operation_ids and each.sound]

    def close(self) -> None:
        """Close the connections."""
        self.sender.close()

    def _asked(self, operation: Operation, arguments: Mapping[str, Any], varied: str, found: Differences) -> Reading:
        self.on_call(operation.id, self.pool.sent)
        self.pace.wait()  # out here, so that it does not count as time of the call
        reading = Reading(operation, arguments, varied)
        before, started = self.pool.sent, time.monotonic()
        call = Call(self.version, operation.id, arguments)
        shared = self.sender.shared
        try:
            answer = self.sender.fetch(shared.request(call), shared.operation(call))
        except InvalidArgument:
            reading.said = "it cannot be sent: its address would be too long"
        except RequestFailed as error:
            reading.said = f"no complete answer ({type(error).__name__})"
        except ResponseValidationError as error:
            reading.said = f"the body cannot be read: {error.expected} was asked for"
            reading.status = 200
            found.add("unreadable body", "", error.expected)
        else:
            reading.status = answer.status
            self._judge(answer, reading, found)
        self._silent = self._silent + 1 if reading.status in (None, 429) else 0
        reading.requests, reading.seconds = self.pool.sent - before, time.monotonic() - started
        return reading

    def _judge(self, answer: Answer, reading: Reading, found: Differences) -> None:
        operation = reading.operation
        credential = self.sender.shared.credential
        try:
            # Without an operation the body is read, and not checked.
            body = responses.read(answer, None, contract(self.version), credential)
        except StatusError as error:
            reading.said = _refused(error)
            self._judge_refusal(answer, operation, found)
        except ResponseValidationError as error:
            reading.said = "the body is not the JSON that was expected"
            found.add("unreadable body", "", f"the documents ask for {error.expected}")
        else:
            reading.body = body
            keeps = found.hold(operation.body, body)
            if doubled := doubled_fields(answer.content.decode(json.detect_encoding(answer.content), "replace")):
                found.add("doubled field", "", f"{doubled} names stand twice in their object")
            reading.sound = keeps and not doubled

    def _judge_refusal(self, answer: Answer, operation: Operation, found: Differences) -> None:
        known = operation.answer(answer.status)
        if known is None:
            found.add("undocumented status", "", str(answer.status))
            return
        try:
            body = json.loads(answer.content)
        except (ValueError, RecursionError):
            found.add("new error body", "", f"{answer.status} with a body that is no JSON")
            return
        if known and not any(self.document.validator(schema).is_valid(body) for schema in known.values()):
            found.add("new error body", "", f"{answer.status} with a body of no documented form")


def _refused(error: StatusError) -> str:
    """Say what a refusal is, by its status and the names of what it refuses."""
    places = [_place(loc) for each in error.errors if (loc := array_of(each.get("loc")))]
    named = f" for {', '.join(places[:_MOST_PLACES])}" if places else ""
    tries = f" after {error.attempts} attempts" if error.attempts > 1 else ""
    return f"{error.status}{named}{tries}"


def _place(loc: Sequence[Any]) -> str:
    return ".".join(str(part) if isinstance(part, int) else word(str(part)) for part in loc)


def asker(
    settings: Settings, transport: SyncPool | None, pace: Pace, on_call: Callable[[str, int], None] = no_call
) -> Asker:
    """Make what asks one version; nothing is sent."""
    version = settings.credential.version
    paced = PacedPool(sync_pool(settings.route, transport).get(), pace)
    sender = SyncSender(settings.shared(), Pool[SyncPool](lambda: paced))
    return Asker(version, document(version), sender, paced, on_call, pace=pace)
