"""Hold every action of an overlay document against a new vendor document, and say which have lost their ground.

The build stops at the first such action. When the vendor's documents change, all of them are wanted at once, each with
what is left of it: an action that added an operation which the vendor has come to publish still gives it its short id.
"""

import copy
import json
import re
from typing import TypeAlias

from attrs import evolve, field, frozen

from . import grammar, overlay, tree
from .errors import ChangedMeaning, PipelineError, StaleAction
from .grammar import Place
from .tree import Json, Location

_HEAD: dict[str, Json] = {"overlay": "1.0.0"}
_REST = "The vendor's document has come to hold the rest of what this action held."
_Left: TypeAlias = tuple[Location, dict[str, Json], dict[str, Json]]
"""A place, what is still to be written there, and what that replaces."""


@frozen
class Lost:
    """An action that has lost its ground."""

    number: int
    """Its place in the overlay document, from 1."""
    why: str
    """The sentence with which the build would stop."""
    rests: tuple[dict[str, Json], ...] = ()
    """The actions that take its place once it is pruned; none when nothing is left of it."""
    prunable: bool = True
    """False where a person has to look: its meaning has changed, or what is left cannot be said or does not hold."""


@frozen
class Survey:
    """What became of the actions of one overlay document."""

    document: dict[str, Json]
    """The resolved document, with each stale action replaced by what is left of it."""
    stale: tuple[Lost, ...]
    changed: tuple[Lost, ...]
    """Actions whose replaced text is another now; they are not in the document."""
    actions: tuple[Json, ...] = field(repr=False)
    """The actions that hold, pruned."""

    @property
    def needs_a_person(self) -> list[Lost]:
        """What no pruning mends."""
        return [*self.changed, *(each for each in self.stale if not each.prunable)]


def survey(vendor: dict[str, Json], document: Json, file: str) -> Survey:
    """Apply an overlay document as far as it goes.

    Raises:
        PipelineError: an action is wrong in itself, whatever the vendor's document holds.
    """
    actions = overlay.read(document, file)
    entries = document["actions"] if isinstance(document, dict) else None
    assert isinstance(entries, list)  # noqa: S101 - overlay.read has seen to it
    run = overlay.Application(vendor)
    stale: list[Lost] = []
    changed: list[Lost] = []
    kept: list[Json] = []
    for number, (action, entry) in enumerate(zip(actions, entries, strict=True), start=1):
        assert isinstance(entry, dict)  # noqa: S101 - as above
        try:
            _attempt(run, action)
            kept.append(entry)
            continue
        except ChangedMeaning as error:
            changed.append(Lost(number, str(error), prunable=False))
            continue
        except StaleAction as error:
            why = str(error)
        try:
            lost = _lost(run, action, entry, number, why)
        except ChangedMeaning as error:
            changed.append(Lost(number, str(error), prunable=False))
            continue
        stale.append(lost)
        kept.extend(lost.rests)
    return Survey(run.document_object(file), tuple(stale), tuple(changed), tuple(kept))


def _lost(run: overlay.Application, action: overlay.Action, entry: dict[str, Json], number: int, why: str) -> Lost:
    """Find what is left of a stale action, and apply it.

    Raises:
        ChangedMeaning: what is left would replace another text than the one that it was written for.
    """
    left = _left_by_place(run, action)
    if left is None:
        return Lost(number, f"{why}; elsewhere it still holds: narrow its target", prunable=False)
    expected = copy.deepcopy(run.document)
    for location, update, _ in left:
        _lay(tree.at(expected, location), update)
    held = False
    for rests in _ways(run.document, entry, left):
        document, writers = json.dumps(run.document), dict(run.writers)
        try:
            for rest in rests:
                (read,) = overlay.read({**_HEAD, "actions": [rest]}, action.name)
                run.apply(evolve(read, name=action.name))
            held = True
            if tree.same(run.document, expected):
                return Lost(number, why, tuple(rests))
        except ChangedMeaning:
            run.document, run.writers = json.loads(document), writers
            raise
        except PipelineError:
            pass  # another way may do
        run.document, run.writers = json.loads(document), writers
    wrong = "what is left of it cannot be said in its place" if held else "nor does what would be left of it hold"
    return Lost(number, f"{why}; {wrong}", prunable=False)


def _attempt(run: overlay.Application, action: overlay.Action) -> None:
    """Apply an action whole, or leave the run as it was."""
    document, writers = json.dumps(run.document), dict(run.writers)
    try:
        run.apply(action)
    except PipelineError:
        run.document, run.writers = json.loads(document), writers
        raise


def _left_by_place(run: overlay.Application, action: overlay.Action) -> list[_Left] | None:
    """Tell what is left of a stale action at each place of its target; None where that cannot be said."""
    locations = run.find(action.target, action)
    if action.adds or not isinstance(action.update, dict):
        # Of what is appended to several arrays, some may have it and some not.
        return [] if len(locations) <= 1 else None
    replaces = action.replaces if isinstance(action.replaces, dict) else {}
    found: list[_Left] = []
    for location in locations:
        target = tree.at(run.document, location)
        if not isinstance(target, dict):
            return None
        found.append((location, *_left(action.update, target, replaces, grammar.place(location))))
    return found


