"""What commands say beside an answer on standard error, where the form of the answer has no place for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import click
from attrs import evolve

from .failing import note

if TYPE_CHECKING:
    from devin_usage.account import Revision


def noted(ctx: click.Context, caveats: Iterable[str], excluded: Iterable[str] = ()) -> None:
    """Say what figures leave out and what to know of them, each once."""
    for said in dict.fromkeys((*(f"left out: {each}" for each in excluded), *caveats)):
        note(ctx, "Note", f"note: {said}")


def revised(ctx: click.Context, revisions: Iterable[Revision], *, pseudonymise: bool) -> None:
    """Say which closed days have changed, which the cache tells once only.

    Raises:
        ConfigurationError: the secret of pseudonyms is refused.
    """
    for revision in revisions:
        shown = revision
        if pseudonymise:
            from devin_usage.export import pseudonym  # loaded when used

            from .hidden import secret_of_environment, subject

            named = partial(pseudonym, secret=secret_of_environment())
            shown = evolve(revision, subject=subject(revision.subject, named))
        note(ctx, "Revision", f"note: {changed(shown)}")


def changed(revision: Revision) -> str:
    """Say how a closed day has changed."""
    of = revision.subject
    whose = of.kind.replace("_", " ") if of.id is None else f"{of.kind.replace('_', ' ')} {of.id}"
    before, after = ("not listed" if each is None else f"{each!r} ACUs" for each in (revision.before, revision.after))
    how = "the products differ" if before == after else f"{before} before, {after} now"
    return f"changed since it was last read: {revision.day.isoformat()} of the {whose}: {how}"
