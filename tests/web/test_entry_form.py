"""Forms made of the case format: nothing is lost between an entry, its form and the entry again."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.sites import CASE

import willing
from willing.case.build import build
from willing.case.model import Case
from willing.case.pledge import LADDER
from willing.conference.convening import STATED
from willing.conference.record import plain_entry
from willing.errors import CaseError
from willing.web import entry_form
from willing.web.entry_form import Typed


def _entries(case: Case, section: str) -> list[tuple[str, dict[str, Any]]]:
    if section == "case":
        return [("case", plain_entry(case.head))]
    entries = getattr(case, section)
    if section == "statements":
        return [(entry.id, plain_entry(entry)) for entry in entries]
    return [(key, plain_entry(entry)) for key, entry in entries.items()]


def _read(section: str, key: str, entry: dict[str, Any], **typed: str) -> Typed:
    model = entry_form.model_of(section)
    words = entry_form.shown(model, entry) | typed
    kept = {name: value for name, value in entry.items() if name in entry_form.KEPT.get(model, ())}
    return entry_form.read(model, words, kept)


@pytest.mark.parametrize("section", STATED)
def test_every_entry_of_a_large_case_survives_its_form(section: str) -> None:
    case = willing.load("ukraine-2025")
    entries = _entries(case, section)
    assert entries
    for key, entry in entries:
        read = _read(section, key, entry)
        assert not read.faults
        plain = read.entry.plain()
        model = type(case.head) if section == "case" else type(_object(case, section, key))
        assert plain_entry(model.model_validate(plain)) == entry
    key, entry = entries[-1]
    assert entry_form.checked(case, section, key, _read(section, key, entry)) == entry


def _object(case: Case, section: str, key: str) -> Any:
    return case.statement_by_id[key] if section == "statements" else getattr(case, section)[key]


def test_fields_come_with_their_kind_and_their_documentation() -> None:
    nation = {one.name: one for one in entry_form.inputs("Nation")}
    assert nation["active"].kind == "number"
    assert nation["active"].hint == "Active military personnel, persons."
    assert nation["norm.tour_months"].kind == "number"
    assert nation["note"].kind == "area"
    assert nation["basis"].aside
    source = {one.name: one for one in entry_form.inputs("Source")}
    assert source["reliability"].default == "F"
    assert entry_form.shown("Source", {})["reliability"] == "F"
    statement = {one.name: one for one in entry_form.inputs("Statement")}
    assert statement["says"].required
    assert "id" not in statement
    assert LADDER


@pytest.mark.parametrize(
    ("section", "key", "typed", "field"),
    [
        ("nations", "FR", {"active": "many"}, "active"),
        ("nations", "FR", {"active": "-1"}, "active"),
        ("nations", "FR", {"norm.tour_months": "0", "norm.dwell_ratio": "2"}, "norm.tour_months"),
        ("nations", "FR", {"weights": "{votes: x}"}, "weights"),
        ("nations", "FR", {"weights": "votes: 1\nseats: ["}, "weights"),
        ("nations", "FR", {"statements": "nobody"}, "statements"),
        ("nations", "fr", {}, "key"),
        ("factors", "ceasefire", {"value": "true"}, "probability"),
        ("areas", "west", {"at": "[91, 0]"}, "at"),
        ("capabilities", "infantry", {"needs": "{medical: {share: 2}}"}, "needs"),
        ("statements", "s1", {"on": "tomorrow"}, "on"),
        ("statements", "s1", {"says": ""}, "says"),
        ("statements", "s1", {"source": "gazette"}, "source"),
        ("case", "case", {"title": ""}, "title"),
        ("case", "case", {"target.strength": "lots"}, "target.strength"),
        ("case", "case", {"target.when": "total >="}, "target.when"),
    ],
)
def test_a_fault_is_said_at_the_field_it_was_made_in(section: str, key: str, typed: dict[str, str], field: str) -> None:
    case = build(CASE)
    entry = dict(_entries(case, section)).get(key, {})
    with pytest.raises(CaseError) as caught:
        entry_form.checked(case, section, key, _read(section, key, entry, **typed))
    words = entry_form.inputs(entry_form.model_of(section))
    errors = entry_form.errors_of(caught.value, "", [entry_form.KEY, *(one.name for one in words)])
    assert list(errors) == [field]


def test_all_faults_come_at_once_and_a_later_line_is_named() -> None:
    case = build(CASE)
    read = _read("nations", "FR", {}, active="x", land="y", weights="votes: 1\nvotes: 2")
    with pytest.raises(CaseError) as caught:
        entry_form.checked(case, "nations", "FR", read)
    errors = entry_form.errors_of(caught.value, "nation FR", ["active", "land", "weights"])
    assert set(errors) == {"active", "land", "weights"}
    assert errors["active"].startswith("Active: found 'x'")
    assert errors["weights"].startswith("Line 2: ")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10,000", "10000"),
        ("10 000", "10000"),
        ("10\u202f000", "10000"),
        ("0.5", "0.5"),
        ("1e3", "1e3"),
        ("x,1", "x,1"),
    ],
)
def test_thousands_may_be_separated(text: str, number: str) -> None:
    assert entry_form.number(text) == number


@pytest.mark.parametrize("value", ["NO", "1e5", "0o17", "yes", "", "a: b", "# x", "2025-01-01", "null", "é\u2028x"])
def test_text_in_a_nested_part_is_read_back_as_text(value: str) -> None:
    entry = {"basis": {"name": {"assumed": value or "x"}}, "name": "France"}
    assert _read("nations", "FR", entry).entry.plain() == entry
