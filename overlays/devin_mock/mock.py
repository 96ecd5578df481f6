"""The mock itself: a request goes in, a response comes out, and what happened is kept."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import attrs

from devin_mock.account import FIRST_DAY
from devin_mock.activity import Activity
from devin_mock.answers import ANSWERS, Answer, Call
from devin_mock.assumptions import Assumptions
from devin_mock.calendar import billing_day, day_start
from devin_mock.documents import Document, Operation, load
from devin_mock.drawn import draw
from devin_mock.judge import Verdict, judge
from devin_mock.keys import Key, default_keys
from devin_mock.ledger import Ledger
from devin_mock.messages import Json, Request, Response
from devin_mock.refusals import NOT_FOUND, Refused, refusal_response

_LAST_YEAR: Final = 9998


@attrs.frozen(slots=True)
class Exchange:
    """A request, what the judge said, and the status of the answer."""

    request: Request
    verdict: Verdict
    status: int


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
        now: datetime | Callable[[], datetime] | None = None,
        lax: bool = False,
        assumptions: Assumptions | None = None,
        keys: Iterable[Key] | None = None,
        answers: Mapping[str, Answer] | None = None,
        drawn_only: bool = False,
        record_size: int = 10_000,
    ) -> None:
        """Set up a mock; nothing is computed before it is asked for.

        `documents` are `Document`s or raw OpenAPI documents. `seed` and `users` make the account. `now` is an aware
        datetime, or a clock that gives one (default: the real clock, read for each request), floored to the second.
        `lax` overlooks what FastAPI applications usually overlook. `answers` adds or replaces answers by operation id.
        `drawn_only` draws every answer from its schema and leaves the ledger out. `record` keeps the last
        `record_size` exchanges.

        Raises ValueError for fewer than ten users, and for a fixed `now` that is naive or before the account.
        """
        if documents is None:
            documents = (load("v2"), load("v3"))
        self.documents = tuple(one if isinstance(one, Document) else Document(one) for one in documents)
        self.seed = seed
        self.ledger = Ledger(seed=seed, users=users)
        self.activity = Activity(self.ledger)
        self.lax = lax
        self.assumptions = Assumptions() if assumptions is None else assumptions
        self.keys = default_keys(self.ledger.account.organizations[0].org_id) if keys is None else tuple(keys)
        self.record: deque[Exchange] = deque(maxlen=record_size)
        """The last exchanges, oldest first."""
        self._own_answers = dict(answers or {})
        self._drawn_only = drawn_only
        fixed = now if isinstance(now, datetime) else None
        self._clock: Callable[[], datetime] = (
            (lambda: fixed) if fixed is not None else _real_clock if now is None or isinstance(now, datetime) else now
        )
        if fixed is not None:
            self.now()

    def now(self) -> int:
        """The present in Unix seconds. Raises ValueError when the clock is naive or outside the account's time."""
        read = self._clock()
        if read.tzinfo is None:
            raise ValueError(f"now is an aware datetime; {read} has no offset.")
        instant = int(read.timestamp() // 1)
        first = day_start(billing_day(FIRST_DAY))
        if instant < first or read.year > _LAST_YEAR:
            raise ValueError(f"now lies between {FIRST_DAY}T08:00:00Z and the year {_LAST_YEAR}; {read} does not.")
        return instant

    def judge(self, request: Request) -> Verdict:
        """What there is to say about a request, without answering it."""
        return judge(request, self.documents, self.keys, lax=self.lax)

    def respond(self, request: Request) -> Response:
        """Judge a request, answer it, and add both to the record."""
        verdict, answered = self._answered(self.judge(request))
        self.record.append(Exchange(request, verdict, answered.status))
        return answered

    def _answered(self, verdict: Verdict) -> tuple[Verdict, Response]:
        document, operation = verdict.document, verdict.operation
        if document is not None and operation is not None and verdict.accepted:
            try:
                return verdict, self._answer(document, operation, verdict)
            except Refused as error:
                verdict = attrs.evolve(verdict, refusal=error.refusal)
        return verdict, refusal_response(verdict.refusal or NOT_FOUND, document, operation)

    def _answer(self, document: Document, operation: Operation, verdict: Verdict) -> Response:
        status, schemas = _success(operation)
        answer = self._answer_of(operation)
        if answer is not None:
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
            return Response.of_json(status, answer(call))
        for media_type, schema in schemas.items():
            if schema is not None and (media_type.endswith("json") or media_type == "*/*"):
                arguments = json.dumps(attrs.asdict(verdict.arguments), sort_keys=True)
                body = draw(document, schema, seed=self.seed, name=f"{operation.operation_id}/{arguments}")
                shown = "application/json" if media_type == "*/*" else media_type
                return Response.of_json(status, body, media_type=shown)
        return Response(status)

    def _answer_of(self, operation: Operation) -> Answer | None:
        if operation.operation_id in self._own_answers:
            return self._own_answers[operation.operation_id]
        # Only the Devin documents carry key prefixes; another document may have an operation of the same name.
        known = operation.key_prefix is not None and not self._drawn_only
        return ANSWERS.get(operation.operation_id) if known else None


def _success(operation: Operation) -> tuple[int, Mapping[str, str | None]]:
    documented = sorted(status for status in operation.responses if status.startswith("2"))
    if not documented:
        return 200, operation.response_schemas(200)
    status = 200 if documented[0] == "2XX" else int(documented[0])
    return status, operation.responses[documented[0]]
