"""Stated ranges of strength, sampled: the right distribution, honest errors, the same numbers for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.naive import Network, child, cut, factors_of, mass, root, scenarios
from tests.standing.worlds import given, pledge

from willing.case.pledge import Range
from willing.futures import outlook as working
from willing.futures import samples
from willing.futures.judge import GAMES, Game, Judge
from willing.futures.outlook import Inquiry, Outlook, inquire, outlook
from willing.futures.samples import Sample, triangular
from willing.standing.goal import Goal

EVEN = (np.arange(20_000) + 0.5) / 20_000
"""Numbers spread evenly between 0 and 1."""


def distribution(stated: Range, x: Fraction) -> Fraction:
    """The triangular distribution function: the share of the triangle's area to the left of ``x``."""
    low, likely, high = (Fraction(n) for n in (stated.low, stated.likely, stated.high))
    if x <= low or x >= high:
        return Fraction(x >= high)
    if x <= likely:
        return (x - low) ** 2 / ((high - low) * (likely - low))
    return 1 - (high - x) ** 2 / ((high - low) * (high - likely))


def persons(stated: Range) -> dict[int, Fraction]:
    """The probability of each whole number of persons, the nearest one being taken."""
    half = Fraction(1, 2)
    return {
        number: distribution(stated, number + half) - distribution(stated, number - half)
        for number in range(stated.low, stated.high + 1)
    }


ranges = (
    st.lists(st.integers(0, 5000), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda n: Range(low=n[0], likely=n[1], high=n[2]))
)


@settings(max_examples=60, deadline=None)
@drawn(ranges, st.floats(0, 1, exclude_max=True))
def test_a_sampled_strength_is_the_quantile_to_the_nearest_person(stated: Range, uniform: float) -> None:
    (number,) = triangular(stated, np.array([uniform])).tolist()
    assert stated.low <= number <= stated.high
    if stated.low < stated.high:
        slack = Fraction(1, 2) + Fraction(1, 10**6)
        assert distribution(stated, number - slack) <= Fraction(uniform) + Fraction(1, 10**12)
        assert Fraction(uniform) - Fraction(1, 10**12) <= distribution(stated, number + slack)


@pytest.mark.parametrize("numbers", [(0, 0, 3000), (3000, 5000, 6000), (100, 900, 900), (7, 7, 7), (0, 50, 100)])
def test_the_mean_is_that_of_the_triangle(numbers: tuple[int, int, int]) -> None:
    low, likely, high = numbers
    found = triangular(Range(low=low, likely=likely, high=high), EVEN)
    assert found.mean() == pytest.approx(sum(numbers) / 3, abs=0.05)


def test_whole_persons_come_as_often_as_the_triangle_says() -> None:
    stated = Range(low=2, likely=3, high=8)
    found = triangular(stated, EVEN)
    for number, share in persons(stated).items():
        assert (found == number).mean() == pytest.approx(float(share), abs=1e-4)


FR, GB = Range(low=2, likely=5, high=11), Range(low=0, likely=1, high=9)
NETWORK: Network = {"f": root("2/5"), "g": child("f", t="3/4", f="1/10")}


def inquiry(game: Game = "firm", goal: Goal | None = None, seed: int = 0, **learned: bool) -> Inquiry:
    """France and Britain offer ranges, Britain only beside 6 persons of others; Denmark waits for 12 in all."""
    setting = given(
        pledge("fr", FR.likely, "f or DK stands"),
        pledge("gb", GB.likely, "g and others >= 6"),
        pledge("dk", 3, "total >= 12"),
        f=None,
        g=None,
    )
    stated = {"fr": FR, "gb": GB}
    return inquire(setting, factors_of(NETWORK), game, goal, learned=learned, ranges=stated, seed=seed)


def truth(game: Game, strength: int, learned: Mapping[str, bool], network: Network = NETWORK) -> float:
    """All factors and all whole numbers of persons gone through."""
    whole, found = Fraction(0), Fraction(0)
    for scenario in scenarios(network):
        if not learned.items() <= scenario.items():
            continue
        weight = mass(network, scenario)
        whole += weight
        for fr, share in persons(FR).items():
            for gb, part in persons(GB).items():
                found += weight * share * part * (force(game, scenario, fr, gb) >= strength)
    return float(found / whole)


def force(game: Game, scenario: Mapping[str, bool], fr: int, gb: int) -> int:
    """The pledges above, by hand."""
    together = game == "together"
    fr_stands, gb_stands, dk_stands = together, together, together
    while True:
        before = (fr_stands, gb_stands, dk_stands)
        now = (
            scenario["f"] or dk_stands,
            scenario["g"] and fr * fr_stands + 3 * dk_stands >= 6,
            fr * fr_stands + gb * gb_stands + 3 >= 12,
        )
        fr_stands, gb_stands, dk_stands = now
        if now == before:
            return fr * fr_stands + gb * gb_stands + 3 * dk_stands


