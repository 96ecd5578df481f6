"""Oracle: what was served comes back whole: body = model = values, attribute by attribute.

It sees fields that are lost, swapped, coerced or shifted on the way in, also when `to_dict` undoes what `from_dict` did
wrong, since each attribute is compared by itself. Of a field that the document does not describe it sees only that it
is kept.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import cycle, pairwise
from math import fsum
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import Period
from hypothesis import given
from hypothesis import strategies as st

from . import figures
from .mutations import harmless
from .operations import OPERATIONS, VERSIONS, Driven, Version, named
from .profiles import examples
from .schemas import bodies, fullest
from .sending import WAYS, Outcome, bench
from .test_malformed import serve, usual_case
from .values_told import TOLD, plain
from .wholeness import differences, equal_json


def assert_whole(driven: Driven, body: Any, outcome: Outcome) -> None:
    """Compare what a client gave with what was served."""
    assert outcome.error is None, f"{outcome.way}, {driven}: {outcome.error!r}"
    assert equal_json(body, outcome.body), f"{outcome.way}, {driven}: {body!r} was served, {outcome.body!r} came"
    if outcome.model is not None:
        found = list(differences(driven.document, driven.schema, body, outcome.model))
        assert not found, f"{outcome.way}, {driven}: {found[0]}"
    if outcome.way.endswith("detailed"):
        answer = outcome.value
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), driven
        assert equal_json(body, json.loads(answer.content)), f"{outcome.way}, {driven}: {answer.content!r} came"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_a_body_comes_back_whole(driven: Driven, way: str) -> None:
    """Every body that the document bears, harmless changes included."""

    @examples()
    @given(bodies(driven.document, driven.schema), st.data())
    def check(body: Any, data: st.DataObject) -> None:
        found = list(harmless(driven, body))
        served = found[data.draw(st.integers(0, len(found) - 1))].body
        figures.served_valid(driven, served)
        assert_whole(driven, served, serve(driven, served, way))

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_a_body_with_everything_comes_back_whole(driven: Driven, way: str) -> None:
    """Every described field at once, every branch, every known value."""
    for body in fullest(driven.document, driven.schema):
        figures.case("test_round_trip")
        figures.served_valid(driven, body)
        assert_whole(driven, body, serve(driven, body, way))


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_every_harmless_change_comes_back_whole(driven: Driven) -> None:
    """A new field, an absent one, null, a new value, at each place of bodies that hold everything, each way in turn."""
    ways = cycle(WAYS)
    for body in fullest(driven.document, driven.schema):
        for changed in harmless(driven, body):
            figures.case("test_round_trip")
            figures.served_valid(driven, changed.body)
            assert_whole(driven, changed.body, serve(driven, changed.body, next(ways)))


@pytest.mark.parametrize("way", WAYS)
def test_an_encoded_body_comes_back_whole(way: str) -> None:
    """Compressed on the way, as most answers are, with the size of what was sent in its head."""

    @examples()
    @given(st.sampled_from(OPERATIONS), st.data())
    def check(driven: Driven, data: st.DataObject) -> None:
        body = data.draw(bodies(driven.document, driven.schema))
        content = gzip.compress(json.dumps(body).encode())
        headers = {"content-encoding": "gzip", "content-length": str(len(content))}
        with bench().mock.faults.planted(Fault(body=content, headers=headers)):
            assert_whole(driven, body, bench().send(usual_case(driven), way))

    check()


def assert_told(driven: Driven, body: Any, asynchronous: bool) -> None:
    """Serve an answer to the question that is put to an operation, and compare each field of the value with it."""
    told = TOLD[driven.id]
    served = told.fitting(body)
    figures.served_valid(driven, served)
    with bench().serving(driven.id, served):
        found = bench().ask(told.question.version, asynchronous, told.question.ask)
    assert plain(found) == told.told(served), f"{driven}: {served!r} was served"


@pytest.mark.parametrize("name", TOLD)
def test_any_answer_becomes_its_value(name: str) -> None:
    """Every attribute of lists, counts and active users is what was served, and None where nothing was."""
    driven = named(name)

    @examples(2)
    @given(bodies(driven.document, driven.schema), st.booleans())
    def check(body: Any, asynchronous: bool) -> None:
        assert_told(driven, body, asynchronous)

    check()


@pytest.mark.parametrize("name", TOLD)
def test_an_answer_with_everything_becomes_its_value(name: str) -> None:
    """So do new fields and values, absent ones, and null, one at a time."""
    driven, colours = named(name), cycle((False, True))
    for body in fullest(driven.document, driven.schema):
        for changed in harmless(driven, body):
            assert_told(driven, changed.body, next(colours))


PERIOD = Period.parse("2025-11-05/2025-12-04")
PRODUCTS = ("devin", "cascade", "terminal", "review")
ACUS = st.integers(0, 10**9).map(lambda micro: micro / 10**6)
ANY_DAYS = st.sets(st.dates(PERIOD.first_day, PERIOD.last_day), max_size=30).map(sorted)


@st.composite
def v3_days(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Days of v3 that keep every sum, in any order, dated at either instant."""
    hour = draw(st.sampled_from([0, 8]))
    days = []
    for day in draw(ANY_DAYS):
        products = {name: draw(ACUS) for name in PRODUCTS[:3]}
        if draw(st.booleans()):
            products["review"] = draw(ACUS | st.none())  # type: ignore[assignment]  # null is allowed there
        if draw(st.booleans()):
            products["product_of_tomorrow"] = draw(ACUS)
        rest = draw(st.just(0.0) | ACUS)
        date_s = int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp())
        acus = fsum([*(each or 0.0 for each in products.values()), rest])
        days.append({"date": date_s, "acus": acus, "acus_by_product": products})
    return draw(st.permutations(days))


