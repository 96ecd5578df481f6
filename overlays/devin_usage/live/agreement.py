"""What must hold between answers: parts and wholes, filters, the two paths of an organization, v2 and v3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import daily
from .asking import Asker, Reading
from .bodies import items_of
from .daily import Daily
from .invariants import counts, cycles_of
from .masking import is_date, word
from .rules import Rules

ORGANIZATIONS = "organizations together use no more than the enterprise"
USERS = "users together use no more than the enterprise, or their organization"
SERVICE_USERS = "service users together use no more than the enterprise, or their organization"
SESSIONS = "a session uses no more than the enterprise, or its organization"
NARROWER = "a narrower question gives no larger figure"
WIDER = "a list with inactive ones holds all that the list without them holds"
ACTIVE = "no bucket within the period has more active users than the period"
PATHS = "an organization has the same figures under both of its paths (v3)"
VERSIONS = "v2 and v3 give the same figures"

BETWEEN_ANSWERS = (ORGANIZATIONS, USERS, SERVICE_USERS, SESSIONS, NARROWER, WIDER, ACTIVE)
V3_ONLY = (PATHS,)

_TOTAL = "the total"
_MEMBERS = {"user_id": USERS, "service_user_id": SERVICE_USERS, "session_id": SESSIONS}
_TWINS = (
    ("get_enterprise_organization_daily_consumption", "get_organization_daily_consumption"),
    ("get_enterprise_organization_usage_metrics", "get_organization_usage_metrics"),
)
_SAME_COUNTS = (
    ("sessions_count", "sessions_count"),
    ("searches_count", "searches_count"),
    ("prs_merged", "prs_merged_count"),
)


def hold_between(rules: Rules, asker: Asker) -> None:
    """Hold the answers of one version against each other; those that contradict themselves are left out."""
    readings = [each for each in asker.readings if each.sound and rules.trusted(each)]
    found = [each for reading in readings if (each := daily.read(reading)) is not None]
    _hold_parts(rules, [each for each in found if not each.reading.varied])
    _hold_narrower(rules, readings)
    _hold_active(rules, readings)
    _hold_paths(rules, readings)


def _hold_parts(rules: Rules, found: list[Daily]) -> None:
    def of(*names: str, organization: str | None = None) -> list[Daily]:
        return [
            each
            for each in found
            if each.reading.operation.in_path == frozenset(names)
            and organization in (None, each.reading.arguments.get("org_id"))
        ]

    enterprise = of()
    for whole in enterprise[:1]:
        by_path: dict[str, list[Daily]] = {}
        for each in of("org_id"):
            by_path.setdefault(each.reading.operation.id, []).append(each)
        for parts in by_path.values():
            _hold_sum(rules, ORGANIZATIONS, parts, whole)
        for name, rule in _MEMBERS.items():
            _hold_sum(rules, rule, of(name), whole)
    for whole in of("org_id"):
        organization: str = whole.reading.arguments["org_id"]
        if whole.reading.operation.scope == "organization":
            for name, rule in _MEMBERS.items():
                _hold_sum(rules, rule, of("org_id", name, organization=organization), whole)


def _hold_sum(rules: Rules, rule: str, parts: list[Daily], whole: Daily) -> None:
    """Hold the sum of parts against their whole, in total and day by day."""
    if not parts:
        return
    total = sum(each.total for each in parts)
    rules.at_most(rule, parts[0].reading, total, whole.total, f"{len(parts)} together in total")
    for day, acus in daily.summed(parts).items():
        if acus > whole.acus.get(day, 0.0) + rules.tolerance_acus:
            rules.at_most(
                rule, parts[0].reading, acus, whole.acus.get(day, 0.0), f"{len(parts)} together on {day.isoformat()}"
            )


def _path(reading: Reading) -> tuple[Any, ...]:
    names = sorted(reading.operation.in_path)
    return (reading.operation.id, *(reading.arguments[name] for name in names))


def _hold_narrower(rules: Rules, readings: Sequence[Reading]) -> None:
    plain = {_path(each): each for each in readings if not each.varied}
    for reading in readings:
        base = plain.get(_path(reading))
        if base is None or not reading.varied or reading.varied.startswith("page"):
            continue
        if (items := items_of(reading.body)) is not None:
            left_out = len(_ids(items_of(base.body) or ()) - _ids(items))
            rules.hold(WIDER, reading, f"it leaves out {left_out} of them" if left_out else None)
            continue
        narrow, wide = _figures(reading), _figures(base)
        above = [
            _shown(name) for name, value in narrow.items() if name in wide and value > wide[name] + rules.tolerance_acus
        ]
        rules.hold(NARROWER, reading, f"larger than without it: {', '.join(above[:3])}" if above else None)


def _figures(reading: Reading) -> dict[str, float]:
    found = daily.read(reading)
    if found is None:
        return counts(reading.body)
    return {_TOTAL: found.total, **{day.isoformat(): acus for day, acus in found.acus.items()}}


def _shown(name: str) -> str:
    """Write where a figure stands; the name of a category may be anybody's."""
    if name == _TOTAL or is_date(name):
        return name
    return " ".join(part if part.isdecimal() else word(part) for part in name.strip("/").split("/"))


