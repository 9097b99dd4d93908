"""Circuits covered by functions of three values, against the circuit carried out step by step."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from willing.futures.circuit import Bit, Circuit
from willing.futures.tables import Table, covered, plainly

INPUTS = 4
WORKING = ("and", "or", "xor", "not")


@st.composite
def circuits(draw: st.DrawFn) -> tuple[Circuit, list[Bit]]:
    """A circuit and some of its values."""
    circuit = Circuit()
    bits = [circuit.input(str(index)) for index in range(INPUTS)] + [circuit.true, circuit.false]
    for _ in range(draw(st.integers(1, 25))):
        a, b, c = (draw(st.sampled_from(bits)) for _ in range(3))
        kind = draw(st.sampled_from(("both", "either", "differ", "negate", "choose")))
        match kind:
            case "both":
                bits.append(circuit.both(a, b))
            case "either":
                bits.append(circuit.either(a, b))
            case "differ":
                bits.append(circuit.differ(a, b))
            case "negate":
                bits.append(circuit.negate(a))
            case _:
                bits.append(circuit.choose(a, b, c))
    return circuit, draw(st.lists(st.sampled_from(bits), min_size=1, max_size=4, unique=True))


def stepped(circuit: Circuit, inputs: tuple[bool, ...]) -> dict[Bit, bool]:
    """Every value of a circuit."""
    values: dict[Bit, bool] = {}
    for bit, operation in enumerate(circuit.operations):
        a, b = values.get(operation.a, False), values.get(operation.b, False)
        values[bit] = {
            "input": operation.kind == "input" and inputs[operation.a],
            "true": True,
            "false": False,
            "and": a and b,
            "or": a or b,
            "xor": a is not b,
            "not": not a,
        }[operation.kind]
    return values


def looked_up(tables: list[Table], values: dict[Bit, bool], spare: bool) -> dict[Bit, bool]:
    """Values by the tables, carried out in their order; inputs a table does not have are ``spare``."""
    found = dict(values)
    for table in tables:
        row = [found[value] for value in table.inputs] + [spare] * (3 - len(table.inputs))
        found[table.bit] = bool(table.rows >> (row[0] << 2 | row[1] << 1 | row[2]) & 1)
    return found


@settings(max_examples=80, deadline=None)
@given(circuits())
def test_tables_give_the_values_of_the_circuit(made: tuple[Circuit, list[Bit]]) -> None:
    circuit, outputs = made
    working = [bit for bit in circuit.needed(outputs) if circuit.operations[bit].kind in WORKING]
    given_bits = {value for bit in working for value in circuit.arguments(bit)} - set(working)
    tables = covered(circuit, working, given_bits, outputs)
    assert len(tables) <= len(working)
    assert all(len(table.inputs) <= 3 for table in tables)
    for inputs in product((False, True), repeat=INPUTS):
        values = stepped(circuit, inputs)
        known = {bit: value for bit, value in values.items() if bit not in working}
        for spare in (False, True):
            found = looked_up(tables, known, spare)
            assert {bit: found[bit] for bit in outputs} == {bit: values[bit] for bit in outputs}


def test_a_full_adder_takes_two_tables() -> None:
    circuit = Circuit()
    a, b, c = (circuit.input(name) for name in "abc")
    half = circuit.differ(a, b)
    outputs = [circuit.differ(half, c), circuit.either(circuit.both(a, b), circuit.both(half, c))]
    working = [bit for bit in circuit.needed(outputs) if circuit.operations[bit].kind in WORKING]
    tables = covered(circuit, working, {a, b, c}, outputs)
    assert [table.rows for table in tables] == [0b10010110, 0b11101000]
    assert {table.inputs for table in tables} == {(a, b, c)}


def test_one_operation_by_itself_keeps_what_it_takes() -> None:
    circuit = Circuit()
    a, b = circuit.input("a"), circuit.input("b")
    assert plainly(circuit, circuit.both(a, b)).inputs == (a, b)
