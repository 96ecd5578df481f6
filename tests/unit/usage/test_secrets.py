"""A fake key, and whatever can be seen when things go wrong: the key is not in it.

Seen are messages, arguments, attributes and tracebacks of exceptions and of all that they are chained to; texts of
every object that holds the key; log records of this package and of the libraries below; warnings; what commands print.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import pickle
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from devin_api.v2.api.consumption import get_user_daily_consumption
from devin_usage import AsyncDevinUsage, DevinUsage, DevinUsageError, Period, Retries, Timeout
from devin_usage.cli.commands import cli

from tests.faults.server import Behaviour, closed_port, drip, head, reset_after, respond, serving, silent

SECRET = "FAKE0secret1FAKE2secret"
KEYS = {"v2": f"apk_user_{SECRET}", "v3": f"cog_{SECRET}"}
PERIOD = Period.of_days(date(2025, 12, 5), date(2025, 12, 6))
USER = "okta|Private|person7"
ORG = "org-private9"
LOGGERS = ("devin_usage", "httpx", "httpcore")
JSON = ("content-type: application/json",)
QUICK: dict[str, Any] = {
    "retries": Retries(count=1, backoff_s=0.001),
    "timeout": Timeout(connect_s=2, read_s=0.1, total_s=0.3),
}


def echoing(status: str, key: str) -> dict[str, Behaviour]:
    """A refusal that holds the key, in every place that one can."""
    headers = (*JSON, f"x-request-id: {key}", f"location: https://{key}.example/{key}?{key}", f"cf-ray: {key}")
    bodies = {
        "words": f"no such key: {key}".encode(),
        "detail": json.dumps({"detail": f"Bearer {key} is unknown", "title": key}).encode(),
        "fields": json.dumps({"detail": [{"loc": [key], "msg": key, "input": {key: [key]}, "ctx": key}]}).encode(),
        "cut": f'{{"detail": "{"x" * 490}{key}'.encode(),
        "HTML": f"<html>{key}</html>".encode(),
    }
    return {f"{status} {name}": respond(status, body, headers) for name, body in bodies.items()}


def failures(key: str) -> dict[str, Behaviour]:
    """Every way to fail that a server has."""
    found: dict[str, Behaviour] = {
        "reset": reset_after(),
        "reset in the headers": reset_after(b"HTTP/1.1 200 OK\r\nx-key: " + key.encode()),
        "no HTTP": lambda connection, _: connection.sendall(f"{key}\r\n\r\n".encode()),
        "a header that is none": lambda connection, _: connection.sendall(
            f"HTTP/1.1 200 OK\r\n{key} {key}\r\n\r\n".encode()
        ),
        "silent": silent(),
        "dripping": drip(head("200 OK", JSON, 10_000) + b"{"),
        "dripping headers": drip(b"HTTP/1.1 200 OK\r\nx: ", drop=b"x"),
        "truncated": respond(body=f'{{"{key}'.encode(), length=10_000),
        "garbled gzip": respond(body=key.encode(), headers=(*JSON, "content-encoding: gzip")),
        "another encoding": respond(body=key.encode(), headers=(*JSON, f"content-encoding: {key}")),
        "bomb": respond(body=gzip.compress(b" " * 2_000_000), headers=(*JSON, "content-encoding: gzip")),
        "content type": respond(body=b"{}", headers=(f"content-type: {key}",)),
        "no JSON": respond(body=f"{{{key}".encode()),
        "names": respond(body=json.dumps({key: key, "items": {key: key}}).encode()),
        "a list": respond(body=json.dumps([{key: key}, {"start": key, "end": key}]).encode()),
        "map": respond(body=json.dumps({"total_acus": 1, "consumption_by_date": {key: 1}, "items": [key]}).encode()),
        "numbers": respond(
            body=json.dumps(
                {
                    "total_acus": key,
                    "consumption_by_date": {"2025-12-05": key},
                    "consumption_by_org_id": {key: key, key + "\ud800": None},
                    "sessions_count": key,
                    "principal_type": key,
                    "org_id": f"{key}\n",
                }
            ).encode()
        ),
        "UTF-16": respond(body=json.dumps({"total_acus": key, "consumption_by_date": {key: 1}}).encode("utf-16")),
    }
    for status in ("302 Found", "401 No", "403 No", "404 No", "418 No", "422 No", "429 No", "500 Oops", "520 Odd"):
        found |= echoing(status, key)
    return found


NAMES = list(failures("x"))
SLOW = {"silent", "dripping", "dripping headers"}
QUESTIONS: list[Callable[[Any], Any]] = [
    lambda client: client.consumption.daily(PERIOD, user=USER),
    lambda client: client.metrics.usage(PERIOD),
    lambda client: client.cycles.list(),
]


def said_by(error: BaseException) -> Iterator[str]:
    """All that an exception and those it is chained to can show."""
    yield "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield from (str(link), repr(link), repr(link.args), repr(vars(link)), format(link))
        waiting += [link.__cause__, link.__context__]


def logged(caplog: pytest.LogCaptureFixture) -> dict[str, list[str]]:
    """What each library has said, with the arguments of the records."""
    said: dict[str, list[str]] = {name: [] for name in LOGGERS}
    for record in caplog.records:
        top = record.name.partition(".")[0]
        if top in said:
            said[top] += [record.getMessage(), repr(record.args)]
    return said


@pytest.mark.parametrize(
    ("name", "version", "check"),
    [
        (name, version, check)
        for name in NAMES
        for version in KEYS
        for check in ("raise", "warn")
        # What brings no body has none that could be accepted.
        if check == "raise" or (name not in SLOW and not name[0].isdigit())
        if version == "v2" or name not in SLOW
    ],
)
def test_no_failure_shows_the_key(name: str, version: str, check: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Nor a query value or an id in our own log; the log of the library above the sockets stays empty."""
    for logger in LOGGERS:
        caplog.set_level(logging.DEBUG, logger)
    key = KEYS[version]
    said: list[str] = []
    with warnings.catch_warnings(record=True) as caught, serving(failures(key)[name]) as server:
        warnings.simplefilter("always")
        options: dict[str, Any] = {**QUICK, "base_url": server.url, "check": check, "max_body_bytes": 1_000_000}
        with DevinUsage(key, **options) as client:
            for ask in QUESTIONS[: 1 if name in SLOW else None]:
                try:
                    said.append(repr(ask(client)))
                except DevinUsageError as error:
                    said += said_by(error)

        async def main() -> None:
            async with AsyncDevinUsage(key, **options) as other:
                try:
                    said.append(repr(await QUESTIONS[0](other)))
                except DevinUsageError as error:
                    said.extend(said_by(error))

        asyncio.run(main())
    said += [str(each.message) for each in caught]
    assert len(said) > 1
    assert SECRET.lower() not in "\n".join(said).lower()
    logs = logged(caplog)
    assert logs["httpx"] == []
    assert logs["devin_usage"]
    ours = "\n".join(logs["devin_usage"])
    for private in (
        SECRET,
        USER,
        "person7",
        "Private",
        "2025-12",
        "1764921600",
        "start_date",
        "time_after",
        "127.0.0.1",
    ):
        assert private not in ours
    # The library below logs the head of an answer as it came: what a server echoes there is the server's doing.
    sent = [line for line in logs["httpcore"] if "receive_response_headers.complete" not in line]
    if not name.startswith(("no HTTP", "a header")):
        assert SECRET not in "\n".join(sent)


