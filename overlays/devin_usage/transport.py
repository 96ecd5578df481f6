"""The one module that knows the HTTP library: it sends a call with the key, and gives the checked body back."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from . import responses
from .contract import contract
from .credential import Credential
from .errors import ConfigurationError, ConnectionFailed, TimedOut
from .operations import Call, request_arguments

DEFAULT_BASE_URL = "https://api.devin.ai"
DEFAULT_TIMEOUT_S = 30.0


def check_base_url(base_url: str, *, allow_http: bool = False) -> str:
    """Check the address of the API, and give it without a slash at its end.

    Raises:
        ConfigurationError: it is no http(s) address, holds user info, a query or a fragment, or would send the key
            unencrypted to another machine.
    """
    try:
        parts = urlsplit(base_url.strip())
        host = parts.hostname
        _ = parts.port
    except (ValueError, AttributeError):
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host:
        raise ConfigurationError(f"the base address is no https:// address; the service is at {DEFAULT_BASE_URL}")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ConfigurationError("the base address holds user info, a query or a fragment; give scheme, host and port")
    if parts.scheme == "http" and not allow_http and not _is_loopback(host):
        raise ConfigurationError(
            f"the base address would send the key to {host} unencrypted; use https://, or pass allow_http=True"
        )
    return base_url.strip().rstrip("/")


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
            headers={"User-Agent": f"devin-usage/{metadata.version('devin-usage')}", "Accept": "application/json"},
        )

    def send(self, call: Call) -> object:
        """Send a call and give its checked body.

        Raises:
            RequestFailed: no complete answer arrived.
            StatusError: the status is not 200.
            ResponseValidationError: the body breaks the contract.
        """
        promises = contract(call.version)
        operation = promises.operation(call.operation)
        request = self._http.build_request(**request_arguments(call))
        request.headers["Authorization"] = self._credential.header()
        try:
            response = self._http.send(request)
        except httpx.TimeoutException as error:
            raise TimedOut(f"{operation.id}: no complete answer in time ({type(error).__name__})") from None
        except httpx.TransportError as error:
            said = self._credential.redact(str(error)) or type(error).__name__
            raise ConnectionFailed(f"{operation.id}: {self._host()} could not be reached: {said}") from None
        answer = responses.Answer(
            status=response.status_code, headers=_lower(response.headers), content=response.content
        )
        return responses.read(answer, operation, promises, self._credential)

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
