"""Which engine is taken, and what happens where machine code cannot be made."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from tests.standing.worlds import given, pledge

from willing.futures import engines, native
from willing.futures.engine import Grid, NumpyEngine
from willing.futures.engines import WORTH_COMPILING, SlowEngineWarning, engine_of
from willing.futures.judge import Judge
from willing.futures.levers import factor_lever
from willing.futures.native import NativeEngine
from willing.futures.program import Program, compiled
from willing.futures.space import Space

MANY = 1 << 60


@pytest.fixture(autouse=True)
def tried_anew() -> Iterator[None]:
    """Whether machine code can be made is found out afresh, and forgotten afterwards."""
    engines._native.cache_clear()
    yield
    engines._native.cache_clear()


def circle() -> Program:
    return compiled(given(pledge("fr", 5, "f and GB stands"), pledge("gb", 4, "FR stands"), f=None), "fall")


def test_machine_code_is_made_only_where_it_pays() -> None:
    program = circle()
    enough = -(-WORTH_COMPILING // len(program.circuit.operations))
    assert isinstance(engine_of(program, enough), NativeEngine)
    assert isinstance(engine_of(program, enough - 1), NumpyEngine)


@pytest.fixture(params=["no llvmlite", "no native", "another processor", "no memory"])
def helpless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Machine code cannot be made, for one reason or another."""
    match request.param:
        case "no llvmlite":
            for name in [name for name in sys.modules if name.startswith("llvmlite")]:
                monkeypatch.setitem(sys.modules, name, None)
            for name in ("native", "kernels", "machine"):
                monkeypatch.delitem(sys.modules, f"willing.futures.{name}", raising=False)
        case "no native":
            monkeypatch.setitem(sys.modules, "willing.futures.native", None)
        case kind:
            error = RuntimeError("no target") if kind == "another processor" else OSError("no memory")

            def refuse(*_: object) -> None:
                raise error

            monkeypatch.setattr(native, "compile_code", refuse)


@pytest.mark.usefixtures("helpless")
def test_without_machine_code_numpy_is_taken_and_one_warning_given() -> None:
    program = circle()
    with pytest.warns(SlowEngineWarning, match="with the same results") as said:
        found = engine_of(program, MANY)
    assert isinstance(found, NumpyEngine)
    assert len(said) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(engine_of(program, MANY), NumpyEngine)


@pytest.mark.usefixtures("helpless")
def test_the_warning_names_what_is_missing_and_answers_stay_the_same() -> None:
    setting = given(pledge("fr", 5, "f and GB stands"), pledge("gb", 4, "FR stands"), f=None)
    space = Space((factor_lever("f"),))
    with pytest.warns(SlowEngineWarning, match=r"llvmlite|willing\.futures\.native|LLVM cannot"):
        low, high = Judge(setting, "together", scenarios=MANY).bounds(space, np.arange(2, dtype=np.uint64), 1)
    assert low.tolist() == high.tolist() == [0, 9]


def test_an_unforeseen_error_is_not_taken_for_a_lack_of_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(native, "compile_code", fail)
    with pytest.raises(ZeroDivisionError):
        engine_of(circle(), MANY)


def test_both_engines_answer_nothing_about_nothing() -> None:
    for kind in (NumpyEngine, NativeEngine):
        assert kind(circle()).run((), Grid(3, 2)).shape == (0, 6)
