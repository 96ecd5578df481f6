"""The suite for any document finds what is wrong with a package, by the oracle that is there for it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from tests.unit.pipeline.trying import generate_into

from . import __main__ as command
from . import large
from .cases import Case
from .client import PACKAGE
from .oracles import same, unlike_served
from .suite import Report, run


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """A document of a few resources, which has optional bodies as well."""
    found = large.document(resources=2, real=False)
    for path in ("/lab/workspaces", "/lab/workspaces/{workspace_id}/files", "/lab/workspaces/{workspace_id}/confirm"):
        found["paths"][path]["post"]["requestBody"]["required"] = False
    return found


@pytest.fixture(scope="module")
def package(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that the generator makes of it."""
    folder = tmp_path_factory.mktemp("whole") / "package"
    assert generate_into(folder, document) == ()
    return folder


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Drop what was imported."""
    yield
    for name in [each for each in sys.modules if each.startswith(PACKAGE)]:
        del sys.modules[name]


def driven(document: Any, package: Path, *operations: str, seed: int = 1) -> Report:
    return run(document, package, examples=2, seed=seed, operations=operations or None)


def test_a_package_as_it_is_has_no_finding(document: dict[str, Any], package: Path) -> None:
    """Every operation is driven, by each oracle."""
    found = driven(document, package)
    assert found.findings == ()
    assert found.operations == 21
    assert found.counts["accepted"] == found.counts["equal"] == found.counts["round trip"] == found.cases
    assert found.counts["sync = async"] > 2 * found.operations


def test_the_same_seed_gives_the_same_cases(document: dict[str, Any], package: Path) -> None:
    """And another one gives others."""
    reports = [attrs.evolve(driven(document, package, "list_workspace_lab", seed=seed), seconds={}) for seed in (1, 1)]
    assert reports[0] == reports[1]


@attrs.frozen
class Fault:
    """A change of one file of the package, and the oracle that has to see it."""

    operation: str
    file: str
    old: str
    new: str
    oracle: str


FAULTS: Final = (
    Fault("list_workspace_lab", "api", 'params["after"]', 'params["behind"]', "accepted"),
    Fault("list_workspace_lab", "api", 'params["ids"] = json_ids', "pass", "equal"),
    Fault("list_workspace_lab", "api", 'params["first"] = first', 'params["first"] = 7', "equal"),
    Fault("list_workspace_lab", "api", 'headers["x-request-id"]', 'headers["x-request"]', "equal"),
    Fault("create_workspace_lab", "api", 'headers["idempotency-key"]', 'headers["idempotency"]', "accepted"),
    Fault("create_workspace_lab", "api", '"Content-Type"] = "application/json"', '"Content-Type"] = "a/b"', "accepted"),
    Fault("create_workspace_lab", "workspace_create", '"name": name', '"name": name * 2', "equal"),
    Fault("create_workspace_lab", "workspace_create", 'field_dict["tags"] = tags', "pass", "equal"),
    Fault("create_workspace_lab", "workspace_said", '"kind": kind', '"sort": kind', "accepted"),
    Fault("upload_to_workspace_lab", "workspace_upload", 'files.append(("file"', 'files.append(("files"', "accepted"),
    Fault("upload_to_workspace_lab", "workspace_upload", 'files.append(("taken_on"', '(("taken_on"', "equal"),
    Fault("confirm_workspace_lab", "workspace_form", 'field_dict["confirm"] = confirm', "pass", "equal"),
    Fault("search_workspace_lab", "workspace_filter", 'field_dict["since"]', 'field_dict["until"]', "accepted"),
    Fault("get_workspace_lab", "api", 'workspace_id=quote(str(workspace_id), safe="")', 'workspace_id="x"', "equal"),
    Fault("get_workspace_lab", "api", "status_code == 200", "status_code == 201", "round trip"),
    Fault("get_workspace_lab", "workspace_response", 'd.pop("tags", UNSET)', "UNSET", "round trip"),
    Fault("get_workspace_lab", "workspace_response", "name=name,", "name=str(status),", "round trip"),
    Fault("upload_to_workspace_lab", "workspace_base", 'd.pop("created_at")', 'd.pop("id")', "round trip"),
    Fault("export_session_lab", "api", "response.text", "response.text.upper()", "round trip"),
    Fault("download_session_lab", "api", "BytesIO(response.content)", "BytesIO(response.content[1:])", "round trip"),
    Fault("delete_workspace_lab", "api", '"method": "delete"', '"method": "get"', "accepted"),
    Fault("get_workspace_lab", "api", "def sync_detailed(", "def sync_detail(", "accepted"),
    Fault("get_workspace_lab", "api", "async def asyncio_detailed", "async def asyncio_gone", "accepted"),
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.operation}-{fault.file}-{fault.new}")
def test_a_fault_is_found(fault: Fault, document: dict[str, Any], package: Path, tmp_path: Path) -> None:
    """With the operation, the oracle, and a case that shows it."""
    folder = Path(shutil.copytree(package, tmp_path / "package", ignore=shutil.ignore_patterns("__pycache__")))
    name = fault.operation if fault.file == "api" else fault.file
    (file,) = folder.glob(f"{'api/*' if fault.file == 'api' else 'models'}/{name}.py")
    text = file.read_text("utf-8")
    assert fault.old in text
    file.write_text(text.replace(fault.old, fault.new), "utf-8")
    found = driven(document, folder, fault.operation).findings
    assert fault.oracle in {each.oracle for each in found}, found
    assert {each.operation.partition(" (")[2] for each in found} == {f"{fault.operation})"}
    assert all(each.message and each.case.startswith("Case(") for each in found)


def test_an_operation_that_nothing_was_sent_to_is_a_finding(document: dict[str, Any], package: Path) -> None:
    """Here no value of the path can be said; that must not look like success."""
    changed = json.loads(json.dumps(document))
    changed["paths"]["/lab/workspaces/{workspace_id}"]["delete"]["parameters"][0]["schema"] = {"enum": [".", ".."]}
    (found,) = driven(changed, package, "delete_workspace_lab").findings
    assert found.operation == "DELETE /lab/workspaces/{workspace_id} (delete_workspace_lab)"
    assert (found.oracle, found.message) == ("exercised", "of 0 drawn cases none could be sent and answered")


def test_an_answer_that_cannot_be_drawn_is_a_finding(document: dict[str, Any], package: Path) -> None:
    """The operation would not have been answered otherwise."""
    changed = json.loads(json.dumps(document))
    answer = changed["paths"]["/lab/workspaces/{workspace_id}"]["get"]["responses"]["200"]
    answer["content"]["application/json"]["schema"] = {"type": "string", "minLength": 5, "maxLength": 2}
    found = driven(changed, package, "get_workspace_lab").findings
    assert [each.oracle for each in found] == ["round trip"]
    assert "no answer can be drawn" in found[0].message


def test_the_command_tells_its_findings_and_how_to_see_them_again(
    document: dict[str, Any], package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The exit code says whether there are any."""
    file, report = tmp_path / "document.json", tmp_path / "report.json"
    changed = json.loads(json.dumps(document))
    file.write_text(json.dumps(changed), "utf-8")
    call = ["whole", str(file), str(package), "--examples", "1", "--operation", "get_workspace_lab"]
    monkeypatch.setattr(sys, "argv", [*call, "--json", str(report)])
    assert command.main() == 0
    assert "1 operations, 2 cases" in capsys.readouterr().out
    assert json.loads(report.read_text("utf-8"))["findings"] == []
    changed["paths"]["/lab/workspaces/{workspace_id}"]["get"]["parameters"][1]["name"] = "columns"
    file.write_text(json.dumps(changed), "utf-8")
    monkeypatch.setattr(sys, "argv", call)
    assert command.main() == 1
    said = capsys.readouterr().out
    assert "(get_workspace_lab): accepted: sync_detailed raises LookupError" in said
    assert "takes no query parameter columns" in said
    assert "\nCase('get_workspace_lab', path=" in said
    assert "\ncurl -X GET 'http://127.0.0.1:8080/lab/workspaces/" in said
    assert f"again: python -m tests.conformance.whole {file} {package} --seed 1 --examples 1" in said


