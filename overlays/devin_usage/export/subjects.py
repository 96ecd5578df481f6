"""The columns that say whose figures a row holds, and of which time."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from ..values import Subject
from .fields import Field, field, within


def _id_of(kind: str) -> Callable[[Subject], str | None]:
    return lambda subject: subject.id if subject.kind == kind else None


def _joined(name: str) -> Callable[[Subject], str | None]:
    def read(subject: Subject) -> str | None:
        ids = getattr(subject, name)
        return None if ids is None else ", ".join(ids)

    return read


SUBJECT = [
    field(
        "subject",
        "text",
        "Whose figures the row holds: enterprise, organization, user, service_user or session.",
        attrgetter("kind"),
    ),
    field("organization_id", "text", "The organization, where it is the subject.", _id_of("organization")),
    field("user_id", "text", "The user, where one is the subject.", _id_of("user"), personal=True),
    field("service_user_id", "text", "The service user, where one is the subject.", _id_of("service_user")),
    field("session_id", "text", "The session, where one is the subject.", _id_of("session")),
    field(
        "limited_to_organizations",
        "text",
        "The organizations that the question was limited to, by comma; none for all.",
        _joined("organizations"),
    ),
]
"""Of a `Subject`. The columns are the same for every kind, so that rows of several can stand in one table."""

LIMITS = [
    field(
        "limited_to_users",
        "text",
        "The users that the question was limited to, by comma; none for all.",
        _joined("users"),
        personal=True,
    ),
    field(
        "limited_to_service_users",
        "text",
        "The service users that the question was limited to, by comma; none for all.",
        _joined("service_users"),
    ),
    field(
        "limited_to_playbook",
        "text",
        "The playbook whose sessions the question was limited to; none for all.",
        attrgetter("playbook"),
    ),
]
"""Further limits of a `Subject`, which metrics have."""

PERIOD = [
    field(
        "first_day",
        "date",
        "The first billing day of the period, which starts at 08:00 UTC on that date.",
        attrgetter("first_day"),
    ),
    field("last_day", "date", "The last billing day of the period, included.", attrgetter("last_day")),
    field("start", "instant", "The first instant of the period.", attrgetter("start")),
    field("end", "instant", "The first instant after the period.", attrgetter("end")),
]
"""Of a `Period`."""

VERSION = field("api_version", "text", "The version of the API that gave the figures: v2 or v3.", attrgetter("version"))


def asked(*, limits: bool = False) -> list[Field]:
    """Say whose figures an answer holds, over which period, and from which version."""
    subject: list[Field] = [*SUBJECT, *LIMITS] if limits else SUBJECT
    by_subject: Callable[[Any], Any] = attrgetter("subject")
    return [*within(by_subject, subject), *within(attrgetter("period"), PERIOD), VERSION]
