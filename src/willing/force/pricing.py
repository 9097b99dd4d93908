"""The best use of every unit at given prices, softly or sharply, in compiled loops.

With a price on a month's service at a post, on each person away and on each person moved, every unit is on its own:
its best sequence of tours is a dynamic program over months, and units of a kind share it. *Softly*, every sequence is
used in proportion to ``exp(value / warmth)``: what is then used is a smooth function of the prices, which is what makes
the prices easy to find (Nesterov 2005, Smooth minimization of non-smooth functions). A warmth of 0 is the sharp best.
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np

from willing.force.arrays import Arrays, Floats
from willing.force.compiled import compiled
from willing.force.patterns import Cells

FAINT = 25.0
"""Below ``exp(-25)`` of the best, an alternative is not used at all."""
NEVER = -1e30


class Prices(NamedTuple):
    """A price on everything that units share. Also what is used of it, in the same shapes."""

    row: Floats
    """(R, M) for one of the row at its post for a month."""
    away: Floats
    """(B, M) for one person away."""
    moved: Floats
    """(A, M) for one person moved."""
    need: Floats
    """(N, M) for one person to spare of what is needed."""


class Room(NamedTuple):
    """Working memory for one run of :func:`used_by_kinds`."""

    values: Floats
    """(options of a kind, M)"""
    top: Floats
    """(M,) the best option of each start."""
    total: Floats
    """(M,) all options of each start, relative to the best."""
    going: Floats
    """(M,) the share of the free who begin a tour; then those who do."""
    later: Floats
    """(M + longest cycle + 2,) the value from a month on."""
    free: Floats
    """the same, units that are free in a month."""
    cost: Floats
    """(M + 1,) the price of one unit's persons away before each month."""


def room_for(arrays: Arrays) -> Room:
    """Working memory for a problem."""
    months = arrays.allowed.shape[1]
    most = int(np.diff(arrays.first_option).max(initial=1))
    longest = months + int(arrays.cycle.max(initial=0)) + 2
    lengths = (months, months, months, longest, longest, months + 1)
    return Room(np.zeros((most, months)), *(np.zeros(length) for length in lengths))


def before_each(table: Floats) -> Floats:
    """Sums along each row of all that comes before, shape (rows, columns + 1)."""
    found: Floats = np.zeros((table.shape[0], table.shape[1] + 1))
    np.cumsum(table, axis=1, out=found[:, 1:])
    return found


def effective(a: Arrays, prices: Prices) -> Floats:
    """(R, M) what one of a row earns: its own price, and what it does for needs."""
    found: Floats = prices.row.copy()
    for row, post in enumerate(a.row_post):
        for entry in range(a.first_need[post], a.first_need[post + 1]):
            found[row] += a.need_part[entry] * a.row_persons[row] * prices.need[a.post_need[entry]]
    return found


@compiled
def away_costs(a: Arrays, prices: Prices, kind: int, cost: Floats) -> None:
    """Fill ``cost`` with the price of one unit's persons away before each month."""
    cost[0] = 0.0
    for month in range(prices.away.shape[1]):
        price = 0.0
        for entry in range(a.first_budget[kind], a.first_budget[kind + 1]):
            price += prices.away[a.kind_budget[entry], month]
        cost[month + 1] = cost[month] + price * a.strength[kind]


@compiled
def tour_values(a: Arrays, option: int, earned: Floats, before: Floats, moved: Floats, values: Floats) -> None:
    """Fill ``values`` with what a tour of an option earns for each month in which it may begin."""
    kind, post = a.option_kind[option], a.option_post[option]
    tour, lead, row = a.tour[kind], a.lead[kind], a.full_row[option]
    starts = before.shape[1] - tour
    times = a.full[option] / a.row_persons[row]
    for t in range(starts):
        values[t] = times * (before[row, t + tour] - before[row, t + lead])
    if a.part[option] > 0:
        row = a.part_row[option]
        times = a.part[option] / a.row_persons[row]
        for t in range(starts):
            values[t] += times * earned[row, t + lead - 1]
    area, persons = a.area[post], a.strength[kind]
    if area >= 0:
        for t in range(starts):
            values[t] -= persons * (moved[area, t] + moved[area, t + tour - 1])
    if a.bonus.size > 0:
        for t in range(starts):
            values[t] += a.bonus[option, t]


@compiled
def mixed(values: Floats, count: int, starts: int, warmth: float, top: Floats, total: Floats) -> None:
    """Over the first ``count`` rows: the best value of each start, and all relative to it; values become shares."""
    for t in range(starts):
        top[t] = values[0, t]
        total[t] = 0.0
    for row in range(1, count):
        for t in range(starts):
            top[t] = max(top[t], values[row, t])
    if warmth <= 0.0:
        return
    for row in range(count):
        for t in range(starts):
            below = (values[row, t] - top[t]) / warmth
            values[row, t] = exp(below) if below > -FAINT else 0.0
            total[t] += values[row, t]


