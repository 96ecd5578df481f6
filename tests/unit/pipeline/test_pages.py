"""A page is read only if its name, its fence and its fragment say the same."""

from pathlib import Path

import pytest

from specs.pipeline import pages
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples

_NAME = samples.page_name()


def _refusal(sources: Path, text: str, name: str = _NAME) -> str:
    file = samples.write(sources / name, text)
    with pytest.raises(PipelineError) as caught:
        pages.read(file, sources)
    message = str(caught.value)
    assert name in message
    return message


def test_a_page_gives_its_one_operation(tmp_path: Path) -> None:
    """Host, language, version, method, path and fragment are read from the page."""
    file = samples.write_page(tmp_path, samples.fragment(), language="ja")
    page = pages.read(file, tmp_path)
    assert (page.name, page.host, page.language, page.version) == (
        samples.page_name(language="ja"),
        samples.HOST,
        "ja",
        "v7",
    )
    assert (page.method, page.path, page.fragment) == ("GET", samples.THINGS, samples.fragment())


@pytest.mark.parametrize(
    "text",
    [
        "# Things\n",
        samples.page_text(samples.fragment()).replace("````yaml", "````json"),
        samples.page_text(samples.fragment()).removesuffix("````\n"),
    ],
    ids=["no fence", "another language", "never closed"],
)
def test_a_page_without_a_fragment_is_refused(tmp_path: Path, text: str) -> None:
    """No fence that can be read is no fragment."""
    assert "holds no OpenAPI fragment;" in _refusal(tmp_path, text)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_page_with_other_line_ends_says_the_same(tmp_path: Path, end: str) -> None:
    """A page may have been saved anywhere; a text of several lines in it stays as it is."""
    body = samples.document({samples.THINGS: {"get": {**samples.operation("a"), "description": "One\n\nTwo\n"}}})
    text = samples.page_text(body)
    file = samples.write_page(tmp_path, body)
    file.write_bytes(text.replace("\n", end).encode())
    assert pages.is_page(text.replace("\n", end))
    assert pages.read(file, tmp_path).fragment == body


def test_the_versions_of_a_page_are_those_of_its_fences() -> None:
    """A fence without a version says nothing; a text beside them does not count."""
    text = samples.page_text(samples.fragment())
    assert pages.versions(text.replace("\n", "\r\n")) == {"v7"}
    other = text.replace("yaml /v7-openapi.yaml", "yaml ja/v3beta1-openapi.yaml")
    assert pages.versions(f"{text}v9-openapi.yaml\n{other}") == {"v7", "v3beta1"}
    assert pages.versions(text.replace("yaml /v7-openapi.yaml", "yaml openapi.yaml")) == set()


@pytest.mark.parametrize("method", ["GET", "get", "POST"])
def test_a_page_with_two_fragments_is_refused(tmp_path: Path, method: str) -> None:
    """A second fence is not left out, even with a method in small letters."""
    text = samples.page_text(samples.fragment())
    second = text.partition("## OpenAPI")[2].replace("GET", method)
    assert "holds 2 OpenAPI fragments;" in _refusal(tmp_path, text + second)


def test_a_fence_within_the_fragment_is_part_of_it(tmp_path: Path) -> None:
    """A description may hold a code block of its own."""
    body = samples.document(
        {samples.THINGS: {"get": {**samples.operation("a"), "description": "Like so:\n\n```yaml a b c d\nx\n```\n"}}}
    )
    file = samples.write_page(tmp_path, body)
    assert pages.read(file, tmp_path).fragment == body


