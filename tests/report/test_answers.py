"""What a page asks, and about which strength where the target decides nothing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.report.scenes import built, offer, rich

import willing
from willing.questions.ask import goal_of
from willing.report import sentences
from willing.report.answers import Answers, Decided, Question, asked, decided_of

CHANCY = {"f": {"probability": 0.25}, "g": {"probability": 0.5}}


def of(case: willing.Case, **options: Any) -> Answers:
    return asked(case, Question(**options))


def course(strength: int) -> dict[str, Any]:
    post = {"id": "p", "area": "west", "task": "t", "capability": "infantry", "strength": strength, "months": [0, 1]}
    return {"title": f"For {strength}", "posts": [post]}


@pytest.mark.parametrize(
    ("target", "courses", "expected"),
    [
        (250, (), Decided("target", None, "firm")),
        (250, (300,), Decided("target", None, "firm")),
        (900, (50, 300, 800), Decided("course", 300, "firm", "For 300")),
        (900, (800,), Decided("curve", 300, "firm")),
        (None, (), Decided("curve", 300, "firm")),
        (80, (), Decided("curve", 300, "firm")),
    ],
)
def test_what_is_asked_about(target: int | None, courses: tuple[int, ...], expected: Decided) -> None:
    """100 are sure, 100 more come with each of f and g."""
    case = built(
        target,
        areas={"west": {}},
        factors=CHANCY,
        pledges=[offer("FR"), offer("GB", **{"if": "f"}), offer("GB", id="gb-more", **{"if": "g"})],
        requirements={f"c{strength}": course(strength) for strength in courses},
    )
    assert decided_of(willing.odds(case), goal_of(case, None), None) == expected


def test_where_nobody_stands_alone_the_game_is_of_signing_together() -> None:
    pledges = [offer("FR", **{"if": "f and GB stands"}), offer("GB", **{"if": "FR stands"})]
    answers = of(built(200, factors=CHANCY, pledges=pledges))
    assert answers.decided == Decided("target", None, "together")
    assert answers.pivots is not None
    assert [power.shapley for power in answers.pivots.nations] == [0.125, 0.125]
    assert answers.moving is answers.odds


def test_what_is_sure_is_asked_about_where_nothing_is_open() -> None:
    answers = of(built(50, pledges=[offer("FR")]))
    assert answers.decided == Decided("target", None, "firm", sure=True)
    assert answers.moving is None
    assert answers.pivots is not None
    assert answers.pivots.nations[0].shapley == 1


def test_nothing_is_asked_about_where_no_future_comes_to_anything() -> None:
    answers = of(built(50, pledges=[offer("FR", "unknown")]))
    assert (answers.decided, answers.pivots, answers.moving) == (None, None, None)


def test_waivers_are_looked_at_only_where_factors_do_not_do() -> None:
    assert of(rich()).waived is None
    pledges = [offer("FR", **{"if": "GB sends >= 1"}), offer("GB", 0, stage="refused")]
    answers = of(built(100, pledges=pledges))
    assert answers.unlock is not None
    assert not answers.unlock.reachable
    assert answers.waived is not None
    assert answers.waived.sets[0].strength == 100


def test_a_question_that_is_too_hard_is_said_to_be() -> None:
    codes = [f"N{i}" for i in range(70)]
    pledges = [
        {"id": code.lower(), "nation": code, "capability": "infantry", "strength": 10, "if": f"f and {other} stands"}
        for code, other in zip(codes, [*codes[1:], codes[0]], strict=True)
    ]
    case = willing.build(
        {
            "case": {"format": 1, "id": "many", "title": "Many", "target": {"strength": 300}},
            "nations": {code: {} for code in codes},
            "factors": {"f": {"probability": 0.5}},
            "pledges": pledges,
        }
    )
    answers = of(case)
    assert answers.pivots is None
    assert "at most" in answers.refused["pivots"]


def test_a_timeline_is_held_against_persons_only() -> None:
    assert of(rich()).timeline.target == 9000
    assert of(rich(), target=500).timeline.target == 500
    assert of(rich(), target="nations >= 2").timeline.target is None


def test_ranges_are_spread_over_in_the_odds_unless_they_are_fixed() -> None:
    pledges = [offer("FR", {"low": 10, "likely": 20, "high": 90}, **{"if": "f"})]
    case = built(80, factors=CHANCY, pledges=pledges)
    spread, fixed = of(case), of(case, reading="likely")
    assert spread.odds.target is not None
    assert fixed.odds.target is not None
    assert 0 < spread.odds.target.firm < 0.25
    assert fixed.odds.target.firm == 0
    assert sentences.chancy(spread)
    assert not sentences.chancy(fixed)
    assert sentences.met(spread) == "It is not met, and could be only at the high end of the ranges stated."
    assert sentences.met(fixed) == "It is not met, and it cannot be by the conditions as stated."


@pytest.mark.parametrize(
    ("target", "condition", "expected"),
    [
        (None, "f", "The case states no target. The largest strength about which something is open is 100."),
        (100, "f", ""),
        (900, "f", "No future reaches the 900 persons wanted, signed together or not."),
        (50, "f or not f", ""),
        ("nations >= 5", "f", "No future meets the target, signed together or not."),
    ],
)
def test_why_something_else_than_the_target_is_asked_about(target: Any, condition: str, expected: str) -> None:
    case = built(factors=CHANCY, pledges=[offer("FR", **{"if": condition})])
    said = sentences.instead(of(case, target=target))
    assert said.startswith(expected)
    assert bool(said) == bool(expected)


def test_what_the_odds_rest_on_says_whose_probabilities_they_are() -> None:
    own = {"probability": 0.5, "basis": {"probability": {"assumed": "a guess"}}}
    either = [offer("FR", **{"if": "f or g"})]

    def rests(factors: dict[str, Any], target: int | None = 100) -> str:
        return sentences.rests(of(built(target, factors=factors, pledges=either)))

    assert rests({"f": own, "g": own}).startswith("The odds rest on the probabilities of 2 open factors, all of them")
    assert "of which 1 is an assumption of the case" in rests({"f": own, "g": {"probability": 0.5}})
    assert "of which none are assumptions" in rests({"f": {"probability": 0.2}, "g": {"probability": 0.5}})
    assert "Of one open factor nobody says" in rests({"f": own, "g": {}})
    assert rests({"f": own, "g": own}).endswith("Every future is counted; nothing is sampled.")
