"""Worlds at random in which most offers were signed, and many wait for each other in circles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st
from tests.standing.oracle import Offer, World
from tests.standing.worlds import CAPABILITIES, FACTORS, NATIONS, RATES, conditions, worlds

from willing.conditions.tree import ALWAYS, And, Condition, Factor, Nations, Not, Or, Stands, Sum
from willing.standing.setting import Setting

Treaty = tuple[World, frozenset[str]]
"""A world, and the offers in it that were signed."""


def treaties(monotone: bool = True, matching: bool = False, most: int = 4) -> st.SearchStrategy[Treaty]:
    """A circle more often than any world; where ``matching``, one of its offers at least matches what others send."""
    every = circles(monotone, matching, most), anything(monotone, matching, most)
    return st.one_of(every[0], every[0], every[1])


@st.composite
def anything(draw: st.DrawFn, monotone: bool, matching: bool, most: int) -> Treaty:
    """Any world, with most of its offers signed."""
    world = draw(worlds(monotone, int(matching), most, deep=1, weighted=True))
    names = frozenset(offer.id for offer in world.offers)
    return world, names - draw(st.sets(st.sampled_from(sorted(names)), max_size=1))


@st.composite
def circles(
    draw: st.DrawFn, monotone: bool = True, matching: bool = False, most: int = 4, factors: Sequence[str] = FACTORS
) -> Treaty:
    """Offers of which each waits for the next, or for as many as it takes, and some for more than that.

    Where ``matching``, one matches what others send.
    """
    nations = NATIONS[: draw(st.integers(2, most))]
    names = tuple(f"{nation.lower()}-{index}" for index, nation in enumerate(nations))
    offers = []
    for index, (name, nation) in enumerate(zip(names, nations, strict=True)):
        condition = draw(waiting(nations[(index + 1) % len(nations)], nations))
        condition = draw(asking(condition, names, monotone, factors))
        capability, strength = draw(st.sampled_from(CAPABILITIES)), draw(st.integers(1, 5))
        offers.append(Offer(name, nation, capability, strength, condition))
    if matching:
        rate, kept = Fraction(draw(st.sampled_from(RATES))), draw(st.booleans())
        offers[0] = replace(offers[0], rate=rate, condition=offers[0].condition if kept else ALWAYS)
    values = {name: draw(st.sampled_from((True, True, False, None))) for name in FACTORS}
    values |= {name: None for name in factors if name not in FACTORS}
    left_out = draw(st.none() | st.none() | st.sampled_from(names))
    return World(tuple(offers), values), frozenset(names) - {left_out}


@st.composite
def waiting(draw: st.DrawFn, after: str, nations: Sequence[str]) -> Condition:
    """What closes the circle: mostly another nation, sometimes enough persons or nations, or nothing."""
    kind = draw(st.sampled_from(("stands", "stands", "stands", "persons", "nations", "none")))
    if kind == "stands":
        return Stands(draw(st.sampled_from((after, after, *nations))))
    if kind == "persons":
        return Sum(draw(st.sampled_from(("total", "others"))), (), ">=", draw(st.integers(1, 8)))
    return Nations(">=", draw(st.integers(2, len(nations)))) if kind == "nations" else ALWAYS


@st.composite
def asking(
    draw: st.DrawFn, condition: Condition, names: tuple[str, ...], monotone: bool, factors: Sequence[str]
) -> Condition:
    """A condition with something beside it or instead of it, or as it is."""
    factor = Factor(draw(st.sampled_from(factors)))
    literal: Condition = Not(factor) if draw(st.integers(0, 3)) == 0 else factor
    forbidding = Not(Stands(draw(st.sampled_from(names))))
    kinds = ("as it is", "as it is", "factor", "or factor", "and any", "or any", *(() if monotone else ("not", "not")))
    match draw(st.sampled_from(kinds)):
        case "factor":
            return both(condition, literal)
        case "or factor":
            return either(condition, literal)
        case "and any":
            return both(condition, draw(conditions(names, monotone, 0)))
        case "or any":
            return either(condition, draw(conditions(names, monotone, 0)))
        case "not":
            return both(condition, forbidding)
        case _:
            return condition


def both(first: Condition, second: Condition) -> Condition:
    """Two conditions as clauses of one."""
    return second if first == ALWAYS else And((first, second))


def either(first: Condition, second: Condition) -> Condition:
    """Two conditions of which one suffices; the second, where the first asks for nothing."""
    return second if first == ALWAYS else Or((first, second))


def under(setting: Setting, *pledges: str) -> Setting:
    """The setting with some pledges signed."""
    return replace(setting, signed=frozenset(pledges))
