"""The real overlay documents hold against the vendor's words, and notice when either moves."""

from pathlib import Path

import pytest

from specs.pipeline import build, grammar, layout, overlay, survey, tree
from specs.pipeline.errors import ChangedMeaning, PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples, vendor

VERSIONS = ("v2", "v3")


def _survey(version: str, document: dict[str, Json], *actions: Json) -> survey.Survey:
    taken = actions or tuple(vendor.real().actions(version))
    return survey.survey(document, samples.overlay(*taken), layout.overlay(version).as_posix())


@pytest.mark.parametrize("version", VERSIONS)
def test_every_action_holds_over_a_whole_document_of_the_same_words(tmp_path: Path, version: str) -> None:
    """A whole document in place of the pages gives the same client, if it says the same."""
    found = build.resolve(vendor.project(tmp_path, vendor.real()))[version]
    assert tree.same(found.document, vendor.real().resolved(version))
    assert not found.left


@pytest.mark.parametrize("version", VERSIONS)
def test_a_dead_action_among_the_real_ones_is_named(tmp_path: Path, version: str) -> None:
    """An action for a path that does not exist fails the build, by its number."""
    root, actions = vendor.project(tmp_path, vendor.real()), vendor.real().actions(version)
    dead = samples.action(f"$.paths['/{version}/gone'].get", {"x-scope": "enterprise"})
    # JSON is YAML too, and quicker to write.
    samples.write(root / layout.overlay(version), tree.to_json(samples.overlay(*actions, dead)))
    with pytest.raises(PipelineError) as caught:
        build.resolve(root)
    said = (
        f"overlays/{version}.overlay.yaml, action {len(actions) + 1} ($.paths['/{version}/gone'].get) matches nothing"
    )
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("version", VERSIONS)
def test_added_operations_that_the_vendor_now_brings_are_stale_and_keep_their_short_ids(version: str) -> None:
    """A few by themselves, then all at once: our id, permission, scope and sources stay, the rest is the vendor's."""
    added = vendor.real().added(version)
    for paths in (*([path] for path in added[::6]), added):
        document = vendor.real().published(version)
        long_ids = {path: vendor.real().publish(document, version, path) for path in paths}
        found = _survey(version, document)
        assert not found.needs_a_person
        expected = vendor.real().resolved(version)
        for path, long_id in long_ids.items():
            (own,) = (each for each in found.stale if f"{path.replace('/', '~1')}/get/" in each.why and each.rests)
            assert own.rests[0]["x-replaces"] == {"operationId": long_id}
            vendor.operation(expected, path)["x-published-operation-id"] = long_id
        assert tree.same(grammar.structure(found.document), grammar.structure(expected))
        again = overlay.apply(document, samples.overlay(*found.actions), "the pruned overlay document")
        assert tree.same(again, found.document)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_operation_that_is_gone_takes_its_actions_with_it(version: str) -> None:
    """Each action on it is stale, and none of them leaves anything."""
    document = vendor.real().published(version)
    path = next(path for _, path, _ in grammar.operations(document))
    del vendor.part(document, "paths")[path]
    found = _survey(version, document)
    assert found.stale
    assert {(each.rests, each.prunable) for each in found.stale} == {((), True)}
    assert path not in vendor.part(found.document, "paths")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_text_that_the_vendor_has_reworded_names_the_action(version: str) -> None:
    """Every text that we replace is held by its value or its hash."""
    for number, action in enumerate(vendor.real().actions(version), start=1):
        replaces = action.get("x-replaces") if isinstance(action, dict) else None
        if not isinstance(replaces, dict) or "operationId" not in replaces:
            continue
        document = vendor.real().published(version)
        _, path, operation = next(
            found for found in grammar.operations(document) if f"'{found[1]}'" in str(vendor.part(action)["target"])
        )
        operation["operationId"] = "another_name_get"
        found = _survey(version, document)
        assert [each.number for each in found.changed] == [number]
        assert f"/{path.replace('/', '~1')}/get/operationId is no longer what x-replaces says" in found.changed[0].why
        with pytest.raises(ChangedMeaning):
            overlay.apply(document, samples.overlay(*vendor.real().actions(version)), "it")
