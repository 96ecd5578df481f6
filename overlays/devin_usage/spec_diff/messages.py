"""Comparing what an operation takes as a body, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator

from .changes import Change
from .effects import ADDS, BREAKS, NARROWS, WIDENS
from .located import Located, located
from .notes import deprecated
from .pathways import Operation
from .sides import Documents, noted
from .trees import Json, mapping

_BODY = "request"
_IGNORED = frozenset({"content-type"})


def compare_bodies(documents: Documents, old: Operation, new: Operation) -> Iterator[Located]:
    """Compare the bodies that two operations take."""
    before, now = documents.resolved(old.node.get("requestBody"), new.node.get("requestBody"))
    if before and now:
        changes = [*_demanded(before, now), *noted(before, now, structure=("required", "content"))]
        yield from located(changes, place=_BODY, subject="the body")
        yield from documents.content(
            before.get("content"), now.get("content"), place=_BODY, subject="the body", direction="sent"
        )
    elif now and now.get("required") is True:
        effect = BREAKS.meaning(sent="a call without it is refused")
        change = Change(rule="request-body-added", effect=effect, said="{} is new and required", old=False, new=True)
        yield from located([change], place=_BODY, subject="the body")
    elif now:
        change = Change(rule="request-body-added", effect=ADDS, said="a body can now be sent", old=False, new=True)
        yield from located([change], place=_BODY, subject="the body")
    elif before:
        effect = BREAKS.meaning(sent="what is sent in it no longer counts")
        change = Change(rule="request-body-removed", effect=effect, said="{} is gone", old=True, new=False)
        yield from located([change], place=_BODY, subject="the body")


def _demanded(old: dict[str, Json], new: dict[str, Json]) -> Iterator[Change]:
    was, is_ = old.get("required") is True, new.get("required") is True
    if is_ and not was:
        effect = BREAKS.meaning(sent="a call without it is refused")
        yield Change(rule="request-body-became-required", effect=effect, said="{} is now required", old=was, new=is_)
    elif was and not is_:
        said = "{} is no longer required"
        yield Change(rule="request-body-became-optional", effect=ADDS, said=said, old=was, new=is_)


def compare_answers(documents: Documents, old: Operation, new: Operation) -> Iterator[Located]:
    """Compare the answers of two operations, status by status."""
    before, now = (
        {status.upper(): answer for status, answer in mapping(each.node.get("responses")).items()}
        for each in (old, new)
    )
    for status in dict.fromkeys((*before, *now)):
        place = f"response {status.lower() if status == 'DEFAULT' else status}"
        if status.startswith("X-"):
            continue
        if status not in now:
            yield from located([_status_removed(status)], place=place, subject="")
        elif status not in before:
            yield from located([_status_added(status)], place=place, subject="")
        else:
            one, other = documents.resolved(before[status], now[status])
            changes = noted(one, other, structure=("headers", "content"))
            yield from located(changes, place=place, subject=f"the answer {status}")
            yield from _headers(documents, one.get("headers"), other.get("headers"), place)
            subject = "the answer" if _succeeds(status) else f"the answer {status}"
            yield from documents.content(
                one.get("content"), other.get("content"), place=place, subject=subject, direction="received"
            )


def _succeeds(status: str) -> bool:
    return status[:1] in "123"


def _status_removed(status: str) -> Change:
    if _succeeds(status):
        effect = BREAKS.meaning(sent="code that waits for it waits in vain")
        return Change(
            rule="success-status-removed",
            effect=effect,
            said=f"the status {status} no longer comes",
            old=status,
            new=None,
        )
    said = f"the error {status} is no longer described"
    return Change(rule="error-status-removed", effect=ADDS, said=said, old=status, new=None)


def _status_added(status: str) -> Change:
    if _succeeds(status):
        effect = BREAKS.meaning(sent="the client does not know this answer, and takes it for a failure")
        said = f"the status {status} may now come"
        return Change(rule="success-status-added", effect=effect, said=said, old=None, new=status)
    said = f"the error {status} is now described"
    return Change(rule="error-status-added", effect=ADDS, said=said, old=None, new=status)


def _headers(documents: Documents, old: Json, new: Json, place: str) -> Iterator[Located]:
    before, now = (
        {name.lower(): (name, node) for name, node in mapping(each).items() if name.lower() not in _IGNORED}
        for each in (old, new)
    )
    for name in dict.fromkeys((*before, *now)):
        called = (now.get(name) or before[name])[0]
        where, subject = f"{place} header {called}", f"the header `{called}`"
        if name not in now:
            effect = BREAKS.meaning(received="code that reads it finds nothing")
            change = Change(rule="response-header-removed", effect=effect, said="{} is gone", old=called, new=None)
            yield from located([change], place=where, subject=subject, direction="received")
        elif name not in before:
            effect = ADDS.meaning(received="it can be read")
            change = Change(rule="response-header-added", effect=effect, said="{} is new", old=None, new=called)
            yield from located([change], place=where, subject=subject, direction="received")
        else:
            one, other = documents.resolved(before[name][1], now[name][1])
            yield from located(_header(one, other), place=where, subject=subject, direction="received")
            yield from documents.schema(
                _schema(one), _schema(other), place=where, subject=subject, direction="received"
            )


def _header(old: dict[str, Json], new: dict[str, Json]) -> Iterator[Change]:
    was, is_ = old.get("required") is True, new.get("required") is True
    if is_ and not was:
        effect = NARROWS.meaning(received="no code has to do without it")
        yield Change(
            rule="response-header-became-required", effect=effect, said="{} now always comes", old=was, new=is_
        )
    elif was and not is_:
        effect = WIDENS.meaning(received="code that reads it must do without it")
        said = "{} may now be missing"
        yield Change(rule="response-header-became-optional", effect=effect, said=said, old=was, new=is_)
    if (old.get("deprecated") is True) != (new.get("deprecated") is True):
        yield deprecated(new.get("deprecated") is True)
    if old.get("explode") is not new.get("explode") and (old.get("explode") or new.get("explode")):
        effect = BREAKS.meaning(received="code reads its parts in another way")
        said = "the parts of {} are now written in another way"
        yield Change(
            rule="response-header-encoding-changed",
            effect=effect,
            said=said,
            old=old.get("explode"),
            new=new.get("explode"),
        )
    structure = ("required", "deprecated", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue")
    yield from noted(old, new, structure=structure)


def _schema(header: dict[str, Json]) -> Json:
    media = [mapping(each) for each in mapping(header.get("content")).values()]
    return header.get("schema", media[0].get("schema", True) if media else True)
