"""Standing pledges counted, and how one pledge sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conditions.naive import counted, joined
from tests.strategies import CAPABILITIES, NATIONS, POOL, WEIGHTS, World, quick, standing, worlds

from willing.conditions.tally import Entry, Tally, matches

FR_INF = Entry("fr-a", "FR", "infantry", 100)
FR_MED = Entry("fr-b", "FR", "medical", 20)
GB_INF = Entry("gb-a", "GB", "infantry", 3)
names = st.lists(st.sampled_from(NATIONS + CAPABILITIES), max_size=3).map(tuple)
summed = names | st.builds(lambda some, weight: (weight, *some), names, st.sampled_from(tuple(WEIGHTS)))


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


def test_a_weight_counts_each_nation_that_stands_once_and_one_without_it_for_none() -> None:
    tally = Tally([FR_INF, FR_MED, GB_INF], {"votes": {"FR": 29, "NO": 7}})
    assert tally.sum(("votes",)) == 29
    assert tally.sum(("FR", "votes")) == tally.sum(("votes", "medical")) == 29
    assert tally.sum(("GB", "votes")) == tally.sum(("votes", "NO")) == tally.sum(("votes", "GB", "medical")) == 0
    assert tally.sum(("infantry",)) == 103


def test_a_pledge_that_joins_brings_its_nation_s_weight_unless_it_is_there_already() -> None:
    """France has 4 votes, Britain 2; a French doctor joins where Britain stands, then where French infantry does."""
    weights = {"votes": {"FR": 4, "GB": 2}}
    beside_britain = Tally([GB_INF], weights).seen_by(FR_MED)
    assert beside_britain.sum("total", ("votes",)) == 6
    assert beside_britain.sum("total", ("votes", "infantry")) == 2
    assert beside_britain.sum("others", ("votes",)) == 2
    beside_france = Tally([FR_INF, GB_INF], weights).seen_by(FR_MED)
    assert beside_france.sum("total", ("votes",)) == 6
    assert beside_france.sum("total", ("votes", "infantry")) == 6
    assert beside_france.sum("others", ("votes",)) == 2


def test_the_whole_is_seen_by_nobody_so_that_there_are_no_others() -> None:
    whole = Tally([FR_INF, GB_INF], {"votes": {"FR": 4}}).whole
    assert (whole.nations(), whole.sent("FR"), whole.stands("fr-b"), whole.stands("GB")) == (2, 100, False, True)
    assert (whole.sum("total", ()), whole.sum("total", ("votes",))) == (103, 4)
    with pytest.raises(ValueError, match="no others"):
        whole.sum("others", ())


@given(standing(), summed, st.sampled_from(NATIONS))
@quick(150)
def test_every_sum_is_the_sum_of_its_pledges(
    present: tuple[Entry, ...], restriction: tuple[str, ...], nation: str
) -> None:
    tally, own = Tally(present, WEIGHTS), [entry for entry in present if entry.nation == nation]
    assert [tally.sum(restriction) for _ in range(2)] == [counted(present, restriction)] * 2
    assert tally.sum_of(nation, restriction) == counted(own, restriction)
    assert tally.nations() == len({entry.nation for entry in present})
    assert tally.persons == {entry.pledge: entry.persons for entry in present}


@given(worlds(), summed)
@quick(250)
def test_the_joined_view_counts_the_pledge_among_those_that_stand(world: World, restriction: tuple[str, ...]) -> None:
    view, present = Tally(world.standing, WEIGHTS).seen_by(world.own), joined(world)
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
