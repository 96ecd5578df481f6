"""What GitHub runs: verbs that exist, on every Python that is promised, with as few rights as will do."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.release.pythons import promised

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS: dict[str, dict[Any, Any]] = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yml"))
}
JOBS = [(name, job) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"]]


def _steps(workflow: str) -> Iterator[dict[str, Any]]:
    for job in WORKFLOWS[workflow]["jobs"].values():
        yield from job["steps"]


def _verbs(workflow: str) -> set[str]:
    """The verbs of make that a workflow uses, those of a matrix included."""
    found: set[str] = set()
    for job in WORKFLOWS[workflow]["jobs"].values():
        for step in job["steps"]:
            for word in re.findall(r"^\s*make (?:--silent )?(\S+)", step.get("run", ""), re.MULTILINE):
                found |= set(job["strategy"]["matrix"]["verb"]) if word == '"$VERB"' else {word}
    return found


def test_each_occasion_has_its_workflow() -> None:
    """On a change, every night, every week, on a tag."""
    verbs = {name: _verbs(name) for name in WORKFLOWS}
    assert verbs == {
        "ci": {"lint", "types", "drift", "pytest", "demo", "docs"},
        "nightly": {"mutants", "conformance", "test-warehouse", "test-browser", "focus-validate"},
        "release": {"release-check"},
        "weekly": {"refresh", "contract"},
    }


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_verb_is_one_of_the_makefile(name: str) -> None:
    """A renamed verb does not fail at night."""
    defined = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert _verbs(name) <= defined


def test_a_change_is_checked_by_all_that_make_test_does() -> None:
    """CI leaves nothing out, and runs the tests on every Python that the classifiers promise."""
    (test,) = re.findall(r"^test: (.*?) ##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(test.split()) <= _verbs("ci")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = promised(project["classifiers"])
    assert WORKFLOWS["ci"]["jobs"]["test"]["strategy"]["matrix"]["python"] == versions
    (setup,) = (step for step in _steps("release") if "setup-python" in step.get("uses", ""))
    assert sorted(setup["with"]["python-version"].split()) == versions


@pytest.mark.parametrize("name", WORKFLOWS)
def test_rights_are_declared_and_few(name: str) -> None:
    """Reading the code is enough, and writing issues for the jobs that report."""
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        reports = any("report.sh" in step.get("run", "") for step in job["steps"])
        assert job.get("permissions") == ({"contents": "read", "issues": "write"} if reports else None)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_can_be_started_by_hand_and_does_not_pile_up(name: str) -> None:
    """YAML reads the key `on` as true."""
    assert "workflow_dispatch" in WORKFLOWS[name][True]
    assert WORKFLOWS[name]["concurrency"]["group"]


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_a_job_ends_in_time(name: str, job: str) -> None:
    """One that hangs does not run for six hours."""
    assert 0 < WORKFLOWS[name]["jobs"][job]["timeout-minutes"] <= 120


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_githubs_own_and_pinned_to_a_version(name: str) -> None:
    """None follows a branch, and none leaves its token behind for the steps after it."""
    for step in _steps(name):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v[0-9]+", step["uses"])


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_from_outside_becomes_part_of_a_script(name: str) -> None:
    """Values reach a script through its environment, and secrets only where they are needed."""
    for step in _steps(name):
        assert "${{" not in step.get("run", "")
        secret = any("secrets." in str(value) for value in step.get("env", {}).values())
        assert not secret or "make --silent contract" in step["run"]
    assert "secrets." not in str(WORKFLOWS[name].get("env")) + str(
        [job.get("env") for job in WORKFLOWS[name]["jobs"].values()]
    )


GH = """#!/bin/sh
echo "$@" >> "$RECORD"
[ "$2" != list ] || { echo "$OPEN"; exit; }
while [ $# -gt 1 ]; do [ "$1" != --body-file ] || cat "$2" > "$BODY"; shift; done
"""


@pytest.mark.parametrize(("number", "expected"), [("", "issue create --title T"), ("7", "issue edit 7")])
def test_a_report_updates_the_open_issue_or_opens_one(number: str, expected: str, tmp_path: Path) -> None:
    """There is one issue a subject, however many weeks it stays open; a long report is cut, and not within a letter."""
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "report.md").write_text("x" * 59_999 + "é" * 9_000, encoding="utf-8")
    body, record = tmp_path / "body", tmp_path / "record"
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "RECORD": str(record),
        "BODY": str(body),
        "OPEN": number,
        "TMPDIR": str(tmp_path),
        "GITHUB_RUN_ID": "42",
    }
    subprocess.run(["sh", ROOT / ".github" / "report.sh", "T", tmp_path / "report.md"], env=environment, check=True)
    listed, done = record.read_text().splitlines()
    assert '.title == "T"' in listed
    assert done.startswith(expected)
    text = body.read_text(encoding="utf-8")
    assert re.fullmatch(r"x{59999}\n\nFrom \S*/actions/runs/42\n", text)
