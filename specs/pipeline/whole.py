"""A whole document of the vendor, in one language or several: it supersedes every page of its version.

It stands where the vendor has it: ``<host>/v3-openapi.yaml``, and ``<host>/<language>/v3-openapi.yaml`` for the copy of
another language. Copies differ in text alone; where they do not, one is older than the other, and the build stops.
"""

import re
from collections.abc import Sequence

from attrs import frozen

from . import age, grammar, references, yaml12
from .errors import PipelineError
from .tree import Json, Location, first_difference, pointer

# The codes of ISO 639-1, and the two that the vendor's documentation platform also has: a folder of another name, such
# as new or qa, holds no translation.
_LANGUAGES = (
    "a[abefkmnrsvyz]|b[aegimnors]|c[aehnorsuvy]|d[aevz]|e[elnostu]|f[afijory]|g[adlnuv]|h[aeiortuyz]|"
    "i[adegikostu]|j[apv]|k[agijklmnorsuvwy]|l[abginotuv]|m[ghiklnrsty]|n[abdeglnorvy]|o[cjmrs]|p[ailst]|q[u]|"
    "r[mnouw]|s[acdegiklmnoqrstuvw]|t[aeghiklnorstwy]|u[gkrz]|v[eio]|w[ao]|x[h]|y[io]|z[ahu]"
)
NAME = re.compile(
    r"^(?P<host>(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}|localhost|127\.0\.0\.1)/"
    rf"(?:(?P<language>(?:{_LANGUAGES})(?:-(?:[A-Za-z]{{2}}|[A-Za-z]{{4}}))?)/)?"
    r"(?P<version>v[0-9]+)-openapi\.(?:yaml|json)$"
)
_BESIDE_OPERATIONS = ("summary", "description", "servers", "parameters")


@frozen
class Whole:
    """One document as the vendor publishes it."""

    name: str
    """The path of the file below the folder of sources."""
    host: str
    language: str
    version: str
    document: dict[str, Json]


def read(data: bytes, name: str) -> Whole:
    """Read a document and hold it against its name.

    Raises:
        PipelineError: the bytes are no OpenAPI 3.1 document, or one from which operations could get lost.
    """
    match = NAME.match(name)
    if match is None:
        raise PipelineError(f"{name}: expected <host>/vN-openapi.yaml or <host>/<language>/vN-openapi.yaml")
    document = parse(data, name)
    if not str(document.get("openapi")).startswith("3.1."):
        raise PipelineError(f"{name}: /openapi is {document.get('openapi')!r}; only OpenAPI 3.1 is built from")
    return Whole(
        name=name,
        host=match["host"],
        language=match["language"] or "en",
        version=match["version"],
        document=document,
    )


def parse(data: bytes, name: str) -> dict[str, Json]:
    """Read the bytes of an OpenAPI document of version 3, in YAML or JSON.

    Raises:
        PipelineError: they are something else; says what, as far as that can be told.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PipelineError(f"{name} is not UTF-8: {error}") from error
    if text.lstrip("\ufeff \t\r\n")[:1] == "<":
        raise PipelineError(f"{name} is a web page (HTML or XML), not an OpenAPI document")
    document = yaml12.load(text, name)
    if not isinstance(document, dict):
        raise PipelineError(f"{name} is not an OpenAPI document: it holds no object")
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        raise PipelineError(f"{name} is not an OpenAPI 3 document: /openapi is {version!r}")
    paths = document.get("paths")
    if not isinstance(paths, dict) or not any(True for _ in grammar.operations(document)):
        raise PipelineError(f"{name} holds no operation; it may be cut off")
    for path, item in paths.items():
        if not path.startswith("x-"):
            _hold_item(item, ("paths", path), name)
    webhooks = document.get("webhooks", {})
    if not isinstance(webhooks, dict):
        raise PipelineError(f"{name}: /webhooks is no object; it may be cut off")
    for location, reference in references.walk(document):
        place = pointer(location)
        if location[-1] != "$ref" or not references.is_pointer(reference):
            raise PipelineError(
                f"{name}: {place} is {reference!r}; only a $ref that is a JSON pointer within the document is read"
            )
        try:
            references.follow(document, reference)
        except LookupError:
            raise PipelineError(f"{name}: {place} leads nowhere in it ({reference}); it may be cut off") from None
    for scheme in sorted(grammar.security_schemes(document) - _declared(document)):
        raise PipelineError(f"{name} asks for the security scheme {scheme}, which it lacks; it may be cut off")
    return document


def _hold_item(item: Json, place: Location, name: str) -> None:
    """Refuse what is no path item, and what in one would be passed over, since an operation could be lost."""
    if not isinstance(item, dict):
        raise PipelineError(f"{name}: {pointer(place)} is no object; it may be cut off")
    if "$ref" in item:
        raise PipelineError(f"{name}: {pointer(place)} is a reference; its operations would be lost")
    for key, value in item.items():
        if key in grammar.METHODS and not isinstance(value, dict):
            raise PipelineError(f"{name}: {pointer((*place, key))} is no object; it may be cut off")
        if key not in (*grammar.METHODS, *_BESIDE_OPERATIONS) and not key.startswith("x-"):
            raise PipelineError(
                f"{name}: {pointer((*place, key))} is no method of OpenAPI 3.1 in small letters; it would be lost"
            )


def _declared(document: dict[str, Json]) -> set[str]:
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    return {*schemes} if isinstance(schemes, dict) else set()


@frozen
class Disagreement:
    """Two copies of one document that differ in more than text."""

    one: str
    other: str
    place: Location
    newer: str | None
    """The name of the copy that is newer, where the documents tell."""

    def __str__(self) -> str:
        """Write it as one sentence."""
        return f"{self.one} and {self.other} differ at {pointer(self.place)} (structure); {age.told(self.newer)}"


def disagreements(wholes: Sequence[Whole]) -> list[Disagreement]:
    """Hold every copy of a document against the first, English before others."""
    first, *others = ordered(wholes)
    found: list[Disagreement] = []
    for other in others:
        differs = first_difference(grammar.structure(first.document), grammar.structure(other.document))
        if differs is not None:
            found.append(
                Disagreement(
                    first.name, other.name, differs, age.newer(first.name, first.document, other.name, other.document)
                )
            )
    return found


def ordered(wholes: Sequence[Whole]) -> list[Whole]:
    """Sort copies: English first, since its text wins, then by name."""
    return sorted(wholes, key=lambda whole: (whole.language != "en", whole.name))


def hold_to_one_a_language(names: Sequence[str]) -> None:
    """Refuse two documents of one version in one language; a name that is no document's is passed over.

    Raises:
        PipelineError: names the second.
    """
    seen: set[tuple[str, str]] = set()
    for name in names:
        match = NAME.match(name)
        if match is None:
            continue
        version, language = match["version"], match["language"] or "en"
        if (version, language) in seen:
            raise PipelineError(f"{name} is a second document of {version} in one language; keep one")
        seen.add((version, language))


def merge(wholes: Sequence[Whole]) -> dict[str, Json]:
    """Give the one document of which these are the copies.

    Raises:
        PipelineError: they differ in structure, or two are in one language.
    """
    first = ordered(wholes)[0]
    hold_to_one_a_language([each.name for each in ordered(wholes)])
    for each in disagreements(wholes):
        raise PipelineError(f"{each}; keep the newer one alone, or fetch both anew")
    return first.document
