"""Both engines agree with the reference, scenario by scenario, and with each other, bit by bit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from tests.standing.oracle import World
from tests.standing.worlds import given, pledge, read, worlds

from willing.conditions.tally import Tally
from willing.futures.engine import Engine, Grid, NumpyEngine, Planes
from willing.futures.native import NativeEngine
from willing.futures.program import Direction, Program, compiled, digits_of
from willing.futures.sums import value
from willing.standing.resolve import greatest, least, tally
from willing.standing.setting import Setting

ENGINES = (NumpyEngine, NativeEngine)
WORDS, ROWS = 11, 3
SCENARIOS = ((0, 0), (13, 40), (32, 63))
"""Words and bits within them that are compared with the reference."""


def bit(plane: Planes, word: int, place: int) -> bool:
    return bool(int(plane[word]) >> place & 1)


def amounts(setting: Setting, state: Planes, word: int, place: int) -> dict[str, int]:
    """One scenario's state as the reference writes it."""
    found, at = {}, 0
    for line in setting.lines:
        digits = [bit(state[at + k], word, place) for k in range(digits_of(line))]
        at += len(digits)
        persons = line.most if line.rate is None else value(digits)
        if any(digits):
            found[line.pledge] = persons
    return found


def random_factors(setting: Setting, seed: int) -> dict[str, Planes | bool]:
    """Every factor true or false by chance in each scenario of a grid."""
    draw = np.random.default_rng(seed)
    planes: dict[str, Planes | bool] = {}
    for name in setting.factors:
        plane = draw.integers(0, 2**64, size=(ROWS, WORDS), dtype=np.uint64)
        planes |= {f"true:{name}": plane, f"false:{name}": ~plane}
    return planes


def settled(setting: Setting, planes: Mapping[str, Planes | bool], word: int, place: int) -> Setting:
    """The setting of one scenario of the grid."""
    values: dict[str, bool | None] = {}
    for name in setting.factors:
        plane = planes[f"true:{name}"]
        assert not isinstance(plane, bool)
        values[name] = bit(plane.reshape(-1), word, place)
    return setting.assuming(values)


def reference(setting: Setting, direction: Direction) -> dict[str, int]:
    return least(setting, Tally())[0] if direction == "rise" else greatest(setting)


@settings(max_examples=60, deadline=None)
@drawn(worlds(monotone=True, matching=2))
def test_engines_agree_with_the_reference_and_with_each_other(world: World) -> None:
    setting = read(world)
    planes = random_factors(setting, seed=len(setting.lines))
    for direction in ("rise", "fall"):
        program = compiled(setting, direction)
        outputs = (*program.standing, *program.counted.digits)
        found = [engine(program).run(outputs, Grid(WORDS, ROWS, planes)) for engine in ENGINES]
        assert np.array_equal(found[0], found[1])
        for word, place in SCENARIOS:
            expected = reference(settled(setting, planes, word, place), direction)
            assert amounts(setting, found[0], word, place) == expected
            force = [bit(plane, word, place) for plane in found[0][len(program.standing) :]]
            assert program.counted.read(value(force)) == sum(expected.values())


@settings(max_examples=40, deadline=None)
@drawn(worlds(monotone=False, matching=1))
def test_with_negated_mentions_a_step_reads_them_from_what_is_feared(world: World) -> None:
    setting = read(world)
    planes = random_factors(setting, seed=7)
    program = compiled(setting, "rise")
    grid = Grid(WORDS, ROWS, planes)
    for engine in ENGINES:
        wide = engine(program).run(program.standing, grid)
        narrow = engine(program).run(program.standing, grid, feared=wide)
        for word, place in SCENARIOS:
            here = settled(setting, planes, word, place)
            feared, _ = least(here, Tally())
            assert amounts(setting, wide, word, place) == feared
            assert amounts(setting, narrow, word, place) == least(here, tally(here, feared))[0]


def small() -> Setting:
    """France and Britain wait for each other, Denmark for 9,000 in all, Italy for nobody."""
    return given(
        pledge("fr", 5000, "f and GB stands"),
        pledge("gb", 4000, "FR stands"),
        pledge("dk", 800, "total >= 9000"),
        pledge("it", 100),
        f=None,
    )


