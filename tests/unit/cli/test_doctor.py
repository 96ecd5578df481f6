"""`doctor` tells what works and what to ask for, without ever showing the key."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from attrs import evolve
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Fault, Mock
from devin_mock.transport import mock_transport
from devin_usage.billing import Clock, system_clock
from devin_usage.credential import Credential
from devin_usage.live.access import Reach, reach
from devin_usage.live.documents import document
from devin_usage.options import Options, Retries
from devin_usage.settings import Settings
from devin_usage.transport import Route

from tests.unit.cli.asking import run

_KEYS = [ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no pace; that is held to tests of its own."""
    monkeypatch.setattr("devin_usage.live.access.Pace.take", lambda _: None)


def _told(address: str, *arguments: str, key: str = ENTERPRISE_KEY, **env: str | None) -> tuple[int, dict[str, Any]]:
    only = {"DEVIN_API_KEY_V2": None, "DEVIN_API_KEY_V3": None, **env}
    done = run(address, "doctor", "--format", "json", *arguments, key=key, **only)
    assert done.stderr == ""
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["exit_code"] == done.exit_code
    return done.exit_code, told


def _table(address: str, key: str = ENTERPRISE_KEY, **env: str | None) -> tuple[int, str]:
    done = run(address, "doctor", key=key, DEVIN_API_KEY_V2=None, DEVIN_API_KEY_V3=None, **env)
    return done.exit_code, done.stdout


def _reached(mock: Mock, key: str = ENTERPRISE_KEY, *, clock: Clock = system_clock, date: str | None = None) -> Reach:
    """Ask in this process, without waiting; every answer may carry a date."""
    inner = mock_transport(mock)

    def answer(request: httpx.Request) -> httpx.Response:
        response = inner.handle_request(request)
        if date is not None:
            response.headers["date"] = date
        return response

    settings = Settings(
        route=Route("https://devin.acme.example"),
        credential=Credential(key),
        options=Options(retries=Retries(count=0)),
        bounds="exclusive",
        clock=clock,
    )
    return reach(settings, transport=httpx.MockTransport(answer), rate=1e6)


@pytest.mark.parametrize("key", _KEYS)
def test_every_operation_of_the_documents_is_told_once_and_asked_at_most_once(key: str) -> None:
    """Read-only, and nothing that the key can ask is refused by the mock, which judges strictly."""
    mock = Mock()
    found = _reached(mock, key)
    assert sorted(each.operation for each in found.accesses) == sorted(document(found.version).by_id)
    assert {each.outcome for each in found.accesses} <= {"allowed", "not asked"}
    assert len(mock.record) == sum(each.outcome == "allowed" for each in found.accesses)
    assert found.failure is None


def test_operations_that_lack_a_permission_are_gathered_by_what_to_ask_for(account: Mock, address: str) -> None:
    """And the others are asked all the same; where the documents name no permission it says so."""
    account.faults.add(Fault.parse("operation=get_enterprise_*metrics,status=403"))
    account.faults.add(Fault.parse("operation=list_enterprise_users,status=403"))
    code, told = _told(address)
    (key,) = told["keys"]
    assert (code, key["works"]) == (0, True)
    asked = {each["permission"]: each["operations"] for each in key["ask_for"]}
    assert asked[None] == ["list_enterprise_users"]
    assert "get_enterprise_usage_metrics" in asked["ViewAccountMetrics"]
    assert len(asked) == 2
    outcomes = {each["operation"]: each["outcome"] for each in key["operations"]}
    assert outcomes["get_enterprise_usage_metrics"] == "forbidden"
    assert outcomes["get_enterprise_daily_consumption"] == "allowed"
    _, shown = _table(address)
    assert "  the permission (the documents name none), for list_enterprise_users\n" in shown
    assert "  ViewAccountMetrics, for get_enterprise_" in shown


def test_the_basics_work_only_with_the_daily_consumption(account: Mock, address: str) -> None:
    """Its refusal is the exit code, and both names of the permission are told."""
    account.faults.add(Fault.parse("operation=get_enterprise_daily_consumption,status=403"))
    code, shown = _table(address)
    assert code == 12
    assert "the basics do not work: get_enterprise_daily_consumption answered 403" in shown
    assert "  ViewAccountConsumption (older pages: ManageBilling), for get_enterprise_daily_consumption" in shown


