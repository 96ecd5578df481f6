"""Active users of a window, and of its UTC days, weeks and months.

Who is active in several organizations is counted once. The times that are given are those of the window or bucket, not
of the part of it that is over.
"""

from __future__ import annotations

from devin_mock.answers.call import Answer, Call
from devin_mock.answers.window import Window, window
from devin_mock.buckets import Bucket, Kind, buckets, day, month, week
from devin_mock.calendar import day_at, day_start
from devin_mock.messages import Json


def _count(call: Call, organizations: tuple[int, ...] | None, start: int, end: int) -> int:
    query, account = call.arguments.query, call.ledger.account
    first = max(start, day_start(call.ledger.first_day))
    end = min(end, call.now)
    sessions, searches = query.get("min_sessions", 1), query.get("min_searches", 1)
    headcount = call.activity.headcount
    found = headcount.active(first, end, organizations, sessions=sessions or None, searches=searches or None)
    if first < end and 0 in (sessions, searches) and call.assumptions.minimum_of_zero == "everybody":
        found |= headcount.members(day_at(first), organizations)
    if call.assumptions.active_service_users == "not counted":
        found &= (1 << account.users) - 1
    return found.bit_count()


def _organizations(call: Call) -> tuple[int, ...] | None:
    if "org_id" not in call.arguments.path:
        return call.organizations()
    inside = call.organization()
    if inside is None:
        call.unknown("organization")
    return () if inside is None else (inside.index,)


def _entry(call: Call, organizations: tuple[int, ...] | None, span: Bucket, counted: Bucket) -> dict[str, Json]:
    last_second = call.assumptions.bucket_end == "last second"
    return {
        "start_time": span[0],
        "end_time": span[1] - 1 if last_second else span[1],
        "active_users": _count(call, organizations, *counted),
    }


def _asked(call: Call) -> Bucket:
    return call.arguments.query["time_after"], call.arguments.query["time_before"]


def _of_window(call: Call) -> Json:
    inside = window(call)
    return _entry(call, _organizations(call), _asked(call), (inside.start, inside.end))


def _by_bucket(call: Call, kind: Kind) -> Json:
    inside, asked = window(call), _asked(call)
    organizations = _organizations(call)
    found = (
        _entry(call, organizations, *spans)
        for bucket in buckets(kind, inside.start, inside.end)
        if (spans := _spans(call, bucket, inside, asked)) is not None
    )
    if call.assumptions.empty_buckets == "left out":
        return [entry for entry in found if entry["active_users"]]
    return list(found)


def _spans(call: Call, bucket: Bucket, inside: Window, asked: Bucket) -> tuple[Bucket, Bucket] | None:
    """The times that are given for a bucket, and those that are counted; None if it is not listed."""
    cut = max(bucket[0], asked[0]), min(bucket[1], asked[1])
    if call.assumptions.cut_buckets == "whole":
        return bucket, bucket
    if call.assumptions.cut_buckets == "left out" and cut != bucket:
        return None
    return cut, (max(bucket[0], inside.start), min(bucket[1], inside.end))


def _by_day(call: Call) -> Json:
    return _by_bucket(call, day)


def _by_week(call: Call) -> Json:
    return _by_bucket(call, week)


def _by_month(call: Call) -> Json:
    return _by_bucket(call, month)


ACTIVE_USERS: dict[str, Answer] = {
    "get_enterprise_active_user_metrics": _of_window,
    "get_enterprise_daily_active_user_metrics": _by_day,
    "get_enterprise_weekly_active_user_metrics": _by_week,
    "get_enterprise_monthly_active_user_metrics": _by_month,
    "get_organization_active_user_metrics": _of_window,
    "get_organization_daily_active_user_metrics": _by_day,
    "get_organization_weekly_active_user_metrics": _by_week,
    "get_organization_monthly_active_user_metrics": _by_month,
}
