"""Comparing what two branches ask of a single value: the listed values, bounds, lengths, patterns, formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .changes import Change
from .effects import BOTH, NARROWS, WIDENS, Effect
from .facets import LEAST, LOWER, UPPER, canonical
from .shapes import Branch
from .trees import Json, key, listed, number, same, shown, texts

_TYPED = frozenset({"date-time", "date", "uuid", "binary"})
"""Formats of texts for which the generated client has another Python type."""

_WORDS = {
    "minimum": "smallest number",
    "maximum": "largest number",
    "minLength": "shortest length",
    "maxLength": "greatest length",
    "minItems": "smallest number of items",
    "maxItems": "greatest number of items",
    "minProperties": "smallest number of properties",
    "maxProperties": "greatest number of properties",
}
_RULES = {
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-items",
    "maxItems": "max-items",
    "minProperties": "min-properties",
    "maxProperties": "max-properties",
}


def compare(old: Branch, new: Branch) -> Iterator[Change]:
    """Compare what two branches ask of a single value."""
    yield from _enum(old, new)
    before, now = old.facets, new.facets
    if {old.type, new.type} == {"integer", "number"}:
        # Above 0 and from 1 on is the same of whole numbers; that fractions are new is said of the type.
        before, now = canonical(before, "integer"), canonical(now, "integer")
    for keyword in _RULES:
        yield from _bound(keyword, before, now)
    yield from _multiple(old.facets.get("multipleOf"), new.facets.get("multipleOf"))
    yield from _pattern(old.facets.get("pattern"), new.facets.get("pattern"))
    yield from _format(old, new)
    if old.facets.get("uniqueItems") != new.facets.get("uniqueItems"):
        if "uniqueItems" in new.facets:
            yield Change(
                rule="unique-items-added",
                effect=NARROWS,
                said="{} may no longer hold an item twice",
                old=None,
                new=True,
            )
        else:
            yield Change(
                rule="unique-items-removed", effect=WIDENS, said="{} may now hold an item twice", old=True, new=None
            )


def _enum(old: Branch, new: Branch) -> Iterator[Change]:
    if old.enum is None and new.enum is None:
        return
    if old.enum is None:
        said = f"{{}} was any {_noun(new)} and is now one of {listed(new.enum or ())}"
        yield Change(rule="enum-added", effect=NARROWS, said=said, old=None, new=[*(new.enum or ())])
    elif new.enum is None:
        said = f"{{}} was one of {listed(old.enum)} and is now any {_noun(new)}"
        yield Change(rule="enum-removed", effect=WIDENS, said=said, old=[*old.enum], new=None)
    else:
        yield from _values(old.enum, new.enum)


def _noun(branch: Branch) -> str:
    return {"string": "text", "integer": "whole number"}.get(branch.type, branch.type)


def _values(old: tuple[Json, ...], new: tuple[Json, ...]) -> Iterator[Change]:
    before, now = {*map(key, old)}, {*map(key, new)}
    gone = [value for value in old if key(value) not in now]
    come = [value for value in new if key(value) not in before]
    if gone and come and len(old) == len(new) == 1:
        said = f"{{}} was always {shown(old[0])} and is now always {shown(new[0])}"
        yield Change(rule="const-changed", effect=BOTH, said=said, old=old[0], new=new[0])
        return
    if gone:
        effect = NARROWS.meaning(sent="a call that sends it is refused", received="it no longer comes in answers")
        said = f"{{}} can no longer be {_either(gone)}"
        yield Change(rule="enum-value-removed", effect=effect, said=said, old=gone, new=None)
    if come:
        effect = WIDENS.meaning(
            sent="it may be sent", received="code that knows the other values alone has to expect it"
        )
        said = f"{{}} can now be {_either(come)}"
        yield Change(rule="enum-value-added", effect=effect, said=said, old=None, new=come)


def _either(values: list[Json]) -> str:
    return listed(values) if len(values) == 1 else f"one of {listed(values)}"


def _bound(keyword: str, old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Change]:
    is_lower = keyword in (*LEAST, *LOWER)
    before, now = _read(keyword, old), _read(keyword, new)
    if before == now:
        return
    rule, words = _RULES[keyword], _WORDS[keyword]
    if before is None or now is None:
        action, effect = ("added", NARROWS) if before is None else ("removed", WIDENS)
    else:
        raised = now > before if is_lower else (now[0], -now[1]) > (before[0], -before[1])
        action, effect = "raised" if raised else "lowered", NARROWS if raised == is_lower else WIDENS
    if now is None:
        said = f"the {words} of {{}} was {_written(before)} and has no bound any more"
    elif before is None:
        said = f"the {words} of {{}} had no bound and is now {_written(now)}"
    else:
        said = f"the {words} of {{}} was {_written(before)} and is now {_written(now)}"
    yield Change(rule=f"{rule}-{action}", effect=effect, said=said, old=before and before[0], new=now and now[0])


def _read(keyword: str, found: Mapping[str, Json]) -> tuple[int | float, bool] | None:
    """Read a bound, and whether it is itself left out."""
    for name in {"minimum": LOWER, "maximum": UPPER}.get(keyword, (keyword,)):
        value = number(found.get(name))
        if value is not None:
            return value, name.startswith("exclusive")
    return None


def _written(bound: tuple[int | float, bool] | None) -> str:
    value, exclusive = bound or (0, False)
    return f"{shown(value)}, itself left out," if exclusive else shown(value)


def _multiple(old: Json, new: Json) -> Iterator[Change]:
    if same(old, new):
        return
    action, effect = _divided(old, new)
    said = f"{{}} had to be a multiple of {_all(old)} and now of {_all(new)}"
    if new is None:
        said = f"{{}} need no longer be a multiple of {_all(old)}"
    if old is None:
        said = f"{{}} now has to be a multiple of {_all(new)}"
    yield Change(rule=f"multiple-of-{action}", effect=effect, said=said, old=old, new=new)


def _divided(old: Json, new: Json) -> tuple[str, Effect]:
    if old is None or new is None:
        return ("added", NARROWS) if old is None else ("removed", WIDENS)
    before, now = [number(each) for each in _items(old)], [number(each) for each in _items(new)]
    if len(before) == len(now) == 1 and before[0] and now[0]:
        if now[0] % before[0] == 0:
            return "changed", NARROWS
        if before[0] % now[0] == 0:
            return "changed", WIDENS
    return "changed", BOTH


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _all(value: Json) -> str:
    return listed(_items(value)) if value else "anything"


def _pattern(old: Json, new: Json) -> Iterator[Change]:
    before, now = {*texts(old)}, {*texts(new)}
    if before == now:
        return
    if before < now:
        said = f"{{}} now has to match {_all([*sorted(now - before)])}"
        yield Change(rule="pattern-added", effect=NARROWS, said=said, old=old, new=new)
    elif now < before:
        said = f"{{}} need no longer match {_all([*sorted(before - now)])}"
        yield Change(rule="pattern-removed", effect=WIDENS, said=said, old=old, new=new)
    else:
        said = f"{{}} had to match {_all(old)} and now has to match {_all(new)}"
        yield Change(rule="pattern-changed", effect=BOTH, said=said, old=old, new=new)


def _format(old: Branch, new: Branch) -> Iterator[Change]:
    before, now = {*texts(old.facets.get("format"))}, {*texts(new.facets.get("format"))}
    if before == now:
        return
    action, effect = "changed", BOTH
    if before < now:
        action, effect = "added", NARROWS
    elif now < before:
        action, effect = "removed", WIDENS
    elif (before, now) == ({"int32"}, {"int64"}):
        effect = WIDENS
    elif (before, now) == ({"int64"}, {"int32"}):
        effect = NARROWS
    if old.type in ("string", "any") and _TYPED & (before ^ now):
        words = "the generated client has another Python type for it"
        effect = BOTH.meaning(sent=words, received=words)
    said = f"the format of {{}} was {_none(before)} and is now {_none(now)}"
    yield Change(
        rule=f"format-{action}",
        effect=effect,
        said=said,
        old=old.facets.get("format"),
        new=new.facets.get("format"),
    )


def _none(formats: set[str]) -> str:
    return listed([*sorted(formats)]) if formats else "not named"
