"""The commands that show who and what an account is made of."""

from __future__ import annotations

from collections.abc import Sequence

import click

from devin_usage.billing import now, system_clock
from devin_usage.cycles import Cycle, cycle_at
from devin_usage.errors import InvalidArgument

from .connecting import connect
from .options import output_options, scope_options
from .output import Output
from .scope import Scope


@click.command()
@output_options()
@click.pass_context
def whoami(ctx: click.Context, output: Output) -> None:
    """Tell whom the key belongs to, and what it reaches (v3). Nothing shows the key."""
    from devin_usage.export import table

    from . import plain_members, tables_members

    found = output.hidden(connect(ctx).whoami())
    output.show(
        page=lambda page: tables_members.principal(page, found),
        plain=lambda: plain_members.principal(found),
        table=lambda: table(found),
    )


@click.command()
@output_options()
@click.pass_context
def cycles(ctx: click.Context, output: Output) -> None:
    """List the billing cycles, oldest first. A cycle need not start on the first of a month."""
    from devin_usage.export import table

    from . import plain, tables_members

    found = connect(ctx).cycles.list()
    output.show(
        page=lambda page: tables_members.cycles(page, found, _current(found)),
        plain=lambda: plain.cycles(found),
        table=lambda: table(found, of=Cycle),
    )


def _current(found: Sequence[Cycle]) -> Cycle | None:
    try:
        return cycle_at(found, now(system_clock))
    except InvalidArgument:
        return None


@click.command()
@scope_options("org")
@click.option("--email", metavar="ADDRESS", help="Only users with this address.")
@click.option("--service-users", is_flag=True, help="The service users in their place, inactive ones too (v3).")
@output_options()
@click.pass_context
def users(ctx: click.Context, scope: Scope, email: str | None, service_users: bool, output: Output) -> None:
    """List the users, with names and roles. --org limits the list to one organization (v3)."""
    from devin_usage import ServiceUser, User
    from devin_usage.export import table

    from . import plain_members, tables_members

    if len(scope.organizations) > 1:
        raise InvalidArgument("--org was given several times; users are listed for one organization, or for all")
    if service_users and (email is not None or scope.organizations):
        raise InvalidArgument("--service-users lists all of them: leave --org and --email out")
    client = connect(ctx)
    if service_users:
        services = list(client.service_users.list(include_inactive=True))
        output.show(
            page=lambda page: tables_members.service_users(page, services),
            plain=lambda: plain_members.service_users(services),
            table=lambda: table(services, of=ServiceUser),
        )
        return
    listed = client.users.list(email=email, organization=next(iter(scope.organizations), None))
    found = [output.hidden(each) for each in listed]
    output.show(
        page=lambda page: tables_members.users(page, found, client.version),
        plain=lambda: plain_members.users(found),
        table=lambda: table(found, of=User),
    )


@click.command()
@output_options()
@click.pass_context
def orgs(ctx: click.Context, output: Output) -> None:
    """List the organizations, and how many ACUs each may use (v3)."""
    from devin_usage import Organization
    from devin_usage.export import table

    from . import plain_members, tables_members

    found = list(connect(ctx).organizations.list())
    output.show(
        page=lambda page: tables_members.organizations(page, found),
        plain=lambda: plain_members.organizations(found),
        table=lambda: table(found, of=Organization),
    )
