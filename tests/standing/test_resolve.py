"""Which pledges stand: golden cases by hand, and the oracles."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import World
from tests.standing.worlds import given, pledge, read, weighed, worlds

from willing.standing.resolve import firm, greatest, joins, least, tally
from willing.standing.setting import Setting

few = settings(deadline=None, max_examples=60)
many = settings(deadline=None, max_examples=150)


def standing(setting: Setting) -> tuple[dict[str, int], dict[str, int]]:
    found = firm(setting)
    return dict(found.certain), dict(found.rounds)


# ------------------------------------------------------------------------------------------------------------- golden


def test_a_pledge_without_condition_is_firm_in_the_first_round() -> None:
    assert standing(given(pledge("fr", 5000))) == ({"fr": 5000}, {"fr": 1})


def test_two_that_wait_for_each_other_are_not_firm_but_in_the_greatest_fixpoint() -> None:
    """Nothing stands, so neither France nor Germany has what it waits for; both standing, both have it."""
    setting = given(pledge("fr", 1000, "DE stands"), pledge("de", 2000, "FR stands"))
    assert standing(setting) == ({}, {})
    assert greatest(setting) == {"fr": 1000, "de": 2000}


def test_three_in_a_circle_are_not_firm_but_in_the_greatest_fixpoint() -> None:
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 2, "GB stands"), pledge("gb", 3, "FR stands"))
    assert standing(setting) == ({}, {})
    assert greatest(setting) == {"fr": 1, "de": 2, "gb": 3}


def test_a_cascade_joins_round_by_round() -> None:
    """GB opens with 3,000; DE (needs GB) comes in round 2: 5,000; FR (needs 8,000 with itself) in round 3.

    PL asks for 10,000, itself included, and finds 8,000 + 1,999.
    """
    setting = given(
        pledge("pl", 1999, "total >= 10000"),
        pledge("fr", 3000, "total >= 8000"),
        pledge("de", 2000, "GB stands"),
        pledge("gb", 3000),
    )
    assert standing(setting) == ({"gb": 3000, "de": 2000, "fr": 3000}, {"gb": 1, "de": 2, "fr": 3})


def test_a_total_counts_the_pledge_itself_to_the_last_person() -> None:
    """15,000 stand; France brings 5,000: 20,000 are reached, 20,001 are not."""
    for asked, stands in ((20_000, True), (20_001, False)):
        setting = given(pledge("gb", 15_000), pledge("fr", 5000, f"total >= {asked}"))
        assert ("fr" in firm(setting).certain) is stands


def test_others_leave_out_the_whole_nation_and_total_does_not() -> None:
    """France has 500 standing beside Britain's 1,000, and asks for more before a further 700.

    Others send 1,000. The total is 1,000 + 500 + the 700 of the pledge that asks: 2,200.
    """
    for word, asked, stands in (
        ("others", 1000, True),
        ("others", 1001, False),
        ("total", 2200, True),
        ("total", 2201, False),
    ):
        setting = given(pledge("gb", 1000), pledge("fr-a", 500), pledge("fr-b", 700, f"{word} >= {asked}"))
        assert ("fr-b" in firm(setting).certain) is stands


def test_a_restricted_sum_takes_nations_and_capabilities_as_alternatives_and_combines_the_two() -> None:
    """Infantry of France or Germany: 10 + 20; the 40 of French air and the 80 of British infantry do not count.

    Poland itself (160) is in neither, though in `total(infantry)`: 10 + 20 + 80 + 160 = 270.
    """
    force = [pledge("fr-i", 10), pledge("de-i", 20), pledge("fr-a", 40, capability="air"), pledge("gb-i", 80)]
    for word, sum_ in (
        ("total(FR, DE, infantry)", 30),
        ("others(FR, DE, infantry)", 30),
        ("total(FR, DE)", 70),
        ("total(air, infantry)", 310),
        ("total(infantry)", 270),
        ("others(infantry)", 110),
        ("total(PL)", 160),
        ("others(PL)", 0),
    ):
        for asked, stands in ((sum_, True), (sum_ + 1, False)):
            setting = given(*force, pledge("pl", 160, f"{word} >= {asked}"))
            assert ("pl" in firm(setting).certain) is stands, (word, asked)


VOTES = {"votes": {"FR": 4, "DE": 2, "GB": 1}}
"""A council of three; a majority is 5 of 7."""


def test_a_weighed_total_counts_the_own_nation_and_others_do_not() -> None:
    """Germany stands with 2; France's 4 make 6; Britain finds 6 of the others, but would need 7 with its own."""
    setting = weighed(
        VOTES,
        pledge("de", 9),
        pledge("fr", 0, "total(votes) >= 6"),
        pledge("gb-a", 1, "others(votes) >= 6"),
        pledge("gb-b", 1, "others(votes) >= 7"),
        pledge("gb-c", 1, "total(votes) >= 7"),
    )
    found = firm(setting)
    assert found.certain == {"de": 9, "fr": 0, "gb-a": 1, "gb-c": 1}
    assert found.rounds == {"de": 1, "fr": 2, "gb-a": 3, "gb-c": 3}


