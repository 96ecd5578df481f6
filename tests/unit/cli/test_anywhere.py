"""The options of the group stand before or after the command: where the API is, and which version takes the key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY
from devin_usage.credential import PREFIXES

from tests.unit.cli.asking import run
from tests.unit.cli.invoking import NOWHERE

_DAY = ("--last", "1d", "--format", "json")


@pytest.fixture
def tokens() -> Iterator[None]:
    """Let no key say by its beginning which version takes it, as that of a personal access token does not."""
    known = dict(PREFIXES)
    PREFIXES.clear()
    PREFIXES.update({f"known_{prefix}": version for prefix, version in known.items()})
    yield
    PREFIXES.clear()
    PREFIXES.update(known)  # in their order, by which messages name them


def test_the_address_may_stand_after_the_command(address: str) -> None:
    """In both ways to write it; what stands behind `--` is no option."""
    for given in (("--base-url", address), (f"--base-url={address}",)):
        assert run(NOWHERE, "daily", *_DAY, *given).exit_code == 0
        assert run(NOWHERE, *given, "daily", *_DAY).exit_code == 0
    done = run(NOWHERE, "spec-diff", "--", "--base-url", address)
    assert done.stderr.startswith("devin-usage: --base-url cannot be read")


def test_an_option_without_its_value_is_refused_by_name(address: str) -> None:
    """It does not take the command for its value."""
    for option in ("--base-url", "--api-version", "--error-format"):
        done = run(address, "daily", option)
        assert (done.exit_code, f"Option '{option}' requires an argument" in done.stderr) == (2, True)


@pytest.mark.usefixtures("tokens")
def test_a_token_asks_the_version_that_an_option_names(address: str) -> None:
    """Before the command, after it, or in the environment; without one it is refused."""
    told = run(address, "daily", *_DAY, "--api-version", "v2", key=ENTERPRISE_ADMIN_KEY)
    assert json.loads(told.stdout)["version"] == "v2"
    told = run(address, "--api-version=v3", "daily", *_DAY)
    assert json.loads(told.stdout)["version"] == "v3"
    told = run(address, "daily", *_DAY, DEVIN_API_VERSION="v3")
    assert json.loads(told.stdout)["version"] == "v3"
    refused = run(address, "daily", *_DAY)
    assert (refused.exit_code, "--api-version v2 or --api-version v3" in refused.stderr) == (2, True)
    assert "version=" not in refused.stderr
    assert run(address, "daily", "--api-version", "v1").exit_code == 2


@pytest.mark.usefixtures("tokens")
def test_other_commands_take_the_version_too(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that make no client of the usual kind: `doctor`, `contract`, and the line of a prompt."""
    for pace in ("live.access.Pace.take", "live.pacing.Pace.wait"):
        monkeypatch.setattr(f"devin_usage.{pace}", lambda _: None)
    alone: dict[str, Any] = {"DEVIN_API_KEY_V2": None, "DEVIN_API_KEY_V3": None}
    version = ("--api-version", "v3")
    done = run(address, "doctor", *version, **alone)
    assert (done.exit_code, "v3 (a prefix that is not known), from DEVIN_API_KEY" in done.stdout) == (0, True)
    assert run(address, "contract", "--sample", "1", *version, **alone).exit_code == 0
    assert run(address, "forecast", *version).exit_code == 0
    assert run(address, "statusline", *version).stdout.startswith("ACU ")
    assert run(address, "statusline", "--refresh", *version).stdout.startswith("ACU ")


@pytest.mark.usefixtures("tokens")
def test_the_keys_of_two_versions_say_theirs_by_the_names_of_their_variables(address: str) -> None:
    """`reconcile` needs no option for tokens."""
    done = run(address, "reconcile", "--last", "2d")
    assert (done.exit_code, done.stdout.startswith("v2 and v3 agree on ")) == (0, True)


def test_a_key_of_another_version_than_the_name_of_its_variable_is_refused(address: str) -> None:
    """The beginning of a key is not overruled."""
    done = run(address, "reconcile", "--last", "2d", DEVIN_API_KEY_V2=ENTERPRISE_KEY)
    assert (done.exit_code, done.stderr) == (2, "devin-usage: DEVIN_API_KEY_V2 holds a key of v3\n")
