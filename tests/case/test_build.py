"""From data to a case, or to all of its faults at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case.small import data, faults, line_of, messages, pledge, text, written
from tests.strategies import JUNK, case_data, damaged, quick

from willing.case.build import SECTIONS, build
from willing.case.model import Case
from willing.errors import CaseError

PLEDGE = "id: p, nation: FR, capability: infantry"
SAID = "id: s1, source: times, on: 2025-01-01, about: case, says: So"
POST = "id: p, area: west, task: guard, capability: infantry"


@pytest.mark.parametrize(
    ("section", "flow", "what", "remedy"),
    [
        ("case", "{format: 2, id: x, title: X}", "case, format: found 2", "write 1"),
        ("case", "{format: 1, id: x}", "case: no key `title`", "add `title: ...`"),
        ("case", "{format: 1, id: X, title: X}", "case, id: found 'X'", "lower-case letters"),
        ("case", "{format: 1, id: x, title: 5}", "case, title: found 5", "in quotes"),
        ("case", "{format: 1, id: x, title: ''}", "case, title: found ''", "write something"),
        ("case", "{format: 1, id: x, title: X, as_of: soon}", "case, as_of: found 'soon'", "2025-09-04"),
        ("case", "{format: 1, id: x, title: X, as_of: 2025-02-30}", "found '2025-02-30'", "2025-09-04"),
        (
            "case",
            "{format: 1, id: x, title: X, target: {strength: 1.5}}",
            "target, strength: found 1.5",
            "whole number",
        ),
        ("case", "{format: 1, id: x, title: X, target: 9}", "case, target: found 9", "a mapping"),
        ("case", "~", "case: found nothing", "a mapping"),
        ("case", "[a]", "case: found a list", "a mapping"),
        ("sources", "{times: {publisher: P, reliability: G}}", "source times, reliability: found 'G'", "'A', 'B'"),
        ("sources", "{Times: {publisher: P}}", "the source 'Times' is not a name", "lower-case letters"),
        ("sources", "[times]", "sources: found a list instead of a mapping", "its name and ':'"),
        ("nations", "{fr: {name: France}}", "the nation 'fr' is not a name", "such as FR"),
        ("nations", "{FR: France}", "nation FR: found 'France'", "a mapping"),
        ("nations", "{FR: {name: F, land: -1}}", "nation FR, land: found -1", "at least 0"),
        ("nations", "{FR: {name: F, land: 100000001}}", "land: found 100000001", "at most 100000000"),
        ("nations", "{FR: {name: F, lnd: 5}}", "nation FR: unknown key 'lnd'", "`willing schema`"),
        (
            "nations",
            "{FR: {name: F, norm: {tour_months: 0, dwell_ratio: 4}}}",
            "norm, tour_months: found 0",
            "at least 1",
        ),
        (
            "nations",
            "{FR: {name: F, norm: {tour_months: 1, dwell_ratio: 4, overlap_days: 31}}}",
            "nation FR, norm: the handover of 31 days takes up the whole tour",
            "write fewer days than the tour has",
        ),
        ("nations", "{FR: {name: F, norm: {tour_months: 4, dwell_ratio: .nan}}}", "dwell_ratio: found nan", "finite"),
        ("nations", "{FR: {name: F, norm: {tour_months: 4}}}", "no key `norm.dwell_ratio`", "add `dwell_ratio: ...`"),
        ("factors", "{a-b: {title: T}}", "the factor 'a-b' is not a name", "such as us_backstop"),
        ("factors", "{a: {title: T, probability: 2}}", "factor a, probability: found 2", "at most 1"),
        ("factors", "{a: {title: T, probability: .nan}}", "factor a, probability: found nan", "finite"),
        ("factors", "{a: {title: T, value: 'true'}}", "factor a, value: found 'true'", "true or false"),
        ("factors", "{a: {title: T, value: 1}}", "factor a, value: found 1", "true or false"),
        ("factors", "{a: {title: T, value: true, probability: 1}}", "both a value and a probability", "keep `value`"),
        ("factors", "{a: {title: T, from: 2025-01-01}}", "a date from which it is settled", "add `value: true`"),
        ("capabilities", "{a: {name: A, enabler: 'yes'}}", "enabler: found 'yes'", "true or false"),
        ("capabilities", "{a: {name: A, domain: space}}", "domain: found 'space'", "'land', 'sea'"),
        ("areas", "{west: {name: W, at: [91, 0]}}", "area west, at 1: found 91", "at most 90"),
        ("areas", "{west: {name: W, at: [1, 2, 3]}}", "area west, at: found a list", "at most 2 items"),
        ("areas", "{west: {name: W, at: Lviv}}", "area west, at: found 'Lviv'", "a list"),
        ("pledges", "{a: 1}", "pledges: found a mapping instead of a list", "'- '"),
        ("pledges", "[5]", "pledge 1: found 5", "a mapping"),
        ("pledges", f"[{{{PLEDGE}}}]", "pledge p: no key `strength`", "add `strength: ...`"),
        ("pledges", f"[{{{PLEDGE}, strength: -5}}]", "pledge p, strength: found -5", "at least 0"),
        ("pledges", f"[{{{PLEDGE}, strength: true}}]", "pledge p, strength: found True", "whole number"),
        ("pledges", f"[{{{PLEDGE}, strength: 25.5}}]", "pledge p, strength: found 25.5", "whole number"),
        ("pledges", f"[{{{PLEDGE}, strength: ~}}]", "pledge p, strength: found nothing", "whole number"),
        ("pledges", f"[{{{PLEDGE}, strength: [5]}}]", "pledge p, strength: found a list", "whole number"),
        ("pledges", f"[{{{PLEDGE}, strength: '5000'}}]", "pledge p, strength: found '5000'", "whole number"),
        ("pledges", f"[{{{PLEDGE}, strength: 25,000}}]", "pledge p: unknown key '000'", "`willing schema`"),
        ("pledges", f"[{{{PLEDGE}, strength: {{low: 3, likely: 2, high: 9}}}}]", "not in this order", "low <= likely"),
        ("pledges", f"[{{{PLEDGE}, strength: {{low: 3, high: 9}}}}]", "no key `strength.likely`", "add `likely: ...`"),
        ("pledges", f"[{{{PLEDGE}, strength: {{match: 0, up_to: 9}}}}]", "strength, match: found 0", "more than 0"),
        ("pledges", f"[{{{PLEDGE}, strength: {{match: 1}}}}]", "no key `strength.up_to`", "add `up_to: ...`"),
        ("pledges", f"[{{{PLEDGE}, strength: {{match: 1, of: total, up_to: 9}}}}]", "'of' is `others`", "{match: 0.1"),
        (
            "pledges",
            f"[{{{PLEDGE}, strength: 5, from: 2025-02-01, until: 2025-01-01}}]",
            "before it was made",
            "`from`",
        ),
        ("pledges", f"[{{{PLEDGE}, strength: 5, stage: promised}}]", "stage: found 'promised'", "'declared'"),
        ("pledges", f"[{{{PLEDGE}, strength: 5, if: ceasefire &&}}]", "found '&'", "--grammar"),
        ("pledges", f"[{{{PLEDGE}, strength: 5, if: ''}}]", "pledge p, if: found ''", "leave the key out"),
        ("pledges", f"[{{{PLEDGE}, strength: 5, if: true}}]", "pledge p, if: found True", "in quotes"),
        ("pledges", f"[{{{PLEDGE}, strength: 5, for_months: 0}}]", "for_months: found 0", "at least 1"),
        ("pledges", f"[{{{PLEDGE}, strength: 5, notice_days: '3'}}]", "notice_days: found '3'", "without quotes"),
        ("pledges", f"[{{{PLEDGE}, strength: 5, caveats: {{area: [west]}}}}]", "unknown key 'caveats.area'", "schema"),
        ("pledges", f"[{{{PLEDGE}, strength: 5, caveats: {{areas: west}}}}]", "caveats, areas: found 'west'", "a list"),
        ("pledges", "[{id: P, nation: FR, capability: infantry, strength: 5}]", "id: found 'P'", "such as fr-brigade"),
        ("statements", "[{id: s1}]", "statement s1: no key `source`", "add `source: ...`"),
        ("statements", f"[{{{SAID}, credibility: 7}}]", "credibility: found 7", "at most 6"),
        ("statements", f"[{{{SAID}, credibility: 0}}]", "credibility: found 0", "at least 1"),
        ("statements", f"[{{{SAID}, value: {{low: 9, high: 3}}}}]", "low is above high", "low <= high"),
        ("statements", f"[{{{SAID}, value: '9'}}]", "value: found '9'", "whole number"),
        ("requirements", "{r: {title: R, posts: 5}}", "requirement r, posts: found 5", "a list"),
        (
            "requirements",
            f"{{r: {{title: R, posts: [{{{POST}, strength: 5, months: [9, 3]}}]}}}}",
            "ends before",
            "later",
        ),
        (
            "requirements",
            f"{{r: {{title: R, posts: [{{{POST}, strength: 5, months: [3, 3]}}]}}}}",
            "ends before",
            "later",
        ),
    ],
)
def test_a_bad_value_is_named_with_its_line_what_was_found_and_what_would_be_right(
    tmp_path: Path, section: str, flow: str, what: str, remedy: str
) -> None:
    emptied = {} if section in ("pledges", "statements") else {"pledges": "[]", "statements": "[]"}
    path = written(tmp_path, text(**({"pledges": "[]", "statements": "[]"} | emptied | {section: flow})))
    found = [fault for fault in faults(path) if what in fault.what]
    assert [(fault.place.file, fault.place.line) for fault in found] == [(str(path), line_of(section))]
    assert remedy in found[0].remedy


@pytest.mark.parametrize(
    ("section", "close"), [("pledge", "pledges"), ("Nations", "nations"), ("requirement", "requirements")]
)
def test_an_unknown_section_is_named_with_the_one_that_was_meant(section: str, close: str) -> None:
    assert messages(data(**{section: []})) == [f"unknown section {section!r}: did you mean {close!r}?"]


def test_an_unknown_section_like_no_other_is_named_with_all_of_them() -> None:
    assert messages(data(zzz=1)) == [f"unknown section 'zzz': the sections are {', '.join(SECTIONS)}"]


def test_a_case_without_its_head_is_refused() -> None:
    assert messages({"nations": {}}) == ["no section `case`: add `case:` with the keys format, id and title"]


@pytest.mark.parametrize("nothing", [{}, {"name": "x", "version": 1, "services": []}])
def test_what_has_no_section_of_a_case_is_one_fault(nothing: dict[str, Any]) -> None:
    assert messages(nothing) == ["not a case: begin with `case:` and its keys format, id and title"]


def test_a_section_that_is_left_empty_is_as_good_as_absent() -> None:
    head = data()["case"]
    assert build({"case": head, **dict.fromkeys(SECTIONS[1:])}) == build({"case": head})


@pytest.mark.parametrize("section", ["pledges", "statements"])
def test_an_id_given_twice_is_reported_at_the_second_with_the_place_of_the_first(tmp_path: Path, section: str) -> None:
    path = written(tmp_path, text(pledges="[]", statements="[]").replace(f"{section}: []\n", ""))
    entry = f"{{{PLEDGE}, strength: 5}}" if section == "pledges" else f"{{{SAID.replace('s1', 'p')}}}"
    with path.open("a") as file:
        file.write(f"{section}:\n  - {entry}\n  - {entry}\n")
    (fault,) = faults(path)
    assert fault.place.line == line_of("requirements") + 2
    assert fault.what == f"{section[:-1]} p: the id is given twice"
    assert fault.remedy == f"first at {path}:{line_of('requirements') + 1}; rename one"


def test_a_post_given_twice_within_a_requirement_is_refused() -> None:
    post = {"id": "p", "area": "west", "task": "guard", "capability": "infantry", "strength": 5, "months": [0, 9]}
    other = post | {"task": "train"}
    assert any(
        "twice" in message for message in messages(data(requirements={"r": {"title": "R", "posts": [post, other]}}))
    )


def test_a_unit_given_twice_within_a_pledge_is_refused() -> None:
    units = [{"id": "u", "strength": 5}, {"id": "u", "strength": 6}]
    assert any("twice" in message for message in messages(data(pledges=[pledge(units=units)])))


def test_a_unit_that_leaves_before_it_comes_is_refused() -> None:
    assert messages(data(pledges=[pledge(units=[{"id": "u", "strength": 5, "from_month": 9, "to_month": 3}])]))


@pytest.mark.parametrize("number", [0, 86_400, 1_735_689_600, "1735689600", 20_250_904, True])
def test_a_number_is_no_date(number: object) -> None:
    head = data()["case"]
    assert [message.split(":")[0] for message in messages(data(case=head | {"as_of": number}))] == ["case, as_of"]


@pytest.mark.parametrize("value", [True, "4", "4.5"])
def test_a_quoted_number_or_a_truth_value_is_no_number(value: object) -> None:
    norm = {"tour_months": 4, "dwell_ratio": value}
    assert messages(data(nations={"FR": {"name": "F", "norm": norm}, "GB": {"name": "B"}}))
    assert messages(data(areas={"west": {"name": "W", "at": [value, 24.0]}}))
    assert messages(data(factors={"ceasefire": {"title": "C", "probability": value}}))
    assert messages(data(pledges=[pledge(strength={"match": value, "up_to": 9})]))


@pytest.mark.parametrize("value", [True, 1.0, "1"])
def test_the_version_is_the_number_one(value: object) -> None:
    assert messages(data(case={"format": value, "id": "x", "title": "X"})) == [
        f"case, format: found {value!r}: write 1"
    ]


def test_a_basis_says_at_least_one_thing() -> None:
    assert messages(data(pledges=[pledge(basis={"strength": {}})]))


def test_a_basis_is_of_a_key_that_exists() -> None:
    assert messages(data(pledges=[pledge(basis={"strenght": {"assumed": "a slip"}})]))


def test_a_statement_speaks_of_something() -> None:
    assert messages(data(statements=[{**data()["statements"][0], "about": []}]))


def test_a_subject_that_is_no_name_is_one_fault_in_a_readers_words() -> None:
    (message,) = messages(data(statements=[{**data()["statements"][0], "about": 5}]))
    assert message.startswith("statement s1, about: found 5")


def test_a_place_without_longitude_is_told_to_have_two_numbers() -> None:
    (message,) = messages(data(areas={"west": {"name": "W", "at": [49.84]}}))
    assert "no key" not in message


def test_an_unknown_key_is_named_whatever_it_begins_with() -> None:
    (message,) = messages(data(nations={"FR": {"name": "F", "=land": 5}, "GB": {"name": "B"}}))
    assert "'=land'" in message


@pytest.mark.parametrize("key", ["A" * 121, "B" * 200])
def test_a_nation_is_not_named_longer_than_it_can_be_mentioned(key: str) -> None:
    assert messages({"case": data()["case"], "nations": {key: {"name": "X"}}})


def test_a_condition_at_fault_is_shown_with_a_caret_under_the_offending_token(tmp_path: Path) -> None:
    path = written(tmp_path, text(pledges=f"[{{{PLEDGE}, strength: 5, if: FR stands & ceasefire}}]", statements="[]"))
    (fault,) = faults(path)
    assert fault.detail == "FR stands & ceasefire\n          ^"


@pytest.mark.parametrize(
    "bad",
    [
        {"nation": "fr"},
        {"id": "P"},
        {"until": "2025-01-01", "from": "2025-02-01"},
        {"notice_days": -1},
        {"foo": 1},
        {"stage": "promised"},
        {"if": "ceasefire &&"},
    ],
    ids=str,
)
def test_one_fault_of_an_entry_does_not_hide_another(bad: dict[str, Any]) -> None:
    found = messages(data(pledges=[pledge(capability="navy", **bad)], statements=[]))
    assert any("unknown capability 'navy'" in message for message in found)
    assert len([message for message in found if "unknown statement" not in message]) > 1


def test_a_missing_key_does_not_hide_a_dangling_name() -> None:
    entry = pledge(capability="navy")
    del entry["nation"]
    found = messages(data(pledges=[entry]))
    assert any("no key `nation`" in message for message in found)
    assert any("unknown capability 'navy'" in message for message in found)


def test_a_bad_value_does_not_hide_a_window_in_the_wrong_order() -> None:
    found = messages(data(pledges=[pledge(notice_days=-1, from_="2025-02-01", until="2025-01-01")]))
    assert any("notice_days" in message for message in found)
    assert any("before it was made" in message for message in found)


def test_an_entry_at_fault_still_counts_as_existing() -> None:
    found = messages(data(pledges=[pledge(strength=-1), pledge(id="fr-b", strength=100, if_="fr-a stands")]))
    assert found == ["pledge fr-a, strength: found -1: write at least 0"]


def test_data_nested_beyond_reason_is_refused_and_not_an_accident() -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    assert messages(data(case=data()["case"] | {"description": deep}))


def test_a_number_beyond_reason_is_refused_and_not_an_accident() -> None:
    assert messages(data(case=data()["case"] | {"target": {"strength": 10**5_000}}))


def test_a_long_word_is_cut_in_the_message() -> None:
    found = messages(data(**{"x" * 100_000: 1}, case=data()["case"] | {"id": "Y" * 100_000}))
    assert len(found) == 2
    assert all(len(message) < 300 for message in found)


def test_thousands_of_faults_are_found_quickly() -> None:
    began = time.perf_counter()
    many = [pledge(id=f"p{i}", nation=f"M{i}", if_=f"f{i}", statements=[]) for i in range(300)]
    assert len(messages(data(pledges=many, statements=[]))) == 600
    assert time.perf_counter() - began < 5


@given(case_data())
@quick(50)
def test_a_case_whose_names_lead_somewhere_is_built(found: dict[str, Any]) -> None:
    case = build(found)
    assert [pledge.id for pledge in case.pledges] == [entry["id"] for entry in found.get("pledges", ())]
    assert set(case.nations) == set(found.get("nations", ()))


@given(damaged())
@quick(150)
def test_a_damaged_case_is_built_or_refused(found: dict[str, Any]) -> None:
    try:
        assert isinstance(build(found), Case)
    except CaseError as error:
        assert all(fault.message for fault in error.faults)


@given(st.dictionaries(st.sampled_from((*SECTIONS, "head", "foo")), JUNK | st.dictionaries(st.just("FR"), JUNK)))
@quick(150)
def test_anything_under_the_right_sections_is_built_or_refused(found: dict[str, Any]) -> None:
    try:
        assert isinstance(build(found), Case)
    except CaseError as error:
        assert all(fault.message for fault in error.faults)
