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
        assert [post.id for post in requirement.posts if not post.basis and not post.statements] == []


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
    sums = {key: sum(post.strength for post in r.posts) for key, r in CASE.requirements.items()}
    assert sums["protect_sites"] == 64_000
    assert 25_000 <= sums["reassurance"] <= 30_000
    assert {"trainers_west", "ceasefire_monitoring"} <= sums.keys()


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
