"""The pytest plugin, as a project of its own would use it."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

CONFTEST = 'pytest_plugins = ["devin_mock.pytest_plugin"]\n'
IMPORTS = """
import os
import httpx
import pytest
from devin_mock import ENTERPRISE_KEY, Mock
from devin_mock.transport import mock_transport

AUTHORIZATION = {"Authorization": f"Bearer {ENTERPRISE_KEY}"}

def asked(mock, path="/v3/self"):
    with httpx.Client(transport=mock_transport(mock), base_url="https://api.devin.ai", headers=AUTHORIZATION) as client:
        return client.get(path)
"""


def run(pytester: pytest.Pytester, tests: str, *options: str, conftest: str = CONFTEST) -> pytest.RunResult:
    pytester.makeconftest(conftest)
    pytester.makepyfile(IMPORTS + tests)
    return pytester.runpytest_inprocess(
        "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:hypothesispytest", *options
    )


def test_the_mock_is_there_in_process_and_on_a_port(pytester: pytest.Pytester) -> None:
    """Both fixtures are one account; the keys that it takes come with the server."""
    run(
        pytester,
        """
def test_in_process(devin_mock):
    assert asked(devin_mock).status_code == 200
    assert len(devin_mock.record) == 1

def test_on_a_port(devin_mock, devin_mock_server):
    headers = {"Authorization": f"Bearer {devin_mock_server.enterprise_key}"}
    answer = httpx.get(devin_mock_server.base_url + "/v3/self", headers=headers, trust_env=False)
    assert answer.json() == asked(devin_mock).json()
    assert devin_mock_server.base_url.startswith("http://127.0.0.1:")
    assert len(devin_mock_server.mock.record) == 2

def test_each_test_has_a_mock_of_its_own(devin_mock):
    assert len(devin_mock.record) == 0
    assert devin_mock.now() == 1766244600
""",
    ).assert_outcomes(passed=3)


def test_options_come_from_a_fixture_or_a_marker(pytester: pytest.Pytester) -> None:
    """The marker of one test wins over the fixture of all."""
    run(
        pytester,
        """
@pytest.fixture
def devin_mock_options():
    return {"users": 12, "lax": True}

def test_fixture(devin_mock):
    assert (devin_mock.ledger.account.users, devin_mock.lax) == (12, True)

@pytest.mark.devin_mock(users=13)
def test_marker(devin_mock):
    assert (devin_mock.ledger.account.users, devin_mock.lax) == (13, True)
""",
    ).assert_outcomes(passed=2)


def test_a_marker_without_names_is_an_error(pytester: pytest.Pytester) -> None:
    """It says how to write it."""
    result = run(pytester, "@pytest.mark.devin_mock(100)\ndef test_it(devin_mock): ...\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*by name: devin_mock(users=100)*"])


def test_a_failed_test_shows_what_was_refused(pytester: pytest.Pytester) -> None:
    """With the reason, the last ones only, and without the key; a test that passes shows nothing."""
    result = run(
        pytester,
        """
def test_fails(devin_mock):
    for _ in range(25):
        asked(devin_mock, "/v3/self?colour=red")
    assert False

def test_passes(devin_mock):
    asked(devin_mock, "/v3/self?colour=blue")
""",
        "-rP",
    )
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*Refused by devin_mock*", "... 5 before", "GET /v3/self -> 422: *query.colour*"])
    text = result.stdout.str()
    assert text.count("GET /v3/self -> 422") == 20
    assert "blue" not in text


def test_nothing_is_there_without_opting_in(pytester: pytest.Pytester) -> None:
    """Installing the package changes no test run."""
    result = run(pytester, "def test_it(devin_mock): ...\n", conftest="")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'devin_mock' not found*"])
