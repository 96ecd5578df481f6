from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.user_consumption_response_consumption_by_date import (
        UserConsumptionResponseConsumptionByDate,
    )
    from ..models.user_consumption_response_consumption_by_org_id import (
        UserConsumptionResponseConsumptionByOrgId,
    )


T = TypeVar("T", bound="UserConsumptionResponse")


@_attrs_define
class UserConsumptionResponse:
    """ACUs of one user in a period, in total, by billing day and by organization.

    Attributes:
        consumption_by_date (UserConsumptionResponseConsumptionByDate): ACUs by billing day. Keys are `YYYY-MM-DD`; the
            day named starts at 08:00:00 UTC on that date.
        consumption_by_org_id (UserConsumptionResponseConsumptionByOrgId): ACUs by organization id.
        total_acus (float): ACUs of the period. With an `org_ids` filter without those of Cascade and Terminal.
    """

    consumption_by_date: UserConsumptionResponseConsumptionByDate
    consumption_by_org_id: UserConsumptionResponseConsumptionByOrgId
    total_acus: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        consumption_by_date = self.consumption_by_date.to_dict()

        consumption_by_org_id = self.consumption_by_org_id.to_dict()

        total_acus = self.total_acus

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "consumption_by_date": consumption_by_date,
                "consumption_by_org_id": consumption_by_org_id,
                "total_acus": total_acus,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.user_consumption_response_consumption_by_date import (
            UserConsumptionResponseConsumptionByDate,  # noqa: PLC0415
        )
        from ..models.user_consumption_response_consumption_by_org_id import (
            UserConsumptionResponseConsumptionByOrgId,  # noqa: PLC0415
        )

        d = dict(src_dict)
        consumption_by_date = UserConsumptionResponseConsumptionByDate.from_dict(
            d.pop("consumption_by_date")
        )

        consumption_by_org_id = UserConsumptionResponseConsumptionByOrgId.from_dict(
            d.pop("consumption_by_org_id")
        )

        total_acus = d.pop("total_acus")

        user_consumption_response = cls(
            consumption_by_date=consumption_by_date,
            consumption_by_org_id=consumption_by_org_id,
            total_acus=total_acus,
        )

        user_consumption_response.additional_properties = d
        return user_consumption_response

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
