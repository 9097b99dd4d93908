"""What would have to happen for the target to be reached."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tests.examples import case, data, pair

import willing
from willing.questions.schema import schema_of
from willing.questions.unlock import LIMIT, Unlock
from willing.questions.ways import Round, Waived

UKRAINE = willing.load("ukraine-2025")
DAYS = ("2025-04-29", "2025-08-20", "2025-09-04", "2026-01-31")


def options() -> willing.Case:
    """GB 600 if a; FR 500 if b; DE 400 if c, whose odds hang on a. Nobody says how likely b is."""
    written = data(
        {"id": "gb", "nation": "GB", "strength": 600, "if": "a"},
        {"id": "fr", "nation": "FR", "strength": 500, "if": "b and GB stands"},
        {"id": "de", "nation": "DE", "strength": 400, "if": "c"},
        {"id": "it", "nation": "IT", "strength": "unknown", "if": "GB stands"},
        target=1000,
    )
    written["factors"] = {
        "a": {"title": "Peace holds", "probability": 0.5},
        "b": {"title": "Votes pass"},
        "c": {"title": "Money flows", "probability": {"given": "a", "true": 0.8, "false": 0.1}},
        "d": {"title": "Nobody asks about d", "probability": 0.1},
    }
    return willing.build(written)


def test_each_set_says_what_it_yields() -> None:
    """Both need GB's 600. With DE: 1,000, both true with 0.5 x 0.8. With FR: 1,100, how likely nobody can say."""
    answer = willing.unlock(options())
    assert (answer.reachable, answer.total, answer.complete, answer.largest, answer.proof) == (
        True,
        2,
        True,
        None,
        None,
    )
    first, second = answer.sets
    assert dict(first.factors) == {"a": True, "c": True}
    assert (first.strength, first.together) == (1000, 1000)
    assert first.probability == pytest.approx(0.4)
    assert first.steps == ("Peace holds", "Money flows")
    assert first.rounds == (Round(1, ("gb", "de"), ("GB", "DE"), 1000), Round(2, ("it",), ("IT",), 0))
    assert dict(second.factors) == {"a": True, "b": True}
    assert (second.strength, second.probability) == (1100, None)
    assert answer.sentence == (
        "With nothing assumed, 0 of 1,000 stand firm; at least 1,000 stand if Peace holds; and Money flows "
        "(40.0 % likely); 1 other minimal set does it too."
    )


def test_what_is_settled_or_assumed_is_given() -> None:
    answer = willing.unlock(options(), assume={"a": True})
    assert [dict(way.factors) for way in answer.sets] == [{"c": True}, {"b": True}]
    assert answer.sets[0].probability == pytest.approx(0.8)
    assert answer.sets[0].rounds == (Round(1, ("de",), ("DE",), 400),)
    closed = willing.unlock(options(), assume={"a": False})
    assert not closed.reachable
    assert closed.proof == (
        "With every open question answered as each pledge asks, at most 400 of the 1,500 offered stand firm: 600 short."
    )


def test_a_target_that_is_reached_needs_nothing() -> None:
    for answer in (willing.unlock(options(), target=0), willing.unlock(options(), assume={"a": True}, target=600)):
        (way,) = answer.sets
        assert (way.factors, way.steps, way.probability, way.rounds) == ({}, (), 1.0, ())
        assert answer.reachable
        assert answer.complete
        assert answer.sentence.endswith("the target is reached as things are.")


def test_out_of_reach_it_says_how_far_and_by_which_set() -> None:
    answer = willing.unlock(options(), target=2000)
    assert (answer.reachable, answer.sets, answer.total) == (False, (), 0)
    assert answer.largest is not None
    assert dict(answer.largest.factors) == {"a": True, "b": True, "c": True}
    assert answer.largest.strength == 1500
    assert answer.proof == (
        "With every open question answered as each pledge asks, no more than the 1,500 offered stand firm: 500 short."
    )
    waiving = willing.unlock(options(), target=2000, waive=True)
    assert "and every condition waived" in (waiving.proof or "")
    signing = willing.unlock(options(), target=2000, signatures=True)
    assert signing.proof == (
        "Even if every nation signs, whatever it asked for, no more than the 1,500 offered stand firm: 500 short."
    )
    assert signing.largest is not None
    assert signing.largest.signatures == ("DE", "FR", "GB")


