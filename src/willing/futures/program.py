"""A setting compiled: who stands, and with what force, as bit operations over one state.

Only the pledges that wait for each other in a circle have a state, one bit each, or, for one that matches others, the
digits of the persons it sends; every other pledge is a plain function of those before it. Beside the factors, whose
two literals are separate inputs (an open factor has both false, or both true where it is read as favourable), the
inputs are what a "what if" changes, so that none recompiles: ``on`` a pledge that takes part, ``held`` one that stands
whatever its condition says,
``waived`` a clause, and the digits of the target. More of any of these never makes a monotone force smaller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from willing.conditions.normal import is_monotone
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
    leaves,
)
from willing.futures.circuit import Bit, Circuit
from willing.futures.cycles import Places, places_of
from willing.futures.sums import Adders, Digits, Signed, Weighted
from willing.standing.setting import Line, Setting

Direction = Literal["rise", "fall"]
"""Whether the state grows from nothing to the least fixpoint or shrinks from everything to the greatest."""

State = Mapping[str, Digits]
"""Every pledge with its bits."""


@dataclass(frozen=True)
class Program:
    """Straight-line code for one step of a fixpoint, and for what is asked of the state it ends in."""

    circuit: Circuit
    state: tuple[Bit, ...]
    """The inputs that hold the state, in the order of ``following``."""
    following: tuple[Bit, ...]
    """The state after one step."""
    pledges: State
    """Every pledge's bits, once the state is a fixpoint."""
    feared: tuple[Bit, ...]
    """The inputs that hold what negated mentions are read from, in the order of ``pledges``; none if there are none."""
    counted: Signed
    """The persons of all standing pledges, as they are compared with the target."""
    reaches: Bit
    """Whether they are at least the target given as inputs, and the rule holds."""
    stands: Mapping[str, Bit]
    """For each pledge whether it stands."""
    direction: Direction

    @property
    def standing(self) -> tuple[Bit, ...]:
        """All bits of all pledges, in the order of ``feared``."""
        return tuple(bit for digits in self.pledges.values() for bit in digits)

    def target(self, persons: int) -> Mapping[str, bool]:
        """The inputs for a target in persons; one above all the force there could be is never reached.

        They are named by the direction, as the two programs of a setting may count in other units.
        """
        highest = 1 << len(self.counted.digits)
        wanted = min(self.counted.asked(persons), highest)
        return {f"target:{self.direction}:{place}": bool(wanted >> place & 1) for place in range(highest.bit_length())}


def digits_of(line: Line) -> int:
    """How many bits a line takes."""
    return 1 if line.rate is None else max(1, line.most.bit_length())


def compiled(
    setting: Setting,
    direction: Direction,
    rule: Condition | None = None,
    sampled: Mapping[str, int] | None = None,
    signed: bool = False,
    known: Mapping[str, bool] | None = None,
) -> Program:
    """The program of a setting in one direction.

    ``rule`` is what the whole force has to satisfy beside the target, in normal form. The persons of the pledges in
    ``sampled`` are inputs ``persons:P:k`` of at most so many. Where only those ``signed`` move, all others of the state
    stay as they are in the state that it is started from. Inputs whose value is ``known`` in all that will be asked are
    none: what rests on them alone is worked out here, once.
    """
    return _Compiler(setting, direction, rule, sampled or {}, signed, known or {}).program()


