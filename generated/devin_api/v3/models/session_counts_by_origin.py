from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SessionCountsByOrigin")


@_attrs_define
class SessionCountsByOrigin:
    """Number of sessions by where they were started. The vendor adds origins from time to time, so others may appear
    beside these.

        Attributes:
            api (int | Unset):  Default: 0.
            automation (int | Unset):  Default: 0.
            code_scan (int | Unset):  Default: 0.
            desktop (int | Unset):  Default: 0.
            jira (int | Unset):  Default: 0.
            linear (int | Unset):  Default: 0.
            slack (int | Unset):  Default: 0.
            teams (int | Unset):  Default: 0.
            webapp (int | Unset):  Default: 0.
    """

    api: int | Unset = 0
    automation: int | Unset = 0
    code_scan: int | Unset = 0
    desktop: int | Unset = 0
    jira: int | Unset = 0
    linear: int | Unset = 0
    slack: int | Unset = 0
    teams: int | Unset = 0
    webapp: int | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api = self.api

        automation = self.automation

        code_scan = self.code_scan

        desktop = self.desktop

        jira = self.jira

        linear = self.linear

        slack = self.slack

        teams = self.teams

        webapp = self.webapp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if api is not UNSET:
            field_dict["api"] = api
        if automation is not UNSET:
            field_dict["automation"] = automation
        if code_scan is not UNSET:
            field_dict["code_scan"] = code_scan
        if desktop is not UNSET:
            field_dict["desktop"] = desktop
        if jira is not UNSET:
            field_dict["jira"] = jira
        if linear is not UNSET:
            field_dict["linear"] = linear
        if slack is not UNSET:
            field_dict["slack"] = slack
        if teams is not UNSET:
            field_dict["teams"] = teams
        if webapp is not UNSET:
            field_dict["webapp"] = webapp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        api = d.pop("api", UNSET)

        automation = d.pop("automation", UNSET)

        code_scan = d.pop("code_scan", UNSET)

        desktop = d.pop("desktop", UNSET)

        jira = d.pop("jira", UNSET)

        linear = d.pop("linear", UNSET)

        slack = d.pop("slack", UNSET)

        teams = d.pop("teams", UNSET)

        webapp = d.pop("webapp", UNSET)

        session_counts_by_origin = cls(
            api=api,
            automation=automation,
            code_scan=code_scan,
            desktop=desktop,
            jira=jira,
            linear=linear,
            slack=slack,
            teams=teams,
            webapp=webapp,
        )

        session_counts_by_origin.additional_properties = d
        return session_counts_by_origin

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
