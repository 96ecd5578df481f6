"""Breakdowns, forecasts and reconciliations with pseudonyms in place of what names a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve

from devin_usage.account import Breakdown, Comparison, Forecast, Reconciliation

from .hidden import Pseudonym, consumption, subject
from .hidden_in_errors import hushed


def _breakdown(found: Breakdown, named: Pseudonym) -> Breakdown:
    whole = consumption(found.whole, named)
    revisions = tuple(evolve(each, subject=subject(each.subject, named)) for each in found.revisions)
    if found.by != "user":
        return evolve(found, whole=whole, revisions=revisions)
    return evolve(
        found,
        whole=whole,
        revisions=revisions,
        acus={named(user): acus for user, acus in found.acus.items()},
        consumption={named(user): consumption(each, named) for user, each in found.consumption.items()},
        failures={named(user): error for user, error in found.failures.items()},
    )


def _forecast(found: Forecast, named: Pseudonym) -> Forecast:
    # It quotes an error, which may quote the server.
    return found if found.no_budget is None else evolve(found, no_budget=hushed(found.no_budget))


def _reconciliation(found: Reconciliation, named: Pseudonym) -> Reconciliation:
    users = {each.name for each in found.comparisons if each.group == "users"}
    # The longest first, since one id may be the beginning of another.
    ranked = sorted(users, key=len, reverse=True)

    def said(sentence: str) -> str:
        for user in ranked:
            sentence = sentence.replace(user, named(user))
        return sentence

    def of(each: Comparison) -> Comparison:
        return evolve(
            each,
            name=named(each.name) if each.group == "users" else each.name,
            explanations=tuple(
                evolve(
                    one, text=said(one.text), names=tuple(named(name) if name in users else name for name in one.names)
                )
                for one in each.explanations
            ),
            why_not=None if each.why_not is None else said(each.why_not),
            hints=tuple(map(said, each.hints)),
        )

    return evolve(found, comparisons=tuple(map(of, found.comparisons)), notes=tuple(map(said, found.notes)))


HIDERS: dict[type[Any], Callable[[Any, Pseudonym], Any]] = {
    Breakdown: _breakdown,
    Forecast: _forecast,
    Reconciliation: _reconciliation,
}
