"""Work over two clients: one with a key of v2, one with a key of v3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..base import BaseClient
from ..billing import Period
from ..credential import Version
from ..errors import InvalidArgument
from ..values import TOLERANCE_ACUS
from .reconciliation import Reconciliation
from .reconciliation import reconcile as plan
from .running import AsyncRunner, SyncRunner
from .work import Watch

if TYPE_CHECKING:
    from ..async_client import AsyncDevinUsage
    from ..client import DevinUsage


def reconcile(
    *,
    v2: DevinUsage,
    v3: DevinUsage,
    period: Period,
    concurrency: int = 8,
    watch: Watch | None = None,
    tolerance_acus: float = TOLERANCE_ACUS,
) -> Reconciliation:
    """Hold the consumption that v2 gives against that of v3, and explain each difference.

    This is the tool for moving from v2 to v3. It asks v3 once for each organization, user and service user.

    Args:
        v2: A client with a key of v2.
        v3: A client with a key of v3 with enterprise scope, of the same account.
        period: What to compare. Days that are still open are not counted as disagreement.
        concurrency: How many calls may run side by side, 1 to 64.
        watch: Told how far it has come, after each member; what it raises ends the work.
        tolerance_acus: How far apart two figures may be that count as the same.

    Raises:
        InvalidArgument: a client is of the other version, or an argument is refused.
        UnsupportedByScope: the v3 key has organization scope.
        DevinUsageError: one of the figures of the enterprise cannot be read.
    """
    _check(v2, v3)
    one, other = v2._session, v3._session  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
    work = plan(one.context, other.context, period, concurrency=concurrency, watch=watch, tolerance_acus=tolerance_acus)
    return SyncRunner({"v2": one.sender, "v3": other.sender}).run(work)


async def reconcile_async(
    *,
    v2: AsyncDevinUsage,
    v3: AsyncDevinUsage,
    period: Period,
    concurrency: int = 8,
    watch: Watch | None = None,
    tolerance_acus: float = TOLERANCE_ACUS,
) -> Reconciliation:
    """Do what `reconcile` does, with async clients."""
    _check(v2, v3)
    one, other = v2._session, v3._session  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
    work = plan(one.context, other.context, period, concurrency=concurrency, watch=watch, tolerance_acus=tolerance_acus)
    return await AsyncRunner({"v2": one.sender, "v3": other.sender}).run(work)


def _check(v2: BaseClient[Any], v3: BaseClient[Any]) -> None:
    expected: Mapping[Version, BaseClient[Any]] = {"v2": v2, "v3": v3}
    for version, client in expected.items():
        if not isinstance(client, BaseClient) or client.version != version:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"{version} must be a client with a key of {version}, not {client!r}")
