"""The outlines of nations, by their codes, as `scripts/borders.py` wrote them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from itertools import accumulate

Place = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring = tuple[Place, ...]
"""Closed: the first place stands again at the end. Clockwise around land, the other way around a hole."""
Polygon = tuple[Ring, ...]
"""The outer ring, then the holes."""

NOTE = (
    "Borders: Natural Earth, with Crimea as part of Ukraine as United Nations General Assembly resolution 68/262 "
    "affirms; neither lines nor names imply recognition of any claim."
)
"""Said under every map."""

NO_NATION = ""
"""The key of land that no code is given to."""


@lru_cache(maxsize=1)
def outlines() -> Mapping[str, tuple[Polygon, ...]]:
    """Every nation's polygons by its code; what is nobody's by :data:`NO_NATION`."""
    written = json.loads((resources.files("willing.charts") / "borders.json").read_text(encoding="utf-8"))
    (kx, ky), (dx, dy) = written["transform"]["scale"], written["transform"]["translate"]
    arcs = [
        tuple((round(x * kx + dx, 4), round(y * ky + dy, 4)) for x, y in accumulate(map(tuple, arc), _moved))
        for arc in written["arcs"]
    ]

    def ring(numbers: list[int]) -> Ring:
        lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return (*lines[0], *(place for line in lines[1:] for place in line[1:]))

    return {
        geometry.get("id", NO_NATION): tuple(tuple(ring(r) for r in polygon) for polygon in geometry["arcs"])
        for geometry in written["objects"]["nations"]["geometries"]
    }


def _moved(place: tuple[int, int], step: tuple[int, int]) -> tuple[int, int]:
    return place[0] + step[0], place[1] + step[1]
