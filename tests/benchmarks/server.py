"""A server that answers every request with the same bytes, in a process of its own; the enterprise's with others."""

import asyncio
import json
import sys
from pathlib import Path

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
WHO = json.dumps({"principal_type": "service_user", "service_user_id": "s", "service_user_name": "n"}).encode()


class _Answer(asyncio.Protocol):
    def __init__(self, body: bytes, whole: bytes) -> None:
        self._body = HEAD % len(body) + body
        self._whole = HEAD % len(whole) + whole
        self._who = HEAD % len(WHO) + WHO
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._seen += data
        while b"\r\n\r\n" in self._seen:
            request, self._seen = self._seen.split(b"\r\n\r\n", 1)
            if request.startswith(b"GET /v3/self "):
                self._transport.write(self._who)
            elif request.startswith(b"GET /v3/enterprise/consumption/daily?"):
                self._transport.write(self._whole)
            else:
                self._transport.write(self._body)


async def main(body: bytes, port: int, whole: bytes) -> None:
    """Serve the bodies, and print the port."""
    server = await asyncio.get_running_loop().create_server(lambda: _Answer(body, whole), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    bodies = [Path(sys.argv[place]).read_bytes() for place in (1, 3) if len(sys.argv) > place]
    asyncio.run(main(bodies[0], int(sys.argv[2]) if len(sys.argv) > 2 else 0, bodies[-1]))
