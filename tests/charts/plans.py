"""Plans that several tests draw: a real one of a small case, and a made-up one that is as large as they get."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import willing
from willing.force.misses import Miss
from willing.questions.plan import Coverage, LeftOut, Planned, PostLine, Served

LONG = "the-guard-of-the-railway-junction-and-of-the-bridges-beside-it"
NORM = {"tour_months": 6, "dwell_ratio": 2, "stretched_ratio": 1, "overlap_days": 0}


def land(name: str) -> dict[str, Any]:
    return {"name": name, "land": 30_000, "home_floor": 0, "elsewhere": 0, "deployable": 1.0, "norm": NORM}


def post(id: str, strength: int, priority: int = 1, capability: str = "infantry", **more: Any) -> dict[str, Any]:
    found = {"id": id, "area": "west", "task": "guard", "capability": capability, "strength": strength}
    return {**found, "months": [0, 12], "priority": priority, **more}


@lru_cache(maxsize=1)
def case() -> willing.Case:
    """Two nations of 400 and 300 persons; one course asks for 500 and more that nobody has, another for 200."""
    return willing.build(
        {
            "case": {"format": 1, "id": "small", "title": "A small case", "target": {"strength": 600}},
            "nations": {"FR": land("France"), "GB": land("the United Kingdom"), "DK": {"name": "Denmark"}},
            "factors": {"f": {"title": "A ceasefire is in force"}},
            "areas": {"west": {"name": "The west"}},
            "capabilities": {"infantry": {"unit_size": 100}, "medical": {"unit_size": 50}},
            "pledges": [
                {"id": "fr", "nation": "FR", "capability": "infantry", "strength": 400},
                {"id": "gb", "nation": "GB", "capability": "infantry", "strength": 300, "units": [
                    {"id": "guards", "strength": 300}]},
                {"id": "dk", "nation": "DK", "capability": "infantry", "strength": "unknown"},
            ],
            "requirements": {
                "hold": {"title": "Hold the line", "posts": [
                    post("gate", 500), post("depot", 300, 2), post("hospital", 60, 1, "medical"),
                    post("bridge", 100, 3, months=[6, 9])]},
                "train": {"title": "Train", "posts": [post("camp", 200)]},
            },
        }
    )  # fmt: skip


@lru_cache(maxsize=1)
def small() -> Planned:
    """A plan of the first course of action."""
    return willing.plan(case(), "hold", rounds=1)


@lru_cache(maxsize=1)
def large() -> Planned:
    """Thirty nations, sixty posts, six hundred tours, with long names; nothing in it but its shape is right."""
    posts = [f"post-{number}" if number % 7 else f"{LONG}-{number}" for number in range(60)]
    tours = tuple(
        Served(f"unit-{i}", f"STATE_{i * i % 30}", posts[i % 50], (i * 7) % 30, (i * 7) % 30 + 4 + i % 3, 90 + i,
               bool(i % 2), 1, i % 11 == 0)
        for i in range(600)
    )  # fmt: skip
    coverage = tuple(
        Coverage(name, month, 1000 * (1 + n % 6), 1000 * (1 + n % 6) - (37 * n * (month % 5)) % 1000)
        for n, name in enumerate(posts)
        for month in range(36)
        if month < 30 or n % 4
    )
    lines = []
    for n, name in enumerate(posts):
        cells = [cell for cell in coverage if cell.post == name]
        asked, have = sum(cell.required for cell in cells), sum(cell.covered for cell in cells)
        because = "enabler" if have < asked else None
        lines.append(PostLine(name, "west", "guard", "infantry", 1 + n % 4, asked, have, asked - have, because))
    return replace(
        small(),
        months=36,
        coa_title="The protection of everything that anybody has ever asked to have protected",
        posts=tuple(lines),
        coverage=coverage,
        tours=tours,
        required=sum(line.required for line in lines),
        covered=sum(line.covered for line in lines),
        misses=(Miss("post-1", (0, 3), 5, 15, "enabler", "medical"),),
        left_out=(LeftOut("dk", "nobody has put a number on its strength"),),
    )
