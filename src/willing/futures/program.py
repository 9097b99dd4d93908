"""A setting compiled: the next state of every pledge, and the force, as bit operations over one state.

Every line is one state bit, or, if it matches others, the digits of the persons it sends. Beside the factors, whose
two literals are separate inputs (an open factor has both false, or both true where it is read as favourable), the
inputs are what a "what if" changes, so that none recompiles: ``off`` a withdrawn line, ``held`` a signed one,
``waived`` a clause, and the digits of the target.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from willing.conditions.tally import matches
from willing.conditions.tree import (
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    is_nation,
)
from willing.futures.circuit import Bit, Circuit
from willing.futures.sums import Adders, Digits
from willing.standing.setting import Line, Setting

Direction = Literal["rise", "fall"]
"""Whether the state grows from nothing to the least fixpoint or shrinks from everything to the greatest."""


@dataclass(frozen=True)
class Program:
    """Straight-line code for one step of a fixpoint, and for what is asked of the state it ends in."""

    circuit: Circuit
    state: tuple[Bit, ...]
    """The inputs that hold the state, in the order of ``following``."""
    feared: tuple[Bit, ...]
    """The inputs that hold the state from which negated mentions are read."""
    following: tuple[Bit, ...]
    """The state after one step."""
    force: Digits
    """The persons of the state, in binary."""
    reaches: Bit
    """Whether they are at least the target given as inputs."""
    stands: Mapping[str, Bit]
    """For each pledge whether it stands."""
    direction: Direction


def digits_of(line: Line) -> int:
    """How many state bits a line takes."""
    return 1 if line.rate is None else max(1, line.most.bit_length())


def compiled(setting: Setting, direction: Direction) -> Program:
    """The program of a setting in one direction."""
    return _Compiler(setting, direction).program()


class _Compiler:
    def __init__(self, setting: Setting, direction: Direction) -> None:
        self.setting = setting
        self.direction: Direction = direction
        self.circuit = Circuit()
        self.adders = Adders(self.circuit)
        self.state = {line.pledge: self._planes("x", line) for line in setting.lines}
        self.feared = (
            self.state if setting.monotone else {line.pledge: self._planes("y", line) for line in setting.lines}
        )

    def _planes(self, name: str, line: Line) -> Digits:
        return tuple(self.circuit.input(f"{name}:{line.pledge}:{place}") for place in range(digits_of(line)))

    def program(self) -> Program:
        following = tuple(bit for line in self.setting.lines for bit in self.next(line))
        everybody = [pair for line in self.setting.lines for pair in self.weighted(self.state, line)]
        force = self.adders.total(everybody)
        width = sum(line.most for line in self.setting.lines).bit_length()
        target = tuple(self.circuit.input(f"target:{place}") for place in range(width + 1))
        return Program(
            circuit=self.circuit,
            state=tuple(bit for line in self.setting.lines for bit in self.state[line.pledge]),
            feared=()
            if self.setting.monotone
            else tuple(b for ln in self.setting.lines for b in self.feared[ln.pledge]),
            following=following,
            force=force,
            reaches=self.adders.reaches(force, target),
            stands={line.pledge: self.stood(self.state, line) for line in self.setting.lines},
            direction=self.direction,
        )

    def stood(self, state: Mapping[str, Digits], line: Line) -> Bit:
        """Whether a line stands in a state."""
        return self.circuit.any(state[line.pledge])

    def weighted(self, state: Mapping[str, Digits], line: Line) -> list[tuple[int, Bit]]:
        """A line's persons as weighted bits."""
        if line.rate is None:
            return [(line.most, state[line.pledge][0])]
        return [(1 << place, bit) for place, bit in enumerate(state[line.pledge])]

    def next(self, line: Line) -> Digits:
        """A line after one step: as it is judged with itself counted in, unless withdrawn, or signed."""
        circuit = self.circuit
        off, held = circuit.input(f"off:{line.pledge}"), circuit.input(f"held:{line.pledge}")
        own = self.offered(line)
        clauses = (
            circuit.either(circuit.input(f"waived:{line.pledge}:{index}"), self.holds(clause, line, own))
            for index, clause in enumerate(line.clauses)
        )
        stands = circuit.both(circuit.either(held, circuit.all(clauses)), circuit.negate(off))
        if line.rate is not None:
            return tuple(circuit.both(stands, bit) for bit in own)
        now = self.state[line.pledge][0]
        return (circuit.either(now, stands) if self.direction == "rise" else circuit.both(now, stands),)

    def offered(self, line: Line) -> Digits:
        """What a line sends if it stands: for a matching one, ``floor(rate * others)``, at most its cap."""
        if line.rate is None:
            return ()
        others = [
            (weight * line.rate.numerator, bit)
            for other in self.setting.lines
            if other.nation != line.nation and matches(line.matched, other.nation, other.capability)
            for weight, bit in self.weighted(self.state, other)
        ]
        shared = self.adders.shared_out(self.adders.total(others), line.rate.denominator)
        capped = self.adders.at_most(shared, line.most)
        width = digits_of(line)
        return tuple(capped[place] if place < len(capped) else self.circuit.false for place in range(width))

    def holds(self, condition: Condition, line: Line, own: Digits) -> Bit:
        """Whether a condition in normal form holds for a line."""
        circuit = self.circuit
        match condition:
            case And(items=items):
                return circuit.all(self.holds(item, line, own) for item in items)
            case Or(items=items):
                return circuit.any(self.holds(item, line, own) for item in items)
            case AtLeast(count=count, items=items):
                held = [(1, self.holds(item, line, own)) for item in items]
                return self.adders.at_least(self._count(held), count)
            case _:
                return self.leaf(condition, line, own)

    def _count(self, weighted: Iterable[tuple[int, Bit]]) -> Digits:
        """A sum in which a bit that holds by itself counts as often as it is named."""
        known = [(weight, bit) for weight, bit in weighted if bit == self.circuit.true]
        open_ = [(weight, bit) for weight, bit in weighted if bit != self.circuit.true]
        return self.adders.plus(self.adders.total(open_), self.adders.number(sum(weight for weight, _ in known)))

    def leaf(self, condition: Condition, line: Line, own: Digits) -> Bit:
        circuit = self.circuit
        match condition:
            case Factor(name=name):
                return circuit.input(f"true:{name}")
            case Not(item=Factor(name=name)):
                return circuit.input(f"false:{name}")
            case Stands(who=who):
                return self.present(self.state, who, line)
            case Not(item=Stands(who=who)):
                return circuit.negate(self.present(self.feared, who, line))
            case Sends(nation=nation, comparison=comparison, persons=persons):
                return self.compared("total", (nation,), comparison == ">=", persons, line, own)
            case Sum(scope=scope, names=names, comparison=comparison, persons=persons):
                return self.compared(scope, names, comparison == ">=", persons, line, own)
            case Nations(comparison=comparison, count=count):
                return self.counted(comparison == ">=", count, line)
            case _:
                raise ValueError(f"not in normal form: {condition!r}")

    def present(self, state: Mapping[str, Digits], who: str, line: Line) -> Bit:
        """Whether a nation or pledge stands, the line itself counted in."""
        if who in (line.nation, line.pledge):
            return self.circuit.true
        if is_nation(who):
            return self.circuit.any(self.stood(state, other) for other in self.setting.by_nation.get(who, ()))
        other = self.setting.by_pledge.get(who)
        return self.stood(state, other) if other else self.circuit.false

    def compared(
        self, scope: str, names: tuple[str, ...], at_least: bool, persons: int, line: Line, own: Digits
    ) -> Bit:
        """A sum of persons compared, the line itself counted in where the sum counts it.

        Where the line's own state is known (:meth:`_in_common`), the sum over everybody serves, so that all lines share
        it; else its own persons are left out of the sum and counted as if it stood.
        """
        wanted = [o for o in self.setting.lines if matches(names, o.nation, o.capability)]
        counts = scope == "total" and line in wanted
        apart = [o for o in wanted if o is not line and (scope == "total" or o.nation != line.nation)]
        state = self.state if at_least else self.feared
        if at_least and self._in_common(line) and [o for o in wanted if o is not line] == apart:
            # Rising, the line is not there yet; falling, it still is.
            there = line.most if self.direction == "fall" and line in wanted else 0
            number = persons + there - (line.most if counts else 0)
            return self.adders.at_least(self._sum(state, wanted), number)
        digits = self._sum(state, apart)
        if counts and line.rate is not None:
            digits = self.adders.plus(digits, own)
        reached = self.adders.at_least(digits, persons - (line.most if counts and line.rate is None else 0))
        return reached if at_least else self.circuit.negate(reached)

    def _sum(self, state: Mapping[str, Digits], lines: Iterable[Line]) -> Digits:
        return self.adders.total(pair for line in lines for pair in self.weighted(state, line))

    def _in_common(self, line: Line) -> bool:
        """Whether a line's own bit is known wherever its condition matters: absent while rising, present while falling.

        Rising, a line that stands stays; falling, one that fell stays out: what its condition says then is not asked.
        """
        return line.rate is None

    def counted(self, at_least: bool, number: int, line: Line) -> Bit:
        """The number of nations compared; the line's own is one of them."""
        state = self.state if at_least else self.feared
        common = at_least and self._in_common(line) and self.setting.by_nation[line.nation] == (line,)
        nations = [
            (1, self.circuit.any(self.stood(state, other) for other in lines))
            for nation, lines in self.setting.by_nation.items()
            if common or nation != line.nation
        ]
        own = 0 if common and self.direction == "fall" else 1
        reached = self.adders.at_least(self.adders.total(nations), number - own)
        return reached if at_least else self.circuit.negate(reached)
