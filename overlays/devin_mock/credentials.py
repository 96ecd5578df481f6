"""Who may ask: the credential of a request, and whether its key may use an operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from devin_mock.documents import Operation
from devin_mock.keys import Key
from devin_mock.messages import Request
from devin_mock.refusals import Refusal
from devin_mock.wire import query_pairs, text_of


def credential(request: Request, operation: Operation, keys: Mapping[str, Key]) -> tuple[Key | None, Refusal | None]:
    """The key that meets one of the operation's security requirements, or a refusal with 401; neither if it has none.

    An operation with `x-key-prefix` takes only keys that are known; any other takes whatever has the right form.
    """
    reasons: list[str] = []
    for requirement in operation.security:
        shown = [_shown(request, scheme, operation, keys) for scheme in requirement]
        wrong = [each for each in shown if isinstance(each, str)]
        if not wrong:
            return next((each for each in shown if isinstance(each, Key)), None), None
        reasons.append(wrong[0])
    if not reasons:
        return None, None
    return None, Refusal(401, reasons[0], headers=(("www-authenticate", "Bearer"),))


def _shown(request: Request, scheme: Mapping[str, Any], operation: Operation, keys: Mapping[str, Key]) -> Key | str:
    """The key that satisfies a security scheme, or a sentence on why there is none."""
    if scheme.get("type") == "apiKey":
        values = {
            "header": lambda: request.header_values(scheme["name"]),
            "query": lambda: [value.decode("latin-1") for name, value in _pairs(request) if name == scheme["name"]],
            "cookie": lambda: [value for name, value in cookies(request) if name == scheme["name"]],
        }[scheme["in"]]()
        return Key(values[0]) if values and values[0] else f"Unauthorized: there is no {scheme['in']} {scheme['name']}."
    if scheme.get("type") == "mutualTLS":
        return Key("mutualTLS")
    # OAuth 2 and OpenID Connect end in a bearer token; any other scheme of HTTP names itself.
    wanted = str(scheme.get("scheme", "Bearer")) if scheme.get("type") == "http" else "Bearer"
    values = request.header_values("authorization")
    if not values:
        return "Unauthorized: there is no Authorization header."
    if len(values) > 1:
        return "Unauthorized: there is more than one Authorization header."
    one_word = wanted.lower() in ("basic", "bearer")
    found = re.fullmatch(r"(\S+) (\S+)" if one_word else r"(\S+) (\S.*)", values[0])
    if found is None or found[1].lower() != wanted.lower():
        return f"Unauthorized: the Authorization header is not `{wanted} <key>`."
    if operation.key_prefix is None:
        return keys.get(found[2], Key(found[2]))
    if not found[2].startswith(operation.key_prefix):
        return f"Unauthorized: this version of the API takes keys that begin with {operation.key_prefix}."
    return keys.get(found[2], "Unauthorized: the key is not one of the mock's keys.")


def permission(operation: Operation, key: Key, raw_values: Mapping[str, str]) -> Refusal | None:
    """The refusal with 403 of a key that lacks the permission or the scope for an operation, or None.

    `raw_values` are those of the path: an organization's key may ask about its own `org_id` only.
    """
    permissions = operation.permissions
    if key.permissions is not None and permissions and not key.permissions & set(permissions):
        names = " (on older deployments ".join(permissions) + ")" * (len(permissions) - 1)
        return Refusal(403, f"Forbidden: the key lacks the permission {names}.")
    if key.org_id is None or operation.scope is None or operation.scope == "any":
        return None
    if operation.scope != "organization":
        return Refusal(403, f"Forbidden: the key has organization scope, this needs {operation.scope} scope.")
    try:
        asked = text_of(raw_values.get("org_id", "").encode(), plus_is_space=False)
    except ValueError:
        return None  # Said better by the 422 that follows.
    return None if asked == key.org_id else Refusal(403, "Forbidden: the key belongs to another organization.")


def cookies(request: Request) -> list[tuple[str, str]]:
    """The names and values of the cookies of a request."""
    parts = (part.strip().partition("=") for value in request.header_values("cookie") for part in value.split(";"))
    return [(name, value) for name, _, value in parts]


def _pairs(request: Request) -> list[tuple[str, bytes]]:
    try:
        return query_pairs(request.raw_query)
    except ValueError:
        return []