@pytest.mark.parametrize(
    ("said", "old", "new"),
    [
        ("GET /v7/things, its fragment holds POST /v7/things", "    get:", "    post:"),
        ("GET /v7/things, its fragment holds GET /v7/thing", "  /v7/things:", "  /v7/thing:"),
        ("POST /v7/things, its fragment holds GET /v7/things", "yaml GET", "yaml POST"),
        ("get /v7/things, its fragment holds GET /v7/things", "yaml GET", "yaml get"),
        ("GET /v7/thing, its fragment holds GET /v7/things", "yaml GET /v7/things", "yaml GET /v7/thing"),
        ("GET /v7/things, its fragment holds no operation", "    get:", "    x-get:"),
    ],
)
def test_a_fence_that_disagrees_with_its_fragment_is_refused(tmp_path: Path, said: str, old: str, new: str) -> None:
    """Both are told, with the pointer to where the operation should stand."""
    text = samples.page_text(samples.fragment())
    assert text.count(old) == 1
    message = _refusal(tmp_path, text.replace(old, new))
    assert f"its fence says {said}" in message
    assert "(expected at /paths/~1v7~1thing" in message


def test_a_fragment_with_two_operations_is_refused(tmp_path: Path) -> None:
    """Both operations are named."""
    body = samples.document({samples.THINGS: {"get": samples.operation("a"), "delete": samples.operation("b")}})
    assert "holds GET /v7/things, DELETE /v7/things (" in _refusal(tmp_path, samples.page_text(body))


@pytest.mark.parametrize(
    "name",
    [
        samples.page_name("/v7/thing"),
        samples.page_name(language="ja"),
        samples.page_name(host="docs.example.org"),
        f"{samples.HOST}/v7/things.md",
    ],
)
def test_a_page_under_another_name_is_refused(tmp_path: Path, name: str) -> None:
    """The error says what the page itself is."""
    assert f"the page itself says that it is {_NAME}" in _refusal(tmp_path, samples.page_text(samples.fragment()), name)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> Fetch it at: https://docs.example.com/llms.txt\n", ""),
        ("\n\n# Things", "\n> And at https://docs.example.org/llms.txt\n\n# Things"),
        ("> Fetch it", "Fetch it"),
    ],
    ids=["no host", "two hosts", "not in the head"],
)
def test_a_page_that_does_not_name_one_host_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """The host comes from the page, not from the folder it lies in."""
    text = samples.page_text(samples.fragment())
    assert text.count(old) == 1
    assert "which one host" in _refusal(tmp_path, text.replace(old, new))


@pytest.mark.parametrize("cut_from", ["openapi.yaml", "v7-openapi.yaml", "ja/openapi.yaml", "/v7-openapi.json"])
def test_a_fence_that_names_no_version_is_refused(tmp_path: Path, cut_from: str) -> None:
    """The document that a fragment was cut from tells its version and language."""
    text = samples.page_text(samples.fragment()).replace("/v7-openapi.yaml", cut_from)
    assert f"names the document {cut_from!r}" in _refusal(tmp_path, text)


def test_a_path_of_another_version_is_refused(tmp_path: Path) -> None:
    """The version of the document and that of the path are one."""
    text = samples.page_text(samples.fragment(), version="v8")
    assert "the path /v7/things is not one of v8" in _refusal(tmp_path, text)


def test_bytes_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    """The place in the file is told."""
    file = samples.write_page(tmp_path, samples.fragment())
    file.write_bytes(file.read_bytes().replace(b"# Things", b"# Thing\xff"))
    with pytest.raises(PipelineError, match=r"things\.en\.md is not UTF-8: .*position"):
        pages.read(file, tmp_path)


@pytest.mark.parametrize("version", ["3.0.3", "3.2.0", 3.1, None, "2.0"])
def test_another_openapi_version_is_refused(tmp_path: Path, version: Json) -> None:
    """Only OpenAPI 3.1 is read; the place is told."""
    text = samples.page_text({**samples.fragment(), "openapi": version})
    assert f"/openapi is {version!r}" in _refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("body", "reason"),
    [("a: 1\na: 2", "'a' stands twice"), ("a: [", "is not strict YAML"), ("- a", "is not an OpenAPI document")],
)
def test_a_fragment_that_is_no_strict_yaml_is_refused(tmp_path: Path, body: str, reason: str) -> None:
    """What the YAML reader refuses is told with the page."""
    assert reason in _refusal(tmp_path, samples.page_text(body))
