"""The bundled case keeps its promises: every number has a source or is a named assumption."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

import willing
from willing.case.base import Basis
from willing.case.pledge import Pledge, Range
from willing.conditions.tree import Nations, Sends, Stands, Sum, leaves

CASE = willing.load("ukraine-2025")
DAYS = ("2025-03-20", "2025-04-10", "2025-04-29", "2025-08-20", "2025-09-04", "2026-01-31")


def test_it_is_as_large_as_promised() -> None:
    assert len({pledge.nation for pledge in CASE.pledges}) >= 32
    assert len(CASE.pledges) >= 60
    assert len(CASE.factors) >= 20
    assert len(CASE.statements) >= 200
    assert len(CASE.requirements) >= 4
    assert Counter(pledge.stage for pledge in CASE.pledges)["refused"] >= 5


def test_the_factors_that_were_reported_are_there() -> None:
    wanted = {"ceasefire", "peace_agreement", "un_mandate", "us_air_power", "us_isr", "us_logistics", "host_consent"}
    wanted |= {"russian_acceptance", "asset_interest", "asset_principal"}
    assert wanted <= CASE.factors.keys()
    assert sum(name.startswith("vote_") for name in CASE.factors) >= 5


def named(basis: Basis | None) -> bool:
    """Whether it says that something is assumed or derived."""
    return basis is not None and bool(basis.assumed or basis.derived)


@pytest.mark.parametrize("pledge", CASE.pledges, ids=lambda pledge: pledge.id)
def test_each_strength_is_what_a_statement_says_or_a_named_assumption(pledge: Pledge) -> None:
    assert pledge.statements, "somebody said so"
    if pledge.span in (None, (0, 0)) or named(pledge.basis.get("strength")):
        return
    said = {end for key in pledge.statements for end in CASE.statement_by_id[key].span or ()}
    strength = pledge.strength
    numbers = {strength.low, strength.likely, strength.high} if isinstance(strength, Range) else {pledge.likely}
    assert numbers <= said


def test_each_probability_and_home_floor_says_where_it_comes_from() -> None:
    for name, factor in CASE.factors.items():
        if factor.probability is not None:
            assert "probability" in factor.basis, name
    for code, nation in CASE.nations.items():
        if nation.home_floor is not None:
            assert named(nation.basis.get("home_floor")), code
        if nation.land is not None:
            assert "land" in nation.basis, code


def test_each_post_of_each_course_of_action_says_where_its_number_comes_from() -> None:
    for requirement in CASE.requirements.values():
        for post in requirement.posts:
            founded = post.basis or post.statements if post.from_ is None else CASE.rules[post.from_].basis
            assert founded, post.id


def test_each_measure_lift_size_and_need_says_where_it_comes_from() -> None:
    for key, entry in (*CASE.areas.items(), *CASE.capabilities.items()):
        keys = ("measures", "lift", "unit_size", "substitutes", "needs")
        assert [name for name in keys if getattr(entry, name, None) and name not in entry.basis] == [], key
    assert [name for name, rule in CASE.rules.items() if "persons" not in rule.basis] == []


def test_each_statement_has_a_graded_source_with_outlet_and_date_or_a_note() -> None:
    for source in CASE.sources.values():
        assert source.publisher
        assert source.date or source.note
        assert source.url or source.note
    assert all(statement.source in CASE.sources for statement in CASE.statements)


def test_the_contradictions_are_kept() -> None:
    sizes = {s.span for s in CASE.statements if "case" in s.subjects and s.unit == "persons"}
    assert {(64_000, 64_000), (25_000, 25_000), (10_000, 30_000)} <= sizes
    nations = {s.span for s in CASE.statements if "case" in s.subjects and s.unit == "nations"}
    assert {(26, 26), (15, 15), (6, 6)} <= nations
    messages = [warning.message for warning in willing.check("ukraine-2025").warnings]
    assert any("statements on case, size, disagree" in message for message in messages)


def test_the_circle_is_in_the_conditions_and_not_hidden_in_factors() -> None:
    american = [p for p in CASE.pledges if p.nation == "US" and p.if_]
    assert any(isinstance(leaf, Sum) and leaf.persons >= 20_000 for p in american for leaf in leaves(p.condition))
    others = [p for p in CASE.pledges if p.nation != "US"]
    assert any(
        isinstance(leaf, Stands) and (leaf.who == "US" or leaf.who.startswith("us-"))
        for p in others
        for leaf in leaves(p.condition)
    )
    assert any(isinstance(leaf, Sum | Sends | Nations) for p in others for leaf in leaves(p.condition))


def test_reported_sizes_are_reproduced_by_the_courses_of_action() -> None:
    found = {course.id: course for course in willing.requirements(CASE).requirements}
    sizes = {key: course.peak for key, course in found.items()}
    assert (sizes["protect_sites"], sizes["ceasefire_monitoring"], sizes["brigade_option"]) == (64_000, 5_000, 10_000)
    assert 25_000 <= sizes["reassurance"] <= 30_000
    assert 15_000 <= sizes["paris_hubs"] <= 30_000
    assert "trainers_west" in sizes
    by_rule = {key: course.by_rule / course.peak for key, course in found.items() if key != "paris_hubs"}
    assert min(by_rule.values()) > 0.75
    assert found["protect_sites"].posts[0].reasoning == "2,952,301 inhabitants × 5 per 1,000 = 14,762"


def test_no_course_of_action_asks_for_what_it_does_not_support() -> None:
    courses = willing.requirements(CASE).requirements
    assert [need for course in courses for need in course.needs if not need.met] == []
    assert all(course.needs for course in courses)


def test_what_a_course_of_action_asks_for_is_of_a_size_and_the_occupied_plant_has_no_post() -> None:
    for course in willing.requirements(CASE).requirements:
        assert [post.id for post in course.posts if CASE.capability(post.capability).unit_size is None] == []
        assert "zaporizhzhia_npp" not in {post.area for post in course.posts}


def test_the_guard_of_the_cities_at_other_rates_is_as_the_note_says() -> None:
    note = CASE.requirements["protect_sites"].note or ""
    cities = [post.area for post in CASE.requirements["protect_sites"].posts if post.from_ == "city_guard"]
    for per_10_000 in (23, 50, 200):
        whole = sum(-(-CASE.areas[city].measures["inhabitants"] * per_10_000 // 10_000) for city in cities)
        assert f"{whole:,}" in note


def test_lift_lets_a_force_in_within_a_few_months() -> None:
    for course in willing.requirements(CASE).requirements:
        for area in {post.area for post in course.posts}:
            lift = CASE.areas[area].lift
            asked = sum(post.persons for post in course.posts if post.area == area)
            assert lift is None or asked <= 3 * lift, (course.id, area)


def test_no_person_is_named() -> None:
    """Offices, not personalities: none of the names the sources use."""
    names = "Starmer|Macron|Trump|Zelensky|Putin|Tusk|Meloni|Merz|Pistorius|Kallas|Lavrov|Hegseth|Sánchez|Schoof|Healey"
    texts = [s.says for s in CASE.statements] + [p.note or "" for p in CASE.pledges]
    texts += [b.assumed or b.derived or b.reported or "" for p in CASE.pledges for b in p.basis.values()]
    assert [text for text in texts if re.search(names, text)] == []


def test_it_is_well_formed_and_every_pledge_has_a_statement() -> None:
    checked = willing.check("ukraine-2025")
    assert checked.errors == ()
    assert [w.message for w in checked.warnings if "no statement" in w.message or "in none of" in w.message] == []
    assert [w.message for w in checked.warnings if "never hold" in w.message or "always holds" in w.message] == []


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("ceasefire", [False, True])
def test_what_stands_is_consistent_on_every_day(day: str, ceasefire: bool) -> None:
    answer = willing.assess(CASE, as_of=date.fromisoformat(day), assume={"ceasefire": True} if ceasefire else {})
    strength = answer.strength
    assert strength.firm + strength.together + strength.contested + strength.out == strength.offered
    assert answer.strength_possible.firm >= strength.firm
    assert answer.strength_possible.together >= strength.firm + strength.together
    assert answer.groups_complete
