from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="EnterpriseUserResponse")


@_attrs_define
class EnterpriseUserResponse:
    """A member of the enterprise. Optional fields may be absent or null.

    Attributes:
        user_id (str): Id of the user, as used by the consumption and metrics operations. It may hold characters such as
            `|`.
        email (str): E-mail address; personal data.
        name (str): Name; personal data.
        enterprise_role (str): Role in the enterprise, as free text: no list of values is documented.
        created_at (datetime.datetime): When the member was created.
        last_login (datetime.datetime | None | Unset): Last login, or null.
        login_count (int | None | Unset): Number of logins, or null.
        saml_id (None | str | Unset): Id at the SAML identity provider, or null.
        sessions_created_count (int | None | Unset): Sessions that the member created, or null. The period counted is
            not documented.
        searches_created_count (int | None | Unset): Searches that the member made, or null. The period counted is not
            documented.
    """

    user_id: str
    email: str
    name: str
    enterprise_role: str
    created_at: datetime.datetime
    last_login: datetime.datetime | None | Unset = UNSET
    login_count: int | None | Unset = UNSET
    saml_id: None | str | Unset = UNSET
    sessions_created_count: int | None | Unset = UNSET
    searches_created_count: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        email = self.email

        name = self.name

        enterprise_role = self.enterprise_role

        created_at = self.created_at.isoformat()

        last_login: None | str | Unset
        if isinstance(self.last_login, Unset):
            last_login = UNSET
        elif isinstance(self.last_login, datetime.datetime):
            last_login = self.last_login.isoformat()
        else:
            last_login = self.last_login

        login_count: int | None | Unset
        if isinstance(self.login_count, Unset):
            login_count = UNSET
        else:
            login_count = self.login_count

        saml_id: None | str | Unset
        if isinstance(self.saml_id, Unset):
            saml_id = UNSET
        else:
            saml_id = self.saml_id

        sessions_created_count: int | None | Unset
        if isinstance(self.sessions_created_count, Unset):
            sessions_created_count = UNSET
        else:
            sessions_created_count = self.sessions_created_count

        searches_created_count: int | None | Unset
        if isinstance(self.searches_created_count, Unset):
            searches_created_count = UNSET
        else:
            searches_created_count = self.searches_created_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user_id": user_id,
                "email": email,
                "name": name,
                "enterprise_role": enterprise_role,
                "created_at": created_at,
            }
        )
        if last_login is not UNSET:
            field_dict["last_login"] = last_login
        if login_count is not UNSET:
            field_dict["login_count"] = login_count
        if saml_id is not UNSET:
            field_dict["saml_id"] = saml_id
        if sessions_created_count is not UNSET:
            field_dict["sessions_created_count"] = sessions_created_count
        if searches_created_count is not UNSET:
            field_dict["searches_created_count"] = searches_created_count

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_id = d.pop("user_id")

        email = d.pop("email")

        name = d.pop("name")

        enterprise_role = d.pop("enterprise_role")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_last_login(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_login_type_0 = datetime.datetime.fromisoformat(data)

                return last_login_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_login = _parse_last_login(d.pop("last_login", UNSET))

        def _parse_login_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        login_count = _parse_login_count(d.pop("login_count", UNSET))

        def _parse_saml_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        saml_id = _parse_saml_id(d.pop("saml_id", UNSET))

        def _parse_sessions_created_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        sessions_created_count = _parse_sessions_created_count(
            d.pop("sessions_created_count", UNSET)
        )

        def _parse_searches_created_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        searches_created_count = _parse_searches_created_count(
            d.pop("searches_created_count", UNSET)
        )

        enterprise_user_response = cls(
            user_id=user_id,
            email=email,
            name=name,
            enterprise_role=enterprise_role,
            created_at=created_at,
            last_login=last_login,
            login_count=login_count,
            saml_id=saml_id,
            sessions_created_count=sessions_created_count,
            searches_created_count=searches_created_count,
        )

        enterprise_user_response.additional_properties = d
        return enterprise_user_response

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
