"""Apply an OpenAPI Overlay 1.0 document, strictly.

The standard lets an action that matches nothing pass, and one that adds what is already there add it twice. Here every
action says what it does, and an action that has lost its ground is an error that names it:

- what an action adds must be missing, what it replaces must be listed with its old value in ``x-replaces`` (the value,
  or ``sha256:`` and the hash of it);
- an item appended to an array comes with ``x-adds``: JSONPath queries that match nothing before and something after;
- an action that matches nothing is dead, and no place is written by two actions.
"""

import copy
import re
from collections.abc import Mapping

import jsonpath_rfc9535
from attrs import frozen

from .errors import ChangedMeaning, PipelineError, StaleAction
from .selection import referred
from .tree import Json, Location, at, digest, leaves, pointer, same

_FIELDS = {"target", "description", "update", "remove", "x-replaces", "x-adds"}
_ABSENT = object()
_COMPONENT = re.compile(r"\$\.components\.(\w+)(?:\.(\w+)|\[['\"]([^'\"]+)['\"]\])")


@frozen
class Action:
    """One action of an overlay document."""

    name: str
    """How an error names it: the file, its number (from 1) and its target."""
    target: str
    update: Json
    remove: bool
    replaces: Json
    adds: tuple[str, ...]


def read(overlay: Json, file: str) -> list[Action]:
    """Check the form of an overlay document and list its actions.

    Raises:
        PipelineError: the document is no Overlay 1.0 document, or an action has no reason or unknown fields.
    """
    if not isinstance(overlay, dict) or not str(overlay.get("overlay")).startswith("1.0."):
        raise PipelineError(f"{file} is not an OpenAPI Overlay 1.0 document")
    raw = overlay.get("actions")
    if not isinstance(raw, list) or not raw:
        raise PipelineError(f"{file} holds no actions")
    actions: list[Action] = []
    for number, entry in enumerate(raw, start=1):
        target = entry.get("target") if isinstance(entry, dict) else None
        name = f"{file}, action {number} ({target})"
        if not isinstance(entry, dict) or not isinstance(target, str):
            raise PipelineError(f"{file}, action {number} has no target")
        unknown = sorted(set(entry) - _FIELDS)
        if unknown:
            raise PipelineError(f"{name} has unknown fields: {', '.join(unknown)}")
        reason = entry.get("description")
        if not isinstance(reason, str) or not reason.strip():
            raise PipelineError(f"{name} gives no reason (description)")
        remove = entry.get("remove", False)
        if not isinstance(remove, bool) or remove == ("update" in entry):
            raise PipelineError(f"{name} must hold either an update or remove: true")
        if entry.get("update") == {}:
            raise PipelineError(f"{name} writes nothing: its update is empty")
        if remove and "x-replaces" not in entry:
            raise PipelineError(f"{name} does not say what it removes (x-replaces)")
        adds = entry.get("x-adds", [])
        queries = tuple(query for query in adds if isinstance(query, str)) if isinstance(adds, list) else ()
        if not isinstance(adds, list) or len(queries) != len(adds):
            raise PipelineError(f"{name}: x-adds is not a list of JSONPath queries")
        actions.append(
            Action(
                name=name,
                target=target,
                update=entry.get("update"),
                remove=remove,
                replaces=entry.get("x-replaces", {}),
                adds=queries,
            )
        )
    return actions


def _is_old_value(value: Json, expected: Json) -> bool:
    if isinstance(expected, str) and expected.startswith("sha256:"):
        return digest(value) == expected
    return same(value, expected)


