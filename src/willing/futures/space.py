"""All futures: the levers, and how likely each way is in which they can turn out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from willing.futures.chances import Chances
from willing.futures.levers import Lever, Nodes, factor_lever

Masses = NDArray[np.float64]
"""Probabilities, not yet divided by that of what was learned."""


@dataclass(frozen=True)
class Space:
    """Levers in the order in which they are decided. Those that are no factor come out either way alike."""

    levers: tuple[Lever, ...]
    chances: Chances = field(default_factory=Chances)
    loose: tuple[Lever, ...] = ()
    """Levers that are never decided, as nothing is known of their odds: all that is said holds for both their ends."""

    @staticmethod
    def of(chances: Chances) -> Space:
        """One lever a factor."""
        return Space(
            tuple(factor_lever(name) for name in chances.order),
            chances,
            tuple(factor_lever(name) for name in chances.unknown),
        )

    def within(self, most: int) -> Space:
        """The same with no more than so many levers; the rest stay undecided, so that all odds become bounds."""
        if len(self.levers) <= most:
            return self
        kept: set[str] = set()
        for name in (*self.chances.learned, *self.chances.order):
            wider = kept | self.chances.resting({name})
            kept = wider if len(wider) <= most else kept
        chances = tuple(chance for chance in self.chances.chances if chance.factor in kept)
        rest = tuple(lever for lever in self.levers if lever.name not in kept)
        levers = tuple(lever for lever in self.levers if lever.name in kept)
        return Space(levers, replace(self.chances, chances=chances), (*self.loose, *rest))

    @cached_property
    def inputs(self) -> frozenset[str]:
        """All inputs of a program that some lever holds at one of its ends."""
        levers = (*self.levers, *self.loose)
        return frozenset(name for lever in levers for name in (*lever.true, *lever.false))

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Which bit of a node is which lever."""
        return {lever.name: index for index, lever in enumerate(self.levers)}

    def arranged(self, wish: Sequence[str]) -> Space:
        """The same with the levers in an order as near to a wish as what depends on what allows.

        What was learned comes first, with all that it rests on.
        """
        factors = iter(
            self.chances.ordered([name for name in (*self.chances.learned, *wish) if name in self.chances.by_factor])
        )
        names = [next(factors) if name in self.chances.by_factor else name for name in wish]
        by_name = {lever.name: lever for lever in self.levers}
        return replace(self, levers=tuple(by_name[name] for name in names))

    def ends(self, lever: int, nodes: Nodes) -> tuple[Masses, Masses]:
        """The probabilities of a lever's false and true end at nodes that know those it depends on."""
        name = self.levers[lever].name
        true = np.broadcast_to(0.5 if name not in self.chances.by_factor else self._true(name, nodes), len(nodes))
        learned = self.chances.learned.get(name)
        return (1 - true) * (learned is not True), true * (learned is not False)

    def _true(self, name: str, nodes: Nodes) -> Masses | float:
        return self.chances.of(name, self.place, nodes)

    def everything(self) -> tuple[Nodes, Masses]:
        """Every future there is, with its mass; one number for each way in which all levers can turn out."""
        nodes, masses = np.zeros(1, dtype=np.uint64), np.ones(1)
        for lever in range(len(self.levers)):
            false, true = self.ends(lever, nodes)
            nodes = np.concatenate((nodes, nodes | np.uint64(1 << lever)))
            masses = np.concatenate((masses * false, masses * true))
        return nodes, masses

    def drawn(self, uniform: NDArray[np.float64]) -> tuple[Nodes, Masses]:
        """Futures drawn by numbers from 0 to 1, shape (futures, levers), with their masses (equal but for learning)."""
        nodes, masses = np.zeros(len(uniform), dtype=np.uint64), np.full(len(uniform), 1 / max(1, len(uniform)))
        for lever in range(len(self.levers)):
            false, true = self.ends(lever, nodes)
            whole = false + true
            share = np.divide(true, whole, out=np.zeros_like(true), where=whole > 0)
            nodes |= (uniform[:, lever] < share).astype(np.uint64) << np.uint64(lever)
            masses = masses * whole
        return nodes, masses

    def doing(self, factor: str, value: bool, depth: int, nodes: Nodes) -> Masses:
        """By what the mass of each node changes if a factor is set, whatever it depends on (Pearl's intervention).

        Nodes at which it is undecided are followed by both ends, whose masses then add up to the same.
        """
        place = self.place[factor]
        if place >= depth:
            return np.ones(len(nodes))
        true = np.broadcast_to(self._true(factor, nodes), len(nodes))
        own = true if value else 1 - true
        held = (nodes >> np.uint64(place) & np.uint64(1)).astype(bool) == value
        # An end that never comes by itself has no mass to be scaled: what setting it would do is not known from here.
        scaled: Masses = np.divide(held, own, out=np.zeros(len(nodes)), where=own > 0)
        return scaled

    def share(self, factor: str, nodes: Nodes) -> Masses:
        """How likely a factor is true at each fully decided node, all other levers staying as they are."""
        place = np.uint64(self.place[factor])
        cleared = nodes & ~(np.uint64(1) << place)
        false, true = (self._mass(cleared | np.uint64(value) << place, factor) for value in (0, 1))
        whole = false + true
        shares: Masses = np.divide(true, whole, out=np.zeros(len(nodes)), where=whole > 0)
        return shares

    def _mass(self, nodes: Nodes, factor: str) -> Masses:
        """The part of the mass of fully decided nodes that rests on one factor and its dependents."""
        mass = np.ones(len(nodes))
        for name in self._resting_on(factor):
            false, true = self.ends(self.place[name], nodes)
            mass = mass * np.where(nodes >> np.uint64(self.place[name]) & np.uint64(1), true, false)
        return mass

    def _resting_on(self, factor: str) -> Iterable[str]:
        return (c.factor for c in self.chances.chances if c.factor == factor or factor in c.parents)
