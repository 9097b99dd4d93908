"""Plans as they are worked on: place a tour, take it back, and send one unit as well as can be, in compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from willing.force.arrays import Arrays, Floats, Ints
from willing.force.compiled import compiled

NEVER = -1e30


class State(NamedTuple):
    """A plan, and what it uses."""

    served: Ints
    """(D, M) persons serving, those beyond what is asked for included."""
    away: Ints
    """(B, M)"""
    moved: Ints
    """(A, M)"""
    spare: Ints
    """(N, M) what is to spare of each need; below 0 the plan is not legal."""
    lack: Ints
    """(N,) by how much that is below 0, added over the months."""
    tours: Ints
    """(U,) how many tours each unit has."""
    option: Ints
    """(U, most tours)"""
    start: Ints
    """(U, most tours)"""


class Desk(NamedTuple):
    """Working memory for :func:`send`."""

    before: Floats
    """(M + 1,) what a post would gain before each month."""
    best: Floats
    """(M,) the best tour of each start."""
    option: Ints
    """(M,) its option."""
    fits: NDArray[np.bool_]
    """(M,) whether a tour may begin at all."""
    later: Floats
    """(M + longest cycle + 2,)"""
    fine: Floats
    """(N,) what each unit of lack is held to cost."""
    dearest: Floats
    """(N,) for one unit of lack, the most that the persons who cause it can be worth."""


def empty(a: Arrays) -> State:
    """No tours at all."""
    units, months = int(a.units.sum()), a.allowed.shape[1]
    most = int(months // max(1, a.cycle.min(initial=months))) + 1
    shapes = (
        (len(a.weight), months),
        a.cap.shape,
        a.lift.shape,
        (a.needs, months),
        a.needs,
        units,
        (units, most),
        (units, most),
    )
    return State(*(np.zeros(shape, dtype=np.int64) for shape in shapes))


def copied(state: State) -> State:
    """The same plan, to be changed by itself."""
    return State(*(part.copy() for part in state))


def desk_for(a: Arrays) -> Desk:
    """Working memory for a problem."""
    months = a.allowed.shape[1]
    longest = months + int(a.cycle.max(initial=0)) + 2
    flags = np.zeros(months, dtype=np.bool_)
    best, option = np.zeros(months), np.zeros(months, dtype=np.int64)
    return Desk(np.zeros(months + 1), best, option, flags, np.zeros(longest), np.zeros(a.needs), dearest_of(a))


def dearest_of(a: Arrays) -> Floats:
    """(N,) for one unit of lack, the most that the persons who cause it can be worth."""
    found = np.zeros(a.needs)
    for post, weight in enumerate(a.weight):
        for entry in range(a.first_need[post], a.first_need[post + 1]):
            if a.need_part[entry] < 0:
                need = a.post_need[entry]
                found[need] = max(found[need], weight / -a.need_part[entry])
    return found


@compiled
def place(a: Arrays, s: State, option: int, t: int, sign: int) -> int:
    """Add a tour (``sign`` 1) or take it back (-1); what that changes in the objective."""
    kind, post = a.option_kind[option], a.option_post[option]
    tour, lead, persons = a.tour[kind], a.lead[kind], sign * a.strength[kind]
    gained = 0
    for month in range(t + max(lead - 1, 0), t + tour):
        adds = sign * (a.part[option] if month < t + lead else a.full[option])
        asked, serving = a.required[post, month], s.served[post, month]
        gained += min(asked, serving + adds) - min(asked, serving)
        s.served[post, month] = serving + adds
        for entry in range(a.first_need[post], a.first_need[post + 1]):
            need = a.post_need[entry]
            spare = s.spare[need, month]
            s.spare[need, month] = spare + a.need_part[entry] * adds
            s.lack[need] += min(0, spare) - min(0, s.spare[need, month])
    for entry in range(a.first_budget[kind], a.first_budget[kind + 1]):
        for month in range(t, t + tour):
            s.away[a.kind_budget[entry], month] += persons
    area = a.area[post]
    if area >= 0:
        s.moved[area, t] += persons
        s.moved[area, t + tour - 1] += persons
    beside = a.bonus[option, t] - a.turbulence if a.bonus.size > 0 else -a.turbulence
    return int(gained * a.weight[post] + sign * beside)


@compiled
def clear(a: Arrays, s: State, unit: int) -> int:
    """Take back all tours of a unit; what that changes in the objective."""
    gained = 0
    for tour in range(s.tours[unit]):
        gained += place(a, s, s.option[unit, tour], s.start[unit, tour], -1)
    s.tours[unit] = 0
    return gained


@compiled
def find_room(a: Arrays, s: State, kind: int, desk: Desk) -> None:
    """Fill ``desk.fits``: months in which a tour may begin, its persons within all budgets."""
    tour, persons, months = a.tour[kind], a.strength[kind], a.allowed.shape[1]
    run = 0
    for month in range(months - 1, -1, -1):
        run += 1
        for entry in range(a.first_budget[kind], a.first_budget[kind + 1]):
            budget = a.kind_budget[entry]
            if s.away[budget, month] + persons > a.cap[budget, month]:
                run = 0
        desk.fits[month] = run >= tour and a.allowed[kind, month]


@compiled
def can_move(a: Arrays, s: State, area: int, t: int, tour: int, persons: int) -> bool:
    """Whether an area's lift takes a unit in and out."""
    if area < 0:
        return True
    end = t + tour - 1
    if end == t:
        persons *= 2
    return bool(s.moved[area, t] + persons <= a.lift[area, t] and s.moved[area, end] + persons <= a.lift[area, end])


