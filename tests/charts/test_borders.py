"""The outlines that maps are drawn from: who holds which place, and whether the lines are sound."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from willing.charts.borders import NO_NATION, NOTE, outlines
from willing.charts.globe import Globe, area, inside

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "borders.py"


def holders(lon: float, lat: float) -> list[str]:
    """The codes of the nations in whose outline a place lies, on a plane around it."""
    globe = Globe((lon, lat))
    point = np.zeros((1, 2))
    found = []
    for code, polygons in outlines().items():
        for outer, *holes in polygons:
            east = [x for x, _ in outer]
            if min(abs((x - lon + 180) % 360 - 180) for x in east) > 60 and max(east) - min(east) < 300:
                continue
            within = [bool(inside(point, globe.pixels(ring))[0]) for ring in (outer, *holes)]
            if within[0] and not any(within[1:]):
                found.append(code)
    return found


@pytest.mark.parametrize(
    ("place", "lon", "lat", "code"),
    [
        ("Simferopol", 34.10, 44.95, "UA"),
        ("Kerch", 36.47, 45.36, "UA"),
        ("Sevastopol", 33.52, 44.60, "UA"),
        ("Yalta", 34.10, 44.52, "UA"),
        ("Armiansk, on the isthmus", 33.69, 46.10, "UA"),
        ("Kherson", 32.62, 46.64, "UA"),
        ("Donetsk", 37.80, 48.00, "UA"),
        ("Krasnodar", 38.98, 45.04, "RU"),
        ("Taman", 37.10, 45.20, "RU"),
        ("Kaliningrad", 20.60, 54.70, "RU"),
        ("Pristina", 21.16, 42.66, "XK"),
        ("Belgrade", 20.46, 44.80, "RS"),
        ("the north of Cyprus", 33.40, 35.30, "CY"),
        ("Hargeisa", 44.06, 9.56, "SO"),
        ("Paris", 2.35, 48.86, "FR"),
        ("Canberra", 149.13, -35.30, "AU"),
        ("Port-au-Prince", -72.30, 18.55, "HT"),
        ("Nairobi", 36.82, -1.29, "KE"),
    ],
)
def test_a_place_lies_in_one_nation(place: str, lon: float, lat: float, code: str) -> None:
    assert holders(lon, lat) == [code], place


def test_every_code_stands_once_and_is_one_of_iso_3166_or_kosovo() -> None:
    written = json.loads((resources.files("willing.charts") / "borders.json").read_text(encoding="utf-8"))
    codes = [geometry.get("id", NO_NATION) for geometry in written["objects"]["nations"]["geometries"]]
    assert len(codes) == len(set(codes)) == len(outlines())
    listed = set(runpy.run_path(str(SCRIPT))["CODES"].values())
    assert set(codes) - {NO_NATION, "XK"} <= listed
    assert len(codes) > 225


def test_the_nations_of_the_bundled_case_can_be_drawn() -> None:
    coalition = "FR GB AU AT BE BG CA HR CZ DK EE FI DE GR IS IE IT JP LV LT LU NL NZ NO PL PT RO SK ES SE TR US UA"
    assert set(coalition.split()) <= outlines().keys()


def test_crimea_and_the_mainland_are_one_piece() -> None:
    """No line is left across the isthmus."""
    sizes = sorted((area(np.array(polygon[0])) for polygon in outlines()["UA"]), reverse=True)
    assert sizes[0] > 0.99 * sum(sizes)


def test_rings_are_closed_and_do_not_cross_themselves() -> None:
    crosses: Callable[[Any], bool] = runpy.run_path(str(SCRIPT))["crosses"]
    unwrapped: Callable[[Any, int], Any] = runpy.run_path(str(SCRIPT))["unwrapped"]
    for code, polygons in outlines().items():
        for polygon in polygons:
            for ring in polygon:
                assert ring[0] == ring[-1], code
                assert len(set(ring)) >= 3, code
                grid = np.round(np.array(ring) * 10_000).astype(np.int64)
                assert not crosses(unwrapped(grid, 3_600_000)), code


def test_outer_rings_run_clockwise() -> None:
    """As d3 expects: the other way around it would fill the rest of the globe."""
    for code, polygons in outlines().items():
        for outer, *_ in polygons:
            line = np.array(outer)
            x = np.unwrap(line[:, 0], period=360)
            signed = np.sum((x[1:] - x[:-1]) * (line[1:, 1] + line[:-1, 1]))
            assert signed > 0, code


def test_the_file_is_small() -> None:
    text = (resources.files("willing.charts") / "borders.json").read_bytes()
    assert len(text) < 600_000


def test_the_note_names_the_resolution() -> None:
    assert "68/262" in NOTE
    assert NOTE.endswith(".")


def test_sides_that_cross_are_found() -> None:
    crosses = runpy.run_path(str(SCRIPT))["crosses"]
    assert crosses(np.array([(0, 0), (4, 4), (4, 0), (0, 4), (0, 0)]))
    assert not crosses(np.array([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]))
