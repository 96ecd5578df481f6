"""A small change of a schema, with what the comparison has to say of it, and where it can be made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from tests.unit.spec_diff.places import Place

Node = dict[str, Any]
Said = tuple[str | None, str, str]
"""The operation, the rule and the class of a finding."""

NARROWS = ("breaking", "additive")
WIDENS = ("additive", "breaking")
BREAKS = ("breaking", "breaking")
ADDS = ("additive", "additive")
WORDS = ("text", "text")


@frozen
class SchemaChange:
    """A change of one schema, with the rules that tell of it and their classes for what is sent and received."""

    name: str
    fits: Callable[[Node, set[str]], bool]
    make: Callable[[Node], Any]
    rules: tuple[tuple[str, tuple[str, str]], ...]

    def expected(self, place: Place) -> set[Said]:
        """What has to be said of the operations that reach the place."""
        return {
            (operation, rule, sent if direction == "sent" else received)
            for rule, (sent, received) in self.rules
            for operation, direction in place.reached
        }


def plain(node: Node, *kinds: str) -> bool:
    """Whether a schema asks for a type and lists no values."""
    return node.get("type") in kinds and not {"enum", "const", "anyOf", "oneOf", "allOf"} & node.keys()


def stands_alone(roles: set[str]) -> bool:
    """Whether a schema stands for itself, and is not put together with others."""
    return not roles & {"member", "part", "name"}


def shows_words(node: Node, roles: set[str]) -> bool:
    """Whether words of a schema are seen: those around it would win over them."""
    return stands_alone(roles) and "nullable" not in roles and not {"anyOf", "oneOf", "allOf"} & node.keys()


def setting(keyword: str, value: Any) -> Callable[[Node], Any]:
    """Set a keyword."""

    def make(node: Node) -> None:
        node[keyword] = value

    return make


def dropping(keyword: str) -> Callable[[Node], Any]:
    """Take a keyword away."""
    return lambda node: node.pop(keyword)


def mapping_to(keyword: str, change: Callable[[Any], Any]) -> Callable[[Node], Any]:
    """Change the value of a keyword."""

    def make(node: Node) -> None:
        node[keyword] = change(node[keyword])

    return make


def without(keyword: str, *kinds: str) -> Callable[[Node, set[str]], bool]:
    """Schemas of some types that lack a keyword."""
    return lambda node, roles: plain(node, *kinds) and keyword not in node and "part" not in roles


def having(keyword: str, *kinds: str) -> Callable[[Node, set[str]], bool]:
    """Schemas of some types that have a keyword."""
    return lambda node, roles: plain(node, *kinds) and keyword in node and "part" not in roles
