"""The rules of oasdiff as a table, ours beside each of them, and each row run through our comparison."""

from __future__ import annotations

import copy
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from devin_usage.spec_diff import diff
from devin_usage.spec_diff.findings import Kind

from tests.unit.spec_diff.source_rules import patterns
from tests.unit.usage.page_examples import tables

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "oasdiff.yaml").read_text("utf-8"))
ROWS: list[dict[str, Any]] = TABLE["rules"]
COMPARED = [row for row in ROWS if "at" in row]
ALONE: list[dict[str, Any]] = TABLE["alone"]
PAGE = Path(__file__).parents[3] / "docs" / "spec-diff.md"
TEXT = PAGE.read_text("utf-8")


def agrees(row: dict[str, Any]) -> bool:
    """Whether both call the change breaking, or neither does; a warning of oasdiff is a change that may break."""
    ours: dict[str, Kind] = row["ours"]
    level: str = row["level"]
    return ("breaking" in ours.values()) == (level != "INFO")


def put(document: dict[str, Any], pointer: str, side: dict[str, Any], key: str) -> None:
    """Set the place of a pointer to what a row has for one side; a row without it has nothing there."""
    *way, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    node: Any = document
    for part in way:
        node = node[int(part)] if isinstance(node, list) else node.setdefault(part, {})
    if isinstance(node, list):
        node[int(last)] = side[key]
    elif key in side:
        node[last] = side[key]
    else:
        node.pop(last, None)


def pair(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two documents of a row."""
    documents = copy.deepcopy(TABLE["document"]), copy.deepcopy(TABLE["document"])
    for document, key in zip(documents, ("old", "new"), strict=True):
        put(document, TABLE["places"][row["at"]], row, key)
    return documents


@pytest.mark.parametrize("row", COMPARED, ids=[row["id"] for row in COMPARED])
def test_our_comparison_gives_what_the_table_says(row: dict[str, Any]) -> None:
    """Those rules with those classes, and no other."""
    old, new = pair(row)
    assert {finding.rule: finding.kind for finding in diff(old, new)} == row["ours"]


@pytest.mark.parametrize("row", ALONE, ids=["+".join(row["ours"]) for row in ALONE])
def test_our_own_rules_are_shown_too(row: dict[str, Any]) -> None:
    """Those that no rule of oasdiff has shown."""
    old, new = pair(row)
    assert {finding.rule: finding.kind for finding in diff(old, new)} == row["ours"]
    assert not set(row["ours"]) <= {rule for each in ROWS for rule in each["ours"]}


def test_every_rule_of_the_comparison_is_in_the_table() -> None:
    """And each rule in the table can be given."""
    shown = {rule for row in [*ROWS, *ALONE] for rule in row["ours"]}
    given = patterns()
    assert [pattern for pattern in given if not any(re.fullmatch(pattern, rule) for rule in shown)] == []
    assert [rule for rule in shown if not any(re.fullmatch(pattern, rule) for pattern in given)] == []


def test_the_table_has_every_rule_once() -> None:
    """680 of them, with a pair of documents for nearly each."""
    assert len(ROWS) == 680
    assert max(Counter(row["id"] for row in ROWS).values()) == 1
    assert len(COMPARED) >= 670


def test_every_row_is_well_formed() -> None:
    """A row whose verdict is another than ours, or for which we have none, names a reason; others do not."""
    assert [row["id"] for row in ROWS if not well_formed(row)] == []


def well_formed(row: dict[str, Any]) -> bool:
    """Whether a row has what it must have, and nothing else."""
    return (
        set(row) <= {"id", "level", "at", "old", "new", "ours", "why"}
        and row["level"] in ("ERR", "WARN", "INFO")
        and set(row["ours"].values()) <= set(get_args(Kind))
        and ("why" in row) == (not row["ours"] or not agrees(row))
        and ("why" not in row or row["why"] in TABLE["why"])
        and (
            row["at"] in TABLE["places"] and row.get("old", ...) != row.get("new", ...)
            if "at" in row
            else not row["ours"]
        )
    )


def test_every_reason_is_a_sentence_and_is_used() -> None:
    """By a row at least."""
    used = {row["why"] for row in ROWS if "why" in row}
    assert used == set(TABLE["why"])
    assert all(reason[0].isupper() and reason.endswith(".") for reason in TABLE["why"].values())


def test_the_page_counts_the_table() -> None:
    """How many rows agree, and for each reason how many do not, or have no finding of ours."""
    silent = [row for row in ROWS if not row["ours"]]
    apart = [row for row in ROWS if row["ours"] and not agrees(row)]
    agreeing = len(ROWS) - len(silent) - len(apart)
    assert f"Of {len(ROWS)} rules, {agreeing} agree, {len(apart)} differ, and {len(silent)} have no finding" in TEXT
    stricter = sum(row["level"] == "INFO" for row in apart)
    assert f"ours is stricter in {stricter} and milder in {len(apart) - stricter}:" in TEXT
    counts = Counter(row["why"] for row in ROWS if "why" in row)
    assert [(cells["Rules"], cells["Why"]) for cells in tables(TEXT, "Rules")] == [
        (str(count), TABLE["why"][why]) for why, count in counts.most_common()
    ]
