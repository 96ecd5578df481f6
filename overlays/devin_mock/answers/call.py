"""An accepted request with what is needed to answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NoReturn

import attrs

from devin_mock.account import Organization
from devin_mock.activity import Activity
from devin_mock.assumptions import Assumptions
from devin_mock.calendar import DAY_S, day_at, day_start
from devin_mock.documents import Operation
from devin_mock.judge import Arguments
from devin_mock.keys import Key
from devin_mock.ledger import Late, Ledger, Who, in_time
from devin_mock.messages import Json
from devin_mock.names import Names
from devin_mock.refusals import Refusal, Refused, invalid
from devin_mock.wire import FieldError

_LATE_PERMILLE: Final = 200
"""What is not booked yet of an open day, and of one that has just closed, when days are not final at once."""


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

    @property
    def is_v2(self) -> bool:
        """Whether v2 was asked."""
        return self.operation.path.startswith("/v2/")

    @property
    def names(self) -> Names:
        """The ids that the version goes by."""
        account = self.ledger.account
        return account.other_names if self.is_v2 and self.assumptions.ids == "other in v2" else account.names

    @property
    def today(self) -> int:
        """The billing day that is open."""
        return day_at(self.now)

    def cycles(self) -> list[tuple[int, int]]:
        """The billing cycles until now, oldest first, as (start, end) instants."""
        return self.ledger.cycles(self.now)

    @property
    def late(self) -> Late:
        """The permille of a billing day's ACUs that are not booked yet."""
        return self._late if self.assumptions.late_days else in_time

    def _late(self, day: int) -> int:
        days = self.assumptions.late_days
        age = max(0, self.now - day_start(day + 1)) // DAY_S
        return _LATE_PERMILLE * (days - age) // days if age < days else 0

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
        index = self.names.organization(self.arguments.path["org_id"])
        return None if index is None else self.ledger.account.organizations[index]

    def user(self, user_id: str) -> int | None:
        """The user with an id, or None."""
        return self._known(self.names.user(user_id))

    def service_user(self, service_user_id: str) -> int | None:
        """The service user with an id, or None."""
        return self._known(self.names.service_user(service_user_id))

    def _known(self, index: int | None) -> int | None:
        if index is None or self.assumptions.removed_id == "known":
            return index
        return index if self.ledger.account.is_member(index, self.today) else None

    def organizations(self) -> tuple[int, ...] | None:
        """The known organizations of the filter `org_ids`; None without that filter."""
        return self._filter("org_ids", self.names.organization) if "org_ids" in self.arguments.query else None

    def principals(self) -> tuple[int, ...] | None:
        """The known people of the filters `user_ids` and `service_user_ids` together; None without both."""
        query = self.arguments.query
        if "user_ids" not in query and "service_user_ids" not in query:
            return None
        return (*self._filter("user_ids", self.user), *self._filter("service_user_ids", self.service_user))

    def _filter(self, name: str, index_of: Callable[[str], int | None]) -> tuple[int, ...]:
        asked: Iterable[str] = self.arguments.query.get(name, ())
        found = [index_of(each) for each in dict.fromkeys(asked)]
        if None in found:
            self._refuse_joined(name, asked, index_of)
            self.unknown_in_filter(name)
        return tuple(one for one in found if one is not None)

    def _refuse_joined(self, name: str, asked: Iterable[str], index_of: Callable[[str], int | None]) -> None:
        # Ids that are joined by commas are one id that nobody has, so the answer would be zeros that look like figures.
        for each in asked if not self.lax else ():
            parts = each.split(",")
            if len(parts) > 1 and index_of(each) is None and None not in map(index_of, parts):
                self.refuse(
                    name, f"Input should be sent as {name}={parts[0]}&{name}=..., not joined by commas", "joined"
                )

    def unknown_in_filter(self, name: str) -> None:
        """Refuse a filter that holds an id that nobody has, if that is assumed."""
        if self.assumptions.unknown_in_filter == "refused":
            self.refuse(name, "Input should be ids that exist", "id_unknown")


Answer = Callable[[Call], Json]
"""How an operation is answered: the JSON value of the body. May raise `Refused`."""
