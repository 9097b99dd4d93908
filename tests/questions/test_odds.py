"""`odds` on cases small enough to work out by hand."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jsonschema
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from tests.standing.oracle import World
from tests.standing.worlds import case_of, pledged, worlds

import willing
from willing.futures import outlook, search
from willing.questions import assess
from willing.questions.chance import percent, said_chance
from willing.questions.odds import MOST_POINTS, Odds
from willing.questions.schema import schema_of

FACTORS: dict[str, Any] = {
    "ceasefire": {"title": "A ceasefire is in force", "probability": 0.4},
    "backing": {
        "title": "The US backs the force",
        "probability": {"given": "ceasefire", "true": 0.5, "false": 0.1},
        "basis": {"probability": {"assumed": "a guess"}},
    },
}


def case(
    *pledges: dict[str, Any], target: Any = None, factors: dict[str, Any] | None = None, **more: Any
) -> willing.Case:
    """A case of these pledges; each nation is called after its code."""
    head: dict[str, Any] = {"format": 1, "id": "chancy", "title": "A chancy case"}
    if target is not None:
        head["target"] = target
    return willing.build(
        {
            "case": head,
            "nations": {pledge["nation"]: {"name": f"Nation {pledge['nation']}"} for pledge in pledges},
            "factors": FACTORS if factors is None else factors,
            "pledges": [{"capability": "infantry", **pledge} for pledge in pledges],
            **more,
        }
    )


PAIR = (
    {"id": "fr", "nation": "FR", "strength": 5000, "if": "ceasefire and GB stands"},
    {"id": "gb", "nation": "GB", "strength": 3000, "if": "FR stands or backing"},
    {"id": "it", "nation": "IT", "strength": 100},
)
"""With the ceasefire all stand if the US backs them (0.2), else together; backing alone (0.06) brings Britain."""


def pair(**more: Any) -> willing.Case:
    return case(*PAIR, **({"target": {"strength": 8000}} | more))


def test_the_curve_has_every_strength_with_its_odds() -> None:
    answer = willing.odds(pair())
    found = {point.strength: (point.firm, point.together) for point in answer.curve}
    assert found == {
        0: (1.0, 1.0),
        100: (1.0, 1.0),
        3100: pytest.approx((0.26, 0.46)),
        8000: pytest.approx((0.2, 0.4)),
        8100: pytest.approx((0.2, 0.4)),
    }
    assert answer.exact
    assert answer.error is None
    assert all((p.firm, p.together) == (p.firm_at_most, p.together_at_most) for p in answer.curve)


def test_the_target_and_the_sentence() -> None:
    answer = willing.odds(pair())
    assert answer.target is not None
    assert answer.target.strength == 8000
    assert answer.target.firm == pytest.approx(0.2)
    assert answer.headline == (
        "With nothing assumed, the odds that at least 8,000 stand are 20.0 % firm, and 40.0 % if all who wait for each "
        "other sign together."
    )


def test_a_rule_may_be_the_target() -> None:
    answer = willing.odds(pair(), target="nations >= 2 and not backing")
    assert answer.target is not None
    assert (answer.target.strength, answer.target.rule) == (None, "nations >= 2 and not backing")
    assert (answer.target.firm, answer.target.together) == pytest.approx((0.0, 0.2))


def test_learning_says_something_of_what_a_factor_depends_on_and_assuming_does_not() -> None:
    """Backing makes a ceasefire likelier, 0.2 of 0.26; forced, it leaves it at 0.4."""
    given, assumed = willing.odds(pair(), given={"backing": True}), willing.odds(pair(), assume={"backing": True})
    assert given.target is not None
    assert assumed.target is not None
    assert given.target.firm == pytest.approx(0.2 / 0.26)
    assert assumed.target.firm == pytest.approx(0.4)
    assert "given the US backs the force" in given.headline
    assert (dict(given.given), dict(assumed.given)) == ({"backing": True}, {})


def test_what_is_given_is_open_known_and_possible() -> None:
    with pytest.raises(willing.AskError, match="did you mean 'ceasefire'"):
        willing.odds(pair(), given={"ceasfire": True})
    with pytest.raises(willing.AskError, match="write True or False"):
        willing.odds(pair(), given={"ceasefire": 1})  # type: ignore[dict-item]
    with pytest.raises(willing.AskError, match="settled the other way"):
        willing.odds(pair(), given={"ceasefire": True}, assume={"ceasefire": False})
    never = {**FACTORS, "backing": {"probability": {"given": "ceasefire", "true": 0.5, "false": 0}}}
    with pytest.raises(willing.AskError, match="no chance"):
        willing.odds(pair(factors=never), given={"backing": True, "ceasefire": False})
    for stage, reading in (("sure", None), ("declared", "mean")):
        with pytest.raises(willing.AskError, match="unknown"):
            willing.odds(pair(), stage=stage, reading=reading)


@settings(max_examples=25, deadline=None)
@drawn(worlds(monotone=False, matching=1, settled=True, weighted=True) | worlds(settled=True, weighted=True))
def test_where_nothing_is_open_the_odds_are_what_assess_says(world: World) -> None:
    built = case_of([pledged(offer) for offer in world.offers], world.factors, world.weights)
    answer, strength = willing.odds(built), willing.assess(built).strength
    for point in answer.curve:
        assert point.firm == point.firm_at_most == (strength.firm >= point.strength)
        assert point.together <= (strength.firm + strength.together >= point.strength) <= point.together_at_most
        assert point.firm <= point.together
    assert answer.exact or not willing.assess(built).monotone


def test_drivers_say_what_setting_a_factor_does() -> None:
    """All else is left to chance: forced backing leaves the ceasefire at 0.4."""
    first, second = willing.odds(pair()).drivers
    assert (first.factor, second.factor) == ("ceasefire", "backing")
    assert (first.firm_if_true, first.firm_if_false) == pytest.approx((0.5, 0.0))
    assert (first.together_if_true, first.together_if_false) == pytest.approx((1.0, 0.0))
    assert (second.firm_if_true, second.firm_if_false) == pytest.approx((0.4, 0.0))
    assert (second.together_if_true, second.together_if_false) == pytest.approx((0.4, 0.4))
    assert (first.probability, second.probability) == pytest.approx((0.4, 0.26))


def test_effects_are_shares_of_the_uncertainty() -> None:
    """Firm, the target is met with both, 0.2 in all; together, with the ceasefire, 0.4."""
    ceasefire, backing = willing.odds(pair()).drivers
    known = {True: 0.2 / 0.26, False: 0.2 / 0.74}  # of the ceasefire, by backing
    left = {value: chance * (1 - chance) for value, chance in known.items()}
    assert ceasefire.firm_effect == pytest.approx(0.26 * left[True] / 0.16)
    assert backing.firm_effect == pytest.approx(0.4 * 0.25 / 0.16)
    assert ceasefire.together_effect == pytest.approx((0.26 * left[True] + 0.74 * left[False]) / 0.24)
    assert backing.together_effect == 0.0


def test_a_factor_that_never_comes_about_by_itself_can_still_be_set() -> None:
    """Without a ceasefire the US never back the force; set to do so, they leave the odds of one at 0.4."""
    never = {**FACTORS, "backing": {"probability": {"given": "ceasefire", "true": 0.5, "false": 0}}}
    drivers = {driver.factor: driver for driver in willing.odds(pair(factors=never)).drivers}
    assert (drivers["backing"].firm_if_true, drivers["backing"].firm_if_false) == pytest.approx((0.4, 0.0))
    assert (drivers["ceasefire"].firm_if_true, drivers["ceasefire"].firm_if_false) == pytest.approx((0.5, 0.0))


def test_only_open_factors_that_somebody_asks_for_drive_anything() -> None:
    more = {**FACTORS, "unheard": {"probability": 0.5}}
    assert {d.factor for d in willing.odds(pair(factors=more)).drivers} == {"ceasefire", "backing"}
    assert [d.factor for d in willing.odds(pair(), given={"backing": True}).drivers] == ["ceasefire"]
    assert [d.factor for d in willing.odds(pair(), assume={"ceasefire": True}).drivers] == ["backing"]
    assert willing.odds(pair(), target=100).drivers[0].firm_effect is None


def test_without_a_target_there_is_only_the_curve() -> None:
    answer = willing.odds(case(*PAIR))
    assert (answer.target, answer.drivers) == (None, ())
    assert len(answer.curve) == 4
    assert "states no target" in answer.headline


def test_a_factor_without_a_probability_makes_the_odds_a_range() -> None:
    answer = willing.odds(pair(factors={**FACTORS, "backing": {"title": "The US backs the force"}}))
    assert answer.target is not None
    assert (answer.exact, answer.unknown) == (False, ("backing",))
    assert (answer.target.firm, answer.target.firm_at_most) == pytest.approx((0.0, 0.4))
    assert (answer.target.together, answer.target.together_at_most) == pytest.approx((0.4, 0.4))
    assert "between 0 % and 40.0 % firm" in answer.headline
    assert "for 1 of the open factors nobody says how likely they are" in answer.headline


RANGED = (
    {"id": "fr", "nation": "FR", "strength": {"low": 1000, "likely": 2000, "high": 3000}},
    {"id": "no", "nation": "NO", "strength": "unknown"},
)


def test_ranges_are_spread_over_unless_a_reading_fixes_them() -> None:
    """The upper half of a symmetric triangle is as likely as the lower."""
    ranged = case(*RANGED, target={"strength": 2000})
    spread = willing.odds(ranged)
    assert spread.target is not None
    assert (spread.reading, spread.exact, spread.uncounted) == ("spread", False, 1)
    assert spread.target.firm == pytest.approx(0.5, abs=2e-3)
    assert spread.error is not None
    assert 0 < spread.error < 1e-3
    for reading, firm in (("low", 0.0), ("likely", 1.0), ("high", 1.0)):
        fixed = willing.odds(ranged, reading=reading)
        assert fixed.target is not None
        assert (fixed.reading, fixed.exact, fixed.error, fixed.target.firm) == (reading, True, None, firm)


def test_a_seed_makes_sampled_odds_repeatable() -> None:
    ranged = case(*RANGED, target={"strength": 2400})
    first, again, other = (willing.odds(ranged, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.curve != other.curve


def test_of_many_strengths_the_curve_has_round_ones_and_those_that_are_marked() -> None:
    answer = willing.odds(case(*RANGED, target={"strength": 2345}))
    strengths = [point.strength for point in answer.curve]
    assert len(strengths) <= MOST_POINTS + 2
    assert {0, 1000, 2345, 3000} <= set(strengths)
    falling = [point.firm for point in answer.curve]
    assert falling == sorted(falling, reverse=True)


def test_courses_of_action_have_their_odds() -> None:
    post = {
        "id": "kyiv",
        "area": "kyiv",
        "task": "patrol",
        "capability": "infantry",
        "strength": 3000,
        "months": [0, 6],
    }
    more = {"requirements": {"show": {"title": "Show the flag", "posts": [post]}, "nothing": {"title": "Nothing"}}}
    answer = willing.odds(pair(areas={"kyiv": {"name": "Kyiv"}}, **more))
    (mark,) = answer.courses
    assert (mark.id, mark.title, mark.strength) == ("show", "Show the flag", 3000)
    assert (mark.firm, mark.together) == pytest.approx((0.26, 0.46))


def test_probabilities_that_the_case_assumes_are_named() -> None:
    assert willing.odds(pair()).assumed == ("backing",)


def test_the_stage_and_the_day_decide_who_takes_part() -> None:
    early = ({**PAIR[2], "stage": "rumoured"}, {**PAIR[1], "if": "ceasefire", "from": "2025-03-01"})
    found = willing.odds(case(*early, target={"strength": 3000}), stage="rumoured", as_of="2025-02-01")
    assert [point.strength for point in found.curve] == [0, 100, 3000]
    assert found.target is not None
    assert found.target.firm == 0.0


def interrupted(answer: willing.Case) -> Odds:
    def tell(_: float) -> None:
        raise KeyboardInterrupt

    return willing.odds(answer, told=tell)


def test_interrupted_the_answer_has_the_bounds_known_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = willing.odds(pair())
    monkeypatch.setattr(outlook, "FEW", 0)
    monkeypatch.setattr(search, "WORTHWHILE", 1)
    short = interrupted(pair())
    assert not short.exact
    for point in short.curve:
        true = next(p for p in exact.curve if p.strength >= point.strength)
        assert point.firm - 1e-12 <= true.firm <= point.firm_at_most + 1e-12
        assert point.together - 1e-12 <= true.together <= point.together_at_most + 1e-12


def test_interrupted_a_sample_still_says_how_far_it_may_be_off() -> None:
    answer = interrupted(case(*RANGED, target={"strength": 2000}))
    assert not answer.exact
    assert answer.error is not None
    assert answer.error > 0


def test_what_is_done_is_told_as_a_share_that_grows() -> None:
    told: list[float] = []
    willing.odds(case(*RANGED, target={"strength": 2000}), told=told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1


def test_the_work_can_be_shared() -> None:
    ranged = case(*RANGED, *PAIR[1:], target={"strength": 2000})
    with ThreadPoolExecutor(2) as pool:
        assert willing.odds(ranged, executor=pool) == willing.odds(ranged)


def test_json_table_and_schema() -> None:
    answer = willing.odds(pair(), given={"backing": True})
    found = json.loads(answer.to_json())
    jsonschema.validate(found, schema_of("odds"), cls=jsonschema.Draft202012Validator)
    assert {"exact", "curve", "drivers"} <= found.keys()
    assert {"strength", "firm", "together"} <= found["curve"][0].keys()
    assert len(answer.table()) == len(answer.curve)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0, "0 %"), (1e-9, "under 0.1 %"), (0.00049, "under 0.1 %"), (0.0005, "0.1 %"), (0.192, "19.2 %"),
        (0.9994, "99.9 %"), (0.9996, "over 99.9 %"), (1 - 1e-9, "over 99.9 %"), (1, "100 %"),
    ],
)  # fmt: skip
def test_nothing_is_called_certain_that_is_not(probability: float, said: str) -> None:
    assert percent(probability) == said


def test_two_percentages_are_said_only_where_they_differ() -> None:
    assert said_chance(0.25, 0.25) == "25.0 %"
    assert said_chance(0.25, 0.2503) == "25.0 %"
    assert said_chance(0.25, 0.5) == "between 25.0 % and 50.0 %"


def test_assess_searches_no_further_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eighteen factors of which nine must come are too many to go through; cut short, the odds are bounds."""
    names = [f"f{index}" for index in range(18)]
    many = case(
        *({"id": f"fr-{name}", "nation": "FR", "strength": 1, "if": name} for name in names),
        target={"strength": 9},
        factors={name: {"title": name, "probability": 0.5} for name in names},
    )
    exact = willing.assess(many).odds
    monkeypatch.setattr(assess, "SHORT", 100)
    short = willing.assess(many).odds
    assert exact is not None and short is not None
    assert exact.target.firm == exact.target.firm_at_most == pytest.approx(155_382 / 2**18)
    assert short.target.firm < exact.target.firm < short.target.firm_at_most
