"""Pictures of plans: their data are the numbers of the plan, their titles say them, and large plans still fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charts.marks import page_of
from tests.charts.plans import case, large, small
from tests.strategies import quick

import willing
from willing.charts import NARROW, plans
from willing.charts.courses import courses, parts_of
from willing.charts.coverage import MOST as MOST_POSTS
from willing.charts.coverage import coverage
from willing.charts.fan import stress
from willing.charts.gantt import gantt_nations, gantt_posts, lanes_of, peak_of
from willing.charts.pictures import Question, picture
from willing.charts.render import spec
from willing.force.simulate.outcome import Spread
from willing.questions.courses import glance, glances, usual
from willing.questions.plan import Planned, Served

DRAWN: dict[str, Callable[..., alt.LayerChart]] = {
    "coverage": coverage,
    "gantt_nations": gantt_nations,
    "gantt_posts": gantt_posts,
    "courses": lambda plan, width: courses([plan, small()], width=width),
}
PLANS: dict[str, Callable[[], Planned]] = {
    "small": small,
    "large": large,
    "long": lambda: replace(large(), months=400),
    "nobody": lambda: replace(small(), tours=(), persons=0, covered=0),
}


def rows(chart: alt.LayerChart) -> Iterator[dict[str, Any]]:
    for data in spec(chart).get("datasets", {}).values():
        yield from data


def title(chart: alt.LayerChart) -> str:
    return " ".join(spec(chart)["title"]["text"]).replace("\N{NO-BREAK SPACE}", " ")


def texts(chart: alt.LayerChart) -> str:
    said = [str(row["text"]) for row in rows(chart) if "text" in row]
    return "\n".join(said).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("width", [NARROW, 430, 900])
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("name", DRAWN)
def test_it_fits_and_no_text_covers_another(name: str, plan: str, width: int) -> None:
    wide, high, letters = page_of(DRAWN[name](PLANS[plan](), width=width))
    assert abs(wide - width) <= 2
    assert all(text.x1 >= 9 and text.x2 <= width - 9 and text.y1 >= 0 and text.y2 <= high for text in letters)
    assert [(a.text, b.text) for a, b in combinations(letters, 2) if a.covers(b)] == []


def test_the_cells_are_what_each_post_misses_month_by_month() -> None:
    answer = small()
    drawn: dict[str, list[tuple[float, float, int]]] = {}
    for row in rows(coverage(answer, width=900)):
        if "missed" in row:
            drawn.setdefault(row["post"], []).append((row["x"], row["x2"], row["missed"]))
    each = 0.0
    for name, cells in plans.by_post(answer).items():
        runs = sorted(drawn[name])
        each = each or (runs[-1][1] - runs[0][0]) / len(cells)
        shown = [missed for x, x2, missed in runs for _ in range(round((x2 - x) / each))]
        assert shown == [cell.required - cell.covered for cell in cells]
    assert drawn["bridge"][0][0] > drawn["gate"][0][0]  # blank where nobody is asked for


def test_posts_stand_by_priority_and_those_that_miss_most_first() -> None:
    order = [(post.priority, -post.missed) for post in plans.in_order(small())]
    assert order == sorted(order)
    said = texts(coverage(small(), width=900))
    assert "60 of 60: no unit" in said
    assert "no unit that stands has the capability" in said
    assert "1 pledge of unknown strength sends nobody here." in said


def test_posts_that_are_not_drawn_are_counted() -> None:
    said = texts(coverage(large(), width=900))
    assert f"{60 - MOST_POSTS} more posts are not drawn" in said


def test_the_title_of_the_heat_map_is_what_is_covered() -> None:
    answer = small()
    share = plans.share(answer.covered, answer.required).replace("\N{NO-BREAK SPACE}", " ")
    assert title(coverage(answer)).startswith(f"{share} of what “Hold the line” asks for is covered, ")
    assert title(coverage(PLANS["nobody"]())) == "Nothing of what “Hold the line” asks for is covered"
    full = replace(answer, covered=answer.required)
    assert title(coverage(full)) == "Every post of “Hold the line” is filled in every month"


def test_a_plan_without_anybody_is_a_statement() -> None:
    for draw in (coverage, gantt_nations, gantt_posts):
        assert "Nothing stands firm whose strength is known" in texts(draw(PLANS["nobody"]()))


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 9, "0 %"), (9, 9, "100 %"), (8999, 9000, "99 %"), (1, 9000, "under 1 %"), (0, 0, "100 %"), (1, 3, "33 %")],
)
def test_not_quite_all_is_not_all_and_not_quite_nothing_not_nothing(part: int, whole: int, said: str) -> None:
    assert plans.share(part, whole).replace("\N{NO-BREAK SPACE}", " ") == said


@given(most=st.integers(1, 10**6), missed=st.integers(1, 10**6))
def test_more_missed_is_never_lighter(most: int, missed: int) -> None:
    cells = tuple(replace(cell, required=most, covered=0) for cell in small().coverage[:1])
    shades = plans.shades_of(replace(small(), coverage=cells))
    inks = list(shades.inks)
    assert shades.least[0] == 1
    assert all(a < b for a, b in pairwise(shades.least))
    assert inks.index(shades(missed)) <= inks.index(shades(missed + 1))
    assert shades(most) == inks[-1]


def test_every_tour_is_a_bar_from_its_start_to_its_end() -> None:
    answer = small()
    for draw in (gantt_nations, gantt_posts):
        bars = sorted((row["unit"], row["x"], row["x2"]) for row in rows(draw(answer, width=900)) if "unit" in row)
        each = (900 - 40) / answer.months
        wanted = sorted(
            (tour.unit, tour.start * each + 0.8, min(tour.end, answer.months) * each - 0.8) for tour in answer.tours
        )
        assert [bar[0] for bar in bars] == [unit for unit, *_ in wanted]
        assert [place for bar in bars for place in bar[1:]] == pytest.approx(
            [place for _, *places in wanted for place in places]
        )
    said = texts(gantt_posts(answer, width=900))
    assert "No tour to: hospital" in said
    assert "FR 100" in said
    assert "Some units are notional" in said


def test_tours_that_are_not_drawn_are_counted() -> None:
    for draw in (gantt_nations, gantt_posts):
        chart = draw(large(), width=900)
        shown = sum("unit" in row for row in rows(chart))
        assert 0 < shown < 600
        assert f"{600 - shown} more tours are not drawn" in texts(chart)
        assert "An outline marks tours that were given" in texts(chart)


@quick(60)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.sampled_from("abc")), max_size=30))
def test_lanes_hold_every_tour_once_and_none_meets_another_in_its_lane(found: list[tuple[int, int, str]]) -> None:
    tours = [Served(f"u{i}", "FR", post, at, at + long, 10, False, 1) for i, (at, long, post) in enumerate(found)]
    lanes = lanes_of(tours, "nation")
    assert sorted(tour.unit for lane in lanes for tour in lane) == sorted(tour.unit for tour in tours)
    assert all(a.end <= b.start for lane in lanes for a, b in pairwise(lane))
    busiest = max((sum(t.start <= month < t.end for t in tours) for month in range(30)), default=0)
    assert len(lanes) == busiest
    assert peak_of(tours, 30) == 10 * busiest


def test_what_each_priority_asks_for_and_gets_adds_up() -> None:
    answer = small()
    parts = parts_of(answer)
    assert [part.priority for part in parts] == [1, 2, 3]
    assert sum(part.required for part in parts) * answer.months == pytest.approx(answer.required)
    assert sum(part.covered for part in parts) * answer.months == pytest.approx(answer.covered)


def test_courses_are_held_side_by_side() -> None:
    both = glances(case())
    assert [one.coa for one in both] == ["hold", "train"]
    chart = courses(both, width=900)
    assert title(chart).startswith("Best covered is “Train”, 100 %; least “Hold the line”, ")
    drawn: dict[str, float] = {}
    for row in rows(chart):
        if "course" in row:
            drawn[row["course"]] = drawn.get(row["course"], 0) + row["x2"] - row["x"]
    hold, train = (one.required / one.months for one in both)
    assert drawn["hold"] / drawn["train"] == pytest.approx(hold / train)
    with pytest.raises(willing.AskError, match="no course of action to compare"):
        courses([])


def test_the_usual_course_is_the_one_nearest_the_target() -> None:
    assert usual(case()) == "hold"
    assert usual(case(), 250) == "train"
    assert usual(case(), "nations >= 2") == "hold"
    with pytest.raises(willing.AskError, match="no course of action with posts"):
        usual(willing.build({"case": {"format": 1, "id": "a", "title": "A"}}))


def test_a_plan_to_look_at_is_the_same_each_time_and_says_how_far_it_is() -> None:
    heard: list[float] = []
    found = glance(case(), "hold", told=heard.append)
    assert found == glance(case(), "hold")
    assert heard == sorted(heard)
    assert found.bound >= found.objective > 0


def test_the_fan_holds_the_shares_of_every_month() -> None:
    answer = willing.stress(case(), planned=small(), replications=40)
    chart = stress(answer, width=900)
    drawn = [row for row in rows(chart) if "p95" in row]
    for month, spread in enumerate(answer.by_month):
        here = [row for row in drawn if row["month"] == month]
        assert spread is not None
        assert [row["at"] for row in here] == [month, month + 1]
        for row in here:
            assert (row["p5"], row["p25"], row["median"]) == (spread.p5, spread.p25, spread.median)
            assert (row["p75"], row["p95"]) == (spread.p75, spread.p95)
    said = texts(chart)
    assert "40 simulated runs (seed 0)." in said
    assert "What hurts most alone" in said
    assert title(chart).startswith("“Hold the line”: ")


@pytest.mark.parametrize("width", [NARROW, 430, 900])
def test_the_fan_fits_with_gaps_and_long_names(width: int) -> None:
    answer = willing.stress(case(), planned=small(), replications=20)
    spread = Spread(0.5, 0.1, 0.3, 0.5, 0.7, 0.9)
    months = tuple(spread if month % 9 else None for month in range(120))
    titles = tuple(replace(event, title=f"{event.title} {'and again ' * 9}") for event in answer.events)
    odd = replace(answer, by_month=months, months=120, events=titles)
    wide, high, letters = page_of(stress(odd, width=width))
    assert abs(wide - width) <= 2
    assert all(text.x1 >= 9 and text.x2 <= width - 9 and text.y2 <= high for text in letters)
    assert [(a.text, b.text) for a, b in combinations(letters, 2) if a.covers(b)] == []
    pieces = {row["piece"] for row in rows(stress(odd, width=width)) if "p95" in row}
    assert len(pieces) == 14
    assert "no tours" in texts(stress(replace(answer, tours=0), width=width))


def test_a_picture_asks_for_the_plan_it_is_told_to() -> None:
    asked = Question(coa="train", months=6, force="offered", rounds=1)
    assert "“Train”" in title(picture("coverage", case(), asked)(900))
    assert "in 6 months" in title(picture("gantt_nations", case(), asked)(900))
    assert "the only course of action is covered" in title(picture("courses", case(), asked)(900))
    with pytest.raises(willing.AskError, match="unknown course of action 'trian'"):
        picture("coverage", case(), Question(coa="trian"))
