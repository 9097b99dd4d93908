"""Weights of nations, and a target that is a rule: how they are written and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.case.small import data, faults, messages, pledge, text, warned, written

from willing.case.as_of import as_of
from willing.case.build import build
from willing.case.names import names_of
from willing.case.read import load
from willing.case.write import dump
from willing.conditions.parse import RESERVED, parse
from willing.conditions.text import text as said


def nations(**weights: dict[str, Any]) -> dict[str, Any]:
    """France and Britain, with these weights."""
    return {code: {"name": code, **({"weights": weights[code]} if code in weights else {})} for code in ("FR", "GB")}


VOTES = nations(FR={"votes": 29, "population": 68}, GB={"votes": 29, "population": 67})


def asking(condition: str, **sections: Any) -> dict[str, Any]:
    """A case with votes in which France asks something."""
    return data(nations=VOTES, pledges=[pledge(if_=condition)], **sections)


def headed(target: Any) -> dict[str, Any]:
    return {"format": 1, "id": "x", "title": "X", "target": target}


def test_the_weights_of_a_case_are_found_by_name_then_by_nation() -> None:
    case = build(data(nations=nations(FR={"votes": 29}, GB={"votes": 0, "gdp": 10**15})))
    assert case.weights == {"votes": {"FR": 29, "GB": 0}, "gdp": {"GB": 10**15}}
    assert names_of(case).weights == {"votes", "gdp"}
    assert build(data()).weights == {}
    assert case.replaced(nations={}).weights == {}


@pytest.mark.parametrize(
    "condition",
    ["total(votes) >= 255", "others(votes) < 60", "total(votes, FR, GB) >= 5", "total(infantry, votes) >= 5"],
)
def test_a_sum_may_be_of_a_weight(condition: str) -> None:
    case = build(asking(condition))
    assert case.pledges[0].condition == parse(condition)
    assert build(asking(said(case.pledges[0].condition))) == case


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (-1, "nation FR, weights, votes: found -1: write at least 0"),
        (2.5, "nation FR, weights, votes: found 2.5: write a whole number, without quotes or separators"),
        (True, "nation FR, weights, votes: found True: write a whole number, without quotes or separators"),
        ("29", "nation FR, weights, votes: found '29': write a whole number, without quotes or separators"),
        (None, "nation FR, weights, votes: found nothing: write a whole number, without quotes or separators"),
        (10**15 + 1, "nation FR, weights, votes: found 1000000000000001: write at most 1000000000000000"),
    ],
)
def test_a_weight_is_a_whole_number_and_not_negative(number: Any, message: str) -> None:
    assert messages(data(nations=nations(FR={"votes": number}))) == [message]


def test_a_weight_is_named_as_a_factor_is() -> None:
    expected = "write lower-case letters, digits and _, such as us_backstop"
    assert messages(data(nations=nations(FR={"Votes": 1}))) == [
        f"nation FR, weights, Votes: found 'Votes': {expected}",
    ]


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_word_of_the_condition_language_names_no_weight(word: str) -> None:
    assert messages(data(nations=nations(FR={word: 1}))) == [
        f"the weight '{word}' is a word of the condition language: choose another name"
    ]


def test_a_weight_s_name_means_nothing_else() -> None:
    assert messages(data(nations=nations(FR={"infantry": 1}))) == [
        "the weight 'infantry' is also a capability: choose another name"
    ]
    assert messages(data(nations=nations(FR={"ceasefire": 1}))) == [
        "the weight 'ceasefire' is also a factor: choose another name"
    ]
    listed = data(nations=nations(FR={"navy": 1}), pledges=[pledge(capability="navy")])
    del listed["capabilities"]
    assert messages(listed) == ["the weight 'navy' is also a capability: choose another name"]


def test_the_first_mention_of_a_name_at_fault_is_where_the_fault_is(tmp_path: Path) -> None:
    here = "\n  FR: {name: France}\n  GB: {name: Britain,\n       weights: {infantry: 1}}"
    (fault,) = faults(written(tmp_path, text(nations=here)))
    assert fault.place.line == 6


@pytest.mark.parametrize(
    "condition", ["total(votes, population) >= 5", "ceasefire or not others(population, FR, votes) < 5"]
)
def test_a_sum_is_of_one_weight(condition: str) -> None:
    (message,) = messages(asking(condition))
    assert message.startswith("pledge fr-a, if: '")
    assert message.endswith("adds up two weights: ask for each in a sum of its own, the two joined by `and`")


def test_the_rule_of_a_target_is_of_one_weight_to_a_sum_too() -> None:
    (message,) = messages(data(nations=VOTES, case=headed({"when": "total(votes, population) >= 5"})))
    assert message.startswith("case, target, when: 'total(votes, population) >= 5' adds up two weights")


@pytest.mark.parametrize("listed", [True, False])
def test_a_weight_cannot_be_matched(listed: bool) -> None:
    found = data(nations=VOTES, pledges=[pledge(strength={"match": 1, "of": "others(GB, votes)", "up_to": 9})])
    if not listed:
        del found["capabilities"]
    assert messages(found) == [
        "pledge fr-a, strength: the weight 'votes' cannot be matched: only persons can: leave the weight out"
    ]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("total(votse) >= 5", "pledge fr-a, if: unknown capability or weight 'votse': did you mean 'votes'?"),
        (
            "total(xyz) >= 5",
            "pledge fr-a, if: unknown capability or weight 'xyz': add it under `capabilities` or among the weights of "
            "nations (population, votes), or correct the name",
        ),
        ("votes", "pledge fr-a, if: unknown factor 'votes': add it under `factors`, or correct the name"),
    ],
)
def test_an_unknown_name_in_a_sum_is_told_with_the_weights(condition: str, message: str) -> None:
    assert messages(asking(condition)) == [message]


def test_without_a_list_of_capabilities_a_name_in_a_sum_is_a_weight_or_what_somebody_offers() -> None:
    """Any capability will do there, but what nobody offers is a weight misspelt."""
    for condition, known in (("total(votes) >= 5", True), ("total(infantry) >= 5", True), ("total(votse) >= 5", False)):
        found = asking(condition)
        del found["capabilities"]
        if known:
            assert build(found).pledges
        else:
            assert messages(found) == ["pledge fr-a, if: unknown capability or weight 'votse': did you mean 'votes'?"]
    free = data(pledges=[pledge(if_="total(navy) >= 5")])
    del free["capabilities"]
    assert build(free).pledges


def test_a_nation_without_a_weight_that_others_carry_is_suspicious() -> None:
    unlike = data(nations=nations(FR={"votes": 29, "gdp": 1}, GB={"votes": 29}))
    assert warned(unlike) == ["nation GB: no gdp among its weights, which other nations have"]
    assert warned(data(nations=nations(FR={"votes": 29, "gdp": 1}, GB={"votes": 29, "gdp": 0}))) == []
    assert warned(data(nations=nations(FR={"votes": 29}))) == [
        "nation GB: no votes among its weights, which other nations have"
    ]


@pytest.mark.parametrize(
    ("condition", "warning"),
    [
        ("total(votes) >= 58", None),
        ("total(votes) >= 30", None),
        ("total(votes) >= 59", "pledge fr-a: the condition can never hold, whoever stands"),
        ("total(votes) >= 29", "pledge fr-a: the condition always holds"),
        ("others(votes) >= 30", "pledge fr-a: the condition can never hold, whoever stands"),
        ("others(votes) < 30", "pledge fr-a: the condition always holds"),
    ],
)
def test_a_weighed_condition_that_never_or_always_holds(condition: str, warning: str | None) -> None:
    """29 votes each: France brings its own, Britain's pledge may stand beside it."""
    pledges = [pledge(if_=condition), pledge(id="gb-a", nation="GB")]
    assert warned(data(nations=VOTES, pledges=pledges)) == ([warning] if warning else [])


