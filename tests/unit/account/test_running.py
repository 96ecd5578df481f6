"""Fan-outs with threads and with tasks: what is sent, what ends them, and what is left behind."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from typing import Any

import anyio
import httpx
import pytest
from attrs import evolve
from devin_usage import (
    ConnectionFailed,
    InvalidArgument,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
)
from devin_usage.account.fan_out import NotAsked
from devin_usage.account.running import AsyncRunner, SyncRunner
from devin_usage.account.work import Job, Many, Progress, Work
from devin_usage.credential import Credential
from devin_usage.operations import Call
from devin_usage.options import Options, Retries, Timeout
from devin_usage.transport import AsyncSender, Route, Shared, SyncSender, async_pool, sync_pool

USER_DAILY = "get_enterprise_user_daily_consumption"
EMPTY = {"total_acus": 0.0, "consumption_by_date": []}
NO_RETRIES = Retries(count=0, backoff_s=0)
SECONDS = 30.0
"""No test takes as long; a wait that ends there has failed."""

Answering = Callable[[str], httpx.Response]


class Server:
    """Answers by user, and keeps what it was asked and how many it was asked at once."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._lock = threading.Lock()
        self.asked: list[str] = []
        self.running = self.most_at_once = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        user = request.url.path.rpartition("/")[2]
        with self._lock:
            self.asked.append(user)
            self.running += 1
            self.most_at_once = max(self.most_at_once, self.running)
        try:
            return self._answering(user)
        finally:
            with self._lock:
                self.running -= 1

    async def later(self, request: httpx.Request) -> httpx.Response:
        user = request.url.path.rpartition("/")[2]
        self.asked.append(user)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            await anyio.lowlevel.checkpoint()
            return self._answering(user)
        finally:
            self.running -= 1


def ok(user: str) -> httpx.Response:
    return httpx.Response(200, json=EMPTY)


def asking(user: str) -> Generator[Call, Any, str]:
    yield Call("v3", USER_DAILY, {"user_id": user})
    return user


def jobs(count: int) -> list[Job]:
    def job(user: str) -> Job:
        return Job(user, lambda: asking(user))

    return [job(f"u{number}") for number in range(count)]


def all_of(many: Many) -> Work[Any]:
    return (yield many)


def shared(retries: Retries) -> Shared:
    options = Options(retries=retries, timeout=Timeout(total_s=SECONDS))
    return Shared(Route("https://devin.example"), Credential("cog_FAKE"), options)


def run_sync(work: Work[Any], server: Server, retries: Retries = NO_RETRIES) -> Any:
    pool = sync_pool(Route("https://devin.example"), httpx.MockTransport(server))
    return SyncRunner({"v3": SyncSender(shared(retries), pool)}).run(work)


def run_async(work: Work[Any], server: Server, retries: Retries = NO_RETRIES) -> Any:
    async def main() -> Any:
        pool = async_pool(Route("https://devin.example"), httpx.MockTransport(server.later))
        with anyio.fail_after(SECONDS):
            return await AsyncRunner({"v3": AsyncSender(shared(retries), pool)}).run(work)

    return anyio.run(main)


Run = Callable[..., Any]
BOTH = pytest.mark.parametrize("run", [run_sync, run_async])


@BOTH
def test_outcomes_come_in_the_order_of_the_jobs(run: Run) -> None:
    """Whatever comes first, names stand as they were given, each once."""
    server = Server(ok)
    outcomes = run(all_of(Many(jobs(50), concurrency=8)), server)
    assert list(outcomes) == [f"u{number}" for number in range(50)]
    assert list(outcomes.values()) == list(outcomes)
    assert sorted(server.asked) == sorted(outcomes)


def test_no_more_threads_ask_than_they_may() -> None:
    """All that may run do run side by side, and no more: each waits until the others have come."""
    together = threading.Barrier(5, timeout=SECONDS)

    def answer(user: str) -> httpx.Response:
        together.wait()
        return ok(user)

    server = Server(answer)
    run_sync(all_of(Many(jobs(40), concurrency=5)), server)
    assert server.most_at_once == 5


def test_no_more_tasks_ask_than_they_may() -> None:
    """As many as may run do run side by side."""
    server = Server(ok)
    run_async(all_of(Many(jobs(40), concurrency=5)), server)
    assert server.most_at_once == 5


