"""What Prism says of our requests and of the mock's answers, and that it would say something if they were wrong.

Prism reads the same documents with code of its own, so it sees what the mock and the client misread alike. It holds
form alone: that what arrives is what was asked, and that sums are sums, it cannot see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import cycle
from typing import Any, Final, Literal
from urllib.parse import unquote_to_bytes

import attrs
from devin_mock import Breach, Fault, Request, load, wire_document
from devin_mock.answers import ANSWERS
from devin_mock.answers import Call as MockCall
from devin_mock.breaches import BreachKind
from devin_mock.server import running
from devin_mock.sessions import session_id
from devin_mock.wire import is_date_time, types_of
from devin_usage import AsyncDevinUsage, DevinUsage, Retries

from ..conformance.cases import Case, each_value, requests
from ..conformance.mutations import broken, harmless
from ..conformance.operations import OPERATIONS, VERSIONS, Driven, Version
from ..conformance.questions import ANSWERED, V2, V3
from ..conformance.schemas import bodies, fullest
from ..conformance.sending import KEYS, WAYS, Bench
from ..conformance.test_malformed import usual_case
from ..conformance.test_refused import request, with_query, wrong_requests
from .drawing import drawn
from .prism import Answer, ask, proxy

CASES: Final = 12
"""Drawn for each operation, beside the directed ones."""
BODIES: Final = 12
BROKEN: Final = 25


@attrs.frozen(slots=True, kw_only=True)
class Row:
    """How often Prism was asked something, how often it objected, and how often it should have."""

    what: str
    asked: int
    objected: int
    expected: Literal["none", "all"]
    reason: str = ""
    """Why it does not object to what is wrong."""
    example: str = ""
    """The first that went against what is expected."""

    @property
    def trouble(self) -> str:
        """What is not as it should be, or nothing."""
        wanted = self.asked if self.expected == "all" else 0
        if not self.asked:
            return f"{self.what}: nothing was asked"
        if self.objected != wanted:
            return f"{self.what}: {self.objected} objections to {self.asked}, not {wanted}; {self.example}"
        return ""


class Behind(Bench):
    """A bench whose clients reach its mock through Prism, and whose answers are the ledger's where a test wants it."""

    def __init__(self, stack: ExitStack) -> None:
        """Start everything; `stack` ends it."""
        self.from_ledger = False
        super().__init__()
        self.upstream = stack.enter_context(running(self.mock))
        documents = {version: wire_document(load(version).raw) for version in VERSIONS}
        self.prism: Mapping[Version, str] = {
            version: stack.enter_context(proxy(documents[version], self.upstream)) for version in VERSIONS
        }
        settings: dict[str, Any] = {"retries": Retries(count=0), "trust_env": False}
        self.sync = {
            version: stack.enter_context(DevinUsage(KEYS[version], base_url=self.prism[version], **settings))
            for version in VERSIONS
        }
        self.asyncs = {
            version: AsyncDevinUsage(KEYS[version], base_url=self.prism[version], **settings) for version in VERSIONS
        }
        for client in self.asyncs.values():
            stack.callback(self._close, client)

    def _close(self, client: AsyncDevinUsage) -> None:
        self.run_async(client.aclose())

    def _answer(self, driven: Driven) -> Callable[[MockCall], Any]:
        drawn_answer = super()._answer(driven)
        return lambda call: ANSWERS[driven.id](call) if self.from_ledger else drawn_answer(call)

    def ask_prism(self, version: Version, asked: Request) -> tuple[Answer, bool]:
        """Send a request as it is; tells whether Prism let it through."""
        self.mock.record.clear()
        answer = ask(self.prism[version], asked)
        return answer, len(self.mock.record) > 0

    @contextmanager
    def ledger(self) -> Generator[None]:
        """Answer from the ledger, for a block."""
        self.from_ledger = True
        try:
            yield
        finally:
            self.from_ledger = False


def rows() -> list[Row]:
    """Ask everything, through Prism."""
    with ExitStack() as stack:
        bench = Behind(stack)
        return [
            _requests(bench),
            _questions(bench),
            _answers(bench),
            _ledger(bench),
            *_wrong_requests(bench),
            *_wrong_answers(bench),
            _one_item(bench),
        ]


Asked = tuple[str, str | None]
"""What Prism was asked about, and what it objected."""


