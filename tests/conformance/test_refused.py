"""Oracle: what is one step away from an allowed request, the strict mock refuses, with the status that the document
gives for it, and with the place.

It sees a judge that overlooks something, before which a client that sends something wrong would pass as accepted. It
cannot see a refusal of something that is allowed (that is `accepted`, and `mock conforms`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import attrs
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Key, Mock, Request, default_keys
from devin_mock.wire import is_date_time, types_of
from hypothesis import given

from . import figures
from .cases import Case, requests, without_offset
from .operations import OPERATIONS, Driven
from .profiles import examples
from .sending import KEYS, NOW
from .test_malformed import usual_case

POOR_KEY: Final = "cog_mock_without_permissions"
MOCK: Final = Mock(
    now=NOW,
    users=10,
    drawn_only=True,
    keys=[
        *default_keys("org-own"),
        Key(POOR_KEY, permissions=frozenset()),
        Key("apk_user_poor", permissions=frozenset()),
    ],
    record_size=1,
)


def request(case: Case, **changes: Any) -> Request:
    """A case as it is written on the wire, without the client."""
    driven = case.driven
    path = driven.operation.path.format(**{name: quote(value, safe="") for name, value in case.path.items()})
    query = urlencode(case.sent(), doseq=True, quote_via=quote).replace("True", "true").replace("False", "false")
    headers = (("Authorization", f"Bearer {KEYS[driven.version]}"),)
    return attrs.evolve(Request("GET", path.encode(), query.encode(), headers), **changes)


def with_query(asked: Request, addition: str) -> Request:
    """A request with something more in its query."""
    query = asked.raw_query + (b"&" if asked.raw_query else b"") + addition.encode()
    return attrs.evolve(asked, raw_query=query)


Wrong = tuple[str, Request, int, tuple[str, ...]]
"""What is wrong, the request, the status that it must have, and the place that a 422 must name."""


def wrong_requests(case: Case) -> Iterator[Wrong]:
    """Requests that are one step away from a case."""
    asked, driven = request(case), case.driven
    yield "an unknown name", with_query(asked, "colour=red"), 422, ("query", "colour")
    yield "no credential", attrs.evolve(asked, headers=()), 401, ()
    for what, header in (
        ("another scheme", f"Basic {KEYS[driven.version]}"),
        ("no scheme", KEYS[driven.version]),
        ("an unknown key", f"Bearer {driven.operation.key_prefix}nobody"),
        ("a key of the other version", f"Bearer {ENTERPRISE_KEY if driven.version == 'v2' else ENTERPRISE_ADMIN_KEY}"),
    ):
        yield what, attrs.evolve(asked, headers=(("Authorization", header),)), 401, ()
    for method in ("POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"):
        yield f"the method {method}", attrs.evolve(asked, method=method), 405, ()
    yield "an unknown path", attrs.evolve(asked, raw_path=asked.raw_path + b"/more/than/there/is"), 404, ()
    yield "a path without its version", attrs.evolve(asked, raw_path=asked.raw_path[3:]), 404, ()
    if driven.operation.permissions and driven.version == "v3":
        poor = (("Authorization", f"Bearer {POOR_KEY}"),)
        yield "a key without the permission", attrs.evolve(asked, headers=poor), 403, ()
    if driven.operation.scope != "any" and driven.version == "v3":
        narrow = (("Authorization", f"Bearer {ORGANIZATION_KEY}"),)
        yield "a key of another scope or organization", attrs.evolve(asked, headers=narrow), 403, ()
    for name in case.path:
        path = request(attrs.evolve(case, path={**case.path, name: "DOTS"})).raw_path
        figures.spoilt(driven, name)
        for dots in (b".", b"..", b"%2E%2e", b".%2E"):
            other = attrs.evolve(asked, raw_path=path.replace(b"DOTS", dots))
            yield f"{dots.decode()} for {name}", other, 404, ()
    yield from wrong_values(case, driven)


def wrong_values(case: Case, driven: Driven) -> Iterator[Wrong]:
    """Requests whose query has one wrong value."""
    asked = request(case)
    for name, parameter in driven.parameters("query").items():
        others = attrs.evolve(case, query={key: value for key, value in case.query.items() if key != name})
        loc = ("query", name)
        types = types_of(driven.document, parameter.schema)
        if parameter.required:
            yield f"without {name}", request(others), 422, loc
        for what, text in texts_that_are_none(driven, parameter.schema, types).items():
            yield f"{name} is {what}", with_query(request(others), f"{name}={quote(text)}"), 422, loc
        if case.sent().get(name) is not None and "array" not in types:
            again = (
                urlencode({name: case.sent()[name]}, quote_via=quote).replace("True", "true").replace("False", "false")
            )
            yield f"{name} twice", with_query(asked, again), 422, loc


def texts_that_are_none(driven: Driven, schema: str, types: frozenset[str]) -> Mapping[str, str]:
    """Texts that are no value of a parameter, by what is wrong with them."""
    if is_date_time(driven.document, schema):
        naive = without_offset("2025-12-05T08:00:00Z")
        return {
            "naive": naive,
            "a bare date": "2025-12-05",
            "a number": "1764921600",
            "no time": "2025-12-05T25:00:00Z",
        }
    if types == {"integer"}:
        found = {"a word": "soon", "a fraction": "1.5", "empty": "", "a date": "2025-12-05T08:00:00Z", "true": "true"}
        low, high = (driven.document.schema(schema).get(word) for word in ("minimum", "maximum"))
        return (
            found
            | ({"too small": str(low - 1)} if low is not None else {})
            | ({"too large": str(high + 1)} if high is not None else {})
        )
    return {"a word": "perhaps", "a number": "2"} if types == {"boolean"} else {}


def assert_refused(what: str, asked: Request, status: int, loc: tuple[str, ...], case: Case) -> None:
    """Ask the mock, and hold the refusal."""
    response = MOCK.respond(asked)
    refusal = MOCK.record[-1].verdict.refusal
    assert refusal is not None, f"{what}: the mock accepts it\n{case}"
    assert response.status == status, f"{what}: {response.status}, {refusal.reason}\n{case}"
    driven = case.driven
    if loc:
        figures.spoilt(driven, loc[1])
        places = [error.loc[:2] for error in refusal.errors]
        assert places == [loc], f"{what}: the errors are at {places}\n{case}"
        assert [tuple(error["loc"][:2]) for error in response.json()["detail"]] == [loc], f"{what}\n{case}"
    schemas = driven.operation.response_schemas(status)
    media_type = dict(response.headers)["content-type"]
    if (schema := schemas.get(media_type)) is not None:
        assert driven.document.is_valid(schema, response.json()), f"{what}: the body is not the document's\n{case}"
    if status == 405:
        assert dict(response.headers)["allow"] == "GET", f"{what}\n{case}"


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_what_is_one_step_away_is_refused(driven: Driven) -> None:
    """Every way in which a case can be spoilt, for every operation."""

    @examples()
    @given(requests(driven))
    def check(case: Case) -> None:
        assert MOCK.judge(request(case)).accepted, f"the mock refuses what is allowed\n{case}"
        for what, asked, status, loc in wrong_requests(case):
            assert_refused(what, asked, status, loc, case)

    check()


PERMISSIONS: Final = sorted({each for driven in OPERATIONS for each in driven.operation.permissions})


def test_one_of_the_permissions_that_an_operation_names_is_enough() -> None:
    """The usual name or that of older pages; no other permission is, however many a key has."""
    sets = [frozenset({each}) for each in PERMISSIONS]
    sets += [frozenset(PERMISSIONS) - {*driven.operation.permissions} for driven in OPERATIONS]
    for granted in sets:
        keys = [Key(prefix, permissions=granted) for prefix in ("cog_granted", "apk_user_granted")]
        mock = Mock(now=NOW, users=10, keys=keys)
        for driven in OPERATIONS:
            header = ("Authorization", f"Bearer {driven.operation.key_prefix}granted")
            needed = driven.operation.permissions
            verdict = mock.judge(request(usual_case(driven), headers=(header,)))
            assert verdict.accepted is (not needed or not granted.isdisjoint(needed)), f"{driven}, {set(granted)}"


LAX: Final[Mapping[str, Callable[[str], str]]] = {"naive": without_offset, "a bare date": lambda text: text[:10]}


@pytest.mark.parametrize("how", LAX)
def test_the_lax_mock_overlooks_what_production_seems_to(how: str) -> None:
    """Unknown names, doubled values and naive times pass there: a wrong client gets numbers, not errors."""
    lax = Mock(now=NOW, users=10, lax=True, drawn_only=True)
    headers = (("Authorization", f"Bearer {ENTERPRISE_ADMIN_KEY}"),)
    time = quote(LAX[how]("2025-12-05T08:00:00Z"))
    query = f"start_date={time}&start_date={time}&colour=red".encode()
    asked = Request("GET", b"/v2/enterprise/consumption/daily", query, headers)
    assert lax.judge(asked).accepted
    assert not MOCK.judge(asked).accepted
