"""What a mock was asked and what it answered: kept, read back, and written down for a bug report.

No credential is written: what a request shows as its key is taken out of every text of its entry, wherever it stands.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final, overload
from urllib.parse import parse_qsl, quote, unquote

import attrs

from devin_mock.faults import Fault
from devin_mock.judge import Verdict
from devin_mock.messages import CREDENTIAL_HEADERS, Headers, Json, JsonObject, Request, Response, array_of, object_of

REDACTED: Final = "[key]"
_CREDENTIAL_NAMES: Final = frozenset({"api_key", "apikey", "key", "token", "access_token", "password"})
_SHORTEST_SECRET: Final = 4
_CREATOR: Final = {"name": "devin_mock", "version": "1"}


@attrs.frozen(slots=True)
class Exchange:
    """A request, what the judge said, the answer, and the fault that was planted in it."""

    request: Request
    verdict: Verdict
    response: Response
    fault: Fault | None = None
    at: datetime = attrs.field(factory=lambda: datetime.now(UTC))
    """When the request came, by the clock of this machine."""
    seconds: float = 0.0
    """How long it took to judge and answer, without what the delivery adds."""

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.response.status


class Record(Sequence[Exchange]):
    """The last exchanges of a mock, oldest first; full, it forgets the oldest. Safe to use from several threads."""

    def __init__(self, *, size: int, most_bytes: int) -> None:
        """Keep at most `size` exchanges, whose bodies have at most `most_bytes` together (but always the last one)."""
        self._size = size
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: deque[Exchange] = deque()
        self._lock = threading.Lock()

    def append(self, exchange: Exchange) -> None:
        """Keep a further exchange."""
        with self._lock:
            self._kept.append(exchange)
            self._bytes += _weight(exchange)
            while len(self._kept) > self._size or (self._bytes > self._most_bytes and len(self._kept) > 1):
                self._bytes -= _weight(self._kept.popleft())

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Exchange, ...]: ...
    def __getitem__(self, index: int | slice) -> Exchange | tuple[Exchange, ...]:
        """Give an exchange, or a tuple of them."""
        with self._lock:
            return tuple(self._kept)[index] if isinstance(index, slice) else self._kept[index]

    def __len__(self) -> int:
        """Count the exchanges."""
        return len(self._kept)

    def __iter__(self) -> Iterator[Exchange]:
        """Walk the exchanges as they are now."""
        return iter(self[:])

    @property
    def refused(self) -> tuple[Exchange, ...]:
        """The exchanges in which the judge, or the account, refused the request."""
        return tuple(each for each in self if not each.verdict.accepted)

    def json_lines(self) -> str:
        """Every exchange as a line of JSON: request, verdict, answer."""
        return "".join(json.dumps(_line(each), ensure_ascii=False) + "\n" for each in self)

    def har(self) -> Json:
        """The exchanges as an HTTP Archive (HAR 1.2), with the verdict of each in `_verdict`."""
        return {"log": {"version": "1.2", "creator": _CREATOR, "entries": [_har_entry(each) for each in self]}}

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the record to a file, whole or not at all: HAR if its name ends in `.har`, else JSON lines.

        A pipe or a device is written to as it is.
        """
        target = Path(path)
        text = json.dumps(self.har(), ensure_ascii=False, indent=1) if target.suffix == ".har" else self.json_lines()
        if target.exists() and not target.is_file():  # a pipe or a device, in whose place no file belongs
            target.write_text(text, encoding="utf-8")
            return
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as beside:
            try:
                beside.write(text)
                beside.close()
                os.replace(beside.name, target)
            except BaseException:
                beside.close()
                Path(beside.name).unlink(missing_ok=True)
                raise


def _weight(exchange: Exchange) -> int:
    return len(exchange.request.body) + len(exchange.response.body)


