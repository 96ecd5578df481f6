"""The command that serves the mock, so that people can try things before they have a key."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from types import FrameType

import click

from devin_usage import billing


def _instant(_: click.Context, __: click.Parameter, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return billing.instant(datetime.fromisoformat(text))
    except ValueError as error:  # InvalidArgument is one too
        raise click.BadParameter(
            f"{text!r} is not a point in time with whole seconds and an offset; write it like 2025-12-20T12:00:00Z"
        ) from error


@click.command(short_help="Serve a mock of the API.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same account.")
@click.option("--users", type=click.IntRange(10, 50_000), default=40, show_default=True, help="How many users it has.")
@click.option("--now", metavar="INSTANT", callback=_instant, help="The present, as RFC 3339; by default the clock.")
@click.option("--strict/--lax", default=True, help="Refuse what the documents do not allow, or overlook it.")
def mock(port: int, host: str, seed: int, users: int, now: datetime | None, strict: bool) -> None:
    """Serve a mock of the API with one believable account, v2 and v3, until interrupted."""
    try:
        from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Mock
        from devin_mock.server import serve
    except ModuleNotFoundError as error:
        if error.name not in {"uvicorn", "httptools"}:
            raise
        raise click.ClickException(
            "the mock server is an extra; install it with: pip install 'devin-usage[mock]'"
        ) from error

    def bound(base_url: str) -> None:
        click.echo(f"The mock listens on {base_url} (stop it with Ctrl+C). Its keys open nothing else. Try:")
        click.echo(f"  export DEVIN_BASE_URL={base_url}")
        click.echo(f"  DEVIN_API_KEY={ENTERPRISE_KEY} devin-usage daily   # v3")
        click.echo(f"  DEVIN_API_KEY={ENTERPRISE_ADMIN_KEY} devin-usage daily   # v2")
        sys.stdout.flush()

    signal.signal(signal.SIGTERM, _interrupt)
    try:
        account = Mock(seed=seed, users=users, now=now, lax=not strict)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    try:
        serve(account, host=host, port=port, on_bound=bound)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}, port {port}: {error.strerror or error}") from error
    except KeyboardInterrupt:
        click.echo("The mock is stopped.")


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
