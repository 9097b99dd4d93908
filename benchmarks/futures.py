"""All futures beside other ways to the same answers, in one run; prints ratios.

Run with `make bench`. Every answer is compared before it is timed; timings decide nothing.
"""

from __future__ import annotations

import multiprocessing
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

import willing
from benchmarks import eu
from benchmarks.cases import UNIT, pledged
from benchmarks.peers import boolean, diagrams, solver, values
from willing.conditions.tally import Tally
from willing.futures.coalitions import coalitions
from willing.futures.engine import Grid
from willing.futures.forces import Forces, gathered
from willing.futures.judge import Judge
from willing.futures.levers import every_combination, factor_lever, nation_lever, settled
from willing.futures.native import NativeEngine
from willing.futures.order import ranked
from willing.futures.outlook import inquire
from willing.futures.pivot import pivotal
from willing.futures.power import indices
from willing.futures.program import compiled
from willing.futures.search import search
from willing.futures.space import Space
from willing.standing.goal import Goal
from willing.standing.resolve import least
from willing.standing.setting import Setting, setting_of

REPEATS = 7
PATIENCE = 180
"""Seconds after which a peer is stopped; the ratio is then a lower bound."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    work: str
    peer: str
    theirs: float | None
    """``None`` where the peer broke off."""
    ours: float
    goal: float
    stopped: bool = False
    """Whether the peer was stopped, so that its time is a lower bound."""

    def __str__(self) -> str:
        if self.theirs is None:
            return f"| {self.work} | {self.peer} | broke off | {shown(self.ours)} | - | {self.goal:,.0f} |"
        ratio = f"{'>' if self.stopped else ''}{self.theirs / self.ours:,.0f}"
        return f"| {self.work} | {self.peer} | {shown(self.theirs)} | {shown(self.ours)} | {ratio} | {self.goal:,.0f} |"


@dataclass(frozen=True)
class Limit:
    """One line with a time of ours alone."""

    work: str
    ours: float
    goal: float

    def __str__(self) -> str:
        return f"| {self.work} | - | - | {shown(self.ours)} | - | {shown(self.goal)} or less |"


def shown(seconds: float) -> str:
    """A time with its unit."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e12:.3g} ps"


def median(work: Callable[[], object], repeats: int = REPEATS, clock: Callable[[], float] = time.perf_counter) -> float:
    """Median time in seconds."""
    times = []
    for _ in range(repeats):
        start = clock()
        work()
        times.append(clock() - start)
    return statistics.median(times)


def posed(nations: int, factors: int, seed: int, unit: int = UNIT) -> tuple[Setting, Goal, Mapping[str, float]]:
    """A setting with its target and the probabilities of its factors; strengths are multiples of ``unit``."""
    case = willing.build(pledged(nations, factors, seed, unit))
    chances = {name: factor.probability for name, factor in case.factors.items()}
    target = case.head.target
    return setting_of(case), Goal(target.strength if target else 0), chances  # type: ignore[return-value]


