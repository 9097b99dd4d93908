"""Fewer, wider operations: a circuit covered by functions of three values, for processors that have them.

Every operation can stand for a small part of the circuit above it, so long as that part has no more than three inputs.
For each operation the few best such parts are found (Cong and Ding 1994), least area first, shared parts counted in
shares; then only those parts are kept that the outputs rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from willing.futures.circuit import Bit, Circuit

KEPT = 5
"""Parts kept for each operation."""

COLUMNS = (0b11110000, 0b11001100, 0b10101010)
"""The values of the first, second and third input in the eight rows of a table."""


@dataclass(frozen=True)
class Table:
    """A value as a function of at most three others."""

    bit: Bit
    inputs: tuple[Bit, ...]
    rows: int
    """Its values in the eight rows, the first input the highest digit of a row's number."""


@dataclass(frozen=True)
class _Part:
    inputs: tuple[Bit, ...]
    rows: int
    area: float


def covered(circuit: Circuit, bits: Sequence[Bit], given: Iterable[Bit], outputs: Iterable[Bit]) -> list[Table]:
    """Tables, in an order in which they can be carried out, for ``outputs`` among ``bits``.

    ``bits`` are operations in order; whatever they take that is not among them is in ``given`` or a constant.
    """
    best = _parts(circuit, bits, set(given))
    own, wanted = set(bits), set(outputs)
    tables = []
    for bit in reversed(bits):
        if bit in wanted:
            part = best[bit]
            wanted.update(value for value in part.inputs if value in own)
            tables.append(Table(bit, part.inputs, part.rows))
    return tables[::-1]


def plainly(circuit: Circuit, bit: Bit) -> Table:
    """A single operation as a table of what it takes."""
    return Table(bit, circuit.arguments(bit), 0)


def _parts(circuit: Circuit, bits: Sequence[Bit], given: set[Bit]) -> Mapping[Bit, _Part]:
    uses: dict[Bit, int] = {}
    for bit in bits:
        for argument in circuit.arguments(bit):
            uses[argument] = uses.get(argument, 0) + 1
    best: dict[Bit, _Part] = {}
    choices: dict[Bit, list[_Part]] = {}
    share: dict[Bit, float] = dict.fromkeys(given, 0.0)
    for bit in bits:
        operation = circuit.operations[bit]
        ways = [_ways(circuit, argument, choices) for argument in circuit.arguments(bit)]
        found: dict[tuple[Bit, ...], int] = {}
        if operation.kind == "not":
            for part in ways[0]:
                found[part.inputs] = ~part.rows & 255
        else:
            for one in ways[0]:
                for two in ways[1]:
                    inputs = _joined(one.inputs, two.inputs)
                    if inputs is not None and inputs not in found:
                        a, b = _spread(one, inputs), _spread(two, inputs)
                        found[inputs] = a & b if operation.kind == "and" else a | b if operation.kind == "or" else a ^ b
        parts = sorted(
            (_Part(inputs, rows, 1 + sum(share.get(value, 0.0) for value in inputs)) for inputs, rows in found.items()),
            key=lambda part: (part.area, len(part.inputs)),
        )[:KEPT]
        best[bit] = parts[0]
        choices[bit] = parts
        share[bit] = parts[0].area / max(1, uses.get(bit, 0))
    return best


def _ways(circuit: Circuit, bit: Bit, choices: Mapping[Bit, list[_Part]]) -> list[_Part]:
    """The parts that can stand for an argument: itself, and those above it."""
    kind = circuit.operations[bit].kind
    if kind in ("true", "false"):
        return [_Part((), 255 if kind == "true" else 0, 0.0)]
    return [_Part((bit,), COLUMNS[0], 0.0), *choices.get(bit, ())]


def _joined(one: tuple[Bit, ...], two: tuple[Bit, ...]) -> tuple[Bit, ...] | None:
    if one == two:
        return one
    inputs = tuple(sorted({*one, *two}))
    return inputs if len(inputs) <= len(COLUMNS) else None


def _spread(part: _Part, inputs: tuple[Bit, ...]) -> int:
    """A part's table over more inputs."""
    if part.inputs == inputs:
        return part.rows
    return _rows(part.rows, tuple(inputs.index(value) for value in part.inputs))


@cache
def _rows(rows: int, places: tuple[int, ...]) -> int:
    found = 0
    for row in range(8):
        own = 0
        for digit, place in enumerate(places):
            own |= (row >> (2 - place) & 1) << (2 - digit)
        found |= (rows >> own & 1) << row
    return found
