"""Comparing where an operation is served."""

from __future__ import annotations

from collections.abc import Iterator

from .changes import Change
from .effects import ADDS, BREAKS
from .located import Located, located
from .pathways import Operation
from .trees import Json, key, listed, mapping, sequence, text


def compare(old: Operation, new: Operation) -> Iterator[Located]:
    """Compare the servers of two operations; those of the documents as a whole are compared once for all."""
    if _own(old) is None and _own(new) is None:
        return
    yield from _compared(_effective(old), _effective(new))


def compare_documents(old: Json, new: Json, kept: tuple[tuple[Operation, Operation], ...]) -> Iterator[Located]:
    """Compare the servers of two documents, as far as an operation is served there."""
    if not kept or any(_own(one) is None and _own(other) is None for one, other in kept):
        yield from _compared(mapping(old).get("servers"), mapping(new).get("servers"))


def _own(operation: Operation) -> Json:
    return operation.node.get("servers") or operation.item.get("servers")


def _effective(operation: Operation) -> Json:
    return _own(operation) or mapping(operation.document).get("servers")


def _compared(old: Json, new: Json) -> Iterator[Located]:
    yield from located(_changes(_addresses(old), _addresses(new)), place="servers", subject="the API")


def _changes(before: dict[str, str], now: dict[str, str]) -> Iterator[Change]:
    gone = [address for identity, address in before.items() if identity not in now]
    come = [address for identity, address in now.items() if identity not in before]
    if gone and come:
        effect = BREAKS.meaning(sent="a client that was given the old address calls the wrong place")
        said = f"{{}} is no longer served at {listed(gone)} but at {listed(come)}"
        yield Change(rule="server-changed", effect=effect, said=said, old=[*gone], new=[*come])
    elif gone:
        effect = BREAKS.meaning(sent="a client that was given this address calls the wrong place")
        said = f"{{}} is no longer served at {listed(gone)}"
        yield Change(rule="server-removed", effect=effect, said=said, old=[*gone], new=None)
    elif come:
        said = f"{{}} is now served at {listed(come)} too"
        yield Change(rule="server-added", effect=ADDS, said=said, old=None, new=[*come])


def _addresses(servers: Json) -> dict[str, str]:
    """Give addresses by what tells them apart: without a slash at the end, with what their variables can be."""
    found: dict[str, str] = {}
    for server in map(mapping, sequence(servers) or [{}]):
        address = text(server.get("url")) or "/"
        variables: dict[str, Json] = {
            name: [mapping(each).get("default"), mapping(each).get("enum")]
            for name, each in mapping(server.get("variables")).items()
        }
        found[key([address.rstrip("/"), variables])] = address
    return found
