"""The way to the deployment, and the pool of connections to it, which is opened once."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen

from ..errors import ConfigurationError, InvalidArgument
from ..options import DEFAULT_BASE_URL, is_loopback

SyncPool = httpx.BaseTransport
AsyncPool = httpx.AsyncBaseTransport
Verify = bool | str | ssl.SSLContext

P = TypeVar("P", SyncPool, AsyncPool)


@frozen
class Route:
    """How to reach the deployment."""

    base_url: str
    proxy: str | None = field(default=None, repr=False)
    """Its address may hold a password, so it is not shown."""
    verify: Verify = True
    trust_env: bool = True

    def __attrs_post_init__(self) -> None:
        """Refuse an address that has the right form, and a host that there cannot be."""
        try:
            readable = bool(httpx.URL(self.base_url).host)
        except (httpx.InvalidURL, ValueError):
            readable = False
        if not readable:
            raise ConfigurationError("the base address is no https:// address; the service is at " + DEFAULT_BASE_URL)

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return urlsplit(self.base_url).netloc

    def tls(self) -> ssl.SSLContext | bool:
        """Build what checks the certificate of the deployment.

        Raises:
            ConfigurationError: the file of a private authority cannot be read.
        """
        if urlsplit(self.base_url).scheme == "http" and self.proxy is None:
            return False  # Nothing to check, and reading the authorities takes a while.
        if not isinstance(self.verify, str):
            return self.verify
        try:
            return ssl.create_default_context(cafile=self.verify)
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"verify={self.verify!r} holds no certificates: {error}") from error

    def chosen_proxy(self) -> str | None:
        """Choose the proxy: the one that was given, else the environment's; never one for this machine itself."""
        parts = urlsplit(self.base_url)
        host = parts.hostname or ""
        if self.proxy is not None or not self.trust_env or is_loopback(host):
            return self.proxy
        from urllib.request import getproxies_environment, proxy_bypass  # loaded when used: it is slow to load

        known = getproxies_environment()
        if proxy_bypass(host):
            return None
        found = known.get(parts.scheme) or known.get("all")
        # "proxy.example:3128" is what many environments hold.
        return found if found is None or "://" in found else f"http://{found}"


class Pool(Generic[P]):
    """A pool of connections that is opened once, at the first call, and may be shared by several clients."""

    def __init__(self, opener: Callable[[], P]) -> None:
        self._opener: Callable[[], P] = opener
        self._lock = threading.Lock()
        self._opened: P | None = None
        self._closed = False

    def get(self) -> P:
        """Give the pool; threads that ask together get the same one.

        Raises:
            InvalidArgument: it has been closed.
        """
        opened = self._opened
        if opened is None or self._closed:
            with self._lock:
                if self._closed:
                    raise InvalidArgument("the client is closed; make a new one")
                if self._opened is None:
                    self._opened = self._opener()
                opened = self._opened
        return opened

    def take(self) -> P | None:
        """Mark it closed, and give what has to be closed."""
        with self._lock:
            self._closed = True
            opened, self._opened = self._opened, None
        return opened


def _given(transport: P) -> Pool[P]:
    pool = Pool(lambda: transport)
    pool.get()  # It is closed with the client, used or not.
    return pool


# As many connections stay open as a fan-out may use side by side; the library would close all but 20 after each call.
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=64)


def _opened(kind: Callable[..., P], route: Route) -> P:
    tls, proxy = route.tls(), route.chosen_proxy()
    try:
        return kind(verify=tls, trust_env=route.trust_env, proxy=proxy, limits=_LIMITS)
    except (httpx.InvalidURL, ImportError, OSError, ValueError) as error:
        what = "the proxy or the certificates of the environment" if proxy is None else "the proxy"
        # Not chained: the library's words may hold the password of a proxy.
        reason = f"{what} cannot be used ({type(error).__name__})"
    raise ConfigurationError(reason)


def _held(opened: SyncPool) -> SyncPool:
    from .deadline import hold  # loaded when used: so is the library below HTTPX

    return hold(opened)


def sync_pool(route: Route, transport: SyncPool | None) -> Pool[SyncPool]:
    """Make the pool of a sync client; a transport that was given is used as it is."""
    if transport is not None:
        return _given(transport)
    return Pool(lambda: _held(_opened(httpx.HTTPTransport, route)))


def async_pool(route: Route, transport: AsyncPool | None) -> Pool[AsyncPool]:
    """Make the pool of an async client; a transport that was given is used as it is."""
    if transport is not None:
        return _given(transport)
    return Pool(lambda: _opened(httpx.AsyncHTTPTransport, route))
