from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PrMetricsResponse")


@_attrs_define
class PrMetricsResponse:
    """Pull-request counts of a period. Complete only with the GitHub app integration; on-premise GitLab is synced once a
    day.

        Attributes:
            prs_created_count (int): Pull requests that Devin created, whatever their state is now.
            prs_opened_count (int): Of those created, the ones that are open now. Not what v2 calls `prs_opened`.
            prs_merged_count (int): Of those created, the ones that were merged.
            prs_closed_count (int): Of those created, the ones closed without a merge.
            prs_taken_over_count (int | Unset): Pull requests of somebody else to which Devin pushed commits, whatever their
                state is now. May be absent, as the other three counts of this kind.
            prs_taken_over_opened_count (int | Unset): Of those taken over, the ones that are open now.
            prs_taken_over_merged_count (int | Unset): Of those taken over, the ones that were merged.
            prs_taken_over_closed_count (int | Unset): Of those taken over, the ones closed without a merge.
    """

    prs_created_count: int
    prs_opened_count: int
    prs_merged_count: int
    prs_closed_count: int
    prs_taken_over_count: int | Unset = UNSET
    prs_taken_over_opened_count: int | Unset = UNSET
    prs_taken_over_merged_count: int | Unset = UNSET
    prs_taken_over_closed_count: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prs_created_count = self.prs_created_count

        prs_opened_count = self.prs_opened_count

        prs_merged_count = self.prs_merged_count

        prs_closed_count = self.prs_closed_count

        prs_taken_over_count = self.prs_taken_over_count

        prs_taken_over_opened_count = self.prs_taken_over_opened_count

        prs_taken_over_merged_count = self.prs_taken_over_merged_count

        prs_taken_over_closed_count = self.prs_taken_over_closed_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prs_created_count": prs_created_count,
                "prs_opened_count": prs_opened_count,
                "prs_merged_count": prs_merged_count,
                "prs_closed_count": prs_closed_count,
            }
        )
        if prs_taken_over_count is not UNSET:
            field_dict["prs_taken_over_count"] = prs_taken_over_count
        if prs_taken_over_opened_count is not UNSET:
            field_dict["prs_taken_over_opened_count"] = prs_taken_over_opened_count
        if prs_taken_over_merged_count is not UNSET:
            field_dict["prs_taken_over_merged_count"] = prs_taken_over_merged_count
        if prs_taken_over_closed_count is not UNSET:
            field_dict["prs_taken_over_closed_count"] = prs_taken_over_closed_count

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prs_created_count = d.pop("prs_created_count")

        prs_opened_count = d.pop("prs_opened_count")

        prs_merged_count = d.pop("prs_merged_count")

        prs_closed_count = d.pop("prs_closed_count")

        prs_taken_over_count = d.pop("prs_taken_over_count", UNSET)

        prs_taken_over_opened_count = d.pop("prs_taken_over_opened_count", UNSET)

        prs_taken_over_merged_count = d.pop("prs_taken_over_merged_count", UNSET)

        prs_taken_over_closed_count = d.pop("prs_taken_over_closed_count", UNSET)

        pr_metrics_response = cls(
            prs_created_count=prs_created_count,
            prs_opened_count=prs_opened_count,
            prs_merged_count=prs_merged_count,
            prs_closed_count=prs_closed_count,
            prs_taken_over_count=prs_taken_over_count,
            prs_taken_over_opened_count=prs_taken_over_opened_count,
            prs_taken_over_merged_count=prs_taken_over_merged_count,
            prs_taken_over_closed_count=prs_taken_over_closed_count,
        )

        pr_metrics_response.additional_properties = d
        return pr_metrics_response

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
