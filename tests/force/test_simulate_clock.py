"""The compiled clock against the plain one, event by event; and cases small enough to follow by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.force.plans import events, plans
from tests.force.problems import kind, problem, problems
from tests.force.walk import Walk

from willing.force.check import checked
from willing.force.problem import Need, Post, Problem, Tour
from willing.force.simulate.clock import run
from willing.force.simulate.events import Event, Flips, NotReady, Surge, Withdraws
from willing.force.simulate.model import Active, model_of
from willing.force.simulate.tally import (
    BEGUN_AS_PLANNED,
    BEGUN_BY_RULE,
    LAPSE,
    LEFT,
    NOT_READY,
    Tally,
    room,
)

WORDS = {
    BEGUN_AS_PLANNED: "as planned",
    BEGUN_BY_RULE: "by rule",
    NOT_READY: "not ready",
    LEFT: "left",
    LAPSE: "lapsed",
}
PLACES = ("away", "dwelling", "not ready", "rested", "gone")
Happened = list[tuple[int, str, str, str]]


def ran(
    posed: Problem,
    tours: Sequence[Tour] = (),
    what: Sequence[Event] = (),
    *,
    seed: int = 0,
    replication: int = 0,
    on: Collection[str] | None = None,
    free: Collection[str] = (),
    refill: bool = True,
) -> tuple[Happened, Tally]:
    """What happens in one replication, in words, and what it comes to."""
    lit = {event.name for event in what} if on is None else on
    sorts: list[type | tuple[type, ...]] = [NotReady, (Withdraws, Flips), Surge]
    flags = [np.array([e.name in lit for e in what if isinstance(e, sort)], dtype=np.bool_) for sort in sorts]
    units, posts = list(posed.kind_of), [*(post.name for post in posed.posts), ""]
    trace = room(1000)
    model = model_of(posed, tours, what, free=free, refill=refill)
    tally = run(model, Active(*flags), seed, np.array([replication]), trace)
    return [(step, WORDS[word], units[unit], posts[post]) for step, word, unit, post in trace.told()], tally


@given(st.data(), st.integers(-(2**70), 2**70), st.integers(0, 10**6), st.booleans())
@settings(max_examples=100, deadline=None)
def test_agrees_with_the_plain_clock_event_by_event(
    data: st.DataObject, seed: int, replication: int, refill: bool
) -> None:
    posed = data.draw(problems())
    tours, what = data.draw(plans(posed)), data.draw(events(posed))
    names = [event.name for event in what]
    on = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    free = data.draw(st.lists(st.sampled_from(sorted(posed.kind_of)), unique=True))
    happened, tally = ran(posed, tours, what, seed=seed, replication=replication, on=on, free=free, refill=refill)
    plain = Walk(posed, tours, what, seed, replication, on, free, refill)
    assert happened == plain.happened
    months = range(posed.months)
    for place, post in enumerate(posed.posts):
        covered = [plain.covered[post.name, month] for month in months]
        required = [plain.required[post.name, month] for month in months]
        assert tally.covered[0, place] == sum(covered)
        assert tally.required[0, place] == sum(required)
        assert tally.missed[:, place].tolist() == [c < r for c, r in zip(covered, required, strict=True)]
    for month in months:
        assert tally.covered_in[0, month] == sum(plain.covered[post.name, month] for post in posed.posts)
        assert tally.required_in[0, month] == sum(plain.required[post.name, month] for post in posed.posts)
    assert tally.spent[0].tolist() == [plain.spent.get(place, 0) for place in PLACES]
    assert tally.spent[0].sum() == len(posed.kind_of) * posed.months


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_sent_keeps_dwell_budgets_and_lift(data: st.DataObject) -> None:
    """As the checker of plans sees it: nobody in two places, nobody early, nothing above a limit."""
    posed = data.draw(problems())
    what = tuple(event for event in data.draw(events(posed)) if not isinstance(event, Withdraws | Flips))
    happened, _ = ran(posed, (), what, seed=data.draw(st.integers(0, 99)))
    begun = [Tour(unit, post, step) for step, word, unit, post in happened if word == "by rule"]
    within = [tour for tour in begun if tour.start <= posed.months - posed.kind_of[tour.unit].tour]
    found = [line for line in checked(posed, begun).broken if " need" not in line]
    late = [tour for tour in begun if tour not in within]
    assert len(found) == len(late)
    assert all("may not begin" in line for line in found)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_legal_plan_that_nothing_disturbs_is_carried_out_to_the_letter(data: st.DataObject) -> None:
    posed = data.draw(problems())
    happened, _ = ran(posed)
    begun = [Tour(unit, post, step) for step, _, unit, post in happened]
    tours = [tour for tour in begun if tour.start <= posed.months - posed.kind_of[tour.unit].tour]
    while (found := checked(posed, tours)) and not found.legal:  # a handover can leave a need unmet for a month
        tours.pop()
    again, tally = ran(posed, tours, refill=False)
    assert sorted(again) == sorted((tour.start, "as planned", tour.unit, tour.post) for tour in tours)
    assert [sum(found.covered[post.name]) for post in posed.posts] == tally.covered[0].tolist()
    _, filled = ran(posed, tours)
    assert filled.tours[0, :2].tolist() == [len(tours), 0]


def test_gaps_are_filled_by_the_best_rested_unit_and_tours_end() -> None:
    posed = problem(kind(units=2))
    assert ran(posed)[0] == [(m, "by rule", u, "p") for m, u in ((0, "k0"), (2, "k1"), (4, "k0"), (6, "k1"))]


def test_the_last_months_are_filled_although_a_tour_would_leave_the_plan() -> None:
    posed = problem(kind(units=2, tour=3, cycle=6, starts=tuple(range(6))))
    happened, tally = ran(posed)
    assert [(step, unit) for step, _, unit, _ in happened] == [(0, "k0"), (3, "k1"), (6, "k0")]
    assert tally.covered[0, 0] == 800
    early = problem(kind(units=2, tour=3, cycle=6, starts=tuple(range(5))))
    assert [step for step, *_ in ran(early)[0]] == [0, 3]


def test_a_unit_with_a_planned_tour_within_its_cycle_is_kept_for_it_unless_it_is_free() -> None:
    posed = problem(kind())
    tours = [Tour("k0", "p", 3)]
    assert ran(posed, tours)[0] == [(3, "as planned", "k0", "p"), (7, "by rule", "k0", "p")]
    assert [line[:2] for line in ran(posed, tours, free=["k0"])[0]] == [
        (0, "by rule"),
        (3, "lapsed"),
        (4, "by rule"),
    ]


def test_a_unit_that_is_not_ready_lets_its_tour_lapse_and_another_goes() -> None:
    posed = problem(kind("k"), kind("l"))
    never = NotReady("not ready", 1.0, 3, ("k",))
    assert ran(posed, [Tour("k0", "p", 0)], [never])[0][:4] == [
        (0, "not ready", "k0", "p"),
        (0, "lapsed", "k0", "p"),
        (0, "by rule", "l0", "p"),
        (3, "not ready", "k0", "p"),
    ]


def test_who_leaves_goes_home_at_once_and_frees_what_was_booked() -> None:
    """The budget has room for one of the two; once the first is gone the second may go."""
    both = [kind(name, tour=4, cycle=8, starts=tuple(range(5)), budgets=("n",)) for name in ("k", "l")]
    posed = problem(*both, budgets={"n": (100,) * 8})
    tours = [Tour("k0", "p", 0), Tour("k0", "p", 4)]
    leaves = Withdraws("away", ("k0",), 1.0)
    late = next(r for r in range(99) if ran(posed, tours, [_half(leaves)], replication=r)[0][1][0] == 2)
    happened, tally = ran(posed, tours, [_half(leaves)], replication=late)
    assert [line[:3] for line in happened] == [
        (0, "as planned", "k0"),
        (2, "left", "k0"),
        (2, "by rule", "l0"),
        (4, "lapsed", "k0"),
    ]
    assert tally.covered[0, 0] == 600
    assert tally.spent[0].tolist() == [2 + 4, 2, 0, 2, 6]
    assert ran(posed, tours, [leaves])[0][0] == (0, "left", "k0", "")


def _half(event: Withdraws) -> Withdraws:
    return Withdraws(event.name, event.units, 0.3)


def test_a_surge_asks_for_more_for_a_while() -> None:
    posed = problem(kind(units=3, tour=8, cycle=8, starts=(0,)))
    surge = Surge("surge", ("p",), 1.55, 1.0, 3)
    happened, tally = ran(posed, (), [surge])
    assert [line[2] for line in happened] == ["k0", "k1"]
    assert tally.required[0, 0] == 155 * 8
    assert tally.covered[0, 0] == 155 * 8
    assert ran(posed, (), [surge], on=[])[1].required[0, 0] == 800


def test_a_post_in_need_waits_for_its_provider_and_loses_those_who_are_not_provided_for() -> None:
    posts = (Post("p", 2, (100,) * 8, "a"), Post("medical", 1, (10,) * 8, "a"))
    need = Need("medical", 0.1, "a", ("p",), ("medical",))
    whole: dict[str, Any] = {"tour": 8, "cycle": 8, "starts": (0,)}
    doctors = kind("d", strength=10, serves={"medical": 10}, **whole)
    posed = problem(kind(**whole), doctors, posts=posts, needs=(need,))
    assert [line[2] for line in ran(posed)[0]] == ["d0", "k0"]
    alone = problem(kind(**whole), posts=posts, needs=(need,))
    assert ran(alone)[0] == []
    tours = [Tour("k0", "p", 0), Tour("d0", "medical", 0)]
    late = next(r for r in range(99) if _leaving_doctors(posed, tours, r)[0][-1][0] == 3)
    assert _leaving_doctors(posed, tours, late)[1].covered[0].tolist() == [300, 30]


def _leaving_doctors(posed: Problem, tours: Sequence[Tour], replication: int) -> tuple[Happened, Tally]:
    return ran(posed, tours, [Flips("no doctors", ("d0",), 0.9, True)], replication=replication)


@pytest.mark.parametrize(("tour", "dwell", "overlap"), [(4, 8, 0), (6, 12, 1), (5, 7, 2), (3, 3, 1)])
def test_in_the_long_run_a_pool_keeps_up_what_the_static_rule_says(tour: int, dwell: int, overlap: int) -> None:
    """Persons * (tour - overlap) / cycle, which the clock reaches but for what one cycle can hold more or less."""
    cycle, months, units, strength = tour + dwell, 600, 37, 10
    pool = kind(
        units=units,
        strength=strength,
        tour=tour,
        cycle=cycle,
        starts=tuple(range(months - tour + 1)),
        serves={"p": strength},
        handover=overlap,
    )
    level = units * strength * (tour - overlap) / cycle
    posed = problem(pool, months=months, posts=(Post("p", 1, (units * strength,) * months, "a"),))
    _, tally = ran(posed)
    assert tally.covered_in[0].mean() == pytest.approx(level, abs=units * strength * tour / months)


def test_no_posts_no_units_and_no_events_come_to_nothing() -> None:
    posed = Problem(3, (), ())
    assert ran(posed)[0] == []
    empty = problem(kind(serves={}))
    assert ran(empty)[1].spent[0].tolist() == [0, 0, 0, 8, 0]
