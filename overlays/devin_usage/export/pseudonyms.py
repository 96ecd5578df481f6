"""Names of people replaced by pseudonyms: the same for the same person, and of no use to find out who it is.

A pseudonym is a keyed hash (HMAC-SHA256). With the same secret it is the same in every file and every run; without one,
each process takes a random secret, which is written nowhere.
"""

from __future__ import annotations

import hmac
import secrets
from functools import cache
from typing import Any

from attrs import evolve

from ..errors import InvalidArgument
from .tables import Table

_LENGTH = 12
_FEWEST_BYTES = 16
_API_KEYS = ("cog_", "apk_")
_KINDS = {"user_id": "user", "id": "user", "email": "email", "name": "name", "saml_id": "saml"}
_SEVERAL = {"limited_to_users": "user"}
_SENTENCES = {"why_not"}


def pseudonym(value: str, secret: str | bytes | None = None, *, kind: str = "user") -> str:
    """Give the pseudonym of a text: its kind, and twelve hexadecimal digits.

    Args:
        value: An id, a name or an e-mail address.
        secret: At least 16 bytes that nobody can guess, since who knows them can try out names. None is the random
            secret of this process.
        kind: What the text is; the same text of another kind has another pseudonym.

    Raises:
        InvalidArgument: the secret is refused.
    """
    message = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
    return f"{kind}-{hmac.digest(_key(secret), message, 'sha256').hex()[:_LENGTH]}"


def pseudonymise(table: Table, secret: str | bytes | None = None) -> Table:
    """Replace what names a person in a table; organizations and service users keep their names.

    Args:
        table: The table.
        secret: See `pseudonym`.

    Raises:
        InvalidArgument: the secret is refused.
    """
    key = _key(secret)
    columns = [index for index, column in enumerate(table.columns) if column.personal]
    # A user has a row for each day.
    known: dict[tuple[int, str], str] = {}

    def replaced(row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells = list(row)
        for index in columns:
            value = row[index]
            if value is not None:
                if (index, value) not in known:
                    known[index, value] = _replacement(table.columns[index].name, value, key)
                cells[index] = known[index, value]
        return tuple(cells)

    return evolve(table, rows=tuple(map(replaced, table.rows)))


def _replacement(column: str, value: str, key: bytes) -> str:
    if column in _SENTENCES:
        return "left out: it may name people"
    if column in _SEVERAL:
        return ", ".join(pseudonym(each, key, kind=_SEVERAL[column]) for each in value.split(", "))
    return pseudonym(value, key, kind=_KINDS.get(column, "person"))


def _key(secret: str | bytes | None) -> bytes:
    if secret is None:
        return _random()
    if not isinstance(secret, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"the secret of pseudonyms must be a text or bytes, not {type(secret).__name__}")
    key = secret.encode("utf-8", "surrogatepass") if isinstance(secret, str) else secret
    if len(key) < _FEWEST_BYTES:
        raise InvalidArgument(f"the secret of pseudonyms is shorter than {_FEWEST_BYTES} bytes, so it can be guessed")
    if key.startswith(tuple(each.encode() for each in _API_KEYS)):
        raise InvalidArgument("the secret of pseudonyms must not be a key of the API; make one of its own")
    return key


@cache
def _random() -> bytes:
    return secrets.token_bytes(32)