class _Compiler:
    def __init__(
        self,
        setting: Setting,
        direction: Direction,
        rule: Condition | None,
        sampled: Mapping[str, int],
        signed: bool,
        known: Mapping[str, bool],
    ) -> None:
        self.setting = setting
        self.known = known
        self.direction: Direction = direction
        self.rule = rule
        self.circuit = Circuit()
        self.adders = Adders(self.circuit)
        self.places: Places = places_of(setting)
        self.steps = [line for line in self.places.moving if not signed or line.pledge in setting.signed]
        self.persons = {
            pledge: tuple(self.circuit.input(f"persons:{pledge}:{place}") for place in range(most.bit_length()))
            for pledge, most in sampled.items()
        }
        self.most = {line.pledge: sampled.get(line.pledge, line.most) for line in setting.lines}
        self.state: dict[str, Digits] = {}
        monotone = setting.monotone and (rule is None or is_monotone(rule))
        self.feared: State = {} if monotone else {line.pledge: self.planes("y", line) for line in setting.lines}

    def given(self, name: str) -> Bit:
        """An input, or its value where that is known."""
        return self.circuit.constant(self.known[name]) if name in self.known else self.circuit.input(name)

    def planes(self, name: str, line: Line) -> Digits:
        return tuple(self.circuit.input(f"{name}:{line.pledge}:{place}") for place in range(digits_of(line)))

    def program(self) -> Program:
        for line in self.places.before:
            self.state[line.pledge] = self.next(line)
        now = {line.pledge: self.planes("x", line) for line in self.places.moving}
        self.state |= now
        following = self.stepped()
        for line in self.places.after:
            self.state[line.pledge] = self.next(line)
        pledges = {line.pledge: self.state[line.pledge] for line in self.setting.lines}
        everybody = [pair for line in self.setting.lines for pair in self.weighted(self.state, line)]
        total = self.adders.signed_total(everybody)
        target = tuple(self.circuit.input(f"target:{self.direction}:{i}") for i in range(len(total.digits) + 1))
        reaches = self.adders.reaches(total.digits, target)
        return Program(
            circuit=self.circuit,
            state=tuple(bit for line in self.places.moving for bit in now[line.pledge]),
            following=following,
            pledges=pledges,
            feared=tuple(bit for digits in self.feared.values() for bit in digits),
            counted=total,
            reaches=reaches if self.rule is None else self.circuit.both(reaches, self.holds(self.rule, None)),
            stands={pledge: self.circuit.any(digits) for pledge, digits in pledges.items()},
            direction=self.direction,
        )

    def stepped(self) -> Digits:
        """One step: first the pledges that ask for no sum, each seeing those before it, then the others at once.

        What is read may be newer than the state the step began with; the fixpoint is the same and reached sooner. The
        second kind shares the sums it reads, with whatever is asked of the state at the end: there all that was read
        in the last step is the fixpoint.
        """
        for line in self.steps:
            if not self.adds_up(line):
                self.state[line.pledge] = self.next(line)
        following = self.state | {line.pledge: self.next(line) for line in self.steps if self.adds_up(line)}
        return tuple(bit for line in self.places.moving for bit in following[line.pledge])

    @staticmethod
    def adds_up(line: Line) -> bool:
        """Whether a line asks for a sum of persons or nations."""
        return line.rate is not None or any(isinstance(leaf, Sum | Nations) for leaf in leaves(line.condition))

    def stood(self, state: State, line: Line) -> Bit:
        """Whether a line stands in a state."""
        return self.circuit.any(state[line.pledge])

    def weighted(self, state: State, line: Line) -> list[tuple[int, Bit]]:
        """A line's persons as weighted bits."""
        if line.rate is not None:
            return [(1 << place, bit) for place, bit in enumerate(state[line.pledge])]
        stands = state[line.pledge][0]
        if line.pledge in self.persons:
            digits = enumerate(self.persons[line.pledge])
            return [(1 << place, self.circuit.both(stands, bit)) for place, bit in digits]
        return [(line.most, stands)]

    def next(self, line: Line) -> Digits:
        """A line after one step: as it is judged with itself counted in, unless it takes no part, or signed."""
        circuit = self.circuit
        on, held = self.given(f"on:{line.pledge}"), self.given(f"held:{line.pledge}")
        clauses = (
            circuit.either(self.given(f"waived:{line.pledge}:{index}"), self.holds(clause, line))
            for index, clause in enumerate(line.clauses)
        )
        stands = circuit.both(circuit.either(held, circuit.all(clauses)), on)
        if line.rate is not None:
            return tuple(circuit.both(stands, bit) for bit in self.offered(line, self.state))
        if line.pledge not in self.state:
            return (stands,)
        now = self.state[line.pledge][0]
        return (circuit.either(now, stands) if self.direction == "rise" else circuit.both(now, stands),)

    def offered(self, line: Line, state: State) -> Digits:
        """What a line sends if it stands: for a matching one, ``floor(rate * others)``, at most its cap."""
        if line.rate is None:
            return self.persons.get(line.pledge, ())
        others = [
            (weight * line.rate.numerator, bit)
            for other in self.setting.lines
            if other.nation != line.nation and matches(line.matched, other.nation, other.capability)
            for weight, bit in self.weighted(state, other)
        ]
        shared = self.adders.shared_out(self.adders.total(others), line.rate.denominator)
        capped = self.adders.at_most(shared, line.most)
        return tuple(capped[place] if place < len(capped) else self.circuit.false for place in range(digits_of(line)))

    def holds(self, condition: Condition, line: Line | None) -> Bit:
        """Whether a condition in normal form holds for a line, or, with none, for the force as a whole."""
        circuit = self.circuit
        match condition:
            case And(items=items):
                return circuit.all(self.holds(item, line) for item in items)
            case Or(items=items):
                return circuit.any(self.holds(item, line) for item in items)
            case AtLeast(count=count, items=items):
                return self.adders.reached([(1, self.holds(item, line)) for item in items], count)
            case _:
                return self.leaf(condition, line)

    def leaf(self, condition: Condition, line: Line | None) -> Bit:
        circuit = self.circuit
        match condition:
            case Factor(name=name):
                return self.given(f"true:{name}")
            case Not(item=Factor(name=name)):
                return self.given(f"false:{name}")
            case Stands(who=who):
                return self.present(self.state, who, line)
            case Not(item=Stands(who=who)):
                return circuit.negate(self.present(self.feared, who, line))
            case Sends(nation=nation, comparison=comparison, persons=persons):
                return self.compared(Sum("total", (nation,), comparison, persons), line)
            case Sum():
                return self.compared(condition, line)
            case Nations(comparison=comparison, count=count):
                return self.counted(comparison == ">=", count, line)
            case _:
                raise ValueError(f"not in normal form: {condition!r}")

    def present(self, state: State, who: str, line: Line | None) -> Bit:
        """Whether a nation or pledge stands, the line itself counted in."""
        if line is not None and who in (line.nation, line.pledge):
            return self.circuit.true
        if is_nation(who):
            return self.circuit.any(self.stood(state, other) for other in self.setting.by_nation.get(who, ()))
        other = self.setting.by_pledge.get(who)
        return self.stood(state, other) if other else self.circuit.false

    def compared(self, wanted: Sum, line: Line | None) -> Bit:
        """A sum compared, the line itself counted in where the sum counts it.

        Where the line's own state is known (:meth:`in_common`), the sum over everybody serves, so that all lines share
        it; else its own persons are left out of the sum and counted as if it stood.
        """
        if self.setting.weight_of(wanted.names) is not None:
            return self.weighed(wanted, line)
        at_least, number = wanted.comparison == ">=", wanted.persons
        state = self.state if at_least else self.feared
        lines = [other for other in self.setting.lines if self.setting.counts(wanted.names, other)]
        counts = wanted.scope == "total" and line in lines
        apart = [
            o for o in lines if o is not line and (wanted.scope == "total" or line is None or o.nation != line.nation)
        ]
        if line is not None and at_least and self.in_common(line) and [o for o in lines if o is not line] == apart:
            # Rising, the line is not there yet; falling, it still is.
            there = line.most if self.direction == "fall" and line in lines else 0
            return self.reached(state, lines, number + there - (line.most if counts else 0))
        pairs = [pair for other in apart for pair in self.weighted(state, other)]
        if counts and line is not None:
            own = self.offered(line, state)  # what it would send beside those that the sum is read from
            pairs += [(1 << place, bit) for place, bit in enumerate(own)] if own else [(line.most, self.circuit.true)]
        reached = self.adders.reached(pairs, number)
        return reached if at_least else self.circuit.negate(reached)

    def weighed(self, wanted: Sum, line: Line | None) -> Bit:
        """A sum of a weight over the nations with a standing pledge among those counted, the line's own one too."""
        at_least = wanted.comparison == ">="
        state = self.state if at_least else self.feared
        weights = self.setting.weights[self.setting.weight_of(wanted.names) or ""]
        pairs: list[Weighted] = []
        for nation, lines in self.setting.by_nation.items():
            counted = [other for other in lines if self.setting.counts(wanted.names, other)]
            if line is None or nation != line.nation:
                stands = self.circuit.any(self.stood(state, other) for other in counted)
            elif wanted.scope == "others":
                continue
            else:
                others = self.circuit.any(self.stood(state, other) for other in counted if other is not line)
                stands = self.circuit.true if line in counted else others
            pairs.append((weights.get(nation, 0), stands))
        reached = self.adders.reached(pairs, wanted.persons)
        return reached if at_least else self.circuit.negate(reached)

    def reached(self, state: State, lines: Iterable[Line], number: int) -> Bit:
        return self.adders.reached([pair for line in lines for pair in self.weighted(state, line)], number)

    def in_common(self, line: Line) -> bool:
        """Whether a line's own bit is known wherever its condition matters: absent while rising, present while falling.

        Rising, a line that stands stays; falling, one that fell stays out: what its condition says then is not asked.
        """
        return line.rate is None and line.pledge in self.state and line.pledge not in self.persons

    def counted(self, at_least: bool, number: int, line: Line | None) -> Bit:
        """The number of nations compared; the line's own is one of them."""
        state = self.state if at_least else self.feared
        common = (
            line is not None and at_least and self.in_common(line) and self.setting.by_nation[line.nation] == (line,)
        )
        nations: list[Weighted] = [
            (1, self.circuit.any(self.stood(state, other) for other in lines))
            for nation, lines in self.setting.by_nation.items()
            if common or line is None or nation != line.nation
        ]
        own = 0 if line is None or (common and self.direction == "fall") else 1
        reached = self.adders.reached(nations, number - own)
        return reached if at_least else self.circuit.negate(reached)
