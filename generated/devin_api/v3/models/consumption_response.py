from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.consumption_by_date_response import ConsumptionByDateResponse


T = TypeVar("T", bound="ConsumptionResponse")


@_attrs_define
class ConsumptionResponse:
    """ACUs of a period, in total and by billing day.

    Attributes:
        consumption_by_date (list[ConsumptionByDateResponse]): One entry for each billing day. Whether days without
            consumption are listed is not documented.
        total_acus (float): ACUs of the period.
    """

    consumption_by_date: list[ConsumptionByDateResponse]
    total_acus: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        consumption_by_date = []
        for consumption_by_date_item_data in self.consumption_by_date:
            consumption_by_date_item = consumption_by_date_item_data.to_dict()
            consumption_by_date.append(consumption_by_date_item)

        total_acus = self.total_acus

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "consumption_by_date": consumption_by_date,
                "total_acus": total_acus,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.consumption_by_date_response import ConsumptionByDateResponse  # noqa: PLC0415

        d = dict(src_dict)
        consumption_by_date = []
        _consumption_by_date = d.pop("consumption_by_date")
        for consumption_by_date_item_data in _consumption_by_date:
            consumption_by_date_item = ConsumptionByDateResponse.from_dict(
                consumption_by_date_item_data
            )

            consumption_by_date.append(consumption_by_date_item)

        total_acus = d.pop("total_acus")

        consumption_response = cls(
            consumption_by_date=consumption_by_date,
            total_acus=total_acus,
        )

        consumption_response.additional_properties = d
        return consumption_response

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
