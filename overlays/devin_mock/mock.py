"""The mock itself: a request goes in, a response comes out, and what happened is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

import attrs

from devin_mock.account import FIRST_DAY
from devin_mock.activity import Activity
from devin_mock.answers import ANSWERS, Answer, Call
from devin_mock.assumptions import Assumptions
from devin_mock.breaches import breached
from devin_mock.calendar import day_start, rfc3339
from devin_mock.control import check_prefix, controlled
from devin_mock.documents import Document, Operation, load
from devin_mock.drawn import Undrawable
from devin_mock.drawn_response import drawn_response
from devin_mock.fault_plan import FaultPlan
from devin_mock.faults import Fault, altered
from devin_mock.judge import Verdict, judge
from devin_mock.keys import Key, default_keys
from devin_mock.ledger import Ledger, first_day_for
from devin_mock.media_types import is_json
from devin_mock.messages import Json, Request, Response
from devin_mock.record import Exchange, Record
from devin_mock.refusals import NOT_FOUND, Refusal, Refused, refusal_response

_LAST_YEAR: Final = 9998


def _real_clock() -> datetime:
    return datetime.now(UTC)


class Mock:
    """A server without a socket for OpenAPI 3.1 documents; by default, the Devin API v2 and v3."""

    def __init__(
        self,
        documents: Sequence[Document | Mapping[str, Json]] | None = None,
        *,
        seed: int = 1,
        users: int = 40,
        days: int | None = None,
        now: datetime | Callable[[], datetime] | None = None,
        lax: bool = False,
        assumptions: Assumptions | None = None,
        keys: Iterable[Key] | None = None,
        answers: Mapping[str, Answer] | None = None,
        drawn_only: bool = False,
        faults: Iterable[Fault] = (),
        control: str | None = None,
        record_size: int = 10_000,
        record_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        """Set up a mock; nothing is computed before it is asked for.

        `documents` are `Document`s or raw OpenAPI documents. `seed` and `users` make the account, which
        has at least `days` closed days when the mock is made (default: all since June 2024). `now` is an aware
        datetime, or a clock that gives one (default: the real clock, read for each request), floored to the second.
        `lax` overlooks what FastAPI applications usually overlook. `answers` adds or replaces answers by operation id.
        `drawn_only` draws every answer from its schema and leaves the ledger out. `faults` are planted in answers.
        `control` is a path prefix for control requests (`devin_mock.control`); without one there are none. `record`
        keeps the last `record_size` exchanges, with bodies of at most `record_bytes` together.

        Raises ValueError for fewer than ten users, fewer than one day, a fixed `now` that is naive or before the
        account, and a `control` that is no path.
        """
        if documents is None:
            documents = (load("v2"), load("v3"))
        self.documents = tuple(one if isinstance(one, Document) else Document(one) for one in documents)
        self.seed = seed
        self._clock: Callable[[], datetime] = _clock_of(now)
        first_day = FIRST_DAY if days is None else first_day_for(self._instant(), days)
        self.ledger = Ledger(seed=seed, users=users, first_day=first_day)
        self.activity = Activity(self.ledger)
        self.lax = lax
        self.assumptions = Assumptions() if assumptions is None else assumptions
        self.keys = default_keys(self.ledger.account.organizations[0].org_id) if keys is None else tuple(keys)
        self.record = Record(size=record_size, most_bytes=record_bytes)
        """The last exchanges, oldest first."""
        self.faults = FaultPlan(faults, seed=seed)
        """What goes wrong."""
        self.control = None if control is None else check_prefix(control)
        """The path prefix of control requests, or None."""
        self._own_answers = dict(answers or {})
        self._drawn_only = drawn_only
        self.set_now(now)

    def set_now(self, now: datetime | Callable[[], datetime] | None) -> None:
        """Set the present to an instant, a clock, or (with None) the real clock.

        Raises ValueError for an instant that is naive or before the account, and leaves the present as it is.
        """
        before = self._clock
        self._clock = _clock_of(now)
        if isinstance(now, datetime):
            try:
                self.now()
            except ValueError:
                self._clock = before
                raise

    def now(self) -> int:
        """The present in Unix seconds. Raises ValueError when the clock is naive or outside the account's time."""
        instant = self._instant()
        if instant < day_start(self.ledger.first_day):
            since = rfc3339(day_start(self.ledger.first_day))
            raise ValueError(f"now lies between {since} and the year {_LAST_YEAR}; {rfc3339(instant)} does not.")
        return instant

    def _instant(self) -> int:
        read = self._clock()
        if read.tzinfo is None:
            raise ValueError(f"now is an aware datetime; {read} has no offset.")
        if read.year > _LAST_YEAR:
            raise ValueError(f"now lies between {FIRST_DAY}T08:00:00Z and the year {_LAST_YEAR}; {read} does not.")
        return int(read.timestamp() // 1)

    def judge(self, request: Request) -> Verdict:
        """What there is to say about a request, without answering it."""
        return judge(request, self.documents, self.keys, lax=self.lax)

    def respond(self, request: Request) -> Response:
        """Judge a request, answer it, and add both to the record."""
        if self.control is not None:
            path = request.raw_path.decode("latin-1")
            if path == self.control or path.startswith(f"{self.control}/"):
                return controlled(self, path.removeprefix(self.control), request)
        at, started = datetime.now(UTC), time.perf_counter()
        verdict, response, fault = self._answered(request, self.judge(request))
        self.record.append(Exchange(request, verdict, response, fault, at, time.perf_counter() - started))
        return response

    def _answered(self, request: Request, verdict: Verdict) -> tuple[Verdict, Response, Fault | None]:
        document, operation = verdict.document, verdict.operation
        if document is None or operation is None or verdict.refusal is not None:
            return verdict, refusal_response(verdict.refusal or NOT_FOUND, document, operation), None
        key = verdict.key.token if verdict.key is not None else ""
        fault = self.faults.falls_on(request, operation.operation_id, key)
        try:
            if fault is None:
                return verdict, self._answer(document, operation, verdict), None
            return verdict, *self._faulty(fault, document, operation, verdict)
        except Refused as error:
            verdict = attrs.evolve(verdict, refusal=error.refusal)
            return verdict, refusal_response(error.refusal, document, operation), None
        except Undrawable as error:
            # Not the request's fault: it stays accepted.
            return verdict, refusal_response(Refusal(501, f"Not Implemented: {error}"), document, operation), None

    def _faulty(
        self, fault: Fault, document: Document, operation: Operation, verdict: Verdict
    ) -> tuple[Response, Fault | None]:
        status = fault.replaces
        if status is not None and (fault.body is not None or not 200 <= status < 300):
            reason = "This failure was planted in the mock."
            return altered(fault, refusal_response(Refusal(status, reason), document, operation)), fault
        response = self._answer(document, operation, verdict)
        if status is not None:
            response = attrs.evolve(response, status=status)
        if fault.breach is not None:
            media_type = dict(response.headers).get("content-type", "")
            schema = operation.response_schemas(response.status).get(media_type)
            readable = schema is not None and is_json(media_type)
            found = breached(fault.breach, document, schema, response.json()) if schema and readable else None
            if found is None:
                return response, None
            response = Response.of_json(response.status, found[0], media_type=media_type)
        return altered(fault, response), fault

    def _answer(self, document: Document, operation: Operation, verdict: Verdict) -> Response:
        answer = self._answer_of(operation)
        if answer is None:
            arguments = json.dumps(attrs.asdict(verdict.arguments), sort_keys=True)
            return drawn_response(document, operation, seed=self.seed, name=f"{operation.operation_id}/{arguments}")
        call = Call(
            operation=operation,
            arguments=verdict.arguments,
            key=verdict.key,
            ledger=self.ledger,
            activity=self.activity,
            now=self.now(),
            assumptions=self.assumptions,
            lax=self.lax,
        )
        return Response.of_json(operation.success[0], answer(call))

    def _answer_of(self, operation: Operation) -> Answer | None:
        if operation.operation_id in self._own_answers:
            return self._own_answers[operation.operation_id]
        # Only the Devin documents carry key prefixes; another document may have an operation of the same name.
        known = operation.key_prefix is not None and not self._drawn_only
        return ANSWERS.get(operation.operation_id) if known else None


def _clock_of(now: datetime | Callable[[], datetime] | None) -> Callable[[], datetime]:
    return partial(_same, now) if isinstance(now, datetime) else now or _real_clock


def _same(instant: datetime) -> datetime:
    return instant
