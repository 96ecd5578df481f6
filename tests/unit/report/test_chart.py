"""Charts of daily answers, as notebooks show them."""

from __future__ import annotations

import pytest
from attrs import evolve
from devin_mock import Mock
from devin_usage import Consumption, DailyConsumption, Period, Products
from devin_usage.report import Chart

from .pages import NOW, client, parsed

PERIOD = Period.parse("2025-12-05/2025-12-10")


@pytest.fixture(scope="module")
def answer() -> Consumption:
    with client(Mock(seed=1, users=10, now=NOW)) as asked:
        return asked.consumption.daily(PERIOD)


def test_a_notebook_shows_a_chart_with_its_style_and_table(answer: Consumption) -> None:
    """What a cell ends with is shown without a page around it."""
    chart = answer.to_chart()
    assert isinstance(chart, Chart)
    shown = parsed(chart._repr_html_())
    assert "--a:" in shown.one("style").text
    rows = shown.one("table").cells()
    assert [row[0] for row in rows[1:-1]] == [day.day.isoformat() for day in answer.days]
    assert rows[-1][-1] == f"{answer.total_acus:,.2f}"
    assert repr(chart) == "<Chart: ACUs by billing day>"


def test_bars_stand_on_one_another_and_reach_their_amount(answer: Consumption) -> None:
    """The heights of a day's bars are in the ratio of its products, and end at the base."""
    shown = parsed(answer.to_chart().html())
    for day, bar in zip(answer.days, shown.all("g"), strict=True):
        assert day.products is not None
        products = (day.products.devin, day.products.cascade, day.products.terminal, day.products.review)
        amounts = [amount for amount in products if amount]
        bottom, heights = 210.0, list[float]()
        for rect in bar.all("rect"):
            heights.append(float(rect.attributes["height"] or 0))
            bottom -= heights[-1]
            assert float(rect.attributes["y"] or 0) == pytest.approx(bottom, abs=0.3)
        shares = [height / sum(heights) for height in heights]
        assert shares == pytest.approx([amount / day.acus for amount in amounts], abs=0.02)


def test_a_series_has_a_pattern_of_its_own(answer: Consumption) -> None:
    """Without seeing colours, products can be told apart: all but the first have a pattern, which the page defines."""
    shown = parsed(answer.to_chart().html())
    patterns = {each.attributes["id"] for each in shown.all("pattern")}
    used = {each.attributes["fill"] for each in shown.all("rect") if "fill" in each.attributes}
    assert used == {f"url(#{name})" for name in patterns}
    assert len(patterns) == 3


def test_what_belongs_to_no_product_is_a_series(answer: Consumption) -> None:
    """The parts of a day then add up to the day."""
    days = [evolve(day, acus=day.acus + 1.5) for day in answer.days]
    shown = parsed(evolve(answer, days=days, total_acus=answer.total_acus + 9).to_chart().html())
    head, *rows, foot = shown.one("table").cells()
    assert head[-2] == "Belongs to no product"
    assert {row[-2] for row in rows} == {"1.50"}
    assert foot[-2] == "9.00"


def test_products_of_unknown_names_are_shown_as_text(answer: Consumption) -> None:
    """A product that this version does not know is named as the API names it, and can break nothing."""
    products = Products(devin=1.0, cascade=0.0, terminal=0.0, other={"<b>new</b>": 2.0, "b": 1.0, "c": 1.0, "d": 1.0})
    day = DailyConsumption(answer.days[0].day, 6.0, products)
    shown = parsed(evolve(answer, days=[day], total_acus=6.0).to_chart().html())
    assert shown.one("table").cells()[0][4:8] == ["<b>new</b>", "b", "c", "d"]
    assert not [each for each in shown.all("b") if each.text == "new"]


def test_an_answer_without_days_is_a_chart_without_bars(answer: Consumption) -> None:
    """Nothing is drawn, and no day is shown as 0."""
    shown = parsed(evolve(answer, days=[], total_acus=0.0).to_chart().html())
    assert not shown.all("g")
    assert {row[1] for row in shown.one("table").cells()[1:-1]} == {"-"}
