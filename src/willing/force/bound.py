"""What no plan can exceed: the Lagrangian bound, and the prices that prove it.

Everything that units share gets a price: service at each post in each month, persons away of each budget, persons moved
in each area, persons to spare of each need. For any prices that are not negative,

    what posts pay for their best patterns + budgets and lift at their prices + the best that each unit can earn

is at least the objective of every plan. The prices that make it least are found by accelerated gradient steps on a
smoothed version of this sum, which is made sharper level by level; the bound itself is always taken sharply, and with
a hair's breadth added for the arithmetic of floating point.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from willing.force.arrays import Arrays, Floats, arrays_of
from willing.force.patterns import Cells, cells_of, rows_of
from willing.force.pricing import Prices, before_each, effective, room_for, used_by_cells, used_by_kinds
from willing.force.problem import Problem

HAIR = 1e-9
"""What is added to a bound, as a share of it, for rounding."""
STEPS = 40
"""Gradient steps at one level of warmth."""
COOLER = 0.55
"""The warmth of a level as a share of that before."""
SETTLED = 3e-5
"""The share of the bound by which three levels must have lowered it for the next to be worth while."""
THREADS = 2
WORTH_SHARING = 20_000
"""Options times months above which two threads share the work."""


class Dual:
    """The sum that bounds every plan, to be asked at any prices."""

    def __init__(self, problem: Problem, executor: Executor) -> None:
        rows = rows_of(problem)
        self.arrays: Arrays = arrays_of(problem, rows)
        self.cells: Cells = cells_of(problem, rows)
        self._executor = executor
        options = self.arrays.first_option
        threads = THREADS if options[-1] * problem.months > WORTH_SHARING else 1
        self._share = np.zeros(int((self.cells.last - self.cells.first).max(initial=1)))
        self._rooms = [room_for(self.arrays) for _ in range(threads)]
        halves = [int(np.searchsorted(options, options[-1] * part / threads)) for part in range(1, threads)]
        ends = [0, *halves, len(self.arrays.units)]
        self._parts = list(pairwise(ends))

    def nothing(self) -> Prices:
        """Prices of nothing, or use of nothing."""
        a, months = self.arrays, self.arrays.allowed.shape[1]
        shapes = (len(a.row_post), len(a.cap), len(a.lift), a.needs)
        return Prices(*(np.zeros((rows, months)) for rows in shapes))

    def at(self, prices: Prices, warmth: float) -> tuple[float, Prices]:
        """The sum at some prices, and its gradient; with no warmth the gradient means nothing."""
        a, used = self.arrays, [self.nothing() for _ in self._parts]
        earned = effective(a, prices)
        before = before_each(earned)
        mine, *others = (
            (a, kinds, prices, earned, before, warmth, use, room)
            for kinds, use, room in zip(self._parts, used, self._rooms, strict=True)
        )
        waiting = [self._executor.submit(used_by_kinds, *theirs) for theirs in others]
        wanted = np.zeros_like(prices.row)
        value = used_by_cells(self.cells, prices.row, warmth, wanted, self._share)
        value += float((a.cap * prices.away).sum() + (a.lift * prices.moved).sum())
        value += used_by_kinds(*mine) + sum(part.result() for part in waiting)
        if warmth <= 0:
            return value, used[0]
        whole = reduce(_added, used)
        row, away = np.cumsum(whole.row, axis=1), np.cumsum(whole.away, axis=1)
        return value, Prices(row - wanted, a.cap - away, a.lift - whole.moved, self._spare(row))

    def bound(self, prices: Prices) -> float:
        """A number that no plan exceeds."""
        value = self.at(prices, 0.0)[0]
        return value + HAIR * abs(value) + HAIR

    def _spare(self, row: Floats) -> Floats:
        """(N, M) persons to spare of each need."""
        a = self.arrays
        found = np.zeros((a.needs, row.shape[1]))
        for place, post in enumerate(a.row_post):
            for entry in range(a.first_need[post], a.first_need[post + 1]):
                found[a.post_need[entry]] += a.need_part[entry] * a.row_persons[place] * row[place]
        return found


@dataclass
class Descent:
    """The search for the prices of the least bound; each call of :meth:`level` makes them better."""

    dual: Dual

    def __post_init__(self) -> None:
        """Begin with half of what service is worth, and all else free."""
        a = self.dual.arrays
        worth = (a.weight[a.row_post] * a.row_persons).astype(float)[:, None]
        asked = a.required[a.row_post] > 0
        self._highest = Prices(worth * asked, *(np.full_like(part, np.inf) for part in self.dual.nothing()[1:]))
        self.prices = self.dual.nothing()._replace(row=self._highest.row / 2)
        self._scale = self._scales(asked)
        self.warmth = (
            float(a.turbulence + (a.full * a.weight[a.option_post] * a.tour[a.option_kind]).max(initial=1)) / 20
        )
        self._step = 1.0
        self.best = self.prices
        self.bound = self.dual.bound(self.prices)
        self._bounds = [self.bound]

    @property
    def settled(self) -> bool:
        """Whether another level would hardly lower the bound."""
        return len(self._bounds) > 4 and self._bounds[-4] - self._bounds[-1] < SETTLED * abs(self._bounds[-1])

    def level(self, told: Callable[[], None] | None = None) -> None:
        """Some steps at the present warmth; then cool. ``told`` is called after each, and may raise to stop."""
        try:
            self._descend(told)
        finally:
            bound = self.dual.bound(self.prices)
            if bound < self.bound:
                self.bound, self.best = bound, self.prices
            self._bounds.append(self.bound)
        self.warmth *= COOLER

    def _descend(self, told: Callable[[], None] | None) -> None:
        """FISTA with a line search, begun anew whenever momentum points uphill (O'Donoghue and Candès 2015)."""
        ahead, momentum = self.prices, 1.0
        for _ in range(STEPS):
            new = self._stepped(ahead)
            uphill = sum(
                float(((a - n) * (n - o) * s).sum())
                for a, n, o, s in zip(ahead, new, self.prices, self._scale, strict=True)
            )
            further = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
            push = 0.0 if uphill > 0 else (momentum - 1) / further
            momentum = 1.0 if uphill > 0 else further
            ahead = self._legal(Prices(*(n + push * (n - o) for n, o in zip(new, self.prices, strict=True))))
            self.prices = new
            if told is not None:
                told()

    def _stepped(self, here: Prices) -> Prices:
        """One step down from some prices, as long as the curve allows."""
        value, slope = self.dual.at(here, self.warmth)
        while True:
            pace = self._step * self.warmth
            new = self._legal(Prices(*(h - pace * g / s for h, g, s in zip(here, slope, self._scale, strict=True))))
            change = [n - h for n, h in zip(new, here, strict=True)]
            model = value + sum(float((g * c).sum()) for g, c in zip(slope, change, strict=True))
            model += sum(float((s * c * c).sum()) for s, c in zip(self._scale, change, strict=True)) / (2 * pace)
            if self.dual.at(new, self.warmth)[0] <= model + 1e-7 * abs(value) or self._step < 1e-9:
                self._step *= 1.1
                return new
            self._step /= 2

    def _legal(self, prices: Prices) -> Prices:
        return Prices(*(np.clip(p, 0.0, high) for p, high in zip(prices, self._highest, strict=True)))

    def _scales(self, asked: NDArray[np.bool_]) -> Prices:
        """How strongly each gradient reacts to its price: about the units concerned, times what one adds, squared."""
        a = self.dual.arrays
        persons = a.row_persons[:, None]
        usual = max(1.0, float((a.strength * a.units).sum()) / max(1, int(a.units.sum())))
        serving = max(1.0, float(a.full.mean()) if len(a.full) else 1.0)
        units = np.maximum(1.0, a.required[a.row_post] / np.maximum(persons, serving * (persons == 1)))
        times = np.where(persons == 1, serving, 1.0)
        need = np.ones((a.needs, a.allowed.shape[1]))
        for post in range(len(a.weight)):
            for entry in range(a.first_need[post], a.first_need[post + 1]):
                need[a.post_need[entry]] += a.need_part[entry] ** 2 * serving * a.required[post]
        row, away, moved = units * times**2, usual * a.cap + 1.0, usual * a.lift + 1.0
        return Prices(*(scale.astype(np.float64) for scale in (row, away, moved, need)))


def _added(one: Prices, other: Prices) -> Prices:
    return Prices(*(a + b for a, b in zip(one, other, strict=True)))
