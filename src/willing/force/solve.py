"""From a planning problem to a plan with a proof of how good it is.

First the bound and its prices (:mod:`~willing.force.bound`), then two walkers that improve a plan under them
(:mod:`~willing.force.search`), each on a thread of its own. It can be stopped at any time; the plan is then the best so
far, and the bound holds all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from math import floor

import numpy as np

from willing.force.arrays import Arrays, Floats
from willing.force.bound import HAIR, Descent, Dual
from willing.force.exact import MOST_BEGINNINGS, beginnings, improved
from willing.force.moves import Desk, State, can_move, desk_for, empty, find_room, is_backed, place
from willing.force.pricing import effective
from willing.force.problem import Kind, Plan, Post, Problem, Tour
from willing.force.search import Walker, between, crowd_of, sent_once

ROUNDS = 24
"""Rounds of search where nothing else is asked for."""
ROUND = 0.4e9
"""Nanoseconds, about, of one round on one core; it sets the moves of a round, which are the same on every machine."""
WALKERS = 2
PRICING = 0.4
"""The share of the time that is spent on prices at most."""
SEARCHING = 0.4
"""The share of the time after which a small problem goes to a general solver."""
HEAT = (0.12, 0.004)
"""Temperatures at the beginning and the end, as shares of what a usual tour is worth."""
STRICTNESS = (0.3, 300.0)
"""How strictly what is lacking is held against a plan on the way, at the beginning and at the end, where one person too
few must cost more than a whole unit is worth."""
SMALLEST = Problem(2, (Kind("k", ("k",), 1, 1, 1, (0, 1), {"p": 1}),), (Post("p", 1, (1, 1)),))
"""Something to plan, for loops to be compiled with."""
EXCHANGES = 4
"""How often the walker that is behind goes on from where the other is."""


@dataclass(frozen=True)
class Progress:
    """How far it has come."""

    seconds: float
    objective: int
    bound: int
    share: float
    """Of the work, 0 to 1; a guess."""


Told = Callable[[Progress], None]
"""Hears how far it has come, and may raise ``KeyboardInterrupt`` to stop."""


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    rounds: int | None = None,
    seconds: float | None = None,
    start: Iterable[Tour] = (),
    told: Told | None = None,
) -> Plan:
    """A plan, the best that is found, with a bound that no plan exceeds.

    ``rounds`` of search are gone through, or as many as fit into ``seconds``; both may end early with a plan that is
    proven best. The same seed and rounds give the same plan on every machine with the same arithmetic. With ``seconds``
    a small problem goes to a general solver in the end, to be bettered or proven; the making of machine code, once on
    a machine, takes none of them. ``start`` is a plan to begin with; tours of it that are not legal are left out.
    """
    with ThreadPoolExecutor(WALKERS) as executor:
        if seconds is not None:
            _Work(SMALLEST, 0, None, None, None, executor).compile()
        return _Work(problem, seed, rounds, seconds, told, executor).run(tuple(start))


class _Work:
    """One run."""

    def __init__(
        self, problem: Problem, seed: int, rounds: int | None, seconds: float | None, told: Told | None, pool: Executor
    ) -> None:
        self.problem, self.seed, self.pool, self.told = problem, seed, pool, told
        self.rounds, self.seconds = rounds, seconds
        self.began = time.monotonic()
        self.dual = Dual(problem, pool)
        self.arrays = self.dual.arrays
        self.crowd = crowd_of(self.arrays)
        self.bound = float(problem.worth + sum(sum(kind.bonus.values()) for kind in problem.kinds))
        self.walkers: list[Walker] = []
        self.done = 0

    @property
    def best(self) -> Walker:
        """The walker that has been highest; of equals the first."""
        return max(self.walkers, key=lambda walker: walker.best_objective)

    @property
    def small(self) -> bool:
        """Whether a general solver is asked in the end."""
        return beginnings(self.problem) <= MOST_BEGINNINGS

    @property
    def proven(self) -> bool:
        """Whether no plan can be better."""
        return self.best.best_objective >= floor(self.bound)

    def compile(self) -> None:
        """Run every loop once."""
        self._begin(())
        descent = Descent(self.dual)
        descent.level()
        for walker in self.walkers:
            walker.walk(effective(self.arrays, descent.best), 1, HEAT, STRICTNESS)

    def run(self, start: tuple[Tour, ...]) -> Plan:
        """Prices, then search."""
        stopped = False
        self._begin(start)
        try:
            price = self._price()
            self._search(price)
            self._finish()
        except KeyboardInterrupt:
            stopped = True
        best = self.best
        return Plan(
            tuple(sorted(_tours(self.problem, self.arrays, best.best))),
            best.best_objective,
            floor(self.bound),
            self.done,
            stopped,
        )

    def _begin(self, start: tuple[Tour, ...]) -> None:
        """A first plan: the given one, filled up with all that is still free."""
        state = empty(self.arrays)
        objective = _resumed(self.problem, self.arrays, state, start)
        worth = np.repeat(self.arrays.weight[self.arrays.row_post][:, None].astype(float), self.problem.months, axis=1)
        desk = desk_for(self.arrays)
        desk.fine[:] = 1e3 * desk.dearest  # a first plan lacks nothing
        objective += sent_once(self.arrays, self.crowd, worth, state, desk)
        self.walkers = [
            Walker(self.arrays, self.crowd, WALKERS * self.seed + number, state) for number in range(WALKERS)
        ]
        for walker in self.walkers:
            walker.begin(objective)

    def _price(self) -> Floats:
        """The prices that prove the least bound, and what a unit earns by them."""
        descent = Descent(self.dual)
        self._tell(0.0)
        while not descent.settled and not self.proven and not self._late(PRICING):
            try:
                descent.level(lambda: self._tell(0.0))
            finally:
                self.bound = min(self.bound, descent.bound)
        found: Floats = effective(self.arrays, descent.best)
        return found

    def _search(self, price: Floats) -> None:
        usual = _usual(self.arrays)
        rounds, begun = self.rounds if self.rounds is not None else ROUNDS, time.monotonic()
        share = SEARCHING if self.small else 1.0
        while self.done < rounds and not self.proven and not self._late(share):
            now, then = self.done / rounds, (self.done + 1) / rounds
            heats = (usual * between(HEAT, now), usual * between(HEAT, then))
            strictness = (between(STRICTNESS, now), between(STRICTNESS, then))
            moves = moves_of(self.arrays)
            walking = [self.pool.submit(walker.walk, price, moves, heats, strictness) for walker in self.walkers]
            for walk in walking:
                walk.result()
            self.done += 1
            if self.rounds is None and self.seconds is not None and self.done == 1:
                rounds = self._fitting(time.monotonic() - begun)
            if self.done % max(1, rounds // EXCHANGES) == 0:
                self._exchange()
            self._tell(self.done / rounds)

    def _finish(self) -> None:
        """Have a small problem bettered or proven by a general solver, for what is left of the time.

        Where rounds are asked for, none is left: what such a solver comes to in a time is not the same everywhere.
        """
        if self.proven or not self.small or self.seconds is None:
            return
        left = self.seconds - (time.monotonic() - self.began)
        begun = tuple(_tours(self.problem, self.arrays, self.best.best))
        found = improved(self.problem, begun, seconds=left, told=self._hear)
        self.bound = min(self.bound, found.bound + HAIR * abs(found.bound))
        if found.tours is not None:
            state = empty(self.arrays)
            objective = _resumed(self.problem, self.arrays, state, found.tours)
            if objective > self.best.best_objective:
                self.walkers = [Walker(self.arrays, self.crowd, 0, state)]
                self.best.begin(objective)
        if found.stopped:
            raise KeyboardInterrupt

    def _hear(self, bound: float) -> None:
        self.bound = min(self.bound, bound + HAIR * abs(bound))
        self._tell(1.0)

    def _fitting(self, one: float) -> int:
        """Rounds that fit into what is left of the time."""
        whole = (self.seconds or 0.0) * (SEARCHING if self.small else 1.0)
        left = whole - (time.monotonic() - self.began)
        return 1 + max(0, int(left / max(one, 1e-6)))

    def _exchange(self) -> None:
        ahead, behind = sorted(self.walkers, key=lambda walker: -walker.best_objective)
        if behind.best_objective < ahead.best_objective:
            behind.follow(ahead)

    def _late(self, share: float) -> bool:
        return self.seconds is not None and time.monotonic() - self.began > share * self.seconds

    def _tell(self, share: float) -> None:
        if self.told is not None:
            seconds = time.monotonic() - self.began
            self.told(Progress(seconds, self.best.best_objective, floor(self.bound), share))


def moves_of(a: Arrays) -> int:
    """Moves in a round: so many that one takes about as long for every problem."""
    kinds = max(1, len(a.units))
    each = 3.5 * (1000 + 7 * len(a.option_kind) / kinds * a.allowed.shape[1])
    return max(100, int(ROUND / each))


def _usual(a: Arrays) -> float:
    """What a usual tour is worth."""
    months = a.tour[a.option_kind] - a.lead[a.option_kind]
    return max(1.0, float((a.full * a.weight[a.option_post] * months).mean())) if len(a.full) else 1.0


def _resumed(problem: Problem, a: Arrays, state: State, start: tuple[Tour, ...]) -> int:
    """Place the tours of another plan that are legal here, in their order; what they come to."""
    kinds = {kind.name: index for index, kind in enumerate(problem.kinds)}
    numbers = {unit: number for number, unit in enumerate(unit for kind in problem.kinds for unit in kind.units)}
    desk, objective = desk_for(a), 0
    waiting = sorted(start, key=lambda tour: (tour.start, tour.unit))
    placed = True
    while placed:  # as a tour may need what another provides, those that find no place are tried again
        placed, left = False, list[Tour]()
        for tour in waiting:
            kind = problem.kind_of.get(tour.unit)
            if kind is None or tour.post not in kind.serves:
                continue
            number, row = numbers[tour.unit], kinds[kind.name]
            option = int(a.first_option[row]) + list(kind.serves).index(tour.post)
            if not _fits(a, state, tour.start, option, number, desk):
                left.append(tour)
                continue
            objective += place(a, state, option, tour.start, 1)
            state.option[number, state.tours[number]] = option
            state.start[number, state.tours[number]] = tour.start
            state.tours[number] += 1
            placed = True
        waiting = left
    return objective


def _fits(a: Arrays, state: State, start: int, option: int, unit: int, desk: Desk) -> bool:
    """Whether a tour is legal beside those that are placed already."""
    kind, months = int(a.option_kind[option]), a.allowed.shape[1]
    had = state.start[unit, : state.tours[unit]]
    if not 0 <= start < months or (np.abs(had - start) < a.cycle[kind]).any():
        return False
    find_room(a, state, kind, desk)
    area, persons = int(a.area[a.option_post[option]]), int(a.strength[kind])
    return (
        bool(desk.fits[start])
        and can_move(a, state, area, start, int(a.tour[kind]), persons)
        and is_backed(a, state, option, start)
    )


def _tours(problem: Problem, a: Arrays, state: State) -> Iterable[Tour]:
    units = [unit for kind in problem.kinds for unit in kind.units]
    for number, unit in enumerate(units):
        for tour in range(state.tours[number]):
            post = problem.posts[a.option_post[state.option[number, tour]]].name
            yield Tour(unit, post, int(state.start[number, tour]))