@pytest.mark.parametrize(
    ("fault", "code"),
    [("status=500", 16), ("rate_limit=3/600", 15), ("reset_after=0", 17), ("operation=get_self,garble=json", 19)],
)
def test_it_stops_where_answers_fail_to_come(account: Mock, address: str, fault: str, code: int) -> None:
    """What was not asked for that reason makes no basics that work."""
    account.faults.add(Fault.parse(fault))
    found, told = _told(address)
    assert found == code
    (key,) = told["keys"]
    assert key["failure"]
    assert not told["works"]
    failed = [each["outcome"] for each in key["operations"]].count("failed")
    assert failed == (3 if code in (15, 16) else 1)


def test_a_key_that_is_refused_is_asked_with_once(account: Mock, address: str) -> None:
    """The rest is not asked, and says why."""
    code, told = _told(address, key="cog_of_nobody")
    (key,) = told["keys"]
    assert code == 11
    assert {each["said"] for each in key["operations"][1:]} == {"the key was not accepted"}
    assert key["clock_ahead_s"] is not None  # the refusal told the time


def test_where_key_and_address_come_from_is_told_and_the_key_is_not(address: str) -> None:
    """One key for each version, each with its variable; `run` sees to it that no key is printed."""
    code, told = _told(address, key=ENTERPRISE_KEY, DEVIN_API_KEY_V2=ENTERPRISE_ADMIN_KEY)
    assert code == 0
    assert [(each["version"], each["key_from"], each["key_prefix"]) for each in told["keys"]] == [
        ("v2", "DEVIN_API_KEY_V2", "apk_user_"),
        ("v3", "DEVIN_API_KEY", "cog_"),
    ]
    assert {each["base_url_from"] for each in told["keys"]} == {"DEVIN_BASE_URL"}
    done = run("http://127.0.0.1:9", "--base-url", address, "doctor", DEVIN_API_KEY_V2=None)
    assert f"{address} (--base-url); not encrypted: it is this machine" in done.stdout


def test_every_key_that_is_set_is_examined(address: str) -> None:
    """A key that is not accepted is found though those of the versions work; the same key is asked with once."""
    versions = {"DEVIN_API_KEY_V2": ENTERPRISE_ADMIN_KEY, "DEVIN_API_KEY_V3": ENTERPRISE_KEY}
    code, told = _told(address, key="cog_of_nobody", **versions)
    assert code == 11
    assert [(each["key_from"], each["works"]) for each in told["keys"]] == [
        ("DEVIN_API_KEY", False),
        ("DEVIN_API_KEY_V2", True),
        ("DEVIN_API_KEY_V3", True),
    ]
    code, told = _told(address, key=ENTERPRISE_KEY, **versions)
    assert (code, [each["key_from"] for each in told["keys"]]) == (0, ["DEVIN_API_KEY_V2", "DEVIN_API_KEY_V3"])


@pytest.mark.parametrize("command", ["doctor", "contract"])
def test_no_text_of_the_server_steers_the_terminal(account: Mock, address: str, command: str) -> None:
    """What a key belongs to is the server's word; a contract quotes what breaks it."""
    planted = {"operation": "get_self", "breach": "set", "at": "/principal_type", "value": "\x1b[2Jservice\x9b_user"}
    account.faults.add(Fault.of(planted))
    for options in ((), ("--show-ids",)) if command == "contract" else ((),):
        done = run(address, command, *options, DEVIN_API_KEY_V2=None, DEVIN_API_KEY_V3=None)
        assert done.stdout
        assert not [each for each in done.output if not each.isprintable() and each != "\n"]


def test_an_organization_key_is_told_what_needs_more(address: str) -> None:
    """Out of scope is no refusal, and the basics are its own organization."""
    code, shown = _table(address, ORGANIZATION_KEY)
    assert code == 0
    assert "organization; of a service user" in shown
    assert "not asked: needs enterprise scope\n" in shown
    assert "Figures of the whole enterprise need a key of a service user with enterprise scope." in shown