def test_a_refused_connection_shows_no_key(caplog: pytest.LogCaptureFixture) -> None:
    """Neither directly nor through a proxy whose address holds a password."""
    for logger in LOGGERS:
        caplog.set_level(logging.DEBUG, logger)
    nowhere = closed_port()
    proxy = nowhere.replace("http://", "http://person:PASS0word@")
    for key in KEYS.values():
        for options in ({"base_url": nowhere}, {"base_url": "https://devin.example", "proxy": proxy}):
            with DevinUsage(key, **options, **QUICK) as client, pytest.raises(DevinUsageError) as raised:  # type: ignore[arg-type]  # wrong on purpose
                client.metrics.usage(PERIOD)
            text = "\n".join([*said_by(raised.value), repr(client), str(vars(client)), repr(client._settings)])
            text += "\n".join(line for lines in logged(caplog).values() for line in lines)
            assert SECRET not in text
            assert "PASS0word" not in text


def test_an_organization_and_a_member_are_in_no_record_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    """The path is logged as the documents write it, with the status, the attempt and the time."""
    caplog.set_level(logging.DEBUG, "devin_usage")
    with serving(respond("503 Busy"), respond("404 No")) as server:
        options: dict[str, Any] = {**QUICK, "base_url": server.url, "org_id": ORG}
        with DevinUsage(KEYS["v3"], **options) as client, pytest.raises(DevinUsageError):
            client.consumption.daily(PERIOD, user=USER)
    path = "/v3/organizations/{org_id}/consumption/daily/users/{user_id}"
    messages = [record.getMessage() for record in caplog.records]
    assert [message.rpartition(",")[0] for message in messages] == [
        f"GET {path} -> 503 (attempt 1",
        f"GET {path} -> 404 (attempt 2",
    ]


