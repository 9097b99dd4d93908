"""All minimal sets of factors that reach a target: the solver, the table, and the choice between them.

Run with `python -m benchmarks.unlock`. Both find the same sets, or it stops. From a cold start the table makes its
machine code first; warm, it has it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import willing
from benchmarks.cases import pledged
from willing.futures.engines import engine_of
from willing.futures.lock import Lock, lock_of
from willing.futures.minimal import minimal, minimal_by_table, numbers, tabled
from willing.futures.program import compiled
from willing.futures.proposals import Proposals
from willing.futures.unlock import largest, minimal_sets
from willing.standing.goal import Goal
from willing.standing.setting import setting_of

REPEATS = 5
ALL = 10**7


def lock(nations: int, moves: int, seed: int, share: float) -> Lock | None:
    """The lock of a random case with so many moves whose target is a share of the most there can be."""
    setting = setting_of(willing.build(pledged(nations, moves, seed)))
    open_ = lock_of(setting, Goal(1))
    found = replace(open_, goal=Goal(round(share * largest(open_)[0].strength)))
    return None if found.reaches(()) or len(found.moves) > moves else found


def seconds(work: Callable[[], object]) -> float:
    """Median wall time."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def row(found: Lock) -> str:
    """The figures of one lock."""
    moves = len(found.moves)
    sets = set(Proposals(found, "minimal").take(ALL)[0])
    assert sets == set(minimal_by_table(found, ALL)[0])
    program = compiled(found.setting, "rise")
    engine = engine_of(program, 1 << moves)
    solver = seconds(lambda: Proposals(found, "minimal").take(ALL))
    cold = seconds(lambda: minimal_by_table(found, ALL))
    warm = seconds(lambda: numbers(minimal(tabled(found, program, engine), moves)))
    chosen = seconds(lambda: minimal_sets(found))
    times = "".join(f"{1e3 * time:8.1f} ms" for time in (solver, cold, warm, chosen))
    return f"{moves:5}  {len(sets):6}{times}{solver / cold:10.2f}x{solver / warm:8.1f}x"


def main() -> None:
    """Print the figures."""
    print("moves    sets     solver  table cold  table warm     chosen  solver/cold  /warm")
    for moves in (16, 20, 24):
        for seed in range(30):
            for share in (0.4, 0.8):
                found = lock(30, moves, seed, share)
                if found is not None and len(found.moves) >= moves - 1:
                    print(row(found))


if __name__ == "__main__":
    main()
