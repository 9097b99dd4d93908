"""Explanations: what they say fails does fail, with the right numbers, and they end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from tests.standing import oracle
from tests.standing.oracle import Offer, World
from tests.standing.worlds import given, pledge, read, weighed, worlds

from willing.conditions.english import Names
from willing.conditions.parse import parse
from willing.conditions.tree import And, AtLeast, Factor, Nations, Not, Or, Sends, Stands, Sum
from willing.standing.resolve import firm
from willing.standing.setting import Setting
from willing.standing.why import DEEPEST, MOST_FOLLOWED, Reason, first_reasons, reasons

few = settings(deadline=None, max_examples=60)
many = settings(deadline=None, max_examples=150)


def explained(setting: Setting, name: str) -> tuple[Reason, ...]:
    return reasons(setting, firm(setting), name, Names(weights=frozenset(setting.weights)))


def own_reasons(setting: Setting) -> Mapping[str, tuple[Reason, ...]]:
    return first_reasons(setting, firm(setting), Names())


Sketch = tuple[object, ...]


def sketch(reason: Reason) -> Sketch:
    """A reason without its words."""
    numbers = (reason.needs, reason.has, reason.short)
    shown = () if numbers == (None, None, None) else (numbers,)
    return (reason.kind, reason.subject, *shown, *map(sketch, reason.because))


def sketches(setting: Setting, name: str) -> list[Sketch]:
    return [sketch(reason) for reason in explained(setting, name)]


# ------------------------------------------------------------------------------------------------------------- golden


def test_a_false_and_an_open_factor_are_where_it_ends() -> None:
    setting = given(pledge("fr", 1, "f and not g and h"), f=False, g=None, h=True)
    assert sketches(setting, "fr") == [("factor", "f"), ("factor", "g")]


def test_a_pledge_that_stands_has_each_of_its_clauses_as_a_reason() -> None:
    setting = given(pledge("fr", 1, "f and DE stands and total >= 3"), pledge("de", 2), f=True)
    found = explained(setting, "fr")
    assert [(r.kind, r.subject, r.clause) for r in found] == [
        ("holds", "f", "f"),
        ("holds", "DE", "DE stands"),
        ("holds", None, "total >= 3"),
    ]


def test_a_total_that_is_short_counts_the_pledge_itself() -> None:
    """14,000 stand, 16,300 with Italy's own 2,300, of 20,000: 3,700 are missing, and FR, who waits for f, can help."""
    setting = given(pledge("gb", 14_000), pledge("it", 2300, "total >= 20000"), pledge("fr", 5000, "f"), f=False)
    assert sketches(setting, "it") == [("shortfall", None, (20_000, 16_300, 3700), ("pledge", "fr", ("factor", "f")))]


def test_others_that_are_short_do_not() -> None:
    """Italy's 2,300 and its second pledge's 1,000 do not count among others: 6,000 of 20,000 are missing."""
    setting = given(pledge("gb", 14_000), pledge("it-a", 2300, "others >= 20000"), pledge("it-b", 1000))
    assert sketches(setting, "it-a") == [("shortfall", None, (20_000, 14_000, 6000))]


def test_sends_and_nations_come_with_their_numbers() -> None:
    setting = given(
        pledge("gb-a", 300),
        pledge("gb-b", 400, "f"),
        pledge("fr", 1, "GB sends >= 650 and nations >= 4"),
        f=False,
    )
    assert sketches(setting, "fr") == [
        ("shortfall", "GB", (650, 300, 350), ("pledge", "gb-b", ("factor", "f"))),
        ("shortfall", None, (4, 2, 2)),
    ]


COUNCIL = {"council_votes": {"FR": 4, "DE": 2, "GB": 1}}


def test_a_weight_that_is_short_is_told_in_its_own_word() -> None:
    """4 own votes of 7; Germany's first, then Britain's, are followed: each nation's largest pledge, once."""
    setting = weighed(
        COUNCIL,
        pledge("fr", 9, "total(council_votes) >= 7"),
        pledge("gb-a", 70, "f"),
        pledge("gb-b", 80, "f"),
        pledge("de", 1, "f"),
        pledge("pl", 900, "f"),
        f=False,
    )
    (reason,) = explained(setting, "fr")
    assert reason.text == (
        "needs the council votes of the nations taking part to come to at least 7; "
        "the council votes come to 4, its own nation included: short 3"
    )
    assert (reason.unit, reason.needs, reason.has, reason.short) == ("council_votes", 7, 4, 3)
    assert [below.subject for below in reason.because] == ["de", "gb-b"]


