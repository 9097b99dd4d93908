"""The clock beside SimPy, salabim and NumPy, and a run of the size of the US Army's; prints replications per second.

Run with `make bench`. The peers keep the same rules on the same draws; before anything is timed they agree with ours,
SimPy and salabim event by event, NumPy on the persons covered. Ratios are of runs made in turn on the same machine.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from benchmarks.futures import shown
from benchmarks.plans.clocks import numpy_run, salabim_run, simpy_run
from benchmarks.plans.clocks.board import Terms, worlds
from benchmarks.plans.instances import SIZES, instance
from willing.force.problem import Kind, Post, Problem, Tour
from willing.force.simulate.clock import run
from willing.force.simulate.events import Event, NotReady, Surge, Withdraws
from willing.force.simulate.model import Active, Model, model_of
from willing.force.simulate.tally import BEGUN_BY_RULE, room

SEED = 1
CHECKED = 60
"""Replications on which every peer has to agree."""
ROUNDS = 5
TYPES, UNITS, YEARS = 60, 1000, 20


def small() -> tuple[Problem, Sequence[Tour], Sequence[Event]]:
    """30 units and 24 months; the plan is what the rule alone makes of them, undisturbed."""
    problem = instance(SIZES["small"])
    nations = sorted({kind.budgets[0] for kind in problem.kinds})
    sent = {n: tuple(u for kind in problem.kinds if n in kind.budgets for u in kind.units) for n in nations}
    events: tuple[Event, ...] = (
        NotReady("not ready", 0.1, 2),
        *(Withdraws(f"{nation} withdraws", units, 0.1, whole=True) for nation, units in sent.items()),
        Surge("surge", tuple(post.name for post in problem.posts if post.area == "a0"), 1.5, 0.02, 3),
    )
    return problem, by_rule(problem), events


def by_rule(problem: Problem) -> list[Tour]:
    """The tours that the rule begins and that end within the plan."""
    trace, model = room(100_000), model_of(problem)
    run(model, switched(model, on=False), SEED, np.zeros(1, np.int64), trace)
    units = list(problem.kind_of)
    begun = [Tour(units[u], problem.posts[d].name, t) for t, what, u, d in trace.told() if what == BEGUN_BY_RULE]
    return [tour for tour in begun if tour.start + problem.kind_of[tour.unit].tour <= problem.months]


def switched(model: Model, *, on: bool) -> Active:
    """Every event on or off."""
    return Active(*(np.full(len(rows), on) for rows in (model.unready, model.leaves, model.surges)))


def army() -> tuple[Problem, Sequence[Event]]:
    """1,000 units of 60 types over 20 years in days; a post for each type and a substitute, three in four of them met.

    Tours of 270 days every 1,095, 45 of them in handover, as an active unit at 1:3; no plan, all by rule.
    """
    draw = np.random.default_rng(SEED)
    days, tour, cycle = YEARS * 365, 270, 1095
    of = np.sort(draw.integers(0, TYPES, UNITS))
    posts = []
    for kind in range(TYPES):
        level = int((of == kind).sum() * tour / cycle * draw.uniform(0.9, 1.5)) + 1
        posts.append(Post(f"p{kind}", int(draw.choice((8, 4, 2, 1))), (level,) * days, "front"))
    kinds = [
        Kind(
            name=f"k{kind}",
            units=tuple(f"u{unit}" for unit in np.flatnonzero(of == kind)),
            strength=1,
            tour=tour,
            cycle=cycle,
            starts=tuple(range(days - tour + 1)),
            serves={f"p{kind}": 1, f"p{(kind + 1) % TYPES}": 1},
            handover=45,
        )
        for kind in range(TYPES)
    ]
    surge = Surge("surge", tuple(post.name for post in posts[:20]), 1.5, 0.0005, 365)
    return Problem(days, tuple(kinds), tuple(posts)), (NotReady("not ready", 0.1, 60), surge)


def rate(work: Callable[[int], object], replications: int) -> float:
    """Replications per second."""
    start = time.perf_counter()
    work(replications)
    return replications / (time.perf_counter() - start)


def agree(model: Model, terms: Terms) -> None:
    """Every peer comes to what we come to."""
    on = switched(model, on=True)
    ours = run(model, on, SEED, np.arange(CHECKED)).covered
    assert (numpy_run.run(model, terms, numpy_run.Draws(model, SEED, CHECKED)) == ours).all()
    for number, world in enumerate(worlds(model, SEED, range(CHECKED))):
        trace = room(10_000)
        run(model, on, SEED, np.array([number]), trace)
        for peer in (simpy_run, salabim_run):
            board: Any = peer.run(terms, world)
            assert tuple(board.happened) == trace.told()
            assert board.covered == ours[number].tolist()


def side_by_side() -> None:
    """The small instance in every clock, in turn, several times; medians of the ratios."""
    model = model_of(*small())
    terms, on = Terms(model), switched(model, on=True)
    agree(model, terms)
    given, drawn = worlds(model, SEED, range(300)), numpy_run.Draws(model, SEED, 500)

    def one(replications: int) -> None:
        run(model, on, SEED, np.arange(replications))

    def two(replications: int) -> None:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda part: run(model, on, SEED, part), np.array_split(np.arange(replications), 20)))

    peers: Sequence[tuple[str, Callable[[int], object], int, float]] = (
        ("SimPy", lambda n: [simpy_run.run(terms, world) for world in given[:n]], 300, 300),
        ("salabim", lambda n: [salabim_run.run(terms, world) for world in given[:n]], 40, 4000),
        ("NumPy over replications", lambda _: numpy_run.run(model, terms, drawn), 500, 0),
    )
    print("| clock | replications/s | ours, one thread | ratio | ours, two threads | ratio | to reach |")
    print("|---|---|---|---|---|---|---|")
    for name, work, many, goal in peers:
        rates = np.array([(rate(work, many), rate(one, 40_000), rate(two, 80_000)) for _ in range(ROUNDS)])
        theirs, ours, both = np.median(rates, axis=0)
        ratios = np.median(rates[:, 1:] / rates[:, :1], axis=0)
        reach = f"{goal:,.0f}" if goal else "-"
        print(
            f"| {name} | {theirs:,.0f} | {ours:,.0f} | {ratios[0]:,.0f} | {both:,.0f} | {ratios[1]:,.0f} | {reach} |",
            flush=True,
        )


def large() -> None:
    """The army's size: one replication at a time."""
    problem, events = army()
    model = model_of(problem, (), events)
    on = switched(model, on=True)
    times = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        tally = run(model, on, SEED, np.array([number]))
        times.append(time.perf_counter() - start)
    share = float(tally.covered.sum() / tally.required.sum())
    print(f"\n{UNITS:,} units, {YEARS} years in days, {tally.tours.sum():,} tours, {100 * share:.0f} % covered:")
    print(f"{shown(float(np.median(times)))} for one replication on one thread; 1 s or less to reach")


def main() -> None:
    """Print the tables."""
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, medians\n")
    side_by_side()
    large()


if __name__ == "__main__":
    main()
