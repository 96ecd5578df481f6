"""Comparing what two documents say as a whole: words for people, and what belongs to no operation."""

from __future__ import annotations

from collections.abc import Iterator

from . import callbacks
from .changes import Change
from .effects import WORDS
from .located import Located, located
from .pathways import METHODS, Matched
from .sides import Documents, noted
from .trees import Json, changed_keys, mapping, sequence, shown, text

_STRUCTURE = ("openapi", "info", "servers", "security", "paths", "webhooks", "components", "tags")


def compare(documents: Documents, matched: Matched) -> Iterator[Located]:
    """Compare two documents without their operations."""
    old, new = mapping(documents.old), mapping(documents.new)
    if old.get("openapi") != new.get("openapi"):
        said = f"{{}} was {shown(old.get('openapi'))} and is now {shown(new.get('openapi'))}"
        change = Change(
            rule="openapi-version-changed", effect=WORDS, said=said, old=old.get("openapi"), new=new.get("openapi")
        )
        yield from located([change], place="openapi", subject="the version of OpenAPI")
    before, now = mapping(old.get("info")), mapping(new.get("info"))
    for keyword in changed_keys(before, now):
        said = f"{{}} was {_maybe(before.get(keyword))} and is now {_maybe(now.get(keyword))}"
        change = Change(rule="info-changed", effect=WORDS, said=said, old=before.get(keyword), new=now.get(keyword))
        yield from located([change], place=f"info.{keyword}", subject=f"the {keyword} of the document")
    yield from located(noted(old, new, structure=_STRUCTURE), place="document", subject="the document")
    yield from _tags(old.get("tags"), new.get("tags"))
    yield from _schemes(documents)
    yield from _server_words(old.get("servers"), new.get("servers"))
    yield from _paths(matched)
    yield from callbacks.compare(documents, old.get("webhooks"), new.get("webhooks"), what="webhook")


def _maybe(value: Json) -> str:
    return "not there" if value is None else shown(value)


def _tags(old: Json, new: Json) -> Iterator[Located]:
    before, now = (
        {text(mapping(each).get("name")) or "": mapping(each) for each in sequence(tags)} for tags in (old, new)
    )
    for name in dict.fromkeys((*before, *now)):
        changes = noted(before.get(name, {}), now.get(name, {}), structure=("name",))
        if (name in before) != (name in now):
            action = "is now described" if name in now else "is no longer described"
            changes = iter(
                [
                    Change(
                        rule="tag-description-changed",
                        effect=WORDS,
                        said=f"{{}} {action}",
                        old=before.get(name),
                        new=now.get(name),
                    )
                ]
            )
        yield from located(changes, place=f"tag {name}", subject=f"the tag `{name}`")


def _schemes(documents: Documents) -> Iterator[Located]:
    before, now = (
        mapping(mapping(mapping(document).get("components")).get("securitySchemes"))
        for document in (documents.old, documents.new)
    )
    for name in before:
        if name in now:
            one, other = documents.resolved(before[name], now[name])
            structure = ("type", "name", "in", "scheme", "flows", "openIdConnectUrl")
            changes = [*noted(one, other, structure=structure)]
            for flow in mapping(one.get("flows")):
                scopes = (mapping(mapping(mapping(each.get("flows")).get(flow)).get("scopes")) for each in (one, other))
                changes += _scope_words(*scopes)
            yield from located(changes, place=f"security scheme {name}", subject=f"the security scheme `{name}`")


def _scope_words(old: dict[str, Json], new: dict[str, Json]) -> Iterator[Change]:
    for scope in old:
        if scope in new and old[scope] != new[scope]:
            said = f"what the scope `{scope}` of {{}} is for is said in other words"
            yield Change(rule="description-changed", effect=WORDS, said=said, old=old[scope], new=new[scope])


def _server_words(old: Json, new: Json) -> Iterator[Located]:
    before, now = (
        {text(mapping(each).get("url")): mapping(each) for each in sequence(servers)} for servers in (old, new)
    )
    for url in before:
        if url in now:
            changes = noted(before[url], now[url], structure=("url", "variables"))
            yield from located(changes, place="servers", subject=f"the server `{url}`")


def _paths(matched: Matched) -> Iterator[Located]:
    told: set[tuple[str, str]] = set()
    for old, new in matched.kept:
        if (old.path, new.path) not in told:
            told.add((old.path, new.path))
            changes = noted(old.item, new.item, structure=("$ref", "parameters", "servers", *METHODS))
            yield from located(changes, place=f"path {new.path}", subject="the path")