def test_a_nation_that_is_weighed_already_is_not_waited_for() -> None:
    """Germany's second pledge would add no vote, Britain's would."""
    setting = weighed(
        COUNCIL,
        pledge("fr", 9, "others(council_votes, infantry) >= 3"),
        pledge("de-a", 1),
        pledge("de-b", 1, "f"),
        pledge("fr-b", 1, "f"),
        pledge("gb-air", 5, "f", capability="air"),
        pledge("gb", 1, "f"),
        f=False,
    )
    (reason,) = explained(setting, "fr")
    assert reason.text == (
        "needs the council votes of the other nations taking part with infantry to come to at least 3; "
        "the council votes come to 2: short 1"
    )
    assert [below.subject for below in reason.because] == ["gb"]


def test_an_upper_bound_on_a_weight_comes_with_its_numbers_too() -> None:
    setting = weighed({"gdp": {"FR": 4, "DE": 2}}, pledge("fr", 9, "total(gdp) < 5"), pledge("de", 1))
    (reason,) = explained(setting, "fr")
    assert reason.text == (
        "needs the gdp of the nations taking part to come to fewer than 5; "
        "the gdp may come to 6, its own nation included"
    )
    assert (reason.kind, reason.unit, reason.needs, reason.has) == ("excess", "gdp", 5, 6)


def test_every_number_says_what_it_counts() -> None:
    setting = given(pledge("fr", 1, "total >= 9 and nations >= 2 and (f or g) and f"), f=False, g=None)
    assert [reason.unit for reason in explained(setting, "fr")] == ["persons", "nations", "alternatives", None]


def test_an_upper_bound_that_is_passed_comes_with_its_numbers() -> None:
    """100 + the own 50, where fewer than 120 were asked for."""
    setting = given(pledge("gb", 100), pledge("fr", 50, "total < 120"))
    (reason,) = explained(setting, "fr")
    assert (reason.kind, reason.needs, reason.has) == ("excess", 120, 150)


def test_one_who_should_stay_out_is_named() -> None:
    assert sketches(given(pledge("tr"), pledge("de", 1, "not TR stands")), "de") == [("excess", "TR")]


def test_a_nation_is_followed_through_its_pledges_to_a_factor() -> None:
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 1, "gb stands"), pledge("gb", 1, "f"), f=None)
    assert sketches(setting, "fr") == [
        ("pledge", "DE", ("pledge", "de", ("pledge", "gb", ("pledge", "gb", ("factor", "f")))))
    ]


def test_a_nation_without_a_pledge_that_counts_is_absent() -> None:
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 1, stage="refused"))
    assert sketches(setting, "fr") == [("absence", "DE")]


def test_a_match_with_nothing_to_match_says_so_before_all_else() -> None:
    setting = given(pledge("dk", {"match": 1, "of": "others(FR)", "up_to": 9}, "f"), pledge("gb"), f=False)
    assert [kind for kind, *_ in sketches(setting, "dk")] == ["absence", "factor"]


def test_a_circle_of_two_ends_in_a_loop() -> None:
    setting = given(pledge("fr", 1, "DE stands"), pledge("de", 1, "FR stands"))
    assert sketches(setting, "fr") == [
        ("pledge", "DE", ("pledge", "de", ("pledge", "FR", ("loop", "fr")))),
    ]


def test_a_second_mention_refers_back() -> None:
    setting = given(pledge("fr", 1, "DE stands and de stands"), pledge("de", 1, "f"), f=False)
    assert sketches(setting, "fr") == [
        ("pledge", "DE", ("pledge", "de", ("factor", "f"))),
        ("pledge", "de", ("above", "de")),
    ]


def test_alternatives_say_how_many_are_needed_and_how_many_hold() -> None:
    setting = given(pledge("fr", 1, "(f or g) and at least 3 of [f, g, h, k]"), f=False, g=None, h=True, k=True)
    assert sketches(setting, "fr") == [
        ("choice", None, (1, 0, 1), ("factor", "f"), ("factor", "g")),
        ("choice", None, (3, 2, 1), ("factor", "f"), ("factor", "g")),
    ]


def test_more_alternatives_asked_for_than_there_are_is_said_with_the_author_s_numbers() -> None:
    setting = given(pledge("fr", 1, "at least 3 of [f, g]"), f=True, g=False)
    (reason,) = explained(setting, "fr")
    assert (reason.kind, reason.needs, reason.has, reason.short) == ("choice", 3, 1, 2)
    assert reason.clause == "at least 3 of [f, g]"


