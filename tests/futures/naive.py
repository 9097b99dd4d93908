"""All futures gone through one by one, in fractions: the slow way against which this room is held.

A network is written by hand as a row of chances for every way in which a factor's parents can turn out. Who stands in
one scenario is asked of the reference (:mod:`willing.standing.resolve`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from math import factorial
from typing import Any

from hypothesis import strategies as st
from tests.standing.oracle import World
from tests.standing.worlds import worlds

from willing.case.model import Factor
from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.conditions.tree import ALWAYS, And, Condition, Not, Or
from willing.conditions.tree import Factor as Literal
from willing.futures.judge import Game
from willing.standing.goal import Goal
from willing.standing.resolve import firm, greatest, least, tally
from willing.standing.setting import Setting

Scenario = Mapping[str, bool]
"""Every open factor decided."""

FURTHER = ("f0", "f1", "f2")
"""Factors beside those of the worlds."""


# ------------------------------------------------------------------------------------------------------------ chances


@dataclass(frozen=True)
class Node:
    """One factor of a network: its chance of being true by the values of those it depends on."""

    parents: tuple[str, ...]
    true: Mapping[tuple[bool, ...], Fraction]


Network = Mapping[str, Node]
"""Factors, each after those it depends on."""


def root(chance: str | Fraction) -> Node:
    """A factor that depends on nothing."""
    return Node((), {(): Fraction(chance)})


def child(*parents: str, **true: str) -> Node:
    """A factor with a chance for each way of its parents: ``tf="1/2"`` for the first true and the second not."""
    return Node(parents, {tuple(sign == "t" for sign in way): Fraction(chance) for way, chance in true.items()})


def mass(network: Network, scenario: Scenario) -> Fraction:
    """The probability of one scenario: the product of all factors' chances."""
    found = Fraction(1)
    for name, node in network.items():
        true = node.true[tuple(scenario[parent] for parent in node.parents)]
        found *= true if scenario[name] else 1 - true
    return found


def scenarios(names: Iterable[str]) -> Iterator[dict[str, bool]]:
    """Every way in which factors can turn out."""
    listed = list(names)
    for values in product((False, True), repeat=len(listed)):
        yield dict(zip(listed, values, strict=True))


def probability(network: Network, event: Callable[[Scenario], bool], learned: Scenario | None = None) -> Fraction:
    """The probability of an event given what was learned."""
    whole, found = Fraction(0), Fraction(0)
    for scenario in scenarios(network):
        if all(scenario[name] is value for name, value in (learned or {}).items()):
            part = mass(network, scenario)
            whole += part
            found += part if event(scenario) else 0
    return found / whole


def cut(network: Network, factor: str, value: bool) -> Network:
    """The mutilated network of an intervention: the factor is set, whatever it depended on."""
    return {**network, factor: root(Fraction(value))}


def stated(node: Node, known: tuple[bool, ...] = ()) -> Any:
    """A node as a case file states it, its parents one inside the other."""
    if len(known) == len(node.parents):
        return float(node.true[known])
    ways = {str(value).lower(): stated(node, (*known, value)) for value in (True, False)}
    return {"given": node.parents[len(known)], **ways}


def factors_of(network: Network, **more: Any) -> dict[str, Factor]:
    """The factors of a case, those in ``more`` as written there."""
    written = {name: {"probability": stated(node)} for name, node in network.items()} | more
    return {name: Factor.model_validate(factor) for name, factor in written.items()}


@st.composite
def networks(draw: st.DrawFn, names: Sequence[str], least: int = 1, parents: int = 2) -> Network:
    """A network of these factors, with chances from ``least`` to ``10 - least`` tenths."""
    found: dict[str, Node] = {}
    for name in draw(st.permutations(names)):
        above = draw(st.lists(st.sampled_from(sorted(found)), max_size=parents, unique=True)) if found else []
        tenths = st.integers(least, 10 - least)
        rows = {values: Fraction(draw(tenths), 10) for values in product((False, True), repeat=len(above))}
        found[name] = Node(tuple(above), rows)
    return found


# ------------------------------------------------------------------------------------------------------------- worlds


