"""A program says what the reference says, whatever a "what if" changes, on both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.futures.naive import RULES, open_worlds
from tests.futures.test_engine import ENGINES, bit
from tests.standing.oracle import World
from tests.standing.worlds import given, pledge, read

from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.conditions.tally import Tally
from willing.futures.circuit import Bit
from willing.futures.engine import ALL, Engine, Grid
from willing.futures.program import Direction, Program, compiled, digits_of
from willing.futures.sums import value
from willing.standing.goal import Goal
from willing.standing.resolve import greatest, least, tally
from willing.standing.setting import Setting

DIRECTIONS: tuple[Direction, ...] = ("rise", "fall")


def engines(program: Program) -> list[Engine]:
    """Both engines for a program."""
    return [kind(program) for kind in ENGINES]


def run(engine: Engine, outputs: Sequence[Bit], inputs: Mapping[str, bool]) -> list[bool]:
    """Bits of a program in a single scenario."""
    return [bit(plane, 0, 0) for plane in engine.run(tuple(outputs), Grid(1, 1, dict(inputs)))]


def force_of(engine: Engine, program: Program, inputs: Mapping[str, bool]) -> int:
    """The persons of all who stand in a single scenario."""
    return program.counted.read(value(run(engine, program.counted.digits, inputs)))


def factors(values: Mapping[str, bool | None]) -> dict[str, bool]:
    """Factors as inputs; of an open one neither literal holds."""
    return {f"true:{n}": v is True for n, v in values.items()} | {f"false:{n}": v is False for n, v in values.items()}


def reference(setting: Setting, direction: Direction) -> dict[str, int]:
    return least(setting, Tally())[0] if direction == "rise" else greatest(setting)


@dataclass(frozen=True)
class WhatIf:
    """A change that needs no new program."""

    waived: frozenset[tuple[str, int]] = frozenset()
    held: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()

    def inputs(self) -> dict[str, bool]:
        found = {f"waived:{p}:{index}": True for p, index in self.waived} | {f"held:{p}": True for p in self.held}
        return found | {f"on:{p}": False for p in self.off}

    def applied(self, setting: Setting) -> Setting:
        """A signed pledge asks for nothing any more; one that takes no part is not there."""
        signed = {
            (line.pledge, i) for line in setting.lines for i in range(len(line.clauses)) if line.pledge in self.held
        }
        return setting.waiving(self.waived | signed).without(self.off)


@st.composite
def changes(draw: st.DrawFn, setting: Setting) -> WhatIf:
    pledges = [line.pledge for line in setting.lines]
    every = [(line.pledge, index) for line in setting.lines for index in range(len(line.clauses))]
    some = st.frozensets(st.sampled_from(pledges), max_size=2)
    return WhatIf(
        draw(st.frozensets(st.sampled_from(every), max_size=2)) if every else frozenset(), draw(some), draw(some)
    )


@settings(max_examples=25, deadline=None)
@drawn(open_worlds(matching=1, most=5), st.data())
def test_what_if_is_the_setting_changed(world: World, data: st.DataObject) -> None:
    """Signatures, waivers, withdrawals, factors open or decided; matching pledges and sums of weights among them."""
    setting = read(world)
    change = data.draw(changes(setting))
    here = setting.assuming({name: data.draw(st.sampled_from((None, True, False))) for name in setting.unsettled})
    for direction in DIRECTIONS:
        program = compiled(setting, direction)
        expected = reference(change.applied(here), direction)
        inputs = factors(here.factors) | change.inputs()
        for engine in engines(program):
            stands = run(engine, tuple(program.stands.values()), inputs)
            assert {p for p, found in zip(program.stands, stands, strict=True) if found} == set(expected)
            assert force_of(engine, program, inputs) == sum(expected.values())


@settings(max_examples=15, deadline=None)
@drawn(open_worlds(matching=1, most=5), st.sampled_from(RULES), st.data())
def test_the_target_and_the_rule_are_met_where_the_reference_meets_them(
    world: World, rule: str, data: st.DataObject
) -> None:
    """At the force, just below, just above, far above any force, and below none."""
    asked = normal(parse(rule))
    here = read(world)
    here = here.assuming({name: data.draw(st.booleans()) for name in here.unsettled})
    for direction in DIRECTIONS:
        state = reference(here, direction)
        force = sum(state.values())
        plain, ruled = compiled(here, direction), compiled(here, direction, asked)
        both = zip(engines(plain), engines(ruled), strict=True)
        for engine, other in both:
            for persons in (0, max(0, force - 1), force, force + 1, 10**12, 2**200):
                inputs = factors(here.factors)
                assert run(engine, (plain.reaches,), inputs | dict(plain.target(persons))) == [persons <= force]
                met = run(other, (ruled.reaches,), inputs | dict(ruled.target(persons)))
                assert met == [Goal(persons, asked).met(here, state, state)]


@settings(max_examples=15, deadline=None)
@drawn(open_worlds(matching=1, most=4), st.data())
def test_strengths_may_be_inputs(world: World, data: st.DataObject) -> None:
    """A sampled strength gives what the same strength written down gives; others may match it."""
    setting = read(world)
    fixed_ones = [line for line in setting.lines if line.rate is None]
    most = {line.pledge: data.draw(st.integers(0, 9)) for line in fixed_ones[:2]}
    persons = {name: data.draw(st.integers(0, number)) for name, number in most.items()}
    here = setting.assuming({name: data.draw(st.booleans()) for name in setting.unsettled})
    fixed = replace(here, lines=tuple(replace(x, most=persons.get(x.pledge, x.most)) for x in here.lines))
    inputs = factors(here.factors) | {
        f"persons:{name}:{place}": bool(number >> place & 1)
        for name, number in persons.items()
        for place in range(most[name].bit_length())
    }
    for direction in DIRECTIONS:
        program = compiled(here, direction, sampled=most)
        for engine in engines(program):
            expected = reference(fixed, direction)
            assert force_of(engine, program, inputs) == sum(expected.values())
            force = sum(expected.values())
            assert run(engine, (program.reaches,), inputs | dict(program.target(force))) == [True]
            assert run(engine, (program.reaches,), inputs | dict(program.target(force + 1))) == [False]


def test_pledges_that_wait_for_no_circle_have_no_state() -> None:
    chain = given(pledge("fr"), pledge("gb", 1000, "FR stands"), pledge("dk", 1000, "total >= 2000"))
    assert len(compiled(chain, "rise").state) == 0
    circle = given(pledge("fr", 1000, "GB stands"), pledge("gb", 1000, "FR stands"), pledge("dk", 1, "FR stands"))
    assert len(compiled(circle, "rise").state) == 2


@pytest.mark.parametrize(("most", "digits"), [(0, 1), (1, 1), (2, 2), (255, 8), (256, 9)])
def test_a_matching_pledge_takes_the_digits_of_its_most(most: int, digits: int) -> None:
    line = given(pledge("dk", {"match": 1, "of": "others", "up_to": most})).lines[0]
    assert digits_of(line) == digits
    assert digits_of(given(pledge("fr", most)).lines[0]) == 1


def test_what_nobody_names_is_not_an_input_and_does_no_harm() -> None:
    program = compiled(given(pledge("fr", 5)), "rise")
    for engine in engines(program):
        assert force_of(engine, program, {"true:unheard": True, "on:unheard": False}) == 5


def test_a_force_of_nobody_can_be_asked_for() -> None:
    program = compiled(given(pledge("fr", 0, "f"), f=None), "rise")
    assert program.counted.digits == ()
    for engine in engines(program):
        assert force_of(engine, program, {"true:f": True}) == 0
        assert run(engine, (program.reaches,), program.target(0)) == [True]
        assert run(engine, (program.reaches,), program.target(1)) == [False]


def test_a_rule_is_judged_from_nobodys_point_of_view() -> None:
    """No pledge joins: a number of nations is that of the nations standing."""
    asked = normal(parse("nations >= 2"))
    program = compiled(given(pledge("fr", 5), pledge("gb", 4, "f"), f=None), "rise", asked)
    for engine in engines(program):
        assert run(engine, (program.reaches,), program.target(0)) == [False]
        assert run(engine, (program.reaches,), {"true:f": True, **program.target(0)}) == [True]


@pytest.mark.parametrize(("feared", "stands"), [((), True), (("fr",), True), (("fr", "be"), False)])
def test_what_a_matching_pledge_fears_to_send_is_matched_by_those_feared(feared: tuple[str, ...], stands: bool) -> None:
    """Britain sends half of what others do: one beside France alone, which stands, and three beside both."""
    matching = {"match": 0.5, "of": "others", "up_to": 9}
    setting = given(pledge("fr", 2), pledge("be", 4, "f"), pledge("gb", matching, "total(GB) < 2"), f=False)
    amounts = {name: setting.by_pledge[name].most for name in feared}
    assert ("gb" in least(setting, tally(setting, amounts))[0]) is stands
    program = compiled(setting, "rise")
    bits = {name: len(digits) for name, digits in program.pledges.items()}
    read_from = [name in feared for name in program.pledges for _ in range(bits[name])]
    planes = np.array([[ALL if one else 0] for one in read_from], dtype=np.uint64)
    for engine in engines(program):
        found = engine.run((program.stands["gb"],), Grid(1, 1, factors(setting.factors)), feared=planes)
        assert bit(found[0], 0, 0) is stands
