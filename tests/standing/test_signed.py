"""What was signed stands while its conditions hold among the firm and the signed: by hand, and by force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, combinations

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.standing import oracle
from tests.standing.oracle import State, World
from tests.standing.treaties import Treaty, treaties, under
from tests.standing.worlds import given, pledge, read

from willing.case.signing import Signature
from willing.conditions.english import Names
from willing.standing.groups import signed as brought
from willing.standing.moves import Move, Settle, Sign, after
from willing.standing.repair import repairs
from willing.standing.resolve import Firm, firm, joins, least, tally
from willing.standing.setting import Setting
from willing.standing.verdict import Resolution
from willing.standing.why import first_reasons, reasons

few = settings(deadline=None, max_examples=25)
many = settings(deadline=None, max_examples=80)


def certain(setting: Setting) -> dict[str, int]:
    return dict(firm(setting).certain)


def rounds(setting: Setting) -> dict[str, int]:
    return dict(firm(setting).rounds)


# ------------------------------------------------------------------------------------------------------------- golden

FR, DE, GB, PL = (
    pledge("fr", 4, "DE stands"),
    pledge("de", 3, "FR stands"),
    pledge("gb", 2, "FR stands and DE stands"),
    pledge("pl", 1, "GB stands"),
)


def test_two_that_ask_for_each_other_are_firm_once_signed_and_both_in_the_first_round() -> None:
    setting = given(FR, DE)
    assert certain(setting) == {}
    found = firm(under(setting, "fr", "de"))
    assert (found.certain, found.rounds) == ({"fr": 4, "de": 3}, {"fr": 1, "de": 1})
    assert found.honoured == {"fr", "de"}


def test_where_one_withdraws_the_condition_of_the_other_bites() -> None:
    setting = under(given(FR, DE), "fr", "de")
    for one, other in (("fr", "de"), ("de", "fr")):
        left = Resolution(setting.without([one]))
        assert left.status(other) == "out"
        assert left.firm.certain == {}


def test_a_signature_alone_is_nothing_while_the_other_has_not_signed() -> None:
    """They could still sign together; nobody else could make France stand."""
    here = Resolution(under(given(FR, DE), "fr"))
    assert [here.status(name) for name in ("fr", "de")] == ["together", "together"]
    assert here.groups(5)[0][0].pledges == ("fr", "de")


def test_a_factor_that_turns_takes_the_signatures_with_it() -> None:
    setting = given(pledge("fr", 4, "DE stands and f"), DE, f=True)
    assert certain(under(setting, "fr", "de")) == {"fr": 4, "de": 3}
    for value in (False, None):
        assert certain(under(setting.assuming({"f": value}), "fr", "de")) == {}


def test_those_who_depend_on_signatories_follow_round_by_round() -> None:
    setting = under(given(FR, DE, GB, PL), "fr", "de")
    assert rounds(setting) == {"fr": 1, "de": 1, "gb": 2, "pl": 3}
    assert firm(setting).honoured == {"fr", "de"}
    assert certain(setting.without(["de"])) == {}


def test_signatories_join_in_the_round_after_the_rest_of_their_conditions_holds() -> None:
    """Britain opens, Poland follows; France asks for Poland too, so that it joins with Germany in the third round."""
    setting = given(pledge("gb", 1), pledge("pl", 1, "GB stands"), pledge("fr", 1, "DE stands and PL stands"), DE)
    assert rounds(under(setting, "fr", "de")) == {"gb": 1, "pl": 2, "fr": 3, "de": 3}


def test_the_largest_part_that_still_supports_itself_stays() -> None:
    """Four signed; Italy asks for all of them and for f, Spain for Italy. Without f the first two stay."""
    setting = given(
        FR, DE, pledge("it", 5, "FR stands and ES stands and f"), pledge("es", 6, "IT stands and nations >= 4"), f=True
    )
    signed = under(setting, "fr", "de", "it", "es")
    assert certain(signed) == {"fr": 4, "de": 3, "it": 5, "es": 6}
    assert certain(signed.assuming({"f": False})) == {"fr": 4, "de": 3}
    assert certain(signed.without(["es"])) == {"fr": 4, "de": 3}
    assert certain(signed.without(["fr"])) == {}


def test_one_signing_may_rest_on_another() -> None:
    """France and Germany carry Italy, who did not sign; only with Italy can Spain and Turkey honour theirs."""
    setting = given(
        FR, DE, pledge("it", 1, "FR stands"), pledge("es", 1, "TR stands and IT stands"), pledge("tr", 1, "ES stands")
    )
    assert rounds(under(setting, "fr", "de", "es", "tr")) == {"fr": 1, "de": 1, "it": 2, "es": 3, "tr": 3}
    assert certain(under(setting, "es", "tr")) == {}


def test_a_signature_counts_on_no_one_who_has_not_signed_and_is_not_firm() -> None:
    """Germany would follow France, but nothing binds it to: it can be asked to sign as well."""
    setting = under(given(FR, DE), "fr")
    assert certain(setting) == {}
    assert [(repair.signatures, repair.strength) for repair in repairs(setting, "fr")] == [(("de",), 7)]


def test_persons_count_the_signed() -> None:
    """10 of 4 + 3 + 3; one person more is too many."""
    for asked, stands in ((10, True), (11, False)):
        lines = [pledge(name, n, f"total >= {asked}") for name, n in (("fr", 4), ("de", 3), ("gb", 3))]
        assert bool(certain(under(given(*lines), "fr", "de", "gb"))) is stands


def test_two_that_match_each_other_send_what_the_smaller_offers_once_signed() -> None:
    setting = given(
        pledge("fr", {"match": 1, "of": "others", "up_to": 5}), pledge("de", {"match": 1, "of": "others", "up_to": 3})
    )
    assert certain(setting) == certain(under(setting, "fr")) == {}
    assert certain(under(setting, "fr", "de")) == {"fr": 3, "de": 3}


def test_a_match_grows_by_a_signature_but_not_by_that_of_others() -> None:
    """Each sends half of the rest: built up from Britain's 2, one person each; signed, two each would do as well."""
    half = {"match": 0.5, "of": "others", "up_to": 9}
    setting = given(pledge("gb", 2), pledge("fr", half), pledge("de", half), pledge("pl", 0, "IT stands"))
    assert certain(setting) == certain(under(setting, "pl", "gb")) == {"gb": 2, "fr": 1, "de": 1}
    assert certain(under(setting, "fr", "de")) == {"gb": 2, "fr": 2, "de": 2}


