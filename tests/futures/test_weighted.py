"""Weighted games: published tables, and both ways of counting against the definition."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb, factorial

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.games import FACTORS, council, games, votes, worth
from tests.futures.naive import banzhaf, shapley
from tests.standing.worlds import case_of, given, pledge

import willing
from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.futures import weighted
from willing.futures.judge import GAMES
from willing.futures.pivot import pivotal
from willing.futures.weighted import WeightedGame, weighted_game, weighted_indices
from willing.standing.goal import Goal
from willing.standing.setting import Setting, setting_of


@settings(max_examples=40, deadline=None)
@drawn(st.lists(st.integers(0, 9), min_size=1, max_size=7), st.data())
@pytest.mark.parametrize("largest", [weighted.LARGEST, 0])
def test_both_ways_of_counting_are_the_definition(largest: int, weights: list[int], data: st.DataObject) -> None:
    """By dynamic programming and by halves; quotas may depend on how many take part, in any direction."""
    names = [f"S_{index}" for index in range(len(weights))]
    game = WeightedGame(
        dict(zip(names, weights, strict=True)),
        tuple(data.draw(st.integers(0, sum(weights) + 1)) for _ in range(len(weights) + 1)),
    )

    def value(coalition: frozenset[str]) -> int:
        return int(sum(game.weights[name] for name in coalition) >= game.quotas[len(coalition)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighted, "LARGEST", largest)
        found = weighted_indices(game)
    assert found is not None
    assert {name: index.shapley for name, index in found.items()} == shapley(names, value)
    assert {name: index.banzhaf for name, index in found.items()} == banzhaf(names, value)
    assert game.met == bool(value(frozenset(names)))


@settings(max_examples=60, deadline=None)
@drawn(games(most=6, texts=("f", "not g", "f or not g", "{a} stands")), st.data())
def test_a_game_is_taken_for_a_weighted_one_only_where_it_is_one(
    drawn_game: tuple[Setting, Goal], data: st.DataObject
) -> None:
    setting, goal = drawn_game
    here = setting.assuming({name: data.draw(st.booleans()) for name in FACTORS})
    game = weighted_game(here, goal)
    if game is None:
        return
    nations = tuple(here.by_nation)
    found = weighted_indices(game)
    assert found is not None
    for kind in GAMES:
        power = shapley(nations, lambda coalition, kind=kind: worth(here, kind, goal, coalition))  # type: ignore[misc]
        assert {nation: found[nation].shapley if nation in found else 0 for nation in nations} == power
        assert game.met == worth(here, kind, goal, frozenset(nations))


def rule(text: str) -> Goal:
    return Goal(rule=normal(parse(text)))


PLEDGES = (pledge("fr-a", 5), pledge("fr-b", 3, capability="air"), pledge("gb", 4, "f"), pledge("it", 2, "not f"))
VOTES = {"votes": {"FR": 2, "GB": 3, "IT": 4}}


@pytest.mark.parametrize(
    ("goal", "weights", "quota"),
    [
        (Goal(9), {"FR": 8, "GB": 4}, 9),
        (rule("total(air) >= 2"), {"FR": 3, "GB": 0}, 2),
        (rule("total(votes) >= 5"), {"FR": 2, "GB": 3}, 5),
        (rule("total(votes, infantry) >= 5"), {"FR": 2, "GB": 3}, 5),
        (rule("f and total(votes) >= 5"), {"FR": 2, "GB": 3}, 5),
    ],
)
def test_what_each_nation_adds(goal: Goal, weights: Mapping[str, int], quota: int) -> None:
    """All its standing pledges that the sum counts, or, of a weight, its own number once."""
    found = weighted_game(setting_of(case_of(list(PLEDGES), {"f": True}, VOTES)), goal)
    assert found is not None
    assert (found.weights, found.quotas[-1]) == (weights, quota)


@pytest.mark.parametrize(
    ("condition", "goal"),
    [
        ("GB stands", Goal(9)),
        ("total >= 5", Goal(9)),
        (None, rule("FR stands and total >= 4")),
        (None, rule("total(votes) >= 5 and total >= 9")),
        (None, rule("total < 9")),
    ],
)
def test_what_is_no_weighted_game(condition: str | None, goal: Goal) -> None:
    lines = [*PLEDGES, pledge("de", 1, condition)]
    assert weighted_game(setting_of(case_of(lines, {"f": True}, VOTES)), goal) is None


def test_a_matching_pledge_makes_no_weighted_game() -> None:
    matching = pledge("dk", {"match": 1, "of": "others", "up_to": 5})
    assert weighted_game(given(pledge("fr", 5), matching), Goal(6)) is None


def test_too_much_to_count_is_left_to_another_way() -> None:
    names = [f"S_{index}" for index in range(weighted.MOST_HALVED + 1)]
    large = {name: 10**9 + index for index, name in enumerate(names)}
    assert weighted_indices(WeightedGame(large, (10**10,) * (len(names) + 1))) is None


def test_weights_of_millions_are_split_into_halves() -> None:
    weights = {f"S_{index}": 10**7 + 3**index for index in range(8)}
    found = pivotal(council(weights), {}, "firm", votes(5 * 10**7))

    def value(coalition: frozenset[str]) -> int:
        return int(sum(weights[name] for name in coalition) >= 5 * 10**7)

    assert {name: index.shapley for name, index in found.indices.items()} == shapley(tuple(weights), value)


# ---------------------------------------------------------------------------------------------------- published tables


def powers(weights: Mapping[str, int], target: str, **more: str) -> dict[str, tuple[str | None, str | None]]:
    """Shapley and Banzhaf of nations with votes, asked as a user asks."""
    case = willing.build(
        {
            "case": {"format": 1, "id": "council", "title": "A council"},
            "nations": {code: {"name": code, "weights": {"votes": number}} for code, number in weights.items()},
            "pledges": [
                {"id": f"{code.lower()}-vote", "nation": code, "capability": "vote", "strength": 1}
                | ({"if": more[code]} if code in more else {})
                for code in weights
            ],
        }
    )
    answer = willing.pivots(case, target=target)
    assert answer.exact
    assert sum(power.shapley for power in answer.nations) == pytest.approx(1)
    return {power.nation: (power.shapley_exact, power.banzhaf_exact) for power in answer.nations}


def test_the_council_of_the_six_of_1958() -> None:
    """Weights 4, 4, 4, 2, 2, 1 and 12 to pass; Luxembourg never decides (Straffin 1994)."""
    found = powers({"DE": 4, "FR": 4, "IT": 4, "BE": 2, "NL": 2, "LU": 1}, "total(votes) >= 12")
    assert found["DE"] == found["FR"] == found["IT"] == ("7/30", "5/16")
    assert found["BE"] == found["NL"] == ("3/20", "3/16")
    assert found["LU"] == ("0", "0")


PERMANENT = ("US", "RU", "CN", "FR", "GB")


@pytest.mark.parametrize("as_sum", [True, False])
def test_the_security_council(as_sum: bool) -> None:
    """Nine of fifteen with all five permanent members: 421/2145 each, the others 4/2145 (Straffin 1994)."""
    others = [f"E_{index}" for index in range(10)]
    weights = dict.fromkeys(PERMANENT, 7) | dict.fromkeys(others, 1)
    rule = "nations >= 9 and " + " and ".join(f"{code} stands" for code in PERMANENT)
    found = powers(weights, "total(votes) >= 39" if as_sum else rule)
    # A permanent one swings four or more of ten others, another one all five and exactly three of the other nine.
    assert found["US"] == ("421/2145", str(Fraction(sum(comb(10, k) for k in range(4, 11)), 2**14)))
    assert found["E_0"] == ("4/2145", str(Fraction(comb(9, 3), 2**14)))


ELECTORS_2010 = {
    "CA": 55, "TX": 38, "NY": 29, "FL": 29, "IL": 20, "PA": 20, "OH": 18, "MI": 16, "GA": 16, "NC": 15, "NJ": 14,
    "VA": 13, "WA": 12, "MA": 11, "IN": 11, "AZ": 11, "TN": 11, "MO": 10, "MD": 10, "WI": 10, "MN": 10, "CO": 9,
    "AL": 9, "SC": 9, "LA": 8, "KY": 8, "OR": 7, "OK": 7, "CT": 7, "IA": 6, "MS": 6, "AR": 6, "KS": 6, "UT": 6,
    "NV": 6, "NM": 5, "WV": 5, "NE": 5, "ID": 4, "HI": 4, "ME": 4, "NH": 4, "RI": 4, "MT": 3, "DE": 3, "SD": 3,
    "AK": 3, "ND": 3, "DC": 3, "VT": 3, "WY": 3,
}  # fmt: skip
"""Of the apportionment of 2010, for the elections of 2012 to 2020."""


def test_the_electoral_college_of_2012_to_2020() -> None:
    """Fifty-one players, against coalitions counted by size and weight; states alike are equally powerful."""
    assert (len(ELECTORS_2010), sum(ELECTORS_2010.values())) == (51, 538)
    found = powers(ELECTORS_2010, "total(votes) >= 270")
    exact = {state: Fraction(shapley or 0) for state, (shapley, _) in found.items()}
    assert sum(exact.values()) == 1
    assert all(exact[a] == exact[b] for a in exact for b in exact if ELECTORS_2010[a] == ELECTORS_2010[b])
    assert exact == by_generating_function(ELECTORS_2010, 270)


def by_generating_function(weights: Mapping[str, int], quota: int) -> dict[str, Fraction]:
    """Coalitions by size and weight, nation by nation, in whole numbers (Mann and Shapley 1962)."""
    count, whole = len(weights), sum(weights.values())
    found: dict[int, Fraction] = {}
    for own in sorted(set(weights.values())):
        rest = sorted(weights.values())
        rest.remove(own)
        ways = {(0, 0): 1}
        for weight in rest:
            grown = dict(ways)
            for (size, total), number in ways.items():
                key = (size + 1, total + weight)
                grown[key] = grown.get(key, 0) + number
            ways = grown
        swings = [0] * count
        for (size, total), number in ways.items():
            if quota - own <= total < quota:
                swings[size] += number
        orders = sum(s * factorial(size) * factorial(count - size - 1) for size, s in enumerate(swings))
        found[own] = Fraction(orders, factorial(count))
    assert whole >= quota
    return {nation: found[weight] for nation, weight in weights.items()}


MILLIONS = {
    "DE": 830, "FR": 670, "IT": 600, "ES": 470, "PL": 380, "RO": 190, "NL": 170, "BE": 110, "EL": 110, "CZ": 110,
    "PT": 100, "SE": 100, "HU": 100, "AT": 90, "BG": 70, "DK": 60, "FI": 55, "SK": 55, "IE": 50, "HR": 40, "LT": 28,
    "SI": 21, "LV": 19, "EE": 13, "CY": 9, "LU": 6, "MT": 5,
}  # fmt: skip
"""Roughly the population of the members of the Union, in hundred thousands."""


def test_the_double_majority_of_the_union() -> None:
    """Fifteen of twenty-seven with 65 % of the population, or any twenty-four: the same however it is counted."""
    quota = -(-sum(MILLIONS.values()) * 65 // 100)
    found = powers(MILLIONS, f"nations >= 15 and total(votes) >= {quota} or nations >= 24")
    exact = [Fraction(shapley or 0) for shapley, _ in found.values()]
    assert sum(exact) == 1
    ordered = sorted(MILLIONS, key=lambda code: -MILLIONS[code])
    assert [found[code] for code in ordered] == sorted(found.values(), key=lambda pair: -Fraction(pair[0] or 0))
    assert Fraction(found["DE"][0] or 0) > Fraction(found["FR"][0] or 0) > Fraction(found["MT"][0] or 0) > 0
    assert found["MT"] == by_size(MILLIONS, "MT", quota)


def by_size(weights: Mapping[str, int], nation: str, quota: int) -> tuple[str, str]:
    """One member's indices under the double majority, coalitions counted by size and weight."""
    count, own = len(weights), weights[nation]
    ways = {(0, 0): 1}
    for weight in (number for code, number in weights.items() if code != nation):
        grown = dict(ways)
        for (size, total), number in ways.items():
            grown[size + 1, total + weight] = grown.get((size + 1, total + weight), 0) + number
        ways = grown

    def met(size: int, total: int) -> bool:
        return (size >= 15 and total >= quota) or size >= 24

    swings = [0] * count
    for (size, total), number in ways.items():
        swings[size] += number * (met(size + 1, total + own) - met(size, total))
    orders = sum(s * factorial(size) * factorial(count - size - 1) for size, s in enumerate(swings))
    return str(Fraction(orders, factorial(count))), str(Fraction(sum(swings), 2 ** (count - 1)))
