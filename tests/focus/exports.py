"""The files that are judged: exports of the mock's account in every form, and some that are wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

import attrs
import pyarrow  # type: ignore[import-untyped]  # publishes no types
import pyarrow.parquet  # type: ignore[import-untyped]  # publishes no types
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period
from devin_usage.account import Price
from devin_usage.export import write_focus

NOW: Final = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
PERIOD: Final = Period.parse("2025-09-20/2025-12-20")
"""Parts of four cycles; a product begins on its second day, and its last day is open."""


@attrs.frozen
class Export:
    """A file, and what the validator is to find in it beside what it finds in all."""

    name: str
    path: Path
    rows: int
    wrong: frozenset[str] = frozenset()


def exports(folder: Path) -> Iterator[Export]:
    """Write the files."""
    mock = Mock(now=NOW, users=30, assumptions=Assumptions(products="less than the day"))

    def client(key: str) -> DevinUsage:
        return DevinUsage(key, transport=mock_transport(mock), clock=lambda: NOW)

    def written(name: str, form: Literal["csv", "parquet"], client: DevinUsage, **options: Any) -> Export:
        path = folder / f"{name.replace(' ', '-')}.{form}"
        done = write_focus(client, path, PERIOD, price=Price.parse("2.25 USD"), **options)
        whole = client.consumption.daily(PERIOD).total_acus
        if abs(float(done.acus) - whole) > 1e-6 or done.cost.amount != done.acus * Decimal("2.25"):
            raise AssertionError(f"{name}: {done} does not hold {whole} ACUs")
        return Export(f"{name}, {form}", path, done.rows)

    v3 = client(ENTERPRISE_KEY)
    first = written("organizations", "parquet", v3)
    yield first
    yield written("organizations", "csv", v3)
    yield written("users", "parquet", v3, by="user")
    yield written("users under pseudonyms", "csv", v3, by="user", pseudonymise=True)
    yield written("organizations of v2", "parquet", client(ENTERPRISE_ADMIN_KEY))
    yield written("one organization", "csv", client(ORGANIZATION_KEY), cycles=v3.cycles.list())
    yield from _spoilt(first)


def _spoilt(good: Export) -> Iterator[Export]:
    """Break a good file in ways that the validator has to see: a judge that passes all has judged nothing."""
    table = pyarrow.parquet.read_table(good.path)
    price = table.column("ContractedUnitPrice")
    below = pyarrow.array([-each for each in price.to_pylist()], price.type)
    text = pyarrow.string()
    nothing = pyarrow.nulls(len(table), text)
    ways: dict[str, tuple[str, Any, set[str]]] = {
        "a price below zero": ("ContractedUnitPrice", below, {"ContractedUnitPrice-C-009-C"}),
        "no provider": ("ProviderName", nothing, {"ProviderName-C-003-M"}),
        "ACU as currency": ("BillingCurrency", pyarrow.array(["ACU"] * len(table), text), {"BillingCurrency-C-006-M"}),
        "no such category": ("ChargeCategory", pyarrow.array(["Use"] * len(table), text), {"ChargeCategory-C-003-M"}),
    }
    for name, (column, values, wrong) in ways.items():
        path = good.path.with_name(f"{name.replace(' ', '-')}.parquet")
        place = table.column_names.index(column)
        pyarrow.parquet.write_table(table.set_column(place, column, values), path)
        yield Export(f"wrong: {name}", path, good.rows, frozenset(wrong))
