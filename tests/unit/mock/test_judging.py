"""The judge: what is refused, with which status and where, and what is let through."""

from __future__ import annotations

from typing import Any

import pytest
from devin_mock import (
    ENTERPRISE_ADMIN_KEY,
    ENTERPRISE_KEY,
    ORGANIZATION_KEY,
    Key,
    Mock,
    Request,
    Response,
)

from .asking import CYCLE, NOW, answer, ask, request, v2_daily

V2_DAILY = "/v2/enterprise/consumption/daily"
V3_DAILY = "/v3/enterprise/consumption/daily"
V3_SEARCHES = "/v3/enterprise/metrics/searches"


def errors(response: Response) -> list[tuple[Any, ...]]:
    assert response.status == 422, response
    return [(*error["loc"], error["type"]) for error in response.json()["detail"]]


def documented(mock: Mock, asked: Request, response: Response) -> bool:
    """Whether the body of a refusal fits the operation's schema for its status and content type."""
    verdict = mock.judge(asked)
    assert verdict.document is not None
    assert verdict.operation is not None
    schema = verdict.operation.response_schemas(response.status)[dict(response.headers)["content-type"]]
    return schema is not None and verdict.document.is_valid(schema, response.json())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v2",
        "/v1/enterprise/consumption/daily",
        "/v3/enterprise/consumption/daily/",
        "/v3/enterprise//consumption/daily",
        "/V3/enterprise/consumption/daily",
        "/v3/enterprise/consumption/daily/users/",
        "/v3/enterprise/consumption/daily/users/a/b",
    ],
)
def test_an_unknown_path_is_404(mock: Mock, path: str) -> None:
    """A path that no document has is not found, near as it may be to one that exists."""
    assert ask(mock, path).status == 404


@pytest.mark.parametrize("segment", [".", "..", "%2e", "%2E%2e", ".%2E"])
def test_a_segment_of_dots_is_404(mock: Mock, segment: str) -> None:
    """An id of dots would be dropped on the way and reach another operation, so it is refused."""
    assert ask(mock, f"{V2_DAILY}/{segment}").status == 404


def test_another_method_is_405_with_allow(mock: Mock) -> None:
    """A method that the path does not have is refused with the list of those it has."""
    response = mock.respond(request(V3_DAILY, method="POST"))
    assert response.status == 405
    assert dict(response.headers)["allow"] == "GET"
    assert response.json() == {"detail": "Method Not Allowed"}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (V3_DAILY, ()),
        (V3_DAILY, (("Authorization", ENTERPRISE_KEY),)),
        (V3_DAILY, (("Authorization", f"Basic {ENTERPRISE_KEY}"),)),
        (V3_DAILY, (("Authorization", f"Bearer  {ENTERPRISE_KEY}"),)),
        (V3_DAILY, (("Authorization", f"Bearer {ENTERPRISE_KEY} "),)),
        (V3_DAILY, (("Authorization", "Bearer "),)),
        (V3_DAILY, (("Authorization", "Bearer cog_somebody_else"),)),
        (V3_DAILY, (("Authorization", f"Bearer {ENTERPRISE_ADMIN_KEY}"),)),
        (V2_DAILY, (("Authorization", f"Bearer {ENTERPRISE_KEY}"),)),
        (V3_DAILY, (("Authorization", f"Bearer {ENTERPRISE_KEY}"), ("authorization", f"Bearer {ENTERPRISE_KEY}"))),
    ],
)
def test_a_wrong_credential_is_401(mock: Mock, path: str, headers: tuple[tuple[str, str], ...]) -> None:
    """Missing, malformed, unknown and doubled credentials are refused, and keys of the other version."""
    asked = Request("GET", path.encode(), headers=headers)
    response = mock.respond(asked)
    assert response.status == 401
    assert dict(response.headers)["www-authenticate"] == "Bearer"
    assert documented(mock, asked, response)


def test_the_credential_is_judged_before_the_parameters(mock: Mock) -> None:
    """A stranger learns nothing about parameters."""
    assert ask(mock, V3_DAILY, "nonsense=1", key="").status == 401