def _secrets(exchange: Exchange) -> list[str]:
    """What the request shows as its credentials, in every form in which it may stand in a text; longest first."""
    operation, request = exchange.verdict.operation, exchange.request
    schemes = [scheme for each in (operation.security if operation else ()) for scheme in each]
    headers = CREDENTIAL_HEADERS | {str(each.get("name", "")).lower() for each in schemes if each.get("in") == "header"}
    names = _CREDENTIAL_NAMES | {str(each["name"]).lower() for each in schemes if each.get("in") == "query"}
    found: set[str] = set()
    for name, value in request.headers:
        if name in headers:
            found |= {value, value.rpartition(" ")[2]}
            if name == "cookie":
                found |= {part.partition("=")[2].strip() for part in value.split(";")}
    for pair in request.raw_query.decode("latin-1").split("&"):
        name, _, value = pair.partition("=")
        if unquote(name).lower() in names:
            found |= {value, unquote(value), unquote(value.replace("+", " "))}
    found |= {quote(each, safe="") for each in found} | {json.dumps(each)[1:-1] for each in found}
    return sorted((each for each in found if len(each) >= _SHORTEST_SECRET), key=len, reverse=True)


def _redacted(value: Json, secrets: Iterable[str]) -> Json:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, REDACTED)
        return value
    if isinstance(value, dict):
        return {_redacted(name, secrets): _redacted(each, secrets) for name, each in object_of(value).items()}
    return [_redacted(each, secrets) for each in array_of(value)] if isinstance(value, list) else value


def _shown_headers(headers: Headers) -> list[Json]:
    return [{"name": name, "value": REDACTED if name in CREDENTIAL_HEADERS else value} for name, value in headers]


def _text(body: bytes) -> Json:
    return body.decode("utf-8", "backslashreplace")


def _verdict(exchange: Exchange) -> Json:
    verdict = exchange.verdict
    found: JsonObject = {
        "accepted": verdict.accepted,
        "operation": verdict.operation.operation_id if verdict.operation is not None else None,
    }
    if verdict.refusal is not None:
        found["reason"] = verdict.refusal.reason
        found["errors"] = [attrs.asdict(each) | {"loc": list(each.loc)} for each in verdict.refusal.errors]
    if exchange.fault is not None:
        found["fault"] = exchange.fault.settings()
    return found


def _line(exchange: Exchange) -> Json:
    request, response = exchange.request, exchange.response
    return _redacted(
        {
            "at": exchange.at.isoformat(),
            "request": {
                "method": request.method,
                "path": request.raw_path.decode("latin-1"),
                "query": request.raw_query.decode("latin-1"),
                "headers": _shown_headers(request.headers),
                "body": _text(request.body),
            },
            "verdict": _verdict(exchange),
            "response": {
                "status": response.status,
                "headers": _shown_headers(response.headers),
                "body": _text(response.body),
            },
            "seconds": round(exchange.seconds, 6),
        },
        _secrets(exchange),
    )


def _har_entry(exchange: Exchange) -> Json:
    request, response = exchange.request, exchange.response
    host = next(iter(request.header_values("host")), "localhost")
    query = request.raw_query.decode("latin-1")
    url = f"http://{host}{request.raw_path.decode('latin-1')}" + (f"?{query}" if query else "")
    types = dict(response.headers)
    milliseconds = exchange.seconds * 1_000
    sent: JsonObject = {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _shown_headers(request.headers),
        "queryString": [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)],
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        media_type = next(iter(request.header_values("content-type")), "")
        sent["postData"] = {"mimeType": media_type, "text": _text(request.body)}
    entry: Json = {
        "startedDateTime": exchange.at.isoformat(),
        "time": milliseconds,
        "request": sent,
        "response": {
            "status": response.status,
            "statusText": _phrase(response.status),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _shown_headers(response.headers),
            "content": {
                "size": len(response.body),
                "mimeType": types.get("content-type", ""),
                "text": _text(response.body),
            },
            "redirectURL": types.get("location", ""),
            "headersSize": -1,
            "bodySize": len(response.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_verdict": _verdict(exchange),
    }
    return _redacted(entry, _secrets(exchange))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
