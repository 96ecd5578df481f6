"""What the vendor's SDK is asked, and what it should read: of the ledger, or of the mock's refusal."""

from __future__ import annotations

from typing import Any, Literal

import attrs
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Mock
from devin_mock.account import FIRST_DAY
from devin_mock.calendar import cycles, day_at
from devin_mock.sessions import session_id

from .books import Books


@attrs.frozen(slots=True, kw_only=True)
class Question:
    """A method of the SDK with arguments, and what is expected.

    `error` is the SDK's exception for the status. Without `expected`, the value is held against the body that the mock
    served. With `lax_misleads` a lax mock answers what a strict one refuses, and not with `expected`.
    """

    method: str
    arguments: dict[str, Any] = attrs.field(factory=dict[str, Any])
    note: str = ""
    status: int = 200
    error: str | None = None
    expected: Any = None
    pages: bool = False
    token: str = attrs.field(default=ENTERPRISE_KEY, repr=False)
    lax_misleads: bool = False

    @property
    def held_against(self) -> Literal["ledger", "answer"]:
        """What the SDK's value is compared with."""
        return "answer" if self.expected is None else "ledger"


def questions(mock: Mock, books: Books) -> list[Question]:
    """Every consumption and metrics method of the SDK, its lists of who there is, and requests that are refused."""
    return [*_consumption(mock, books), *_metrics(mock, books), *_lists(mock), *_refusals(mock, books)]


def _consumption(mock: Mock, books: Books) -> list[Question]:
    account = mock.ledger.account
    home = account.organizations[0]
    session = next(books.sessions(books.seats(organizations={home.index})))
    piped = next(index for index, user_id in enumerate(account.ids) if "|" in user_id and " " in user_id)
    automaton = account.users
    daily = "enterprise.consumption.daily.get_"
    by_session = {
        day: (session.micro_acus if day == session.day else 0, 0, 0, 0) for day in range(books.first, books.last)
    }
    return [
        Question(
            method=f"{daily}daily_consumption",
            arguments=books.window,
            expected=books.consumption(books.seats(), range(account.users)),
        ),
        Question(
            method=f"{daily}organization_daily_consumption",
            arguments={"org_id": home.org_id, **books.window},
            expected=books.consumption(books.seats(organizations={home.index})),
        ),
        Question(
            method=f"{daily}user_daily_consumption",
            arguments={"user_id": account.ids[piped], **books.window},
            note="an id with | and a space",
            expected=books.consumption(books.seats(people={piped}), {piped}),
        ),
        Question(
            method=f"{daily}service_user_daily_consumption",
            arguments={"service_user_id": account.ids[automaton], **books.window},
            expected=books.consumption(books.seats(people={automaton})),
        ),
        Question(
            method=f"{daily}session_daily_consumption",
            arguments={"session_id": session_id(mock.ledger.chance, session), **books.window},
            expected=books.days(by_session),
        ),
        Question(
            method="enterprise.consumption.list_consumption_cycles",
            arguments={"first": 5},
            pages=True,
            expected=[{"after": start, "before": end} for start, end in cycles(FIRST_DAY, mock.now())],
        ),
        Question(method="enterprise.consumption.acu_limits.devin.get_devin_acu_limits"),
    ]


