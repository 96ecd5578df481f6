"""One page about an account, to be opened, printed or sent: no script, nothing fetched, everything inside."""

from __future__ import annotations

import os
from pathlib import Path
from sys import float_info
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..account.gathering import checked_cache
from ..account.price import Price
from ..account.work import Watch, checked_watch
from ..billing import Period
from ..errors import ConfigurationError, InvalidArgument
from ..export.whole import whole
from .findings import find
from .omissions import unread_members
from .page import Privacy, page

if TYPE_CHECKING:
    from ..account.cache import DayCache
    from ..client import DevinUsage


@frozen
class Report:
    """A report that was made."""

    period: Period
    html: str = field(repr=False)
    """The whole page."""
    failures: tuple[str, ...]
    """What could not be read and might have been, as sentences; the page names it too."""
    unavailable: tuple[str, ...]
    """What the version or the scope of the key cannot give, as sentences; the page names it too."""

    @property
    def complete(self) -> bool:
        """Whether everything was read that the key can give."""
        return not self.failures


def report(
    client: DevinUsage,
    *,
    period: Period | None = None,
    budget_acus: float | None = None,
    price: Price | None = None,
    cache: DayCache | None = None,
    pseudonymise: bool = False,
    secret: str | bytes | None = None,
    watch: Watch | None = None,
) -> Report:
    """Make the report of a billing cycle, or of another period.

    Each question is put on its own: one that fails is named on the page and in ``failures``, and is nowhere shown as 0.

    Args:
        client: Whom to ask.
        period: The billing days to report; by default the current billing cycle, which a key with organization scope
            cannot ask for.
        budget_acus: The ACUs that may be used; by default the API's limit for a cycle.
        price: What an ACU costs, for figures in money.
        cache: Keeps the closed days of users, organizations and service users on disk.
        pseudonymise: Whether to show pseudonyms in place of the ids, names and addresses of users.
        secret: What pseudonyms are made from: with the same secret, of at least 16 bytes, they are the same in every
            report and export. None is a random one of this process.
        watch: Told how far it has come, once for each kind of members.

    Raises:
        InvalidArgument: an argument is refused, or the period has not begun.
        UnsupportedByScope: the key cannot list cycles, and no period was given.
        Unauthorized: the key is refused.
        DevinUsageError: nothing at all could be read.
    """
    _check(client, period, budget_acus, price, cache, watch, pseudonymise=pseudonymise, secret=secret)
    found = find(
        client,
        period=period,
        budget_acus=budget_acus,
        price=price,
        cache=cache,
        named=not pseudonymise,
        watch=watch,
    )
    return Report(
        period=found.period,
        html=page(found, Privacy(pseudonymise, secret)),
        failures=(*(str(each) for each in found.unread if each.failed), *unread_members(found)),
        unavailable=tuple(str(each) for each in found.unread if not each.failed),
    )


def write_report(
    client: DevinUsage,
    path: str | os.PathLike[str],
    *,
    period: Period | None = None,
    budget_acus: float | None = None,
    price: Price | None = None,
    cache: DayCache | None = None,
    pseudonymise: bool = False,
    secret: str | bytes | None = None,
    watch: Watch | None = None,
) -> Report:
    """Make a report as `report` does, and write it to a file: whole, or not at all.

    Args:
        client: Whom to ask.
        path: The file; one that is there is replaced when the new one is whole.
        period: The billing days to report; by default the current billing cycle.
        budget_acus: The ACUs that may be used; by default the API's limit for a cycle.
        price: What an ACU costs, for figures in money.
        cache: Keeps the closed days of users, organizations and service users on disk.
        pseudonymise: Whether to show pseudonyms in place of the ids, names and addresses of users.
        secret: What pseudonyms are made from.
        watch: Told how far it has come, once for each kind of members.

    Raises:
        InvalidArgument: the path is that of a folder, or an argument is refused.
        ConfigurationError: there is no such folder, or the file cannot be written; what was there before still is.
        DevinUsageError: see `report`.
    """
    place = _place(path)
    made = report(
        client,
        period=period,
        budget_acus=budget_acus,
        price=price,
        cache=cache,
        pseudonymise=pseudonymise,
        secret=secret,
        watch=watch,
    )
    with whole(place) as file:
        file.write(made.html.encode())
    return made


def _check(
    client: DevinUsage,
    period: Period | None,
    budget_acus: float | None,
    price: Price | None,
    cache: DayCache | None,
    watch: Watch | None,
    *,
    pseudonymise: bool,
    secret: str | bytes | None,
) -> None:
    """Refuse what is wrong before anything is asked."""
    from ..client import DevinUsage as Client  # loaded when used
    from ..export import pseudonym

    if not isinstance(client, Client):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"a report is made with a DevinUsage client, not {type(client).__name__}")
    if period is not None and not isinstance(period, Period):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        form = "Period.parse('2025-12-05/2026-01-04')"
        raise InvalidArgument(f"a Period is needed, for example {form}, not {type(period).__name__}")
    if price is not None and not isinstance(price, Price):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"a Price is needed, for example Price.parse('2.25 USD'), not {type(price).__name__}")
    number = isinstance(budget_acus, int | float) and not isinstance(budget_acus, bool)
    if budget_acus is not None and not (number and 0 <= budget_acus <= float_info.max):
        raise InvalidArgument("budget_acus must be a number of ACUs that is not negative, such as 5000")
    if secret is not None and not pseudonymise:
        raise InvalidArgument("a secret makes pseudonyms; pass pseudonymise=True with it")
    pseudonym("", secret)  # refuses a secret that can be guessed
    checked_cache(cache)
    checked_watch(watch)


def _place(path: str | os.PathLike[str]) -> Path:
    place = Path(path)
    if place.is_dir():
        raise InvalidArgument(f"{place} is a folder; name the file to write")
    if not place.parent.is_dir():
        raise ConfigurationError(f"there is no folder {place.parent} for the report")
    return place
