"""Oracle: schemathesis, from outside and over a real port, finds nothing wrong with the mock.

It sees, for every operation: a status, media type, header or body that the document does not give; an allowed request
that is refused and a forbidden one that is answered; a credential that nobody asks for; a wrong method that passes.
It cannot see whether a number is right, since any number fits its schema; nor unknown and doubled query names and times
without an offset, which it holds to be allowed or never sends; nor what the assumptions decide beyond the document,
which are set so that the document alone decides.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

import attrs
from devin_mock import (
    ENTERPRISE_ADMIN_KEY,
    ENTERPRISE_KEY,
    ORGANIZATION_KEY,
    Assumptions,
    Mock,
    Operation,
    load,
    wire_document,
)
from devin_mock.server import running
from devin_mock.sessions import session_id

NOW: Final = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)

DOCUMENT_ALONE: Final = Assumptions(
    both_names="start_date wins", unknown_cursor="first page", unknown_in_filter="matches nothing"
)
"""Assumptions under which the mock refuses nothing that its document allows.

By default it refuses two doubled names of v2 together, and cursors that it never handed out.
"""

REACHED: Final = 0.25
"""The share of the allowed requests to an operation that must be answered with a 200.

An id that nobody has is allowed by the document and answered with 404; a mock that knew no id would pass otherwise.
"""

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@attrs.frozen(slots=True, kw_only=True)
class Audience:
    """Who asks: a version of the API, a key for it, and the scopes of the operations that the key is for."""

    name: str
    version: Literal["v2", "v3"]
    token: str = attrs.field(repr=False)
    scopes: frozenset[str]

    def operations(self) -> tuple[Operation, ...]:
        """The operations that the key may use."""
        return tuple(each for each in load(self.version).operations if each.scope in self.scopes)


AUDIENCES: Final = {
    each.name: each
    for each in (
        Audience(name="v2", version="v2", token=ENTERPRISE_ADMIN_KEY, scopes=frozenset({"enterprise"})),
        Audience(
            name="v3-enterprise",
            version="v3",
            token=ENTERPRISE_KEY,
            scopes=frozenset({"enterprise", "organization", "any"}),
        ),
        Audience(
            name="v3-organization", version="v3", token=ORGANIZATION_KEY, scopes=frozenset({"organization", "any"})
        ),
    )
}


@attrs.frozen(slots=True, order=True)
class Finding:
    """Something that schemathesis holds to be wrong with an operation, under the name of its check."""

    operation: str
    check: str
    message: str


@attrs.frozen(slots=True, kw_only=True)
class Outcome:
    """What a run found. `statuses` are the answers by operation id, `reached` the answered and the allowed requests."""

    audience: str
    seed: int | None
    cases: int
    elapsed_s: float
    findings: tuple[Finding, ...]
    statuses: Mapping[str, Counter[int]]
    reached: Mapping[str, tuple[int, int]]
    report: str = attrs.field(repr=False)


def conforming_mock(**options: Any) -> Mock:
    """A mock as it is examined: a fixed present, and the document alone deciding what is refused."""
    return Mock(
        **{"seed": 1, "users": 40, "now": NOW, "assumptions": DOCUMENT_ALONE, "record_size": 1_000_000, **options}
    )


def examine(
    mock: Mock,
    audience: Audience,
    *,
    seed: int | None = None,
    max_examples: int = 15,
    operations: Iterable[str] | None = None,
    phases: Sequence[str] = ("examples", "coverage", "fuzzing", "stateful"),
) -> Outcome:
    """Run schemathesis against the mock on a port of its own: deterministic, or with a seed.

    `operations` (ids) and `phases` narrow the run. Raises RuntimeError when schemathesis could not do its work.
    """
    chosen = [each.operation_id for each in audience.operations()] if operations is None else list(operations)
    mock.record.clear()
    with tempfile.TemporaryDirectory() as folder, running(mock) as base_url:
        document = wire_document(load(audience.version).raw)
        _add_examples(document, _known(mock))
        Path(folder, "document.json").write_text(json.dumps(document), "utf-8")
        Path(folder, "schemathesis.toml").write_text(_configuration(audience, base_url, seed, max_examples), "utf-8")
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run"]
        command += ["document.json", "--no-color", "--phases", ",".join(phases)]
        command += [f"--include-operation-id={each}" for each in chosen]
        # The hash seed makes a run repeatable; a proxy has no business on the loopback interface.
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment["PYTHONHASHSEED"] = "0"
        started = time.monotonic()
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        elapsed_s = time.monotonic() - started
        if not Path(folder, "report.json").is_file():
            raise RuntimeError(f"schemathesis wrote no report.\n{done.stdout}\n{done.stderr}")
        summary = json.loads(Path(folder, "report.json").read_text("utf-8"))
        events = [json.loads(line) for line in Path(folder, "report.ndjson").read_text("utf-8").splitlines()]
    if not summary["complete"] or summary["operations"]["tested"] != len(chosen):
        raise RuntimeError(f"schemathesis did not finish.\n{done.stdout}\n{done.stderr}")
    reached = dict(_reached(summary["valid_rates"]))
    findings = {*_failures(events), *_troubles(summary), *_unreached(reached)}
    if done.returncode and not findings:
        raise RuntimeError(f"schemathesis ended with {done.returncode}.\n{done.stdout}\n{done.stderr}")
    return Outcome(
        audience=audience.name,
        seed=seed,
        cases=summary["test_cases"]["generated"],
        elapsed_s=elapsed_s,
        findings=tuple(sorted(findings)),
        statuses=_statuses(mock),
        reached=reached,
        report=done.stdout,
    )


def _known(mock: Mock) -> dict[str, list[Any]]:
    """Values that mean something in the mock's account, by the name of the parameter."""
    ledger, account = mock.ledger, mock.ledger.account
    home, *others = account.organizations
    people = [account.ids[account.seat_holder[seat]] for seat in range(home.first_seat, home.last_seat)]
    users = [each for each in people if account.user(each)][:3]
    service_users = [each for each in people if account.service_user(each)][:2]
    days = range(ledger.first_day + 500, ledger.first_day + 507)
    sessions = (
        one for day in days for seat in range(home.first_seat, home.last_seat) for one in ledger.sessions(seat, day)
    )
    after, before = [1762329600, 1749110400], [1764921600, 1766000000]
    starts = ["2025-11-05T08:00:00Z", "2025-06-05T01:00:00-07:00"]
    ends = ["2025-12-05T08:00:00Z", "2025-12-17T19:33:20.5Z"]
    return {
        "org_id": [home.org_id],
        "user_id": users,
        "service_user_id": service_users,
        "session_id": [session_id(ledger.chance, next(sessions)) for _ in range(3)],
        "org_ids": [[home.org_id], [one.org_id for one in others]],
        "user_ids": [users[:1], users],
        "service_user_ids": [service_users],
        **dict.fromkeys(("time_after",), after),
        **dict.fromkeys(("time_before",), before),
        **dict.fromkeys(("start_date", "start"), starts),
        **dict.fromkeys(("end_date", "end"), ends),
    }


