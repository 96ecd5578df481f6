"""Drift finds every change, names the first with its reason, and changes nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from specs.pipeline import __main__ as command
from specs.pipeline import drift, generate, layout
from specs.pipeline.errors import PipelineError
from tests.unit.pipeline import samples
from tests.unit.pipeline.samples import VERSION, edit, fingerprint

_PAGE = layout.SOURCES / samples.page_name()
_CLIENT = Path("generated/devin_api/v7/client.py")
_LOCK = layout.LOCK.as_posix()


def _drift(root: Path) -> list[str]:
    before = fingerprint(root)
    differences = [str(difference) for difference in drift.drift(root)]
    assert fingerprint(root) == before, "looking for drift changes nothing"
    return differences


def test_a_fresh_build_has_not_drifted(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real generator gives the committed bytes again, from whatever folder."""
    monkeypatch.chdir(tmp_path)
    assert _drift(built) == []


@pytest.mark.usefixtures("remembered_generator")
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            _CLIENT,
            "class Client:",
            "class client:",
            "line 9 holds 'class client:\\n', a rebuild gives 'class Client:\\n'",
        ),
        ("generated/devin_specs/v7.json", '"3.1.0"', '"3.1.1"', "line 2 holds"),
        ("generated/devin_api/__init__.py", "by hand", "by hard", "line 1 holds"),
        ("generated/GENERATED.md", "# Generated", "# generated", "line 1 holds '# generated files\\n', a rebuild"),
        ("specs/v7-openapi.yaml", "An API of", "An api of", "line 5 holds"),
        (_LOCK, '"v7": 2', '"v7": 3', "holds"),
    ],
)
def test_one_changed_character_in_an_output_is_named(
    built: Path, file: str | Path, old: str, new: str, said: str
) -> None:
    """The file comes with the line, as it is and as it should be; nothing else is blamed."""
    edit(built / file, old, new)
    (difference,) = _drift(built)
    assert difference.startswith(f"{Path(file).as_posix()}: ")
    assert said in difference


@pytest.mark.usefixtures("remembered_generator")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data + b"\n", "holds more lines than a rebuild"),
        (lambda data: data.replace(b"\n", b"\r\n"), "\\r\\n', a rebuild gives"),
        (lambda data: data.removesuffix(b"\n"), "a rebuild gives"),
        (lambda data: data[: data.rindex(b"\n", 0, -1) + 1], "holds fewer lines than a rebuild"),
        (lambda data: b"", "holds fewer lines than a rebuild: 0, not "),
        (lambda data: b"\xff" + data, "line 1 holds"),
    ],
    ids=["a line more", "other line ends", "no last line end", "a line less", "empty", "not UTF-8"],
)
def test_the_kind_of_a_difference_is_told(built: Path, change: Callable[[bytes], bytes], said: str) -> None:
    """Line ends and lengths count like any byte."""
    (built / _CLIENT).write_bytes(change((built / _CLIENT).read_bytes()))
    (difference,) = _drift(built)
    assert difference.startswith(f"{_CLIENT.as_posix()}: ")
    assert said in difference


@pytest.mark.usefixtures("remembered_generator")
def test_extra_and_missing_files_are_named(built: Path) -> None:
    """The folder is compared as a whole; caches of Python do not count."""
    samples.write(built / "generated/devin_api/v7/extra.py", "")
    samples.write(built / "generated/devin_api/v7/__pycache__/extra.pyc", "")
    samples.write(built / "specs/v6-openapi.yaml", "")
    (built / "generated/devin_api/py.typed").unlink()
    assert _drift(built) == [
        "generated/devin_api/py.typed: is made by the build, and missing in the tree",
        "generated/devin_api/v7/extra.py: is not made by the build",
        "specs/v6-openapi.yaml: is not made by the build",
    ]


@pytest.mark.usefixtures("remembered_generator")
def test_a_changed_source_is_named_first(built: Path) -> None:
    """The cause comes before all that follows from it, also where only the page around the fragment changed."""
    edit(built / _PAGE, "# Things", "# things")
    assert _drift(built)[0] == f"{_PAGE.as_posix()}: has changed since the lock was written"
    edit(built / _PAGE, "The things", "All the things")
    first, *others = _drift(built)
    assert first == f"{_PAGE.as_posix()}: has changed since the lock was written"
    assert {other.partition(":")[0] for other in others} >= {
        "specs/v7-openapi.yaml",
        "generated/devin_specs/v7.json",
        _LOCK,
    }


