"""Consumption as charges in the FinOps Open Cost and Usage Specification (FOCUS), version 1.2.

A row is what one organization has used of one product on one billing day; what belongs to no organization is a row
without a sub-account, and what is in no product a row of its own. So nothing is counted twice, the quantities sum to
the consumption of the whole, and the costs to that times the price.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from attrs import evolve, frozen

from ..account.gathering import Revision
from ..account.price import Price
from ..account.work import Watch
from ..billing import Period
from ..cycles import Cycle
from ..errors import InvalidArgument
from . import focus_files
from .focus_columns import By, FocusColumn
from .focus_files import FocusForm, Written, form_of
from .focus_reading import reading
from .focus_rows import BillingAccount, ExactPrice, Rows, records
from .pseudonyms import pseudonym

if TYPE_CHECKING:
    from ..account.cache import DayCache
    from ..async_client import AsyncDevinUsage
    from ..client import DevinUsage


@frozen(repr=False, eq=False)
class Focus:
    """Charges of a period, to be written or walked. Rows are made when they are wanted, and not kept."""

    period: Period
    price: Price
    by: By
    _rows: Rows

    @property
    def columns(self) -> tuple[FocusColumn, ...]:
        """The columns, those of FOCUS first."""
        return self._rows.columns

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """Closed days in the cache that have changed since a run told of them; of pseudonyms, where rows are."""
        return tuple(
            evolve(each, subject=self._rows.subject_named(each.subject)) for each in self._rows.reading.revisions
        )

    @property
    def excluded(self) -> tuple[str, ...]:
        """What the figures leave out, as sentences."""
        return self._rows.reading.excluded

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to know before the figures go into an invoice, as sentences."""
        return self._rows.reading.caveats

    def to_records(self) -> list[dict[str, Any]]:
        """Give each row as a dict by the names of the columns; money and ACUs are Decimals.

        Raises:
            InconsistentAnswer: on a day that is over, the members have used more than the whole.
        """
        return list(records(self._rows))

    def to_arrow(self) -> Any:
        """Give the rows as a `pyarrow.Table`; money and ACUs are decimals.

        Raises:
            ConfigurationError: pyarrow is not installed.
            InconsistentAnswer: see `to_records`.
        """
        from . import focus_arrow  # loaded when used

        made = focus_arrow.batches(self._rows, self._rows.days())
        return focus_arrow.arrow().Table.from_batches(made, focus_arrow.schema(self._rows))

    def pseudonymised(self, secret: str | bytes | None = None) -> Focus:
        """Put a pseudonym in place of the id of each user.

        Args:
            secret: With the same secret, pseudonyms are the same in every file; see `devin_usage.export.pseudonym`.

        Raises:
            InvalidArgument: the secret is refused.
        """
        named = partial(pseudonym, secret=secret)
        named("")  # refused here, and not where the file is written
        rows = self._rows
        return Focus(self.period, self.price, self.by, Rows(rows.reading, rows.price, rows.account, rows.by, named))

    def write(self, path: str | os.PathLike[str], form: FocusForm | None = None) -> Written:
        """Write the rows into a file, whole or not at all.

        Args:
            path: Where to; a file that is there is replaced.
            form: ``csv`` or ``parquet``; by default what the name ends with.

        Raises:
            InvalidArgument: it cannot be told what to write, or a cost has too many digits.
            ConfigurationError: the file cannot be written, or Parquet was asked for without pyarrow.
            InconsistentAnswer: see `to_records`.
        """
        target = Path(path)
        return focus_files.write(self._rows, target, form_of(target, form))

    def __repr__(self) -> str:
        """Name the period and whose charges they are."""
        return f"<Focus of {self.period} by {self.by} at {self.price}>"


