"""How a run asks: at its pace, with the keys of the environment, in pages, and with ids that fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Fault
from devin_usage import ConfigurationError, ConnectionFailed, Period, Retries, Unauthorized
from devin_usage.live import documents
from devin_usage.live.differences import Differences
from devin_usage.live.documents import Document
from devin_usage.live.keys import keys_of_environment
from devin_usage.live.masking import word
from devin_usage.live.pacing import Pace
from devin_usage.live.questions import NotAsked, paths, unknown_parameters, window
from devin_usage.live.subjects import Subjects
from devin_usage.options import Options

from .checking import CYCLE, Json, account, altered, checked, findings, operation


class Time:
    """A clock that sleeping moves on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.parametrize("rate", [0.5, 2.0, 10.0])
def test_requests_keep_the_pace(rate: float) -> None:
    """Each waits until its turn, and what has been waited elsewhere counts."""
    time = Time()
    pace = Pace(rate, monotonic=time.monotonic, sleep=time.sleep)
    starts: list[float] = []
    for pause in (0.0, 0.0, 0.3 / rate, 5.0 / rate, 0.0):
        time.now += pause
        pace.wait()
        pace.take()
        starts.append(time.now)
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert gaps == pytest.approx([1 / rate, 1 / rate, 5 / rate, 1 / rate])
    assert len(time.slept) == 3


@pytest.mark.parametrize("keys", [(ENTERPRISE_KEY,), (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY)])
def test_a_run_is_not_faster_than_its_rate(keys: tuple[str, ...]) -> None:
    """Over both versions together."""
    time = Time()
    report = checked(account(), *keys, rate=4.0, monotonic=time.monotonic, sleep=time.sleep)
    assert sum(time.slept) == pytest.approx((report.reach.requests - 1) / 4.0)
    assert report.reach.seconds == pytest.approx(sum(time.slept))


def test_repeated_requests_keep_the_pace_too() -> None:
    """They count as requests, and as 429 where that was the answer; the operation passes all the same."""
    time = Time()
    fault = Fault(operation="get_enterprise_usage_metrics", status=429, times=2, retry_after_s=0)
    options = Options(retries=Retries(count=2, backoff_s=0.0))
    report = checked(
        account(fault), ENTERPRISE_KEY, rate=1.0, monotonic=time.monotonic, sleep=time.sleep, options=options
    )
    assert operation(report, "get_enterprise_usage_metrics").requests == 3
    assert operation(report, "get_enterprise_usage_metrics").outcome == "passed"
    assert report.reach.too_many == 2
    assert sum(time.slept) == pytest.approx(report.reach.requests - 1)


def test_each_call_is_told_before_it_is_made() -> None:
    """With the number of requests that went before."""
    told: list[tuple[str, int]] = []
    mock = account()
    checked(mock, ENTERPRISE_ADMIN_KEY, on_call=lambda name, before: told.append((name, before)))
    assert [before for _, before in told] == list(range(len(mock.record)))
    assert told[0][0] == "get_consumption_cycles"


@pytest.mark.parametrize(
    ("given", "versions"),
    [
        ({"DEVIN_API_KEY": "cog_a"}, ["v3"]),
        ({"DEVIN_API_KEY": " apk_user_a\n"}, ["v2"]),
        ({"DEVIN_API_KEY_V2": "apk_user_a", "DEVIN_API_KEY_V3": "cog_a"}, ["v2", "v3"]),
        ({"DEVIN_API_KEY": "cog_a", "DEVIN_API_KEY_V2": "apk_user_a"}, ["v2", "v3"]),
        ({"DEVIN_API_KEY_V3": "pat_a"}, ["v3"]),
    ],
)
def test_keys_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], versions: list[str]
) -> None:
    """One, or one of each version; one for a version may have a beginning that is not known."""
    _set(monkeypatch, given)
    found = keys_of_environment()
    assert [each.credential.version for each in found] == versions
    assert [each.prefix for each in found] == [
        None if given.get("DEVIN_API_KEY_V3") == "pat_a" else {"v2": "apk_user_", "v3": "cog_"}[version]
        for version in versions
    ]


