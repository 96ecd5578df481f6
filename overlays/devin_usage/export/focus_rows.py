"""Charges as rows of FOCUS: the parts that rows share, and the order of their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any, Final, TypeAlias

from attrs import Factory, evolve, field, frozen

from ..account.cache_rows import closes_at, unix_s
from ..account.price import Price
from ..billing import day_start
from ..cycles import cycle_at
from ..errors import InvalidArgument
from ..values import Subject
from .focus_charges import DECIMALS, NOBODY, UNATTRIBUTED, Charge, charges, days_together
from .focus_columns import By, FocusColumn, Part, columns
from .focus_reading import Member, Piece, Reading

Values: TypeAlias = tuple[Any, ...]
"""The values of the columns of one part, in their order."""

VENDOR: Final = "Cognition AI"

_PRICE_PLACES: Final = 15
_HIGHEST_PRICE: Final = 10**9
_WIDE: Final = Context(prec=100)
_NAMES: Final = {"devin": "Devin", "cascade": "Cascade", "terminal": "Terminal", "review": "Review"}
_UNIT: Final = "ACU"


@frozen
class BillingAccount:
    """What is billed, as its buyer knows it; the API tells nothing of it."""

    id: str
    name: str | None = None
    invoice_issuer: str = VENDOR
    """Who sends the invoice, where it is not the vendor: a reseller, a marketplace."""


@frozen
class ExactPrice:
    """A price as a whole number of the smallest decimal that it is written with."""

    price: Price
    units: int
    places: int

    @classmethod
    def of(cls, price: Price | None) -> ExactPrice:
        """Take a price.

        Raises:
            InvalidArgument: there is none, it is something else, or its digits do not fit into decimals of 38 digits.
        """
        if not isinstance(price, Price):
            example = "for example price=Price.parse('2.25 USD')"
            if price is None:
                raise InvalidArgument(
                    f"FOCUS is about cost, and the API knows no price; give that of an ACU, {example}"
                )
            raise InvalidArgument(f"price must be a Price, {example}, not {type(price).__name__}")
        exponent = price.amount.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        if places > _PRICE_PLACES or price.amount >= _HIGHEST_PRICE:
            raise InvalidArgument(
                f"the price {price} does not fit into the decimals of the file; it must be below "
                f"{_HIGHEST_PRICE:,} and have at most {_PRICE_PLACES} decimal places"
            )
        return cls(price, int(price.amount.scaleb(places, _WIDE)), places)

    @property
    def cost_places(self) -> int:
        """The decimal places of a cost."""
        return self.places + DECIMALS


@frozen(eq=False)
class DayCharges:
    """The charges of a billing day, or of a part of it that lies in one cycle."""

    day: Values
    """The values of the day's columns."""
    charges: Sequence[Charge]
    members_before: int
    """How many members come before those that the charges number."""

    def place(self, charge: Charge) -> int:
        """Tell at which place of `Rows.members` the member of a charge is."""
        return charge.member if charge.member == NOBODY else self.members_before + charge.member


def _columns_of(rows: Rows) -> tuple[FocusColumn, ...]:
    return columns(rows.by)


def _members_of(rows: Rows) -> tuple[Values, ...]:
    members = [member for piece in rows.reading.pieces for member in piece.members]
    return (*map(rows.member_values, members), rows.member_values(None))