@BOTH
def test_what_fails_in_passing_is_tried_again(run: Run) -> None:
    """Each third job fails once, after the retries of its call, and has an answer in the end."""
    seen: Counter[str] = Counter()

    def answer(user: str) -> httpx.Response:
        seen[user] += 1
        return ok(user) if seen[user] > 2 or int(user[1:]) % 3 else httpx.Response(503)

    server = Server(answer)
    outcomes = run(all_of(Many(jobs(12), concurrency=4)), server, Retries(count=1, backoff_s=0))
    assert list(outcomes.values()) == list(outcomes)
    assert seen["u0"] == 3
    assert seen["u1"] == 1


@BOTH
def test_what_fails_for_good_is_named(run: Run) -> None:
    """A job that is refused is asked once, one that fails each time three times, and the others are complete."""

    def answer(user: str) -> httpx.Response:
        return httpx.Response({"u3": 404, "u5": 500}.get(user, 200), json=EMPTY)

    server = Server(answer)
    outcomes = run(all_of(Many(jobs(10), concurrency=3)), server)
    assert isinstance(outcomes["u3"], NotFound)
    assert isinstance(outcomes["u5"], ServerError)
    assert sum(isinstance(each, str) for each in outcomes.values()) == 8
    assert Counter(server.asked)["u3"] == 1
    assert Counter(server.asked)["u5"] == 3


@BOTH
def test_a_refused_key_ends_everything(run: Run) -> None:
    """401 is raised as it is, and most of many jobs are not sent any more."""
    server = Server(lambda user: httpx.Response(401 if user == "u2" else 200, json=EMPTY))
    with pytest.raises(Unauthorized):
        run(all_of(Many(jobs(1000), concurrency=4)), server)
    assert len(server.asked) < 900


def test_those_on_their_way_are_waited_for_when_all_has_ended() -> None:
    """The error comes when nothing is running any more, and what they would have asked next is not asked."""
    together = threading.Barrier(2, timeout=SECONDS)
    release = threading.Event()

    def answer(user: str) -> httpx.Response:
        together.wait()
        if user == "u0":
            threading.Timer(0.2, release.set).start()
            return httpx.Response(401)
        release.wait(SECONDS)
        return ok(user)

    def twice(user: str) -> Generator[Call, Any, str]:
        yield from asking(user)
        return (yield from asking(f"{user}-again"))

    server = Server(answer)
    pair = [Job("u0", lambda: asking("u0")), Job("u1", lambda: twice("u1"))]
    with pytest.raises(Unauthorized):
        run_sync(all_of(Many(pair, concurrency=2)), server)
    assert release.is_set()
    assert server.running == 0
    assert sorted(server.asked) == ["u0", "u1"]


@BOTH
def test_a_bug_in_a_plan_ends_everything_and_is_raised_as_it_is(run: Run) -> None:
    """No error of somebody's code becomes a failed member."""

    def broken() -> Generator[Call, Any, str]:
        yield Call("v3", USER_DAILY, {"user_id": "u-broken"})
        raise ZeroDivisionError

    server = Server(ok)
    with pytest.raises(ZeroDivisionError):
        run(all_of(Many([Job("broken", broken), *jobs(1000)], concurrency=4)), server)
    assert len(server.asked) < 900


@BOTH
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_the_watch_raises_ends_everything(run: Run, error: type[BaseException]) -> None:
    """Nothing is sent any more once the caller has stopped it, and no thread is left."""

    def watch(progress: Progress) -> None:
        if progress.done == 20:
            raise error

    server = Server(ok)
    with pytest.raises(error):
        run(all_of(Many(jobs(1000), concurrency=4, watch=watch)), server)
    sent = len(server.asked)
    assert 20 <= sent < 60
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("devin-usage")]
    assert len(server.asked) == sent


def test_ctrl_c_does_not_wait_for_a_server_that_hangs() -> None:
    """The caller is free after about a second, and the threads send nothing more once their answers come."""
    together = threading.Barrier(4, timeout=SECONDS)
    release = threading.Event()

    def answer(user: str) -> httpx.Response:
        if len(server.asked) <= 4:
            together.wait()
        if user == "u0":
            return httpx.Response(404)
        release.wait(SECONDS)
        return httpx.Response(503)

    def watch(progress: Progress) -> None:
        if progress.failed:
            raise KeyboardInterrupt

    server = Server(answer)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_sync(all_of(Many(jobs(100), concurrency=4, watch=watch)), server, Retries(count=5, backoff_s=0.01))
    assert time.monotonic() - started < SECONDS / 2
    sent = len(server.asked)
    left = [thread for thread in threading.enumerate() if thread.name.startswith("devin-usage")]
    assert left
    assert all(thread.daemon for thread in left)  # they do not keep the program from ending
    release.set()
    for thread in left:
        thread.join(SECONDS)
        assert not thread.is_alive()
    assert len(server.asked) == sent


