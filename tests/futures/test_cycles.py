"""Who waits for whom, by hand and against following every wait."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from tests.futures.naive import open_worlds
from tests.standing.oracle import World
from tests.standing.worlds import case_of, given, pledge, read

from willing.futures.cycles import Places, places_of, waited_for
from willing.standing.setting import Setting, setting_of

SETTING = (
    pledge("fr-a"),
    pledge("fr-b", capability="air"),
    pledge("gb"),
    pledge("it", capability="air"),
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, set()),
        ("f", set()),
        ("GB stands", {"gb"}),
        ("fr-a stands", {"fr-a"}),
        ("DE stands", set()),
        ("FR sends >= 100", {"fr-a", "fr-b"}),
        ("total >= 100", {"fr-a", "fr-b", "gb", "it", "de-b"}),
        ("total(air) >= 100", {"fr-b", "it"}),
        ("total(FR, air) >= 100", {"fr-b"}),
        ("others >= 100", {"fr-a", "fr-b", "gb", "it"}),
        ("others(FR, DE) >= 100", {"fr-a", "fr-b"}),
        ("total(votes) >= 3", {"fr-a", "fr-b", "gb", "it", "de-b"}),
        ("total(votes, air) >= 3", {"fr-b", "it"}),
        ("nations >= 2", {"fr-a", "fr-b", "gb", "it"}),
        ("nations < 2", set()),
        ("not GB stands", set()),
        ("total < 100 or f and (gb stands or IT stands)", {"gb", "it"}),
        ("at least 2 of [f, GB stands, FR sends >= 1]", {"gb", "fr-a", "fr-b"}),
    ],
)
def test_a_pledge_waits_for_those_that_can_help_it(condition: str | None, expected: set[str]) -> None:
    """Its own nation's other pledges help only where a sum counts them; negated mentions are read from elsewhere."""
    lines = [*SETTING, pledge("de-a", 10, condition), pledge("de-b")]
    setting = setting_of(case_of(lines, {"f": None}, {"votes": {"FR": 2, "DE": 1}}))
    assert set(waited_for(setting, setting.by_pledge["de-a"])) == expected


@pytest.mark.parametrize(
    ("of", "expected"), [("others", {"fr-a", "fr-b", "gb", "it"}), ("others(air)", {"fr-b", "it"})]
)
def test_a_matching_pledge_waits_for_what_it_matches(of: str, expected: set[str]) -> None:
    strength: dict[str, Any] = {"match": 0.5, "of": of, "up_to": 10}
    setting = given(*SETTING, pledge("de-a", strength), pledge("de-b"))
    assert set(waited_for(setting, setting.by_pledge["de-a"])) == expected


def named(places: Places) -> list[list[str]]:
    return [[line.pledge for line in part] for part in (places.before, places.moving, places.after)]


def test_only_what_is_in_a_circle_or_between_two_moves() -> None:
    setting = given(
        pledge("gr", 1, "DK stands"),
        pledge("dk", 1, "es-a stands"),
        pledge("es-a", 1, "ES sends >= 1 and TR stands"),
        pledge("es-b", 1, "ES sends >= 1"),
        pledge("tr", 1, "DE stands"),
        pledge("de", 1, "FR stands or GB stands"),
        pledge("fr", 1, "DE stands"),
        pledge("gb", 1, "IT stands"),
        pledge("it"),
    )
    before, moving, after = named(places_of(setting))
    assert before == ["it", "gb"]
    assert sorted(moving) == ["de", "es-a", "es-b", "fr", "tr"]
    assert after == ["dk", "gr"]


def test_a_pledge_in_a_circle_with_itself_alone_does_not_move() -> None:
    assert named(places_of(given(pledge("fr", 1, "FR stands and total >= 1")))) == [["fr"], [], []]


def reached(setting: Setting, start: str) -> set[str]:
    """All pledges that one waits for, directly or through others: every wait followed."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for other in waited_for(setting, setting.by_pledge[waiting.pop()]):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


@settings(max_examples=60, deadline=None)
@drawn(open_worlds(monotone=False, matching=1, most=6))
def test_every_pledge_has_one_place_and_comes_after_those_it_waits_for(world: World) -> None:
    setting = read(world)
    before, moving, after = named(places_of(setting))
    assert sorted([*before, *moving, *after]) == sorted(setting.by_pledge)
    above = {name: reached(setting, name) for name in setting.by_pledge}
    for order in (before, after):
        for index, name in enumerate(order):
            assert not above[name].intersection(order[index:])
    circular = {name for name in above if name in above[name]}
    assert circular <= set(moving)
    for name in moving:
        assert above[name] & circular
        assert any(name in above[other] for other in circular)
    for name in before:
        assert not above[name] & circular
