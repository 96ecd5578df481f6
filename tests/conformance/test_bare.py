"""The suite bites: on the generated client by itself it finds what is known of such clients, on ours nothing."""

from __future__ import annotations

import pytest

from .bare import Row, rows


@pytest.fixture(scope="module")
def found() -> list[Row]:
    return rows()


def test_every_row_is_seen_on_the_bare_client(found: list[Row]) -> None:
    """Something of each, so that the oracle of the row is not blind to it."""
    assert [row.what for row in found if not row.bare] == []


def test_no_row_is_seen_on_ours(found: list[Row]) -> None:
    """The same questions, over the overlay."""
    assert [(row.what, row.ours) for row in found if row.ours] == []
