"""How good a plan is after the same time, as units and months grow.

``python -m benchmarks.plan_growth [--seconds N]``

Instances are those of :mod:`benchmarks.plans.instances` with other numbers of units and months. A cell is the gap to
the proven bound, and the milliseconds that one evaluation of the bound took.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.plans.instances import Size, instance
from willing.force.bound import Descent, Dual
from willing.force.problem import Problem
from willing.force.solve import solve

UNITS = (30, 100, 300, 1000)
MONTHS = (24, 48, 96)
TIMES = 20


def size_of(units: int, months: int) -> Size:
    """A size in the proportions of the four that are named."""
    return Size(units, months, 8 + units // 40, 4 + units // 50, 10 + units // 4, 100 + units + months)


def evaluation(problem: Problem) -> float:
    """Milliseconds for the sum that bounds every plan, and its slope, at one set of prices."""
    with ThreadPoolExecutor(2) as threads:
        dual = Dual(problem, threads)
        descent = Descent(dual)
        dual.at(descent.prices, descent.warmth)
        start = time.perf_counter()
        for _ in range(TIMES):
            dual.at(descent.prices, descent.warmth)
        return 1000 * (time.perf_counter() - start) / TIMES


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan_growth")
    parser.add_argument("--seconds", type=float, default=15.0, help="limit for each (default: %(default)g)")
    asked = parser.parse_args(arguments)
    solve(instance(size_of(30, 24)), rounds=1)  # compiles what is not compiled yet
    print(f"| units | {' | '.join(f'{months} months' for months in MONTHS)} |")
    print("|---:|" + "---:|" * len(MONTHS))
    for units in UNITS:
        cells = []
        for months in MONTHS:
            problem = instance(size_of(units, months))
            plan = solve(problem, seconds=asked.seconds)
            cells.append(f"{plan.gap:.2%} ({evaluation(problem):.2g} ms)")
        print(f"| {units:,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
