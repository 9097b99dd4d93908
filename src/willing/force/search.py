"""The search for a better plan: take a few units out, send each anew as well as can be, keep what is good.

Which units are taken out together is chosen among those that can fill the same posts. What a month of service is worth
while a unit is sent is a blend of the post's weight and the price that the bound puts on it, as a post that many others
can fill need not be filled by this one. A plan that is worse is kept now and then, the less often the later it is
(simulated annealing); the best is remembered.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from willing.force.arrays import Arrays, Floats, Ints
from willing.force.compiled import compiled
from willing.force.moves import Desk, State, clear, copied, desk_for, empty, place, send

MOST_OUT = 6
"""Units taken out at once, at most."""
SAME_WORTH = 256
"""Moves between one blend of weights and prices and the next."""
UNEVEN = 0x9E3779B97F4A7C15
"""An odd number without pattern, to tell the seeds of walkers apart (Steele and others 2014, splitmix)."""


class Crowd(NamedTuple):
    """Units, and who can fill which post."""

    kind: Ints
    """(U,) the kind of each unit."""
    first: Ints
    """(D + 1,) where those who can fill a post begin."""
    unit: Ints


class Hand(NamedTuple):
    """Units taken out, and the tours they had."""

    unit: Ints
    """(most,)"""
    order: Ints
    """(most,) in which they are sent anew."""
    tours: Ints
    """(most,) how many tours each had."""
    option: Ints
    start: Ints
    held: NDArray[np.bool_]
    """(U,) whether a unit is taken out."""


class Walker:
    """One plan that is being improved, and the best it has been. The same seed goes the same way."""

    def __init__(self, arrays: Arrays, crowd: Crowd, seed: int, state: State | None = None) -> None:
        self.arrays, self.crowd = arrays, crowd
        self.state = copied(state) if state is not None else empty(arrays)
        self.best = copied(self.state)
        self.objective = self.best_objective = 0
        self._dice = np.array([(seed + 1) * UNEVEN % 2**64 | 1], dtype=np.uint64)
        self._desk = desk_for(arrays)
        self._worth = np.zeros((len(arrays.row_post), arrays.allowed.shape[1]))
        units, most = self.state.option.shape
        one, table = np.zeros(MOST_OUT, dtype=np.int64), np.zeros((MOST_OUT, most), dtype=np.int64)
        held = np.zeros(units, dtype=np.bool_)
        self._hand = Hand(one, one.copy(), one.copy(), table, table.copy(), held)

    def begin(self, objective: int) -> None:
        """Take note of what the present plan comes to."""
        self.objective = self.best_objective = objective
        self.best = copied(self.state)

    def walk(self, price: Floats, moves: int, heats: tuple[float, float], strictness: tuple[float, float]) -> None:
        """Some moves, from one temperature, in the units of the objective, and one strictness to another.

        A plan that lacks something is gone through but never kept as the best; strictness is what a person who serves
        without what is needed is held to cost, as a share of what such a person can be worth.
        """
        if len(self.crowd.kind) == 0 or len(self.arrays.option_kind) == 0:
            return
        reached = (self.objective, self.best_objective)
        memory = (self._dice, self._worth, self._desk, self._hand)
        plans = (self.state, self.best)
        found = walked(self.arrays, self.crowd, price, moves, heats, strictness, reached, plans, memory)
        self.objective, self.best_objective = found

    def follow(self, other: Walker) -> None:
        """Go on from where another is."""
        for mine, yours in zip((*self.state, *self.best), (*other.state, *other.best), strict=True):
            mine[...] = yours
        self.objective, self.best_objective = other.objective, other.best_objective


def crowd_of(a: Arrays) -> Crowd:
    """Who can fill which post."""
    kind = np.repeat(np.arange(len(a.units)), a.units)
    first_unit = np.concatenate([[0], np.cumsum(a.units)])
    able: list[list[int]] = [[] for _ in a.weight]
    for option, post in enumerate(a.option_post):
        able[post] += range(first_unit[a.option_kind[option]], first_unit[a.option_kind[option] + 1])
    first = np.concatenate([[0], np.cumsum([len(units) for units in able])]).astype(np.int64)
    return Crowd(kind, first, np.array([unit for units in able for unit in units], dtype=np.int64))


@compiled
def thrown(dice: NDArray[np.uint64]) -> float:
    """A number in [0, 1) (Marsaglia 2003, xorshift)."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(dice: NDArray[np.uint64], number: int) -> int:
    """A whole number from 0, below ``number``."""
    return int(thrown(dice) * number)


@compiled
def blend(a: Arrays, price: Floats, share: float, worth: Floats) -> None:
    """What a person-month is worth by row: some of its weight, the rest its price."""
    for row in range(worth.shape[0]):
        own = (1.0 - share) * a.weight[a.row_post[row]]
        for month in range(worth.shape[1]):
            worth[row, month] = own + share * price[row, month] / a.row_persons[row]


