"""Power indices: how often a nation makes the difference between a goal missed and a goal met.

For a coalition S without nation i, i *swings* if S misses the goal and S with i meets it (counted negative where i
spoils it). Shapley and Shubik (1954) average the swings over all orders in which the nations may join,
``sum over S of |S|! (n - |S| - 1)! / n!``; Banzhaf (1965) over all coalitions alike, ``/ 2**(n - 1)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial
from typing import Any

from willing.futures.coalitions import Coalitions

NOISE = 1e-12
"""Expectations below this are sums that cancel."""


@dataclass(frozen=True)
class Index:
    """One nation's power. Fractions where all coalitions were counted in one scenario, else numbers."""

    shapley: Fraction | float
    banzhaf: Fraction | float
    unsure: float = 0.0
    """How far the first may be off, where coalitions were left open."""


def indices(found: Coalitions) -> Mapping[str, Index]:
    """Every nation's power from the counted coalitions."""
    totals, within = found.meeting.totals(), found.meeting.with_each()
    open_, open_within = found.open.totals(), found.open.with_each()
    return {
        nation: Index(*both(swings(totals, within[nation])), _unsure(open_, open_within[nation]) if any(open_) else 0.0)
        for nation in found.nations
    }


def swings(totals: Sequence[Any], within: Sequence[Any]) -> list[Any]:
    """By the size of a coalition without a nation, how often it swings it."""
    return [within[size + 1] - (totals[size] - within[size]) for size in range(len(totals) - 1)]


def both(swung: Sequence[Any]) -> tuple[Any, Any]:
    """Shapley and Banzhaf from the swings by size."""
    count = len(swung)
    if all(isinstance(number, int) for number in swung):
        orders = [factorial(size) * factorial(count - 1 - size) for size in range(count)]
        shapley = sum(order * number for order, number in zip(orders, swung, strict=True))
        return Fraction(shapley, factorial(count)), Fraction(sum(swung), 2 ** (count - 1))
    mean = sum(s / comb(count - 1, size) for size, s in enumerate(swung)) / count
    return _clean(mean), _clean(sum(swung) / 2 ** (count - 1))


def _clean(number: float) -> float:
    """Nought where only rounding makes it anything else."""
    return 0.0 if abs(number) < NOISE else number


def _unsure(totals: Sequence[Any], within: Sequence[Any]) -> float:
    """The most that open coalitions could add to or take from a nation's Shapley value."""
    count = len(totals) - 1
    more = sum(within[size + 1] / comb(count - 1, size) for size in range(count)) / count
    less = sum((totals[size] - within[size]) / comb(count - 1, size) for size in range(count)) / count
    return float(max(more, less))
