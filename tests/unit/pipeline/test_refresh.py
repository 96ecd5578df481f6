"""A refresh tells what a new version means, and leaves a tree that is fully updated and checked, or as it was."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import frozen

from specs.pipeline import __main__ as command
from specs.pipeline import build, candidate, drift, layout
from specs.pipeline.changelog import CHANGELOG
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples, vendor
from tests.unit.pipeline.planted import PLANTED, Documents, Planted
from tests.unit.pipeline.sample_vendor import V2_USAGE
from tests.unit.pipeline.vendor import SAMPLE


@pytest.fixture(scope="session")
def laid_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out and build a project over the whole documents of a vendor; to be copied, never changed."""
    root = vendor.project(tmp_path_factory.mktemp("vendored"), SAMPLE)
    for path in (Path("pyproject.toml"), CHANGELOG):
        shutil.copyfile(samples.ROOT / path, root / path)
    with build.workspace(root) as folder:
        build.build(root, folder)
        build.install(root, folder)
    return root


@pytest.fixture
def root(laid_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a fresh copy, on which the command works."""
    copied = Path(shutil.copytree(laid_once, tmp_path / "tree"))
    monkeypatch.setattr(layout, "ROOT", copied)
    return copied


@frozen
class Said:
    code: int
    out: str
    err: str
    json: dict[str, Json]


class Command:
    """Runs the verb over a folder of saved documents."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capsys = folder, monkeypatch, capsys

    def publish(self, planted: Planted) -> None:
        """Save what the vendor publishes with a change planted."""
        documents: Documents = {version: SAMPLE.published(version) for version in vendor.NAMES}
        files = planted.plant(documents)
        for version, name in vendor.NAMES.items():
            data = (files or {}).get(name) or vendor.dumped(documents[version])
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)
        for name in {*(files or {})} - {*vendor.NAMES.values()}:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes((files or {})[name])

    def __call__(self, *options: str) -> Said:
        report = self.folder.parent / "report.json"
        report.unlink(missing_ok=True)
        arguments = ["pipeline", "refresh", "--from", str(self.folder), "--json", str(report), *options]
        self._patch.setattr(sys, "argv", arguments)
        code = command.main()
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err, json.loads(report.read_text()) if report.exists() else {})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path / "published", monkeypatch, capsys)


def _named(name: str) -> Planted:
    return next(each for each in PLANTED if each.name == name)


def _count(said: Said, key: str) -> int:
    versions = said.json["versions"]
    assert isinstance(versions, dict)
    total = 0
    for each in versions.values():
        assert isinstance(each, dict)
        found = each[key]
        assert isinstance(found, list)
        total += len(found)
    return total


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_report_says_what_a_new_version_means_and_changes_nothing(planted: Planted, root: Path, run: Command) -> None:
    """The class, the exit code, the stale actions, and a tree that is the same to the byte."""
    run.publish(planted)
    before = samples.fingerprint(root)
    said = run()
    assert samples.fingerprint(root) == before
    assert said.code == planted.exit_code, said.out + said.err
    for text in planted.says:
        assert text in (said.err if planted.exit_code == 2 else said.out)
    if planted.exit_code == 2:
        assert (said.out, said.json) == ("", {})
        return
    assert said.json["class"] == planted.kind
    assert said.json["changed"] is (planted.name != "the same documents")
    assert said.json["applied"] is False
    assert planted.stale in (None, _count(said, "stale"))
    assert _count(said, "changed_meaning") == planted.changed_meaning
    in_the_way = said.json["in_the_way"]
    assert isinstance(in_the_way, list)
    assert bool(in_the_way) is (planted.exit_code == 1)
    if in_the_way:
        assert all("become stale; PRUNE=1 removes" in str(each) for each in in_the_way) is planted.applies


def test_pruning_takes_stale_actions_out_of_the_way(root: Path, run: Command) -> None:
    """Then nothing is left for a person to do."""
    run.publish(_named("a removed operation"))
    said = run("--prune")
    assert (said.code, said.json["in_the_way"]) == (0, [])
    assert said.out.endswith(f"make refresh FROM={run.folder} APPLY=1 PRUNE=1\n")


# What is applied


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Give the list of what has to pass in the copy: at first, that it has not drifted."""
    found: list[Sequence[str]] = [(".venv/bin/python", "-m", "specs.pipeline", "drift")]
    monkeypatch.setattr(candidate, "CHECKS", found)
    return found


@pytest.fixture
def whole_root(root: Path) -> Path:
    """Give a project that can be installed and that has its pipeline with it."""
    for name in ("overlays/devin_usage", "overlays/devin_mock", "specs/pipeline", "LICENSE", "NOTICE", "README.md"):
        source = samples.ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, root / name)
    return root


def test_what_passes_is_applied_as_one(whole_root: Path, run: Command, checks: list[Sequence[str]]) -> None:
    """Sources, specs, lock, client, overlay documents and changelog are those of the new version, and hold together."""
    run.publish(_named("an operation that we add, now brought by the vendor"))
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
    run.publish(_named("a new product in acus_by_product"))
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
    run.publish(_named(name))
    before = samples.fingerprint(root)
    assert run("--apply").code == 1
    assert samples.fingerprint(root) == before


def test_the_same_documents_are_not_applied(root: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to check."""
    monkeypatch.setattr(candidate, "equip", lambda *_: pytest.fail("it is built"))
    run.publish(_named("the same documents"))
    assert run("--apply").code == 0