def test_problem_details_in_v3_and_plain_details_in_v2(mock: Mock) -> None:
    """Each version refuses in the shape that it documents."""
    v3, v2 = ask(mock, V3_DAILY, key=""), ask(mock, V2_DAILY, key="")
    assert dict(v3.headers)["content-type"] == "application/problem+json"
    assert v3.json()["status"] == 401
    assert dict(v2.headers)["content-type"] == "application/json"
    assert list(v2.json()) == ["detail"]


def test_an_organization_key_reads_its_organization_only(mock: Mock) -> None:
    """It is refused everything of the enterprise and of other organizations, and may ask who it is."""
    own, other = (one.org_id for one in mock.ledger.account.organizations[:2])
    for path, status in (
        (f"/v3/organizations/{own}/consumption/daily", 200),
        (f"/v3/organizations/{other}/consumption/daily", 403),
        ("/v3/organizations/org-unknown/consumption/daily", 403),
        (V3_DAILY, 403),
        (f"{V3_DAILY}/organizations/{own}", 403),
        ("/v3/self", 200),
    ):
        asked = request(path, key=ORGANIZATION_KEY)
        response = mock.respond(asked)
        assert (path, response.status) == (path, status)
        assert documented(mock, asked, response)
    assert answer(mock, "/v3/self", key=ORGANIZATION_KEY)["org_id"] == own


def test_a_missing_permission_is_403_and_named() -> None:
    """A key with some permissions is refused where another one is needed, by its name."""
    mock = Mock(now=NOW, keys=[Key("cog_metrics_only", permissions=frozenset({"ViewAccountMetrics"}))])
    window = {"time_after": CYCLE[0], "time_before": CYCLE[1]}
    assert ask(mock, V3_SEARCHES, window, key="cog_metrics_only").status == 200
    response = ask(mock, V3_DAILY, key="cog_metrics_only")
    assert response.status == 403
    assert "ViewAccountConsumption" in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        (V3_DAILY, "time_afterr=1", [("query", "time_afterr", "extra_forbidden")]),
        (V3_DAILY, "time_after=1&time_after=1", [("query", "time_after", "given_twice")]),
        (V3_DAILY, "time_after=yesterday", [("query", "time_after", "int_parsing")]),
        (V3_DAILY, "time_after=1.0", [("query", "time_after", "int_parsing")]),
        (V3_DAILY, "time_after=1e3", [("query", "time_after", "int_parsing")]),
        (V3_DAILY, "time_after=+1", [("query", "time_after", "int_parsing")]),
        (V3_DAILY, "time_after=%D9%A1", [("query", "time_after", "int_parsing")]),
        (V3_DAILY, "time_after=", [("query", "time_after", "int_parsing")]),
        (V3_DAILY, "time_after=None", [("query", "time_after", "int_parsing")]),
        (V3_DAILY, "time_after=%zz", [("query", "time_after", "string_unicode")]),
        (V3_SEARCHES, "", [("query", "time_before", "missing"), ("query", "time_after", "missing")]),
        ("/v3/enterprise/consumption/cycles", "first=0", [("query", "first", "greater_than_equal")]),
        ("/v3/enterprise/consumption/cycles", "first=201", [("query", "first", "less_than_equal")]),
        ("/v3/enterprise/consumption/cycles", "after=stranger", [("query", "after", "cursor_unknown")]),
        (
            "/v3/enterprise/members/service-users",
            "include_inactive=yes",
            [("query", "include_inactive", "bool_parsing")],
        ),
        (V2_DAILY, "start_date=2025-12-05", [("query", "start_date", "datetime_parsing")]),
        (V2_DAILY, "start_date=2025-12-05T08:00:00", [("query", "start_date", "datetime_parsing")]),
        (V2_DAILY, "start_date=2025-12-05T08:00:00%2B00", [("query", "start_date", "datetime_parsing")]),
        (V2_DAILY, "start_date=2025-12-05T08:00:00+00:00", [("query", "start_date", "datetime_parsing")]),
        (V2_DAILY, "start_date=1764921600", [("query", "start_date", "datetime_parsing")]),
        (V2_DAILY, "org_ids[]=a", [("query", "org_ids[]", "extra_forbidden")]),
        (V2_DAILY, "time_after=1", [("query", "time_after", "extra_forbidden")]),
        (V2_DAILY, "org_ids=%FF&org_ids=b", [("query", "org_ids", 0, "string_unicode")]),
        (V2_DAILY, "start=2025-12-05T08:00:00Z&start_date=2025-12-05T08:00:00Z", [("query", "start", "given_twice")]),
        ("/v2/enterprise/members", "limit=0", [("query", "limit", "greater_than_equal")]),
    ],
)
def test_a_wrong_parameter_is_422_at_its_place(mock: Mock, path: str, query: str, expected: list[Any]) -> None:
    """Names, types, formats and ranges are refused in the documented body, with the place of each error."""
    asked = request(path, query)
    response = mock.respond(asked)
    assert sorted(errors(response), key=str) == sorted(expected, key=str)
    assert documented(mock, asked, response)
    assert dict(response.headers)["content-type"] == "application/json"


