"""Bring the vendor's documents of today in: compare, build beside, check, and replace everything at once.

Without being told to apply, it only reports. What is applied is fully updated and green, or the tree is as it was.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from . import build, candidate, comparing, fetch, layout, prune, swap
from .changelog import CHANGELOG, with_draft
from .comparing import Change
from .errors import PipelineError
from .fetch import Delivery

SURFACE = Path("tests/surface")


@frozen(kw_only=True)
class Wish:
    """What a run is asked for."""

    origin: str = fetch.DEFAULT
    languages: tuple[str, ...] = ("en",)
    apply: bool = False
    prune: bool = False
    everything: bool = False
    """Build the whole documents, every operation of them, in a temporary folder."""
    checks: Sequence[Sequence[str]] = field(factory=lambda: candidate.CHECKS)
    """What has to pass in the copy of the project before the tree is touched."""


@frozen(kw_only=True)
class Outcome:
    """What a run has found and done."""

    wish: Wish
    delivery: Delivery
    changes: tuple[Change, ...]
    changed_files: tuple[Path, ...] | None = None
    """The files that were replaced; None where nothing was applied."""
    failed: str | None = None
    """Why the new documents, which could be built from, did not pass."""
    trials: tuple[str, ...] = ()
    """What came of building the whole documents."""

    @property
    def changed(self) -> bool:
        """Whether the vendor publishes anything else than what is vendored."""
        return any(each.changed for each in self.changes)

    @property
    def in_the_way(self) -> tuple[str, ...]:
        """What keeps it from being applied."""
        by_hand = [sentence for change in self.changes for sentence in change.for_a_person]
        if self.failed is not None:
            by_hand.append(self.failed)
        stale = sum(len(change.stale) for change in self.changes)
        if stale and not (self.wish.prune or self.wish.everything or by_hand):
            which, them = ("action has", "it") if stale == 1 else ("actions have", "them")
            by_hand.append(f"{stale} overlay {which} become stale; PRUNE=1 removes {them}")
        return tuple(by_hand)


def refresh(root: Path, wish: Wish, *, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Compare what the vendor publishes with what is vendored, and take it in if that is wished.

    Args:
        root: The project.
        wish: Where from, and what to do with it.
        tell: Gets a line on each step that takes time.

    Raises:
        PipelineError: what came is refused. The tree is then as it was.
    """
    if wish.apply and wish.everything:
        raise PipelineError("SELECT=all is never shipped; APPLY=1 takes in what specs/selection.yaml says")
    before = candidate.files(root)
    versions = sorted(path.name.split(".")[0] for path in (root / layout.OVERLAYS).glob("v*.overlay.yaml"))
    tell(f"reading {wish.origin}")
    delivery = fetch.receive(wish.origin, versions=versions, languages=wish.languages)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary).resolve() / "project"
        candidate.copy_inputs(root, copy)
        laid = comparing.lay(root, copy, delivery)
        tell("comparing")
        changes = tuple(comparing.compare(root, copy, each, everything=wish.everything) for each in laid)
        outcome = Outcome(wish=wish, delivery=delivery, changes=changes)
        if wish.everything:
            return _try_everything(root, outcome, Path(temporary).resolve(), tell)
        if not wish.apply or not outcome.changed or outcome.in_the_way:
            return outcome
        try:
            kept = _prepare(root, copy, outcome, before, tell)
            now = candidate.files(root)
            if changed := sorted(path.as_posix() for path in {*before, *now} if before.get(path) != now.get(path)):
                raise PipelineError(f"{', '.join(changed)} changed while the copy was checked; run it again")
        except (PipelineError, OSError) as error:
            return evolve(outcome, failed=str(error))
        tell("replacing")
        gone = [path for path in (*layout.inputs(root), *layout.outputs(root)) if path not in kept]
        replaced = swap.swap(root, {path: (copy / path).read_bytes() for path in kept}, gone)
    return evolve(outcome, changed_files=tuple(replaced))


def _prepare(
    root: Path, copy: Path, outcome: Outcome, present: Mapping[Path, str], tell: Callable[[str], None]
) -> set[Path]:
    """Build and check a copy of the project; give the files in it that are to be in the tree."""
    if CHANGELOG in present:
        shutil.copy2(root / CHANGELOG, copy / CHANGELOG)
        _write_changelog(copy, outcome.changes)
    _prune(copy, outcome.changes)
    tell("building")
    with build.workspace(copy) as folder:
        build.build(copy, folder)
        candidate.copy_project(root, copy, present)
        build.install(copy, folder)
    tell("setting up a copy of the project")
    candidate.equip(root, copy)
    surface = _write_surface(copy)
    tell("checking the copy: " + ", ".join(" ".join(command) for command in outcome.wish.checks))
    candidate.check(copy, outcome.wish.checks, copy.parent / "checks.log")
    changelog = [CHANGELOG] if CHANGELOG in present else []
    return {*layout.inputs(copy), *layout.outputs(copy), *surface, *changelog}


def _prune(copy: Path, changes: Sequence[Change]) -> None:
    """Take the stale actions out of the overlay documents of a copy."""
    for change in changes:
        if change.stale:
            path = layout.overlay(change.version)
            text = (copy / path).read_bytes().decode("utf-8")
            rests = {each.number: each.rests for each in change.stale}
            (copy / path).write_bytes(prune.prune(text, path.as_posix(), rests).encode())


def drafts(changes: Sequence[Change]) -> Mapping[str, str]:
    """Draft what the changelog says, by version; versions without a finding are left out."""
    from devin_usage.spec_diff.changelog import changelog

    drafted = {
        each.version: changelog(each.comparison.findings, each.version)
        for each in changes
        if each.comparison is not None
    }
    return {version: text for version, text in drafted.items() if text}


def _write_changelog(copy: Path, changes: Sequence[Change]) -> None:
    text = (copy / CHANGELOG).read_bytes().decode("utf-8")
    for draft in drafts(changes).values():
        text = with_draft(text, draft)
    (copy / CHANGELOG).write_bytes(text.encode())


def _write_surface(copy: Path) -> list[Path]:
    """Let the public names of the new client be written down, and what breaks in the changelog."""
    if not (copy / SURFACE / "__main__.py").is_file():
        return []
    python = copy / ".venv/bin/python"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [python, "-m", "tests.surface", "--write", "--changelog"],
        cwd=copy,
        env=candidate.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PipelineError(f"the public names could not be written: {(done.stdout + done.stderr).strip()}")
    return sorted(file.relative_to(copy) for file in (copy / SURFACE).glob("*.txt"))


def _try_everything(root: Path, outcome: Outcome, folder: Path, tell: Callable[[str], None]) -> Outcome:
    from . import trial

    said: list[str] = []
    failed: list[str] = []
    for change in outcome.changes:
        if change.survey is None or change.for_a_person:
            continue
        tell(f"building all of {change.version}")
        try:
            done = trial.whole(change.survey.document, folder / change.version, root / layout.CONFIG)
        except PipelineError as error:
            failed.append(f"{change.version}: {error}")
            continue
        said.append(f"{change.version}: {done}")
        if not done.passed:
            failed.append(f"{change.version}: the client of the whole document does not pass")
    return evolve(outcome, trials=tuple(said), failed="\n".join(failed) or None)
