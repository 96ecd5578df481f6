"""What each question asks of the API, in which order, and how the answers become a value.

A plan is a generator: it yields a `Call`, is sent the checked body, and returns the value. A runner that sends the
calls can be sync or async; the plan, with every rule in it, is the same.
"""

from .consumption import cycles, daily
from .context import Context, Plan, who_am_i
from .metrics import usage

__all__ = ["Context", "Plan", "cycles", "daily", "usage", "who_am_i"]
