"""The real overlay documents hold against the real pages, and notice when either moves."""

from functools import cache
from pathlib import Path

import pytest

from specs.pipeline import build, layout, tree, yaml12
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples

_ORGANIZATION_USAGE = "/v3/organizations/{org_id}/metrics/usage"


@cache
def _actions(version: str) -> list[Json]:
    document = yaml12.load((samples.ROOT / layout.overlay(version)).read_text(encoding="utf-8"), version)
    assert isinstance(document, dict)
    actions = document["actions"]
    assert isinstance(actions, list)
    return actions


def _write_actions(root: Path, version: str, actions: list[Json]) -> None:
    """Write JSON, which is YAML too, and quicker to write."""
    samples.write(root / layout.overlay(version), tree.to_json(samples.overlay(*actions)))


def _adds_org_id(action: Json) -> bool:
    return isinstance(action, dict) and "x-adds" in action and "org_id" in str(action["x-adds"])


def _refusal(root: Path) -> str:
    with pytest.raises(PipelineError) as caught:
        build.resolve(root)
    return str(caught.value)


def test_deleting_the_action_that_adds_org_id_names_the_operation(tmp_path: Path) -> None:
    """The organization's usage metrics would be lost, and the build says so."""
    root = samples.copy_inputs(tmp_path, "v3")
    actions = _actions("v3")
    others = [action for action in actions if not _adds_org_id(action)]
    assert len(others) == len(actions) - 1
    _write_actions(root, "v3", others)
    message = _refusal(root)
    assert (
        f"GET {_ORGANIZATION_USAGE} (get_organization_usage_metrics) does not declare its path parameter org_id"
        in message
    )


def test_keeping_that_action_over_a_page_that_declares_org_id_fails(tmp_path: Path) -> None:
    """The vendor's newer copies of the page do declare it."""
    root = samples.copy_inputs(tmp_path, "v3")
    actions = _actions("v3")
    number = next(number for number, action in enumerate(actions, start=1) if _adds_org_id(action))
    page = next(file for file in (root / layout.SOURCES).rglob("*.en.md") if "{org_id}" in file.as_posix())
    declared = (
        "- in: path\n          name: org_id\n          required: true\n          schema:\n            type: string\n"
    )
    samples.edit(page, "      parameters:\n", f"      parameters:\n        {declared}")
    message = _refusal(root)
    assert message.startswith(
        f"overlays/v3.overlay.yaml, action {number} ($.paths['{_ORGANIZATION_USAGE}'].get.parameters)"
    )
    assert "is stale" in message
    assert "/get/parameters/0, which the vendor's document already holds" in message


def test_a_dead_action_among_the_real_ones_is_named(tmp_path: Path) -> None:
    """An action for a path that does not exist fails, by its number."""
    root = samples.copy_inputs(tmp_path, "v2")
    actions = _actions("v2")
    _write_actions(root, "v2", [*actions, samples.action("$.paths['/v2/gone'].get", {"x-scope": "enterprise"})])
    message = _refusal(root)
    assert message.startswith(
        f"overlays/v2.overlay.yaml, action {len(actions) + 1} ($.paths['/v2/gone'].get) matches nothing"
    )


@pytest.mark.parametrize("path", ["/v2/enterprise/consumption/cycles", "/v2/enterprise/consumption/daily"])
def test_an_added_operation_that_a_page_now_brings_names_the_action(tmp_path: Path, path: str) -> None:
    """What the vendor has come to publish is no longer ours to write."""
    root = samples.copy_inputs(tmp_path, "v2")
    actions = _actions("v2")
    number = next(
        number
        for number, action in enumerate(actions, start=1)
        if isinstance(action, dict) and isinstance(action["update"], dict) and path in action["update"]
    )
    known = next((root / layout.SOURCES).rglob("v2/enterprise/metrics/usage.en.md"))
    text = known.read_text(encoding="utf-8").replace("/v2/enterprise/metrics/usage", path)
    samples.write(root / layout.SOURCES / f"docs.devin.ai{path}.en.md", text)
    message = _refusal(root)
    assert message.startswith(
        f"overlays/v2.overlay.yaml, action {number} ($.paths) is stale: it adds /paths/~1v2~1enterprise"
    )
    assert "which the vendor's document already holds" in message


def test_an_operation_that_the_vendor_has_reworded_names_the_action(tmp_path: Path) -> None:
    """A Japanese summary that we translate is held by its digest."""
    root = samples.copy_inputs(tmp_path, "v3")
    page = next((root / layout.SOURCES).rglob("daily.ja.md"))
    samples.edit(page, "      summary: 日次消費量を取得\n", "      summary: 日ごとの消費量を取得\n")
    message = _refusal(root)
    assert message.startswith("overlays/v3.overlay.yaml, action ")
    assert "/get/summary is no longer what x-replaces says" in message