def test_the_low_level_client_shows_no_key_either(caplog: pytest.LogCaptureFixture) -> None:
    """Nor do its failures."""
    for logger in LOGGERS:
        caplog.set_level(logging.DEBUG, logger)
    key = KEYS["v2"]
    for behave in (respond("401 No", f'{{"detail": "{key}"}}'.encode()), reset_after(), respond(body=b"{}")):
        with serving(behave) as server, DevinUsage(key, base_url=server.url, **QUICK) as client:
            with pytest.raises(DevinUsageError) as raised:
                get_user_daily_consumption.sync(USER, client=client.v2)
            said = [*said_by(raised.value), repr(client.v2), str(client.v2), repr(vars(client)), format(client.v2)]
            said += [repr(client.v2.get_httpx_client()), repr(client.v2.get_httpx_client().headers)]
            assert SECRET not in "\n".join(said)
            assert USER not in str(raised.value)
    logs = logged(caplog)
    assert logs["httpx"] == []
    assert SECRET not in "\n".join(line for lines in logs.values() for line in lines)
    assert "person7" not in "\n".join(logs["devin_usage"])


def ask_with(kind: Any, options: dict[str, Any]) -> None:
    """Make a client and ask something of it."""
    answer = kind(**options).whoami()
    if kind is AsyncDevinUsage:
        asyncio.run(answer)


BAD: list[dict[str, Any]] = [
    {"api_key": SECRET},
    {"api_key": f"cog_{SECRET} x"},
    {"api_key": f"cog_{SECRET}\nx"},
    {"api_key": f"bog_{SECRET}"},
    {"api_key": f"cog_{SECRET}", "base_url": f"https://user:{SECRET}@devin.example"},
    {"api_key": f"cog_{SECRET}", "base_url": f"https://devin.example/?key={SECRET}"},
    {"api_key": f"cog_{SECRET}", "base_url": f"{SECRET} {SECRET}"},
    {"api_key": f"cog_{SECRET}", "timeout": -1},
    {"api_key": f"cog_{SECRET}", "version": "v9"},
    {"api_key": f"cog_{SECRET}", "org_id": ".."},
    {"api_key": f"cog_{SECRET}", "check": "never"},
    {"api_key": f"apk_user_{SECRET}", "org_id": "org-1"},
    {"api_key": f"cog_{SECRET}", "proxy": f"http://user:{SECRET}@[broken", "verify": False},
]


