"""What is applied is the whole of the new version, over the tree that was checked, or nothing."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from specs.pipeline import candidate, drift, layout
from specs.pipeline.changelog import CHANGELOG
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples, vendor
from tests.unit.pipeline.planted import Documents
from tests.unit.pipeline.refreshing import Command, named
from tests.unit.pipeline.sample_vendor import V2_USAGE
from tests.unit.pipeline.vendor import SAMPLE


def test_what_passes_is_applied_as_one(whole_root: Path, run: Command, checks: list[Sequence[str]]) -> None:
    """Sources, specs, lock, client, overlay documents and changelog are those of the new version, and hold together."""
    run.publish(named("an operation that we add, now brought by the vendor"))
    before = samples.fingerprint(whole_root)
    said = run("--apply", "--prune")
    assert said.code == 0, said.out + said.err
    assert said.json["applied"] is True
    after = samples.fingerprint(whole_root)
    assert (
        sorted(name for name in {*before, *after} if before.get(name) != after.get(name)) == said.json["changed_files"]
    )
    changed = said.json["changed_files"]
    assert isinstance(changed, list)
    assert {"overlays/v2.overlay.yaml", "specs/specs.lock.json", "specs/v2-openapi.yaml"} <= {*map(str, changed)}
    assert drift.drift(whole_root) == []
    assert run().out.endswith("What is vendored is what the vendor publishes. Nothing was written.\n")


def test_what_does_not_pass_leaves_the_tree_as_it_was(
    whole_root: Path, run: Command, checks: list[Sequence[str]]
) -> None:
    """The report is told all the same, with what failed and how it ended."""
    checks.append((".venv/bin/python", "-c", "import sys; print('three tests fail'); sys.exit(1)"))
    run.publish(named("a new product in acus_by_product"))
    before = samples.fingerprint(whole_root)
    said = run("--apply")
    assert samples.fingerprint(whole_root) == before
    assert said.code == 1
    assert "It cannot be applied as it is, and nothing was written:" in said.out
    assert "three tests fail" in said.out
    assert "wiki" in said.out
    assert said.json["applied"] is False


@pytest.mark.parametrize("name", ["the mended org_id", "other words where we replace them"])
def test_nothing_is_built_while_something_is_in_the_way(
    name: str, root: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without PRUNE=1 a stale action is; what a person has to look at always is."""
    monkeypatch.setattr(candidate, "equip", lambda *_: pytest.fail("it is built"))
    run.publish(named(name))
    before = samples.fingerprint(root)
    assert run("--apply").code == 1
    assert samples.fingerprint(root) == before


