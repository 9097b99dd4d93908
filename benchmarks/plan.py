"""Rotation plans: ours beside other ways to plan, each once, with the same limit on time.

``python -m benchmarks.plan [small medium large xl] [--seconds N] [--peers] [--picture FILE]``

Every way runs in a process of its own, one after the other: two of the packages bring libraries that cannot be loaded
together, and the memory of each can be told. The limit covers the building of a model; a way may overrun it. Every
objective is that of the checker, and where tours break a rule the table says so. The bound is the way's own. Machine
code for ours is made before its time begins, as it is kept from run to run.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

import altair as alt

from benchmarks.plans.instances import SIZES, instance
from benchmarks.plans.peers import Outcome
from willing.force.check import checked
from willing.force.problem import Problem

OURS = "ours"
PEERS = ("greedy", "pooled", "cpsat", "intervals", "naive")
COLOURS = dict(zip(SIZES, ("#0072B2", "#E69F00", "#009E73", "#CC79A7"), strict=True))
"""One for each size, told apart by readers who do not see all colours."""
PATIENCE = 5
"""A way is ended that has not finished after so many times its limit, and then so many times ten seconds more."""


@dataclass(frozen=True)
class Told:
    """How far our own way had come."""

    seconds: float
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better a plan might be at most, as a share of the bound."""
        return (self.bound - self.objective) / self.bound


@dataclass(frozen=True)
class Run:
    """One way on one size."""

    size: str
    way: str
    seconds: float
    objective: int | None = None
    bound: float | None = None
    memory: float = 0
    """The most memory that its process held, in MiB."""
    broken: int = 0
    told: tuple[Told, ...] = ()
    failed: str = ""

    @property
    def gap(self) -> float | None:
        """How much better a plan might be at most, as a share of the bound; None where either is missing."""
        return (self.bound - self.objective) / self.bound if self.bound and self.objective is not None else None


def outcome(way: str, problem: Problem, seconds: float, told: list[Told]) -> Outcome:
    """What a way comes to."""
    if way != OURS:
        found: Outcome = importlib.import_module(f"benchmarks.plans.peers.{way}").plan(problem, seconds)
        return found
    solver = importlib.import_module("willing.force.solve")
    plan = solver.solve(
        problem, seconds=seconds, told=lambda now: told.append(Told(now.seconds, now.objective, now.bound))
    )
    return Outcome(plan.objective, plan.bound, plan.tours)


def run(size: str, way: str, seconds: float) -> Run:
    """One way on one size, in this process."""
    problem = instance(SIZES[size])
    told: list[Told] = []
    if way == OURS:
        outcome(way, instance(SIZES["small"]), 1.0, [])
    start = time.perf_counter()
    found = outcome(way, problem, seconds, told)
    took = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # in KiB on Linux
    plain = Run(size, way, took, bound=found.bound, memory=memory, told=tuple(told))
    if found.objective is None:
        return plain
    sure = checked(problem, found.tours)
    return replace(plain, objective=sure.objective, broken=len(sure.broken))


def _sent(line: Connection, size: str, way: str, seconds: float) -> None:
    """Run quietly and send what came of it."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    try:
        line.send(run(size, way, seconds))
    except Exception as error:  # the table says so, and the other ways go on
        line.send(Run(size, way, 0, failed=f"{type(error).__name__}: {error}"))


def apart(size: str, way: str, seconds: float) -> Run:
    """The same in a process of its own, ended if it goes on far beyond its limit or runs out of memory."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_sent, args=(there, size, way, seconds))
    start = time.perf_counter()
    child.start()
    there.close()
    try:
        found = here.recv() if here.poll(PATIENCE * (seconds + 10)) else None
    except EOFError:
        found = None
    child.kill()
    child.join()
    if isinstance(found, Run):
        return found
    return Run(size, way, time.perf_counter() - start, failed="ended without an answer")


def row(one: Run, greedy: int | None) -> str:
    """A line of the table."""
    ratio = f"{one.objective / greedy:.3f}" if greedy and one.objective is not None else "-"
    cells = (
        one.size,
        one.way,
        "nothing found" if one.objective is None else f"{one.objective:,}",
        "-" if one.bound is None else f"{one.bound:,.0f}",
        "-" if one.gap is None else f"{one.gap:.2%}",
        f"{one.seconds:.1f}",
        ratio,
        f"{one.memory:,.0f}",
    )
    remark = one.failed or (f"breaks {one.broken} rules" if one.broken else "")
    return f"| {' | '.join(cells)} |" + (f" {remark}" if remark else "")


def drawn(told: Iterable[tuple[str, Told]], file: Path) -> None:
    """The gap over time, a line for each size; one that ends early has come to a plan that is proven best."""
    values = [
        {"size": size, "seconds": now.seconds, "gap": now.gap}
        for size, now in told
        if now.seconds > 0 and 0 < now.bound < float("inf") and now.gap > 0  # both axes are logarithms
    ]
    shown = {size: colour for size, colour in COLOURS.items() if any(row["size"] == size for row in values)}
    lines = alt.Chart(alt.InlineData(values=values)).mark_line(interpolate="step-after", strokeWidth=2)
    percent = alt.Axis(format="%", tickCount=4)
    lines.encode(
        x=alt.X("seconds:Q", scale=alt.Scale(type="log"), axis=alt.Axis(tickCount=4), title="seconds"),
        y=alt.Y("gap:Q", scale=alt.Scale(type="log"), axis=percent, title="gap to the bound"),
        color=alt.Color("size:N", scale=alt.Scale(domain=[*shown], range=[*shown.values()]), title=None),
    ).properties(width=420, height=260).save(str(file))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and draw the picture if one is wanted."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.plan", description="Rotation plans, ours beside others."
    )
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help=f"{', '.join(SIZES)} (default: small medium)")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit for each way (default: %(default)g)")
    parser.add_argument("--peers", action="store_true", help="run the other ways too, not only greedy")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw the gap of ours over time")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.sizes) - set(SIZES):
        parser.error(f"no instance is called {', '.join(sorted(unknown))}: choose from {', '.join(SIZES)}")
    told: list[tuple[str, Told]] = []
    print("| instance | way | objective | bound | gap | seconds | ratio to greedy | MiB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for size in asked.sizes or ("small", "medium"):
        greedy = None
        for way in ("greedy", OURS, *(PEERS[1:] if asked.peers else ())):
            found = apart(size, way, asked.seconds)
            greedy = found.objective if way == "greedy" else greedy
            told += [(size, now) for now in found.told]
            print(row(found, greedy), flush=True)
    if asked.picture and told:
        drawn(told, asked.picture)


if __name__ == "__main__":
    main()
