"""The unreleased part of CHANGELOG.md, and how a drafted entry comes into it."""

from pathlib import Path

from .errors import PipelineError

CHANGELOG = Path("CHANGELOG.md")


def with_draft(changelog: str, draft: str) -> str:
    """Put drafted sections into the unreleased part of a changelog, each behind what its section holds already.

    Raises:
        PipelineError: the changelog has no unreleased part.
    """
    start = changelog.find("\n## Unreleased\n")
    if start < 0:
        raise PipelineError(f"{CHANGELOG.as_posix()} has no part ## Unreleased to write the change into")
    start += len("\n## Unreleased\n")
    end = changelog.find("\n## ", start)
    end = len(changelog) if end < 0 else end + 1
    before, unreleased, after = changelog[:start], changelog[start:end], changelog[end:]
    for section in draft.strip().split("\n\n"):
        heading, _, items = section.partition("\n")
        at = unreleased.find(f"{heading}\n")
        if at < 0:
            # What breaks stands first; anything else behind what is there.
            new = f"\n{heading}\n{items}\n"
            unreleased = new + unreleased if heading == "### Breaking" else unreleased.rstrip("\n") + "\n" + new
            continue
        next_heading = unreleased.find("\n### ", at)
        stop = len(unreleased) if next_heading < 0 else next_heading
        own = unreleased[at:stop].rstrip("\n")
        unreleased = unreleased[:at] + f"{own}\n{items}\n" + unreleased[stop:]
    if after and not unreleased.endswith("\n\n"):
        unreleased = unreleased.rstrip("\n") + "\n\n"
    return before + unreleased + after
