"""Size: a large account over years is answered from little memory, and by several threads at once."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import httpx
from devin_mock import Ledger, Mock, load
from devin_mock.activity import Activity
from devin_mock.calendar import DAY_S, billing_day, day_start
from devin_mock.ledger import EVERYBODY, PRODUCTS
from devin_mock.shapes import SLOTS, WEEKENDS, WORKDAYS
from devin_mock.transport import mock_transport

from .asking import CYCLE, NOW, encoded, request, v3_daily
from .test_parameters import asked, people_of

YEARS = [day_start(billing_day(date(year, 7, 5))) for year in range(2024, 2028)]


def ask_everything(ledger: Ledger, activity: Activity, start: int, end: int) -> int:
    """Days, people, counts and active users of a window, which agree; the sum is given."""
    total = sum(map(sum, ledger.daily(start, end, EVERYBODY).values()))
    assert total == sum(sum(ledger.totals(product, start, end)) for product in PRODUCTS)
    tally = activity.tally(start, end)
    assert tally["micro-ACUs"] == sum(ledger.totals("devin", start, end))
    assert sum(number for number, _ in activity.categories(start, end)) == tally["sessions"]
    active = activity.headcount.active(start, end, None, sessions=1, searches=1).bit_count()
    assert 0 < active < ledger.account.principals
    return total


def test_years_take_hardly_more_memory_than_one() -> None:
    """What is kept belongs to the shapes of days: a year more is some hundred kilobytes, for any number of users."""
    ledger = Ledger(seed=1, users=300)
    activity = Activity(ledger)
    tracemalloc.start()
    try:
        one = ask_everything(ledger, activity, YEARS[0], YEARS[1])
        kept = tracemalloc.get_traced_memory()[0]
        assert ask_everything(ledger, activity, YEARS[0], YEARS[3]) > 3 * one
        kept_in_the_end, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept_in_the_end - kept < 1 << 20
    assert peak < 8 << 20


def test_fifty_thousand_users_over_three_years_are_summed_by_row() -> None:
    """Each row of a shape is drawn once, whatever the number of days, and no more rows are kept than there are."""
    ledger = Ledger(seed=1, users=50_000)
    days = ledger.daily(YEARS[0], YEARS[3], EVERYBODY).values()
    assert sum(map(sum, days)) > 10**14
    assert sum(ledger.totals("devin", YEARS[0], YEARS[3])) == sum(amounts[0] for amounts in days)
    rows = ledger.shapes.session_units.cache_info()
    assert rows.misses == rows.currsize == (WORKDAYS + WEEKENDS) * len(SLOTS) < (rows.maxsize or 0) < 200


def test_threads_that_share_a_mock_read_what_one_alone_reads() -> None:
    """Every operation, asked by eight clients at once on a mock that has computed nothing yet."""
    ids = people_of(0)
    questions: list[tuple[str, dict[str, int], Any]] = []
    for document in (load("v2"), load("v3")):
        for operation in document.operations:
            names = {each.name for each in operation.parameters}
            query = {"time_after": CYCLE[0], "time_before": CYCLE[1] + 40_000} if "time_after" in names else {}
            path = operation.path.format(**{name: encoded(value) for name, value in ids.items()})
            questions.append((path, query, asked(operation, query, ids)))
    shared = Mock(seed=1, users=40, now=NOW)

    def wrong_answers(first: int) -> int:
        wrong = 0
        with httpx.Client(transport=mock_transport(shared), base_url="https://api.devin.ai") as client:
            for path, query, alone in questions[first:] + questions[:first]:
                wrong += client.get(path, params=query, headers=dict(request(path).headers)).json() != alone
        return wrong

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(wrong_answers, range(0, 40, 5))) == [0] * 8
    assert len(shared.record) == 8 * len(questions) == 8 * 42


def test_the_present_may_be_years_ahead() -> None:
    """The last day of an account of eight thousand years is like any other."""
    mock = Mock(seed=1, users=10, now=datetime(9998, 12, 1, tzinfo=UTC))
    days = v3_daily(mock, window=(mock.now() - 40 * DAY_S, mock.now()))["consumption_by_date"]
    assert len(days) == 41
    assert sum(day["acus"] for day in days) > 0
