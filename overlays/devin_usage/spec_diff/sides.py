"""Two documents beside each other, with what is compared the same way wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .changes import Change
from .effects import ADDS, BREAKS, Direction
from .located import Located, located
from .notes import words
from .references import resolved
from .trees import Json, changed_keys, mapping, same
from .walking import SchemaPairs


class Documents:
    """Two documents."""

    def __init__(self, old: Json, new: Json) -> None:
        self.old = old
        self.new = new
        self.schemas = SchemaPairs(old, new)

    def resolved(self, old: Json, new: Json) -> tuple[dict[str, Json], dict[str, Json]]:
        """Give the objects that two nodes are, or that their references lead to."""
        return resolved(self.old, old), resolved(self.new, new)

    def schema(self, old: Json, new: Json, *, place: str, subject: str, direction: Direction) -> Iterator[Located]:
        """Compare two schemas."""
        changes = self.schemas.changes(*self.schemas.nodes(old, new), direction)
        return located(changes, place=place, subject=subject, direction=direction)

    def content(self, old: Json, new: Json, *, place: str, subject: str, direction: Direction) -> Iterator[Located]:
        """Compare what a body can be written as."""
        before, now = (
            {media_type(name): mapping(media) for name, media in mapping(each).items()} for each in (old, new)
        )
        for name in dict.fromkeys((*before, *now)):
            where = f"{place} {name}"
            if name not in now:
                yield from located([_media_removed(name)], place=where, subject=subject, direction=direction)
            elif name not in before:
                yield from located([_media_added(name)], place=where, subject=subject, direction=direction)
            else:
                yield from self._media(before[name], now[name], place=where, subject=subject, direction=direction)

    def _media(
        self, old: Mapping[str, Json], new: Mapping[str, Json], *, place: str, subject: str, direction: Direction
    ) -> Iterator[Located]:
        changes = [*noted(old, new, structure=("schema", "encoding"))]
        if not same(old.get("encoding", {}), new.get("encoding", {})):
            effect = BREAKS.meaning(
                sent="parts are written in another way", received="parts are written in another way"
            )
            changes.append(
                Change(
                    rule="encoding-changed",
                    effect=effect,
                    said="the encoding of {} has changed",
                    old=old.get("encoding"),
                    new=new.get("encoding"),
                )
            )
        yield from located(changes, place=place, subject=subject, direction=direction)
        yield from self.schema(
            old.get("schema", True), new.get("schema", True), place=place, subject=subject, direction=direction
        )


def noted(old: Mapping[str, Json], new: Mapping[str, Json], *, structure: Iterable[str]) -> Iterator[Change]:
    """Compare words for people and extensions: all that is no structure."""
    known = frozenset(structure)
    for keyword in changed_keys(old, new):
        if keyword not in known:
            yield words(keyword, old.get(keyword), new.get(keyword))


def media_type(name: str) -> str:
    """Write a media type in one way."""
    kind, *parameters = (part.strip() for part in name.split(";"))
    return "; ".join([kind.lower(), *sorted("=".join(part.strip() for part in each.split("=")) for each in parameters)])


def _media_added(name: str) -> Change:

    effect = ADDS.meaning(sent="it can be sent so", received="it can be asked for so")
    return Change(rule="media-type-added", effect=effect, said=f"{{}} can now be `{name}`", old=None, new=name)


def _media_removed(name: str) -> Change:
    effect = BREAKS.meaning(sent="a call that sends it so is refused", received="code that reads it so finds nothing")
    return Change(rule="media-type-removed", effect=effect, said=f"{{}} can no longer be `{name}`", old=name, new=None)
