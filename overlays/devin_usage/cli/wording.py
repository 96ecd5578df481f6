"""How errors and notes of the library are said by the command: with its options, where the library names arguments.

Each phrase of the library stands in a table, with the options that take its place. Of these, only those that the
command has are named.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from attrs import frozen

_DAYS = ("--from and --to", "--last 30d")


@frozen
class Phrase:
    """What the library says, and what the command says in its place."""

    library: str
    command: str
    """With ``{}`` for the options, where there are any."""
    options: tuple[str, ...] = ()
    otherwise: str | None = None
    """What is said where the command has none of the options; by default what it says where it has."""

    def said(self, known: Collection[str]) -> str:
        """Write it for a command with these options."""
        ways = [each for each in self.options if all(word in known for word in each.split() if word.startswith("--"))]
        if self.options and not ways:
            return self.command.format("") if self.otherwise is None else self.otherwise
        return self.command.format(", or ".join(ways))


PHRASES = (
    Phrase("name the days instead, or use", "name the days instead ({}), or use", _DAYS, "use"),
    Phrase("name the days instead", "name the days instead ({})", _DAYS, "name the days instead"),
    Phrase("name the ids instead, or use", "use"),
    Phrase("pass their ids: users=[...], or use", "pass their ids: --user ID, or use", ("--user",), "use"),
    Phrase("pass their ids: organizations=[...], or use", "pass their ids: --org ID, or use", ("--org",), "use"),
    Phrase(
        "pass their ids: service_users=[...], or use",
        "pass their ids: --service-user ID, or use",
        ("--service-user",),
        "use",
    ),
    Phrase("leave the organization out, or make the client with org_id=...", "leave --org out, or use a key of it"),
    Phrase("leave organizations out, or make the client with org_id=...", "leave --org out, or use a key of it"),
    Phrase(
        "this client reads another organization; use a client of the one that was asked for (by its own key, or by "
        "org_id=...), or of the enterprise",
        "the key reads another organization; use a key of the one that was asked for, or of the enterprise",
    ),
    Phrase("; pass cycles=..., or use", "; give --one-cycle with --from and --to, or use"),
    Phrase("to begin: pass period=..., or cycles=...", "to begin: give --one-cycle with --from and --to"),
    Phrase(
        "give the cycle, for example cycle=Cycle(Period.parse('2025-12-05/2026-01-04')), or use",
        "give its days with --from and --to, or use",
    ),
    Phrase(
        "have to be given, for example period=Period.parse('2025-12-05/2026-01-04')",
        "have to be given, for example --from 2025-12-05 --to 2026-01-04",
    ),
    Phrase("leave out by='user', or use", "give --what focus, or use"),
    Phrase("give all cycles that the days lie in", "name days of cycles that `devin-usage cycles` lists"),
    Phrase("name the file so, or pass form=...", "name the file so, or give --format"),
    Phrase(
        "ask again, with a cache so that nothing is asked twice, or take what there is from `breakdown`",
        "run the same command again, with --cache FILE so that nothing is asked twice",
    ),
    Phrase("version='v2' or version='v3'", "--api-version v2 or --api-version v3"),
    Phrase("bounds='inclusive' may fit this deployment", "`devin-usage contract --bounds inclusive` tells"),
    Phrase("use https://, or pass allow_http=True", "use https://"),
    Phrase("pass None to ask for all", "leave it out to ask for all"),
    Phrase("budget_acus", "--budget"),
    Phrase("broken down by `by_service_user`", "written by `export --what days-by-service-user`"),
    Phrase("tolerance_acus must be", "--tolerance must be"),
    Phrase("recent_days must be", "--recent-days must be"),
    Phrase("the base address", "the address (--base-url or DEVIN_BASE_URL)"),
    Phrase(
        "does not name a cycle; write the month of its first day, for example 2025-12",
        "does not name a cycle; write current, previous, or the month of its first day, such as 2025-12",
    ),
)
"""Longer ones first, where one begins with another."""

_BY_LIBRARY = {each.library: each for each in PHRASES}
_ANY = re.compile("|".join(re.escape(each.library) for each in PHRASES))


def in_options(message: str, known: Collection[str] = ()) -> str:
    """Say what the library says with the options of a command.

    Args:
        message: What the library says.
        known: The options that the command has, such as ``--from``; those of notes need none.
    """
    # At once, since what one phrase becomes may hold another.
    return _ANY.sub(lambda found: _BY_LIBRARY[found[0]].said(known), message)
