"""From checked JSON to values.

The bodies have passed the contract, so what is read here is there; what the contract cannot see is checked here.
"""

from .consumption import consumption, day_of
from .cycles import cycle_v2, cycle_v3, cycles
from .members import principal
from .metrics import usage
from .reading import Body, built, listed, page

__all__ = [
    "Body",
    "built",
    "consumption",
    "cycle_v2",
    "cycle_v3",
    "cycles",
    "day_of",
    "listed",
    "page",
    "principal",
    "usage",
]