def test_a_key_for_a_version_goes_before_the_general_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both are of that version."""
    _set(monkeypatch, {"DEVIN_API_KEY": "cog_general", "DEVIN_API_KEY_V3": "cog_special"})
    (found,) = keys_of_environment()
    assert found.credential.header() == "Bearer cog_special"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "there is no API key"),
        ({"DEVIN_API_KEY": ""}, "the API key is empty"),
        ({"DEVIN_API_KEY_V2": ""}, "DEVIN_API_KEY_V2: the API key is empty"),
        ({"DEVIN_API_KEY": "cog_a", "DEVIN_API_KEY_V2": " "}, "DEVIN_API_KEY_V2: the API key is empty"),
        ({"DEVIN_API_KEY_V2": "cog_secret"}, "DEVIN_API_KEY_V2 holds a key of v3"),
        ({"DEVIN_API_KEY_V3": "apk_user_secret"}, "DEVIN_API_KEY_V3 holds a key of v2"),
        ({"DEVIN_API_KEY": "secret"}, "unknown prefix"),
    ],
)
def test_keys_that_are_refused(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], said: str) -> None:
    """An empty one too, as a job has it whose secret is not set: nothing is left out in silence."""
    _set(monkeypatch, given)
    with pytest.raises(ConfigurationError, match=said) as raised:
        keys_of_environment()
    assert "secret" not in str(raised.value)


def _set(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str]) -> None:
    for name in ("DEVIN_API_KEY", "DEVIN_API_KEY_V2", "DEVIN_API_KEY_V3"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)


def test_a_run_stops_at_a_key_that_is_not_accepted() -> None:
    """At the first question, and without a word of the key."""
    mock = account()
    with pytest.raises(Unauthorized, match="the key was not accepted for v3"):
        checked(mock, "cog_other")
    assert len(mock.record) == 1


def test_a_run_stops_where_nobody_answers() -> None:
    """At the first question."""
    with pytest.raises(ConnectionFailed, match="get_self: no complete answer"):
        checked(account(Fault(reset_after=0)), ENTERPRISE_KEY)


def test_an_organization_is_known_by_the_option_where_nobody_lists_any() -> None:
    """The key may ask about it, but list nothing."""
    refused = [Fault(operation=name, status=403) for name in ("list_enterprise_*", "get_enterprise_*")]
    mock = account(*refused)
    home = mock.ledger.account.organizations[0].org_id
    without = checked(mock, ENTERPRISE_KEY)
    assert operation(without, "get_organization_usage_metrics").outcome == "not run"
    assert "--org" in str(operation(without, "get_organization_usage_metrics").reason)
    assert operation(without, "list_enterprise_users").reason == (
        "403: the key lacks a permission that the documents do not name"
    )
    named = checked(mock, ENTERPRISE_KEY, given={"organizations": [home]})
    assert operation(named, "get_organization_usage_metrics").outcome == "passed"


@pytest.mark.parametrize("kind", ["sessions", "users", "service_users", "organizations"])
def test_a_404_for_an_id_that_was_given_breaks_nothing(kind: str) -> None:
    """The API may never have had it: the operation is not run."""
    report = checked(account(), ENTERPRISE_KEY, given={kind: ["devin-unheard-of"]})
    assert not findings(report)
    unrun = [each for each in report.operations if each.reason == "404 for the id that was given"]
    assert {each.outcome for each in unrun} == {"not run"}
    assert unrun


def test_a_404_for_an_id_of_a_list_is_found() -> None:
    """The API had just given it."""
    name = "get_enterprise_user_daily_consumption"
    ((where, finding),) = findings(checked(account(Fault(operation=name, status=404)), ENTERPRISE_KEY))
    assert (where, finding.detail) == (name, "404 for an id that a list gave")


def test_a_404_for_a_documented_path_is_found() -> None:
    """It needs no id, so there is no operation there."""
    name = "get_search_metrics"
    ((where, finding),) = findings(checked(account(Fault(operation=name, status=404)), ENTERPRISE_ADMIN_KEY))
    assert (where, finding.detail) == (name, "404 for the documented path")


def test_a_404_within_an_organization_may_be_the_scope_of_the_key() -> None:
    """Which is not documented for a key with enterprise scope; for the organization's own key it is a finding."""
    fault = Fault(operation="get_organization_usage_metrics", status=404)
    enterprise = checked(account(fault), ENTERPRISE_KEY)
    assert not findings(enterprise)
    assert "a key with enterprise scope may not reach" in str(
        operation(enterprise, "get_organization_usage_metrics").reason
    )
    assert len(findings(checked(account(fault), ORGANIZATION_KEY))) == 1


