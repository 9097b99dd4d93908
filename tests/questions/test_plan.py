"""`plan` on cases small enough to check by hand, and against every plan of tiny ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import quick

import willing
from willing.force.check import checked
from willing.force.marathon.files import write
from willing.force.marathon.planned import tables_of
from willing.force.problem import Tour
from willing.questions.plan import Planned, posed_of
from willing.questions.quality import covered_share, how_good

NORM = {"tour_months": 3, "dwell_ratio": 1, "overlap_days": 0}


def post(name: str = "gate", strength: int = 100, months: Sequence[int] = (0, 12), **keys: Any) -> dict[str, Any]:
    return {
        "id": name,
        "area": "west",
        "task": "guard",
        "capability": "infantry",
        "strength": strength,
        "months": [*months],
        "priority": 1,
    } | keys


def pledge(name: str = "fr", units: int = 2, condition: str | None = None, **keys: Any) -> dict[str, Any]:
    """One of so many units of 100 persons."""
    return (
        ({"if": condition} if condition else {})
        | {
            "id": name,
            "nation": name[:2].upper(),
            "capability": "infantry",
            "strength": 100 * units,
            "units": [{"id": f"{name}-{number}", "strength": 100} for number in range(1, units + 1)],
        }
        | keys
    )


def case(*pledges: dict[str, Any], posts: Sequence[dict[str, Any]] = (), **sections: Any) -> willing.Case:
    """Nations that are away for three of six months, and one course of action."""
    made = pledges or (pledge(),)
    return willing.build(
        {
            "case": {"format": 1, "id": "small", "title": "A small case"},
            "nations": {each["nation"]: {"name": f"Nation {each['nation']}", "norm": NORM} for each in made},
            "factors": {"ceasefire": {"title": "A ceasefire is in force"}, "us": {"title": "The US backs the force"}},
            "areas": {"west": {"name": "The west", "at": [50, 24]}, "east": {"at": [49, 36]}},
            "capabilities": {"infantry": {}, "medical": {}},
            "requirements": {"hold": {"title": "Hold the gate", "posts": [*posts] or [post()]}},
            "pledges": [*made],
        }
        | sections
    )


def planned(of: willing.Case, **keys: Any) -> Planned:
    return willing.plan(of, "hold", **({"rounds": 1} | keys))


def test_two_units_that_take_turns_cover_a_post() -> None:
    found = planned(case())
    assert [(tour.start, tour.end) for tour in found.tours] == [(0, 3), (3, 6), (6, 9), (9, 12)]
    assert {tour.unit for tour in found.tours} == {"fr-1", "fr-2"}
    assert (found.required, found.covered, found.misses) == (1200, 1200, ())
    assert found.objective == 8 * 1200 - 4 * 50  # a person-month of priority 1 is worth 8, a tour costs half a unit
    assert (found.bound, found.gap, found.stopped) == (found.objective, 0.0, False)
    assert "no plan is better" in found.headline
    assert all(cell.covered == cell.required == 100 for cell in found.coverage)


def test_one_unit_is_at_home_half_of_the_time() -> None:
    found = planned(case(pledge(units=1)))
    assert (found.covered, found.gap) == (600, 0.0)
    assert {miss.because for miss in found.misses} == {"dwell"}
    assert sum(miss.person_months for miss in found.misses) == 600
    assert found.posts[0].because == "dwell"


def test_the_json_has_the_keys_of_the_contract() -> None:
    found = json.loads(planned(case(pledge(units=1))).to_json())
    keys = {"coa", "months", "scenario", "objective", "bound", "gap", "coverage", "tours", "misses", "sustain"}
    assert keys <= found.keys()
    assert {"post", "month", "required", "covered"} <= found["coverage"][0].keys()
    assert {"unit", "nation", "post", "start", "end"} <= found["tours"][0].keys()
    assert {"post", "months", "persons", "because"} <= found["misses"][0].keys()
    assert {"nation", "pledged", "pool", "norm", "stretched", "exhausted_month"} <= found["sustain"][0].keys()


def test_only_what_stands_is_planned_unless_more_is_asked_for() -> None:
    small = case(pledge("fr", condition="ceasefire"), pledge("gb", condition="FR stands"))
    assert [planned(small, force=force).persons for force in ("firm", "together", "offered")] == [0, 0, 400]
    assert planned(small, assume={"ceasefire": True}).persons == 400
    nothing = planned(small)
    assert (nothing.tours, nothing.covered, nothing.gap) == ((), 0, 0.0)
    assert nothing.headline.startswith("Nothing that stands firm can be planned: none of the 1,200 person-months")
    circle = case(pledge("fr", condition="GB stands"), pledge("gb", condition="FR stands"))
    assert [planned(circle, force=force).persons for force in ("firm", "together")] == [0, 400]


def test_no_battalion_without_a_hospital_and_the_enabler_is_named() -> None:
    capabilities = {"infantry": {"needs": {"medical": {"share": 0.1}}}, "medical": {}}
    posts = [post(), post("hospital", 10, capability="medical", task="medical")]
    alone = planned(case(posts=posts, capabilities=capabilities))
    assert alone.covered == 0
    assert {(miss.post, miss.because, miss.enabler) for miss in alone.misses} == {
        ("gate", "enabler", "infantry in west needs medical"),
        ("hospital", "no unit", None),
    }
    medical = pledge("de", capability="medical", units=2) | {"strength": 20}
    medical["units"] = [{"id": f"de-{number}", "strength": 10} for number in (1, 2)]
    assert planned(case(pledge(), medical, posts=posts, capabilities=capabilities)).covered == 1320


def test_what_no_plan_can_use_is_left_out_and_said() -> None:
    late = pledge("de", units=1, for_months=2)
    found = planned(case(pledge(), late, posts=[post(), post("ship", capability="medical")]))
    assert [(entry.what, entry.because) for entry in found.left_out] == [
        ("de-1", "there for 2 months of the plan, fewer than a tour of 3")
    ]
    assert [(miss.post, miss.because) for miss in found.misses] == [("ship", "no unit")]


def test_the_same_seed_gives_the_same_plan_and_a_good_one_is_a_good_start() -> None:
    posts = [post(), post("door", 150, (2, 9), priority=2), post("wall", 80, (1, 12), area="east", priority=3)]
    small = case(pledge(units=3), pledge("gb", 2, caveats={"areas": ["west"]}), posts=posts)
    first, again = (planned(small, seed=4) for _ in range(2))
    assert first == again
    assert planned(small, rounds=0, begin=first).objective >= first.objective
    assert planned(small, rounds=0, begin=json.loads(first.to_json())).objective >= first.objective


def test_a_plan_to_keep_is_kept_where_it_can_be() -> None:
    both = case(pledge("fr", 2), pledge("gb", 2, condition="us"), posts=[post(strength=200)])
    whole = planned(both, assume={"us": True})
    less = planned(both, begin=whole, keep=True)
    of_france = [tour for tour in whole.tours if tour.nation == "FR"]
    assert (whole.kept, less.kept, less.given_up) == (None, len(of_france), len(whole.tours) - len(of_france))
    assert {(tour.unit, tour.start) for tour in of_france} <= {(tour.unit, tour.start) for tour in less.tours}
    same = planned(both, assume={"us": True}, begin=whole, keep=True)
    assert (same.tours, same.given_up, same.gap) == (whole.tours, 0, 0.0)
    assert "no plan that keeps as much is better" in same.headline


def test_locked_tours_stay_even_where_others_would_be_better() -> None:
    late = {"tours": [{"unit": "fr-1", "post": "gate", "start": 1}]}
    one = case(pledge(units=1))
    free, locked = planned(one, begin=late), planned(one, begin=late, locked=2)
    assert free.covered == 600
    assert (locked.tours[0].start, locked.tours[0].locked) == (1, True)
    assert planned(one, begin=locked).tours[0].locked
    impossible = {"tours": [{"unit": "fr-1", "post": "gate", "start": 11}]}
    with pytest.raises(
        willing.AskError, match="locked tours that no plan was found to have here: fr-1 at gate from month 11"
    ):
        planned(one, begin=impossible, locked=12)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"months": 0}, "months 0"),
        ({"months": True}, "months True"),
        ({"rounds": -1}, "rounds -1"),
        ({"rounds": None, "seconds": 0.0}, "seconds 0"),
        ({"rounds": None, "seconds": float("nan")}, "seconds nan"),
        ({"force": "all"}, "unknown force 'all'"),
        ({"keep": True}, "takes the plan that has them"),
        ({"locked": 3}, "takes the plan that has them"),
        ({"begin": {"plans": []}}, "no `tours`"),
        ({"begin": {"tours": [{"unit": "x", "post": "y", "start": float("inf")}]}}, "no `tours`"),
        ({"assume": {"peace": True}}, "unknown factor 'peace'"),
    ],
)
def test_wrong_use_is_refused(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(willing.AskError, match=said):
        planned(case(), **keys)


def test_an_unknown_course_is_refused() -> None:
    with pytest.raises(willing.AskError, match="unknown course of action 'hld': did you mean 'hold'"):
        willing.plan(case(), "hld")


@pytest.mark.parametrize("kept", [{"home_floor": 2000}, {"home_floor": 0, "elsewhere": 2000}])
def test_where_more_is_kept_than_there_is_nobody_can_be_sent(kept: dict[str, int]) -> None:
    """Whether for home or elsewhere; `check` says that it cannot be."""
    found = planned(case(nations={"FR": {"land": 1000, **kept, "norm": NORM}}))
    assert [tour for tour in found.tours if tour.nation == "FR"] == []
    assert "floor" in {miss.because for miss in found.misses}


def test_words_say_no_more_than_is_known() -> None:
    assert (covered_share(999_999, 1_000_000), covered_share(0, 5), covered_share(0, 0)) == (
        "over 99.9 %",
        "0 %",
        "100 %",
    )
    assert how_good(1e-9) == "the plan is within 0.1 % of the best there can be"


def test_units_and_posts_as_tables_of_marathon(tmp_path: Any) -> None:
    small = case(posts=[post(), post("door", 40, (3, 30))])
    write(tables_of(posed_of(small, planned(small, months=12)), stretched=False), tmp_path)
    (row,) = willing.marathon(tmp_path).rows
    assert (row.src, row.capacity, row.peak) == ("infantry", 99, 140)  # 200 persons x 91 of 183 days


def test_a_notional_relay_counts_all_who_take_turns_in_the_tables(tmp_path: Any) -> None:
    small = case({"id": "fr", "nation": "FR", "capability": "infantry", "strength": 700})
    found = planned(small)
    assert all(tour.notional for tour in found.tours)
    write(tables_of(posed_of(small, found), stretched=False), tmp_path)
    (row,) = willing.marathon(tmp_path).rows
    assert row.capacity == round(1400 * 91 / 183)


# ----------------------------------------------------------------------------------------------------------- every plan


def every_plan(units: int, months: int, tour: int, cycle: int) -> list[list[tuple[int, ...]]]:
    """The months in which each unit may begin, for every way to send some units of one kind to one post."""
    starts = range(months - tour + 1)
    single = [
        chosen
        for size in range(months + 1)
        for chosen in combinations(starts, size)
        if all(later - early >= cycle for early, later in pairwise(chosen))
    ]
    return [list(plan) for plan in product(single, repeat=units)]


def best_of(units: int, months: int, tour: int, dwell: int, wanted: int) -> int:
    """The highest objective of one post of priority 2 and units of 100, by looking at every plan."""
    best = 0
    for plan in every_plan(units, months, tour, tour + dwell):
        there = [100 * sum(start <= month < start + tour for own in plan for start in own) for month in range(months)]
        best = max(best, 4 * sum(min(wanted, number) for number in there) - 50 * sum(map(len, plan)))
    return best


@quick(40)
@given(
    units=st.integers(1, 2),
    months=st.integers(1, 6),
    tour=st.integers(1, 3),
    ratio=st.integers(0, 2),
    wanted=st.integers(1, 250),
    rounds=st.integers(0, 1),
)
def test_the_bound_holds_and_the_plan_keeps_the_rules(
    units: int, months: int, tour: int, ratio: int, wanted: int, rounds: int
) -> None:
    norm = {"tour_months": tour, "dwell_ratio": ratio, "overlap_days": 0}
    small = case(
        pledge(units=units),
        posts=[post(strength=wanted, months=(0, months), priority=2)],
        nations={"FR": {"norm": norm}},
    )
    found = planned(small, rounds=rounds)
    best = best_of(units, months, tour, tour * ratio, wanted)
    assert found.objective <= best <= found.bound
    if found.gap == 0:
        assert found.objective == best
    problem = posed_of(small, found).problem
    result = checked(problem, [Tour(t.unit, t.post, t.start) for t in found.tours])
    assert (result.broken, result.objective) == ((), found.objective)
    assert found.covered + sum(miss.person_months for miss in found.misses) == found.required
