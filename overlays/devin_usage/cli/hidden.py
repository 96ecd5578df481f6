"""Answers with pseudonyms in place of what names a person: ids, names and e-mail addresses."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from attrs import evolve

from devin_usage.errors import ConfigurationError, InvalidArgument
from devin_usage.values import Consumption, Principal, Subject, UsageMetrics, User

from .counts import Counted

T = TypeVar("T")
Pseudonym = Callable[..., str]

SECRET = "DEVIN_USAGE_PSEUDONYM_SECRET"  # noqa: S105  # the name of a variable
"""The environment variable that holds the secret of pseudonyms; without it each run takes a random one."""


def secret_of_environment() -> str | None:
    """Take the secret of pseudonyms, if there is one.

    Raises:
        ConfigurationError: it is refused; the message does not hold it.
    """
    from devin_usage.export import pseudonym  # loaded when used

    secret = os.environ.get(SECRET)  # An empty one is refused: who sets it expects the pseudonyms of the last run.
    try:
        pseudonym("", secret)
    except InvalidArgument as error:
        raise ConfigurationError(f"{SECRET}: {error}") from None
    return secret


def hidden(value: T) -> T:
    """Give an answer without what names a person.

    Raises:
        ConfigurationError: the secret of the environment is refused.
        TypeError: it is no answer that is known here.
    """
    from devin_usage.export import pseudonym  # loaded when used

    named = partial(pseudonym, secret=secret_of_environment())
    kind = type(value)
    hide = _HIDERS.get(kind)
    if hide is None:
        from .hidden_account import HIDERS  # loaded when used

        hide = HIDERS.get(kind)
    if hide is None:
        raise TypeError(f"nothing is known of how to hide people in {kind.__name__}")
    return hide(value, named)  # type: ignore[no-any-return]  # each gives what it takes


def subject(of: Subject, named: Pseudonym) -> Subject:
    """Hide a user who is the subject, and users by whom a question was limited."""
    id = named(of.id) if of.kind == "user" and of.id is not None else of.id
    return evolve(of, id=id, users=None if of.users is None else tuple(map(named, of.users)))


def consumption(answer: Consumption, named: Pseudonym) -> Consumption:
    """Hide users in consumption."""
    by_user = answer.by_user
    return evolve(
        answer,
        subject=subject(answer.subject, named),
        by_user=None if by_user is None else {named(user): acus for user, acus in by_user.items()},
    )


def _of_subject(answer: Any, named: Pseudonym) -> Any:
    return None if answer is None else evolve(answer, subject=subject(answer.subject, named))


def _user(user: User, named: Pseudonym) -> User:
    return evolve(
        user,
        id=named(user.id),
        email=None if user.email is None else named(user.email, kind="email"),
        name=None if user.name is None else named(user.name, kind="name"),
        saml_id=None if user.saml_id is None else named(user.saml_id, kind="saml"),
    )


def _principal(found: Principal, named: Pseudonym) -> Principal:
    if found.kind == "service_user":
        return found
    return evolve(
        found,
        name=None if found.name is None else named(found.name, kind="name"),
        id=None if found.id is None else named(found.id),
    )


_HIDERS: dict[type[Any], Callable[[Any, Pseudonym], Any]] = {
    Consumption: consumption,
    Counted: _of_subject,
    Principal: _principal,
    UsageMetrics: _of_subject,
    User: _user,
}
