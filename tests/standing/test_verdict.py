"""The four verdicts, their persons, and what open factors leave of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import World
from tests.standing.worlds import case_of, given, pledge, read, worlds

from willing.standing.setting import Setting, setting_of
from willing.standing.verdict import STATUSES, Resolution, Status

few = settings(deadline=None, max_examples=60)
many = settings(deadline=None, max_examples=150)


def statuses(setting: Setting) -> dict[str, Status]:
    resolved = Resolution(setting)
    return {line.pledge: resolved.status(line.pledge) for line in setting.lines}


def strengths(setting: Setting) -> dict[Status, int]:
    resolved = Resolution(setting)
    return {status: sum(resolved.parts(line)[status] for line in setting.lines) for status in STATUSES}


# ------------------------------------------------------------------------------------------------------------- golden


def test_each_of_the_four_verdicts() -> None:
    """GB has no condition; FR and DE wait for each other; TR and GR each stand unless the other does.

    PL waits for a factor that is false.
    """
    setting = given(
        pledge("gb", 1),
        pledge("fr", 10, "DE stands"),
        pledge("de", 20, "FR stands"),
        pledge("tr", 100, "not GR stands"),
        pledge("gr", 200, "not TR stands"),
        pledge("pl", 1000, "f"),
        f=False,
    )
    assert statuses(setting) == {
        "gb": "firm",
        "fr": "together",
        "de": "together",
        "tr": "contested",
        "gr": "contested",
        "pl": "out",
    }
    assert strengths(setting) == {"firm": 1, "together": 30, "contested": 300, "out": 1000}
    assert (Resolution(setting).firm_strength, Resolution(setting).together_strength) == (1, 31)


def test_a_match_may_be_firm_in_part_and_together_in_part() -> None:
    """DK offers 700: half of GB's 400 is firm, half of a further 600 follows if FR and DE sign, 200 are out."""
    setting = given(
        pledge("gb", 400),
        pledge("dk", {"match": 0.5, "of": "others", "up_to": 700}),
        pledge("fr", 500, "DE stands"),
        pledge("de", 100, "FR stands"),
    )
    resolved = Resolution(setting)
    assert resolved.status("dk") == "firm"
    assert resolved.parts(setting.by_pledge["dk"]) == {"firm": 200, "together": 300, "contested": 0, "out": 200}


def test_a_match_may_be_contested_in_part() -> None:
    """Of TR (100) and GR (100), each unless the other, none, one or both is all that can be said.

    So DK's half is firm for GB's 20 only, 10, and contested up to half of 220, 110.
    """
    setting = given(
        pledge("gb", 20),
        pledge("tr", 100, "not GR stands"),
        pledge("gr", 100, "not TR stands"),
        pledge("dk", {"match": 0.5, "of": "others", "up_to": 500}),
    )
    assert Resolution(setting).parts(setting.by_pledge["dk"]) == {
        "firm": 10,
        "together": 0,
        "contested": 100,
        "out": 390,
    }


def test_an_open_factor_is_guaranteed_by_nobody_and_possible_for_both_sides() -> None:
    """France asks for f, Germany for not f; each is out as far as is guaranteed, and each could be firm."""
    setting = given(pledge("fr", 1, "f"), pledge("de", 1, "not f"), f=None)
    assert statuses(setting) == {"fr": "out", "de": "out"}
    assert statuses(setting.at_best()) == {"fr": "firm", "de": "firm"}


def test_a_stage_lets_only_pledges_at_it_or_beyond_take_part() -> None:
    """Germany's committed pledge waits for France's declared one, which then no longer counts.

    What is refused or withdrawn never counts, what is only rumoured not unless asked for.
    """
    case = case_of(
        [
            pledge("fr", 1, stage="declared"),
            pledge("de", 1, "FR stands", stage="committed"),
            pledge("gb", 1, stage="deployed"),
            pledge("pl", 1, stage="rumoured"),
            pledge("it", 1, stage="refused"),
            pledge("es", 1, stage="withdrawn"),
        ]
    )
    assert statuses(setting_of(case)) == {"fr": "firm", "de": "firm", "gb": "firm"}
    assert statuses(setting_of(case, stage="committed")) == {"de": "out", "gb": "firm"}
    assert set(statuses(setting_of(case, stage="rumoured"))) == {"fr", "de", "gb", "pl"}


