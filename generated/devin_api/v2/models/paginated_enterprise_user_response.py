from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.enterprise_user_response import EnterpriseUserResponse


T = TypeVar("T", bound="PaginatedEnterpriseUserResponse")


@_attrs_define
class PaginatedEnterpriseUserResponse:
    """One page of members, cut out by `skip` and `limit`.

    Attributes:
        items (list[EnterpriseUserResponse]): The members on this page.
        has_more (bool): Whether further members follow.
        limit (int): Page size that was used.
        skip (int): Number of members before this page.
        total (int): Number of members in all.
        next_cursor (int | None | Unset): What this number counts is not documented: page with `skip`.
    """

    items: list[EnterpriseUserResponse]
    has_more: bool
    limit: int
    skip: int
    total: int
    next_cursor: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        has_more = self.has_more

        limit = self.limit

        skip = self.skip

        total = self.total

        next_cursor: int | None | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "items": items,
                "has_more": has_more,
                "limit": limit,
                "skip": skip,
                "total": total,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.enterprise_user_response import EnterpriseUserResponse  # noqa: PLC0415

        d = dict(src_dict)
        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = EnterpriseUserResponse.from_dict(items_item_data)

            items.append(items_item)

        has_more = d.pop("has_more")

        limit = d.pop("limit")

        skip = d.pop("skip")

        total = d.pop("total")

        def _parse_next_cursor(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        paginated_enterprise_user_response = cls(
            items=items,
            has_more=has_more,
            limit=limit,
            skip=skip,
            total=total,
            next_cursor=next_cursor,
        )

        paginated_enterprise_user_response.additional_properties = d
        return paginated_enterprise_user_response

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
