"""`sustain` on cases small enough to work out by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import case_data, quick

import willing
from willing.case.build import build
from willing.force.norms import terms_of
from willing.force.sustain import level
from willing.questions.schema import schema_of
from willing.questions.sustain import Sustain, Sustained

NORM = {"tour_months": 6, "dwell_ratio": 4, "stretched_ratio": 2}
LAND = {"land": 40_000, "home_floor": 8000, "elsewhere": 2000, "deployable": 1.0, "norm": NORM}
"""A pool of 30,000: 6,000 by the norm, 10,000 stretched."""


def case(*pledges: dict[str, Any], nations: dict[str, Any] | None = None, **head: Any) -> willing.Case:
    """France has a pool of 30,000, Britain one of half that, of Ireland nothing is known; Russia is an actor."""
    return willing.build(
        {
            "case": {"format": 1, "id": "small", "title": "A small case", **head},
            "nations": {
                "FR": {"name": "France", **LAND},
                "GB": {"name": "United Kingdom", **LAND, "deployable": 0.5},
                "IE": {"name": "Ireland", "active": 7500},
                "RU": {"name": "Russia", "role": "actor", "land": 500_000},
                "EU": {"name": "European Union"},
                **(nations or {}),
            },
            "factors": {"ceasefire": {"title": "A ceasefire is in force"}},
            "capabilities": {
                "infantry": {"name": "Infantry"},
                "air": {"name": "Air", "domain": "air"},
                "command": {"name": "Command", "domain": "joint"},
            },
            "pledges": [{"capability": "infantry", **pledge} for pledge in pledges],
        }
    )


def rows(answer: Sustain) -> dict[str, Sustained]:
    return {row.nation: row for row in answer.sustain}


FRENCH = {"id": "fr", "nation": "FR", "strength": 7500}


def test_a_nation_by_hand() -> None:
    (row,) = [row for row in willing.sustain(case(FRENCH)).sustain if row.pledges]
    assert (row.nation, row.name, row.pledges) == ("FR", "France", ("fr",))
    assert (row.pledged, row.firm, row.uncounted, row.apart) == (7500, 7500, 0, 0)
    assert (row.pool, row.norm, row.stretched) == (30_000, 6000, 10_000)
    assert (row.hollow, row.hollow_stretched) == (1500, 0)
    assert (row.broken_month, row.exhausted_month) == (24, None)


@pytest.mark.parametrize(
    ("strength", "hollow", "months"),
    [(6000, (0, 0), (None, None)), (10_000, (4000, 0), (18, None)), (10_001, (4001, 1), (12, 12))],
)
def test_what_is_hollow_and_from_when(
    strength: int, hollow: tuple[int, int], months: tuple[int | None, int | None]
) -> None:
    row = rows(willing.sustain(case({**FRENCH, "strength": strength})))["FR"]
    assert (row.hollow, row.hollow_stretched) == hollow
    assert (row.broken_month, row.exhausted_month) == months


def test_a_pledge_for_a_time_is_judged_by_that_time() -> None:
    brief = rows(willing.sustain(case({**FRENCH, "strength": 15_000, "for_months": 12})))["FR"]
    assert (brief.hollow, brief.broken_month) == (0, None)
    longer = rows(willing.sustain(case({**FRENCH, "strength": 15_000, "for_months": 13})))["FR"]
    assert (longer.hollow, longer.broken_month, longer.exhausted_month) == (9000, 12, 12)


def test_unknown_is_not_zero() -> None:
    answer = willing.sustain(
        case(
            {"id": "ie", "nation": "IE", "strength": 100},
            {"id": "fr", "nation": "FR", "strength": "unknown"},
            {"id": "gb", "nation": "GB", "strength": 4000},
            {"id": "gb-more", "nation": "GB", "strength": "unknown"},
        )
    )
    found = rows(answer)
    irish, french, british = found["IE"], found["FR"], found["GB"]
    assert (irish.pool, irish.norm, irish.stretched, irish.hollow, irish.broken_month) == (None,) * 5
    assert (french.pledged, french.uncounted, french.hollow, french.norm) == (None, 1, None, 6000)
    assert (british.pledged, british.uncounted, british.hollow) == (4000, 1, 1000)
    assert answer.pledging.nations == ("GB", "FR")
    assert answer.pledging.unknown == ("IE",)
    assert answer.pledging.unjudged == 100
    assert "they pledge 4,000 or more, 1,000 of it hollow (the United Kingdom 1,000 above" in answer.headline
    assert "it is not known how large the land forces of Ireland are." in answer.headline


def test_levels_are_added_first_and_rounded_last() -> None:
    tiny = {"land": 7, "home_floor": 0, "elsewhere": 0, "deployable": 1.0, "norm": NORM}
    pledges = [{"id": f"s-{i}", "nation": f"S_{i}", "strength": 1} for i in range(3)]
    answer = willing.sustain(case(*pledges, nations={f"S_{i}": tiny for i in range(3)}))
    assert [row.norm for row in answer.sustain[:3]] == [1, 1, 1]
    assert (answer.pledging.norm, answer.pledging.pool, answer.pledging.stretched) == (4, 21, 7)
    assert answer.pledging.kept == 3


def test_only_land_capabilities_draw_on_land_forces() -> None:
    row = rows(
        willing.sustain(
            case(FRENCH, {"id": "fr-air", "nation": "FR", "capability": "air", "strength": 9000},
                 {"id": "fr-staff", "nation": "FR", "capability": "command", "strength": 9000})
        )
    )["FR"]  # fmt: skip
    assert (row.pledged, row.apart, row.pledges) == (7500, 2, ("fr",))


def test_every_pledge_that_takes_part_counts_and_firm_says_which_stand() -> None:
    waiting = {**FRENCH, "if": "ceasefire"}
    rumoured = {"id": "fr-more", "nation": "FR", "strength": 100, "stage": "rumoured"}
    row = rows(willing.sustain(case(waiting, rumoured)))["FR"]
    assert (row.pledged, row.firm) == (7500, 0)
    row = rows(willing.sustain(case(waiting, rumoured), assume={"ceasefire": True}, stage="rumoured"))["FR"]
    assert (row.pledged, row.firm) == (7600, 7600)


def test_ranges_are_read_as_asked() -> None:
    ranged = case({**FRENCH, "strength": {"low": 5000, "likely": 6000, "high": 8000}})
    pledged = [rows(willing.sustain(ranged, reading=reading))["FR"].hollow for reading in ("low", "likely", "high")]
    assert pledged == [0, 0, 2000]


def test_who_is_listed_and_in_which_order() -> None:
    """Those that pledge first; hosts and actors, and bodies without forces, only if they pledge land forces."""
    answer = willing.sustain(case({**FRENCH, "strength": 1}, {"id": "gb", "nation": "GB", "strength": 2}))
    assert [row.nation for row in answer.sustain] == ["GB", "FR", "IE"]
    assert answer.all.nations == ("GB", "FR")
    assert answer.all.unknown == ("IE",)
    actor = willing.sustain(case({"id": "ru", "nation": "RU", "strength": 2}))
    assert actor.sustain[0].nation == "RU"
    assert "RU" not in actor.all.nations


def test_every_number_is_told_with_where_it_is_from() -> None:
    parts = {part.key: part for part in rows(willing.sustain(case(FRENCH)))["FR"].parts}
    assert parts["land"].value == 40_000
    assert parts["overlap_days"].basis == {"default": "no handover, as none is stated"}
    assert parts["dwell_ratio"].assumption is None


def test_64_000_for_two_years_take_256_000() -> None:
    (found,) = willing.sustain(case(FRENCH), strength=64_000, months=24).rotation
    plain, handover, stretched = found.ways
    assert (plain.tours, plain.used, plain.standing) == (4, 256_000, 320_000)
    assert (plain.tour_months, plain.dwell_ratio, plain.overlap_days) == (6, 4, 0)
    assert (handover.tours, handover.used) == (5, 320_000)
    assert handover.standing == -(-64_000 * 30 // (6 - Fraction(14 * 12, 365)))
    assert (stretched.used, stretched.dwell_ratio) == (256_000, 2)


def test_without_a_strength_the_target_and_every_course_of_action_are_reckoned() -> None:
    answer = willing.sustain(willing.load("ukraine-2025"))
    assert [found.key for found in answer.rotation][:2] == ["target", "protect_sites"]
    assert answer.rotation[0].strength == answer.target == 25_000
    assert willing.sustain(case(FRENCH)).rotation == ()
    assert willing.sustain(case(FRENCH), target=10).rotation[0].strength == 10


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"strength": 0}, "strength 0 is not a whole number of at least 1"),
        ({"strength": 1.5}, "strength 1.5 is not"),
        ({"strength": True}, "strength True is not"),
        ({"months": 0}, "months 0 is not a whole number of at least 1 and at most 1,200"),
        ({"months": 1201}, "at most 1,200"),
        ({"assume": {"ceasfire": True}}, "did you mean 'ceasefire'"),
        ({"stage": "soon"}, "unknown stage"),
        ({"reading": "middle"}, "unknown reading"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(willing.AskError, match=message):
        willing.sustain(case(FRENCH), **asked)


@pytest.mark.parametrize(
    ("pledges", "sentence"),
    [
        ([], "no pledge of land forces takes part, so there is nothing to keep up."),
        ([{"id": "ie", "nation": "IE", "strength": 1}], "nothing can be said: of no nation that pledges land forces"),
        ([{**FRENCH, "strength": "unknown"}], "nobody has put a number on what they pledge."),
        ([{**FRENCH, "strength": 0}], "they pledge nobody."),
        ([{**FRENCH, "strength": 5}], "6,000 by their norms and 10,000 stretched; they pledge 5, none of it hollow."),
        (
            [{**FRENCH, "strength": 5}, {"id": "b", "nation": "FR", "strength": "unknown"}],
            "they pledge 5 or more, as far as is known none of it hollow.",
        ),
    ],
)
def test_the_answer_in_a_sentence(pledges: list[dict[str, Any]], sentence: str) -> None:
    assert sentence in willing.sustain(case(*pledges)).headline


def test_the_target_is_named() -> None:
    assert "stretched, where 25,000 are wanted;" in willing.sustain(case(FRENCH), target=25_000).headline


def test_json_table_and_schema() -> None:
    answer = willing.sustain(case(FRENCH, {"id": "ie", "nation": "IE", "strength": 1}))
    found = json.loads(answer.to_json())
    jsonschema.validate(found, schema_of("sustain"), cls=jsonschema.Draft202012Validator)
    keys = {"nation", "pledged", "pool", "norm", "stretched", "exhausted_month"}
    assert keys <= found["sustain"][0].keys()
    table = list(answer.table())
    assert (table[0]["broken_month"], table[0]["exhausted_month"]) == (24, "never")
    assert (table[1]["hollow"], table[1]["broken_month"]) == (None, None)


def test_the_bundled_case_in_april_2025() -> None:
    """Five to ten thousand each were reported for France and Britain."""
    answer = willing.sustain(willing.load("ukraine-2025"), as_of="2025-04-29", reading="high")
    found = rows(answer)
    british = found["GB"]
    pool = Fraction(75_000 - 25_000 - 4450) * Fraction(6, 10)
    relief = 6 - Fraction(14 * 12, 365)
    assert (british.pledged, british.pool) == (10_000, 27_330)
    assert british.norm == pool * relief // 30
    assert british.stretched == pool * relief // 18
    assert british.exhausted_month == 2 * relief // 1
    assert (found["FR"].exhausted_month, found["FR"].broken_month) == (None, 10)


@given(case_data(), st.sampled_from(["low", "likely", "high"]))
@quick(40)
def test_any_case_can_be_asked(data: dict[str, Any], reading: str) -> None:
    built = build(data)
    answer = willing.sustain(built, reading=reading, stage="rumoured")
    terms = {code: terms_of(nation) for code, nation in built.nations.items()}
    for row in answer.sustain:
        pool = terms[row.nation].pool
        assert (row.pool is None) == (pool is None)
        assert row.norm is None or row.norm <= (row.pool or 0)
        if pool is not None:
            assert row.norm == level(pool, terms[row.nation].norm) // 1
    for whole in (answer.pledging, answer.all):
        apart = [row.norm or 0 for row in answer.sustain if row.nation in whole.nations]
        assert sum(apart) <= whole.norm <= sum(apart) + len(apart)
        assert 0 <= whole.kept <= whole.pledged
