from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PrMetrics")


@_attrs_define
class PrMetrics:
    """Pull-request counts of a period. Complete only with the GitHub app integration; on-premise GitLab is synced once a
    day.

        Attributes:
            prs_opened (int): Pull requests opened. Not the `prs_opened_count` of v3, which counts those open now.
            prs_closed (int): Pull requests closed.
            prs_merged (int): Pull requests merged.
    """

    prs_opened: int
    prs_closed: int
    prs_merged: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prs_opened = self.prs_opened

        prs_closed = self.prs_closed

        prs_merged = self.prs_merged

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prs_opened": prs_opened,
                "prs_closed": prs_closed,
                "prs_merged": prs_merged,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prs_opened = d.pop("prs_opened")

        prs_closed = d.pop("prs_closed")

        prs_merged = d.pop("prs_merged")

        pr_metrics = cls(
            prs_opened=prs_opened,
            prs_closed=prs_closed,
            prs_merged=prs_merged,
        )

        pr_metrics.additional_properties = d
        return pr_metrics

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
