"""Why a post is missed: a case made for every reason, and each reason against trying every tour by other code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.forces import case, cases, pledge, post, put, unit
from tests.force.plans import plans
from tests.strategies import quick

import willing
from willing.force.check import checked
from willing.force.misses import REASONS, Miss, misses_of
from willing.force.pose import Posed
from willing.force.problem import Kind, Tour

GONE = {"tour_months": 3, "dwell_ratio": 0, "overlap_days": 0}


def missed(posed: Posed, *tours: tuple[str, str, int]) -> list[tuple[str, tuple[int, int], int, str]]:
    """What a legal plan misses: post, months, the most persons, and why."""
    made = [Tour(*each) for each in tours]
    found = checked(posed.problem, made)
    assert found.legal, found.broken
    return [(m.post, m.months, m.persons, m.because) for m in misses_of(posed, made, found.covered)]


# ----------------------------------------------------------------------------------------------- a case for each reason


def test_no_unit() -> None:
    small = case(pledge(), posts=[post("ward", capability="medical")])
    assert missed(put(small)) == [("ward", (0, 12), 100, "no unit")]
    assert missed(put(case(pledge(strength=0)))) == [("gate", (0, 12), 100, "no unit")]


def test_a_caveat() -> None:
    small = case(pledge(caveats={"tasks": ["patrol"]}))
    assert missed(put(small)) == [("gate", (0, 12), 100, "caveat")]


def test_a_caveat_is_weighed_by_what_the_stand_in_would_add() -> None:
    """Of those missing, 40 at a time, ten are the police behind the caveat; all else is away or at home."""
    small = case(
        pledge("gb", 100, [unit("police", 100)], capability="police", caveats={"areas": ["east"]}),
        pledge("fr", 60, [unit("a", 60)]),
        capabilities={"infantry": {"substitutes": {"police": 0.1}}, "police": {}},
    )
    assert missed(put(small), ("a", "gate", 0), ("a", "gate", 6)) == [
        ("gate", (0, 3), 40, "caveat"),
        ("gate", (3, 6), 100, "dwell"),
        ("gate", (6, 9), 40, "caveat"),
        ("gate", (9, 12), 100, "dwell"),
    ]


def test_notice_and_the_end_of_an_offer() -> None:
    small = case(pledge(notice_days=61, for_months=6))  # from month 3 to month 9
    assert missed(put(small), ("fr-1", "gate", 3), ("fr-1", "gate", 6)) == [
        ("gate", (0, 3), 100, "notice"),
        ("gate", (9, 12), 100, "notice"),
    ]


def test_notice_where_no_tour_fits_the_window_at_all() -> None:
    assert missed(put(case(pledge(for_months=2)))) == [("gate", (0, 12), 100, "notice")]


def test_notice_where_a_unit_only_takes_over_in_that_month() -> None:
    nations = {"FR": {"norm": {"tour_months": 3, "dwell_ratio": 0, "overlap_days": 31}}}
    small = case(pledge(notice_days=1), nations=nations, posts=[post(months=(0, 4))])
    # From month 1; handover takes a month and a bit: nobody serves in month 1, 98 in month 2, all in month 3.
    assert missed(put(small), ("fr-1", "gate", 1)) == [
        ("gate", (0, 1), 100, "notice"),
        ("gate", (1, 3), 100, "pledge"),
    ]


def test_dwell() -> None:
    small = case(pledge(units=[unit("a")]))
    assert missed(put(small), ("a", "gate", 0), ("a", "gate", 6)) == [
        ("gate", (3, 6), 100, "dwell"),
        ("gate", (9, 12), 100, "dwell"),
    ]


def test_busy() -> None:
    small = case(pledge(), posts=[post(months=(0, 3)), post("door", months=(0, 3))])
    assert missed(put(small), ("fr-1", "door", 0)) == [("gate", (0, 3), 100, "busy")]


def test_the_pledge_is_used_up_elsewhere() -> None:
    small = case(
        pledge(units=[unit("a", 60), unit("b", 100)]), posts=[post(months=(0, 3)), post("door", 60, months=(0, 3))]
    )
    assert missed(put(small), ("a", "door", 0)) == [("gate", (0, 3), 100, "pledge")]


def test_the_pledge_is_used_up_at_the_post_itself() -> None:
    small = case(pledge(), posts=[post(strength=250)])
    tours = [("fr-1", "gate", start) for start in (0, 3, 6, 9)]
    assert missed(put(small), *tours) == [("gate", (0, 12), 150, "pledge")]


def test_the_floor_keeps_a_formed_unit_at_home() -> None:
    forces = {"FR": {"land": 100, "home_floor": 0, "deployable": 1.0, "norm": GONE}}
    both = [pledge("fr", 60, [unit("a", 60)]), pledge("fr-b", 100, [unit("b", 100)])]
    posed = put(case(*both, posts=[post(), post("door", 60, months=(0, 3))], nations=forces), 3)
    assert missed(posed, ("a", "door", 0)) == [("gate", (0, 3), 100, "floor")]


def test_the_floor_leaves_nobody_for_a_notional_unit() -> None:
    forces = {"FR": {"land": 900, "home_floor": 0, "deployable": 1.0, "norm": GONE}}
    nobody = put(case(pledge(), nations={"FR": {**forces["FR"], "land": 0}}))
    assert missed(nobody) == [("gate", (0, 12), 100, "floor")]
    some = put(case(pledge(strength=1000), posts=[post(strength=1000)], nations=forces), 3)
    assert missed(some, ("fr-1", "gate", 0)) == [("gate", (0, 3), 500, "floor")]


def test_lift() -> None:
    posed = put(
        case(
            pledge(strength=200, units=[unit("a"), unit("b")]),
            posts=[post(strength=200)],
            areas={"west": {"lift": 100}},
        ),
        3,
    )
    assert missed(posed, ("a", "gate", 0)) == [("gate", (0, 3), 100, "lift")]


def test_lift_of_a_tour_of_a_month_moves_it_twice() -> None:
    nations = {"FR": {"norm": {**GONE, "tour_months": 1}}}
    for lift, because in ((199, "lift"), (200, "tour")):
        posed = put(case(pledge(), nations=nations, areas={"west": {"lift": lift}}), 1)
        assert missed(posed) == [("gate", (0, 1), 100, because)]


def test_an_enabler_and_which() -> None:
    needs = {"infantry": {"needs": {"medical": {"share": 0.1}}}, "medical": {}}
    posts = [post(months=(0, 3)), post("ward", 30, months=(0, 3), capability="medical")]
    posed = put(case(pledge(), pledge("de", 9, capability="medical"), posts=posts, capabilities=needs))
    tours = [Tour("de-1", "ward", 0)]  # nine of the ten that a hundred need
    found = misses_of(posed, tours, checked(posed.problem, tours).covered)
    assert found == (
        Miss("gate", (0, 3), 100, 300, "enabler", "infantry in west needs medical"),
        Miss("ward", (0, 3), 21, 63, "pledge", None),
    )


def test_a_tour_that_is_not_worth_it() -> None:
    small = case(pledge(), posts=[post(strength=10, priority=4, months=(0, 3))])
    assert missed(put(small)) == [("gate", (0, 3), 10, "tour")]  # 30 person-months against the 50 of a tour
    assert willing.plan(small, "hold", rounds=1).tours == ()


def test_a_remainder_in_which_no_whole_tour_fits_is_not_blamed_on_dwell() -> None:
    relay = put(case(pledge()), 11)
    tours = [("fr-1", "gate", start) for start in (0, 3, 6)]
    assert missed(relay, *tours) == [("gate", (9, 11), 100, "tour")]


# ------------------------------------------------------------------------------------------------------------- together


def test_those_who_come_nearest_are_told_of_as_many_as_are_missing() -> None:
    """300 lack only lift, 200 are behind a caveat: of 250 missing the lift keeps away all, of 1,000 still most."""
    pledges = [
        pledge("fr", 200, [unit("a", 200)], caveats={"areas": ["east"]}),
        pledge("gb", 300, [unit("b", 300)]),
        pledge("de", 400, [unit("c", 400)], caveats={"tasks": ["patrol"]}),
    ]
    for strength, some, because in ((250, 1, "lift"), (400, 2, "lift"), (1000, 3, "caveat")):
        posts = [post(strength=strength, months=(0, 3))]
        small = case(*pledges[:some], posts=posts, areas={"west": {"lift": 299}, "east": {}})
        least = "caveat" if some == 1 else because
        assert missed(put(small)) == [("gate", (0, 3), strength, least)]


def test_a_miss_is_cut_where_the_reason_or_the_months_break_off() -> None:
    small = case(pledge(units=[unit("a")]), posts=[post(), post("door", months=(3, 6))])
    found = missed(put(small), ("a", "gate", 0), ("a", "gate", 9))
    assert found == [("gate", (3, 9), 100, "dwell"), ("door", (3, 6), 100, "dwell")]
    gap = case(pledge(units=[unit("a"), unit("b", 40)], strength=140))
    assert missed(put(gap), ("a", "gate", 0), ("a", "gate", 6), ("b", "gate", 3)) == [
        ("gate", (3, 6), 60, "dwell"),
        ("gate", (9, 12), 100, "dwell"),
    ]


# ---------------------------------------------------------------------------------------------------- whatever the plan

ORDER = list(REASONS)
SIGNS = (
    ("two places", "tour"),
    ("sooner than its cycle", "dwell"),
    ("budget pledge", "pledge"),
    ("budget floor", "floor"),
    ("moved into or out of", "lift"),
    ("provide", "enabler"),
)


def first_broken(posed: Posed, tours: Sequence[Tour], more: Tour) -> str:
    """What adding a tour to a legal plan breaks first, told from the sentences of the checker."""
    broken = checked(posed.problem, [*tours, more]).broken
    return next((why for sign, why in SIGNS if any(sign in each for each in broken)), "tour" if not broken else "?")


def why_not(posed: Posed, tours: Sequence[Tour], kind: Kind, name: str, post: str, month: int) -> str:
    """What keeps one unit away, by trying every tour of it."""
    own = [tour.start for tour in tours if tour.unit == name]
    if any(start <= month < start + kind.tour for start in own):
        return "busy"
    serving = [t for t in kind.starts if t <= month < t + kind.tour and kind.serving(post)[month - t]]
    if not serving:
        return "notice"
    free = [t for t in serving if all(abs(t - start) >= kind.tour for start in own)]
    found = [first_broken(posed, tours, Tour(name, post, t)) for t in free]
    return max(found, key=ORDER.index, default="tour")


def reasons(posed: Posed, tours: Sequence[Tour], post: str, month: int, missing: int) -> set[str]:
    """What keeps away most of those who come nearest, as many as are missing; all of these where they are equal."""
    away: list[str] = []
    able = [(kind, name) for kind in posed.problem.kinds if post in kind.serves for name in kind.units]
    for kind, name in able:
        there = [t for t in tours if t.unit == name and t.post == post and t.start <= month < t.start + kind.tour]
        if not there:
            away += [why_not(posed, tours, kind, name, post, month)] * kind.serves[post]
    for barred in posed.barred[post]:
        away += [barred.because] * barred.persons
    nearest = Counter(sorted(away, key=ORDER.index, reverse=True)[:missing])
    most = max(nearest.values(), default=0)
    return {why for why, persons in nearest.items() if persons == most} or {"pledge" if able else "no unit"}


def legal(posed: Posed, tours: Iterable[Tour]) -> list[Tour]:
    """As many of some tours as can be had together, in their order."""
    found: list[Tour] = []
    for tour in tours:
        if checked(posed.problem, [*found, tour]).legal:
            found.append(tour)
    return found


@quick(120)
@given(st.data(), cases(), st.integers(1, 14))
def test_misses_add_up_and_every_reason_is_a_fact(data: Any, small: willing.Case, months: int) -> None:
    posed = put(small, months)
    tours = legal(posed, data.draw(plans(posed.problem)))
    covered = checked(posed.problem, tours).covered
    found = misses_of(posed, tours, covered)
    for each in posed.problem.posts:
        own = [miss for miss in found if miss.post == each.name]
        inside = [month for miss in own for month in range(*miss.months)]
        short = {m: asked - covered[each.name][m] for m, asked in enumerate(each.required)}
        assert inside == [month for month, persons in short.items() if persons]
        for miss in own:
            assert miss.person_months == sum(short[month] for month in range(*miss.months))
            assert miss.persons == max(short[month] for month in range(*miss.months))
            assert (miss.enabler is not None) == (miss.because == "enabler")
            for month in range(*miss.months):
                assert miss.because in reasons(posed, tours, each.name, month, short[month])


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words(reason: str) -> None:
    assert REASONS[reason]
