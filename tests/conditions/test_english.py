"""A condition as an English sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import conditions, quick

from willing.conditions.english import Names, bound, english, group, persons
from willing.conditions.parse import parse
from willing.conditions.tree import ALWAYS, Condition, Factor, Nations, Or, Sends, Stands, Sum, leaves

NAMES = Names(
    nations={"FR": "France", "GB": "the United Kingdom", "US": "the United States"},
    pledges={"us-air": "the air pledge"},
    capabilities={"infantry": "Infantry", "field_hospital": "A field hospital"},
    factors={
        "ceasefire": "A ceasefire is in force.",
        "us_backstop": "The US commits air power",
        "nato": "NATO agrees",
    },
    weights=frozenset({"votes", "total_gdp"}),
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ceasefire", "a ceasefire is in force"),
        ("us_backstop", "the US commits air power"),
        ("nato", "NATO agrees"),
        ("un_mandate", "un mandate"),
        ("not ceasefire", "it is not so that a ceasefire is in force"),
        ("FR stands", "France takes part"),
        ("us-air stands", "the air pledge stands"),
        ("PL stands", "PL takes part"),
        ("pl-a stands", "pl-a stands"),
        ("not FR stands", "France does not take part"),
        ("not us-air stands", "the air pledge does not stand"),
        ("GB sends >= 5000", "the United Kingdom sends at least 5,000"),
        ("GB sends < 5000", "the United Kingdom sends fewer than 5,000"),
        ("total >= 25000", "the whole force comes to at least 25,000"),
        ("others < 25000", "the other nations together come to fewer than 25,000"),
        ("total(FR) >= 5", "the whole force, counting only France, comes to at least 5"),
        (
            "others(FR, US, infantry) >= 5",
            "the other nations, counting only infantry of France or the United States, together come to at least 5",
        ),
        (
            "total(infantry, field_hospital) < 5",
            "the whole force, counting only infantry or a field hospital, comes to fewer than 5",
        ),
        ("total(votes) >= 255", "the votes of the nations taking part come to at least 255"),
        ("others(votes) < 60", "the votes of the other nations taking part come to fewer than 60"),
        ("total(total_gdp) >= 5", "the total gdp of the nations taking part comes to at least 5"),
        (
            "total(FR, votes, PL) >= 5",
            "the votes of the nations taking part, counting only France or PL, come to at least 5",
        ),
        (
            "total(votes, infantry) >= 5",
            "the votes of the nations taking part with infantry come to at least 5",
        ),
        (
            "others(infantry, US, votes, field_hospital) >= 5",
            "the votes of the other nations taking part with infantry or a field hospital, counting only "
            "the United States, come to at least 5",
        ),
        ("nations >= 3", "at least 3 nations take part"),
        ("nations < 3", "fewer than 3 nations take part"),
        ("not total >= 5", "not (the whole force comes to at least 5)"),
        (
            "at least 2 of [nato, FR stands, GB stands]",
            "at least 2 of these hold: NATO agrees; France takes part; the United Kingdom takes part",
        ),
        ("nato and FR stands", "NATO agrees and France takes part"),
        ("nato or FR stands and GB stands", "NATO agrees or (France takes part and the United Kingdom takes part)"),
        ("nato and (FR stands or GB stands)", "NATO agrees and (France takes part or the United Kingdom takes part)"),
        ("not (nato and FR stands)", "not (NATO agrees and France takes part)"),
        ("nato and at least 1 of [FR stands]", "NATO agrees and (at least 1 of these hold: France takes part)"),
    ],
)
def test_every_kind_of_part_is_said_with_the_names_a_reader_knows(written: str, said: str) -> None:
    assert english(parse(written), NAMES) == said


def test_what_asks_nothing_and_what_never_holds_are_said_too() -> None:
    assert english(ALWAYS) == "nothing is asked"
    assert english(Or(())) == "never"


def test_codes_stand_in_where_no_name_is_known() -> None:
    assert english(parse("us_backstop and GB sends >= 5000")) == "us backstop and GB sends at least 5,000"


def test_a_restriction_is_said_as_alternatives_of_each_kind() -> None:
    assert group((), NAMES) == ""
    assert group(("FR", "GB", "US"), NAMES) == "France, the United Kingdom or the United States"
    assert group(("FR", "field_hospital"), NAMES) == "a field hospital of France"


def test_numbers_are_said_with_thousands_apart() -> None:
    assert persons(1234567) == "1,234,567"
    assert bound(">=", 64000) == "at least 64,000"
    assert bound("<", 999) == "fewer than 999"


@given(conditions())
@quick(100)
def test_no_part_of_a_condition_goes_unsaid(condition: Condition) -> None:
    said = english(condition)
    for leaf in leaves(condition):
        match leaf:
            case Factor(name=word):
                assert word.replace("_", " ") in said
            case Stands(who=word) | Sends(nation=word):
                assert word in said
            case Sum(persons=number) | Nations(count=number):
                assert f" {number}" in said
