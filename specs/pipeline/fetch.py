"""Bring in what the vendor publishes: whole documents over HTTP or from files, or a folder of saved pages.

Nothing is written here. What comes is held to a size, to a type and to its end, since an error page, a cut download or
a file of another kind must never be taken for the vendor's word.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen

from . import pages, whole
from .errors import PipelineError
from .tree import Json

DEFAULT = "https://docs.devin.ai"
"""Where the vendor publishes; a dedicated deployment has a host of its own."""

LIMIT_BYTES = 16 * 2**20
"""The vendor's documents hold some hundred kilobytes each."""

_TIMEOUT_S = 30.0
_TYPES = re.compile(r"(?:application|text|binary)/(?:[a-z0-9.+-]*\+)?(?:x-)?(?:yaml|yml|json|plain|octet-stream)")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_VERSION = re.compile(r"(?<![A-Za-z0-9])v[0-9]+(?![A-Za-z0-9])")


@frozen
class Received:
    """One source as it came."""

    name: str
    """Where it belongs, below the folder of sources."""
    version: str
    origin: str
    """The address or the file that it came from."""
    data: bytes = field(repr=False)
    modified: str | None = None
    """When the server says that it was changed last."""


@frozen
class Delivery:
    """All that came from one origin."""

    received: tuple[Received, ...]
    passed_by: tuple[str, ...] = ()
    """What was found and is no source, each with its reason."""


def receive(
    origin: str, *, versions: Sequence[str], languages: Sequence[str] = ("en",), client: httpx.Client | None = None
) -> Delivery:
    """Get the vendor's documents.

    Args:
        origin: A base address, below which ``[<language>/]vN-openapi.yaml`` stand; or a file; or a folder.
        versions: The versions that are wanted, such as ``v3``; a file or a folder may hold some of them.
        languages: The languages to get from an address; ``en`` is the copy without a language in its address.
        client: What asks; by default one that is closed again, and keeps to the environment's proxies.

    Raises:
        PipelineError: nothing is there, or it is too large, of another kind or cut off; the address or the proxy of the
            environment cannot be used; a file or a folder cannot be read. Names the address or the file.
    """
    if "://" in origin:
        try:
            wanted = list(_wanted(origin, versions, languages))
            with client or httpx.Client(timeout=_TIMEOUT_S) as asking:
                return Delivery(tuple(_download(asking, *each) for each in wanted))
        except (httpx.InvalidURL, ValueError, ImportError) as error:
            # Not the address itself, which may hold a secret.
            kind = type(error).__name__
            raise PipelineError(f"the address, or the proxy in the environment, cannot be used ({kind})") from error
    path = Path(origin).expanduser()
    if path.is_dir():
        return _folder(path, versions)
    if path.is_file():
        return Delivery((_expected(_document(path, path.name), versions),))
    raise PipelineError(f"{origin} is no address (https://...), no file and no folder")


