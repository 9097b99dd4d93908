"""Random cases for the benchmarks: one pledge a nation, conditions of the kinds that were pledged in 2025."""

from __future__ import annotations

import random
from typing import Any

UNIT = 100
"""Persons of which stated strengths are multiples."""


def pledged(nations: int, factors: int, seed: int, unit: int = UNIT) -> dict[str, Any]:
    """Lognormal strengths (median 2,000); 6 % unconditional, 16 % on factors only, the rest on nations and sums too.

    Strengths are multiples of ``unit``, thresholds of :data:`UNIT`.
    """
    draw = random.Random(f"{nations}/{factors}/{seed}")
    codes = [f"N{i}" for i in range(nations)]
    strengths = {code: unit * max(1, round(draw.lognormvariate(3.0, 0.8) * UNIT / unit)) for code in codes}
    whole = sum(strengths.values())

    def factor() -> str:
        return f"{'not ' if draw.random() < 0.25 else ''}f{draw.randrange(factors)}"

    def total() -> str:
        if draw.random() < 0.75:
            return f"total >= {UNIT * draw.randrange(whole // UNIT // 20, whole // UNIT * 2 // 5)}"
        few = draw.sample(codes, draw.randint(4, 8))
        some = sum(strengths[code] for code in few)
        return f"total({', '.join(few)}) >= {UNIT * draw.randrange(some // UNIT // 4, some * 2 // UNIT // 3)}"

    def clause() -> str:
        kind = draw.random()
        if kind < 0.35:
            return factor()
        if kind < 0.55:
            return f"{draw.choice(codes)} stands"
        if kind < 0.70:
            return f"({factor()} or {draw.choice(codes)} stands)"
        if kind < 0.80:
            few = draw.sample(codes, draw.randint(3, 6))
            return f"at least {draw.randint(2, 3)} of [{', '.join(f'{code} stands' for code in few)}]"
        return total()

    def condition() -> str | None:
        kind = draw.random()
        if kind < 0.06:
            return None
        if kind < 0.22:
            return " and ".join(factor() for _ in range(draw.randint(1, 2)))
        return " and ".join(clause() for _ in range(draw.randint(1, 3)))

    def pledge(code: str) -> dict[str, Any]:
        asked = condition()
        found = {"id": f"p-{code.lower()}", "nation": code, "capability": "infantry", "strength": strengths[code]}
        return found | ({"if": asked} if asked else {})

    return {
        "case": {
            "format": 1,
            "id": f"pledged-{nations}-{factors}-{seed}",
            "title": f"{nations} nations, {factors} factors",
            "target": {"strength": whole // 3},
        },
        "nations": {code: {"name": code} for code in codes},
        "factors": {
            f"f{i}": {"title": f"Factor {i} is true", "probability": round(0.1 + 0.8 * draw.random(), 2)}
            for i in range(factors)
        },
        "pledges": [pledge(code) for code in codes],
    }