def test_a_refusal_of_a_filter_alone_is_said_and_fails_nothing() -> None:
    """The key may lack a permission for it."""
    fault = Fault(operation="list_enterprise_service_users", status=403, skip=1, times=1)
    found = operation(checked(account(fault), ENTERPRISE_KEY), "list_enterprise_service_users")
    assert (found.outcome, found.reason) == ("passed", "403 with include_inactive")


def test_an_id_with_a_sign_to_encode_is_among_the_sample() -> None:
    """So that encoding is tried against the real service."""
    mock = account()
    checked(mock, ENTERPRISE_KEY)
    assert any(b"%7C" in exchange.request.raw_path for exchange in mock.record)


def test_ids_of_a_list_are_taken_once_and_one_with_a_sign_comes_second() -> None:
    """Unless the ids of that kind were given."""
    known = Subjects()
    known.add("users", ["user-1", "user-2", "user-1", "okta|x", "okta|y"])
    assert known.users == ["user-1", "okta|x", "user-2", "okta|y"]
    known.give("sessions", ["devin-1"])
    known.add("sessions", ["devin-2"])
    assert known.sessions == ["devin-1"]


@pytest.mark.parametrize("sample", [1, 3])
def test_the_sample_decides_how_many_are_asked_about(sample: int) -> None:
    """Of organizations, users and service users."""
    mock = account()
    report = checked(mock, ENTERPRISE_KEY, sample=sample)
    for kind, there in (("organization", 3), ("user", 11), ("service_user", 2)):
        assert operation(report, f"get_enterprise_{kind}_daily_consumption").requests == min(sample, there)


@pytest.mark.parametrize("bad", [["..", ""], [7, None], ["a\nb"]])
def test_ids_that_no_path_can_hold_are_not_asked_about(bad: list[Json]) -> None:
    """They would reach another endpoint."""

    def spoilt(body: Json) -> Json:
        return {**body, "items": [{**item, "org_id": one} for item, one in zip(body["items"], bad, strict=False)]}

    mock = account(answers=altered("list_enterprise_organizations", spoilt))
    report = checked(mock, ENTERPRISE_KEY)
    assert operation(report, "get_enterprise_organization_daily_consumption").outcome == "not run"


def test_active_users_are_asked_by_utc_days() -> None:
    """All else by billing days, in the way of each version."""
    three = documents.document("v3").by_id
    two = documents.document("v2").by_id
    utc = window(three["get_enterprise_daily_active_user_metrics"], CYCLE, "exclusive")
    billing = window(three["get_enterprise_daily_consumption"], CYCLE, "exclusive")
    assert (billing["time_after"] - utc["time_after"], billing["time_before"] - utc["time_before"]) == (28_800, 28_800)
    inclusive = window(three["get_enterprise_daily_active_user_metrics"], CYCLE, "inclusive")
    assert inclusive == {**utc, "time_before": utc["time_before"] - 1}
    assert window(three["list_enterprise_users"], CYCLE, "exclusive") == {}
    assert window(two["get_usage_metrics"], CYCLE, "inclusive") == dict(
        zip(("start_date", "end_date"), CYCLE.wire_v2("inclusive"), strict=True)
    )