def near(found: Outlook, strength: int, expected: float, column: tuple[str, bool] | None = None) -> bool:
    """Whether odds are right but for four standard errors and the last few points of a sample."""
    chance = found.odds(strength, column)
    return abs(chance.low - expected) <= 4 * chance.error + 2e-4 and chance.low == chance.high


@pytest.mark.parametrize("few", [16, 0])
@pytest.mark.parametrize("game", GAMES)
def test_sampled_odds_are_those_of_enumeration_within_their_errors(
    game: Game, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The factors gone through one and all, or sampled too."""
    monkeypatch.setattr(working, "FEW", few)
    found, learned = outlook(inquiry(game)), outlook(inquiry(game, g=True))
    met = outlook(inquiry(game, Goal(12)))
    for strength in (1, 6, 11, 14, 20):
        assert near(found, strength, truth(game, strength, {}))
        assert near(learned, strength, truth(game, strength, {"g": True}))
    assert near(met, 1, truth(game, 12, {}))
    for column in (("f", True), ("g", False)):
        assert near(met, 1, truth(game, 12, {}, cut(NETWORK, *column)), column)


def test_beside_what_is_unknown_sampled_odds_are_a_range() -> None:
    setting = given(pledge("fr", FR.likely, "f"), pledge("gb", GB.likely, "u"), f=None, u=None)
    factors = factors_of({"f": root("1/4")}, u={})
    found = outlook(inquire(setting, factors, "firm", ranges={"fr": FR, "gb": GB}))
    few = float(sum(share for number, share in persons(GB).items() if number < 5))
    many = float(sum(share for number, share in persons(FR).items() if number < 5))
    chance = found.odds(5)
    assert chance.low == pytest.approx(0.25 * (1 - many), abs=1e-3)
    pairs = ((a, b, p * q) for a, p in persons(FR).items() for b, q in persons(GB).items())
    both = float(sum(share for a, b, share in pairs if a + b >= 5))
    assert chance.high == pytest.approx(0.25 * both + 0.75 * (1 - few), abs=1e-3)


def test_the_error_shrinks_with_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = []
    for points in (1 << 6, 1 << 10, 1 << 14):
        monkeypatch.setattr(samples, "POINTS", points)
        working._drawn.cache_clear()  # what was drawn before had another number of points
        errors.append(sum(outlook(inquiry()).odds(strength).error for strength in (6, 11, 14)))
    assert errors[0] > 2 * errors[1] > 4 * errors[2] > 0
    assert errors[0] > 8 * errors[2]
    working._drawn.cache_clear()


def test_a_seed_gives_the_same_numbers_and_another_one_others() -> None:
    def odds(seed: int) -> list[float]:
        return [outlook(inquiry(seed=seed)).odds(strength).low for strength in (6, 11, 14)]

    assert odds(1) == odds(1)
    assert odds(1) != odds(2)


def test_what_is_sampled_is_not_exact_and_says_how_far_it_may_be_off() -> None:
    found = outlook(inquiry())
    assert not found.exact
    assert len(found.answers) == samples.SHIFTS
    assert all(answer.exact for answer in found.answers)
    assert 0 < found.odds(11).error < 1e-3


def test_the_repetitions_are_independent_and_each_fills_the_square() -> None:
    points = [Sample({}, 0, shift).points(4096, 0, 2) for shift in range(2)]
    assert not np.allclose(points[0], points[1])
    for sample in points:
        assert ((sample >= 0) & (sample < 1)).all()
        cells = np.bincount((sample * 8).astype(np.intp) @ [8, 1], minlength=64)
        assert np.abs(cells - 64).max() <= 12


def test_dimensions_do_not_depend_on_how_many_are_asked_for() -> None:
    sample = Sample({}, 5, 1)
    assert np.array_equal(sample.points(10, 0, 5)[:, 2:], sample.points(10, 2, 3))


def test_each_future_gets_its_share_of_the_sample() -> None:
    """To within one, where the factors are few."""
    asked = inquiry()
    judge = Judge(asked.setting, "firm", sampled={"fr": FR.high, "gb": GB.high})
    batch = Sample(asked.ranges, 0, 0).batch(judge, asked.space, few=16)
    for scenario in scenarios(NETWORK):
        node = sum(1 << asked.space.place[name] for name, value in scenario.items() if value)
        expected = float(mass(NETWORK, scenario)) * samples.POINTS
        assert abs((batch.part.nodes == node).sum() - expected) <= 1
