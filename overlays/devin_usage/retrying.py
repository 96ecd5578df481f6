"""When a failed attempt is tried again, and how long to wait before.

Pure functions over what happened; nothing here sends or sleeps. Every operation is a GET, which may be repeated without
harm, so connection errors, resets, bodies that were cut off, 408, 429 and 5xx are tried again. Other refusals would be
refused again, and a body that cannot be decoded or breaks the contract will not get better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .options import Retries

Chance = Callable[[], float]
"""Draws a number from 0 up to 1."""


def backoff(retries: Retries, attempt: int, chance: Chance) -> float:
    """Give the seconds to wait after the failed attempt of that number (from 1): between half and all of its step."""
    step = min(retries.backoff_s * 2.0 ** (attempt - 1), retries.longest_backoff_s)
    return step * (1.0 - 0.5 * chance())


def wait(
    retries: Retries, attempt: int, retry_after_s: float | None, remaining_s: float, chance: Chance
) -> float | None:
    """Decide what follows a failed attempt that may be repeated.

    Args:
        retries: The policy.
        attempt: The number of the attempt that failed, from 1.
        retry_after_s: What the server asked to wait, or None.
        remaining_s: What is left of the time for the whole call.
        chance: Draws the jitter.

    Returns:
        The seconds to wait before the next attempt, or None when there is to be none: the attempts are used up, the
        server asks for more patience than it is granted, or the time would run out while waiting.
    """
    if attempt > retries.count:
        return None
    if retry_after_s is not None and retry_after_s > retries.longest_retry_after_s:
        return None
    # To ask earlier than the server wants only brings the next refusal.
    seconds = max(backoff(retries, attempt, chance), retry_after_s or 0.0)
    return seconds if seconds < remaining_s else None


def may_be_repeated(status: int) -> bool:
    """Tell whether another attempt may bring another answer than this status."""
    return status in {408, 429} or 500 <= status <= 599


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read ``Retry-After`` as seconds from now; it holds seconds or an HTTP date. What is neither counts as absent."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
