"""Answers from the ledger, by operation id: all operations of both versions."""

from __future__ import annotations

from devin_mock.answers.active_users import ACTIVE_USERS
from devin_mock.answers.call import Answer, Call
from devin_mock.answers.consumption import CONSUMPTION
from devin_mock.answers.metrics import METRICS
from devin_mock.answers.people import PEOPLE

ANSWERS: dict[str, Answer] = {**CONSUMPTION, **METRICS, **ACTIVE_USERS, **PEOPLE}

__all__ = ["ANSWERS", "Answer", "Call"]