def test_an_id_that_no_list_gives_may_be_named(address: str) -> None:
    """Such as that of a session; the mock knows none by this name."""
    _, told = _told(address, "--session", "devin-1")
    outcomes = {each["operation"]: each["outcome"] for each in told["keys"][0]["operations"]}
    assert outcomes["get_enterprise_session_daily_consumption"] != "not asked"


@pytest.mark.parametrize(
    ("ahead_s", "said"),
    [
        (30, "Clock         agrees with the server's, to a minute"),
        (7200, "Clock         7,2[0-9]{2} s ahead of the server's"),
        (-7250, "Clock         7,2[0-9]{2} s behind the server's"),
    ],
)
def test_the_clock_is_held_against_the_server_s(
    monkeypatch: pytest.MonkeyPatch, address: str, ahead_s: int, said: str
) -> None:
    """By the Date header; a minute is near enough."""
    monkeypatch.setattr("devin_usage.billing.system_clock", lambda: datetime.now(UTC) + timedelta(seconds=ahead_s))
    _, table = _table(address)
    assert re.search(said, table)
    assert ("Verdict       the basics work, but the clock of this machine is wrong" in table) == (abs(ahead_s) > 60)


@pytest.mark.parametrize("date", ["nonsense", None])
def test_a_server_that_does_not_tell_the_time_is_no_error(date: str | None) -> None:
    """The difference is not known then, and never 0."""
    assert _reached(Mock(), date=date).clock_skew_s is None


def test_a_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only host and port."""
    from devin_usage.cli.doctor import _proxy  # what is shown cannot be seen without a proxy

    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://ada:hunter2@proxy.acme.example:3128")
    assert _proxy(Route("https://devin.acme.example")) == "proxy.acme.example:3128"


def test_narrow_terminals_get_a_line_for_each_operation(address: str) -> None:
    """Without columns."""
    _, shown = _table(address, COLUMNS="50")
    assert "\nget_self: allowed\n" in shown
    assert "Permission  " not in shown


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_it_fits_the_terminal(account: Mock, address: str, width: int) -> None:
    """Results and requests are wrapped; nothing but the names of operations and permissions is longer."""
    account.faults.add(Fault.parse("operation=get_enterprise_*metrics,status=403"))
    _, shown = _table(address, COLUMNS=str(width))
    assert [line for line in shown.splitlines() if len(line) > width and " " in line.strip()] == []
    assert "get_enterprise_usage_metrics" in shown
    assert "ViewAccountMetrics" in shown


@pytest.mark.parametrize(("key", "base_url"), [("cog_of_nobody", None), (ENTERPRISE_KEY, "http://127.0.0.1:9")])
def test_what_stands_in_the_way_of_all_is_said_once(address: str, key: str, base_url: str | None) -> None:
    """Not for each of the thirty operations."""
    _, shown = _table(base_url or address, key)
    (line,) = [line for line in shown.splitlines() if "not asked" in line]
    assert re.match(r"[0-9]{2} operations were not asked: ", line)
    assert "\nget_self  " in shown


def test_progress_is_one_line_that_can_be_taken_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However narrow the terminal is."""
    from devin_usage.cli import waiting

    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    waiting.telling()("get_enterprise_service_user_daily_consumption", 10)
    waiting.clear()
    said, cleared = capsys.readouterr().err.split("\r\x1b[K")[1:]
    assert (len(said), cleared) == (29, "")


def test_without_a_key_nothing_is_asked(address: str) -> None:
    """It says where a key is looked for."""
    done = run(address, "doctor", DEVIN_API_KEY=None, DEVIN_API_KEY_V2=None, DEVIN_API_KEY_V3=None)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "set DEVIN_API_KEY" in done.stderr


def test_a_scope_that_nobody_told_takes_either_consumption() -> None:
    """Where `GET /v3/self` is forbidden, the key may be of any scope."""
    mock = Mock(faults=[Fault.parse("operation=get_self,status=403")])
    found = _reached(mock)
    assert (found.scope, found.failure) == ("unknown", None)
    refused = evolve(found, accesses=tuple(evolve(each, outcome="not asked") for each in found.accesses))
    assert refused.failure is not None
