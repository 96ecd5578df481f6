"""How much the suite tries: Hypothesis profiles, chosen by `CONFORMANCE`.

`quick` is part of every test run, `ci` of a change, `deep` of a night. All are deterministic: the same tree gives the
same cases. `CONFORMANCE_SEED` draws others.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings

from . import figures

EXAMPLES: Final = {"quick": 4, "ci": 40, "deep": 400}
"""Examples of each test of one operation, by profile."""

_SLOW_IS_NO_FAULT: Final = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


def profile() -> str:
    """The profile that is chosen. Raises ValueError for one that there is not."""
    chosen = os.environ.get("CONFORMANCE", "quick")
    if chosen not in EXAMPLES:
        raise ValueError(f"CONFORMANCE is one of {', '.join(EXAMPLES)}; {chosen!r} is not.")
    return chosen


def _count(test: Any) -> None:
    drawing = test.hypothesis.inner_test
    module = drawing.__module__.rpartition(".")[2]

    @wraps(drawing)
    def counted(*values: Any, **named: Any) -> Any:
        figures.case(module)
        return drawing(*values, **named)

    test.hypothesis.inner_test = counted


def examples(times: float = 1.0) -> Callable[[Any], Any]:
    """Settings of a test for the chosen profile, with `times` as many examples as usual."""
    chosen = settings(
        max_examples=max(2, round(EXAMPLES[profile()] * times)),
        deadline=None,
        database=None,
        derandomize="CONFORMANCE_SEED" not in os.environ,
        print_blob=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=_SLOW_IS_NO_FAULT,
        verbosity=Verbosity.normal,
    )

    def decorate(test: Any) -> Any:
        _count(test)
        given = os.environ.get("CONFORMANCE_SEED")
        return chosen(test if given is None else seed(int(given))(test))

    return decorate
