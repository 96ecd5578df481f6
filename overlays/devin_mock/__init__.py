"""A mock of the Devin usage API, v2 and v3: a strict judge of requests over a believable account.

    from devin_mock import Mock
    from devin_mock.transport import mock_transport

    client = httpx.Client(transport=mock_transport(Mock(seed=1)), base_url="https://api.devin.ai")

Routes, checks and schemas come from the OpenAPI documents; the numbers come from one seeded ledger, so both versions of
the API, all filters and all totals agree. What the service leaves unknown is an option of `Assumptions`.
`devin_mock.server` serves a mock on a real port, `devin_mock.transport` inside an httpx client; neither is imported
before it is asked for.
"""

from devin_mock.answers import Answer, Call
from devin_mock.assumptions import Assumptions
from devin_mock.breaches import Breach
from devin_mock.documents import Document, Operation, load
from devin_mock.drawn import Undrawable, draw
from devin_mock.fault_plan import FaultPlan
from devin_mock.faults import Fault, RateLimit
from devin_mock.judge import Arguments, Verdict, judge
from devin_mock.keys import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Key, default_keys
from devin_mock.ledger import Ledger
from devin_mock.messages import Delivery, Request, Response
from devin_mock.mock import Mock
from devin_mock.record import Exchange, Record
from devin_mock.refusals import Refusal, Refused
from devin_mock.wire import FieldError, wire_document

__all__ = [
    "ENTERPRISE_ADMIN_KEY",
    "ENTERPRISE_KEY",
    "ORGANIZATION_KEY",
    "Answer",
    "Arguments",
    "Assumptions",
    "Breach",
    "Call",
    "Delivery",
    "Document",
    "Exchange",
    "Fault",
    "FaultPlan",
    "FieldError",
    "Key",
    "Ledger",
    "Mock",
    "Operation",
    "RateLimit",
    "Record",
    "Refusal",
    "Refused",
    "Request",
    "Response",
    "Undrawable",
    "Verdict",
    "default_keys",
    "draw",
    "judge",
    "load",
    "wire_document",
]
