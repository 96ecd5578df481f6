"""What becomes of users, service users, organizations and limits, and what of it is kept out of logs."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from devin_usage import InconsistentAnswer, Organization, Principal, ServiceUser, User

from tests.unit.usage.answering import V2_KEY, V3_KEY, served
from tests.unit.usage.paging import paged, v2_page, v3_page

ROLE = {"role_id": "r-1", "role_name": "Admin", "role_type": "enterprise"}


def only(group: str, item: Any, key: str = V3_KEY) -> Any:
    """The one item of a list."""
    page = v2_page(items=[item]) if key == V2_KEY else {"items": [item], "end_cursor": None}
    with paged(page, key=key) as (client, _):
        (found,) = getattr(client, group).list()
    return found


def member(**changes: Any) -> User:
    """A member of v2."""
    (item,) = v2_page("u-1")["items"]
    found: User = only("users", {**item, **changes}, key=V2_KEY)
    return found


def organization(**changes: Any) -> Organization:
    """An organization."""
    item: dict[str, Any] = {"org_id": "org-1", "name": "Acme", "created_at": 1764921600, "updated_at": 1764921601}
    found: Organization = only(
        "organizations", {**item, "max_cycle_acu_limit": None, "max_session_acu_limit": None, **changes}
    )
    return found


def service_user(**changes: Any) -> ServiceUser:
    """A service user."""
    item: dict[str, Any] = {
        "service_user_id": "s-1",
        "name": "Bot",
        "role_assignments": [],
        "expires_at": None,
        "deleted_at": None,
    }
    found: ServiceUser = only("service_users", {**item, **changes})
    return found


def test_logs_do_not_hold_who_somebody_is() -> None:
    """Names, addresses and ids of single sign-on are in the values, and not in what is written of them."""
    said = {"email": "ada@secret.example", "name": "Ada Secret"}
    for user in (
        member(**said, saml_id="saml-secret"),
        only("users", {**v3_page("u-1")["items"][0], **said}),
    ):
        assert (user.email, user.name) == ("ada@secret.example", "Ada Secret")
        assert "ecret" not in f"{user!r} {user} {[user]}"
        assert "u-1" in repr(user)
    assert member(saml_id="saml-secret").saml_id == "saml-secret"


def test_logs_do_not_hold_whose_personal_token_it_is() -> None:
    """A personal access token belongs to somebody with a name."""
    body = {"principal_type": "pat_user", "user_id": "u-1", "user_name": "Ada Secret", "org_id": None}
    body |= {"api_key_id": "k", "api_key_name": "n"}
    with served(body, key=V3_KEY) as client:
        principal = client.whoami()
    assert principal.name == "Ada Secret"
    assert "Secret" not in f"{principal!r} {principal}"


def test_what_a_version_does_not_tell_of_somebody_is_none() -> None:
    """None of it is 0, or an empty text."""
    v2, v3 = member(), only("users", v3_page("u-1")["items"][0])
    assert (v2.roles, v2.last_login, v2.logins, v2.saml_id) == (None, None, None, None)
    assert (v2.sessions_created, v2.searches_created) == (None, None)
    assert (v3.enterprise_role, v3.created_at, v3.last_login, v3.logins, v3.saml_id) == (None, None, None, None, None)
    assert (v3.sessions_created, v3.searches_created, v3.roles) == (None, None, ())


def test_nought_is_not_nothing() -> None:
    """Who never logged in has 0 logins, where that is said."""
    found = member(login_count=0, sessions_created_count=0, searches_created_count=0)
    assert (found.logins, found.sessions_created, found.searches_created) == (0, 0, 0)


def test_somebody_without_a_name_or_an_address_is_somebody() -> None:
    """v3 gives null for them."""
    user = only("users", {**v3_page("u-1")["items"][0], "name": None, "email": None})
    assert (user.id, user.name, user.email) == ("u-1", None, None)


def test_times_of_v2_are_instants_of_utc() -> None:
    """Whatever the offset in which they are written."""
    found = member(created_at="2025-12-05T00:00:00-08:00", last_login="2025-12-05t08:00:00z")
    assert found.created_at == found.last_login == datetime(2025, 12, 5, 8, tzinfo=UTC)
    assert found.created_at is not None
    assert found.created_at.tzinfo is UTC


def test_roles_say_where_they_hold() -> None:
    """In an organization, or tied to none; a kind of role that is not known yet keeps its name."""
    assigned = [
        {"role": ROLE},
        {"role": {**ROLE, "role_type": "galaxy"}, "org_id": "org-1"},
        {"role": ROLE, "org_id": None},
    ]
    for somebody in (
        only("users", {**v3_page("u-1")["items"][0], "role_assignments": assigned}),
        service_user(role_assignments=assigned),
    ):
        assert [(role.id, role.name, role.level, role.organization) for role in somebody.roles] == [
            ("r-1", "Admin", "enterprise", None),
            ("r-1", "Admin", "galaxy", "org-1"),
            ("r-1", "Admin", "enterprise", None),
        ]


def test_times_of_v3_are_kept_as_they_are_given_and_read_as_unix_seconds() -> None:
    """Their unit is not documented."""
    found = organization()
    assert (found.created_at_unix, found.updated_at_unix) == (1764921600, 1764921601)
    assert found.created_at == datetime(2025, 12, 5, 8, tzinfo=UTC)
    assert found.updated_at == datetime(2025, 12, 5, 8, 0, 1, tzinfo=UTC)
    gone = service_user(expires_at=1764921600, deleted_at=1764921601)
    assert (gone.expires_at, gone.deleted_at) == (found.created_at, found.updated_at)
    kept = service_user()
    assert (kept.expires_at, kept.deleted_at, kept.expires_at_unix, kept.deleted_at_unix) == (None, None, None, None)


@pytest.mark.parametrize("milliseconds", [1764921600000, 100_000_000_000, -100_000_000_000, 2**63])
def test_a_time_in_milliseconds_fails_who_looks_at_it_and_nobody_else(milliseconds: int) -> None:
    """Lists are of use without it."""
    found = organization(created_at=milliseconds)
    assert (found.id, found.created_at_unix) == ("org-1", milliseconds)
    with pytest.raises(InconsistentAnswer, match="no number of Unix seconds"):
        _ = found.created_at
    gone = service_user(expires_at=milliseconds)
    with pytest.raises(InconsistentAnswer, match=str(milliseconds)):
        _ = gone.expires_at
    assert gone.deleted_at is None


def test_no_limit_is_none_and_a_limit_of_nought_is_nought() -> None:
    """One is everything, the other nothing at all."""
    free, stopped = organization(), organization(max_cycle_acu_limit=0, max_session_acu_limit=0)
    assert (free.cycle_acu_limit, free.session_acu_limit) == (None, None)
    assert (stopped.cycle_acu_limit, stopped.session_acu_limit) == (0, 0)
    assert organization(max_cycle_acu_limit=5.0).cycle_acu_limit == 5


def test_whole_numbers_are_integers_however_they_are_written() -> None:
    """5.0 is an integer in JSON."""
    found = member(login_count=5.0, sessions_created_count=6.0, searches_created_count=7.0)
    numbers = (found.logins, found.sessions_created, found.searches_created)
    assert numbers == (5, 6, 7)
    assert {type(each) for each in numbers} == {int}
    limit = only("limits", {"scope": "galaxy", "cycle_acu_limit": 5.0})
    assert (limit.scope, limit.acus, type(limit.acus)) == ("galaxy", 5, int)
    assert type(organization(created_at=1764921600.0).created_at_unix) is int


def test_members_can_be_pickled_copied_and_hashed() -> None:
    """As every value can."""
    for value in (member(), organization(), service_user(), Principal("service_user", None, "Bot", "s-1")):
        assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value  # noqa: S301  # our own
        assert len({value, copy.copy(value)}) == 1
