"""What every answer can do: JSON by its schema, tables, views."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import jsonschema
import pytest
from tests.examples import pair
from tests.force.marathon.small import made
from tests.questions.test_compare import two

import willing
from willing.questions.answer import Answer, Table
from willing.questions.schema import KINDS, schema_of


def answers(case: willing.Case) -> dict[str, Answer]:
    """One answer of each kind."""
    return {
        "assess": willing.assess(case, assume={"ceasefire": True}),
        "why": willing.why(case, "FR", assume={"ceasefire": True}),
        "unlock": willing.unlock(case, waive=True),
        "changes": willing.changes(case, since=date(2025, 1, 1), until=date(2025, 9, 4)),
        "timeline": willing.timeline(case),
        "requirements": willing.requirements(case),
        "check": willing.check(case),
        "odds": willing.odds(case, reading="likely", target=5000),
        "pivots": willing.pivots(case, target=5000),
        "sustain": willing.sustain(case, strength=64_000),
        "marathon": willing.marathon(made()),
        **plans(case),
    }


def plans(case: willing.Case) -> dict[str, Answer]:
    """Plans of the case's smallest course of action, or where it has none of another case."""
    here = case if case.requirements else two()
    coa = min(here.requirements, key=lambda key: len(here.requirements[key].posts))
    return {
        "plan": willing.plan(here, coa, 6, force="offered", rounds=0),
        "compare": willing.compare(here, [coa], months=6, rounds=0),
        "posts": willing.posts(here, coa),
        "stress": willing.stress(here, coa, months=6, force="offered", rounds=0, replications=20),
    }


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "case"])
@pytest.mark.parametrize("where", ["small", "ukraine-2025"])
def test_the_json_of_an_answer_keeps_to_its_schema(kind: str, where: str) -> None:
    answer = answers(pair() if where == "small" else willing.load(where))[kind]
    jsonschema.validate(json.loads(answer.to_json()), schema_of(kind), cls=jsonschema.Draft202012Validator)


def test_assess_has_the_keys_of_the_contract() -> None:
    found = json.loads(willing.assess(pair()).to_json())
    assert {"case", "as_of", "assume", "target", "strength", "strength_possible", "pledges", "groups"} <= found.keys()
    assert found["strength"].keys() == {"offered", "firm", "together", "contested", "out"}
    assert found["strength_possible"].keys() == {"firm", "together"}
    pledge_keys = {"id", "nation", "capability", "strength", "stage", "status", "possible", "round", "reasons"}
    assert pledge_keys <= found["pledges"][0].keys()
    assert isinstance(found["groups_complete"], bool)
    assert {"firm", "together"} <= found["odds"]["target"].keys()


def test_why_and_check_have_the_keys_of_the_contract() -> None:
    found = json.loads(willing.why(pair(), "GB").to_json())
    assert {"subject", "status", "reasons", "repair"} <= found.keys()
    checked = json.loads(willing.check(pair()).to_json())
    assert {"file", "line", "message"} <= checked["warnings"][0].keys()
    assert checked["errors"] == []


def test_answers_cannot_be_changed() -> None:
    answer = willing.assess(pair())
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.target = 1  # type: ignore[misc]


def test_a_table_prints_lines_up_and_writes_csv() -> None:
    table = Table(("name", "persons"), (("a", 1200), ("bb", None)))
    assert str(table) == "name  persons\na       1,200\nbb    unknown"
    assert table.csv() == "name,persons\na,1200\nbb,\n"
    assert list(table)[1] == {"name": "bb", "persons": None}


def test_a_view_in_a_notebook_escapes_what_others_wrote() -> None:
    table = Table(("<b>",), (("<script>",),))
    assert "<script>" not in table._repr_html_()
    assert willing.assess(pair())._repr_html_().startswith("<p>")


def test_every_key_of_the_case_format_is_described() -> None:
    schema = schema_of("case")
    missing = [
        f"{name}.{key}"
        for name, definition in {"Case": schema, **schema["$defs"]}.items()
        for key, field in definition.get("properties", {}).items()
        if "description" not in field
    ]
    assert missing == []


def test_no_schema_of_something_else() -> None:
    with pytest.raises(willing.AskError, match="no schema of 'odd'"):
        schema_of("odd")