def test_a_refusal_shows_what_was_sent(mock: Mock) -> None:
    """An error carries the input, so that a client's mistake is seen at once."""
    assert ask(mock, V3_DAILY, "time_after=1.5").json()["detail"][0]["input"] == "1.5"


def test_every_fault_is_told_at_once(mock: Mock) -> None:
    """All parameters are judged, not only the first wrong one."""
    found = errors(ask(mock, V3_SEARCHES, "time_after=x&colour=red"))
    assert {place[1] for place in found} == {"time_before", "time_after", "colour"}


@pytest.mark.parametrize("value", ["2025-12-05T08:00:00Z", "2025-12-05T00:00:00-08:00", "2025-12-05T08:00:00.000Z"])
def test_the_same_instant_may_be_written_in_several_ways(mock: Mock, value: str) -> None:
    """Any RFC 3339 offset and fraction is understood as the instant that it names."""
    shown = answer(mock, V2_DAILY, {"start_date": value})
    assert next(iter(shown["consumption_by_date"])) == "2025-12-05"


def test_repeated_keys_make_an_array(mock: Mock) -> None:
    """One key for each value, as the document's style has it."""
    first, second = (one.org_id for one in mock.ledger.account.organizations[:2])
    assert set(v2_daily(mock, org_ids=[first, second])["consumption_by_org_id"]) == {first, second}


def test_lax_overlooks_what_strict_refuses() -> None:
    """Unknown names are ignored, naive times are UTC, a bare date is midnight UTC, the last of doubled values wins."""
    mock = Mock(now=NOW, lax=True)
    whole = {"start_date": "2025-11-05T08:00:00Z", "end_date": "2025-12-05T08:00:00Z"}
    right = answer(mock, V2_DAILY, whole)
    assert answer(mock, V2_DAILY, {**whole, "colour": "red"}) == right
    assert answer(mock, V2_DAILY, {name: text[:-1] for name, text in whole.items()}) == right
    assert (
        answer(mock, V2_DAILY, "start_date=1999-01-01&start_date=2025-11-05T08:00:00Z&end_date=2025-12-05T08:00:00Z")
        == right
    )
    dates = answer(mock, V2_DAILY, {name: text[:10] for name, text in whole.items()})
    assert dates == answer(mock, V2_DAILY, {name: f"{text[:10]}T00:00:00Z" for name, text in whole.items()})
    assert dates["total_acus"] != right["total_acus"]


def test_lax_lets_dots_reach_another_operation() -> None:
    """As behind a proxy, the user `.` gets the numbers of the whole enterprise."""
    mock = Mock(now=NOW, lax=True)
    assert answer(mock, f"{V2_DAILY}/.") == answer(mock, V2_DAILY)


@pytest.mark.parametrize("documented", ["/", "/a", "/a/"])
def test_lax_overlooks_a_slash_at_the_end(documented: str) -> None:
    """Frameworks redirect both ways; strict wants the path as it is documented."""
    raw = {"openapi": "3.1.0", "paths": {documented: {"get": {"responses": {"204": {"description": "Done"}}}}}}
    asked = {documented, f"{documented.rstrip('/')}/", documented.rstrip("/") or "/"}
    assert {Mock([raw], lax=True).respond(Request("GET", path.encode())).status for path in asked} == {204}
    statuses = {path: Mock([raw]).respond(Request("GET", path.encode())).status for path in asked}
    assert statuses == {path: 204 if path == documented else 404 for path in asked}


