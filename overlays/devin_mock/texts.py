"""Drawn strings, by the formats that JSON Schema and OpenAPI name."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from devin_mock.chance import Draws
from devin_mock.messages import Json
from devin_mock.patterns import matching

_WORDS: Final = (
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "haze",
    "inlet",
    "jetty",
    "kelp",
    "lagoon",
)
_EPOCH: Final = datetime(2024, 6, 5, tzinfo=UTC)
_PADDING: Final = "x"


def _instant(draws: Draws) -> datetime:
    return _EPOCH + timedelta(seconds=draws.below(60_000_000))


def _word(draws: Draws) -> str:
    return _WORDS[draws.below(len(_WORDS))]


def _hex(draws: Draws, length: int) -> str:
    return f"{draws.number():016x}{draws.number():016x}"[:length]


def _uuid(draws: Draws) -> str:
    digits = _hex(draws, 32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _base64(draws: Draws) -> str:
    return base64.b64encode(_word(draws).encode()).decode()


_FORMATS: Final[Mapping[str, Callable[[Draws], str]]] = {
    "date-time": lambda draws: _instant(draws).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda draws: _instant(draws).strftime("%Y-%m-%d"),
    "time": lambda draws: _instant(draws).strftime("%H:%M:%SZ"),
    "duration": lambda draws: f"PT{draws.between(1, 90)}M",
    "email": lambda draws: f"{_word(draws)}.{_word(draws)}@example.com",
    "idn-email": lambda draws: f"{_word(draws)}@example.com",
    "hostname": lambda draws: f"{_word(draws)}.example.com",
    "idn-hostname": lambda draws: f"{_word(draws)}.example.com",
    "ipv4": lambda draws: f"192.0.2.{draws.below(256)}",
    "ipv6": lambda draws: f"2001:db8::{draws.between(1, 65_535):x}",
    "uri": lambda draws: f"https://example.com/{_word(draws)}/{_hex(draws, 8)}",
    "uri-reference": lambda draws: f"/{_word(draws)}/{_hex(draws, 8)}",
    "iri": lambda draws: f"https://example.com/{_word(draws)}",
    "iri-reference": lambda draws: f"/{_word(draws)}",
    "uri-template": lambda draws: f"/{_word(draws)}/{{id}}",
    "uuid": _uuid,
    "json-pointer": lambda draws: f"/{_word(draws)}",
    "relative-json-pointer": lambda draws: f"{draws.below(3)}/{_word(draws)}",
    "regex": lambda draws: f"^{_word(draws)}$",
    "byte": _base64,
    "base64": _base64,
    "base64url": _base64,
    "application/json": lambda draws: f'{{"{_word(draws)}":{draws.below(1_000)}}}',
    # The names that Pydantic has for further kinds of text.
    "ipvanyaddress": lambda draws: f"192.0.2.{draws.below(256)}",
    "ipvanyinterface": lambda draws: f"192.0.2.{draws.below(256)}/24",
    "ipvanynetwork": lambda draws: f"192.0.{draws.below(256)}.0/24",
    "ipv4interface": lambda draws: f"192.0.2.{draws.below(256)}/24",
    "ipv4network": lambda draws: f"192.0.{draws.below(256)}.0/24",
    "ipv6interface": lambda draws: f"2001:db8::{draws.between(1, 65_535):x}/64",
    "ipv6network": lambda draws: f"2001:db8:{draws.below(65_536):x}::/64",
    "uuid4": _uuid,
    "file-path": lambda draws: f"/{_word(draws)}/{_word(draws)}.txt",
    "directory-path": lambda draws: f"/{_word(draws)}/{_word(draws)}",
    "path": lambda draws: f"/{_word(draws)}/{_word(draws)}",
}


def draw_text(schema: Mapping[str, Json], draws: Draws) -> str:
    """A string that fits the string keywords of a schema. Raises ValueError for a pattern that cannot be read."""
    known = schema.get("x-known-values")
    if known:
        return str(known[draws.below(len(known))])
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 1 << 20))
    if "pattern" in schema:
        return matching(schema["pattern"], draws, least=least, most=most)
    kind: str = next((schema[word] for word in ("format", "contentEncoding", "contentMediaType") if word in schema), "")
    if kind in _FORMATS:
        return _FORMATS[kind](draws)
    text = f"{_word(draws)}-{_word(draws)}-{draws.below(1_000)}"
    return text[:most].ljust(least, _PADDING)
