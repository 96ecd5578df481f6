"""Answers from the ledger, by operation id. What is not in `ANSWERS` is drawn from the schema."""

from __future__ import annotations

from devin_mock.answers.call import Answer, Call
from devin_mock.answers.consumption import CONSUMPTION
from devin_mock.answers.metrics import METRICS
from devin_mock.answers.people import PEOPLE

ANSWERS: dict[str, Answer] = {**CONSUMPTION, **METRICS, **PEOPLE}

__all__ = ["ANSWERS", "Answer", "Call"]
