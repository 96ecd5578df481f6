"""Faults that are planted in answers: which requests they fall on, and what goes wrong.

    mock.faults.add(Fault(status=503, times=2))                        # two failures, then success
    mock.faults.add(Fault.parse("rate_limit=60/10,operation=get_enterprise_*"))

A fault falls on requests that the judge accepts; a refused one is answered with its refusal, so that no fault hides a
mistake of the client.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from fnmatch import fnmatchcase
from math import ceil, isfinite
from typing import Any, Final, Literal, cast, get_args

import attrs

from devin_mock.breaches import Breach, BreachKind
from devin_mock.messages import Delivery, Headers, Json, Response

Garbling = Literal["encoding", "json", "utf-8", "media-type"]
_HTML: Final = b"<!doctype html><title>Bad gateway</title>"
_TOKENS: Final = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


@attrs.frozen(slots=True)
class RateLimit:
    """At most `requests` in any `per_s` seconds, for each key."""

    requests: int
    per_s: float

    def __attrs_post_init__(self) -> None:
        """Raise ValueError for a limit that lets nothing through, or is no number."""
        if self.requests < 1 or not isfinite(self.per_s) or self.per_s <= 0:
            raise ValueError(f"A rate limit is a number of requests in a number of seconds, not {self}.")

    def __str__(self) -> str:
        """Write it as `Fault.parse` reads it."""
        return f"{self.requests}/{self.per_s:g}"


def _headers(value: Iterable[tuple[str, str]] | Mapping[str, str]) -> Headers:
    pairs: Iterable[tuple[str, str]] = cast(Mapping[str, str], value).items() if isinstance(value, Mapping) else value
    return tuple((str(name).lower(), str(text)) for name, text in pairs)


@attrs.frozen(slots=True, kw_only=True)
class Fault:
    """What goes wrong with some answers. Raises ValueError for a value that no answer can have.

    Which requests: those of an `operation` (its id, `*` and `?` stand for anything) and a `path` (as sent, likewise),
    without the first `skip` of them, and then only `times` of them. With `each`, `skip` and `times` are counted for
    each distinct request alone. `share` lets only that share of the attempts fail, drawn from the mock's seed, so that
    the same attempt at the same request fails each time a test is run. `rate_limit` lets those fail that come too fast.

    What goes wrong: a `status` other than the answer's, with the body that the document gives for it, or with `body`;
    `headers`; `retry_after_s`, given as seconds or as a date (`retry_after_as`); a `garble`d body; a `breach` of the
    contract; and what `Delivery` says of `delay_s`, `drip_bytes`, `drip_s`, `reset_after` and `truncate_after`.
    """

    operation: str = "*"
    path: str = "*"
    skip: int = 0
    times: int | None = None
    each: bool = False
    share: float = 1.0
    rate_limit: RateLimit | None = None

    status: int | None = None
    headers: Headers = attrs.field(default=(), converter=_headers)
    body: bytes | None = None
    retry_after_s: float | None = None
    retry_after_as: Literal["seconds", "date"] = "seconds"
    garble: Garbling | None = None
    breach: Breach | None = None
    delay_s: float = 0.0
    drip_bytes: int | None = None
    drip_s: float = 0.0
    reset_after: int | None = None
    truncate_after: int | None = None

    def __attrs_post_init__(self) -> None:
        """Raise ValueError for what cannot be done."""
        for name in ("skip", "times", "retry_after_s", "delay_s", "drip_s", "reset_after", "truncate_after"):
            value = getattr(self, name)
            if value is not None and (not isfinite(value) or value < 0):
                raise ValueError(f"The {name} of a fault is not below 0; {value!r} is.")
        if self.drip_bytes is not None and self.drip_bytes < 1:
            raise ValueError(f"A fault drips at least one byte at a time, not {self.drip_bytes!r}.")
        if not 0.0 <= self.share <= 1.0:
            raise ValueError(f"The share of a fault lies from 0 to 1; {self.share!r} does not.")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError(f"The status of a fault lies from 200 to 599; {self.status!r} does not.")
        for name, options in (("garble", get_args(Garbling)), ("retry_after_as", ("seconds", "date"))):
            value = getattr(self, name)
            if value is not None and value not in options:
                raise ValueError(f"The {name} of a fault is one of {', '.join(options)}; {value!r} is not.")
        for name, text in self.headers:
            if not name or set(name) - _TOKENS or not text.isprintable() or not text.isascii():
                raise ValueError(f"A fault cannot send the header {name!r}.")
        if not self._does_something():
            raise ValueError(
                "A fault needs something that goes wrong: for example status=503, delay_s=2, or breach=missing."
            )

    def _does_something(self) -> bool:
        chosen = (self.rate_limit, self.status, self.body, self.garble, self.breach, self.retry_after_s)
        return bool(any(each is not None for each in chosen) or self.headers or self.delivery != Delivery())

    @property
    def delivery(self) -> Delivery:
        """How the answer goes over the connection."""
        return Delivery(
            delay_s=self.delay_s,
            drip_bytes=self.drip_bytes,
            drip_s=self.drip_s,
            reset_after=self.reset_after,
            truncate_after=self.truncate_after,
        )

    @property
    def replaces(self) -> int | None:
        """The status that stands in place of the answer, which need not be made then; None if there is an answer."""
        return 429 if self.status is None and self.rate_limit is not None else self.status

    def concerns(self, operation_id: str, path: str) -> bool:
        """Whether the fault speaks of an operation and a path."""
        return fnmatchcase(operation_id, self.operation) and fnmatchcase(path, self.path)

    @classmethod
    def of(cls, settings: Mapping[str, Json]) -> Fault:
        """Read a fault from names and values, as JSON or text gives them.

        `rate_limit` is written `60/10` (requests, seconds), `breach` by its kind, with its place in `at` and its
        `value` beside it. Raises ValueError for a name or a value that there is not.
        """
        given = dict(settings)
        kinds = {field.name: str(field.type) for field in attrs.fields(cls)}
        place, value = given.pop("at", None), given.pop("value", None)
        if unknown := sorted(set(given) - set(kinds)):
            raise ValueError(f"A fault has no {', '.join(unknown)}; it has {', '.join(kinds)}, and at and value.")
        if "breach" in given:
            given["breach"] = Breach(given["breach"], place, value)
        elif place is not None or value is not None:
            raise ValueError(f"at and value belong to a breach: breach={'|'.join(get_args(BreachKind))}.")
        return cls(**{name: _read(name, kinds[name], each) for name, each in given.items()})

    def settings(self) -> dict[str, Json]:
        """The names and values that are not the usual ones, as `of` reads them."""
        given: dict[str, Json] = {}
        for field in attrs.fields(type(self)):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if isinstance(value, Breach):
                shown = {"breach": value.kind, "at": value.at, "value": value.value}
                given |= {name: each for name, each in shown.items() if each is not None}
            elif isinstance(value, bytes):
                given[field.name] = value.decode("utf-8", "backslashreplace")
            elif isinstance(value, tuple):
                given[field.name] = dict(self.headers)
            else:
                given[field.name] = str(value) if isinstance(value, RateLimit) else value
        return given

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read a fault from text, such as `operation=get_*,status=503,times=2`, or from a JSON object.

        Raises ValueError.
        """
        if text.lstrip().startswith("{"):
            try:
                return cls.of(json.loads(text))
            except json.JSONDecodeError as error:
                raise ValueError(f"The fault {text!r} is no JSON object: {error}.") from None
        pairs: dict[str, Json] = {}
        for part in text.split(","):
            name, equals, value = part.partition("=")
            if not equals or not name.strip():
                raise ValueError(f"A fault is written name=value,name=value; {part!r} is not of that form.")
            if name.strip() in pairs:
                raise ValueError(f"The fault {text!r} has two values for {name.strip()}.")
            pairs[name.strip().replace("-", "_")] = value.strip()
        if "headers" in pairs:
            header, _, content = pairs["headers"].partition(":")
            pairs["headers"] = ((header.strip(), content.strip()),)
        if "value" in pairs:
            pairs["value"] = _json_or_text(pairs["value"])
        return cls.of(pairs)