def test_a_nation_is_weighed_once_however_many_pledges_it_has_and_not_at_all_without_the_weight() -> None:
    """France stands twice and Poland has no vote: 4 votes, however many persons."""
    standing = (pledge("fr-a", 100), pledge("fr-b", 100), pledge("pl", 1000))
    asked = {f"total(votes) >= {number}": number <= 4 for number in (4, 5)}
    for condition, holds in asked.items():
        setting = weighed(VOTES, *standing, pledge("es", 1, condition))
        assert ("es" in firm(setting).certain) is holds


def test_a_restricted_weight_takes_nations_and_those_who_send_a_capability() -> None:
    """France stands with infantry only, Germany with air only."""
    standing = (pledge("fr", 5), pledge("de", 7, capability="air"))
    found = {
        names: next(n for n in range(9) if "it" not in firm(weighed(VOTES, *standing, _asks(names, n + 1))).certain)
        for names in ("votes", "votes, infantry", "air, votes", "votes, FR, GB", "votes, DE, infantry", "votes, IT")
    }
    assert found == {
        "votes": 6,
        "votes, infantry": 4,
        "air, votes": 2,
        "votes, FR, GB": 4,
        "votes, DE, infantry": 0,
        "votes, IT": 0,
    }


def _asks(names: str, number: int) -> dict[str, Any]:
    return pledge("it", 1, f"total({names}) >= {number}")


def test_a_second_pledge_of_a_nation_brings_its_weight_to_a_capability_that_the_first_has_not() -> None:
    """French air stands; the votes of those with infantry reach 4 only by the French infantry, which asks for that."""
    air = pledge("fr-air", 1, capability="air")
    assert "fr" in firm(weighed(VOTES, air, pledge("fr", 1, "total(votes, infantry) >= 4"))).certain
    assert (
        "fr-b"
        not in firm(weighed(VOTES, air, pledge("fr-b", 1, "total(votes, infantry) >= 4", capability="air"))).certain
    )


def test_no_quorum_is_lost_by_an_upper_bound_on_a_weight_that_the_own_nation_already_breaks() -> None:
    setting = weighed(VOTES, pledge("fr", 1, "total(votes) < 4"), pledge("de", 1, "total(votes) < 3"))
    assert firm(setting).certain == {"de": 1}


def test_sends_counts_all_standing_pledges_of_a_nation_the_own_ones_included() -> None:
    """Britain's two pledges come to 900; France's own 300 + 200, of which one is the pledge that asks, to 500."""
    force = [pledge("gb-a", 500), pledge("gb-b", 400), pledge("fr-a", 300)]
    for asked, stands in (
        ("GB sends >= 900", True),
        ("GB sends >= 901", False),
        ("FR sends >= 500", True),
        ("FR sends >= 501", False),
        ("GB sends < 901", True),
        ("GB sends < 900", False),
    ):
        setting = given(*force, pledge("fr-b", 200, asked))
        assert ("fr-b" in firm(setting).certain) is stands, asked


def test_nations_and_at_least_count_the_pledge_s_own_nation_through_itself() -> None:
    """France and Germany, already there, and Poland itself: three."""
    force = [pledge("fr-a", 1), pledge("fr-b", 1), pledge("de", 1)]
    for asked, stands in (
        ("nations >= 3", True),
        ("nations >= 4", False),
        ("at least 3 of [FR stands, DE stands, PL stands, GB stands]", True),
        ("at least 4 of [FR stands, DE stands, PL stands, GB stands]", False),
        ("at least 0 of [GB stands]", True),
        ("at least 2 of [FR stands]", False),
        ("nations < 4", True),
        ("nations < 3", False),
    ):
        setting = given(*force, pledge("pl", 1, asked))
        assert ("pl" in firm(setting).certain) is stands, asked