@compiled
def choose(a: Arrays, crowd: Crowd, s: State, dice: NDArray[np.uint64], hand: Hand) -> int:
    """Choose units that may stand in for each other; how many."""
    wanted = 1 + below(dice, len(hand.unit))
    hand.unit[0] = below(dice, len(crowd.kind))
    hand.held[hand.unit[0]] = True
    count = 1
    for _ in range(4 * wanted):
        if count >= wanted:
            break
        one = hand.unit[below(dice, count)]
        kind = crowd.kind[one]
        first, last = a.first_option[kind], a.first_option[kind + 1]
        if first == last:
            continue
        if s.tours[one] > 0 and thrown(dice) < 0.5:
            option = s.option[one, below(dice, s.tours[one])]
        else:
            option = first + below(dice, last - first)
        post = a.option_post[option]
        other = crowd.unit[crowd.first[post] + below(dice, crowd.first[post + 1] - crowd.first[post])]
        if not hand.held[other]:
            hand.held[other] = True
            hand.unit[count] = other
            count += 1
    return count


@compiled
def take_out(a: Arrays, s: State, hand: Hand, count: int) -> int:
    """Take the tours of the chosen units back, and remember them; what that changes in the objective."""
    gained = 0
    for place_ in range(count):
        unit = hand.unit[place_]
        hand.order[place_] = place_
        hand.tours[place_] = s.tours[unit]
        for tour in range(s.tours[unit]):
            hand.option[place_, tour] = s.option[unit, tour]
            hand.start[place_, tour] = s.start[unit, tour]
        gained += clear(a, s, unit)
    return gained


@compiled
def put_back(a: Arrays, s: State, hand: Hand, count: int) -> None:
    """Undo a move."""
    for place_ in range(count):
        clear(a, s, hand.unit[place_])
    for place_ in range(count):
        unit = hand.unit[place_]
        s.tours[unit] = hand.tours[place_]
        for tour in range(hand.tours[place_]):
            s.option[unit, tour] = hand.option[place_, tour]
            s.start[unit, tour] = hand.start[place_, tour]
            place(a, s, hand.option[place_, tour], hand.start[place_, tour], 1)


@compiled
def shuffle(dice: NDArray[np.uint64], order: Ints, count: int) -> None:
    """Put the first ``count`` in any order."""
    for last in range(count - 1, 0, -1):
        other = below(dice, last + 1)
        order[last], order[other] = order[other], order[last]


@compiled
def held_back(s: State, fine: Floats) -> float:
    """What all that is lacking is held to cost; 0 where the plan is legal."""
    cost = 0.0
    for need in range(len(fine)):
        cost += fine[need] * s.lack[need]
    return cost


@compiled
def remember(s: State, best: State) -> None:
    """Keep the tours of the present plan; what they use can be counted from them."""
    for unit in range(len(s.tours)):
        best.tours[unit] = s.tours[unit]
        for tour in range(s.tours[unit]):
            best.option[unit, tour] = s.option[unit, tour]
            best.start[unit, tour] = s.start[unit, tour]


@compiled
def between(ends: tuple[float, float], share: float) -> float:
    """A number on the way from one to another, by equal factors."""
    return float(ends[0] * (ends[1] / ends[0]) ** share)


@compiled
def walked(
    a: Arrays,
    crowd: Crowd,
    price: Floats,
    moves: int,
    heats: tuple[float, float],
    strictness: tuple[float, float],
    reached: tuple[int, int],
    plans: tuple[State, State],
    memory: tuple[NDArray[np.uint64], Floats, Desk, Hand],
) -> tuple[int, int]:
    """Some moves; the objective of the present plan and of the best so far."""
    (objective, highest), (s, best) = reached, plans
    dice, worth, desk, hand = memory
    heat = heats[0]
    for move in range(moves):
        if move % SAME_WORTH == 0:
            blend(a, price, thrown(dice), worth)
            heat = between(heats, move / moves)
            for need in range(len(desk.fine)):
                desk.fine[need] = between(strictness, move / moves) * desk.dearest[need]
        count = choose(a, crowd, s, dice, hand)
        fines = held_back(s, desk.fine)
        gained = take_out(a, s, hand, count)
        shuffle(dice, hand.order, count)
        for place_ in range(count):
            unit = hand.unit[hand.order[place_]]
            gained += send(a, s, unit, crowd.kind[unit], worth, desk)
        owed = held_back(s, desk.fine)
        if gained + fines - owed > heat * log(thrown(dice) + 1e-300):
            objective += gained
            if objective > highest and owed <= 0.0:
                highest = objective
                remember(s, best)
        else:
            put_back(a, s, hand, count)
        for place_ in range(count):
            hand.held[hand.unit[place_]] = False
    return objective, highest


@compiled
def sent_once(a: Arrays, crowd: Crowd, worth: Floats, s: State, desk: Desk) -> int:
    """Send every unit that has no tours, one after the other; what that changes in the objective."""
    gained = 0
    for unit in range(len(crowd.kind)):
        if s.tours[unit] == 0:
            gained += send(a, s, unit, crowd.kind[unit], worth, desk)
    return gained
