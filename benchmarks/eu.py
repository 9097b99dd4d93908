"""The Council of the European Union: 55 % of the states with 65 % of the population."""

from __future__ import annotations

from typing import Any

import willing
from willing.case.model import Case
from willing.conditions.normal import normal
from willing.standing.goal import Goal
from willing.standing.setting import Setting, setting_of

POPULATION = {
    "DE": 83155, "FR": 67439, "IT": 59257, "ES": 47394, "PL": 37840, "RO": 19186, "NL": 17475, "BE": 11566, "GR": 10682,
    "CZ": 10701, "PT": 10298, "SE": 10379, "HU": 9730, "AT": 8932, "BG": 6916, "DK": 5840, "FI": 5533, "SK": 5459,
    "IE": 5006, "HR": 4036, "LT": 2795, "SI": 2108, "LV": 1893, "EE": 1330, "CY": 896, "LU": 634, "MT": 516,
}  # fmt: skip
"""Thousands, 2021 (Eurostat, demo_pjan)."""
STATES = 15
QUOTA = -(-sum(POPULATION.values()) * 65 // 100)


def union() -> Case:
    """The council as a case."""
    data: dict[str, Any] = {
        "case": {
            "format": 1,
            "id": "eu-27",
            "title": "Council of the European Union",
            "target": {"when": f"nations >= {STATES} and total(population) >= {QUOTA}"},
        },
        "nations": {code: {"weights": {"population": thousands}} for code, thousands in POPULATION.items()},
        "pledges": [
            {"id": f"{code.lower()}-vote", "nation": code, "capability": "vote", "strength": 0} for code in POPULATION
        ],
    }
    return willing.build(data)


def posed(case: Case) -> tuple[Setting, Goal]:
    """The council's setting and goal."""
    target = case.head.target
    assert target is not None and target.rule is not None
    return setting_of(case), Goal(rule=normal(target.rule))


def by_powerindices() -> dict[str, float]:
    """Both indices by the package `powerindices`; the Shapley values are returned."""
    from powerindices import compute_pbi, compute_ssi  # noqa: PLC0415

    weights = list(POPULATION.values())
    found = compute_ssi(QUOTA, weights, STATES)
    compute_pbi(QUOTA, weights, STATES)
    each = list(found.values()) if isinstance(found, dict) else list(found)
    return dict(zip(POPULATION, map(float, each), strict=True))
