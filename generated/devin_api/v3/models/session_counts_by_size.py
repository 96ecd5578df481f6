from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SessionCountsBySize")


@_attrs_define
class SessionCountsBySize:
    """Number of sessions by size, from `xs` to `xl`. Where one size ends and the next begins is not documented.

    Attributes:
        xs (int | Unset):  Default: 0.
        s (int | Unset):  Default: 0.
        m (int | Unset):  Default: 0.
        l (int | Unset):  Default: 0.
        xl (int | Unset):  Default: 0.
    """

    xs: int | Unset = 0
    s: int | Unset = 0
    m: int | Unset = 0
    l: int | Unset = 0
    xl: int | Unset = 0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        xs = self.xs

        s = self.s

        m = self.m

        l = self.l

        xl = self.xl

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if xs is not UNSET:
            field_dict["xs"] = xs
        if s is not UNSET:
            field_dict["s"] = s
        if m is not UNSET:
            field_dict["m"] = m
        if l is not UNSET:
            field_dict["l"] = l
        if xl is not UNSET:
            field_dict["xl"] = xl

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        xs = d.pop("xs", UNSET)

        s = d.pop("s", UNSET)

        m = d.pop("m", UNSET)

        l = d.pop("l", UNSET)

        xl = d.pop("xl", UNSET)

        session_counts_by_size = cls(
            xs=xs,
            s=s,
            m=m,
            l=l,
            xl=xl,
        )

        session_counts_by_size.additional_properties = d
        return session_counts_by_size

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
