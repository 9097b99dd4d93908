"""`pivots` on cases small enough to work out by hand."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tests.questions.test_odds import PAIR, case, pair

import willing
from willing.futures import coalitions
from willing.questions.pivots import Pivots
from willing.questions.schema import schema_of


def said(answer: Pivots) -> dict[str, tuple[str | None, str | None]]:
    return {power.nation: (power.shapley_exact, power.banzhaf_exact) for power in answer.nations}


def test_power_is_exact_in_one_scenario_and_the_most_powerful_comes_first() -> None:
    """With ceasefire and backing: France needs Britain, and both are needed for 8,000."""
    answer = willing.pivots(pair(), assume={"ceasefire": True, "backing": True})
    assert said(answer) == {"FR": ("1/2", "1/2"), "GB": ("1/2", "1/2"), "IT": ("0", "0")}
    assert [power.nation for power in answer.nations] == ["FR", "GB", "IT"]
    assert [power.strength for power in answer.nations] == [5000, 3000, 100]
    assert (answer.met, answer.exact, answer.error, answer.expected) == (1.0, True, 0.0, False)


def test_open_factors_help_nobody_and_on_average_weigh_as_they_are_likely() -> None:
    plain, mean = willing.pivots(pair()), willing.pivots(pair(), expected=True)
    assert (plain.met, plain.nations[0].shapley) == (0.0, 0.0)
    assert mean.met == pytest.approx(0.2)
    assert mean.nations[0].shapley == pytest.approx(0.1)
    assert mean.nations[0].shapley_exact is None


def test_signed_together_more_is_met() -> None:
    answer = willing.pivots(pair(), assume={"ceasefire": True, "backing": False}, game="together")
    assert (answer.game, answer.met) == ("together", 1.0)
    assert said(answer)["FR"] == ("1/2", "1/2")


def test_a_rule_may_be_the_target() -> None:
    answer = willing.pivots(pair(), assume={"ceasefire": True, "backing": True}, target="FR stands or IT stands")
    assert (answer.target, answer.rule) == (None, "FR stands or IT stands")
    assert said(answer) == {"IT": ("2/3", "3/4"), "FR": ("1/6", "1/4"), "GB": ("1/6", "1/4")}


def test_what_cannot_be_asked_is_refused_with_a_remedy() -> None:
    with pytest.raises(willing.AskError, match="the games are firm, together"):
        willing.pivots(pair(), game="alone")
    with pytest.raises(willing.AskError, match="--target 25000"):
        willing.pivots(case(*PAIR))
    with pytest.raises(willing.AskError, match="did you mean 'ceasefire'"):
        willing.pivots(pair(), assume={"ceasfire": True})


@pytest.mark.parametrize(
    ("target", "assume", "sentence"),
    [
        (8000, {}, "no nation decides whether at least 8,000 stand: it is not met even with all of them"),
        (0, {}, "no nation decides whether at least 0 stand: it is met with none of them"),
        (100, {}, "Nation IT decides most whether at least 100 stand: 100.0 %; 2 of 3 nations never do"),
        (
            8100,
            {"ceasefire": True, "backing": True},
            "Nation FR, Nation GB and Nation IT decide most whether at least 8,100 stand: 33.3 % each.",
        ),
    ],
)
def test_the_answer_in_a_sentence(target: int, assume: dict[str, bool], sentence: str) -> None:
    assert sentence in willing.pivots(pair(), target=target, assume=assume).headline


def test_many_alike_are_not_all_named() -> None:
    many = case(*({"id": f"s-{i}", "nation": f"S_{i}", "strength": 1} for i in range(5)), target={"strength": 3})
    assert "5 nations alike decide most" in willing.pivots(many).headline


SPOILED = (
    {"id": "fr", "nation": "FR", "strength": 10, "if": "not GB stands"},
    {"id": "gb", "nation": "GB", "strength": 1, "if": "ceasefire"},
)


def test_the_force_of_all_is_that_of_assess() -> None:
    """Also where an open factor might let a pledge stand that makes another fall."""
    for assume in ({}, {"ceasefire": True}, {"ceasefire": False}):
        spoiled = case(*SPOILED, target={"strength": 10})
        met = willing.pivots(spoiled, assume=assume).met
        assert met == (willing.assess(spoiled, assume=assume).strength.firm >= 10)


def test_a_nation_that_spoils_has_negative_power() -> None:
    found = said(willing.pivots(case(*SPOILED, target={"strength": 10}), assume={"ceasefire": True}))
    assert found == {"FR": ("1/2", "1/2"), "GB": ("-1/2", "-1/2")}


def test_factors_are_the_drivers_of_the_odds() -> None:
    answer, odds = willing.pivots(pair()), willing.odds(pair(), reading="likely")
    assert answer.factors == odds.drivers


def test_ranges_are_read_as_asked() -> None:
    ranged = case(
        {"id": "fr", "nation": "FR", "strength": {"low": 1, "likely": 2, "high": 3}},
        {"id": "gb", "nation": "GB", "strength": 2},
        target={"strength": 4},
    )
    assert [willing.pivots(ranged, reading=reading).met for reading in ("low", "likely", "high")] == [0.0, 1.0, 1.0]


def test_interrupted_the_answer_says_how_far_it_may_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coalitions, "SMALL", 0)

    def tell(_: float) -> None:
        raise KeyboardInterrupt

    lines: list[dict[str, Any]] = [{"id": f"s-{i}", "nation": f"S_{i}", "strength": 1} for i in range(30)]
    lines[0]["if"] = "S_1 stands or S_2 stands"
    answer = willing.pivots(case(*lines, target={"strength": 15}), told=tell)
    assert answer.exact == (answer.error == 0.0)
    assert all(abs(power.shapley - 1 / 30) <= answer.error + 0.01 for power in answer.nations)


def test_json_table_and_schema() -> None:
    answer = willing.pivots(pair(), expected=True)
    found = json.loads(answer.to_json())
    jsonschema.validate(found, schema_of("pivots"), cls=jsonschema.Draft202012Validator)
    assert {"game", "nations", "factors"} <= found.keys()
    assert {"nation", "shapley", "banzhaf"} <= found["nations"][0].keys()
    assert len(answer.table()) == 3
