"""The smallest change that makes a pledge stand, against all changes there are."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import Change, World
from tests.standing.worlds import given, pledge, read, weighed, worlds

from willing.conditions.text import text
from willing.standing.repair import Repair, repairs
from willing.standing.setting import Setting

few = settings(deadline=None, max_examples=40)
many = settings(deadline=None, max_examples=80)


def changes(
    setting: Setting, subject: str, limit: int = 3
) -> set[tuple[tuple[tuple[str, bool], ...], tuple[str, ...]]]:
    """What is proposed, as (factors, signatures); waivers must not be among it."""
    found = repairs(setting, subject, limit)
    assert not any(repair.waived for repair in found)
    return {(tuple(repair.factors.items()), repair.signatures) for repair in found}


# ------------------------------------------------------------------------------------------------------------- golden


def test_a_false_factor_is_to_be_settled_the_other_way() -> None:
    setting = given(pledge("gb", 10), pledge("fr", 5, "f"), f=False)
    assert repairs(setting, "fr") == (Repair({"f": True}, (), (), 15),)


def test_an_open_factor_is_to_be_settled_as_the_condition_asks() -> None:
    setting = given(pledge("fr", 5, "not f"), f=None)
    assert repairs(setting, "FR") == (Repair({"f": False}, (), (), 5),)


def test_for_what_stands_the_answer_is_the_same_whatever_it_stands_on() -> None:
    """Either no repair, or one that changes nothing; but not now this, now that."""
    bare, on_factor = given(pledge("fr", 5)), given(pledge("fr", 5, "f"), f=True)
    assert repairs(bare, "fr") == repairs(on_factor, "fr")


def test_the_votes_that_are_missing_are_brought_by_a_signature_or_a_factor() -> None:
    """France has 4 votes of the 5 it asks for. Germany's 2 come with f, Britain's 1 come where there are 5."""
    setting = weighed(
        {"votes": {"FR": 4, "DE": 2, "GB": 1}},
        pledge("fr", 10, "total(votes) >= 5"),
        pledge("de", 5, "f"),
        pledge("gb", 1, "others(votes, infantry) >= 4"),
        f=False,
    )
    assert changes(setting, "FR") == {((), ("fr",)), ((), ("gb",)), ((("f", True),), ())}
    assert sorted(repair.strength for repair in repairs(setting, "FR")) == [11, 11, 16]
    assert changes(weighed({"votes": {"FR": 4, "DE": 2}}, *_quorum(), f=False), "fr") == {((("f", True),), ())}


def _quorum() -> tuple[dict[str, Any], ...]:
    """France asks for votes that only Germany's, which asks for a factor, could bring."""
    return pledge("fr", 10, "others(votes) >= 2"), pledge("de", 5, "f"), pledge("gb", 1)


def test_in_a_mutual_pair_one_honest_signature_is_enough() -> None:
    """Once France has signed, Germany's condition holds, Germany follows, and France's holds too; so the other way."""
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 2, "FR stands"))
    assert changes(setting, "fr") == {((), ("fr",)), ((), ("de",))}
    assert {repair.strength for repair in repairs(setting, "fr")} == {3}


def test_a_signature_whose_condition_would_stay_unmet_is_not_proposed() -> None:
    """France alone could sign, but its condition on Germany would never hold; Germany's factor must turn."""
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 2, "f"), f=False)
    assert changes(setting, "fr") == {((("f", True),), ())}


def test_a_smaller_change_with_a_waiver_is_added() -> None:
    """Germany asks for France, who waits for f, and in a second clause for three factors.

    Without waivers four factors have to turn; with them, Germany's second clause goes and France is brought in, by f
    or by a waiver of its own, or Germany's first clause goes too: two changes.
    """
    setting = given(
        pledge("fr", 5, "f"), pledge("de", 1, "fr stands and (g and h and k)"), f=False, g=False, h=None, k=False
    )
    *plain, waiving = repairs(setting, "de")
    assert [repair.factors for repair in plain] == [{"f": True, "g": True, "h": True, "k": True}]
    assert waiving.size == 2
    assert waiving.waived[0][0] == "de"


def test_for_a_nation_any_of_its_pledges_will_do() -> None:
    setting = given(pledge("fr-a", 1, "f and g"), pledge("fr-b", 2, "g"), f=False, g=False)
    assert changes(setting, "FR") == {((("g", True),), ())}
    assert changes(setting, "fr-a") == {((("f", True), ("g", True)), ())}


def test_nobody_s_pledge_cannot_be_repaired() -> None:
    assert repairs(given(pledge("fr")), "DE") == ()


def test_what_nothing_could_bring_about_has_only_a_waiver() -> None:
    setting = given(pledge("fr", 5, "total >= 100"))
    assert repairs(setting, "fr") == (Repair({}, (), (("fr", "total >= 100"),), 5),)


def test_one_who_must_stay_out_can_be_kept_out_by_a_factor() -> None:
    setting = given(pledge("tr", 1, "f"), pledge("de", 2, "not TR stands"), f=True)
    assert changes(setting, "de") == {((("f", False),), ())}


