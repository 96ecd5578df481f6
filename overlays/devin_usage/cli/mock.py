"""The command that serves the mock, so that people can try things before they have a key."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from devin_usage import billing
from devin_usage.errors import ConfigurationError, InvalidArgument, NotWritten

from .streams import has_output

if TYPE_CHECKING:
    from devin_mock import Document, Mock

T = TypeVar("T")

_FAULT = """\
Plant a fault, such as status=503,times=2 or rate_limit=60/10 or operation=get_self,breach=missing. May be given several
times; the first that falls on a request is done."""


def _instant(_: click.Context, __: click.Parameter, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return billing.instant(datetime.fromisoformat(text))
    except ValueError as error:  # InvalidArgument is one too
        raise click.BadParameter(
            f"{text!r} is not a point in time with whole seconds and an offset; write it like 2025-12-20T12:00:00Z"
        ) from error


def _read(make: Callable[..., T], *values: Any) -> T:
    """Make something of the mock's of what was given; what it refuses is a mistake of the command line."""
    try:
        return make(*values)
    except ValueError as error:
        raise InvalidArgument(str(error)) from error


def _document(path: Path) -> Document:
    from devin_mock import Document

    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidArgument(f"{path} cannot be read as JSON: {error}") from error
    return _read(Document, raw)


@click.command(short_help="Serve a mock of the API.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same account.")
@click.option("--users", type=click.IntRange(10, 50_000), default=40, show_default=True, help="How many users it has.")
@click.option("--days", type=click.IntRange(1, 4_000), help="How far back it goes; by default to June 2024.")
@click.option("--now", metavar="INSTANT", callback=_instant, help="The present, as RFC 3339; by default the clock.")
@click.option("--strict/--lax", default=True, help="Refuse what the documents do not allow, or overlook it.")
@click.option("--fault", "faults", metavar="NAME=VALUE,...", multiple=True, help=_FAULT)
@click.option(
    "--assume",
    metavar="NAME=VALUE",
    multiple=True,
    help="How to act where the API's behaviour is not documented, such as bounds=inclusive.",
)
@click.option(
    "--control",
    metavar="PREFIX",
    help="Take control requests below a path such as /_mock: faults, the record, the present. Whoever reaches the port "
    "may send them.",
)
@click.option(
    "--record",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="When the mock is stopped, write the last requests with their verdicts to this file: HAR if its name ends in "
    ".har, else JSON lines. It holds no key.",
)
@click.option(
    "--document",
    "documents",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Serve this OpenAPI 3.1 document (JSON) in place of the API, with answers drawn from its schemas.",
)
def mock(
    port: int,
    host: str,
    seed: int,
    users: int,
    days: int | None,
    now: datetime | None,
    strict: bool,
    faults: tuple[str, ...],
    assume: tuple[str, ...],
    control: str | None,
    record: Path | None,
    documents: tuple[Path, ...],
) -> None:
    """Serve a mock of the API with one believable account, v2 and v3, until interrupted.

    A client keeps its own clock: with --now, name days of the account (--from and --to, or --cycle 2025-12).
    `--cycle current`, --last and forecast go by the clock of the machine that asks.
    """
    try:
        from devin_mock import Assumptions, Fault, Mock
        from devin_mock.server import serve
    except ModuleNotFoundError as error:
        if error.name not in {"uvicorn", "httptools"}:
            raise
        raise click.ClickException(
            "the mock server is an extra; install it with: pip install 'devin-usage[mock]'"
        ) from error

    def bound(base_url: str) -> None:
        said = f"The mock listens on {base_url} (stop it with Ctrl+C). {_examples(base_url, account)}"
        click.echo(said, err=not has_output())
        sys.stdout.flush()

    signal.signal(signal.SIGTERM, _interrupt)
    planted = [_read(Fault.parse, text) for text in faults]
    assumed = _read(Assumptions.parse, assume)
    read = [_document(path) for path in documents]
    if record is not None and not record.parent.is_dir():
        raise InvalidArgument(f"there is no folder {record.parent} for the record")
    try:
        account = Mock(
            read or None,
            seed=seed,
            users=users,
            days=days,
            now=now,
            lax=not strict,
            assumptions=assumed,
            faults=planted,
            control=control,
        )
    except ValueError as error:
        raise InvalidArgument(str(error)) from error
    try:
        serve(account, host=host, port=port, on_bound=bound)
    except OSError as error:
        raise ConfigurationError(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error
    except KeyboardInterrupt:
        if record is not None:
            _write(account, record)
        click.echo("The mock is stopped.", err=not has_output())


def _examples(base_url: str, account: Mock) -> str:
    from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, load

    if not {load("v2"), load("v3")} & set(account.documents):
        operation = next((each for each in account.documents[0].operations if each.method == "GET"), None)
        path = operation.path if operation is not None else "/"
        return f"Try:\n  curl '{base_url}{path}'"
    lines = [
        "Its keys open nothing else. Try:",
        f"  export DEVIN_BASE_URL={base_url}",
        f"  DEVIN_API_KEY={ENTERPRISE_KEY} devin-usage daily   # v3",
        f"  DEVIN_API_KEY={ENTERPRISE_ADMIN_KEY} devin-usage daily   # v2",
        f"  DEVIN_API_KEY={ORGANIZATION_KEY} devin-usage daily --last 30d   # v3, of one organization",
        f"  curl -H 'Authorization: Bearer {ENTERPRISE_KEY}' {base_url}/v3/self",
    ]
    if account.control is not None:
        lines.append(f'  curl -d \'{{"status": 503, "times": 2}}\' {base_url}{account.control}/faults')
    return "\n".join(lines)


def _write(account: Mock, path: Path) -> None:
    try:
        account.record.write(path)
    except OSError as error:
        raise NotWritten(f"the record could not be written to {path}: {error.strerror or error}") from error
    click.echo(f"{len(account.record)} requests are written to {path}.", err=not has_output())


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
