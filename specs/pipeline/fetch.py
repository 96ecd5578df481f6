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
_DOCUMENT = re.compile(r"(?<![A-Za-z0-9])(v[0-9][A-Za-z0-9.]*)-openapi\.(?:yaml|yml|json)$")
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
            environment cannot be used; a file or a folder cannot be read; two belong at one place or are of one
            language. Names the address, without any secret in it, or the file.
    """
    if "://" in origin:
        wanted = list(_wanted(origin, versions, languages))
        with client or _client(_without_secrets(origin)) as asking:
            return Delivery(tuple(_download(asking, *each) for each in wanted))
    try:
        path = Path(origin).expanduser()
        if path.is_dir():
            return _folder(path, versions)
        if path.is_file():
            return Delivery((_expected(_document(path, path.name), versions),))
    except OSError as error:
        raise PipelineError(f"{error.filename or origin} cannot be read: {error.strerror or error}") from error
    except RuntimeError as error:
        raise PipelineError(f"{origin}: there is no such home folder") from error
    raise PipelineError(f"{origin} is no address (https://...), no file and no folder")


def _client(asked: str) -> httpx.Client:
    try:
        return httpx.Client(timeout=_TIMEOUT_S)
    except (httpx.InvalidURL, ValueError, ImportError) as error:
        # Without its text, which may name the proxy with its password.
        why = "SOCKS is not built in" if isinstance(error, ImportError) else "it is no address of a proxy"
        raise PipelineError(f"{asked} cannot be asked by the proxy that the environment names: {why}") from error


def _without_secrets(address: str) -> str:
    """Scheme and host alone, even of what is no address: a name, a password, a query or a fragment may be secret."""
    scheme, _, rest = address.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    return f"{scheme}://{host.partition(':')[0]}"


def _wanted(base: str, versions: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The addresses to ask, each with the name of the source and its version."""
    shown = _without_secrets(base)
    try:
        parts = urlsplit(base)
        _ = parts.port
    except ValueError as error:
        raise PipelineError(f"{shown} is no address: its host or its port cannot be read") from error
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise PipelineError(f"{shown}: documents are fetched over https only")
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        raise PipelineError(f"{shown}: expected a base address with nothing beside it")
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
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
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


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Everything below a folder that is no folder itself, or a link to one."""

    def fail(error: OSError) -> None:
        # A folder that may not be read is none that is empty.
        raise error

    for here, folders, names in os.walk(folder, onerror=fail, followlinks=False):
        folders.sort()
        linked = [name for name in folders if (Path(here) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            file = Path(here) / name
            yield file, file.relative_to(folder).as_posix()


def _sorted(file: Path, shown: str, versions: Sequence[str]) -> Received | str:
    """Take a page or a document, or say why a file is neither, or none that is wanted."""
    if file.is_symlink():
        return "a link, which is not followed"
    if not file.is_file():
        return "no ordinary file"
    # Another version may be of another format too, so its name is enough.
    named = _DOCUMENT.search(file.name)
    if named is not None:
        return _document(file, shown) if named[1] in versions else _other(named[1])
    if file.suffix not in {".md", ".mdx", ".txt"}:
        return "no page of an operation"
    data = _read(file, shown)
    text = data.decode("utf-8", "replace")
    if not pages.is_page(text):
        return "no page of an operation"
    said = pages.versions(text)
    if said and said.isdisjoint(versions):
        return _other(*sorted(said))
    page = pages.parse(data, shown)
    return Received(page.name, page.version, shown, data)


def _other(*versions: str) -> str:
    return f"of {' and '.join(versions)}, which this client is not built from"


def _folder(folder: Path, versions: Sequence[str]) -> Delivery:
    """Take every page and document below a folder; a document supersedes the pages of its version."""
    found: list[Received] = []
    passed_by: list[str] = []
    for file, shown in _walk(folder):
        each = _sorted(file, shown, versions)
        if isinstance(each, str):
            passed_by.append(f"{shown}: {each}")
        else:
            found.append(each)
    superseded = {each.version for each in found if whole.NAME.match(each.name)}
    taken: list[Received] = []
    for each in sorted(found, key=lambda each: each.version not in superseded):
        if each.version in superseded and not whole.NAME.match(each.name):
            passed_by.append(f"{each.origin}: superseded by a whole document")
        else:
            taken.append(each)
    names = [each.name for each in taken]
    for each in taken:
        if names.count(each.name) > 1:
            raise PipelineError(f"{each.origin} belongs at {each.name}, as another file of {folder} does; keep one")
    whole.hold_to_one_a_language(names)
    if not taken:
        raise PipelineError(f"{folder} holds no page of an operation and no vN-openapi.yaml")
    return Delivery(tuple(taken), tuple(passed_by))
