"""Documents are read by what they hold, strictly, and refused in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from devin_usage import InvalidArgument
from devin_usage.spec_diff import UnreadableDocument, diff, read_document, strict_yaml

EMPTY = {"openapi": "3.1.0", "paths": {}}


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    """JSON and YAML mean the same, from a file or as bytes, with a byte order mark or without."""
    file = tmp_path / "document.json"
    file.write_text("openapi: 3.1.0\npaths: {}\n")
    for source in (file, str(file), json.dumps(EMPTY).encode(), b"\xef\xbb\xbf" + json.dumps(EMPTY).encode()):
        assert read_document(source, "it") == EMPTY
    assert read_document(b"{openapi: 3.1.0, paths: {}}", "flow.yaml") == EMPTY


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.1"])
def test_versions_3_0_and_3_1_are_read(version: str) -> None:
    """With any third number."""
    assert read_document(json.dumps({**EMPTY, "openapi": version}).encode(), "it")["openapi"] == version


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<!doctype html>", "is a web page"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[]", "holds no object"),
        (b"- a", "holds no object"),
        (b"hello", "holds no object"),
        (b'{"openapi": "3.1.0", "paths": {', "is not JSON"),
        (b"a: [", "is not strict YAML"),
        (b'{"swagger": "2.0"}', "is a Swagger document, version '2.0'"),
        (b'{"openapi": "3.2.0"}', "is of OpenAPI 3.2.0; only 3.0 and 3.1"),
        (b'{"openapi": "3.10.0"}', "is of OpenAPI 3.10.0"),
        (b'{"openapi": 3.1}', "/openapi is 3.1 in place of a version"),
        (b'{"paths": {}}', "/openapi is None in place of a version"),
        (b'{"openapi": "3.1.0"}', "has no paths; it may be cut off"),
        (b'{"openapi": "3.1.0", "openapi": "3.1.0"}', "the key 'openapi' stands twice"),
        (b"openapi: 3.1.0\nopenapi: 3.1.0", "the key 'openapi' stands twice"),
        (b'{"openapi": "3.1.0", "a": NaN}', "no such number as NaN"),
        (b'{"openapi": "3.1.0", "a": 1e999}', "no such number as 1e999"),
        (b'{"a": ' + b"9" * 5000 + b"}", "4300 digits"),
        (b'{"openapi": "3.1.0", "paths": {}, "a": "\\ud800"}', "half of a surrogate pair is no text, at /a"),
        (b'{"openapi": "3.1.0", "paths": {}, "\\ud800": 1}', "half of a surrogate pair"),
        (b"[" * 100_000, "nested too deeply"),
        (b"openapi: " + b"[" * 100_000, "not strict YAML"),
        (b'{"openapi": "3.1.0", "paths": {}, "a": ' + b"[" * 300 + b"]" * 300 + b"}", "nested deeper than 200"),
        (b'{"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/b"}}}', "/paths//a leads nowhere in it (#/b)"),
        (b'{"openapi": "3.1.0", "paths": {"/a": {"$ref": "other.yaml"}}}', "leads out of it (other.yaml)"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_everything_else_is_refused_with_its_name(content: bytes, said: str) -> None:
    """In one line."""
    with pytest.raises(UnreadableDocument) as caught:
        read_document(content, "the new document")
    assert str(caught.value).startswith("the new document")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, InvalidArgument)


def test_a_file_that_is_not_there_is_refused() -> None:
    """With the reason of the system."""
    with pytest.raises(UnreadableDocument, match="the old one cannot be read: No such file"):
        read_document(Path("/nowhere/at/all.json"), "the old one")


def test_references_in_values_are_none() -> None:
    """Examples, defaults and extensions may hold anything; anchors are not followed."""
    value = {"$ref": "#/nowhere"}
    whole = {**EMPTY, "x-any": value, "components": {"schemas": {"A": {"default": value, "examples": [value]}}}}
    whole["components"]["schemas"]["B"] = {"$ref": "#anchor"}  # type: ignore[index]  # the components are an object
    assert read_document(json.dumps(whole).encode(), "it") == whole


ALIASES = "- &a {x: [1, 2]}\n- *a\n- {y: *a}\n"


@pytest.mark.parametrize("with_libyaml", [True, False])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [*a]", "an alias contains itself, in line 1, column 8"),
        ("a: *b", "undefined alias 'b'"),
        ("a: &x 1\nb: &x 2", "the anchor 'x' stands twice"),
        ("a: !!timestamp 2025-12-05", "timestamp' is refused"),
        ("1: a", "the key 1 is not a text"),
        ("a: b: c", "mapping values are not allowed"),
        ("a: 'b", "line 1"),
        ("a: \x07", "special characters are not allowed"),
        ("a\n---\nb", "single document"),
        ("[" * 300 + "]" * 300, "recursion"),
        ("&a " + "[" * 150 + "]" * 150 + ": 1", "is not a text"),
        ("- &a " + "[" * 150 + "]" * 150 + "\n- " + "[" * 100 + "*a" + "]" * 100, "recursion"),
    ],
)  # fmt: skip
def test_both_parsers_of_yaml_refuse_the_same(
    text: str, said: str, with_libyaml: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same words."""
    monkeypatch.setattr(yaml, "__with_libyaml__", with_libyaml and yaml.__with_libyaml__)
    with pytest.raises(UnreadableDocument) as caught:
        strict_yaml.load(text, "it")
    assert said in str(caught.value)
    assert strict_yaml.load(ALIASES, "it") == [{"x": [1, 2]}, {"x": [1, 2]}, {"y": {"x": [1, 2]}}]


def test_a_byte_order_mark_within_a_text_stays() -> None:
    """Though libyaml drops it."""
    assert strict_yaml.load("\ufeff\ufeffa: b", "it") == {"\ufeffa": "b"}


ALONE = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"devin_api", "devin_specs", "httpx", "jsonschema_rs", "yaml", "click", "rich"}:
            raise ImportError(name)

sys.meta_path.insert(0, Missing())
from devin_usage.spec_diff import UnreadableDocument, diff, read_document

assert diff(*[read_document(b'{"openapi": "3.1.0", "paths": {}}', "it")] * 2) == []
try:
    read_document(b"openapi: 3.1.0", "it")
except UnreadableDocument as error:
    print(error)
"""


def test_it_runs_while_the_client_is_replaced_and_says_what_yaml_needs() -> None:
    """Without generated code, the HTTP library or the extras."""
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "it is YAML, and reading it needs PyYAML; pip install 'devin-usage[cli]'" in done.stdout


def test_what_was_read_as_yaml_and_as_json_is_the_same() -> None:
    """To the type of each number."""
    document = {**EMPTY, "info": {"title": "no", "version": "1.0"}, "x-numbers": [1, 1.5, -0.0, 10**20]}
    assert (
        diff(read_document(json.dumps(document).encode(), "a"), read_document(yaml.safe_dump(document).encode(), "b"))
        == []
    )
