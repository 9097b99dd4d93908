"""`requirements` on cases small enough to check by hand."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from tests.strategies import case_data, quick

import willing
from willing.questions.schema import schema_of


def data() -> dict[str, Any]:
    """Two courses of action: one of a guard by rule and a typed post that comes later, one that asks for nothing."""
    post = {"area": "city", "task": "protection", "capability": "infantry", "months": [0, 12]}
    return {
        "case": {"format": 1, "id": "small", "title": "A small case"},
        "sources": {"book": {"publisher": "A book"}},
        "statements": [
            {"id": "s1", "source": "book", "on": "2025-01-01", "about": "guard", "says": "So many for so many."},
            {"id": "s2", "source": "book", "on": "2026-01-01", "about": "r", "says": "So it is wanted."},
        ],
        "areas": {"city": {"name": "The city", "at": [50, 30], "measures": {"inhabitants": 2_952_301, "sites": 1}}},
        "capabilities": {
            "infantry": {"name": "Infantry", "needs": {"medical": {"share": 0.02, "within_km": 100}}},
            "medical": {"name": "Medical units"},
        },
        "rules": {
            "guard": {
                "title": "So many guard a city",
                "persons": 2.3,
                "per": 1000,
                "of": "inhabitants",
                "statements": ["s1"],
                "basis": {"persons": {"assumed": "As ordinary police"}},
            },
            "site": {"persons": 700, "of": "sites"},
            "staff": {"persons": 2, "per": 100, "of": "force"},
        },
        "requirements": {
            "r": {
                "title": "Guard the city",
                "statements": ["s2"],
                "note": "A note",
                "basis": {"posts": {"assumed": "The split is ours", "reported": "The task"}},
                "posts": [
                    post | {"id": "guard", "from": "guard", "priority": 1},
                    post | {"id": "site", "from": "site"},
                    post
                    | {
                        "id": "hospital",
                        "capability": "medical",
                        "task": "medical",
                        "strength": 150,
                        "months": [6, 24],
                        "basis": {"strength": {"assumed": "One hospital"}},
                    },
                    post | {"id": "staff", "from": "staff", "task": "command"},
                ],
            },
            "nothing": {},
        },
    }


def case() -> willing.Case:
    return willing.build(data())


def test_each_post_has_its_persons_and_the_reasoning_behind_them() -> None:
    course, _ = willing.requirements(case()).requirements
    assert [(post.id, post.persons, post.rule, post.reasoning) for post in course.posts] == [
        ("guard", 6791, "guard", "2,952,301 inhabitants × 2.3 per 1,000 = 6,791"),
        ("site", 700, "site", "1 site × 700 each = 700"),
        ("hospital", 150, None, ""),
        ("staff", 153, "staff", "7,641 persons of the force × 2 per 100 = 153"),
    ]
    assert [(g.key, g.kind, g.text) for g in course.posts[2].basis] == [("strength", "assumed", "One hospital")]


def test_a_course_has_its_size_its_months_and_totals_that_add_up() -> None:
    course, nothing = willing.requirements(case()).requirements
    assert (course.peak, course.peak_month, course.months) == (7794, 6, (0, 24))
    assert (course.by_rule, course.typed_in) == (7644, 150)
    assert course.by_task == {"protection": 7491, "command": 153, "medical": 150}
    assert course.by_capability == {"infantry": 7644, "medical": 150}
    assert list(course.by_task) == ["protection", "command", "medical"]
    assert [(g.kind, g.text) for g in course.basis] == [("reported", "The task"), ("assumed", "The split is ours")]
    assert (nothing.peak, nothing.months, nothing.posts, nothing.title) == (0, None, (), "nothing")


def test_a_course_names_its_rules_once_with_who_said_so() -> None:
    course = willing.requirements(case(), "r").requirements[0]
    assert [(rule.name, rule.title, rule.statements) for rule in course.rules] == [
        ("guard", "So many guard a city", ("s1",)),
        ("site", "site", ()),
        ("staff", "staff", ()),
    ]
    assert [(g.key, g.kind, g.text) for g in course.rules[0].basis] == [("persons", "assumed", "As ordinary police")]


def test_a_course_says_which_enablers_it_needs_and_lacks() -> None:
    course = willing.requirements(case(), "r").requirements[0]
    (need,) = course.needs
    assert (need.area, need.capability, need.needs, need.asked, need.found, need.month, need.met) == (
        "city", "infantry", "medical", 153, 0, 0, False,
    )  # fmt: skip


def test_what_is_said_later_is_not_cited() -> None:
    early = willing.requirements(case(), "r", as_of="2025-06-01").requirements[0]
    assert (early.statements, early.rules[0].statements) == ((), ("s1",))
    assert willing.requirements(case(), "r").requirements[0].statements == ("s2",)


def test_the_headline_says_it_in_a_sentence() -> None:
    assert willing.requirements(case()).headline == (
        "2 courses of action, in persons at any one time: r 7,794 and nothing 0."
    )
    assert willing.requirements(case(), "r").headline == (
        "Guard the city: 7,794 persons at any one time (7,644 by rule, 150 typed in), months 0 to 24; "
        "its own posts leave 1 of 1 needs of its capabilities unmet."
    )
    assert willing.requirements(case(), "nothing").headline == "nothing: no posts are stated."
    bare = willing.build({"case": {"format": 1, "id": "bare", "title": "Bare"}})
    assert willing.requirements(bare).headline == "The case states no requirements."


def test_an_unknown_course_or_day_is_refused_with_a_remedy() -> None:
    with pytest.raises(willing.AskError, match="unknown course of action 'nothin': did you mean 'nothing'"):
        willing.requirements(case(), "nothin")
    with pytest.raises(willing.AskError, match="is not a date"):
        willing.requirements(case(), as_of="soon")


def test_the_table_has_a_row_per_post() -> None:
    table = willing.requirements(case()).table()
    assert len(table) == 4
    assert next(iter(table)) == {
        "requirement": "r", "post": "guard", "area": "city", "task": "protection", "capability": "infantry",
        "persons": 6791, "from": 0, "to": 12, "priority": 1, "why": "2,952,301 inhabitants × 2.3 per 1,000 = 6,791",
    }  # fmt: skip


def test_json_follows_its_schema() -> None:
    found = json.loads(willing.requirements(case()).to_json())
    jsonschema.validate(found, schema_of("requirements"))
    assert {"id", "title", "peak", "months", "posts"} <= found["requirements"][0].keys()


@given(found=case_data())
@quick(40)
def test_any_case_can_be_asked_and_its_totals_add_up(found: dict[str, Any]) -> None:
    whole = willing.build(found)
    answer = willing.requirements(whole)
    assert [course.id for course in answer.requirements] == list(whole.requirements)
    for course in answer.requirements:
        assert course.by_rule + course.typed_in == course.peak == sum(course.by_task.values())
        assert sum(course.by_capability.values()) == course.peak
        assert all(bool(post.reasoning) == (post.rule is not None) for post in course.posts)
    assert answer.headline