@compiled
def later_values(a: Arrays, kind: int, warmth: float, cost: Floats, room: Room) -> float:
    """Fill ``room.later`` and ``room.going`` from the last month to the first; the value of one unit."""
    months, tour, cycle = a.allowed.shape[1], a.tour[kind], a.cycle[kind]
    starts = months - tour + 1
    later, going = room.later, room.going
    later[months:] = 0.0
    for t in range(months - 1, -1, -1):
        stay = later[t + 1]
        later[t] = stay
        if t < starts:
            going[t] = 0.0
        if t < starts and a.allowed[kind, t]:
            go = room.top[t] - (cost[t + tour] - cost[t]) - a.turbulence + later[t + cycle]
            if warmth <= 0.0:
                later[t] = max(stay, go)
                continue
            go += warmth * log(room.total[t])
            high = max(stay, go)
            later[t] = high + warmth * log(exp((stay - high) / warmth) + exp((go - high) / warmth))
            going[t] = exp((go - later[t]) / warmth)
    return float(later[0])


@compiled
def count_tours(a: Arrays, kind: int, count: int, used: Prices, room: Room) -> None:
    """Who begins when, from the first month to the last, and what that uses.

    ``used`` holds changes from one month to the next.
    """
    months, tour, lead, cycle = a.allowed.shape[1], a.tour[kind], a.lead[kind], a.cycle[kind]
    starts = months - tour + 1
    free, going = room.free, room.going
    free[:] = 0.0
    free[0] = a.units[kind]
    for t in range(starts):
        begin = free[t] * going[t]
        free[t + 1] += free[t] - begin
        free[t + cycle] += begin
        going[t] = begin
        for entry in range(a.first_budget[kind], a.first_budget[kind + 1]):
            budget = a.kind_budget[entry]
            used.away[budget, t] += begin * a.strength[kind]
            if t + tour < months:
                used.away[budget, t + tour] -= begin * a.strength[kind]
    for row in range(count):
        option = a.first_option[kind] + row
        for t in range(starts):
            begin = going[t] * room.values[row, t] / room.total[t]
            if begin > 1e-9:
                use(a, option, t, lead, tour, begin, used)


@compiled
def use(a: Arrays, option: int, t: int, lead: int, tour: int, begin: float, used: Prices) -> None:
    """What tours of an option use that begin in a month."""
    months, row = used.row.shape[1], a.full_row[option]
    times = begin * a.full[option] / a.row_persons[row]
    if lead < tour:
        used.row[row, t + lead] += times
        if t + tour < months:
            used.row[row, t + tour] -= times
    if a.part[option] > 0:
        row = a.part_row[option]
        times = begin * a.part[option] / a.row_persons[row]
        used.row[row, t + lead - 1] += times
        if t + lead < months:
            used.row[row, t + lead] -= times
    area = a.area[a.option_post[option]]
    if area >= 0:
        persons = begin * a.strength[a.option_kind[option]]
        used.moved[area, t] += persons
        used.moved[area, t + tour - 1] += persons


@compiled
def used_by_kinds(
    a: Arrays,
    kinds: tuple[int, int],
    prices: Prices,
    earned: Floats,
    before: Floats,
    warmth: float,
    used: Prices,
    room: Room,
) -> float:
    """The value of the kinds from one up to but not another at some prices; with a warmth, adds up what they use.

    ``earned`` is :func:`effective`, ``before`` its sums :func:`before_each` month.
    ``used.row`` and ``used.away`` hold changes from one month to the next.
    """
    value = 0.0
    cost = room.cost
    for kind in range(kinds[0], kinds[1]):
        count = a.first_option[kind + 1] - a.first_option[kind]
        if count == 0:
            continue
        away_costs(a, prices, kind, cost)
        for row in range(count):
            tour_values(a, a.first_option[kind] + row, earned, before, prices.moved, room.values[row])
        mixed(room.values, count, earned.shape[1] - a.tour[kind] + 1, warmth, room.top, room.total)
        value += a.units[kind] * later_values(a, kind, warmth, cost, room)
        if warmth > 0.0:
            count_tours(a, kind, count, used, room)
    return value


@compiled
def used_by_cells(cells: Cells, row: Floats, warmth: float, wanted: Floats, share: Floats) -> float:
    """The value of the best pattern of every post and month at some prices; with a warmth, adds up what they want.

    ``share`` is working memory, (most patterns of a cell,).
    """
    value = 0.0
    for cell in range(len(cells.month)):
        month, first, last = cells.month[cell], cells.first[cell], cells.last[cell]
        best = 0.0
        for pattern in range(first, last):
            worth = cells.worth[pattern]
            for entry in range(cells.first_entry[pattern], cells.first_entry[pattern + 1]):
                worth -= cells.times[entry] * row[cells.row[entry], month]
            share[pattern - first] = worth
            best = max(best, worth)
        value += best
        if warmth <= 0.0:
            continue
        total = exp(-best / warmth)
        for place in range(last - first):
            share[place] = exp((share[place] - best) / warmth)
            total += share[place]
        value += warmth * log(total)
        for pattern in range(first, last):
            for entry in range(cells.first_entry[pattern], cells.first_entry[pattern + 1]):
                wanted[cells.row[entry], month] += cells.times[entry] * share[pattern - first] / total
    return value
