"""The API key: what kind it is, and how it is kept out of everything that people see.

Source: the security schemes of https://docs.devin.ai/v2-openapi.yaml and https://docs.devin.ai/v3-openapi.yaml
"""

from __future__ import annotations

import hashlib
import json
from typing import Final, Literal

from .errors import ConfigurationError

Version = Literal["v2", "v3"]

PREFIXES: Final[dict[str, Version]] = {"apk_user_": "v2", "cog_": "v3"}
"""What a key starts with, and the version of the API that takes it."""

_KINDS = "apk_user_... for v2 (personal key of an enterprise admin), cog_... for v3 (service user)"
REDACTED = "[key]"


class Credential:
    """An API key that does not show itself: no ``repr``, ``str``, pickle or comparison gives it away."""

    __slots__ = ("_key", "version")

    def __init__(self, key: str, *, version: Version | None = None) -> None:
        """Check a key.

        Args:
            key: The key; white space around it is dropped, since a line end read from a file would break the request.
            version: The version that takes it, for a key whose prefix does not say so.

        Raises:
            ConfigurationError: the key is empty, cannot stand in a header, or has an unknown prefix. The message never
                holds the key.
        """
        if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise ConfigurationError("the API key is not a text")
        stripped = key.strip()
        if not stripped:
            raise ConfigurationError(f"the API key is empty; set DEVIN_API_KEY to a key: {_KINDS}")
        if not all("!" <= character <= "~" for character in stripped):
            raise ConfigurationError("the API key holds a character that no key has (a space, a line end or non-ASCII)")
        told: Version | None = next((known for prefix, known in PREFIXES.items() if stripped.startswith(prefix)), None)
        if version is None and told is None:
            raise ConfigurationError(
                f"the API key has an unknown prefix; known are {_KINDS}. If you are sure, say which version takes it: "
                "version='v2' or version='v3'"
            )
        if version is not None and version not in PREFIXES.values():
            raise ConfigurationError(f"version={version!r} is unknown; it is 'v2' or 'v3'")
        self._key = stripped
        self.version: Version = version or told or "v3"

    def header(self) -> str:
        """Give the value of the Authorization header. Only the transport calls this."""
        return f"Bearer {self._key}"

    def digest(self) -> str:
        """Give a text that tells this key from others, and from which it cannot be told."""
        return hashlib.blake2b(self._key.encode("ascii"), digest_size=16, person=b"devin-usage").hexdigest()

    def redact(self, text: str) -> str:
        """Take the key out of a text that somebody else wrote, such as an error of the server."""
        for key in {self._key, json.dumps(self._key)[1:-1]}:
            text = text.replace(key, REDACTED)
        return text

    def __repr__(self) -> str:
        """Say that there is a key, and for which version."""
        return f"<Credential for {self.version}>"

    def __reduce__(self) -> str:
        """Refuse to be pickled: a pickle is a file with the key in it."""
        raise TypeError("a credential cannot be pickled")
