"""How a client behaves: where it sends to, how long it waits, how much it reads, how strictly it checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Literal

from attrs import Attribute, field, frozen

from .errors import ConfigurationError

DEFAULT_BASE_URL = "https://api.devin.ai"
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/[a-z0-9._~-]+)*/*",
    re.IGNORECASE | re.ASCII,
)
DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024

Check = Literal["raise", "warn"]
"""What happens when a body breaks the contract: it is refused, or a warning is given and what can be read is read."""


def number(low: float, high: float, *, whole: bool = False) -> Callable[[Any, Attribute[Any], Any], None]:
    """Make a validator for a number within bounds."""
    kinds = int if whole else (int, float)

    def validate(_: object, attribute: Attribute[Any], value: object) -> None:
        fits = isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high  # no NaN is
        if not fits:
            kind = "a whole number" if whole else "a number"
            raise ConfigurationError(f"{attribute.name} must be {kind} from {low:g} to {high:g}, not {value!r}")

    return validate


@frozen(kw_only=True)
class Timeout:
    """How long a call may take, in seconds.

    Raises:
        ConfigurationError: a number is out of its range.
    """

    connect_s: float = field(default=10.0, validator=number(0.001, 86_400))
    """For making a connection, TLS included."""
    read_s: float = field(default=30.0, validator=number(0.001, 86_400))
    """For the next part of an answer."""
    total_s: float = field(default=120.0, validator=number(0.001, 86_400))
    """For the whole call: every attempt, and every wait between them."""


@frozen(kw_only=True)
class Retries:
    """How often, and after how long, a failed attempt is tried again.

    Raises:
        ConfigurationError: a number is out of its range.
    """

    count: int = field(default=2, validator=number(0, 20, whole=True))
    """How many attempts may follow the first."""
    backoff_s: float = field(default=0.5, validator=number(0, 3_600))
    """The wait before the second attempt; it doubles from attempt to attempt, and jitter takes off up to half."""
    longest_backoff_s: float = field(default=8.0, validator=number(0, 3_600))
    """Where doubling stops."""
    longest_retry_after_s: float = field(default=60.0, validator=number(0, 86_400))
    """The longest wait that is granted to a ``Retry-After``. A server that asks for more is not asked again."""


def as_timeout(value: float | Timeout) -> Timeout:
    """Read the option ``timeout``: a number is the time for a whole call."""
    if isinstance(value, Timeout):
        return value
    total = Timeout(total_s=value)
    return Timeout(connect_s=min(total.connect_s, value), read_s=min(total.read_s, value), total_s=value)


def as_retries(value: int | Retries) -> Retries:
    """Read the option ``retries``: a number is how many attempts may follow the first."""
    return value if isinstance(value, Retries) else Retries(count=value)


def one_of(*allowed: str) -> Callable[[Any, Attribute[Any], Any], None]:
    """Make a validator for a choice."""

    def validate(_: object, attribute: Attribute[Any], value: object) -> None:
        if value not in allowed:
            raise ConfigurationError(f"{attribute.name}={value!r} is unknown; it is {' or '.join(map(repr, allowed))}")

    return validate


@frozen(kw_only=True)
class Options:
    """The bounds of every call.

    Raises:
        ConfigurationError: an option is refused.
    """

    timeout: Timeout = field(factory=Timeout, converter=as_timeout)
    retries: Retries = field(factory=Retries, converter=as_retries)
    max_body_bytes: int = field(default=DEFAULT_MAX_BODY_BYTES, validator=number(1, 2**40, whole=True))
    """The largest answer that is read, as sent and as decoded."""
    check: Check = field(default="raise", validator=one_of("raise", "warn"))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its name alone; no name is looked up."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_base_url(base_url: str, *, allow_http: bool = False) -> str:
    """Check the address of the API, and give it without a slash at its end.

    Raises:
        ConfigurationError: it is no http(s) address, holds user info, a query or a fragment, or would send the key
            unencrypted to another machine.
    """
    text = base_url.strip() if isinstance(base_url, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
    if re.match(r"https?://", text, re.IGNORECASE) and any(sign in text for sign in "@?#"):
        raise ConfigurationError("the base address holds user info, a query or a fragment; give scheme, host and port")
    if _ADDRESS.fullmatch(f"https://{text}"):
        raise ConfigurationError(
            "the base address has no scheme; write https:// before it, or http:// for this machine"
        )
    # Read by a strict form and not by a parser: where two parsers disagree about the host, the key goes astray.
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"] or 0) > 65_535 or any(set(part) == {"."} for part in text.split("/")):
        raise ConfigurationError(f"the base address is no https:// address; the service is at {DEFAULT_BASE_URL}")
    host = found["host"].strip("[]").lower()
    if found["scheme"].lower() == "http" and not allow_http and not is_loopback(host):
        raise ConfigurationError(
            f"the base address would send the key to {host} unencrypted; use https://, or pass allow_http=True"
        )
    return text.rstrip("/")
