"""A difference with its place in an operation or in the document, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from .changes import Change
from .effects import Direction
from .findings import Finding


@frozen(kw_only=True)
class Located:
    """One difference, placed.

    Attributes:
        place: Where the value is, for a person.
        subject: What the value is called in a sentence.
        change: What differs.
        direction: Whether the value is sent or received.
    """

    place: str
    subject: str
    change: Change
    direction: Direction = "sent"


def located(changes: Iterable[Change], *, place: str, subject: str, direction: Direction = "sent") -> Iterator[Located]:
    """Place changes."""
    for change in changes:
        yield Located(place=place, subject=subject, change=change, direction=direction)


def findings(
    found: Iterable[Located], *, operation: str | None = None, operation_id: str | None = None
) -> Iterator[Finding]:
    """Tell what was found in an operation, or in the document; the same thing at the same place once."""
    told: set[tuple[str, str, str]] = set()
    for each in found:
        change = each.change
        kind = change.effect.sent if each.direction == "sent" else change.effect.received
        if kind is None:
            continue
        finding = Finding(
            rule=change.rule,
            kind=kind,
            operation=operation,
            operation_id=operation_id,
            place=_place(each),
            sentence=_sentence(each),
            old=change.old,
            new=change.new,
        )
        if (finding.rule, finding.place, finding.sentence) not in told:
            told.add((finding.rule, finding.place, finding.sentence))
            yield finding


def _place(found: Located) -> str:
    way = "".join(step.place for step in found.change.steps).removeprefix(".").lstrip()
    return f"{found.place}: {way}" if way else found.place


def _sentence(found: Located) -> str:
    subject = found.subject
    for step in found.change.steps:
        subject = step.name.replace("{}", subject, 1)
    effect = found.change.effect
    meaning = effect.said_of_sent if found.direction == "sent" else effect.said_of_received
    said = found.change.said.replace("{}", subject, 1) + (f": {meaning}" if meaning else "")
    return f"{said[:1].upper()}{said[1:]}."
