"""What can be said of the force at part of all futures: a bound from below and one from above."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from willing.futures.alternate import alternated
from willing.futures.circuit import Bit
from willing.futures.engine import BLOCK, LOCAL, Engine, Grid, Planes
from willing.futures.engines import engine_of, rising_engine
from willing.futures.levers import Nodes, bits_of, every_combination, given_at, settled, unvaried
from willing.futures.program import Direction, Program, compiled
from willing.futures.space import Space
from willing.standing.goal import Goal
from willing.standing.setting import Setting

Game = Literal["firm", "together"]
"""Which force is asked about: what stands with nobody coordinating, or what stands beside it if all sign together."""
GAMES: tuple[Game, ...] = get_args(Game)

Outcomes = NDArray[np.int64] | NDArray[np.bool_]
"""For each node the persons of the force, or whether it reaches a target."""
Bounds = tuple[Outcomes, Outcomes]
"""The least and the most that each node can come to."""


class Judge:
    """A setting compiled, to be asked at many nodes for the persons of the force, or whether it meets a goal."""

    def __init__(
        self,
        setting: Setting,
        game: Game,
        goal: Goal | None = None,
        scenarios: int = 1 << 16,
        sampled: Mapping[str, int] | None = None,
        varied: Collection[str] | None = None,
    ) -> None:
        """``varied`` are the inputs that the spaces asked about vary (:attr:`Space.inputs`); absent, any may be."""
        self.goal = goal
        self.exact = game == "firm" or setting.monotone
        """Whether the bounds meet wherever every lever is decided."""
        self._together = game == "together"
        known = {} if varied is None else unvaried(setting, varied)
        rule, persons = (goal.rule, goal.persons or 0) if goal else (None, 0)
        directions: tuple[Direction, ...] = (
            ("rise", "fall") if not self.exact else ("fall",) if self._together else ("rise",)
        )
        self._programs = {way: compiled(setting, way, rule, sampled, known=known) for way in directions}
        self._engines = {
            way: rising_engine(setting, program, scenarios, sampled) if way == "rise" else engine_of(program, scenarios)
            for way, program in self._programs.items()
        }
        self._given = dict(settled(setting))
        for program in self._programs.values():
            self._given |= program.target(persons)
        self._open = {f"{end}:{name}": True for name in setting.unsettled for end in ("true", "false")}

    @property
    def rise(self) -> Program:
        """The program by which the firm force is found."""
        return self._programs["rise"]

    @property
    def fall(self) -> Program:
        """The program by which the force is found that stands together."""
        return self._programs["fall"]

    @property
    def program(self) -> Program:
        """The one of both by which the force asked about is found."""
        return self.fall if self._together else self.rise

    @property
    def engine(self) -> Engine:
        """What carries out the work."""
        return self._falling if self._together else self._rising

    @property
    def _rising(self) -> Engine:
        return self._engines["rise"]

    @property
    def _falling(self) -> Engine:
        return self._engines["fall"]

    def bounds(
        self, space: Space, nodes: Nodes, depth: int, persons: Mapping[str, NDArray[np.uint64]] | None = None
    ) -> Bounds:
        """The bounds at some nodes of a space at which ``depth`` levers are decided.

        ``persons`` gives the strengths that were compiled as sampled, one number a node.
        """
        rows = 1 if depth == len(space.levers) and not (space.loose or self.program.feared) else 2
        given = self._given | given_at((*space.levers, *space.loose), self.engine.turned(nodes, depth))
        for pledge, numbers in (persons or {}).items():
            planes = self.engine.turned(numbers, int(numbers.max(initial=0)).bit_length())
            given |= {f"persons:{pledge}:{place}": plane[None, :] for place, plane in enumerate(planes)}
        grid = Grid(-(-len(nodes) // 64), rows, given)
        if self.exact:
            planes = self._jointly(grid) if self._together else self._firmly(grid)
            both = planes.reshape(-1, rows, grid.words)
            low, high = both[:, 0], both[:, -1]
        else:
            low, high = self._at_most_jointly(grid)
        least = self._read(self.program if self.exact else self.rise, low, len(nodes))
        return least, least if rows == 1 else self._read(self.program, high, len(nodes))

    def blocks(self, space: Space, nodes: Nodes) -> Planes:
        """Whether the goal is met for every combination of the last nine levers, shape (nodes, 8).

        Only where no pledge can make another fall.
        """
        depth = len(space.levers) - LOCAL
        grid = Grid(BLOCK // 64, len(nodes), self._given | every_combination(space.levers, nodes, depth))
        return self.engine.run((self.program.reaches,), grid).reshape(len(nodes), -1)

    def _outputs(self, program: Program) -> tuple[Bit, ...]:
        return (program.reaches,) if self.goal else program.counted.digits

    def _read(self, program: Program, planes: Planes, count: int) -> Outcomes:
        """The outcomes of so many nodes from the planes of a program's outputs, shape (outputs, words)."""
        bits = [bits_of(np.ascontiguousarray(plane), count) for plane in planes]
        if self.goal:
            return bits[0]
        number = np.zeros(count, dtype=np.int64)
        for place, digit in enumerate(bits):
            number |= digit.astype(np.int64) << place
        return program.counted.read(number)

    def _alternated(self, grid: Grid) -> tuple[Planes, Planes]:
        """What is certain and what is feared.

        What a pledge fears is what the others might do, were the undecided levers to turn out the other way; so each
        bound is read against the other one.
        """
        return alternated(self._rising, self.rise, grid, self._otherwise(grid))

    def _otherwise(self, grid: Grid) -> Grid:
        """The same with the bounds of the undecided levers changed over.

        An open factor that is no lever helps nobody, but may turn out either way: here both its literals hold.
        """
        turned = {
            name: plane[::-1] if not isinstance(plane, bool) and len(plane) > 1 else plane
            for name, plane in grid.given.items()
        }
        return replace(grid, given=self._open | turned)

    def _firmly(self, grid: Grid) -> Planes:
        """What stands with nobody coordinating."""
        feared = self._alternated(grid)[1] if self.rise.feared else None
        return self._rising.run(self._outputs(self.rise), grid, feared)

    def _jointly(self, grid: Grid) -> Planes:
        """What stands together where no pledge can make another fall; a rule may still ask for less."""
        outputs = self._outputs(self.fall)
        if not self.fall.feared:
            return self._falling.run(outputs, grid)
        return self._falling.run(outputs, grid, self._falling.run(self.fall.standing, self._otherwise(grid)))

    def _at_most_jointly(self, grid: Grid) -> tuple[Planes, Planes]:
        """Where pledges can make others fall: no less than what is firm, no more than the widest fixpoint."""
        certain, feared = self._alternated(grid)
        if self.goal and self.goal.rule:
            # A rule may forbid whatever could stand, and is then missed although the firm force meets it.
            feared = feared | self._falling.run(self.fall.standing, self._otherwise(grid), certain)
        low = self._rising.run(self._outputs(self.rise), grid, feared)
        high = self._falling.run(self._outputs(self.fall), grid, _swapped(certain, grid))
        return low.reshape(-1, 2, grid.words)[:, 0], high.reshape(-1, 2, grid.words)[:, 1]


def _swapped(planes: Planes, grid: Grid) -> Planes:
    """Planes with the rows of the two bounds changed over."""
    return np.ascontiguousarray(planes.reshape(-1, grid.rows, grid.words)[:, ::-1]).reshape(len(planes), -1)
