"""The cycle at a glance: what was used, where it is heading, and what that is of the budget."""

from __future__ import annotations

from ..account.forecast import Forecast
from . import written
from .burn import burn
from .findings import Findings, Unread
from .markup import Markup, joined
from .parts import Tile, notes, tiles, unread_note


def glance(found: Findings, whole: str) -> Markup:
    """Write the tiles and the burn of the cycle, or of the period."""
    forecast = found.forecast
    if isinstance(forecast, Unread):
        if isinstance(found.consumption, Unread):
            return unread_note(forecast, "The figures of the cycle")
        return joined(
            tiles([Tile("ACUs used", written.acus(found.consumption.total_acus))]),
            unread_note(forecast, "Forecast and budget"),
        )
    used_by_day = () if isinstance(found.consumption, Unread) else found.consumption.days
    chart = None
    if not isinstance(found.consumption, Unread):
        chart = burn("burn", forecast, used_by_day, whole=whole).figure()
    assumed = [each for each in (forecast.assumption, forecast.not_projected, forecast.no_budget) if each is not None]
    return joined(tiles(_tiles(forecast, whole)), chart, notes(assumed))


def _tiles(forecast: Forecast, whole: str) -> list[Tile]:
    budget = None if forecast.budget is None else forecast.budget.acus
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
    source = (
        "" if forecast.budget is None else {"given": ", as given", "limit": ", the API's limit"}[forecast.budget.source]
    )
    found += [
        Tile(
            "Budget",
            written.acus(budget),
            f"{written.cost(forecast.budget_cost)}{source}" if costly else f"ACUs{source}",
        ),
        Tile(
            "Of the budget used",
            written.share(forecast.acus, budget),
            f"{written.acus(forecast.remaining_acus)} ACUs left",
            alarming=forecast.remaining_acus is not None and forecast.remaining_acus < 0,
        ),
    ]
    if over is not None and not forecast.ended:
        word = "over" if over > 0 else "below"
        found.append(
            Tile("Projection and budget", f"{written.acus(abs(over))}", f"ACUs {word} the budget", alarming=over > 0)
        )
    if budget is not None:
        tense = (
            "Budget used up on" if not forecast.used_up_on or forecast.acus >= budget else "Budget would be used up on"
        )
        found.append(Tile(tense, written.day(forecast.used_up_on), _used_up(forecast, whole)))
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
    if forecast.daily_allowance_acus is not None:
        found.append(Tile("Within the budget", written.acus(forecast.daily_allowance_acus), "ACUs for each day left"))
    return found


def _used_up(forecast: Forecast, whole: str) -> str:
    if forecast.used_up_on is not None:
        return "billing day"
    return "not known" if forecast.projected_acus is None else f"not within the {whole}"
