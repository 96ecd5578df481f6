from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.consumption_response_consumption_by_date import (
        ConsumptionResponseConsumptionByDate,
    )
    from ..models.consumption_response_consumption_by_org_id import (
        ConsumptionResponseConsumptionByOrgId,
    )
    from ..models.consumption_response_consumption_by_user import (
        ConsumptionResponseConsumptionByUser,
    )


T = TypeVar("T", bound="ConsumptionResponse")


@_attrs_define
class ConsumptionResponse:
    """ACUs of the enterprise in a period, in total and broken down in three ways.

    Attributes:
        total_acus (float): ACUs of the period. With an `org_ids` filter without those of Cascade and Terminal.
        consumption_by_date (ConsumptionResponseConsumptionByDate): ACUs by billing day. Keys are `YYYY-MM-DD`; the day
            named starts at 08:00:00 UTC on that date.
        consumption_by_org_id (ConsumptionResponseConsumptionByOrgId): ACUs by organization id.
        consumption_by_user (ConsumptionResponseConsumptionByUser | Unset): ACUs by user id. May be absent.
    """

    total_acus: float
    consumption_by_date: ConsumptionResponseConsumptionByDate
    consumption_by_org_id: ConsumptionResponseConsumptionByOrgId
    consumption_by_user: ConsumptionResponseConsumptionByUser | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_acus = self.total_acus

        consumption_by_date = self.consumption_by_date.to_dict()

        consumption_by_org_id = self.consumption_by_org_id.to_dict()

        consumption_by_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.consumption_by_user, Unset):
            consumption_by_user = self.consumption_by_user.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total_acus": total_acus,
                "consumption_by_date": consumption_by_date,
                "consumption_by_org_id": consumption_by_org_id,
            }
        )
        if consumption_by_user is not UNSET:
            field_dict["consumption_by_user"] = consumption_by_user

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.consumption_response_consumption_by_date import (
            ConsumptionResponseConsumptionByDate,  # noqa: PLC0415
        )
        from ..models.consumption_response_consumption_by_org_id import (
            ConsumptionResponseConsumptionByOrgId,  # noqa: PLC0415
        )
        from ..models.consumption_response_consumption_by_user import (
            ConsumptionResponseConsumptionByUser,  # noqa: PLC0415
        )

        d = dict(src_dict)
        total_acus = d.pop("total_acus")

        consumption_by_date = ConsumptionResponseConsumptionByDate.from_dict(
            d.pop("consumption_by_date")
        )

        consumption_by_org_id = ConsumptionResponseConsumptionByOrgId.from_dict(
            d.pop("consumption_by_org_id")
        )

        _consumption_by_user = d.pop("consumption_by_user", UNSET)
        consumption_by_user: ConsumptionResponseConsumptionByUser | Unset
        if isinstance(_consumption_by_user, Unset):
            consumption_by_user = UNSET
        else:
            consumption_by_user = ConsumptionResponseConsumptionByUser.from_dict(
                _consumption_by_user
            )

        consumption_response = cls(
            total_acus=total_acus,
            consumption_by_date=consumption_by_date,
            consumption_by_org_id=consumption_by_org_id,
            consumption_by_user=consumption_by_user,
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
