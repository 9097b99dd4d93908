"""Writes the borders that the maps are drawn from: src/willing/charts/borders.json.

The source is Natural Earth at 1:50 million (public domain), as the npm package world-atlas 2.0.2 carries it::

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    python scripts/borders.py package/countries-50m.json

What is changed:

* Crimea is part of Ukraine, as United Nations General Assembly resolution 68/262 (2014) affirms; Natural Earth draws
  it as Russia's.
* The north of Cyprus is part of Cyprus (Security Council resolution 541) and the north of Somalia part of Somalia; no
  organ of the United Nations has recognised a state there.
* Kosovo has no code in ISO 3166-1; it keeps its own outline under the code XK that is used for it.
* Elsewhere the lines are Natural Earth's, which follows who holds a place: the Golan and the Western Sahara, for
  instance, are not drawn as resolutions of the United Nations speak of them.
* Antarctica, and pieces without an inhabitant or a code of their own, are left out.
* Europe and its neighbours keep all but the finest points; the rest of the world is drawn more simply, and its small
  islands are dropped where their country has a larger piece.

Lines shared by two countries stay shared, so simplifying opens no gap. Rings run clockwise outside, as d3 expects.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np

SOURCE = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"
"""SHA-256 of countries-50m.json in world-atlas 2.0.2."""
TARGET = Path(__file__).resolve().parent.parent / "src" / "willing" / "charts" / "borders.json"
SIMFEROPOL = (34.10, 44.95)
_LISTED = """
004AF 008AL 010AQ 012DZ 016AS 020AD 024AO 028AG 031AZ 032AR 036AU 040AT 044BS 048BH 050BD 051AM 052BB 056BE
060BM 064BT 068BO 070BA 072BW 076BR 084BZ 086IO 090SB 092VG 096BN 100BG 104MM 108BI 112BY 116KH 120CM 124CA
132CV 136KY 140CF 144LK 148TD 152CL 156CN 158TW 170CO 174KM 178CG 180CD 184CK 188CR 191HR 192CU 196CY 203CZ
204BJ 208DK 212DM 214DO 218EC 222SV 226GQ 231ET 232ER 233EE 234FO 238FK 239GS 242FJ 246FI 248AX 250FR 258PF
260TF 262DJ 266GA 268GE 270GM 275PS 276DE 288GH 296KI 300GR 304GL 308GD 316GU 320GT 324GN 328GY 332HT 334HM
336VA 340HN 344HK 348HU 352IS 356IN 360ID 364IR 368IQ 372IE 376IL 380IT 384CI 388JM 392JP 398KZ 400JO 404KE
408KP 410KR 414KW 417KG 418LA 422LB 426LS 428LV 430LR 434LY 438LI 440LT 442LU 446MO 450MG 454MW 458MY 462MV
466ML 470MT 478MR 480MU 484MX 492MC 496MN 498MD 499ME 500MS 504MA 508MZ 512OM 516NA 520NR 524NP 528NL 531CW
533AW 534SX 540NC 548VU 554NZ 558NI 562NE 566NG 570NU 574NF 578NO 580MP 583FM 584MH 585PW 586PK 591PA 598PG
600PY 604PE 608PH 612PN 616PL 620PT 624GW 626TL 630PR 634QA 642RO 643RU 646RW 652BL 654SH 659KN 660AI 662LC
663MF 666PM 670VC 674SM 678ST 682SA 686SN 688RS 690SC 694SL 702SG 703SK 704VN 705SI 706SO 710ZA 716ZW 724ES
728SS 729SD 732EH 740SR 748SZ 752SE 756CH 760SY 762TJ 764TH 768TG 776TO 780TT 784AE 788TN 792TR 795TM 796TC
800UG 804UA 807MK 818EG 826GB 831GG 832JE 833IM 834TZ 840US 850VI 854BF 858UY 860UZ 862VE 876WF 882WS 887YE
894ZM
"""
CODES = {entry[:3]: entry[3:] for entry in _LISTED.split()}
"""ISO 3166-1: the numeric code that Natural Earth gives, and the alpha-2 code that cases use."""
UNCODED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO", "Siachen Glacier": ""}
"""Pieces without a numeric code, and where they go; an empty code is drawn but is no nation's."""
LEFT_OUT = ("AQ", "HM", "TF", "GS", "IO")
NEAR = (-32.0, 25.0, 62.0, 75.0)
"""Degrees west, south, east and north of Europe and its neighbours."""
FINE, COARSE = 2e-5, 0.004
"""Square degrees, at the equator, of the smallest corner that is kept there (a quarter of a square kilometre), and
elsewhere."""
SMALLEST = 0.1
"""Square degrees, at the equator, of the smallest further piece of a country that is kept elsewhere."""