def _ways(document: Json, entry: dict[str, Json], left: list[_Left]) -> list[list[dict[str, Json]]]:
    """Offer the actions that may say what is left, best first: they still have to hold, and to say just that.

    One action where it is the same everywhere, else one for each kind of place; at last one for each place.
    """
    kinds: list[list[_Left]] = []
    for each in left:
        for kind in kinds:
            if tree.same([*each[1:]], [*kind[0][1:]]):
                kind.append(each)
                break
        else:
            kinds.append([each])
    said: list[dict[str, Json]] = []
    for kind in kinds:
        if len(kinds) == 1:
            rest = _action(document, entry, *kind[0])
            said += [] if rest is None else [rest]
        elif kind[0][1]:
            narrowed = _narrowed(entry, kind[0][1])
            said += _literal(document, entry, kind) if narrowed is None else [narrowed]
    return [said, _literal(document, entry, left)]


def _lay(target: Json, update: dict[str, Json]) -> None:
    assert isinstance(target, dict)  # noqa: S101 - something is left at objects only
    for key, value in update.items():
        current = target.get(key)
        if isinstance(current, dict) and isinstance(value, dict):
            _lay(current, value)
        else:
            target[key] = copy.deepcopy(value)


def _left(
    update: dict[str, Json], target: dict[str, Json], replaces: dict[str, Json], place: Place, *, first: bool = True
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Take out of an update what the document holds already, and what it would replace that is gone.

    Of an operation that the vendor has come to publish, our short id and our extensions are left: they are no words of
    the vendor's. A schema, a parameter or a response that both hold is the vendor's.
    """
    left: dict[str, Json] = {}
    old: dict[str, Json] = {}
    published = place == Place("operation") and not first
    for key, value in update.items():
        before = replaces.get(key)
        if key not in target:
            if key not in replaces and (not published or key.startswith("x-")):
                left[key] = value
            continue
        current = target[key]
        if isinstance(current, dict) and isinstance(value, dict) and (isinstance(before, dict) or key not in replaces):
            inner = place.below(key)
            if isinstance(before, dict) or (not published and _open(inner)):
                within, within_old = _left(
                    value, current, before if isinstance(before, dict) else {}, inner, first=isinstance(before, dict)
                )
                if within:
                    left[key] = within
                if within_old:
                    old[key] = within_old
        elif key in replaces and before is not None:
            left[key], old[key] = value, before
        elif published and key == "operationId" and isinstance(current, str):
            left[key], old[key] = value, current
    if published and "operationId" in left:
        left["x-published-operation-id"] = target["operationId"]
    return left, old


def _narrowed(entry: dict[str, Json], left: dict[str, Json]) -> dict[str, Json] | None:
    """Let an action write just what is left, to just the places where that is missing and the rest is there.

    None where its target cannot say so.
    """
    whole = entry["update"]
    if not isinstance(whole, dict) or any(not tree.same(value, whole.get(key)) for key, value in left.items()):
        return None
    target = str(entry["target"])
    conditions = [("!@" if key in left else "@", f"[{json.dumps(key)}]") for key in whole]
    # The filter is the last step, or the one step over all names can become a filter.
    if filtered := re.fullmatch(r"(.*)\[\?([^\[\]]*)\]", target):
        said = [f"({filtered[2]})", *(f"{sign}{key}" for sign, key in conditions)]
        narrowed = f"{filtered[1]}[?{' && '.join(said)}]"
    elif target.count("[*]") == 1:
        before, _, after = target.partition("[*]")
        narrowed = f"{before}[?{' && '.join(f'{sign}{after}{key}' for sign, key in conditions)}]{after}"
    else:
        return None
    return {**entry, "target": narrowed, "update": left}


def _literal(document: Json, entry: dict[str, Json], left: list[_Left]) -> list[dict[str, Json]]:
    """Write one action for each place; an item of an array has no name of its own, so nothing is said of it."""
    rests: list[dict[str, Json]] = []
    for location, update, old in left:
        if not any(isinstance(step, int) for step in location):
            there = {**entry, "target": "$" + "".join(map(_step, location))}
            rests += [rest] if (rest := _action(document, there, location, update, old)) is not None else []
    return rests


def _step(key: str | int) -> str:
    """Write one step of a path down a document."""
    name = str(key)
    if name.isidentifier():
        return f".{name}"
    quoted = json.dumps(name, ensure_ascii=False)
    return f"[{quoted}]" if {"'", '"'} & {*name} else f"['{quoted[1:-1]}']"


def _open(place: Place) -> bool:
    """Tell whether two of these are laid over each other, name by name; anything else is one thing, theirs or ours."""
    return place.many or place.kind in {"path", "operation", "components"}


def _action(
    document: Json, entry: dict[str, Json], location: Location, update: dict[str, Json], old: dict[str, Json]
) -> dict[str, Json] | None:
    if not update:
        return None
    target = str(entry["target"])
    # Down to the operation itself, as one would write it.
    while len(update) == 1 and grammar.place(location) in {Place("path", many=True), Place("path")}:
        ((key, inner),) = update.items()
        there = tree.at(document, location)
        if not isinstance(inner, dict) or not isinstance(there, dict) or key not in there:
            break
        target += _step(key)
        location, update = (*location, key), inner
        within = old.get(key)
        old = within if isinstance(within, dict) else {}
    rest: dict[str, Json] = {"target": target, "description": f"{str(entry['description']).strip()} {_REST}"}
    if old:
        rest["x-replaces"] = old
    return {**rest, "update": update}
