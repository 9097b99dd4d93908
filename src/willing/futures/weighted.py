"""Games in which every nation simply adds its weight: no futures need be gone through.

Of such a game only the quota matters, which may depend on how many take part: a council's rule may ask for fifteen
nations with 65 % of the population, or for any twenty-four. Small weights are counted by dynamic programming, for any
number of nations; large ones by splitting the nations into two halves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from willing.conditions.tree import And, Condition, Factor, Nations, Sum, leaves
from willing.conditions.truth import Sight, holds
from willing.futures.power import Index, both, swings
from willing.standing.goal import Goal
from willing.standing.resolve import tally
from willing.standing.setting import Line, Setting

LARGEST = 1 << 26
"""Bits of one number beyond which dynamic programming is no longer worth it."""
MOST_HALVED = 32
"""Nations up to which the two halves are."""


@dataclass(frozen=True)
class WeightedGame:
    """A coalition of so many nations meets the goal if its weight is at least the quota for as many."""

    weights: Mapping[str, int]
    """By nation; one that adds nothing, not even itself, is left out."""
    quotas: tuple[int, ...]
    """By the number of nations, from none to all."""

    @property
    def met(self) -> bool:
        """Whether all together meet it."""
        return sum(self.weights.values()) >= self.quotas[-1]


def weighted_game(setting: Setting, goal: Goal) -> WeightedGame | None:
    """A setting and a goal as a weighted game, or ``None``.

    It is one if no pledge waits for another, and the goal asks for one kind of sum, the number of nations, or both.
    """
    if not all(_alone(line.condition) and line.rate is None for line in setting.lines):
        return None
    if not goal.monotone and not all(_decided(setting, line.condition) for line in setting.lines):
        return None  # what a rule forbids might come about
    persons = [Sum("total", (), ">=", goal.persons)] if goal.persons is not None else []
    rule = And((*persons, *((goal.rule,) if goal.rule is not None else ())))
    sums = {leaf.names: leaf for leaf in leaves(rule) if isinstance(leaf, Sum)}
    if len(sums) > 1 or not all(isinstance(leaf, Sum | Nations | Factor) for leaf in leaves(rule)):
        return None
    nothing = tally(setting, {}).whole
    standing = [line for line in setting.lines if holds(line.condition, Sight(setting.factors, nothing, nothing))]
    weights = _weights(setting, standing, next(iter(sums), ()))
    quotas = [_quota(setting, rule, size, weights) for size in range(len(weights) + 1)]
    return WeightedGame(weights, tuple(q for q in quotas if q is not None)) if None not in quotas else None


def _alone(condition: Condition) -> bool:
    return all(isinstance(leaf, Factor) for leaf in leaves(condition))


def _decided(setting: Setting, condition: Condition) -> bool:
    return not any(isinstance(leaf, Factor) and leaf.name in setting.unsettled for leaf in leaves(condition))


def _weights(setting: Setting, standing: Sequence[Line], names: tuple[str, ...]) -> dict[str, int]:
    weight = setting.weight_of(names)
    found = {line.nation: 0 for line in standing}
    for line in standing:
        if setting.counts(names, line):
            own = line.most + found[line.nation]
            found[line.nation] = own if weight is None else setting.weights[weight].get(line.nation, 0)
    return found


@dataclass(frozen=True)
class _Sum:
    """A force of which only its sum and the number of its nations are known."""

    weight: int
    size: int

    def sum(self, _scope: str, _names: tuple[str, ...]) -> int:
        return self.weight

    def nations(self) -> int:
        return self.size


def _quota(setting: Setting, rule: Condition, size: int, weights: Mapping[str, int]) -> int | None:
    """The least weight with which so many nations meet a rule; ``None`` where more weight can be worse."""
    beyond = sum(weights.values()) + 1
    steps = sorted({0, *(leaf.persons for leaf in leaves(rule) if isinstance(leaf, Sum) and leaf.persons < beyond)})
    met = []
    for weight in steps:
        view = _Sum(weight, size)
        met.append(holds(rule, Sight(setting.factors, view, view)))  # type: ignore[arg-type]
    if met != sorted(met):
        return None
    return steps[met.index(True)] if True in met else beyond


def weighted_indices(game: WeightedGame) -> Mapping[str, Index] | None:
    """Every nation's power, exactly; ``None`` where both ways of counting would take too much."""
    unit = gcd(*game.weights.values()) or 1
    parts = {nation: weight // unit for nation, weight in game.weights.items()}
    quotas = [max(0, -(-quota // unit)) for quota in game.quotas]
    count = len(parts)
    width = 64 * -(-(count + 1) // 64)
    if (sum(parts.values()) + 2) * width * count <= LARGEST:
        swung = _by_programming(parts, quotas, width)
    elif count <= MOST_HALVED:
        swung = _by_halves(parts, quotas)
    else:
        return None
    return {nation: Index(*both(numbers)) for nation, numbers in swung.items()}


def _by_programming(parts: Mapping[str, int], quotas: Sequence[int], width: int) -> dict[str, list[int]]:
    """Swings by size, from one large number a size whose digits count the coalitions of each weight.

    Adding a nation is a shift and a sum, and taking it away the reverse (Brams and Affuso 1976, the generating function
    being a number).
    """
    count = len(parts)
    rows = [1] + [0] * count
    for weight in parts.values():
        for size in range(count, 0, -1):
            rows[size] += rows[size - 1] << weight * width
    found = {weight: _swings(rows, weight, quotas, width) for weight in set(parts.values())}
    return {nation: found[weight] for nation, weight in parts.items()}


def _swings(rows: Sequence[int], weight: int, quotas: Sequence[int], width: int) -> list[int]:
    """By size, how often a nation of some weight swings a coalition without it."""
    without, found = 0, []
    for size in range(len(rows) - 1):
        without = rows[size] - (without << weight * width)
        low, high = sorted((max(0, quotas[size + 1] - weight), quotas[size]))
        part = without >> low * width & (1 << (high - low) * width) - 1
        sign = 1 if quotas[size + 1] - weight <= quotas[size] else -1
        found.append(sign * _digit_sum(part, width))
    return found


def _digit_sum(number: int, width: int) -> int:
    """The sum of a number's digits of ``width`` bits, a multiple of 64."""
    length = -(-number.bit_length() // width) * width // 8
    halves = np.frombuffer(number.to_bytes(length, "little"), dtype=np.uint32).reshape(-1, width // 32)
    return sum(int(total) << 32 * place for place, total in enumerate(halves.sum(axis=0, dtype=np.uint64)))


def _by_halves(parts: Mapping[str, int], quotas: Sequence[int]) -> dict[str, list[int]]:
    """Swings by size, every coalition being one of each half (Horowitz and Sahni 1974).

    For each coalition of the first half it takes one look into the second, sorted by size and weight.
    """
    names = list(parts)
    first, second = names[: len(names) // 2], names[len(names) // 2 :]
    weights, members = _coalitions([parts[name] for name in first])
    others, others_members = _coalitions([parts[name] for name in second])
    sizes, asked = members.sum(axis=1), np.array(quotas)
    totals = np.zeros(len(names) + 1)
    within = {name: np.zeros(len(names) + 1) for name in names}
    for size in range(len(second) + 1):
        of_size = np.flatnonzero(others_members.sum(axis=1) == size)
        of_size = of_size[np.argsort(others[of_size], kind="stable")]
        at = np.searchsorted(others[of_size], asked[sizes + size] - weights)
        enough = (len(of_size) - at).astype(np.float64)
        totals += np.bincount(sizes + size, weights=enough, minlength=len(totals))
        for place, name in enumerate(first):
            own = enough * members[:, place]
            within[name] += np.bincount(sizes + size, weights=own, minlength=len(totals))
        tails = np.zeros((len(of_size) + 1, len(second)))
        tails[:-1] = np.cumsum(others_members[of_size][::-1], axis=0)[::-1]
        for name, tail in zip(second, tails.T, strict=True):
            within[name] += np.bincount(sizes + size, weights=np.ascontiguousarray(tail)[at], minlength=len(totals))
    whole = [int(number) for number in totals]
    return {name: swings(whole, [int(number) for number in found]) for name, found in within.items()}


def _coalitions(weights: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The weight of every coalition, and who is in it, shape (coalitions, members)."""
    numbers = np.arange(1 << len(weights))
    members = numbers[:, None] >> np.arange(len(weights)) & 1
    return members @ np.array(weights, dtype=np.int64), members
