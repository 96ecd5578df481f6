"""A runner of work that puts the questions of a fan-out one after another, to test works apart from their runners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from devin_usage import DevinUsage, DevinUsageError
from devin_usage.account.work import Many, Progress, Work
from devin_usage.operations import Call

T = TypeVar("T")


def run(work: Work[T], *clients: DevinUsage) -> T:
    """Run a work, or a plan, over clients of the versions that it asks."""
    return steps(work, {client.version: client._session.sender.send for client in clients})


def steps(work: Work[T], send: Mapping[Any, Callable[[Call], object]]) -> T:
    """Run a work over whatever answers the calls of a version; a call that fails ends the work, as it ends a plan."""
    try:
        wanted = next(work)
        while True:
            answer = _every(wanted, send) if isinstance(wanted, Many) else send[wanted.version](wanted)
            wanted = work.send(answer)
    except StopIteration as done:
        value: T = done.value
        return value


def _every(many: Many, send: Mapping[Any, Callable[[Call], object]]) -> dict[str, Any]:
    outcomes: dict[str, Any] = {}
    failed = 0
    if many.watch is not None:
        many.watch(Progress(0, 0, len(many.jobs)))
    for job in many.jobs:
        try:
            outcomes[job.name] = steps(job.plan(), send)
        except DevinUsageError as error:
            outcomes[job.name] = error
            failed += 1
        if many.watch is not None:
            many.watch(Progress(len(outcomes) - failed, failed, len(many.jobs)))
    return outcomes