def _wanted(base: str, versions: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The addresses to ask, each with the name of the source and its version."""
    parts = urlsplit(base)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise PipelineError(f"{base}: documents are fetched over https only")
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        raise PipelineError(f"{parts.scheme}://{parts.hostname or ''}: expected a base address with nothing beside it")
    for version in versions:
        for language in languages:
            folder = "" if language == "en" else f"{language}/"
            yield (
                f"{base.rstrip('/')}/{folder}{version}-openapi.yaml",
                _name(parts.hostname, language, version),
                version,
            )


def _name(host: str, language: str, version: str, ending: str = "yaml") -> str:
    name = f"{host}/{'' if language == 'en' else language + '/'}{version}-openapi.{ending}"
    if not whole.NAME.match(name):
        raise PipelineError(f"{name}: expected a host and a language such as ja or pt-BR")
    return name


def _download(client: httpx.Client, address: str, name: str, version: str) -> Received:
    try:
        with client.stream("GET", address, follow_redirects=False) as answer:
            if answer.is_redirect:
                location: str = answer.headers.get("location", "")
                target = urlsplit(location).hostname or urlsplit(address).hostname
                raise PipelineError(f"{address} redirects to {target}; name that address if it is the vendor's")
            if answer.status_code != 200:
                raise PipelineError(f"{address} answers with status {answer.status_code}")
            told = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if told and not _TYPES.fullmatch(told):
                raise PipelineError(f"{address} is {told}, not an OpenAPI document")
            data = bytearray()
            for chunk in answer.iter_bytes():
                data += chunk
                _hold_to_size(len(data), address)
            modified = answer.headers.get("last-modified")
    except httpx.HTTPError as error:
        raise PipelineError(f"{address} could not be read to its end: {error or type(error).__name__}") from error
    whole.parse(bytes(data), address)
    return Received(name, version, address, bytes(data), modified)


def _hold_to_size(size: int, what: str) -> None:
    if size > LIMIT_BYTES:
        raise PipelineError(f"{what} holds more than {LIMIT_BYTES // 2**20} MB; no document of the vendor does")


def _read(file: Path, shown: str) -> bytes:
    try:
        _hold_to_size(file.stat().st_size, shown)
        return file.read_bytes()
    except OSError as error:
        raise PipelineError(f"{shown} cannot be read: {error.strerror or error}") from error


def _document(file: Path, shown: str) -> Received:
    """Take a file for a whole document, and find out where it belongs."""
    data = _read(file, shown)
    document = whole.parse(data, shown)
    ending = "json" if file.suffix == ".json" else "yaml"
    # A saved tree has the host and the language in its folders; a single file is taken for the vendor's English one.
    for depth in (3, 2):
        named = whole.NAME.match("/".join(file.resolve().parts[-depth:]))
        if named is not None:
            return Received(named[0], named["version"], shown, data)
    host = urlsplit(DEFAULT).hostname or ""
    version = _version(file.name, document, shown)
    return Received(_name(host, "en", version, ending), version, shown, data)


def _version(name: str, document: dict[str, Json], shown: str) -> str:
    paths = document.get("paths")
    said: list[str] = _VERSION.findall(name)
    found = said or sorted({path.split("/")[1] for path in paths} if isinstance(paths, dict) else ())
    if len(found) != 1 or not _VERSION.fullmatch(found[0]):
        raise PipelineError(f"{shown}: neither its name nor its paths say which version it is; name it vN-openapi.yaml")
    return found[0]


def _expected(received: Received, versions: Sequence[str]) -> Received:
    if received.version not in versions:
        raise PipelineError(
            f"{received.origin} is a document of {received.version}; this client is built from {', '.join(versions)}"
        )
    return received


def _language(name: str) -> str:
    match = whole.NAME.match(name)
    return (match["language"] if match else None) or "en"


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Everything below a folder that is no folder itself; one that may not be read is an error, not an empty one."""

    def fail(error: OSError) -> None:
        raise PipelineError(f"{error.filename} cannot be read: {error.strerror or error}") from error

    for here, folders, names in os.walk(folder, onerror=fail):
        folders.sort()
        linked = [name for name in folders if (Path(here) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            file = Path(here) / name
            yield file, file.relative_to(folder).as_posix()


def _folder(folder: Path, versions: Sequence[str]) -> Delivery:
    """Take every page and document below a folder; a document supersedes the pages of its version."""
    wholes: list[Received] = []
    single: list[Received] = []
    passed: list[Received] = []
    passed_by: list[str] = []
    for file, shown in _walk(folder):
        if file.is_symlink() or not file.is_file():
            passed_by.append(f"{shown}: a link, or no file")
            continue
        if re.search(r"v[0-9]+-openapi\.(?:yaml|yml|json)$", file.name):
            found = _document(file, shown)
            (wholes if found.version in versions else passed).append(found)
            continue
        data = _read(file, shown)
        if file.suffix not in {".md", ".mdx", ".txt"} or not pages.is_page(data.decode("utf-8", "replace")):
            passed_by.append(f"{shown}: no page of an operation")
            continue
        page = pages.parse(data, shown)
        found = Received(page.name, page.version, shown, data)
        (single if found.version in versions else passed).append(found)
    passed_by += [f"{each.origin}: of {each.version}, which this client is not built from" for each in passed]
    superseded = {each.version for each in wholes}
    passed_by += [f"{each.origin}: superseded by a whole document" for each in single if each.version in superseded]
    taken = [*wholes, *(each for each in single if each.version not in superseded)]
    names = [each.name for each in taken]
    for version, language in {(each.version, _language(each.name)) for each in wholes}:
        copies = [each.origin for each in wholes if (each.version, _language(each.name)) == (version, language)]
        if len(copies) > 1:
            raise PipelineError(f"{' and '.join(copies)} are documents of {version} in one language; keep one")
    for each in taken:
        if names.count(each.name) > 1:
            raise PipelineError(f"{each.origin} belongs at {each.name}, as another file of {folder} does; keep one")
    if not taken:
        raise PipelineError(f"{folder} holds no page of an operation and no vN-openapi.yaml")
    return Delivery(tuple(taken), tuple(passed_by))
