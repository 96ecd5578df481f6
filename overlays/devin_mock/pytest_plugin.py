"""Fixtures for tests of your own report against a mock of the Devin API.

Opt in by name, in `conftest.py` or on the command line:

    pytest_plugins = ["devin_mock.pytest_plugin"]

    def test_my_report(devin_mock):                      # in process, through an httpx transport
        with DevinUsage(ENTERPRISE_KEY, transport=mock_transport(devin_mock)) as client:
            assert my_report(client) == ...

    def test_my_program(devin_mock_server, monkeypatch):  # on a port, for a program of its own
        monkeypatch.setenv("DEVIN_BASE_URL", devin_mock_server.base_url)
        monkeypatch.setenv("DEVIN_API_KEY", devin_mock_server.enterprise_key)

The account is that of `Mock()` with a fixed present. `@pytest.mark.devin_mock(users=100, now=..., lax=True)` takes the
arguments of `Mock` for one test, the fixture `devin_mock_options` for all tests that see it. When a test fails, what
the mock refused in it is in the report.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest

from devin_mock.keys import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY
from devin_mock.mock import Mock

NOW: Final = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
"""The present of the fixtures' account, some days into a cycle; `now` sets another."""

_MOCK: Final = pytest.StashKey[Mock]()
_SHOWN: Final = 20


@attrs.frozen(slots=True, kw_only=True)
class MockServer:
    """A mock that listens on a port of the loopback interface, with the keys that it takes."""

    base_url: str
    mock: Mock
    enterprise_admin_key: str = ENTERPRISE_ADMIN_KEY
    """A key for v2."""
    enterprise_key: str = ENTERPRISE_KEY
    """A key for v3, of the enterprise."""
    organization_key: str = ORGANIZATION_KEY
    """A key for v3, of the account's first organization."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "devin_mock(**options): the arguments of devin_mock.Mock for this test")


@pytest.fixture
def devin_mock_options() -> Mapping[str, Any]:
    """Give the arguments of the mock; override it to have others in a module or a folder."""
    return {}


@pytest.fixture
def devin_mock(request: pytest.FixtureRequest, devin_mock_options: Mapping[str, Any]) -> Mock:
    """Give a mock in this process, for `devin_mock.transport.mock_transport`, with nothing in its record yet."""
    marker = request.node.get_closest_marker("devin_mock")
    if marker is not None and marker.args:
        raise pytest.UsageError("the marker devin_mock takes the arguments of Mock by name: devin_mock(users=100)")
    marked: Mapping[str, Any] = marker.kwargs if marker is not None else {}
    options: dict[str, Any] = {"now": NOW, **devin_mock_options, **marked}
    mock = Mock(**options)
    request.node.stash[_MOCK] = mock
    return mock


@pytest.fixture
def devin_mock_server(devin_mock: Mock) -> Generator[MockServer]:
    """Give the same mock on a free port of the loopback interface, until the test is over."""
    try:
        from devin_mock.server import running  # an extra
    except ModuleNotFoundError as error:
        if error.name not in {"uvicorn", "httptools"}:
            raise
        raise pytest.UsageError(
            "the mock server is an extra; install it with: pip install 'devin-usage[mock]'"
        ) from error
    with running(devin_mock) as base_url:
        yield MockServer(base_url=base_url, mock=devin_mock)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say in the report of a failed test what the mock refused in it."""
    report = yield
    mock = item.stash.get(_MOCK, None)
    if mock is not None and report.failed and (refused := mock.record.refused):
        lines = [
            f"{each.request.method} {each.request.raw_path.decode('latin-1')} -> {each.status}: "
            f"{each.verdict.refusal.reason if each.verdict.refusal is not None else ''}"
            for each in refused[-_SHOWN:]
        ]
        if len(refused) > _SHOWN:
            lines.insert(0, f"... {len(refused) - _SHOWN} before")
        report.sections.append(("Refused by devin_mock", "\n".join(lines)))
    return report
