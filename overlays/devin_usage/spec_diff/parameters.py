"""Comparing the parameters of an operation, with those of its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from .changes import Change
from .effects import ADDS, BREAKS
from .located import Located, located
from .members import unique_matches
from .notes import deprecated
from .pathways import Operation
from .references import resolved
from .sides import Documents, media_type, noted
from .trees import Json, mapping, sequence, shown, text

_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_STRUCTURE = (
    *("name", "in", "required", "deprecated", "schema", "content"),
    *("style", "explode", "allowReserved", "allowEmptyValue"),
)
_NO_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""Headers that other parts of a document describe; as parameters they are ignored."""


@frozen(kw_only=True, eq=False)
class Parameter:
    """One parameter, as the document writes it."""

    name: str
    where: str
    node: Mapping[str, Json] = field(repr=False)

    @property
    def required(self) -> bool:
        """Whether a call without it is refused."""
        return self.where == "path" or self.node.get("required") is True

    @property
    def place(self) -> str:
        """Say where it is, for a person."""
        return f"parameter {self.name} ({self.where})"

    @property
    def subject(self) -> str:
        """Say what it is called in a sentence."""
        return f"the parameter `{self.name}`"

    @property
    def style(self) -> str:
        """Tell how lists and objects are written."""
        return text(self.node.get("style")) or _STYLES.get(self.where, "form")

    @property
    def explode(self) -> bool:
        """Tell whether each item of a list is a value of its own."""
        given = self.node.get("explode")
        return given if isinstance(given, bool) else self.style == "form"


def parameters(operation: Operation) -> dict[tuple[str, str], Parameter]:
    """Give the parameters of an operation by place and name; its own win over those of the path."""
    found: dict[tuple[str, str], Parameter] = {}
    for written in (*sequence(operation.item.get("parameters")), *sequence(operation.node.get("parameters"))):
        node = resolved(operation.document, written)
        name, where = text(node.get("name")), text(node.get("in"))
        if name is None or where is None or (where == "header" and name.lower() in _NO_PARAMETERS):
            continue
        # Names of headers are the same in capitals.
        found[where, name.lower() if where == "header" else name] = Parameter(name=name, where=where, node=node)
    return found


def compare(documents: Documents, old: Operation, new: Operation) -> Iterator[Located]:
    """Compare the parameters of two operations."""
    before, now = parameters(old), parameters(new)
    if len(old.variables) == len(new.variables):
        for one, other in zip(old.variables, new.variables, strict=True):
            if one != other and ("path", one) in before and ("path", other) in now:
                yield from located([_renamed(one, other)], place=now["path", other].place, subject="")
                yield from _kept(documents, before.pop(("path", one)), now.pop(("path", other)))
    for identity in [identity for identity in before if identity in now]:
        yield from _kept(documents, before.pop(identity), now.pop(identity))
    for identity, parameter in [*before.items()]:
        moved = next((each for each in now if each[1].lower() == identity[1].lower()), None)
        if moved is not None:
            there = now.pop(moved)
            yield from located([_moved(parameter, there)], place=there.place, subject=there.subject)
            yield from _kept(documents, before.pop(identity), there)
    for where in dict.fromkeys(where for where, _ in (*before, *now)):
        gone = {each.name: each for each in before.values() if each.where == where}
        come = {each.name: each for each in now.values() if each.where == where}
        schemas = documents.schemas
        renamed = unique_matches(
            {name: schemas.old.fingerprint(_schema(each)) for name, each in gone.items()},
            {name: schemas.new.fingerprint(_schema(each)) for name, each in come.items()},
        )
        origins = {other: one for one, other in renamed.items()}
        for name, each in gone.items():
            yield from located([_removed(each, renamed.get(name))], place=each.place, subject=each.subject)
        for name, each in come.items():
            yield from located([_added(each, origins.get(name))], place=each.place, subject=each.subject)


def _schema(parameter: Parameter) -> Json:
    """Give the schema of a parameter, wherever it stands."""
    media = [mapping(each) for each in mapping(parameter.node.get("content")).values()]
    return parameter.node.get("schema", media[0].get("schema", True) if media else True)


