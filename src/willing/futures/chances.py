"""How likely each scenario is: the factors as dependent random propositions.

A factor's probability may depend on other factors (``{given: f, true: p, false: q}``, nested for several), which makes
a Bayesian network (Pearl 1988). *Assuming* a factor sets it and says nothing about what it depends on; *learning* it
(``given``) conditions the whole network.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from willing.case.links import parents
from willing.case.model import Factor, Given, Probability
from willing.errors import AskError
from willing.futures.levers import Nodes

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Chance:
    """One open factor: its probability for every way in which those it depends on can turn out."""

    factor: str
    parents: tuple[str, ...]
    true: tuple[float, ...]
    """By the number whose binary digits are the parents' values, the first parent the lowest digit."""

    def comes(self, value: bool) -> bool:
        """Whether it may turn out so whatever its parents do."""
        return all(true if value else true < 1 for true in self.true)


@dataclass(frozen=True)
class Chances:
    """The joint distribution of the open factors that matter."""

    chances: tuple[Chance, ...] = ()
    """Each after those it depends on."""
    learned: Mapping[str, bool] = field(default_factory=dict)
    """What is conditioned on."""
    unknown: tuple[str, ...] = ()
    """Open factors that state no probability, or depend on one that does not."""

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The factors, each after those it depends on."""
        return tuple(chance.factor for chance in self.chances)

    @cached_property
    def by_factor(self) -> Mapping[str, Chance]:
        """Every factor's chance."""
        return {chance.factor: chance for chance in self.chances}

    def ordered(self, wish: Sequence[str]) -> tuple[str, ...]:
        """The factors in an order as near to a wish as can be with each after those it depends on."""
        found: dict[str, None] = {}

        def place(name: str) -> None:
            for parent in self.by_factor[name].parents:
                place(parent)
            found.setdefault(name)

        for name in wish:
            place(name)
        return tuple(found)

    def of(self, factor: str, order: Mapping[str, int], nodes: Nodes) -> Weights | float:
        """The probability of a factor being true at each of some nodes, which know those it depends on.

        ``order`` says which bit of a node is which factor.
        """
        chance = self.by_factor[factor]
        if not chance.parents:
            return chance.true[0]
        rows = np.zeros(len(nodes), dtype=np.uint64)
        for place, parent in enumerate(chance.parents):
            rows |= (nodes >> np.uint64(order[parent]) & np.uint64(1)) << np.uint64(place)
        return np.asarray(chance.true)[rows.astype(np.intp)]

    def probability(self, values: Mapping[str, bool]) -> float | None:
        """The probability that some factors turn out so, given what was learned; ``None`` where it is unknown."""
        if any(name in self.unknown for name in values):
            return None
        wanted = {**self.learned, **values}
        if any(self.learned.get(name, value) is not value for name, value in values.items()):
            return 0.0
        return self._mass(wanted) / self.learned_mass

    @cached_property
    def learned_mass(self) -> float:
        """The probability of what is conditioned on."""
        return self._mass(self.learned)

    def _mass(self, values: Mapping[str, bool]) -> float:
        """The probability that some factors turn out so, by summing over what they depend on."""
        needed = self.resting(values)
        chances = [chance for chance in self.chances if chance.factor in needed]
        open_ = [chance.factor for chance in chances if chance.factor not in values]
        total = 0.0
        for picked in product((False, True), repeat=len(open_)):
            scenario = {**dict(zip(open_, picked, strict=True)), **values}
            total += float(np.prod([_chance_of(chance, scenario) for chance in chances]))
        return total

    def resting(self, names: Collection[str]) -> set[str]:
        """Those among some names that are open factors, and all that these depend on."""
        found: set[str] = set()
        waiting = [name for name in names if name in self.by_factor]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.by_factor[name].parents
        return found


def _chance_of(chance: Chance, scenario: Mapping[str, bool]) -> float:
    row = sum(1 << place for place, parent in enumerate(chance.parents) if scenario[parent])
    return chance.true[row] if scenario[chance.factor] else 1 - chance.true[row]


def chances_of(
    factors: Mapping[str, Factor],
    settled: Mapping[str, bool | None],
    wanted: Collection[str],
    learned: Mapping[str, bool] | None = None,
) -> Chances:
    """The distribution of the ``wanted`` factors and all they depend on.

    ``settled`` says which are known or assumed; ``learned`` what is conditioned on. Raises
    :class:`~willing.errors.AskError` where what is learned cannot happen.
    """
    learned = learned or {}
    # A factor without a probability depends on nothing, so to learn it is to settle it.
    known = {**settled, **{name: value for name, value in learned.items() if factors[name].probability is None}}
    order = tuple(_ancestors(factors, known, [*wanted, *learned]))
    blurred: set[str] = set()
    while True:
        found = _stated(order, factors, known, blurred)
        # What is learned speaks for all it depends on; how much nobody says where its own probability is unknown.
        wider = {*_ancestors(factors, known, [name for name in order if name in learned and name not in found])}
        if wider <= blurred:
            break
        blurred |= wider
    kept = {name: value for name, value in learned.items() if name in found}
    chances = Chances(tuple(found.values()), kept, tuple(n for n in order if n not in found and n not in learned))
    if not chances.learned_mass > 0:
        raise AskError(f"given {', '.join(kept)}: the case gives this no chance, so nothing can be concluded from it")
    return chances


def _stated(
    order: Sequence[str], factors: Mapping[str, Factor], settled: Mapping[str, bool | None], blurred: Collection[str]
) -> dict[str, Chance]:
    """The chances of those factors that have one."""
    found: dict[str, Chance] = {}
    for name in order:
        above = tuple(parent for parent in parents(factors[name]) if settled.get(parent) is None)
        probability = factors[name].probability
        if probability is not None and name not in blurred and all(parent in found for parent in above):
            found[name] = Chance(name, above, tuple(_rows(probability, above, settled)))
    return found


def _rows(probability: Probability, above: Sequence[str], settled: Mapping[str, bool | None]) -> Iterator[float]:
    for values in product((False, True), repeat=len(above)):
        yield _value(probability, {**settled, **dict(zip(above[::-1], values, strict=True))})


def _value(probability: Probability, known: Mapping[str, bool | None]) -> float:
    while isinstance(probability, Given):
        probability = probability.true if known[probability.given] else probability.false
    return float(probability)


def _ancestors(
    factors: Mapping[str, Factor], settled: Mapping[str, bool | None], names: Sequence[str]
) -> Iterator[str]:
    """The open factors among some and all that they depend on, each after those it depends on."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in done or settled.get(name) is not None:
            return
        done.add(name)
        for parent in parents(factors[name]):
            yield from visit(parent)
        yield name

    for name in names:
        yield from visit(name)
