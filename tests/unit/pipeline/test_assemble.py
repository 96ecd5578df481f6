"""Pages are merged into one document, if they agree."""

import random
from pathlib import Path

import pytest

from specs.pipeline import assemble, build, layout, tree, yaml12
from specs.pipeline.errors import PipelineError
from specs.pipeline.pages import Page
from specs.pipeline.tree import Json, Location
from tests.unit.pipeline import samples

OTHER = "/v7/others"


def _page(
    fragment: dict[str, Json], path: str = samples.THINGS, language: str = "en", host: str = samples.HOST
) -> Page:
    return Page(
        name=samples.page_name(path, language, host),
        host=host,
        language=language,
        version="v7",
        method="GET",
        path=path,
        fragment=fragment,
    )


def _changed(fragment: dict[str, Json], place: Location, value: Json) -> dict[str, Json]:
    copy = yaml12.load(yaml12.dump(fragment, "a sample"), "a sample")
    assert isinstance(copy, dict)
    holder = tree.at(copy, place[:-1])
    assert isinstance(holder, dict)
    holder[str(place[-1])] = value
    return copy


def _refusal(*taken: Page) -> str:
    with pytest.raises(PipelineError) as caught:
        assemble.assemble(taken)
    for page in taken:
        assert page.name in str(caught.value)
    return str(caught.value)


ENGLISH = samples.fragment()
JAPANESE = _changed(
    _changed(ENGLISH, ("info", "title"), "もの"), ("paths", samples.THINGS, "get", "summary"), "ものを読む"
)
THING: Location = ("components", "schemas", "Thing")


def test_english_text_wins_over_another_language() -> None:
    """Two languages of one operation give the English text, in either order."""
    english, japanese = _page(ENGLISH), _page(JAPANESE, language="ja")
    assert assemble.assemble([japanese, english]) == assemble.assemble([english, japanese]) == ENGLISH


def test_another_language_stands_where_there_is_no_english() -> None:
    """An operation that is published in one language only keeps that text; what it shares is English."""
    only = _changed(samples.fragment(OTHER, "other"), ("info", "title"), "もの")
    only = _changed(only, ("paths", OTHER, "get", "summary"), "ほか")
    document = assemble.assemble([_page(ENGLISH), _page(only, OTHER, "ja")])
    assert tree.at(document, ("info", "title")) == "Things"
    assert tree.at(document, ("paths", OTHER, "get", "summary")) == "ほか"


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        (("paths", samples.THINGS, "get", "deprecated"), True, "/paths/~1v7~1things/get/deprecated"),
        (("paths", samples.THINGS, "get", "operationId"), "x", "/paths/~1v7~1things/get/operationId"),
        ((*THING, "type"), "array", "/components/schemas/Thing/type"),
        ((*THING, "properties", "title", "type"), "integer", "/components/schemas/Thing/properties/title/type"),
        (("components", "schemas", "Extra"), {"type": "object"}, "/components/schemas/Extra"),
        (("info", "version"), "1.0.1", "/info/version"),
        (("security",), [{"key": []}], "/security"),
    ],
)
def test_two_languages_with_another_structure_are_refused(place: Location, value: Json, named: str) -> None:
    """Both pages and the pointer are named."""
    message = _refusal(_page(ENGLISH), _page(_changed(JAPANESE, place, value), language="ja"))
    assert f"differ at {named} (structure); " in message


def test_the_newer_of_two_pages_is_named() -> None:
    """So that it is known which one to fetch anew."""
    version = _changed(JAPANESE, ("info", "version"), "1.0.1")
    assert _refusal(_page(ENGLISH), _page(version, language="ja")).endswith(
        f"/info/version (structure); the newer one is {samples.page_name(language='ja')}"
    )
    changed = _changed(JAPANESE, (*THING, "type"), "array")
    assert _refusal(_page(ENGLISH), _page(changed, language="ja")).endswith(
        "which one is newer cannot be told from them"
    )


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        ((*THING, "type"), "array", "/components/schemas/Thing/type (structure)"),
        ((*THING, "required"), ["title"], "/components/schemas/Thing/required (structure)"),
        ((*THING, "properties", "title", "title"), "Name", "/components/schemas/Thing/properties/title/title (text"),
        (("info", "title"), "Theirs", "/info/title (text, in one language)"),
        (("security",), [{"key": []}], "/security (structure)"),
    ],
)
def test_two_operations_that_disagree_on_what_they_share_are_refused(place: Location, value: Json, named: str) -> None:
    """A shared component has one meaning and, in one language, one text."""
    other = samples.fragment(OTHER, "other")
    assert f"differ at {named}" in _refusal(_page(ENGLISH), _page(_changed(other, place, value), OTHER))