# ------------------------------------------------------------------------------------------------------------- targets


@pytest.mark.parametrize(
    "target",
    [{"strength": 5}, {"when": "total(votes) >= 5"}, {"strength": 0, "when": "nations >= 1 and not ceasefire"}],
)
def test_a_target_is_persons_or_a_rule_or_both(target: dict[str, Any]) -> None:
    case = build(data(nations=VOTES, case=headed(target)))
    assert case.head.target is not None
    assert (case.head.target.strength, case.head.target.when) == (target.get("strength"), target.get("when"))
    assert case.head.target.rule == (parse(target["when"]) if "when" in target else None)


@pytest.mark.parametrize("target", [{}, {"statements": ["s1"]}, {"strength": None}])
def test_a_target_asks_for_something(target: Any) -> None:
    assert messages(data(case=headed(target))) == [
        "case, target: it asks for nothing: give it `strength:`, `when:` or both"
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "nations >= 1 and others(votes) >= 5",
            "case, target, when: found 'others', expected 'total': a rule is over the whole force, and there is nobody "
            "to be another: see `willing schema --grammar`",
        ),
        (
            "nations > 1",
            "case, target, when: found '>', expected '>=' or '<'; write '>=': see `willing schema --grammar`",
        ),
        ("", "case, target, when: found '': write something, or leave the key out"),
        ("truce", "case, target, when: unknown factor 'truce': add it under `factors`, or correct the name"),
        ("DE stands", "case, target, when: unknown nation 'DE': add it under `nations`, or correct the name"),
        ("fr-b stands", "case, target, when: unknown pledge 'fr-b': did you mean 'fr-a'?"),
        ("total(vote) >= 3", "case, target, when: unknown capability or weight 'vote': did you mean 'votes'?"),
    ],
)
def test_a_rule_reads_and_its_names_are_known(rule: str, message: str) -> None:
    assert messages(data(nations=VOTES, case=headed({"when": rule}))) == [message]


