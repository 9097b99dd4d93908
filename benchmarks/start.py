"""How long the command takes from a cold start, and how the reference grows with the case.

Run with `make bench`. Prints medians; decides nothing.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import willing

REPEATS = 7


def synthetic(nations: int, pledges: int, factors: int = 24, seed: int = 1) -> dict[str, Any]:
    """A case of random conditional pledges: lognormal strengths (median 500), conditions of two or three clauses."""
    draw = random.Random(seed)
    codes = [f"N{i}" for i in range(nations)]
    whole = 600 * pledges

    def clause() -> str:
        kind = draw.random()
        if kind < 0.4:
            return f"{'not ' if draw.random() < 0.2 else ''}f{draw.randrange(factors)}"
        if kind < 0.6:
            return f"{draw.choice(codes)} stands"
        if kind < 0.7:
            return f"at least 2 of [{', '.join(f'{draw.choice(codes)} stands' for _ in range(4))}]"
        if kind < 0.85:
            return f"total >= {draw.randrange(whole // 20, whole // 2)}"
        return f"others({', '.join(draw.sample(codes, 5))}) >= {draw.randrange(500, 3000)}"

    def pledge(i: int) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": f"p{i}",
            "nation": codes[i % nations],
            "capability": "infantry",
            "strength": round(draw.lognormvariate(6.2, 1.0)),
        }
        kind = draw.random()
        if kind > 0.06:
            found["if"] = " and ".join(clause() for _ in range(1 if kind < 0.22 else draw.choice((2, 3))))
        return found

    return {
        "case": {
            "format": 1,
            "id": f"synthetic-{nations}-{pledges}",
            "title": "Synthetic",
            "target": {"strength": whole // 2},
        },
        "nations": {code: {"name": code} for code in codes},
        "factors": {f"f{i}": {"title": f"Factor {i} is true"} for i in range(factors)},
        "capabilities": {"infantry": {"name": "Infantry"}},
        "pledges": [pledge(i) for i in range(pledges)],
    }


def median(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median wall time in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the figures."""
    command = [sys.executable, "-m", "willing", "assess", "ukraine-2025"]
    bare = median(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    cold = median(lambda: subprocess.run(command, check=True, capture_output=True))
    print(f"python, doing nothing             {bare * 1000:8.0f} ms")
    print(f"willing assess ukraine-2025, cold {cold * 1000:8.0f} ms")
    case = willing.load("ukraine-2025")
    print(f"  of which load                   {median(lambda: willing.load('ukraine-2025')) * 1000:8.0f} ms")
    print(f"  of which assess                 {median(lambda: willing.assess(case)) * 1000:8.0f} ms")
    print("synthetic, half of the factors assumed:")
    for nations, pledges in ((20, 100), (60, 300), (200, 1000)):
        case = willing.build(synthetic(nations, pledges))
        assume = {f"f{i}": i % 3 != 0 for i in range(12)}
        took = median(lambda case=case, assume=assume: willing.assess(case, assume=assume), 3)  # type: ignore[misc]
        found = willing.assess(case, assume=assume)
        sizes = f"firm {found.strength.firm:,}, together {found.strength.together:,}, {len(found.groups)} groups"
        print(f"  {nations:3} nations, {pledges:5} pledges        {took * 1000:8.0f} ms   ({sizes})")


if __name__ == "__main__":
    main()
