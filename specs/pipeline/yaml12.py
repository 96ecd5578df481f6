"""YAML 1.2 core schema, strictly: no dates, no yes/no, no merge keys, no tags, no doubled keys, no alias bombs.

PyYAML reads YAML 1.1, where ``no`` is false and ``2025-12-05`` a date; both would change a document in silence.
"""

import math
import re
from collections.abc import Callable, Hashable
from typing import Any

import yaml

from .errors import PipelineError
from .tree import Json, first_difference

_MAX_REPEATED = 100_000
"""How many nodes the aliases of one document may repeat; ours repeat none."""

_UNPAIRED = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")

_CORE = (
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


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the scalars of the core schema and no merge keys."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own name

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._open: list[yaml.Node] = []
        self._built: set[yaml.Node] = set()
        self._repeated = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse tags: with one, a text can turn into a date, bytes or a set after all."""
        peek: Callable[[], Any] = self.peek_event  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # the stubs leave its type out
        event = peek()
        if getattr(event, "tag", None) is not None:
            raise yaml.constructor.ConstructorError(None, None, f"the tag {event.tag!r} is refused", event.start_mark)
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        """Count every node that an alias builds again, and build collections at once."""
        self._repeated += node in self._built
        self._built.add(node)
        if self._repeated > _MAX_REPEATED:
            raise yaml.constructor.ConstructorError(None, None, "aliases unfold to too many nodes", node.start_mark)
        if any(node is outer for outer in self._open):
            raise yaml.constructor.ConstructorError(None, None, "an alias contains itself", node.start_mark)
        self._open.append(node)
        try:
            # A fresh value for every alias: two places in a document must never share one object.
            self.constructed_objects.pop(node, None)
            return super().construct_object(node, deep=True)  # pyright: ignore[reportUnknownMemberType]  # the stubs leave its type out
        finally:
            self._open.pop()


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, object]:
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        key: Hashable = loader.construct_object(key_node)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} is not a text; put it in quotes", key_node.start_mark
            )
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node)
    return result


def _construct_sequence(loader: _Loader, node: yaml.SequenceNode) -> list[object]:
    return [loader.construct_object(child) for child in node.value]


def _construct_int(loader: _Loader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _construct_float(loader: _Loader, node: yaml.ScalarNode) -> float:
    number = float(loader.construct_scalar(node))
    if not math.isfinite(number):
        raise yaml.constructor.ConstructorError(None, None, "JSON has no such number", node.start_mark)
    return number


def _construct_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    text = loader.construct_scalar(node)
    if _UNPAIRED.search(text):
        raise yaml.constructor.ConstructorError(None, None, "half of a surrogate pair is no text", node.start_mark)
    return text


for _tag, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(_tag, _pattern, _first)  # pyright: ignore[reportUnknownMemberType]  # as above
_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _construct_sequence)
_Loader.add_constructor("tag:yaml.org,2002:str", _construct_text)
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _construct_float)


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper, which also quotes what only the core schema would read as a number."""

    def ignore_aliases(self, data: object) -> bool:
        """Write shared objects out in full."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a sequence below their key."""
        super().increase_indent(flow, False)


for _tag, _pattern, _first in _CORE:
    _Dumper.add_implicit_resolver(_tag, _pattern, _first)  # pyright: ignore[reportUnknownMemberType]  # as above


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # PyYAML breaks lines at these three as well, and can fold them away; an escape keeps them.
    style = '"' if _LINE_BREAKS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)  # pyright: ignore[reportUnknownMemberType]  # as above


_Dumper.add_representer(str, _represent_text)


def load(text: str, source: str) -> Json:
    """Read one YAML document; ``source`` names it in the error.

    Raises:
        PipelineError: not YAML, not one document, a tag, a doubled key, a key that is no text, an alias bomb.
    """
    try:
        tree: Json = _Loader(text).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PipelineError(f"{source} is not strict YAML: {error}") from error
    return tree


def dump(tree: Json, source: str) -> str:
    """Write a tree as YAML that reads back as exactly that tree.

    Raises:
        PipelineError: the tree would not survive the way through YAML.
    """
    try:
        text = yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False)
    except (yaml.YAMLError, RecursionError) as error:
        raise PipelineError(f"{source} cannot be written as YAML: {error}") from error
    if first_difference(load(text, source), tree) is not None:
        raise PipelineError(f"{source} cannot be written as YAML without a change")
    return text
