from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.acus_by_product import AcusByProduct


T = TypeVar("T", bound="ConsumptionByDateResponse")


@_attrs_define
class ConsumptionByDateResponse:
    """ACUs of one billing day, in all and by product.

    Attributes:
        acus (float): ACUs of the day.
        acus_by_product (AcusByProduct): ACUs of one billing day by product. A product without data is given as 0.0.
            Whether the products sum to the day is not documented.
        date (int): The billing day as Unix seconds. Which instant of the day it holds is not documented; answers with
            00:00:00Z and with 08:00:00Z have been seen.
    """

    acus: float
    acus_by_product: AcusByProduct
    date: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        acus = self.acus

        acus_by_product = self.acus_by_product.to_dict()

        date = self.date

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "acus": acus,
                "acus_by_product": acus_by_product,
                "date": date,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.acus_by_product import AcusByProduct  # noqa: PLC0415

        d = dict(src_dict)
        acus = d.pop("acus")

        acus_by_product = AcusByProduct.from_dict(d.pop("acus_by_product"))

        date = d.pop("date")

        consumption_by_date_response = cls(
            acus=acus,
            acus_by_product=acus_by_product,
            date=date,
        )

        consumption_by_date_response.additional_properties = d
        return consumption_by_date_response

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
