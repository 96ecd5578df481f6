"""The whole of it: ask, judge, probe, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .findings import ProbeResult, Report
from .keys import Key
from .probes import probe
from .probes.behaviour import figures, finality
from .probes.inquiry import whole_days
from .results import report
from .run import Plan, prepare


def check(
    plan: Plan, keys: Sequence[Key], *, probing: bool = False, earlier: Mapping[str, Any] | None = None
) -> Report:
    """Hold the API against the documents.

    Args:
        plan: What to do.
        keys: The keys, at most one of each version.
        probing: Whether to put the questions, too, that the documents leave open.
        earlier: An earlier report, as it was written, to hold closed days against.

    Raises:
        ConfigurationError: the address is refused.
        ConnectionFailed: no answer came to the first question.
        Unauthorized: the API does not accept a key.
    """
    run = prepare(plan, keys)
    started = plan.monotonic()
    kept: dict[str, Any] = {}
    results: Sequence[ProbeResult] = ()
    try:
        run.ask()
        run.judge()
        kept.update((side.version, figures(run, side, whole_days(run, side))) for side in run.sides)
        if probing:
            results = probe(run, earlier, kept)
        elif earlier is not None:
            results = tuple(finality(run, earlier, kept))
    finally:
        run.close()
    return report(run, results, seconds=plan.monotonic() - started, figures=kept)
