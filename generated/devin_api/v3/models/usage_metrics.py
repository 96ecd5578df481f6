from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="UsageMetrics")


@_attrs_define
class UsageMetrics:
    """Session, search and pull-request counts of a period. The v2 schema of this name has other fields.

    Attributes:
        prs_created_count (int): Pull requests created. Pull-request figures are complete only with the GitHub app
            integration; on-premise GitLab is synced once a day.
        prs_merged_count (int): Pull requests merged. The caveat of `prs_created_count` holds here too.
        searches_count (int): Number of searches.
        sessions_count (int): Number of sessions.
    """

    prs_created_count: int
    prs_merged_count: int
    searches_count: int
    sessions_count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prs_created_count = self.prs_created_count

        prs_merged_count = self.prs_merged_count

        searches_count = self.searches_count

        sessions_count = self.sessions_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prs_created_count": prs_created_count,
                "prs_merged_count": prs_merged_count,
                "searches_count": searches_count,
                "sessions_count": sessions_count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prs_created_count = d.pop("prs_created_count")

        prs_merged_count = d.pop("prs_merged_count")

        searches_count = d.pop("searches_count")

        sessions_count = d.pop("sessions_count")

        usage_metrics = cls(
            prs_created_count=prs_created_count,
            prs_merged_count=prs_merged_count,
            searches_count=searches_count,
            sessions_count=sessions_count,
        )

        usage_metrics.additional_properties = d
        return usage_metrics

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
