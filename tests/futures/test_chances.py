"""The network of factors against enumeration by hand, in fractions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.naive import Network, child, factors_of, networks, probability, root, scenarios

from willing.errors import AskError
from willing.futures.chances import Chances, chances_of

NAMES = ("a", "b", "c", "d")

CHAIN: Network = {"a": root("2/5"), "b": child("a", t="1/2", f="1/20"), "c": child("b", t="9/10", f="1/5")}
"""Each depends on the one before."""
COLLIDER: Network = {
    "a": root("1/4"),
    "b": root("3/5"),
    "c": child("a", "b", tt="9/10", tf="1/2", ft="3/10", ff="0"),
}
"""Two causes of one effect."""


def chances(
    network: Network,
    learned: Mapping[str, bool] | None = None,
    settled: Mapping[str, bool] | None = None,
    wanted: tuple[str, ...] | None = None,
) -> Chances:
    known: dict[str, bool | None] = {**dict.fromkeys(network), **(settled or {})}
    return chances_of(factors_of(network), known, wanted or tuple(network), learned)


@settings(max_examples=60, deadline=None)
@drawn(st.data())
def test_joint_and_conditional_probabilities_are_those_of_enumeration(data: st.DataObject) -> None:
    network = data.draw(networks(NAMES))
    learned = data.draw(st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=2))
    asked = data.draw(st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=3))
    order = data.draw(st.permutations(NAMES))
    found = chances_of(factors_of(network), dict.fromkeys(NAMES), order, learned)
    expected = probability(network, lambda scenario: all(scenario[n] is v for n, v in asked.items()), learned)
    assert found.probability(asked) == pytest.approx(float(expected), abs=1e-12)


def test_a_chain_is_conditioned_in_both_directions() -> None:
    assert chances(CHAIN, {"c": True}).probability({"a": True}) == pytest.approx(
        float(probability(CHAIN, lambda s: s["a"], {"c": True}))
    )
    assert chances(CHAIN, {"a": False}).probability({"c": True}) == pytest.approx(0.05 * 0.9 + 0.95 * 0.2)


def test_causes_of_one_effect_compete_once_it_is_learned() -> None:
    found = chances(COLLIDER, {"c": True})
    alone, other = found.probability({"a": True}), chances(COLLIDER, {"c": True, "b": True}).probability({"a": True})
    assert chances(COLLIDER).probability({"a": True}) == pytest.approx(0.25)
    assert alone == pytest.approx(float(probability(COLLIDER, lambda s: s["a"], {"c": True})))
    assert other is not None
    assert alone is not None
    assert other < alone


@pytest.mark.parametrize("value", [True, False])
def test_a_settled_parent_says_nothing_back_but_a_learned_one_does(value: bool) -> None:
    """Assuming a factor cuts it off from what it depends on."""
    assumed = chances(CHAIN, settled={"b": value})
    assert assumed.probability({"a": True}) == pytest.approx(0.4)
    assert assumed.probability({"c": True}) == pytest.approx(0.9 if value else 0.2)
    learned = chances(CHAIN, {"b": value}).probability({"a": True})
    assert learned == pytest.approx(float(probability(CHAIN, lambda s: s["a"], {"b": value})))


def test_what_is_learned_contradicts_what_is_asked() -> None:
    assert chances(CHAIN, {"a": True}).probability({"a": False}) == 0.0


@pytest.mark.parametrize("learned", [{"c": True, "a": False, "b": False}, {"a": False, "b": False, "c": True}])
def test_learning_what_cannot_happen_is_refused(learned: dict[str, bool]) -> None:
    with pytest.raises(AskError, match="the case gives this no chance"):
        chances(COLLIDER, learned)


def test_unknown_is_not_zero() -> None:
    """Neither for a factor without a probability nor for one that depends on it."""
    factors = factors_of({"b": child("u", t="1/2", f="1/10"), "a": root("1/4")}, u={}, w={})
    found = chances_of(factors, dict.fromkeys(factors), ("a", "b", "w"))
    assert set(found.unknown) == {"u", "b", "w"}
    assert found.probability({"b": True}) is None
    assert found.probability({"a": True, "w": False}) is None
    assert found.probability({"a": True}) == 0.25


def test_settling_what_is_unknown_makes_what_depends_on_it_known() -> None:
    factors = factors_of({"b": child("u", t="1/2", f="1/10")}, u={})
    found = chances_of(factors, {"u": True, "b": None}, ("b",))
    assert found.unknown == ()
    assert found.probability({"b": True}) == 0.5


def test_learning_what_nobody_gives_a_probability_settles_it() -> None:
    """It depends on nothing, so it says nothing of others; what depends on it is then known."""
    factors = factors_of({"b": child("u", t="1/2", f="1/10"), "a": root("1/4")}, u={})
    found = chances_of(factors, dict.fromkeys(factors), ("a", "b"), {"u": True})
    assert found.unknown == ()
    assert found.probability({"a": True, "b": True}) == pytest.approx(0.125)


def test_what_something_learned_depends_on_is_unknown_where_its_own_odds_are() -> None:
    """That n came about speaks for k, but how much depends on u, of which nothing is known."""
    factors = factors_of({"k": root("1/2"), "n": child("k", "u", tt="1", tf="9/10", ft="1/10", ff="0")}, u={})
    found = chances_of(factors, dict.fromkeys(factors), ("k",), {"n": True})
    assert found.probability({"k": True}) is None


def test_only_what_matters_is_kept() -> None:
    assert chances(CHAIN, wanted=("b",)).order == ("a", "b")


@settings(max_examples=30, deadline=None)
@drawn(networks(NAMES), st.permutations(NAMES))
def test_an_order_wished_for_is_kept_as_far_as_what_depends_on_what_allows(network: Network, wish: list[str]) -> None:
    found = chances(network).ordered(wish)
    assert sorted(found) == sorted(NAMES)
    for name in NAMES:
        assert all(found.index(parent) < found.index(name) for parent in network[name].parents)
    free = [name for name in wish if not network[name].parents]
    assert [name for name in found if name in free and name == wish[0]] == ([wish[0]] if wish[0] in free else [])


@settings(max_examples=30, deadline=None)
@drawn(networks(NAMES))
def test_a_chance_at_nodes_is_the_row_of_its_parents(network: Network) -> None:
    found = chances(network)
    place = {name: index for index, name in enumerate(found.order)}
    for scenario in scenarios(NAMES):
        node = np.array([sum(1 << place[name] for name in NAMES if scenario[name])], dtype=np.uint64)
        for name in NAMES:
            row: Fraction = network[name].true[tuple(scenario[parent] for parent in network[name].parents)]
            assert np.allclose(found.of(name, place, node), float(row))
