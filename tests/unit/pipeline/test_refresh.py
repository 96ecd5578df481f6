"""A refresh tells what a new version means, and leaves a tree that is fully updated and checked, or as it was."""

from pathlib import Path

import pytest

from specs.pipeline import layout
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples, vendor
from tests.unit.pipeline.planted import PLANTED, Planted
from tests.unit.pipeline.refreshing import Command, count, named
from tests.unit.pipeline.sample_vendor import V2_USAGE
from tests.unit.pipeline.vendor import SAMPLE


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
    assert planted.stale in (None, count(said, "stale"))
    assert count(said, "changed_meaning") == planted.changed_meaning
    in_the_way = said.json["in_the_way"]
    assert isinstance(in_the_way, list)
    assert bool(in_the_way) is (planted.exit_code == 1)
    if in_the_way:
        assert all("become stale; PRUNE=1 removes" in str(each) for each in in_the_way) is planted.applies


def test_pruning_takes_stale_actions_out_of_the_way(root: Path, run: Command) -> None:
    """Then nothing is left for a person to do."""
    run.publish(named("a removed operation"))
    said = run("--prune")
    assert (said.code, said.json["in_the_way"]) == (0, [])
    assert said.out.endswith(f"make refresh FROM={run.folder} APPLY=1 PRUNE=1\n")


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


def test_what_the_generator_cannot_do_is_refused_with_the_operationnamed(root: Path, run: Command) -> None:
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
