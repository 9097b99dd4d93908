"""The form of a pledge gives back what it was filled from, and says what is wrong at the field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import conditions
from tests.web.sites import CASE

import willing
from willing.case.build import build
from willing.case.pledge import Pledge
from willing.conditions.parse import parse
from willing.conditions.text import text
from willing.conditions.tree import And, Or
from willing.conference.act import checked_pledge
from willing.conference.pledging import kept
from willing.conference.record import plain_entry, pledge_of
from willing.errors import CaseError, ConditionError
from willing.web.condition_form import appended, made, reading
from willing.web.pledge_form import SHOWN, at_fields, filled, read, whole, worded
from willing.web.visit import Fields

UKRAINE = willing.load("ukraine-2025")
SMALL = build(CASE)


def form(**fields: str | tuple[str, ...]) -> Fields:
    return Fields({name: value if isinstance(value, tuple) else (value,) for name, value in fields.items()})


def again(pledge: Pledge) -> dict[str, Any]:
    """A pledge after its form was filled and read, and kept as a revision is."""
    was = plain_entry(pledge)
    typed = read(filled(was), pledge.nation, pledge.id)
    assert typed.errors == {}
    return kept(was, typed.pledge)


@pytest.mark.parametrize("pledge", UKRAINE.pledges, ids=lambda pledge: str(pledge.id))
def test_every_pledge_of_the_case_comes_back_from_its_form(pledge: Pledge) -> None:
    # The condition and the note are read without the line breaks that YAML leaves at their end.
    wanted = {key: v.strip() if isinstance(v, str) else v for key, v in plain_entry(pledge).items()}
    assert again(pledge) == wanted


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
PERSONS = st.integers(0, 10**8)
STRENGTHS = st.one_of(
    PERSONS,
    st.just("unknown"),
    st.tuples(PERSONS, PERSONS, PERSONS).map(lambda n: dict(zip(("low", "likely", "high"), sorted(n), strict=True))),
    st.builds(
        lambda rate, of, most: {"match": rate, "of": of, "up_to": most},
        st.decimals("0.0001", 1000, places=4).map(float),
        st.sampled_from(["others", "others(FR, infantry)"]),
        PERSONS,
    ),
)
UNITS = st.lists(
    st.builds(
        lambda name, strength, capability, months: {
            "id": name, "strength": strength, **({"capability": capability} if capability else {}), **months
        },
        NAMES, PERSONS, st.none() | NAMES,
        st.sampled_from([{}, {"from_month": 0}, {"from_month": 2, "to_month": 9}, {"to_month": 5}]),
    ),
    max_size=4, unique_by=lambda unit: str(unit["id"]),
)  # fmt: skip


@given(
    st.fixed_dictionaries(
        {"id": st.just("fr-x"), "nation": st.just("FR"), "capability": NAMES, "strength": STRENGTHS},
        optional={
            "if": st.sampled_from(["ceasefire", "FR stands or (a and b)", "total(votes) >= 3"]),
            "caveats": st.fixed_dictionaries(
                {}, optional={"areas": st.lists(NAMES, unique=True), "tasks": st.lists(NAMES, unique=True)}
            ).filter(bool),
            "stage": st.sampled_from(["rumoured", "committed", "withdrawn", "refused"]),
            "notice_days": st.integers(0, 36_500),
            "for_months": st.integers(1, 1200),
            "from": st.just("2026-02-01"),
            "until": st.just("2027-02-01"),
            "units": UNITS.filter(bool),
            "note": st.text("abc <&\"'\n", min_size=1).map(str.strip).filter(bool),
            "statements": st.just(["s1"]),
            "basis": st.just({"strength": {"assumed": "a guess"}}),
        },
    )
)
def test_any_pledge_comes_back_from_its_form(written: dict[str, Any]) -> None:
    assert again(pledge_of(written)) == plain_entry(pledge_of(written))


def test_what_the_form_does_not_show_is_kept_and_a_basis_only_of_what_stays() -> None:
    was = {
        "id": "fr-infantry", "nation": "FR", "capability": "infantry", "strength": 500, "statements": ["s1"],
        "if": "ceasefire", "from": "2026-02-01",
        "basis": {"strength": {"reported": "The Times"}, "if": {"assumed": "so read"}},
    }  # fmt: skip
    fields = Fields({**filled(was).values, "persons": ("600",)})
    now = kept(was, read(fields, "FR", "fr-infantry").pledge)
    assert now["strength"] == 600 and now["statements"] == ["s1"] and now["from"] == "2026-02-01"
    assert now["basis"] == {"if": {"assumed": "so read"}}


@pytest.mark.parametrize(
    ("typed", "number"),
    [("4000", 4000), ("4,000", 4000), ("4 000", 4000), ("4\u202f000", 4000), ("1_000_000", 1_000_000), ("0", 0)],
)
def test_a_number_may_have_its_thousands_separated(typed: str, number: int) -> None:
    assert whole(typed) == number


@pytest.mark.parametrize("typed", ["", "4,00", "4.000", "-5", "about 500", "5k", "٤٠", "1" * 30, "½"])
def test_what_is_no_whole_number_is_not_taken_for_one(typed: str) -> None:
    assert whole(typed) is None


def test_what_cannot_be_read_is_said_at_its_field_and_the_rest_is_still_read() -> None:
    typed = read(
        form(capability="infantry", kind="range", low="a", likely="5", high="", notice_days="soon", unit_id="alpha",
             unit_strength="many", stage="nowhere", **{"if": "ceasefire"}),
        "FR",
    )  # fmt: skip
    assert set(typed.errors) == {"low", "high", "notice_days", "units", "stage"}
    assert typed.pledge["if"] == "ceasefire" and "notice_days" not in typed.pledge
    assert read(form(kind="number", persons="12"), "FR").errors == {"capability": "Say what is offered."}
    assert set(read(form(capability="a", kind="match", rate="x"), "FR").errors) == {"rate", "up_to"}
    assert set(read(form(capability="a", kind="guess"), "FR").errors) == {"kind"}


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"if": "ceasefire and"}, "if", "expected"),
        ({"if": "peace"}, "if", "peace"),
        ({"capability": "tanks"}, "capability", "tanks"),
        ({"areas": "moon"}, "areas", "moon"),
        ({"tasks": "-", "tasks_more": "x" * 200}, "tasks", "at most 120"),
        ({"from": "2026-05-01", "until": "2026-04-01"}, "until", "lapses"),
        ({"from": "yesterday"}, "from", "date"),
        ({"for_months": "0"}, "for_months", "at least 1"),
        ({"notice_days": "99999"}, "notice_days", "at most"),
        ({"persons": "999,999,999"}, "persons", "at most"),
        ({"kind": "range", "low": "9", "likely": "5", "high": "1"}, "low", "order"),
        ({"kind": "match", "rate": "0", "up_to": "5"}, "rate", "more than 0"),
        ({"kind": "match", "rate": "1", "up_to": "5", "of": "everybody"}, "of", "others"),
        ({"unit_id": ("a", "a"), "unit_strength": ("1", "2")}, "units", "twice"),
        ({"unit_id": "a", "unit_strength": "1", "unit_from": "5", "unit_to": "2"}, "units", "leaves"),
    ],
)
def test_what_the_conference_finds_wrong_stands_at_its_field(change: dict[str, Any], field: str, said: str) -> None:
    fields = form(**{"capability": "infantry", "kind": "number", "persons": "5"} | change)
    typed = read(fields, "FR", "fr-x")
    assert typed.errors == {}
    with pytest.raises(CaseError) as error:
        checked_pledge(SMALL, typed.pledge)
    found = at_fields(error.value, fields)
    assert list(found) == [field] and said in found[field], found


def test_every_key_of_a_pledge_is_shown_but_what_the_conference_keeps() -> None:
    keys = {info.alias or name for name, info in Pledge.model_fields.items()}
    assert keys - set(SHOWN) == {"id", "nation", "statements", "basis"}
    for pledge in UKRAINE.pledges:
        assert all(worded(key, plain_entry(pledge).get(key)) for key in SHOWN)


# ---- The condition


@given(conditions(), st.sampled_from(["and", "or"]), conditions())
def test_a_clause_is_joined_as_a_whole_to_what_is_there(before: Any, join: str, clause: Any) -> None:
    there, added = text(before), text(clause)
    added = f"({added})" if isinstance(parse(added), And | Or) else added
    joined = parse(appended(there, join, added))
    kind, left, right = And if join == "and" else Or, parse(there), parse(added)
    flat = kind((*left.items, right)) if isinstance(left, kind) else kind((left, right))
    assert joined in (flat, kind((left, right)))


def test_brackets_are_added_only_where_they_are_needed() -> None:
    assert appended("", "and", "a") == "a"
    assert appended("a or b", "and", "c") == "(a or b) and c"
    assert appended("a and b", "and", "c") == "a and b and c"
    assert appended("a and b", "or", "c") == "a and b or c"
    assert appended("(a or b) and c", "and", "d") == "(a or b) and c and d"
    with pytest.raises(ConditionError):
        appended("a and", "and", "c")


@pytest.mark.parametrize(
    ("fields", "clause"),
    [
        ({"b_kind": "factor", "b_who": "factor:ceasefire"}, "ceasefire"),
        ({"b_kind": "factor", "b_who": "factor:ceasefire", "b_not": "yes"}, "not ceasefire"),
        ({"b_kind": "nation", "b_who": "nation:FR"}, "FR stands"),
        ({"b_kind": "pledge", "b_who": "pledge:fr-x"}, "fr-x stands"),
        ({"b_kind": "sends", "b_who": "nation:GB", "b_number": "5,000"}, "GB sends >= 5000"),
        ({"b_kind": "total", "b_number": "5"}, "total >= 5"),
        ({"b_kind": "others", "b_who": ("nation:GB", "", "capability:infantry"), "b_number": "5"},
         "others(GB, infantry) >= 5"),
        ({"b_kind": "nations", "b_number": "3"}, "nations >= 3"),
        ({"b_kind": "several", "b_who": ("nation:GB", "factor:ceasefire"), "b_number": "1"},
         "at least 1 of [GB stands, ceasefire]"),
    ],
)  # fmt: skip
def test_a_clause_is_made_from_menus(fields: dict[str, Any], clause: str) -> None:
    assert made(form(**fields)).clause == clause
    parse(clause)


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"b_kind": "factor"}, {"b_kind": "factor", "b_who": "nation:FR"}, {"b_kind": "sends", "b_who": "nation:FR"},
        {"b_kind": "total", "b_who": "factor:ceasefire", "b_number": "5"}, {"b_kind": "nations", "b_number": "many"},
        {"b_kind": "several", "b_who": "nation:FR", "b_number": "1"}, {"b_kind": "pledge", "b_who": "nation:FR"},
        {"b_kind": "total"},
    ],
)  # fmt: skip
def test_what_the_menus_lack_is_said(fields: dict[str, Any]) -> None:
    assert made(form(**fields)).clause == "" and made(form(**fields)).error


def test_a_condition_reads_in_english_or_points_at_what_is_wrong() -> None:
    found = reading(SMALL, "ceasefire and GB sends >= 300")
    assert [english for _, english in found.clauses] == ["a ceasefire is in force", "Britain sends at least 300"]
    wrong = reading(SMALL, "ceasefire and GB sends > 300")
    assert wrong.fault.startswith("found '>'") and wrong.pointed.splitlines()[1].index("^") == 23
    assert reading(SMALL, "nations < 3").wary == ("fewer than 3 nations take part",)
    assert reading(SMALL, "  ") == reading(SMALL, "")
