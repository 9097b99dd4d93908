"""Rules that lead nowhere, and names that mean something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.case.small import data, faults, line_of, messages, statement, text, written

from willing.case.build import build

AREAS = {"west": {"name": "The west", "measures": {"inhabitants": 1000}}}
RULE = {"persons": 5, "per": 1000, "of": "inhabitants"}
POST = {"id": "p", "area": "west", "task": "guard", "capability": "infantry", "from": "guard", "months": [0, 9]}


def derived(**sections: Any) -> dict[str, Any]:
    """A case with a post that follows a rule, changed."""
    found = {"areas": AREAS, "rules": {"guard": RULE}, "requirements": {"r": {"posts": [POST]}}}
    return data(**(found | sections))


@pytest.mark.parametrize(
    ("sections", "fault"),
    [
        (
            {"requirements": {"r": {"posts": [POST | {"from": "gard"}]}}},
            "requirement r, post p: unknown rule 'gard': did you mean 'guard'?",
        ),
        (
            {"rules": {}},
            "requirement r, post p: unknown rule 'guard': add it under `rules`, or correct the name",
        ),
        (
            {"rules": {"guard": RULE | {"statements": ["x9"]}}},
            "rule guard, statements: unknown statement 'x9': add it under `statements`, or correct the name",
        ),
        (
            {"rules": {"guard": RULE | {"of": "sites"}}},
            "requirement r, post p: the rule guard counts sites, which west does not have: "
            "add `measures: {sites: ...}` to the area, choose another rule, or write `strength:` instead",
        ),
        (
            {"rules": {"guard": RULE | {"of": "inhabitant"}}},
            "requirement r, post p: the rule guard counts inhabitant, which west does not have: "
            "did you mean 'inhabitants'? Measure and rule must bear one name",
        ),
        (
            {"areas": {"west": {"measures": {"inhabitants": 1000, "force": 3}}}},
            "area west: the measure 'force' is what a rule calls the persons of other posts: choose another name",
        ),
        (
            {"areas": {"west": {"measures": {"inhabitants": 10**14}}}},
            "requirement r, post p: the rule guard asks for more than 100,000,000 persons: "
            "check the rule, and the inhabitants of west",
        ),
        (
            {"capabilities": {"infantry": {"substitutes": {"navy": 0.5}}}},
            "capability infantry, substitutes: unknown capability 'navy': add it under `capabilities`, "
            "or correct the name",
        ),
        (
            {"capabilities": {"infantry": {"needs": {"navy": {"share": 0.5}}}}},
            "capability infantry, needs: unknown capability 'navy': add it under `capabilities`, or correct the name",
        ),
        (
            {"capabilities": {"infantry": {"needs": {"infantry": {"share": 0.5}}}}},
            "capability infantry: it needs itself: leave that out",
        ),
        (
            {"capabilities": {"infantry": {"substitutes": {"infantry": 1.0}}}},
            "capability infantry: it stands in for itself: leave that out",
        ),
        (
            {"requirements": {"r": {"posts": [POST | {"strength": 5}]}}},
            "requirement r, posts 1: it has both a strength and a rule: write either `strength:` or `from:` and a rule",
        ),
        (
            {"requirements": {"r": {"posts": [POST | {"area": "kyiv"}]}}},
            "requirement r, post p: unknown area 'kyiv': add it under `areas`, or correct the name",
        ),
    ],
)
def test_what_is_wrong_is_said_once_with_its_remedy(sections: dict[str, Any], fault: str) -> None:
    (found,) = messages(derived(**sections))
    assert found == fault


def test_a_post_of_neither_kind_is_refused() -> None:
    (found,) = messages(derived(requirements={"r": {"posts": [{k: v for k, v in POST.items() if k != "from"}]}}))
    assert "it has neither a strength nor a rule" in found


def test_an_area_or_a_section_that_is_missing_is_the_only_fault() -> None:
    whole = derived()
    del whole["areas"]
    assert messages(whole) == ["requirement r, post p: unknown area 'west': add it under `areas`, or correct the name"]


@pytest.mark.parametrize(
    "sections",
    [
        {"areas": {"west": {"measures": {"inhabitants": -1}}}},
        {"areas": {"west": {"measures": {"inhabitants": 1.5}}}},
        {"areas": {"west": {"measures": {"inhabitants": 5}, "at": "here"}}},
        {"rules": {"guard": {"persons": -1, "of": "inhabitants"}}},
        {"rules": {"guard": {"persons": 1}}},
        {"rules": {"guard": 7}},
    ],
)
def test_what_is_malformed_is_not_missing_as_well(sections: dict[str, Any]) -> None:
    assert len(messages(derived(**sections))) == 1


def test_faults_name_the_line(tmp_path: Path) -> None:
    areas = "{west: {measures: {supported: 1}}}"
    (reserved,) = faults(written(tmp_path, text(areas=areas)))
    assert reserved.place.line == line_of("areas")
    posts = "{r: {posts: [{id: p, area: west, task: t, capability: infantry, from: g, months: [0, 1]}]}}"
    path = written(tmp_path, text(requirements=posts) + "rules: {g: {persons: 1, of: sites}}\n")
    (missing,) = faults(path)
    assert missing.place.line == line_of("requirements")


def test_support_needs_no_measure() -> None:
    assert build(derived(rules={"guard": RULE | {"of": "supported"}})).rules["guard"].of == "supported"


def test_a_statement_may_speak_of_a_rule() -> None:
    case = build(derived(statements=[statement(about="guard")]))
    assert case.statements[0].subjects == ("guard",)
