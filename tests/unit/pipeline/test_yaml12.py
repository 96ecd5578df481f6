"""YAML is read as the 1.2 core schema, strictly, and written so that it reads back the same."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.pipeline import yaml12
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json, first_difference

_TRICKY = (
    *("1e3", "0o7", "0x1F", "0b1", "010", "1_000", "+1", ".5", "5.", "-0.0", ".inf", "-.INF", ".nan", "1:30:00"),
    *(
        "no",
        "Yes",
        "on",
        "true",
        "True",
        "null",
        "~",
        "",
        "<<",
        "=",
        "2025-12-05",
        "2025-12-05T08:00:00Z",
        "-",
        "?",
        "---",
    ),
    *(
        "trailing ",
        " leading",
        "two  ",
        "a\n",
        "\n",
        "\n\n",
        " a\nb",
        "a \nb",
        "a\n\n",
        "\ta\n",
        "# no comment",
        "a: b",
        "a #b",
    ),
    *(
        "\u2028",
        "a\u2028b\nc",
        "\u2029\n",
        "\x85\n",
        "\x85",
        "\ufeffa",
        "a\r\nb",
        "a\rb",
        "\x00",
        "\x07",
        "日本語",
        "\U0001f600",
    ),
    *("'", '"', "\\", "`", "@", "%", "!x", "&x", "*x", "[", "{", "---\na", "a\n...\nb", "x" * 300, "word " * 60),
)
_texts = st.sampled_from(_TRICKY) | st.text(max_size=40)
_trees: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "Yes",
        "on",
        "OFF",
        "2025-12-05",
        "2025-12-05T08:00:00Z",
        "1:30:00",
        "1_000",
        "0b1",
        "-0x1",
        "=",
        "<<",
        "1e",
    ],
)
def test_what_only_yaml_1_1_types_stays_text(text: str) -> None:
    """A word, a date or a number of YAML 1.1 is a text, as a key and as a value."""
    assert yaml12.load(f"{text}: {text}", "it") == {text: text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("12", 12), ("-12", -12), ("+1", 1), ("010", 10), ("0o17", 15), ("0x1F", 31)),
        *(("1.5", 1.5), ("-.5", -0.5), ("5.", 5.0), ("1e3", 1000.0), ("1.e-3", 0.001)),
        *(("true", True), ("FALSE", False), ("~", None), ("Null", None), ("", None)),
    ],
)
def test_scalars_of_the_core_schema_are_typed(text: str, value: Json) -> None:
    """Integers, floats, booleans and null are told apart, to the type."""
    assert first_difference(yaml12.load(f"- {text}", "it"), [value]) is None


def test_a_merge_key_is_an_ordinary_key() -> None:
    """Nothing is merged into an object behind the reader's back."""
    assert yaml12.load("a: &a {x: 1}\nb: {<<: *a}", "it") == {"a": {"x": 1}, "b": {"<<": {"x": 1}}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\nb: 2\na: 3", "'a' stands twice"),
        ("a: {b: 1, 'b': 2}", "'b' stands twice"),
        ("200: a", "key 200 is not a text"),
        ("null: a", "key None is not a text"),
        ("1.5: a", "key 1.5 is not a text"),
        ("? [a]\n: 1", "is not a text"),
        ("a: &a [*a]", "contains itself"),
        ("a: &a {b: {c: *a}}", "contains itself"),
        ("a: *b", "undefined alias"),
        ("a: 1\n---\nb: 2", "single document"),
        ("a: [1", "expected"),
        ("a: 1e999", "no such number"),
        ("a: .inf", "'.inf'"),
        ("a: .NaN", "'.NaN'"),
        ("a: " + "9" * 5000, "4300 digits"),
        ('a: "\\ud800"', "surrogate"),
        ("a: \x07", "special characters"),
        ("a: " + "[" * 500 + "]" * 500, "recursion"),
        ("a: !!timestamp 2025-12-05", "timestamp' is refused"),
        ("a: !!binary aGk=", "binary' is refused"),
        ("a: !!set {x}", "set' is refused"),
        ("a: !!bool yes", "bool' is refused"),
        ("a: !!map [1]", "map' is refused"),
        ("a: !!python/object/apply:os.getcwd []", "is refused"),
        ("a: ! 1", "is refused"),
    ],
)
def test_what_is_not_strict_is_refused_by_name(text: str, reason: str) -> None:
    """The error names the source and says what is wrong with it."""
    with pytest.raises(PipelineError) as caught:
        yaml12.load(text, "the fragment in a page")
    assert str(caught.value).startswith("the fragment in a page is not strict YAML")
    assert reason in str(caught.value)


def test_an_alias_bomb_is_refused() -> None:
    """A few lines of aliases to aliases do not unfold into half a million nodes."""
    levels = "".join(f"{name}: &{name} [{', '.join([f'*{inner}'] * 9)}]\n" for inner, name in pairwise("abcdef"))
    with pytest.raises(PipelineError, match="too many nodes"):
        yaml12.load("a: &a [x, x, x, x, x, x, x, x, x]\n" + levels, "it")


def test_a_large_document_without_aliases_is_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what aliases repeat is counted, not the size of a document."""
    monkeypatch.setattr(yaml12, "_MAX_REPEATED", 10)
    assert yaml12.load("[" + "a, " * 50 + "]", "it") == ["a"] * 50
    assert yaml12.load("- &a [x]\n" + "- *a\n" * 5, "it") == [["x"]] * 6
    with pytest.raises(PipelineError, match="too many nodes"):
        yaml12.load("- &a [x]\n" + "- *a\n" * 6, "it")


def test_two_aliases_never_share_an_object() -> None:
    """A change at one place of a document cannot show up at another."""
    tree = yaml12.load("a: &a {x: [1]}\nb: *a\nc: *a", "it")
    assert isinstance(tree, dict)
    first, second, third = tree["a"], tree["b"], tree["c"]
    assert first == second == third == {"x": [1]}
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert isinstance(third, dict)
    assert len({id(first), id(second), id(third)}) == 3
    assert len({id(first["x"]), id(second["x"]), id(third["x"])}) == 3


@settings(max_examples=150, deadline=None)
@given(_trees)
def test_every_tree_reads_back_the_same(tree: Json) -> None:
    """What is written is read back as exactly that tree, types included."""
    assert first_difference(yaml12.load(yaml12.dump(tree, "it"), "it"), tree) is None


@pytest.mark.parametrize("text", _TRICKY)
def test_every_tricky_text_reads_back_as_key_and_value(text: str) -> None:
    """Texts that look like something else, or that YAML likes to fold, survive."""
    tree: Json = {text: [text, {"a": text}]}
    assert yaml12.load(yaml12.dump(tree, "it"), "it") == tree


@pytest.mark.parametrize(
    "value",
    [float("inf"), float("nan"), (1, 2), {1: "a"}, {"a"}, b"a", date(2025, 12, 5), object(), "\ud800"],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_survive_is_not_written(value: object) -> None:
    """A tree that YAML would change, or cannot hold, is an error that names the document."""
    tree: dict[str, object] = {"a": value}
    with pytest.raises(PipelineError, match=r"^specs/v7-openapi\.yaml"):
        yaml12.dump(tree, "specs/v7-openapi.yaml")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no JSON, on purpose


def test_shared_objects_are_written_out_in_full() -> None:
    """The written document holds no alias."""
    shared: Json = {"x": [1]}
    assert yaml12.dump({"a": shared, "b": shared}, "it") == "a:\n  x:\n    - 1\nb:\n  x:\n    - 1\n"
