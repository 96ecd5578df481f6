"""The keys of a run: one, or one of each version, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping

from attrs import frozen

from ..credential import PREFIXES, Credential, Version
from ..errors import ConfigurationError
from ..settings import credential

BY_VERSION: Mapping[Version, str] = {"v2": "DEVIN_API_KEY_V2", "v3": "DEVIN_API_KEY_V3"}


@frozen(eq=False)
class Key:
    """A key, and whether its beginning is one that is known."""

    credential: Credential
    prefix: str | None


def keys_of_environment(version: Version | None = None) -> tuple[Key, ...]:
    """Take the keys: DEVIN_API_KEY for its version, DEVIN_API_KEY_V2 and DEVIN_API_KEY_V3 for theirs, which go first.

    Args:
        version: The version that takes DEVIN_API_KEY, for a key whose prefix does not say so.

    Raises:
        ConfigurationError: there is none, one is refused, or one is of another version than its name says.
    """
    found: dict[Version, Key] = {}
    for each, name in BY_VERSION.items():
        text = os.environ.get(name)
        if text is not None:
            found[each] = _key(text, each, name)
    if not found or "DEVIN_API_KEY" in os.environ:
        text = os.environ.get("DEVIN_API_KEY")
        general = credential(text, version)
        found.setdefault(general.version, Key(general, _prefix(text or "")))
    return tuple(found[each] for each in BY_VERSION if each in found)


def every_key_of_environment(version: Version | None = None) -> tuple[tuple[str, Key], ...]:
    """Take every key that is set, with the name of its variable: DEVIN_API_KEY too where another goes before it.

    Args:
        version: The version that takes DEVIN_API_KEY, for a key whose prefix does not say so.

    Raises:
        ConfigurationError: there is none, one is refused, or one is of another version than its name says.
    """
    found: list[tuple[str, Key]] = []
    for each in keys_of_environment(version):
        named = BY_VERSION[each.credential.version]
        found.append((named if named in os.environ else "DEVIN_API_KEY", each))
    text = os.environ.get("DEVIN_API_KEY")
    if text is not None:
        general = Key(credential(text, version), _prefix(text))
        if all(each.credential.digest() != general.credential.digest() for _, each in found):
            found.insert(0, ("DEVIN_API_KEY", general))
    return tuple(found)


def _key(text: str, version: Version, name: str) -> Key:
    prefix = _prefix(text)
    if prefix is not None and PREFIXES[prefix] != version:
        raise ConfigurationError(f"{name} holds a key of {PREFIXES[prefix]}")
    try:
        return Key(Credential(text, version=version), prefix)
    except ConfigurationError as error:
        raise ConfigurationError(f"{name}: {error}") from None


def _prefix(text: str) -> str | None:
    return next((prefix for prefix in PREFIXES if text.strip().startswith(prefix)), None)
