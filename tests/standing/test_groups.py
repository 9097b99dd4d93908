"""Who must sign at the same time, and what follows."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import World
from tests.standing.worlds import given, pledge, read, weighed, worlds

from willing.standing.groups import Group, candidates, groups, signed, together
from willing.standing.resolve import firm, greatest
from willing.standing.setting import Setting
from willing.standing.verdict import Resolution

few = settings(deadline=None, max_examples=60)
many = settings(deadline=None, max_examples=150)


def found_in(setting: Setting, limit: int = 50) -> tuple[tuple[Group, ...], bool]:
    resolved = firm(setting)
    return groups(setting, resolved.certain, candidates(setting, resolved.certain, resolved.conceivable), limit)


def sets_in(setting: Setting, limit: int = 50) -> set[frozenset[str]]:
    return {frozenset(group.pledges) for group in found_in(setting, limit)[0]}


def beyond(setting: Setting) -> dict[str, int]:
    resolved = firm(setting)
    return together(setting, resolved.certain, resolved.conceivable)


# ------------------------------------------------------------------------------------------------------------- golden


def test_a_mutual_pair_is_one_group() -> None:
    """It adds 1,000 + 2,000; then PL finds 500 + 3,000 + its own 300 >= 3,800 and follows: 3,800 in all."""
    setting = given(
        pledge("gb", 500),
        pledge("fr", 1000, "DE stands"),
        pledge("de", 2000, "FR stands"),
        pledge("pl", 300, "total >= 3800"),
    )
    assert found_in(setting) == (
        (Group(pledges=("fr", "de"), adds=3000, cascade=("pl",), loses=(), total=3800, lasting=True),),
        True,
    )


def test_a_circle_of_three_is_one_group_of_three() -> None:
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 2, "GB stands"), pledge("gb", 3, "FR stands"))
    assert found_in(setting) == ((Group(("fr", "de", "gb"), 6, (), (), 6, True),), True)


def test_where_any_two_suffice_every_pair_is_a_group_and_the_third_follows() -> None:
    """Each asks for two nations, itself included."""
    setting = given(*(pledge(name, 10, "nations >= 2") for name in ("fr", "de", "gb")))
    found, complete = found_in(setting)
    assert complete
    assert {(g.pledges, g.adds, g.cascade, g.total) for g in found} == {
        (("fr", "de"), 20, ("gb",), 30),
        (("fr", "gb"), 20, ("de",), 30),
        (("de", "gb"), 20, ("fr",), 30),
    }


def test_whoever_has_the_votes_together_signs() -> None:
    """A council with votes 4, 2 and 1 and a quota of 5: France with either of the others; those two have 3 alone."""
    setting = weighed(
        {"votes": {"FR": 4, "DE": 2, "GB": 1}},
        *(pledge(name, 10, "total(votes) >= 5") for name in ("fr", "de", "gb")),
    )
    found, complete = found_in(setting)
    assert complete
    assert {(g.pledges, g.adds, g.cascade, g.total) for g in found} == {
        (("fr", "de"), 20, ("gb",), 30),
        (("fr", "gb"), 20, ("de",), 30),
    }


def test_what_only_follows_is_in_no_group() -> None:
    """PL waits for the pair, nobody waits for PL: it is together with them, and in the cascade, not in the group."""
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 1, "FR stands"), pledge("pl", 1, "FR stands"))
    assert set(beyond(setting)) == {"fr", "de", "pl"}
    assert [(g.pledges, g.cascade) for g in found_in(setting)[0]] == [(("fr", "de"), ("pl",))]


def test_turkey_and_greece_signing_together_drive_germany_out() -> None:
    """Germany (500) stands unless Turkey does.

    Turkey (100) and Greece (200) wait for each other: signed, 300 stand and Germany's 500 fall.
    """
    setting = given(pledge("de", 500, "not TR stands"), pledge("tr", 100, "GR stands"), pledge("gr", 200, "TR stands"))
    assert firm(setting).certain == {"de": 500}
    assert found_in(setting) == ((Group(("tr", "gr"), 300, (), ("de",), 300, True),), True)


def test_two_that_match_only_each_other_sign_for_what_both_can() -> None:
    """France would go to 100, Germany to 70: 70 each."""
    setting = given(
        pledge("fr", {"match": 1, "of": "others(DE)", "up_to": 100}),
        pledge("de", {"match": 1, "of": "others(FR)", "up_to": 70}),
    )
    assert found_in(setting) == ((Group(("fr", "de"), 140, (), (), 140, True),), True)


def test_a_firm_match_grows_with_the_group() -> None:
    """DK sends half of 400: 200. With FR and DE (1,200) it sends half of 1,600, capped at 700."""
    setting = given(
        pledge("gb", 400),
        pledge("dk", {"match": 0.5, "of": "others", "up_to": 700}),
        pledge("fr", 1000, "DE stands"),
        pledge("de", 200, "FR stands"),
    )
    assert firm(setting).certain == {"gb": 400, "dk": 200}
    assert beyond(setting) == {"dk": 500, "fr": 1000, "de": 200}
    assert found_in(setting) == ((Group(("fr", "de"), 1200, (), (), 2300, True),), True)


def test_an_unrelated_unless_does_not_change_what_stands_together() -> None:
    """As above, and Italy would come unless Spain does, which cannot; that touches nobody else."""
    setting = given(
        pledge("gb", 400),
        pledge("dk", {"match": 0.5, "of": "others(GB, FR, DE)", "up_to": 700}),
        pledge("fr", 1000, "DE stands"),
        pledge("de", 200, "FR stands"),
        pledge("it", 50, "not ES stands"),
        pledge("es", 50, "f"),
        f=False,
    )
    assert firm(setting).certain == {"gb": 400, "dk": 200, "it": 50}
    assert beyond(setting) == {"dk": 500, "fr": 1000, "de": 200}


def test_what_a_match_may_send_together_is_an_upper_bound_where_conditions_are_non_monotone() -> None:
    """FR and DE wait for each other; DE sends what DK sends, DK half of all others.

    Signed: DE = DK = (400 + 50 + 1000 + DE) / 2, which the cap of 700 on DK decides: 700 each.
    """
    setting = given(
        pledge("gb", 400),
        pledge("dk", {"match": 0.5, "of": "others", "up_to": 700}),
        pledge("fr", 1000, "DE stands"),
        pledge("de", {"match": 1, "of": "others(DK)", "up_to": 900}, "FR stands"),
        pledge("it", 50, "not ES stands"),
        pledge("es", 50, "f"),
        f=False,
    )
    resolved = firm(setting)
    assert signed(setting, resolved.certain, ("fr", "de")) == {"fr": 1000, "de": 700}
    assert beyond(setting)["de"] >= 700


def test_a_fine_grained_match_elsewhere_does_not_hide_who_stands_together() -> None:
    """A third, written 0.33333, of 30,000 is within reason; FR and DE wait for each other whatever DK does."""
    pair = (pledge("fr", 5000, "DE stands"), pledge("de", 5000, "FR stands"))
    match = pledge("dk", {"match": 0.33333, "of": "others", "up_to": 800})
    unless = pledge("it", 1, "not PL stands")
    setting = given(*pair, match, pledge("gb", 20_000), unless)
    assert {"fr", "de"} <= set(beyond(setting))
    assert {frozenset(("fr", "de"))} == sets_in(setting)


def test_a_count_beyond_the_solver_s_integers_is_never_reached() -> None:
    """`at least 4,294,967,297 of` one thing fails; taken modulo 2**32 it would hold."""
    for count in (2**31, 2**32 - 1, 2**32, 2**32 + 1, 10**15 - 1):
        many_of = f"at least {count} of [GB stands]"
        setting = given(
            pledge("fr", 1, f"DE stands and {many_of}"), pledge("de", 1, "FR stands"), pledge("it", 1, "not PL stands")
        )
        assert (beyond(setting), sets_in(setting)) == ({}, set())


def test_a_number_of_nations_that_many_wait_for_leaves_groups_to_be_seen() -> None:
    """Twenty nations, each of which joins if ten take part, itself included: any ten are a group.

    There are 184,756 of them, far too many to list, but to list none would say that nobody can sign with anybody.
    """
    setting = given(*(pledge(f"n{index}-x", 1000, "nations >= 10") for index in range(20)))
    assert sum(beyond(setting).values()) == 20_000
    found, complete = found_in(setting)
    assert not complete
    assert found
    assert {len(group.pledges) for group in found} == {10}


def test_numbers_beyond_the_solver_s_integers_compare_as_they_should() -> None:
    for condition, stands in (
        (f"total < {2**40}", True),
        (f"nations < {2**40}", True),
        (f"not total < {2**40}", False),
    ):
        setting = given(pledge("fr", 1, f"DE stands and {condition}"), pledge("de", 1, f"FR stands and {condition}"))
        assert (set(beyond(setting)) == {"fr", "de"}) is stands, condition


def test_a_list_with_all_groups_is_complete_also_when_it_is_just_long_enough() -> None:
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 1, "FR stands"))
    found, complete = found_in(setting, limit=1)
    assert len(found) == 1
    assert complete


def test_a_list_cut_short_says_so_and_keeps_the_smallest() -> None:
    """One pair and one circle of three: cut to one, the pair stays."""
    setting = given(
        pledge("fr", 1, "DE stands"),
        pledge("de", 1, "PL stands"),
        pledge("pl", 1, "FR stands"),
        pledge("gb", 1, "it stands"),
        pledge("it", 1, "gb stands"),
    )
    found, complete = found_in(setting, limit=1)
    assert [group.pledges for group in found] == [("gb", "it")]
    assert not complete


# ------------------------------------------------------------------------------------------------------------ oracles


@many
@drawn(worlds(monotone=True, weighted=True))
def test_together_is_the_greatest_fixpoint_less_the_least(world: World) -> None:
    least = oracle.least_by_force(world, {})
    widest = oracle.greatest_by_force(world)
    assert beyond(read(world)) == {p: n for p, n in widest.items() if p not in least}


@few
@drawn(worlds(monotone=True, matching=2, most=4, weighted=True))
def test_of_a_match_the_persons_above_the_least_fixpoint_are_together(world: World) -> None:
    least = oracle.least_by_force(world, {})
    widest = oracle.greatest_by_force(world)
    assert beyond(read(world)) == {p: n - least.get(p, 0) for p, n in widest.items() if p not in least or n > least[p]}


@many
@drawn(worlds(monotone=False, weighted=True))
def test_where_not_monotone_together_are_the_sets_that_stand_beside_the_firm(world: World) -> None:
    certain, conceivable = oracle.well_founded(world)
    expected = oracle.together_by_force(world, certain, conceivable)
    assert beyond(read(world)) == {p: world.offer(p).most for p in expected}


@many
@drawn(worlds(monotone=True, weighted=True))
def test_groups_are_the_minimal_sets_found_by_trying_all(world: World) -> None:
    found, complete = found_in(read(world))
    certain, conceivable = oracle.well_founded(world)
    assert {frozenset(group.pledges) for group in found} == oracle.groups_by_force(world, certain, conceivable)
    assert complete


@many
@drawn(worlds(monotone=False, weighted=True))
def test_so_they_are_where_not_monotone(world: World) -> None:
    found, complete = found_in(read(world))
    certain, conceivable = oracle.well_founded(world)
    assert {frozenset(group.pledges) for group in found} == oracle.groups_by_force(world, certain, conceivable)
    assert complete


@few
@drawn(worlds(monotone=True, matching=2, most=5, weighted=True))
def test_so_they_are_with_matching_pledges(world: World) -> None:
    certain, conceivable = oracle.well_founded(world)
    assert sets_in(read(world)) == oracle.groups_by_force(world, certain, conceivable)


@few
@drawn(worlds(monotone=False, matching=2, most=5, weighted=True))
def test_so_they_are_with_matching_pledges_where_not_monotone(world: World) -> None:
    certain, conceivable = oracle.well_founded(world)
    assert sets_in(read(world)) == oracle.groups_by_force(world, certain, conceivable)


@many
@drawn(worlds(monotone=False, matching=2, most=5, weighted=True))
def test_what_a_group_adds_and_what_follows_is_what_a_fresh_resolution_finds(world: World) -> None:
    certain, _ = oracle.well_founded(world)
    for group in found_in(read(world))[0]:
        own = oracle.sent_by(world, certain, group.pledges)
        after, _ = oracle.well_founded(world, held=own)
        assert group.adds == sum(own.values())
        assert group.total == sum(after.values())
        assert set(group.cascade) == set(after) - set(certain) - set(group.pledges)
        assert set(group.loses) == set(certain) - set(after)


@many
@drawn(worlds(monotone=True, matching=1, weighted=True))
def test_signing_a_group_loses_nobody_and_no_persons_in_a_monotone_world(world: World) -> None:
    setting = read(world)
    before = firm(setting).certain
    for group in found_in(setting)[0]:
        after = firm(setting, held=signed(setting, before, group.pledges)).certain
        assert group.loses == ()
        assert oracle.within(before, after)
        assert set(group.pledges) <= set(after) <= set(greatest(setting))


@many
@drawn(worlds(monotone=False, matching=1, most=5, weighted=True))
def test_groups_are_distinct_minimal_ordered_and_apart_from_firm_contested_and_cascade(world: World) -> None:
    setting = read(world)
    conceivable = firm(setting).conceivable
    found, _ = found_in(setting)
    sizes = [len(group.pledges) for group in found]
    assert sizes == sorted(sizes)
    # Alone a pledge can only be a group where a firm one, matching it, then sends what it asked for.
    assert all(size >= 2 for size in sizes) or any(line.rate for line in setting.lines)
    for group in found:
        assert not set(group.pledges) & set(conceivable)
        assert not set(group.pledges) & set(group.cascade)
    for one, other in combinations(found, 2):
        assert not set(one.pledges) <= set(other.pledges)


@st.composite
def circles(draw: st.DrawFn) -> Setting:
    """Many groups of different sizes: chosen sets of pledges, each of which asks for all others of one of its sets."""
    names = [f"{nation}-x" for nation in ("fr", "de", "gb", "pl", "it", "es")]
    sets = draw(st.lists(st.sets(st.sampled_from(names), min_size=2, max_size=4), min_size=3, max_size=6))
    pledges = []
    for name in names:
        ways = [" and ".join(f"{other} stands" for other in sorted(s - {name})) for s in sets if name in s]
        pledges.append(pledge(name, 1, " or ".join(f"({way})" for way in ways) or "never"))
    return given(*pledges, never=False)


@few
@drawn(circles(), st.integers(1, 6))
def test_a_limit_keeps_the_smallest_and_says_whether_it_cut(setting: Setting, limit: int) -> None:
    every, _ = found_in(setting)
    found, complete = found_in(setting, limit)
    assert complete or len(every) >= limit
    assert not complete or len(every) <= limit
    assert {g.pledges for g in found} <= {g.pledges for g in every}
    assert [len(g.pledges) for g in found] == [len(g.pledges) for g in every[:limit]]


@few
@drawn(worlds(monotone=False, matching=1, most=5, weighted=True))
def test_the_verdicts_offer_the_same_groups(world: World) -> None:
    setting = read(world)
    assert Resolution(setting).groups(50) == found_in(setting)


@few
@drawn(worlds(monotone=False, matching=1, most=5, weighted=True))
def test_the_order_of_pledges_in_the_file_decides_no_group(world: World) -> None:
    turned = replace(world, offers=tuple(reversed(world.offers)))

    def facts(w: World) -> set[tuple[frozenset[str], int, frozenset[str], frozenset[str], int]]:
        return {
            (frozenset(g.pledges), g.adds, frozenset(g.cascade), frozenset(g.loses), g.total)
            for g in found_in(read(w))[0]
        }

    assert facts(world) == facts(turned)
    assert beyond(read(world)) == beyond(read(turned))
