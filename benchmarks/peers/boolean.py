"""All scenarios with NumPy boolean arrays: one byte a pledge and scenario, sums in whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from willing.conditions.tree import And, AtLeast, Condition, Factor, Not, Or, Stands, Sum
from willing.standing.setting import Line, Setting

Bits = NDArray[np.bool_]


def firm_force(setting: Setting, factors: dict[str, Bits]) -> NDArray[np.int64]:
    """Persons of the firm force in every scenario, by rounds from nothing."""
    count = len(next(iter(factors.values())))
    state = {line.pledge: np.zeros(count, dtype=bool) for line in setting.lines}
    while True:
        grown = {
            line.pledge: state[line.pledge] | _holds(line.condition, line, setting, state, factors)
            for line in setting.lines
        }
        if all(np.array_equal(grown[pledge], state[pledge]) for pledge in state):
            break
        state = grown
    return _sum([(line.most, state[line.pledge]) for line in setting.lines], count)


def _sum(weighted: list[tuple[int, Bits]], count: int) -> NDArray[np.int64]:
    total = np.zeros(count, dtype=np.int64)
    for weight, bits in weighted:
        total += weight * bits
    return total


def _holds(part: Condition, line: Line, setting: Setting, state: dict[str, Bits], factors: dict[str, Bits]) -> Bits:
    count = len(next(iter(factors.values())))
    match part:
        case And(items=items):
            found = np.ones(count, dtype=bool)
            for item in items:
                found &= _holds(item, line, setting, state, factors)
            return found
        case Or(items=items):
            found = np.zeros(count, dtype=bool)
            for item in items:
                found |= _holds(item, line, setting, state, factors)
            return found
        case AtLeast(count=number, items=items):
            held = [(1, _holds(item, line, setting, state, factors)) for item in items]
            return _sum(held, count) >= number
        case Factor(name=name):
            return factors[name]
        case Not(item=Factor(name=name)):
            return ~factors[name]
        case Stands(who=who):
            if who == line.nation:
                return np.ones(count, dtype=bool)
            any_: Bits = np.logical_or.reduce([state[other.pledge] for other in setting.by_nation[who]])
            return any_
        case Sum(scope="total", names=names, persons=persons):
            counted = [other for other in setting.lines if not names or other.nation in names]
            others = _sum([(o.most, state[o.pledge]) for o in counted if o is not line], count)
            return others + (line.most if line in counted else 0) >= persons
        case _:
            raise ValueError(part)