def focus(
    client: DevinUsage,
    period: Period,
    *,
    price: Price,
    by: By = "organization",
    cycles: Iterable[Cycle] | None = None,
    billing_account: BillingAccount | None = None,
    concurrency: int = 8,
    watch: Watch | None = None,
    cache: DayCache | None = None,
) -> Focus:
    """Read the consumption of a period as charges in the form of FOCUS 1.2.

    Args:
        client: Who asks.
        period: What to read, such as a billing cycle. A day that is still open is marked in ``x_DayOpen``.
        price: What an ACU costs; the API knows no price, and without one there is no FOCUS.
        by: Whose charges the rows are. By ``"organization"``, organizations are the sub-accounts. By ``"user"`` there
            are no sub-accounts, since the API does not tell how much a user used in which organization: users and
            service users are in ``x_`` columns. The sum is the same.
        cycles: The billing cycles, for a key that cannot list them.
        billing_account: What is billed, by the id and name that your finance department knows; by default the id is
            made of the host of the deployment.
        concurrency: How many calls may run side by side, 1 to 64.
        watch: Told how far it has come, after each member; what it raises ends the work.
        cache: Keeps closed days on disk, so that no closed day is asked for twice.

    Raises:
        InvalidArgument: an argument is refused, there is no price, or the cycles do not cover the period.
        UnsupportedByScope: the key cannot list cycles, and none were given; or it cannot list users.
        IncompleteBreakdown: a member could not be read; a missing charge is never counted as 0.
        InconsistentAnswer: the members sum to more than the whole.
    """
    exact = _checked(price, by, billing_account)
    session = client._session  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
    options: dict[str, Any] = {"concurrency": concurrency, "watch": watch, "cache": cache}
    work = reading(session.context, period, by=by, cycles=cycles, **options)
    rows = Rows(session.work(work), exact, billing_account or _account(session.context.base_url), by)
    return Focus(period, price, by, rows)


async def focus_async(
    client: AsyncDevinUsage,
    period: Period,
    *,
    price: Price,
    by: By = "organization",
    cycles: Iterable[Cycle] | None = None,
    billing_account: BillingAccount | None = None,
    concurrency: int = 8,
    watch: Watch | None = None,
    cache: DayCache | None = None,
) -> Focus:
    """Do what `focus` does, with an async client."""
    exact = _checked(price, by, billing_account)
    session = client._session  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
    options: dict[str, Any] = {"concurrency": concurrency, "watch": watch, "cache": cache}
    work = reading(session.context, period, by=by, cycles=cycles, **options)
    rows = Rows(await session.work(work), exact, billing_account or _account(session.context.base_url), by)
    return Focus(period, price, by, rows)


def write_focus(
    client: DevinUsage,
    path: str | os.PathLike[str],
    period: Period,
    *,
    price: Price,
    form: FocusForm | None = None,
    pseudonymise: bool = False,
    secret: str | bytes | None = None,
    **options: Any,
) -> Written:
    """Read a period with `focus` and write it with `Focus.write`; what cannot be written is refused before it is read.

    Args:
        client: Who asks.
        path: Where to; a file that is there is replaced.
        period: What to read.
        price: What an ACU costs.
        form: ``csv`` or ``parquet``; by default what the name ends with.
        pseudonymise: Whether to put pseudonyms in place of the ids of users.
        secret: The secret of pseudonyms that are to be the same in every file.
        options: What else `focus` takes.

    Raises:
        DevinUsageError: see `focus` and `Focus.write`.
    """
    chosen = form_of(Path(path), form)
    if pseudonymise:
        pseudonym("", secret)  # refused before anything is asked
    charges = focus(client, period, price=price, **options)
    return (charges.pseudonymised(secret) if pseudonymise else charges).write(path, chosen)


def _checked(price: Price, by: By, account: BillingAccount | None) -> ExactPrice:
    exact = ExactPrice.of(price)
    if by not in get_args(By):
        raise InvalidArgument(f"by={by!r} is unknown; it is {' or '.join(map(repr, get_args(By)))}")
    if account is not None and not isinstance(account, BillingAccount):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(
            f"billing_account must be a BillingAccount, for example BillingAccount('ACME-1'), not {account!r}"
        )
    return exact


def _account(base_url: str) -> BillingAccount:
    return BillingAccount(f"{base_url.partition('://')[2].rstrip('/')}/enterprise")
