"""The loads of the page on warehouses run, print what is shown, and leave what its question finds."""

from __future__ import annotations

from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from devin_mock import ENTERPRISE_KEY, Mock
from devin_mock.server import running
from devin_usage.billing import system_clock

from tests.docs.blocks import blocks
from tests.warehouse.accounts import ask

PAGE = Path(__file__).parents[2] / "docs" / "warehouse.md"
PRESENT = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)


def check_the_page_does_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the page, but for what needs another server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(system_clock, "__code__", (lambda: datetime(2025, 12, 20, 15, 30, tzinfo=UTC)).__code__)
    names: dict[str, Any] = {}
    ran = 0
    with running(Mock(users=30, now=PRESENT)) as base_url:
        for name, value in {
            "DEVIN_API_KEY": ENTERPRISE_KEY,
            "DEVIN_BASE_URL": base_url,
            "DLT_DATA_DIR": str(tmp_path / "dlt"),
        }.items():
            monkeypatch.setenv(name, value)
        for block in blocks(PAGE.read_text("utf-8")):
            if block.not_run == "it needs a server":
                continue
            if block.language == "python":
                with redirect_stdout(StringIO()) as output:
                    exec(compile("\n" * (block.line - 1) + block.source, str(PAGE), "exec"), names)  # noqa: S102  # our own
                assert block.shown in (None, output.getvalue())
                ran += 1
            elif block.language == "sql":
                assert ask(Path("usage.duckdb"), block.source)
                ran += 1
    assert ran == 4
