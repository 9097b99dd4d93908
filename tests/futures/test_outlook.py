"""The odds of a force over all futures: those of enumeration, however the work is done and whoever shares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from distributed import Client, LocalCluster
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.futures.naive import (
    FURTHER,
    Network,
    child,
    cut,
    factors_of,
    force,
    goals,
    mass,
    meets,
    networks,
    open_worlds,
    root,
    scenarios,
)
from tests.standing.oracle import World
from tests.standing.worlds import case_of, given, pledge, read

from willing.case.pledge import Range
from willing.errors import AskError
from willing.futures import outlook as working
from willing.futures import search
from willing.futures.judge import GAMES, Game
from willing.futures.outlook import Inquiry, Outlook, effects, inquire, outlook
from willing.futures.search import Patience
from willing.standing.goal import Goal
from willing.standing.setting import Setting, setting_of

NAMES = (*FURTHER, "f3")


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is searched, lever by lever, and cut into pieces early."""
    monkeypatch.setattr(search, "WORTHWHILE", 1)
    monkeypatch.setattr(working, "FEW", 0)
    monkeypatch.setattr(working, "ALONE", 4)
    monkeypatch.setattr(working, "PIECES", 5)


def by_enumeration(
    setting: Setting, network: Network, game: Game, goal: Goal | None, learned: Mapping[str, bool]
) -> dict[int, Fraction]:
    """Every outcome with its probability."""
    found: dict[int, Fraction] = {}
    for scenario in scenarios(network):
        if learned.items() <= scenario.items():
            here = setting.assuming(scenario)
            number = force(here, game) if goal is None else int(meets(here, game, goal))
            found[number] = found.get(number, Fraction(0)) + mass(network, scenario)
    whole = sum(found.values())
    return {number: part / whole for number, part in found.items()}


def at_least(outcomes: Mapping[int, Fraction], strength: int) -> float:
    return float(sum((part for number, part in outcomes.items() if number >= strength), Fraction(0)))


learnt = st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=1)


def check_odds(game: Game, world: World, network: Network, learned: Mapping[str, bool], data: st.DataObject) -> None:
    setting = read(world)
    factors = factors_of(network)
    expected = by_enumeration(setting, network, game, None, learned)
    found = outlook(inquire(setting, factors, game, learned=learned))
    assert found.exact
    for strength in (*expected, 0, max(expected) + 1):
        chance = found.odds(strength)
        assert (chance.low, chance.high) == pytest.approx((at_least(expected, strength),) * 2, abs=1e-9)
    goal = data.draw(goals(world, monotone=False))
    asked = inquire(setting, factors, game, goal, learned=learned)
    met = outlook(asked)
    for column in (None, *((name, value) for name in asked.space.chances.order for value in (True, False))):
        if column is not None and column[0] in learned:
            continue
        changed = network if column is None else cut(network, *column)
        chance = met.odds(1, column)
        true = at_least(by_enumeration(setting, changed, game, goal, learned), 1)
        assert (chance.low, chance.high) == pytest.approx((true, true), abs=1e-9)


@settings(max_examples=15, deadline=None)
@drawn(open_worlds(NAMES, matching=1), networks(NAMES), learnt, st.data())
@pytest.mark.parametrize("game", GAMES)
def test_odds_are_those_of_enumeration(
    game: Game, world: World, network: Network, learned: dict[str, bool], data: st.DataObject
) -> None:
    """Of dependent factors, given what was learned, as things are and with single factors set."""
    check_odds(game, world, network, learned, data)


@pytest.mark.usefixtures("searched")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(open_worlds(NAMES, matching=1), networks(NAMES), learnt, st.data())
@pytest.mark.parametrize("game", GAMES)
def test_searched_and_in_pieces_they_are_the_same(
    game: Game, world: World, network: Network, learned: dict[str, bool], data: st.DataObject
) -> None:
    check_odds(game, world, network, learned, data)


@settings(max_examples=10, deadline=None)
@drawn(open_worlds(NAMES, monotone=False), networks(NAMES), learnt, st.data())
def test_the_odds_of_the_firm_force_are_exact_even_where_pledges_can_make_others_fall(
    world: World, network: Network, learned: dict[str, bool], data: st.DataObject
) -> None:
    check_odds("firm", world, network, learned, data)