@compiled
def is_backed(a: Arrays, s: State, option: int, t: int) -> bool:
    """Whether all that a tour needs is to spare."""
    kind, post = a.option_kind[option], a.option_post[option]
    for entry in range(a.first_need[post], a.first_need[post + 1]):
        if a.need_part[entry] >= 0:
            continue
        need = a.post_need[entry]
        for month in range(t + max(a.lead[kind] - 1, 0), t + a.tour[kind]):
            adds = a.part[option] if month < t + a.lead[kind] else a.full[option]
            if s.spare[need, month] + a.need_part[entry] * adds < 0:
                return False
    return True


@compiled
def fined(a: Arrays, s: State, post: int, month: int, adds: int, fine: Floats) -> float:
    """What more persons at a post cost by what they lack, or less than nothing by what others then lack less."""
    cost = 0.0
    for entry in range(a.first_need[post], a.first_need[post + 1]):
        need = a.post_need[entry]
        spare = s.spare[need, month]
        cost += fine[need] * (min(0, spare) - min(0, spare + a.need_part[entry] * adds))
    return cost


@compiled
def weigh(a: Arrays, s: State, option: int, worth: Floats, desk: Desk) -> None:
    """Keep an option for every start at which it gains more than those before it; ``worth`` of a person by row."""
    kind, post = a.option_kind[option], a.option_post[option]
    tour, lead, persons, area = a.tour[kind], a.lead[kind], a.strength[kind], a.area[post]
    full, row, months = a.full[option], a.full_row[option], worth.shape[1]
    part, part_row = a.part[option], a.part_row[option]
    before, needs = desk.before, a.first_need[post] < a.first_need[post + 1]
    for month in range(months):
        missing = a.required[post, month] - s.served[post, month]
        before[month + 1] = before[month] + worth[row, month] * max(0, min(missing, full))
        if needs:
            before[month + 1] -= fined(a, s, post, month, full, desk.fine)
    for t in range(months - tour + 1):
        gain = before[t + tour] - before[t + lead]
        if part > 0:
            missing = a.required[post, t + lead - 1] - s.served[post, t + lead - 1]
            gain += worth[part_row, t + lead - 1] * max(0, min(missing, part))
            if needs:
                gain -= fined(a, s, post, t + lead - 1, part, desk.fine)
        if a.bonus.size > 0:
            gain += a.bonus[option, t]
        if desk.fits[t] and gain > desk.best[t] and can_move(a, s, area, t, tour, persons):
            desk.best[t] = gain
            desk.option[t] = option


@compiled
def send(a: Arrays, s: State, unit: int, kind: int, worth: Floats, desk: Desk) -> int:
    """Give a unit without tours its best ones, all others as they are; what that changes in the objective."""
    tour, cycle, months = a.tour[kind], a.cycle[kind], a.allowed.shape[1]
    starts = months - tour + 1
    desk.best[:] = NEVER
    find_room(a, s, kind, desk)
    for option in range(a.first_option[kind], a.first_option[kind + 1]):
        weigh(a, s, option, worth, desk)
    later = desk.later
    later[max(0, starts) :] = 0.0
    for t in range(starts - 1, -1, -1):
        later[t] = max(later[t + 1], desk.best[t] - a.turbulence + later[t + cycle])
    gained, t, count = 0, 0, 0
    while t < starts:
        if later[t] > later[t + 1] + 1e-9:
            s.option[unit, count] = desk.option[t]
            s.start[unit, count] = t
            count += 1
            gained += place(a, s, desk.option[t], t, 1)
            t += cycle
        else:
            t += 1
    s.tours[unit] = count
    return gained