def test_a_contested_pledge_is_repaired_by_its_own_signature() -> None:
    """Once Turkey has signed, Greece stays out, and Turkey's condition holds."""
    setting = given(pledge("tr", 1, "not GR stands"), pledge("gr", 2, "not TR stands"))
    assert changes(setting, "tr") == {((), ("tr",))}


def test_a_match_elsewhere_that_has_nothing_to_match_is_in_nobody_s_way() -> None:
    """Denmark matches France, which is out; Italy needs its own factor and nothing else."""
    setting = given(
        pledge("dk", {"match": 1, "of": "others(FR)", "up_to": 100}),
        pledge("fr", 100, "f"),
        pledge("it", 10, "g"),
        f=False,
        g=False,
    )
    assert repairs(setting, "it") == (Repair({"g": True}, (), (), 10),)


def test_two_that_match_only_each_other_can_sign() -> None:
    setting = given(
        pledge("fr", {"match": 1, "of": "others(DE)", "up_to": 100}),
        pledge("de", {"match": 1, "of": "others(FR)", "up_to": 70}),
    )
    assert repairs(setting, "fr") == (Repair({}, ("de", "fr"), (), 140),)


def test_a_fine_grained_match_elsewhere_does_not_forbid_a_repair() -> None:
    """A third, written 0.33333, of 20,000 is within reason."""
    setting = given(
        pledge("gb", 20_000),
        pledge("dk", {"match": 0.33333, "of": "others", "up_to": 800}),
        pledge("it", 10, "g"),
        g=False,
    )
    assert repairs(setting, "it") == (Repair({"g": True}, (), (), 20_810),)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_no_more_are_listed_than_asked_for(limit: int) -> None:
    setting = given(pledge("fr", 1, "f or g or h"), f=False, g=False, h=None)
    assert len(changes(setting, "fr", limit)) == limit


# ------------------------------------------------------------------------------------------------------------ oracles


def as_changes(setting: Setting, repair: Repair) -> list[Change]:
    """A repair as the oracle knows it; a clause that a pledge has twice leaves several readings."""
    places = [
        [(p, i) for i, clause in enumerate(setting.by_pledge[p].clauses) if text(clause) == said]
        for p, said in repair.waived
    ]
    return [
        Change(tuple(repair.factors.items()), repair.signatures, chosen)
        for chosen in product(*places)
        if len(set(chosen)) == len(chosen)
    ]


def check_plain(world: World, subject: str) -> None:
    setting = read(world)
    found = [repair for repair in repairs(setting, subject) if not repair.waived]
    best = oracle.smallest_repairs(world, subject, waivers=False, most=9)
    proposed = {(frozenset(r.factors.items()), frozenset(r.signatures)) for r in found}
    assert len(proposed) == len(found) == min(3, len(best))
    assert proposed <= {(frozenset(c.factors), frozenset(c.signed)) for c in best}
    for repair in found:
        honest, certain = oracle.after(world, as_changes(setting, repair)[0])
        assert honest
        assert any(subject in (p, world.offer(p).nation) for p in certain)
        assert repair.strength == sum(certain.values())


def check_waivers(world: World, subject: str) -> None:
    setting = read(world)
    found = repairs(setting, subject)
    plain = [repair.size for repair in found if not repair.waived]
    most = min(plain) - 1 if plain else 3
    best = oracle.smallest_repairs(world, subject, waivers=True, most=most)
    waiving = [repair for repair in found if repair.waived]
    if best:
        assert len(waiving) == 1
        assert waiving[0].size == len(best[0].factors) + len(best[0].signed) + len(best[0].waived)
    for repair in waiving:
        outcomes = [oracle.after(world, change) for change in as_changes(setting, repair)]
        assert any(
            honest
            and any(subject in (p, world.offer(p).nation) for p in certain)
            and repair.strength == sum(certain.values())
            for honest, certain in outcomes
        )
        assert not plain or repair.size < min(plain)


@st.composite
def asked(draw: st.DrawFn, monotone: bool, matching: int = 0, most: int = 4) -> tuple[World, str]:
    """A world, and a pledge or nation in it that does not stand."""
    world = draw(worlds(monotone=monotone, matching=matching, most=most, deep=1, weighted=True))
    certain, _ = oracle.well_founded(world)
    idle = [offer for offer in world.offers if offer.id not in certain]
    assume(bool(idle))
    offer = draw(st.sampled_from(idle))
    carried = any(world.offer(p).nation == offer.nation for p in certain)
    return world, offer.id if carried else draw(st.sampled_from((offer.id, offer.nation)))


@many
@drawn(asked(monotone=True))
def test_repairs_are_the_smallest_honest_changes(question: tuple[World, str]) -> None:
    check_plain(*question)


@many
@drawn(asked(monotone=False))
def test_so_they_are_where_not_monotone(question: tuple[World, str]) -> None:
    check_plain(*question)


@many
@drawn(asked(monotone=False, matching=1, most=3))
def test_so_they_are_with_matching_pledges(question: tuple[World, str]) -> None:
    check_plain(*question)


@few
@drawn(asked(monotone=True, most=3))
def test_a_smaller_change_with_waivers_is_not_missed(question: tuple[World, str]) -> None:
    check_waivers(*question)


@few
@drawn(asked(monotone=False, most=3))
def test_nor_is_it_where_not_monotone(question: tuple[World, str]) -> None:
    check_waivers(*question)
