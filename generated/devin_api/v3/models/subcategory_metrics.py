from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SubcategoryMetrics")


@_attrs_define
class SubcategoryMetrics:
    """Sessions of one subcategory.

    Attributes:
        subcategory_id (None | str): Id of the subcategory, or null.
        display_name (str): Name to show.
        sessions_count (int): Number of sessions.
        acus (float): ACUs of these sessions.
    """

    subcategory_id: None | str
    display_name: str
    sessions_count: int
    acus: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        subcategory_id: None | str
        subcategory_id = self.subcategory_id

        display_name = self.display_name

        sessions_count = self.sessions_count

        acus = self.acus

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "subcategory_id": subcategory_id,
                "display_name": display_name,
                "sessions_count": sessions_count,
                "acus": acus,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_subcategory_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subcategory_id = _parse_subcategory_id(d.pop("subcategory_id"))

        display_name = d.pop("display_name")

        sessions_count = d.pop("sessions_count")

        acus = d.pop("acus")

        subcategory_metrics = cls(
            subcategory_id=subcategory_id,
            display_name=display_name,
            sessions_count=sessions_count,
            acus=acus,
        )

        subcategory_metrics.additional_properties = d
        return subcategory_metrics

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