def _kept(documents: Documents, old: Parameter, new: Parameter) -> Iterator[Located]:
    changes = [*_demanded(old, new), *_written(documents, old, new), *noted(old.node, new.node, structure=_STRUCTURE)]
    if (old.node.get("deprecated") is True) != (new.node.get("deprecated") is True):
        changes.append(deprecated(new.node.get("deprecated") is True))
    yield from located(changes, place=new.place, subject=new.subject)
    yield from documents.schema(_schema(old), _schema(new), place=new.place, subject=new.subject, direction="sent")


def _demanded(old: Parameter, new: Parameter) -> Iterator[Change]:
    if old.required and not new.required:
        effect = ADDS.meaning(sent="a call may leave it out")
        yield Change(
            rule="parameter-became-optional", effect=effect, said="{} is no longer required", old=True, new=False
        )
    elif new.required and not old.required:
        effect = BREAKS.meaning(sent="a call without it is refused")
        yield Change(rule="parameter-became-required", effect=effect, said="{} is now required", old=False, new=True)
    empty = old.node.get("allowEmptyValue") is True, new.node.get("allowEmptyValue") is True
    if empty == (True, False):
        effect = BREAKS.meaning(sent="a call that sends it empty is refused")
        said = "{} may no longer be empty"
        yield Change(rule="empty-value-forbidden", effect=effect, said=said, old=True, new=False)
    elif empty == (False, True):
        yield Change(rule="empty-value-allowed", effect=ADDS, said="{} may now be empty", old=False, new=True)


def _written(documents: Documents, old: Parameter, new: Parameter) -> Iterator[Change]:
    """Compare how the value is written into the request."""
    effect = BREAKS.meaning(sent="what is sent in the old way is read as something else")
    media = [[*map(media_type, mapping(each.node.get("content")))] for each in (old, new)]
    reserved = [each.where != "path" and each.node.get("allowReserved") is True for each in (old, new)]
    if media[0] != media[1] or reserved[0] != reserved[1]:
        yield Change(
            rule="parameter-encoding-changed",
            effect=effect,
            said="{} is now written in another way",
            old=[*media[0]],
            new=[*media[1]],
        )
    elif media[0]:
        return
    elif old.style != new.style:
        said = f"the style of {{}} was {shown(old.style)} and is now {shown(new.style)}"
        yield Change(rule="parameter-style-changed", effect=effect, said=said, old=old.style, new=new.style)
    elif old.explode != new.explode and (
        documents.schemas.old.has_parts(_schema(old)) or documents.schemas.new.has_parts(_schema(new))
    ):
        how = "now a parameter of its own" if new.explode else "no longer a parameter of its own"
        said = f"each part of {{}} is {how}"
        yield Change(rule="parameter-explode-changed", effect=effect, said=said, old=old.explode, new=new.explode)


def _renamed(old: str, new: str) -> Change:
    effect = BREAKS.meaning(sent="the address stays, but calls of the generated client name it")
    said = f"the variable `{old}` of the path is now called `{new}`"
    return Change(rule="path-parameter-renamed", effect=effect, said=said, old=old, new=new)


def _moved(old: Parameter, new: Parameter) -> Change:
    effect = BREAKS.meaning(sent="where it was, it no longer counts")
    said = f"{{}} was in the {old.where} and is now in the {new.where}"
    return Change(rule="parameter-moved", effect=effect, said=said, old=old.where, new=new.where)


def _removed(parameter: Parameter, now: str | None) -> Change:
    hint = f"; it was probably renamed to `{now}`, which has the same schema" if now else ""
    effect = BREAKS.meaning(sent=f"a call that still sends it may get other numbers{hint}")
    return Change(rule="parameter-removed", effect=effect, said="{} is gone", old=parameter.name, new=now)


def _added(parameter: Parameter, before: str | None) -> Change:
    hint = f"; it is probably `{before}` under another name" if before else ""
    if parameter.required:
        effect, said = BREAKS.meaning(sent=f"a call without it is refused{hint}"), "{} is new and required"
    else:
        effect, said = ADDS.meaning(sent=f"it can be left out{hint}"), "{} is new"
    return Change(rule="parameter-added", effect=effect, said=said, old=before, new=parameter.name)