def test_not_followed_it_stays_with_the_pledge_s_own_clauses() -> None:
    setting = given(pledge("fr", 1, "DE stands and total >= 9"), pledge("de", 1, "FR stands"))
    assert [sketch(reason) for reason in own_reasons(setting)["fr"]] == [
        ("pledge", "DE"),
        ("shortfall", None, (9, 1, 8)),
    ]


def test_of_those_who_could_fill_a_shortfall_the_largest_are_followed() -> None:
    idle = [pledge(f"{nation}-x", size, "f") for size, nation in enumerate(("de", "gb", "pl", "it", "es", "tr"), 1)]
    (reason,) = explained(given(pledge("fr", 1, "total >= 100"), *idle, f=False), "fr")
    assert [r.subject for r in reason.because] == ["tr-x", "es-x", "it-x", "pl-x"]


def test_a_shortfall_of_nations_is_not_followed_to_the_asking_nation_s_own_pledges() -> None:
    """France is counted through the pledge that asks; its other pledge could not add a nation, Germany's could."""
    setting = given(pledge("fr-a", 1, "nations >= 2"), pledge("fr-b", 9, "f"), pledge("de", 5, "f"), f=False)
    (reason,) = explained(setting, "fr-a")
    assert [r.subject for r in reason.because] == ["de"]


def test_a_shortfall_of_persons_is_not_followed_to_a_pledge_that_counts_as_none() -> None:
    """Germany's strength is unknown and counts as none in every sum: its standing would change nothing."""
    setting = given(pledge("fr", 1, "others >= 2"), pledge("de", "unknown", "f"), pledge("gb", 5, "f"), f=False)
    (reason,) = explained(setting, "fr")
    assert [r.subject for r in reason.because] == ["gb"]


def test_a_long_row_of_pledges_is_followed_some_way_and_then_left_to_another_question() -> None:
    steps = [pledge(f"fr-{n}", 1, f"fr-{n + 1} stands") for n in range(400)]
    (reason,) = explained(given(*steps, pledge("fr-400", 1, "f"), f=False), "fr-0")
    row = []
    while reason.because:
        row.append(reason)
        (reason,) = reason.because
    assert reason.kind == "further"
    assert reason.subject == f"fr-{DEEPEST + 1}"


# ------------------------------------------------------------------------------------------------------------ oracles


def stated(world: World, owner: Offer, found: tuple[Reason, ...]) -> Iterator[tuple[Offer, Reason]]:
    """Every reason below, with the pledge whose condition it speaks of."""
    for reason in found:
        yield owner, reason
        below = (
            world.offer(reason.subject) if not reason.clause and reason.kind == "pledge" and reason.subject else owner
        )
        yield from stated(world, below, reason.because)


@many
@drawn(worlds(monotone=False, matching=1, weighted=True))
def test_every_clause_named_fails_or_holds_as_it_says(world: World) -> None:
    setting = read(world)
    certain, feared = oracle.feared(world)
    for offer in world.offers:
        for owner, reason in stated(world, offer, explained(setting, offer.id)):
            if reason.clause:
                held, _ = oracle.bounds(world, parse(reason.clause), owner, certain, feared)
                assert held is (reason.kind == "holds")


@many
@drawn(worlds(monotone=False, matching=1, weighted=True))
def test_every_kind_and_number_is_right(world: World) -> None:
    setting = read(world)
    certain, feared = oracle.feared(world)
    for offer in world.offers:
        for owner, reason in stated(world, offer, explained(setting, offer.id)):
            check(world, owner, reason, certain, feared)


def check(world: World, owner: Offer, reason: Reason, certain: oracle.State, feared: oracle.State) -> None:
    """Whether one reason is true of the pledge whose condition it speaks of."""
    part = parse(reason.clause) if reason.clause else None
    match reason.kind, part:
        case "holds", _:
            assert owner.id in certain
        case "factor", Factor(name=who) | Not(item=Factor(name=who)):
            assert (reason.subject, reason.because) == (who, ())
        case "absence", None:
            assert owner.rate is not None
            assert oracle.would_send(world, owner, certain) == 0
        case (("absence" | "pledge" | "excess"), Stands(who=who) | Not(item=Stands(who=who))):
            assert reason.subject == who
            check_who(world, reason, who)
        case (("pledge" | "loop" | "above"), None):
            assert reason.subject not in certain
        case (("shortfall" | "excess"), (Sends() | Sum() | Nations()) as number):
            check_number(world, owner, reason, number, certain, feared)
        case "choice", Nations(comparison="<", count=0):
            assert (reason.because, reason.short) == ((), 1)  # how a part that nothing could fulfil is written
        case "choice", (Or() | AtLeast()) as several:
            held = sum(oracle.bounds(world, item, owner, certain, feared)[0] for item in several.items)
            needs = several.count if isinstance(several, AtLeast) else 1
            assert (reason.needs, reason.has, reason.short) == (needs, held, needs - held)
            assert needs > held
        case _:
            pytest.fail(f"no such reason: {reason}")


