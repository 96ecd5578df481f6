"""What the changelog says about breaking changes since the last release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def breaking_section(changelog: str) -> str:
    """Give the text below ``### Breaking`` of the part that is not released; empty where there is none."""
    unreleased = re.search(r"^## \[?Unreleased\]?.*?\n(.*?)(?=^## |\Z)", changelog, re.DOTALL | re.MULTILINE)
    section = unreleased and re.search(r"^### Breaking\n(.*?)(?=^### |\Z)", unreleased[1], re.DOTALL | re.MULTILINE)
    return section[1] if section else ""


def unnamed(breaks: Mapping[str, list[str]], changelog: str, modules: Iterable[str] = ()) -> dict[str, list[str]]:
    """Give those of the breaking changes that the changelog does not name.

    A name that is gone covers what was below it. ``modules`` are those of operations, whose four functions change
    together; the module's name stands for them.
    """
    named = set(re.findall(r"[A-Za-z_]\w*(?:\.\w+)+", breaking_section(changelog)))
    covering = {name for name in named if breaks.get(name) == ["is gone"]} | (named & set(modules))
    return {
        name: said
        for name, said in breaks.items()
        if name not in named and not any(name.startswith(f"{above}.") for above in covering)
    }


def entries(missing: Mapping[str, list[str]]) -> str:
    """Write the changes as items of the changelog."""
    return "\n".join(f"- `{name}` {'; '.join(said)}." for name, said in missing.items())


def to_write(missing: Mapping[str, list[str]]) -> str:
    """Say what to write into the changelog."""
    return (
        "These public names have changed in ways that break callers of the last release. Keep them as they were, or "
        f"say so below `### Breaking` in the Unreleased part of CHANGELOG.md, for example:\n\n{entries(missing)}\n"
    )
