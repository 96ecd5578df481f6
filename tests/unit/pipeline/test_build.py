"""A build is repeatable, complete, and touches the tree only once it is whole."""

import json
import subprocess
from pathlib import Path

import pytest

from specs.pipeline import __main__ as command
from specs.pipeline import build, generate, layout, tree, yaml12
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples
from tests.unit.pipeline.samples import ADD_PATH_PARAMETER, SHORT_ID, THING, THINGS, VERSION, fingerprint

_OVERLAY = layout.overlay(VERSION)
_PAGE = layout.SOURCES / samples.page_name()


def _write_overlay(root: Path, *actions: Json) -> None:
    samples.write(root / _OVERLAY, yaml12.dump(samples.overlay(*actions), "a sample"))


def _build(root: Path) -> list[Path]:
    with build.workspace(root) as folder:
        build.build(root, folder)
        return build.install(root, folder)


def _refusal(root: Path) -> str:
    before = fingerprint(root)
    with pytest.raises(PipelineError) as caught:
        _build(root)
    assert fingerprint(root) == before, "a build that fails leaves the tree as it was"
    return str(caught.value)


# What a build gives


def test_a_build_makes_every_part(built_once: Path) -> None:
    """The vendor's words, the resolved document, the client with its marker, the note and the lock."""
    made = {path.as_posix() for path in layout.outputs(built_once)}
    assert {
        "specs/v7-openapi.yaml",
        "specs/specs.lock.json",
        "generated/GENERATED.md",
        "generated/devin_specs/__init__.py",
        "generated/devin_specs/py.typed",
        "generated/devin_specs/v7.json",
        "generated/devin_api/__init__.py",
        "generated/devin_api/py.typed",
        "generated/devin_api/v7/client.py",
        "generated/devin_api/v7/models/thing.py",
        "generated/devin_api/v7/api/things/list_things.py",
        "generated/devin_api/v7/api/things/get_thing.py",
    } <= made
    assert not (built_once / layout.WORK).exists()


def test_the_spec_holds_the_vendors_words_and_the_resolved_document_ours(built_once: Path) -> None:
    """The overlay shows in the resolved document alone."""
    spec = yaml12.load((built_once / layout.spec(VERSION)).read_text(encoding="utf-8"), "the spec")
    resolved: Json = json.loads((built_once / layout.resolved(VERSION)).read_text(encoding="utf-8"))
    for path in (THINGS, THING):
        assert tree.at(spec, ("paths", path, "get", "parameters")) == []
    assert tree.at(spec, ("paths", THINGS, "get", "operationId")) == "published_list_things_get"
    assert tree.at(resolved, ("paths", THINGS, "get", "operationId")) == "list_things"
    assert tree.at(resolved, ("paths", THING, "get", "parameters")) == [samples.PATH_PARAMETER]


def test_the_lock_names_inputs_outputs_tools_and_counts(built_once: Path) -> None:
    """Every file that went in is hashed; the tools stand with their exact versions."""
    lock: Json = json.loads((built_once / layout.LOCK).read_text(encoding="utf-8"))
    assert isinstance(lock, dict)
    inputs = lock["inputs"]
    assert isinstance(inputs, dict)
    assert sorted(inputs) == sorted(
        [
            _PAGE.as_posix(),
            (layout.SOURCES / samples.page_name(THING)).as_posix(),
            _OVERLAY.as_posix(),
            layout.CONFIG.as_posix(),
            layout.SELECTION.as_posix(),
        ]
    )
    assert lock["operations"] == {VERSION: 2}
    assert lock["left_out"] == {VERSION: []}
    assert lock["tools"] == generate.versions()
    for kind, name in (("specs", "specs/v7-openapi.yaml"), ("resolved", "generated/devin_specs/v7.json")):
        hashes = lock[kind]
        assert isinstance(hashes, dict)
        assert hashes == {name: f"sha256:{fingerprint(built_once)[name]}"}
    trees = lock["generated"]
    assert isinstance(trees, dict)
    assert list(trees) == ["generated/devin_api/v7"]


