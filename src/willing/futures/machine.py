"""Machine code from LLVM's textual language, compiled in this process."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import llvmlite.binding as llvm
from numpy.typing import NDArray


@dataclass(frozen=True)
class Code:
    """Compiled functions, with what has to live as long as they."""

    library: Any
    keeps: tuple[Any, ...]

    def function(self, name: str, numbers: int, arrays: int) -> Function:
        """A function that takes so many whole numbers, then so many arrays."""
        kind = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * numbers, *[ctypes.c_void_p] * arrays)
        return Function(kind(self.library[name]), self)


@dataclass(frozen=True)
class Function:
    """A compiled function. It runs without holding up other threads."""

    entry: Any
    code: Code

    def __call__(self, numbers: Sequence[int], arrays: Sequence[NDArray[Any]]) -> None:
        """Run it; results are written to the arrays."""
        self.entry(*numbers, *(array.ctypes.data for array in arrays))


def features() -> str:
    """What this processor can do, as LLVM writes it."""
    found: str = llvm.get_host_cpu_features().flatten()
    return found


def compile_code(lines: Iterable[str], names: Iterable[str]) -> Code:
    """Compile a module and make some of its functions callable.

    Raises ``RuntimeError`` where LLVM cannot make code for this processor.
    """
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features(), opt=2
    )
    jit = llvm.create_lljit_compiler(target, use_jit_link=False, suppress_errors=False)
    builder = llvm.JITLibraryBuilder().add_ir("\n".join(lines))
    for name in names:
        builder = builder.export_symbol(name)
    return Code(builder.link(jit, "willing"), (jit, target))