ANY_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example/{area}/", "variables": {"area": {"default": "eu"}}}],
    "security": [{"key": []}, {"login": []}],
    "paths": {
        "/items/{item_id}.{format}": {
            "parameters": [
                {"name": "item_id", "in": "path", "required": True, "schema": {"type": "integer"}},
                {"name": "format", "in": "path", "required": True, "schema": {"enum": ["json", "xml"]}},
            ],
            "put": {
                "operationId": "get_self",
                "parameters": [
                    {
                        "name": "X-Trace",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    },
                    {
                        "name": "filter",
                        "in": "query",
                        "style": "deepObject",
                        "explode": True,
                        "schema": {"type": "object", "properties": {"size": {"type": "integer"}}},
                    },
                    {
                        "name": "tags",
                        "in": "query",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "boolean"}, "maxItems": 2},
                    },
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"name": {"type": "string"}},
                            }
                        }
                    },
                },
                "responses": {
                    "201": {
                        "description": "Made",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["id"],
                                    "properties": {"id": {"type": "integer"}},
                                }
                            }
                        },
                    }
                },
            },
            "get": {"security": [], "responses": {"204": {"description": "Nothing"}}},
        }
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "query", "name": "api_key"},
            "login": {"type": "http", "scheme": "basic"},
        }
    },
}

TRACE = ("X-Trace", "123e4567-e89b-42d3-a456-426614174000")
JSON = ("content-type", "application/json; charset=utf-8")


def put(
    query: str = "api_key=k", body: bytes = b'{"name":"a"}', headers: Any = (TRACE, JSON), item: str = "7.json"
) -> Response:
    path = f"/eu/items/{item}".encode()
    return Mock([ANY_DOCUMENT]).respond(Request("PUT", path, query.encode(), headers, body))


def test_any_document_is_judged_by_its_own_rules() -> None:
    """Base path, two values in a segment, header, body, other styles and key schemes are taken from the document."""
    response = put("api_key=k&filter[size]=5&tags=true,false")
    assert response.status == 201
    assert isinstance(response.json()["id"], int)
    assert put("", headers=(TRACE, JSON, ("authorization", "Basic abc"))).status == 201
    assert put("").status == 401
    assert errors(put(headers=(JSON,))) == [("header", "X-Trace", "missing")]
    assert errors(put(headers=(("X-Trace", "no"), JSON))) == [("header", "X-Trace", "uuid_parsing")]
    assert errors(put("api_key=k&filter[size]=big")) == [("query", "filter", "size", "int_parsing")]
    assert errors(put("api_key=k&tags=true,maybe")) == [("query", "tags", 1, "bool_parsing")]
    assert errors(put("api_key=k&tags=true,true,true")) == [("query", "tags", "too_long")]
    assert errors(put("api_key=k&tags=true&tags=true")) == [("query", "tags", "given_twice")]
    assert errors(put(item="x.json")) == [("path", "item_id", "int_parsing")]
    assert errors(put(item="7.pdf")) == [("path", "format", "literal_error")]
    assert errors(put(body=b"")) == [("body", "missing")]
    assert errors(put(body=b"{")) == [("body", 1, "json_invalid")]
    assert errors(put(body=b'{"name":1}')) == [("body", "name", "string_type")]
    assert errors(put(headers=(TRACE, ("content-type", "text/plain")))) == [("body", "content_type")]
    assert Mock([ANY_DOCUMENT]).respond(Request("GET", b"/eu/items/7.json")) == Response(204)


def test_the_record_keeps_verdicts_and_hides_credentials() -> None:
    """Requests can be read back with what the judge said; their representation shows no key."""
    mock = Mock(now=NOW, record_size=2)
    for query in ("a=1", "b=1", ""):
        ask(mock, V3_DAILY, query)
    assert [exchange.status for exchange in mock.record] == [422, 200]
    assert mock.record[1].verdict.operation is not None
    assert mock.record[1].verdict.operation.operation_id == "get_enterprise_daily_consumption"
    assert ENTERPRISE_KEY not in repr(mock.record)
