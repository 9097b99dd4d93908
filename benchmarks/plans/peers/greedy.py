"""Month by month, post by post in the order of priority: each gap to the unit that has been home longest.

The habit of the MARATHON models of the Center for Army Analysis: of the units that are available, those of the type
asked for before those that stand in, and among them the one with the greatest proportional dwell: months since its last
tour began, relative to its cycle. A unit in handover is sent ahead of the gap, so that it counts from then on; none is
sent where its tour would cover no more than it costs. Budgets, lift and needs are honoured; there is no bound.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from benchmarks.plans.peers import Outcome
from willing.force.problem import Kind, Post, Problem, Tour


def plan(problem: Problem, seconds: float) -> Outcome:
    """The tours sent; those of the months that could be looked at in time."""
    filling = _Filling(problem)
    end = time.perf_counter() + seconds
    order = sorted(problem.posts, key=lambda post: -post.weight)
    for month in range(problem.months):
        if time.perf_counter() > end:
            break
        for post in order:
            filling.fill(post, month)
    return Outcome(filling.objective, None, tuple(filling.tours))


class _Filling:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tours: list[Tour] = []
        self.objective = 0
        self.able: dict[str, list[Kind]] = defaultdict(list)
        for kind in problem.kinds:
            for post in kind.serves:
                self.able[post].append(kind)
        self.begun = {kind.name: dict.fromkeys(kind.units, -kind.cycle) for kind in problem.kinds}
        self.starts = {kind.name: frozenset(kind.starts) for kind in problem.kinds}
        self.serving = {post.name: [0] * problem.months for post in problem.posts}
        self.spare = {name: list(allowed) for name, allowed in problem.budgets.items()}
        self.room = {area: list(persons) for area, persons in problem.lift.items()}

    def fill(self, post: Post, month: int) -> None:
        """Send units to one post until its gap is closed or nobody is left."""
        while chosen := next(self.candidates(post, month), None):
            kind, unit = chosen
            worth = self.worth(kind, post, month)
            self.tours.append(Tour(unit, post.name, month))
            self.objective += worth
            self.begun[kind.name][unit] = month
            self.charge(kind, post, month)

    def candidates(self, post: Post, month: int) -> Iterator[tuple[Kind, str]]:
        """Units that could be sent, the first choice first."""
        ready: list[tuple[int, float, int, Kind, str]] = []
        for kind in self.able[post.name]:
            lead = month + ceil(kind.handover)
            if month not in self.starts[kind.name] or lead >= self.problem.months:
                continue
            if self.serving[post.name][lead] >= post.required[lead]:
                continue
            unit, begun = min(self.begun[kind.name].items(), key=lambda item: item[1])
            if month - begun >= kind.cycle:
                ready.append((-kind.serves[post.name], -(month - begun) / kind.cycle, len(ready), kind, unit))
        for *_, kind, unit in sorted(ready, key=lambda item: item[:3]):
            if self.worth(kind, post, month) > 0 and self.fits(kind, post, month):
                yield kind, unit

    def worth(self, kind: Kind, post: Post, month: int) -> int:
        """What a tour adds to the objective, its cost taken off."""
        covered = sum(
            max(0, min(persons, post.required[when] - self.serving[post.name][when]))
            for when, persons in enumerate(kind.serving(post.name), month)
        )
        bonus = kind.bonus.get((post.name, month), 0)
        fresh = bonus and not any(Tour(unit, post.name, month) in self.tours for unit in kind.units)
        return covered * post.weight - self.problem.turbulence + (bonus if fresh else 0)

    def moves(self, kind: Kind, month: int) -> Iterator[tuple[int, int]]:
        """The months in which a tour is moved, with the persons moved in each."""
        first, last = month, month + kind.tour - 1
        yield first, kind.strength * (1 + (first == last))
        if last != first:
            yield last, kind.strength

    def fits(self, kind: Kind, post: Post, month: int) -> bool:
        """Whether budgets, lift and needs allow a tour."""
        months = range(month, month + kind.tour)
        room = self.room.get(post.area)
        return (
            all(self.spare[name][when] >= kind.strength for name in kind.budgets for when in months)
            and (room is None or all(room[when] >= persons for when, persons in self.moves(kind, month)))
            and self.supplied(kind, post, month)
        )

    def supplied(self, kind: Kind, post: Post, month: int) -> bool:
        """Whether all needs would still be met: nothing that provides is ever taken away again."""
        for need in self.problem.needs:
            if post.name not in need.needing:
                continue
            for when, persons in enumerate(kind.serving(post.name), month):
                needing = sum(self.serving[name][when] for name in need.needing) + persons
                provided = sum(self.serving[name][when] for name in need.providing)
                provided += persons * (post.name in need.providing)
                if Fraction(str(need.share)) * needing > provided:
                    return False
        return True

    def charge(self, kind: Kind, post: Post, month: int) -> None:
        """Take a tour off what is left."""
        for when, persons in enumerate(kind.serving(post.name), month):
            self.serving[post.name][when] += persons
            for name in kind.budgets:
                self.spare[name][when] -= kind.strength
        if room := self.room.get(post.area):
            for when, persons in self.moves(kind, month):
                room[when] -= persons
