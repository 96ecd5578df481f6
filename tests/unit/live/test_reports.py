"""What is written: text, JSON and JUnit say the same, hold no key and nobody's name, and can be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Breach, Fault, Mock
from devin_usage.live.findings import (
    Asked,
    Finding,
    InvariantResult,
    OperationResult,
    Reach,
    Report,
    Verdict,
    Violation,
    verdict,
)
from devin_usage.live.junit import junit
from devin_usage.live.masking import Mask
from devin_usage.live.plain import plain
from devin_usage.live.text import text

from .checking import CYCLE, KEYS, NOW, account, checked

FORMS: dict[str, Callable[[Report, Verdict], str]] = {
    "text": text,
    "json": lambda report, decided: json.dumps(plain(report, decided)),
    "junit": junit,
}
ROLE_TYPE = "/items/0/role_assignments/0/role/role_type"
SESSION = "get_enterprise_session_daily_consumption"


@pytest.fixture(scope="module")
def broken() -> tuple[Mock, Report]:
    """A run that finds something of every kind, with everything asked."""
    faults = (
        Fault(operation="get_enterprise_daily_consumption", breach=Breach("wrong-total")),
        Fault(operation="get_enterprise_usage_metrics", breach=Breach("missing", "/sessions_count")),
        Fault(operation="list_enterprise_users", breach=Breach("new-field", "/items/*")),
        Fault(operation="list_enterprise_organizations", breach=Breach("wrong-total", "/total", 1)),
        Fault(operation="get_enterprise_pr_metrics", status=403),
        Fault(operation="get_user_daily_consumption", breach=Breach("wrong-total", None, 3)),
    )
    mock = account(*faults)
    return mock, checked(mock, *KEYS["both"], probing=True, period=None)


def test_the_text_says_everything_once(broken: tuple[Mock, Report]) -> None:
    """Operations by outcome, invariants, what is new, questions with answers, and what it means."""
    _, report = broken
    lines = text(report, verdict(report, required=[SESSION])).splitlines()
    assert lines[0] == "The API at devin.example, held against the documents"
    assert lines[1] == "Keys: v2 (enterprise scope), v3 (enterprise scope)"
    assert lines[2] == "Period: 2025-11-05 to 2025-12-04 (the last billing cycle that is over)"
    said = "\n".join(lines)
    for words in (
        "  FAILED         get_enterprise_usage_metrics                      1 request\n",
        "missing field  /sessions_count: required by the documents\n",
        "  not permitted  get_enterprise_pr_metrics                         403: the key lacks ViewAccountMetrics\n",
        "none is known (--session gives one); it was required\n",
        "  BROKEN         the days sum to the total (",
        "  list_enterprise_users  new field  /items/*/something_new: an object (",
        "  not checked    a session uses no more",
        "  What instant does v3's date hold?  [date-instant-v3]\n    answer  08:00:00 UTC on ",
        "    sent    get_daily_consumption start_date=",
    ):
        assert said.count(words) >= 1, words
    assert "Parameters that were not tried: email, org_ids, playbook_id, service_user_ids, user_ids.\n" in said
    assert lines[-1] == "The API breaks its documents, or an invariant."
    assert lines[-2].startswith("Operations: 38 passed, 1 failed, 1 not permitted, 0 out of scope, 2 not run. ")


@pytest.mark.parametrize("form", FORMS)
def test_no_report_holds_a_key_a_name_an_address_or_an_id(broken: tuple[Mock, Report], form: str) -> None:
    """Of anybody in the account."""
    mock, report = broken
    said = FORMS[form](report, verdict(report))
    people = mock.ledger.account
    everybody = [people.principal(index) for index in range(people.principals)]
    secret = {ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY, *(each.org_id for each in people.organizations)}
    secret |= {word for each in everybody for word in (each.principal_id, each.name, each.email) if word}
    secret |= {each.name for each in people.organizations}
    assert not [each for each in secret if each in said]


def test_ids_are_shown_where_that_is_asked_for() -> None:
    """Else they are short hashes, the same for the same id."""
    fault = Fault(operation="get_user_daily_consumption", breach=Breach("wrong-total"))
    mock = account(fault)
    users = [mock.ledger.account.principal(index).principal_id for index in range(12)]
    hidden, shown = (checked(mock, ENTERPRISE_ADMIN_KEY, mask=Mask(each)) for each in (False, True))
    assert not [user for user in users if user in text(hidden, verdict(hidden))]
    named = [user for user in users if user in text(shown, verdict(shown))]
    assert named
    assert all(Mask().id(user) in text(hidden, verdict(hidden)) for user in named)


@pytest.mark.parametrize("form", FORMS)
def test_a_server_that_echoes_the_key_gets_it_into_no_report(form: str) -> None:
    """Wherever it puts it."""
    key = ENTERPRISE_KEY
    body = json.dumps({"principal_type": key, key: key, "org_id": None, "title": key, "status": 200}).encode()
    loc = json.dumps({"detail": [{"loc": ["query", key], "msg": key, "type": key}]}).encode()
    mock = account(
        Fault(operation="get_self", status=200, body=body, headers={f"ratelimit-{key}": key}),
        Fault(operation="get_enterprise_usage_metrics", status=422, body=loc),
        Fault(operation="list_enterprise_users", breach=Breach("set", ROLE_TYPE, key)),
        Fault(operation="get_enterprise_pr_metrics", garble="media-type", headers={"content-type": key}),
    )
    report = checked(mock, key, probing=True)
    assert key not in FORMS[form](report, verdict(report))


def test_the_json_says_what_the_values_say(broken: tuple[Mock, Report]) -> None:
    """With the figures that a later run is compared with."""
    _, report = broken
    found = json.loads(FORMS["json"](report, verdict(report, required=[SESSION])))
    assert (found["format"], found["host"], found["exit_code"]) == (1, "devin.example", 1)
    assert {each["version"]: each["scope"] for each in found["asked"]} == {"v2": "enterprise", "v3": "enterprise"}
    assert (found["period"]["first_day"], found["period"]["last_day"]) == ("2025-11-05", "2025-12-04")
    assert len(found["operations"]) == 42
    by_id = {each["operation"]: each for each in found["operations"]}
    usage = by_id["get_enterprise_usage_metrics"]
    (finding,) = usage["findings"]
    assert (usage["outcome"], usage["statuses"]) == ("failed", [200])
    assert (finding["kind"], finding["severity"], finding["pointer"]) == ("missing field", "broken", "/sessions_count")
    assert (by_id[SESSION]["outcome"], by_id[SESSION]["required"]) == ("not run", True)
    assert by_id["get_enterprise_session_metrics"]["parameters_not_tried"] == ["playbook_id"]
    totals = {each["invariant"]: each for each in found["invariants"]}["the days sum to the total"]
    assert totals["outcome"] == "broken"
    assert len(totals["violations"]) == 4
    assert set(found["figures"]) == {"v2", "v3"}
    assert "2025-12-19" in found["figures"]["v2"]["days"]
    assert {each["id"] for each in found["probes"]} >= {"bounds-v2", "bounds-v3"}
    assert found["requests"]["sent"] == report.reach.requests


def test_the_junit_has_a_case_for_every_operation_and_invariant(broken: tuple[Mock, Report]) -> None:
    """What was not run is skipped, unless it was required; what is new fails where that was asked for."""
    _, report = broken
    root = _parsed(junit(report, verdict(report, required=[SESSION])))
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert len(cases) == len(report.operations) + len(report.invariants) == int(root.get("tests", ""))
    failed = {name for name, case in cases.items() if case.find("failure") is not None}
    broken_ones = {each.name for each in report.invariants if each.violations}
    assert failed == {"get_enterprise_usage_metrics", SESSION, *broken_ones}
    assert int(root.get("failures", "")) == len(failed)
    skipped = {name for name, case in cases.items() if case.find("skipped") is not None}
    assert "get_enterprise_pr_metrics" in skipped
    assert "get_organization_session_daily_consumption" in skipped
    assert int(root.get("skipped", "")) == len(skipped)
    assert not failed & skipped
    strict = _parsed(junit(report, verdict(report, fail_on_new=True)))
    new = next(case for case in strict.iter("testcase") if case.get("name") == "list_enterprise_users")
    assert new.find("failure") is not None
    assert [suite.get("name") for suite in root] == ["v2 operations", "v3 operations", "invariants"]
    assert [suite.get("timestamp") for suite in root] == ["2025-12-20T12:00:00"] * 2 + [None]


def _parsed(written: str) -> ET.Element:
    return ET.fromstring(written)  # noqa: S314  # what we have just written ourselves


HOSTILE = "</failure> & \"quoted\" 'and' <![CDATA[ ]]> \x00\x0b\x1f\ud800\ufffe\U0001f600"


def test_whatever_a_finding_says_is_well_formed_xml() -> None:
    """Marks of XML are escaped, and what XML cannot hold is replaced."""
    report = _made(Finding(kind="wrong value", pointer=HOSTILE, detail=HOSTILE), HOSTILE)
    root = _parsed(junit(report, verdict(report)))
    said = "".join(root.itertext())
    assert "</failure> & \"quoted\" 'and' <![CDATA[ ]]>" in said
    assert "\U0001f600" in said
    assert "\x00" not in said


def _made(finding: Finding, said: str) -> Report:
    one = OperationResult(version="v3", operation="get_self", path="/v3/self", outcome="failed", findings=(finding,))
    other = OperationResult(version="v3", operation="list", path="/v3/list", outcome="not run", reason=said)
    rule = InvariantResult(name="a rule", checked=1, violations=(Violation(where="get_self", said=said),) * 7)
    return Report(
        host="devin.example",
        started_at=NOW,
        asked=(Asked(version="v3", scope="enterprise", account=""),),
        period=CYCLE,
        period_called="billing days",
        operations=(one, other),
        invariants=(rule,),
        reach=Reach(requests=2, seconds=1.0, too_many=1),
    )


def test_the_text_shows_a_few_violations_and_counts_the_rest() -> None:
    """The other forms hold all."""
    report = _made(Finding(kind="wrong value", pointer="/x", detail="wrong", count=3), "said")
    lines = text(report, verdict(report)).splitlines()
    assert sum("get_self: said" in line for line in lines) == 5
    assert any(line.strip() == "and 2 more" for line in lines)
    assert any("(1 answered with 429)" in line for line in lines)
    assert any(line.endswith("wrong value  /x: wrong (3 times)") for line in lines)


@pytest.mark.parametrize(
    ("outcomes", "options", "code", "ending"),
    [
        (("passed", "not run"), {}, 0, "The API keeps its documents as far as it was asked."),
        (("passed", "failed"), {}, 1, "The API breaks its documents, or an invariant."),
        (("not permitted", "not run"), {}, 2, "Nothing could be checked"),
        (("passed", "not run"), {"every": True}, 1, "Required, and not run: b."),
        (("passed", "not permitted"), {"every": True}, 1, "Required, and not run: b."),
        (("passed", "out of scope"), {"every": True}, 0, "The API keeps its documents"),
        (("passed", "out of scope"), {"required": ["b"]}, 1, "Required, and not run: b."),
        (("passed", "not run"), {"required": ["a"]}, 0, "The API keeps its documents"),
        (("passed", "passed"), {"required": ["of_a_version_without_a_key"]}, 1, "Required, and not run: of_a"),
        (("not run", "not run"), {"required": ["a"]}, 1, "Required, and not run: a."),
        (("passed", "new"), {}, 0, "The API keeps its documents"),
        (("passed", "new"), {"fail_on_new": True}, 1, "The API has something that the documents do not know."),
    ],
)
def test_how_a_run_ends(outcomes: tuple[str, str], options: dict[str, object], code: int, ending: str) -> None:
    """In its exit code, and in the last line of the text."""
    new = Finding(kind="new field", pointer="/x", detail="a text")
    operations = tuple(
        OperationResult(
            version="v3",
            operation=name,
            path="/",
            outcome="passed" if outcome == "new" else outcome,  # type: ignore[arg-type]  # one of its values
            findings=(new,) if outcome == "new" else (),
        )
        for name, outcome in zip("ab", outcomes, strict=True)
    )
    report = Report(
        host="devin.example",
        started_at=NOW,
        asked=(Asked(version="v3", scope="enterprise", account=""),),
        period=CYCLE,
        period_called="billing days",
        operations=operations,
        invariants=(),
        reach=Reach(requests=2, seconds=1.0),
    )
    decided = verdict(report, **options)  # type: ignore[arg-type]  # the options of its signature
    assert decided.exit_code == code
    assert text(report, decided).splitlines()[-1].startswith(ending)