def standing(engine: Engine, program: Program, **inputs: bool) -> set[str]:
    """Who stands in one scenario in which these inputs hold; ``_`` in a name stands for its ``:``."""
    named = {name.replace("_", ":"): value for name, value in inputs.items()}
    found = engine.run(tuple(program.stands.values()), Grid(1, 1, dict(named)))
    return {pledge for pledge, plane in zip(program.stands, found, strict=True) if bit(plane, 0, 0)}


@pytest.mark.parametrize("kind", ENGINES)
def test_what_if_needs_no_new_program(kind: type[NumpyEngine] | type[NativeEngine]) -> None:
    """Signatures, waivers, withdrawals and targets are inputs."""
    program = compiled(small(), "rise")
    engine = kind(program)
    assert standing(engine, program, true_f=True) == {"it"}
    assert standing(engine, program, true_f=True, held_fr=True) == {"it", "fr", "gb", "dk"}
    assert standing(engine, program, true_f=True, waived_fr_1=True) == {"it", "fr", "gb", "dk"}
    assert standing(engine, program, waived_fr_1=True) == {"it"}
    assert standing(engine, program, true_f=True, held_fr=True, on_gb=False) == {"it", "fr"}
    falling = compiled(small(), "fall")
    assert standing(kind(falling), falling, true_f=True) == {"it", "fr", "gb", "dk"}
    assert standing(kind(falling), falling, true_f=True, on_it=False) == {"fr", "gb", "dk"}


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(("target", "reached"), [(0, True), (9900, True), (9901, False), (2**14 - 1, False)])
def test_the_target_is_an_input(kind: type[NumpyEngine] | type[NativeEngine], target: int, reached: bool) -> None:
    program = compiled(small(), "fall")
    found = kind(program).run((program.reaches,), Grid(1, 1, {"true:f": True, **program.target(target)}))
    assert bit(found[0], 0, 0) is reached


def test_a_sum_over_everybody_is_built_once_for_all() -> None:
    """Thirty pledges that ask for totals share one sum: few operations more than one comparison each."""
    lines = [pledge(f"fr-{i}", 100 + i, f"total >= {500 + 10 * i}") for i in range(30)]
    one = compiled(given(*lines[:-1], pledge("fr-29", 129)), "rise").circuit
    two = compiled(given(*lines), "rise").circuit
    assert len(two.operations) - len(one.operations) < 40


@pytest.mark.parametrize("words", [1, 7, 8, 9, 2049])
@pytest.mark.parametrize("rows", [1, 3])
def test_planes_may_be_given_for_all_rows_or_for_whole_rows(words: int, rows: int) -> None:
    """One plane along the words, one word a row, one for each word, or a plain value; the rest is false."""
    draw = np.random.default_rng(words)
    along, down, each = (
        draw.integers(0, 2**64, size=shape, dtype=np.uint64) for shape in ((1, words), (rows, 1), (rows, words))
    )
    setting = given(
        pledge("fr", 1, "a and d"), pledge("gb", 1, "e"), pledge("it", 1, "v"), pledge("es", 1, "u"),
        a=None, d=None, e=None, v=None, u=None,
    )  # fmt: skip
    program = compiled(setting, "rise")
    grid = Grid(words, rows, {"true:a": along, "true:d": down, "true:e": each, "true:v": True})
    expected = [along & down, each, np.full((rows, words), 2**64 - 1, dtype=np.uint64), np.zeros_like(each)]
    for kind in ENGINES:
        found = kind(program).run(tuple(program.stands.values()), grid)
        assert np.array_equal(found, np.stack([plane.reshape(-1) for plane in expected]))


@pytest.mark.parametrize("count", [1, 63, 64, 65, 1000])
@pytest.mark.parametrize("depth", [0, 1, 9, 64])
def test_words_are_turned_into_planes(count: int, depth: int) -> None:
    words = np.random.default_rng(count).integers(0, 2**64, size=count, dtype=np.uint64)
    for kind in ENGINES:
        planes = kind(compiled(given(pledge("fr")), "rise")).turned(words, depth)
        assert planes.shape == (depth, -(-count // 64))
        for k in {0, depth // 2, depth - 1} & set(range(depth)):
            bits = [int(planes[k, i // 64]) >> i % 64 & 1 for i in range(count)]
            assert bits == [int(word) >> k & 1 for word in words]
