"""What has been used up to each day of a cycle, where that is heading, and the budget."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from ..account.forecast import Forecast
from ..values import DailyConsumption
from . import written
from .axis import Amounts, labelled
from .chart import ABOVE, HEIGHT, Chart, data_table, legend, plot
from .markup import Markup, element, joined

_WIDE = 1000


def burn(identity: str, forecast: Forecast, days: Sequence[DailyConsumption], *, whole: str) -> Chart:
    """Draw the cumulative ACUs of a cycle.

    Args:
        identity: Names the chart on its page.
        forecast: The cycle.
        days: What it has used by billing day.
        whole: What the cycle is called: ``cycle`` or ``period``.
    """
    period = forecast.cycle.period
    length = (period.end - period.start).total_seconds()
    listed = {each.day: each.acus for each in days}
    points: list[tuple[float, float]] = [(0.0, 0.0)]
    rows: list[tuple[str, ...]] = []
    used: list[float] = []
    budget = None if forecast.budget is None else forecast.budget.acus
    for piece in period.by_day():
        day, end = piece.first_day, piece.end
        if forecast.open_day is not None and day > forecast.open_day:
            break
        used.append(listed.get(day, 0.0))
        so_far = fsum(used)
        here = min(end, forecast.at) if day == forecast.open_day else end
        points.append(((here - period.start).total_seconds() / length, so_far))
        still = " (not over)" if day == forecast.open_day else ""
        rows.append(
            (
                f"{day.isoformat()}{still}",
                written.acus(listed.get(day)),
                written.acus(so_far),
                written.share(so_far, budget),
            )
        )
    highest = max(points[-1][1], forecast.projected_acus or 0.0, budget or 0.0)
    amounts = Amounts.up_to(highest)
    title = f"ACUs used up to each day of the {whole}"
    drawn = plot(
        identity,
        title=title,
        description=_said(forecast, whole),
        amounts=amounts,
        unit="ACUs",
        inside=joined(_lines(points, forecast, amounts), _labels(forecast)),
        defined=None,
    )
    entries = [(_sample("used"), "Used so far" if not forecast.ended else "Used", written.acus(forecast.acus))]
    if not forecast.ended and forecast.projected_acus is not None:
        entries.append(
            (_sample("going-on"), f"If the {whole} goes on like this", written.acus(forecast.projected_acus))
        )
        rows.append(
            (
                f"End of the {whole}, projected",
                "",
                written.acus(forecast.projected_acus),
                written.share(forecast.projected_acus, budget),
            )
        )
    if budget is not None:
        entries.append((_sample("budget"), "Budget", written.acus(budget)))
    heads = ("Billing day", "ACUs of the day", "Used up to its end", "Of the budget")
    return Chart(title, _said(forecast, whole), joined(legend(entries), drawn), data_table(title, heads, rows), title)


def _said(forecast: Forecast, whole: str) -> str:
    said = f"{written.acus(forecast.acus)} ACUs used"
    if not forecast.ended and forecast.projected_acus is not None:
        said += f"; {written.acus(forecast.projected_acus)} at the end of the {whole} if it goes on like this"
    if forecast.budget is not None:
        said += f"; the budget is {written.acus(forecast.budget.acus)}"
    return f"{said}."


def _lines(points: Sequence[tuple[float, float]], forecast: Forecast, amounts: Amounts) -> Markup:
    def at(share: float, acus: float) -> str:
        return f"{share * _WIDE:.4g} {HEIGHT - amounts.height(acus, HEIGHT):.4g}"

    line = "L".join(at(*point) for point in points)
    shapes = [
        element("path", d=f"M{line}L{points[-1][0] * _WIDE:.4g} {HEIGHT}Z", class_="under"),
        element("path", d=f"M{line}", class_="used"),
    ]
    if not forecast.ended and forecast.projected_acus is not None:
        shapes.append(element("path", d=f"M{at(*points[-1])}L{at(1, forecast.projected_acus)}", class_="going-on"))
    area = element(
        "svg", shapes, y=ABOVE, width="100%", height=HEIGHT, viewBox=f"0 0 {_WIDE} {HEIGHT}", preserveAspectRatio="none"
    )
    if forecast.budget is None:
        return area
    height = f"{ABOVE + HEIGHT - amounts.height(forecast.budget.acus, HEIGHT):.4g}"
    return joined(area, element("line", x1="0", x2="100%", y1=height, y2=height, class_="budget"))


def _labels(forecast: Forecast) -> list[Markup]:
    days = forecast.cycle.period.billing_days()
    return [
        element(
            "text",
            text,
            x=f"{100 * place / len(days):.4g}%",
            y=ABOVE + HEIGHT + 16,
            text_anchor="middle",
        )
        for place, text in labelled(days)
    ]


def _sample(look: str) -> Markup:
    return element(
        "svg",
        element("line", x1=0, x2=26, y1=6, y2=6, class_=look),
        width=26,
        height=12,
        aria_hidden="true",
        focusable="false",
    )
