"""Cases and answers that several tests draw."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import willing
from willing.questions.odds import Odds, Point
from willing.questions.pivots import Pivots, Power
from willing.questions.prospects import Driver, Mark

AGREED = {"ceasefire": True, "peace_agreement": True, "us_air_power": True}
TITLE = "The coalition of the willing for Ukraine, 2025 to 2026"


@lru_cache(maxsize=1)
def ukraine() -> willing.Case:
    """The bundled case."""
    return willing.load("ukraine-2025")


def alone() -> willing.Case:
    """One nation, one pledge, no target, no factors, nothing dated, and no code that a map knows."""
    return willing.build(
        {
            "case": {"format": 1, "id": "alone", "title": "One nation"},
            "nations": {"STATE_7": {"name": "The seventh state"}},
            "pledges": [{"id": "p", "nation": "STATE_7", "capability": "infantry", "strength": 10}],
        }
    )


def empty() -> willing.Case:
    """Nothing at all."""
    return willing.build({"case": {"format": 1, "id": "empty", "title": "Nothing"}})


def mark(id: str, strength: int, firm: float, together: float, *, title: str = "", slack: float = 0.0) -> Mark:
    return Mark(id, title or id, strength, None, firm, together, min(1, firm + slack), min(1, together + slack))


def driver(factor: str, title: str, so: float, not_so: float) -> Driver:
    return Driver(factor, title, 0.4, so / 2, not_so / 2, so, not_so, 0.5, 0.5)


def odds(**changed: Any) -> Odds:
    """Odds over three strengths, with a band of 0.1, a target, two courses and three drivers."""
    found: dict[str, Any] = {
        "case": "ukraine-2025",
        "title": TITLE,
        "case_hash": "",
        "version": "0",
        "as_of": date(2025, 9, 4),
        "assume": {"ceasefire": True},
        "given": {},
        "stage": "declared",
        "reading": "spread",
        "seed": 7,
        "exact": False,
        "error": 0.003,
        "target": mark("target", 9000, 0.21, 0.37, slack=0.1),
        "curve": (
            Point(0, 1.0, 1.0, 1.0, 1.0),
            Point(4000, 0.6, 0.7, 0.7, 0.8),
            Point(9000, 0.21, 0.37, 0.31, 0.47),
            Point(12_000, 0.1, 0.1, 0.2, 0.2),
        ),
        "courses": (mark("big", 64_000, 0, 0, title="Protect cities"), mark("small", 4000, 0.6, 0.7, title="Trainers")),
        "drivers": (
            driver("ceasefire", "A ceasefire is in force", 0.8, 0.0),
            driver("vote", "The parliament approves of the deployment for a year and a day", 0.5, 0.3),
            driver("moon", "The moon is full", 0.371, 0.37),
        ),
        "unknown": ("backing",),
        "assumed": ("ceasefire", "vote"),
        "uncounted": 2,
        "sentence": "",
    }
    return Odds(**{**found, **changed})


def pivots(**changed: Any) -> Pivots:
    """Three nations with power and one without."""
    found: dict[str, Any] = {
        "case": "ukraine-2025",
        "title": TITLE,
        "case_hash": "",
        "version": "0",
        "as_of": date(2025, 9, 4),
        "assume": {},
        "stage": "declared",
        "reading": "likely",
        "game": "together",
        "expected": False,
        "target": 15_000,
        "rule": None,
        "met": 1.0,
        "exact": True,
        "error": 0.0,
        "nations": (
            Power("FR", "France", 10_000, 0.5, "1/2", 0.75, "3/4"),
            Power("GB", "the United Kingdom", 10_000, 0.3, "3/10", 0.5, "1/2"),
            Power("US", "the United States", 0, 0.2, "1/5", 0.25, "1/4"),
            Power("EE", "Estonia", 250, 0.0, "0", 0.0, "0"),
        ),
        "factors": (),
        "sentence": "",
    }
    return Pivots(**{**found, **changed})
