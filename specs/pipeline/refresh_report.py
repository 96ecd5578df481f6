"""What a refresh has found, in words for a person, as Markdown for an issue, or as JSON for a machine."""

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from . import fetch, layout, refresh, yaml12
from .comparing import Change
from .refresh import Outcome
from .survey import Lost
from .tree import Json, to_json

Form = Literal["text", "markdown", "json"]


def written(outcome: Outcome, form: Form) -> str:
    """Write the report in one of its forms."""
    if form == "json":
        return to_json(plain(outcome))
    from devin_usage.spec_diff.visible import visible

    # What a document holds is data: it must not steer a terminal.
    lines = "".join(f"{visible(line)}\n" for block in _lines(outcome) for line in block.split("\n"))
    return lines if form == "text" else _markdown(outcome, lines)


def _markdown(outcome: Outcome, lines: str) -> str:
    from devin_usage.spec_diff.report_markdown import markdown

    parts = ["# The vendor's documents have changed\n" if outcome.changed else "# The vendor's documents\n"]
    parts += [
        markdown(each.comparison, document=each.version) for each in outcome.changes if each.comparison is not None
    ]
    # A fence that is longer than any run of backticks in what it holds.
    fence = "`" * max(3, *(len(run) + 1 for run in lines.replace("\n", " ").split(" ") if set(run) == {"`"}), 3)
    parts.append(f"<details><summary>The whole report</summary>\n\n{fence}text\n{lines}{fence}\n\n</details>\n")
    return "\n".join(parts)


def _lines(outcome: Outcome) -> Iterator[str]:
    from devin_usage.spec_diff.report import text

    for change in outcome.changes:
        yield change.version
        for source in change.sources:
            came = source.received
            size = f"{len(came.data):,} bytes" + (f", last modified {came.modified}" if came.modified else "")
            yield f"  {came.name}: {'new' if source.changed else 'the same'} ({size}, from {came.origin})"
        yield from (f"  supersedes {name}" for name in change.superseded)
        yield from _selected(change)
        yield from _actions(change, outcome)
        yield from (f"  in the way: {problem}" for problem in change.problems)
        if change.comparison is not None:
            yield ""
            if change.of_vendor:
                yield "  The vendor's words alone are compared, since nothing can be built from the new ones yet."
            yield textwrap.indent(text(change.comparison).rstrip("\n"), "  ", lambda line: bool(line.strip()))
        yield ""
    if outcome.delivery.passed_by:
        yield f"{len(outcome.delivery.passed_by)} files are no sources:"
        yield from (f"  {each}" for each in outcome.delivery.passed_by)
        yield ""
    drafted = refresh.drafts(outcome.changes)
    if drafted:
        yield "Draft for CHANGELOG.md:"
        for draft in drafted.values():
            yield textwrap.indent(draft.rstrip("\n"), "  ", lambda line: bool(line.strip()))
        yield ""
    yield from (f"All operations: {each}" for each in outcome.trials)
    yield from _end(outcome)


def _selected(change: Change) -> Iterator[str]:
    if not change.taken and not change.left:
        return
    before = set(change.left_before)
    new = [name for name, _ in change.left if name not in before]
    gone = [name for name in change.left_before if name not in {each for each, _ in change.left}]
    more = f"; {len(new)} of them new, {len(gone)} gone since" if change.left_before else ""
    yield f"  {len(change.taken)} operations taken in, {len(change.left)} left out by {layout.SELECTION}{more}"
    for tag, count in sorted(Counter(tag for _, tag in change.left).items()):
        names = ", ".join(name for name, own in change.left if own == tag)
        yield f"    {tag} ({count}): {names}"
    if change.idle_rules:
        yield f"    rules of it that match nothing here: {', '.join(map(str, change.idle_rules))}"
    if gone and change.left_before:
        yield f"    gone since: {', '.join(gone)}"


