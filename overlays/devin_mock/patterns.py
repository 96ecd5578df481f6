"""Text that matches a regular expression, for schemas with a `pattern`.

Reads the subset that schemas use: literals, classes, `.`, groups, alternatives, quantifiers, anchors. Anchors and
look-around ask for nothing here: whoever needs to be sure checks the text. What cannot be read (back references, rare
properties of characters) raises ValueError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devin_mock.chance import Draws

Maker = Callable[[Draws, int | None], str]
"""Makes a text; with a number, quantifiers repeat that much more than they must, else as often as is drawn."""

_DIGITS: Final = "0123456789"
_WORD: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_PRINTABLE: Final = "".join(chr(code) for code in range(0x20, 0x7F))
_CLASSES: Final = {"d": _DIGITS, "w": _WORD, "s": " "}
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_PROPERTIES: Final = {
    "L": _LETTERS + _LETTERS.upper(),
    "Ll": _LETTERS,
    "Lu": _LETTERS.upper(),
    "N": _DIGITS,
    "Nd": _DIGITS,
    "P": "!%&*,-./:;?@_",
    "Z": " ",
    "Zs": " ",
}
_LOOKING: Final = ("=", "!", "<=", "<!")
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_MOST_REPEATS: Final = 8


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0

    def peek(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def take(self) -> str:
        taken = self.peek()
        if not taken:
            raise ValueError(f"The pattern {self.pattern!r} ends too early.")
        self.place += 1
        return taken

    def skip(self, text: str) -> bool:
        if self.pattern.startswith(text, self.place):
            self.place += len(text)
            return True
        return False

    def alternatives(self) -> Maker:
        branches = [self.sequence()]
        while self.skip("|"):
            branches.append(self.sequence())
        return lambda draws, more: branches[draws.below(len(branches))](draws, more)

    def sequence(self) -> Maker:
        parts: list[Maker] = []
        while self.peek() not in ("", "|", ")"):
            if self.skip("^") or self.skip("$"):
                continue
            parts.append(self.quantified(self.atom()))
        return lambda draws, more: "".join(part(draws, more) for part in parts)

    def atom(self) -> Maker:
        taken = self.take()
        if taken == "(":
            return self.group()
        if taken == "[":
            return _one_of(self.character_class())
        if taken == ".":
            return _one_of(_WORD)
        if taken == "\\":
            if self.peek() in ("b", "B"):
                self.take()
                return _nothing
            return _one_of(self.escape())
        return _one_of(taken)

    def group(self) -> Maker:
        looks = False
        if self.skip("?"):
            if any(self.skip(sign) for sign in _LOOKING):
                looks = True
            elif self.skip("P<") or self.skip("<"):
                while self.take() != ">":
                    pass
            else:
                # Flags, such as (?i) and (?s:...); what they allow beside the plain text is not needed.
                while self.peek().isalpha() or self.peek() == "-":
                    self.take()
                if self.skip(")"):
                    return _nothing
                if not self.skip(":"):
                    raise ValueError(f"The pattern {self.pattern!r} has a group that is not read here.")
        inside = self.alternatives()
        if not self.skip(")"):
            raise ValueError(f"The pattern {self.pattern!r} leaves a group open.")
        return _nothing if looks else inside

    def escape(self) -> str:
        taken = self.take()
        if taken in ("p", "P") and self.skip("{"):
            name = ""
            while not self.skip("}"):
                name += self.take()
            if taken == "p" and name in _PROPERTIES:
                return _PROPERTIES[name]
            raise ValueError(f"The pattern {self.pattern!r} holds \\{taken}{{{name}}}, which is not read here.")
        if taken in _CLASSES:
            return _CLASSES[taken]
        if taken.lower() in _CLASSES:
            return "".join(each for each in _PRINTABLE if each not in _CLASSES[taken.lower()])
        if taken in ("u", "x"):
            length = 4 if taken == "u" else 2
            code = "".join(self.take() for _ in range(length))
            return chr(int(code, 16))
        if taken.isalnum() and taken not in _CONTROLS:
            raise ValueError(f"The pattern {self.pattern!r} holds \\{taken}, which is not read here.")
        return _CONTROLS.get(taken, taken)

    def character_class(self) -> str:
        negated = self.skip("^")
        members: list[str] = []
        while not self.skip("]"):
            first = self.escape() if self.skip("\\") else self.take()
            if len(first) == 1 and self.peek() == "-" and self.pattern[self.place + 1 : self.place + 2] != "]":
                self.take()
                last = self.escape() if self.skip("\\") else self.take()
                first = "".join(chr(code) for code in range(ord(first), min(ord(last), ord(first) + 500) + 1))
            members.append(first)
        chosen = "".join(members)
        return "".join(each for each in _PRINTABLE if each not in chosen) if negated else chosen

    def quantified(self, atom: Maker) -> Maker:
        low: int = 1
        high: int | None = 1
        if self.skip("*"):
            low, high = 0, None
        elif self.skip("+"):
            low, high = 1, None
        elif self.skip("?"):
            low, high = 0, 1
        elif self.skip("{"):
            bounds = ""
            while not self.skip("}"):
                bounds += self.take()
            least, comma, most = bounds.partition(",")
            low = int(least or 0)
            high = int(most) if most else None if comma else low
        else:
            return atom
        if not self.skip("?"):
            self.skip("+")
        highest = low + _MOST_REPEATS if high is None else high

        def repeated(draws: Draws, more: int | None) -> str:
            if more is None:
                count = draws.between(low, highest)
            else:
                count = low + more if high is None else min(high, low + more)
            return "".join(atom(draws, more) for _ in range(count))

        return repeated


def _nothing(_draws: Draws, _more: int | None) -> str:
    return ""


def _one_of(characters: str) -> Maker:
    if not characters:
        raise ValueError("A character class of a pattern has no members among printable characters.")
    return lambda draws, _more: characters[draws.below(len(characters))]


def matching(pattern: str, draws: Draws, *, least: int = 0, most: int | None = None) -> str:
    """Text that a regular expression matches, of `least` to `most` characters where that can be had.

    Raises ValueError when the expression is outside the subset that is read.
    """
    reader = _Reader(pattern)
    maker = reader.alternatives()
    if reader.peek():
        raise ValueError(f"The pattern {pattern!r} closes a group that it did not open.")
    text = maker(draws, None)
    for more in range(max(least, _MOST_REPEATS) + 1):
        if least <= len(text) and (most is None or len(text) <= most):
            break
        text = maker(draws, more)
    return text
