from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="OrganizationResponse")


@_attrs_define
class OrganizationResponse:
    """An organization of the enterprise.

    Attributes:
        created_at (int): When the organization was created. The unit is not documented; other v3 times are Unix
            seconds.
        max_cycle_acu_limit (int | None): Greatest number of ACUs in a billing cycle, or null.
        max_session_acu_limit (int | None): Greatest number of ACUs in one session, or null.
        name (str): Name of the organization.
        org_id (str): Id of the organization, `org-...`.
        updated_at (int): When the organization was last changed. The unit is not documented; other v3 times are Unix
            seconds.
    """

    created_at: int
    max_cycle_acu_limit: int | None
    max_session_acu_limit: int | None
    name: str
    org_id: str
    updated_at: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at

        max_cycle_acu_limit: int | None
        max_cycle_acu_limit = self.max_cycle_acu_limit

        max_session_acu_limit: int | None
        max_session_acu_limit = self.max_session_acu_limit

        name = self.name

        org_id = self.org_id

        updated_at = self.updated_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "max_cycle_acu_limit": max_cycle_acu_limit,
                "max_session_acu_limit": max_session_acu_limit,
                "name": name,
                "org_id": org_id,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = d.pop("created_at")

        def _parse_max_cycle_acu_limit(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_cycle_acu_limit = _parse_max_cycle_acu_limit(d.pop("max_cycle_acu_limit"))

        def _parse_max_session_acu_limit(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_session_acu_limit = _parse_max_session_acu_limit(
            d.pop("max_session_acu_limit")
        )

        name = d.pop("name")

        org_id = d.pop("org_id")

        updated_at = d.pop("updated_at")

        organization_response = cls(
            created_at=created_at,
            max_cycle_acu_limit=max_cycle_acu_limit,
            max_session_acu_limit=max_session_acu_limit,
            name=name,
            org_id=org_id,
            updated_at=updated_at,
        )

        organization_response.additional_properties = d
        return organization_response

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
