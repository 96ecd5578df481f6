"""What the vendor publishes is taken whole and of the right kind, or refused by its address or file."""

import errno
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from specs.pipeline import fetch
from specs.pipeline.errors import PipelineError
from specs.pipeline.fetch import Delivery
from tests.unit.pipeline import samples, vendor

BASE = "https://docs.example.com"
YAML = {"content-type": "text/yaml; charset=utf-8", "last-modified": "Sat, 01 Nov 2025 10:00:00 GMT"}
BODY = vendor.dumped(samples.fragment())

Answer = Callable[[httpx.Request], httpx.Response]


def _receive(answer: Answer, origin: str = BASE, versions: tuple[str, ...] = ("v7",), **more: str) -> Delivery:
    client = httpx.Client(transport=httpx.MockTransport(answer))
    languages = tuple(more.get("languages", "en").split())
    return fetch.receive(origin, versions=versions, languages=languages, client=client)


def _refusal(answer: Answer, origin: str = BASE, languages: str = "en") -> str:
    with pytest.raises(PipelineError) as caught:
        _receive(answer, origin, languages=languages)
    return str(caught.value)


def test_each_version_and_language_has_its_address() -> None:
    """English stands without a language in it; what came says where it belongs and from where it is."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=BODY, headers=YAML)

    found = _receive(answer, f"{BASE}/", ("v7", "v8"), languages="en pt-BR")
    places = ("v7-openapi.yaml", "pt-BR/v7-openapi.yaml", "v8-openapi.yaml", "pt-BR/v8-openapi.yaml")
    assert asked == [f"{BASE}/{place}" for place in places]
    assert [each.name for each in found.received] == [f"docs.example.com/{place}" for place in places]
    assert [each.version for each in found.received] == ["v7", "v7", "v8", "v8"]
    assert {(each.data, each.modified) for each in found.received} == {(BODY, YAML["last-modified"])}


@pytest.mark.parametrize(
    "told",
    [
        "binary/octet-stream",
        "text/x-yml",
        "application/yaml",
        "application/x-yaml",
        "text/x-yaml",
        "application/vnd.oai.openapi+yaml",
        "text/plain",
        "application/octet-stream",
        "application/json",
        None,
    ],
)
def test_every_type_that_servers_give_yaml_is_taken(told: str | None) -> None:
    """There was no registered one for long."""
    headers = {} if told is None else {"content-type": told}
    assert _receive(lambda _: httpx.Response(200, content=BODY, headers=headers)).received


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(404), "answers with status 404"),
        (httpx.Response(503), "answers with status 503"),
        (
            httpx.Response(302, headers={"location": "https://login.example.org/x?token=1"}),
            "to login.example.org; name",
        ),
        (httpx.Response(301, headers={"location": "/v8"}), "redirects to docs.example.com; name"),
        (httpx.Response(200, html="<html>"), "is text/html, not an OpenAPI document"),
        (httpx.Response(200, content=b"\n <html>", headers=YAML), "is a web page (HTML or XML)"),
        (httpx.Response(200, content=b"\x89PNG", headers={"content-type": "image/png"}), "is image/png"),
        (httpx.Response(200, content=b"", headers=YAML), "holds no object"),
        (httpx.Response(200, content=b"x" * (fetch.LIMIT_BYTES + 1), headers=YAML), "holds more than 16 MB"),
        (httpx.Response(200, content=BODY[: BODY.index(b"schemas:")], headers=YAML), "it may be cut off"),
        (httpx.Response(200, content=b"a: &a [x]\nb: &b [*a, *a]\na: 1", headers=YAML), "stands twice"),
    ],
)
def test_what_is_no_document_is_refused_with_its_address(answer: httpx.Response, said: str) -> None:
    """Nothing of a redirect's target but its host is told."""
    message = _refusal(lambda _: answer)
    assert message.startswith(f"{BASE}/v7-openapi.yaml")
    assert said in message


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("http://docs.example.com", "over https only"),
        ("ftp://docs.example.com", "over https only"),
        ("https://user:secret@docs.example.com", "expected a base address with nothing beside it"),
        ("https://docs.example.com?key=secret", "expected a base address with nothing beside it"),
        ("https://", "expected a base address"),
        ("http://user:secret@docs.example.com/?secret#secret", "http://docs.example.com: documents are"),
        ("https://[bad", "https://[bad is no address: its host or its port cannot be read"),
        ("https://a..b", "a..b/v7-openapi.yaml: expected a host and a language"),
        ("https://docs.example.com:secret", "https://docs.example.com is no address"),
        ("https://user:secret@[bad?secret@secret", "https://[bad is no address"),
        ("https://docs.example.com:99999", "https://docs.example.com is no address"),
        ("https://docs.example.x", "expected a host and a language"),
        ("~no-such-user/v7-openapi.yaml", "~no-such-user/v7-openapi.yaml: there is no such home folder"),
        ("x" * 300, "cannot be read: File name too long"),
        ("nowhere/at/all", "is no address (https://...), no file and no folder"),
    ],
)
def test_a_wrong_origin_is_refused_before_anything_is_asked(origin: str, said: str) -> None:
    """And no secret in it is repeated."""
    message = _refusal(lambda request: pytest.fail(str(request.url)), origin)
    assert said in message
    assert "secret" not in message


