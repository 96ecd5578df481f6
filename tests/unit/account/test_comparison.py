"""Two figures, and what their difference comes to."""

from __future__ import annotations

from typing import Any

import pytest
from devin_usage.account.comparison import Comparison, Explanation, few


def compared(left: float | None, right: float | None, **more: Any) -> Comparison:
    return Comparison(group="totals", name="total", left_name="v2", left=left, right_name="v3", right=right, **more)


CASCADE = Explanation("Cascade", 2.0)


@pytest.mark.parametrize(
    ("left", "right", "more", "verdict", "unexplained"),
    [
        (1.0, 1.0, {}, "equal", 0.0),
        (1.0, 1.0 + 9e-7, {}, "equal", 0.0),
        (1.0, 1.0 + 2e-6, {}, "unexplained", 2e-6),
        (1.0, 1.5, {"tolerance_acus": 0.5}, "equal", 0.0),
        (1.0, 1.0, {"explanations": (CASCADE,)}, "equal", 0.0),
        (1.0, 3.0, {"explanations": (CASCADE,)}, "explained", 0.0),
        (1.0, 3.5, {"explanations": (CASCADE,)}, "unexplained", 0.5),
        (1.0, 2.5, {"explanations": (CASCADE,)}, "unexplained", -0.5),
        (3.0, 1.0, {"explanations": (CASCADE,)}, "unexplained", -4.0),
        (None, 1.0, {}, "one side only", None),
        (1.0, None, {}, "one side only", None),
        (None, 0.0, {}, "explained", None),
        (0.0, None, {}, "explained", None),
        (None, None, {}, "one side only", None),
        (1.0, 2.0, {"why_not": "403"}, "not compared", 1.0),
        (1.0, 1.0, {"why_not": "403"}, "not compared", 0.0),
        (1.0, 2.0, {"is_open": True}, "still open", 1.0),
        (1.0, 2.0, {"is_open": True, "why_not": "403"}, "not compared", 1.0),
    ],
)
def test_a_difference_comes_to_one_verdict(
    left: float | None, right: float | None, more: dict[str, Any], verdict: str, unexplained: float | None
) -> None:
    """A figure that is missing is never taken for 0, and an explanation has to fit."""
    found = compared(left, right, **more)
    assert found.verdict == verdict
    assert found.unexplained == pytest.approx(unexplained)
    assert found.agrees is (verdict in ("equal", "explained"))


def test_a_comparison_is_a_line() -> None:
    """A missing figure is a dash; explanations stand where there is something to explain."""
    assert str(compared(1.0, 3.5, explanations=(CASCADE,), hints=("look there",))) == (
        "unexplained: total: v2 1, v3 3.5; difference 2.5, unexplained 0.5; Cascade: 2 ACUs; look there"
    )
    assert str(compared(1.0, 1.0, explanations=(CASCADE,))) == "equal: total: v2 1, v3 1"
    assert str(compared(None, 0.25)) == "one side only: total: v2 -, v3 0.25"
    assert str(compared(None, 1.0, why_not="refused")) == "not compared: total: refused"
    assert str(compared(-1e-9, 0.0)) == "equal: total: v2 0, v3 0"


def test_the_first_names_stand_for_all() -> None:
    """How many more there are is said."""
    assert few(["a", "b", "c"]) == "a, b, c"
    assert few(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert str(Explanation("users", 1.5, ("a", "b", "c", "d"))) == "users (a, b, c and 1 more): 1.5 ACUs"
