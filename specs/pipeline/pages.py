"""A vendored documentation page, and the one operation that it publishes.

A page is Markdown with one fenced OpenAPI fragment. The line that opens the fence names the document it was cut from,
the method and the path (``yaml ja/v2-openapi.yaml GET /v2/...``); the first lines name the host. The file stands where
these say: ``<host>/<path>.<language>.md``.
"""

import re
from pathlib import Path

from attrs import frozen

from . import grammar, yaml12
from .errors import PipelineError
from .tree import Json, pointer

_FENCE = re.compile(r"^(`{3,})yaml[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)[ \t]*\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_HOST = re.compile(r"^> .*https://([a-z0-9.-]+)/llms\.txt\s*$", re.MULTILINE)
_VERSION = re.compile(r"(?:^|/)(v[0-9][A-Za-z0-9.]*)-openapi\.(?:yaml|json)$")
_DOCUMENT = re.compile(r"^(?:(?P<language>[a-z]{2,3}(?:-[A-Za-z]+)?))?/(?P<version>v[0-9]+)-openapi\.yaml$")


@frozen
class Page:
    """One operation as one page publishes it."""

    name: str
    """The path of the file below the folder of sources."""
    host: str
    language: str
    version: str
    method: str
    path: str
    fragment: dict[str, Json]


def read(file: Path, sources: Path) -> Page:
    """Read a page and hold its file name, its fence and its fragment against each other.

    Raises:
        PipelineError: there is not exactly one fragment, or the three disagree; names the page and the place.
    """
    name = file.relative_to(sources).as_posix()
    page = parse(file.read_bytes(), name)
    if name != page.name:
        raise PipelineError(f"{name}: the page itself says that it is {page.name}")
    return page


def is_page(text: str) -> bool:
    """Tell whether a text holds an OpenAPI fragment, as pages of operations do and guides do not."""
    return _FENCE.search(_lines(text)) is not None


def _lines(text: str) -> str:
    """Read every line end as one: a page may have been saved anywhere."""
    return re.sub("\r\n?", "\n", text)


def versions(text: str) -> set[str]:
    """Name the versions of the documents that the fragments in a text were cut from, as far as they say so."""
    found = (_VERSION.search(document) for _, document, *_ in _FENCE.findall(_lines(text)))
    return {each[1] for each in found if each is not None}


def parse(data: bytes, name: str) -> Page:
    """Read a page that may stand anywhere; it says itself where it belongs. ``name`` names it in errors.

    Raises:
        PipelineError: there is not exactly one fragment, or fence and fragment disagree; names the page and the place.
    """
    try:
        text = _lines(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PipelineError(f"{name} is not UTF-8: {error}") from error
    fences = _FENCE.findall(text)
    if len(fences) != 1:
        raise PipelineError(
            f"{name} holds {len(fences) or 'no'} OpenAPI fragment{'s' if len(fences) > 1 else ''}; expected one fence "
            "that opens with: yaml <document> <METHOD> <path>"
        )
    _, document, method, path, body = fences[0]
    cut_from = _DOCUMENT.match(document)
    if cut_from is None:
        raise PipelineError(f"{name}: its fence names the document {document!r}; expected [<language>]/vN-openapi.yaml")
    language, version = cut_from["language"] or "en", cut_from["version"]
    hosts = set(_HOST.findall(text))
    if len(hosts) != 1:
        raise PipelineError(f"{name} does not say which one host it comes from (a line with https://<host>/llms.txt)")
    host = hosts.pop()

    fragment = yaml12.load(body, f"the fragment in {name}")
    if not isinstance(fragment, dict):
        raise PipelineError(f"the fragment in {name} is not an OpenAPI document")
    found = [(found_method, found_path) for found_method, found_path, _ in grammar.operations(fragment)]
    if found != [(method, path)]:
        listed = ", ".join(" ".join(operation) for operation in found) or "no operation"
        place = pointer(("paths", path, method.lower()))
        raise PipelineError(
            f"{name}: its fence says {method} {path}, its fragment holds {listed} (expected at {place})"
        )
    if not path.startswith(f"/{version}/"):
        raise PipelineError(f"{name}: the path {path} is not one of {version}")
    if not str(fragment.get("openapi")).startswith("3.1."):
        raise PipelineError(f"{name}: /openapi is {fragment.get('openapi')!r}; only OpenAPI 3.1 is read")
    return Page(
        name=f"{host}{path}.{language}.md",
        host=host,
        language=language,
        version=version,
        method=method,
        path=path,
        fragment=fragment,
    )
