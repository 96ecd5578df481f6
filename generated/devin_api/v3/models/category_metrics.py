from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.subcategory_metrics import SubcategoryMetrics


T = TypeVar("T", bound="CategoryMetrics")


@_attrs_define
class CategoryMetrics:
    """Sessions of one category.

    Attributes:
        category (str): Name of the category, as free text.
        sessions_count (int): Number of sessions.
        acus (float): ACUs of these sessions.
        subcategories (list[SubcategoryMetrics]): The same figures by subcategory.
    """

    category: str
    sessions_count: int
    acus: float
    subcategories: list[SubcategoryMetrics]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        category = self.category

        sessions_count = self.sessions_count

        acus = self.acus

        subcategories = []
        for subcategories_item_data in self.subcategories:
            subcategories_item = subcategories_item_data.to_dict()
            subcategories.append(subcategories_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "category": category,
                "sessions_count": sessions_count,
                "acus": acus,
                "subcategories": subcategories,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.subcategory_metrics import SubcategoryMetrics  # noqa: PLC0415

        d = dict(src_dict)
        category = d.pop("category")

        sessions_count = d.pop("sessions_count")

        acus = d.pop("acus")

        subcategories = []
        _subcategories = d.pop("subcategories")
        for subcategories_item_data in _subcategories:
            subcategories_item = SubcategoryMetrics.from_dict(subcategories_item_data)

            subcategories.append(subcategories_item)

        category_metrics = cls(
            category=category,
            sessions_count=sessions_count,
            acus=acus,
            subcategories=subcategories,
        )

        category_metrics.additional_properties = d
        return category_metrics

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
