"""The picture of what can be kept up: the numbers of the answer are in its data, and its title is the finding."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import altair as alt
import pytest
from tests.charts.marks import page_of
from tests.charts.scenes import empty, ukraine

import willing
from willing.charts import NARROW, WIDE
from willing.charts.render import spec
from willing.charts.sustain import MOST, sustain

NORM = {"tour_months": 6, "dwell_ratio": 4, "stretched_ratio": 2}


def case(*pledges: dict[str, Any], **nations: dict[str, Any]) -> willing.Case:
    return willing.build(
        {
            "case": {"format": 1, "id": "small", "title": "A small case"},
            "nations": nations,
            "pledges": [{"capability": "c", **pledge} for pledge in pledges],
        }
    )


def nation(name: str, land: int) -> dict[str, Any]:
    return {"name": name, "land": land, "home_floor": 0, "elsewhere": 0, "deployable": 1.0, "norm": NORM}


def rows(chart: alt.LayerChart) -> Iterator[dict[str, Any]]:
    for data in spec(chart)["datasets"].values():
        yield from data


def title(chart: alt.LayerChart) -> str:
    return " ".join(spec(chart)["title"]["text"])


def texts(chart: alt.LayerChart) -> str:
    return "\n".join(str(row["text"]) for row in rows(chart) if "text" in row)


def test_bars_are_the_numbers_of_the_answer() -> None:
    answer = willing.sustain(ukraine(), as_of="2025-04-29", reading="high")
    drawn = {(row["nation"], row["x"], row["x2"]) for row in rows(sustain(answer)) if "nation" in row}
    for row in answer.sustain:
        if row.pledges:
            assert (row.nation, 0, row.norm) in drawn
            assert (row.nation, row.norm, row.stretched) in drawn
            assert not row.pledged or (row.nation, 0, row.pledged) in drawn
    assert len(drawn) == 2 * 4 + 2


def test_the_title_is_the_finding() -> None:
    kept, unknown = nation("France", 30_000), {"name": "Ireland"}
    french, irish = {"id": "fr", "nation": "FR", "strength": 8000}, {"id": "ie", "nation": "IE", "strength": 5}

    def said(*pledges: dict[str, Any]) -> str:
        return title(sustain(willing.sustain(case(*pledges, FR=kept, IE=unknown))))

    assert said(french) == "France pledges 2,000 more than the norm keeps up"
    assert said({**french, "strength": 6000}) == "No land pledge is above what its nation's norm keeps up"
    assert said({**french, "strength": 1}, irish).startswith("No land pledge is known to be above")
    assert said({**french, "strength": "unknown"}).startswith("No number to hold against the 6,000")
    assert said(irish) == "Of no nation that pledges land forces is it known how large they are"
    assert said() == "No pledge of land forces takes part"


def test_what_stands_beside_the_bars() -> None:
    found = case(
        {"id": "a", "nation": "A", "strength": 8000},
        {"id": "b", "nation": "B", "strength": 12_000},
        {"id": "c", "nation": "C", "strength": 10},
        {"id": "d", "nation": "D", "strength": "unknown"},
        {"id": "e", "nation": "E", "strength": "unknown"},
        A=nation("Aland", 30_000), B=nation("Bland", 30_000), C={"name": "Cland"}, D=nation("Dland", 3000), E={},
    )  # fmt: skip
    said = texts(sustain(willing.sustain(found)))
    for text in (
        "8,000: 2,000 above norm, broken in month 18",
        "12,000: 6,000 above norm, exhausted in month 12",
        "10: land forces unknown",
        "? pledged, 600 by norm",
        "Neither strength nor land forces known: E.",
        "? Strength unknown",
    ):
        assert text in said


def test_many_nations_are_counted() -> None:
    codes = [f"S_{i}" for i in range(MOST + 3)]
    many = case(*({"id": c.lower(), "nation": c, "strength": 10} for c in codes), **{c: nation(c, 1000) for c in codes})
    assert "3 more nations pledge less." in texts(sustain(willing.sustain(many)))


def test_nothing_to_draw_is_a_statement() -> None:
    assert "There is nothing to hold against" in texts(sustain(willing.sustain(empty())))


@pytest.mark.parametrize("width", [NARROW, 430, 640, WIDE])
def test_long_names_and_large_numbers_keep_apart(width: int) -> None:
    long = "The united provinces of the far and the near side of the river"
    found = case({"id": "a", "nation": "A", "strength": 9_000_000}, A=nation(long, 9_000_000))
    wide, _, letters = page_of(sustain(willing.sustain(found), width=width))
    assert abs(wide - width) <= 2
    assert all(text.x1 >= 0 and text.x2 <= width for text in letters)
    assert [(a.text, b.text) for a, b in combinations(letters, 2) if a.covers(b)] == []
