"""The difference of two OpenAPI documents by meaning: what a caller may still send, and what it has to expect."""

from __future__ import annotations

from collections.abc import Iterator

from . import callbacks, messages, parameters, security, servers
from . import documents as whole
from .changes import Change
from .effects import ADDS, BREAKS, WORDS
from .findings import Finding
from .located import Located, findings, located
from .notes import deprecated
from .pathways import Operation, match
from .sides import Documents, noted
from .trees import Json, same, shown, texts
from .unreadable import UnreadableDocument

_STRUCTURE = (
    *("operationId", "tags", "deprecated", "parameters", "requestBody", "responses", "security", "servers"),
    "callbacks",
)


def diff(old: Json, new: Json) -> list[Finding]:
    """Compare two OpenAPI documents of version 3.0 or 3.1, as `read_document` gives them.

    Returns:
        What differs: first in the document as a whole, then operation by operation in the order of the new document,
        then the operations that are gone. Nothing where both mean the same, however they are written.

    Raises:
        UnreadableDocument: a document is nested too deeply to be compared.
    """
    try:
        return [*_findings(old, new)]
    except RecursionError as error:
        raise UnreadableDocument("the documents are nested too deeply to be compared") from error


def _findings(old: Json, new: Json) -> Iterator[Finding]:
    documents = Documents(old, new)
    matched = match(old, new)
    yield from findings(whole.compare(documents, matched))
    yield from findings(servers.compare_documents(old, new, matched.kept))
    for before, now in matched.kept:
        yield from findings(_kept(documents, before, now), operation=now.name, operation_id=now.id or before.id)
    for operation in matched.added:
        effect = ADDS.meaning(sent="it can be called")
        change = Change(
            rule="operation-added", effect=effect, said="the operation is new", old=None, new=operation.name
        )
        yield from _alone(operation, change)
    for operation in matched.removed:
        warned = ", as was announced" if operation.node.get("deprecated") is True else ""
        effect = BREAKS.meaning(sent="a call of it fails")
        said = f"the operation is gone{warned}"
        yield from _alone(
            operation, Change(rule="operation-removed", effect=effect, said=said, old=operation.name, new=None)
        )


def _alone(operation: Operation, change: Change) -> Iterator[Finding]:
    return findings(
        located([change], place="operation", subject=""), operation=operation.name, operation_id=operation.id
    )


def _kept(documents: Documents, old: Operation, new: Operation) -> Iterator[Located]:
    yield from located(_moved(old, new), place="operation", subject="")
    yield from located(_named(old, new), place="operationId", subject="")
    yield from located(_tagged(old, new), place="tags", subject="")
    if (old.node.get("deprecated") is True) != (new.node.get("deprecated") is True):
        change = deprecated(new.node.get("deprecated") is True)
        yield from located([change], place="operation", subject="the operation")
    for change in noted(old.node, new.node, structure=_STRUCTURE):
        yield from located([change], place="operation", subject="the operation")
    yield from parameters.compare(documents, old, new)
    yield from messages.compare_bodies(documents, old, new)
    yield from messages.compare_answers(documents, old, new)
    yield from security.compare(documents, old, new)
    yield from servers.compare(old, new)
    called = old.node.get("callbacks"), new.node.get("callbacks")
    yield from callbacks.compare(documents, *called, what="callback")


def _moved(old: Operation, new: Operation) -> Iterator[Change]:
    if old.address != new.address:
        effect = BREAKS.meaning(sent="a call of the old address fails")
        said = f"the operation was at `{old.name}` and is now at `{new.name}`"
        yield Change(rule="operation-moved", effect=effect, said=said, old=old.name, new=new.name)


def _named(old: Operation, new: Operation) -> Iterator[Change]:
    if old.id != new.id:
        effect = BREAKS.meaning(sent="so is its function in the generated client")
        said = f"the operation was called {_id(old)} and is now called {_id(new)}"
        yield Change(rule="operation-id-changed", effect=effect, said=said, old=old.id, new=new.id)


def _id(operation: Operation) -> str:
    return shown(operation.id) if operation.id else "nothing"


def _tagged(old: Operation, new: Operation) -> Iterator[Change]:
    before, now = texts(old.node.get("tags")), texts(new.node.get("tags"))
    if before[:1] != now[:1]:
        effect = BREAKS.meaning(sent="the generated client has its function in another module")
        said = f"the first tag was {_first(before)} and is now {_first(now)}"
        yield Change(rule="tag-changed", effect=effect, said=said, old=[*before], new=[*now])
    elif not same([*sorted({*before})], [*sorted({*now})]):
        said = f"the further tags were {shown([*before[1:]])} and are now {shown([*now[1:]])}"
        yield Change(rule="tags-changed", effect=WORDS, said=said, old=[*before], new=[*now])


def _first(tags: list[str]) -> str:
    return shown(tags[0]) if tags else "not there"
