"""What the vendor's documents of today would change: held against what is vendored, before anything is written."""

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from . import build, check, grammar, layout, lock, overlay, pages, prune, selection, sources, survey, whole, yaml12
from .errors import PipelineError
from .fetch import Delivery, Received
from .prune import Lines
from .survey import Lost, Survey
from .tree import Json

if TYPE_CHECKING:
    from devin_usage.spec_diff.comparison import Comparison
    from devin_usage.spec_diff.versions import Version


@frozen
class Source:
    """One received source, beside the file of that name."""

    received: Received
    changed: bool


@frozen
class Change:
    """What becomes of one version."""

    version: str
    sources: tuple[Source, ...]
    superseded: tuple[str, ...] = ()
    """Sources of today that go, since a whole document comes."""
    taken: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    """The operations that are not taken in, each with its first tag."""
    left_before: tuple[str, ...] = ()
    idle_rules: tuple[int, ...] = ()
    """The rules of the selection, from 1, that match nothing of this version."""
    survey: Survey | None = None
    lines: tuple[Lines, ...] = ()
    """Where each action of the overlay document stands."""
    comparison: "Comparison | None" = None
    of_vendor: bool = False
    """Whether the vendor's words are compared, since there is no resolved document of the new ones."""
    problems: tuple[str, ...] = ()
    """What keeps the new documents out, whatever is pruned."""

    @property
    def changed(self) -> bool:
        """Whether any source differs from what is vendored."""
        return bool(self.superseded) or any(each.changed for each in self.sources)

    @property
    def stale(self) -> tuple[Lost, ...]:
        """The actions that have lost their ground."""
        return self.survey.stale if self.survey else ()

    @property
    def for_a_person(self) -> tuple[str, ...]:
        """Every sentence that says what has to be done by hand."""
        return (*self.problems, *(each.why for each in (self.survey.needs_a_person if self.survey else ())))


def lay(root: Path, candidate: Path, delivery: Delivery) -> list[Change]:
    """Put the new sources into a copy of the inputs, and say which differ from those of today.

    Raises:
        PipelineError: pages came for a version that is vendored as a whole document.
    """
    rules = selection.read(root)
    old = root / layout.SOURCES
    changes: list[Change] = []
    for version in sorted({each.version for each in delivery.received}):
        received = [each for each in delivery.received if each.version == version]
        own = _own(old, version)
        superseded: tuple[str, ...] = ()
        if any(whole.NAME.match(each.name) for each in received):
            names = {each.name for each in received}
            superseded = tuple(name for name in own if name not in names)
            for name in own:
                (candidate / layout.SOURCES / name).unlink()
        elif any(whole.NAME.match(name) for name in own):
            raise PipelineError(f"{version} is vendored as a whole document; pages of it say nothing more")
        passed: list[tuple[str, str]] = []
        taken: list[Source] = []
        for each in received:
            if not whole.NAME.match(each.name) and (outside := _outside(each, rules)):
                passed.append(outside)
                continue
            taken.append(Source(each, changed=_differs(old / each.name, each.data)))
            target = candidate / layout.SOURCES / each.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(each.data)
        changes.append(Change(version, tuple(taken), superseded, left=tuple(passed)))
    return changes


def _own(folder: Path, version: str) -> list[str]:
    """The sources of a version that are vendored now."""
    names = [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file()]
    found: list[str] = []
    for name in names:
        match = whole.NAME.match(name)
        if (match["version"] if match else pages.read(folder / name, folder).version) == version:
            found.append(name)
    return found


def _differs(file: Path, data: bytes) -> bool:
    return not file.is_file() or file.read_bytes() != data


def _outside(received: Received, rules: tuple[selection.Rule, ...]) -> tuple[str, str] | None:
    """The operation of a page that no rule takes in."""
    page = pages.parse(received.data, received.origin)
    ((_, _, operation),) = grammar.operations(page.fragment)
    if any(rule.matches(page.method, page.path, operation) for rule in rules):
        return None
    return f"{page.method} {page.path}", _tag(operation)


def _tag(operation: dict[str, Json]) -> str:
    tags = operation.get("tags")
    return str(tags[0]) if isinstance(tags, list) and tags else "without a tag"