def test_a_signature_that_forbids_somebody_is_honoured_while_nobody_could_come() -> None:
    """Turkey comes if f; France and Germany signed to stay if Turkey is there."""
    setting = under(given(pledge("fr", 4, "DE stands and not TR stands"), DE, pledge("tr", 1, "f"), f=None), "fr", "de")
    assert certain(setting) == {}
    assert certain(setting.assuming({"f": False})) == {"fr": 4, "de": 3}
    assert certain(setting.assuming({"f": True})) == {"tr": 1}
    assert Resolution(setting.at_best()).status("tr") != "out"


def test_signatories_that_make_each_other_fall_are_contested() -> None:
    """Two pairs signed, each only without the other: either could stand, neither is certain."""
    setting = given(
        pledge("fr", 1, "DE stands and not GB stands"), DE, pledge("gb", 1, "PL stands and not FR stands"), PL
    )
    here = Resolution(under(setting, "fr", "de", "gb", "pl"))
    assert here.firm.certain == {}
    assert {here.status(line.pledge) for line in setting.lines} == {"contested"}


def test_why_says_that_it_was_signed_with_whom_and_when() -> None:
    names = Names(nations={"FR": "France", "DE": "Germany"}, pledges={"de": "de (Germany)"})
    when = date(2026, 3, 1)
    signed = {"fr": Signature(when, ("de",)), "de": Signature(when, ("fr",))}
    setting = under(given(FR, DE, GB), "fr", "de")
    first, second = reasons(setting, firm(setting), "fr", names, signed)
    assert (first.kind, first.text) == ("signed", "stands because it was signed with de (Germany) on 2026-03-01")
    assert (second.kind, second.text) == ("holds", "Germany takes part")
    assert [r.kind for r in reasons(setting, firm(setting), "gb", names, signed)] == ["holds", "holds"]
    left = setting.without(["de"])
    *failing, last = first_reasons(left, firm(left), names, signed)["fr"]
    assert [reason.kind for reason in failing] == ["absence"]
    assert last.kind == "unhonoured"
    assert last.text == (
        "was signed with de (Germany) on 2026-03-01; that is not honoured while its condition does not hold"
    )


