"""Standing pledges counted, and how one pledge sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conditions.naive import counted, joined
from tests.strategies import CAPABILITIES, NATIONS, POOL, World, quick, standing, worlds

from willing.conditions.tally import Entry, Tally, matches

FR_INF = Entry("fr-a", "FR", "infantry", 100)
FR_MED = Entry("fr-b", "FR", "medical", 20)
GB_INF = Entry("gb-a", "GB", "infantry", 3)
names = st.lists(st.sampled_from(NATIONS + CAPABILITIES), max_size=3).map(tuple)


@pytest.mark.parametrize(
    ("restriction", "persons"),
    [
        ((), 123),
        (("FR",), 120),
        (("infantry",), 103),
        (("FR", "infantry"), 100),
        (("FR", "GB"), 123),
        (("infantry", "medical"), 123),
        (("GB", "medical"), 0),
        (("FR", "GB", "medical"), 20),
        (("NO",), 0),
    ],
)
def test_names_of_one_kind_are_alternatives_and_the_two_kinds_combine(
    restriction: tuple[str, ...], persons: int
) -> None:
    assert Tally([FR_INF, FR_MED, GB_INF]).sum(restriction) == persons


def test_total_counts_the_pledge_itself() -> None:
    view = Tally([FR_MED, GB_INF]).seen_by(FR_INF)
    assert view.sum("total", ()) == 123
    assert view.sum("total", ("medical",)) == 20
    assert view.sent("FR") == 120


def test_others_leaves_out_the_whole_own_nation() -> None:
    view = Tally([FR_MED, GB_INF]).seen_by(FR_INF)
    assert view.sum("others", ()) == 3
    assert view.sum("others", ("FR",)) == 0


def test_a_pledge_that_stands_already_is_counted_once_with_what_it_would_send_now() -> None:
    view = Tally([FR_INF, FR_MED, GB_INF]).seen_by(FR_INF._replace(persons=7))
    assert view.sum("total", ()) == 30
    assert view.sum("total", ("infantry",)) == 10
    assert view.sent("FR") == 27
    assert view.nations() == 2


def test_a_pledge_sees_itself_and_its_nation_standing() -> None:
    view = Tally([GB_INF]).seen_by(FR_INF)
    assert [view.stands(who) for who in ("FR", "fr-a", "GB", "gb-a", "fr-b", "NO")] == [True] * 4 + [False] * 2
    assert view.nations() == 2


def test_a_pledge_of_nobody_stands_all_the_same() -> None:
    tally = Tally([FR_INF._replace(persons=0)])
    assert tally.stands("FR")
    assert tally.stands("fr-a")
    assert tally.nations() == 1
    assert tally.sent("FR") == 0


def test_nothing_stands_in_an_empty_tally() -> None:
    tally = Tally()
    assert (tally.nations(), tally.sum(), tally.sent("FR"), tally.stands("FR")) == (0, 0, 0, False)


@given(standing(), names, st.sampled_from(NATIONS))
@quick(150)
def test_every_sum_is_the_sum_of_its_pledges(
    present: tuple[Entry, ...], restriction: tuple[str, ...], nation: str
) -> None:
    tally, own = Tally(present), [entry for entry in present if entry.nation == nation]
    assert [tally.sum(restriction) for _ in range(2)] == [counted(present, restriction)] * 2
    assert tally.sum_of(nation, restriction) == counted(own, restriction)
    assert tally.nations() == len({entry.nation for entry in present})
    assert tally.persons == {entry.pledge: entry.persons for entry in present}


@given(worlds(), names)
@quick(250)
def test_the_joined_view_counts_the_pledge_among_those_that_stand(world: World, restriction: tuple[str, ...]) -> None:
    view, present = Tally(world.standing).seen_by(world.own), joined(world)
    foreign = [entry for entry in present if entry.nation != world.own.nation]
    assert view.sum("total", restriction) == counted(present, restriction)
    assert view.sum("others", restriction) == counted(foreign, restriction)
    assert view.nations() == len({entry.nation for entry in present})
    for nation in NATIONS:
        assert view.sent(nation) == counted(present, [nation])
        assert view.stands(nation) == (nation in {entry.nation for entry in present})
    for pledge in POOL:
        assert view.stands(pledge) == (pledge in {entry.pledge for entry in present})


@given(names, st.sampled_from(NATIONS), st.sampled_from(CAPABILITIES))
@quick(100)
def test_matching_is_being_counted(restriction: tuple[str, ...], nation: str, capability: str) -> None:
    assert matches(restriction, nation, capability) == bool(counted([Entry("x", nation, capability, 1)], restriction))
