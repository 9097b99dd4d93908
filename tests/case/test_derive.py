"""From rules of thumb to persons."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

import pytest
from hypothesis import given
from tests.case.small import data
from tests.strategies import case_data, quick

from willing.case.build import build
from willing.case.derive import busiest, peak, persons_in, posts_of
from willing.case.model import Case

RULES = {
    "guard": {"persons": 2.3, "per": 1000, "of": "inhabitants"},
    "watch": {"persons": 5000, "per": 1100, "of": "km"},
    "plant": {"persons": 700, "of": "sites"},
    "teach": {"persons": 1, "per": 3, "of": "trainees"},
    "medics": {"persons": 3, "per": 100, "of": "supported"},
    "staff": {"persons": 0.02, "of": "force"},
}
AREAS = {
    "city": {"measures": {"inhabitants": 2_952_301, "sites": 2}},
    "line": {"measures": {"km": 1100, "inhabitants": 0}},
    "camp": {"measures": {"trainees": 10}},
}


def post(name: str, area: str, asks: int | str, months: tuple[int, int] = (0, 12)) -> dict[str, Any]:
    """A post of so many persons, or one that follows a rule."""
    size = {"strength": asks} if isinstance(asks, int) else {"from": asks}
    return {"id": name, "area": area, "task": "t", "capability": "infantry", "months": list(months), **size}


def course(*posts: dict[str, Any], **sections: Any) -> Case:
    """A case with one course of action, ``r``."""
    return build(data(areas=AREAS, rules=RULES, requirements={"r": {"posts": list(posts)}}, **sections))


@pytest.mark.parametrize(
    ("area", "rule", "persons"),
    [
        ("city", "guard", 6791),  # 2,952,301 x 2.3 / 1,000 = 6,790.29, by hand
        ("city", "plant", 1400),
        ("line", "watch", 5000),
        ("line", "guard", 0),
        ("camp", "teach", 4),  # 3.33 persons
    ],
)
def test_a_rule_counts_what_is_there_and_rounds_up(area: str, rule: str, persons: int) -> None:
    (sized,) = posts_of(course(post("p", area, rule)), "r")
    assert sized.strength == persons
    assert sized.counted == AREAS[area]["measures"][RULES[rule]["of"]]  # type: ignore[index]


def test_a_decimal_rate_is_meant_as_it_is_written() -> None:
    """0.1 of 30 is 3 and not, by way of binary fractions, four."""
    case = build(
        data(
            areas={"a": {"measures": {"m": 30}}},
            rules={"tenth": {"persons": 0.1, "of": "m"}, "thousandth": {"persons": 0.001, "per": 0.01, "of": "m"}},
            requirements={"r": {"posts": [post("p", "a", "tenth"), post("q", "a", "thousandth")]}},
        )
    )
    assert [sized.strength for sized in posts_of(case, "r")] == [3, 3]


def test_support_counts_what_is_typed_in_or_follows_from_a_place_and_not_support() -> None:
    case = course(
        post("medics", "city", "medics"),
        post("guard", "city", "guard"),
        post("typed", "city", 209),
        post("line", "line", "watch"),
        post("staff", "camp", "staff"),
    )
    found = {sized.post.id: (sized.strength, sized.counted) for sized in posts_of(case, "r")}
    assert found == {
        "medics": (210, 7000),
        "guard": (6791, 2_952_301),
        "typed": (209, None),
        "line": (5000, 1100),
        "staff": (240, 12_000),
    }


def test_support_is_for_the_month_that_asks_for_most() -> None:
    case = course(post("a", "city", 100, (0, 6)), post("b", "city", 300, (6, 9)), post("m", "city", "medics", (0, 12)))
    assert posts_of(case, "r")[2].strength == 9


def test_there_may_be_nothing_to_support() -> None:
    (sized,) = posts_of(course(post("m", "city", "medics")), "r")
    assert (sized.strength, sized.counted) == (0, 0)


def test_the_peak_is_the_first_month_that_asks_for_most() -> None:
    posts = posts_of(
        course(post("a", "city", 5, (3, 9)), post("b", "city", 4, (0, 3)), post("c", "city", 1, (3, 5))), "r"
    )
    assert (peak(posts), busiest(posts)) == (6, 3)
    assert [persons_in(posts, month) for month in (0, 2, 3, 4, 5, 8, 9)] == [4, 4, 6, 6, 5, 5, 0]
    assert (peak(()), busiest(())) == (0, 0)


def slowly(case: Case, key: str) -> list[int]:
    """The persons of each post by the definition, in decimal arithmetic, month by month."""
    posts = case.requirements[key].posts

    def by(rule: str, count: int) -> int:
        found = case.rules[rule]
        exact = Decimal(count) * Decimal(repr(found.persons)) / Decimal(repr(found.per))
        return int(exact.to_integral_value(ROUND_CEILING))

    base: dict[str, int] = {}
    for one in posts:
        of = case.rules[one.from_].of if one.from_ else None
        if one.from_ is None:
            base[one.id] = one.strength or 0
        elif of not in ("supported", "force"):
            base[one.id] = by(one.from_, case.areas[one.area].measures[of or ""])
    sizes = []
    for one in posts:
        counted = [
            sum(base[p.id] for p in posts if p.id in base and p.months[0] <= month < p.months[1]
                and (case.rules[one.from_ or ""].of == "force" or p.area == one.area))
            for month in range(1200)
        ] if one.id not in base else []  # fmt: skip
        sizes.append(base[one.id] if one.id in base else by(one.from_ or "", max(counted)))
    return sizes


@given(found=case_data())
@quick(40)
def test_posts_are_sized_as_the_definition_says(found: dict[str, Any]) -> None:
    case = build(found)
    for key in case.requirements:
        sized = posts_of(case, key)
        assert [s.post for s in sized] == list(case.requirements[key].posts)
        if all(s.strength < 10**12 for s in sized):  # decimals of 28 digits are exact enough below
            assert [s.strength for s in sized] == slowly(case, key)
        assert peak(sized) == max((persons_in(sized, month) for month in range(1201)), default=0)