def test_text_is_compared_within_every_language() -> None:
    """Two Japanese pages that disagree are refused, although an English page gives the text."""
    english, one = _page(ENGLISH), _page(JAPANESE, language="ja")
    two = _page(_changed(samples.fragment(OTHER, "other"), ("info", "title"), "別"), OTHER, "ja")
    with pytest.raises(PipelineError) as caught:
        assemble.assemble([english, one, two])
    assert one.name in str(caught.value)
    assert two.name in str(caught.value)
    assert "/info/title (text" in str(caught.value)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_one_operation_on_two_hosts_has_one_structure(language: str) -> None:
    """A copy of a page on another host counts like any other page."""
    changed = _changed(ENGLISH, ("paths", samples.THINGS, "get", "deprecated"), True)
    message = _refusal(_page(ENGLISH), _page(changed, language=language, host="docs.example.org"))
    assert "/paths/~1v7~1things/get/deprecated" in message


@pytest.mark.parametrize(
    ("fragment", "place"),
    [
        ({**ENGLISH, "components": None}, "/components"),
        ({**ENGLISH, "components": {"schemas": None}}, "/components/schemas"),
        ({**ENGLISH, "components": {"schemas": []}}, "/components/schemas"),
    ],
)
def test_a_part_that_is_no_object_is_refused(fragment: dict[str, Json], place: str) -> None:
    """Nothing that cannot be merged is left out in silence."""
    assert _refusal(_page(fragment)).endswith(f": {place} is not an object")


def test_extensions_are_kept() -> None:
    """What the vendor says beyond the standard stands in the document as well."""
    components: dict[str, Json] = {"x-note": "n", "schemas": {"Thing": {"x-a": 1}}}
    fragment: dict[str, Json] = {**ENGLISH, "x-top": {"a": 1}, "components": components}
    assert assemble.assemble([_page(fragment)]) == fragment


def test_the_order_of_the_pages_does_not_change_a_byte() -> None:
    """However the pages are listed, the written document is the same."""
    taken = [
        _page(ENGLISH),
        _page(JAPANESE, language="ja"),
        *(_page(samples.fragment(f"/v7/{name}", name), f"/v7/{name}", "ja") for name in "cab"),
        _page(samples.fragment("/v7/a", "a"), "/v7/a"),
    ]
    # The Japanese copies hold English text here, so one of them has to follow the Japanese page in what is shared.
    taken = [
        page if page.language == "en" else _page(_changed(page.fragment, ("info", "title"), "もの"), page.path, "ja")
        for page in taken
    ]
    written = {
        yaml12.dump(assemble.assemble(shuffled), "it")
        for seed in range(12)
        for shuffled in [random.Random(seed).sample(taken, len(taken))]  # noqa: S311 - an order, not a secret
    }
    assert len(written) == 1


def test_the_pages_are_not_changed() -> None:
    """Merging leaves every fragment as it was read."""
    taken = [_page(ENGLISH), _page(JAPANESE, language="ja"), _page(samples.fragment(OTHER, "other"), OTHER)]
    before = [tree.digest(page.fragment) for page in taken]
    assemble.assemble(taken)
    assert [tree.digest(page.fragment) for page in taken] == before


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_the_vendored_sources_give_the_committed_document(version: str) -> None:
    """What is committed as the vendor's words is what the sources say, to the byte."""
    written = yaml12.dump(build.publish(samples.ROOT)[version].document, version)
    assert written == Path(samples.ROOT / layout.spec(version)).read_bytes().decode()
