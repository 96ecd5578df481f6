"""Bars and sparklines of text: block characters, or ASCII where the output knows no others."""

from __future__ import annotations

from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
_LEVELS = "▁▂▃▄▅▆▇█"
_ASCII_FULL = "#"
_ASCII_LEVELS = "_.-:=+*#"


def bar(share: float, width: int, *, ascii_only: bool = False) -> str:
    """Draw a bar for a share from 0 to 1, at most so many columns wide; whatever is not 0 shows."""
    share = min(max(share, 0.0), 1.0)
    if share == 0:
        return ""
    if ascii_only:
        return _ASCII_FULL * max(1, round(share * width))
    whole, eighths = divmod(max(1, round(share * width * 8)), 8)
    return _FULL * whole + _EIGHTHS[eighths].strip()


def gauge(share: float, width: int, *, ascii_only: bool = False) -> str:
    """Draw a bar in its frame, so that what is left is seen too."""
    filled = bar(share, width, ascii_only=ascii_only)
    return f"[{filled.ljust(width, '.' if ascii_only else '·')}]"


def sparkline(values: Sequence[float | None], *, ascii_only: bool = False, largest: float | None = None) -> str:
    """Draw a column for each value, from 0 to the largest; a value that is not known leaves a gap."""
    levels = _ASCII_LEVELS if ascii_only else _LEVELS
    top = max((value for value in values if value is not None), default=0.0) if largest is None else largest
    return "".join(_level(value, top, levels) for value in values)


def _level(value: float | None, top: float, levels: str) -> str:
    if value is None:
        return " "
    if top <= 0 or value <= 0:
        return levels[0]
    return levels[min(len(levels) - 1, int(value / top * len(levels)))]
