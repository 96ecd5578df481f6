"""What was counted: active users by UTC day, sessions by origin and size, and what became of pull requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..utc import UtcSpan
from ..values import ActiveUsers, PullRequestMetrics
from . import written
from .chart import Chart, data_table, legend, painted, patterns, swatch
from .markup import Markup, element, joined
from .stacked import Series, Stacked, stacked

_HEIGHT = 22


def active_users(identity: str, given: Sequence[ActiveUsers], span: UtcSpan) -> Chart:
    """Draw the active users of each UTC day. A sum over days would count people again, so there is none."""
    users = {each.start.date(): each.users for each in given}
    days = tuple(sorted(users))
    open_days = frozenset(each.start.date() for each in given if any("not over" in said for said in each.caveats))
    return stacked(
        Stacked(
            identity=identity,
            title="Active users by UTC day",
            description=f"How many users were active on each of the {span}. These are not billing days.",
            unit="users",
            day_name="UTC day",
            days=days,
            series=(Series("Active users", tuple(float(users[day]) for day in days), "a", None),),
            totals=tuple(float(users[day]) for day in days),
            total=None,
            open_days=open_days,
            whole=True,
        )
    )


def named_counts(caption: str, what: str, counts: Mapping[str, int], whole: int) -> Markup:
    """Write counts by name, the largest first, each with its part of the whole."""
    found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    rows = [(name.replace("_", " "), written.count(number), written.share(number, whole)) for name, number in found]
    return element("div", data_table(caption, (what, "Sessions", "Share"), rows), class_="chart")


def outcomes(identity: str, given: PullRequestMetrics) -> Markup:
    """Show what became of pull requests (v3), or what happened to them in the period (v2)."""
    if given.version == "v2":
        rows = [
            ("Opened in the period", written.count(given.opened)),
            ("Closed in the period", written.count(given.closed)),
            ("Merged in the period", written.count(given.merged)),
        ]
        table = data_table("Pull requests: what happened in the period", ("Pull requests", "Count"), rows)
        return element("div", table, class_="chart")
    created = (given.created, given.merged, given.closed, given.still_open)
    taken = (given.taken_over, given.taken_over_merged, given.taken_over_closed, given.taken_over_still_open)
    return joined(
        _bar(f"{identity}-created", "Pull requests created in the period, by what became of them", "Created", *created),
        _bar(f"{identity}-taken", "Pull requests of others that Devin pushed to", "Taken over", *taken)
        if given.taken_over is not None
        else element("p", "How many pull requests of others were taken over is not known.", class_="quiet"),
    )


def _bar(
    identity: str,
    title: str,
    what: str,
    whole: int | None,
    merged: int | None,
    closed: int | None,
    still_open: int | None,
) -> Markup:
    parts = (("Merged", merged, "a"), ("Closed without a merge", closed, "b"), ("Still open", still_open, "f"))
    shapes: list[Markup] = []
    start = 0.0
    for name, number, look in parts:
        if number and whole:
            width = min(100.0, number / whole * 100)
            shapes.append(
                element(
                    "rect",
                    element("title", f"{name}: {number:,}"),
                    x=f"{start:.4g}%",
                    width=f"{width:.4g}%",
                    height=_HEIGHT,
                    **painted(identity, look),
                )
            )
            start += width
    told = [f"{name} {written.count(number)} ({written.share(number, whole)})" for name, number, _ in parts]
    description = f"{what}: {written.count(whole)}. {', '.join(told)}."
    drawn = element(
        "svg",
        element("title", title, id=f"{identity}-title"),
        element("desc", description, id=f"{identity}-desc"),
        patterns(identity, ("b", "f")),
        shapes,
        class_="outcome",
        width="100%",
        height=_HEIGHT,
        role="img",
        aria_labelledby=f"{identity}-title",
        aria_describedby=f"{identity}-desc",
        focusable="false",
    )
    entries = [(swatch(identity, look), name, written.count(number)) for name, number, look in parts]
    rows = [(name, written.count(number), written.share(number, whole)) for name, number, _ in parts]
    table = data_table(title, ("Outcome", "Pull requests", "Share"), rows, (what, written.count(whole), ""))
    return Chart(f"{title}: {written.count(whole)}", description, joined(legend(entries), drawn), table, title).figure()