@pytest.mark.parametrize("wrong", ["document", "package", "operation"])
def test_the_command_says_when_nothing_could_be_tried(
    wrong: str, document: dict[str, Any], package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """With another exit code, since no oracle has looked."""
    file = tmp_path / "document.json"
    file.write_text("{" if wrong == "document" else json.dumps(document), "utf-8")
    folder = tmp_path if wrong == "package" else package
    operation = "nothing" if wrong == "operation" else "get_workspace_lab"
    monkeypatch.setattr(sys, "argv", ["whole", str(file), str(folder), "--operation", operation])
    assert command.main() == 2
    assert capsys.readouterr().err.startswith("nothing was tried: ")


def test_a_case_can_be_typed_in() -> None:
    """Its literal is the case."""
    case = Case("x", path={"id": "a b"}, query={"f": {"a": [1, None]}}, media_type="application/json", body=None)
    assert eval(case.literal(), {"Case": Case}) == case  # noqa: S307  # the literal of a case, made here
    assert eval(Case("x").literal(), {"Case": Case}) == Case("x")  # noqa: S307  # as above


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("2025-12-05T08:00:00Z", "2025-12-05T08:00:00.000+00:00", True),
        ("2025-12-05T08:00:00Z", "2025-12-05T16:00:00+08:00", True),
        ("2025-12-05T08:00:00Z", "2025-12-05T08:00:00", False),
        ("2025-12-05", "20251205", False),
        ("0000000000000000000000000000000A", "00000000-0000-0000-0000-00000000000a", True),
        (1, 1.0, True),
        (1, True, False),
        (1, "1", False),
        (None, "None", False),
        (b"\xff", "\xff", True),
        ("a", "A", False),
    ],
)
def test_values_are_the_same_when_they_mean_the_same(one: Any, other: Any, equal: bool) -> None:
    """Instants and UUIDs may be written in several ways; nothing else may."""
    assert same(one, other) is equal


def test_what_came_is_compared_attribute_by_attribute() -> None:
    """A value that is only kept aside is not where a caller looks for it."""

    @attrs.define
    class Model:
        name: str
        additional_properties: dict[str, Any] = attrs.field(factory=dict)

    assert list(unlike_served({"name": "a", "more": 1}, Model("a", {"more": 1}))) == []
    assert list(unlike_served({"name": "a"}, Model("b"))) == ["/name: 'a' was served, 'b' came"]
    assert list(unlike_served({"name": "a"}, Model("?", {"name": "a"}))) == [
        "/name: it is kept aside, not as the attribute of its name"
    ]
    assert list(unlike_served({"name": "a", "more": 1}, Model("a"))) == ["/more: a Model came, which does not hold it"]
    assert list(unlike_served([1], [1, 2])) == [": 1 items were served, 2 came"]