@pytest.mark.usefixtures("remembered_generator")
@pytest.mark.parametrize("file", [layout.overlay(VERSION), layout.CONFIG])
def test_a_changed_overlay_or_configuration_is_named_first(built: Path, file: Path) -> None:
    """A comment is a change as well, since the bytes are locked."""
    text = (built / file).read_text(encoding="utf-8")
    samples.write(built / file, "# Changed\n" + text)
    first, *others = _drift(built)
    assert first == f"{file.as_posix()}: has changed since the lock was written"
    assert [other.partition(":")[0] for other in others] == [_LOCK]


@pytest.mark.usefixtures("remembered_generator")
def test_a_change_that_breaks_the_build_is_named_before_the_failure(built: Path) -> None:
    """The changed file explains why nothing could be rebuilt."""
    edit(built / _PAGE, "    get:", "    put:")
    differences = _drift(built)
    assert differences[0] == f"{_PAGE.as_posix()}: has changed since the lock was written"
    assert differences[1].startswith(f"the rebuild: fails: {samples.page_name()}: its fence says GET /v7/things")
    assert len(differences) == 2


def test_a_tree_that_cannot_be_rebuilt_though_nothing_changed_is_an_error(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the fault is not in the tree."""

    def fail(*_: object) -> None:
        raise PipelineError("the generator is broken")

    monkeypatch.setattr(generate, "generate", fail)
    with pytest.raises(PipelineError, match="the generator is broken"):
        drift.drift(built)


@pytest.mark.usefixtures("remembered_generator")
def test_sources_that_come_and_go_are_named_first(built: Path) -> None:
    """A page that the lock does not know, and one that only the lock knows."""
    samples.write_page(built / layout.SOURCES, samples.fragment(), language="ja")
    name = (layout.SOURCES / samples.page_name(language="ja")).as_posix()
    assert _drift(built)[0] == f"{name}: is not in the lock"
    (built / name).unlink()
    (built / _PAGE).unlink()
    first, second = _drift(built)
    assert first == f"{_PAGE.as_posix()}: is in the lock, and missing in the tree"
    assert second.startswith("the rebuild: fails: overlays/v7.overlay.yaml, action 1 ")


@pytest.mark.usefixtures("remembered_generator")
def test_a_missing_configuration_is_named_first(built: Path) -> None:
    """An input that is not there is drift, not a crash."""
    (built / layout.CONFIG).unlink()
    assert _drift(built)[0] == f"{layout.CONFIG.as_posix()}: is in the lock, and missing in the tree"


@pytest.mark.usefixtures("remembered_generator")
def test_another_version_of_a_tool_is_named(built: Path) -> None:
    """Both versions are told before anything that they may have changed."""
    installed = generate.versions()["ruff"]
    edit(built / layout.LOCK, f'"ruff": "{installed}"', '"ruff": "0.0.1"')
    first, *others = _drift(built)
    assert first == f"{_LOCK}: was written with ruff 0.0.1; {installed} is installed"
    assert [other.partition(":")[0] for other in others] == [_LOCK]


@pytest.mark.usefixtures("remembered_generator")
def test_a_deleted_output_folder_is_drift(built: Path, built_once: Path) -> None:
    """Every missing file is listed; the folder is not made again."""
    shutil.rmtree(built / layout.GENERATED)
    assert _drift(built) == [
        f"{path.as_posix()}: is made by the build, and missing in the tree"
        for path in layout.outputs(built_once)
        if path.is_relative_to(layout.GENERATED)
    ]


@pytest.mark.parametrize("text", [None, "{", "[]"])
def test_a_tree_without_a_lock_says_what_to_do(built: Path, text: str | None) -> None:
    """A missing or broken lock is named, with the verb that writes it."""
    (built / layout.LOCK).unlink()
    if text is not None:
        samples.write(built / layout.LOCK, text)
    with pytest.raises(PipelineError, match=r"^specs/specs\.lock\.json .*run make generate"):
        drift.drift(built)


@pytest.mark.usefixtures("remembered_generator")
def test_the_command_tells_the_first_difference_and_changes_nothing(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0 without drift, 1 with it, 2 where it cannot be told."""
    monkeypatch.setattr(layout, "ROOT", built)
    monkeypatch.setattr("sys.argv", ["pipeline", "drift"])
    assert command.main() == 0
    assert capsys.readouterr().err == ""

    edit(built / _CLIENT, "class Client:", "class client:")
    edit(built / _PAGE, "# Things", "# things")
    before = fingerprint(built)
    assert command.main() == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"Drift, first at {_PAGE.as_posix()}: has changed since the lock was written"
    assert lines[1] == "2 more:"
    assert lines[2].startswith(f"  {_CLIENT.as_posix()}: line 9 holds")
    assert lines[-1].startswith("Nothing was changed.")
    assert fingerprint(built) == before

    (built / layout.LOCK).unlink()
    assert command.main() == 2
    assert capsys.readouterr().err.startswith("drift: specs/specs.lock.json cannot be read")