def test_what_asks_for_opposites_is_told_from_what_is_too_little() -> None:
    both = case(
        {"id": "gb", "nation": "GB", "strength": 600, "if": "a"},
        {"id": "fr", "nation": "FR", "strength": 500, "if": "not a"},
        factors=("a",),
        target=1000,
    )
    answer = willing.unlock(both)
    assert answer.proof == "Pledges ask for opposites, so that at most 600 can stand firm: 400 short."
    assert answer.largest is not None
    assert dict(answer.largest.factors) == {"a": True}
    rule = willing.unlock(both, target="GB stands and FR stands")
    assert rule.proof == "Pledges, or the rule, ask for opposites: nothing meets all of it."
    absent = willing.unlock(both, target="nations >= 3")
    assert "the rule does not hold that at least 3 nations take part" in (absent.proof or "")
    assert willing.unlock(both, target="not FR stands").sets[0].factors == {"a": True}


def test_those_who_wait_for_each_other_are_said_to_be_able_to_sign() -> None:
    """France and Britain stand only together: no factor brings 9,000 about, 9,900 would stand signed together."""
    answer = willing.unlock(pair())
    assert "at most 100 of the 9,900 offered stand firm (9,900 if all who wait for each other" in answer.sentence
    signed = willing.unlock(pair(), assume={"ceasefire": True}, target=9000, signatures=True)
    assert [way.signatures for way in signed.sets] == [("FR",), ("GB",)]
    assert [step.pledges for step in signed.sets[0].rounds] == [("fr",), ("gb",), ("dk",)]
    assert signed.sets[0].strength == 9900
    assert signed.sentence.endswith("if Nation FR signs first; 1 other set of as few nations does it too.")


def test_waivers_name_the_pledge_the_nation_and_the_clause() -> None:
    answer = willing.unlock(pair(), target=9000, assume={"ceasefire": True}, waive=True)
    assert {way.waived for way in answer.sets} == {
        (Waived("fr", "FR", "GB sends >= 4000"),),
        (Waived("gb", "GB", "FR stands"),),
    }
    assert answer.sets[0].steps == ("Nation FR no longer asked that Nation GB sends at least 4,000",)
    assert answer.sets[0].probability == 1.0


def test_fewest_come_first_then_those_that_persuade_nobody_then_the_likeliest() -> None:
    answer = willing.unlock(options(), waive=True)
    sizes = [(len(way.factors) + len(way.waived), len(way.waived)) for way in answer.sets]
    assert sizes == sorted(sizes)
    assert dict(answer.sets[0].factors) == {"a": True, "c": True}
    likely = [way.probability or 0 for way in answer.sets if len(way.waived) == 1]
    assert likely == sorted(likely, reverse=True)


def test_a_pledge_that_falls_is_said_to_fall() -> None:
    """FR's 100 leave if GB's 600 come, which nobody but GB itself can bring about."""
    answer = willing.unlock(
        case(
            {"id": "gb", "nation": "GB", "strength": 600, "if": "total >= 5000"},
            {"id": "fr", "nation": "FR", "strength": 100, "if": "not GB stands"},
        ),
        target=600,
        signatures=True,
    )
    assert (answer.firm, answer.monotone) == (100, False)
    assert (answer.sets[0].signatures, answer.sets[0].strength, answer.sets[0].loses) == (("GB",), 600, ("fr",))


def test_the_list_is_cut_where_one_asks_and_says_so() -> None:
    answer = willing.unlock(options(), limit=1)
    assert (len(answer.sets), answer.total, answer.complete) == (1, 2, False)
    assert dict(answer.sets[0].factors) == {"a": True, "c": True}