# ------------------------------------------------------------------------------------------------------------ by force


def borne(world: World, state: State, added: State, feared: State) -> bool:
    """Whether each of those added stands, with what it sends there, beside a state and the others of them."""
    both = oracle.join([state, added])
    sent = {p: oracle.judged(world, world.offer(p), both, feared) for p in added}
    return all(n is not None and n >= added[p] for p, n in sent.items())


def closed(world: World, signed: frozenset[str], state: State, feared: State) -> bool:
    """Whether a state leaves out nothing that the operator gives, nor any set of signed offers that it would bear."""
    if not oracle.within(oracle.operator(world, state, feared), state):
        return False
    own = replace(world, offers=tuple(offer for offer in world.offers if offer.id in signed))
    return all(oracle.within(added, state) or not borne(world, state, added, feared) for added in oracle.states(own))


def least_by_force(world: World, signed: frozenset[str], feared: State) -> dict[str, int]:
    """What all closed states have in common."""
    return oracle.meet(state for state in oracle.states(world) if closed(world, signed, state, feared))


def well_founded(world: World, signed: frozenset[str]) -> tuple[dict[str, int], dict[str, int]]:
    """What is certain and what is conceivable, from least fixpoints by force."""
    now: dict[str, int] = {}
    while True:
        surer = least_by_force(world, signed, least_by_force(oracle.other_way(world), signed, now))
        if surer == now:
            return now, least_by_force(world, signed, now)
        now = surer


def resolved(world: World, signed: frozenset[str]) -> Firm:
    return firm(under(read(world), *signed))


@many
@drawn(treaties())
def test_the_firm_force_is_the_least_that_leaves_out_no_set_of_signatories_that_would_stand(
    found: Treaty,
) -> None:
    world, signed = found
    assert resolved(world, signed).certain == least_by_force(world, signed, {})


@few
@drawn(treaties(matching=True, most=3))
def test_so_it_is_with_matching_pledges(found: Treaty) -> None:
    world, signed = found
    assert resolved(world, signed).certain == least_by_force(world, signed, {})


@few
@drawn(treaties(monotone=False))
def test_where_pledges_can_make_others_fall_it_is_the_well_founded_model_of_that(
    found: Treaty,
) -> None:
    world, signed = found
    here = resolved(world, signed)
    assert (here.certain, here.conceivable) == well_founded(world, signed)


@few
@drawn(treaties(monotone=False, most=3))
def test_what_is_certain_is_in_every_state_that_bears_itself_however_open_factors_turn_out(
    found: Treaty,
) -> None:
    """A state that is the least one where what it lacks is taken to be absent: no such state lacks what is certain."""
    world, signed = found
    here = resolved(world, signed)
    for turned in world.completions():
        for state in oracle.states(turned):
            if least_by_force(turned, signed, state) == state:
                assert oracle.within(here.certain, state)


def subsets(items: frozenset[str]) -> Iterator[frozenset[str]]:
    listed = sorted(items)
    return map(frozenset, chain.from_iterable(combinations(listed, n) for n in range(len(listed) + 1)))


@many
@drawn(treaties(most=5))
def test_rounds_are_those_of_announcing_all_that_can_safely_be_made(found: Treaty) -> None:
    """Each round: whoever has what it asks for, and every set of signatories that would have it with each other."""
    world, signed = found
    state: dict[str, int] = {}
    expected: dict[str, int] = {}
    for number in range(1, len(world.offers) + 2):
        added = oracle.operator(world, state, {})
        for members in subsets(signed):
            amounts = {p: world.offer(p).most for p in members}
            added |= amounts if borne(world, state, amounts, {}) else {}
        state |= added
        for name in state:
            expected.setdefault(name, number)
    assert resolved(world, signed).rounds == expected