def test_not_at_least_k_of_n_means_fewer_than_k() -> None:
    for count, stands in ((1, False), (2, False), (3, True)):
        setting = given(pledge("fr"), pledge("pl", 1, f"not at least {count} of [a, b, c]"), a=True, b=True, c=False)
        assert ("pl" in firm(setting).certain) is stands


def test_a_match_is_rounded_down_and_capped() -> None:
    """A tenth of 3,999 is 399; of 8,009 it would be 800.9, capped at 800; of 9 it is nothing, and nothing stands."""
    for others, persons in ((3999, 399), (8009, 800), (10, 1), (9, None)):
        setting = given(pledge("fr", others), pledge("dk", {"match": 0.1, "of": "others", "up_to": 800}))
        assert firm(setting).certain.get("dk") == persons


def test_a_match_leaves_out_the_own_nation_and_what_it_is_not_restricted_to() -> None:
    """Half of Germany's infantry only: 30, not the 100 of French infantry, German air or Danish infantry."""
    setting = given(
        pledge("fr", 100),
        pledge("de-i", 61),
        pledge("de-a", 100, capability="air"),
        pledge("dk-i", 100),
        pledge("dk-m", {"match": 0.5, "of": "others(DE, DK, infantry)", "up_to": 800}),
    )
    assert firm(setting).certain["dk-m"] == 30


def test_two_nations_that_match_each_other_climb_to_where_both_hold() -> None:
    """Each sends half of all others, beside 10 of GB.

    From nothing: 5 each; then (10 + 5) / 2 = 7; (10 + 7) / 2 = 8; 9; and 19 / 2 rounded down is 9 again. From the top
    they come to rest at 10 each: (10 + 10) / 2 = 10.
    """
    half = {"match": 0.5, "of": "others", "up_to": 100}
    setting = given(pledge("gb", 10), pledge("fr", half), pledge("de", half))
    assert firm(setting).certain == {"gb": 10, "fr": 9, "de": 9}
    assert greatest(setting) == {"gb": 10, "fr": 10, "de": 10}


def test_two_nations_that_match_only_each_other_need_a_signature() -> None:
    """Nothing of nothing is nothing; but from the top, 70 of 100 offered, each has what it matches."""
    setting = given(
        pledge("fr", {"match": 1, "of": "others(DE)", "up_to": 100}),
        pledge("de", {"match": 1, "of": "others(FR)", "up_to": 70}),
    )
    assert firm(setting).certain == {}
    assert greatest(setting) == {"fr": 70, "de": 70}


def test_a_matching_pledge_is_judged_with_the_persons_it_would_send() -> None:
    """GB sends 100, DK would add 50: a total of 150 is reached, 151 is not."""
    for asked, stands in ((150, True), (151, False)):
        match = pledge("dk", {"match": 0.5, "of": "others", "up_to": 80}, f"total >= {asked}")
        assert ("dk" in firm(given(pledge("gb", 100), match)).certain) is stands


def test_one_that_stands_only_without_itself_never_stands() -> None:
    """The join reading: Turkey's pledge is judged with itself standing, so this is a plain no, not a contest."""
    found = firm(given(pledge("tr", 1, "not TR stands"), pledge("gr", 1, "not gr stands")))
    assert found.certain == found.conceivable == {}


def test_two_that_each_stand_unless_the_other_does_are_both_conceivable_only() -> None:
    """Nothing decides which of the two it is."""
    found = firm(given(pledge("tr", 5, "not GR stands"), pledge("gr", 7, "not TR stands")))
    assert found.certain == {}
    assert found.conceivable == {"tr": 5, "gr": 7}


def test_an_odd_circle_of_unless_leaves_all_three_conceivable_only() -> None:
    """If TR stands GR does not, so ES does, so TR does not: no assignment is consistent."""
    found = firm(
        given(pledge("tr", 1, "not GR stands"), pledge("gr", 1, "not ES stands"), pledge("es", 1, "not TR stands"))
    )
    assert found.certain == {}
    assert set(found.conceivable) == {"tr", "gr", "es"}