@pytest.mark.parametrize("options", BAD, ids=lambda options: "-".join(options))
@pytest.mark.parametrize("kind", [DevinUsage, AsyncDevinUsage])
def test_a_wrong_setting_is_refused_without_showing_the_key(kind: Any, options: dict[str, Any]) -> None:
    """A key in a wrong place is a key all the same."""
    with pytest.raises(DevinUsageError) as raised:
        ask_with(kind, {"trust_env": False, **options})
    assert SECRET not in "\n".join(said_by(raised.value))


@pytest.mark.parametrize("kind", [DevinUsage, AsyncDevinUsage])
@pytest.mark.parametrize("version", KEYS)
def test_no_part_of_a_client_shows_the_key_or_is_written_to_a_pickle(kind: Any, version: str) -> None:
    """Client, settings, options, route, credential, senders and groups of questions."""
    proxy = "http://person:PASS0word@proxy.example:1"
    client = kind(KEYS[version], base_url="https://devin.example", proxy=proxy)
    settings = client._settings
    parts = [client, settings, settings.options, settings.route, settings.credential, client._sender]
    parts += [client._sender.shared, client._session, client.cycles, client.consumption, client.metrics]
    parts += [client.with_options(retries=0), getattr(client, version)]
    for part in parts:
        attributes = getattr(part, "__dict__", {})
        text = f"{part} {part!r} {part!s} {attributes}" + "{}".format(part)  # noqa: UP032 - str.format is one of the ways out
        assert SECRET not in text
        assert "PASS0word" not in text
    for part in (client, settings.credential, settings, client._sender.shared):
        with pytest.raises(TypeError, match="cannot be pickled") as refused:
            pickle.dumps(part)
        assert SECRET not in "\n".join(said_by(refused.value))


DAYS = ["--from", "2025-12-05", "--to", "2025-12-06"]
COMMANDS = [
    ["cycles"],
    ["daily", *DAYS],
    ["usage", "--cycle", "previous"],
    ["metrics", *DAYS],
    ["users"],
    ["by-user", *DAYS],
    ["forecast"],
]
EXIT_CODES = {
    "401 No detail": 11,
    "401 No fields": 11,
    "302 Found words": 14,
    "numbers": 19,
    "names": 19,
    "no HTTP": 17,
    "reset": 17,
    "map": 19,
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("name", EXIT_CODES)
def test_no_command_prints_the_key(name: str, command: list[str]) -> None:
    """Neither to the output nor to the errors, with either key."""
    for key in KEYS.values():
        with serving(failures(key)[name]) as server:
            quick = pytest.MonkeyPatch.context() if name in {"no HTTP", "reset"} else nullcontext()
            with quick as patch:
                if patch is not None:
                    patch.setattr("devin_usage.exchange.wait", lambda *_: None)
                done = CliRunner().invoke(cli, ["--base-url", server.url, *command], env={"DEVIN_API_KEY": key})
        assert done.exit_code == EXIT_CODES[name]
        assert done.stderr.startswith("devin-usage: ")
        assert isinstance(done.exception, SystemExit)
        assert SECRET not in done.output + done.stderr + "\n".join(said_by(done.exception))


def test_a_process_of_its_own_prints_no_key() -> None:
    """With every warning on, and with a wrong key as well."""
    key = KEYS["v2"]
    with serving(respond("403 No", json.dumps({"detail": key}).encode())) as server:
        for given, code in ((key, 12), (f"bog_{SECRET}", 2)):
            environment = {
                **os.environ,
                "DEVIN_API_KEY": given,
                "DEVIN_BASE_URL": server.url,
                "PYTHONWARNINGS": "always",
            }
            run = [sys.executable, "-c", "from devin_usage.cli import main; main()", "cycles"]
            done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False, timeout=30)
            assert done.returncode == code
            assert SECRET not in done.stdout + done.stderr
            assert "Traceback" not in done.stderr
