"""YAML 1.2 core schema, strictly: no dates, no yes/no, no merge keys, no tags, no doubled keys, no alias bombs.

PyYAML reads YAML 1.1, where ``no`` is false and ``2025-12-05`` a date; both would change a document in silence. So only
its parser is used, and the values are built here: libyaml's where it is there, which is eight times faster. What it
refuses is read again by the one in Python, so that both refuse with the same words; it takes a little more than that
one, such as a tab within a text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from attrs import define, frozen

from .trees import Json
from .unreadable import UnreadableDocument

if TYPE_CHECKING:
    import yaml

MOST_REPEATED = 100_000
"""How many nodes the aliases of one document may repeat; ours repeat none."""
MOST_NESTED = 200
"""How deep a document may nest. Real ones stay below 60; whatever walks through one may recurse."""

CORE = (
    ("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    ("tag:yaml.org,2002:int", re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        re.compile(
            r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        list("-+0123456789."),
    ),
)
"""Tag, form and first characters of each plain scalar that is no text, as PyYAML takes them."""

_KINDS = {
    first: [(tag.rpartition(":")[2], form) for tag, form, firsts in CORE if first in firsts]
    for _, _, starts in CORE
    for first in starts
}

_UNPAIRED = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def load(text: str, name: str, *, most_repeated: int = MOST_REPEATED) -> Json:
    """Read one YAML document; an empty one is null.

    Args:
        text: The document.
        name: What it is called in the error.
        most_repeated: How many nodes its aliases may repeat.

    Raises:
        UnreadableDocument: not YAML, not one document, a tag, a doubled key, a key that is no text, half of a
            surrogate pair, a number that JSON lacks, an alias bomb, nested too deeply; or PyYAML is missing.
    """
    try:
        import yaml  # loaded where a YAML document is read: it belongs to an extra
    except ImportError as error:
        raise UnreadableDocument(
            f"{name} is YAML, and reading it needs PyYAML; pip install 'devin-usage[cli]', or give the document as JSON"
        ) from error
    try:
        unprintable = _UNPRINTABLE.search(text)
        if unprintable:
            line = text.count("\n", 0, unprintable.start()) + 1
            raise _Refused(f"special characters are not allowed: {unprintable[0]!r} in line {line}")
        try:
            return _Builder(_fast(yaml, text), most_repeated).document()
        except yaml.YAMLError:
            return _Builder(_events(yaml.SafeLoader(text)), most_repeated).document()
    except (yaml.YAMLError, _Refused, ValueError) as error:
        raise UnreadableDocument(f"{name} is not strict YAML: {_said(error)}") from error


def _said(error: Exception) -> str:
    mark: yaml.Mark | None = getattr(error, "problem_mark", None)
    if mark is None:
        return " ".join(str(error).split())
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    return f"{', '.join(filter(None, parts))}, in line {mark.line + 1}, column {mark.column + 1}"


class _Refused(Exception):
    """What the parser of YAML allows and we do not."""


def _fast(yaml: Any, text: str) -> Iterator[Any]:
    # Within a text, libyaml drops byte order marks.
    fast = yaml.__with_libyaml__ and "\ufeff" not in text[1:]
    return _events(yaml.CSafeLoader(text) if fast else yaml.SafeLoader(text))


def _events(parser: Any) -> Iterator[Any]:
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


@define
class _Open:
    """A collection that is being built."""

    value: list[Json] | dict[str, Json]
    anchor: str | None
    mark: yaml.Mark
    key: str | None = None
    nodes: int = 1
    height: int = 1


@frozen
class _Anchored:
    """A value that aliases may repeat."""

    value: Json
    nodes: int
    height: int


class _Builder:
    """Builds the value of one document from the events of a parser, without recursion."""

    def __init__(self, events: Iterable[Any], most_repeated: int) -> None:
        self._events = events
        self._most_repeated = most_repeated
        self._open: list[_Open] = []
        self._anchored: dict[str, _Anchored | None] = {}
        self._repeated = 0
        self._documents = 0
        self._result: Json = None

    def document(self) -> Json:
        """Take all events."""
        for event in self._events:
            match type(event).__name__:
                case "ScalarEvent":
                    _refuse_tag(event)
                    self._name(event)
                    self._put(_scalar(event), 1, 0, event.anchor, event.start_mark)
                case "MappingStartEvent":
                    self._begin(event, {})
                case "SequenceStartEvent":
                    self._begin(event, [])
                case "MappingEndEvent" | "SequenceEndEvent":
                    done = self._open.pop()
                    self._put(done.value, done.nodes, done.height, done.anchor, done.mark)
                case "AliasEvent":
                    self._repeat(event)
                case "DocumentStartEvent":
                    self._documents += 1
                    if self._documents > 1:
                        _refuse("expected a single document", event.start_mark)
                case _:  # the ends, and the start of the stream
                    pass
        return self._result

    def _begin(self, event: Any, value: list[Json] | dict[str, Json]) -> None:
        _refuse_tag(event)
        if len(self._open) >= MOST_NESTED:
            _refuse(f"nested deeper than {MOST_NESTED} levels, which is too much recursion", event.start_mark)
        self._name(event)
        self._open.append(_Open(value, event.anchor, event.start_mark))

    def _name(self, event: Any) -> None:
        if event.anchor in self._anchored:
            _refuse(f"the anchor {event.anchor!r} stands twice", event.start_mark)
        if event.anchor is not None:
            self._anchored[event.anchor] = None

    def _repeat(self, event: Any) -> None:
        if event.anchor not in self._anchored:
            _refuse(f"found undefined alias {event.anchor!r}", event.start_mark)
        anchored = self._anchored[event.anchor]
        if anchored is None:
            _refuse("an alias contains itself", event.start_mark)
        self._repeated += anchored.nodes
        if self._repeated > self._most_repeated:
            _refuse("aliases unfold to too many nodes", event.start_mark)
        if len(self._open) + anchored.height > MOST_NESTED:
            _refuse(f"aliases nest deeper than {MOST_NESTED} levels, which is too much recursion", event.start_mark)
        # A fresh value for every alias: two places in a document must never share one object.
        self._put(_copy(anchored.value), anchored.nodes, anchored.height, None, event.start_mark)

    def _put(self, value: Json, nodes: int, height: int, anchor: str | None, mark: yaml.Mark) -> None:
        if anchor is not None:
            self._anchored[anchor] = _Anchored(value, nodes, height)
        if not self._open:
            self._result = value
            return
        outer = self._open[-1]
        outer.nodes += nodes
        outer.height = max(outer.height, height + 1)
        if isinstance(outer.value, list):
            outer.value.append(value)
        elif outer.key is None:
            if not isinstance(value, str):
                _refuse(f"the key {value!r} is not a text; put it in quotes", mark)
            if value in outer.value:
                _refuse(f"the key {value!r} stands twice", mark)
            outer.key = value
        else:
            outer.value[outer.key] = value
            outer.key = None


def _scalar(event: Any) -> Json:
    text: str = event.value
    if event.implicit[0]:
        for kind, form in _KINDS.get(text[:1], ()):
            if form.match(text):
                return _typed(kind, text, event.start_mark)
    if _UNPAIRED.search(text):
        _refuse("half of a surrogate pair is no text", event.start_mark)
    return text


def _typed(kind: str, text: str, mark: yaml.Mark) -> Json:
    if kind == "null":
        return None
    if kind == "bool":
        return text[0] in "tT"
    if kind == "int":
        return int(text, 0) if text.startswith(("0o", "0x")) else int(text)
    number = math.nan if text.lower() == ".nan" else float(text.lower().replace(".inf", "inf"))
    if not math.isfinite(number):
        _refuse(f"JSON has no such number as {text!r}", mark)
    return number


def _copy(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value


def _refuse_tag(event: Any) -> None:
    # With a tag, a text can turn into a date, bytes or a set after all.
    if event.tag is not None:
        _refuse(f"the tag {event.tag!r} is refused", event.start_mark)


def _refuse(reason: str, mark: yaml.Mark) -> NoReturn:
    raise _Refused(f"{reason}, in line {mark.line + 1}, column {mark.column + 1}")