class Application:
    """One run over a copy of a document, with the memory of who wrote what."""

    def __init__(self, document: Json) -> None:
        self.document = copy.deepcopy(document)
        self.writers: dict[Location, Action] = {}

    def find(self, query: str, action: Action) -> list[Location]:
        """Find every place that a query of an action matches."""
        try:
            return list(dict.fromkeys(tuple(node.location) for node in jsonpath_rfc9535.find(query, self.document)))
        except jsonpath_rfc9535.JSONPathError as error:
            raise PipelineError(f"{action.name}: {query} is not an RFC 9535 query: {error}") from error

    def _writer(self, location: Location) -> Action | None:
        """Find the action that wrote this place, or the subtree that holds it."""
        for length in range(len(location), 0, -1):
            if location[:length] in self.writers:
                return self.writers[location[:length]]
        return None

    def _note_new(self, location: Location, action: Action) -> None:
        """Remember an addition; what another action has added may be added to, but not removed and added again."""
        if location in self.writers:
            raise PipelineError(self._twice(action, location, self.writers[location]))
        self.writers[location] = action

    def _note_change(self, location: Location, action: Action) -> None:
        """Remember a replacement or a removal: nothing in it, and nothing that it is in, may be an action's work."""
        within = (self.writers[other] for other in self.writers if other[: len(location)] == location)
        writer = self._writer(location) or next(within, None)
        if writer is not None:
            raise PipelineError(self._twice(action, location, writer))
        self.writers[location] = action

    def _twice(self, action: Action, location: Location, writer: Action) -> str:
        return f"{action.name} writes {pointer(location)}, which {writer.name} writes too; make them one action"

    def apply(self, action: Action) -> None:
        """Apply one action. What it has written before it fails stays written.

        Raises:
            StaleAction, ChangedMeaning: it has lost its ground.
            PipelineError: it is wrong in itself, or takes from another.
        """
        found = self.find(action.target, action)
        if not found:
            raise StaleAction(
                f"{action.name} matches nothing: it is stale, since what it mends is gone, or its target is wrong; "
                "delete or correct it"
            )
        for query in action.adds:
            present = self.find(query, action)
            if present:
                raise self._already_there(action, present[0])
        for location in found:
            try:
                if action.remove:
                    self._remove(action, location)
                else:
                    self._update(action, location)
            except LookupError as error:
                raise PipelineError(f"{action.name} itself takes away {pointer(location)}, which it matches") from error
        for query in action.adds:
            if not self.find(query, action):
                raise PipelineError(f"{action.name}: what x-adds names is not there afterwards: {query}")

    def document_object(self, file: str) -> dict[str, Json]:
        """Give the document as it is now; ``file`` names the overlay document in the error."""
        if not isinstance(self.document, dict):
            raise PipelineError(f"{file} was applied to something that is no OpenAPI document")
        return self.document

    def _already_there(self, action: Action, location: Location) -> PipelineError:
        writer = self._writer(location)
        if writer is not None:
            return PipelineError(
                f"{action.name} adds {pointer(location)} a second time, after {writer.name}; make them one action"
            )
        return StaleAction(
            f"{action.name} is stale: it adds {pointer(location)}, which the vendor's document already holds; "
            "delete it, or list the old value in x-replaces"
        )

    def _changed(self, action: Action, location: Location, current: Json) -> ChangedMeaning:
        return ChangedMeaning(
            f"{action.name}: {pointer(location)} is no longer what x-replaces says, so its meaning has changed; "
            f"look at the new text ({digest(current)}) and mend or delete the action"
        )

    def _remove(self, action: Action, location: Location) -> None:
        if not location:
            raise PipelineError(f"{action.name} would remove the whole document")
        self._note_change(location, action)
        parent = at(self.document, location[:-1])
        if not isinstance(parent, dict):
            raise PipelineError(f"{action.name} removes an item of an array, which moves the others; target an object")
        current = parent[str(location[-1])]
        if not _is_old_value(current, action.replaces):
            raise self._changed(action, location, current)
        del parent[str(location[-1])]

    def _update(self, action: Action, location: Location) -> None:
        target = at(self.document, location)
        if isinstance(target, list):
            if not action.adds:
                raise PipelineError(f"{action.name} appends to an array and does not say what it adds (x-adds)")
            self._note_new((*location, len(target)), action)
            target.append(copy.deepcopy(action.update))
            return
        if not isinstance(target, dict) or not isinstance(action.update, dict):
            raise PipelineError(f"{action.name} can update an object with an object, or append to an array, only")
        replaced: set[Location] = set()
        self._merge(action, target, action.update, action.replaces, location, replaced)
        listed = [(*location, *leaf) for leaf, _ in leaves(action.replaces)] if action.replaces != {} else []
        for leaf in listed:
            if not any(leaf[: len(place)] == place for place in replaced):
                raise PipelineError(f"{action.name}: x-replaces lists {pointer(leaf)}, which its update does not write")

    def _merge(
        self,
        action: Action,
        target: dict[str, Json],
        update: Mapping[str, Json],
        replaces: Json,
        location: Location,
        replaced: set[Location],
    ) -> None:
        for key, value in update.items():
            here = (*location, key)
            old: object = replaces.get(key, _ABSENT) if isinstance(replaces, dict) else _ABSENT
            if key not in target:
                if old is not _ABSENT:
                    raise StaleAction(f"{action.name} is stale: {pointer(here)}, which it replaces, is gone")
                self._note_new(here, action)
                target[key] = copy.deepcopy(value)
                continue
            current = target[key]
            if isinstance(current, dict) and isinstance(value, dict):
                if not value:
                    raise self._already_there(action, here)
                self._merge(
                    action, current, value, replaces.get(key) if isinstance(replaces, dict) else None, here, replaced
                )
                continue
            if old is _ABSENT:
                raise self._already_there(action, here)
            if isinstance(current, list) and isinstance(value, list):
                raise PipelineError(
                    f"{action.name} lays an array over {pointer(here)}, which Overlay 1.0 replaces and 1.1 extends; "
                    "target the array itself"
                )
            if not _is_old_value(current, old):  # type: ignore[arg-type]  # _ABSENT was ruled out just above
                raise self._changed(action, here, current)
            self._note_change(here, action)
            replaced.add(here)
            target[key] = copy.deepcopy(value)


def builds_on(overlay: Json) -> set[tuple[str, str]]:
    """Name the components that an overlay document changes or refers to, as (kind, name)."""
    actions = overlay.get("actions") if isinstance(overlay, dict) else None
    targets = [entry.get("target") for entry in actions if isinstance(entry, dict)] if isinstance(actions, list) else []
    changed = [match.groups() for target in targets if (match := _COMPONENT.match(str(target)))]
    return {*referred(overlay), *((kind, dotted or quoted) for kind, dotted, quoted in changed)}


def apply(document: Json, overlay: Json, file: str) -> dict[str, Json]:
    """Apply every action of an overlay document, in order, to a copy of a document.

    Raises:
        PipelineError: an action is dead, stale, doubled or malformed; names the action.
    """
    run = Application(document)
    for action in read(overlay, file):
        run.apply(action)
    return run.document_object(file)