def resolutions() -> Iterator[Row]:
    """Scenarios resolved per second on one core: the whole table of 2**24, against each peer on some of them."""
    for seed in (1, 2):
        setting, goal, _ = posed(30, 24, seed)
        names = list(setting.factors)
        scenarios = [{name: random.Random(f"{seed}/{i}/{name}").random() < 0.5 for name in names} for i in range(4096)]
        program = compiled(setting, "rise")
        engine = NativeEngine(program)
        levers = [factor_lever(name) for name in names]
        rows = np.arange(1 << 8, dtype=np.uint64)
        given = every_combination(levers, rows, 8)
        grid = Grid(1 << 10, len(rows), {**settled(setting), **given, **program.target(goal.persons or 0)})
        ours = median(partial(engine.run, (program.reaches,), grid), clock=time.thread_time) / (1 << 24)
        table = engine.run((program.reaches,), grid).reshape(-1)

        planes = {name: np.array([scenario[name] for scenario in scenarios]) for name in names}
        forces = boolean.firm_force(setting, planes)
        peer = solver.Solver(setting)
        for index, scenario in enumerate(scenarios[:100]):
            number = sum(1 << place for place, name in enumerate(names) if scenario[name])
            row, place = number & 255, number >> 8
            reached = bool(int(table[row * 1024 + place // 64]) >> place % 64 & 1)
            expected = sum(least(setting.assuming(scenario), Tally())[0].values())
            assert expected == forces[index] == peer.force(scenario)
            assert reached is (expected >= (goal.persons or 0))

        def reference(setting: Setting = setting, scenarios: list[dict[str, bool]] = scenarios) -> None:
            for scenario in scenarios[:300]:
                least(setting.assuming(scenario), Tally())

        def solved(peer: solver.Solver = peer, scenarios: list[dict[str, bool]] = scenarios) -> None:
            for scenario in scenarios[:1000]:
                peer.force(scenario)

        def arrays(setting: Setting = setting, planes: dict[str, Any] = planes) -> None:
            boolean.firm_force(setting, planes)

        what = f"one scenario, 30 nations, 24 factors ({seed})"
        yield Row(what, "plain reference", median(reference, 3, time.thread_time) / 300, ours, 3e5)
        yield Row(what, "clingo, one call each", median(solved, 3, time.thread_time) / 1000, ours, 4e5)
        yield Row(what, "NumPy booleans", median(arrays, 3, time.thread_time) / len(scenarios), ours, 4e3)


class Odds:
    """The probability of a target, warm: compiled, and with the order of the factors found."""

    def __init__(self, setting: Setting, goal: Goal, chances: Mapping[str, float]) -> None:
        factors = {name: _factor(chance) for name, chance in chances.items()}
        inquiry = inquire(setting, factors, "firm", goal)
        self.space = ranked(setting, "firm", goal, inquiry.space)
        self.judge = Judge(inquiry.setting, "firm", goal, scenarios=1 << 40)
        self.nodes = 0

    def found(self) -> Forces:
        """The odds; every future is settled."""
        return gathered(search(self.judge, self.space), self.space)


def _factor(chance: float) -> Any:
    from willing.case.model import Factor  # noqa: PLC0415

    return Factor(probability=chance)


def probabilities() -> Iterator[Row | Limit]:
    """The exact probability of a target."""
    for unit, seed in ((1, 1), (1, 2), (UNIT, 1), (UNIT, 2)):
        setting, goal, chances = posed(30, 24, seed, unit)
        warm = Odds(setting, goal, chances)
        ours = median(warm.found)
        low, high = warm.found().odds(1)
        assert low == high
        for backend in ("cudd", "autoref"):
            took, found = within(diagrams.probability, setting, chances, goal.persons, backend)
            assert found is None or abs(found - low) < 1e-9, (found, low)
            what = f"exact probability, 30 nations, 24 factors, strengths to {unit} ({seed})"
            yield Row(what, f"dd.{backend}", took, ours, 5e3, stopped=took is not None and found is None)
    for seed in (1, 2, 3, 4):
        posed_ = posed(40, 30, seed)
        start = time.perf_counter()
        warm = Odds(*posed_)
        found = warm.found()
        cold = time.perf_counter() - start
        assert found.exact
        yield Limit(f"exact probability, 40 nations, 30 factors ({seed}), warm", median(warm.found), 0.015)
        yield Limit(f"the same, cold: compiled and ordered ({seed})", cold, 0.5)


def within(work: Callable[..., Any], *arguments: Any) -> tuple[float | None, Any]:
    """How long some work takes in a process of its own, and what it finds: nothing where it is stopped or fails."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_sent, args=(there, work, arguments))
    process.start()
    there.close()
    try:
        if here.poll(PATIENCE):
            took, found = here.recv()
            return float(took), found
        return float(PATIENCE), None
    except EOFError:
        return None, None
    finally:
        process.kill()
        process.join()


def _sent(pipe: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    start = time.perf_counter()
    found = work(*arguments)
    pipe.send((time.perf_counter() - start, found))


def game(nations: int, seed: int, dense: bool) -> tuple[Setting, Goal]:
    """A scenario in which pledges wait for each other; a dense one asks for nothing else."""
    draw = random.Random(seed)
    data = pledged(nations, 12, seed)
    if dense:
        for pledge in data["pledges"]:
            words = [word for word in str(pledge.get("if", "")).split(" and ") if "f" not in word.replace("of", "")]
            pledge.pop("if", None)
            if words and words[0]:
                pledge["if"] = " and ".join(words)
    case = willing.build(data)
    target = case.head.target
    assume = {name: draw.random() < 0.7 for name in case.factors}
    return setting_of(case, assume), Goal(target.strength if target else 0)


class Game:
    """Every nation's power, warm."""

    def __init__(self, setting: Setting, goal: Goal) -> None:
        self.nations = tuple(setting.by_nation)
        space = Space(tuple(nation_lever(setting, nation) for nation in self.nations))
        self.space = ranked(setting, "firm", goal, space)
        self.judge = Judge(setting, "firm", goal, scenarios=1 << 40)

    def found(self) -> list[Fraction | float]:
        """Shapley values."""
        powers = indices(coalitions(self.judge, self.space, self.nations, threads=2))
        return [powers[nation].shapley for nation in self.nations]


def powers() -> Iterator[Row | Limit]:
    """Shapley and Banzhaf."""
    setting, goal = game(18, 1, dense=True)
    warm = Game(setting, goal)
    ours = median(warm.found)
    took, found = within(values.shapley_by_shapiq, setting, warm.nations, goal.persons)
    assert found is None or max(abs(a - float(b)) for a, b in zip(found, warm.found(), strict=True)) < 1e-9
    yield Row("exact Shapley, 18 members, conditional", "shapiq, exact", took, ours, 1e5, stopped=found is None)
    for seed in (1, 2, 3):
        dense = Game(*game(30, seed, dense=True))
        yield Limit(f"exact Shapley, 30 members, dense ({seed})", median(dense.found, 3), 0.5)
    for seed in (1, 2, 3):
        structured = Game(*game(40, seed, dense=False))
        yield Limit(f"exact Shapley, 40 members, structured ({seed})", median(structured.found, 3), 0.05)
    union = eu.union()
    setting, goal_ = eu.posed(union)
    ours = median(lambda: pivotal(setting, {}, "firm", goal_))
    took, found = within(eu.by_powerindices)
    mine = pivotal(setting, {}, "firm", goal_)
    assert found is None or max(abs(found[n] - float(mine.indices[n].shapley)) for n in found) < 1e-9
    yield Row("EU-27 double majority, both indices", "powerindices", took, ours, 400, stopped=found is None)


def commands() -> Iterator[Limit]:
    """A whole command from a cold start."""
    command = [sys.executable, "-m", "willing", "odds", "ukraine-2025"]
    took = median(lambda: subprocess.run(command, check=True, capture_output=True))
    yield Limit("`willing odds ukraine-2025`, whole command", took, 1.5)


def main() -> None:
    """Print the table as it is worked out."""
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, medians\n")
    print("| work | peer | peer takes | we take | ratio | to reach |\n|---|---|---|---|---|---|")
    for part in (resolutions, probabilities, powers, commands):
        for row in part():
            print(row, flush=True)


if __name__ == "__main__":
    main()
