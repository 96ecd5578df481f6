"""Pseudonyms: the same for the same person, and of no use without the secret."""

from __future__ import annotations

import hashlib
import hmac
import re
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from devin_usage import InvalidArgument, Organization, Period, ServiceUser, User
from devin_usage.account import Comparison, reconcile
from devin_usage.export import Column, Table, pseudonym, pseudonymise, table, text

from tests.unit.account.ledgers import Account

SECRET = "a secret of the team"
ADA = User("okta|Acme|x1", "ada@acme.example", "Ada Byron", saml_id="saml-1")
PERIOD = Period.of_days(date(2025, 12, 5), date(2025, 12, 12))


def test_whoever_has_the_secret_makes_the_same_pseudonym() -> None:
    """It is an HMAC-SHA256 of the kind and the text, cut to twelve digits."""
    made = hmac.new(SECRET.encode(), b"user\0okta|Acme|x1", hashlib.sha256).hexdigest()[:12]
    assert pseudonym(ADA.id, SECRET) == pseudonym(ADA.id, SECRET.encode()) == f"user-{made}"


def test_no_name_of_a_person_is_left() -> None:
    """Ids, names and addresses are replaced, and what is missing stays missing."""
    (record,) = pseudonymise(table(ADA), SECRET).to_records()
    for name, kind in (("user_id", "user"), ("email", "email"), ("name", "name"), ("saml_id", "saml")):
        assert re.fullmatch(rf"{kind}-[0-9a-f]{{12}}", record[name])
    (nobody,) = pseudonymise(table(User("user-2", None, None)), SECRET).to_records()
    assert (nobody["email"], nobody["name"]) == (None, None)


def test_a_user_has_one_pseudonym_in_all_tables() -> None:
    """So that files can still be joined."""
    with Account().client("v3") as client:
        found = client.consumption.by_user(PERIOD)
        users = pseudonymise(table(client.users.list()), SECRET)
        limits = pseudonymise(table(client.limits.list()), SECRET)
    members, days = (pseudonymise(table(each), SECRET) for each in (found, list(found.consumption.values())))
    known = {each["user_id"] for each in users.to_records()}
    assert known == {each["user_id"] for each in members.to_records()}
    assert {each["user_id"] for each in days.to_records()} <= known
    assert {each["user_id"] for each in limits.to_records()} - {None} <= known
    assert len(known) == len(users)


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_nothing_that_a_client_answers_keeps_a_user(version: str) -> None:
    """No id, name or address of anybody is found in the text of the tables."""
    ledger = Account()
    with ledger.client(version) as client:
        users = list(client.users.list())
        answers: list[Any] = [users, client.consumption.by_user(PERIOD), client.metrics.usage(PERIOD)]
        answers.append(client.consumption.daily(PERIOD, user=users[0].id))
    with ledger.client("v2") as v2, ledger.client("v3") as v3:
        answers.append(reconcile(v2=v2, v3=v3, period=PERIOD))
    personal = {each for user in users for each in (user.id, user.email, user.name) if each}
    for answer in answers:
        plain, hidden = text(table(answer), "csv"), text(pseudonymise(table(answer), SECRET), "csv")
        assert not [each for each in personal if each in hidden]
        assert any(each in plain for each in personal) or answer is answers[2]


def test_another_secret_makes_other_pseudonyms_and_none_is_random() -> None:
    """Without a secret, a process agrees with itself alone."""
    assert pseudonym(ADA.id, SECRET) != pseudonym(ADA.id, SECRET + "s")
    assert pseudonymise(table(ADA)) == pseudonymise(table(ADA))
    script = "from devin_usage.export import pseudonym; print(pseudonym('okta|Acme|x1'))"
    other = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert other.strip() != pseudonym(ADA.id)


def test_what_names_no_person_stays() -> None:
    """Organizations and service users are no people."""
    for answer in (
        Organization("org-1", "Platform", None, None, 0, 0),
        ServiceUser("service-user-1", "CI", (), None, None),
    ):
        assert pseudonymise(table(answer), SECRET) == table(answer)


def test_several_users_in_a_cell_are_replaced_one_by_one() -> None:
    """As a question that was limited to them tells."""
    made = Table("things", (Column("limited_to_users", "text", "Users.", personal=True),), (("a, b",),))
    assert pseudonymise(made, SECRET).rows == ((f"{pseudonym('a', SECRET)}, {pseudonym('b', SECRET)}",),)


def test_a_sentence_that_may_name_people_is_left_out() -> None:
    """A hash of it would say nothing."""
    why = "2 users could not be read, user-1, user-2"
    found = Comparison(group="totals", name="users", left_name="v2", left=1.0, right_name="v3", right=None, why_not=why)
    (record,) = pseudonymise(table(found), SECRET).to_records()
    assert (record["why_not"], record["total"]) == ("left out: it may name people", "users")


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("", "shorter than 16 bytes"),
        ("fifteen letters", "shorter than 16 bytes"),
        ("cog_0123456789abcdef", "must not be a key of the API"),
        (b"apk_user_0123456789abcdef", "must not be a key of the API"),
        (12345678901234567890, "a text or bytes, not int"),
    ],
)
def test_a_secret_that_is_none_is_refused(secret: Any, said: str) -> None:
    """And is not repeated in the message."""
    with pytest.raises(InvalidArgument, match=said) as refused:
        pseudonymise(table(ADA), secret)
    assert not secret or str(secret) not in str(refused.value)