def test_a_language_that_is_none_is_refused() -> None:
    """It would be a folder of the tree."""
    assert "expected a host and a language" in _refusal(lambda _: httpx.Response(200), languages="../x")


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("socks5://user:secret@127.0.0.1:1", "SOCKS is not built in"),
        ("ftp://user:secret@127.0.0.1:1", "it is no address of a proxy"),
        ("http://127.0.0.1:secret", "it is no address of a proxy"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch, proxy: str, said: str) -> None:
    """By the address that was to be asked, and without the proxy's password."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(PipelineError) as caught:
        fetch.receive(BASE, versions=["v7"])
    assert str(caught.value) == f"{BASE} cannot be asked by the proxy that the environment names: {said}"


@pytest.mark.parametrize("error", [UnicodeError("label too long"), httpx.InvalidURL("label too long")])
def test_a_host_whose_name_cannot_be_asked_for_is_told(error: Exception) -> None:
    """Some names are refused only when they are looked up."""

    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    assert _refusal(answer) == f"{BASE}/v7-openapi.yaml could not be read to its end: label too long"


@contextmanager
def _serving(data: bytes) -> Iterator[str]:
    """Answer one connection with these bytes, and close it."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(data)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def test_a_download_that_is_cut_off_is_refused() -> None:
    """Whole lines of YAML are still YAML, so the end of the connection decides."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/yaml\r\ncontent-length: {len(BODY)}\r\n\r\n".encode()
    with _serving(head + BODY) as base:
        (found,) = fetch.receive(base, versions=["v7"]).received
    assert found.data == BODY
    with _serving(head + BODY[:-20]) as base, pytest.raises(PipelineError, match="could not be read to its end"):
        fetch.receive(base, versions=["v7"])


def test_a_host_that_is_not_there_is_told() -> None:
    """By the address that was asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PipelineError, match=rf"^{base}/v7-openapi.yaml could not be read"):
        fetch.receive(base, versions=["v7"])


