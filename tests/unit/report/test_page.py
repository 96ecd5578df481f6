"""The page of a report: who can read it, what it needs, what it shows for which key."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise
from typing import Any

import pytest
from devin_mock import Mock
from devin_mock.answers import ANSWERS
from devin_usage import (
    InvalidArgument,
    Period,
    UnsupportedByScope,
)
from devin_usage.account import Price
from devin_usage.report import report

from .pages import NOW, Element, client, parsed, renamed, section, tile

CYCLE = Period.parse("2025-12-05/2026-01-04")


@pytest.fixture(scope="module")
def mock() -> Mock:
    return Mock(seed=1, users=40, now=NOW)


@pytest.fixture(scope="module")
def pages(mock: Mock) -> dict[str, str]:
    found: dict[str, str] = {}
    asking: dict[str, dict[str, Any]] = {"v3": {}, "v2": {"budget_acus": 2_000}, "organization": {"period": CYCLE}}
    for key, options in asking.items():
        with client(mock, key) as asked:
            found[key] = report(asked, **options).html
    return found


@pytest.mark.parametrize("key", ["v3", "v2", "organization"])
def test_the_page_can_be_read_without_seeing_it(pages: dict[str, str], key: str) -> None:
    """Landmarks, headings in order, names for charts, heads for rows and columns, and what scrolls by keyboard."""
    page = parsed(pages[key])
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("head").one("title").text
    body = page.one("body")
    assert [each.tag for each in body.children if isinstance(each, Element)] == ["a", "header", "main", "footer"]
    levels = [int(each.tag[1]) for each in page.walk() if re.fullmatch(r"h[1-6]", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in pairwise(levels))
    ids = [each.attributes["id"] for each in page.walk() if "id" in each.attributes]
    assert len(set(ids)) == len(ids)
    for each in page.walk():
        for name in ("aria-labelledby", "aria-describedby"):
            assert each.attributes.get(name, ids[0]) in ids
        if each.tag == "a":
            assert (each.attributes["href"] or "").removeprefix("#") in ids
        if each.tag == "svg" and each.attributes.get("role") == "img":
            assert [part.tag for part in each.children[:2] if isinstance(part, Element)] == ["title", "desc"]
            assert all(part.text for part in each.children[:2] if isinstance(part, Element))
        elif each.tag == "svg":
            assert each.attributes.get("aria-hidden") == "true" or (
                each.parent is not None and each.parent.tag == "svg"
            )
        if each.tag == "table":
            assert each.one("caption").text
        if each.tag == "th":
            assert each.attributes.get("scope") in {"row", "col"}
            assert each.text
        if each.attributes.get("class") == "scroll":
            assert each.attributes["tabindex"] == "0"
            assert each.attributes["role"] == "region"
            assert each.attributes["aria-label"]
    for figure in page.all("figure"):
        assert figure.one("figcaption").text
        assert figure.one("details").one("summary").text.startswith("Table: ")
        assert len(figure.one("details").one("table").all("tr")) > 1


@pytest.mark.parametrize("key", ["v3", "v2", "organization"])
def test_the_page_needs_nothing_but_itself(pages: dict[str, str], key: str) -> None:
    """No script and no address to fetch; the policy allows the page's own style alone; no key."""
    html = pages[key]
    page = parsed(html)
    assert not {each.tag for each in page.walk()} & {"script", "img", "link", "iframe", "object", "use", "image"}
    for each in page.walk():
        assert not {name for name in each.attributes if name.startswith("on")} | {"style", "src"} & {*each.attributes}
    style = page.one("style")
    assert "@import" not in style.text
    assert "url(" not in style.text
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    policy = page.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "mock_enterprise" not in html
    assert "cog_mock" not in html
    assert "apk_user_mock" not in html


def test_the_same_account_and_clock_give_the_same_page(mock: Mock, pages: dict[str, str]) -> None:
    """Nothing is drawn by chance."""
    with client(mock) as asked:
        assert report(asked).html == pages["v3"]


def test_what_v2_cannot_give_is_missing_and_not_zero(pages: dict[str, str]) -> None:
    """A figure that v2 does not have is -, and the page says why."""
    page = parsed(pages["v2"])
    activity = section(page, "activity")
    assert tile(activity, "Active users") == "-"
    assert tile(activity, "ACUs per session") == "-"
    assert "active users by UTC day cannot be read with this key" in activity.text
    assert "v2 cannot give active users" in section(page, "omissions").text
    assert "v2 does not divide days by product" in section(page, "days").text
    assert section(page, "days").one("table").cells()[0] == ["Billing day", "ACUs"]
    assert ["No product", "-", "-"] in section(page, "omissions").one("table").cells()
    assert "a key for v2" in page.one("footer").text


