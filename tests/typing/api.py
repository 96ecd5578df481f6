"""The public interface as type checkers see it. Nothing here runs: mypy and basedpyright hold each line against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timezone
from typing import Any, Literal, assert_type

import devin_api.v2
import devin_api.v3
import polars
from devin_usage import (
    BILLING_ZONE,
    AnswerError,
    AsyncDevinUsage,
    ConfigurationError,
    Consumption,
    ContractWarning,
    Cycle,
    DailyConsumption,
    DevinUsage,
    DevinUsageError,
    InvalidArgument,
    Period,
    Principal,
    Products,
    RateLimited,
    RequestFailed,
    ResponseValidationError,
    Retries,
    StatusError,
    Subject,
    Timeout,
    UsageMetrics,
    UtcSpan,
    billing_day,
    by_cycle,
    day_start,
)
from devin_usage.export import Table, table, text

DAY = date(2025, 12, 5)
INSTANT = datetime(2025, 12, 5, 8, tzinfo=UTC)


def clock() -> datetime:
    """Tell a time."""
    return INSTANT


def periods() -> None:
    """Every way to make a period, and what is made of one."""
    period = Period(INSTANT, INSTANT)
    assert_type(Period.of_day(DAY), Period)
    assert_type(Period.of_days(DAY, DAY), Period)
    assert_type(Period.last_closed_days(30), Period)
    assert_type(Period.last_closed_days(30, clock=clock), Period)
    assert_type(Period.parse("2025-12-05/2026-01-04"), Period)
    assert_type(period.start, datetime)
    assert_type(period.end, datetime)
    assert_type(period.first_day, date)
    assert_type(period.last_day, date)
    assert_type(period.aligned, bool)
    assert_type(period.billing_days(), tuple[date, ...])
    assert_type(INSTANT in period, bool)
    assert_type(period.by_day(), tuple[Period, ...])
    assert_type(period.by_week(), tuple[Period, ...])
    assert_type(period.by_month(), tuple[Period, ...])
    assert_type(period.wire_v2(), tuple[datetime, datetime])
    assert_type(period.wire_v3("inclusive"), tuple[int, int])
    period.start = INSTANT  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # a value
    Period("2025-12-05", INSTANT)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    period.wire_v3("both")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def days() -> None:
    """Billing days, cycles and the other calendar."""
    assert_type(BILLING_ZONE, timezone)
    assert_type(billing_day(INSTANT), date)
    assert_type(day_start(DAY), datetime)
    cycle = Cycle(Period.of_day(DAY))
    assert_type(cycle.period, Period)
    assert_type(cycle.normalised, bool)
    assert_type(cycle.first_day, date)
    assert_type(cycle.last_day, date)
    assert_type(cycle.so_far(), Period)
    assert_type(cycle.so_far(clock), Period)
    assert_type(by_cycle(cycle.period, [cycle]), tuple[Period, ...])
    span = UtcSpan(DAY, DAY)
    assert_type(UtcSpan.of_week(DAY), UtcSpan)
    assert_type(UtcSpan.of_month(DAY), UtcSpan)
    assert_type(span.first, date)
    assert_type(span.start, datetime)
    assert_type(span.end, datetime)
    assert_type(span.wire_v3(), tuple[int, int])
    by_cycle(span, [cycle])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def client() -> None:
    """The sync client: every setting and every question."""
    DevinUsage(
        "cog_...",
        base_url="https://api.devin.ai",
        version="v3",
        org_id="org-1",
        timeout=Timeout(connect_s=1, read_s=2.5, total_s=10),
        retries=Retries(count=1, backoff_s=0.1, longest_backoff_s=1, longest_retry_after_s=10),
        max_body_bytes=1024,
        check="warn",
        bounds="inclusive",
        proxy="http://proxy.example",
        verify="/etc/ssl/private-ca.pem",
        trust_env=False,
        allow_http=False,
        transport=None,
        clock=clock,
    )
    DevinUsage(timeout=2.5, retries=0)
    DevinUsage(check="ignore")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    period = Period.of_day(DAY)
    with DevinUsage() as one:
        assert_type(one, DevinUsage)
        assert_type(one.version, Literal["v2", "v3"])
        assert_type(one.with_options(timeout=1, retries=Retries(), check="raise", org_id="org-1"), DevinUsage)
        assert_type(one.v2, devin_api.v2.AuthenticatedClient)
        assert_type(one.v3, devin_api.v3.AuthenticatedClient)
        assert_type(one.whoami(), Principal)
        assert_type(one.cycles.list(), tuple[Cycle, ...])
        assert_type(one.cycles.current(), Cycle)
        assert_type(one.cycles.previous(), Cycle)
        assert_type(one.cycles.named("2025-12"), Cycle)
        assert_type(one.consumption.daily(period), Consumption)
        assert_type(one.consumption.daily(period, organization="org-1", user="u"), Consumption)
        assert_type(one.consumption.daily(period, organizations={"org-1"}), Consumption)
        assert_type(one.consumption.daily(period, service_user="bot"), Consumption)
        assert_type(one.consumption.daily(period, session="devin-1"), Consumption)
        assert_type(one.metrics.usage(period), UsageMetrics)
        assert_type(one.metrics.usage(period, organization="org-1"), UsageMetrics)
        assert_type(one.metrics.usage(period, organizations=["org-1"], users=(u for u in "ab")), UsageMetrics)
        one.consumption.daily(UtcSpan(DAY, DAY))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        one.consumption.daily(period, organization=["org-1"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def async_client() -> None:
    """The async client: the same, awaited."""
    period = Period.of_day(DAY)
    async with AsyncDevinUsage("cog_...", timeout=Timeout(), retries=2, clock=clock) as one:
        assert_type(one, AsyncDevinUsage)
        assert_type(one.version, Literal["v2", "v3"])
        assert_type(one.with_options(bounds="inclusive", max_body_bytes=1), AsyncDevinUsage)
        assert_type(one.v2, devin_api.v2.AuthenticatedClient)
        assert_type(one.v3, devin_api.v3.AuthenticatedClient)
        assert_type(await one.whoami(), Principal)
        assert_type(await one.cycles.list(), tuple[Cycle, ...])
        assert_type(await one.cycles.current(), Cycle)
        assert_type(await one.cycles.previous(), Cycle)
        assert_type(await one.cycles.named("2025-12"), Cycle)
        assert_type(await one.consumption.daily(period, organizations=["org-1"]), Consumption)
        assert_type(await one.metrics.usage(period, users=["u"]), UsageMetrics)
        await one.aclose()


def values(consumption: Consumption, usage: UsageMetrics, principal: Principal) -> None:
    """What comes back: what a version may leave out is None to the checker too."""
    assert_type(consumption.subject, Subject)
    assert_type(consumption.subject.kind, Literal["enterprise", "organization", "user", "service_user", "session"])
    assert_type(consumption.subject.id, str | None)
    assert_type(consumption.subject.organizations, tuple[str, ...] | None)
    assert_type(consumption.period, Period)
    assert_type(consumption.version, Literal["v2", "v3"])
    assert_type(consumption.total_acus, float)
    days: Sequence[DailyConsumption] = consumption.days
    for each in consumption.days:
        assert_type(each, DailyConsumption)
        assert_type(each.day, date)
        assert_type(each.acus, float)
        assert_type(each.unattributed, float | None)
    assert_type(days[0].products, Products | None)
    assert_type(consumption.by_organization, Mapping[str, float] | None)
    assert_type(consumption.by_user, Mapping[str, float] | None)
    assert_type(consumption.excluded, tuple[str, ...])
    assert_type(consumption.caveats, tuple[str, ...])
    assert_type(consumption.unattributed, float | None)
    products = consumption.products
    assert_type(products, Products | None)
    if products is not None:
        assert_type(products.devin, float)
        assert_type(products.review, float | None)
        assert_type(products.other, Mapping[str, float])
        assert_type(products.acus, float)
    assert_type(usage.sessions, int)
    assert_type(usage.searches, int)
    assert_type(usage.prs_opened, int | None)
    assert_type(usage.prs_closed, int | None)
    assert_type(usage.prs_merged, int | None)
    assert_type(usage.prs_created, int | None)
    assert_type(usage.subject.users, tuple[str, ...] | None)
    assert_type(consumption.to_records(), list[dict[str, Any]])
    assert_type(consumption.to_polars(), polars.DataFrame)
    assert_type(table(usage), Table)
    assert_type(text(table([usage]), "csv"), str)
    assert_type(principal.kind, str)
    assert_type(principal.organization, str | None)
    consumption.total_acus = 0.0  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # a value


def errors(client: DevinUsage) -> type[Warning]:
    """One tree, and what each branch of it knows."""
    try:
        client.whoami()
    except RateLimited as error:
        assert_type(error.retry_after_s, float | None)
    except StatusError as error:
        assert_type(error.status, int)
        assert_type(error.operation, str | None)
        assert_type(error.detail, str | None)
        assert_type(error.request_id, str | None)
        assert_type(error.permission, str | None)
        assert_type(error.errors, tuple[Mapping[str, object], ...])
        assert_type(error.attempts, int)
    except RequestFailed as error:
        assert_type(error.attempts, int)
    except ResponseValidationError as error:
        assert_type(error.pointer, str)
        assert_type(error.expected, str)
        assert_type(error.seen, str)
        below: AnswerError = error
        raise below from None
    except ConfigurationError as error:
        refused: InvalidArgument = error
        value: ValueError = refused
        raise value from None
    except DevinUsageError:
        raise
    return ContractWarning
