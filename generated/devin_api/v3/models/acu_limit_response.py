from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ACULimitResponse")


@_attrs_define
class ACULimitResponse:
    """A limit on the ACUs of one billing cycle.

    Attributes:
        cycle_acu_limit (int): Greatest number of ACUs in a billing cycle.
        scope (str): What the limit is on. Other values than the known ones may appear.
        org_id (None | str | Unset): Organization that is limited, where the limit is on one; else null or absent.
        user_id (None | str | Unset): User who is limited, where the limit is on one; else null or absent.
    """

    cycle_acu_limit: int
    scope: str
    org_id: None | str | Unset = UNSET
    user_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cycle_acu_limit = self.cycle_acu_limit

        scope = self.scope

        org_id: None | str | Unset
        if isinstance(self.org_id, Unset):
            org_id = UNSET
        else:
            org_id = self.org_id

        user_id: None | str | Unset
        if isinstance(self.user_id, Unset):
            user_id = UNSET
        else:
            user_id = self.user_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cycle_acu_limit": cycle_acu_limit,
                "scope": scope,
            }
        )
        if org_id is not UNSET:
            field_dict["org_id"] = org_id
        if user_id is not UNSET:
            field_dict["user_id"] = user_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cycle_acu_limit = d.pop("cycle_acu_limit")

        scope = d.pop("scope")

        def _parse_org_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        org_id = _parse_org_id(d.pop("org_id", UNSET))

        def _parse_user_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        user_id = _parse_user_id(d.pop("user_id", UNSET))

        acu_limit_response = cls(
            cycle_acu_limit=cycle_acu_limit,
            scope=scope,
            org_id=org_id,
            user_id=user_id,
        )

        acu_limit_response.additional_properties = d
        return acu_limit_response

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
