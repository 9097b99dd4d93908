"""What a page says of forces: what can be kept up, and plans; its numbers are those of the answers."""

from __future__ import annotations

from functools import lru_cache

import pytest
from tests.charts.plans import case, small
from tests.report.reading import Page
from tests.report.scenes import built, offer, read, ukraine

import willing
from willing.questions.courses import glances
from willing.report import force


@lru_cache(maxsize=1)
def of_plans() -> Page:
    return read(case())


def test_levels_are_those_of_the_answer_and_lead_to_what_they_rest_on() -> None:
    answer = willing.sustain(case())
    rows = of_plans().rows("levels")
    for row, found in zip((row for row in answer.sustain if row.pledges), rows, strict=True):
        assert found[0].casefold() in row.name.casefold()
        assert found[1] == ("unknown" if row.pledged is None else f"{row.pledged:,}")
        assert found[2:4] == (["unknown"] * 2 if row.norm is None else [f"{row.norm:,}", f"{row.stretched:,}"])
        assert found[5] == force.runs_out(row)
    rest = of_plans().by_id["rest-FR"].text
    assert "Land forces 30,000" in rest
    assert "months of a tour 6" in rest
    assert of_plans().lost() == []


def test_courses_are_held_side_by_side() -> None:
    both = {plan.coa_title: plan for plan in glances(case())}
    rows = {row[0]: row[1:] for row in of_plans().rows("plans")}
    assert set(rows) == set(both)
    for title, plan in both.items():
        assert rows[title][1:3] == [str(plan.months), f"{plan.required:,}"]
        assert rows[title][3].startswith(f"{plan.covered:,}, ")
    assert "700 persons to have away at any one time: what stands firm." in of_plans().by_id["compare"].text


def test_the_plan_is_of_the_course_nearest_the_target_and_says_what_is_missed_and_why() -> None:
    answer = glances(case())[0]
    said = of_plans().by_id["plan"].text
    assert "For Hold the line, the course of action whose size is nearest the target." in said
    assert f"{answer.covered:,} of the {answer.required:,} person-months" in said
    rows = {row[0]: row[1:] for row in of_plans().rows("misses")}
    for line in answer.posts:
        assert rows[line.post][:3] == [str(line.priority), f"{line.required:,}", f"{line.covered:,}"]
    assert "No unit that stands has the capability" in rows["hospital"][4]
    assert "60 of 60" in rows["hospital"][3]
    assert "nobody has put a number on its strength" in said
    assert {"picture-courses", "picture-coverage", "picture-gantt_nations", "picture-sustain"} <= set(of_plans().by_id)


def test_all_that_a_post_misses_has_a_reason() -> None:
    for short in force.shorts_of(small()):
        missed = sum(int(why.split(": ")[-1].split(" ")[0].replace(",", "")) for why in short.because)
        assert missed == short.line.missed
        assert (short.most > 0) == (short.months > 0) == bool(short.because)


def test_another_course_or_none_can_be_asked_for() -> None:
    other = read(case(), coa="train")
    assert "For Train, the course of action that is asked about." in other.by_id["plan"].text
    assert "--coa train" in other.by_id["made"].text
    none = read(case(), plan=False)
    assert "plan" not in none.by_id
    assert "compare" not in none.by_id
    assert "--no-plan" in none.by_id["made"].text
    with pytest.raises(willing.AskError, match="unknown course of action 'trian'"):
        read(case(), coa="trian")


def test_what_is_planned_is_what_stands_best() -> None:
    waiting = built(
        factors={"f": {}}, areas={"a": {}}, pledges=[offer("FR", **{"if": "f"})],
        requirements={"c": {"posts": [{"id": "p", "area": "a", "task": "t", "capability": "infantry",
                                       "strength": 100, "months": [0, 6]}]}},
    )  # fmt: skip
    assert "all on offer. Nothing stands whose strength is known" in read(waiting).by_id["plan"].text
    assert "what stands firm." in read(waiting, assume={"f": True}).by_id["plan"].text
    assert "compare" not in read(waiting).by_id


def test_without_courses_of_action_or_pledges_there_is_no_section() -> None:
    found = read(built(pledges=[offer("FR")]))
    assert "plan" not in found.by_id
    assert "kept" in found.by_id
    assert "kept" not in read(built()).by_id
    assert "kept" in ukraine().by_id
