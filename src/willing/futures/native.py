"""Carrying a program out at the speed of the processor: straight-line machine code, made by LLVM for this one case.

The code works on eight words at a time (512 scenarios), from the first operation to the fixpoint without touching
memory but for the inputs. It is emitted as LLVM's textual language and compiled through LLJIT in a fraction of a
second.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from willing.futures.circuit import Bit
from willing.futures.engine import ALL, Grid, Planes
from willing.futures.program import Program

LANES = 8
"""Words worked on at a time."""
VECTOR = f"<{LANES} x i64>"

_BINARY = {"and": "and", "or": "or", "xor": "xor"}


class NativeEngine:
    """Machine code for one program; each set of outputs is compiled once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._compiled: dict[tuple[Bit, ...], _Function] = {}

    def run(self, outputs: Sequence[Bit], grid: Grid, feared: Planes | None = None) -> Planes:
        """See :class:`~willing.futures.engine.Engine`."""
        key = tuple(outputs)
        if key not in self._compiled:
            self._compiled[key] = _Function.of(self.program, key)
        function = self._compiled[key]
        words = -(-grid.words // LANES) * LANES
        found = np.empty((len(key), grid.rows * words), dtype=np.uint64)
        keep: list[Planes] = []
        addresses, along, down = _addresses(self.program, grid, feared, words, keep)
        function.call(grid.rows, words // LANES, addresses, along, down, found)
        if words == grid.words:
            return found
        return np.ascontiguousarray(found.reshape(len(key), grid.rows, words)[:, :, : grid.words]).reshape(len(key), -1)


def _addresses(
    program: Program, grid: Grid, feared: Planes | None, words: int, keep: list[Planes]
) -> tuple[Planes, Planes, Planes]:
    """Where each input starts, and how many bytes lead to its next eight words and to its next row."""
    circuit = program.circuit
    feared_at = {circuit.operations[bit].a: index for index, bit in enumerate(program.feared)}
    constants = {value: np.full(LANES, ALL if value else 0, dtype=np.uint64) for value in (False, True)}
    keep += constants.values()
    rows = []
    for position, name in enumerate(circuit.inputs):
        given: Planes | bool = grid.given.get(name, False)
        if position in feared_at:
            given = False if feared is None else feared[feared_at[position]].reshape(grid.rows, grid.words)
        if isinstance(given, bool):
            rows.append((constants[given].ctypes.data, 0, 0))
            continue
        along, down = given.shape[1] > 1 or grid.words == 1, given.shape[0] > 1
        plane = np.zeros((given.shape[0], words if along else LANES), dtype=np.uint64)
        plane[:, : given.shape[1] if along else LANES] = given
        keep.append(plane)
        rows.append((plane.ctypes.data, 8 * LANES if along else 0, 8 * plane.shape[1] if down else 0))
    table = np.array(rows or [(0, 0, 0)], dtype=np.uint64)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


@dataclass(frozen=True)
class _Function:
    """A compiled function, with what has to live as long as it."""

    entry: Any
    holds: tuple[Any, ...]

    @staticmethod
    def of(program: Program, outputs: tuple[Bit, ...]) -> _Function:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        features = llvm.get_host_cpu_features().flatten()
        target = llvm.Target.from_default_triple().create_target_machine(
            cpu=llvm.get_host_cpu_name(), features=features, opt=2
        )
        jit = llvm.create_lljit_compiler(target, use_jit_link=False, suppress_errors=False)
        library = (
            llvm.JITLibraryBuilder()
            .add_ir("\n".join(_Emitter(program, outputs).lines()))
            .export_symbol("resolve")
            .link(jit, "willing")
        )
        kind = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * 2, *[ctypes.c_void_p] * 4)
        return _Function(kind(library["resolve"]), (jit, library, target))

    def call(self, rows: int, blocks: int, addresses: Planes, along: Planes, down: Planes, found: Planes) -> None:
        self.entry(rows, blocks, *(array.ctypes.data for array in (addresses, along, down, found)))


class _Emitter:
    """The function as text: for every row and every eight words, load, step to the fixpoint, evaluate, store."""

    def __init__(self, program: Program, outputs: tuple[Bit, ...]) -> None:
        self.program = program
        self.outputs = outputs
        circuit = program.circuit
        self.state_inputs = set(program.state)
        self.moving = self._moving()
        step = circuit.needed(program.following)
        end = circuit.needed(outputs)
        self.before = [bit for bit in sorted({*step, *end}) if bit not in self.moving]
        self.step = [bit for bit in step if bit in self.moving and bit not in self.state_inputs]
        self.end = [bit for bit in end if bit in self.moving and bit not in self.state_inputs]

    def _moving(self) -> set[Bit]:
        """The operations that depend on the state; all others are carried out once, before the first step."""
        moving = set(self.program.state)
        for bit in range(len(self.program.circuit.operations)):
            if moving.intersection(self.program.circuit.arguments(bit)):
                moving.add(bit)
        return moving

    def lines(self) -> Iterator[str]:
        state, following = self.program.state, self.program.following
        yield f"declare i64 @llvm.vector.reduce.or.v{LANES}i64({VECTOR})"
        yield "define void @resolve(i64 %rows, i64 %blocks, ptr %addresses, ptr %along, ptr %down, ptr %found) {"
        yield "entry:\n  %size = mul i64 %rows, %blocks\n  %any = icmp sgt i64 %size, 0"
        yield "  br i1 %any, label %block, label %done"
        yield "block:\n  %row = phi i64 [0, %entry], [%nextrow, %store]\n  %at = phi i64 [0, %entry], [%nextat, %store]"
        for bit in self.before:
            yield from self._operation(bit, "b")
        yield "  br label %loop\nloop:"
        start = "zeroinitializer" if self.program.direction == "rise" else _splat(-1)
        for index, bit in enumerate(state):
            yield f"  %s{bit} = phi {VECTOR} [{start}, %block], [%n{index}, %loop]"
        for bit in self.step:
            yield from self._operation(bit, "l")
        changed = "zeroinitializer"
        for index, (old, new) in enumerate(zip(state, following, strict=True)):
            yield f"  %n{index} = or {VECTOR} {self._name(new, 'l')}, zeroinitializer"
            yield f"  %d{index} = xor {VECTOR} %n{index}, %s{old}"
            yield f"  %c{index} = or {VECTOR} %d{index}, {changed}"
            changed = f"%c{index}"
        yield f"  %more = call i64 @llvm.vector.reduce.or.v{LANES}i64({VECTOR} {changed})"
        yield "  %again = icmp ne i64 %more, 0\n  br i1 %again, label %loop, label %store\nstore:"
        for bit in self.end:
            yield from self._operation(bit, "e")
        yield from self._stores()
        yield "  %inrow = add i64 %at, 1\n  %over = icmp eq i64 %inrow, %blocks"
        yield "  %nextat = select i1 %over, i64 0, i64 %inrow"
        yield "  %rowon = add i64 %row, 1\n  %nextrow = select i1 %over, i64 %rowon, i64 %row"
        yield "  %finished = icmp eq i64 %nextrow, %rows\n  br i1 %finished, label %done, label %block"
        yield "done:\n  ret void\n}"

    def _stores(self) -> Iterator[str]:
        yield "  %base = mul i64 %row, %blocks\n  %index = add i64 %base, %at"
        for index, bit in enumerate(self.outputs):
            yield f"  %o{index} = mul i64 %size, {index}\n  %p{index} = add i64 %o{index}, %index"
            yield f"  %q{index} = getelementptr {VECTOR}, ptr %found, i64 %p{index}"
            yield f"  store {VECTOR} {self._name(bit, 'e')}, ptr %q{index}, align 8"

    def _name(self, bit: Bit, part: str) -> str:
        """What a value is called in a part of the function: before the loop, in it, at the end."""
        kind = self.program.circuit.operations[bit].kind
        if kind in ("true", "false"):
            return _splat(-1) if kind == "true" else "zeroinitializer"
        if bit in self.state_inputs:
            return f"%s{bit}"
        return f"%{part if bit in self.moving else 'b'}{bit}"

    def _operation(self, bit: Bit, part: str) -> Iterator[str]:
        operation = self.program.circuit.operations[bit]
        name = f"%{part}{bit}"
        match operation.kind:
            case "input":
                yield from self._load(name, operation.a)
            case "not":
                yield f"  {name} = xor {VECTOR} {self._name(operation.a, part)}, {_splat(-1)}"
            case "and" | "or" | "xor":
                a, b = (self._name(argument, part) for argument in (operation.a, operation.b))
                yield f"  {name} = {_BINARY[operation.kind]} {VECTOR} {a}, {b}"

    def _load(self, name: str, position: int) -> Iterator[str]:
        """Eight words of an input: its start, so many bytes per row and per eight words."""
        own = name.replace("%", "%i.")
        for table in ("addresses", "along", "down"):
            yield f"  {own}.{table}.p = getelementptr i64, ptr %{table}, i64 {position}"
            yield f"  {own}.{table} = load i64, ptr {own}.{table}.p, align 8"
        yield f"  {own}.a = mul i64 {own}.along, %at\n  {own}.r = mul i64 {own}.down, %row"
        yield f"  {own}.s = add i64 {own}.addresses, {own}.a\n  {own}.t = add i64 {own}.s, {own}.r"
        yield f"  {own}.u = inttoptr i64 {own}.t to ptr"
        yield f"  {name} = load {VECTOR}, ptr {own}.u, align 8"


def _splat(value: int) -> str:
    return "<" + ", ".join([f"i64 {value}"] * LANES) + ">"