def _actions(change: Change, outcome: Outcome) -> Iterator[str]:
    if change.survey is None:
        return
    stale, changed = change.survey.stale, change.survey.changed
    yield (
        f"  overlay actions: {len(change.lines) - len(stale) - len(changed)} hold, "
        f"{len(stale)} stale, {len(changed)} changed meaning"
    )
    for lost in stale:
        yield f"    {_where(change, lost)} stale: {lost.why}"
        if not lost.prunable:
            yield "      to be mended by hand"
        elif not lost.rests:
            yield "      removed" if outcome.changed_files is not None else "      delete these lines"
        else:
            yield "      replaced by:" if outcome.changed_files is not None else "      put in their place:"
            yield textwrap.indent(yaml12.dump([*lost.rests], "an action").rstrip("\n"), " " * 8)
    for lost in changed:
        yield f"    {_where(change, lost)} changed meaning: {lost.why}"


def _where(change: Change, lost: Lost) -> str:
    return f"{layout.overlay(change.version)}:{change.lines[lost.number - 1]}"


def _end(outcome: Outcome) -> Iterator[str]:
    if outcome.changed_files is not None:
        count = len(outcome.changed_files)
        yield f"Applied and green: {count} files were replaced."
        yield from (f"  {path.as_posix()}" for path in outcome.changed_files)
        yield "Read the difference, finish the draft in CHANGELOG.md, and commit."
        return
    if outcome.wish.everything and not outcome.in_the_way:
        yield "Every operation was built aside, and nothing was written."
        return
    if not outcome.changed and not outcome.in_the_way:
        yield "What is vendored is what the vendor publishes. Nothing was written."
        return
    if outcome.in_the_way:
        yield (
            "Not all of it can be built:"
            if outcome.wish.everything
            else "It cannot be applied as it is, and nothing was written:"
        )
        yield from (f"  - {sentence}" for sentence in outcome.in_the_way)
        return
    wish = outcome.wish
    more = [] if wish.origin == fetch.DEFAULT else [f"FROM={shlex.quote(wish.origin)}"]
    more += [] if wish.languages == ("en",) else [f"LANGUAGES={','.join(wish.languages)}"]
    more += ["APPLY=1", *(["PRUNE=1"] if any(change.stale for change in outcome.changes) else [])]
    yield f"Nothing was written. To build, check and take it in: make refresh {' '.join(more)}"


def plain(outcome: Outcome) -> dict[str, Json]:
    """Give the report as JSON values."""
    from devin_usage.spec_diff.comparison import strongest

    compared = [each.comparison for each in outcome.changes if each.comparison is not None]
    kind = strongest(finding.kind for comparison in compared for finding in comparison.findings)
    return {
        "changed": outcome.changed,
        "class": kind or "none",
        "applied": outcome.changed_files is not None,
        "in_the_way": [*outcome.in_the_way],
        "changed_files": [path.as_posix() for path in outcome.changed_files or ()],
        "passed_by": [*outcome.delivery.passed_by],
        "trials": [*outcome.trials],
        "changelog": {**refresh.drafts(outcome.changes)},
        "versions": {each.version: _version(each) for each in outcome.changes},
    }


def _version(change: Change) -> Json:
    from devin_usage.spec_diff.plain import plain as plain_comparison

    return {
        "changed": change.changed,
        "sources": [
            {
                "name": each.received.name,
                "origin": each.received.origin,
                "bytes": len(each.received.data),
                "last_modified": each.received.modified,
                "changed": each.changed,
            }
            for each in change.sources
        ],
        "superseded": [*change.superseded],
        "taken": [*change.taken],
        "left_out": [{"operation": name, "tag": tag} for name, tag in change.left],
        "stale": [_lost(change, each) for each in change.stale],
        "changed_meaning": [_lost(change, each) for each in (change.survey.changed if change.survey else ())],
        "problems": [*change.problems],
        "compared": "none" if change.comparison is None else "vendor" if change.of_vendor else "resolved",
        "diff": None if change.comparison is None else plain_comparison(change.comparison, document=change.version),
    }


def _lost(change: Change, lost: Lost) -> Json:
    lines = change.lines[lost.number - 1]
    return {
        "file": layout.overlay(change.version).as_posix(),
        "action": lost.number,
        "first_line": lines.first,
        "last_line": lines.last,
        "why": lost.why,
        "prunable": lost.prunable,
        "replacements": [*lost.rests],
    }