@frozen(eq=False)
class Rows:
    """The rows of a reading, as the values of their parts; they are made while `days` are walked."""

    reading: Reading
    price: ExactPrice
    account: BillingAccount
    by: By
    user_named: Callable[[str], str] = str
    """What stands for the id of a user."""
    columns: tuple[FocusColumn, ...] = field(init=False, default=Factory(_columns_of, takes_self=True))
    members: tuple[Values, ...] = field(init=False, default=Factory(_members_of, takes_self=True))
    """The values of the columns of all members, and last those of nobody."""

    def of_part(self, part: Part) -> tuple[FocusColumn, ...]:
        """List the columns of a part."""
        return tuple(column for column in self.columns if column.part == part)

    def days(self) -> Iterator[DayCharges]:
        """Walk the days, in order.

        Raises:
            InconsistentAnswer: on a day that is over, the members have used more than the whole.
        """
        before = 0
        for piece in self.reading.pieces:
            for day, whole, used in days_together(piece.whole, tuple(piece.members.values())):
                is_open = closes_at(day.toordinal()) > unix_s(self.reading.read_at)
                found = charges(day, whole, used, is_open=is_open)
                if found:
                    yield DayCharges(self._day(piece, day, is_open), found, before)
            before += len(piece.members)

    def account_values(self) -> Values:
        """Give the values of the account's columns."""
        currency, price = self.price.price.currency, self.price.price.amount
        return (
            self.account.id,
            self.account.name,
            currency,
            "Usage",
            None,
            "Usage-Based",
            None,
            _UNIT,
            price,
            None,
            self.account.invoice_issuer,
            price,
            "Standard",
            _UNIT,
            VENDOR,
            VENDOR,
            "AI and Machine Learning",
            "Generative AI",
            None,
        )

    def product_values(self, product: str | None) -> Values:
        """Give the values of a product's columns."""
        named = _NAMES.get(product or "", product)
        service = named or "ACU consumption"
        what = (
            f"ACUs of {named}" if named else "ACUs in no product" if product == UNATTRIBUTED else "ACUs of any product"
        )
        sku = f"acu/{product}" if product else "acu-unattributed" if product == UNATTRIBUTED else "acu"
        described = f"{what} at {self.price.price} each"
        return described, service, sku, "ACUs", sku, product or None, product == UNATTRIBUTED

    def amount_values(self, amount: int) -> Values:
        """Give the values of an amount's columns."""
        quantity = Decimal(digits(amount, DECIMALS))
        cost = Decimal(digits(amount * self.price.units, self.price.cost_places))
        return cost, quantity, cost, cost, cost, quantity

    def member_values(self, member: Member | None) -> Values:
        """Give the values of a member's columns; of nobody's for None."""
        organization = member.id if member is not None and member.kind == "organization" else None
        name = (member.name or member.id) if member is not None and organization is not None else None
        if self.by == "organization":
            return organization, name
        ids = {member.kind: member.id} if member is not None else {}
        user = ids.get("user")
        return None, None, None if user is None else self.user_named(user), ids.get("service_user")

    def subject_named(self, subject: Subject) -> Subject:
        """Give the subject of a question as the rows name it."""
        if subject.kind != "user" or subject.id is None:
            return subject
        return evolve(subject, id=self.user_named(subject.id))

    def _day(self, piece: Piece, day: date, is_open: bool) -> Values:
        start = max(day_start(day), piece.period.start)
        end = min(day_start(day) + timedelta(days=1), piece.period.end)
        cycle = cycle_at(self.reading.cycles, start)
        return cycle.period.end, cycle.period.start, end, start, day, cycle.normalised, is_open


def records(rows: Rows) -> Iterator[dict[str, Any]]:
    """Give each row as a dict by the names of the columns."""
    parts: tuple[Part, ...] = ("account", "day", "product", "member", "amount")
    names = {part: [column.name for column in rows.of_part(part)] for part in parts}
    order = [column.name for column in rows.columns]
    for day in rows.days():
        for charge in day.charges:
            values = {
                "account": rows.account_values(),
                "day": day.day,
                "product": rows.product_values(charge.product),
                "member": rows.members[day.place(charge)],
                "amount": rows.amount_values(charge.amount),
            }
            named = {name: value for part in parts for name, value in zip(names[part], values[part], strict=True)}
            yield {name: named[name] for name in order}


def digits(value: int, places: int) -> str:
    """Write a whole number of the smallest decimal in digits, without zeros that mean nothing."""
    whole, rest = divmod(abs(value), 10**places)
    written = f"-{whole}" if value < 0 else str(whole)
    return f"{written}.{rest:0{places}d}".rstrip("0") if rest else written
