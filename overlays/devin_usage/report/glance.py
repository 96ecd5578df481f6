"""The cycle at a glance: what was used, where it is heading, and what that is of the budget."""

from __future__ import annotations

from ..account.forecast import Forecast
from . import written
from .burn import burn
from .findings import Findings
from .markup import Markup, joined
from .parts import Tile, notes, tiles, unread_note
from .unread import Unread


def glance(found: Findings, whole: str) -> Markup:
    """Write the tiles and the burn of the cycle, or of the period."""
    forecast = found.forecast
    if isinstance(forecast, Unread):
        if isinstance(found.consumption, Unread):
            return unread_note(forecast, f"The figures of the {whole}")
        return joined(
            tiles([Tile("ACUs used", written.acus(found.consumption.total_acus))]),
            unread_note(forecast, "Forecast and budget"),
        )
    chart = None
    if not isinstance(found.consumption, Unread):
        chart = burn("b", forecast, found.consumption.days, whole=whole).figure()
    no_budget = None if forecast.no_budget is None else f"No budget is known. {forecast.no_budget}"
    assumed = [each for each in (forecast.assumption, forecast.not_projected, no_budget) if each is not None]
    return joined(tiles(_tiles(forecast, whole)), chart, notes(assumed))


def _tiles(forecast: Forecast, whole: str) -> list[Tile]:
    costly = forecast.price is not None
    over = forecast.projected_over_acus
    found = [
        Tile(
            "Used so far" if not forecast.ended else "Used",
            written.acus(forecast.acus),
            written.cost(forecast.cost) if costly else "ACUs",
        )
    ]
    if not forecast.ended:
        found.append(
            Tile(
                "Projected for its end",
                written.acus(forecast.projected_acus),
                written.cost(forecast.projected_cost) if costly else "ACUs",
                alarming=over is not None and over > 0,
            )
        )
    found += _of_budget(forecast, whole)
    found.append(
        Tile(
            "Days closed",
            f"{forecast.closed_days:,}",
            f"{forecast.remaining_days:,} left, the open one among them"
            if not forecast.ended
            else f"the {whole} is over",
        )
    )
    found.append(Tile("Mean of closed days", written.acus(forecast.mean_acus), "ACUs a day"))
    if forecast.daily_allowance_acus is not None and not _exceeded(forecast):
        found.append(Tile("Within the budget", written.acus(forecast.daily_allowance_acus), "ACUs for each day left"))
    return found


def _exceeded(forecast: Forecast) -> bool:
    return forecast.remaining_acus is not None and forecast.remaining_acus < 0


def _of_budget(forecast: Forecast, whole: str) -> list[Tile]:
    budget, over, left = forecast.budget, forecast.projected_over_acus, forecast.remaining_acus
    if budget is None:
        return [Tile("Budget", written.UNKNOWN, "not known")]
    source = {"given": "as given", "limit": "the API's limit"}[budget.source]
    money = "ACUs" if forecast.price is None else written.cost(forecast.budget_cost)
    found = [Tile("Budget", written.acus(budget.acus), f"{money}, {source}")]
    if left is not None and _exceeded(forecast):
        of_budget = f"ACUs, {written.share(forecast.acus, budget.acus)} of it used" if budget.acus else "ACUs"
        found.append(Tile("Budget exceeded by", written.acus(-left), of_budget, alarming=True))
    else:
        found.append(
            Tile("Of the budget used", written.share(forecast.acus, budget.acus), f"{written.acus(left)} ACUs left")
        )
    if over is not None and not forecast.ended:
        word = "over" if over > 0 else "below"
        found.append(
            Tile("Projection and budget", written.acus(abs(over)), f"ACUs {word} the budget", alarming=over > 0)
        )
    gone = forecast.acus >= budget.acus or forecast.ended or forecast.used_up_on is None
    used_up = "Budget used up on" if gone else "Budget would be used up on"
    found.append(Tile(used_up, written.day(forecast.used_up_on), _used_up(forecast, whole)))
    return found


def _used_up(forecast: Forecast, whole: str) -> str:
    if forecast.used_up_on is not None:
        return "billing day"
    return "not known" if forecast.projected_acus is None else f"not within the {whole}"
