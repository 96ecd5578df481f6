"""Text that matches a regular expression, for schemas with a `pattern`.

Reads the subset that schemas use: literals, classes, `.`, groups, alternatives, quantifiers, anchors. What it cannot
read (look-around, back references, property escapes) raises ValueError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devin_mock.chance import Draws

Maker = Callable[[Draws], str]

_DIGITS: Final = "0123456789"
_WORD: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_PRINTABLE: Final = "".join(chr(code) for code in range(0x20, 0x7F))
_CLASSES: Final = {"d": _DIGITS, "w": _WORD, "s": " "}
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
        return lambda draws: branches[draws.below(len(branches))](draws)

    def sequence(self) -> Maker:
        parts: list[Maker] = []
        while self.peek() not in ("", "|", ")"):
            if self.skip("^") or self.skip("$"):
                continue
            parts.append(self.quantified(self.atom()))
        return lambda draws: "".join(part(draws) for part in parts)

    def atom(self) -> Maker:
        taken = self.take()
        if taken == "(":
            if self.skip("?"):
                if self.skip("P<") or (
                    self.peek() == "<" and self.pattern[self.place + 1 : self.place + 2] not in "=!"
                ):
                    while self.take() != ">":
                        pass
                elif not self.skip(":"):
                    raise ValueError(f"The pattern {self.pattern!r} looks around, which is not read here.")
            inside = self.alternatives()
            if not self.skip(")"):
                raise ValueError(f"The pattern {self.pattern!r} leaves a group open.")
            return inside
        if taken == "[":
            return _one_of(self.character_class())
        if taken == ".":
            return _one_of(_WORD)
        if taken == "\\":
            if self.peek() in ("b", "B"):
                self.take()
                return lambda draws: ""
            return _one_of(self.escape())
        return _one_of(taken)

    def escape(self) -> str:
        taken = self.take()
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
        low, high = 1, 1
        if self.skip("*"):
            low, high = 0, _MOST_REPEATS
        elif self.skip("+"):
            low, high = 1, _MOST_REPEATS
        elif self.skip("?"):
            low, high = 0, 1
        elif self.skip("{"):
            bounds = ""
            while not self.skip("}"):
                bounds += self.take()
            least, comma, most = bounds.partition(",")
            low = int(least or 0)
            high = int(most) if most else (low + _MOST_REPEATS if comma else low)
        else:
            return atom
        if not self.skip("?"):
            self.skip("+")
        return lambda draws: "".join(atom(draws) for _ in range(draws.between(low, high)))


def _one_of(characters: str) -> Maker:
    if not characters:
        raise ValueError("A character class of a pattern has no members among printable characters.")
    return lambda draws: characters[draws.below(len(characters))]


def matching(pattern: str, draws: Draws) -> str:
    """Text that a regular expression matches.

    Raises ValueError when the expression is outside the subset that is read.
    """
    reader = _Reader(pattern)
    maker = reader.alternatives()
    if reader.peek():
        raise ValueError(f"The pattern {pattern!r} closes a group that it did not open.")
    return maker(draws)
