"""The answer-set program reads conditions as the reference does."""

from __future__ import annotations

import clingo
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import World
from tests.standing.worlds import given, pledge, read, weighed, worlds

from willing.standing.program import Encoding, facts

many = settings(deadline=None, max_examples=120)


def models(program: list[str]) -> list[set[str]]:
    """Every answer set, as the atoms written out."""
    control = clingo.Control(["0"], logger=lambda _code, _message: None)
    control.add("base", [], "\n".join(program))
    control.ground([("base", [])])
    found: list[set[str]] = []
    control.solve(on_model=lambda model: found.append({str(atom) for atom in model.symbols(atoms=True)}))
    return found


def holding(world: World, atoms: set[str]) -> set[str]:
    return {offer.id for offer in world.offers if f'holds("{offer.id}")' in atoms}


def test_a_pledge_counts_as_standing_in_its_own_condition_though_it_is_not_in_the_program_s_state() -> None:
    """Nobody stands; the first three hold for a French pledge of 5 that joins, the others do not."""
    held = ("FR stands", "total >= 5", "nations >= 1", "not FR stands", "not fr-4 stands", "total < 5", "others >= 5")
    setting = given(*(pledge(f"fr-{index}", 5, condition) for index, condition in enumerate(held[:3])))
    refused = given(*(pledge(f"fr-{index}", 5, condition) for index, condition in enumerate(held) if index > 2))
    for case, count in ((setting, 3), (refused, 0)):
        encoding = Encoding(case)
        (atoms,) = models([*encoding.nations(), *encoding.conditions(case.lines)])
        assert sum(atom.startswith("holds(") for atom in atoms) == count


def test_the_own_nation_is_weighed_though_it_is_not_in_the_program_s_state() -> None:
    """Of 4 votes: France's own pledge sees them in the total, not among the others, whoever else of it stands."""
    asked = {
        "total(votes) >= 4": True,
        "total(votes) < 5": True,
        "others(votes) >= 1": False,
        "total(votes) < 4": False,
    }
    for condition, holds in asked.items():
        setting = weighed({"votes": {"FR": 4, "DE": 0}}, pledge("fr-a", 5, condition), pledge("fr-b", 5), pledge("de"))
        for standing in ({}, {"fr-b": 5}, {"fr-b": 5, "de": 1000}):
            encoding = Encoding(setting)
            (atoms,) = models([*facts(standing), *encoding.nations(), *encoding.conditions(setting.lines)])
            assert ('holds("fr-a")' in atoms) is holds


@st.composite
def situations(draw: st.DrawFn) -> tuple[World, dict[str, int]]:
    """A world and some of its pledges, standing."""
    world = draw(worlds(monotone=False, weighted=True))
    return world, {o.id: o.most for o in world.offers if draw(st.booleans())}


@many
@drawn(situations())
def test_a_condition_holds_in_the_program_where_it_does_by_the_oracle(situation: tuple[World, dict[str, int]]) -> None:
    world, state = situation
    encoding = Encoding(read(world))
    (atoms,) = models([*facts(state), *encoding.nations(), *encoding.conditions(encoding.setting.lines)])
    assert holding(world, atoms) == set(oracle.operator(world, state, state))


@many
@drawn(situations())
def test_with_factors_chosen_it_holds_by_what_is_chosen(situation: tuple[World, dict[str, int]]) -> None:
    world, state = situation
    encoding = Encoding(read(world), factors="chosen")
    known = [f"{str(value).lower()}({name})." for name, value in world.factors.items() if value is not None]
    (atoms,) = models([*known, *facts(state), *encoding.nations(), *encoding.conditions(encoding.setting.lines)])
    assert holding(world, atoms) == set(oracle.operator(world, state, state))


@many
@drawn(situations())
def test_with_negated_mentions_granted_it_holds_as_if_nobody_were_conceivable_but_itself(
    situation: tuple[World, dict[str, int]],
) -> None:
    """Never less than by the oracle with nobody conceivable."""
    world, state = situation
    encoding = Encoding(read(world), negated="granted")
    (atoms,) = models([*facts(state), *encoding.nations(), *encoding.conditions(encoding.setting.lines)])
    assert holding(world, atoms) >= set(oracle.operator(world, state, {}))


@many
@drawn(worlds(monotone=False, matching=2, most=4, weighted=True))
def test_a_match_sends_in_the_program_what_the_oracle_says_beside_the_others(world: World) -> None:
    """Where every pledge stands, the answer sets are the ways in which all matches can be met.

    In each of them conditions hold as the oracle finds.
    """
    everybody = {offer.id: offer.most for offer in world.offers}
    encoding = Encoding(read(world))
    program = [
        *facts(everybody),
        *encoding.nations(),
        *encoding.amounts({}, exact=True),
        *encoding.conditions(encoding.setting.lines),
    ]
    found = {}
    for atoms in models(program):
        sent = [
            sum(1 << k for k in range(9) if f'bit("{o.id}",{k})' in atoms) if o.rate is not None else o.most
            for o in world.offers
        ]
        found[tuple(sent)] = holding(world, atoms)
    ways = oracle.settlements(world, {}, everybody)
    assert found == {
        tuple(state[o.id] for o in world.offers): set(oracle.operator(world, state, state)) for state in ways
    }


@pytest.mark.parametrize(
    ("strength", "rate", "fits"),
    [(2**26, 1, True), (64_000, 0.1, True), (100_000_000, 0.001, True), (100_000_000, 22, False)],
)
def test_a_setting_fits_if_no_sum_can_leave_the_solver_s_integers(strength: int, rate: float, fits: bool) -> None:
    setting = given(pledge("gb", strength), pledge("dk", {"match": rate, "of": "others", "up_to": 800}))
    assert Encoding(setting).fits() is fits


@pytest.mark.parametrize(
    ("condition", "number", "fits"),
    [
        ("total(gdp) >= 5", 2**30, True),
        ("total(gdp) >= 5", 2**31, False),
        ("not others(gdp) >= 5", 2**31, False),
        ("total >= 5", 2**31, True),
    ],
)
def test_so_do_weights_of_which_some_condition_speaks(condition: str, number: int, fits: bool) -> None:
    setting = weighed({"gdp": {"FR": number}}, pledge("fr", 5, condition))
    assert Encoding(setting).fits() is fits
