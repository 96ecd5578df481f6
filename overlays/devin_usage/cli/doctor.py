"""The command that tells why a key does not get what its holder expects, and what to ask an administrator for."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from devin_usage.errors import ConfigurationError, DevinUsageError

from .connecting import api_version
from .exit_codes import exit_code
from .options import scope_options
from .page import shown, terminal_width
from .scope import Scope
from .waiting import clear, telling

if TYPE_CHECKING:
    from devin_usage.live.access import Access, Reach
    from devin_usage.live.keys import Key
    from devin_usage.transport import Route

_LEAST = 20
_LEAST_RESULT = 38
"""The columns that `403, the key lacks the permission` takes, and the gaps before it."""
_MANY = 3
_MOST_SKEW_S = 60
_UNNAMED = "not documented"
_SERVICE = "the shared service, by default"


@frozen(eq=False)
class _Examined:
    """A key, the way to the API, and what came of asking."""

    key: Key
    found_in: str
    route: Route
    address_from: str
    reach: Reach

    @property
    def failure(self) -> DevinUsageError | None:
        return self.reach.failure


@click.command(short_help="Tell what works, and what to ask an administrator for.")
@scope_options("org", "user", "service-user", "session")
@click.option(
    "--rate",
    type=click.FloatRange(0.1, 50),
    default=5.0,
    show_default=True,
    help="At most so many requests a second.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to tell.")
@click.pass_context
def doctor(ctx: click.Context, scope: Scope, rate: float, form: str) -> None:
    """Tell what works: the key, the address, the clock, and the permission for each operation.

    Every operation is asked once, read-only, with the smallest page or the last closed day. Every key that is set is
    examined: DEVIN_API_KEY, and those for one version, DEVIN_API_KEY_V2 and DEVIN_API_KEY_V3. None is ever shown. Ids
    are for operations that need one which no list gives, such as that of a session.

    It exits with 0 if the basics work: the API answers, accepts the key, and tells its daily consumption. If not, with
    the code of what is in the way.
    """
    try:
        examined = [_examine(ctx, *each, scope, rate) for each in _keys(ctx)]
    finally:
        clear()
    failure = next((each.failure for each in examined if each.failure is not None), None)
    code = 0 if failure is None else exit_code(failure)
    if form == "json":
        told = json.dumps(
            {"works": failure is None, "exit_code": code, "keys": [_plain(each) for each in examined]}, indent=2
        )
    else:
        told = "\n".join(shown(line) for each in examined for line in (*_lines(each), "")).rstrip("\n")
    for each in examined:
        told = each.key.credential.redact(told)  # There is none in it; should there be, it stops here.
    click.echo(told)
    ctx.exit(code)


def _keys(ctx: click.Context) -> Sequence[tuple[str, Key]]:
    from devin_usage.live.keys import every_key_of_environment

    return every_key_of_environment(api_version(ctx))


def _examine(ctx: click.Context, found_in: str, key: Key, scope: Scope, rate: float) -> _Examined:
    from devin_usage.billing import system_clock
    from devin_usage.live.access import reach
    from devin_usage.options import Options, Retries
    from devin_usage.settings import Settings, address
    from devin_usage.transport import Route

    route = Route(address(ctx.obj, allow_http=False))
    settings = Settings(
        route=route,
        credential=key.credential,
        options=Options(timeout=30, retries=Retries(count=1)),
        bounds="exclusive",
        clock=system_clock,
    )
    given = {
        "organizations": scope.organizations,
        "users": scope.users,
        "service_users": scope.service_users,
        "sessions": scope.sessions,
    }
    return _Examined(
        key=key,
        found_in=found_in,
        route=route,
        address_from=_address_from(ctx),
        reach=reach(settings, given=given, rate=rate, on_call=telling()),
    )


def _address_from(ctx: click.Context) -> str:
    source = ctx.find_root().get_parameter_source("base_url")
    if source is not None and source.name == "COMMANDLINE":
        return "--base-url"
    return "DEVIN_BASE_URL" if os.environ.get("DEVIN_BASE_URL") else _SERVICE


def _proxy(route: Route) -> str | None:
    """Name the proxy without the password that its address may hold."""
    from urllib.parse import urlsplit

    proxy = route.chosen_proxy()
    if proxy is None:
        return None
    try:
        parts = urlsplit(proxy)
        return f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    except ValueError as error:
        raise ConfigurationError("the proxy that the environment names has no address that can be read") from error


def _is_encrypted(route: Route) -> bool:
    return route.base_url.lower().startswith("https:")


def _certificates() -> str | None:
    return next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), None)


def _plain(examined: _Examined) -> dict[str, Any]:
    found = examined.reach
    missing = found.missing()
    failure = examined.failure
    return {
        "version": found.version,
        "key_prefix": examined.key.prefix,
        "key_from": examined.found_in,
        "base_url": examined.route.base_url,
        "base_url_from": examined.address_from,
        "encrypted": _is_encrypted(examined.route),
        "proxy": _proxy(examined.route),
        "certificates_from": _certificates(),
        "works": failure is None,
        "failure": None if failure is None else str(failure),
        "scope": found.scope,
        "principal": found.principal,
        "clock_ahead_s": found.clock_skew_s,
        "operations": [
            {
                "operation": each.operation,
                "path": each.path,
                "scope": each.scope,
                "permission": each.permission,
                "older_permission": each.older_permission,
                "outcome": each.outcome,
                "status": each.status,
                "said": each.said or None,
            }
            for each in found.accesses
        ],
        "ask_for": [
            {"permission": name, "operations": [each.operation for each in refused]}
            for name, refused in missing.items()
        ],
    }


def _lines(examined: _Examined) -> Iterator[str]:
    found, width = examined.reach, terminal_width()
    for name, said in _facts(examined):
        yield from _fitted(f"{name:<12}  ", said, width)
    yield ""
    yield from _operations(found.accesses, examined.failure is not None, width)
    for line in _requests(found):
        yield from _fitted("", line, width, indent="    ")


def _fitted(head: str, text: str, width: int | None, *, indent: str | None = None) -> Iterator[str]:
    """Wrap a text beside its head, so that the further lines stand below the first."""
    below = " " * len(head) if indent is None else indent
    if width is None or len(head) + len(text) <= width:
        yield head + text
        return
    first, *more = wrap(text, max(_LEAST, width - len(below)), break_long_words=False, break_on_hyphens=False)
    yield head + first
    yield from (below + line for line in more)


def _facts(examined: _Examined) -> Iterator[tuple[str, str]]:
    found, route = examined.reach, examined.route
    prefix = "a prefix that is not known" if examined.key.prefix is None else f"{examined.key.prefix}..."
    yield "Key", f"{found.version} ({prefix}), from {examined.found_in}"
    encrypted = "encrypted" if _is_encrypted(route) else "not encrypted: it is this machine"
    yield "Address", f"{route.base_url} ({examined.address_from}); {encrypted}"
    proxy, certificates = _proxy(route), _certificates()
    yield "Proxy", "none" if proxy is None else f"{proxy}, from the environment"
    if certificates is not None and _is_encrypted(route):
        yield "Authorities", f"from {certificates}"
    yield "Clock", _clock(found.clock_skew_s)
    whose = "whose it is was not told" if found.principal is None else f"of a {found.principal.replace('_', ' ')}"
    if found.version == "v2":
        whose = "v2 has no question for whose it is"
    yield "Scope", f"{found.scope}; {whose}"
    allowed = sum(each.outcome == "allowed" for each in found.accesses)
    asked = sum(each.outcome != "not asked" for each in found.accesses)
    yield "Operations", f"{allowed} allowed of {asked} asked; there are {len(found.accesses)}"
    yield "Verdict", _verdict(examined)


def _verdict(examined: _Examined) -> str:
    if examined.failure is not None:
        return f"the basics do not work: {examined.failure}"
    if _is_off(examined.reach.clock_skew_s):
        return (
            "the basics work, but the clock of this machine is wrong: which days are closed, and which cycle is the "
            "current one, goes by it"
        )
    return "the basics work"


def _is_off(ahead_s: float | None) -> bool:
    return ahead_s is not None and abs(ahead_s) > _MOST_SKEW_S


def _clock(ahead_s: float | None) -> str:
    if ahead_s is None:
        return "no answer told the time"
    if not _is_off(ahead_s):
        return "agrees with the server's, to a minute"
    side = "ahead of" if ahead_s > 0 else "behind"
    return f"{abs(ahead_s):,.0f} s {side} the server's: set it, or days are taken for closed that are not, or for open"


def _operations(accesses: Sequence[Access], has_failed: bool, width: int | None) -> Iterator[str]:
    reasons = Counter(_result(each) for each in accesses if each.outcome == "not asked")
    # Of what stands in the way of all, how many is enough.
    many = {reason: count for reason, count in reasons.items() if has_failed and count > _MANY}
    rows = [("Operation", "Permission", "Result")]
    rows += [
        (each.operation, each.permission or _UNNAMED, _result(each)) for each in accesses if _result(each) not in many
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    narrow = width is not None and width < widths[0] + _LEAST
    with_permissions = width is None or sum(widths) + _LEAST_RESULT <= width
    for operation, permission, result in rows[1:] if narrow or len(rows) == 1 else rows:
        if narrow:
            yield from _fitted("", f"{operation}: {result}", width, indent="  ")
        else:
            middle = f"  {permission:<{widths[1]}}" if with_permissions else ""
            yield from _fitted(f"{operation:<{widths[0]}}{middle}  ", result, width)
    for reason, count in many.items():
        yield from _fitted("", f"{count} operations were {reason}", width, indent="  ")


def _result(access: Access) -> str:
    match access.outcome:
        case "allowed":
            return "allowed"
        case "forbidden":
            return "403, the key lacks the permission"
        case "not found":
            return "404, the key does not reach it, or there is no such id"
        case "failed":
            return f"failed: {access.said.removeprefix(access.operation).lstrip(': ')}"
        case "not asked":
            return f"not asked: {access.said.partition(';')[0]}"


def _requests(found: Reach) -> Iterator[str]:
    missing = found.missing()
    if missing:
        yield ""
        yield "To ask an administrator for:"
    for permission, refused in missing.items():
        named = "the permission (the documents name none)" if permission is None else permission
        older = sorted({each.older_permission for each in refused if each.older_permission})
        also = f" (older pages: {', '.join(older)})" if older else ""
        yield f"  {named}{also}, for {', '.join(each.operation for each in refused)}"
    if found.scope == "organization":
        yield ""
        yield "Figures of the whole enterprise need a key of a service user with enterprise scope."