@pytest.mark.parametrize("asynchronous", [False, True])
def test_days_of_v3_become_values(asynchronous: bool) -> None:
    """Day, ACUs and each product of every day, in order, and the total."""

    @examples(5)
    @given(v3_days())
    def check(days: list[dict[str, Any]]) -> None:
        total = fsum(day["acus"] for day in days)
        with bench().serving("get_enterprise_daily_consumption", {"total_acus": total, "consumption_by_date": days}):
            found = bench().ask("v3", asynchronous, lambda client: client.consumption.daily(PERIOD))
        assert found.total_acus == total
        expected = sorted(days, key=lambda day: day["date"])
        assert [datetime.combine(day.day, time(), UTC) for day in found.days] == [
            datetime.fromtimestamp(day["date"] - day["date"] % 86_400, UTC) for day in expected
        ]
        for day, served in zip(found.days, expected, strict=True):
            assert day.acus == served["acus"]
            assert day.products is not None
            for name in PRODUCTS:
                assert getattr(day.products, name) == served["acus_by_product"].get(name)
            rest = fsum([served["acus"], *(-(each or 0.0) for each in served["acus_by_product"].values())])
            assert day.unattributed == pytest.approx(rest, abs=2e-6)
            new = {name: acus for name, acus in served["acus_by_product"].items() if name not in PRODUCTS}
            assert day.products.other == new
        if days:
            assert found.products is not None
            for name in PRODUCTS[:3]:
                assert getattr(found.products, name) == fsum(day["acus_by_product"][name] for day in days)
            reviews = [day["acus_by_product"].get("review") for day in days]
            known = [each for each in reviews if each is not None]
            assert found.products.review == (fsum(known) if known else None)
            new_products = [day["acus_by_product"].get("product_of_tomorrow") for day in days]
            new_acus = [each for each in new_products if each is not None]
            assert found.products.other == ({"product_of_tomorrow": fsum(new_acus)} if new_acus else {})
            assert found.unattributed == fsum(day.unattributed or 0.0 for day in found.days)
        assert (found.by_organization, found.by_user, found.excluded) == (None, None, ())

    check()


@pytest.mark.parametrize("asynchronous", [False, True])
def test_days_of_v2_become_values(asynchronous: bool) -> None:
    """Every day by its date, the maps by organization and user as they are, and no products."""
    shares = st.dictionaries(st.text(max_size=8), st.integers(0, 1000), max_size=4)

    @examples(5)
    @given(
        ANY_DAYS.flatmap(lambda days: st.fixed_dictionaries({str(day): ACUS for day in days})),
        shares,
        shares | st.none(),
    )
    def check(days: dict[str, float], inside: dict[str, int], of_users: dict[str, int] | None) -> None:
        total = fsum(days.values())
        # Each is at most a quarter of the total, and there are no more than four.
        organizations, users = (
            None if parts is None else {name: total * share / 4000 for name, share in parts.items()}
            for parts in (inside, of_users)
        )
        body: dict[str, Any] = {
            "total_acus": total,
            "consumption_by_date": days,
            "consumption_by_org_id": organizations,
        }
        if users is not None:
            body["consumption_by_user"] = users
        with bench().serving("get_daily_consumption", body):
            found = bench().ask("v2", asynchronous, lambda client: client.consumption.daily(PERIOD))
        assert {str(day.day): day.acus for day in found.days} == days
        assert [day.day for day in found.days] == sorted(day.day for day in found.days)
        assert found.total_acus == body["total_acus"]
        assert (found.by_organization, found.by_user) == (organizations, users)
        assert all(day.products is None for day in found.days)
        assert (found.products, found.unattributed, found.excluded) == (None, None, ())

    check()


