"""A case reduced to what resolving needs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from tests.standing.oracle import World
from tests.standing.worlds import case_of, given, pledge, pledged, read, worlds

from willing.case.pledge import Reading
from willing.conditions.tally import Tally
from willing.conditions.tree import And, Factor, Not, Or, Stands
from willing.standing.resolve import tally
from willing.standing.setting import setting_of


def test_a_line_has_one_clause_per_item_of_a_leading_and_in_normal_form() -> None:
    setting = given(pledge("fr", 1, "f and not (DE stands or not f) and (f or f)"), f=True)
    assert setting.by_pledge["fr"].clauses == (
        Factor("f"),
        And((Not(Stands("DE")), Factor("f"))),
        Or((Factor("f"), Factor("f"))),
    )


def test_a_line_without_condition_has_no_clause() -> None:
    assert given(pledge("fr")).by_pledge["fr"].clauses == ()


@pytest.mark.parametrize(
    ("strength", "most"),
    [
        (0, 0),
        (5000, 5000),
        ("unknown", 0),
        ({"low": 1, "likely": 2, "high": 3}, 2),
        ({"match": 0.5, "of": "others", "up_to": 7}, 7),
    ],
)
def test_a_line_sends_at_most_what_is_likely_or_the_cap_of_a_match(strength: object, most: int) -> None:
    assert given(pledge("fr", strength)).by_pledge["fr"].most == most


@pytest.mark.parametrize(("reading", "most"), [("low", 1), ("likely", 2), ("high", 3)])
def test_a_range_can_be_read_at_its_ends(reading: Reading, most: int) -> None:
    case = case_of([pledge("fr", {"low": 1, "likely": 2, "high": 3}), pledge("de", 7), pledge("gb", "unknown")])
    setting = setting_of(case, reading=reading)
    assert {line.pledge: line.most for line in setting.lines} == {"fr": most, "de": 7, "gb": 0}


def test_the_rate_of_a_match_is_exact() -> None:
    """0.29 * 100 is 28.999999999999996 in binary floating point; 29 are offered."""
    setting = given(pledge("gb", 100), pledge("dk", {"match": 0.29, "of": "others", "up_to": 50}))
    line = setting.by_pledge["dk"]
    assert line.rate == Fraction(29, 100)
    assert line.offers(tally(setting, {"gb": 100})) == 29


def test_a_match_is_restricted_to_the_names_given() -> None:
    match = {"match": 1, "of": "others( FR ,infantry)", "up_to": 50}
    assert given(pledge("dk", match)).by_pledge["dk"].matched == ("FR", "infantry")


def test_a_fixed_line_offers_the_same_beside_anybody() -> None:
    assert given(pledge("fr", 5)).by_pledge["fr"].offers(Tally()) == 5


@pytest.mark.parametrize(
    ("condition", "monotone"),
    [
        ("FR stands and others >= 5 and nations >= 2 and FR sends >= 1", True),
        ("not f or not (f and g)", True),
        ("not (total < 5) and not not FR stands and not (nations < 2 or not FR stands)", True),
        ("not FR stands", False),
        ("f or (g and total < 5)", False),
        ("at least 1 of [f, nations < 3]", False),
        ("not (FR sends >= 1)", False),
        ("not at least 2 of [f, others >= 3]", False),
    ],
)
def test_only_negated_pledges_and_upper_bounds_make_a_setting_non_monotone(condition: str, monotone: bool) -> None:
    assert given(pledge("fr"), pledge("de", 1, condition), f=None, g=None).monotone is monotone


def test_an_assumption_beats_a_settled_value_and_leaves_the_others() -> None:
    case = case_of([pledge("fr")], {"f": True, "g": False, "h": None})
    assert setting_of(case).factors == {"f": True, "g": False, "h": None}
    assert setting_of(case, {"f": False, "h": True}).factors == {"f": False, "g": False, "h": True}
    assert setting_of(case).assuming({"g": True}).factors == {"f": True, "g": True, "h": None}


def test_at_best_grants_both_literals_of_open_factors_only() -> None:
    setting = given(pledge("fr", 1, "f and not f and g and not h"), f=None, g=True, h=False).at_best()
    assert setting.by_pledge["fr"].clauses == (And(()), And(()), Factor("g"), Not(Factor("h")))


def test_at_best_reaches_into_every_part_of_a_condition() -> None:
    setting = given(pledge("fr", 1, "at least 2 of [f, g, not f and g]"), f=None, g=False).at_best()
    assert "Factor(name='f')" not in repr(setting.by_pledge["fr"].clauses)
    assert "Factor(name='g')" in repr(setting.by_pledge["fr"].clauses)


def test_a_waiver_drops_one_clause_of_one_pledge() -> None:
    setting = given(pledge("fr", 1, "f and g and h"), pledge("de", 1, "f and g"), f=True, g=True, h=True)
    waived = setting.waiving([("fr", 1)])
    assert waived.by_pledge["fr"].clauses == (Factor("f"), Factor("h"))
    assert waived.by_pledge["de"].clauses == (Factor("f"), Factor("g"))


def test_a_condition_that_is_no_and_is_one_clause() -> None:
    setting = given(pledge("fr", 1, "f or g"), f=True, g=True)
    assert setting.waiving([("fr", 0)]).by_pledge["fr"].clauses == ()


def test_a_withdrawn_pledge_is_gone_and_a_nation_keeps_its_other_ones() -> None:
    setting = given(pledge("fr-a", 1), pledge("fr-b", 2), pledge("de", 4)).without(["fr-a", "de"])
    assert list(setting.by_pledge) == ["fr-b"]
    assert [line.pledge for line in setting.by_nation["FR"]] == ["fr-b"]
    assert "DE" not in setting.by_nation


@settings(deadline=None, max_examples=100)
@drawn(worlds(monotone=False, matching=1, weighted=True))
def test_a_random_world_is_read_as_it_was_drawn(world: World) -> None:
    """A guard for the oracle itself: what the package parsed is what the oracle judges."""
    case = case_of([pledged(offer) for offer in world.offers], world.factors, world.weights)
    assert [p.condition for p in case.pledges] == [offer.condition for offer in world.offers]
    lines = read(world).lines
    assert [(x.pledge, x.nation, x.capability, x.most, x.rate, x.matched) for x in lines] == [
        (o.id, o.nation, o.capability, o.most, o.rate, o.of) for o in world.offers
    ]
    assert read(world).factors == world.factors


@settings(deadline=None, max_examples=100)
@drawn(worlds(monotone=True, matching=1, weighted=True))
def test_worlds_drawn_as_monotone_are_recognised_as_such(world: World) -> None:
    assert read(world).monotone
