"""Take stale actions out of the text of an overlay document, and leave every other line as it is."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from attrs import frozen

from . import yaml12
from .errors import PipelineError
from .tree import Json, same


@frozen
class Lines:
    """The lines of an action in its file, both included, from 1."""

    first: int
    last: int

    def __str__(self) -> str:
        """Write them as ``12-30``."""
        return f"{self.first}-{self.last}" if self.last > self.first else str(self.first)


def places(text: str, file: str) -> list[Lines]:
    """Tell where each action of an overlay document stands; comments above an action are not part of it.

    Raises:
        PipelineError: the text is no overlay document in block style.
    """
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs: list[Any] = root.value if isinstance(root, yaml.MappingNode) else []
    actions: Any = next((value for key, value in pairs if key.value == "actions"), None)
    if not isinstance(actions, yaml.SequenceNode) or actions.flow_style:
        raise PipelineError(f"{file}: its actions are no block list, so none can be taken out")
    lines = text.splitlines()
    found: list[Lines] = []
    items: list[Any] = actions.value
    for item in items:
        # The end mark stands where the next thing begins, or behind the last word of a file without a last line end.
        last: int = item.end_mark.line
        if last >= len(lines) or not lines[last][: item.end_mark.column].strip():
            last -= 1
        own = _last_own_line(item)
        while last > own and _is_between(lines[last]):
            last -= 1
        while last > item.start_mark.line and not lines[last].strip():
            last -= 1
        found.append(Lines(item.start_mark.line + 1, last + 1))
    return found


def _last_own_line(item: Any) -> int:
    """Find the last line of an action that is surely its own: what looks like a comment in a block of text is text."""
    last = item
    while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
        last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
    if isinstance(last, yaml.ScalarNode) and last.style in {"|", ">"}:
        end: Any = last.end_mark
        line: int = end.line
        return line if end.column else line - 1
    first: int = item.start_mark.line
    return first


def _is_between(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def prune(text: str, file: str, rests: Mapping[int, Sequence[dict[str, Json]]]) -> str:
    """Take out the actions of the given numbers (from 1), and put what is left of each in its place.

    Raises:
        PipelineError: nothing would be left of the document, or it cannot be edited line by line.
    """
    where = places(text, file)
    if len(where) == len(rests) and not any(rests.values()):
        raise PipelineError(f"{file} would hold no action any more; the version can do without it only by hand")
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    for number in sorted(rests, reverse=True):
        at = where[number - 1]
        new = "".join(_written(rest, lines[at.first - 1]) for rest in rests[number])
        last = at.last
        if not new and last < len(lines) and not lines[last].strip():
            last += 1  # the blank line that set it off goes with it
        lines[at.first - 1 : last] = new.replace("\n", line_end).splitlines(keepends=True)
    pruned = "".join(lines)
    _hold(text, pruned, file, rests)
    return pruned


def _hold(text: str, pruned: str, file: str, rests: Mapping[int, Sequence[dict[str, Json]]]) -> None:
    """Make sure that nothing but the actions has changed: there are more ways to write YAML than lines show."""
    before = yaml12.load(text, file)
    try:
        after = yaml12.load(pruned, file)
    except PipelineError as error:
        raise PipelineError(f"{file} cannot be pruned line by line; edit it by hand") from error
    actions = before.get("actions") if isinstance(before, dict) else None
    if not isinstance(before, dict) or not isinstance(actions, list):
        raise PipelineError(f"{file} holds no actions")
    kept: list[Json] = []
    for number, action in enumerate(actions, start=1):
        kept += rests.get(number, [action])
    if not same({**before, "actions": kept}, after):
        raise PipelineError(f"{file} cannot be pruned line by line; edit it by hand")


def _written(action: dict[str, Json], first_line: str) -> str:
    """Write an action as an item of a list, as deep as the line that it replaces."""
    depth = len(first_line) - len(first_line.lstrip())
    text = yaml12.dump(action, "an action")
    return " " * depth + "- " + textwrap.indent(text, " " * (depth + 2)).lstrip()
