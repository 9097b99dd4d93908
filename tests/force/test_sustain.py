"""What a pool keeps up: golden numbers, and two plain simulations as oracles."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.strategies import quick

from willing.force.sustain import Demand, Pool, Rotation, exhausted, kept, level, needed, rotation, tours, used

PLAIN = rotation(6, 4)
"""Six months away, 24 at home."""


def pool(persons: int, mobilised: int = 0) -> Pool:
    return Pool(Fraction(persons), Fraction(mobilised))


def test_the_static_rule_by_hand() -> None:
    """Six months of a cycle of thirty are a fifth; of a cycle of eighteen, a third."""
    assert level(pool(30_000), PLAIN) == 6000
    assert level(pool(30_000), rotation(6, 2)) == 10_000
    assert level(pool(30_000), rotation(6, 0)) == 30_000


def test_thirty_to_forty_five_days_of_handover_turn_a_third_into_67_in_219() -> None:
    """As published for the rotation model of the Center for Army Analysis, with a cycle of three years."""
    year = Rotation(Fraction(365), Fraction(2), Fraction(30))
    assert year.share == Fraction(335, 1095) == Fraction(67, 219)


def test_a_day_is_twelve_in_365_of_a_month() -> None:
    assert rotation(6, 4, 73).overlap == Fraction(12, 5)
    assert rotation(6, 4, 73).share == (6 - Fraction(12, 5)) / 30


def test_mobilised_reserves_add_95_days_and_never_exceed_themselves() -> None:
    mobilised = Fraction(95 * 12, 365)
    assert level(pool(30_000, 10_000), PLAIN) == 6000 + 10_000 * (6 + mobilised) / 30
    assert level(pool(0, 10_000), rotation(6, 0.2)) == 10_000


def test_a_fraction_is_kept_until_the_end() -> None:
    """Each of three pools of 7 keeps up 1.4: four persons together, not three."""
    assert sum(level(pool(7), PLAIN) for _ in range(3)) == Fraction(21, 5)


def test_64_000_for_two_years_take_256_000() -> None:
    """Four tours of six months, and nobody is rested before month 30."""
    assert tours(24, PLAIN) == 4
    assert used(64_000, 24, PLAIN) == 256_000
    assert needed(64_000, PLAIN) == 320_000


def test_people_are_used_up_until_the_first_are_rested() -> None:
    assert used(1000, 30, PLAIN) == 5000
    assert used(1000, 300, PLAIN) == 5000
    assert used(1000, 24, rotation(6, 2)) == 3000
    assert tours(24, rotation(6, 4, 14)) == 5
    assert tours(1, PLAIN) == 1


@pytest.mark.parametrize(
    ("strength", "month"),
    [(6000, None), (6001, 24), (7500, 24), (7501, 18), (10_000, 18), (15_000, 12), (30_000, 6), (30_001, 0)],
)
def test_the_month_in_which_a_pool_runs_out(strength: int, month: int | None) -> None:
    """A pool of 30,000 has so many tours of six months."""
    assert exhausted(pool(30_000), [Demand(strength)], PLAIN) == month


def test_with_handover_tours_follow_sooner() -> None:
    """73 days are 2.4 months, so that a tour is due every 3.6 months, the fourth in month 10.8."""
    assert exhausted(pool(30_000), [Demand(10_000)], rotation(6, 4, 73)) == 10


@pytest.mark.parametrize(("months", "month"), [(6, None), (12, None), (13, 12), (None, 12)])
def test_a_pledge_for_a_time_may_be_above_the_level(months: int | None, month: int | None) -> None:
    assert exhausted(pool(30_000), [Demand(15_000, months)], PLAIN) == month


def test_pledges_for_different_times_fall_in_steps() -> None:
    """18,000 are there after the first tour; at 6,000 each they are three more."""
    assert exhausted(pool(30_000), [Demand(6000), Demand(6000, 6)], PLAIN) == 24
    assert exhausted(pool(36_000), [Demand(6000), Demand(6000, 6)], PLAIN) is None


def test_what_is_hollow() -> None:
    found = kept(pool(30_000), [Demand(4000), Demand(8000)], PLAIN, rotation(6, 2))
    assert found.norm == 6000
    assert found.stretched == 10_000
    assert (found.hollow, found.hollow_stretched) == (6000, 2000)
    assert (found.broken_month, found.exhausted_month) == (12, 12)
    brief = kept(pool(30_000), [Demand(12_000, 12)], PLAIN, rotation(6, 2))
    assert (brief.hollow, brief.hollow_stretched, brief.broken_month) == (0, 0, None)


def test_whoever_went_for_a_month_only_rests_for_the_whole_dwell() -> None:
    """All sixty go for five months; the two wanted after that are not rested in month six."""
    assert exhausted(pool(60), [Demand(58, 5), Demand(2)], PLAIN) == 6
    assert exhausted(pool(68), [Demand(58, 5), Demand(2)], PLAIN) is None


def test_nobody_keeps_up_nothing_and_nothing_can_be_kept_up() -> None:
    assert exhausted(pool(0), [Demand(1)], PLAIN) == 0
    assert exhausted(pool(0), [], PLAIN) is None
    assert exhausted(pool(0), [Demand(0)], PLAIN) is None


rules = st.builds(rotation, st.integers(1, 12), st.sampled_from([0, 0.5, 1, 2, 2.5, 3, 4, 5]), st.integers(0, 30))
pools = st.integers(0, 400)
demands = st.lists(st.builds(Demand, st.integers(0, 60), st.none() | st.integers(1, 80)), max_size=4)


def ran_out(people: int, wanted: list[Demand], rule: Rotation, horizon: Fraction) -> Fraction | None:
    """The month in which the tour that is due finds too few rested persons, tour by tour."""
    rested = people
    home: list[tuple[Fraction, int]] = []
    due = Fraction(0)
    while due < horizon:
        rested += sum(sent for back, sent in home if back <= due)
        home = [(back, sent) for back, sent in home if back > due]
        strength = sum(d.strength for d in wanted if d.months is None or d.months > due)
        if strength > rested:
            return due
        rested -= strength
        home.append((due + rule.cycle, strength))
        due += rule.relief
    return None


@given(pools, demands, rules)
@example(30, [Demand(6)], PLAIN)
@example(30, [Demand(7)], PLAIN)
@quick(300)
def test_the_month_is_that_of_a_simulation(people: int, wanted: list[Demand], rule: Rotation) -> None:
    """Wherever the rule says that a pool runs out, tours run out in that very month."""
    month = exhausted(pool(people), wanted, rule)
    simulated = ran_out(people, wanted, rule, 4 * rule.cycle)
    if month is not None:
        assert simulated is not None
        assert int(simulated) == month
        assert simulated < rule.cycle
    elif simulated is not None:
        # Whole tours are coarser than persons who take turns: the one that falls due just before the first are rested.
        assert simulated < rule.cycle < simulated + rule.relief


@given(st.integers(1, 40), st.integers(1, 40), rules)
@quick(200)
def test_at_the_level_people_who_take_turns_keep_it_up_for_ever(people: int, strength: int, rule: Rotation) -> None:
    """Person i goes in month i * relief / strength, over and over; each is rested, and the strength is always there."""
    assume(strength <= people)
    gap = rule.relief / strength
    enough = people * gap >= rule.cycle
    assert enough == (strength <= level(pool(people), rule))
    assert (exhausted(pool(people), [Demand(strength)], rule) is None) == enough
    starts = [gap * n for n in range(4 * people)]
    for month in starts[strength : 2 * people]:
        away = sum(start <= month < start + rule.relief for start in starts)
        assert away == strength


@given(pools, st.integers(1, 60), rules)
@quick(200)
def test_more_people_and_less_strength_never_run_out_sooner(people: int, strength: int, rule: Rotation) -> None:
    def last(persons: int, wanted: int) -> float:
        month = exhausted(pool(persons), [Demand(wanted)], rule)
        return float("inf") if month is None else month

    assert last(people, strength) <= last(people + 1, strength)
    assert last(people, strength) <= last(people, strength - 1)
    assert level(pool(people), rule) <= people


@given(st.integers(1, 1000), rules)
@quick(100)
def test_the_pool_needed_is_the_smallest_that_suffices(strength: int, rule: Rotation) -> None:
    found = needed(strength, rule)
    assert level(pool(found), rule) >= strength > level(pool(found - 1), rule)
    assert exhausted(pool(found), [Demand(strength)], rule) is None
    assert exhausted(pool(found - 1), [Demand(strength)], rule) is not None
    assert used(strength, 1200, rule) >= strength