def _row(what: str, found: list[Asked], expected: Literal["none", "all"] = "none", reason: str = "") -> Row:
    objected = sum(objection is not None for _, objection in found)
    against = (
        f"{about}: {objection or 'not seen'}"
        for about, objection in found
        if (objection is None) == (expected == "all")
    )
    return Row(
        what=what, asked=len(found), objected=objected, expected=expected, reason=reason, example=next(against, "")
    )


def _sent(bench: Bench, case: Case, way: str) -> Asked:
    """Send a case, which the mock answers with a 200 each time: anything else is Prism's."""
    outcome = bench.send(case, way)
    right = outcome.error is None and [each.status for each in outcome.exchanges] == [200]
    return f"{way}, {case}", None if right else repr(outcome.error)


def _requests(bench: Bench) -> Row:
    found: list[Asked] = []
    ways = cycle(WAYS)
    for driven in OPERATIONS:
        cases = [*each_value(driven), *drawn(requests(driven), CASES)]
        found += [_sent(bench, case, next(ways)) for case in cases]
    return _row("Requests of the six ways, drawn and directed", found)


def _questions(bench: Bench) -> Row:
    found: list[Asked] = []
    for question, wanted in ANSWERED:
        for asynchronous in (False, True):
            with bench.serving("get_self", question.principal), bench.serving(wanted.operation, question.body):
                objection = None
                try:
                    bench.ask(question.version, asynchronous, question.ask)
                except Exception as error:  # whatever it is, it is no answer
                    objection = repr(error)
                found.append((str(question), objection))
    return _row("Questions to the overlay clients", found)


def _answers(bench: Bench) -> Row:
    found: list[Asked] = []
    for driven in OPERATIONS:
        full = fullest(driven.document, driven.schema)
        changed = [each.body for body in full for each in harmless(driven, body)]
        for body in [*full, *_spread(changed, BODIES), *drawn(bodies(driven.document, driven.schema), BODIES)]:
            with bench.serving(driven.id, body):
                found.append(_sent(bench, usual_case(driven), "sync"))
    return _row("Answers drawn from the schemas, new fields and values among them", found)


def _ledger(bench: Behind) -> Row:
    found: list[Asked] = []
    with bench.ledger():
        for driven in OPERATIONS:
            found += [_sent(bench, case, "sync") for case in _ledger_cases(bench, driven)]
    return _row("Answers that the mock adds up from its ledger", found)


def _ledger_cases(bench: Behind, driven: Driven) -> Iterator[Case]:
    ledger = bench.mock.ledger
    account = ledger.account
    session = next(one for day in range(20_000, 20_400) for seat in range(5) for one in ledger.sessions(seat, day))
    ids = {
        "org_id": account.organizations[0].org_id,
        "user_id": account.ids[0],
        "service_user_id": account.ids[account.users],
        "session_id": session_id(ledger.chance, session),
    }
    path = {name: ids[name] for name in driven.parameters("path")}
    known = driven.parameters("query")
    window = {name: value for name, value in {**V2, **V3}.items() if name in known}
    yield Case(driven.id, path, window)
    if not any(each.required for each in known.values()):
        yield Case(driven.id, path)
    if "first" in known or "limit" in known:
        yield Case(driven.id, path, {**window, ("first" if "first" in known else "limit"): 1})


_SCHEMES: Final = "it holds the scheme of a credential, and knows no keys"
_KINDS: Final[Mapping[str, tuple[str, Literal["none", "all"], str]]] = {
    r"\w+ is naive": ("A naive time", "all", ""),
    r"\w+ is (a bare date|no time|a number|a word|a fraction|a date|true)": ("A value of another type", "all", ""),
    r"\w+ is too (small|large)": ("A value out of range", "all", ""),
    r"without \w+|\w+ is empty, required": ("A required value absent, or empty", "all", ""),
    r"\w+ twice": ("A single value twice", "all", ""),
    r"no credential|another scheme|no scheme": ("No credential, or of another scheme", "all", ""),
    r"the method \w+": ("Another method", "all", ""),
    r"an unknown path|a path without its version": ("Another path", "all", ""),
    r"an unknown name": ("An unknown name in the query", "none", "it looks for no names beside the document's"),
    r"\w+ is empty": ("An optional number that is empty", "none", "it reads an empty value as an absent one"),
    r"\w+ has no colon": ("An offset without a colon", "none", "it takes ISO 8601 for RFC 3339"),
    r"an unknown key|a key .*": ("A wrong key", "none", _SCHEMES),
}
"""What is wrong with a request, in the words of `wrong_requests`; the first that fits counts."""
_ELSE: Final = "Anything else that is wrong"


