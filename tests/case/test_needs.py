"""Whether a course of action asks for what its own capabilities need."""

from __future__ import annotations

from math import acos, cos, radians, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case.small import data, warned
from tests.strategies import case_data, quick

from willing.case.build import build
from willing.case.derive import persons_in, posts_of
from willing.case.needs import kilometres, needs_of, within

KYIV, LVIV, ODESA = (50.4547, 30.5238), (49.8383, 24.0232), (46.4857, 30.7438)


@pytest.mark.parametrize(("one", "other", "apart"), [(KYIV, LVIV, 468), (KYIV, ODESA, 442), (LVIV, LVIV, 0)])
def test_distances_are_those_of_the_map(one: tuple[float, float], other: tuple[float, float], apart: float) -> None:
    assert kilometres(one, other) == pytest.approx(apart, abs=2)


points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(one=points, other=points)
def test_a_distance_is_that_of_the_law_of_cosines(one: tuple[float, float], other: tuple[float, float]) -> None:
    (lat, lon), (lat_, lon_) = ((radians(x) for x in point) for point in (one, other))
    angle = acos(max(-1.0, min(1.0, sin(lat) * sin(lat_) + cos(lat) * cos(lat_) * cos(lon - lon_))))
    assert kilometres(one, other) == pytest.approx(6371 * angle, abs=0.5)
    assert kilometres(one, other) == pytest.approx(kilometres(other, one), abs=1e-6)


def case_data_of(*posts: tuple[str, str, int, tuple[int, int]], km: float = 0, share: float = 0.02) -> dict[str, Any]:
    """A course of action whose infantry needs medics, in Kyiv, Lviv, Odesa and somewhere unknown."""
    listed = [
        {"id": f"p{i}", "area": area, "task": "t", "capability": kind, "strength": size, "months": list(months)}
        for i, (area, kind, size, months) in enumerate(posts)
    ]
    need = {"share": share} | ({"within_km": km} if km else {})
    return data(
        areas={"kyiv": {"at": KYIV}, "lviv": {"at": LVIV}, "odesa": {"at": ODESA}, "somewhere": {}},
        capabilities={"infantry": {"needs": {"medical": need}}, "medical": {}},
        requirements={"r": {"posts": listed}},
    )


def test_within_reach_is_the_area_itself_and_those_near_enough() -> None:
    case = build(case_data_of())
    assert within(case, "kyiv", 0) == {"kyiv"}
    assert within(case, "kyiv", 450) == {"kyiv", "odesa"}
    assert within(case, "kyiv", 500) == {"kyiv", "odesa", "lviv"}
    assert within(case, "somewhere", 20_000) == {"somewhere"}


def test_a_need_is_met_by_what_the_course_asks_for_within_reach() -> None:
    posts = (("kyiv", "infantry", 1001, (0, 12)), ("odesa", "medical", 20, (0, 12)))
    (need,) = needs_of(build(case_data_of(*posts, km=450)), "r")
    assert (need.area, need.capability, need.needs, need.persons, need.asked, need.found, need.met) == (
        "kyiv", "infantry", "medical", 1001, 21, 20, False,
    )  # fmt: skip
    met = (("kyiv", "infantry", 1000, (0, 12)), ("odesa", "medical", 20, (0, 12)))
    assert [need.met for need in needs_of(build(case_data_of(*met, km=450)), "r")] == [True]
    assert [need.met for need in needs_of(build(case_data_of(*met)), "r")] == [False]


def test_one_hospital_within_reach_of_two_serves_each() -> None:
    posts = (
        ("kyiv", "infantry", 1000, (0, 12)),
        ("lviv", "infantry", 1000, (0, 12)),
        ("odesa", "medical", 20, (0, 12)),
    )
    assert [need.met for need in needs_of(build(case_data_of(*posts, km=700)), "r")] == [True, True]


def test_the_month_in_which_most_is_missing_is_named() -> None:
    posts = (
        ("kyiv", "infantry", 500, (0, 12)),
        ("kyiv", "infantry", 500, (3, 6)),
        ("kyiv", "medical", 20, (0, 9)),
    )
    (need,) = needs_of(build(case_data_of(*posts)), "r")
    assert (need.month, need.persons, need.asked, need.found) == (9, 500, 10, 0)


def test_check_warns_of_a_course_that_violates_its_own_needs() -> None:
    posts = (("kyiv", "infantry", 5000, (0, 12)), ("lviv", "medical", 90, (0, 12)))
    assert [what for what in warned(case_data_of(*posts, km=250)) if what.startswith("requirement r: 5")] == [
        "requirement r: 5,000 infantry in kyiv need 100 medical within 250 km, and it asks for 0"
    ]
    assert [what for what in warned(case_data_of(*posts)) if what.startswith("requirement r: 5")] == [
        "requirement r: 5,000 infantry in kyiv need 100 medical in the same area, and it asks for 0"
    ]
    assert [what for what in warned(case_data_of(*posts, km=500)) if what.startswith("requirement r: 5")] == [
        "requirement r: 5,000 infantry in kyiv need 100 medical within 500 km, and it asks for 90"
    ]


@given(found=case_data())
@quick(40)
def test_a_need_is_unmet_where_some_month_lacks_it(found: dict[str, Any]) -> None:
    case = build(found)
    for key in case.requirements:
        posts = posts_of(case, key)
        for need in needs_of(case, key):
            near = within(case, need.area, need.within_km)
            serving = [p for p in posts if (p.post.area, p.post.capability) == (need.area, need.capability)]
            there = [p for p in posts if p.post.area in near and p.post.capability == need.needs]
            months = [
                month for month in range(1200) if any(p.post.months[0] <= month < p.post.months[1] for p in serving)
            ]
            lacks = {month: need.share * persons_in(serving, month) - persons_in(there, month) for month in months}
            assert need.month in months
            worst = max(lacks.values())
            assert lacks[need.month] == pytest.approx(worst, rel=1e-9, abs=1e-6)
            if abs(worst) > 1e-3:
                assert need.met == (worst < 0)