def _ids(items: Iterable[Any]) -> set[Any]:
    return {item.get("service_user_id") or item.get("user_id") for item in items}


def _hold_active(rules: Rules, readings: Sequence[Reading]) -> None:
    for kind in ("enterprise", "organization"):
        for whole in _of(readings, f"get_{kind}_active_user_metrics"):
            most = whole.body["active_users"]
            after, before = whole.arguments["time_after"], whole.arguments["time_before"]
            for span in ("daily", "weekly", "monthly"):
                for reading in _of(readings, f"get_{kind}_{span}_active_user_metrics"):
                    if reading.varied != whole.varied or _path(reading)[1:] != _path(whole)[1:]:
                        continue
                    inside = [
                        each["active_users"]
                        for each in reading.body
                        if after <= each["start_time"] and each["end_time"] <= before
                    ]
                    over = sum(each > most for each in inside)
                    rules.hold(ACTIVE, reading, f"{over} of {len(inside)} have more" if over else None)


def _of(readings: Sequence[Reading], operation: str) -> list[Reading]:
    return [each for each in readings if each.operation.id == operation]


def _hold_paths(rules: Rules, readings: Sequence[Reading]) -> None:
    for one, other in _TWINS:
        others = {each.arguments["org_id"]: each for each in _of(readings, other) if not each.varied}
        for reading in _of(readings, one):
            twin = others.get(reading.arguments["org_id"])
            if twin is not None and not reading.varied:
                _hold_same(rules, PATHS, reading, _figures(reading), _figures(twin))


def _hold_same(rules: Rules, rule: str, reading: Reading, one: Mapping[str, float], other: Mapping[str, float]) -> None:
    differing = [
        _shown(name) for name in one.keys() | other.keys() if not rules.same(one.get(name, 0.0), other.get(name, 0.0))
    ]
    shown = ", ".join(sorted(differing)[:3])
    rules.hold(rule, reading, f"{len(differing)} figures differ, among them {shown}" if differing else None)


def hold_versions(rules: Rules, v2: Asker, v3: Asker) -> None:
    """Hold v2 against v3, where both were asked about the same period."""
    _hold_dailies(rules, v2, v3)
    for two in _plain(rules, v2, "get_usage_metrics"):
        for three in _plain(rules, v3, "get_enterprise_usage_metrics"):
            one = {name: float(two.body[name]) for name, _ in _SAME_COUNTS}
            other = {name: float(three.body[newer]) for name, newer in _SAME_COUNTS}
            _hold_same(rules, VERSIONS, two, one, other)
    for two in _plain(rules, v2, "get_consumption_cycles"):
        for three in _plain(rules, v3, "list_enterprise_consumption_cycles"):
            older, newer = ({(each.period.start, each.period.end) for each in cycles_of([one])} for one in (two, three))
            # v2 has no pages: what a page of v3 holds must be in its list.
            apart = len(newer - older) + (0 if three.body.get("has_next_page") else len(older - newer))
            rules.hold(VERSIONS, two, f"{apart} cycles are in one alone" if apart else None)


def _plain(rules: Rules, asker: Asker, operation: str) -> list[Reading]:
    return [each for each in asker.of(operation) if not each.varied and rules.trusted(each)]


def _hold_dailies(rules: Rules, v2: Asker, v3: Asker) -> None:
    for old, new in (
        ("get_daily_consumption", "get_enterprise_daily_consumption"),
        ("get_user_daily_consumption", "get_enterprise_user_daily_consumption"),
    ):
        newer = {each.arguments.get("user_id"): each for each in _plain(rules, v3, new)}
        for two in _plain(rules, v2, old):
            three = newer.get(two.arguments.get("user_id"))
            if three is not None:
                _hold_same(rules, VERSIONS, two, _figures(two), _figures(three))
