"""The keys of pictures change with what is drawn, and with nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.scenes import rich
from tests.web.changes import changed

from willing.charts.pictures import picture
from willing.charts.question import Question
from willing.errors import AskError
from willing.web.keys import OFFERED, Keys, asked, query, reduced, settled


@pytest.mark.parametrize("name", OFFERED)
def test_the_same_case_has_the_same_key_and_a_changed_pledge_another(name: str) -> None:
    first, again = Keys()(name, rich(), Question()), Keys()(name, rich(), Question())
    assert first == again
    assert len(first) == 64
    assert Keys()(name, changed(rich(), "pledges", strength=17), Question()) != first


def test_a_picture_keeps_its_key_while_what_it_does_not_read_changes() -> None:
    case, key = rich(), Keys()
    said = changed(case, "statements", says="Something else")
    wanted = changed(case, "requirements", title="Instruction")
    for name in OFFERED:
        assert key(name, said, Question()) == key(name, case, Question())
    assert key("waits", wanted, Question()) == key("waits", case, Question())
    assert key("strength", wanted, Question()) != key("strength", case, Question())


def test_a_later_statement_moves_the_day_that_is_shown() -> None:
    later = changed(rich(), "statements", on=date(2025, 9, 1))
    assert Keys()("strength", later, Question()) != Keys()("strength", rich(), Question())
    day = Question(as_of="2025-06-01")
    assert Keys()("strength", later, day) == Keys()("strength", rich(), day)


def test_what_is_asked_is_in_the_key_as_far_as_the_picture_depends_on_it() -> None:
    case, key = rich(), Keys()
    assert key("strength", case, Question(assume={"ceasefire": True})) != key("strength", case, Question())
    assert key("strength", case, Question(coa="patrol")) == key("strength", case, Question())
    assert key("coverage", case, Question(coa="patrol")) != key("coverage", case, Question())
    assert len({key(name, case, Question()) for name in OFFERED}) == len(OFFERED)


def test_the_program_is_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Keys()("strength", rich(), Question())
    monkeypatch.setattr("willing.web.keys.program", lambda: "another")
    assert Keys()("strength", rich(), Question()) != before


@pytest.mark.parametrize("name", OFFERED)
def test_a_picture_of_the_reduced_case_is_that_of_the_whole(name: str) -> None:
    case = rich()
    question = Question(assume={"ceasefire": True}, target=9000)
    whole = picture(name, case, question)(420).to_dict(validate=False)
    part = picture(name, reduced(name, case), settled(name, case, question))(420).to_dict(validate=False)
    assert json.dumps(part) == json.dumps(whole)


@given(
    st.builds(
        Question,
        as_of=st.none() | st.dates(),
        assume=st.none() | st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,5}", fullmatch=True), st.booleans()),
        stage=st.sampled_from(["declared", "indicated"]),
        reading=st.none() | st.sampled_from(["low", "likely", "high"]),
        target=st.none() | st.integers(0, 99) | st.just("total(votes) >= 255 and nations >= 14"),
        coa=st.none() | st.just("patrol & more"),
        months=st.none() | st.integers(0, 99),
    )
)
def test_what_is_asked_can_be_read_from_an_address(question: Question) -> None:
    found = asked(parse_qsl(query(question).removeprefix("?"), strict_parsing=bool(query(question))))
    as_text = replace(question, as_of=question.as_of and str(question.as_of), assume=question.assume or None)
    assert found == replace(as_text, target=None if question.target is None else str(question.target))


@pytest.mark.parametrize("pair", [("assume", "a=maybe"), ("assume", "=true"), ("months", "-1"), ("rounds", "9" * 9)])
def test_what_cannot_be_read_from_an_address_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(AskError, match=pair[0]):
        asked([pair])