def test_what_is_firm_is_guaranteed_also_where_an_open_factor_could_bring_in_who_must_stay_out() -> None:
    """Turkey comes if f, which is open; Germany comes unless Turkey does.

    If f turns out true Germany is out, so it is not guaranteed; if false it is firm, so that is possible.
    """
    setting = given(pledge("tr", 1000, "f"), pledge("de", 500, "not TR stands"), f=None)
    assert statuses(setting.assuming({"f": True})) == {"tr": "firm", "de": "out"}
    assert statuses(setting.assuming({"f": False})) == {"tr": "out", "de": "firm"}
    assert Resolution(setting).status("de") != "firm"
    assert Resolution(setting.at_best()).status("de") == "firm"


# ------------------------------------------------------------------------------------------------------------ oracles


@many
@drawn(worlds(monotone=False, most=5, weighted=True))
def test_every_verdict_is_the_oracle_s(world: World) -> None:
    certain, conceivable = oracle.well_founded(world)
    joint = oracle.together_by_force(world, certain, conceivable)
    expected = {
        o.id: "firm"
        if o.id in certain
        else "contested"
        if o.id in conceivable
        else "together"
        if o.id in joint
        else "out"
        for o in world.offers
    }
    assert statuses(read(world)) == expected


@few
@drawn(worlds(monotone=False, matching=2, most=5, weighted=True))
def test_so_it_is_with_matching_pledges(world: World) -> None:
    certain, conceivable = oracle.well_founded(world)
    joint = oracle.together_by_force(world, certain, conceivable)
    found = statuses(read(world))
    assert {p for p, status in found.items() if status == "firm"} == set(certain)
    assert {p for p, status in found.items() if status == "contested"} == set(conceivable) - set(certain)
    assert {p for p, status in found.items() if status == "together"} == joint


@many
@drawn(worlds(monotone=False, matching=2, most=5, weighted=True))
def test_the_four_parts_of_a_pledge_are_not_negative_and_add_up_to_what_it_offers(world: World) -> None:
    setting = read(world)
    resolved = Resolution(setting)
    for line in setting.lines:
        parts = resolved.parts(line)
        assert min(parts.values()) >= 0
        assert sum(parts.values()) == world.offer(line.pledge).most
        assert parts["firm"] == resolved.firm.certain.get(line.pledge, 0)
    assert sum(strengths(setting).values()) == sum(offer.most for offer in world.offers)
    assert strengths(setting)["firm"] == resolved.firm_strength


@many
@drawn(worlds(monotone=True, matching=2, weighted=True))
def test_nothing_is_contested_in_a_monotone_world(world: World) -> None:
    setting = read(world)
    assert "contested" not in statuses(setting).values()
    assert strengths(setting)["contested"] == 0
    assert Resolution(setting).together_strength == strengths(setting)["firm"] + strengths(setting)["together"]


@many
@drawn(worlds(monotone=True, matching=2, weighted=True))
def test_with_open_factors_no_verdict_is_better_than_possible(world: World) -> None:
    setting = read(world)
    guaranteed, possible = Resolution(setting), Resolution(setting.at_best())
    assert oracle.within(guaranteed.firm.certain, possible.firm.certain)
    assert guaranteed.firm_strength <= possible.firm_strength
    assert guaranteed.together_strength <= possible.together_strength
    for line in setting.lines:
        assert STATUSES.index(possible.status(line.pledge)) <= STATUSES.index(guaranteed.status(line.pledge))


