"""Oracle: what arrives is what was asked for: method, path, and query, decoded by the document's rules, equal the case.

It sees swapped, dropped, doubled and changed values, quoting, lost array items, shifted times. Instants are compared as
instants, since an offset may be written in many ways, and a documented default equals an absent value. It cannot see a
fault in the document itself, from which both case and decoding come (that is `inventory`).
"""

from __future__ import annotations

import pytest
from hypothesis import given

from . import figures
from .cases import Case, compared, requests
from .operations import OPERATIONS, Driven
from .profiles import examples
from .regressions import REGRESSIONS
from .sending import KEYS, WAYS, bench


def assert_equal(case: Case, way: str) -> None:
    """Send a case, and compare what the mock decoded with it."""
    (exchange,) = bench().send(case, way).exchanges
    sent, driven = exchange.verdict.arguments, case.driven
    assert exchange.request.method == "GET", f"{way}\n{case}"
    assert sent.path == case.path, f"{way}: {sent.path} arrived\n{case}"
    figures.sent(driven, [*case.path, *case.sent()])
    asked, arrived = compared(driven, case.sent()), compared(driven, sent.query)
    assert arrived == asked, f"{way}: {dict(sent.query)} arrived\n{case}"
    assert exchange.request.body == b"", f"{way}: a body was sent\n{case}"
    assert exchange.request.header_values("authorization") == [f"Bearer {KEYS[driven.version]}"], f"{way}\n{case}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_what_arrives_is_what_was_asked(driven: Driven, way: str) -> None:
    """Drawn and directed cases of every operation, every way."""

    @examples()
    @given(requests(driven))
    def check(case: Case) -> None:
        assert_equal(case, way)

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REGRESSIONS, ids=lambda case: case.operation)
def test_what_failed_once_arrives(case: Case, way: str) -> None:
    """The cases of the regressions file."""
    assert_equal(case, way)
