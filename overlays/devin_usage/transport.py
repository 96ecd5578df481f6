"""The one module that knows the HTTP library: it sends a call with the key, and gives the checked body back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import metadata
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from . import responses
from .contract import Operation, contract
from .credential import Credential
from .errors import (
    ConfigurationError,
    ConnectionFailed,
    DevinUsageError,
    InvalidArgument,
    ResponseValidationError,
    TimedOut,
)
from .operations import Call, request_arguments

DEFAULT_BASE_URL = "https://api.devin.ai"
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/[a-z0-9._~-]+)*/*",
    re.IGNORECASE | re.ASCII,
)
DEFAULT_TIMEOUT_S = 30.0


def check_base_url(base_url: str, *, allow_http: bool = False) -> str:
    """Check the address of the API, and give it without a slash at its end.

    Raises:
        ConfigurationError: it is no http(s) address, holds user info, a query or a fragment, or would send the key
            unencrypted to another machine.
    """
    text = base_url.strip() if isinstance(base_url, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
    if re.match(r"https?://", text, re.IGNORECASE) and any(sign in text for sign in "@?#"):
        raise ConfigurationError("the base address holds user info, a query or a fragment; give scheme, host and port")
    # Read by a strict form and not by a parser: where two parsers disagree about the host, the key goes astray.
    found = _ADDRESS.fullmatch(text)
    dotted = any(set(part) == {"."} for part in text.split("/"))
    if found is None or int(found["port"] or 0) > 65_535 or dotted or not _is_readable(text):
        raise ConfigurationError(f"the base address is no https:// address; the service is at {DEFAULT_BASE_URL}")
    host = found["host"].strip("[]").lower()
    if found["scheme"].lower() == "http" and not allow_http and not _is_loopback(host):
        raise ConfigurationError(
            f"the base address would send the key to {host} unencrypted; use https://, or pass allow_http=True"
        )
    return text.rstrip("/")


def _is_readable(address: str) -> bool:
    try:
        return bool(httpx.URL(address).host)
    except (httpx.InvalidURL, ValueError):
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Transport:
    """Sends calls to one deployment with one key, over one pool of connections."""

    def __init__(
        self,
        credential: Credential,
        base_url: str,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Open the pool; nothing is sent yet."""
        self._credential = credential
        self._base_url = base_url
        self._http = httpx.Client(
            base_url=base_url,
            timeout=timeout_s,
            transport=transport,
            # A proxy that the environment names would carry the key off this machine, unencrypted.
            trust_env=not _is_loopback(urlsplit(base_url).hostname or ""),
            headers={"User-Agent": f"devin-usage/{metadata.version('devin-usage')}", "Accept": "application/json"},
        )

    def send(self, call: Call) -> object:
        """Send a call and give its checked body.

        Raises:
            InvalidArgument: the arguments make an address that is too long to be sent.
            RequestFailed: no complete answer arrived.
            StatusError: the status is not 200.
            ResponseValidationError: the body breaks the contract.
        """
        promises = contract(call.version)
        operation = promises.operation(call.operation)
        try:
            request = self._http.build_request(**request_arguments(call))
        except httpx.InvalidURL:
            raise InvalidArgument(f"{operation.id}: an argument is too long to be sent in an address") from None
        request.headers["Authorization"] = self._credential.header()
        try:
            response = self._http.send(request)
        except httpx.RequestError as error:
            failure = self._failure(operation, error)
        else:
            answer = responses.Answer(
                status=response.status_code, headers=_lower(response.headers), content=response.content
            )
            return responses.read(answer, operation, promises, self._credential)
        # Raised out here, so that it does not carry the library's error, whose request holds the key.
        raise failure

    def _failure(self, operation: Operation, error: httpx.RequestError) -> DevinUsageError:
        kind = type(error).__name__
        if isinstance(error, httpx.TimeoutException):
            return TimedOut(f"{operation.id}: no complete answer in time ({kind})")
        if isinstance(error, httpx.DecodingError):
            return ResponseValidationError(
                f"{operation.id}: the body is not in the encoding that the answer names",
                operation=operation.id,
                pointer="",
                expected="a body in the encoding that the answer names",
                seen=kind,
            )
        said = self._credential.redact(str(error)) or kind
        return ConnectionFailed(f"{operation.id}: {self._host()} could not be reached: {said}")

    def _host(self) -> str:
        return urlsplit(self._base_url).netloc

    def close(self) -> None:
        """Close the pool."""
        self._http.close()

    def __repr__(self) -> str:
        """Name the deployment and the kind of key, never the key."""
        return f"<Transport to {self._host()} with {self._credential!r}>"


def _lower(headers: httpx.Headers) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
