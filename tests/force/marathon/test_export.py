"""Units and posts as tables, which read back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from willing.errors import AskError
from willing.force.marathon.export import HEADERS, days, exported
from willing.force.marathon.files import read, write
from willing.force.marathon.rule import Fill, doubts, fills, half_up
from willing.force.marathon.tables import COLUMNS, TABLES, tables

UNITS = [
    ("FR 1st brigade", "brigade", "AC", 3, 180, 540, 15),
    ("GB reserve", "brigade", "RC", 2, 180, 900, 15),
    ("DE hospital", "role2", "AC", 1, 120, 240, 10),
]
POSTS = [("north", "brigade", 1, 1, 365, 1), ("east", "brigade", 1, 183, 183, 2), ("hospital", "role2", 1, 1, 365, 1)]


def test_what_is_written_reads_back_and_comes_to_the_same(tmp_path: Path) -> None:
    """Brigades: 3 * 165 / 720 + 2 * (180 + 95 - 15) / (180 + 95 + 900) = 0.688 + 0.443 = 1.130; hospital: 110 / 360."""
    sheets = exported(UNITS, POSTS)
    files = write(sheets, tmp_path / "out")
    assert [file.name for file in files] == [f"{name}.txt" for name in TABLES]
    found = read(tmp_path / "out")
    assert found == tables(sheets)
    assert fills(found) == (Fill("brigade", "Plan", 1, 2, 50), Fill("role2", "Plan", 0, 1, 0))
    assert doubts(found) == ()


def test_every_column_that_is_read_is_written() -> None:
    assert all(set(COLUMNS[name]) <= set(HEADERS[name]) for name in TABLES)


def test_periods_may_be_given() -> None:
    found = tables(exported(UNITS, POSTS, [("First half", 1, 182), ("Second half", 183, 365)]))
    assert [(row.period, row.peak) for row in fills(found) if row.src == "brigade"] == [
        ("First half", 1),
        ("Second half", 2),
    ]


def test_a_template_is_the_nearest_that_marathon_has() -> None:
    assert [policy.template for policy in tables(exported(UNITS, POSTS)).policies] == ["AC13", "RC15", "AC12"]


def test_a_name_with_a_tab_stays_one_cell(tmp_path: Path) -> None:
    write(exported([("a\tb\nc", "brigade", "NG", 1, 180, 540, 15)], POSTS), tmp_path)
    assert read(tmp_path).supply[0].quantity == 1


def test_nothing_is_a_plan_too() -> None:
    assert fills(tables(exported([], []))) == ()


@given(st.integers(0, 40), st.integers(1, 400), st.integers(0, 2000), st.data())
def test_the_rule_comes_to_what_the_norm_says(quantity: int, tour: int, dwell: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, tour))
    for component, more in (("AC", 0), ("NG", 95)):
        unit = ("u", "x", component, quantity, tour, dwell, overlap)
        (row,) = fills(tables(exported([unit], [("p", "x", 1, 1, 1, 1)])))
        assert row.capacity == half_up(quantity * Fraction(tour + more - overlap, tour + more + dwell))


def test_a_year_has_365_days() -> None:
    assert [days(months) for months in (0, 1, 2, 3, 6, 12, 24)] == [0, 30, 61, 91, 183, 365, 730]


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (("", "x", "AC", 1, 1, 1, 0), "name and SRC cannot be empty"),
        (("u", " ", "AC", 1, 1, 1, 0), "name and SRC cannot be empty"),
        (("u", "x", "XX", 1, 1, 1, 0), "component 'XX' is none of AC, RC, NG"),
        (("u", "x", "AC", -1, 1, 1, 0), "a quantity of -1"),
        (("u", "x", "AC", 1, 0, 1, 0), "a tour of 0"),
        (("u", "x", "AC", 1, 9, 1, 10), "an overlap of 10 days in a tour of 9"),
    ],
)
def test_a_unit_that_makes_no_sense_is_refused(unit: tuple[str, str, str, int, int, int, int], said: str) -> None:
    with pytest.raises(AskError, match=said):
        exported([unit], POSTS)


def test_a_post_or_period_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(AskError, match="post 'p': a quantity of 1 for -1 days; period 'q': from day 2 to 1"):
        exported(UNITS, [("p", "x", 1, 1, -1, 1)], [("q", 2, 1)])
    with pytest.raises(AskError, match="post '': name and SRC"):
        exported(UNITS, [("", "x", 1, 1, 1, 1)])
