"""What a key reaches: every operation asked once, with as little as it takes, and what each refusal asks for.

Nothing is held against the documents beyond what any call is; `run` does that. The bodies that come only tell the ids
that later questions need.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from attrs import define, field, frozen

from .. import responses
from ..billing import Period
from ..contract import Contract, contract
from ..credential import Version
from ..errors import (
    DevinUsageError,
    Forbidden,
    NotFound,
    RateLimited,
    RequestFailed,
    ServerError,
    StatusError,
    Unauthorized,
)
from ..operations import Call
from ..settings import Settings
from ..transport import SyncPool, SyncSender, sync_pool
from .asking import STOPPED, Reading, no_call
from .documents import Document, Operation, document
from .pacing import Pace
from .questions import NotAsked, order, page_size_name, paths, unknown_parameters, window
from .subjects import Subjects

DEFAULT_RATE = 5.0
_MOST_SILENT = 3
_SILENCE = (RequestFailed, RateLimited, ServerError)
"""What makes it stop asking when it comes so often in a row."""
Outcome = Literal["allowed", "forbidden", "not found", "failed", "not asked"]
_WHOLE = {
    "enterprise": ("get_daily_consumption", "get_enterprise_daily_consumption"),
    "organization": ("get_organization_daily_consumption",),
}
"""The operations that give the daily consumption of all that a key of a scope reaches."""


@frozen(kw_only=True)
class Access:
    """Whether a key may ask an operation, as the API answered."""

    operation: str
    path: str
    scope: str
    """What the documents say it is about: ``enterprise``, ``organization`` or ``any``."""
    permission: str | None
    """The permission that the documents name, or None where they name none."""
    older_permission: str | None = None
    """The permission that older pages name for the same operation."""
    outcome: Outcome
    said: str = ""
    """Why it is not allowed, or was not asked, as a sentence."""
    status: int | None = None
    """The status of the answer, or None where none came."""
    error: DevinUsageError | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Reach:
    """What a key reaches."""

    version: Version
    host: str
    scope: str
    """``enterprise`` or ``organization``, or ``unknown`` where the API has not said."""
    principal: str | None
    """What the key belongs to, such as ``service_user``; None where the API has not said."""
    clock_skew_s: float | None
    """How far the clock of this machine is ahead of the server's, to about a second; None where no answer told."""
    accesses: tuple[Access, ...]
    """Every operation of the documents, in the order in which they were asked."""

    @property
    def failure(self) -> DevinUsageError | None:
        """What keeps even the basics from working: the key not accepted, no answer, no daily consumption."""
        first = self.accesses[0]
        if first.error is not None and not isinstance(first.error, Forbidden | NotFound):
            return first.error
        wanted = _WHOLE.get(self.scope) or [each for names in _WHOLE.values() for each in names]
        basic = [each for each in self.accesses if each.operation in wanted]
        if any(each.outcome == "allowed" for each in basic):
            return None
        # Where it was not asked, because answers had failed to come, the last of those is in the way.
        errors = [each.error for each in (*self.accesses, *basic) if each.error is not None]
        return errors[-1] if errors else None

    def missing(self) -> dict[str | None, list[Access]]:
        """Name the permissions to ask an administrator for, each with what was refused for it.

        Operations for which the documents name none stand under None.
        """
        found: dict[str | None, list[Access]] = {}
        for each in self.accesses:
            if each.outcome == "forbidden":
                found.setdefault(each.permission, []).append(each)
        return found


