"""Merge the fragments of many pages into the one document of a version.

Every fragment repeats what operations share (info, security, common schemas). Shared parts must have the same
structure everywhere, and the same text wherever the language is the same; English text wins. What stands beside paths
and components holds for every operation, so a page may not leave it out; two pages of one operation agree as a whole.
"""

from collections.abc import Iterator, Sequence

from . import age, grammar
from .errors import PipelineError
from .pages import Page
from .tree import Json, Location, first_difference, pointer

_TOP = ("openapi", "info", "servers", "security", "tags", "paths", "components")
_MERGED = {"paths", "components"}


def _parts(page: Page) -> Iterator[tuple[Location, Json]]:
    """Cut a fragment into the parts that may stand in several pages."""
    for key, value in page.fragment.items():
        if key not in _MERGED:
            yield (key,), value
            continue
        if not isinstance(value, dict):
            raise PipelineError(f"{page.name}: {pointer((key,))} is not an object")
        for name, item in value.items():
            if name.startswith("x-"):
                yield (key, name), item
            elif isinstance(item, dict):
                yield from (((key, name, inner), part) for inner, part in item.items())
            else:
                raise PipelineError(f"{page.name}: {pointer((key, name))} is not an object")


def _common(page: Page) -> Json:
    """Return what a fragment says for all its operations."""
    return {key: value for key, value in page.fragment.items() if key not in _MERGED}


def _in_place(location: Location, part: Json) -> Json:
    """Put a part where it stands in a document that holds nothing else, so that the grammar can read it."""
    for key in reversed(location):
        part = {str(key): part}
    return part


def _compare(first: Page, one: Json, second: Page, other: Json) -> None:
    differs = first_difference(grammar.structure(one), grammar.structure(other))
    what = "structure"
    if differs is None and first.language == second.language:
        differs, what = first_difference(one, other), "text, in one language"
    if differs is not None:
        told = age.told(age.newer(first.name, first.fragment, second.name, second.fragment))
        raise PipelineError(f"{first.name} and {second.name} differ at {pointer(differs)} ({what}); {told}")


def assemble(pages: Sequence[Page]) -> dict[str, Json]:
    """Merge the pages of one version into one document, the same to the byte for the same pages.

    Raises:
        PipelineError: two pages disagree; names both and the JSON pointer.
    """
    ordered = sorted(pages, key=lambda page: (page.language != "en", page.name))
    operations: dict[tuple[str, str], Page] = {}
    seen: dict[Location, list[tuple[Page, Json]]] = {}
    for page in ordered:
        _compare(ordered[0], _common(ordered[0]), page, _common(page))
        first = operations.setdefault((page.method, page.path), page)
        _compare(first, first.fragment, page, page.fragment)
        for location, part in _parts(page):
            others = seen.setdefault(location, [])
            for other, other_part in others:
                _compare(other, _in_place(location, other_part), page, _in_place(location, part))
            # One page of each language is enough to hold the next against.
            if all(other.language != page.language for other, _ in others):
                others.append((page, part))
    taken = {location: others[0][1] for location, others in seen.items()}

    document: dict[str, Json] = {}
    order = {key: index for index, key in enumerate(_TOP)}
    for location in sorted(taken, key=lambda location: (order.get(str(location[0]), len(order)), location)):
        holder: Json = document
        for key in location[:-1]:
            assert isinstance(holder, dict)  # noqa: S101 - made on the line below, one level at a time
            holder = holder.setdefault(str(key), {})
        assert isinstance(holder, dict)  # noqa: S101 - as above
        holder[str(location[-1])] = taken[location]
    return document
