"""What the figures do not hold: what is left out, what belongs to nobody, and what is not known."""

from __future__ import annotations

from ..account.broken_down import Breakdown, plural
from . import written
from .chart import data_table
from .findings import Findings
from .markup import Markup, element, joined
from .parts import facts
from .unread import Part, Unread, by_reason


def omissions(found: Findings) -> Markup:
    """Write the lists of what to know before the figures go into an invoice."""
    return joined(
        _titled("Left out", facts(_excluded(found)), "The API tells of nothing that is left out."),
        element("h3", "Unattributed"),
        element("div", _unattributed(found), class_="chart"),
        _titled("Unknown", facts(_unknown(found)), "Every question was answered.", "unknown"),
        _titled("To know before the figures go into an invoice", facts(_caveats(found)), "Nothing."),
    )


def _titled(title: str, listed: Markup | None, otherwise: str, identity: str | None = None) -> Markup:
    return joined(
        element("h3", title, id=identity), element("p", otherwise, class_="quiet") if listed is None else listed
    )


def _breakdowns(found: Findings) -> list[Breakdown]:
    parts: tuple[Part[Breakdown], ...] = (found.users, found.organizations, found.service_users)
    return [part for part in parts if not isinstance(part, Unread)]


def _excluded(found: Findings) -> list[str]:
    said = [] if isinstance(found.consumption, Unread) else [*found.consumption.excluded]
    for breakdown in _breakdowns(found):
        said += breakdown.excluded
    return list(dict.fromkeys(said))


def _unattributed(found: Findings) -> Markup:
    consumption = found.consumption
    known = None if isinstance(consumption, Unread) else consumption
    rows = [
        (
            "No product",
            written.acus(None if known is None else known.unattributed),
            written.share(None, None) if known is None else written.share(known.unattributed, known.total_acus),
        )
    ]
    parts: tuple[tuple[str, Part[Breakdown]], ...] = (("user", found.users), ("organization", found.organizations))
    for name, part in parts:
        left = None if isinstance(part, Unread) else part.unattributed
        whole = None if isinstance(part, Unread) else part.whole.total_acus
        rows.append((f"No {name} that is listed", written.acus(left), written.share(left, whole)))
    return data_table("ACUs that belong to none of those who are listed", ("What", "ACUs", "Share"), rows)


def _unknown(found: Findings) -> list[str]:
    said = [*by_reason(found.unread), *unread_members(found)]
    if found.price is None:
        said.append("No price was given, and the API knows none, so there are no costs.")
    return said


def unread_members(found: Findings) -> list[str]:
    """Say how many members of each kind could not be read."""
    return [
        f"{len(breakdown.failures):,} of {len(breakdown.failures) + len(breakdown.acus):,} {plural(breakdown.by)} "
        "could not be read; their ACUs are not known, and counted nowhere."
        for breakdown in _breakdowns(found)
        if breakdown.failures
    ]


def _caveats(found: Findings) -> list[str]:
    said: list[str] = []
    if found.so_far != found.period or found.at < found.period.end:
        said.append(
            "The questions were put one after another; what was used between them is in some of the figures and not in "
            "others."
        )
    parts = (found.consumption, found.forecast, found.users, found.organizations, found.service_users, found.usage)
    for part in (*parts, found.sessions, found.pull_requests, found.active_users):
        if not isinstance(part, Unread):
            said += part.caveats
    revisions = [revision for breakdown in _breakdowns(found) for revision in breakdown.revisions]
    if revisions:
        days = sorted({revision.day.isoformat() for revision in revisions})
        said.append(f"Closed days that the API gives otherwise than at an earlier run: {', '.join(days)}.")
    # The library marks names of its own, which a reader of the page does not know.
    return list(dict.fromkeys(each.replace("`", "") for each in said))