def _document(change: Callable[[dict[str, Any]], None]) -> Document:
    raw: dict[str, Any] = {
        "paths": {
            "/v3/enterprise/widgets/{widget_id}": {
                "get": {
                    "operationId": "get_widget",
                    "x-scope": "enterprise",
                    "parameters": [{"name": "widget_id", "in": "path", "required": True}],
                    "responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}},
                }
            }
        },
        "components": {"schemas": {}},
    }
    change(raw["paths"]["/v3/enterprise/widgets/{widget_id}"]["get"])
    return Document("v3", raw)


def test_a_new_operation_that_needs_what_nothing_knows_is_not_run() -> None:
    """And says what: it never passes by not being asked."""
    chosen = paths(_document(lambda _: None).by_id["get_widget"], Subjects())
    assert isinstance(chosen, NotAsked)
    assert "widget_id" in chosen.reason
    query = [{"name": "colour", "in": "query", "required": True}, {"name": "time_after", "in": "query"}]
    changed = _document(lambda raw: raw.update(parameters=query)).by_id["get_widget"]
    assert unknown_parameters(changed) == ["colour"]


@pytest.mark.parametrize(("status", "known"), [(200, True), (404, True), (503, True), (418, False), (302, False)])
def test_statuses_may_be_documented_by_class(status: int, known: bool) -> None:
    """`5XX` stands for all of them."""
    responses: dict[str, Json] = {"200": {}, "404": {}, "5XX": {}}
    changed = _document(lambda raw: raw.update(responses=responses)).by_id["get_widget"]
    assert (changed.answer(status) is not None) == known
    default = _document(lambda raw: raw.update(responses={"default": {}})).by_id["get_widget"]
    assert default.answer(status) is not None


@pytest.mark.parametrize(
    ("schema", "body", "new"),
    [
        ({"properties": {"a": {}}}, {"a": 1, "b": 2}, ["/b"]),
        ({"properties": {"a": {}}, "additionalProperties": True}, {"a": 1, "b": 2}, []),
        ({"properties": {"a": {}}, "additionalProperties": {"type": "integer"}}, {"b": 2}, []),
        ({"type": "object"}, {"anything": {"at": "all"}}, []),
        ({"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}, {"a": 1, "b": 2, "c": 3}, ["/c"]),
        ({"oneOf": [{"required": ["a"], "properties": {"a": {}}}, {"type": "null"}]}, {"a": 1, "b": 2}, ["/b"]),
        ({"items": {"properties": {"a": {}}}}, [{"b": 1}, {"b": 2}], ["/*/b"]),
        ({"additionalProperties": {"properties": {"a": {}}}}, {"ada@acme.example": {"b": 1}}, ["/*/b"]),
        ({"$ref": "#/components/schemas/Thing"}, {"name": "x", "b": 1}, ["/b"]),
    ],
)
def test_new_fields_are_seen_wherever_the_schema_describes_fields(schema: Json, body: Json, new: list[str]) -> None:
    """And nowhere else: a map, or an object that is not described, may hold anything."""
    thing = {"properties": {"name": {"type": "string"}}}
    document = Document("v3", {"paths": {}, "components": {"schemas": {"Thing": thing}}})
    found = Differences(document)
    assert found.hold(schema, body)
    assert [each.pointer for each in found.findings() if each.kind == "new field"] == new


@pytest.mark.parametrize("name", ["prs_taken_over_count", "sourceControl", "slack", "_x", "type2"])
def test_words_of_a_document_are_written(name: str) -> None:
    """As they are."""
    assert word(name) == name


@pytest.mark.parametrize(
    "name",
    ["ada@acme.example", "Ada Lovelace", "user-1", "okta|x", "a1b2c3d4e5f60718", "employee12345", "", "x" * 65, "ü"],
)
def test_what_may_name_somebody_is_not_written(name: str) -> None:
    """Only how long it is."""
    assert word(name) == f"(a text of {len(name)} characters)"


def test_a_period_of_a_day_can_be_asked_for() -> None:
    """The shortest there is."""
    day = Period.parse("2025-12-01")
    report = checked(account(), ENTERPRISE_KEY, period=day)
    assert not findings(report)
