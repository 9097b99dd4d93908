"""The projection, against Vega's own; and plane geometry against something plainer."""

from __future__ import annotations

import re
from itertools import pairwise
from math import hypot, pi

import numpy as np
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from willing.case.needs import EARTH
from willing.charts.borders import Place
from willing.charts.globe import Globe, area, distance, inside, middle, roomiest
from willing.charts.render import VERSION

places = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


@pytest.mark.parametrize("centre", [(31.0, 49.0), (-72.0, 19.0), (172.0, -41.0)])
def test_places_lie_where_vega_draws_them(centre: Place) -> None:
    near = [(centre[0] + dx, centre[1] + dy) for dx, dy in ((0, 0), (12, 5), (-20, -14), (3, -25))]
    features = [{"type": "Feature", "geometry": {"type": "Point", "coordinates": place}} for place in near]
    spec = {
        "data": {"values": features},
        "mark": {"type": "geoshape"},
        "projection": {
            "type": "azimuthalEqualArea",
            "rotate": [-centre[0], -centre[1], 0],
            "scale": 700,
            "translate": [200, 150],
        },
        "width": 400,
        "height": 300,
        "padding": 0,
    }
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VERSION, allowed_base_urls=[])
    found = [(float(x), float(y)) for x, y in re.findall(r'd="M(-?[\d.]+),(-?[\d.]+)m', drawn)]
    ours = Globe(centre, 700, (200, 150)).pixels(near) + np.array([0, 4.5])
    assert len(found) == len(near)
    for (x, y), (ours_x, ours_y) in zip(found, ours, strict=True):
        assert hypot(x - ours_x, y - ours_y) < 6  # a point is drawn as a small ring that starts at its edge


@given(places, places)
def test_a_pixel_leads_back_to_its_place(centre: Place, place: Place) -> None:
    globe = Globe(centre, 500, (10, 20))
    if distance(centre, place) < 0.45 * 2 * pi * EARTH:
        x, y = globe.pixels([place])[0]
        assert distance(globe.place(float(x), float(y)), place) < 1


def test_areas_are_true() -> None:
    """A square of a degree, anywhere on the page, takes the square pixels of its share of the globe."""
    globe = Globe((20, 50), 1000)
    for lon, lat in ((20, 50), (-10, 36), (45, 68)):
        square = [(lon, lat), (lon + 1, lat), (lon + 1, lat + 1), (lon, lat + 1), (lon, lat)]
        share = (np.sin(np.radians(lat + 1)) - np.sin(np.radians(lat))) * np.radians(1)
        assert area(globe.pixels(square)) == pytest.approx(share * 1000**2, rel=0.01)


def test_distances_that_are_known() -> None:
    assert distance((30.52, 50.45), (2.35, 48.86)) == pytest.approx(2024, rel=0.01)  # Kyiv to Paris
    assert distance((0, 0), (180, 0)) == pytest.approx(pi * EARTH)


def test_the_middle_of_places_around_the_date_line() -> None:
    lon, lat = middle([(179, 10), (-179, 10)])
    assert abs(lon) == pytest.approx(180, abs=0.01)
    assert lat == pytest.approx(10, abs=0.1)


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=20))
def test_inside_a_triangle(points: list[tuple[float, float]]) -> None:
    line = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
    for (x, y), found in zip(points, inside(np.array(points), line), strict=True):
        if min(abs(x), abs(y), abs(x + y - 1)) > 1e-9:
            assert found == (x > 0 and y > 0 and x + y < 1)


def test_the_roomiest_point_of_an_l() -> None:
    """A thick foot and a thin leg: the label belongs in the foot."""
    corners = [(0, 0), (10, 0), (10, 4), (1, 4), (1, 20), (0, 20), (0, 0)]
    line = np.array([p for a, b in pairwise(corners) for p in np.linspace(a, b, 30)[:-1]])
    x, y, room = roomiest(np.vstack([line, line[:1]]), steps=40)
    assert 1.5 < x < 8.5
    assert 1.5 < y < 2.5
    assert room > 1.5