@st.composite
def open_worlds(
    draw: st.DrawFn, names: Sequence[str] = FURTHER, monotone: bool = True, matching: int = 0, most: int = 4
) -> World:
    """A world most of whose offers also wait for open factors, some for one being true and some for it being false."""
    found = draw(worlds(monotone=monotone, matching=matching, most=most, deep=1, weighted=True, settled=True))
    offers = tuple(replace(offer, condition=draw(waiting(offer.condition, names))) for offer in found.offers)
    return replace(found, offers=offers, factors={**found.factors, **dict.fromkeys(names)})


@st.composite
def waiting(draw: st.DrawFn, condition: Condition, names: Sequence[str]) -> Condition:
    """A condition with a literal of an open factor beside it or instead of it, or as it is."""
    factor = Literal(draw(st.sampled_from(names)))
    literal: Condition = Not(factor) if draw(st.integers(0, 3)) == 0 else factor
    kind = draw(st.sampled_from(("and", "and", "or", "alone", "as it is")))
    if kind == "as it is":
        return condition
    if kind == "alone" or condition == ALWAYS:
        return literal
    if kind == "or":
        return Or((condition, literal))
    return And((*(condition.items if isinstance(condition, And) else (condition,)), literal))


RULES = (
    "nations >= 2",
    "FR stands or nations >= 3",
    "total(infantry) >= 3 and not f0",
    "at least 2 of [DE stands, f1, total >= 6]",
    "total(votes) >= 4",
    "total(votes, infantry) >= 2 or FR sends >= 5",
)
FORBIDDING = ("not DE stands", "total < 9 and nations >= 1", "nations < 3 and total >= 2", "total(gdp) < 3 or f2")
"""Rules that a larger force may break."""


@st.composite
def goals(draw: st.DrawFn, world: World, monotone: bool = True) -> Goal:
    """So many persons, a rule over the whole force, or both."""
    persons = draw(st.integers(0, 1 + sum(offer.most for offer in world.offers)))
    rule = normal(parse(draw(st.sampled_from(RULES if monotone else RULES + FORBIDDING))))
    kind = draw(st.sampled_from(("persons", "rule", "both")))
    return Goal(None if kind == "rule" else persons, None if kind == "persons" else rule)


def force(setting: Setting, game: Game) -> int:
    """Persons of the force in one scenario, by the reference; ``together`` only of monotone settings."""
    return sum((firm(setting).certain if game == "firm" else greatest(setting)).values())


def meets(setting: Setting, game: Game, goal: Goal) -> bool:
    """Whether the force meets a goal, by the reference; ``together`` only of monotone settings.

    What a rule forbids is read from the most that others might do, however open factors turn out.
    """
    if game == "firm":
        certain = firm(setting).certain
        return goal.met(setting, certain, least(setting.opposite, tally(setting, certain))[0])
    return goal.met(setting, greatest(setting), greatest(setting.at_best()))


def taking_part(setting: Setting, nations: Iterable[str]) -> Setting:
    """The setting with the pledges of these nations only."""
    kept = set(nations)
    return setting.without(line.pledge for line in setting.lines if line.nation not in kept)


# -------------------------------------------------------------------------------------------------------------- power

Value = Callable[[frozenset[str]], Fraction | int]
"""What a coalition comes to."""


def subsets(nations: Iterable[str]) -> Iterator[frozenset[str]]:
    """Every coalition."""
    listed = list(nations)
    for size in range(len(listed) + 1):
        yield from map(frozenset, combinations(listed, size))


def shapley(nations: Sequence[str], value: Value) -> dict[str, Fraction]:
    """The definition: swings by coalition, each weighted by the orders in which it comes about."""
    worth = {coalition: Fraction(value(coalition)) for coalition in subsets(nations)}
    count = len(nations)
    found = {}
    for nation in nations:
        swings = Fraction(0)
        for coalition in subsets(set(nations) - {nation}):
            orders = factorial(len(coalition)) * factorial(count - len(coalition) - 1)
            swings += orders * (worth[coalition | {nation}] - worth[coalition])
        found[nation] = swings / factorial(count)
    return found


def banzhaf(nations: Sequence[str], value: Value) -> dict[str, Fraction]:
    """The definition: the mean of all swings."""
    worth = {coalition: Fraction(value(coalition)) for coalition in subsets(nations)}
    return {
        nation: sum((worth[c | {nation}] - worth[c] for c in subsets(set(nations) - {nation})), Fraction(0))
        / 2 ** (len(nations) - 1)
        for nation in nations
    }