def _wrong_requests(bench: Behind) -> Iterator[Row]:
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    refusals: list[Asked] = []
    for driven in OPERATIONS:
        case = max(drawn(requests(driven), 12), key=lambda each: len(each.sent()))
        for what, asked in _spoilt(case, driven):
            answer, reached = bench.ask_prism(driven.version, asked)
            stopped = answer.objection or (None if reached else f"{asked.method} was not let through")
            title = next((title for pattern, (title, _, _) in _KINDS.items() if re.fullmatch(pattern, what)), _ELSE)
            found[title].append((f"{driven}, {what}", stopped))
            if reached:
                refusals.append((f"{driven}, {what}", stopped))
    yield _row("Refusals of the mock, where Prism lets a wrong request through", refusals)
    for title, expected, reason in _KINDS.values():
        yield _row(title, found[title], expected, reason)
    if found[_ELSE]:
        yield _row(_ELSE, found[_ELSE], "all")


def _spoilt(case: Case, driven: Driven) -> Iterator[tuple[str, Request]]:
    for what, asked, _, loc in wrong_requests(case):
        # Prism resolves dots in a path before it looks at it: what is left is another request.
        if not {b".", b".."}.intersection(map(unquote_to_bytes, asked.raw_path.split(b"/"))):
            required = what.endswith("is empty") and driven.parameters("query")[loc[1]].required
            yield what + (", required" if required else ""), asked
    for name, parameter in driven.parameters("query").items():
        if is_date_time(driven.document, parameter.schema):
            bare = attrs.evolve(case, query={})
            yield f"{name} has no colon", with_query(request(bare), f"{name}=2025-12-05T08:00:00%2B0000")


_BREACHES: Final[Mapping[BreachKind, tuple[str, Literal["none", "all"], str]]] = {
    "missing": ("A required field planted out of an answer", "all", ""),
    "wrong-type": ("A wrong type planted in an answer", "all", ""),
    "null": ("A null planted in an answer", "all", ""),
    "new-field": ("A new field planted in an answer", "none", ""),
    "wrong-total": ("A wrong total planted in an answer", "none", "a sum is no matter of form"),
    "date-moved": ("A date planted an hour away", "none", "an instant is no matter of form"),
}


def _wrong_answers(bench: Behind) -> Iterator[Row]:
    for kind, (title, expected, reason) in _BREACHES.items():
        found: list[Asked] = []
        for driven in OPERATIONS:
            full = fullest(driven.document, driven.schema)[0]
            with bench.serving(driven.id, full), bench.mock.faults.planted(Fault(breach=Breach(kind))):
                answer, _ = bench.ask_prism(driven.version, request(usual_case(driven)))
            if bench.mock.record[-1].fault is not None:
                found.append((str(driven), answer.objection))
        yield _row(title, found, expected, reason)
    found = []
    for driven in OPERATIONS:
        changed = [each for body in fullest(driven.document, driven.schema) for each in broken(driven, body)]
        for each in _spread(changed, BROKEN):
            with bench.serving(driven.id, each.body):
                answer, _ = bench.ask_prism(driven.version, request(usual_case(driven)))
            found.append((f"{driven}, {each.what}", answer.objection))
    yield _row("An answer that is one change away from a valid one", found, "all")


def _one_item(bench: Behind) -> Row:
    """Prism before the resolved document, for which it does not read an array of one item."""
    found: list[Asked] = []
    with ExitStack() as stack:
        for version in VERSIONS:
            url = stack.enter_context(proxy(load(version).raw, bench.upstream))
            for driven in (each for each in OPERATIONS if each.version == version):
                for name, parameter in driven.parameters("query").items():
                    if "array" in types_of(driven.document, parameter.schema):
                        usual = usual_case(driven)
                        case = attrs.evolve(usual, query={**usual.query, name: ["org-1"]})
                        found.append((str(case), ask(url, request(case)).objection))
    return _row(
        "An array of one item, by the resolved document",
        found,
        "all",
        "wrongly: it reads a list only where the schema is plainly one, so it is given the wire document, "
        "in which an optional `anyOf: [list, null]` is a list",
    )


def _spread(values: list[Any], most: int) -> list[Any]:
    return values[:: -(-len(values) // most)] if values else []
