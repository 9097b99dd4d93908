"""Boolean circuits: straight-line bit operations in which every shared part stands once.

A value is the number of the operation that makes it. Each operation is simplified as it is added and looked up among
those there, so that equal parts of different conditions are computed once, whoever asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["input", "false", "true", "and", "or", "xor", "not"]
Bit = int
"""The number of an operation."""


@dataclass(frozen=True)
class Operation:
    """One step: a kind and the values it takes; for an input, its position."""

    kind: Kind
    a: int = 0
    b: int = 0


@dataclass
class Circuit:
    """Operations in the order in which they can be carried out. It only ever grows."""

    operations: list[Operation] = field(default_factory=list)
    _known: dict[Operation, Bit] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    """The names of the inputs, by position."""
    _positions: dict[str, int] = field(default_factory=dict)

    def _add(self, operation: Operation) -> Bit:
        if operation not in self._known:
            self._known[operation] = len(self.operations)
            self.operations.append(operation)
        return self._known[operation]

    def input(self, name: str) -> Bit:
        """A bit given from outside, by its name."""
        if name not in self._positions:
            self._positions[name] = len(self.inputs)
            self.inputs.append(name)
        return self._add(Operation("input", self._positions[name]))

    @property
    def false(self) -> Bit:
        """The bit that never holds."""
        return self._add(Operation("false"))

    @property
    def true(self) -> Bit:
        """The bit that always holds."""
        return self._add(Operation("true"))

    def constant(self, value: bool) -> Bit:
        """A bit that is known."""
        return self.true if value else self.false

    def negate(self, a: Bit) -> Bit:
        """Not ``a``."""
        operation = self.operations[a]
        match operation.kind:
            case "true":
                return self.false
            case "false":
                return self.true
            case "not":
                return operation.a
            case _:
                return self._add(Operation("not", a))

    def both(self, a: Bit, b: Bit) -> Bit:
        """``a`` and ``b``."""
        if b in (a, self.true) or a == self.false:
            return a
        if a == self.true or b == self.false:
            return b
        if self._opposite(a, b):
            return self.false
        return self._add(Operation("and", min(a, b), max(a, b)))

    def either(self, a: Bit, b: Bit) -> Bit:
        """``a`` or ``b``."""
        if b in (a, self.false) or a == self.true:
            return a
        if a == self.false or b == self.true:
            return b
        if self._opposite(a, b):
            return self.true
        return self._add(Operation("or", min(a, b), max(a, b)))

    def differ(self, a: Bit, b: Bit) -> Bit:
        """Exactly one of ``a`` and ``b``."""
        if a == b:
            return self.false
        for one, other in ((a, b), (b, a)):
            if one == self.false:
                return other
            if one == self.true:
                return self.negate(other)
        if self._opposite(a, b):
            return self.true
        return self._add(Operation("xor", min(a, b), max(a, b)))

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
        one, other = self.operations[a], self.operations[b]
        return (one.kind == "not" and one.a == b) or (other.kind == "not" and other.a == a)

    def needed(self, outputs: Sequence[Bit]) -> list[Bit]:
        """The operations that some outputs rest on, in the order in which they can be carried out."""
        wanted = set(outputs)
        for bit in range(max(outputs, default=-1), -1, -1):
            if bit in wanted:
                wanted.update(self.arguments(bit))
        return sorted(wanted)

    def arguments(self, bit: Bit) -> tuple[Bit, ...]:
        """The values an operation takes."""
        operation = self.operations[bit]
        match operation.kind:
            case "and" | "or" | "xor":
                return operation.a, operation.b
            case "not":
                return (operation.a,)
            case _:
                return ()