def test_a_second_build_changes_nothing_wherever_it_is_run(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real generator gives the same bytes again, from another folder, even one with modules in the way."""
    elsewhere = tmp_path / "elsewhere"
    for module in ("typer", "ruff", "openapi_python_client"):
        samples.write(elsewhere / f"{module}.py", "raise SystemExit('the wrong module')\n")
    monkeypatch.chdir(elsewhere)
    before = fingerprint(built)
    times = {path: path.stat().st_mtime_ns for path in built.rglob("*") if path.is_file()}
    assert _build(built) == []
    assert fingerprint(built) == before
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*") if path.is_file()} == times


@pytest.mark.usefixtures("remembered_generator")
def test_a_build_works_without_any_earlier_output(built: Path, built_once: Path) -> None:
    """Deleted outputs come back the same."""
    for path in layout.outputs(built):
        (built / path).unlink()
    assert _build(built) == layout.outputs(built_once)
    after, before = fingerprint(built), fingerprint(built_once)
    assert {path: after[path] for path in before} == before


@pytest.mark.usefixtures("remembered_generator")
def test_stale_files_are_removed_and_nothing_else(built: Path, built_once: Path) -> None:
    """What the build does not make goes, with the folders it leaves empty; hand-written files stay."""
    stale = [
        "generated/devin_api/v6/api/old/get_old.py",
        "generated/devin_api/v7/models/old.py",
        "generated/note.txt",
        "specs/v6-openapi.yaml",
    ]
    kept = ["specs/README.md", "overlays/package/module.py", "generated/devin_api/v7/__pycache__/client.pyc"]
    for name in (*stale, *kept):
        samples.write(built / name, "x")
    assert [path.as_posix() for path in _build(built)] == stale
    after = fingerprint(built)
    assert {name for name in after if after[name] != "folder"} == {
        *(name for name, what in fingerprint(built_once).items() if what != "folder"),
        *kept,
    }
    assert not (built / "generated/devin_api/v6").exists()


@pytest.mark.usefixtures("remembered_generator")
def test_a_changed_text_is_told_file_by_file(built: Path) -> None:
    """Only what changed is written and listed."""
    samples.edit(built / _PAGE, "The things", "All the things")
    changed = [path.as_posix() for path in _build(built)]
    assert {"generated/devin_specs/v7.json", "specs/specs.lock.json", "specs/v7-openapi.yaml"} <= set(changed)
    assert "generated/devin_api/v7/client.py" not in changed


# What a build refuses


def test_a_warning_of_the_generator_fails_the_build(tmp_path: Path) -> None:
    """An operation with an undeclared path parameter, past our own check, is dropped with a warning."""
    document = samples.fragment(THING, "get_thing")
    resolved = samples.write(tmp_path / "v7.json", tree.to_json(document))
    with pytest.raises(PipelineError) as caught:
        generate.generate(document, resolved, tmp_path / "v7", samples.ROOT / layout.CONFIG)
    assert "did not take v7.json without a warning" in str(caught.value)
    assert "thing_id" in str(caught.value)


@pytest.mark.parametrize(("code", "stderr"), [(1, ""), (0, "DeprecationWarning: x")])
def test_what_the_generator_says_on_stderr_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, stderr: str
) -> None:
    """An exit code of 0 alone is not enough."""

    def answer(arguments: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert "--fail-on-warning" in arguments
        return subprocess.CompletedProcess(arguments, code, "Generating x", stderr)

    monkeypatch.setattr(subprocess, "run", answer)
    with pytest.raises(PipelineError, match=r"(?s)without a warning:.*Generating x"):
        generate.generate({}, tmp_path / "v7.json", tmp_path / "warning" / "v7", tmp_path / "config.yaml")


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        (["list_things"], r"operations without a module: ['get_thing']; modules without an operation: []"),
        (["list_things", "get_thing", "x"], r"operations without a module: []; modules without an operation: ['x']"),
    ],
)
def test_a_generator_that_loses_an_operation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, modules: list[str], said: str
) -> None:
    """Operations and modules are one to one, even where the generator is silent."""

    def answer(arguments: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        for name in ("__init__", *modules):
            samples.write(tmp_path / "warning" / "v7" / "api" / "things" / f"{name}.py", "")
        return subprocess.CompletedProcess(arguments, 0, f"Generating {tmp_path}/warning/v7", "")

    monkeypatch.setattr(subprocess, "run", answer)
    document = samples.document(
        {THINGS: {"get": samples.operation("list_things")}, THING: {"get": samples.operation("get_thing")}}
    )
    with pytest.raises(PipelineError) as caught:
        generate.generate(document, tmp_path / "v7.json", tmp_path / "warning" / "v7", tmp_path / "config.yaml")
    assert said in str(caught.value)


def test_a_missing_formatter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The generator would skip it and leave the code as it is."""
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(PipelineError, match="ruff is not installed beside"):
        generate.generate({}, tmp_path / "v7.json", tmp_path / "v7", tmp_path / "config.yaml")


def test_a_missing_tool_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says how to come by it."""
    monkeypatch.setattr(generate, "GENERATOR", "no-such-generator")
    with pytest.raises(PipelineError, match="no-such-generator is not installed; run this through make"):
        generate.versions()


def test_a_generator_that_fails_halfway_leaves_the_tree_untouched(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is installed before everything is built."""

    def fail(_document: Json, _resolved: Path, package: Path, _config: Path) -> None:
        samples.write(package / "client.py", "half a client")
        raise PipelineError("the generator is broken")

    samples.edit(built / _PAGE, "The things", "All the things")
    monkeypatch.setattr(generate, "generate", fail)
    assert _refusal(built) == "the generator is broken"


def test_deleting_the_action_that_adds_a_path_parameter_names_the_operation(built: Path) -> None:
    """The generator would drop the endpoint; the build says which, and what mends it."""
    _write_overlay(built, SHORT_ID)
    message = _refusal(built)
    assert "GET /v7/things/{thing_id} (get_thing) does not declare its path parameter thing_id" in message


def test_a_dead_action_fails_the_build(built: Path) -> None:
    """The action is named with its file and number."""
    _write_overlay(built, SHORT_ID, ADD_PATH_PARAMETER, samples.action("$.paths['/v7/gone'].get", {"x-scope": "a"}))
    assert "overlays/v7.overlay.yaml, action 3 ($.paths['/v7/gone'].get) matches nothing" in _refusal(built)


def test_an_action_over_a_page_that_has_been_mended_fails_the_build(built: Path) -> None:
    """Once the vendor declares the parameter, the action that adds it is stale."""
    mended = samples.document({THING: {"get": samples.operation("get_thing", samples.PATH_PARAMETER)}})
    samples.write_page(built / layout.SOURCES, mended, path=THING)
    message = _refusal(built)
    assert message.startswith(f"overlays/v7.overlay.yaml, action 2 ({ADD_PATH_PARAMETER['target']}) is stale")
    assert "/get/parameters/0, which the vendor's document already holds" in message


def test_an_added_operation_that_the_vendor_now_publishes_fails_the_build(built: Path) -> None:
    """Ours and theirs are not laid over each other."""
    ours = samples.action("$.paths", {"/v7/others": {"get": samples.operation("list_others")}})
    _write_overlay(built, SHORT_ID, ADD_PATH_PARAMETER, ours)
    build.resolve(built)
    samples.write_page(built / layout.SOURCES, samples.fragment("/v7/others", "others_get"), path="/v7/others")
    message = _refusal(built)
    assert message.startswith("overlays/v7.overlay.yaml, action 3 ($.paths) is stale: it adds /paths/~1v7~1others/get/")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("overlays/v8.overlay.yaml", "v7.overlay.yaml, v8.overlay.yaml; each version has one"),
        ("overlays/v7.more.overlay.yaml", "v7.more.overlay.yaml, v7.overlay.yaml; each version has one"),
    ],
)
def test_an_overlay_document_that_would_not_be_applied_is_refused(built: Path, name: str, said: str) -> None:
    """Each version has one overlay document, and each is for a version that has sources."""
    samples.write(built / name, (built / _OVERLAY).read_text(encoding="utf-8"))
    message = _refusal(built)
    assert "there are sources for v7, and these overlay documents: " in message
    assert said in message


