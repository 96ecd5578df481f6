"""Which number of a version a difference asks for, by Semantic Versioning."""

from __future__ import annotations

import re
from typing import Literal

from attrs import frozen

from devin_usage.errors import InvalidArgument

from .findings import Kind

Bump = Literal["major", "minor", "patch", "none"]

_RELEASED: dict[Kind, Bump] = {"breaking": "major", "additive": "minor", "text": "patch"}
# Semantic Versioning promises nothing before 1.0.0. Those who pin ~=0.3.1 or ^0.3.1 read 0.y as the number that may
# break, and want what is compatible without a change of their own: so nothing but what breaks raises it.
_UNRELEASED: dict[Kind, Bump] = {"breaking": "minor", "additive": "patch", "text": "patch"}

_NUMBERS = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


@frozen
class Version:
    """A released version, ``major.minor.patch``."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read ``X.Y.Z``.

        Raises:
            InvalidArgument: anything else, pre-releases included, which say nothing about what comes next.
        """
        match = _NUMBERS.fullmatch(text)
        if match is None:
            raise InvalidArgument(f"{text!r} is no released version; give it as X.Y.Z, such as 0.4.0")
        return cls(*(int(number) for number in match.groups()))

    def __str__(self) -> str:
        """Write ``X.Y.Z``."""
        return f"{self.major}.{self.minor}.{self.patch}"

    def next(self, bump: Bump) -> Version:
        """Raise one number, and start those behind it anew."""
        if bump == "major":
            return Version(self.major + 1, 0, 0)
        if bump == "minor":
            return Version(self.major, self.minor + 1, 0)
        if bump == "patch":
            return Version(self.major, self.minor, self.patch + 1)
        return self


def bump_of(kind: Kind | None, current: Version | None = None) -> Bump:
    """Tell which number a difference of a class raises; without a version, that of one from 1.0.0 on."""
    if kind is None:
        return "none"
    return (_UNRELEASED if current is not None and current.major == 0 else _RELEASED)[kind]
