"""Runs against the mock in this process, with a fixed present and without waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Fault, Mock
from devin_mock.answers import ANSWERS, Call
from devin_mock.keys import Key as MockKey
from devin_mock.transport import mock_transport
from devin_usage import Period, Retries
from devin_usage.credential import PREFIXES, Credential
from devin_usage.live.check import check
from devin_usage.live.findings import Finding, OperationResult, ProbeResult, Report
from devin_usage.live.keys import Key
from devin_usage.live.run import Plan
from devin_usage.options import Options

Json: TypeAlias = Any
NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
CYCLE = Period.of_days(date(2025, 11, 5), date(2025, 12, 4))
"""The last cycle that is over at `NOW`."""
DAYS = Period.of_days(date(2025, 11, 24), date(2025, 11, 30))
"""A week in it, which is what most runs here ask about."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "v2": (ENTERPRISE_ADMIN_KEY,),
    "v3": (ENTERPRISE_KEY,),
    "v3 organization": (ORGANIZATION_KEY,),
    "both": (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY),
}
ONCE = Options(retries=Retries(count=0))


def key_of(token: str) -> Key:
    """A key as the environment would give it."""
    prefix = next((each for each in PREFIXES if token.startswith(each)), None)
    return Key(Credential(token, version=PREFIXES[prefix] if prefix else "v3"), prefix)


def account(
    *faults: Fault,
    answers: Mapping[str, Callable[[Call], Json]] | None = None,
    now: datetime = NOW,
    users: int = 12,
    keys: Sequence[MockKey] | None = None,
    assume: Mapping[str, Any] | None = None,
) -> Mock:
    """A small account at a fixed present."""
    return Mock(
        now=now, users=users, faults=faults, answers=answers, keys=keys, assumptions=Assumptions(**(assume or {}))
    )


def checked(
    mock: Mock,
    *tokens: str,
    probing: bool = False,
    earlier: Mapping[str, Any] | None = None,
    now: datetime = NOW,
    **plan: Any,
) -> Report:
    """What a run finds; it asks as fast as it can, and about `DAYS` unless told otherwise."""
    made = {"base_url": "https://devin.example", "rate": 1e6, "options": ONCE, "period": DAYS, **plan}
    told = Plan(transport=mock_transport(mock), clock=lambda: now, **made)
    return check(told, [key_of(token) for token in tokens], probing=probing, earlier=earlier)


def operation(report: Report, name: str) -> OperationResult:
    """How an operation fared."""
    (found,) = (each for each in report.operations if each.operation == name)
    return found


def findings(report: Report, severity: str = "broken") -> list[tuple[str, Finding]]:
    """Every finding of a severity, with its operation."""
    return [
        (each.operation, finding)
        for each in report.operations
        for finding in each.findings
        if finding.severity == severity
    ]


def broken(report: Report) -> list[str]:
    """The invariants that do not hold."""
    return [each.name for each in report.invariants if each.outcome == "broken"]


def probed(report: Report, probe: str) -> ProbeResult:
    """The answer to a question."""
    (found,) = (each for each in report.probes if each.id == probe)
    return found


def altered(name: str, change: Callable[[Json], Json]) -> dict[str, Callable[[Call], Json]]:
    """Answers in which the body of an operation is another one."""
    return {name: lambda call: change(ANSWERS[name](call))}


def day_s(day: date) -> int:
    """The instant at which a billing day starts, in Unix seconds."""
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=8)).timestamp())
