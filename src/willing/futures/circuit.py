"""Boolean circuits: straight-line bit operations in which every shared part stands once.

A value is the number of the operation that makes it. Each operation is simplified as it is added and looked up among
those there, so that equal parts of different conditions are computed once, whoever asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple

Kind = Literal["input", "false", "true", "and", "or", "xor", "not"]
Bit = int
"""The number of an operation."""


class Operation(NamedTuple):
    """One step: a kind and the values it takes; for an input, its position."""

    kind: Kind
    a: int = 0
    b: int = 0


TAKES: Mapping[Kind, int] = {"and": 2, "or": 2, "xor": 2, "not": 1}
"""How many values an operation takes."""
CONSTANTS = (Operation("false"), Operation("true"))
"""What every circuit begins with, so that a constant is known by its number."""


@dataclass
class Circuit:
    """Operations in the order in which they can be carried out. It only ever grows."""

    false: ClassVar[Bit] = 0
    """The bit that never holds."""
    true: ClassVar[Bit] = 1
    """The bit that always holds."""

    operations: list[Operation] = field(default_factory=lambda: list(CONSTANTS))
    inputs: list[str] = field(default_factory=list)
    """The names of the inputs, by position."""
    _known: dict[Operation, Bit] = field(default_factory=dict)
    _positions: dict[str, int] = field(default_factory=dict)

    def _add(self, operation: Operation) -> Bit:
        bit = self._known.setdefault(operation, len(self.operations))
        if bit == len(self.operations):
            self.operations.append(operation)
        return bit

    def input(self, name: str) -> Bit:
        """A bit given from outside, by its name."""
        position = self._positions.setdefault(name, len(self.inputs))
        if position == len(self.inputs):
            self.inputs.append(name)
        return self._add(Operation("input", position))

    def constant(self, value: bool) -> Bit:
        """A bit that is known."""
        return self.true if value else self.false

    def negate(self, a: Bit) -> Bit:
        """Not ``a``."""
        if a <= self.true:
            return self.true - a
        operation = self.operations[a]
        return operation.a if operation.kind == "not" else self._add(Operation("not", a))

    def both(self, a: Bit, b: Bit) -> Bit:
        """``a`` and ``b``."""
        if a > b:
            a, b = b, a
        if a <= self.true:
            return b if a == self.true else a
        if a == b or self._opposite(a, b):
            return a if a == b else self.false
        return self._add(Operation("and", a, b))

    def either(self, a: Bit, b: Bit) -> Bit:
        """``a`` or ``b``."""
        if a > b:
            a, b = b, a
        if a <= self.true:
            return b if a == self.false else a
        if a == b or self._opposite(a, b):
            return a if a == b else self.true
        return self._add(Operation("or", a, b))

    def differ(self, a: Bit, b: Bit) -> Bit:
        """Exactly one of ``a`` and ``b``."""
        if a > b:
            a, b = b, a
        if a <= self.true:
            return b if a == self.false else self.negate(b)
        if a == b or self._opposite(a, b):
            return self.false if a == b else self.true
        return self._add(Operation("xor", a, b))

    def choose(self, condition: Bit, yes: Bit, no: Bit) -> Bit:
        """``yes`` where the condition holds, else ``no``."""
        if yes == no:
            return yes
        return self.differ(no, self.both(condition, self.differ(yes, no)))

    def all(self, bits: Iterable[Bit]) -> Bit:
        """All of them; true of none."""
        found = self.true
        for bit in bits:
            found = self.both(found, bit)
        return found

    def any(self, bits: Iterable[Bit]) -> Bit:
        """At least one of them; false of none."""
        found = self.false
        for bit in bits:
            found = self.either(found, bit)
        return found

    def _opposite(self, a: Bit, b: Bit) -> bool:
        """Whether ``a`` and the later ``b`` are opposites."""
        # Of two that are each other's opposite, the later one was made by negating the earlier.
        later = self.operations[b]
        return later.kind == "not" and later.a == a

    def needed(self, outputs: Sequence[Bit]) -> list[Bit]:
        """The operations that some outputs rest on, in the order in which they can be carried out."""
        wanted, waiting = set(outputs), list(outputs)
        while waiting:
            new = set(self.arguments(waiting.pop())) - wanted
            wanted |= new
            waiting += new
        return sorted(wanted)

    def arguments(self, bit: Bit) -> tuple[Bit, ...]:
        """The values an operation takes."""
        operation = self.operations[bit]
        return (operation.a, operation.b)[: TAKES.get(operation.kind, 0)]
