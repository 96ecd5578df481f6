"""Comparing what is said of a schema without asking for anything: defaults, marks, known values, words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .changes import Change
from .effects import ADDS, WORDS, Effect
from .trees import Json, changed_keys, key, listed, sequence, shown

_WORDS = {
    "title": "title",
    "summary": "summary",
    "description": "description",
    "example": "example",
    "examples": "example",
    "externalDocs": "external-docs",
}


def compare(
    old: Mapping[str, Json], new: Mapping[str, Json], old_values: list[Json], new_values: list[Json]
) -> Iterator[Change]:
    """Compare the notes of two schemas, which list values as the only ones."""
    for keyword in changed_keys(old, new):
        before, now = old.get(keyword), new.get(keyword)
        match keyword:
            case "default":
                yield _default(keyword in old, before, keyword in new, now)
            case "deprecated":
                yield deprecated(now is True)
            case "readOnly" | "writeOnly":
                yield _one_way(keyword, now is True)
            case "x-known-values":
                yield from _known(before, now, old_values, new_values)
            case _:
                yield words(keyword, before, now)


def words(keyword: str, old: Json, new: Json) -> Change:
    """Tell that words for people, or an extension, differ."""
    rule = "extension" if keyword.startswith("x-") else _WORDS.get(keyword, "annotation")
    if rule == "extension":
        said = f"`{keyword}` of {{}} was {_maybe(old)} and is now {_maybe(new)}"
    else:
        action = "is new" if old is None else "is gone" if new is None else "has changed"
        said = f"the {keyword} of {{}} {action}"
    return Change(rule=f"{rule}-changed", effect=WORDS, said=said, old=old, new=new)


def deprecated(now: bool) -> Change:
    """Tell that something is deprecated, or no longer."""
    if now:
        return Change(
            rule="deprecated",
            effect=ADDS.meaning(sent="it still works, and may go", received="it still comes, and may go"),
            said="{} is now deprecated",
            old=False,
            new=True,
        )
    return Change(rule="undeprecated", effect=ADDS, said="{} is no longer deprecated", old=True, new=False)


def _default(had: bool, old: Json, has: bool, new: Json) -> Change:
    effect = Effect(
        "breaking",
        "additive",
        "a call that leaves it out means something else now",
        "what is assumed where it is missing",
    )
    if not had:
        rule, said = "default-added", f"{{}} now has the default {shown(new)}"
    elif not has:
        rule, said = "default-removed", f"{{}} no longer has the default {shown(old)}"
    else:
        rule, said = "default-changed", f"the default of {{}} was {shown(old)} and is now {shown(new)}"
    return Change(rule=rule, effect=effect, said=said, old=old if had else None, new=new if has else None)


def _one_way(keyword: str, now: bool) -> Change:
    reads = keyword == "readOnly"
    word = "read-only" if reads else "write-only"
    if now:
        breaks = "what is sent in it no longer counts" if reads else "answers no longer hold it"
        effect = Effect("breaking", "text", breaks) if reads else Effect("text", "breaking", "", breaks)
        return Change(rule=f"became-{word}", effect=effect, said=f"{{}} is now {word}", old=False, new=True)
    effect = Effect("additive", "text", "it can be sent") if reads else Effect("text", "additive", "", "it can be read")
    return Change(rule=f"became-not-{word}", effect=effect, said=f"{{}} is no longer {word}", old=True, new=False)


def _known(before: Json, now: Json, old_values: list[Json], new_values: list[Json]) -> Iterator[Change]:
    """Compare the values that are known though others may come; those of a list that was open or closed are known."""
    was, is_ = {*map(key, (*sequence(before), *old_values))}, {*map(key, (*sequence(now), *new_values))}
    come = [value for value in sequence(now) if key(value) not in was]
    gone = [value for value in sequence(before) if key(value) not in is_]
    if come:
        yield Change(
            rule="known-value-added",
            effect=ADDS,
            said=f"{{}} is now known to be {listed(come)} too",
            old=None,
            new=come,
        )
    if gone:
        yield Change(
            rule="known-value-removed",
            effect=Effect("breaking", "additive", "the API may not take it any more", "others may come all the same"),
            said=f"{{}} is no longer known to be {listed(gone)}",
            old=gone,
            new=None,
        )


def _maybe(value: Json) -> str:
    return "not there" if value is None else shown(value)
