"""The clock: one run through a plan for each replication, compiled.

Its rules are those of :mod:`willing.force.simulate`, in the same order: a unit's tour, dwell or delay ends
(``_advance``), then surges, leaving, the plan, the rule and the count.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from willing.force.compiled import compiled, inlined
from willing.force.simulate.draws import FIRST, GOLDEN, SECOND, SHIFT
from willing.force.simulate.model import NEVER, Active, Ints, Model
from willing.force.simulate.needs import leave_out, served
from willing.force.simulate.state import State, state_of
from willing.force.simulate.tally import (
    AWAY,
    BEGUN_AS_PLANNED,
    BEGUN_BY_RULE,
    DWELLING,
    GONE,
    LAPSE,
    LAPSED,
    LEFT,
    NOT_READY,
    PLANNED,
    RESTED,
    SENT,
    UNREADY,
    Tally,
    Trace,
    room,
    tally_of,
)

_GOLDEN, _FIRST, _SECOND = np.uint64(GOLDEN), np.uint64(FIRST), np.uint64(SECOND)
_ONE, _SHIFT, _30, _27, _31 = np.uint64(1), np.uint64(SHIFT), np.uint64(30), np.uint64(27), np.uint64(31)


@inlined
def _mixed(word: np.uint64) -> np.uint64:
    one = (word ^ (word >> _30)) * _FIRST
    two = (one ^ (one >> _27)) * _SECOND
    return two ^ (two >> _31)


@inlined
def _steps(number: int) -> np.uint64:
    return (np.uint64(number) + _ONE) * _GOLDEN


@inlined
def _draw(world: np.uint64, index: int) -> int:
    return np.int64(_mixed(world + _steps(index)) >> _SHIFT)  # type: ignore[return-value]


@inlined
def _note(trace: Trace, step: int, what: int, unit: int, post: int) -> None:
    if trace.written[0] < len(trace.rows):
        row = trace.rows[trace.written[0]]
        row.step, row.what, row.unit, row.post = step, what, unit, post
        trace.written[0] += 1


@inlined
def _move(state: State, now: Any, place: int, step: int, until: int) -> None:
    """A unit is somewhere else from now on, until something changes for it again."""
    state.spent[now.place] += step - now.since
    now.place, now.since, now.until = place, step, until


@inlined
def _begin(model: Model, state: State, number: int, step: int, post: int, full: int, part: int) -> None:
    unit, now = model.units[number], state.units[number]
    now.start, now.home, now.rest = step, step + unit.tour, step + unit.cycle
    now.post, now.full, now.part, now.adds = post, full, part, 0
    state.manned[post] += full
    _move(state, now, AWAY, step, step)
    _serve(model, state, number, step)


@inlined
def _serve(model: Model, state: State, number: int, step: int) -> None:
    """What a unit adds from this step of its tour on, and until when."""
    now, lead = state.units[number], model.units[number].lead
    into = step - now.start + 1
    adds = now.full if into > lead else now.part if into == lead else 0
    state.serving[now.post] += adds - now.adds
    now.adds = adds
    now.until = min(now.home, now.start + lead - 1 if into < lead else now.start + lead if into == lead else now.home)


@inlined
def _return(state: State, now: Any) -> None:
    state.manned[now.post] -= now.full
    state.serving[now.post] -= now.adds


@compiled
def _book(unit: Any, budgets: Ints, area: int, away: Ints, moved: Ints, start: int, since: int, sign: int) -> None:
    """Book a tour of a unit from some step of it on, or release it."""
    persons, last = sign * unit.strength, start + unit.tour - 1
    for entry in range(unit.first_budget, unit.last_budget):
        for month in range(since, min(away.shape[1], last + 1)):
            away[budgets[entry], month] += persons
    if area >= 0:
        if since <= start:
            moved[area, start] += persons
        if last < moved.shape[1]:
            moved[area, last] += persons


@inlined
def _unready(model: Model, state: State, active: Active, unit: int, step: int) -> int:
    """For how long a unit called up is not ready: 0 if it is."""
    delay = 0
    for event in range(len(model.unready)):
        if active.unready[event] and model.unready[event].delay > delay:
            index = unit * len(model.required) + step
            if _draw(state.unready[event], index) < model.unready_chance[event, model.units[unit].kind]:
                delay = model.unready[event].delay
    return delay


@inlined
def _advance(model: Model, state: State, step: int) -> int:
    """Tours, dwells and delays end; lists the units that the rule may send and says how many they are."""
    found = 0
    for number in range(len(model.units)):
        now = state.units[number]
        if now.until <= step:
            if now.place == AWAY:
                if now.home > step:
                    _serve(model, state, number, step)
                else:
                    _return(state, now)
                    _move(state, now, DWELLING, step, now.rest)
            if now.place == UNREADY or (now.place == DWELLING and now.rest <= step):
                _move(state, now, RESTED, step, step)
            if now.place == RESTED:
                now.until = _sendable(model, now, model.units[number], step)
                if now.until == step:
                    state.sendable[found] = number
                    found += 1
    return found


@inlined
def _sendable(model: Model, now: Any, unit: Any, step: int) -> int:
    """When a rested unit may be sent, as far as that is its own affair; a unit kept for its planned tour never."""
    kept = unit.free == 0 and now.next_start - step < unit.cycle
    return NEVER if kept else model.opens[step, unit.kind]


@inlined
def _require(model: Model, state: State, active: Active, step: int, surged: bool) -> bool:
    """Surges begin and end, and with them what posts require; says whether one is going on."""
    surging = False
    for event in range(len(model.surges)):
        if active.surges[event]:
            surge = state.surges[event]
            if surge.until <= step and _draw(surge.world, step) < model.surges[event].chance:
                surge.until = step + model.surges[event].lasts
            surging = surging or surge.until > step
    if surging or surged or model.changes[step]:
        for post in range(len(state.need)):
            state.need[post] = model.required[step, post]
    if surging:
        for post in range(len(state.need)):
            persons = float(model.required[step, post])
            for event in range(len(model.surges)):
                if state.surges[event].until > step:
                    persons *= model.surge_factor[event, post]
            state.need[post] = int(persons + 1e-9)
    return surging


@inlined
def _strike(model: Model, state: State, step: int, trace: Trace) -> int:
    """Units leave; says when the next ones do."""
    later = NEVER
    for event in range(len(model.leaves)):
        if state.leaves[event] == step:
            for entry in range(model.leaves[event].first, model.leaves[event].last):
                unit = model.leaver[entry]
                if state.units[unit].place != GONE:
                    _note(trace, step, LEFT, unit, -1)
                    _leave(model, state, unit, step)
        elif state.leaves[event] > step:
            later = min(later, state.leaves[event])
    return later


@inlined
def _leave(model: Model, state: State, number: int, step: int) -> None:
    now, unit = state.units[number], model.units[number]
    if now.place == AWAY:
        _return(state, now)
        _book(unit, model.budgets, model.area[now.post], state.away, state.moved, now.start, step, -1)
    _move(state, now, GONE, step, NEVER)
    for entry in range(model.first_planned[step], len(model.planned)):
        tour = model.planned[entry]
        if tour.unit == number:
            area = model.area[tour.post]
            _book(unit, model.budgets, area, state.away, state.moved, tour.start, tour.start, -1)


@inlined
def _carry_out(
    model: Model, state: State, active: Active, step: int, replication: int, tally: Tally, trace: Trace
) -> None:
    """Planned tours begin or lapse."""
    for entry in range(model.first_planned[step], model.first_planned[step + 1]):
        tour = model.planned[entry]
        now = state.units[tour.unit]
        now.next_start = tour.next_start
        lapses = now.place != RESTED
        if not lapses:
            delay = _unready(model, state, active, tour.unit, step)
            if delay > 0:
                _move(state, now, UNREADY, step, step + delay)
                lapses = True
                _note(trace, step, NOT_READY, tour.unit, tour.post)
        if lapses:
            if now.place != GONE:
                area = model.area[tour.post]
                _book(model.units[tour.unit], model.budgets, area, state.away, state.moved, step, step, -1)
            _note(trace, step, LAPSE, tour.unit, tour.post)
            tally.tours[replication, LAPSED] += 1
        else:
            _begin(model, state, tour.unit, step, tour.post, tour.full, tour.part)
            _note(trace, step, BEGUN_AS_PLANNED, tour.unit, tour.post)
            tally.tours[replication, PLANNED] += 1


@inlined
def _affordable(unit: Any, budgets: Ints, away: Ints, cap: Ints, step: int) -> bool:
    """Whether the budgets have room for a tour."""
    fits = True
    for entry in range(unit.first_budget, unit.last_budget):
        budget = budgets[entry]
        for month in range(step, min(cap.shape[1], step + unit.tour)):
            if away[budget, month] + unit.strength > cap[budget, month]:
                fits = False
                break
    return fits


@inlined
def _movable(unit: Any, area: int, moved: Ints, lift: Ints, step: int) -> bool:
    """Whether the lift has room for a tour."""
    last = step + unit.tour - 1
    fits = moved[area, step] + unit.strength * (2 if last == step else 1) <= lift[area, step]
    return bool(fits and (last >= lift.shape[1] or moved[area, last] + unit.strength <= lift[area, last]))


@inlined
def _fits(model: Model, state: State, unit: Any, post: int, area: int, full: int, step: int) -> bool:
    """Whether lift and needs have room for a tour."""
    fits = area < 0 or _movable(unit, area, state.moved, model.lift, step)
    return fits and (not len(model.role) or served(model.role, model.share, state.manned, post, full))


@inlined
def _best(model: Model, state: State, post: int, step: int, sendable: int) -> int:
    """The unit that the rule sends to a post, or -1; proportional dwells are compared as fractions."""
    best, dwell, cycle, adds, area = -1, -1, 1, 0, model.area[post]
    for entry in range(sendable):
        number = state.sendable[entry]
        unit = model.units[number]
        full = model.full[post, unit.kind]
        if full > 0 and state.units[number].until == step:
            home = step - state.units[number].home
            ahead = home * cycle - dwell * unit.cycle
            if ahead > 0 or (ahead == 0 and full > adds):
                if not _affordable(unit, model.budgets, state.away, model.cap, step):
                    state.units[number].until = step + 1  # what is sent in this step only takes more
                elif _fits(model, state, unit, post, area, full, step):
                    best, dwell, cycle, adds = number, home, unit.cycle, full
    return best


@inlined
def _refill(
    model: Model, state: State, active: Active, step: int, sendable: int, replication: int, tally: Tally, trace: Trace
) -> None:
    """Gaps are filled by rule."""
    left = sendable
    for turn in range(len(model.turns)):
        post = model.turns[turn]
        while left > 0 and state.manned[post] < state.need[post]:
            number = _best(model, state, post, step, sendable)
            if number < 0:
                break
            left -= 1
            delay = _unready(model, state, active, number, step)
            if delay > 0:
                _move(state, state.units[number], UNREADY, step, step + delay)
                _note(trace, step, NOT_READY, number, post)
            else:
                unit = model.units[number]
                _begin(model, state, number, step, post, model.full[post, unit.kind], model.part[post, unit.kind])
                _book(unit, model.budgets, model.area[post], state.away, state.moved, step, step, 1)
                _note(trace, step, BEGUN_BY_RULE, number, post)
                tally.tours[replication, SENT] += 1


@inlined
def _count(model: Model, state: State, step: int, replication: int, tally: Tally) -> None:
    if len(model.role):
        leave_out(model.role, model.share, model.order, state.serving, state.uncounted)
    covered = required = 0
    for post in range(len(state.need)):
        need = state.need[post]
        here = min(need, state.serving[post] - state.uncounted[post])
        tally.covered[replication, post] += here
        tally.required[replication, post] += need
        tally.missed[step, post] += here < need
        covered += here
        required += need
    tally.covered_in[replication, step] = covered
    tally.required_in[replication, step] = required


@inlined
def _close(model: Model, state: State, replication: int, tally: Tally) -> None:
    for number in range(len(model.units)):
        _move(state, state.units[number], GONE, len(model.required), NEVER)
    for place in range(len(state.spent)):
        tally.spent[replication, place] = state.spent[place]


@inlined
def _reset(model: Model, state: State) -> None:
    """Everything as it is before the first step."""
    for number in range(len(model.units)):
        now = state.units[number]
        now.place, now.since, now.until = RESTED, 0, 0
        now.home, now.next_start = -model.units[number].cycle, model.units[number].first_start
    for place in range(len(state.spent)):
        state.spent[place] = 0
    for post in range(len(state.manned)):
        state.manned[post] = state.serving[post] = 0
    for budget in range(len(model.away)):
        for step in range(len(model.required)):
            state.away[budget, step] = model.away[budget, step]
    for area in range(len(model.moved)):
        for step in range(len(model.required)):
            state.moved[area, step] = model.moved[area, step]


@inlined
def _draw_ahead(model: Model, state: State, active: Active, seed: np.uint64, replication: int) -> None:
    """Where the draws of each event begin, and when units leave."""
    world = _mixed(_mixed(seed) + _steps(replication))
    for event in range(len(model.unready)):
        state.unready[event] = _mixed(world ^ model.unready[event].key)
    for event in range(len(model.surges)):
        state.surges[event].world = _mixed(world ^ model.surges[event].key)
        state.surges[event].until = 0
    for event in range(len(model.leaves)):
        state.leaves[event] = NEVER
        found = _draw(_mixed(world ^ model.leaves[event].key), 0)
        if active.leaves[event] and found < model.leave_by[event, -1]:
            state.leaves[event] = 0
            while found >= model.leave_by[event, state.leaves[event]]:
                state.leaves[event] += 1


def run(model: Model, active: Active, seed: int, replications: Ints, trace: Trace | None = None) -> Tally:
    """The replications of the given numbers; with room for a trace, what happens in them is written there in turn."""
    tally = tally_of(model, len(replications))
    _run(model, active, np.uint64(seed % (1 << 64)), replications, trace or room(0), tally, state_of(model))
    return tally


@compiled
def _run(
    model: Model, active: Active, seed: np.uint64, replications: Ints, trace: Trace, tally: Tally, state: State
) -> None:
    for replication in range(len(replications)):
        _reset(model, state)
        _draw_ahead(model, state, active, seed, replications[replication])
        surged, next_strike = False, 0
        for step in range(len(model.required)):
            sendable = _advance(model, state, step)
            surged = _require(model, state, active, step, surged)
            if step >= next_strike:
                next_strike = _strike(model, state, step, trace)
            _carry_out(model, state, active, step, replication, tally, trace)
            if model.refill:
                _refill(model, state, active, step, sendable, replication, tally, trace)
            _count(model, state, step, replication, tally)
        _close(model, state, replication, tally)