Point = tuple[int, int]
Ring = tuple[int, ...]
"""Arcs by their number; ``~n`` is arc ``n`` backwards, as TopoJSON has it."""
Polygon = tuple[Ring, ...]


class Map:
    """Arcs in whole steps of a grid, and the countries made of them."""

    def __init__(self, topology: Mapping[str, Any]) -> None:
        self.scale = topology["transform"]["scale"]
        self.shift = topology["transform"]["translate"]
        self.arcs: list[list[Point]] = [
            [(int(x), int(y)) for x, y in np.cumsum(np.array(arc), axis=0)] for arc in topology["arcs"]
        ]
        self.countries: dict[str, list[Polygon]] = {}
        for geometry in topology["objects"]["countries"]["geometries"]:
            name = geometry["properties"]["name"]
            code = CODES.get(geometry.get("id", ""), UNCODED.get(name))
            if code is not None and code not in LEFT_OUT:
                pieces = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
                found = self.countries.setdefault(code, [])
                found.extend(tuple(tuple(ring) for ring in piece) for piece in pieces)

    def degrees(self, point: Point) -> tuple[float, float]:
        """Longitude and latitude of a point of the grid."""
        return point[0] * self.scale[0] + self.shift[0], point[1] * self.scale[1] + self.shift[1]

    def points(self, ring: Ring) -> list[Point]:
        """A ring's points, the first again at the end."""
        found: list[Point] = []
        for number in ring:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            found.extend(arc[1:] if found else arc)
        return found

    def outline(self, ring: Ring) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A ring in degrees."""
        return np.array([self.degrees(point) for point in self.points(ring)])

    def area(self, ring: Ring) -> float:
        """The size of a ring in square degrees at the equator, positive clockwise."""
        line = self.outline(ring)
        x, y = line[:, 0] * cos(radians(line[:, 1].mean())), line[:, 1]
        return float(np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])) / 2)


def main(path: Path) -> None:
    """Write the borders."""
    text = path.read_bytes()
    if hashlib.sha256(text).hexdigest() != SOURCE:
        sys.exit(f"{path} is not countries-50m.json of world-atlas 2.0.2")
    world = Map(json.loads(text))
    give_crimea_back(world)
    for code in ("UA", "CY", "SO"):
        world.countries[code] = joined(world, world.countries[code])
    drop_small_pieces(world)
    simplify(world)
    TARGET.write_text(json.dumps(topology(world), separators=(",", ":")) + "\n", encoding="utf-8")


def give_crimea_back(world: Map) -> None:
    """Move the one piece of Russia in which Simferopol lies to Ukraine."""
    pieces = [piece for piece in world.countries["RU"] if within(SIMFEROPOL, world.outline(piece[0]))]
    if len(pieces) != 1:
        sys.exit("Crimea is not one piece of Russia in this file")
    world.countries["RU"].remove(pieces[0])
    world.countries["UA"].append(pieces[0])


def within(point: tuple[float, float], line: np.ndarray[Any, np.dtype[np.float64]]) -> bool:
    """Whether a point lies inside a ring: a ray from it crosses the ring an odd number of times."""
    (x, y), (x1, y1), (x2, y2) = point, line[:-1].T, line[1:].T
    crossing = (y1 > y) != (y2 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        east = x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return bool(np.count_nonzero(crossing & east) % 2)


def joined(world: Map, pieces: Sequence[Polygon]) -> list[Polygon]:
    """Pieces of one country made one where they touch: a line that both share, in either direction, goes."""
    used = {number for piece in pieces for ring in piece for number in ring}
    whole: list[Polygon] = []
    loose: list[int] = []
    for piece in pieces:
        if any(~number in used for ring in piece for number in ring):
            loose.extend(number for ring in piece for number in ring if ~number not in used)
        else:
            whole.append(piece)
    rings = list(stitched(world, loose))
    holes = [ring for ring in rings if world.area(ring) < 0]
    outer = [ring for ring in rings if world.area(ring) >= 0]
    return [*((ring, *holes) for ring in outer), *whole]


def stitched(world: Map, numbers: Iterable[int]) -> Iterator[Ring]:
    """Closed rings out of arcs, each going on where another ends."""
    starts = {world.points((number,))[0]: number for number in numbers}
    while starts:
        first, number = starts.popitem()
        ring = [number]
        while (end := world.points((ring[-1],))[-1]) != first:
            ring.append(starts.pop(end))
        yield tuple(ring)


def near(line: np.ndarray[Any, np.dtype[np.float64]]) -> bool:
    """Whether any of it lies in or beside Europe."""
    west, south, east, north = NEAR
    x, y = line[:, 0], line[:, 1]
    return bool(np.any((x > west) & (x < east) & (y > south) & (y < north)))


def drop_small_pieces(world: Map) -> None:
    """Outside Europe, keep of each country its largest piece and those of some size."""
    for code, pieces in world.countries.items():
        largest = max(pieces, key=lambda piece: world.area(piece[0]))
        world.countries[code] = [
            piece
            for piece in pieces
            if piece is largest or near(world.outline(piece[0])) or world.area(piece[0]) > SMALLEST
        ]


def simplify(world: Map) -> None:
    """Draw arcs with fewer points, far fewer outside Europe; a ring that would cross itself or vanish keeps its own."""
    full = [list(arc) for arc in world.arcs]
    fewer = [simpler(world, arc) for arc in full]
    kept: set[int] = set()
    while True:
        world.arcs = [full[i] if i in kept else fewer[i] for i in range(len(full))]
        bad = {
            number if number >= 0 else ~number
            for pieces in world.countries.values()
            for piece in pieces
            for ring in piece
            if broken(world, ring)
            for number in ring
        }
        if bad <= kept:
            return
        kept |= bad


def simpler(world: Map, arc: list[Point]) -> list[Point]:
    """An arc without its smallest corners (Visvalingam and Whyatt 1993), its ends kept."""
    line = [world.degrees(point) for point in arc]
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    alive = [True] * len(arc)

    def corner(i: int) -> float:
        """The size of a corner, in units of the smallest that is kept where it lies."""
        (x1, y1), (x2, y2), (x3, y3) = line[before[i]], line[i], line[after[i]]
        least = FINE if near(np.array([line[i]])) else COARSE
        return abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) / 2 * cos(radians(y2)) / least

    heap = [(corner(i), i) for i in range(1, len(arc) - 1)]
    heapq.heapify(heap)
    while heap and heap[0][0] < 1:
        size, i = heapq.heappop(heap)
        if not alive[i] or size < corner(i):
            continue
        alive[i] = False
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if 0 < j < len(arc) - 1:
                heapq.heappush(heap, (max(size, corner(j)), j))
    return [point for point, kept in zip(arc, alive, strict=True) if kept]


def broken(world: Map, ring: Ring) -> bool:
    """Whether a ring is no ring: fewer than three corners, or two of its sides cross."""
    points = world.points(ring)
    return len(set(points)) < 3 or crosses(unwrapped(np.array(points, dtype=np.int64), round(360 / world.scale[0])))


def unwrapped(line: np.ndarray[Any, np.dtype[np.int64]], turn: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """A line that passes 180 degrees east, gone on with there rather than from 180 degrees west; ``turn`` is 360."""
    steps = np.diff(line[:, 0], prepend=line[0, 0])
    eastward = np.cumsum(np.where(steps < -turn / 2, turn, np.where(steps > turn / 2, -turn, 0)))
    return np.column_stack((line[:, 0] + eastward, line[:, 1]))


def crosses(line: np.ndarray[Any, np.dtype[np.int64]]) -> bool:
    """Whether two sides of a closed line that do not follow each other meet."""
    start, end = line[:-1], line[1:]
    low, high = np.minimum(start, end), np.maximum(start, end)
    for i in range(len(start) - 2):
        last = len(start) - (1 if i == 0 else 0)
        others = slice(i + 2, last)
        close = np.all((low[others] <= high[i]) & (high[others] >= low[i]), axis=1)
        for j in np.flatnonzero(close) + i + 2:
            if _meet(start[i], end[i], start[j], end[j]):
                return True
    return False


def _meet(a: Any, b: Any, c: Any, d: Any) -> bool:
    def side(p: Any, q: Any, r: Any) -> int:
        return int(np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])))

    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)


def topology(world: Map) -> dict[str, Any]:
    """The borders as TopoJSON: only the arcs in use, numbered anew."""
    numbers: dict[int, int] = {}

    def renumbered(number: int) -> int:
        plain = number if number >= 0 else ~number
        new = numbers.setdefault(plain, len(numbers))
        return new if number >= 0 else ~new

    geometries = [
        {
            "type": "MultiPolygon",
            **({"id": code} if code else {}),
            "arcs": [[[renumbered(number) for number in ring] for ring in piece] for piece in pieces],
        }
        for code, pieces in sorted(world.countries.items())
    ]
    arcs = [np.diff(np.array([(0, 0), *world.arcs[number]]), axis=0).tolist() for number in numbers]
    return {
        "type": "Topology",
        "source": "Natural Earth 1:50 million (public domain) by way of world-atlas 2.0.2; made by scripts/borders.py",
        "transform": {"scale": world.scale, "translate": world.shift},
        "objects": {"nations": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/borders.py countries-50m.json")
    main(Path(sys.argv[1]))
