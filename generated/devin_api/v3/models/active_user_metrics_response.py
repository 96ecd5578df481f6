from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ActiveUserMetricsResponse")


@_attrs_define
class ActiveUserMetricsResponse:
    """Number of active users in a span of time: users with at least `min_sessions` sessions or at least `min_searches`
    searches.

        Attributes:
            start_time (int): Start of the span. The unit is not documented; other v3 times are Unix seconds.
            end_time (int): End of the span. The unit is not documented; other v3 times are Unix seconds.
            active_users (int): Users active in the span, each counted once.
    """

    start_time: int
    end_time: int
    active_users: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        start_time = self.start_time

        end_time = self.end_time

        active_users = self.active_users

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "start_time": start_time,
                "end_time": end_time,
                "active_users": active_users,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        start_time = d.pop("start_time")

        end_time = d.pop("end_time")

        active_users = d.pop("active_users")

        active_user_metrics_response = cls(
            start_time=start_time,
            end_time=end_time,
            active_users=active_users,
        )

        active_user_metrics_response.additional_properties = d
        return active_user_metrics_response

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
