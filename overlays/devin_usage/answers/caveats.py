"""What to know before figures go into an invoice, as sentences."""

from __future__ import annotations

from ..billing import Clock, Period, billing_day, now

PULL_REQUESTS = (
    "Pull-request figures are complete with the vendor's GitHub app only; an on-premise GitLab is read once a day."
)

BECAME = "v3 counts what became of the pull requests that were created in the period; v2 counts what happened in it."


def caveats(period: Period, clock: Clock) -> tuple[str, ...]:
    """Say what holds of any figures over a period."""
    found: list[str] = []
    if not period.aligned:
        found.append("The period does not start and end with billing days, so its total differs from the dashboard's.")
    present = now(clock)
    if period.end > present:
        open_since = max(period.first_day, billing_day(present))
        found.append(f"The period is not over: days from {open_since.isoformat()} on are open and will change.")
    return tuple(found)
