"""The probability of reaching a target by binary decision diagrams (package `dd`)."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from willing.conditions.tree import And, AtLeast, Condition, Factor, Not, Or, Stands, Sum
from willing.standing.setting import Line, Setting


def probability(setting: Setting, chances: Mapping[str, float], target: int, backend: str) -> float:
    """P(firm force >= target), the factors independent; ``backend`` is ``autoref`` or ``cudd``."""
    bdd = importlib.import_module(f"dd.{backend}").BDD()
    bdd.declare(*chances)
    state = {line.pledge: bdd.false for line in setting.lines}
    builder = _Builder(bdd, setting)
    while True:
        grown = {line.pledge: state[line.pledge] | builder.holds(line.condition, line, state) for line in setting.lines}
        if grown == state:
            break
        state = grown
    reached = builder.threshold([(line.most, state[line.pledge]) for line in setting.lines], target)
    return _weight(bdd, reached, chances, {})


class _Builder:
    def __init__(self, bdd: Any, setting: Setting) -> None:
        self.bdd = bdd
        self.setting = setting

    def holds(self, part: Condition, line: Line, state: Mapping[str, Any]) -> Any:
        match part:
            case And(items=items):
                found = self.bdd.true
                for item in items:
                    found &= self.holds(item, line, state)
                return found
            case Or(items=items):
                found = self.bdd.false
                for item in items:
                    found |= self.holds(item, line, state)
                return found
            case AtLeast(count=count, items=items):
                return self.threshold([(1, self.holds(item, line, state)) for item in items], count)
            case Factor(name=name):
                return self.bdd.var(name)
            case Not(item=Factor(name=name)):
                return ~self.bdd.var(name)
            case Stands(who=who):
                if who == line.nation:
                    return self.bdd.true
                found = self.bdd.false
                for other in self.setting.by_nation[who]:
                    found |= state[other.pledge]
                return found
            case Sum(scope="total", names=names, persons=persons):
                counted = [other for other in self.setting.lines if not names or other.nation in names]
                own = line.most if line in counted else 0
                return self.threshold([(o.most, state[o.pledge]) for o in counted if o is not line], persons - own)
            case _:
                raise ValueError(part)

    def threshold(self, weighted: list[tuple[int, Any]], number: int) -> Any:
        """A weighted sum of functions compared, the heaviest first, equal remainders shared."""
        ordered = sorted(weighted, key=lambda pair: -pair[0])
        rest = [sum(weight for weight, _ in ordered[index:]) for index in range(len(ordered) + 1)]
        known: dict[tuple[int, int], Any] = {}

        def reached(index: int, wanted: int) -> Any:
            if wanted <= 0:
                return self.bdd.true
            if wanted > rest[index]:
                return self.bdd.false
            if (index, wanted) not in known:
                weight, bit = ordered[index]
                with_it, without = reached(index + 1, wanted - weight), reached(index + 1, wanted)
                known[index, wanted] = self.bdd.ite(bit, with_it, without)
            return known[index, wanted]

        return reached(0, number)


def _weight(bdd: Any, node: Any, chances: Mapping[str, float], known: dict[int, float]) -> float:
    if node == bdd.true:
        return 1.0
    if node == bdd.false:
        return 0.0
    key = int(node)
    if key not in known:
        share = chances[node.var]
        low, high = (_weight(bdd, child, chances, known) for child in (node.low, node.high))
        # A complemented edge turns the function round.
        known[key] = (1 - share) * low + share * high
        if node.negated:
            known[key] = 1 - known[key]
    return known[key]
