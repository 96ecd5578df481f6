"""Prism between a client and the mock: it judges both by a document, and says itself what it objects to."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
from devin_mock import Request

PRISM: Final = Path(__file__).parents[2] / ".prism" / "node_modules" / ".bin" / "prism"
_ERRORS: Final = "https://stoplight.io/prism/errors#"
_PATIENCE_S: Final = 60.0


@attrs.frozen(slots=True)
class Answer:
    """An answer that came through Prism."""

    status: int
    body: bytes

    @property
    def objection(self) -> str | None:
        """What Prism objects to, by the name that it has for it, with its words; None when the answer is the mock's."""
        try:
            said = json.loads(self.body)
        except ValueError:
            return None
        kind = said.get("type") if isinstance(said, dict) else None
        if not isinstance(kind, str) or not kind.startswith(_ERRORS):
            return None
        words = [each["message"] for each in said.get("validation", ())] or [said.get("detail", "")]
        return f"{kind.removeprefix(_ERRORS)}: {'; '.join(words)}"


def ask(base_url: str, request: Request) -> Answer:
    """Send a request as it is, without a client that would mend it."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=_PATIENCE_S)
    query = f"?{request.raw_query.decode()}" if request.raw_query else ""
    try:
        connection.request(request.method, request.raw_path.decode() + query, headers=dict(request.headers))
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()


@contextmanager
def proxy(document: Mapping[str, Any], upstream: str) -> Generator[str]:
    """Run Prism before a server; gives its base URL. Raises RuntimeError when it does not start."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "document.json"
        file.write_text(json.dumps(document), "utf-8")
        port = _free_port()
        # It writes several lines for a request unless told not to, and would answer OPTIONS by itself.
        options = ["--errors", "--verboseLevel", "fatal", "--no-cors", "--port", str(port)]
        command = [str(PRISM), "proxy", *options, str(file), upstream]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _await(port, process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < _PATIENCE_S:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("Prism does not start")