def test_unless_is_decided_where_the_other_is() -> None:
    """Greece cannot come, so Turkey does; since Turkey comes, Spain does not."""
    setting = given(pledge("es", 1, "not TR stands"), pledge("tr", 1, "not GR stands"), pledge("gr", 1, "f"), f=False)
    found = firm(setting)
    assert found.certain == found.conceivable == {"tr": 1}


def test_an_upper_bound_on_the_total_counts_the_pledge_itself() -> None:
    """100 stand; with its own 50, fewer than 151 is kept and fewer than 150 is not."""
    for asked, stands in ((151, True), (150, False)):
        setting = given(pledge("gb", 100), pledge("fr", 50, f"total < {asked}"))
        assert ("fr" in firm(setting).certain) is stands


def test_an_unknown_strength_stands_and_counts_as_none() -> None:
    """Germany stands, so `DE stands` and `nations >= 2` hold; it sends nobody that anyone could count on."""
    for asked, stands in (
        ("DE stands", True),
        ("nations >= 2", True),
        ("DE sends >= 1", False),
        ("others >= 1", False),
    ):
        setting = given(pledge("de", "unknown"), pledge("fr", 10, asked))
        found = firm(setting).certain
        assert found["de"] == 0
        assert ("fr" in found) is stands


def test_of_a_range_the_likely_number_counts() -> None:
    setting = given(pledge("de", {"low": 1, "likely": 5, "high": 9}), pledge("fr", 1, "DE sends >= 6"))
    assert firm(setting).certain == {"de": 5}


def test_of_two_pledges_of_a_nation_one_may_stand_and_it_carries_the_nation() -> None:
    setting = given(
        pledge("fr-a", 100),
        pledge("fr-b", 900, "f"),
        pledge("de", 1, "FR stands"),
        pledge("pl", 1, "fr-b stands"),
        f=False,
    )
    assert firm(setting).certain == {"fr-a": 100, "de": 1}


def test_an_open_factor_satisfies_neither_itself_nor_its_negation() -> None:
    setting = given(pledge("fr", 1, "f"), pledge("de", 1, "not f"), pledge("gb", 1, "f or not f"), f=None)
    assert firm(setting).certain == {}
    assert set(firm(setting.at_best()).certain) == {"fr", "de", "gb"}
    assert set(firm(setting.assuming({"f": True})).certain) == {"fr", "gb"}
    assert set(firm(setting.assuming({"f": False})).certain) == {"de", "gb"}


def test_held_pledges_stand_from_the_start_whatever_their_condition() -> None:
    setting = given(pledge("fr", 10, "f"), pledge("de", 5, "FR stands"), f=False)
    found = firm(setting, held={"fr": 10})
    assert found.certain == {"fr": 10, "de": 5}
    assert found.rounds == {"fr": 0, "de": 1}


def test_a_ladder_of_many_rounds_is_climbed_to_its_end() -> None:
    steps = [pledge(f"fr-{n}", 1, f"fr-{n - 1} stands") for n in range(1, 120)]
    found = firm(given(pledge("fr-0", 1), *steps))
    assert found.rounds == {f"fr-{n}": n + 1 for n in range(120)}


# ------------------------------------------------------------------------------------------------------------ oracles


@many
@drawn(worlds(monotone=True, weighted=True))
def test_firm_is_the_least_and_together_the_greatest_fixpoint(world: World) -> None:
    setting = read(world)
    found = firm(setting)
    assert setting.monotone
    assert found.certain == found.conceivable == oracle.least_by_force(world, {})
    assert greatest(setting) == oracle.greatest_by_force(world)


@few
@drawn(worlds(monotone=True, matching=2, most=4, weighted=True))
def test_so_they_are_on_the_integer_lattice_of_matching_pledges(world: World) -> None:
    setting = read(world)
    assert firm(setting).certain == oracle.least_by_force(world, {})
    assert greatest(setting) == oracle.greatest_by_force(world)


@many
@drawn(worlds(monotone=False, matching=2, weighted=True))
def test_firm_is_the_well_founded_model(world: World) -> None:
    found = firm(read(world))
    assert (found.certain, found.conceivable) == oracle.well_founded(world)


@few
@drawn(worlds(monotone=False, most=4, weighted=True))
def test_the_well_founded_model_is_the_least_fixpoint_of_two_alternations(world: World) -> None:
    assert firm(read(world)).certain == oracle.certain_by_force(world)