def _metrics(mock: Mock, books: Books) -> list[Question]:
    account = mock.ledger.account
    home = account.organizations[0]
    seats, at_home = books.seats(), books.seats(organizations={home.index})
    metrics = "enterprise.metrics.get_"
    one = {**books.window, "org_ids": [home.org_id]}
    found = [
        Question(method=f"{metrics}usage_metrics", arguments=books.window, expected=books.usage(seats)),
        Question(method=f"{metrics}session_metrics", arguments=books.window, expected=books.session_metrics(seats)),
        Question(method=f"{metrics}pr_metrics", arguments=books.window, expected=books.prs(seats)),
        Question(
            method=f"{metrics}search_metrics",
            arguments=books.window,
            expected={"searches_created_count": books.searches(seats)},
        ),
        Question(
            method="enterprise.organizations.metrics.get_usage",
            arguments={"org_id": home.org_id, **books.window},
            expected=books.usage(at_home),
        ),
        Question(method=f"{metrics}pr_metrics", arguments=one, note="one organization", expected=books.prs(at_home)),
        Question(
            method=f"{metrics}session_metrics",
            arguments={**books.window, "user_ids": [account.ids[1]]},
            note="one user",
            expected=books.session_metrics(books.seats(people={1})),
        ),
    ]
    first, last = books.window["time_after"], books.window["time_before"]
    spans = {
        "active_users": [(first, last)],
        "daily_active_users": books.utc_spans(lambda _: True),
        "weekly_active_users": books.utc_spans(lambda day: day.weekday() == 0),
        "monthly_active_users": books.utc_spans(lambda day: day.day == 1),
    }
    for name, asked in spans.items():
        everybody, some = books.active(asked), books.active(asked, {home.index}, sessions=3)
        single = name == "active_users"
        found.append(
            Question(method=f"{metrics}{name}", arguments=books.window, expected=everybody[0] if single else everybody)
        )
        found.append(
            Question(
                method=f"{metrics}{name}",
                arguments={**one, "min_sessions": 3},
                note="one organization, three sessions",
                expected=some[0] if single else some,
            )
        )
    return found


def _lists(mock: Mock) -> list[Question]:
    account = mock.ledger.account
    home = account.organizations[0]
    today = day_at(mock.now())
    there = [index for index in range(account.principals) if account.is_member(index, today)]
    members = [index for index in there if index < account.users]
    at_home = set(account.seat_holder[home.first_seat : home.last_seat])
    return [
        Question(
            method="enterprise.organizations.list",
            arguments={"first": 2},
            pages=True,
            expected=[{"org_id": one.org_id, "name": one.name} for one in account.organizations],
        ),
        Question(
            method="enterprise.members.users.list",
            arguments={"first": 7},
            pages=True,
            expected=[{"user_id": account.ids[index]} for index in members],
        ),
        Question(
            method="enterprise.organizations.members.users.list",
            arguments={"org_id": home.org_id, "first": 7},
            pages=True,
            expected=[{"user_id": account.ids[index]} for index in members if index in at_home],
        ),
        Question(
            method="enterprise.members.service_users.list",
            pages=True,
            expected=[{"service_user_id": account.ids[index]} for index in there if index >= account.users],
        ),
    ]


def _refusals(mock: Mock, books: Books) -> list[Question]:
    account = mock.ledger.account
    two = [one.org_id for one in account.organizations[:2]]
    people = [account.ids[0], account.ids[2]]
    both, some = books.seats(organizations={0, 1}), books.seats(people={0, 2})
    commas: dict[str, Any] = {
        "status": 422,
        "error": "UnprocessableEntityError",
        "note": "two ids, joined by a comma",
        "lax_misleads": True,
    }
    daily = "enterprise.consumption.daily.get_daily_consumption"
    return [
        Question(
            method="enterprise.metrics.get_pr_metrics",
            arguments={**books.window, "org_ids": two},
            expected=books.prs(both),
            **commas,
        ),
        Question(
            method="enterprise.metrics.get_session_metrics",
            arguments={**books.window, "user_ids": people},
            expected=books.session_metrics(some),
            **commas,
        ),
        Question(
            method="enterprise.metrics.get_search_metrics",
            arguments={**books.window, "org_ids": two},
            expected={"searches_created_count": books.searches(both)},
            **commas,
        ),
        Question(
            method="enterprise.metrics.get_active_users",
            arguments={**books.window, "org_ids": two},
            expected=books.active([(books.window["time_after"], books.window["time_before"])], {0, 1})[0],
            **commas,
        ),
        Question(method="enterprise.get_self", note="an older path", status=404, error="NotFoundError"),
        Question(
            method="enterprise.consumption.daily.get_user_daily_consumption",
            arguments={"user_id": "nobody", **books.window},
            note="an id that nobody has",
            status=404,
            error="NotFoundError",
        ),
        Question(
            method=daily, note="a key for v2", token=ENTERPRISE_ADMIN_KEY, status=401, error="AuthenticationError"
        ),
        Question(
            method=daily,
            note="an organization's key",
            token=ORGANIZATION_KEY,
            status=403,
            error="PermissionDeniedError",
        ),
    ]
