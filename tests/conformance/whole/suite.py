"""Drive every operation of a generated package through a mock of its document.

Oracles: *accepted*, the mock finds no fault in what is sent; *equal*, what arrives is the case; *round trip*, what is
served comes back whole, as attributes and as JSON; *sync = async*, all generated functions give the same. An operation
that none of them has seen is a finding, too.

It cannot see a fault in the document itself, from which cases, mock and package all come; and it serves the answer of
success only, not the documented errors.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import schemathesis
from devin_mock import Document, Exchange, Operation, wire_document
from devin_mock.media_types import is_json

from specs.pipeline.limits.reading import Node

from .arguments import arguments
from .cases import Case, cases
from .client import Generated, generated
from .oracles import as_json, unlike, unlike_case, unlike_served

ORACLES: Final = ("accepted", "equal", "round trip", "sync = async")
_ENTRY_POINTS: Final = ("sync", "asyncio_detailed", "asyncio")


@attrs.frozen(slots=True)
class Finding:
    """Something that went wrong with an operation, and the case that shows it."""

    operation: str
    oracle: str
    message: str
    case: str = ""


@attrs.frozen(slots=True, kw_only=True)
class Report:
    """What was tried and what was found; `seconds` by step."""

    operations: int
    cases: int
    counts: dict[str, int]
    seconds: dict[str, float]
    findings: tuple[Finding, ...]


class _Unlike(Exception):
    """An oracle is not content; holds its name and what it says."""

    def __init__(self, oracle: str, message: str) -> None:
        super().__init__(oracle, message)
        self.oracle, self.message = oracle, message


def run(
    raw: Node, folder: Path, *, examples: int = 3, seed: int = 1, operations: Collection[str] | None = None
) -> Report:
    """Drive the operations of a resolved document, or those with some ids, through the package in a folder.

    Raises:
        ValueError: the mock does not read the document, or there is no such operation.
        ImportError: the package cannot be imported.
    """
    started = time.monotonic()
    package = generated(raw, folder, seed=seed)
    seconds = {"import": time.monotonic() - started}
    chosen = [each for each in package.document.operations if operations is None or each.operation_id in operations]
    if operations is not None and len(chosen) < len(set(operations)):
        raise ValueError(f"the document has no operation {', '.join(sorted(operations))}")
    started = time.monotonic()
    # What can be sent: null has no form outside of JSON.
    wire = Document(wire_document(package.document.raw))
    sendable = {each.operation_id: each for each in wire.operations}
    drawing = schemathesis.openapi.from_dict(dict(wire.raw))
    counts: Counter[str] = Counter(dict.fromkeys(ORACLES, 0))
    findings: list[Finding] = []
    tried = 0
    with asyncio.Runner() as runner:
        for operation in chosen:
            try:
                drawn = cases(wire, drawing, sendable[operation.operation_id], examples=examples, seed=seed)
            except Exception as error:  # whatever schemathesis cannot draw from is a finding, and no end of the run
                findings.append(Finding(named(operation), "exercised", f"no case can be drawn: {error!r}"))
                continue
            tried += len(drawn)
            findings += _operation(package, operation, drawn, counts, runner, seed)
    seconds["suite"] = time.monotonic() - started
    return Report(operations=len(chosen), cases=tried, counts=dict(counts), seconds=seconds, findings=tuple(findings))


def named(operation: Operation) -> str:
    """The name of an operation in findings."""
    return f"{operation.method} {operation.path} ({operation.operation_id})"


def _operation(
    package: Generated,
    operation: Operation,
    drawn: list[Case],
    counts: Counter[str],
    runner: asyncio.Runner,
    seed: int,
) -> Iterator[Finding]:
    """The findings of an operation: the first of each oracle, since more cases rarely say more."""
    seen: Counter[str] = Counter()
    told: set[str] = set()
    for index, case in enumerate(drawn):
        # One request has one answer; here each case is to have its own.
        package.mock.seed = seed + index
        try:
            for oracle in _case(package, operation, case, runner, every_way=index == len(drawn) - 1):
                seen[oracle] += 1
        except _Unlike as unlike_one:
            oracle, message = unlike_one.oracle, unlike_one.message
        except Exception as error:  # what a generated class is made of may break the comparison itself
            oracle, message = "round trip", f"it cannot be compared: {error!r}"
        else:
            continue
        if oracle not in told:
            told.add(oracle)
            yield Finding(named(operation), oracle, message, f"{case.literal()}\n{case.curl(operation)}")
    counts.update(seen)
    if not told and not seen["round trip"]:
        yield Finding(named(operation), "exercised", f"of {len(drawn)} drawn cases none could be sent and answered")


def _case(
    package: Generated, operation: Operation, case: Case, runner: asyncio.Runner, *, every_way: bool
) -> Iterator[str]:
    """Try a case; each oracle that is content is told. Raises _Unlike."""
    value, exchange = _call(package, operation, case, "sync_detailed", runner)
    asked = exchange.verdict.operation
    if asked != operation:
        raise _Unlike("accepted", f"{named(asked) if asked is not None else 'nothing'} was asked instead")
    yield "accepted"
    _check("equal", unlike_case(package.document, operation, case, exchange.verdict.arguments))
    yield "equal"
    served = _served(exchange)
    _check("round trip", unlike_served(served, value.parsed))
    _check("round trip", unlike(package.document, None, served, as_json(value.parsed), "written"))
    if value.status_code != exchange.status or value.content != exchange.response.body:
        raise _Unlike("round trip", f"{exchange.status} was served, {value.status_code} came, or another body")
    yield "round trip"
    for entry_point in _ENTRY_POINTS if every_way else ():
        if package.function(operation, entry_point) is not None:
            other, sent = _call(package, operation, case, entry_point, runner)
            if (sent.request.raw_path, sent.request.raw_query, sent.request.body) != (
                exchange.request.raw_path,
                exchange.request.raw_query,
                exchange.request.body,
            ):
                raise _Unlike("sync = async", f"{entry_point} sends something else")
            parsed = other.parsed if entry_point.endswith("detailed") else other
            if as_json(parsed) != as_json(value.parsed):
                raise _Unlike("sync = async", f"{entry_point} gives {parsed!r}, sync_detailed {value.parsed!r}")
            yield "sync = async"


def _call(
    package: Generated, operation: Operation, case: Case, entry_point: str, runner: asyncio.Runner
) -> tuple[Any, Exchange]:
    """Call a generated function, and give what it gave and what the mock saw. Raises _Unlike."""
    package.mock.record.clear()
    try:
        function = package.function(operation, entry_point)
        if function is None:
            raise LookupError(f"there is no function {entry_point}")
        given = arguments(function, operation, case, package.part("types").File)
        value = function(client=package.client(operation), **given)
        if entry_point.startswith("asyncio"):
            value = runner.run(value)
    except Exception as error:  # whatever a generated function raises is a finding
        _accepted(package)
        oracle = "round trip" if len(package.mock.record) else "accepted"
        raise _Unlike(oracle, f"{entry_point} raises {type(error).__name__}: {error}") from error
    _accepted(package)
    if len(package.mock.record) != 1:
        raise _Unlike("accepted", f"{entry_point} sends {len(package.mock.record)} requests")
    return value, package.mock.record[0]


def _accepted(package: Generated) -> None:
    for exchange in package.mock.record:
        refusal = exchange.verdict.refusal
        if refusal is not None:
            told = "; ".join(f"{'.'.join(map(str, each.loc))}: {each.msg} ({each.input!r})" for each in refusal.errors)
            raise _Unlike("accepted", f"the mock refuses what is sent: {refusal.status} {refusal.reason} {told}")
        if exchange.status == 501:
            raise _Unlike("round trip", f"no answer can be drawn: {exchange.response.json()}")


def _check(oracle: str, differences: Iterator[str]) -> None:
    first = next(differences, None)
    if first is not None:
        raise _Unlike(oracle, first)


def _served(exchange: Exchange) -> Any:
    """What a generated function should give for an answer."""
    response = exchange.response
    media_type = dict(response.headers).get("content-type", "")
    if not response.body:
        return None if not media_type.startswith(("text/", "application/octet-stream")) else ""
    return (
        json.loads(response.body)
        if is_json(media_type)
        else response.body.decode("latin-1" if not media_type.startswith("text/") else "utf-8")
    )
