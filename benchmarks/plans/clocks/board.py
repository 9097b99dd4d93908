"""The rules of the clock in ordinary Python, for engines that move units through time themselves.

What a month's planning does is the same whichever engine runs it; the engine has a process for each unit and says when
units come home and are rested again. Draws are given, so that drawing costs the engines nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from willing.force.simulate.draws import leaving, not_ready, surging
from willing.force.simulate.model import Ints, Model


class Option(NamedTuple):
    """A unit at a post."""

    unit: int
    full: int
    part: int


class World(NamedTuple):
    """What is drawn for one replication."""

    unready: list[list[int]]
    """For each unit and month for how long it is not ready if it is called up; 0 if it is."""
    leaves: list[tuple[int, list[int]]]
    """When units leave, and which."""
    surges: list[list[bool]]
    """For each surge and month whether it begins unless it goes on."""


class Terms:
    """A problem and a plan as lists: what does not change from one replication to the next."""

    def __init__(self, model: Model) -> None:
        assert not len(model.role), "the peers know nothing of needs"
        self.months = len(model.required)
        units, kinds = model.units, model.units["kind"]
        self.kind, self.strength, self.tour = (units[name].tolist() for name in ("kind", "strength", "tour"))
        self.cycle, self.lead = units["cycle"].tolist(), units["lead"].tolist()
        self.first_start = units["first_start"].tolist()
        self.budgets = [model.budgets[u["first_budget"] : u["last_budget"]].tolist() for u in units]
        self.allowed = (model.opens == np.arange(self.months)[:, None])[:, kinds].T.tolist()
        self.required, self.order = model.required.T.tolist(), model.order.tolist()
        self.area = model.area.tolist()
        self.options = [_options(*rows) for rows in zip(model.full[:, kinds], model.part[:, kinds], strict=True)]
        self.cap, self.lift = model.cap.tolist(), model.lift.tolist()
        self.away, self.moved = model.away.tolist(), model.moved.tolist()
        first = model.first_planned
        self.planned = [model.planned[first[m] : first[m + 1]].tolist() for m in range(self.months)]
        self.factors, self.lasts = model.surge_factor.tolist(), model.surges["lasts"].tolist()


def _options(full: Ints, part: Ints) -> list[Option]:
    """The units that may serve at a post, those that add most first."""
    every = [Option(unit, *both) for unit, both in enumerate(zip(full.tolist(), part.tolist(), strict=True))]
    return sorted((option for option in every if option.full), key=lambda option: -option.full)


def worlds(model: Model, seed: int, replications: Sequence[int]) -> list[World]:
    """The draws of some replications."""
    many = np.array(replications)
    delays = (not_ready(model, seed, many) * model.unready["delay"][:, None, None]).max(axis=1, initial=0)
    whens, begins = leaving(model, seed, many), surging(model, seed, many)
    those = [model.leaver[event["first"] : event["last"]].tolist() for event in model.leaves]
    last = len(model.required)
    return [
        World(delay.tolist(), [(w, units) for w, units in zip(when, those, strict=True) if w < last], begin.tolist())
        for delay, when, begin in zip(delays, whens.tolist(), begins, strict=True)
    ]


class Unit:
    """Where a unit is. The engine sets ``rested`` and calls :meth:`Board.home`."""

    __slots__ = ("away", "full", "gone", "home", "next_start", "number", "part", "post", "rested", "start")

    def __init__(self, number: int, cycle: int, next_start: int) -> None:
        self.number, self.next_start = number, next_start
        self.away = self.gone = False
        self.rested = True
        self.home = -cycle
        self.post = self.start = self.full = self.part = 0


class Board:
    """One replication."""

    def __init__(
        self,
        terms: Terms,
        world: World,
        send: Callable[[Unit], None],
        rest: Callable[[Unit, int], None],
        stop: Callable[[Unit], None],
    ) -> None:
        """``send`` takes a unit through a tour and its dwell, ``rest`` through a delay, ``stop`` ends either."""
        self.terms, self.world = terms, world
        self.send, self.rest, self.stop = send, rest, stop
        self.units = [Unit(*u) for u in zip(range(len(terms.kind)), terms.cycle, terms.first_start, strict=True)]
        self.away = [row.copy() for row in terms.away]
        self.moved = [row.copy() for row in terms.moved]
        self.manned = [0] * len(terms.required)
        self.until = [0] * len(terms.lasts)
        self.covered = [0] * len(terms.required)
        self.happened: list[tuple[int, int, int, int]] = []

    def home(self, unit: Unit) -> None:
        """A tour ends."""
        unit.away = False
        self.manned[unit.post] -= unit.full

    def leave(self, unit: Unit, month: int) -> None:
        """A unit is gone."""
        if unit.gone:
            return
        self.happened.append((month, 3, unit.number, -1))
        unit.gone, unit.rested = True, False
        self.stop(unit)
        if unit.away:
            self.home(unit)
            self._book(unit.number, unit.post, unit.start, month, -1)
        for tours in self.terms.planned[month:]:
            for number, post, start, *_ in tours:
                if number == unit.number:
                    self._book(number, post, start, start, -1)

    def month(self, month: int) -> None:
        """Plan one month and count it."""
        need = self._need(month)
        self._carry_out(month)
        self._fill(month, need)
        lead = self.terms.lead
        serving = [0] * len(need)
        for unit in self.units:
            if unit.away:
                into = month - unit.start + 1
                if into > lead[unit.number]:
                    serving[unit.post] += unit.full
                elif into == lead[unit.number]:
                    serving[unit.post] += unit.part
        for post, persons in enumerate(serving):
            self.covered[post] += min(persons, need[post])

    def _need(self, month: int) -> list[int]:
        need = [row[month] for row in self.terms.required]
        on = []
        for surge, begins in enumerate(self.world.surges):
            if self.until[surge] <= month and begins[month]:
                self.until[surge] = month + self.terms.lasts[surge]
            if self.until[surge] > month:
                on.append(self.terms.factors[surge])
        if on:
            for post, persons in enumerate(need):
                more = float(persons)
                for factors in on:
                    more *= factors[post]
                need[post] = int(more + 1e-9)
        return need

    def _carry_out(self, month: int) -> None:
        for number, post, _, full, part, next_start in self.terms.planned[month]:
            unit = self.units[number]
            unit.next_start = next_start
            ready = unit.rested
            if ready and (delay := self.world.unready[number][month]):
                ready = False
                self._unready(unit, delay, month, post)
            if ready:
                self._begin(unit, month, post, full, part)
                self.happened.append((month, 0, number, post))
            else:
                if not unit.gone:
                    self._book(number, post, month, month, -1)
                self.happened.append((month, 4, number, post))

    def _fill(self, month: int, need: list[int]) -> None:
        terms, manned = self.terms, self.manned
        dwell = {
            unit.number: (month - unit.home) / terms.cycle[unit.number]
            for unit in self.units
            if unit.rested
            and terms.allowed[unit.number][month]
            and unit.next_start - month >= terms.cycle[unit.number]
            and self._affordable(unit.number, month)
        }
        for post in terms.order:
            while dwell and manned[post] < need[post]:
                best, most = None, -1.0
                for option in terms.options[post]:
                    found = dwell.get(option.unit)
                    if found is not None and found > most and self._fits(option.unit, post, month):
                        best, most = option, found
                if best is None:
                    break
                del dwell[best.unit]
                unit = self.units[best.unit]
                if delay := self.world.unready[best.unit][month]:
                    self._unready(unit, delay, month, post)
                else:
                    self._begin(unit, month, post, best.full, best.part)
                    self._book(best.unit, post, month, month, 1)
                    self.happened.append((month, 1, best.unit, post))

    def _unready(self, unit: Unit, delay: int, month: int, post: int) -> None:
        unit.rested = False
        self.rest(unit, delay)
        self.happened.append((month, 2, unit.number, post))

    def _begin(self, unit: Unit, month: int, post: int, full: int, part: int) -> None:
        unit.away, unit.rested = True, False
        unit.start, unit.home = month, month + self.terms.tour[unit.number]
        unit.post, unit.full, unit.part = post, full, part
        self.manned[post] += full
        self.send(unit)

    def _affordable(self, number: int, month: int) -> bool:
        terms, last = self.terms, min(self.terms.months, month + self.terms.tour[number])
        persons = terms.strength[number]
        return all(
            self.away[budget][m] + persons <= terms.cap[budget][m]
            for budget in terms.budgets[number]
            for m in range(month, last)
        )

    def _fits(self, number: int, post: int, month: int) -> bool:
        terms, area = self.terms, self.terms.area[post]
        if area >= 0:
            last, persons = month + terms.tour[number] - 1, terms.strength[number]
            if self.moved[area][month] + persons * (2 if last == month else 1) > terms.lift[area][month]:
                return False
            if last < terms.months and self.moved[area][last] + persons > terms.lift[area][last]:
                return False
        return self._affordable(number, month)

    def _book(self, number: int, post: int, start: int, since: int, sign: int) -> None:
        terms, last = self.terms, start + self.terms.tour[number] - 1
        persons = sign * terms.strength[number]
        for budget in terms.budgets[number]:
            for month in range(since, min(terms.months, last + 1)):
                self.away[budget][month] += persons
        if (area := terms.area[post]) >= 0:
            if since <= start:
                self.moved[area][start] += persons
            if last < terms.months:
                self.moved[area][last] += persons
