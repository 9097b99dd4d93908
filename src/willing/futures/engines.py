"""Which engine carries a program out: machine code where that pays, else NumPy."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache

from willing.futures.engine import Engine, NumpyEngine
from willing.futures.program import Program, compiled
from willing.futures.signed import SignedEngine, signed_bits
from willing.standing.setting import Setting

WORTH_COMPILING = 1 << 28
"""Operations on single scenarios below which making machine code takes longer than it saves."""


class SlowEngineWarning(UserWarning):
    """Machine code cannot be made here; answers are the same but take longer."""


@lru_cache(maxsize=1)
def _native() -> Callable[[Program], Engine] | None:
    """What makes machine code, if it can be made here: tried once, on a circuit of one line."""
    try:
        from willing.futures.native import NativeEngine, works  # noqa: PLC0415  slow, and often not needed
    except ImportError as error:
        reason = f"{error.name or 'llvmlite'} is missing"
    else:
        if works():
            return NativeEngine
        reason = "LLVM cannot make code for this processor"
    message = f"{reason}: all futures are worked out with NumPy, some sixty times slower and with the same results"
    warnings.warn(message, SlowEngineWarning, stacklevel=2)
    return None


def engine_of(program: Program, scenarios: int) -> Engine:
    """The engine for a program that is to be carried out for about so many scenarios."""
    if scenarios * len(program.circuit.operations) < WORTH_COMPILING:
        return NumpyEngine(program)
    return (_native() or NumpyEngine)(program)


def rising_engine(
    setting: Setting, program: Program, scenarios: int, sampled: Mapping[str, int] | None = None
) -> Engine:
    """The engine for the rising program of a setting, under which what was signed is honoured."""
    plain = engine_of(program, scenarios)
    signed = signed_bits(setting, program) if setting.signed else None
    if signed is None or not signed.any():
        return plain
    falls = compiled(setting, "fall", sampled=sampled, signed=True)
    return SignedEngine(program, plain, engine_of(falls, scenarios), falls, signed)