@pytest.mark.usefixtures("searched")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(open_worlds(NAMES), networks(NAMES), st.integers(0, 20), st.sampled_from(GAMES))
def test_cut_short_they_are_bounds_that_hold_the_truth(world: World, network: Network, most: int, game: Game) -> None:
    setting = read(world)
    expected = by_enumeration(setting, network, game, None, {})
    found = outlook(inquire(setting, factors_of(network), game, most=most))
    for strength in expected:
        chance = found.odds(strength)
        assert chance.low - 1e-12 <= at_least(expected, strength) <= chance.high + 1e-12


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_interrupted_they_are_bounds_that_hold_the_truth(after: int) -> None:
    """Nobody is told anything any more, and no piece is searched."""
    told: list[float] = []

    def tell(share: float) -> None:
        told.append(share)
        if len(told) > after:
            raise KeyboardInterrupt

    exact = outlook(large("firm"))
    patience = Patience(tell)
    found = outlook(large("firm"), patience=patience)
    assert patience.ended
    assert not found.exact
    for strength in exact.strengths():
        chance = found.odds(strength)
        assert chance.low - 1e-12 <= exact.odds(strength).low <= chance.high + 1e-12


def test_factors_of_which_nothing_is_known_make_the_odds_a_range() -> None:
    setting = given(pledge("fr", 5, "f"), pledge("gb", 4, "u"), pledge("it", 1, "b"), f=None, u=None, b=None)
    factors = factors_of({"f": root("1/4"), "b": child("u", t="1/2", f="1/3")}, u={})
    found = outlook(inquire(setting, factors, "firm"))
    assert not found.exact
    assert (found.odds(5).low, found.odds(5).high) == (0.25, 1.0)
    assert (found.odds(6).low, found.odds(6).high) == (0.0, 0.25)


def test_learning_a_factor_of_which_nothing_is_known_settles_it() -> None:
    setting = given(pledge("fr", 5, "f"), pledge("gb", 4, "u"), f=None, u=None)
    factors = factors_of({"f": child("u", t="1/4", f="3/4")}, u={})
    found = outlook(inquire(setting, factors, "firm", learned={"u": True}))
    assert found.exact
    assert (found.odds(4).low, found.odds(5).low) == (1.0, 0.25)


def test_only_factors_that_somebody_asks_for_are_levers() -> None:
    setting = given(pledge("fr", 5, "f"), f=None, g=None, h=None)
    factors = factors_of({"f": child("g", t="1/4", f="3/4"), "g": root("1/2"), "h": root("1/2")})
    assert set(inquire(setting, factors, "firm").space.place) == {"f", "g"}


def test_learning_what_cannot_be_is_refused() -> None:
    setting = given(pledge("fr", 5, "f"), f=None)
    with pytest.raises(AskError, match="no chance"):
        inquire(setting, factors_of({"f": root("0")}), "firm", learned={"f": True})


# -------------------------------------------------------------------------------------------- many hands, one answer


def large(game: Game, goal: Goal | None = None, ranges: bool = False) -> Inquiry:
    """A case with enough futures to be cut into pieces: dependent factors, sums of weights and a matching pledge."""
    names = [f"f{index}" for index in range(16)]
    network = {name: root(Fraction(index + 2, 13)) for index, name in enumerate(names[:8])}
    network |= {
        name: child(names[i], names[i + 1], tt="9/10", tf="1/2", ft="2/5", ff="1/10")
        for i, name in enumerate(names[8:])
    }
    lines = [
        pledge(f"{nation}-{i}", 100 + 17 * i, f"f{i} and not f{15 - i}")
        for i, nation in enumerate(("fr", "de", "gb", "pl", "fr", "tr", "gr", "us"))
    ]
    lines += [
        pledge("it", 250, "f4 and total >= 200 or f8 and ES stands"),
        pledge("es", 90, "IT stands or total(votes) >= 5"),
        pledge("dk", {"match": 0.5, "of": "others", "up_to": 150}, "f12 or f14"),
    ]
    setting = setting_of(case_of(lines, dict.fromkeys(names), {"votes": {"FR": 3, "DE": 4, "IT": 2}}))
    stated = {"fr-0": Range(low=60, likely=100, high=160), "it": Range(low=200, likely=250, high=251)}
    return inquire(setting, factors_of(network), game, goal, ranges=stated if ranges else {}, seed=3)


@pytest.fixture(scope="module")
def hands() -> Iterator[dict[str, Executor]]:
    """Every kind of help: threads, processes, and the workers of a cluster."""
    processes = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0")
    with ThreadPoolExecutor(2) as threads, processes, cluster, Client(cluster) as client:
        yield {"threads": threads, "processes": processes, "dask": client.get_executor()}


