"""What the sync and the async client have in common: everything but sending."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

from .credential import Version
from .errors import UnsupportedByVersion
from .options import Retries, Timeout
from .settings import Settings
from .transport import AsyncSender, SyncSender

if TYPE_CHECKING:
    import devin_api.v2
    import devin_api.v3

DEFAULT_TIMEOUT: Final = Timeout()
DEFAULT_RETRIES: Final = Retries()

S = TypeVar("S", SyncSender, AsyncSender)


class BaseClient(Generic[S]):
    """A client without its questions."""

    def __init__(self, settings: Settings, sender: S) -> None:
        self._settings = settings
        self._sender: S = sender
        self._lock = threading.Lock()
        self._generated: Any = None

    @property
    def version(self) -> Version:
        """The version of the API that the key asks."""
        return self._settings.credential.version

    @property
    def v2(self) -> devin_api.v2.AuthenticatedClient:
        """The generated client of v2, for the functions of `devin_api.v2.api`, over this client's transport.

        Raises:
            UnsupportedByVersion: the key is one of v3.
        """
        client: devin_api.v2.AuthenticatedClient = self._low_level("v2")
        return client

    @property
    def v3(self) -> devin_api.v3.AuthenticatedClient:
        """The generated client of v3, for the functions of `devin_api.v3.api`, over this client's transport.

        Raises:
            UnsupportedByVersion: the key is one of v2.
        """
        client: devin_api.v3.AuthenticatedClient = self._low_level("v3")
        return client

    def _low_level(self, version: Version) -> Any:
        if version != self.version:
            raise UnsupportedByVersion(f"the key is one of {self.version}; a client over {version} needs a key of that")
        with self._lock:
            if self._generated is None:
                from .transport.lowlevel import generated_client  # loaded when used

                self._generated = generated_client(version, self._sender)
            return self._generated

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: a pickle is a file with the key in it."""
        raise TypeError("a client cannot be pickled, since it holds a key; make one where it is needed")

    def __repr__(self) -> str:
        """Name the version and the deployment, never the key."""
        return f"<{type(self).__name__} {self.version} at {self._settings.route.host}>"
