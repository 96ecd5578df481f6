"""The mock beside Prism, which mocks any OpenAPI document: answers a second, time to the first answer, peak memory.

Both serve the wire document of v3, and take turns under the same load. Prism gives one body for an operation, with a
single day in it, whatever is asked; an example in its document lets it give 31. The mock adds up every answer from its
ledger, which it fills when a day is first asked for: the first pass shows that.
"""

import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from .ratios import report

HERE: Final = Path(__file__).parent
PRISM: Final = HERE.parents[1] / ".prism" / "node_modules" / ".bin" / "prism"
USERS: Final = 1_000
DAYS: Final = 31
CONNECTIONS: Final = 16
ROUNDS: Final = 5
SECONDS: Final = 2
STARTS: Final = 5
PATIENCE_S: Final = 60.0

_DAY_S = 86_400
_FIRST = 1736064000
"""2025-01-05T08:00:00Z."""


def _windows(path: str) -> tuple[str, ...]:
    """A path with 1,750 windows of closed days: those that begin in 250 days of 2025, on average so many days long."""
    starts = (_FIRST + _DAY_S * day for day in range(250))
    windows = ((start, start + days * _DAY_S) for days in range(DAYS - 3, DAYS + 4) for start in starts)
    return tuple(f"{path}?time_after={start}&time_before={end}" for start, end in windows)


USAGE, DAILY = "/v3/enterprise/metrics/usage", "/v3/enterprise/consumption/daily"
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Who am I": ("/v3/self",),
    f"Usage metrics, {DAYS} days": _windows(USAGE),
    f"Daily consumption, {DAYS} days": _windows(DAILY),
}


@attrs.frozen(slots=True)
class Running:
    """A server in a process of its own, and how long it took from its start to its first answer."""

    base_url: str
    pid: int
    first_answer_s: float

    def processor_s(self) -> float:
        """The processor time that the process has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory_mb(self) -> float:
        """The most memory that the process has held so far."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


