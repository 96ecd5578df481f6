"""The grammar of time that the commands share."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from devin_mock import ORGANIZATION_KEY, Mock
from devin_usage import InvalidArgument
from devin_usage.cli.window import Window

from tests.unit.cli.asking import lines, refused, run

PRESENT = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "first", "last", "called"),
    [
        (Window(recent="1d"), date(2025, 12, 19), date(2025, 12, 19), "the last closed billing day"),
        (Window(recent="30d"), date(2025, 11, 20), date(2025, 12, 19), "the last 30 closed billing days"),
        (Window(recent="2w"), date(2025, 12, 6), date(2025, 12, 19), "the last 14 closed billing days"),
        (
            Window(recent="7d", include_open=True),
            date(2025, 12, 13),
            date(2025, 12, 20),
            "the last 7 closed billing days and today, which is open",
        ),
        (Window(first="2025-12-05", last="2026-01-04"), date(2025, 12, 5), date(2026, 1, 4), "billing days"),
    ],
)
def test_days_are_found_without_asking(window: Window, first: date, last: date, called: str) -> None:
    """Closed ones end before the billing day of the moment, and include it when asked for."""
    asked = window.days(lambda: PRESENT)
    assert asked is not None
    assert (asked.period.first_day, asked.period.last_day, asked.called) == (first, last, called)
    assert asked.period.aligned
    assert asked.at == PRESENT


def test_before_eight_in_the_morning_the_open_day_is_yesterdays_date() -> None:
    """Billing days start at 08:00 UTC."""
    asked = Window(recent="1d", include_open=True).days(lambda: datetime(2025, 12, 20, 7, 59, tzinfo=UTC))
    assert asked is not None
    assert (asked.period.first_day, asked.period.last_day) == (date(2025, 12, 18), date(2025, 12, 19))


@pytest.mark.parametrize("recent", ["30", "d", "0d", "-3d", "3m", "1.5d", "100000d", "३d", "3d "])
def test_a_number_of_days_that_is_none_is_refused(recent: str) -> None:
    """With the right form."""
    with pytest.raises(InvalidArgument, match="write 30d, or 4w"):
        Window(recent=recent)


@pytest.mark.parametrize("option", ["--cycle", "--from", "--to", "--last"])
@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_option_is_refused_and_never_the_current_cycle(
    account: Mock, address: str, option: str, text: str
) -> None:
    """A script whose variable is not set gets no figures of other days than it meant."""
    account.record.clear()
    assert f"{option} is empty; give it a value, or leave it out" in refused(address, "daily", option, text)
    assert not account.record


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ("DEVIN_BASE_URL", "the address (--base-url or DEVIN_BASE_URL) is no https:// address"),
        ("DEVIN_USAGE_PSEUDONYM_SECRET", "DEVIN_USAGE_PSEUDONYM_SECRET: "),
    ],
)
def test_a_variable_that_is_set_to_nothing_is_refused_and_not_replaced(
    address: str, variable: str, sentence: str
) -> None:
    """The key goes to no other deployment than was meant, and pseudonyms are those of the last run."""
    for command in (("daily", "--last", "3d", "--pseudonymise"), ("statusline", "--refresh")):
        if command[0] == "daily" or variable == "DEVIN_BASE_URL":
            done = run(address, *command, **{variable: ""})
            assert (done.exit_code, done.stdout) == (2, "")
            assert sentence in done.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--last", "3d", "--cycle", "current"), "--cycle and --last exclude each other"),
        (("--last", "3d", "--from", "2025-12-05", "--to", "2025-12-06"), "--from/--to and --last exclude each other"),
        (("--include-open",), "--include-open goes with --last"),
        (("--include-open", "--cycle", "current"), "--include-open goes with --last"),
    ],
)
@pytest.mark.parametrize("command", ["daily", "weekly", "monthly", "usage", "metrics", "by-user", "by-org"])
def test_every_command_refuses_the_same_contradictions_before_it_asks(
    account: Mock, address: str, command: str, options: tuple[str, ...], sentence: str
) -> None:
    """In one sentence, with exit code 2."""
    account.record.clear()
    assert sentence in refused(address, command, *options)
    assert not account.record


def test_a_key_that_cannot_read_cycles_is_told_the_options_that_need_none(address: str) -> None:
    """And these work."""
    done = run(address, "daily", key=ORGANIZATION_KEY)
    assert "(--from and --to, or --last 30d)" in done.stderr
    assert lines(address, "daily", "--last", "3d", key=ORGANIZATION_KEY)[0].startswith("ACUs of organization org-")


def test_the_open_day_is_marked(address: str) -> None:
    """And no other."""
    shown = lines(address, "daily", "--last", "2d", "--include-open")
    assert [line.endswith("open") for line in shown[2:6]] == [False, False, True, False]
