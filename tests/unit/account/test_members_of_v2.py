"""What v2 says of members in its maps, and what it does not say: nothing that is missing passes for 0 ACUs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from devin_usage import ContractWarning, DevinUsage, InconsistentAnswer, Period
from devin_usage.account.cache import DayCache
from devin_usage.account.history import history

from .ledgers import Account
from .sequential import run, steps

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
DAY = Period.parse("2025-12-18")
DAILY = "/v2/enterprise/consumption/daily"
USERS = "/v2/enterprise/members"


def body_of(acus: float, **maps: dict[str, float]) -> dict[str, Any]:
    return {"total_acus": acus, "consumption_by_date": {"2025-12-18": acus}, "consumption_by_org_id": {}, **maps}


class Asked:
    """A v2 that gives one answer for all organizations, and others for each that is asked for alone."""

    def __init__(self, whole: dict[str, Any], alone: dict[str, dict[str, Any]] | None = None) -> None:
        self.whole = whole
        self.alone = alone or {}
        self.paths: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        if request.url.path == USERS:
            item: dict[str, Any] = {"user_id": "u1", "email": "a@b.example", "name": "A", "enterprise_role": "member"}
            item |= {"created_at": "2025-01-01T08:00:00Z", "last_login": None}
            return httpx.Response(200, json={"items": [item], "total": 1, "skip": 0, "limit": 100, "has_more": False})
        if request.url.path != DAILY:
            return httpx.Response(200, json=body_of(2.0))
        asked = request.url.params.get_list("org_ids")
        return httpx.Response(200, json=self.alone[asked[0]] if len(asked) == 1 else self.whole)

    @contextmanager
    def client(self, **options: Any) -> Iterator[DevinUsage]:
        options = {"base_url": "https://devin.example", "clock": lambda: NOW, "retries": 0, **options}
        with DevinUsage("apk_user_FAKE", transport=httpx.MockTransport(self), **options) as client:
            yield client


@pytest.mark.parametrize(
    ("alone", "known"),
    [
        (body_of(0.0), False),  # as v2 answers for an id that it does not know
        (body_of(3.0), False),  # of whom?
        (body_of(0.0, consumption_by_org_id={"org-2": 0.0}), True),
        (body_of(3.0, consumption_by_org_id={"org-2": 3.0}), True),
    ],
)
@pytest.mark.parametrize("cached", [False, True])
def test_an_organization_is_known_when_its_own_answer_lists_it(
    alone: dict[str, Any], known: bool, cached: bool, tmp_path: Path
) -> None:
    """The same when it is asked for again with a cache, which keeps no maps."""
    whole = body_of(5.0 + alone["total_acus"], consumption_by_org_id={"org-1": 5.0})
    asked = Asked(whole, {"org-2": alone})
    with asked.client() as client, DayCache(tmp_path / "days") as cache:
        for _ in range(2):
            found = client.consumption.by_organization(
                DAY, organizations=["org-1", "org-2"], cache=cache if cached else None
            )
            assert found.acus == {"org-1": 5.0, **({"org-2": alone["total_acus"]} if known else {})}
            assert found.complete is known
            if not known:
                error = found.failures["org-2"]
                assert isinstance(error, InconsistentAnswer)
                assert "org-2" not in str(error)
                assert "idle, or the id is unknown" in str(error)


def test_without_maps_only_what_was_used_tells_that_there_is_an_organization() -> None:
    """A deployment that gives no map at all gives 0 for any id."""
    without = {key: value for key, value in body_of(4.0).items() if key != "consumption_by_org_id"}
    idle = {**without, "total_acus": 0.0, "consumption_by_date": {}}
    asked = Asked(without, {"org-1": without, "org-2": idle})
    with asked.client(check="warn") as client, pytest.warns(ContractWarning):  # the contract requires the map
        found = client.consumption.by_organization(DAY, organizations=["org-1", "org-2"])
    assert found.acus == {"org-1": 4.0}
    assert list(found.failures) == ["org-2"]


def test_an_empty_map_of_users_beside_acus_is_no_breakdown() -> None:
    """The members are asked, as where there is no map; an account without use has no users to break down by."""
    asked = Asked(body_of(2.0, consumption_by_user={}))
    with asked.client() as client:
        found = client.consumption.by_user(DAY)
        assert found.acus == {"u1": 2.0}
        assert found.unattributed == 0.0
        asked.whole = body_of(0.0, consumption_by_user={})
        asked.paths.clear()
        idle = client.consumption.by_user(DAY)
    assert (idle.acus, idle.total_acus, asked.paths) == ({}, 0.0, [DAILY])


@pytest.mark.parametrize(
    ("users", "told"),
    [
        ({"u1": 2.0}, "Whether v2's users include service users is not documented."),
        (
            {"u1": 1.0, "service-user-a": 0.5, "service-user-b": 0.5},
            "Whether v2's users include service users is not documented; 2 of these ids start with service-user-.",
        ),
    ],
)
def test_users_of_a_map_may_be_service_users(users: dict[str, float], told: str) -> None:
    """Nobody finds that out from the figures, so a caveat counts the ids that look like it."""
    with Asked(body_of(2.0, consumption_by_user=users)).client() as client:
        assert told in client.consumption.by_user(DAY).caveats
        assert not any("service users" in each for each in client.consumption.by_organization(DAY).caveats)


# The maps of a history.

CLOSED = Period.parse("2025-10-20/2025-12-10")


def read(account: Account, change: Any, period: Period = CLOSED, **options: Any) -> Any:
    """Read a history while something changes the answer for the whole period, or those for its parts."""
    with account.client("v2") as client:

        def send(call: Any) -> object:
            body: Any = client._session.sender.send(call)
            if call.operation == "get_daily_consumption":
                change(call.arguments["start_date"] == period.start and call.arguments["end_date"] == period.end, body)
            return body

        return steps(history(client._session.context, period, **options), {"v2": send})


@pytest.mark.parametrize(("kind", "name"), [("user", "consumption_by_user"), ("organization", "consumption_by_org_id")])
def test_maps_of_the_parts_that_contradict_the_whole_are_an_error(kind: str, name: str) -> None:
    """Days and sums agree, and yet somebody would be billed for another."""
    account = Account()

    def swap(whole: bool, body: Any) -> None:
        if whole:
            first, second = list(body[name])[:2]
            body[name][first], body[name][second] = body[name][second], body[name][first]

    with pytest.raises(InconsistentAnswer, match=f"the ACUs by {kind} in answers for billing cycles do not sum"):
        read(account, swap)
    assert read(account, swap, check=False).checked is False


def test_maps_that_were_revised_between_the_questions_are_read_again() -> None:
    """The parts are asked once more; when they agree, the history stands."""
    account, seen = Account(), list[bool]()

    def once(whole: bool, body: Any) -> None:
        seen.append(whole)
        if len(seen) == 1:
            first, second = list(body["consumption_by_user"])[:2]
            body["consumption_by_user"][first] -= 0.25
            body["consumption_by_user"][second] += 0.25

    found = read(account, once)
    assert found.checked
    assert seen == [False] * 3 + [True] + [False] * 3
    with account.client("v2") as client:
        assert found.consumption.by_user == pytest.approx(dict(client.consumption.daily(CLOSED).by_user or {}))


def test_maps_that_hold_an_open_day_are_not_compared_and_it_is_said() -> None:
    """They have no days, so that the open one cannot be taken out."""
    account = Account()

    def swap(whole: bool, body: Any) -> None:
        if whole:
            body["consumption_by_user"] = {}

    found = read(account, swap, Period.parse("2025-10-20/2025-12-20"))
    assert found.checked
    assert any("nor were ACUs by user and by organization" in each for each in found.consumption.caveats)
    with account.client("v3") as client:
        v3 = run(history(client._session.context, Period.parse("2025-10-20/2025-12-20")), client)
    assert not any("nor were" in each for each in v3.consumption.caveats)
