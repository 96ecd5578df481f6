"""Changes of a document as a whole, each of which gives what has to be said."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.spec_diff.operation_changes import demanded
from tests.unit.spec_diff.places import operations
from tests.unit.spec_diff.schema_change import Node, Said


def _documents() -> dict[str, Callable[[Node], set[Said]]]:
    def info(document: Node) -> set[Said]:
        document["info"]["version"] = "9.9.9"
        return {(None, "info-changed", "text")}

    def version(document: Node) -> set[Said]:
        document["openapi"] = "3.1.1"
        return {(None, "openapi-version-changed", "text")}

    def server(document: Node) -> set[Said]:
        document["servers"] = [{"url": "https://elsewhere.example"}]
        return {(None, "server-changed", "breaking")}

    def server_added(document: Node) -> set[Said]:
        document["servers"].append({"url": "https://elsewhere.example"})
        return {(None, "server-added", "additive")}

    def scheme(document: Node) -> set[Said]:
        name = next(iter(document["components"]["securitySchemes"]))
        document["components"]["securitySchemes"][name].update({"type": "apiKey", "in": "header", "name": "X-Key"})
        return {
            (operation, "security-scheme-changed", "breaking")
            for operation, _, _, node in operations(document)
            if any(name in each for each in demanded(document, node))
        }

    def scheme_words(document: Node) -> set[Said]:
        document["components"]["securitySchemes"][next(iter(document["components"]["securitySchemes"]))][
            "description"
        ] = "In other words"
        return {(None, "description-changed", "text")}

    def path_words(document: Node) -> set[Said]:
        next(iter(document["paths"].values()))["summary"] = "In other words"
        return {(None, "summary-changed", "text")}

    def tag(document: Node) -> set[Said]:
        document.setdefault("tags", []).append({"name": "brand new"})
        return {(None, "tag-description-changed", "text")}

    def webhook(document: Node) -> set[Said]:
        document["webhooks"] = {"made": {"post": {"responses": {}}}}
        return {(None, "webhook-added", "additive")}

    return {
        make.__name__: make
        for make in (info, version, server, server_added, scheme, scheme_words, path_words, tag, webhook)
    }


DOCUMENT_CHANGES = _documents()
