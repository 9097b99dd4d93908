"""Carrying a program out at the speed of the processor: straight-line machine code, made by LLVM for this one case.

The code works on eight words at a time (512 scenarios), from the first operation to the fixpoint without touching
memory but for the inputs. It is emitted as LLVM's textual language and compiled through LLJIT in a fraction of a
second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from willing.futures.circuit import Bit, Circuit
from willing.futures.engine import ALL, BLOCK, LOCAL, SIZES, Grid, Planes, Tallied
from willing.futures.kernels import counting, transpose
from willing.futures.machine import Function, compile_code, features
from willing.futures.program import Program
from willing.futures.sums import Signed
from willing.futures.tables import Table, covered, plainly

LANES = 8
"""Words worked on at a time."""
VECTOR = f"<{LANES} x i64>"

TERNARY = "llvm.x86.avx512.pternlog.q.512"
"""Any function of three values in one operation, where the processor has it."""


class NativeEngine:
    """Machine code for one program; each set of outputs is compiled once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._compiled: dict[tuple[tuple[Bit, ...], bool], Function] = {}
        self._position = {name: index for index, name in enumerate(program.circuit.inputs)}
        self._feared = [program.circuit.operations[bit].a for bit in program.feared]
        self._state = [program.circuit.operations[bit].a for bit in program.state]
        usual = Grid(1)
        self._usual = np.array([_CONSTANTS[bool(usual.plane(name))] for name in self._position] or [0], dtype=np.uint64)

    def run(
        self, outputs: Sequence[Bit], grid: Grid, feared: Planes | None = None, start: Planes | None = None
    ) -> Planes:
        """See :class:`~willing.futures.engine.Engine`."""
        key = tuple(outputs)
        function = self._function(key, start is not None)
        words = -(-grid.words // LANES) * LANES
        found = np.empty((len(key), grid.rows * words), dtype=np.uint64)
        table = _Table(words, self._usual)
        for name, plane in grid.given.items():
            if name in self._position:
                table.put(self._position[name], plane)
        for positions, planes in ((self._feared, feared), (self._state, start)):
            if planes is not None and positions:
                shaped = planes.reshape(len(positions), grid.rows, grid.words)
                for position, plane in zip(positions, shaped, strict=True):
                    table.put(position, plane)
        function((grid.rows, words // LANES), (*table.columns, found))
        if words == grid.words:
            return found
        cut = found.reshape(len(key), grid.rows, words)[:, :, : grid.words]
        return np.ascontiguousarray(cut).reshape(len(key), grid.rows * grid.words)

    def _function(self, outputs: tuple[Bit, ...], started: bool) -> Function:
        key = (outputs, started)
        if key not in self._compiled:
            self._compiled[key] = _function(self.program, outputs, started)
        return self._compiled[key]

    def turned(self, words: Planes, depth: int) -> Planes:
        """See :class:`~willing.futures.engine.Engine`."""
        return transposed(words, depth)

    def tallied(self, blocks: Planes, starts: NDArray[np.int64]) -> Tallied:
        """See :class:`~willing.futures.engine.Engine`."""
        by_place, by_size = counting()
        found = Tallied(
            np.empty((len(starts), BLOCK), dtype=np.uint8), np.empty((len(blocks), LOCAL + 1), dtype=np.float64)
        )
        by_place((len(starts),), (np.append(starts, len(blocks)), blocks, found.by_place))
        by_size((len(blocks), LOCAL + 1), (_SIZE_MASKS, blocks, found.by_size))
        return found


_SIZE_MASKS = np.packbits(np.equal.outer(np.arange(LOCAL + 1), SIZES), axis=1, bitorder="little").view(np.uint64)
"""The places of a block at which so many of its levers are on."""


_EVERYWHERE = {value: np.full(LANES, ALL if value else 0, dtype=np.uint64) for value in (False, True)}
_CONSTANTS = {value: plane.ctypes.data for value, plane in _EVERYWHERE.items()}
"""Where eight words of what holds nowhere, or everywhere, are."""


class _Table:
    """Where each input starts, and how many bytes lead to its next eight words and to its next row."""

    def __init__(self, words: int, usual: Planes) -> None:
        self.words = words
        self.columns = (usual.copy(), np.zeros(len(usual), dtype=np.uint64), np.zeros(len(usual), dtype=np.uint64))
        self._entries: dict[int, tuple[int, int, int]] = {}
        self._keep: list[Planes] = []

    def put(self, position: int, plane: Planes | bool) -> None:
        """Give an input; planes given several times are laid out once."""
        if isinstance(plane, bool):
            entry = (_CONSTANTS[plane], 0, 0)
        else:
            if id(plane) not in self._entries:
                self._entries[id(plane)] = self._laid_out(plane)
                self._keep.append(plane)
            entry = self._entries[id(plane)]
        for column, value in zip(self.columns, entry, strict=True):
            column[position] = value

    def _laid_out(self, plane: Planes) -> tuple[int, int, int]:
        along = plane.shape[1] > 1 or self.words == LANES
        width = self.words if along else LANES
        if plane.shape[1] != width or not plane.flags.c_contiguous:
            wide = np.zeros((plane.shape[0], width), dtype=np.uint64)
            wide[:, : plane.shape[1] if along and plane.shape[1] > 1 else width] = plane
            plane = wide
            self._keep.append(plane)
        address: int = plane.__array_interface__["data"][0]
        return address, 8 * LANES if along else 0, 8 * width if plane.shape[0] > 1 else 0


def transposed(words: Planes, depth: int) -> Planes:
    """Every 64 words as a square of bits, turned."""
    groups = -(-len(words) // 64)
    if len(words) < 64 * groups:
        words = np.concatenate((words, np.zeros(64 * groups - len(words), dtype=np.uint64)))
    planes = np.empty((depth, groups), dtype=np.uint64)
    transpose()((groups, depth), (words, planes))
    return planes


def works() -> bool:
    """Whether machine code can be made and run here."""
    circuit = Circuit()
    bit = circuit.input("true:f")
    nothing = Signed((), 0, 1)
    program = Program(circuit, (), (), {}, (), nothing, bit, {}, "rise")
    try:
        found = NativeEngine(program).run((bit,), Grid(1, 1, {"true:f": True}))
    except (RuntimeError, OSError):
        return False
    return int(found[0, 0]) == int(ALL)


def _function(program: Program, outputs: tuple[Bit, ...], started: bool) -> Function:
    wide = "+avx512f" in features()
    code = compile_code(_Emitter(program, outputs, wide, started).lines(), ["resolve"])
    return code.function("resolve", numbers=2, arrays=4)


class _Emitter:
    """The function as text: for every row and every eight words, load, step to the fixpoint, evaluate, store."""

    def __init__(self, program: Program, outputs: tuple[Bit, ...], wide: bool, started: bool) -> None:
        self.program = program
        self.outputs = outputs
        circuit = program.circuit
        self.wide = wide
        self.started = started
        """Whether the state to begin with is given."""
        self.state_inputs = set(program.state)
        self.moving = self._moving()
        step = [bit for bit in circuit.needed(program.following) if bit not in self.state_inputs]
        end = [bit for bit in circuit.needed(outputs) if bit not in self.state_inputs]
        in_step = self.moving.intersection(step)
        # What the last step found holds at the end as well, where the state no longer changes.
        self.end = self._part([bit for bit in end if bit in self.moving and bit not in in_step], outputs)
        asked = {*program.following, *outputs, *(value for table in self.end for value in table.inputs)}
        self.step = self._part(sorted(in_step), asked)
        self.in_step = in_step
        asked.update(value for table in self.step for value in table.inputs)
        self.before = self._part([bit for bit in sorted({*step, *end}) if bit not in self.moving], asked)

    def _part(self, bits: Sequence[Bit], asked: Iterable[Bit]) -> list[Table]:
        """The tables of one part of the function; without wide operations, one for each operation."""
        operations = self.program.circuit.operations
        working = [bit for bit in bits if operations[bit].kind in ("and", "or", "xor", "not")]
        if not self.wide:
            return [plainly(self.program.circuit, bit) for bit in working]
        given = {value for bit in working for value in self.program.circuit.arguments(bit)} - set(working)
        return covered(self.program.circuit, working, given, asked)

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
        if self.wide:
            yield f"declare {VECTOR} @{TERNARY}({VECTOR}, {VECTOR}, {VECTOR}, i32)"
        yield "define void @resolve(i64 %rows, i64 %blocks, ptr %addresses, ptr %along, ptr %down, ptr %found) {"
        yield "entry:\n  %size = mul i64 %rows, %blocks\n  %any = icmp sgt i64 %size, 0"
        yield "  br i1 %any, label %block, label %done"
        yield "block:\n  %row = phi i64 [0, %entry], [%nextrow, %store]\n  %at = phi i64 [0, %entry], [%nextat, %store]"
        for bit in self._inputs():
            yield from self._load(f"%b{bit}", self.program.circuit.operations[bit].a)
        for bit in state if self.started else ():
            yield from self._load(f"%z{bit}", self.program.circuit.operations[bit].a)
        for table in self.before:
            yield self._operation(table)
        yield "  br label %loop\nloop:"
        plain = "zeroinitializer" if self.program.direction == "rise" else _splat(-1)
        for index, bit in enumerate(state):
            start = f"%z{bit}" if self.started else plain
            yield f"  %s{bit} = phi {VECTOR} [{start}, %block], [%n{index}, %loop]"
        for table in self.step:
            yield self._operation(table)
        changed = "zeroinitializer"
        for index, (old, new) in enumerate(zip(state, following, strict=True)):
            yield f"  %n{index} = or {VECTOR} {self._name(new)}, zeroinitializer"
            yield f"  %d{index} = xor {VECTOR} %n{index}, %s{old}"
            yield f"  %c{index} = or {VECTOR} %d{index}, {changed}"
            changed = f"%c{index}"
        yield f"  %more = call i64 @llvm.vector.reduce.or.v{LANES}i64({VECTOR} {changed})"
        yield "  %again = icmp ne i64 %more, 0\n  br i1 %again, label %loop, label %store\nstore:"
        for table in self.end:
            yield self._operation(table)
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
            yield f"  store {VECTOR} {self._name(bit)}, ptr %q{index}, align 8"

    def _name(self, bit: Bit) -> str:
        """What a value is called, by the part of the function that finds it: before the loop, in it, at the end."""
        kind = self.program.circuit.operations[bit].kind
        if kind in ("true", "false"):
            return _splat(-1) if kind == "true" else "zeroinitializer"
        if bit in self.state_inputs:
            return f"%s{bit}"
        if bit in self.in_step:
            return f"%l{bit}"
        return f"%{'e' if bit in self.moving else 'b'}{bit}"

    def _inputs(self) -> list[Bit]:
        """The inputs, but for the state, that anything reads."""
        circuit = self.program.circuit
        read = sorted({*circuit.needed(self.program.following), *circuit.needed(self.outputs)})
        return [bit for bit in read if circuit.operations[bit].kind == "input" and bit not in self.state_inputs]

    def _operation(self, table: Table) -> str:
        names = [f"{VECTOR} {self._name(value)}" for value in table.inputs]
        name = self._name(table.bit)
        if self.wide:
            three = ", ".join((names * 3)[:1] * 3 if len(names) == 1 else [*names, names[0]][:3])
            return f"  {name} = call {VECTOR} @{TERNARY}({three}, i32 {table.rows})"
        kind = self.program.circuit.operations[table.bit].kind
        if kind == "not":
            return f"  {name} = xor {names[0]}, {_splat(-1)}"
        return f"  {name} = {kind} {names[0]}, {names[1].removeprefix(VECTOR)}"

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
