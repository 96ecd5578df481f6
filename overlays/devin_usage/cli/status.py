"""The last forecast of a cycle in a small file, so that a prompt can show it without asking anybody.

The file holds figures of a whole account or organization: no key, no name, no id. It is named by a hash and readable by
its owner only.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from math import ceil, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrs import asdict, fields, frozen

from devin_usage.credential import Credential, Version
from devin_usage.errors import ConfigurationError, NotWritten
from devin_usage.options import DEFAULT_BASE_URL, check_base_url

if TYPE_CHECKING:
    from devin_usage.account import Forecast

_FORM = 1
_DAY_S = 86_400
_LATEST_S = 253_402_214_400  # the year 9999


@frozen(kw_only=True)
class Snapshot:
    """A billing cycle as a forecast has told it. Instants are Unix seconds."""

    at: int
    """When the forecast was made."""
    start: int
    """When the cycle starts."""
    end: int
    """When it is over."""
    acus: float
    """What it had used."""
    projected_acus: float | None
    """What it will have used at its end, or None where that was not known."""
    budget_acus: float | None
    """What it may use, or None where no budget was known."""

    def days_left(self, now_s: float) -> int:
        """Count the billing days that are left, the open one among them."""
        return max(0, ceil((self.end - now_s) / _DAY_S))

    def is_over(self, now_s: float) -> bool:
        """Tell whether the cycle is over."""
        return now_s >= self.end

    @property
    def first_day(self) -> str:
        """The first billing day, as a date."""
        return _day(self.start)

    @property
    def last_day(self) -> str:
        """The last billing day, as a date."""
        return _day(self.end - 1)


def snapshot(forecast: Forecast) -> Snapshot:
    """Take what a prompt shows out of a forecast."""
    return Snapshot(
        at=int(forecast.at.timestamp()),
        start=int(forecast.cycle.period.start.timestamp()),
        end=int(forecast.cycle.period.end.timestamp()),
        acus=forecast.acus,
        projected_acus=forecast.projected_acus,
        budget_acus=None if forecast.budget is None else forecast.budget.acus,
    )


def place(base_url: str | None, organization: str | None = None, version: Version | None = None) -> Path:
    """Name the file for the key of the environment, an address, and the organization that was asked for.

    Raises:
        ConfigurationError: the key or the address is missing or refused.
    """
    key = os.environ.get("DEVIN_API_KEY")
    if key is None:
        raise ConfigurationError("there is no API key; set DEVIN_API_KEY to the key whose figures to show")
    address = check_base_url(base_url if base_url is not None else os.environ.get("DEVIN_BASE_URL", DEFAULT_BASE_URL))
    identity = json.dumps([address, Credential(key, version=version).digest(), organization])
    return _folder() / f"{blake2b(identity.encode(), digest_size=16).hexdigest()}.json"


def keep(
    forecast: Forecast, base_url: str | None, organization: str | None = None, version: Version | None = None
) -> Snapshot:
    """Keep the forecast of the current cycle, and give what was kept.

    Raises:
        NotWritten: the file cannot be written.
    """
    kept = snapshot(forecast)
    path = place(base_url, organization, version)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(f"the folder {path.parent} cannot be made: {error.strerror or error}") from error
    from devin_usage.export.whole import whole  # loaded when used

    with whole(path, private=True) as file:
        file.write(json.dumps({"form": _FORM, **asdict(kept)}).encode())
    return kept


def last(base_url: str | None, organization: str | None = None, version: Version | None = None) -> Snapshot | None:
    """Read what was kept, or None where there is nothing, or nothing that can be read.

    Raises:
        ConfigurationError: the key or the address is missing or refused.
    """
    path = place(base_url, organization, version)
    try:
        told: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return _snapshot(told)


def _snapshot(told: object) -> Snapshot | None:
    """Make a snapshot of what a file holds; a file of another form is as good as none."""
    if not isinstance(told, dict):
        return None
    values = dict(cast("dict[str, Any]", told))
    if values.pop("form", None) != _FORM or values.keys() != {each.name for each in fields(Snapshot)}:
        return None
    optional = {"projected_acus", "budget_acus"}
    if not all(_is_number(value) or (value is None and name in optional) for name, value in values.items()):
        return None
    if not all(0 < values[name] < _LATEST_S for name in ("at", "start", "end")):
        return None
    return Snapshot(**values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _day(at: int) -> str:
    # Billing days start at 08:00 UTC.
    return (datetime.fromtimestamp(at, UTC) - timedelta(hours=8)).date().isoformat()


def _folder() -> Path:
    """Name the folder for what can be made again, as the platform has it."""
    given = os.environ.get("XDG_CACHE_HOME")
    if given and os.path.isabs(given):
        return Path(given, "devin-usage")
    try:
        home = Path.home()
    except RuntimeError as error:
        raise ConfigurationError("there is no home folder for the status; set XDG_CACHE_HOME to a folder") from error
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "devin-usage")
    return (home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache") / "devin-usage"
