"""Comparing two schemas: what differs right there, and which parts of them have to be compared in turn.

Nothing is followed here, since schemas may contain themselves; `walking` goes from pair to pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from . import members, notes, opaque, values
from .changes import Change, Edge
from .effects import ADDS, BOTH, BREAKS, NARROWS, WIDENS
from .forms import as_form, described, form, kinds
from .pairing import Pairs, Side, pair
from .shapes import Branch, Nodes, Shape
from .trees import Json, key, mapping, same, text


@frozen
class Difference:
    """What differs between two schemas themselves, and their parts."""

    changes: tuple[Change, ...]
    edges: tuple[Edge, ...]


def compare(old: Side, new: Side, before: Nodes, now: Nodes) -> Difference:
    """Compare two schemas without their parts."""
    found = [*_shapes(old, new, old.schemas.shape(before), new.schemas.shape(now))]
    return Difference(
        tuple(each for each in found if isinstance(each, Change)),
        tuple(each for each in found if isinstance(each, Edge)),
    )


def _shapes(old: Side, new: Side, before: Shape, now: Shape) -> Iterator[Change | Edge]:
    # With one branch on both sides, it is one thing whether words are said of it or of the whole.
    several = max(len(before.branches), len(now.branches)) > 1
    one, other = (before.notes, now.notes) if several else (before.all_notes, now.all_notes)
    yield from notes.compare(one, other, _listed(before.branches), _listed(now.branches))
    if before.is_open != now.is_open:
        yield _opened(before, now)
    elif before.is_empty != now.is_empty:
        yield _forbidden(now)
    else:
        if before.nullable != now.nullable and not now.is_open:
            yield _nullable(now)
        pairs = pair(old, new, before.branches, now.branches)
        yield from _forms(before, now, pairs)
        for mine, theirs in pairs.paired:
            found = _branches(old, new, mine, theirs)
            if several:
                said = notes.compare(mine.notes, theirs.notes, _listed((mine,)), _listed((theirs,)))
                yield from members.placed(said, (as_form(mine, theirs),))
                yield from members.placed(found, (as_form(mine, theirs),))
            else:
                yield from found


def _listed(branches: tuple[Branch, ...]) -> list[Json]:
    return [value for branch in branches for value in branch.enum or ()]


def _opened(old: Shape, new: Shape) -> Change:
    if new.is_open:
        said = f"{{}} was {described(old)} and can now be anything"
        return Change(rule="type-widened", effect=WIDENS, said=said, old=kinds(old), new=None)
    said = f"{{}} could be anything and is now {described(new)}"
    return Change(rule="type-narrowed", effect=NARROWS, said=said, old=None, new=kinds(new))


def _forbidden(new: Shape) -> Change:
    if new.is_empty:
        said = "no value is allowed for {} any more"
        return Change(rule="values-forbidden", effect=BREAKS, said=said, old=True, new=False)
    return Change(rule="values-allowed", effect=ADDS, said="values are now allowed for {}", old=False, new=True)


def _nullable(new: Shape) -> Change:
    if new.nullable:
        counted = any(branch.type in ("number", "integer") for branch in new.branches)
        effect = WIDENS.meaning(
            sent="None can be sent", received=f"code that {'adds it up' if counted else 'reads it'} must expect None"
        )
        return Change(rule="became-nullable", effect=effect, said="{} may now be null", old=False, new=True)
    effect = NARROWS.meaning(sent="a call that sends None is refused", received="code need not expect None any more")
    return Change(rule="became-not-nullable", effect=effect, said="{} may no longer be null", old=True, new=False)


def _forms(old: Shape, new: Shape, pairs: Pairs) -> Iterator[Change]:
    """Compare which forms there are, and how they are told apart."""
    # Where no value fits two forms, anyOf and oneOf say the same.
    if old.exclusive != new.exclusive and (old if old.exclusive else new).overlapping:
        rule, effect, said = (
            ("forms-became-exclusive", NARROWS, "a value of {} may no longer fit several of its forms at once")
            if new.exclusive
            else ("forms-became-inclusive", WIDENS, "a value of {} may now fit several of its forms at once")
        )
        yield Change(rule=rule, effect=effect, said=said, old=old.exclusive, new=new.exclusive)
    for branch in pairs.removed:
        said = f"{{}} can no longer be {form(branch)}"
        yield Change(rule="form-removed", effect=NARROWS, said=said, old=form(branch), new=None)
    for branch in pairs.added:
        effect = WIDENS.meaning(received="code that knows the other forms alone has to expect it")
        said = f"{{}} can now also be {form(branch)}"
        yield Change(rule="form-added", effect=effect, said=said, old=None, new=form(branch))
    renamed = {one.name: other.name for one, other in pairs.paired if one.name and other.name}
    before = sorted((_discriminator(each, renamed) for each in old.discriminators), key=key)
    now = sorted((_discriminator(each, {}) for each in new.discriminators), key=key)
    if not same(before, now):
        effect = BREAKS.meaning(
            sent="the API may take what is sent for another form", received="answers may be read as another form"
        )
        said = "how the forms of {} are told apart has changed"
        yield Change(rule="discriminator-changed", effect=effect, said=said, old=before, new=now)


def _discriminator(telling: Mapping[str, Json], renamed: Mapping[str, str]) -> Json:
    """Give how forms are told apart, with the names that their components have in the new document."""
    names = {value: text(name) or "" for value, name in mapping(telling.get("mapping")).items()}
    named: dict[str, Json] = {value: renamed.get(name, name) for value, name in names.items()}
    return {"propertyName": telling.get("propertyName"), "mapping": named}


def _branches(old: Side, new: Side, before: Branch, now: Branch) -> Iterator[Change | Edge]:
    if before.type != now.type:
        change = _typed(before, now)
        yield change
        if change.rule == "type-changed":
            return
    yield from values.compare(before, now)
    yield from opaque.compare(old, new, before, now, ())
    yield from members.compare(old, new, before, now)


def _typed(old: Branch, new: Branch) -> Change:
    rule, effect = "type-changed", BOTH
    if "any" in (old.type, new.type) or {old.type, new.type} == {"integer", "number"}:
        widened = new.type in ("any", "number") and old.type != "any"
        rule, effect = ("type-widened", WIDENS) if widened else ("type-narrowed", NARROWS)
    said = f"{{}} was {form(old)} and is now {form(new)}"
    return Change(rule=rule, effect=effect, said=said, old=old.type, new=new.type)