def _add_examples(document: Mapping[str, Any], known: Mapping[str, Sequence[Any]]) -> None:
    for item in document["paths"].values():
        for method in _METHODS:
            for parameter in item.get(method, {}).get("parameters", ()):
                values = known.get(parameter["name"], ())
                if values:
                    parameter["examples"] = {f"known{index}": {"value": value} for index, value in enumerate(values)}


def _configuration(audience: Audience, base_url: str, seed: int | None, max_examples: int) -> str:
    """A schemathesis.toml, stricter than its defaults.

    Those count 401, 403, 404 and 5xx as accepting and as refusing alike. Here an allowed request is answered, and a
    forbidden one has a 422; only an operation with ids in its path may say that there is no such thing, or, to a key of
    one organization, that the thing is another's.
    """
    elsewhere = ["403", "404"] if audience.name == "v3-organization" else ["404"]
    return "\n".join(
        (
            *([] if seed is None else [f"seed = {seed}"]),
            f"base-url = {json.dumps(base_url)}",
            f"headers = {{ Authorization = {json.dumps(f'Bearer {audience.token}')} }}",
            "continue-on-failure = true",
            "workers = 1",
            # What an earlier run learnt would steer this one.
            "cache.enabled = false",
            'reports.json.path = "report.json"',
            'reports.ndjson.path = "report.ndjson"',
            f"generation.max-examples = {max_examples}",
            f"generation.deterministic = {'true' if seed is None else 'false'}",
            'generation.mode = "all"',
            'generation.database = "none"',
            "phases.coverage.generate-duplicate-query-parameters = true",
            'checks.positive_data_acceptance.expected-statuses = ["2xx"]',
            'checks.negative_data_rejection.expected-statuses = ["422"]',
            "[[operations]]",
            "include-path-regex = '[{]'",
            f"checks.positive_data_acceptance.expected-statuses = {json.dumps(['2xx', *elsewhere])}",
            f"checks.negative_data_rejection.expected-statuses = {json.dumps(['422', *elsewhere])}",
        )
    )


def _failures(events: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    for event in events:
        recorder = event.get("ScenarioFinished", {}).get("recorder", {})
        for check in (each for checks in recorder.get("checks", {}).values() for each in checks):
            if check["status"] != "success":
                failure = check["failure_info"]["failure"]
                yield Finding(failure["operation"], check["name"], failure["message"])


def _troubles(summary: Mapping[str, Any]) -> Iterator[Finding]:
    for error in summary["errors"]:
        yield Finding("-", "error", json.dumps(error))
    for name, warned in summary["warnings"].items():
        for each in warned:
            yield Finding("-", f"warning {name}", json.dumps(each))


def _reached(valid_rates: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Iterator[tuple[str, tuple[int, int]]]:
    for operation, by_phase in valid_rates.items():
        counts = list(by_phase.values())
        yield operation, (sum(each["accepted"] for each in counts), sum(sum(each.values()) for each in counts))


def _unreached(reached: Mapping[str, tuple[int, int]]) -> Iterator[Finding]:
    for operation, (answered, allowed) in reached.items():
        if answered < REACHED * allowed:
            yield Finding(operation, "reached", f"{answered} of {allowed} allowed requests were answered with a 200")


def _statuses(mock: Mock) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = {}
    for exchange in mock.record:
        if exchange.verdict.operation is not None:
            found.setdefault(exchange.verdict.operation.operation_id, Counter())[exchange.status] += 1
    return found
