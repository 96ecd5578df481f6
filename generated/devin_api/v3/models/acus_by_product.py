from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AcusByProduct")


@_attrs_define
class AcusByProduct:
    """ACUs of one billing day by product. A product without data is given as 0.0. Whether the products sum to the day is
    not documented.

        Attributes:
            cascade (float): ACUs of Cascade.
            devin (float): ACUs of Devin sessions.
            terminal (float): ACUs of Terminal.
            review (float | None | Unset): ACUs of Review. A newer field: null or absent where it is not given.
    """

    cascade: float
    devin: float
    terminal: float
    review: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cascade = self.cascade

        devin = self.devin

        terminal = self.terminal

        review: float | None | Unset
        if isinstance(self.review, Unset):
            review = UNSET
        else:
            review = self.review

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cascade": cascade,
                "devin": devin,
                "terminal": terminal,
            }
        )
        if review is not UNSET:
            field_dict["review"] = review

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cascade = d.pop("cascade")

        devin = d.pop("devin")

        terminal = d.pop("terminal")

        def _parse_review(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        review = _parse_review(d.pop("review", UNSET))

        acus_by_product = cls(
            cascade=cascade,
            devin=devin,
            terminal=terminal,
            review=review,
        )

        acus_by_product.additional_properties = d
        return acus_by_product

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
