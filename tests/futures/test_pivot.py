"""Every nation's power, in one scenario and on average, against the definitions over all coalitions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.games import FACTORS, council, games, mean_worth, votes, worth
from tests.futures.naive import Network, banzhaf, child, factors_of, networks, root, shapley
from tests.standing.worlds import given, pledge

from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.errors import AskError
from willing.futures.judge import GAMES, Game
from willing.futures.levers import MOST_LEVERS
from willing.futures.pivot import pivotal
from willing.futures.search import Patience
from willing.standing.goal import Goal
from willing.standing.setting import Setting

Drawn = tuple[Setting, Goal]


@settings(max_examples=20, deadline=None)
@drawn(games() | games(limited=True, most=6, texts=("f", "not g", "{a} stands")), st.sampled_from(GAMES), st.data())
def test_power_is_the_definition(game: Drawn, kind: Game, data: st.DataObject) -> None:
    """Exact fractions; open factors help nobody."""
    setting, goal = game
    here = setting.assuming({name: data.draw(st.sampled_from((None, True, False))) for name in FACTORS})
    check(here, kind, goal)


@settings(max_examples=20, deadline=None)
@drawn(games(monotone=False, most=6), st.data())
def test_power_is_the_definition_also_where_nations_spoil(game: Drawn, data: st.DataObject) -> None:
    setting, goal = game
    here = setting.assuming({name: data.draw(st.sampled_from((None, True, False))) for name in FACTORS})
    check(here, "firm", goal)


def check(setting: Setting, game: Game, goal: Goal) -> None:
    nations = tuple(setting.by_nation)
    found = pivotal(setting, {}, game, goal)
    power = shapley(nations, lambda coalition: worth(setting, game, goal, coalition))
    swings = banzhaf(nations, lambda coalition: worth(setting, game, goal, coalition))
    assert found.exact
    assert {nation: index.shapley for nation, index in found.indices.items()} == power
    assert {nation: index.banzhaf for nation, index in found.indices.items()} == swings
    assert all(isinstance(index.shapley, Fraction) for index in found.indices.values())
    assert found.met == worth(setting, game, goal, frozenset(nations))


@settings(max_examples=10, deadline=None)
@drawn(games(most=4), networks(FACTORS), st.sampled_from(GAMES))
def test_on_average_power_is_that_of_the_mean_over_all_futures(game: Drawn, network: Network, kind: Game) -> None:
    setting, goal = game
    nations = tuple(setting.by_nation)
    found = pivotal(setting, factors_of(network), kind, goal, expected=True)
    power = shapley(nations, lambda c: mean_worth(setting, kind, goal, network, c))
    swings = banzhaf(nations, lambda c: mean_worth(setting, kind, goal, network, c))
    assert found.exact
    for nation, index in found.indices.items():
        assert float(index.shapley) == pytest.approx(float(power[nation]), abs=1e-9)
        assert float(index.banzhaf) == pytest.approx(float(swings[nation]), abs=1e-9)
    everybody = mean_worth(setting, kind, goal, network, frozenset(nations))
    assert found.met == pytest.approx(float(everybody), abs=1e-9)


@settings(max_examples=10, deadline=None)
@drawn(games(most=4), st.sampled_from(("1/10", "1/2", "9/10")))
def test_a_factor_of_which_nothing_is_known_makes_power_unsure(game: Drawn, chance: str) -> None:
    """By no less than it could be off, whatever its odds."""
    setting, goal = game
    nations = tuple(setting.by_nation)
    factors = factors_of({"f": root("1/3")}, g={})
    found = pivotal(setting, factors, "firm", goal, expected=True)
    network = {"f": root("1/3"), "g": root(chance)}
    for nation, true in shapley(nations, lambda c: mean_worth(setting, "firm", goal, network, c)).items():
        index = found.indices[nation]
        assert abs(float(index.shapley) - float(true)) <= index.unsure + 1e-9
    assert found.exact == all(index.unsure == 0 for index in found.indices.values())


@pytest.mark.parametrize("kind", GAMES)
@pytest.mark.parametrize("rule", ["nations < 2 and nations >= 1", "nations < 2 and FR stands", "not GB stands"])
def test_what_a_rule_forbids_and_an_open_factor_might_bring_is_not_met(rule: str, kind: Game) -> None:
    setting = given(pledge("fr", 10), pledge("gb", 1, "f"), f=None)
    goal = Goal(rule=normal(parse(rule)))
    assert pivotal(setting, {}, kind, goal).met == 0.0
    assert pivotal(setting.assuming({"f": False}), {}, kind, goal).met == 1.0


def test_what_all_wait_for_matters_only_in_the_game_in_which_they_sign_together() -> None:
    setting = given(pledge("fr", 5, "GB stands"), pledge("gb", 4, "FR stands"), pledge("it", 1))
    firm, together = (pivotal(setting, {}, game, Goal(9)) for game in GAMES)
    assert {n: i.shapley for n, i in firm.indices.items()} == {"FR": 0, "GB": 0, "IT": 0}
    assert {n: i.shapley for n, i in together.indices.items()} == {"FR": Fraction(1, 2), "GB": Fraction(1, 2), "IT": 0}
    assert (firm.met, together.met) == (0.0, 1.0)


def test_dependent_factors_weigh_as_they_come_together() -> None:
    """France needs both factors; they come together in two of ten futures, not in one of twelve."""
    setting = given(pledge("fr", 5, "f and g"), f=None, g=None)
    factors = factors_of({"g": root("2/5"), "f": child("g", t="1/2", f="0")})
    found = pivotal(setting, factors, "firm", Goal(5), expected=True)
    assert found.indices["FR"].shapley == pytest.approx(0.2)
    assert found.met == pytest.approx(0.2)


@pytest.mark.parametrize("expected", [False, True])
def test_nobody_decides_what_is_met_anyway_or_never(expected: bool) -> None:
    setting = given(pledge("fr", 5, "GB stands"), pledge("gb", 4))
    for persons, met in ((0, 1.0), (10, 0.0)):
        found = pivotal(setting, {}, "firm", Goal(persons), expected=expected)
        assert found.met == met
        assert all(index.shapley == index.banzhaf == 0 for index in found.indices.values())


def test_a_case_without_pledges_has_no_players() -> None:
    found = pivotal(Setting(()), {}, "firm", Goal(1))
    assert (dict(found.indices), found.met) == ({}, 0.0)


def test_more_nations_than_can_be_told_apart_are_refused_unless_the_game_is_a_sum() -> None:
    many = [f"S_{index}" for index in range(MOST_LEVERS + 1)]
    plain = pivotal(council(dict.fromkeys(many, 1)), {}, "firm", votes(33))
    assert plain.indices["S_0"].shapley == Fraction(1, MOST_LEVERS + 1)
    with pytest.raises(AskError, match="at most 64 can be told apart"):
        pivotal(council(dict.fromkeys(many, 1), S_0="S_1 stands"), {}, "firm", votes(33))


def test_interrupted_it_says_how_far_it_may_be_off() -> None:
    def tell(_: float) -> None:
        raise KeyboardInterrupt

    names = [f"S_{index}" for index in range(26)]
    setting = council({name: 1 + index * index % 7 for index, name in enumerate(names)}, S_3="S_4 stands or S_5 stands")
    patience = Patience(tell)
    found = pivotal(setting, {}, "firm", votes(40), patience=patience)
    assert patience.ended
    assert found.exact == all(index.unsure == 0 for index in found.indices.values())
