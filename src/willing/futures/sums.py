"""Weighted sums of bits, and their comparison with numbers, as bit operations.

A sum is built by carry-save adders: all bits of one weight are added three at a time into one bit of that weight and
one of the next, until one is left of each (Wallace 1964). A comparison with a known number then takes one operation a
digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from willing.futures.circuit import Bit, Circuit

Digits = tuple[Bit, ...]
"""A number in binary, the lowest digit first."""
Number = TypeVar("Number", int, NDArray[np.int64])
Weighted = tuple[int, Bit]
"""A bit that counts so much."""


@dataclass(frozen=True)
class Signed:
    """A sum made to be compared: in units of what divides all weights, and with some known number added.

    The weights are taken in signed digits (Reitwiesner 1960), which have the fewest ones: a negative digit counts
    where its bit does not hold, and whatever the sum is compared with grows by as much.
    """

    digits: Digits
    grown: int
    unit: int

    def read(self, number: Number) -> Number:
        """The sum that the digits, read as a number, stand for."""
        return (number - self.grown) * self.unit

    def asked(self, number: int) -> int:
        """What the digits have to be at least where the sum has to be at least ``number``."""
        return max(0, -(-number // self.unit)) + self.grown


@dataclass
class Adders:
    """Sums within one circuit; a sum of the same bits with the same weights is built once."""

    circuit: Circuit
    _known: dict[tuple[Weighted, ...], Digits] = field(default_factory=dict)
    _signed: dict[tuple[Weighted, ...], tuple[Digits, int]] = field(default_factory=dict)

    def total(self, weighted: Iterable[Weighted]) -> Digits:
        """The sum of the weights of the bits that hold. Weights are not negative."""
        key = self._merged(weighted)
        if key not in self._known:
            columns: dict[int, list[Bit]] = {}
            for weight, bit in key:
                for place in range(weight.bit_length()):
                    if weight >> place & 1:
                        columns.setdefault(place, []).append(bit)
            self._known[key] = self._added(columns)
        return self._known[key]

    def reached(self, weighted: Iterable[Weighted], number: int) -> Bit:
        """Whether a sum of weights is at least a known number.

        A bit that always holds adds to what is known.
        """
        known, kept = 0, list[Weighted]()
        for weight, bit in weighted:
            if bit == self.circuit.true:
                known += weight
            elif weight and bit != self.circuit.false:
                kept.append((weight, bit))
        if number <= known:
            return self.circuit.true
        if number - known > sum(weight for weight, _ in kept):
            return self.circuit.false
        total = self.signed_total(kept)
        return self.at_least(total.digits, total.asked(number - known))

    def signed_total(self, weighted: Iterable[Weighted]) -> Signed:
        """A sum made to be compared. Weights are not negative."""
        kept = self._merged(weighted)
        unit = gcd(*(weight for weight, _ in kept)) or 1
        key = tuple((weight // unit, bit) for weight, bit in kept)
        if key not in self._signed:
            columns: dict[int, list[Bit]] = {}
            grown = 0
            for weight, bit in key:
                for place, digit in signed_digits(weight):
                    columns.setdefault(place, []).append(bit if digit > 0 else self.circuit.negate(bit))
                    grown += 1 << place if digit < 0 else 0
            self._signed[key] = self._added(columns), grown
        return Signed(*self._signed[key], unit)

    def _merged(self, weighted: Iterable[Weighted]) -> tuple[Weighted, ...]:
        """The same sum with each bit once, in an order of its own."""
        weights: dict[Bit, int] = {}
        for weight, bit in weighted:
            if weight and bit != self.circuit.false:
                weights[bit] = weights.get(bit, 0) + weight
        return tuple(sorted((weight, bit) for bit, weight in weights.items()))

    def number(self, value: int) -> Digits:
        """A known number."""
        return tuple(self.circuit.constant(bool(value >> place & 1)) for place in range(value.bit_length()))

    def plus(self, a: Digits, b: Digits) -> Digits:
        """The sum of two numbers."""
        columns: dict[int, list[Bit]] = {}
        for digits in (a, b):
            for place, bit in enumerate(digits):
                columns.setdefault(place, []).append(bit)
        return self._added(columns)

    def at_least(self, digits: Digits, number: int) -> Bit:
        """Whether a sum is at least a known number."""
        if number <= 0:
            return self.circuit.true
        if number.bit_length() > len(digits):
            return self.circuit.false
        # From the lowest digit up: greater or equal so far, given the digits below.
        holds = self.circuit.true
        for place, bit in enumerate(digits):
            holds = self.circuit.both(bit, holds) if number >> place & 1 else self.circuit.either(bit, holds)
        return holds

    def reaches(self, digits: Digits, target: Digits) -> Bit:
        """Whether a sum is at least another number, itself given in bits."""
        circuit = self.circuit
        holds = circuit.true
        for place in range(max(len(digits), len(target))):
            have = digits[place] if place < len(digits) else circuit.false
            want = target[place] if place < len(target) else circuit.false
            holds = circuit.choose(circuit.differ(have, want), have, holds)
        return holds

    def less(self, a: Digits, number: int) -> Digits:
        """``a`` less a known number that it is known to reach."""
        # a - n is the complement of (complement of a) + n, in the width of a.
        circuit = self.circuit
        turned = tuple(circuit.negate(bit) for bit in a)
        return tuple(circuit.negate(bit) for bit in self.plus(turned, self.number(number))[: len(a)])

    def shared_out(self, digits: Digits, divisor: int) -> Digits:
        """A sum divided by a known number, rounded down: long division, one comparison a digit."""
        if divisor == 1:
            return digits
        rest, quotient = digits, list[Bit]()
        for place in range(max(0, len(digits) - divisor.bit_length() + 1), -1, -1):
            step = divisor << place
            fits = self.at_least(rest, step)
            lessened = self.less(rest, step)
            rest = tuple(self.circuit.choose(fits, small, same) for small, same in zip(lessened, rest, strict=True))
            quotient.append(fits)
        return tuple(reversed(quotient))

    def at_most(self, digits: Digits, cap: int) -> Digits:
        """A sum, or the cap where it is more."""
        over = self.at_least(digits, cap + 1)
        capped = self.number(cap)
        width = max(len(capped), min(len(digits), cap.bit_length()))
        return tuple(
            self.circuit.choose(
                over,
                capped[place] if place < len(capped) else self.circuit.false,
                digits[place] if place < len(digits) else self.circuit.false,
            )
            for place in range(width)
        )

    def _added(self, columns: dict[int, list[Bit]]) -> Digits:
        digits: list[Bit] = []
        place = 0
        while place <= max(columns, default=-1):
            column = columns.get(place, [])
            while len(column) >= 3:
                digit, carry = self._full(column[0], column[1], column[2])
                column = [*column[3:], digit]
                columns.setdefault(place + 1, []).append(carry)
            if len(column) == 2:
                carry = self.circuit.both(column[0], column[1])
                columns.setdefault(place + 1, []).append(carry)
                column = [self.circuit.differ(column[0], column[1])]
            digits.append(column[0] if column else self.circuit.false)
            place += 1
        while digits and digits[-1] == self.circuit.false:
            digits.pop()
        return tuple(digits)

    def _full(self, a: Bit, b: Bit, c: Bit) -> tuple[Bit, Bit]:
        """Three bits of one weight as one of it and one of the next."""
        circuit = self.circuit
        half = circuit.differ(a, b)
        return circuit.differ(half, c), circuit.either(circuit.both(a, b), circuit.both(half, c))


def value(digits: Sequence[bool]) -> int:
    """A number from its digits, the lowest first."""
    return sum(1 << place for place, bit in enumerate(digits) if bit)


def signed_digits(number: int) -> list[tuple[int, int]]:
    """A number as powers of two each taken once, +1 or -1 times, no two of them neighbours: place and sign."""
    found, place = [], 0
    while number:
        if number & 1:
            sign = 2 - (number & 3)
            found.append((place, sign))
            number -= sign
        number >>= 1
        place += 1
    return found
