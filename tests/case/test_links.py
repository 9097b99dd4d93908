"""Names that lead nowhere."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from tests.case.small import data, faults, line_of, messages, pledge, statement, text, written

from willing.case.build import build
from willing.case.links import parents
from willing.case.model import Factor
from willing.conditions.parse import RESERVED

UNIT = {"id": "u", "strength": 5, "capability": "navy"}
POST = {"id": "p", "area": "west", "task": "guard", "capability": "infantry", "strength": 5, "months": [0, 9]}


def posts(**keys: Any) -> dict[str, Any]:
    return {"r": {"title": "R", "posts": [POST | keys]}}


@pytest.mark.parametrize(
    ("sections", "fault"),
    [
        ({"pledges": [pledge(nation="DE")]}, "pledge fr-a: unknown nation 'DE'"),
        ({"pledges": [pledge(capability="navy")]}, "pledge fr-a: unknown capability 'navy'"),
        ({"pledges": [pledge(statements=["s9x"])]}, "pledge fr-a, statements: unknown statement 's9x'"),
        ({"pledges": [pledge(caveats={"areas": ["east"]})]}, "pledge fr-a, caveats: unknown area 'east'"),
        ({"pledges": [pledge(units=[UNIT])]}, "pledge fr-a, units: unknown capability 'navy'"),
        ({"pledges": [pledge(if_="truce")]}, "pledge fr-a, if: unknown factor 'truce'"),
        ({"pledges": [pledge(if_="not truce or ceasefire")]}, "pledge fr-a, if: unknown factor 'truce'"),
        ({"pledges": [pledge(if_="DE stands")]}, "pledge fr-a, if: unknown nation 'DE'"),
        ({"pledges": [pledge(if_="xx-9 stands")]}, "pledge fr-a, if: unknown pledge 'xx-9'"),
        ({"pledges": [pledge(if_="DE sends >= 5")]}, "pledge fr-a, if: unknown nation 'DE'"),
        ({"pledges": [pledge(if_="total(FR, DE) >= 5")]}, "pledge fr-a, if: unknown nation 'DE'"),
        ({"pledges": [pledge(if_="others(navy) >= 5")]}, "pledge fr-a, if: unknown capability 'navy'"),
        ({"pledges": [pledge(if_="at least 1 of [FR stands, truce]")]}, "pledge fr-a, if: unknown factor 'truce'"),
        (
            {"pledges": [pledge(strength={"match": 1, "of": "others(DE)", "up_to": 9}, statements=[])]},
            "pledge fr-a, strength: unknown nation 'DE'",
        ),
        (
            {"pledges": [pledge(strength={"match": 1, "of": "others( navy )", "up_to": 9}, statements=[])]},
            "pledge fr-a, strength: unknown capability 'navy'",
        ),
        ({"statements": [statement(source="sun")]}, "statement s1: unknown source 'sun'"),
        ({"statements": [statement(about="xx-9")]}, "statement s1, about: unknown subject 'xx-9'"),
        ({"statements": [statement(about=["fr-a", "DE"])]}, "statement s1, about: unknown subject 'DE'"),
        ({"statements": [statement(contradicts=["x9"])]}, "statement s1, contradicts: unknown statement 'x9'"),
        ({"factors": {"ceasefire": {"title": "C", "statements": ["x9"]}}}, "factor ceasefire, statements: unknown"),
        ({"areas": {"west": {"name": "W", "at": [1, 2], "statements": ["x9"]}}}, "area west, statements: unknown"),
        (
            {"nations": {"FR": {"name": "F", "statements": ["x9"]}, "GB": {"name": "B"}}},
            "nation FR, statements: unknown statement 'x9'",
        ),
        (
            {"factors": {"ceasefire": {"title": "C", "probability": {"given": "truce", "true": 1, "false": 0}}}},
            "factor ceasefire, given: unknown factor 'truce'",
        ),
        (
            {"case": {"format": 1, "id": "x", "title": "X", "target": {"strength": 1, "statements": ["x9"]}}},
            "case, target, statements: unknown statement 'x9'",
        ),
        ({"requirements": posts(area="east")}, "requirement r, post p: unknown area 'east'"),
        ({"requirements": posts(capability="navy")}, "requirement r, post p: unknown capability 'navy'"),
        ({"requirements": posts(statements=["x9"])}, "requirement r, post p, statements: unknown statement 'x9'"),
        (
            {"requirements": {"r": {"title": "R", "posts": [], "statements": ["x9"]}}},
            "requirement r, statements: unknown",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_name_that_leads_nowhere_is_named_with_its_kind(sections: dict[str, Any], fault: str) -> None:
    (found,) = messages(data(**sections))
    assert found.startswith(fault)
    assert found.endswith("or correct the name") or "did you mean" in found


@pytest.mark.parametrize(
    ("sections", "line"),
    [
        ({"pledges": "[{id: a, nation: DE, capability: infantry, strength: 1}]", "statements": "[]"}, "pledges"),
        ({"statements": "[{id: s1, source: sun, on: 2025-01-01, about: case, says: x}]"}, "statements"),
        ({"areas": "{west: {name: W, at: [1, 2], statements: [x9]}}"}, "areas"),
    ],
)
def test_a_dangling_name_is_found_on_its_line(tmp_path: Path, sections: dict[str, str], line: str) -> None:
    (fault,) = faults(written(tmp_path, text(**sections)))
    assert fault.place.line == line_of(line)


@pytest.mark.parametrize(
    ("sections", "meant"),
    [
        ({"pledges": [pledge(if_="ceasefyre")]}, "'ceasefire'"),
        ({"pledges": [pledge(capability="infantery")]}, "'infantry'"),
        ({"pledges": [pledge(caveats={"areas": ["wests"]})]}, "'west'"),
    ],
)
def test_a_misspelt_name_is_named_with_the_one_that_was_meant(sections: dict[str, Any], meant: str) -> None:
    (found,) = messages(data(**sections))
    assert f"did you mean {meant}?" in found


@pytest.mark.parametrize("subject", ["case", "fr-a", "GB", "ceasefire", "infantry", "west", "r"])
def test_a_statement_may_speak_of_every_kind_of_entry(subject: str) -> None:
    case = build(data(statements=[statement(about=subject)], requirements=posts()))
    assert case.statements[0].subjects == (subject,)


def given(name: str) -> dict[str, Any]:
    return {"title": "T", "probability": {"given": name, "true": 1.0, "false": 0.0}}


def test_a_factor_given_itself_is_a_circle() -> None:
    assert messages(data(factors={"ceasefire": given("ceasefire")})) == [
        "factor ceasefire: given in a circle: ceasefire -> ceasefire: break the circle"
    ]


def test_a_long_circle_is_shown_once_where_it_closes() -> None:
    factors = {"a": given("b"), "b": given("c"), "c": given("a"), "d": given("a"), "ceasefire": {"title": "C"}}
    assert messages(data(factors=factors)) == [
        "factor c: given in a circle: a -> b -> c -> a: break the circle",
    ]


def test_a_circle_hidden_in_a_nested_given_is_found() -> None:
    nested = {"given": "b", "true": {"given": "a", "true": 1, "false": 0}, "false": 0.5}
    factors = {"a": {"title": "A", "probability": nested}, "b": {"title": "B"}, "ceasefire": {"title": "C"}}
    assert messages(data(factors=factors)) == ["factor a: given in a circle: a -> a: break the circle"]


def test_factors_that_share_a_parent_are_no_circle() -> None:
    factors = {"a": given("c"), "b": given("c"), "c": {"title": "C", "probability": 0.5}, "ceasefire": given("a")}
    assert len(build(data(factors=factors)).factors) == 4


def test_a_long_chain_of_factors_is_followed_quickly() -> None:
    began = time.perf_counter()
    factors = {f"f{i}": given(f"f{i + 1}") for i in range(1_500)} | {
        "f1500": {"title": "T"},
        "ceasefire": {"title": "C"},
    }
    assert len(build(data(factors=factors)).factors) == 1_502
    assert time.perf_counter() - began < 2


def test_parents_are_every_factor_a_probability_depends_on_once() -> None:
    inner = {"given": "a", "true": 1.0, "false": {"given": "b", "true": 1.0, "false": 0.0}}
    factor = Factor.model_validate({"title": "T", "probability": {"given": "b", "true": inner, "false": 0.5}})
    assert sorted(parents(factor)) == ["a", "b"]
    assert parents(Factor(title="T", probability=0.5)) == ()


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_word_of_the_condition_language_names_no_factor_and_no_capability(word: str) -> None:
    assert f"the factor '{word}' is a word of the condition language: choose another name" in messages(
        data(factors={"ceasefire": {"title": "C"}, word: {"title": "T"}})
    )
    capabilities = {"infantry": {"name": "Infantry"}, word: {"name": "N"}}
    assert f"the capability '{word}' is a word of the condition language: choose another name" in messages(
        data(capabilities=capabilities)
    )


def test_a_word_of_the_condition_language_names_no_pledge() -> None:
    for word in RESERVED:
        messages(data(pledges=[pledge(), pledge(id=word)]))
