"""Saying in words what a schema allows."""

from __future__ import annotations

from .changes import Step
from .shapes import Branch, Shape
from .trees import Json, shown

_MANY = 12


def as_form(old: Branch, new: Branch) -> Step:
    """Give the step to one of several forms that a value may have."""
    name = new.name or old.name
    return Step(f" as {name}", f"{{}} (as `{name}`)") if name else Step(f" as {new.type}", f"{{}} (as {noun(new)})")


_NOUNS = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "array": "a list",
    "object": "an object",
    "any": "of any type",
}


def noun(branch: Branch) -> str:
    """Name the type of a branch."""
    return _NOUNS[branch.type]


def form(branch: Branch) -> str:
    """Say in words what a branch allows, shorter than all that it asks for."""
    if branch.name and branch.type == "object":
        return f"an object `{branch.name}`"
    if branch.enum is not None and len(branch.enum) == 1:
        return shown(branch.enum[0])
    if branch.type == "object" and branch.properties:
        names = [*branch.properties]
        cut = " and others" if len(names) > _MANY else ""
        return f"an object with {', '.join(f'`{name}`' for name in names[:_MANY])}{cut}"
    return noun(branch)


def described(shape: Shape) -> str:
    """Say in words what a schema allows."""
    forms = [*dict.fromkeys(map(form, shape.branches)), *(["null"] if shape.nullable else [])]
    return " or ".join(forms) or "nothing"


def kinds(shape: Shape) -> Json:
    """List the types that a schema allows."""
    return [*dict.fromkeys(branch.type for branch in shape.branches), *(["null"] if shape.nullable else [])]
