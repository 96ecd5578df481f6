"""The columns of FOCUS 1.2 that consumption has values for, and ours, each with what its values belong to.

A row is made of few different parts: the account, a day, a product and a member, which thousands of rows share. Files
are written from these parts, so that a value is formatted once and not once a row.

Source: https://focus.finops.org/focus-specification/v1-2/
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from attrs import frozen

FocusType: TypeAlias = Literal["text", "instant", "date", "decimal", "flag"]
"""What a column holds: `str`, an aware `datetime.datetime`, `datetime.date`, `decimal.Decimal`, `bool`."""

Part: TypeAlias = Literal["account", "day", "product", "member", "amount"]
"""What the values of a column belong to."""

By: TypeAlias = Literal["organization", "user"]
"""Whose charges the rows are."""


@frozen
class FocusColumn:
    """A column. Its values have its type, or are None where there is none."""

    name: str
    type: FocusType
    part: Part
    description: str
    """What it holds, with the unit, in one sentence."""
    personal: bool = False
    """Whether it names a person."""


def _column(name: str, type: FocusType, part: Part, description: str, *, personal: bool = False) -> FocusColumn:
    return FocusColumn(name, type, part, description, personal)


_FOCUS: Final = (
    _column("BillingAccountId", "text", "account", "What is billed: the deployment, unless another id was given."),
    _column("BillingAccountName", "text", "account", "The name of the billing account, if one was given."),
    _column("BillingCurrency", "text", "account", "The currency of the price that was given, by ISO 4217."),
    _column("ChargeCategory", "text", "account", "Always Usage."),
    _column("ChargeClass", "text", "account", "Always null: the API does not tell corrections of past cycles."),
    _column("ChargeFrequency", "text", "account", "Always Usage-Based."),
    _column("CommitmentDiscountStatus", "text", "account", "Always null: the API knows no commitments."),
    _column("ConsumedUnit", "text", "account", "Always ACU."),
    _column("ContractedUnitPrice", "decimal", "account", "The price of an ACU that was given, in BillingCurrency."),
    _column("InvoiceId", "text", "account", "Always null: the API knows no invoices."),
    _column("InvoiceIssuerName", "text", "account", "Who sends the invoice."),
    _column("ListUnitPrice", "decimal", "account", "The price that was given: no other is known."),
    _column("PricingCategory", "text", "account", "Always Standard."),
    _column("PricingUnit", "text", "account", "Always ACU."),
    _column("ProviderName", "text", "account", "The vendor of Devin."),
    _column("PublisherName", "text", "account", "The vendor of Devin."),
    _column("ServiceCategory", "text", "account", "Always AI and Machine Learning."),
    _column("ServiceSubcategory", "text", "account", "Always Generative AI."),
    _column("SkuPriceDetails", "text", "account", "Always null: there is nothing to say of an ACU but its price."),
    _column("BillingPeriodEnd", "instant", "day", "The end of the billing cycle, exclusive."),
    _column("BillingPeriodStart", "instant", "day", "The start of the billing cycle."),
    _column("ChargePeriodEnd", "instant", "day", "The end of the billing day, exclusive: 08:00 UTC on the next date."),
    _column("ChargePeriodStart", "instant", "day", "The start of the billing day: 08:00 UTC on its date."),
    _column("ChargeDescription", "text", "product", "What was used, in words, with its price."),
    _column("ServiceName", "text", "product", "The product, or ACU consumption where there is none to name."),
    _column("SkuId", "text", "product", "The product as an id, such as acu/devin."),
    _column("SkuMeter", "text", "product", "Always ACUs."),
    _column("SkuPriceId", "text", "product", "The same as SkuId."),
    _column("SubAccountId", "text", "member", "The id of the organization, or null for what belongs to none."),
    _column("SubAccountName", "text", "member", "The name of the organization; its id where no name is known."),
    _column("BilledCost", "decimal", "amount", "The quantity times the price, exact, in BillingCurrency."),
    _column("ConsumedQuantity", "decimal", "amount", "ACUs, to nine decimal places."),
    _column("ContractedCost", "decimal", "amount", "The same as BilledCost."),
    _column("EffectiveCost", "decimal", "amount", "The same as BilledCost."),
    _column("ListCost", "decimal", "amount", "The same as BilledCost."),
    _column("PricingQuantity", "decimal", "amount", "The same as ConsumedQuantity."),
)

_OURS: Final = (
    _column("x_BillingDay", "date", "day", "The billing day as a date, which is that of its start in UTC."),
    _column("x_CycleNormalised", "flag", "day", "Whether the API gave the cycle's end as the last second before it."),
    _column("x_DayOpen", "flag", "day", "Whether the day was not over when it was read: its ACUs still grow."),
    _column("x_Product", "text", "product", "The product as the API names it; null where it names none."),
    _column("x_Unattributed", "flag", "product", "Whether these ACUs are in none of the products of their day."),
)

_OF_USERS: Final = (
    _column("x_UserId", "text", "member", "The id of the user, or null for what is no user's.", personal=True),
    _column("x_ServiceUserId", "text", "member", "The id of the service user, or null for what is no service user's."),
)


def columns(by: By) -> tuple[FocusColumn, ...]:
    """List the columns: those of FOCUS, then ours; of either those of a part together, in the order of the parts."""
    return (*_FOCUS, *_OURS, *(_OF_USERS if by == "user" else ()))