def test_a_missing_overlay_document_is_refused(built: Path) -> None:
    """The version is named."""
    (built / _OVERLAY).unlink()
    assert "there are sources for v7, and these overlay documents: none" in _refusal(built)


def test_an_overlay_document_that_cannot_be_read_is_named(built: Path) -> None:
    """Neither its bytes nor its YAML are taken for granted."""
    (built / _OVERLAY).write_bytes(b"overlay: \xff")
    assert _refusal(built).startswith("overlays/v7.overlay.yaml is not UTF-8")
    (built / _OVERLAY).write_bytes(b"overlay: 1.0.0\noverlay: 1.0.0\n")
    assert _refusal(built).startswith("overlays/v7.overlay.yaml is not strict YAML")


def test_a_missing_configuration_is_refused(built: Path) -> None:
    """The generator is not run with its defaults instead."""
    (built / layout.CONFIG).unlink()
    assert "without a warning" in _refusal(built)


# The command


@pytest.mark.usefixtures("remembered_generator")
def test_the_command_counts_operations_and_lists_what_changed(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A first run lists files, a second one has nothing to tell."""
    monkeypatch.setattr(layout, "ROOT", built)
    monkeypatch.setattr("sys.argv", ["pipeline", "generate"])
    (built / layout.LOCK).unlink()
    assert command.main() == 0
    assert capsys.readouterr().out == "v7: 2 operations; 1 file changed\n  specs/specs.lock.json\n"
    assert command.main() == 0
    assert capsys.readouterr().out == "v7: 2 operations; no files changed\n"


def test_the_command_tells_a_refusal_in_one_sentence(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, and an exit code of its own."""
    monkeypatch.setattr(layout, "ROOT", built)
    monkeypatch.setattr("sys.argv", ["pipeline", "generate"])
    _write_overlay(built, SHORT_ID)
    assert command.main() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("generate: the resolved v7 document: GET /v7/things/{thing_id} (get_thing)")