@define(eq=False)
class _Asking:
    settings: Settings
    sender: SyncSender
    contract: Contract
    document: Document
    known: Subjects
    pace: Pace
    period: Period
    skew_s: float | None = None

    def ask(self, operation: Operation) -> Access:
        chosen = paths(operation, self.known)
        if unknown := unknown_parameters(operation):
            chosen = NotAsked(f"needs {', '.join(unknown)}, which nothing here can fill")
        if isinstance(chosen, NotAsked):
            return self.access(operation, "not asked", chosen.reason)
        size = page_size_name(operation)
        beside = window(operation, self.period, self.settings.bounds)
        try:
            return self._sent(operation, {**chosen[0], **beside, **({} if size is None else {size: 1})})
        except Forbidden as error:
            return self.access(operation, "forbidden", str(error), error)
        except NotFound as error:
            return self.access(operation, "not found", str(error), error)
        except DevinUsageError as error:
            return self.access(operation, "failed", str(error), error)

    def _sent(self, operation: Operation, arguments: Mapping[str, Any]) -> Access:
        shared = self.sender.shared
        call = Call(operation.version, operation.id, arguments)
        self.pace.take()
        answer = self.sender.fetch(shared.request(call), shared.operation(call))
        if self.skew_s is None:
            self.skew_s = _ahead_s(answer.headers.get("date"), self.settings.clock())
        body = responses.read(answer, shared.operation(call), self.contract, self.settings.credential)
        self.known.learn(Reading(operation, arguments, status=200, body=body))
        return self.access(operation, "allowed")

    def access(
        self, operation: Operation, outcome: Outcome, said: str = "", error: DevinUsageError | None = None
    ) -> Access:
        """Say what came of an operation."""
        status = 200 if outcome == "allowed" else None
        return Access(
            operation=operation.id,
            path=operation.path,
            scope=operation.scope,
            permission=operation.permission,
            older_permission=self.contract.operation(operation.id).older_permission,
            outcome=outcome,
            said=said,
            status=error.status if isinstance(error, StatusError) else status,
            error=error,
        )


def _ahead_s(date: str | None, at: datetime) -> float | None:
    """Tell how far a clock is ahead of a Date header, which drops the parts of its second."""
    try:
        told = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    if told.tzinfo is None:
        told = told.replace(tzinfo=UTC)
    return (at - told).total_seconds()


def reach(
    settings: Settings,
    *,
    given: Mapping[str, Sequence[str]] | None = None,
    transport: SyncPool | None = None,
    rate: float = DEFAULT_RATE,
    on_call: Callable[[str, int], None] = no_call,
    sleep: Callable[[float], None] = time.sleep,
) -> Reach:
    """Ask every operation once, each with the smallest page or the last closed day.

    It stops asking where the key is not accepted, and where answers fail to come.

    Args:
        settings: The key, the address and the patience.
        given: Ids that go before those of lists, by kind: ``organizations``, ``users``, ``service_users``,
            ``sessions``.
        transport: What to send through in place of the network.
        rate: How many requests a second may be sent.
        on_call: Told of each call before it is made: the operation, and how many went before.
        sleep: Waits.

    Raises:
        ConfigurationError: the proxy or the certificates cannot be used.
    """
    version = settings.credential.version
    known = Subjects(sample=1)
    if version == "v2":
        known.scope = "enterprise"  # v2 takes keys of enterprise admins alone
    for kind, ids in (given or {}).items():
        known.give(kind, ids)
    sender = SyncSender(settings.shared(), sync_pool(settings.route, transport))
    asking = _Asking(
        settings=settings,
        sender=sender,
        contract=contract(version),
        document=document(version),
        known=known,
        pace=Pace(rate, sleep=sleep),
        period=Period.last_closed_days(1, clock=settings.clock),
    )
    accesses: list[Access] = []
    try:
        sender.pool.get()
        silent = 0
        stopped = ""
        for operation in sorted(asking.document.operations, key=order):
            if stopped:
                accesses.append(asking.access(operation, "not asked", stopped))
                continue
            on_call(operation.id, len(accesses))
            access = asking.ask(operation)
            accesses.append(access)
            silent = silent + 1 if isinstance(access.error, _SILENCE) else 0
            if isinstance(access.error, Unauthorized):
                stopped = "the key was not accepted"
            elif isinstance(access.error, RequestFailed) and len(accesses) == 1:
                stopped = "no answer came to the first question"
            elif silent >= _MOST_SILENT:
                stopped = STOPPED
    finally:
        sender.close()
    return Reach(
        version=version,
        host=settings.route.host,
        scope=known.scope,
        principal=known.principal_kind,
        clock_skew_s=asking.skew_s,
        accesses=tuple(accesses),
    )
