"""All futures and their masses, against enumeration of the network in fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.futures.naive import Network, child, cut, factors_of, mass, networks, probability, root, scenarios

from willing.futures.chances import chances_of
from willing.futures.levers import Lever, Nodes
from willing.futures.space import Space

NAMES = ("a", "b", "c", "d")


def space_of(network: Network, learned: Mapping[str, bool] | None = None, wish: Iterable[str] = ()) -> Space:
    space = Space.of(chances_of(factors_of(network), dict.fromkeys(network), tuple(network), learned))
    return space.arranged(tuple(wish) or space.chances.order)


def node_of(space: Space, scenario: Mapping[str, bool]) -> int:
    return sum(1 << space.place[name] for name, value in scenario.items() if value)


def nodes(*numbers: int) -> Nodes:
    return np.array(numbers, dtype=np.uint64)


@settings(max_examples=40, deadline=None)
@drawn(networks(NAMES), st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=2), st.permutations(NAMES))
def test_every_future_has_the_mass_of_its_scenario_and_all_have_that_of_what_was_learned(
    network: Network, learned: dict[str, bool], wish: list[str]
) -> None:
    space = space_of(network, learned, wish)
    found = dict(zip(*(column.tolist() for column in space.everything()), strict=True))
    for scenario in scenarios(NAMES):
        expected = mass(network, scenario) if learned.items() <= scenario.items() else 0
        assert found[node_of(space, scenario)] == pytest.approx(float(expected), abs=1e-12)
    whole = sum(mass(network, s) for s in scenarios(NAMES) if learned.items() <= s.items())
    assert sum(found.values()) == pytest.approx(float(whole))
    assert space.chances.learned_mass == pytest.approx(float(whole))


@settings(max_examples=40, deadline=None)
@drawn(networks(NAMES), st.sampled_from(NAMES), st.booleans(), st.permutations(NAMES))
def test_setting_a_factor_gives_the_mutilated_network(
    network: Network, factor: str, value: bool, wish: list[str]
) -> None:
    space = space_of(network, wish=wish)
    found, masses = space.everything()
    changed = dict(zip(found.tolist(), masses * space.doing(factor, value, len(NAMES), found), strict=True))
    for scenario in scenarios(NAMES):
        expected = mass(cut(network, factor, value), scenario)
        assert changed[node_of(space, scenario)] == pytest.approx(float(expected), abs=1e-12)


def test_setting_a_factor_that_is_not_decided_yet_leaves_a_node_its_mass() -> None:
    space = space_of({"a": root("1/4"), "b": child("a", t="1/2", f="1/10")})
    assert space.doing("b", True, 1, nodes(0, 1)).tolist() == [1.0, 1.0]


@settings(max_examples=40, deadline=None)
@drawn(networks(NAMES), st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=1), st.sampled_from(NAMES))
def test_a_share_is_how_likely_a_factor_is_with_all_others_as_they_are(
    network: Network, learned: dict[str, bool], factor: str
) -> None:
    assume(factor not in learned)
    space = space_of(network, learned)
    found, masses = space.everything()
    shares = dict(zip(found[masses > 0].tolist(), space.share(factor, found[masses > 0]), strict=True))
    for scenario in scenarios(NAMES):
        if learned.items() <= scenario.items():
            rest = {name: value for name, value in scenario.items() if name != factor}
            expected = probability(network, lambda s: s[factor], rest)
            assert shares[node_of(space, scenario)] == pytest.approx(float(expected))


@settings(max_examples=20, deadline=None)
@drawn(networks(("a", "b", "c")), st.dictionaries(st.sampled_from("abc"), st.booleans(), max_size=1))
def test_futures_drawn_from_an_even_grid_average_to_the_masses(network: Network, learned: dict[str, bool]) -> None:
    """Weighted by their masses, as what was learned is not drawn."""
    space = space_of(network, learned)
    steps = (np.arange(40) + 0.5) / 40
    uniform = np.stack([axis.reshape(-1) for axis in np.meshgrid(steps, steps, steps)], axis=1)
    found, masses = space.drawn(uniform)
    exact = dict(zip(*(column.tolist() for column in space.everything()), strict=True))
    for node, expected in exact.items():
        assert masses[found == node].sum() == pytest.approx(expected, abs=1e-9)


def test_levers_that_are_no_factors_come_out_even() -> None:
    space = Space((Lever("FR", ("on:fr",)), Lever("GB", ("on:gb",))))
    assert space.everything()[1].tolist() == [0.25] * 4


def test_factors_of_which_nothing_is_known_are_never_decided() -> None:
    factors = factors_of({"a": root("1/4")}, u={})
    space = Space.of(chances_of(factors, dict.fromkeys(factors), ("u", "a")))
    assert [lever.name for lever in space.levers] == ["a"]
    assert [lever.name for lever in space.loose] == ["u"]


def test_levers_beyond_those_there_is_room_for_stay_undecided_with_all_that_depends_on_them() -> None:
    network = {"a": root("1/4"), "b": child("a", t="1/2", f="1/10"), "c": root("1/3"), "d": child("b", t="1", f="0")}
    space = space_of(network).within(3)
    assert [lever.name for lever in space.levers] == ["a", "b", "c"]
    assert [lever.name for lever in space.loose] == ["d"]
    assert space.within(3) == space
    learned = space_of(network, {"d": True}).within(3)
    assert [lever.name for lever in learned.levers] == ["a", "b", "d"]
