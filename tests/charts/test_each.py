"""What each picture shows: the numbers of the answer are in its data, and its title is the finding."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import altair as alt
import pytest
from tests.charts.scenes import AGREED, alone, driver, empty, mark, odds, pivots, ukraine
from tests.examples import case, pair

import willing
from willing.charts import NARROW, WIDE
from willing.charts.borders import NOTE
from willing.charts.drivers import drivers
from willing.charts.nations_map import drawn, nations_map
from willing.charts.odds_curve import odds_curve
from willing.charts.pivots import pivots as power
from willing.charts.render import spec
from willing.charts.strength import strength
from willing.charts.timeline import timeline
from willing.charts.waits import waits
from willing.questions.assess import Assessment


def rows(chart: alt.LayerChart) -> Iterator[dict[str, Any]]:
    """All rows of a picture's data."""
    for data in spec(chart)["datasets"].values():
        yield from data


def texts(chart: alt.LayerChart) -> str:
    """All that is written on it, title and notes included."""
    title = spec(chart)["title"]
    said = [str(row["text"]) for row in rows(chart) if "text" in row]
    return "\n".join([" ".join(title["text"]), " ".join(title.get("subtitle", [])), *dict.fromkeys(said)])


def closes() -> Assessment:
    return willing.assess(ukraine(), as_of="2025-09-04", assume=AGREED, reading="high")


def test_the_bar_adds_up_to_the_force() -> None:
    answer = closes()
    pieces = [row for row in rows(strength(answer, ukraine())) if "nation" in row]
    assert sum(row["x2"] - row["x"] for row in pieces) == answer.strength.offered
    for status in ("firm", "together", "out"):
        assert sum(r["persons"] for r in pieces if r["verdict"] == status) == getattr(answer.strength, status)
    assert pieces[0]["x"] == 0
    assert all(a["x2"] == b["x"] for a, b in pairwise(pieces))


def test_the_bar_is_held_against_target_ranges_and_courses() -> None:
    said = texts(strength(closes(), ukraine()))
    assert "target 25,000" in said
    assert "400 to 20,000" in said
    assert "64,000" in said
    assert "lower bound" in said


@pytest.mark.parametrize(
    ("assume", "target", "title"),
    [
        ({}, 10_000, "100 of the 10,000 wanted stand firm"),
        (
            {"ceasefire": True},
            10_000,
            "100 of the 10,000 wanted stand firm; 9,900 would if Nation FR and Nation GB signed",
        ),
        ({}, 100, "100 stand firm, all of the 100 wanted"),
        ({}, 40, "100 stand firm, 60 more than the 40 wanted"),
    ],
)
def test_the_title_of_the_bar_is_what_stands(assume: dict[str, bool], target: int, title: str) -> None:
    found = spec(strength(willing.assess(pair(), assume=assume, target=target), pair()))
    assert " ".join(found["title"]["text"]).startswith(title)


def test_a_force_without_a_number_is_a_statement() -> None:
    unknown = case({"id": "a", "nation": "A", "strength": "unknown"})
    assert "Nobody has put a number on the one pledge" in texts(strength(willing.assess(unknown), unknown))
    assert "No pledge takes part" in texts(strength(willing.assess(empty()), empty()))


def test_a_rule_as_target_is_said_to_be_met_or_not() -> None:
    answer = willing.assess(pair(), target="total >= 50 and nations >= 2")
    assert "The target asks that total >= 50 and nations >= 2: met by the firm force." in texts(
        strength(answer, pair())
    )


def test_the_map_shows_every_nation_once() -> None:
    answer = closes()
    nations = drawn(answer, ukraine())
    kinds = {nation.code: nation.kind for nation in nations}
    assert (kinds["FR"], kinds["PL"], kinds["EE"], kinds["SE"], kinds["ES"]) == (
        "together", "firm", "out", "hinted", "refused",
    )  # fmt: skip
    chart = nations_map(answer, ukraine())
    shapes = [row["nation"] for row in rows(chart) if row.get("type") == "Feature"]
    assert len(shapes) == len(set(shapes))
    said = texts(chart)
    for nation in nations:
        assert nation.name in said, nation.name
    assert "France 10,000+?" in said
    assert "Not on the map" in said


def test_a_note_on_borders_stands_under_every_map() -> None:
    for width in (NARROW, WIDE):
        said = " ".join(texts(nations_map(closes(), ukraine(), width=width)).split("\n"))
        assert NOTE in said


def test_nations_without_borders_are_listed() -> None:
    said = texts(nations_map(willing.assess(alone()), alone()))
    assert "The seventh state 10" in said
    assert "The seventh state stands firm, with 10" in said
    assert "Borders" not in said


def test_the_curve_has_every_point_of_the_answer() -> None:
    answer = odds()
    found = [row for row in rows(odds_curve(answer)) if "odds" in row]
    for game in ("firm", "together"):
        points = {row["strength"]: (row["odds"], row["at_most"]) for row in found if row["verdict"] == game}
        for point in answer.curve[1:-1]:
            assert points[point.strength] == (getattr(point, game), getattr(point, f"{game}_at_most"))
    said = texts(odds_curve(answer))
    assert "The odds that 9,000 stand firm are between 21.0\u00a0% and 31.0\u00a0%" in said
    assert "Trainers, 4,000: 60.0\u00a0% firm, 70.0\u00a0% together" in said
    assert "Protect cities, 64,000: 0\u00a0% firm" in said
    assert "No probability is stated of backing" in said
    assert "standard error at most 0.3\u00a0%" in said


