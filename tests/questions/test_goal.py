"""A target that is persons, a rule, or both: read, answered and said."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from tests.examples import pair

import willing
from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.questions.ask import fingerprint, goal_of
from willing.questions.schema import schema_of
from willing.standing.goal import Goal


def council(target: Any = None, **conditions: str) -> willing.Case:
    """Three nations with 4, 2 and 1 votes and 10, 20 and 40 persons; ``conditions`` by pledge."""
    head = {"format": 1, "id": "council", "title": "A council"} | ({"target": target} if target else {})
    votes = {"FR": ("France", 4), "DE": ("Germany", 2), "GB": ("Britain", 1)}
    strengths = {"fr": 10, "de": 20, "gb": 40}
    pledges = [
        {"id": key, "nation": key.upper(), "capability": "infantry", "strength": strength}
        | ({"if": conditions[key]} if key in conditions else {})
        for key, strength in strengths.items()
    ]
    return willing.build(
        {
            "case": head,
            "nations": {code: {"name": name, "weights": {"votes": n}} for code, (name, n) in votes.items()},
            "factors": {"f": {"title": "F is so"}},
            "capabilities": {"infantry": {"name": "Infantry"}},
            "pledges": pledges,
        }
    )


QUOTA = "total(votes) >= 5 and nations >= 2"
WAITING = {"fr": "total(votes) >= 5", "de": "FR stands", "gb": "f"}
"""France waits for a fifth vote, Germany for France, Britain for an open factor."""


@pytest.mark.parametrize(
    ("asked", "goal"),
    [
        (None, Goal(30, normal(parse(QUOTA)))),
        (7, Goal(7)),
        (0, Goal(0)),
        ("25000", Goal(25_000)),
        (" 25_000 ", Goal(25_000)),
        ("nations >= 2", Goal(rule=parse("nations >= 2"))),
        ("not (f and nations >= 2)", Goal(rule=parse("not f or nations < 2"))),
        ("fr stands and total(infantry) >= 3", Goal(rule=parse("fr stands and total(infantry) >= 3"))),
    ],
)
def test_a_target_is_read_as_persons_a_rule_or_the_case_s_own(asked: int | str | None, goal: Goal) -> None:
    assert goal_of(council({"strength": 30, "when": QUOTA}), asked) == goal


def test_a_case_may_have_no_target_or_half_of_one() -> None:
    assert goal_of(council(), None) is None
    assert goal_of(council({"strength": 3}), None) == Goal(3)
    assert goal_of(council({"when": "nations >= 2"}), None) == Goal(rule=parse("nations >= 2"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (-1, "target -1 is not a number of persons: write a whole one as 25000 or 25_000"),
        ("-1", "target -1 is not a number of persons"),
        ("25,000", "target 25,000 is not a number of persons"),
        ("2.5", r"target 2\.5 is not a number of persons"),
        ("1" * 16, "is not a number of persons"),
        (True, "target True is neither a whole number of persons nor a rule"),
        (2.5, r"target 2\.5 is neither a whole number of persons nor a rule"),
        ("", "target '' is neither a whole number of persons nor a rule: empty"),
        ("nations >= 2 and", "nor a rule: found the end, expected"),
        ("nations > 2", "target 'nations > 2' is neither .* nor a rule: found '>', expected .*; write '>='"),
        ("others(votes) >= 2", "found 'others', expected 'total': a rule is over the whole force"),
        ("total(vote) >= 2", r"target 'total\(vote\) >= 2': unknown capability or weight 'vote': did you mean 'votes'"),
        ("truce", "target 'truce': unknown factor 'truce': the case has f"),
        ("IT stands", "unknown nation 'IT': the case has FR, DE, GB"),
        ("it stands", "unknown pledge 'it': the case has fr, de, gb"),
    ],
)
def test_anything_else_is_refused_in_one_line_with_a_remedy(asked: Any, message: str) -> None:
    with pytest.raises(willing.AskError, match=message) as caught:
        willing.assess(council(), target=asked)
    assert "\n" not in str(caught.value)


def test_a_rule_of_two_weights_in_one_sum_is_refused() -> None:
    nations = {"A": {"weights": {"votes": 1, "gdp": 2}}}
    case = willing.build({"case": {"format": 1, "id": "x", "title": "X"}, "nations": nations})
    with pytest.raises(willing.AskError, match="adds up two weights: ask for each in a sum of its own"):
        goal_of(case, "total(votes, gdp) >= 2")
    with pytest.raises(willing.AskError, match="unknown capability or weight 'infantry'"):
        goal_of(case, "total(infantry) >= 2")


@pytest.mark.parametrize(
    ("target", "persons", "rule", "met"),
    [
        (None, None, None, None),
        (30, 30, None, (False, True, True)),
        (QUOTA, None, QUOTA, (False, True, True)),
        ("total(votes) >= 7", None, "total(votes) >= 7", (False, False, True)),
        ("not total(votes) < 8", None, "total(votes) >= 8", (False, False, False)),
        ("nations < 1", None, "nations < 1", (False, False, True)),
    ],
)
def test_the_answer_says_whether_the_target_is_met(
    target: int | str | None, persons: int | None, rule: str | None, met: tuple[bool, bool, bool] | None
) -> None:
    answer = willing.assess(council(**WAITING), target=target)
    assert (answer.target, answer.rule) == (persons, rule)
    assert (answer.met and (answer.met.firm, answer.met.together, answer.met.possible)) == met
    jsonschema.validate(answer.to_dict(), schema_of("assess"))


def test_with_persons_and_a_rule_both_must_hold() -> None:
    for strength, met in ((30, True), (31, False)):
        answer = willing.assess(council({"strength": strength, "when": QUOTA}, **WAITING))
        assert (answer.target, answer.rule) == (strength, QUOTA)
        assert answer.met is not None
        assert (answer.met.firm, answer.met.together, answer.met.possible) == (False, met, True)


RULE = "the rule that the votes of the nations taking part come to at least"


@pytest.mark.parametrize(
    ("rule", "conditions", "said"),
    [
        ("total(votes) >= 5", {}, f"70 stand firm; {RULE} 5 holds."),
        (
            "total(votes) >= 5",
            WAITING,
            f"0 stand firm; {RULE} 5 does not hold; 30 would stand if France and Germany signed together, and the "
            "rule would then hold; if every open question turned out well, at most 70.",
        ),
        (
            "total(votes) >= 7",
            WAITING,
            f"0 stand firm; {RULE} 7 does not hold; 30 would stand if France and Germany signed together; "
            "if every open question turned out well, at most 70, and the rule could hold.",
        ),
        (
            "total(votes) >= 8",
            WAITING,
            f"{RULE} 8 does not hold; 30 would stand if France and Germany signed together; "
            "if every open question turned out well, at most 70; the rule cannot hold by the conditions as stated.",
        ),
        (
            "nations < 2",
            {"fr": "DE stands", "de": "FR stands"},
            "40 stand firm; the rule that fewer than 2 nations take part holds; 70 would stand if France and Germany "
            "signed together, but then the rule might no longer hold.",
        ),
        (
            "f and nations >= 3",
            {},
            "70 stand firm; the rule that F is so and at least 3 nations take part does not hold; "
            "if every open question turned out well, the rule could hold.",
        ),
    ],
)
def test_the_headline_says_whether_the_rule_holds(rule: str, conditions: dict[str, str], said: str) -> None:
    assert willing.assess(council(**conditions), target=rule).headline.endswith(said)


def test_the_headline_holds_persons_against_persons_beside_the_rule() -> None:
    said = willing.assess(council({"strength": 100, "when": "nations >= 3"})).headline
    assert said == "With nothing assumed, 70 of 100 stand firm; the rule that at least 3 nations take part holds."


def test_a_rule_that_only_the_high_end_of_a_range_would_meet() -> None:
    case = willing.build(
        {
            "case": {"format": 1, "id": "x", "title": "X", "target": {"when": "total >= 5"}},
            "nations": {"A": {}},
            "pledges": [
                {"id": "a", "nation": "A", "capability": "c", "strength": {"low": 1, "likely": 2, "high": 9}},
            ],
        }
    )
    assert willing.assess(case).headline.endswith("the rule could hold only at the high end of the stated ranges.")


def test_weights_and_the_rule_are_part_of_what_makes_a_case() -> None:
    prints = {fingerprint(case) for case in (council(), council({"when": QUOTA}), council({"when": "nations >= 2"}))}
    assert len(prints) == 3


def test_why_says_numbers_in_the_word_of_the_weight() -> None:
    reason = willing.why(council(**WAITING), "FR").reasons[0]
    assert reason.text == (
        "needs the votes of the nations taking part to come to at least 5; the votes come to 4, "
        "its own nation included: short 1"
    )
    assert (reason.unit, reason.short) == ("votes", 1)


def test_a_number_of_persons_is_answered_as_ever() -> None:
    answer = willing.assess(pair(), target="7")
    assert answer == willing.assess(pair(), target=7)
    assert answer.met is not None
    assert answer.met.firm