def test_there_may_be_very_many() -> None:
    """Any ten of 20 factors: the first are listed, all are counted."""
    many = case(
        *({"id": f"p{i}", "nation": f"N{i}", "strength": 100, "if": f"f{i}"} for i in range(20)),
        factors=tuple(f"f{i}" for i in range(20)),
        target=1000,
    )
    answer = willing.unlock(many)
    assert (len(answer.sets), answer.total, answer.complete) == (LIMIT, 184_756, False)
    assert all(way.strength == 1000 and way.probability is None for way in answer.sets)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"waive": True, "signatures": True}, "leave out `waive` or `signatures`"),
        ({"limit": 0}, "write at least 1"),
        ({"limit": True}, "write at least 1"),
        ({"target": "nations"}, "nor a rule"),
        ({"assume": {"z": True}}, "unknown factor 'z'"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(willing.AskError, match=told):
        willing.unlock(options(), **asked)


def test_without_a_target_there_is_nothing_to_reach() -> None:
    with pytest.raises(willing.AskError, match="--target 25000"):
        willing.unlock(case({"id": "gb", "nation": "GB", "strength": 1}))


# -------------------------------------------------------------------------------------------------- the bundled case


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("target", [5000, 10_000, 14_000])
@pytest.mark.parametrize("stage", ["declared", "indicated"])
def test_each_set_reaches_the_target_and_nothing_in_it_can_be_left_out(day: str, target: int, stage: str) -> None:
    answer = willing.unlock(UKRAINE, as_of=day, target=target, stage=stage, reading="high")
    for way in answer.sets:

        def firm(factors: dict[str, bool]) -> int:
            return willing.assess(UKRAINE, as_of=day, assume=factors, stage=stage, reading="high").strength.firm

        whole = willing.assess(UKRAINE, as_of=day, assume=way.factors, stage=stage, reading="high").strength
        assert (whole.firm, whole.firm + whole.together) == (way.strength, way.together)
        assert way.strength >= target
        for name in way.factors:
            assert firm({key: value for key, value in way.factors.items() if key != name}) < target


@pytest.mark.parametrize("day", DAYS)
def test_no_open_question_brings_25000(day: str) -> None:
    """What was offered with a number never came to that."""
    answer = willing.unlock(UKRAINE, as_of=day)
    assert (answer.reachable, answer.target) == (False, 25_000)
    assert answer.largest is not None
    settled = willing.assess(UKRAINE, as_of=day, assume=answer.largest.factors).strength
    assert settled.firm == answer.largest.strength < 25_000


def test_in_august_2025_both_an_agreement_and_american_air_power_bring_15000() -> None:
    answer = willing.unlock(UKRAINE, as_of="2025-08-20", target=14_000)
    (way,) = answer.sets
    assert dict(way.factors) == {"peace_agreement": True, "us_air_power": True}
    assert way.strength == 15_000
    assert way.probability == pytest.approx((0.4 * 0.4 + 0.6 * 0.05) * 0.5)
    assert set(answer.assumed) == {"peace_agreement", "us_air_power"}


def test_in_september_2025_the_circle_opens_where_the_united_states_go_first() -> None:
    assume = {"ceasefire": True, "peace_agreement": True, "us_air_power": True}
    answer = willing.unlock(UKRAINE, as_of="2025-09-04", assume=assume, reading="high", target=20_000, signatures=True)
    (way,) = answer.sets
    assert (way.signatures, way.strength) == (("US",), 20_000)
    assert way.rounds[1].nations == ("FR", "GB")


@pytest.mark.parametrize("asked", [{}, {"waive": True}, {"signatures": True}, {"target": "nations >= 12"}])
def test_its_json_keeps_to_the_schema_and_has_the_keys_of_the_contract(asked: dict[str, Any]) -> None:
    answers: list[Unlock] = [willing.unlock(UKRAINE, as_of=day, **({"target": 10_000} | asked)) for day in DAYS]
    for answer in answers:
        found = json.loads(answer.to_json())
        jsonschema.validate(found, schema_of("unlock"), cls=jsonschema.Draft202012Validator)
        assert {"case", "as_of", "assume", "stage", "reading", "target", "rule"} <= found.keys()
        assert {"reachable", "largest", "proof", "sets", "complete", "sentence"} <= found.keys()
        for way in found["sets"]:
            keys = {"factors", "waived", "signatures", "strength", "together", "probability", "steps"}
            assert keys <= way.keys()
        assert len(answer.table()) == len(answer.sets)


def test_every_key_of_a_set_is_described() -> None:
    schema = schema_of("unlock")["$defs"]
    assert [
        key
        for name in ("Way", "Round")
        for key, field in schema[name]["properties"].items()
        if "description" not in field
    ] == []