def check_who(world: World, reason: Reason, who: str) -> None:
    """A nation or pledge waited for: absent if it has no pledge, else followed through its largest ones."""
    there = [offer for offer in world.offers if who in (offer.id, offer.nation)]
    assert (reason.kind == "absence") is (not there)
    if reason.kind == "pledge":
        followed = [world.offer(below.subject or "") for below in reason.because]
        assert set(followed) <= set(there)
        assert [-offer.most for offer in followed] == sorted(-offer.most for offer in there)[:MOST_FOLLOWED]


def check_number(
    world: World,
    owner: Offer,
    reason: Reason,
    number: Sends | Sum | Nations,
    certain: oracle.State,
    feared: oracle.State,
) -> None:
    """A comparison that fails: too few of the certain, or too many of those feared."""
    assert reason.needs == oracle.asked(number)
    if number.comparison == ">=":
        assert reason.kind == "shortfall"
        assert reason.has == oracle.measure(world, number, owner, certain)
        assert reason.short == reason.needs - reason.has > 0
    else:
        assert reason.kind == "excess"
        assert reason.has == oracle.measure(world, number, owner, feared)
        assert reason.needs <= reason.has


@many
@drawn(worlds(monotone=False, matching=1, weighted=True))
def test_a_firm_pledge_has_all_its_clauses_and_another_every_failing_one(world: World) -> None:
    setting = read(world)
    certain, feared = oracle.feared(world)
    for offer in world.offers:
        found = own_reasons(setting)[offer.id]
        clauses = oracle.clauses(offer.condition)
        if offer.id in certain:
            assert [reason.kind for reason in found] == ["holds"] * len(clauses)
            continue
        assert found
        failing = [c for c in clauses if not oracle.bounds(world, c, offer, certain, feared)[0]]
        said = [parse(reason.clause) for reason in found if reason.clause]
        assert len(said) >= len(failing)
        if said:
            stated_ = And(tuple(said))
            assert bool(failing) is not oracle.bounds(world, stated_, offer, certain, feared)[0]


@many
@drawn(worlds(monotone=False, matching=1, weighted=True))
def test_each_pledge_is_explained_once_and_a_loop_or_reference_leads_to_an_explanation(world: World) -> None:
    setting = read(world)
    for offer in world.offers:
        every = [reason for _, reason in stated(world, offer, explained(setting, offer.id))]
        opened = [reason.subject for reason in every if reason.kind == "pledge" and not reason.clause]
        assert len(opened) == len(set(opened))
        assert offer.id not in opened
        assert {r.subject for r in every if r.kind in ("loop", "above")} <= {offer.id, *opened}


@many
@drawn(worlds(monotone=False, matching=1, weighted=True))
def test_a_loop_closes_among_the_pledges_that_led_to_it_and_a_reference_does_not(world: World) -> None:
    setting = read(world)

    def walk(found: tuple[Reason, ...], way: tuple[str, ...]) -> None:
        for reason in found:
            if reason.kind == "loop":
                assert reason.subject in way
            if reason.kind == "above":
                assert reason.subject not in way
            opens = reason.kind == "pledge" and not reason.clause and reason.subject is not None
            walk(reason.because, (*way, str(reason.subject)) if opens else way)

    for offer in world.offers:
        walk(explained(setting, offer.id), (offer.id,))


@many
@drawn(worlds(monotone=False, weighted=True))
def test_every_pledge_followed_from_a_shortfall_would_lessen_it(world: World) -> None:
    setting = read(world)
    certain, _ = oracle.well_founded(world)
    for offer in world.offers:
        for owner, reason in stated(world, offer, explained(setting, offer.id)):
            if reason.kind != "shortfall":
                continue
            number = parse(reason.clause)
            assert isinstance(number, Sends | Sum | Nations)
            for below in reason.because:
                assert below.subject is not None
                joined = {**certain, below.subject: world.offer(below.subject).most}
                assert oracle.measure(world, number, owner, joined) > (reason.has or 0)