def test_odds_without_a_target_or_a_force() -> None:
    assert "as likely as not that 4,000 or more stand firm" in texts(odds_curve(odds(target=None)))
    assert "In no future does anybody stand" in texts(odds_curve(odds(curve=odds().curve[:1], target=None)))
    assert "Without a target" in texts(drivers(odds(target=None)))


def test_drivers_span_from_if_not_to_if_so() -> None:
    chart = drivers(odds())
    spans = [row for row in rows(chart) if "factor" in row and row["verdict"] == "together" and row["y2"] > row["y"]]
    assert {("ceasefire", 0.0, 0.8), ("vote", 0.3, 0.5)} <= {(row["factor"], row["x"], row["x2"]) for row in spans}
    said = texts(chart)
    assert "Most turns on whether a ceasefire is in force: 80.0\u00a0% if so, 0\u00a0% if not" in said
    assert "1 more factor moves the odds less" in said
    assert "The moon is full" not in said


def test_drivers_that_move_nothing_are_a_statement() -> None:
    still = odds(target=mark("target", 9000, 0, 0), drivers=(driver("moon", "The moon is full", 0, 0),))
    said = texts(drivers(still))
    assert "No single factor moves the odds that 9,000 stand" in said
    assert "stay at 0\u00a0%" in said


def test_power_is_drawn_as_it_is() -> None:
    answer = pivots()
    chart = power(answer)
    found = [row for row in rows(chart) if "persons" in row]
    for nation in answer.nations[:3]:
        assert {nation.shapley, nation.banzhaf} <= {
            row.get("x2", row["x"]) for row in found if row["nation"] == nation.nation
        }
    said = texts(chart)
    assert "France has most power over whether 15,000 are reached: 50.0\u00a0%" in said
    assert "Never decisive: Estonia." in said
    assert "3/4" in str(list(rows(chart)))


def test_nobody_with_power_is_a_statement() -> None:
    said = texts(power(pivots(nations=pivots().nations[3:])))
    assert "No nation can tip the balance" in said


def test_who_waits_for_whom() -> None:
    answer = closes()
    chart = waits(answer, ukraine())
    ties = {row["tie"] for row in rows(chart) if "tie" in row}
    assert {"FR > US waits", "GB > US waits", "US > others infantry waits"} <= ties
    said = texts(chart)
    assert "France, the United Kingdom and the United States wait for each other" in said
    assert "could sign together: adds 20,000" in said
    assert "count: FR, GB, DK, EE, LT" in said


def test_a_circle_of_two_leads_both_ways() -> None:
    chart = waits(willing.assess(pair(), assume={"ceasefire": True}), pair())
    ties = {row["tie"] for row in rows(chart) if "tie" in row}
    assert ties == {"FR > GB waits", "GB > FR waits", "DK > total  waits"}


def test_a_tangle_is_drawn_as_a_grid() -> None:
    codes = [f"N{i}" for i in range(8)]
    tangle = case(*({"id": c.lower(), "nation": c, "strength": 10, "if": " and ".join(
        f"{other} stands" for other in codes if other != c)} for c in codes))  # fmt: skip
    found = list(rows(waits(willing.assess(tangle), tangle)))
    assert not any("tie" in row for row in found)
    assert sum("hint" in row for row in found) == 8 * 7


def test_nobody_waiting_is_a_statement() -> None:
    assert "asks anything of another nation" in texts(waits(willing.assess(alone()), alone()))


def test_the_timeline_has_every_day_and_tells_what_moved_it() -> None:
    answer = willing.timeline(ukraine(), assume=AGREED)
    chart = timeline(answer)
    found = {row["date"]: row["persons"] for row in rows(chart) if "date" in row and " firm" in row["hint"]}
    assert found == {moment.date.isoformat(): moment.firm for moment in answer.moments}
    said = texts(chart)
    assert "15,000 stood firm on 19 August 2025, none since 4 September 2025" in said
    assert "26 Aug 2025: firm 15,000 → 7,500. Revised: United States, combat air support" in said


def test_a_timeline_of_nothing_is_a_statement() -> None:
    assert "Nothing in the case is dated" in texts(timeline(willing.timeline(alone())))


def test_other_groups_that_could_sign_are_told() -> None:
    pairs = case(
        {"id": "a", "nation": "A", "strength": 10, "if": "B stands"},
        {"id": "b", "nation": "B", "strength": 10, "if": "A stands"},
        {"id": "c", "nation": "C", "strength": 7, "if": "D stands"},
        {"id": "d", "nation": "D", "strength": 7, "if": "C stands"},
    )
    answer = willing.assess(pairs)
    said = texts(waits(answer, pairs))
    assert "Nation A and Nation B wait for each other and could sign together: 20 would then stand firm" in said
    assert "Others that could sign: C + D (adds 14)." in said


def test_waiting_for_an_absence_is_drawn_apart() -> None:
    shy = case(
        {"id": "a", "nation": "A", "strength": 10, "if": "not B stands"},
        {"id": "b", "nation": "B", "strength": 10, "if": "A sends < 5 and f"},
        factors=("f",),
    )
    chart = waits(willing.assess(shy), shy)
    assert {row["tie"] for row in rows(chart) if "tie" in row} == {"A > B without", "B > A without"}
    assert "only without" in texts(chart)