def _json_or_text(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _read(name: str, kind: str, value: Any) -> Any:
    """A setting in the type that its field has."""
    try:
        if name == "rate_limit":
            requests, _, per_s = str(value).partition("/")
            return RateLimit(int(requests), float(per_s or 1))
        if kind.startswith("int"):
            return _whole(value)
        if kind.startswith("float"):
            return float(value)
        if kind.startswith("bool"):
            return {"true": True, "false": False}[str(value).lower()]
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"The {name} of a fault cannot be {value!r}.") from None
    return value.encode() if name == "body" and isinstance(value, str) else value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError
    return int(value)


def altered(fault: Fault, response: Response) -> Response:
    """A response with what a fault does to its head, its bytes and its delivery; breaches are done before."""
    headers = [each for each in response.headers if each[0] not in dict(fault.headers)]
    headers += fault.headers
    body = response.body if fault.body is None else fault.body
    if fault.garble == "encoding":
        headers.append(("content-encoding", "gzip"))
    elif fault.garble == "json":
        body = body[: max(1, len(body) // 2)]
    elif fault.garble == "utf-8":
        body = body[: len(body) // 2] + b"\xff\xfe" + body[len(body) // 2 :]
    elif fault.garble == "media-type":
        headers = [each for each in headers if each[0] != "content-type"] + [("content-type", "text/html")]
        body = _HTML
    if fault.retry_after_s is not None:
        headers.append(("retry-after", _retry_after(fault.retry_after_s, fault.retry_after_as)))
    return attrs.evolve(response, headers=tuple(headers), body=body, delivery=fault.delivery)


def _retry_after(seconds: float, form: str) -> str:
    whole = ceil(seconds)
    # Clients hold a date against their own clock, not against the present of the account.
    return str(whole) if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=whole), True)
