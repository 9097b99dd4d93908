"""A piece of the globe on a flat page, its areas true (Lambert's azimuthal projection of 1772)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin
from typing import Any

import numpy as np

from willing.case.needs import EARTH, kilometres
from willing.charts.borders import Place, Ring

HORIZON = pi / 2 * EARTH
"""Kilometres from the centre of the globe as seen to its edge; what is beyond lies on the far side."""

Pixels = np.ndarray[Any, np.dtype[np.float64]]
"""A row for each point: across and down the page."""


@dataclass(frozen=True)
class Globe:
    """The globe seen from above ``centre``, ``scale`` pixels to its radius, the centre at ``at`` on the page."""

    centre: Place
    scale: float = 1.0
    at: tuple[float, float] = (0.0, 0.0)

    def pixels(self, places: Iterable[Place]) -> Pixels:
        """Where places come to lie: the formula of d3-geo's azimuthalEqualArea, so that labels fit the shapes it draws.

        The point opposite the centre has no place on the page; it is put at the rim.
        """
        lon, lat = np.radians(np.array(list(places), dtype=float).reshape(-1, 2)).T
        lon0, lat0 = map(radians, self.centre)
        cosine = np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon - lon0)
        stretch = np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
        x = stretch * np.cos(lat) * np.sin(lon - lon0)
        y = stretch * (np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon - lon0))
        return np.column_stack((self.at[0] + self.scale * x, self.at[1] - self.scale * y))

    def place(self, x: float, y: float) -> Place:
        """The place at a point of the page."""
        right, up = (x - self.at[0]) / self.scale, (self.at[1] - y) / self.scale
        far = hypot(right, up)
        if far == 0:
            return self.centre
        angle, lat0 = 2 * asin(min(1.0, far / 2)), radians(self.centre[1])
        lat = asin(cos(angle) * sin(lat0) + up * sin(angle) * cos(lat0) / far)
        east = atan2(right * sin(angle), far * cos(lat0) * cos(angle) - up * sin(lat0) * sin(angle))
        return (self.centre[0] + degrees(east) + 180) % 360 - 180, degrees(lat)


def distance(a: Place, b: Place) -> float:
    """Kilometres along the surface."""
    return kilometres((a[1], a[0]), (b[1], b[0]))


def middle(places: Iterable[Place]) -> Place:
    """The place in the middle of others: the mean of their directions from the centre of the Earth."""
    lon, lat = np.radians(np.array(list(places), dtype=float)).T
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))


def area(line: Pixels) -> float:
    """What a closed line encloses, in square pixels."""
    x, y = line.T
    return abs(float(np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])))) / 2


def inside(points: Pixels, line: Pixels) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which points lie within a closed line: a ray from such a point crosses it an odd number of times."""
    x, y = points[:, :1], points[:, 1:]
    (x1, y1), (x2, y2) = line[:-1].T, line[1:].T
    with np.errstate(divide="ignore", invalid="ignore"):
        east = x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    found: np.ndarray[Any, np.dtype[np.bool_]] = np.count_nonzero(((y1 > y) != (y2 > y)) & east, axis=1) % 2 == 1
    return found


def roomiest(line: Pixels, steps: int = 25) -> tuple[float, float, float]:
    """The point within a closed line that lies farthest from it, of a grid of so many steps, and how far that is."""
    low, high = line.min(axis=0), line.max(axis=0)
    grid = np.stack(np.meshgrid(*np.linspace(low, high, steps + 2)[1:-1].T), axis=-1).reshape(-1, 2)
    candidates = grid[inside(grid, line)]
    if not len(candidates):
        x, y = line[:-1].mean(axis=0)
        return float(x), float(y), 0.0
    gaps = np.sqrt(((candidates[:, None, :] - line[None, :-1, :]) ** 2).sum(axis=2)).min(axis=1)
    best = int(np.argmax(gaps))
    return float(candidates[best, 0]), float(candidates[best, 1]), float(gaps[best])


def square_kilometres(ring: Ring) -> float:
    """The size of a ring, exact on a sphere but for the straightness of its sides."""
    flat = Globe(middle(ring), EARTH).pixels(ring)
    return area(flat)
