"""The command that compares two documents: what it reads, prints and writes, and how it ends."""

from __future__ import annotations

import copy
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from devin_usage.cli.commands import cli

ROOT = Path(__file__).parents[3]
MAIN = "from devin_usage.cli import main; main()"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things": {
            "get": {
                "operationId": "list_things",
                "responses": {
                    "200": {
                        "description": "The things",
                        "content": {
                            "application/json": {
                                "schema": {"type": "object", "properties": {"acus": {"type": "number"}}}
                            }
                        },
                    }
                },
            }
        }
    },
}


def changed(change: str) -> dict[str, Any]:
    """The document with a change of a class."""
    document = copy.deepcopy(DOCUMENT)
    operation = document["paths"]["/things"]["get"]
    if change == "text":
        document["info"]["title"] = "All \x1b[2J things"
    if change == "additive":
        operation["parameters"] = [{"name": "q", "in": "query", "schema": {"type": "string"}}]
    if change == "breaking":
        properties = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
        properties["acus"]["type"] = ["number", "null"]
    return document


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document for each class, as the folder that the command runs in."""
    monkeypatch.chdir(tmp_path)
    for change in ("old", "text", "additive", "breaking"):
        (tmp_path / f"{change}.json").write_text(json.dumps(changed(change)))
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    """Run the command in this process; no traceback may come out, whatever happens."""
    done = CliRunner().invoke(cli, ["spec-diff", *arguments], input=stdin, prog_name="devin-usage")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done


def refused(*arguments: str, stdin: str | None = None) -> str:
    """The one sentence of a command that compares nothing."""
    done = run(*arguments, stdin=stdin)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("devin-usage: ")
    return done.stderr


EXITS = {"old": 0, "text": 3, "additive": 4, "breaking": 5}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("change", "code"), EXITS.items())
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_exit_code_is_that_of_the_class(change: str, code: int, form: str) -> None:
    """In every format, with nothing on standard error."""
    done = run("old.json", f"{change}.json", "--format", form)
    assert (done.exit_code, done.stderr) == (code, "")
    assert done.stdout.endswith("\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (["breaking"], [0, 0, 0, 5]),
        (["additive"], [0, 0, 4, 5]),
        (["text"], [0, 3, 4, 5]),
        (["breaking", "additive"], [0, 0, 4, 5]),
    ],
)
def test_the_weakest_class_to_fail_on_counts(wanted: list[str], codes: list[int]) -> None:
    """And what is stronger fails too, so that nothing that breaks passes."""
    options = [part for kind in wanted for part in ("--fail-on", kind)]
    assert [run("old.json", f"{change}.json", *options).exit_code for change in EXITS] == codes


@pytest.mark.usefixtures("folder")
def test_the_help_tells_the_exit_codes() -> None:
    """Each of those that there are."""
    shown = run("--help").stdout
    assert all(f"  {code}  " in shown for code in (*EXITS.values(), 2))


@pytest.mark.usefixtures("folder")
def test_the_report_names_the_documents_and_counts() -> None:
    """And the version to release next."""
    lines = run("old.json", "breaking.json", "--current-version", "0.4.1").stdout.splitlines()
    assert lines[:2] == ["old.json -> breaking.json", "1 breaking, 0 additive, 0 text only, in 1 operation"]
    assert lines[-1] == "Version: raise the minor number, 0.4.1 -> 0.5.0."


@pytest.mark.usefixtures("folder")
def test_json_is_for_programs() -> None:
    """With the class, the counts, the findings and the draft of the changelog."""
    report = json.loads(run("old.json", "breaking.json", "--format", "json", "--current-version", "1.4.1").stdout)
    assert (report["class"], report["bump"], report["next_version"]) == ("breaking", "major", "2.0.0")
    assert report["counts"] == {"breaking": 1, "additive": 0, "text": 0}
    (finding,) = report["findings"]
    assert (finding["operation"], finding["operation_id"]) == ("GET /things", "list_things")
    assert report["changelog"].startswith("### Breaking\n- breaking: ")


@pytest.mark.usefixtures("folder")
def test_text_of_a_document_cannot_steer_the_terminal() -> None:
    """It is data, whatever it holds."""
    for form in ("text", "json", "markdown"):
        assert "\x1b" not in run("old.json", "text.json", "--format", form).stdout
    assert "\\x1b[2J.json cannot be read" in refused("old.json", "\x1b[2J.json")


@pytest.mark.usefixtures("folder")
def test_standard_input_can_be_one_document() -> None:
    """Either of them, not both."""
    written = json.dumps(changed("additive"))
    assert run("old.json", "-", stdin=written).exit_code == 4
    done = run("-", "additive.json", stdin=written)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "standard input -> additive.json")
    assert "give a file for the other" in refused("-", "-", stdin=written)


@pytest.mark.usefixtures("folder")
def test_the_documents_of_this_package_have_names() -> None:
    """Which is what the changelog calls the API."""
    done = run("v3", "v3")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "v3 of this package -> v3 of this package")
    report = json.loads(run("v2", "old.json", "--format", "json").stdout)
    assert report["class"] == "breaking"
    assert "- v2: " in report["changelog"]


def test_a_file_may_be_called_as_a_version_is(folder: Path) -> None:
    """When it is given with its folder."""
    (folder / "v3").write_text(json.dumps(DOCUMENT))
    assert run("old.json", "./v3").exit_code == 0


def test_yaml_and_json_say_the_same(folder: Path) -> None:
    """YAML as 1.2 has it."""
    (folder / "old.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Things, version: '1'}\n"
        "paths: {/things: {get: {operationId: list_things, responses: {'200': {description: The things, content: "
        "{application/json: {schema: {type: object, properties: {acus: {type: number}}}}}}}}}}\n"
    )
    assert run("old.json", "old.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "wrong.json"),
        (b"<!doctype html><html></html>", "wrong.json"),
        (b'{"openapi": "3.1.0", "openapi": "3.1.0"}', "wrong.json"),
        (b'{"swagger": "2.0"}', "wrong.json"),
        (b"[]", "wrong.json"),
        (b"openapi: 3.1.0\nopenapi: 3.1.0\n", "stands twice"),
        (b"openapi: [3.1.0\ninfo: {}\n", "wrong.json"),
        (b"\xff\xfe\x00", "wrong.json"),
        (b"[" * 100_000, "wrong.json"),
        (b" " * (32 * 2**20 + 1), "larger than 32 MiB"),
    ],
)
def test_what_is_no_document_is_one_sentence(folder: Path, content: bytes, said: str) -> None:
    """On either side, with the name of the file, and exit code 2."""
    (folder / "wrong.json").write_bytes(content)
    for sentence in (refused("old.json", "wrong.json"), refused("wrong.json", "old.json")):
        assert said in sentence
        assert "\\n" not in sentence


def test_what_cannot_be_read_is_one_sentence(folder: Path) -> None:
    """A file that is not there, a folder, a name that no file can have."""
    assert "absent.json cannot be read: No such file" in refused("old.json", "absent.json")
    assert "cannot be read: Is a directory" in refused("old.json", str(folder))
    assert "cannot be read" in refused("old.json", "a\0b")


@pytest.mark.usefixtures("folder")
def test_wrong_options_are_refused_before_a_document_is_read() -> None:
    """With what is right."""
    assert "give it as X.Y.Z" in refused("absent.json", "old.json", "--current-version", "next")
    assert "there is no folder" in refused("absent.json", "old.json", "-o", "nowhere/report.txt")
    for option in (["--format", "html"], ["--fail-on", "all"]):
        done = run("absent.json", "old.json", *option)
        assert (done.exit_code, done.stdout) == (2, "")
        assert option[0] in done.stderr


def test_the_report_is_written_whole_or_not_at_all(folder: Path) -> None:
    """In its format; the text is printed all the same, and the exit code stays."""
    target = folder / "report.json"
    target.write_text("before")
    done = run("old.json", "breaking.json", "-o", "report.json", "--format", "json")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (5, "old.json -> breaking.json")
    assert json.loads(target.read_text())["class"] == "breaking"
    before = sorted(folder.iterdir())
    target.write_text("before")
    refused("old.json", "absent.json", "-o", "report.json", "--format", "json")
    assert target.read_text() == "before"
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("folder")
def test_a_document_is_not_overwritten_by_its_report() -> None:
    """A slip of the keyboard must not cost it."""
    assert "is one of the documents" in refused("old.json", "breaking.json", "-o", "./old.json")
    assert "is one of the documents" in refused("old.json", "breaking.json", "-o", "breaking.json")


def test_a_report_that_cannot_be_written_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing beside it."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    before = sorted(folder.iterdir())
    assert "report.txt cannot be written: No space left" in refused("old.json", "text.json", "-o", "report.txt")
    assert sorted(folder.iterdir()) == before


def test_a_report_goes_into_a_pipe_and_does_not_replace_it(folder: Path) -> None:
    """The same holds of a device: whoever may do everything would lose /dev/null."""
    pipe = folder / "report.json"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # both, so that neither end waits for the other
    try:
        assert run("old.json", "breaking.json", "-o", "report.json", "--format", "json").exit_code == 5
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert json.loads(os.read(reader, 60_000))["class"] == "breaking"
    finally:
        os.close(reader)


def test_the_command_runs_as_a_program(folder: Path) -> None:
    """With a terminal that knows ASCII alone, and without a key."""
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "spec-diff", "old.json", "breaking.json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=folder,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (5, "")
    assert done.stdout.startswith("old.json -> breaking.json\n1 breaking, ")


def test_the_verb_of_make_asks_for_both_documents() -> None:
    """Before it compares anything; and hands on what it is given."""
    # The tests may run below make, whose own variables are none of theirs.
    mine = {name: value for name, value in os.environ.items() if "MAKE" not in name and name not in ("OLD", "NEW")}
    recipe = subprocess.run(
        ["make", "-n", "spec-diff", "OLD=v3", "NEW=new.yaml", "ARGS=--format json"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=ROOT,
        env=mine,
    ).stdout
    assert 'devin-usage spec-diff --format json -- "$OLD" "$NEW"' in recipe
    for given in (["OLD=v3"], ["NEW=v3"], []):
        done = subprocess.run(
            ["make", "-o", ".venv/run.stamp", "spec-diff", *given],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=ROOT,
            env=mine,
        )
        assert done.returncode == 2
        assert "Both documents are needed" in done.stderr