# Files and folders


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
        ("new v7.yml", "docs.devin.ai/v7-openapi.yaml"),
        ("spec.json", "docs.devin.ai/v7-openapi.json"),
        ("docs.example.com/v7-openapi.yaml", "docs.example.com/v7-openapi.yaml"),
        ("docs.example.com/ja/v7-openapi.yaml", "docs.example.com/ja/v7-openapi.yaml"),
        ("docs.example.com/zh-Hans/v7-openapi.json", "docs.example.com/zh-Hans/v7-openapi.json"),
        ("docs.example.com/new/v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
        ("docs.example.com/qa/v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
        ("docs.x.y/ja/v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
        ("rel-1.2/v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
        ("a..com/v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
    ],
)
def test_a_file_says_where_it_belongs(tmp_path: Path, place: str, name: str) -> None:
    """By its folders, as they are saved; else by its name, or by the paths that it holds."""
    file = samples.write(tmp_path / place, BODY.decode())
    (found,) = fetch.receive(str(file), versions=["v7"]).received
    assert (found.name, found.version, found.data) == (name, "v7", BODY)


def test_a_file_of_no_known_version_is_refused(tmp_path: Path) -> None:
    """It is not taken for another."""
    file = samples.write(tmp_path / "v8-openapi.yaml", BODY.decode())
    with pytest.raises(PipelineError, match=r"is a document of v8; this client is built from v7"):
        fetch.receive(str(file), versions=["v7"])
    paths = samples.document({"/v7/a": {"get": {}}, "/v8/a": {"get": {}}})
    file = samples.write(tmp_path / "spec.yaml", vendor.dumped(paths).decode())
    with pytest.raises(PipelineError, match=r"neither its name nor its paths say which version"):
        fetch.receive(str(file), versions=["v7"])


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """Its size is enough."""
    file = tmp_path / "v7-openapi.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(40 * 2**20)
    with pytest.raises(PipelineError, match="holds more than 16 MB"):
        fetch.receive(str(file), versions=["v7"])


def test_a_folder_of_saved_pages_is_taken_page_by_page(tmp_path: Path) -> None:
    """Under any names; guides and pictures are passed by, and named."""
    samples.write(tmp_path / "saved/1.md", samples.page_text(samples.fragment()))
    samples.write(tmp_path / "saved/2.md", samples.page_text(samples.fragment(), language="ja"))
    samples.write(tmp_path / "guide.md", "# Guide\n\n```yaml\na: 1\n```\n")
    samples.write(tmp_path / "llms.txt", "- [Things](https://docs.example.com/things.md)\n")
    samples.write(tmp_path / "logo.png", "x")
    found = fetch.receive(str(tmp_path), versions=["v7"])
    assert [(each.name, each.origin) for each in found.received] == [
        (samples.page_name(), "saved/1.md"),
        (samples.page_name(language="ja"), "saved/2.md"),
    ]
    assert found.passed_by == tuple(f"{name}: no page of an operation" for name in ("guide.md", "llms.txt", "logo.png"))


def test_a_whole_document_in_a_folder_supersedes_its_pages(tmp_path: Path) -> None:
    """The pages are named as passed by; those of another version are taken."""
    samples.write(tmp_path / "v7-openapi.yaml", BODY.decode())
    samples.write(tmp_path / "a.md", samples.page_text(samples.fragment()))
    eighth = samples.page_text(samples.fragment("/v8/things"), path="/v8/things", version="v8")
    samples.write(tmp_path / "b.md", eighth)
    found = fetch.receive(str(tmp_path), versions=["v7", "v8"])
    assert [each.origin for each in found.received] == ["v7-openapi.yaml", "b.md"]
    assert found.passed_by == ("a.md: superseded by a whole document",)


@pytest.mark.parametrize("version", ["v8", "v1", "v3beta1"])
def test_what_is_of_another_version_is_passed_by(tmp_path: Path, version: str) -> None:
    """Whatever its format is: an index of pages lists every version; the others are named, and stop nothing."""
    samples.write(tmp_path / "a.md", samples.page_text(samples.fragment()))
    other = {**samples.fragment(f"/{version}/things"), "openapi": "3.0.3"}
    samples.write(tmp_path / "b.md", samples.page_text(other, path=f"/{version}/things", version=version))
    samples.write(tmp_path / f"{version}-openapi.yaml", "swagger: '2.0'\n")
    found = fetch.receive(str(tmp_path), versions=["v7"])
    assert [each.origin for each in found.received] == ["a.md"]
    assert sorted(found.passed_by) == [
        f"{name}: of {version}, which this client is not built from" for name in ("b.md", f"{version}-openapi.yaml")
    ]


def test_a_page_that_is_in_part_of_another_version_is_refused(tmp_path: Path) -> None:
    """The part that is wanted would be lost."""
    other = samples.page_text(samples.fragment("/v8/things"), path="/v8/things", version="v8")
    samples.write(tmp_path / "a.md", other + samples.page_text(samples.fragment()).partition("## OpenAPI")[2])
    with pytest.raises(PipelineError, match=r"a\.md holds 2 OpenAPI fragments"):
        fetch.receive(str(tmp_path), versions=["v7"])


def test_a_page_that_does_not_say_its_version_is_refused(tmp_path: Path) -> None:
    """It may be one that is wanted."""
    text = samples.page_text(samples.fragment())
    samples.write(tmp_path / "a.md", text.replace("yaml /v7-openapi.yaml", "yaml openapi.yaml"))
    with pytest.raises(PipelineError, match=r"its fence names the document 'openapi\.yaml'"):
        fetch.receive(str(tmp_path), versions=["v7"])


def test_files_are_told_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Two runs say the same on every machine."""
    samples.write(tmp_path / "a.md", samples.page_text(samples.fragment()))
    names = [f"{letter}/guide.md" for letter in "qwertyuiopasdfgh"]
    for name in names:
        samples.write(tmp_path / name, "# Guide\n")
    told = fetch.receive(str(tmp_path), versions=["v7"]).passed_by
    assert told == tuple(f"{name}: no page of an operation" for name in sorted(names))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_page_that_was_saved_with_other_line_ends_is_one(tmp_path: Path, end: str) -> None:
    """Its bytes stay as they are."""
    data = samples.page_text(samples.fragment()).replace("\n", end).encode()
    (tmp_path / "a.md").write_bytes(data)
    (found,) = fetch.receive(str(tmp_path), versions=["v7"]).received
    assert (found.name, found.data) == (samples.page_name(), data)


def test_links_and_special_files_are_passed_by_and_named(tmp_path: Path) -> None:
    """What a link leads to may be anywhere, or nowhere; and a pipe would be waited for."""
    samples.write(tmp_path / "saved/a.md", samples.page_text(samples.fragment()))
    samples.write(tmp_path / "elsewhere/v7-openapi.yaml", BODY.decode())
    (tmp_path / "saved/gone.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "saved/linked.md").symlink_to(tmp_path / "saved/a.md")
    (tmp_path / "saved/more").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "saved/pipe.md")
    found = fetch.receive(str(tmp_path / "saved"), versions=["v7"])
    assert [each.origin for each in found.received] == ["a.md"]
    assert found.passed_by == (
        *(f"{name}: a link, which is not followed" for name in ("gone.md", "linked.md", "more")),
        "pipe.md: no ordinary file",
    )


def test_a_folder_that_may_not_be_read_is_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages in it would be lost."""
    samples.write(tmp_path / "a.md", samples.page_text(samples.fragment()))
    closed = tmp_path / "closed"
    closed.mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PipelineError) as caught:
        fetch.receive(str(tmp_path), versions=["v7"])
    assert str(caught.value) == f"{closed} cannot be read: Permission denied"


def test_a_large_file_that_is_no_page_is_passed_by(tmp_path: Path) -> None:
    """A film beside the pages is not read."""
    samples.write(tmp_path / "a.md", samples.page_text(samples.fragment()))
    with (tmp_path / "film.mp4").open("wb") as sparse:
        sparse.truncate(40 * 2**20)
    assert fetch.receive(str(tmp_path), versions=["v7"]).passed_by == ("film.mp4: no page of an operation",)


def test_two_documents_of_one_language_in_a_folder_are_refused(tmp_path: Path) -> None:
    """Which one is meant cannot be told; other languages and versions may stand beside it."""
    for place in ("docs.example.com/v7", "docs.example.com/ja/v7", "docs.example.com/v8"):
        samples.write(tmp_path / f"{place}-openapi.yaml", BODY.decode())
    assert len(fetch.receive(str(tmp_path), versions=["v7", "v8"]).received) == 3
    samples.write(tmp_path / "docs.example.org/v7-openapi.yaml", BODY.decode())
    with pytest.raises(PipelineError) as caught:
        fetch.receive(str(tmp_path), versions=["v7"])
    second = "docs.example.org/v7-openapi.yaml"
    assert str(caught.value) == f"{second} is a second document of v7 in one language; keep one"


def test_a_file_is_found_from_the_folder_beside_it_and_from_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dots in the way to it are no host, and its folders count by their own names."""
    samples.write(tmp_path / "docs.example.com/v7-openapi.yaml", BODY.decode())
    samples.write(tmp_path / "v7-openapi.yaml", BODY.decode())
    (tmp_path / "docs.example.com/below").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    for folder, origin, name in (
        ("docs.example.com", "../v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
        ("docs.example.com/below", "../v7-openapi.yaml", "docs.example.com/v7-openapi.yaml"),
        ("docs.example.com", "v7-openapi.yaml", "docs.example.com/v7-openapi.yaml"),
        ("docs.example.com", "~/v7-openapi.yaml", "docs.devin.ai/v7-openapi.yaml"),
    ):
        monkeypatch.chdir(tmp_path / folder)
        (found,) = fetch.receive(origin, versions=["v7"]).received
        assert found.name == name


def test_two_files_for_one_place_and_a_folder_without_any_are_refused(tmp_path: Path) -> None:
    """Which one is meant cannot be told."""
    with pytest.raises(PipelineError, match="holds no page of an operation"):
        fetch.receive(str(tmp_path), versions=["v7"])
    for name in ("a.md", "b.md"):
        samples.write(tmp_path / name, samples.page_text(samples.fragment()))
    with pytest.raises(PipelineError, match=r"^a\.md belongs at docs\.example\.com/v7/things\.en\.md, as another file"):
        fetch.receive(str(tmp_path), versions=["v7"])


def test_a_page_that_cannot_be_read_is_refused_not_passed_by(tmp_path: Path) -> None:
    """It would be an operation lost."""
    text = samples.page_text(samples.fragment()).replace("openapi: 3.1.0", "openapi: 3.1.0\nopenapi: 3.1.0")
    samples.write(tmp_path / "a.md", text)
    with pytest.raises(PipelineError, match=r"^the fragment in a\.md is not strict YAML"):
        fetch.receive(str(tmp_path), versions=["v7"])
