"""The clock in NumPy: all replications at once, step by step."""

from __future__ import annotations

import numpy as np

from benchmarks.plans.clocks.board import Terms
from willing.force.simulate.draws import leaving, not_ready, surging
from willing.force.simulate.model import Flags, Ints, Model


class Draws:
    """What is drawn for R replications, worked out beforehand."""

    def __init__(self, model: Model, seed: int, replications: int) -> None:
        many = np.arange(replications)
        delays = not_ready(model, seed, many) * model.unready["delay"][:, None, None]
        self.delays: Ints = delays.max(axis=1, initial=0)
        self.leaves, self.surges = leaving(model, seed, many), surging(model, seed, many)


def run(model: Model, terms: Terms, draws: Draws) -> Ints:
    """(R, D) person-steps covered."""
    clock = _Clock(model, terms, draws)
    for step in range(terms.months):
        clock.step(step)
    return clock.covered


class _Clock:
    def __init__(self, model: Model, terms: Terms, draws: Draws) -> None:
        self.model, self.terms, self.draws = model, terms, draws
        many, units, posts = len(draws.leaves), len(model.units), len(model.order)
        self.rows = np.arange(many)
        self.tour, self.cycle, self.kind = (model.units[name] for name in ("tour", "cycle", "kind"))
        self.home = np.tile(-self.cycle, (many, 1))
        self.rest, self.ready, self.start, self.post, self.full, self.part = np.zeros((6, many, units), np.int64)
        self.gone = np.zeros((many, units), np.bool_)
        self.next_start = model.units["first_start"].copy()
        self.away = np.tile(model.away, (many, 1, 1))
        self.moved = np.tile(model.moved, (many, 1, 1))
        self.until = np.zeros((many, len(model.surges)), np.int64)
        self.covered = np.zeros((many, posts), np.int64)

    def step(self, step: int) -> None:
        need = self._need(step)
        self._leave(step)
        self._carry_out(step)
        self._fill(step, need)
        into = step - self.start + 1
        lead = self.model.units["lead"]
        adds = np.where(into > lead, self.full, np.where(into == lead, self.part, 0))
        self.covered += np.minimum(self._at_posts(adds, step), need)

    def _at_posts(self, persons: Ints, step: int) -> Ints:
        """(R, D) persons of those who are away, summed by post."""
        many, posts = self.covered.shape
        place = self.rows[:, None] * posts + self.post
        weights = np.where(self.home > step, persons, 0)
        found = np.bincount(place.ravel(), weights.ravel(), many * posts)
        return np.asarray(found.reshape(many, posts).astype(np.int64))

    def _need(self, step: int) -> Ints:
        need = np.tile(self.model.required[step].astype(np.float64), (len(self.rows), 1))
        begins = (self.until <= step) & self.draws.surges[:, :, step]
        self.until = np.where(begins, step + self.model.surges["lasts"], self.until)
        for surge, factors in enumerate(self.model.surge_factor):
            need *= np.where(self.until[:, surge, None] > step, factors, 1.0)
        return np.asarray((need + 1e-9).astype(np.int64))

    def _leave(self, step: int) -> None:
        for event, leave in enumerate(self.model.leaves):
            struck = self.draws.leaves[:, event] == step
            if struck.any():
                for unit in self.model.leaver[leave["first"] : leave["last"]]:
                    self._gone(struck & ~self.gone[:, unit], int(unit), step)

    def _gone(self, struck: Flags, unit: int, step: int) -> None:
        self.gone[struck, unit] = True
        there = struck & (self.home[:, unit] > step)
        for row in np.flatnonzero(there):
            start, post = int(self.start[row, unit]), int(self.post[row, unit])
            self._book(np.array([row]), unit, post, start, step, -1)
        self.home[there, unit] = step
        rows = np.flatnonzero(struck)
        for tours in self.terms.planned[step:]:
            for number, post, start, *_ in tours:
                if number == unit:
                    self._book(rows, unit, post, start, start, -1)

    def _carry_out(self, step: int) -> None:
        for unit, post, _, full, part, next_start in self.terms.planned[step]:
            self.next_start[unit] = next_start
            there = ~self.gone[:, unit] & (self.rest[:, unit] <= step) & (self.ready[:, unit] <= step)
            goes = self._called(there, unit, step)
            self._begin(np.flatnonzero(goes), unit, step, post, full, part)
            self._book(np.flatnonzero(~goes & ~self.gone[:, unit]), unit, post, step, step, -1)

    def _called(self, there: Flags, unit: int, step: int) -> Flags:
        """Which of those called up are ready."""
        delay = self.draws.delays[:, unit, step]
        self.ready[:, unit] = np.where(there & (delay > 0), step + delay, self.ready[:, unit])
        return np.asarray(there & (delay == 0))

    def _fill(self, step: int, need: Ints) -> None:
        kept = self.next_start - step < self.cycle
        able = (self.model.opens[step] == step)[self.kind] & ~kept
        free = able & ~self.gone & (self.rest <= step) & (self.ready <= step)
        manned = self._at_posts(self.full, step)
        for post in self.terms.order:
            options = [option for option in self.terms.options[post] if able[option.unit]]
            while options:
                rows = np.flatnonzero((manned[:, post] < need[:, post]) & free.any(axis=1))
                scores = np.full((len(rows), len(options)), -1.0)
                for place, option in enumerate(options):
                    fits = free[rows, option.unit] & self._fits(rows, option.unit, post, step)
                    dwell = (step - self.home[rows, option.unit]) / self.cycle[option.unit]
                    scores[:, place] = np.where(fits, dwell, -1.0)
                best = scores.argmax(axis=1)
                found = scores[np.arange(len(rows)), best] >= 0
                if not found.any():
                    break
                for place, option in enumerate(options):
                    chosen = np.zeros(len(free), np.bool_)
                    chosen[rows[found & (best == place)]] = True
                    free[chosen, option.unit] = False
                    goes = np.flatnonzero(self._called(chosen, option.unit, step))
                    self._begin(goes, option.unit, step, post, option.full, option.part)
                    self._book(goes, option.unit, post, step, step, 1)
                    manned[goes, post] += option.full

    def _fits(self, rows: Ints, unit: int, post: int, step: int) -> Flags:
        terms, persons, last = self.terms, self.terms.strength[unit], step + self.terms.tour[unit] - 1
        fits = np.ones(len(rows), np.bool_)
        for budget in terms.budgets[unit]:
            away = self.away[rows, budget, step : last + 1]
            fits &= (away + persons <= self.model.cap[budget, step : last + 1]).all(axis=1)
        if (area := terms.area[post]) >= 0:
            fits &= self.moved[rows, area, step] + persons * (2 if last == step else 1) <= self.model.lift[area, step]
            if last < terms.months:
                fits &= self.moved[rows, area, last] + persons <= self.model.lift[area, last]
        return fits

    def _begin(self, rows: Ints, unit: int, step: int, post: int, full: int, part: int) -> None:
        self.start[rows, unit], self.post[rows, unit] = step, post
        self.home[rows, unit], self.rest[rows, unit] = step + self.tour[unit], step + self.cycle[unit]
        self.full[rows, unit], self.part[rows, unit] = full, part

    def _book(self, rows: Ints, unit: int, post: int, start: int, since: int, sign: int) -> None:
        terms, last = self.terms, start + self.terms.tour[unit] - 1
        persons = sign * terms.strength[unit]
        for budget in terms.budgets[unit]:
            self.away[rows, budget, since : last + 1] += persons
        if (area := terms.area[post]) >= 0:
            if since <= start:
                self.moved[rows, area, start] += persons
            if last < terms.months:
                self.moved[rows, area, last] += persons
