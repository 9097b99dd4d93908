"""Sums, divisions and comparisons of bits against plain arithmetic, over all values of the bits."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from willing.futures.circuit import Bit, Circuit
from willing.futures.sums import Adders, signed_digits, value


def run(circuit: Circuit, outputs: list[Bit], inputs: tuple[bool, ...]) -> list[bool]:
    """The circuit carried out one operation after the other."""
    values: dict[Bit, bool] = {}
    for bit in circuit.needed(outputs):
        operation = circuit.operations[bit]
        match operation.kind:
            case "input":
                values[bit] = inputs[operation.a]
            case "true" | "false":
                values[bit] = operation.kind == "true"
            case "not":
                values[bit] = not values[operation.a]
            case "and":
                values[bit] = values[operation.a] and values[operation.b]
            case "or":
                values[bit] = values[operation.a] or values[operation.b]
            case "xor":
                values[bit] = values[operation.a] is not values[operation.b]
    return [values[bit] for bit in outputs]


weights = st.lists(st.integers(0, 40), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(weights, st.integers(-3, 300), st.integers(1, 12), st.integers(0, 90))
def test_sums_are_those_of_arithmetic(found: list[int], number: int, divisor: int, cap: int) -> None:
    circuit = Circuit()
    adders = Adders(circuit)
    bits = [circuit.input(str(index)) for index in range(len(found))]
    total = adders.total(zip(found, bits, strict=True))
    reached, shared = adders.at_least(total, number), adders.shared_out(total, divisor)
    capped = adders.at_most(total, cap)
    twice = adders.plus(total, total)
    compared = adders.reaches(total, adders.number(max(0, number)))
    outputs = [*total, reached, compared, *shared, *capped, *twice]
    for case in range(1 << len(found)):
        inputs = tuple(bool(case >> index & 1) for index in range(len(found)))
        expected = sum(weight for weight, held in zip(found, inputs, strict=True) if held)
        ended = iter(run(circuit, outputs, inputs))

        def take(count: int, ended: object = ended) -> list[bool]:
            return [next(ended) for _ in range(count)]  # type: ignore[call-overload]

        assert value(take(len(total))) == expected
        assert take(2) == [expected >= number, expected >= max(0, number)]
        assert value(take(len(shared))) == expected // divisor
        assert value(take(len(capped))) == min(expected, cap)
        assert value(take(len(twice))) == 2 * expected


def test_equal_parts_are_computed_once_and_what_is_known_not_at_all() -> None:
    circuit = Circuit()
    a, b = circuit.input("a"), circuit.input("b")
    assert circuit.both(a, b) == circuit.both(b, a)
    assert circuit.both(a, circuit.negate(a)) == circuit.false
    assert circuit.either(a, circuit.negate(a)) == circuit.true
    assert circuit.differ(a, a) == circuit.false
    assert circuit.negate(circuit.negate(a)) == a
    assert circuit.differ(a, circuit.true) == circuit.negate(a)
    assert circuit.choose(b, a, a) == a
    assert circuit.both(circuit.true, a) == a
    assert circuit.either(circuit.false, a) == a


@settings(max_examples=60, deadline=None)
@given(weights, st.lists(st.integers(0, 300), min_size=1, max_size=4))
def test_sums_made_to_be_compared_reach_what_those_of_arithmetic_do(found: list[int], numbers: list[int]) -> None:
    """Common divisors taken out, digits signed; also against numbers far beyond."""
    circuit = Circuit()
    adders = Adders(circuit)
    bits = [circuit.input(str(index)) for index in range(len(found))]
    weighted = [*zip(found, bits, strict=True), (5, circuit.true), (9, circuit.false)]
    total = adders.signed_total(weighted)
    numbers += [0, -3, sum(found) + 5, sum(found) + 6, 10**9]
    outputs = [adders.reached(weighted, number) for number in numbers]
    outputs += [adders.at_least(total.digits, total.asked(number)) for number in numbers]
    for case in range(1 << len(found)):
        inputs = tuple(bool(case >> index & 1) for index in range(len(found)))
        expected = 5 + sum(weight for weight, held in zip(found, inputs, strict=True) if held)
        assert run(circuit, outputs, inputs) == 2 * [expected >= number for number in numbers]


@given(st.integers(0, 10**6))
def test_signed_digits_add_up_and_no_two_are_neighbours(number: int) -> None:
    digits = signed_digits(number)
    assert sum(sign << place for place, sign in digits) == number
    places = [place for place, _ in digits]
    assert all(later - earlier > 1 for earlier, later in pairwise(places))
