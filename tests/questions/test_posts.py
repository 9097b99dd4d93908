"""Posts that the standing force can fill: held against every allocation of few persons, and the rules one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import willing
from willing.case.model import Case
from willing.errors import AskError
from willing.questions.courses import glance
from willing.questions.posts import LEFT_OUT, Posts, posts

WEIGHTS = {1: 8, 2: 4, 3: 2, 4: 1}


POST_OF: Mapping[str, Any] = {"area": "west", "task": "hold", "capability": "infantry", "months": [0, 6]}


def made(
    pledges: Sequence[Mapping[str, Any]],
    wanted: Sequence[Mapping[str, Any]],
    substitutes: Mapping[str, float] | None = None,
) -> Case:
    """A case with two areas, and medics for whom ``substitutes`` stand in."""
    whole = {
        "case": {"format": 1, "id": "x", "title": "X"},
        "nations": {"FR": {"name": "France"}, "GB": {"name": "Britain"}},
        "capabilities": {"infantry": {}, "medical": {"substitutes": dict(substitutes or {})}},
        "areas": {"west": {}, "east": {}},
        "pledges": [{"id": f"p{n}", "nation": "FR", "capability": "infantry", **p} for n, p in enumerate(pledges)],
        "requirements": {
            "main": {
                "title": "Main",
                "posts": [{**POST_OF, "id": f"post{n}", **p} for n, p in enumerate(wanted)],
            }
        },
    }
    return willing.build(whole)


def filled(answer: Posts) -> dict[str, int]:
    return {post.id: post.firm for post in answer.posts}


def test_who_fits_fills_and_the_rest_stays_empty() -> None:
    answer = posts(made([{"strength": 5}], [{"strength": 3}, {"strength": 4, "capability": "medical"}]))
    assert filled(answer) == {"post0": 3, "post1": 0}
    assert (answer.wanted, answer.firm, answer.together) == (7, 3, 3)
    assert [post.id for post in answer.unfilled] == ["post1"]
    assert answer.headline == (
        "With nothing assumed, those who stand firm can fill 3 of the 7 persons that “Main” asks for in month 0, and "
        "1 of its 2 posts in full; nobody can serve at post1 either way."
    )
    assert answer.left_out == LEFT_OUT


def test_higher_priorities_come_first_and_are_listed_first() -> None:
    wanted = [{"strength": 4, "priority": 3}, {"strength": 4, "priority": 1}, {"strength": 4, "priority": 2}]
    answer = posts(made([{"strength": 6}], wanted))
    assert [(post.id, post.firm) for post in answer.posts] == [("post1", 4), ("post2", 2), ("post0", 0)]


def test_one_who_stands_in_counts_by_the_credit() -> None:
    answer = posts(made([{"strength": 6}], [{"strength": 4, "capability": "medical"}], {"infantry": 0.5}))
    assert filled(answer) == {"post0": 3}
    assert [(filler.persons, filler.credit) for filler in answer.posts[0].firm_by] == [(6, 0.5)]


@pytest.mark.parametrize("caveats", [{"areas": ["east"]}, {"tasks": ["train"]}])
def test_caveats_keep_a_pledge_away(caveats: dict[str, Any]) -> None:
    assert filled(posts(made([{"strength": 6, "caveats": caveats}], [{"strength": 4}]))) == {"post0": 0}


def test_a_pledge_ends_after_its_notice_and_its_months() -> None:
    wanted = [{"strength": 4}]
    months = [
        posts(made([{"strength": 6, "for_months": 2, "notice_days": 31}], wanted), month=m).firm for m in range(6)
    ]
    assert months == [4, 4, 4, 4, 0, 0]


def test_units_serve_by_their_own_capability_and_months_and_never_more_than_is_pledged() -> None:
    units = [
        {"id": "u1", "strength": 3, "capability": "medical", "to_month": 2},
        {"id": "u2", "strength": 5},
    ]
    wanted: list[dict[str, Any]] = [{"strength": 9, "capability": "medical"}, {"strength": 9, "priority": 4}]
    case = made([{"strength": 6, "units": units}], wanted)
    assert [filled(posts(case, month=month)) for month in (1, 2)] == [
        {"post0": 3, "post1": 3},
        {"post0": 0, "post1": 5},
    ]


def test_together_counts_who_would_sign() -> None:
    pledges: list[dict[str, Any]] = [
        {"strength": 2},
        {"strength": 3, "if": "GB stands"},
        {"strength": 4, "nation": "GB", "if": "FR sends >= 5"},
    ]
    answer = posts(made(pledges, [{"strength": 20}]))
    assert (answer.firm, answer.together) == (2, 9)
    assert "; 9 if all who wait for each other signed together" in answer.headline


def test_unknown_strengths_fill_nothing_and_are_counted() -> None:
    answer = posts(made([{"strength": "unknown"}, {"strength": 1}], [{"strength": 3}]))
    assert (answer.firm, answer.unknown) == (1, 1)


def test_the_month_that_asks_for_most_is_the_one_unless_another_is_named() -> None:
    case = made([{"strength": 9}], [{"strength": 1}, {"strength": 2, "months": [2, 4]}])
    assert (posts(case).month, posts(case).wanted) == (2, 3)
    assert posts(case, month=5).wanted == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"coa": "nothing"}, "unknown course of action 'nothing'"),
        ({"month": 6}, "has no post in month 6"),
        ({"month": -1}, "not a whole number"),
        ({"month": True}, "not a whole number"),
        ({"month": 1.5}, "not a whole number"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(AskError, match=said):
        posts(made([{"strength": 1}], [{"strength": 1}]), **asked)
    with pytest.raises(AskError, match="no course of action"):
        posts(willing.build({"case": {"format": 1, "id": "x", "title": "X"}}))


PLEDGE = st.fixed_dictionaries(
    {
        "strength": st.integers(0, 3),
        "capability": st.sampled_from(["infantry", "medical"]),
        "nation": st.sampled_from(["FR", "GB"]),
    },
    optional={
        "caveats": st.fixed_dictionaries({}, optional={"areas": st.just(["east"]), "tasks": st.just(["hold"])}),
    },
)
POST = st.fixed_dictionaries(
    {
        "strength": st.integers(0, 3),
        "capability": st.sampled_from(["infantry", "medical"]),
        "area": st.sampled_from(["west", "east"]),
        "task": st.sampled_from(["hold", "train"]),
        "priority": st.integers(1, 4),
    }
)


def spread(strength: int, ways: int) -> Iterator[tuple[int, ...]]:
    """Every way to send at most so many to so many places."""
    return (way for way in product(range(strength + 1), repeat=ways) if sum(way) <= strength)


def best(pledges: list[dict[str, Any]], wanted: list[dict[str, Any]], stand_in: float) -> float:
    """The most that any allocation of whole persons is worth, by trying all."""

    def worth(pledge: dict[str, Any], post: dict[str, Any]) -> float:
        caveats = pledge.get("caveats", {})
        if post["area"] not in caveats.get("areas", [post["area"]]):
            return 0
        if post["task"] not in caveats.get("tasks", [post["task"]]):
            return 0
        if pledge["capability"] == post["capability"]:
            return 1
        return stand_in if post["capability"] == "medical" else 0

    most = 0.0
    for sent in product(*(spread(pledge["strength"], len(wanted)) for pledge in pledges)):
        total = 0.0
        for index, post in enumerate(wanted):
            there = sum(way[index] * worth(pledge, post) for way, pledge in zip(sent, pledges, strict=True))
            total += WEIGHTS[post["priority"]] * min(there, post["strength"])
        most = max(most, total)
    return most


@settings(max_examples=60, deadline=None)
@given(st.lists(PLEDGE, min_size=1, max_size=3), st.lists(POST, min_size=1, max_size=3), st.sampled_from([0.5, 1.0]))
def test_no_allocation_is_worth_more(
    pledges: list[dict[str, Any]], wanted: list[dict[str, Any]], credit: float
) -> None:
    """With whole credits the answer is worth as much as the best of all; else a person at a post is rounded off."""
    answer = posts(made(pledges, wanted, {"infantry": credit}))
    found = sum(WEIGHTS[post.priority] * post.firm for post in answer.posts)
    most = best(pledges, wanted, credit)
    for post in answer.posts:
        assert 0 <= post.firm <= post.wanted
        assert sum(filler.persons * filler.credit for filler in post.firm_by) <= post.wanted + 1e-6
    sent: dict[str, int] = {}
    for post in answer.posts:
        for filler in post.firm_by:
            sent[filler.pledge] = sent.get(filler.pledge, 0) + filler.persons
    assert all(sent[f"p{n}"] <= pledge["strength"] for n, pledge in enumerate(pledges) if f"p{n}" in sent)
    if credit == 1:
        assert found == most
    else:
        assert most - found <= sum(WEIGHTS[post["priority"]] for post in wanted)


@settings(max_examples=10, deadline=None)
@given(st.lists(PLEDGE, min_size=1, max_size=3), st.lists(POST, min_size=1, max_size=2))
def test_no_plan_fills_more(pledges: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    case = made(pledges, wanted)
    answer, plan = posts(case), glance(case, "main")
    weights = {post.id: WEIGHTS[post.priority] for post in answer.posts}
    planned = sum(weights[cell.post] * cell.covered for cell in plan.coverage if cell.month == answer.month)
    assert planned <= sum(weights[post.id] * post.firm for post in answer.posts)


def test_the_answer_is_a_table_and_json_as_the_schema_says() -> None:
    answer = posts(made([{"strength": 2}], [{"strength": 3}]))
    assert answer.table().rows == (("post0", "west", "hold", "infantry", 2, 3, 2, 2),)
    assert answer.to_dict()["posts"][0]["firm_by"] == [{"pledge": "p0", "nation": "FR", "persons": 2, "credit": 1.0}]
