from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.session_counts_by_origin import SessionCountsByOrigin
    from ..models.session_counts_by_size import SessionCountsBySize


T = TypeVar("T", bound="SessionMetricsResponse")


@_attrs_define
class SessionMetricsResponse:
    """Session counts of a period, in total and broken down by origin and by size.

    Attributes:
        sessions_created_count (int): Sessions created in the period.
        sessions_created_by_origin (SessionCountsByOrigin): Number of sessions by where they were started. The vendor
            adds origins from time to time, so others may appear beside these.
        sessions_created_by_size (SessionCountsBySize): Number of sessions by size, from `xs` to `xl`. Where one size
            ends and the next begins is not documented.
        sessions_created_with_playbook_count (int): Of those created, the sessions that used a playbook.
        sessions_created_with_search_count (int): Of those created, the sessions that a search belongs to.
        sessions_with_merged_prs_count (int): Sessions with a merged pull request. Complete only with the GitHub app
            integration; on-premise GitLab is synced once a day.
        sessions_with_merged_prs_by_size (SessionCountsBySize): Number of sessions by size, from `xs` to `xl`. Where one
            size ends and the next begins is not documented.
        avg_acus_per_session (float): Mean number of ACUs a session.
    """

    sessions_created_count: int
    sessions_created_by_origin: SessionCountsByOrigin
    sessions_created_by_size: SessionCountsBySize
    sessions_created_with_playbook_count: int
    sessions_created_with_search_count: int
    sessions_with_merged_prs_count: int
    sessions_with_merged_prs_by_size: SessionCountsBySize
    avg_acus_per_session: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        sessions_created_count = self.sessions_created_count

        sessions_created_by_origin = self.sessions_created_by_origin.to_dict()

        sessions_created_by_size = self.sessions_created_by_size.to_dict()

        sessions_created_with_playbook_count = self.sessions_created_with_playbook_count

        sessions_created_with_search_count = self.sessions_created_with_search_count

        sessions_with_merged_prs_count = self.sessions_with_merged_prs_count

        sessions_with_merged_prs_by_size = (
            self.sessions_with_merged_prs_by_size.to_dict()
        )

        avg_acus_per_session = self.avg_acus_per_session

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sessions_created_count": sessions_created_count,
                "sessions_created_by_origin": sessions_created_by_origin,
                "sessions_created_by_size": sessions_created_by_size,
                "sessions_created_with_playbook_count": sessions_created_with_playbook_count,
                "sessions_created_with_search_count": sessions_created_with_search_count,
                "sessions_with_merged_prs_count": sessions_with_merged_prs_count,
                "sessions_with_merged_prs_by_size": sessions_with_merged_prs_by_size,
                "avg_acus_per_session": avg_acus_per_session,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.session_counts_by_origin import SessionCountsByOrigin  # noqa: PLC0415
        from ..models.session_counts_by_size import SessionCountsBySize  # noqa: PLC0415

        d = dict(src_dict)
        sessions_created_count = d.pop("sessions_created_count")

        sessions_created_by_origin = SessionCountsByOrigin.from_dict(
            d.pop("sessions_created_by_origin")
        )

        sessions_created_by_size = SessionCountsBySize.from_dict(
            d.pop("sessions_created_by_size")
        )

        sessions_created_with_playbook_count = d.pop(
            "sessions_created_with_playbook_count"
        )

        sessions_created_with_search_count = d.pop("sessions_created_with_search_count")

        sessions_with_merged_prs_count = d.pop("sessions_with_merged_prs_count")

        sessions_with_merged_prs_by_size = SessionCountsBySize.from_dict(
            d.pop("sessions_with_merged_prs_by_size")
        )

        avg_acus_per_session = d.pop("avg_acus_per_session")

        session_metrics_response = cls(
            sessions_created_count=sessions_created_count,
            sessions_created_by_origin=sessions_created_by_origin,
            sessions_created_by_size=sessions_created_by_size,
            sessions_created_with_playbook_count=sessions_created_with_playbook_count,
            sessions_created_with_search_count=sessions_created_with_search_count,
            sessions_with_merged_prs_count=sessions_with_merged_prs_count,
            sessions_with_merged_prs_by_size=sessions_with_merged_prs_by_size,
            avg_acus_per_session=avg_acus_per_session,
        )

        session_metrics_response.additional_properties = d
        return session_metrics_response

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
