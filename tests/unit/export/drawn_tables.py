"""Tables of any content, as Hypothesis draws them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from devin_usage.export import Column, Table
from hypothesis import strategies as st

_TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.text("=+-@'\"\t\r\n ,;|\uff1d1a\u200b\ufeff", max_size=8),
)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "date": st.dates(date(1, 1, 2), date(9999, 12, 30)),
    "instant": st.integers(-62_135_510_400, 253_402_128_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    "text": _TEXTS,
    "acus": st.floats(allow_nan=False, allow_infinity=False),
    "count": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "flag": st.booleans(),
}
COLUMNS = tuple(Column(f"a_{kind}", kind, f"A {kind}.", personal=kind == "text") for kind in _VALUES)  # type: ignore[arg-type]  # the keys are the types


def tables() -> st.SearchStrategy[Table]:
    """Tables with a column of each type, whose values may be missing."""
    row = st.tuples(*(st.none() | values for values in _VALUES.values()))
    return st.lists(row, max_size=6).map(lambda rows: Table("things", COLUMNS, tuple(rows)))