@many
@drawn(worlds(monotone=False, matching=1, most=5, settled=True, weighted=True))
def test_with_all_factors_decided_guaranteed_and_possible_agree(world: World) -> None:
    setting = read(world)
    assert statuses(setting) == statuses(setting.at_best())
    assert strengths(setting) == strengths(setting.at_best())


@many
@drawn(worlds(monotone=True, matching=1, weighted=True))
def test_every_way_the_open_factors_turn_out_lies_between_guaranteed_and_possible(world: World) -> None:
    setting = read(world)
    guaranteed, possible = Resolution(setting), Resolution(setting.at_best())
    for completed in world.completions():
        there = Resolution(read(completed))
        assert oracle.within(guaranteed.firm.certain, there.firm.certain)
        assert oracle.within(there.firm.certain, possible.firm.certain)
        assert guaranteed.together_strength <= there.together_strength <= possible.together_strength


@many
@drawn(worlds(monotone=False, most=5, weighted=True))
def test_so_it_does_where_conditions_are_non_monotone(world: World) -> None:
    setting = read(world)
    guaranteed, possible = Resolution(setting).firm, Resolution(setting.at_best()).firm
    for completed in world.completions():
        certain, _ = oracle.well_founded(completed)
        assert oracle.within(guaranteed.certain, certain)
        assert oracle.within(certain, possible.certain)


@many
@drawn(worlds(monotone=False, matching=1, most=5, weighted=True))
def test_assuming_a_factor_is_the_same_as_settling_it(world: World) -> None:
    setting = read(world)
    for completed in world.completions():
        assumed = {name: value for name, value in completed.factors.items() if value is not None}
        assert statuses(setting.assuming(assumed)) == statuses(read(completed))


@many
@drawn(worlds(monotone=False, matching=1, most=5, weighted=True))
def test_settling_one_factor_after_the_fact_is_the_same_as_having_it_settled(world: World) -> None:
    resolved = Resolution(read(world))
    for name in world.factors:
        for value in (True, False):
            later, fresh = resolved.settling(name, value), Resolution(read(world.settled({name: value})))
            assert later.firm.certain == fresh.firm.certain
            assert later.firm.conceivable == fresh.firm.conceivable
            assert later.beyond == fresh.beyond


def test_rounds_are_counted_from_the_first_also_once_a_factor_is_settled() -> None:
    resolved = Resolution(given(pledge("fr", 1, "f"), pledge("de", 1), pledge("gb", 1, "DE stands"), f=None))
    assert resolved.settling("f", True).firm.rounds == {"fr": 1, "de": 1, "gb": 2}


@many
@drawn(worlds(monotone=True, matching=1, weighted=True), st.data())
def test_withdrawing_pledges_helps_nobody_in_a_monotone_world(world: World, data: st.DataObject) -> None:
    setting = read(world)
    gone = {line.pledge for line in setting.lines if data.draw(st.booleans())}
    less = Resolution(setting.without(gone))
    assert oracle.within(less.firm.certain, Resolution(setting).firm.certain)
    assert not gone & set(less.firm.certain)
    assert less.together_strength <= Resolution(setting).together_strength


@many
@drawn(worlds(monotone=True, matching=1, weighted=True), st.data())
def test_waiving_clauses_hurts_nobody_in_a_monotone_world(world: World, data: st.DataObject) -> None:
    setting = read(world)
    clauses = [(line.pledge, i) for line in setting.lines for i in range(len(line.clauses))]
    waived = [clause for clause in clauses if data.draw(st.booleans())]
    more = Resolution(setting.waiving(waived))
    assert oracle.within(Resolution(setting).firm.certain, more.firm.certain)
    assert Resolution(setting).together_strength <= more.together_strength


@few
@drawn(worlds(monotone=False, matching=2, most=5, weighted=True))
def test_the_order_of_pledges_in_the_file_decides_no_verdict(world: World) -> None:
    turned = replace(world, offers=tuple(reversed(world.offers)))
    assert statuses(read(world)) == statuses(read(turned))
    assert strengths(read(world)) == strengths(read(turned))
