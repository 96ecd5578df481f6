"""Signatures as text, and back: what a line of the surface says after the kind of a callable."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from attrs import frozen

ONLY_POSITION, POSITION, VAR_POSITION, KEYWORD, VAR_KEYWORD = "position only", "position", "*", "keyword only", "**"


@frozen
class Parameter:
    """One parameter. ``type`` is empty where none is given; ``default`` is None where one has to be passed."""

    name: str
    kind: str
    type: str = ""
    default: str | None = None

    @property
    def needed(self) -> bool:
        """Whether a call has to pass it."""
        return self.default is None and self.kind not in (VAR_POSITION, VAR_KEYWORD)

    def __str__(self) -> str:
        """Write the parameter as a definition does."""
        stars = self.kind if self.kind in (VAR_POSITION, VAR_KEYWORD) else ""
        typed = f": {self.type}" if self.type else ""
        return f"{stars}{self.name}{typed}" + ("" if self.default is None else f" = {self.default}")


@frozen
class Signature:
    """Parameters, in order, and what is returned."""

    parameters: tuple[Parameter, ...]
    returns: str = ""

    def __str__(self) -> str:
        """Write the signature as a definition does."""
        parts: list[str] = []
        for index, one in enumerate(self.parameters):
            before = self.parameters[index - 1].kind if index else ""
            if before == ONLY_POSITION != one.kind:
                parts.append("/")
            if one.kind == KEYWORD and before not in (KEYWORD, VAR_POSITION):
                parts.append("*")
            parts.append(str(one))
        if self.parameters and self.parameters[-1].kind == ONLY_POSITION:
            parts.append("/")
        return f"({', '.join(parts)})" + (f" -> {self.returns}" if self.returns else "")


def parse(text: str) -> Signature:
    """Read what `Signature` writes.

    Raises:
        ValueError: it is no signature.
    """
    try:
        (node,) = ast.parse(f"def f{text}: ...").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not a signature: {error.msg}") from None
    assert isinstance(node, ast.FunctionDef)
    parameters = [
        Parameter(argument.arg, kind, _text(argument.annotation) or "", _text(default))
        for argument, kind, default in arguments(node.args)
    ]
    return Signature(tuple(parameters), _text(node.returns) or "")


def arguments(node: ast.arguments) -> Iterator[tuple[ast.arg, str, ast.expr | None]]:
    """Give each parameter of a definition, in order, with its kind and its default."""
    positional = [*node.posonlyargs, *node.args]
    kinds = [ONLY_POSITION] * len(node.posonlyargs) + [POSITION] * len(node.args)
    yield from zip(positional, kinds, [*([None] * (len(positional) - len(node.defaults))), *node.defaults], strict=True)
    if node.vararg:
        yield node.vararg, VAR_POSITION, None
    for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        yield argument, KEYWORD, default
    if node.kwarg:
        yield node.kwarg, VAR_KEYWORD, None


def _text(node: ast.expr | None) -> str | None:
    return None if node is None else ast.unparse(node)
