"""Which part of the world a map shows."""

from __future__ import annotations

import pytest
from tests.charts.scenes import ukraine

from willing.charts.atlas import REACH, frame, home
from willing.charts.borders import outlines
from willing.charts.globe import distance
from willing.charts.nations_map import areas

FAR = ("AU", "CA", "JP", "NZ", "US")


def test_far_nations_do_not_make_europe_small() -> None:
    codes = [code for code in ukraine().nations if code != "RU"]
    shown = frame(codes, areas(ukraine()), 800, 0.92, 0.6)
    assert set(shown.far) == {*FAR, "EU"}
    assert "TR" in shown.near
    spot = shown.spot("UA")
    assert spot is not None
    assert spot.size > 5000


def test_every_near_nation_has_a_spot_on_the_page() -> None:
    shown = frame([code for code in ukraine().nations if code != "RU"], areas(ukraine()), 800, 0.92, 0.6)
    for code in shown.near:
        spot = shown.spot(code)
        assert spot is not None, code
        assert 0 <= spot.x <= 800
        assert 0 <= spot.y <= shown.high


def test_shapes_are_thin_enough_to_carry_and_closed() -> None:
    shown = frame(["FR", "DE"], [], 800, 0.92, 0.6)
    shapes = dict(shown.shapes())
    assert {"FR", "DE", "BE", "CH"} <= shapes.keys()
    assert "AU" not in shapes
    for shape in shapes.values():
        for polygon in shape["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4


@pytest.mark.parametrize(
    ("codes", "near"),
    [
        (["HT", "JM", "BS", "SV", "KE"], {"HT", "JM", "BS", "SV"}),
        (["FJ", "NZ", "AU", "PG"], {"FJ", "NZ", "AU", "PG"}),
        (["STATE_7", "EU"], set()),
        ([], set()),
    ],
)
def test_other_coalitions_find_their_part_of_the_world(codes: list[str], near: set[str]) -> None:
    shown = frame(codes, [], 600, 0.92, 0.6)
    assert set(shown.near) == near
    assert set(shown.far) == set(codes) - near
    assert shown.high <= 600 * 0.92 + 1


def test_one_small_nation_is_not_blown_up_beyond_recognition() -> None:
    shown = frame(["LU"], [], 600, 0.92, 0.6)
    assert dict(shown.shapes()).keys() >= {"LU", "DE", "FR"}


def test_a_home_lies_within_its_nation_and_reach_is_a_hemisphere_at_most() -> None:
    assert distance(home("UA"), (31.4, 49.0)) < 400
    assert distance(home("US"), (-98, 39)) < 900
    assert REACH < 10_000
    assert "" in outlines()