def compare(root: Path, candidate: Path, change: Change, *, everything: bool = False) -> Change:
    """Hold a new version against the committed one: selection, overlay actions, meaning.

    Args:
        root: The project.
        candidate: The copy that holds the new sources.
        change: What ``lay`` said of the version.
        everything: Take in every operation, whatever the selection says.

    Raises:
        PipelineError: what is committed cannot be read; the new documents never raise, their faults are told.
    """
    from devin_usage.spec_diff import diff
    from devin_usage.spec_diff.comparison import Comparison

    old_vendor = yaml12.load((root / layout.spec(change.version)).read_text(encoding="utf-8"), "the committed document")
    old_document = _json(root / layout.resolved(change.version))
    before = _left_before(root, change.version)
    problems: list[str] = []
    document = _document(candidate, change, problems)
    if document is None:
        return evolve(change, problems=tuple(problems), left_before=before)
    tags = {f"{method} {path}": _tag(operation) for method, path, operation in grammar.operations(document)}
    rules = (selection.Rule(None, None, None),) if everything else selection.read(root)
    text, actions = build.read_overlay(root, change.version)
    selected = selection.select(document, rules, beside=overlay.builds_on(actions))
    known = {f"{method} {path}" for method, path, _ in grammar.operations(old_vendor)}
    problems += [
        f"{name} was taken in until now, and {layout.SELECTION} leaves it out: its tags or its path have changed; mend "
        "the selection"
        for name in selected.left
        if name in known
    ]
    operations = list(grammar.operations(document))
    idle = tuple(
        number for number, rule in enumerate(rules, start=1) if not any(rule.matches(*each) for each in operations)
    )
    left = tuple(
        (name, tags.get(name, "webhooks" if name.startswith("webhook ") else "no operation")) for name in selected.left
    )
    change = evolve(change, taken=selected.taken, left=(*change.left, *left), left_before=before, idle_rules=idle)

    new: Json = None
    try:
        found = survey.survey(selected.document, actions, layout.overlay(change.version).as_posix())
        change = evolve(
            change, survey=found, lines=tuple(prune.places(text, layout.overlay(change.version).as_posix()))
        )
        new = found.document
        if not found.needs_a_person and _is_built_from(selected.document):
            check.check(found.document, f"the resolved {change.version} document", read_only=not everything)
    except PipelineError as error:
        problems.append(str(error))
    if everything:
        # What is tried and not shipped means nothing to callers.
        return evolve(change, problems=tuple(problems))
    of_vendor = new is None or not _is_built_from(selected.document)
    comparison = Comparison(
        old=f"{change.version} as it is vendored",
        new=f"{change.version} as it is published",
        findings=tuple(diff(old_vendor, selected.document) if of_vendor else diff(old_document, new)),
        current_version=_current_version(root),
    )
    return evolve(change, comparison=comparison, of_vendor=of_vendor, problems=tuple(problems))


def _is_built_from(document: dict[str, Json]) -> bool:
    return str(document.get("openapi")).startswith("3.1.")


def _document(candidate: Path, change: Change, problems: list[str]) -> dict[str, Json] | None:
    """The vendor's new document, as far as there is one; what is wrong with it goes to the problems."""
    received = [each.received for each in change.sources]
    documents = [each for each in received if whole.NAME.match(each.name)]
    try:
        if not documents:
            return sources.read_all(candidate / layout.SOURCES)[change.version].document()
        wholes = [whole.read(each.data, each.name) for each in documents]
        found = whole.disagreements(wholes)
        problems += [str(each) for each in found]
        return whole.ordered(wholes)[0].document
    except PipelineError as error:
        problems.append(str(error))
    # One of another 3.x is still compared, so that it is known what waits in it.
    return whole.parse(documents[0].data, documents[0].name) if documents else None


def _json(file: Path) -> Json:
    try:
        found: Json = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PipelineError(f"{file.name} cannot be read: {error}; run make generate") from error
    return found


def _left_before(root: Path, version: str) -> tuple[str, ...]:
    by_version = lock.read(root).get("left_out")
    left = by_version.get(version) if isinstance(by_version, dict) else None
    return tuple(str(each) for each in left) if isinstance(left, list) else ()


def _current_version(root: Path) -> "Version | None":
    from devin_usage.spec_diff.versions import Version

    file = root / "pyproject.toml"
    if not file.is_file():
        return None
    return Version.parse(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"])
