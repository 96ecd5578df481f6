"""Comparing what two branches ask of the properties of an object and of the items of an array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from .changes import Change, Edge, Step
from .effects import ADDS, BOTH, BREAKS, NARROWS, WIDENS, Direction, Effect
from .pairing import Side
from .shapes import Branch, Nodes


def compare(old: Side, new: Side, before: Branch, now: Branch) -> Iterator[Change | Edge]:
    """Compare the members of two branches."""
    yield from _Objects(old, new, before, now).compare()
    yield from _items(before, now)


@frozen
class _Objects:
    """The properties of two branches beside each other."""

    old_side: Side
    new_side: Side
    old: Branch
    new: Branch

    def compare(self) -> Iterator[Change | Edge]:
        """Compare all that is asked of properties."""
        gone = [name for name in self.old.properties if name not in self.new.properties]
        come = [name for name in self.new.properties if name not in self.old.properties]
        renamed = self._renamed(gone, come)
        origins = {now: before for before, now in renamed.items()}
        for name in self.old.properties:
            if name in self.new.properties:
                yield from self._kept(name)
            else:
                yield self._removed(name, renamed.get(name))
        for name in come:
            yield self._added(name, origins.get(name))
        yield from self._additional()
        yield from self._names()

    def _kept(self, name: str) -> Iterator[Change | Edge]:
        before, now = self.old.properties[name], self.new.properties[name]
        direction = _one_way(self.old_side, before)
        if direction != _one_way(self.new_side, now):
            direction = None
        was, is_ = name in self.old.required, name in self.new.required
        if was != is_:
            if is_:
                effect = NARROWS.meaning(sent="a call without it is refused", received="no code has to do without it")
                rule, said = "property-became-required", "{} must now be there"
            else:
                effect = WIDENS.meaning(sent="it may be left out", received="code that reads it must do without it")
                rule, said = "property-became-optional", "{} may now be missing"
            effect = effect.within(direction)
            yield Change(rule=rule, effect=effect, said=said, old=was, new=is_, steps=_way(name))
        yield Edge(steps=_way(name), old=before, new=now, direction=direction)

    def _renamed(self, gone: list[str], come: list[str]) -> dict[str, str]:
        """Find properties that probably live on under another name: alone with their schema on both sides."""
        before = {name: self.old_side.fingerprints.of(self.old.properties[name]) for name in gone}
        now = {name: self.new_side.fingerprints.of(self.new.properties[name]) for name in come}
        return unique_matches(before, now)

    def _removed(self, name: str, now: str | None) -> Change:
        hint = f"; it was probably renamed to `{now}`, which has the same schema" if now else ""
        effect = BREAKS.meaning(
            sent=f"what is sent in it no longer counts{hint}", received=f"code that reads it finds nothing{hint}"
        )
        return Change(
            rule="property-removed",
            effect=effect.within(_one_way(self.old_side, self.old.properties[name])),
            said="{} is gone",
            old=name,
            new=now,
            steps=_way(name),
        )

    def _added(self, name: str, before: str | None) -> Change:
        hint = f"; it is probably `{before}` under another name" if before else ""
        effect = ADDS.meaning(sent=f"it can be left out{hint}", received=f"it can be read{hint}")
        said = "{} is new"
        if name in self.new.required:
            effect = Effect("breaking", "additive", f"a call without it is refused{hint}", f"it can be read{hint}")
            said = "{} is new and required"
        return Change(
            rule="property-added",
            effect=effect.within(_one_way(self.new_side, self.new.properties[name])),
            said=said,
            old=before,
            new=name,
            steps=_way(name),
        )

    def _additional(self) -> Iterator[Change | Edge]:
        before, now = self.old.additional, self.new.additional
        was_closed = self.old_side.schemas.shape(before).is_empty
        is_closed = self.new_side.schemas.shape(now).is_empty
        if was_closed and is_closed:
            return
        if not was_closed and not is_closed:
            name = "each further value of {}" if self.new.properties else "each value of {}"
            yield Edge(steps=(Step(".*", name),), old=before, new=now)
        elif is_closed:
            # Without a schema, further properties were never promised; with one, they are what the object is for.
            yield Change(
                rule="additional-properties-forbidden",
                effect=Effect(
                    "breaking",
                    "breaking" if before else "additive",
                    "a call that sends one is refused",
                    "answers no longer hold any",
                ),
                said="{} may no longer have properties beside those that are named",
                old=True,
                new=False,
            )
        else:
            yield Change(
                rule="additional-properties-allowed",
                effect=ADDS.meaning(sent="they can be sent", received="answers can hold them"),
                said="{} can now have properties beside those that are named",
                old=False,
                new=True,
            )

    def _names(self) -> Iterator[Change | Edge]:
        before, now = self.old.names, self.new.names
        if before and now:
            yield Edge(steps=(Step(" (keys)", "each key of {}"),), old=before, new=now)
        elif now:
            said = "the keys of {} now have to be of a form"
            yield Change(rule="property-names-added", effect=NARROWS, said=said, old=None, new=True)
        elif before:
            said = "the keys of {} no longer have to be of a form"
            yield Change(rule="property-names-removed", effect=WIDENS, said=said, old=True, new=None)


def unique_matches(before: dict[str, int], now: dict[str, int]) -> dict[str, str]:
    """Give the names that have become others: what they stand for is there once on both sides."""
    mine, theirs = [*before.values()], [*now.values()]
    return {
        name: other
        for name, print_ in before.items()
        for other, same in now.items()
        if same == print_ and mine.count(print_) == theirs.count(print_) == 1
    }


def _one_way(side: Side, nodes: Nodes) -> Direction | None:
    """Give the only direction in which a property counts: what is only read is never sent."""
    notes = side.schemas.shape(nodes).all_notes
    if notes.get("readOnly") is True:
        return "received"
    return "sent" if notes.get("writeOnly") is True else None


def _way(name: str) -> tuple[Step, ...]:
    return (Step(f".{name}", f"`{name}`"),)


def _items(old: Branch, new: Branch) -> Iterator[Change | Edge]:
    if len(old.prefix) != len(new.prefix):
        yield Change(
            rule="prefix-items-changed",
            effect=BOTH,
            said=f"{{}} had a schema for each of its first {len(old.prefix)} items, and now of {len(new.prefix)}",
            old=len(old.prefix),
            new=len(new.prefix),
        )
    for place, (before, now) in enumerate(zip(old.prefix, new.prefix, strict=False)):
        yield Edge(steps=(Step(f"[{place}]", f"item {place} of {{}}"),), old=before, new=now)
    yield Edge(steps=(Step("[]", "each item of {}"),), old=old.items, new=new.items)


def placed(found: Iterable[Change | Edge], steps: tuple[Step, ...]) -> Iterator[Change | Edge]:
    """Put what was found further down."""
    for each in found:
        yield evolve(each, steps=(*steps, *each.steps))
