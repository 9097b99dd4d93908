"""What an analyst checks: entries, statements, assumptions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.scenes import built, of_rich, offer, rich
from tests.strategies import quick

import willing
from willing.case.nation import Norm
from willing.questions.ask import scene
from willing.report.answers import Question, asked
from willing.report.assumptions import Held, assumptions_of, rotated
from willing.report.entries import (
    MOST_REASONS,
    Because,
    by_number,
    nations_of,
    probability_of,
    standing_of,
    statements_of,
    strength_of,
)


def test_reasons_are_those_of_why_as_far_as_there_is_room() -> None:
    """Each of eight waits for all others; explaining one explains them all."""
    codes = [f"N{i}" for i in range(8)]
    case = willing.build(
        {
            "case": {"format": 1, "id": "ring", "title": "A ring"},
            "nations": {code: {} for code in codes},
            "pledges": [
                {
                    "id": code.lower(),
                    "nation": code,
                    "capability": "infantry",
                    "strength": 1,
                    "if": " and ".join(f"{other} stands" for other in codes if other != code),
                }
                for code in codes
            ],
        }
    )

    def counted(reasons: tuple[Because, ...]) -> int:
        return sum(1 + reason.left + counted(reason.because) for reason in reasons)

    def shown(reasons: tuple[Because, ...]) -> int:
        return sum(1 + shown(reason.because) for reason in reasons)

    def all_of(reasons: Any) -> int:
        return sum(1 + all_of(reason.because) for reason in reasons)

    for entry in nations_of(asked(case, Question())):
        because = entry.pledges[0].because
        assert counted(because) == all_of(willing.why(case, entry.code).pledges[0].reasons)
        assert shown(because) <= MOST_REASONS + len(codes)
        assert [reason.text for reason in because] == [r.text for r in willing.why(case, entry.code).reasons]


def test_nations_come_by_name_with_their_smallest_changes_and_what_else_was_said() -> None:
    found = {entry.code: entry for entry in nations_of(asked(rich(), Question()))}
    assert list(found) == ["DK", "FR", "ES", "GB"]
    assert found["FR"].repair[0] == willing.why(rich(), "FR").headline.removeprefix("France does not stand. ")
    assert found["FR"].also == ("s10",)
    assert [entry.pledge.id for entry in found["ES"].apart] == ["es", "es-later"]


def test_the_persons_of_each_verdict_add_up() -> None:
    answers = asked(rich(), Question(assume={"ceasefire": True}))
    for status, persons, rows in standing_of(answers):
        assert persons == getattr(answers.assessment.strength, status) == sum(part for _, part in rows)


@pytest.mark.parametrize(
    ("strength", "said"),
    [
        (1200, "1,200"),
        ({"low": 10, "likely": 20, "high": 3000}, "10 to 3,000, likely 20"),
        ({"low": 20, "likely": 20, "high": 20}, "20"),
        ({"match": 0.1, "of": "others", "up_to": 800}, "0.1 for each of others, at most 800"),
        ("unknown", "unknown"),
    ],
)
def test_a_strength_in_words(strength: Any, said: str) -> None:
    case = built(pledges=[offer("FR", strength)])
    assert strength_of(case.pledges[0], case) == said


def test_a_probability_in_words_says_what_it_depends_on() -> None:
    nested = {"given": "f", "true": 0.5, "false": {"given": "g", "true": 0.25, "false": 0.0}}
    case = built(factors={"f": {"title": "A day comes"}, "g": {}, "h": {"probability": nested}, "i": {}})
    said = probability_of(case.factors["h"], scene(case, None, {}, "declared")).replace("\xa0", " ")
    assert said == "50.0 % if a day comes, (25.0 % if g, 0 % if not) if not"
    assert probability_of(case.factors["i"], scene(case, None, {}, "declared")) == ""


def test_contradictions_are_seen_from_both_sides() -> None:
    against = {entry.statement.id: entry.against for entry in statements_of(rich())}
    assert against == {"s1": ("s2",), "s2": ("s1",), "s10": ()}


@quick(200)
@given(st.lists(st.text("ab09.-_", min_size=1, max_size=8), unique=True))
def test_ids_with_numbers_have_an_order(ids: list[str]) -> None:
    assert sorted(sorted(ids), key=by_number) == sorted(sorted(ids, reverse=True), key=by_number) or any(
        by_number(a) == by_number(b) for a in ids for b in ids if a != b
    )


def test_numbers_within_ids_count() -> None:
    assert sorted(["c10", "c9", "c9a", "k1", "c100", "c"], key=by_number) == ["c", "c9", "c9a", "c10", "c100", "k1"]


def test_a_rule_for_rotation_is_said_in_words() -> None:
    british = Norm(tour_months=6, dwell_ratio=4, stretched_ratio=2, overlap_days=14)
    assert rotated(british) == "6 months away, 24 at home, 12 when stretched; 14 days of handover"
    assert rotated(Norm(tour_months=3, dwell_ratio=2.5)) == "3 months away, 7.5 at home; 0 days of handover"


def test_assumptions_of_one_reason_are_put_together() -> None:
    found = assumptions_of(scene(rich(), None, {}, "declared"))
    assert list(found) == ["target", "factor", "pledge", "post", "rule", "area", "capability", "nation"]
    assert found["nation"][0].field == "home floor"
    assert found["nation"][0].held == (
        Held("France", "nation", "FR", "900"),
        Held("United Kingdom", "nation", "GB", "600"),
    )
    assert found["factor"][0].held[0].value.replace("\xa0", " ") == "40.0 %"
    assert found["pledge"][0].held[0].value == "ceasefire and GB sends >= 4000"
    assert found["post"][0].held == (Held("lviv", "course", "training", "teach"),)
    assert found["rule"][0].held == (Held("teach", "rule", "teach", "1 per 3"),)
    assert found["area"][0].held == (Held("The west", "area", "west", "sites 1, trainees 6,000"),)
    assert found["capability"][0].held == (Held("Ground troops", "capability", "infantry", "700"),)
    needs = assumptions_of(scene(willing.load("ukraine-2025"), None, {}, "declared"))["capability"]
    assert "medical 2 for each 100, within 250 km" in [h.value for row in needs for h in row.held][1]


def test_every_value_labelled_as_assumed_is_listed() -> None:
    case = willing.load("ukraine-2025")
    here = scene(case, "2025-08-20", {}, "declared")
    entries = [
        *here.case.factors.values(),
        *here.case.pledges,
        *here.case.nations.values(),
        *here.case.requirements.values(),
        *here.case.rules.values(),
        *here.case.areas.values(),
        *here.case.capabilities.values(),
        *(post for course in here.case.requirements.values() for post in course.posts),
    ]
    count = sum(basis.assumed is not None for entry in entries for basis in entry.basis.values())
    listed = [held for rows in assumptions_of(here).values() for row in rows for held in row.held]
    assert len(listed) == count > 100


def test_the_page_lists_open_factors_with_their_basis() -> None:
    rows = {row[0]: row[1:] for row in of_rich().rows("open")}
    assert rows["A ceasefire is in force"] == ["40.0 %", "assumed less than even"]
    assert rows["The US backs it"] == ["50.0 % if a ceasefire is in force, 10.0 % if not", "none stated"]
    assert "The host consents" not in rows