@many
@drawn(treaties(monotone=False, matching=True))
def test_every_firm_pledge_has_what_it_asks_for_among_the_firm_ones(found: Treaty) -> None:
    world, signed = found
    setting = under(read(world), *signed)
    here = firm(setting)
    certain, feared = tally(setting, here.certain), tally(setting, here.feared)
    assert {p: joins(setting, setting.by_pledge[p], certain, feared) for p in here.certain} == here.certain
    assert oracle.within(here.certain, here.conceivable)
    assert here.honoured <= {p for p in here.certain if p in signed}
    assert oracle.within(firm(replace(setting, signed=frozenset())).certain, here.certain) or not setting.monotone


@many
@drawn(treaties(matching=True))
def test_what_all_would_sign_together_is_the_same_whoever_has_signed(found: Treaty) -> None:
    world, signed = found
    setting = read(world)
    assert dict(Resolution(under(setting, *signed)).joint) == dict(Resolution(setting).joint)


@many
@drawn(treaties(matching=True))
def test_settling_a_factor_is_the_scenario_in_which_it_is_settled(found: Treaty) -> None:
    world, signed = found
    setting = under(read(world), *signed)
    for name in setting.factors:
        for value in (True, False):
            shortcut, anew = Resolution(setting).settling(name, value), setting.assuming({name: value})
            assert shortcut.certain == firm(anew).certain


@few
@drawn(treaties(monotone=False, most=5))
def test_groups_are_those_beyond_the_firm_and_none_is_of_signatories_only(found: Treaty) -> None:
    world, signed = found
    here = Resolution(under(read(world), *signed))
    groups = {frozenset(group.pledges) for group in here.groups(50)[0]}
    assert groups == oracle.groups_by_force(world, here.firm.certain, here.firm.conceivable)
    assert not any(group <= signed for group in groups)


@many
@drawn(treaties(most=4), st.data())
def test_repairs_are_the_smallest_changes_there_are(found: Treaty, data: st.DataObject) -> None:
    """All changes of at most two things, each tried on the reference; who has signed need not sign again."""
    world, signed = found
    setting = under(read(world), *signed)
    subject = data.draw(st.sampled_from([line.pledge for line in setting.lines]))
    proposed = repairs(setting, subject, limit=99, waivers=False)
    smallest = smallest_by_trial(setting, subject)
    if smallest:
        found_ = {(frozenset(r.factors.items()), frozenset(r.signatures)) for r in proposed}
        assert min(r.size for r in proposed) == min(len(factors) + len(names) for factors, names in smallest)
        assert found_ <= smallest
    else:
        assert all(repair.size > 2 for repair in proposed)


Changed = tuple[frozenset[tuple[str, bool]], frozenset[str]]


def smallest_by_trial(setting: Setting, subject: str) -> set[Changed]:
    moves: list[Move] = [Settle(f, v) for f, now in setting.factors.items() for v in (True, False) if now is not v]
    moves += [Sign(line.pledge) for line in setting.lines if line.pledge not in setting.signed]
    for size in range(3):
        fitting = {
            (
                frozenset((m.factor, m.value) for m in chosen if isinstance(m, Settle)),
                frozenset(m.who for m in chosen if isinstance(m, Sign)),
            )
            for chosen in combinations(moves, size)
            if mends(setting, subject, chosen)
        }
        if fitting:
            return fitting
    return set()


def mends(setting: Setting, subject: str, chosen: tuple[Move, ...]) -> bool:
    changed = after(setting, chosen)
    names = [move.who for move in chosen if isinstance(move, Sign)]
    stood = firm(changed, held=brought(changed, firm(changed).certain, names))
    counted, feared = tally(changed, stood.certain), tally(changed, stood.feared)
    honest = all(joins(changed, changed.by_pledge[name], counted, feared) is not None for name in names)
    return honest and subject in stood.certain


def test_a_held_pledge_helps_signatories_as_if_it_stood() -> None:
    setting = under(given(pledge("fr", 1, "DE stands and GB stands"), DE, pledge("gb", 2, "f"), f=None), "fr", "de")
    assert certain(setting) == {}
    assert least(setting, tally(setting, {}), {"gb": 2})[0] == {"gb": 2, "fr": 1, "de": 3}