@BOTH
def test_the_progress_is_told_member_by_member(run: Run) -> None:
    """It starts at nothing, grows by one, names failures, and ends at the total."""
    told: list[Progress] = []
    server = Server(lambda user: httpx.Response(404 if user == "u1" else 200, json=EMPTY))
    run(all_of(Many(jobs(9), concurrency=3, watch=told.append)), server)
    assert [each.done + each.failed for each in told] == list(range(10))
    assert told[-1] == Progress(done=8, failed=1, total=9)


def test_the_progress_is_told_in_the_thread_of_the_caller() -> None:
    """A watch may draw on a screen that belongs to one thread."""
    threads: set[int] = set()
    many = Many(jobs(9), concurrency=3, watch=lambda _: threads.add(threading.get_ident()))
    run_sync(all_of(many), Server(ok))
    assert threads == {threading.get_ident()}


def test_a_slow_watch_is_not_outrun() -> None:
    """While the caller has not heard of the first members, only so many more are asked."""
    many_asked = threading.Event()
    outrun: list[bool] = []

    def answer(user: str) -> httpx.Response:
        if len(server.asked) >= 30:
            many_asked.set()
        return ok(user)

    def watch(progress: Progress) -> None:
        if progress.done == 1:
            outrun.append(many_asked.wait(0.3))

    server = Server(answer)
    run_sync(all_of(Many(jobs(400), concurrency=4, watch=watch)), server)
    assert outrun == [False]
    assert len(server.asked) == 400


@BOTH
def test_an_api_that_is_down_is_not_asked_for_every_member(run: Run) -> None:
    """Who was asked has the failure; who was not is named as not asked, with the reason; none is missing."""
    server = Server(lambda _: httpx.Response(503))
    outcomes = run(all_of(Many(jobs(500), concurrency=4)), server)
    assert len(outcomes) == 500
    kinds = Counter(type(each) for each in outcomes.values())
    assert set(kinds) == {ServerError, NotAsked}
    assert len(server.asked) < 30
    not_asked = outcomes["u499"]
    assert isinstance(not_asked, NotAsked)
    assert isinstance(not_asked.reason, ServerError)
    assert "u" not in str(not_asked).split("ServerError (503)")[1].split(";")[0]


@BOTH
def test_a_wait_beyond_patience_ends_the_asking(run: Run) -> None:
    """A server that asks to wait for an hour is not asked again by the others either."""
    server = Server(lambda _: httpx.Response(429, headers={"retry-after": "3600"}))
    retries = Retries(count=0, longest_retry_after_s=0.001)
    outcomes = run(all_of(Many(jobs(100), concurrency=2)), server, retries)
    assert len(server.asked) <= 2
    assert {type(each) for each in outcomes.values()} == {RateLimited, NotAsked}


@BOTH
def test_a_refusal_for_the_rate_holds_everybody_back(run: Run) -> None:
    """With one second to wait, nobody asks within it, though the jobs of others were never refused."""
    refused: list[float] = []
    soon: list[str] = []

    def answer(user: str) -> httpx.Response:
        if user == "u5" and not refused:
            refused.append(time.monotonic())
            return httpx.Response(429, headers={"retry-after": "1"})
        if refused and time.monotonic() < refused[0] + 0.95:
            soon.append(user)
        return ok(user)

    outcomes = run(all_of(Many(jobs(200), concurrency=3)), Server(answer))
    assert list(outcomes.values()) == list(outcomes)
    assert len(soon) < 3  # those that were on their way


def held_for(seconds: float) -> Shared:
    class Held:
        def refused(self, retry_after_s: float | None) -> None:
            raise AssertionError

        def held_s(self) -> float:
            return seconds

    return evolve(shared(NO_RETRIES), pacing=Held())


def test_an_attempt_that_follows_waits_with_the_others_if_its_call_has_the_time() -> None:
    """Otherwise it waits for as long as it would have."""
    assert held_for(3.0).pause(0.1, left_s=10.0) == 3.0
    assert held_for(3.0).pause(0.1, left_s=2.0) == 0.1
    assert held_for(-5.0).pause(0.1, left_s=10.0) == 0.1
    assert shared(NO_RETRIES).pause(None, left_s=10.0) == 0.0