@pytest.mark.parametrize("asynchronous", [False, True])
def test_counts_become_values(asynchronous: bool) -> None:
    """Each count under its own name, and None where the version does not count it."""
    fields = {
        "v2": {name: name.removesuffix("_count") for name in ("sessions_count", "searches_count")}
        | {name: name for name in ("prs_opened", "prs_closed", "prs_merged")},
        "v3": {
            name: name.removesuffix("_count")
            for name in ("sessions_count", "searches_count", "prs_created_count", "prs_merged_count")
        },
    }
    counts = st.lists(st.integers(0, 2**53), min_size=5, max_size=5, unique=True)

    @examples(5)
    @given(st.sampled_from(VERSIONS), counts)
    def check(version: Version, drawn: list[int]) -> None:
        body = dict(zip(fields[version], drawn, strict=False))
        name = {"v2": "get_usage_metrics", "v3": "get_enterprise_usage_metrics"}[version]
        with bench().serving(name, body):
            found = bench().ask(version, asynchronous, lambda client: client.metrics.usage(PERIOD))
        expected = {fields[version][name]: value for name, value in body.items()}
        every = ("sessions", "searches", "prs_opened", "prs_closed", "prs_merged", "prs_created")
        assert {each: getattr(found, each) for each in every} == {each: expected.get(each) for each in every}

    check()


@pytest.mark.parametrize("asynchronous", [False, True])
def test_cycles_become_values(asynchronous: bool) -> None:
    """Instant by instant, from date-times and from Unix seconds, also where an end is written as the last second."""
    starts = st.lists(st.dates(date(2020, 1, 1), date(2029, 12, 31)), min_size=2, max_size=9, unique=True).map(sorted)

    @examples(5)
    @given(starts, st.sampled_from([0, 8]), st.booleans(), st.sampled_from([0, -480, 345, 840]))
    def check(days: list[date], hour: int, inclusive: bool, offset_minutes: int) -> None:
        zone = timezone(timedelta(minutes=offset_minutes))
        bounds = [datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for day in days]
        pairs = list(pairwise(bounds))
        written = [(start, end - timedelta(seconds=inclusive)) for start, end in pairs]
        v2 = [
            {"start": start.astimezone(zone).isoformat(), "end": end.astimezone(zone).isoformat()}
            for start, end in written
        ]
        v3 = [{"after": int(start.timestamp()), "before": int(end.timestamp())} for start, end in reversed(written)]
        page = {"items": v3, "end_cursor": None, "has_next_page": False, "total": len(v3)}
        served: list[tuple[Version, str, Any]] = [
            ("v2", "get_consumption_cycles", v2),
            ("v3", "list_enterprise_consumption_cycles", page),
        ]
        for version, name, body in served:
            with bench().serving(name, body):
                found = bench().ask(version, asynchronous, lambda client: client.cycles.list())
            assert [(each.period.start, each.period.end) for each in found] == pairs
            assert all(each.normalised is inclusive for each in found)

    check()


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_list_is_read_page_by_page(asynchronous: bool) -> None:
    """Each page is asked for by the cursor of the one before, and its items follow those."""
    first = datetime(2025, 1, 5, 8, tzinfo=UTC)
    bounds = [int((first + index * timedelta(days=30)).timestamp()) for index in range(7)]
    items = [{"after": start, "before": end} for start, end in pairwise(bounds)]
    cursors = ["next/1", "next 2", None]
    pages = [
        {"items": items[2 * index : 2 * index + 2], "end_cursor": cursor, "has_next_page": cursor is not None}
        for index, cursor in enumerate(cursors)
    ]
    name = "list_enterprise_consumption_cycles"
    faults = [Fault(operation=name, body=json.dumps(page).encode(), times=1) for page in pages]
    bench().mock.record.clear()
    with bench().mock.faults.planted(*faults):
        found = bench().ask("v3", asynchronous, lambda client: client.cycles.list())
    assert [(each.period.start.timestamp(), each.period.end.timestamp()) for each in found] == list(pairwise(bounds))
    asked = [each.verdict.arguments.query for each in bench().mock.record if each.request.raw_path != b"/v3/self"]
    assert [query.get("after") for query in asked] == [None, *cursors[:-1]]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_whose_key_it_is_becomes_a_value(asynchronous: bool) -> None:
    """Kind, organization, id and name of every principal, also of a kind that is not known yet."""
    ids = {"service_user": "service_user_id", "devin_brain": "devin_id"}
    names = {"service_user": "service_user_name"}
    driven = named("get_self")

    @examples(10)
    @given(bodies(driven.document, driven.schema))
    def check(drawn: dict[str, Any]) -> None:
        kind, organization = drawn["principal_type"], "org-1" if drawn.get("org_id") is not None else None
        # Drawn texts are mostly such as no id is.
        body = drawn if organization is None else {**drawn, "org_id": organization}
        with bench().serving("get_self", body):
            found = bench().ask("v3", asynchronous, lambda client: client.with_options(check="raise").whoami())
        assert (found.kind, found.organization) == (kind, organization)
        assert found.id == body.get(ids.get(kind, "user_id"))
        assert found.name == body.get(names.get(kind, "user_name"))

    check()