def test_an_interrupted_replacement_is_finished_by_the_next_verb(
    whole_root: Path, run: Command, checks: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever verb that is; it says so before it does its own work."""
    checks.clear()
    run.publish(_named("a text-only edit"))
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
    run.publish(_named("a text-only edit"))
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
    run.publish(_named("a text-only edit"))
    assert run("--apply").code == 0
    assert not (whole_root / ".git/index").exists()


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_done(root: Path, run: Command) -> None:
    """It would be lost, whatever had been applied."""
    run.publish(_named("a text-only edit"))
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
    run.publish(_named("the same documents"))
    said = run("--apply")
    assert said.code == 0, said.out + said.err
    assert f"supersedes {name}" in said.out
    assert not page.exists()
    assert drift.drift(whole_root) == []


def test_what_breaks_is_drafted_in_the_changelog(whole_root: Path, run: Command, checks: list[Sequence[str]]) -> None:
    """In the unreleased part, by section."""
    checks.clear()
    run.publish(_named("a renamed field"))
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


# Everything


def _publish_all_of_v2(folder: Path, **parameter: Json) -> None:
    document = SAMPLE.published("v2")
    schema: Json = {"schema": {"$ref": "#/components/schemas/Note"}}
    note: Json = {
        "operationId": "write_note",
        "tags": ["notes"],
        "parameters": [{"in": "query", "name": "size", "schema": {"type": "integer"}, **parameter}],
        "requestBody": {"required": True, "content": {"application/json": schema}},
        "responses": {"200": {"description": "ok", "content": {"application/json": schema}}},
    }
    vendor.part(document, "paths")["/v2/notes"] = {"post": note}
    text: Json = {"type": "string", "title": "Text"}
    vendor.part(document, "components", "schemas")["Note"] = {
        "type": "object",
        "title": "Note",
        "properties": {"text": text},
        "required": ["text"],
    }
    samples.write(folder / "v2-openapi.yaml", vendor.dumped(document).decode())


def test_everything_is_generated_mocked_and_driven_aside(root: Path, run: Command) -> None:
    """Also what the selection leaves out and what is no GET; the tree is not touched."""
    _publish_all_of_v2(run.folder)
    before = samples.fingerprint(root)
    said = run("--select", "all")
    assert said.code == 0, said.out + said.err
    assert "All operations: v2: 3 operations generated, mocked and driven with " in said.out
    assert "0 left out" in said.out
    assert said.out.endswith("Every operation was built aside, and nothing was written.\n")
    assert samples.fingerprint(root) == before


def test_what_the_generator_cannot_do_is_refused_with_the_operation_named(root: Path, run: Command) -> None:
    """It is not dropped in silence."""
    _publish_all_of_v2(
        run.folder, style="deepObject", schema={"type": "object", "properties": {"a": {"type": "string"}}}
    )
    said = run("--select", "all")
    assert said.code == 1
    assert "Not all of it can be built:" in said.out
    assert "POST /v2/notes (write_note)" in said.out


def test_everything_is_never_applied(root: Path, run: Command) -> None:
    """The two wishes exclude each other."""
    said = run("--select", "all", "--apply")
    assert (said.code, said.out) == (2, "")
    assert "SELECT=all is never shipped" in said.err


# Pages


def test_saved_pages_are_compared_page_by_page(tmp_path: Path, root: Path, run: Command) -> None:
    """Where pages are vendored; pages of other operations are left out, and counted."""
    path = V2_USAGE
    document = SAMPLE.published("v2")
    page: dict[str, Json] = {**document, "paths": {path: vendor.part(document, "paths", path)}}
    for folder, text in ((root / layout.SOURCES, "Usage"), (run.folder, "Usage in new words")):
        vendor.part(page, "info")["description"] = text
        name = samples.page_name(path, host=vendor.HOST)
        samples.write(folder / name, samples.page_text(page, path=path, version="v2", host=vendor.HOST))
    (root / layout.SOURCES / vendor.NAMES["v2"]).unlink()
    other = samples.fragment("/v2/sessions", "list_sessions")
    samples.write(run.folder / "b.md", samples.page_text(other, path="/v2/sessions", version="v2", host=vendor.HOST))
    said = run()
    assert "1 left out by specs/selection.yaml" in said.out
    assert "things (1): GET /v2/sessions" in said.out
    assert "Usage in new words" in said.out


def test_pages_for_a_version_that_is_vendored_whole_are_refused(root: Path, run: Command) -> None:
    """They say no more than the document does, and may be older."""
    samples.write(run.folder / "a.md", samples.page_text(samples.fragment("/v2/a", "a"), path="/v2/a", version="v2"))
    said = run()
    assert (said.code, said.out) == (2, "")
    assert "v2 is vendored as a whole document; pages of it say nothing more" in said.err
