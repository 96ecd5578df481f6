"""An accepted request with what is needed to answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn

import attrs

from devin_mock.account import FIRST_DAY, Organization, Principal
from devin_mock.activity import Activity
from devin_mock.assumptions import Assumptions
from devin_mock.calendar import cycles
from devin_mock.documents import Operation
from devin_mock.judge import Arguments
from devin_mock.keys import Key
from devin_mock.ledger import Ledger, Who
from devin_mock.messages import Json
from devin_mock.refusals import Refusal, Refused, invalid
from devin_mock.wire import FieldError


@attrs.frozen(slots=True)
class Call:
    """An accepted request. `now` is in Unix seconds: nothing at or after it has happened yet."""

    operation: Operation
    arguments: Arguments
    key: Key | None
    ledger: Ledger = attrs.field(repr=False)
    activity: Activity = attrs.field(repr=False)
    now: int
    assumptions: Assumptions
    lax: bool = False

    def cycles(self) -> list[tuple[int, int]]:
        """The billing cycles until now, oldest first, as (start, end) instants."""
        return cycles(FIRST_DAY, self.now)

    def refuse(self, name: str, message: str, error_type: str) -> NoReturn:
        """Refuse a query parameter with 422."""
        raise Refused(invalid(FieldError(("query", name), message, error_type, self.arguments.query.get(name))))

    def unknown(self, what: str) -> Who:
        """Nobody, for an id in the path that is unknown; or a refusal with 404, as assumed."""
        if self.assumptions.unknown_id == "not found":
            raise Refused(Refusal(404, f"Not Found: there is no such {what}."))
        return Who(principals=())

    def organization(self) -> Organization | None:
        """The organization that the path names, or None if there is no such one."""
        return self.ledger.account.organization(self.arguments.path["org_id"])

    def organizations(self) -> tuple[int, ...] | None:
        """The known organizations of the filter `org_ids`; None without that filter."""
        asked: Iterable[str] | None = self.arguments.query.get("org_ids")
        if asked is None:
            return None
        found = (self.ledger.account.organization(org_id) for org_id in dict.fromkeys(asked))
        return tuple(one.index for one in found if one is not None)

    def principals(self) -> tuple[int, ...] | None:
        """The known people of the filters `user_ids` and `service_user_ids` together; None without both."""
        query, account = self.arguments.query, self.ledger.account
        if "user_ids" not in query and "service_user_ids" not in query:
            return None
        users = (account.user(user_id) for user_id in query.get("user_ids", ()))
        service_users = (account.service_user(user_id) for user_id in query.get("service_user_ids", ()))
        found: Iterable[Principal | None] = (*users, *service_users)
        return tuple(dict.fromkeys(one.index for one in found if one is not None))


Answer = Callable[[Call], Json]
"""How an operation is answered: the JSON value of the body. May raise `Refused`."""
