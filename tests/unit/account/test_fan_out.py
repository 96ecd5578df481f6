"""The policy of a fan-out, without threads, tasks or a server: which job is next, and when to wait or to stop."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from devin_usage import (
    ConnectionFailed,
    DevinUsageError,
    Forbidden,
    InvalidArgument,
    NotFound,
    RateLimited,
    ResponseValidationError,
    ServerError,
    TimedOut,
    Unauthorized,
    UnsupportedByScope,
)
from devin_usage.account.fan_out import ATTEMPTS, ATTEMPTS_RATE_LIMITED, FanOut, Gate, NotAsked
from devin_usage.account.work import Job, Many, Progress
from devin_usage.options import Retries

RETRIES = Retries(backoff_s=1.0, longest_backoff_s=8.0, longest_retry_after_s=60.0)


def no_plan() -> Generator[Any, Any, None]:
    raise AssertionError("the policy makes no plans")
    yield


def policy(count: int, concurrency: int = 4) -> FanOut:
    return FanOut(Many([Job(f"u{number}", no_plan) for number in range(count)], concurrency), RETRIES)


def limited(retry_after_s: float | None = None) -> RateLimited:
    return RateLimited("429", status=429, retry_after_s=retry_after_s)


def failing() -> list[DevinUsageError]:
    return [ServerError("503", status=503), ConnectionFailed("reset"), TimedOut("late")]


def taken(fan_out: FanOut) -> int:
    number = fan_out.take()
    assert number is not None
    return number


def test_jobs_are_taken_in_order_and_no_more_than_may_run() -> None:
    """A job that has ended makes room for one more."""
    fan_out = policy(5, concurrency=2)
    assert [fan_out.take(), fan_out.take(), fan_out.take()] == [0, 1, None]
    fan_out.settle(1, "one")
    assert [fan_out.take(), fan_out.take()] == [2, None]


@pytest.mark.parametrize("error", failing(), ids=lambda error: type(error).__name__)
def test_what_failed_in_passing_comes_after_all_others(error: DevinUsageError) -> None:
    """And then again, until it has been tried as often as it may be; its last error stands."""
    fan_out = policy(3, concurrency=1)
    order: list[int] = []
    while not fan_out.finished:
        order.append(taken(fan_out))
        fan_out.settle(order[-1], error if order[-1] == 0 else "well")
    assert order == [0, 1, 2] + [0] * (ATTEMPTS - 1)
    assert fan_out.outcomes() == {"u0": error, "u1": "well", "u2": "well"}
    assert fan_out.progress == Progress(done=2, failed=1, total=3)


def test_a_job_that_was_refused_for_its_rate_is_tried_more_often() -> None:
    """The others were in its way, not an error of its own; yet it ends."""
    fan_out = policy(1, concurrency=1)
    tries = 0
    while not fan_out.finished:
        fan_out.settle(taken(fan_out), limited(1.0))
        tries += 1
    assert tries == ATTEMPTS_RATE_LIMITED > ATTEMPTS


@pytest.mark.parametrize(
    "error",
    [
        NotFound("404", status=404),
        Forbidden("403", status=403),
        ResponseValidationError("broken", operation=None, pointer="", expected="", seen=""),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_would_fail_again_is_not_tried_again(error: DevinUsageError) -> None:
    """It ends that job alone."""
    fan_out = policy(2, concurrency=1)
    fan_out.settle(taken(fan_out), error)
    assert taken(fan_out) == 1
    fan_out.settle(1, "well")
    assert fan_out.outcomes() == {"u0": error, "u1": "well"}


@pytest.mark.parametrize(
    "error",
    [Unauthorized("401", status=401), InvalidArgument("closed"), UnsupportedByScope("no")],
    ids=lambda error: type(error).__name__,
)
def test_what_is_the_same_for_all_ends_all(error: DevinUsageError) -> None:
    """It is raised as it is."""
    fan_out = policy(3)
    with pytest.raises(type(error)) as caught:
        fan_out.settle(taken(fan_out), error)
    assert caught.value is error


def test_a_refusal_for_the_rate_halves_how_many_run_and_answers_raise_it_again() -> None:
    """From eight to four, to one at the least; as many answers in a row as may run make one more."""
    fan_out = policy(200, concurrency=8)

    def room() -> int:
        found = []
        while (number := fan_out.take()) is not None:
            found.append(number)
        for number in found:
            fan_out.settle(number, "well")
        return len(found)

    fan_out.settle(taken(fan_out), limited())
    assert room() == 4
    for _ in range(5):
        fan_out.settle(taken(fan_out), limited())
    assert room() == 1
    assert [room() for _ in range(8)] == [2, 3, 4, 5, 6, 7, 8, 8]


@pytest.mark.parametrize("concurrency", [1, 8, 32])
@pytest.mark.parametrize("error", [*failing(), Forbidden("403", status=403)], ids=lambda error: type(error).__name__)
def test_silence_from_the_start_ends_the_asking(error: DevinUsageError, concurrency: int) -> None:
    """After 16 jobs in a row, or twice those that run: who was not asked is named, with the last failure as reason."""
    fan_out = policy(300, concurrency=concurrency)
    asked: list[int] = []
    while (number := fan_out.take()) is not None:
        asked.append(number)
        fan_out.settle(number, error)
    assert len(asked) == max(16, 2 * concurrency)
    assert fan_out.finished
    outcomes = list(fan_out.outcomes().values())
    assert [type(each) for each in outcomes] == [type(error)] * len(asked) + [NotAsked] * (300 - len(asked))
    assert outcomes[-1].reason is error
    assert type(error).__name__ in str(outcomes[-1])


def test_silence_after_answers_is_borne_longer() -> None:
    """Three times as many in a row; one answer among them, or one that is refused for itself, starts the count anew."""
    fan_out = policy(1000, concurrency=1)
    fan_out.settle(taken(fan_out), "well")
    for _ in range(47):
        fan_out.settle(taken(fan_out), failing()[0])
    fan_out.settle(taken(fan_out), NotFound("404", status=404))
    for _ in range(47):
        fan_out.settle(taken(fan_out), failing()[0])
    assert not fan_out.finished
    fan_out.settle(taken(fan_out), failing()[0])
    assert fan_out.finished


def test_those_on_their_way_when_the_asking_ends_are_still_counted() -> None:
    """An answer counts, and a failure is not put back into a queue that nobody empties."""
    fan_out = policy(100, concurrency=3)
    first, second, third = taken(fan_out), taken(fan_out), taken(fan_out)
    too_long = limited(61.0)
    fan_out.settle(first, too_long)
    assert fan_out.take() is None
    assert not fan_out.finished
    fan_out.settle(second, "well")
    fan_out.settle(third, failing()[0])
    assert fan_out.finished
    outcomes = fan_out.outcomes()
    assert outcomes["u0"] is too_long
    assert outcomes["u1"] == "well"
    assert isinstance(outcomes["u2"], ServerError)
    assert isinstance(outcomes["u3"], NotAsked)


def test_failures_keep_no_frames_alive() -> None:
    """A traceback holds on to the plan and the answer of every failed member."""
    fan_out = policy(1)
    try:
        raise NotFound("404", status=404)
    except NotFound as error:
        failure = error
    fan_out.settle(taken(fan_out), failure)
    assert failure.__traceback__ is None


def test_two_jobs_of_one_name_are_a_bug() -> None:
    """One outcome would hide the other."""
    with pytest.raises(ValueError, match="one name"):
        FanOut(Many([Job("u1", no_plan), Job("u1", no_plan)]), RETRIES)


class Clock:
    """Tells the seconds that it was set to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def gate() -> tuple[Gate, Clock]:
    clock = Clock()
    return Gate(RETRIES, clock=clock, chance=lambda: 0.0), clock


