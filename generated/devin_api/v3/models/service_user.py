from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.role_assignment import RoleAssignment


T = TypeVar("T", bound="ServiceUser")


@_attrs_define
class ServiceUser:
    """A service user, which is an account for automation, and the roles held.

    Attributes:
        deleted_at (int | None): When the service user was deleted, or null. The unit is not documented; other v3 times
            are Unix seconds.
        expires_at (int | None): When the service user expires, or null. The unit is not documented; other v3 times are
            Unix seconds.
        name (str): Name of the service user.
        role_assignments (list[RoleAssignment]): Roles of the service user, each in the enterprise or in one
            organization.
        service_user_id (str): Id of the service user, `service-user-...`.
    """

    deleted_at: int | None
    expires_at: int | None
    name: str
    role_assignments: list[RoleAssignment]
    service_user_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        deleted_at: int | None
        deleted_at = self.deleted_at

        expires_at: int | None
        expires_at = self.expires_at

        name = self.name

        role_assignments = []
        for role_assignments_item_data in self.role_assignments:
            role_assignments_item = role_assignments_item_data.to_dict()
            role_assignments.append(role_assignments_item)

        service_user_id = self.service_user_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deleted_at": deleted_at,
                "expires_at": expires_at,
                "name": name,
                "role_assignments": role_assignments,
                "service_user_id": service_user_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.role_assignment import RoleAssignment  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_deleted_at(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        deleted_at = _parse_deleted_at(d.pop("deleted_at"))

        def _parse_expires_at(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        name = d.pop("name")

        role_assignments = []
        _role_assignments = d.pop("role_assignments")
        for role_assignments_item_data in _role_assignments:
            role_assignments_item = RoleAssignment.from_dict(role_assignments_item_data)

            role_assignments.append(role_assignments_item)

        service_user_id = d.pop("service_user_id")

        service_user = cls(
            deleted_at=deleted_at,
            expires_at=expires_at,
            name=name,
            role_assignments=role_assignments,
            service_user_id=service_user_id,
        )

        service_user.additional_properties = d
        return service_user

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