def test_waiting_for_others_takes_no_time_from_a_call() -> None:
    """A call that waits for its turn longer than it may take has its whole time afterwards."""
    refused = threading.Event()

    def answer(user: str) -> httpx.Response:
        if user == "u0" and not refused.is_set():
            refused.set()
            return httpx.Response(429, headers={"retry-after": "1"})
        return ok(user)

    options = Options(retries=NO_RETRIES, timeout=Timeout(total_s=0.5, read_s=0.5, connect_s=0.5))
    sender = SyncSender(
        Shared(Route("https://devin.example"), Credential("cog_FAKE"), options),
        sync_pool(Route("https://devin.example"), httpx.MockTransport(Server(answer))),
    )
    started = time.monotonic()
    outcomes = SyncRunner({"v3": sender}).run(all_of(Many(jobs(4), concurrency=1)))
    assert time.monotonic() - started > 0.9
    assert list(outcomes.values()) == list(outcomes)


@BOTH
@pytest.mark.parametrize("concurrency", [0, 65, True, 2.0, "8", None])
def test_a_concurrency_that_cannot_be_is_refused(run: Run, concurrency: Any) -> None:
    """Before anything is sent."""
    server = Server(ok)
    with pytest.raises(InvalidArgument, match="concurrency must be a whole number from 1 to 64"):
        run(all_of(Many(jobs(3), concurrency=concurrency)), server)
    assert server.asked == []


@BOTH
def test_a_version_without_a_sender_is_a_bug_that_says_so(run: Run) -> None:
    """In the work itself and in a job of it."""

    def work() -> Work[Any]:
        return (yield Call("v2", "get_consumption_cycles"))

    def plan() -> Generator[Call, Any, Any]:
        return (yield Call("v2", "get_consumption_cycles"))

    with pytest.raises(LookupError, match="no sender of that version"):
        run(work(), Server(ok))
    with pytest.raises(LookupError, match="no sender of that version"):
        run(all_of(Many([Job("one", plan)])), Server(ok))


@BOTH
def test_a_job_asks_by_calls_alone(run: Run) -> None:
    """A fan-out within a fan-out would be bounded by nothing."""

    def plan() -> Generator[Any, Any, Any]:
        yield Many(jobs(1))

    with pytest.raises(TypeError, match="asks by calls alone"):
        run(all_of(Many([Job("one", plan)])), Server(ok))


@BOTH
def test_work_may_ask_one_after_the_other(run: Run) -> None:
    """A call, two fan-outs, one without jobs, and an error that the work answers itself."""

    def work() -> Work[Any]:
        first = yield Call("v3", USER_DAILY, {"user_id": "first"})
        one = yield Many(jobs(3))
        none = yield Many([])
        try:
            yield Call("v3", USER_DAILY, {"user_id": "missing"})
        except NotFound as error:
            return first, list(one), dict(none), error.status

    server = Server(lambda user: httpx.Response(404 if user == "missing" else 200, json=EMPTY))
    assert run(work(), server) == (EMPTY, ["u0", "u1", "u2"], {}, 404)


@BOTH
def test_plans_are_closed_however_they_end(run: Run) -> None:
    """At no time there are more plans than may run side by side, and none is left open."""
    alive = 0
    most = 0

    def plan(user: str) -> Generator[Call, Any, str]:
        nonlocal alive, most
        alive += 1
        most = max(most, alive)
        try:
            yield Call("v3", USER_DAILY, {"user_id": user})
            return user
        finally:
            alive -= 1

    def job(user: str) -> Job:
        return Job(user, lambda: plan(user))

    def answer(user: str) -> httpx.Response:
        if user == "u30":
            raise httpx.ConnectError("no")
        return ok(user)

    outcomes = run(all_of(Many([job(f"u{number}") for number in range(60)], concurrency=4)), Server(answer))
    assert isinstance(outcomes["u30"], ConnectionFailed)
    assert outcomes["u30"].__traceback__ is None
    assert alive == 0
    assert most <= 4


def test_tasks_are_of_anyio_and_end_when_they_are_cancelled() -> None:
    """A caller who gives up waiting leaves nothing running."""

    async def main() -> int:
        never = anyio.Event()
        started = anyio.Event()

        async def hanging(request: httpx.Request) -> httpx.Response:
            started.set()
            await never.wait()
            raise AssertionError

        pool = async_pool(Route("https://devin.example"), httpx.MockTransport(hanging))
        runner = AsyncRunner({"v3": AsyncSender(shared(NO_RETRIES), pool)})
        async with anyio.create_task_group() as group:

            async def work() -> None:
                await runner.run(all_of(Many(jobs(10), concurrency=4)))

            group.start_soon(work)
            with anyio.fail_after(SECONDS):
                await started.wait()
            group.cancel_scope.cancel()
        return 1

    assert anyio.run(main) == 1
