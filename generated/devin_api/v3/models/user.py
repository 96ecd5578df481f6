from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.role_assignment import RoleAssignment


T = TypeVar("T", bound="User")


@_attrs_define
class User:
    """A user and the roles held.

    Attributes:
        email (None | str): E-mail address, or null; personal data.
        name (None | str): Name, or null; personal data.
        role_assignments (list[RoleAssignment]): Roles of the user, each in the enterprise or in one organization.
        user_id (str): Id of the user. It may hold characters such as `|`.
    """

    email: None | str
    name: None | str
    role_assignments: list[RoleAssignment]
    user_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email: None | str
        email = self.email

        name: None | str
        name = self.name

        role_assignments = []
        for role_assignments_item_data in self.role_assignments:
            role_assignments_item = role_assignments_item_data.to_dict()
            role_assignments.append(role_assignments_item)

        user_id = self.user_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "name": name,
                "role_assignments": role_assignments,
                "user_id": user_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.role_assignment import RoleAssignment  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_email(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        email = _parse_email(d.pop("email"))

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        role_assignments = []
        _role_assignments = d.pop("role_assignments")
        for role_assignments_item_data in _role_assignments:
            role_assignments_item = RoleAssignment.from_dict(role_assignments_item_data)

            role_assignments.append(role_assignments_item)

        user_id = d.pop("user_id")

        user = cls(
            email=email,
            name=name,
            role_assignments=role_assignments,
            user_id=user_id,
        )

        user.additional_properties = d
        return user

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
