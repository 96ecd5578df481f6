"""The options of the group, which may stand after the command as well as before it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

ERROR_FORMAT = "--error-format"
ERROR_FORMATS = ("text", "json")
ERROR_FORMAT_VARIABLE = "DEVIN_USAGE_ERROR_FORMAT"
_OPTIONS = ("--base-url", "--api-version", ERROR_FORMAT)


def put_first(args: Sequence[str]) -> list[str]:
    """Put the options of the group before the command, wherever they stand, so that the group reads them.

    An option that lacks its value comes alone: the group refuses it with a sentence, where the value that it would
    take is the name of the command.
    """
    moved, rest, lacking = _parted(args)
    return [*moved, lacking] if lacking is not None else [*moved, *rest]


def errors_as_json(args: Sequence[str]) -> bool:
    """Tell whether errors are to be told as JSON, though the other options may be wrong."""
    given = [each.partition("=")[2] for each in _parted(args)[0] if each.startswith(f"{ERROR_FORMAT}=")]
    told = given[-1] if given else os.environ.get(ERROR_FORMAT_VARIABLE)
    return told == "json"


def _parted(args: Sequence[str]) -> tuple[list[str], list[str], str | None]:
    moved: list[str] = []
    rest: list[str] = []
    remaining: Iterator[str] = iter(args)
    for argument in remaining:
        option, joined, _ = argument.partition("=")
        if argument == "--":
            rest += [argument, *remaining]
        elif option not in _OPTIONS:
            rest.append(argument)
        elif joined:
            moved.append(argument)
        else:
            value = next(remaining, None)
            if value is None:
                return moved, rest, option
            moved.append(f"{option}={value}")
    return moved, rest, None
