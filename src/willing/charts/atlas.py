"""Which part of the world a map shows: the nations near the area of deployment; the others are too far away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from willing.case.needs import EARTH
from willing.charts.borders import NO_NATION, Place, Polygon, outlines
from willing.charts.globe import HORIZON, Globe, Pixels, area, distance, middle, roomiest, square_kilometres

REACH = 4200.0
"""Kilometres from the middle of the deployment within which a nation is drawn rather than listed."""
PIECE = 0.2
"""A piece of a nation counts for the frame if it has at least this share of the largest."""
BORDER = 0.03
"""Room around the nations, as a share of the frame."""
CLOSEST = 800.0
"""Kilometres that a map shows at least."""
FINEST = 0.7
"""Pixels that two points of an outline are at least apart."""
COARSE = 2.5
"""Kilometres to a pixel from which a hundredth of a degree is fine enough."""


@dataclass(frozen=True)
class Spot:
    """Where a nation's label belongs, in pixels, and how much of the nation can be seen there."""

    x: float
    y: float
    room: float
    """Distance to the nearest border."""
    size: float
    """Square pixels of the piece it lies in."""


@dataclass(frozen=True)
class Frame:
    """A part of the world, on a page of so many pixels."""

    globe: Globe
    wide: float
    high: float
    near: tuple[str, ...]
    """The nations drawn."""
    far: tuple[str, ...]
    """The others: too far away, or without a border we know."""
    areas: tuple[Place, ...] = ()
    """The areas of deployment."""

    @property
    def projection(self) -> Mapping[str, Any]:
        """The same for Vega-Lite."""
        lon, lat = self.globe.centre
        return {
            "type": "azimuthalEqualArea",
            "rotate": [-lon, -lat, 0],
            "scale": self.globe.scale,
            "translate": list(self.globe.at),
            "clipExtent": [[0, 0], [self.wide, self.high]],
        }

    def shapes(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every nation of which something is in the frame, by its code, as GeoJSON without needless points."""
        for code, polygons in outlines().items():
            kept = [
                rings
                for polygon in polygons
                if self._seen(polygon) and (rings := [r for ring in polygon if (r := self._thinned(ring))])
            ]
            if kept:
                yield code, {"type": "MultiPolygon", "coordinates": kept}

    def spot(self, code: str) -> Spot | None:
        """The roomiest point of what is seen of a nation; ``None`` where nothing is."""
        found = None
        for polygon in outlines().get(code, ()):
            line = self._clipped(self.globe.pixels(polygon[0])) if self._seen(polygon) else None
            if line is not None and len(line) > 3 and (found is None or area(line) > found.size):
                found = Spot(*roomiest(line), area(line))
        return found

    def _seen(self, polygon: Polygon) -> bool:
        line = self.globe.pixels(polygon[0])
        close = [distance(self.globe.centre, place) < HORIZON for place in polygon[0][:: max(1, len(line) // 20)]]
        low, high = line.min(axis=0), line.max(axis=0)
        return any(close) and bool(low[0] < self.wide and high[0] > 0 and low[1] < self.high and high[1] > 0)

    def _clipped(self, line: Pixels) -> Pixels:
        """What of a closed line lies in the frame (Sutherland and Hodgman 1974)."""
        for axis, limit, sign in ((0, 0.0, 1), (0, self.wide, -1), (1, 0.0, 1), (1, self.high, -1)):
            line = _cut(line, axis, limit, sign)
            if not len(line):
                break
        return line

    def _thinned(self, ring: Sequence[Place]) -> list[list[float]]:
        line = self.globe.pixels(ring)
        kept = [0]
        for i in range(1, len(ring) - 1):
            if np.abs(line[i] - line[kept[-1]]).max() >= FINEST:
                kept.append(i)
        if len(kept) < 3:
            return []
        digits = 2 if EARTH / self.globe.scale > COARSE else 3
        return [[round(ring[i][0], digits), round(ring[i][1], digits)] for i in (*kept, 0)]


def _cut(line: Pixels, axis: int, limit: float, sign: int) -> Pixels:
    """The part of a closed line on one side of a straight one."""
    kept = []
    ahead = (line[:, axis] - limit) * sign
    for i in range(len(line) - 1):
        if ahead[i] >= 0:
            kept.append(line[i])
        if (ahead[i] >= 0) != (ahead[i + 1] >= 0):
            kept.append(line[i] + (line[i + 1] - line[i]) * ahead[i] / (ahead[i] - ahead[i + 1]))
    return np.array([*kept, kept[0]]) if kept else np.empty((0, 2))


def frame(nations: Iterable[str], areas: Sequence[Place], wide: float, tallest: float, flattest: float) -> Frame:
    """The part of the world that shows the nations near the areas, ``wide`` pixels across.

    Its height is between ``flattest`` and ``tallest`` of its width. Without areas, the middle is where most nations
    are. Nations farther than :data:`REACH` from the middle, and those without a border, are ``far``.
    """
    codes = tuple(dict.fromkeys(nations))
    homes = {code: home(code) for code in codes if code in outlines() and code != NO_NATION}
    centre = middle(areas) if areas else _crowd(homes)
    near = tuple(code for code, at in homes.items() if centre and distance(centre, at) <= REACH)
    if centre is None or not (near or areas):
        return Frame(Globe((0, 0)), wide, 0, (), codes)
    shown = np.vstack([np.array(list(_extent(near, areas, centre)))])
    globe = Globe(centre)
    for _ in range(2):  # turn the globe so that the middle of what is shown faces the reader
        line = globe.pixels(map(tuple, shown))
        x, y = (line.min(axis=0) + line.max(axis=0)) / 2
        globe = Globe(globe.place(float(x), float(y)))
    line = globe.pixels(map(tuple, shown))
    low, high = line.min(axis=0), line.max(axis=0)
    across, down = np.maximum((high - low) * (1 + 2 * BORDER), CLOSEST / EARTH)
    tall = min(max(down / across, flattest), tallest)
    scale = min(wide / across, wide * tall / down)
    x, y = (low + high) / 2
    at = (wide / 2 - float(x) * scale, wide * tall / 2 - float(y) * scale)
    far = tuple(code for code in codes if code not in near)
    return Frame(Globe(globe.centre, float(scale), at), wide, round(wide * tall), near, far, tuple(areas))


def home(code: str) -> Place:
    """A place well within the largest piece of a nation."""
    largest = max(outlines()[code], key=lambda polygon: square_kilometres(polygon[0]))[0]
    globe = Globe(middle(largest))
    x, y, _ = roomiest(globe.pixels(largest[:: max(1, len(largest) // 200)] + largest[-1:]))
    return globe.place(x, y)


def _crowd(homes: Mapping[str, Place]) -> Place | None:
    """The middle of the nations around the one that has most others near it."""
    if not homes:
        return None
    near = {a: [p for p in homes.values() if distance(homes[a], p) <= REACH] for a in homes}
    most = max(near, key=lambda code: (len(near[code]), code))
    return middle(near[most])


def _extent(near: Iterable[str], areas: Sequence[Place], centre: Place) -> Iterator[Place]:
    """Every point that the frame must hold: the areas, and the larger pieces of the nations as far as they are near."""
    yield from areas
    for code in near:
        sizes = [square_kilometres(polygon[0]) for polygon in outlines()[code]]
        for polygon, size in zip(outlines()[code], sizes, strict=True):
            if size >= PIECE * max(sizes):
                yield from (place for place in polygon[0] if distance(centre, place) <= REACH)