def test_a_key_of_one_organization_is_asked_what_it_can_be(mock: Mock, pages: dict[str, str]) -> None:
    """Lists of members are not asked for, and the sections say so; without a period the error says what to give."""
    page = parsed(pages["organization"])
    assert "cannot be read with this key" in section(page, "users").text
    assert tile(section(page, "glance"), "Budget") == "-"
    assert mock.ledger.account.organizations[0].org_id in page.one("footer").text
    with client(mock, "organization") as asked:
        made = report(asked, period=CYCLE)
        assert made.complete
        assert [said.split(" cannot be read with this key: ")[0] for said in made.unavailable] == [
            "billing cycles",
            "ACUs by user",
            "ACUs by organization",
            "ACUs by service user",
        ]
        key = "a key with organization scope cannot list"
        for members in ("billing cycles", "users", "organizations", "service users"):
            assert f"{key} {members}; use a key with enterprise scope" in section(page, "omissions").text
        for argument in ("=[...]", "budget_acus", "name the days"):
            assert argument not in made.html
        with pytest.raises(UnsupportedByScope, match=r"period=Period\.parse"):
            report(asked)


def test_a_period_that_is_no_cycle_is_not_held_against_the_limit_of_one(mock: Mock) -> None:
    """The API's limit is for a cycle; a budget that is given is for what it is given with."""
    period = Period.parse("2025-12-01/2025-12-31")
    with client(mock) as asked:
        glance = section(parsed(report(asked, period=period).html), "glance")
        given = section(parsed(report(asked, period=period, budget_acus=3_000).html), "glance")
    assert tile(glance, "Budget") == "-"
    assert "is for a billing cycle" in glance.text
    assert tile(given, "Budget") == "3,000.00"


def test_a_budget_that_is_exceeded_says_by_how_much(mock: Mock) -> None:
    """No ACUs for each day left keep within it what is beyond it; of a budget of 0 nothing is a part."""
    with client(mock) as asked:
        used = asked.forecast().acus
        for budget in (0, 1):
            glance = section(parsed(report(asked, budget_acus=budget).html), "glance")
            assert tile(glance, "Budget exceeded by") == f"{used - budget:,.2f}"
            for never in ("Within the budget", "ACUs left", "Of the budget used"):
                assert never not in glance.text
        within = section(parsed(report(asked, budget_acus=100_000).html), "glance")
    assert "Budget exceeded by" not in within.text
    assert "Within the budget" in within.text


def test_a_cycle_that_is_named_by_its_days_is_a_cycle(mock: Mock, pages: dict[str, str]) -> None:
    """The days of the current cycle give the page of the current cycle."""
    with client(mock) as asked:
        assert report(asked, period=CYCLE).html == pages["v3"]


def test_names_are_shown_as_text(mock: Mock) -> None:
    """A user named like markup stays text; characters that turn or hide others are written out."""
    names = {0: "<script>alert(1)</script>", 1: '"><img src=x onerror=alert(1)>', 2: "a\u202eb\u0000c", 5: "'&amp;"}
    answers: dict[str, Any] = {
        "list_enterprise_users": renamed(ANSWERS["list_enterprise_users"], "name", names),
        "list_enterprise_organizations": renamed(ANSWERS["list_enterprise_organizations"], "name", {0: "</table><b>"}),
    }
    hostile = Mock(seed=1, users=10, now=NOW, answers=answers)
    with client(hostile) as asked:
        page = parsed(report(asked).html)
    text = section(page, "users").text
    for name in (names[0], names[1], "a⟨U+202E⟩b⟨U+0000⟩c", names[5]):
        assert name in text
    assert "</table><b>" in section(page, "organizations").text
    assert not page.all("script")
    assert not page.all("img")


def test_pseudonyms_hide_users_and_are_those_of_exports(mock: Mock) -> None:
    """With a secret, ids, names and addresses are replaced by what an export with it has; without, by others."""
    from devin_usage.export import pseudonym

    secret = "a secret of this test"
    account = mock.ledger.account
    mock.record.clear()
    with client(mock) as asked:
        html = report(asked, pseudonymise=True, secret=secret).html
        # Once, to know whom to ask for; and not again, for what they are called.
        assert sum(b"/members/users" in one.request.raw_path for one in mock.record) == 1
        other = report(asked, pseudonymise=True).html
    people = [account.principal(index) for index in range(account.users)]
    for person in people:
        assert person.principal_id not in html
        assert person.name not in html
        assert str(person.email) not in html
    told = {pseudonym(person.principal_id, secret) for person in people}
    _, *rows, _, _, _ = section(parsed(html), "users").all("table")[0].cells()
    assert len(rows) == 20
    assert {row[1] for row in rows} <= told
    assert not any(each in other for each in told)
    assert secret not in html
    with client(mock) as asked, pytest.raises(InvalidArgument, match="guessed"):
        report(asked, pseudonymise=True, secret="short")


def test_a_page_of_a_year_stays_small(mock: Mock) -> None:
    """A year of days is at most 250 kB, and its weeks are drawn over a table of its days."""
    with client(mock) as asked:
        html = report(asked, period=Period.parse("2024-12-05/2025-12-04"), price=Price.parse("2.25 USD")).html
    assert len(html.encode()) < 250_000
    days = section(parsed(html), "days")
    by_day, by_cycle = days.all("table")
    assert len(by_day.all("tr")) == 365 + 2
    assert len(by_cycle.all("tr")) == 12 + 2
    assert len(days.one("svg", role="img").all("g")) == 53