@few
@drawn(worlds(monotone=False, most=4, weighted=True), st.data())
def test_the_least_fixpoint_with_negated_mentions_read_elsewhere_is_the_oracle_s(
    world: World, data: st.DataObject
) -> None:
    setting = read(world)
    conceivable = {o.id: o.most for o in world.offers if data.draw(st.booleans())}
    assert least(setting, tally(setting, conceivable))[0] == oracle.least_by_force(world, conceivable)


@many
@drawn(worlds(monotone=False, matching=1, weighted=True), st.data())
def test_one_line_is_judged_as_the_oracle_judges_it_in_any_two_states(world: World, data: st.DataObject) -> None:
    setting = read(world)
    conceivable = {o.id: data.draw(st.integers(1, o.most)) if o.rate and o.most else o.most for o in world.offers}
    certain = {p: n for p, n in conceivable.items() if data.draw(st.booleans())}
    for offer in world.offers:
        found = joins(setting, setting.by_pledge[offer.id], tally(setting, certain), tally(setting, conceivable))
        assert found == oracle.judged(world, offer, certain, conceivable)


@many
@drawn(worlds(monotone=True, matching=2, weighted=True))
def test_the_one_stable_model_of_a_monotone_world_is_what_is_firm(world: World) -> None:
    assert oracle.stable_models(world) == [firm(read(world)).certain]


@many
@drawn(worlds(monotone=False, matching=1, weighted=True))
def test_every_stable_model_lies_between_the_certain_and_the_conceivable(world: World) -> None:
    found = firm(read(world))
    for model in oracle.stable_models(world):
        assert oracle.within(found.certain, model)
        assert oracle.within(model, found.conceivable)


@many
@drawn(worlds(monotone=False, matching=2, weighted=True))
def test_rounds_are_an_order_in_which_announcements_are_safe(world: World) -> None:
    """Each firm pledge's condition holds in the state of all pledges of earlier rounds and itself.

    It does so whatever else of the conceivable comes. Rounds are counted from 1 without gaps.
    """
    found = firm(read(world))
    assert set(found.rounds) == set(found.certain)
    assert set(found.rounds.values()) == set(range(1, max(found.rounds.values(), default=0) + 1))
    for name, turn in found.rounds.items():
        earlier = {p: n for p, n in found.certain.items() if found.rounds[p] < turn}
        assert oracle.judged(world, world.offer(name), earlier, found.conceivable) is not None
        assert oracle.judged(world, world.offer(name), earlier, earlier) is not None


@few
@drawn(worlds(monotone=True, weighted=True))
def test_no_pledge_could_have_been_announced_in_an_earlier_round(world: World) -> None:
    found = firm(read(world))
    for name, turn in found.rounds.items():
        before_that = {p: n for p, n in found.certain.items() if found.rounds[p] < turn - 1}
        assert turn == 1 or oracle.judged(world, world.offer(name), before_that, before_that) is None


@many
@drawn(worlds(monotone=False, matching=2, weighted=True), st.randoms(use_true_random=False))
def test_the_order_of_pledges_in_the_file_decides_nothing(world: World, rng: random.Random) -> None:
    shuffled = list(world.offers)
    rng.shuffle(shuffled)
    one, other = firm(read(world)), firm(read(replace(world, offers=tuple(shuffled))))
    assert (one.certain, one.conceivable, one.rounds) == (other.certain, other.conceivable, other.rounds)


@few
@drawn(worlds(monotone=False, matching=1, weighted=True), st.data())
def test_with_held_pledges_it_is_the_well_founded_model_above_them(world: World, data: st.DataObject) -> None:
    held = {o.id: o.most for o in world.offers if (o.most or o.rate is None) and data.draw(st.booleans())}
    found = firm(read(world), held=held)
    assert (found.certain, found.conceivable) == oracle.well_founded(world, held)


@few
@drawn(worlds(monotone=True, matching=1, weighted=True), st.data())
def test_of_more_held_pledges_more_is_firm_in_a_monotone_world(world: World, data: st.DataObject) -> None:
    more = {o.id: o.most for o in world.offers if (o.most or o.rate is None) and data.draw(st.booleans())}
    less = {p: n for p, n in more.items() if data.draw(st.booleans())}
    setting = read(world)
    assert oracle.within(firm(setting, held=less).certain, firm(setting, held=more).certain)
