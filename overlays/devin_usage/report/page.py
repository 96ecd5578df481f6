"""The page: what was found, section by section."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from attrs import frozen

from ..account.broken_down import Breakdown, plural
from . import counts, written
from .by_cycle import by_cycle
from .daily import daily
from .findings import Findings, Names
from .glance import glance
from .markup import Child, Markup, element, joined, shown
from .omissions import omissions
from .parts import Tile, notes, section, tiles, unread_note, without
from .ranking import members, pseudonymous, ranking
from .style import CHART_STYLE, PAGE_STYLE
from .unread import Part, Unread


@frozen
class Privacy:
    """Whether people are shown by pseudonyms, and from what these are made."""

    pseudonymise: bool = False
    secret: str | bytes | None = None


def page(found: Findings, privacy: Privacy) -> str:
    """Write the whole page."""
    whole = "cycle" if found.is_cycle else "period"
    sections = [
        ("glance", f"The {whole} at a glance", glance(found, whole)),
        ("days", "Daily ACUs", _days(found)),
        ("users", "Users", _users(found, privacy)),
        ("organizations", "Organizations", _organizations(found)),
        ("activity", "Activity", _activity(found)),
        ("pull-requests", "Pull requests", _pull_requests(found)),
        ("omissions", "Left out, unattributed, unknown", omissions(found)),
    ]
    style = Markup(CHART_STYLE + PAGE_STYLE)
    title = f"Devin usage, {found.period}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        element("style", style),
    )
    links = (element("li", element("a", heading, href=f"#{identity}")) for identity, heading, _ in sections)
    body = element(
        "body",
        element("a", "Skip to the figures", href="#glance", class_="skip"),
        element(
            "header",
            element("h1", "Devin usage"),
            element("p", _subtitle(found, whole), class_="of"),
            element("p", f"As of {written.moment(found.at)}", class_="of"),
            element("nav", element("ul", links), aria_label="Sections"),
        ),
        element("main", (section(*each) for each in sections)),
        element("footer", _made(found, privacy)),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _policy(style: str) -> str:
    """Allow the page its own style and nothing else: no script, no address."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _subtitle(found: Findings, whole: str) -> str:
    days = len(found.period.billing_days())
    said = f"Billing {whole}" if found.is_cycle else "Period"
    return f"{said} {found.period}, {days:,} billing day{'s' * (days != 1)}"


def _days(found: Findings) -> Markup:
    if isinstance(found.consumption, Unread):
        return unread_note(found.consumption, "The daily ACUs")
    consumption = found.consumption
    said = ["A billing day starts at 08:00 UTC, all year."]
    if consumption.products is None and found.version == "v2":
        said.append("v2 does not divide days by product.")
    missing = len(consumption.period.billing_days()) - len(consumption.days)
    if missing:
        said.append(f"{missing:,} of these days the API did not list; they are shown as -, and have no bar.")
    if any(day.acus < 0 for day in consumption.days):
        said.append("Days below 0 have no bar; the table has them.")
    chart = daily(consumption, identity="d", at=found.at).figure()
    cycles = found.cycles
    unlisted = unread_note(cycles, "The billing cycles") if isinstance(cycles, Unread) else None
    return joined(chart, notes(said), by_cycle(found), unlisted)


def _users(found: Findings, privacy: Privacy) -> Child:
    blocks: list[Child] = [_breakdown(found.users, found.user_names, found, privacy, "The ACUs by user")]
    if found.version == "v3":
        service_users = found.service_users
        blocks.append(element("h3", "Service users"))
        blocks.append(_breakdown(service_users, found.service_user_names, found, Privacy(), "The ACUs by service user"))
    return blocks


def _organizations(found: Findings) -> Markup:
    return _breakdown(found.organizations, found.organization_names, found, Privacy(), "The ACUs by organization")


def _breakdown(part: Part[Breakdown], names: Part[Names], found: Findings, privacy: Privacy, subject: str) -> Markup:
    if isinstance(part, Unread):
        return unread_note(part, subject)
    if not part.acus and not part.failures:
        return element("p", f"The API lists no {plural(part.by)}.", class_="quiet")
    if privacy.pseudonymise:
        ranked = pseudonymous(part, privacy.secret)
    else:
        ranked = members(part, {} if isinstance(names, Unread) else names)
    said: list[Markup] = []
    if isinstance(names, Unread) and names.failed:
        said.append(without(names, "Shown by id, since their names"))
    return joined(ranking(part, ranked, found.price), notes(said))


def _activity(found: Findings) -> Child:
    usage, sessions, active = found.usage, found.sessions, found.active_users
    known = None if isinstance(sessions, Unread) else sessions
    blocks: list[Child] = [
        tiles(
            [
                Tile("Sessions", written.count(None if isinstance(usage, Unread) else usage.sessions)),
                Tile("Searches", written.count(None if isinstance(usage, Unread) else usage.searches)),
                Tile(
                    "ACUs per session",
                    written.acus(None if known is None else known.acus_per_session),
                    "mean, as the API gives it",
                ),
                Tile(
                    "Sessions with a merged pull request",
                    written.count(None if known is None else known.with_merged_prs),
                ),
                Tile(
                    "Active users",
                    written.count(None if isinstance(active, Unread) else active.users),
                    "in the billing days above",
                ),
            ]
        ),
        *(
            unread_note(part, subject)
            for part, subject in ((usage, "Sessions and searches"), (sessions, "The kinds of sessions"))
            if isinstance(part, Unread)
        ),
    ]
    daily_active = found.daily_active_users
    if isinstance(daily_active, Unread):
        blocks.append(unread_note(daily_active, "The active users by UTC day"))
    else:
        blocks.append(counts.active_users("u", daily_active, found.span).figure())
        said = f"These are {found.span}, from 00:00 UTC, and not billing days: ACUs must not be divided by them."
        blocks.append(notes([said]))
    if known is not None and known.by_origin is not None and known.by_size is not None:
        tables = (("Sessions by origin", "Origin", known.by_origin), ("Sessions by size", "Size", known.by_size))
        blocks.append(
            element(
                "div",
                (
                    counts.named_counts(caption, what, found_counts, known.sessions)
                    for caption, what, found_counts in tables
                ),
                class_="two",
            )
        )
    return blocks


def _pull_requests(found: Findings) -> Markup:
    given = found.pull_requests
    if isinstance(given, Unread):
        return unread_note(given, "The pull requests")
    said = [each for each in given.caveats if "ull-request" in each or "ull request" in each]
    return joined(counts.outcomes("p", given), notes(said))


def _made(found: Findings, privacy: Privacy) -> Markup:
    people = (
        "Users are shown by pseudonyms." if privacy.pseudonymise else "This page holds names and addresses of people."
    )
    return joined(
        element(
            "p",
            f"Made by devin-usage on {written.moment(found.at)} with ",
            shown(found.key),
            f", from {found.base_url}.",
        ),
        element("p", f"{people} It fetches nothing and runs no script. Unofficial: not made by the vendor of Devin."),
    )