def _key() -> dict[str, str]:
    from devin_mock import ENTERPRISE_KEY

    return {"Authorization": f"Bearer {ENTERPRISE_KEY}"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _status(address: str, path: str) -> int | None:
    """The status of an answer, or None when nobody listens yet."""
    connection = http.client.HTTPConnection(address, timeout=PATIENCE_S)
    try:
        connection.request("GET", path, headers=_key())
        response = connection.getresponse()
        response.read()
        return response.status
    except ConnectionError:
        return None
    finally:
        connection.close()


@contextmanager
def started(command: Callable[[int], Sequence[str]], path: str) -> Generator[Running]:
    """Start a server on a free port, and wait until it has answered once."""
    port = _free_port()
    address = f"127.0.0.1:{port}"
    begun = time.perf_counter()
    with subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while (status := _status(address, path)) is None:
                if process.poll() is not None or time.perf_counter() - begun > PATIENCE_S:
                    raise RuntimeError(f"{' '.join(command(port))} does not answer")
                time.sleep(0.002)
            first_answer_s = time.perf_counter() - begun
            if status != 200:
                raise RuntimeError(f"{' '.join(command(port))} answers {path} with {status}")
            yield Running(f"http://{address}", process.pid, first_answer_s)
        finally:
            process.terminate()


def _documents(folder: Path) -> tuple[Path, Path]:
    """The wire document of v3 as it is, and with one answer of the mock as the example of daily consumption."""
    from devin_mock import Mock, Request, load, wire_document

    document = wire_document(load("v3").raw)
    plain, with_example = folder / "plain.json", folder / "example.json"
    plain.write_text(json.dumps(document), "utf-8")
    path, _, query = _windows(DAILY)[0].partition("?")
    answer = Mock(users=USERS).respond(Request("GET", path.encode(), query.encode(), tuple(_key().items())))
    content: dict[str, Any] = document["paths"][DAILY]["get"]["responses"]["200"]["content"]["application/json"]
    content["example"] = answer.json()
    with_example.write_text(json.dumps(document), "utf-8")
    return plain, with_example


def _mock(port: int) -> list[str]:
    command = Path(sys.executable).with_name("devin-usage")
    return [str(command), "mock", "--port", str(port), "--users", str(USERS)]


def _prism(document: Path, *options: str) -> Callable[[int], list[str]]:
    # Prism writes several lines for a request unless told not to.
    return lambda port: [str(PRISM), "mock", "--port", str(port), "--verboseLevel", "fatal", *options, str(document)]


def _bare(body: Path) -> Callable[[int], list[str]]:
    return lambda port: [sys.executable, str(HERE / "server.py"), str(body), str(port)]


def load(base_url: str, paths: Path) -> tuple[int, float]:
    """Put load on a server with wrk; gives the answers and the seconds. Raises RuntimeError when one is no 200."""
    command = ["wrk", "--threads=1", f"--connections={CONNECTIONS}", f"--duration={SECONDS}s"]
    command += [f"--script={HERE / 'load.lua'}", *(f"--header={name}: {value}" for name, value in _key().items())]
    done = subprocess.run([*command, base_url, "--", str(paths)], capture_output=True, text=True, check=True)
    counted = json.loads(done.stdout.splitlines()[-1])
    if counted["errors"] or not counted["requests"]:
        raise RuntimeError(f"wrk counted {counted} at {urlsplit(base_url).netloc}")
    return counted["requests"], counted["duration_us"] / 1e6


def first_pass(base_url: str, paths: Sequence[str]) -> float:
    """Answers a second while every path is asked for the first time, over one connection."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=PATIENCE_S)
    begun = time.perf_counter()
    for path in paths:
        connection.request("GET", path, headers=_key())
        connection.getresponse().read()
    connection.close()
    return len(paths) / (time.perf_counter() - begun)


def _throughput(servers: Mapping[str, Running], folder: Path) -> None:
    for title, paths in QUESTIONS.items():
        passes = {name: [first_pass(server.base_url, paths)] for name, server in servers.items()}
        if len(paths) > 1:
            report(f"{title}, on a port, first pass", "answers/s", "prism", passes, {}, more_is_better=True)
        file = folder / "paths"
        file.write_text("\n".join(paths))
        rounds: dict[str, list[float]] = {name: [] for name in servers}
        busy: dict[str, list[float]] = {name: [] for name in servers}
        for turn in range(ROUNDS + 1):
            for name, server in servers.items():
                before_s = server.processor_s()
                answers, elapsed_s = load(server.base_url, file)
                if turn:  # the first round warms up
                    rounds[name].append(answers / elapsed_s)
                    busy[name].append(answers / (server.processor_s() - before_s))
        report(f"{title}, on a port", "answers/s", "prism", rounds, {"ours": 3.0}, more_is_better=True)
        report(f"{title}, per second of the server's processor time", "answers/s", "prism", busy, {})


def _in_process() -> None:
    import httpx
    from devin_mock import Mock, Request
    from devin_mock.transport import mock_transport

    mock = Mock(users=USERS)
    headers = tuple(_key().items())
    with httpx.Client(transport=mock_transport(mock), base_url="https://api.devin.ai", headers=_key()) as client:
        for title, paths in QUESTIONS.items():
            split = [path.partition("?") for path in paths]
            requests = [Request("GET", path.encode(), query.encode(), headers) for path, _, query in split]

            def respond(requests: Iterable[Request] = requests) -> None:
                for request in requests:
                    mock.respond(request)

            def through_httpx(paths: Iterable[str] = paths) -> None:
                for path in paths:
                    client.get(path)

            rounds: dict[str, list[float]] = {"respond": [], "through httpx": []}
            repeats = max(1, 250 // len(paths))
            for turn in range(ROUNDS + 1):
                for name, run in (("respond", respond), ("through httpx", through_httpx)):
                    begun = time.perf_counter()
                    for _ in range(repeats):
                        run()
                    if turn:
                        rounds[name].append(repeats * len(paths) / (time.perf_counter() - begun))
            report(f"{title}, in process", "answers/s", "respond", rounds, {}, more_is_better=True)


def _start(contestants: Mapping[str, Callable[[int], Sequence[str]]]) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    memory: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(STARTS):
        for name, command in contestants.items():
            with started(command, _windows(DAILY)[0]) as server:
                seconds[name].append(server.first_answer_s)
                memory[name].append(server.peak_memory_mb())
    report(f"From start to first answer, {USERS:,} users", "s", "prism", seconds, {})
    print(f"aim: ours below 1 s; the median is {statistics.median(seconds['ours']):.2f} s")
    report("Peak memory at the first answer", "MB", "prism", memory, {})


def measure(_: str) -> None:
    """Measure the mock beside Prism, and beside a server that only writes bytes, which shows how much wrk can ask."""
    missing = [tool for tool in ("node", "wrk") if shutil.which(tool) is None]
    if missing or not PRISM.exists():
        what = ", ".join(missing) or "Prism"
        sys.exit(f"{what} was not found: install Node 20 with npm, and wrk, then run make bench ARGS=mock")
    if not Path("/proc/self/status").exists():
        sys.exit("The memory of a server is read from /proc, which only Linux has")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        plain, with_example = _documents(folder)
        body = folder / "body.json"
        body.write_bytes(b"{}")
        contestants = {
            "prism": _prism(plain),
            "prism, example": _prism(with_example),
            "prism, dynamic": _prism(plain, "--dynamic"),
            "ours": _mock,
        }
        _start(contestants)
        servers = {
            name: stack.enter_context(started(command, _windows(DAILY)[0])) for name, command in contestants.items()
        }
        _throughput({**servers, "bare bytes": stack.enter_context(started(_bare(body), "/"))}, folder)
        report(
            "Peak memory after the load",
            "MB",
            "prism",
            {name: [server.peak_memory_mb()] for name, server in servers.items()},
            {},
        )
    _in_process()
    print(f"\n{os.cpu_count()} processors, wrk with {CONNECTIONS} connections")
