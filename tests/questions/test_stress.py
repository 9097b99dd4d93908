"""What may go wrong with a plan of a case, and what the answer says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import willing
from willing.errors import AskError
from willing.questions.ask import fingerprint, scene
from willing.questions.hazards import Chances
from willing.questions.stress import Stress, stress

CASE: Mapping[str, Any] = {
    "case": {"format": 1, "id": "small", "title": "A small case"},
    "nations": {
        "FR": {"name": "France", "norm": {"tour_months": 4, "dwell_ratio": 1, "overlap_days": 0}},
        "GB": {"name": "United Kingdom", "norm": {"tour_months": 4, "dwell_ratio": 1, "overlap_days": 0}},
    },
    "factors": {
        "ceasefire": {"title": "A ceasefire is in force", "value": True},
        "war": {"title": "The war goes on", "value": False},
        "backing": {"title": "The US backs the force"},
        "idle": {"title": "Something else is so", "value": True},
    },
    "capabilities": {"infantry": {"name": "Infantry", "unit_size": 100}},
    "areas": {"west": {"name": "the west"}, "south": {"name": "the south"}},
    "pledges": [
        {"id": "fr", "nation": "FR", "capability": "infantry", "strength": 200, "if": "ceasefire"},
        {"id": "gb", "nation": "GB", "capability": "infantry", "strength": 100, "if": "not war"},
    ],
    "requirements": {
        "hold": {
            "title": "Hold the line",
            "posts": [
                {"id": "p", "area": "west", "task": "t", "capability": "infantry", "strength": 200, "months": [0, 12]},
                {"id": "q", "area": "south", "task": "t", "capability": "infantry", "strength": 100, "months": [3, 9]},
            ],
        }
    },
}
NOTHING = Chances(0, 1, 0, 0, 0)


def case() -> willing.Case:
    return willing.build(CASE)


def given(*tours: tuple[str, str, int], **changed: Any) -> dict[str, Any]:
    """A plan as its JSON would say it, without what is not asked of it."""
    usual: dict[str, Any] = {
        "case_hash": fingerprint(scene(case(), None, None, "declared", "likely").case),
        "as_of": None,
        "assume": {},
        "stage": "declared",
        "reading": "likely",
        "coa": "hold",
        "months": 12,
        "force": "firm",
        "stretched": False,
        "tours": [{"unit": unit, "post": post, "start": start} for unit, post, start in tours],
    }
    return {**usual, **changed}


@pytest.fixture(scope="module")
def planned() -> Any:
    return willing.plan(case(), "hold", rounds=1)


def asked(planned: Any, **more: Any) -> Stress:
    return stress(case(), planned=planned, **{"replications": 100, **more})


def test_everything_that_may_go_wrong_is_named_with_its_chance(planned: Any) -> None:
    found = asked(planned)
    assert {event.name: (event.sort, event.title, event.per) for event in found.events} == {
        "not-ready": ("not ready", "units are not ready when they are called up", "call-up"),
        "FR": ("withdraws", "France withdraws", "plan"),
        "GB": ("withdraws", "the United Kingdom withdraws", "plan"),
        "ceasefire": ("flips", "it is no longer so that a ceasefire is in force", "plan"),
        "war": ("flips", "it is suddenly so that the war goes on", "plan"),
        "surge-west": ("surge", "demand in the west surges", "month"),
        "surge-south": ("surge", "demand in the south surges", "month"),
    }
    assert all(event.assumed for event in found.events)
    assert [event.loss for event in found.events] == sorted((event.loss for event in found.events), reverse=True)


def test_if_nothing_can_go_wrong_the_plan_is_what_it_is(planned: Any) -> None:
    found = asked(planned, chances=NOTHING, refill=False)
    assert found.undisturbed == pytest.approx(planned.covered / planned.required)
    assert found.share is not None
    assert found.share.p5 == found.share.p95 == found.undisturbed
    assert (found.planned, found.lapsed, found.by_rule) == (len(planned.tours), 0, 0)
    assert [event.loss for event in found.events] == [0] * len(found.events)
    assert found.headline.endswith("; no event alone costs anything.")
    for line, fate in zip(planned.posts, found.posts, strict=True):
        assert fate.undisturbed == pytest.approx(line.covered / line.required)
        assert fate.short[0] in (0.0, 1.0)


def test_one_who_is_sure_to_leave_takes_all_its_units_away(planned: Any) -> None:
    found = asked(planned, chances=NOTHING, chance={"FR": 1.0, "GB": 1.0, "ceasefire": 0.0}, replications=50)
    assert {event.name: event.assumed for event in found.events}["FR"] is False
    assert found.events[0].name in ("FR", "GB")
    assert found.events[0].title in found.headline
    assert found.spent["gone"] > 0.2
    assert found.share is not None
    assert found.undisturbed is not None
    assert found.share.mean < found.undisturbed


def test_a_flip_sends_home_what_hangs_on_the_condition_and_nobody_else(planned: Any) -> None:
    flipped = {event.name: event for event in asked(planned, chances=NOTHING, chance={"ceasefire": 1.0}).events}
    gone = {event.name: event for event in asked(planned, chances=NOTHING, chance={"FR": 1.0}).events}
    assert flipped["ceasefire"].struck == gone["FR"].struck == 1
    assert flipped["ceasefire"].loss > 0
    assert "backing" not in flipped
    assert "idle" not in flipped


def test_a_plan_is_read_from_its_json_too(planned: Any) -> None:
    assert asked(planned.to_dict()) == asked(planned)
    alone = asked(given(), refill=False)
    assert alone.undisturbed == 0
    assert alone.tours == 0


def test_without_a_plan_one_is_made() -> None:
    found = stress(case(), "hold", rounds=1, replications=20, seed=3)
    assert found.tours > 0
    assert found == stress(case(), planned=willing.plan(case(), "hold", rounds=1, seed=3), replications=20, seed=3)


def test_what_is_offered_hangs_on_no_condition() -> None:
    names = {event.name for event in asked(given(force="offered")).events}
    assert not names & {"ceasefire", "war"}


def test_where_nobody_is_asked_for_nothing_can_be_missed() -> None:
    posts = [{**CASE["requirements"]["hold"]["posts"][0], "months": [20, 24]}]
    empty = willing.build({**CASE, "requirements": {"hold": {"title": "Hold the line", "posts": posts}}})
    found = stress(empty, "hold", months=6, rounds=1, replications=5)
    assert found.share is None
    assert found.headline == "Hold the line asks for nobody in 6 months: nothing can be missed."


def test_the_answer_is_plain_data(planned: Any) -> None:
    found = asked(planned)
    assert found.to_dict()["events"][0]["name"] == found.events[0].name
    assert len(found.table()) == len(found.events)
    assert "100 simulated runs" in found.headline


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({}, "name a course of action, or give a plan"),
        ({"planned": {"tours": []}}, "give one from `willing plan --json`"),
        ({"planned": {**given(), "tours": [{"unit": "u"}]}}, "give one from `willing plan --json`"),
        ({"planned": given(case_hash="x")}, "another case, or of another state"),
        ({"planned": given(), "chance": {"IT": 0.5}}, "nothing called 'IT' can go wrong here"),
        ({"planned": given(), "chance": {"FR": 2}}, "event FR: a chance of 2: give one from 0 to 1"),
        ({"planned": given(("nobody", "p", 0))}, "unit nobody cannot serve at post p"),
        ({"planned": given(), "replications": 0}, "ask for at least one"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask: Mapping[str, Any], said: str) -> None:
    with pytest.raises(AskError, match=said):
        stress(case(), **ask)
