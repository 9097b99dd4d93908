"""Small cases that several tests share."""

from __future__ import annotations

from typing import Any

import willing


def data(*pledges: dict[str, Any], factors: tuple[str, ...] = (), target: int | None = None) -> dict[str, Any]:
    """A case of these pledges; their nations are declared for them."""
    head: dict[str, Any] = {"format": 1, "id": "small", "title": "A small case"}
    if target is not None:
        head["target"] = {"strength": target}
    return {
        "case": head,
        "nations": {pledge["nation"]: {"name": f"Nation {pledge['nation']}"} for pledge in pledges},
        "factors": {name: {"title": f"{name} is so"} for name in factors},
        "capabilities": {"infantry": {"name": "Infantry"}},
        "pledges": [{"capability": "infantry", **pledge} for pledge in pledges],
    }


def case(*pledges: dict[str, Any], factors: tuple[str, ...] = (), target: int | None = None) -> willing.Case:
    """The same, built."""
    return willing.build(data(*pledges, factors=factors, target=target))


def pair() -> willing.Case:
    """France and Britain wait for each other and a ceasefire; Denmark asks for 9,000 in all, Italy for nothing."""
    return case(
        {"id": "fr", "nation": "FR", "strength": 5000, "if": "ceasefire and GB sends >= 4000"},
        {
            "id": "gb",
            "nation": "GB",
            "strength": {"low": 3000, "likely": 4000, "high": 6000},
            "if": "ceasefire and FR stands",
        },
        {"id": "dk", "nation": "DK", "strength": 800, "if": "total >= 9000"},
        {"id": "it", "nation": "IT", "strength": 100},
        {"id": "es", "nation": "ES", "strength": 0, "stage": "refused"},
        {"id": "no", "nation": "NO", "strength": "unknown"},
        factors=("ceasefire",),
        target=10_000,
    )
