"""The commands by name, each loaded when it is called or its help is asked for: a short one starts without the rest."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

from .failing import Group

COMMANDS = {
    "whoami": ("commands_members", "whoami", "Tell whom the key belongs to."),
    "cycles": ("commands_members", "cycles", "List the billing cycles."),
    "daily": ("commands_consumption", "daily", "Show the ACUs of each billing day."),
    "weekly": ("commands_consumption", "weekly", "Show the ACUs of each week of billing days."),
    "monthly": ("commands_consumption", "monthly", "Show the ACUs of each month of billing days."),
    "usage": ("commands_metrics", "usage", "Count sessions, searches and pull requests."),
    "metrics": ("commands_metrics", "metrics", "Break down sessions, pull requests and active users."),
    "users": ("commands_members", "users", "List the users."),
    "orgs": ("commands_members", "orgs", "List the organizations and their limits."),
    "by-user": ("commands_breakdown", "by_user", "Show the ACUs of each user."),
    "by-org": ("commands_breakdown", "by_org", "Show the ACUs of each organization."),
    "forecast": ("commands_outlook", "forecast", "Tell what a cycle will have used at its end."),
    "reconcile": ("commands_outlook", "reconcile", "Hold v2 against v3."),
    "report": ("commands_report", "report", "Write the usage of a period as one HTML page."),
    "export": ("commands_export", "export", "Write days, members, cycles or costs to a file."),
    "load": ("commands_load", "load", "Load usage into a warehouse."),
    "doctor": ("doctor", "doctor", "Tell what works, and what to ask an administrator for."),
    "statusline": ("statusline", "statusline", "Print one line for a prompt, without asking the API."),
    "completion": ("completion", "completion", "Print what a shell needs to complete commands."),
    "contract": ("contract", "contract", "Hold the API against its documents."),
    "spec-diff": ("spec_diff", "spec_diff", "Compare two OpenAPI documents by meaning."),
    "mock": ("mock", "mock", "Serve a mock of the API."),
}
"""By name: the module below this package, the command in it, and what it does in a few words."""


class Loading(MutableMapping[str, click.Command]):
    """Commands by name; each is imported when it is asked for."""

    def __init__(self) -> None:
        """Start with none loaded."""
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Give a command, loaded now if need be."""
        if name not in self._loaded:
            module, attribute, _ = COMMANDS[name]
            self._loaded[name] = getattr(import_module(f".{module}", __package__), attribute)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Take a command in place of the one of the table."""
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        """Forget a command that was loaded."""
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        """Walk the names, in the order of the table."""
        return iter(COMMANDS)

    def __len__(self) -> int:
        """Count the commands."""
        return len(COMMANDS)


class Commands(Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in the order of the table."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, without loading it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short_help) for name, (_, _, short_help) in COMMANDS.items()])
