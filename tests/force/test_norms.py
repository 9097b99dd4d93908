"""By which numbers a nation rotates, and that a default is never silent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import willing
from willing.case.base import Basis
from willing.case.nation import Nation, Norm
from willing.force.norms import DEFAULTS, NORM, terms_of
from willing.force.sustain import MOBILISED, level

UKRAINE = willing.load("ukraine-2025")


def nation(**keys: Any) -> Nation:
    return Nation.model_validate(keys)


def test_the_pool_is_what_home_and_elsewhere_leave_times_the_deployable_share() -> None:
    found = terms_of(nation(land=10_000, home_floor=3000, elsewhere=1000, deployable=0.7))
    assert found.pool is not None
    assert found.pool.active == 4200
    assert found.pool.persons == 4200


def test_a_share_is_taken_as_it_is_written() -> None:
    found = terms_of(nation(land=10, home_floor=0, elsewhere=0, deployable=0.1))
    assert found.pool is not None
    assert found.pool.active == 1


def test_a_reserve_is_a_component_of_its_own() -> None:
    found = terms_of(
        nation(land=0, home_floor=0, reserve=1000, deployable=0.5, norm={"tour_months": 6, "dwell_ratio": 4})
    )
    assert found.pool is not None
    assert level(found.pool, found.norm) == 500 * (6 + MOBILISED) / 30


def test_more_at_home_than_there_is_leaves_nobody() -> None:
    found = terms_of(nation(land=10, home_floor=20))
    assert found.pool is not None
    assert found.pool.persons == 0


def test_without_land_forces_nothing_is_known_and_nothing_is_taken_for_zero() -> None:
    found = terms_of(nation(active=5000, home_floor=100))
    assert found.pool is None
    assert {part.key for part in found.parts} == {"tour_months", "dwell_ratio", "overlap_days", "stretched_ratio"}


def test_what_is_absent_is_a_default_that_says_so() -> None:
    found = terms_of(nation(land=10_001))
    said = {part.key: (part.value, part.basis) for part in found.parts}
    assert said["land"] == (10_001, {})
    assert said["home_floor"] == (3334, {"default": DEFAULTS["home_floor"]})
    assert said["elsewhere"] == (0, {"default": DEFAULTS["elsewhere"]})
    assert said["deployable"] == (0.6, {"default": DEFAULTS["deployable"]})
    assert said["tour_months"] == (6, {"default": DEFAULTS["norm"]})
    assert said["stretched_ratio"] == (2, {"default": DEFAULTS["stretched_ratio"]})
    assert "reserve" not in said
    assert all(part.assumption for part in found.parts if part.key != "land")


@pytest.mark.parametrize(("ratio", "stretched"), [(5, 2), (2, 2), (1, 1)])
def test_stretched_is_never_longer_than_the_norm_by_default(ratio: float, stretched: float) -> None:
    found = terms_of(nation(land=1, norm={"tour_months": 4, "dwell_ratio": ratio}))
    assert found.stretched.dwell_ratio == stretched
    assert {p.key for p in found.parts if "default" in p.basis} >= {"stretched_ratio", "overlap_days"}


def test_a_norm_of_its_own_carries_its_basis() -> None:
    norm = Norm(tour_months=4, dwell_ratio=5, stretched_ratio=3, overlap_days=14)
    found = terms_of(Nation(land=1, norm=norm, basis={"norm": Basis(reported="A paper", assumed="The rest")}))
    assert found.norm.tour == 4
    assert found.norm.overlap == Fraction(14 * 12, 365)
    assert {part.value for part in found.parts if part.basis == {"reported": "A paper", "assumed": "The rest"}} == {
        4, 5, 14, 3,
    }  # fmt: skip


def test_the_default_norm_is_the_british_guideline() -> None:
    assert (NORM.tour_months, NORM.tour_months * NORM.dwell_ratio) == (6, 24)


def test_every_number_of_the_bundled_case_says_where_it_is_from() -> None:
    for code, entry in UKRAINE.nations.items():
        for key in ("elsewhere", "deployable", "norm"):
            if getattr(entry, key) is not None:
                assert key in entry.basis, (code, key)
        if entry.land is not None:
            assert entry.norm is not None, code
            assert entry.deployable is not None, code
            assert entry.norm.stretched_ratio is not None, code


@pytest.mark.parametrize(
    ("code", "norm"),
    [
        ("GB", (6, 4, 2)), ("DE", (4, 5, 3)), ("FR", (4, 4, 2)), ("US", (9, 3, 2)), ("AU", (8, 2, 2)),
        ("CA", (6, 4, 2)), ("LT", (6, 4, 2)),
    ],
)  # fmt: skip
def test_the_norms_of_the_bundled_case(code: str, norm: tuple[int, int, int]) -> None:
    found = UKRAINE.nations[code].norm
    assert found is not None
    assert (found.tour_months, found.dwell_ratio, found.stretched_ratio) == norm


def test_ten_thousand_british_on_tour_tie_up_some_30_000_to_40_000_when_stretched() -> None:
    """What a former head of the army reckoned, beside what the stretched rule gives."""
    share = terms_of(UKRAINE.nations["GB"]).stretched.share
    assert 30_000 <= 10_000 / share <= 40_000