def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the work into pieces early."""
    monkeypatch.setattr(working, "FEW", 4)
    monkeypatch.setattr(working, "ALONE", 30)
    monkeypatch.setattr(working, "PIECES", 6)


def same(one: Outlook, other: Outlook) -> bool:
    """Whether two outlooks agree in every bit."""
    return len(one.answers) == len(other.answers) and all(
        a.columns == b.columns
        and all(np.array_equal(getattr(a, name), getattr(b, name)) for name in ("low", "high", "mass"))
        for a, b in zip(one.answers, other.answers, strict=True)
    )


@pytest.mark.parametrize("helper", ["threads", "processes", "dask"])
def test_whoever_shares_the_work_the_answer_is_the_same_in_every_bit(
    helper: str, hands: dict[str, Executor], monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled = large("together", Goal(300), ranges=True)
    assert same(outlook(sampled), outlook(sampled, hands[helper]))
    whole = outlook(large("firm", Goal(300)))
    in_pieces(monkeypatch)
    for game in GAMES:
        for goal in (None, Goal(300)):
            alone = outlook(large(game, goal))
            assert alone.exact
            assert same(alone, outlook(large(game, goal), hands[helper]))
    assert outlook(large("firm", Goal(300)), hands[helper]).odds(1).low == pytest.approx(whole.odds(1).low, abs=1e-12)


def test_cut_short_the_answer_does_not_depend_on_who_shares_the_work(
    hands: dict[str, Executor], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch)
    inquiry = large("firm")
    short = Inquiry(inquiry.setting, "firm", None, inquiry.space, most=6000)
    alone = outlook(short)
    assert not alone.exact
    assert all(same(alone, outlook(short, helper)) for helper in hands.values())


class Counting(ThreadPoolExecutor):
    """Help that is counted."""

    asked = 0

    def submit(self, *arguments: Any, **more: Any) -> Any:
        self.asked += 1
        return super().submit(*arguments, **more)


def test_the_rest_is_cut_into_pieces_unless_nobody_waits_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    in_pieces(monkeypatch)
    with Counting(2) as helper:
        outlook(large("firm"), helper)
        assert helper.asked == working.PIECES
        outlook(large("firm"), helper, Patience(ended=True))
        assert helper.asked == working.PIECES


def test_interrupted_while_others_work_it_answers_with_what_is_known(
    hands: dict[str, Executor], monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = outlook(large("firm"))
    in_pieces(monkeypatch)
    told: list[float] = []

    def tell(share: float) -> None:
        told.append(share)
        if len(told) > 3:
            raise KeyboardInterrupt

    found = outlook(large("firm"), hands["threads"], Patience(tell))
    for strength in exact.strengths():
        assert found.odds(strength).low - 1e-12 <= exact.odds(strength).low <= found.odds(strength).high + 1e-12


# -------------------------------------------------------------------------------------------------------------- effects


@settings(max_examples=20, deadline=None)
@drawn(open_worlds(NAMES, monotone=False), networks(NAMES), learnt, st.data())
def test_the_effect_of_a_factor_is_what_it_leaves_open_once_all_others_are_known(
    world: World, network: Network, learned: dict[str, bool], data: st.DataObject
) -> None:
    """All others that anything hangs on."""
    setting, goal = read(world), data.draw(goals(world))
    inquiry = inquire(setting, factors_of(network), "firm", goal, learned=learned)
    found = effects(inquiry)
    asked = {name: node for name, node in network.items() if name in inquiry.space.place}
    assert set(found) == set(asked) - set(learned)
    reached = {tuple(s.values()): meets(setting.assuming(s), "firm", goal) for s in scenarios(asked)}
    possible = [s for s in scenarios(asked) if learned.items() <= s.items()]
    whole = sum(mass(asked, s) for s in possible)
    for name, effect in found.items():
        expected = Fraction(0)
        for scenario in (s for s in possible if s[name]):
            other = {**scenario, name: False}
            if reached[tuple(scenario.values())] is not reached[tuple(other.values())]:
                yes, no = mass(asked, scenario), mass(asked, other)
                expected += yes * no / (yes + no)
        assert effect == pytest.approx(float(expected / whole), abs=1e-9)


def test_of_many_factors_the_effects_are_estimated_from_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiry = large("firm", Goal(250))
    exact = effects(inquiry)
    monkeypatch.setattr(working, "FEW", 4)
    assert effects(inquiry) == pytest.approx(exact, abs=0.01)
    assert effects(inquiry) == effects(inquiry)
