"""A 200 body that breaks the documents raises with the place; what the documents do not know yet passes."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from devin_usage import AnswerError, DevinUsageError, Principal, ResponseValidationError
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.usage.answering import (
    QUESTIONS,
    SERVICE_USER,
    TWO_DAYS,
    V3_KEY,
    body_of,
    cycles,
    daily,
    served,
    usage,
    whoami,
)

V2_DAILY: dict[str, Any] = {
    "total_acus": 3.5,
    "consumption_by_date": {"2025-12-05": 1.5, "2025-12-06": 2},
    "consumption_by_org_id": {"org-1": 3.0},
    "consumption_by_user": {"okta|Acme|x1": 3.5},
}
PRODUCTS = {"devin": 1.0, "cascade": 0.25, "terminal": 0.25}
V3_DAILY: dict[str, Any] = {
    "total_acus": 1.5,
    "consumption_by_date": [{"date": 1764921600, "acus": 1.5, "acus_by_product": PRODUCTS}],
}
V2_USAGE = {"sessions_count": 5, "searches_count": 4, "prs_opened": 3, "prs_closed": 2, "prs_merged": 1}
V3_USAGE = {"sessions_count": 5, "searches_count": 4, "prs_created_count": 3, "prs_merged_count": 1}
V2_CYCLES = [{"start": "2025-12-05T08:00:00Z", "end": "2026-01-05T08:00:00Z"}]
V3_CYCLES = {"items": [{"after": 1764921600, "before": 1767600000}]}
VALID: dict[str, Any] = {
    "v2 cycles": V2_CYCLES,
    "v2 daily": V2_DAILY,
    "v2 usage": V2_USAGE,
    "v3 cycles": V3_CYCLES,
    "v3 daily": V3_DAILY,
    "v3 usage": V3_USAGE,
    "v3 self": SERVICE_USER,
}


def changed(body: Any, pointer: str, value: Any) -> Any:
    """A body with one place set, or left out where the value is `...`."""
    copied = json.loads(json.dumps(body))
    place = copied
    *way, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    for part in way:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copied


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_body_that_keeps_the_contract_is_read(question: str) -> None:
    """The bodies that the other tests break are whole."""
    assert QUESTIONS[question](VALID[question]) is not None


@pytest.mark.parametrize(
    ("question", "place", "value", "pointer"),
    [
        ("v2 daily", "/total_acus", ..., ""),
        ("v2 daily", "/total_acus", None, "/total_acus"),
        ("v2 daily", "/total_acus", "3.5", "/total_acus"),
        ("v2 daily", "/total_acus", True, "/total_acus"),
        ("v2 daily", "/consumption_by_org_id", ..., ""),
        ("v2 daily", "/consumption_by_date", [], "/consumption_by_date"),
        ("v2 daily", "/consumption_by_date/2025-12-05", None, "/consumption_by_date/2025-12-05"),
        ("v2 daily", "/consumption_by_date/2025-12-5", 0, "/consumption_by_date"),
        ("v2 daily", "/consumption_by_date/2025-02-30", 0, "/consumption_by_date"),
        ("v2 daily", "/consumption_by_date/2025-12-07T00:00:00Z", 0, "/consumption_by_date"),
        ("v2 daily", "/consumption_by_user/okta|Acme|x1", "1", "/consumption_by_user/okta|Acme|x1"),
        ("v2 usage", "/prs_opened", ..., ""),
        ("v2 usage", "/prs_opened", 1.5, "/prs_opened"),
        ("v2 usage", "/sessions_count", None, "/sessions_count"),
        ("v2 cycles", "/0/end", ..., "/0"),
        ("v2 cycles", "/0/end", "2026-01-05", "/0/end"),
        ("v2 cycles", "/0/end", "2026-01-05T08:00:00", "/0/end"),
        ("v2 cycles", "/0/end", 1767600000, "/0/end"),
        ("v3 cycles", "/items", ..., ""),
        ("v3 cycles", "/items/0/after", "1764921600", "/items/0/after"),
        ("v3 cycles", "/items/0/after", 1764921600.5, "/items/0/after"),
        ("v3 cycles", "/end_cursor", 5, "/end_cursor"),
        ("v3 daily", "/consumption_by_date", {}, "/consumption_by_date"),
        ("v3 daily", "/consumption_by_date/0/date", "2025-12-05", "/consumption_by_date/0/date"),
        ("v3 daily", "/consumption_by_date/0/acus", ..., "/consumption_by_date/0"),
        (
            "v3 daily",
            "/consumption_by_date/0/acus_by_product/terminal",
            None,
            "/consumption_by_date/0/acus_by_product/terminal",
        ),
        (
            "v3 daily",
            "/consumption_by_date/0/acus_by_product/review",
            "0",
            "/consumption_by_date/0/acus_by_product/review",
        ),
        ("v3 usage", "/prs_created_count", ..., ""),
        ("v3 self", "/service_user_id", ..., ""),
        ("v3 self", "/org_id", 5, ""),
    ],
)
def test_a_broken_body_is_refused_with_the_place(question: str, place: str, value: Any, pointer: str) -> None:
    """Missing, null, another type, no date: the pointer leads there, and the message names it."""
    with pytest.raises(ResponseValidationError) as raised:
        QUESTIONS[question](changed(VALID[question], place, value))
    error = raised.value
    assert error.pointer == pointer
    assert f"at {pointer or 'its top'}: " in str(error)
    assert error.expected in str(error)
    assert error.seen in str(error)
    assert error.operation is not None
    assert str(error).startswith(error.operation)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("body", [None, 5, "text", True, [], {}, [[]], [None]])
def test_another_kind_of_body_is_refused(question: str, body: Any) -> None:
    """A list for an object, an object for a list; an empty list of cycles is a list of cycles."""
    if question == "v2 cycles" and body == []:
        assert QUESTIONS[question](body) == ()
        return
    with pytest.raises(ResponseValidationError):
        QUESTIONS[question](body)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
@pytest.mark.parametrize("question", ["v2 daily", "v3 daily"])
def test_a_number_that_is_none_is_refused(question: str, word: str) -> None:
    """JSON has no such numbers, and Python reads them all the same."""
    body = json.dumps(changed(VALID[question], "/total_acus", 0)).replace('"total_acus": 0', f'"total_acus": {word}')
    with pytest.raises(ResponseValidationError):
        QUESTIONS[question](body.encode())


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused_in_a_field_that_is_not_known_too(word: str) -> None:
    """A body with such a word is no JSON, wherever it stands."""
    with pytest.raises(ResponseValidationError, match=f"not the JSON that was expected: {word}"):
        daily(body_of({**V2_DAILY, "new": [0]}).replace(b"[0]", f"[{word}]".encode()))


@pytest.mark.parametrize("words", [("1e999", "0"), ("-1e999", "0"), ("1e999", "-1e999"), ("1" + "0" * 400, "0")])
def test_a_product_that_is_not_known_yet_counts_numbers_only(words: tuple[str, str]) -> None:
    """What Python reads as infinite, or cannot read as a float, would poison every sum."""
    entry = {**V3_DAILY["consumption_by_date"][0], "acus_by_product": {**PRODUCTS, "new": 1001, "newer": 1002}}
    body = json.dumps({**V3_DAILY, "consumption_by_date": [entry]})
    with pytest.raises(AnswerError):
        daily(body.replace("1001", words[0]).replace("1002", words[1]).encode(), key=V3_KEY)


@pytest.mark.parametrize(
    "content", [b"", b"{", body_of(V2_DAILY)[:-1], b"\xff\xfe\xfd", b"<html></html>", b"[" * 100_000, b"1" * 5_000]
)
def test_what_is_no_json_is_refused_without_the_parsers_error(content: bytes) -> None:
    """The length is named, and no chained error carries the body along."""
    with pytest.raises(ResponseValidationError, match=f"{len(content)} bytes that cannot be read") as raised:
        daily(content)
    assert raised.value.__context__ is None


@pytest.mark.parametrize("content_type", ["text/html", "text/plain; charset=utf-8", "", "application/jsonlines"])
def test_another_content_type_is_refused(content_type: str) -> None:
    """A login page with status 200 is no answer, whatever it holds."""
    with (
        served(V2_DAILY, content_type=content_type) as client,
        pytest.raises(ResponseValidationError, match="content type") as raised,
    ):
        client.consumption.daily(TWO_DAYS)
    assert raised.value.expected == "application/json"


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/x+json"])
def test_any_way_to_write_the_content_type_of_json_is_read(content_type: str) -> None:
    """Parameters and case make no difference."""
    with served(V2_DAILY, content_type=content_type) as client:
        assert client.consumption.daily(TWO_DAYS).total_acus == 3.5


def test_a_body_in_another_encoding_than_it_says_is_an_error_of_the_answer() -> None:
    """A garbled gzip body does not leave as an error of the library below; a whole one is read."""
    with (
        served(b"no gzip at all", headers={"content-encoding": "gzip"}) as client,
        pytest.raises(ResponseValidationError) as raised,
    ):
        client.consumption.daily(TWO_DAYS)
    assert raised.value.__context__ is None
    with served(gzip.compress(body_of(V2_DAILY)), headers={"content-encoding": "gzip"}) as client:
        assert client.consumption.daily(TWO_DAYS).total_acus == 3.5


def test_half_a_surrogate_pair_is_refused() -> None:
    """It is JSON and no text, so it cannot be printed or sent on."""
    body = json.dumps(changed(V2_DAILY, "/consumption_by_org_id", {"\ud800": 1})).encode()
    with pytest.raises(ResponseValidationError):
        daily(body)


def test_unknown_fields_pass_wherever_they_stand() -> None:
    """The vendor adds them often."""
    new = {"of": ["a new kind", None, {"x": 1}]}
    assert daily({**V2_DAILY, "new": new}).total_acus == 3.5
    entry = {**V3_DAILY["consumption_by_date"][0], "new": new, "acus_by_product": {**PRODUCTS, "new": new}}
    assert daily({**V3_DAILY, "consumption_by_date": [entry], "new": new}, key=V3_KEY).total_acus == 1.5
    assert usage({**V2_USAGE, "new": new, "newer": 1e308}).sessions == 5
    assert usage({**V3_USAGE, "new": new}, key=V3_KEY).sessions == 5
    assert len(cycles([{**V2_CYCLES[0], "new": new}])) == 1
    assert whoami({**SERVICE_USER, "new": new}).id == "service-user-1"


@pytest.mark.parametrize(
    ("body", "principal"),
    [
        (SERVICE_USER, Principal("service_user", None, "Bot", "service-user-1")),
        ({**SERVICE_USER, "org_id": None}, Principal("service_user", None, "Bot", "service-user-1")),
        ({**SERVICE_USER, "org_id": "org-1"}, Principal("service_user", "org-1", "Bot", "service-user-1")),
        (
            {
                "principal_type": "pat_user",
                "user_id": "okta|x",
                "user_name": "Ada",
                "api_key_id": "k",
                "api_key_name": "n",
                "org_id": None,
            },
            Principal("pat_user", None, "Ada", "okta|x"),
        ),
        (
            {"principal_type": "devin_brain", "devin_id": "devin-1", "org_id": "org-1", "user_id": "u"},
            Principal("devin_brain", "org-1", None, "devin-1"),
        ),
        (
            {"principal_type": "windsurf_session", "user_id": "u", "org_id": "org-1", "user_name": None},
            Principal("windsurf_session", "org-1", None, "u"),
        ),
        ({"principal_type": "robot"}, Principal("robot", None, None, None)),
        ({"principal_type": "robot", "org_id": "org-1", "user_id": "u"}, Principal("robot", "org-1", None, "u")),
    ],
)
def test_every_kind_of_principal_is_read_and_an_unknown_one_is_generic(body: Any, principal: Principal) -> None:
    """The kind keeps its name; what it does not give is None."""
    assert whoami(body) == principal


@pytest.mark.parametrize(
    "body",
    [
        {"principal_type": "pat_user", "user_id": "u"},
        {"principal_type": "service_user", "service_user_id": 5, "service_user_name": "Bot"},
        {"principal_type": "devin_brain", "devin_id": "devin-1", "org_id": None, "user_id": "u"},
        {"principal_type": None},
        {"principal_type": 5},
        {"org_id": "org-1"},
    ],
)
def test_a_broken_principal_of_a_known_kind_does_not_pass_for_an_unknown_one(body: Any) -> None:
    """Its fields are promised."""
    with pytest.raises(ResponseValidationError) as raised:
        whoami(body)
    assert raised.value.operation == "get_self"


_NUMBERS = (
    st.integers(-(10**18), 10**18)
    | st.sampled_from([10**400, -(10**400), 1764921600, 1765008000, 0, -0.0, 1e308, -1e308, 5e-324])
    | st.floats()
)
_WORDS = st.text(max_size=3) | st.sampled_from(
    [
        "2025-12-05",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "2025-12-05T08:00:00Z",
        "2025-12-31T23:59:60Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "2025-12-05t08:00:00.5z",
        "\ud800",
    ]
)
_LEAVES = st.none() | st.booleans() | _NUMBERS | _WORDS
_ANY = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORDS, inner, max_size=2), max_leaves=6
)


def _entries(number: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    products = st.fixed_dictionaries(dict.fromkeys(PRODUCTS, number), optional={"review": number, "new": number})
    return st.lists(st.fixed_dictionaries({"date": number, "acus": number, "acus_by_product": products}), max_size=3)


_NEARLY: dict[str, st.SearchStrategy[Any]] = {
    "v2 cycles": st.lists(st.fixed_dictionaries({"start": _WORDS, "end": _WORDS}), max_size=3),
    "v2 daily": st.fixed_dictionaries(
        {
            "total_acus": _NUMBERS,
            "consumption_by_date": st.dictionaries(_WORDS, _NUMBERS, max_size=3),
            "consumption_by_org_id": st.dictionaries(_WORDS, _NUMBERS, max_size=2),
        }
    ),
    "v2 usage": st.fixed_dictionaries(dict.fromkeys(V2_USAGE, _NUMBERS)),
    "v3 cycles": st.fixed_dictionaries(
        {"items": st.lists(st.fixed_dictionaries({"after": _NUMBERS, "before": _NUMBERS}), max_size=3)}
    ),
    "v3 daily": st.fixed_dictionaries({"total_acus": _NUMBERS, "consumption_by_date": _entries(_NUMBERS)}),
    "v3 usage": st.fixed_dictionaries(dict.fromkeys(V3_USAGE, _NUMBERS)),
    "v3 self": st.fixed_dictionaries({"principal_type": _WORDS}, optional={"org_id": _WORDS, "user_id": _ANY}),
}


@given(st.data())
def test_no_body_makes_any_other_error_than_one_of_the_answer(data: st.DataObject) -> None:
    """Whatever stands in a 200 body, it is read, or refused as an answer: never a bare ValueError or KeyError."""
    question = data.draw(st.sampled_from(sorted(QUESTIONS)))
    body = data.draw(_NEARLY[question] | _ANY)
    try:
        QUESTIONS[question](body)
    except AnswerError:
        pass
    except DevinUsageError as error:
        raise AssertionError(f"{type(error).__name__} for an answer") from error
