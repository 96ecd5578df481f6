"""YAML 1.2 core schema: read strictly, and written so that it reads back the same."""

import re

import yaml
from devin_usage.spec_diff import strict_yaml
from devin_usage.spec_diff.unreadable import UnreadableDocument

from .errors import PipelineError
from .tree import Json, first_difference

_MAX_REPEATED = strict_yaml.MOST_REPEATED
_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper, which also quotes what only the core schema would read as a number."""

    def ignore_aliases(self, data: object) -> bool:
        """Write shared objects out in full."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a sequence below their key."""
        super().increase_indent(flow, False)


for _tag, _pattern, _first in strict_yaml.CORE:
    _Dumper.add_implicit_resolver(_tag, _pattern, _first)  # pyright: ignore[reportUnknownMemberType]  # the stubs leave its type out


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
        return strict_yaml.load(text, source, most_repeated=_MAX_REPEATED)
    except UnreadableDocument as error:
        raise PipelineError(str(error)) from error


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