def test_others_is_pointed_at_where_it_stands(tmp_path: Path) -> None:
    rule = "not order_of_others and others < 5"
    here = f'{{format: 1, id: x, title: X,\n       target: {{when: "{rule}"}}}}'
    (fault,) = faults(written(tmp_path, text(case=here)))
    assert fault.place.line == 2
    assert fault.detail == f"{rule}\n{' ' * rule.index('others <')}^"


@pytest.mark.parametrize(
    ("rule", "warning"),
    [
        ("total(votes) >= 58", None),
        ("total(votes) >= 59", "case, target: the rule can never hold, whoever stands"),
        ("total(votes) < 59", "case, target: the rule always holds"),
        ("ceasefire and nations >= 3", "case, target: the rule can never hold, whoever stands"),
    ],
)
def test_a_rule_that_never_or_always_holds(rule: str, warning: str | None) -> None:
    pledges = [pledge(), pledge(id="gb-a", nation="GB")]
    found = data(nations=VOTES, case=headed({"when": rule}), pledges=pledges)
    assert warned(found) == ([warning] if warning else [])


def test_a_case_with_weights_and_a_rule_is_written_back_as_it_was(tmp_path: Path) -> None:
    """Names that YAML would take for something else included."""
    weights = {"no": 1, "null": 0, "votes": 10**15}
    case = build(
        data(
            case=headed({"when": "total(no) >= 1", "statements": ["s1"], "basis": {"when": {"assumed": "A quorum"}}}),
            nations={"FR": {"weights": weights, "basis": {"weights": {"reported": "The treaty"}}}, "GB": {}},
        )
    )
    assert case.nations["FR"].weights == weights
    assert load(written(tmp_path, dump(case))) == case


def test_a_target_seen_from_an_earlier_day_keeps_its_rule() -> None:
    case = build(data(case=headed({"when": "nations >= 1", "statements": ["s1"]})))
    assert case.head.target is not None
    assert case.head.target.rule is not None
    earlier = as_of(case, date(2024, 1, 1)).head.target
    assert earlier is not None
    assert (earlier.statements, earlier.rule) == ((), parse("nations >= 1"))