def test_the_same_documents_are_not_applied(root: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to check."""
    monkeypatch.setattr(candidate, "equip", lambda *_: pytest.fail("it is built"))
    run.publish(named("the same documents"))
    assert run("--apply").code == 0


def test_an_interrupted_replacement_is_finished_by_the_next_verb(
    whole_root: Path, run: Command, checks: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever verb that is; it says so before it does its own work."""
    checks.clear()
    run.publish(named("a text-only edit"))
    real = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target == whole_root / "specs/specs.lock.json":
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run("--apply")
    assert (whole_root / ".build/swap.json").exists()
    said = run()
    assert "refresh: first, an interrupted change of the tree was finished\n" in said.err
    assert said.out.endswith("What is vendored is what the vendor publishes. Nothing was written.\n")
    assert drift.drift(whole_root) == []


def test_what_somebody_edits_while_the_copy_is_checked_is_not_overwritten(
    whole_root: Path, run: Command, checks: list[Sequence[str]]
) -> None:
    """The tree that was checked is no longer the tree, so it is left alone and the file is named."""
    checks[:] = [("sh", "-c", f"echo mine >> {whole_root}/CHANGELOG.md")]
    run.publish(named("a text-only edit"))
    before = samples.fingerprint(whole_root)
    said = run("--apply")
    assert (said.code, said.json["applied"]) == (1, False)
    assert "CHANGELOG.md changed while the copy was checked; run it again" in said.out
    after = samples.fingerprint(whole_root)
    assert [name for name in after if after[name] != before.get(name)] == ["CHANGELOG.md"]


def test_nothing_of_the_environment_leads_the_checks_back_to_the_tree(
    whole_root: Path, run: Command, checks: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what make and git hand on, nor a path of Python; the repository of the tree keeps its index."""
    subprocess.run(["git", "init", "--quiet"], cwd=whole_root, check=True)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "MAKEFLAGS", "PYTHONPATH", "APPLY"):
        monkeypatch.setenv(name, str(whole_root / ".git" / ("index" if name == "GIT_INDEX_FILE" else "")))
    checks[:] = [("sh", "-c", "env | grep -E '^(GIT_|MAKE|PYTHONPATH=|APPLY=)' && exit 1 || exit 0")]
    run.publish(named("a text-only edit"))
    assert run("--apply").code == 0
    assert not (whole_root / ".git/index").exists()


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_done(root: Path, run: Command) -> None:
    """It would be lost, whatever had been applied."""
    run.publish(named("a text-only edit"))
    said = run("--output", str(root / "missing" / "report.txt"))
    assert (said.code, said.out) == (2, "")
    assert "there is no folder" in said.err


def test_pages_that_a_whole_document_supersedes_go(whole_root: Path, run: Command, checks: list[Sequence[str]]) -> None:
    """They are named in the report, and removed in the same step."""
    document = SAMPLE.published("v2")
    name = samples.page_name(V2_USAGE, host=vendor.HOST)
    page = samples.write(
        whole_root / layout.SOURCES / name, samples.page_text(document, path=V2_USAGE, version="v2", host=vendor.HOST)
    )
    (whole_root / layout.SOURCES / vendor.NAMES["v2"]).unlink()
    run.publish(named("the same documents"))
    said = run("--apply")
    assert said.code == 0, said.out + said.err
    assert f"supersedes {name}" in said.out
    assert not page.exists()
    assert drift.drift(whole_root) == []


def test_what_breaks_is_drafted_in_the_changelog(whole_root: Path, run: Command, checks: list[Sequence[str]]) -> None:
    """In the unreleased part, by section."""
    checks.clear()
    run.publish(named("a renamed field"))
    assert run("--apply").code == 0
    text = (whole_root / CHANGELOG).read_text(encoding="utf-8")
    unreleased = text.partition("## Unreleased")[2]
    assert "prs_open" in unreleased.partition("### Breaking")[2]


def test_an_operation_that_the_vendor_only_tags_otherwise_is_in_the_way(root: Path, run: Command) -> None:
    """It is still published, so nobody is told that it is gone."""
    documents: Documents = {version: SAMPLE.published(version) for version in vendor.NAMES}
    vendor.operation(documents["v2"], V2_USAGE)["tags"] = ["analytics"]
    for version, name in vendor.NAMES.items():
        samples.write(run.folder / name, vendor.dumped(documents[version]).decode())
    said = run("--prune")
    assert said.code == 1
    assert f"GET {V2_USAGE} was taken in until now, and specs/selection.yaml leaves it out" in said.out


def test_words_of_the_vendor_do_not_steer_the_terminal(root: Path, run: Command) -> None:
    """They are data, in a path as anywhere."""
    documents: Documents = {version: SAMPLE.published(version) for version in vendor.NAMES}
    evil: Json = {"get": {"tags": ["x\x1b[2J"], "operationId": "evil", "responses": {"200": {"description": "ok"}}}}
    vendor.part(documents["v2"], "paths")["/v2/\x1b]0;pwn\x07"] = evil
    for version, name in vendor.NAMES.items():
        samples.write(run.folder / name, vendor.dumped(documents[version]).decode())
    said = run()
    assert "/v2/\\x1b]0;pwn\\x07" in said.out
    assert "\x1b" not in said.out
