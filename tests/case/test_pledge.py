"""What a nation offers, how firmly, and under which condition."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from tests.case.small import pledge

from willing.case.pledge import LADDER, Match, Pledge, Stage
from willing.conditions.parse import parse
from willing.conditions.tree import ALWAYS


def made(**keys: Any) -> Pledge:
    return Pledge.model_validate(pledge(**keys))


@pytest.mark.parametrize(
    ("strength", "likely", "span"),
    [
        (0, 0, (0, 0)),
        (5000, 5000, (5000, 5000)),
        ({"low": 1, "likely": 2, "high": 4}, 2, (1, 4)),
        ({"match": 0.1, "up_to": 800}, 800, (0, 800)),
        ("unknown", None, None),
    ],
)
def test_a_strength_has_a_likely_number_and_a_span_unless_unknown(
    strength: Any, likely: int | None, span: tuple[int, int] | None
) -> None:
    assert (made(strength=strength).likely, made(strength=strength).span) == (likely, span)


@pytest.mark.parametrize(
    ("strength", "readings"),
    [
        (7, [7, 7, 7]),
        ({"low": 1, "likely": 2, "high": 4}, [1, 2, 4]),
        ({"match": 0.1, "up_to": 800}, [800, 800, 800]),
        ("unknown", [None, None, None]),
    ],
)
def test_a_range_is_read_at_either_end_or_at_its_likely_number(strength: Any, readings: list[int | None]) -> None:
    offer = made(strength=strength)
    assert [offer.persons("low"), offer.persons("likely"), offer.persons("high")] == readings


@pytest.mark.parametrize(
    ("of", "names"),
    [
        ("others", ()),
        ("others(FR)", ("FR",)),
        ("others ( FR ,infantry,  GB )", ("FR", "infantry", "GB")),
    ],
)
def test_a_match_may_be_restricted_to_nations_and_capabilities(of: str, names: tuple[str, ...]) -> None:
    assert Match.model_validate({"match": 1, "of": of, "up_to": 5}).names == names


@pytest.mark.parametrize(
    "of", ["total", "others()", "others(FR,)", "others(FR DE)", "others FR", "xothers", "others(FR", ""]
)
def test_a_match_is_of_others_and_of_nothing_else(of: str) -> None:
    with pytest.raises(ValueError, match="others"):
        Match.model_validate({"match": 1, "of": of, "up_to": 5})


def test_a_match_is_exactly_the_decimal_that_was_written() -> None:
    match = Match.model_validate({"match": 0.1, "up_to": 5})
    assert match.match * 10 == 1


def test_a_pledge_without_condition_always_holds() -> None:
    assert made().condition == ALWAYS
    assert made(if_="ceasefire and GB stands").condition == parse("ceasefire and GB stands")


def test_every_stage_counts_from_itself_and_from_those_below_it() -> None:
    assert LADDER == ("rumoured", "indicated", "declared", "committed", "verified", "ready", "deployed")
    for at, stage in enumerate(LADDER):
        assert [made(stage=stage).counts_from(least) for least in LADDER] == [at >= place for place in range(7)]


def test_refused_and_withdrawn_pledges_never_count() -> None:
    assert set(get_args(Stage)) - set(LADDER) == {"refused", "withdrawn"}
    for stage in ("refused", "withdrawn"):
        assert not any(made(stage=stage).counts_from(least) for least in LADDER)


def test_a_pledge_is_declared_unless_it_says_otherwise() -> None:
    assert made().stage == "declared"


def test_a_pledge_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        made().strength = 5  # type: ignore[misc]