def test_a_gate_is_open_until_a_refusal_and_then_for_as_long_as_it_asks_shut() -> None:
    """No longer, and no longer than patience goes."""
    held, clock = gate()
    assert held.held_s() <= 0
    held.refused(20.0)
    assert held.held_s() == pytest.approx(20.0)
    clock.seconds += 20.0
    assert held.held_s() <= 0
    held.refused(1e9)
    assert held.held_s() == pytest.approx(60.0)


def test_refusals_of_those_on_their_way_do_not_add_up() -> None:
    """Eight answers to one burst are one refusal; a longer wait among them holds."""
    held, clock = gate()
    for _ in range(8):
        held.refused(None)
    assert held.held_s() == pytest.approx(1.0)
    clock.seconds += 0.5
    held.refused(3.0)
    held.refused(1.0)
    assert held.held_s() == pytest.approx(3.0)


def test_without_a_wait_asked_for_it_grows_until_an_answer_comes() -> None:
    """It doubles up to the longest backoff, and starts small again."""
    held, clock = gate()
    waits: list[float] = []
    for _ in range(5):
        held.refused(None)
        waits.append(held.held_s())
        held.passed()  # one that had been on its way: it says nothing of what comes after
        clock.seconds += held.held_s()
    assert waits == pytest.approx([1.0, 2.0, 4.0, 8.0, 8.0])
    held.passed()
    held.refused(None)
    assert held.held_s() == pytest.approx(1.0)
