"""From text to a condition."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import conditions, quick, spelled

from willing.conditions.parse import DEEPEST, LANGUAGE, LONGEST, RESERVED, parse
from willing.conditions.tree import (
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    depth,
)
from willing.errors import ConditionError

A, B, C, D = Factor("a"), Factor("b"), Factor("c"), Factor("d")


def refusal(text: str) -> ConditionError:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("us_backstop", Factor("us_backstop")),
        ("FR stands", Stands("FR")),
        ("STATE_7 stands", Stands("STATE_7")),
        ("us-air stands", Stands("us-air")),
        ("brigade stands", Stands("brigade")),
        ("us_a-2nd-x_1 stands", Stands("us_a-2nd-x_1")),
        ("GB sends >= 5000", Sends("GB", ">=", 5000)),
        ("GB sends<5_000", Sends("GB", "<", 5000)),
        ("total >= 10000", Sum("total", (), ">=", 10000)),
        ("others < 0", Sum("others", (), "<", 0)),
        ("total(FR, DE, infantry) >= 2_000", Sum("total", ("FR", "DE", "infantry"), ">=", 2000)),
        ("others ( medical )<7", Sum("others", ("medical",), "<", 7)),
        ("nations >= 3", Nations(">=", 3)),
        ("nations<3", Nations("<", 3)),
        ("at least 2 of [a, FR stands, nations >= 3]", AtLeast(2, (A, Stands("FR"), Nations(">=", 3)))),
        ("at least 0 of [a]", AtLeast(0, (A,))),
        ("at least 9 of [a or b, not c and d]", AtLeast(9, (Or((A, B)), And((Not(C), D))))),
        ("not a", Not(A)),
        ("not not a", Not(Not(A))),
        ("(((a)))", A),
        ("\n a\tand\r\n b ", And((A, B))),
    ],
)
def test_every_kind_of_part_is_read(text: str, tree: Condition) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b and c", Or((A, And((B, C))))),
        ("a and b or c and d", Or((And((A, B)), And((C, D))))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("not a and b", And((Not(A), B))),
        ("not a or b", Or((Not(A), B))),
        ("not (a and b)", Not(And((A, B)))),
        ("not FR stands and a", And((Not(Stands("FR")), A))),
        ("a and b and c", And((A, B, C))),
        ("a or b or c", Or((A, B, C))),
        ("a and (b and c)", And((A, And((B, C))))),
        ("(a or b) or c", Or((Or((A, B)), C))),
        ("not at least 1 of [a, b] or c", Or((Not(AtLeast(1, (A, B))), C))),
    ],
)
def test_not_binds_closest_and_then_or_last(text: str, tree: Condition) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize("word", sorted(RESERVED))
@pytest.mark.parametrize("tail", ["x", "_x", "7", "_"])
def test_a_reserved_word_may_begin_a_name(word: str, tail: str) -> None:
    assert parse(f"{word}{tail}") == Factor(f"{word}{tail}")
    assert parse(f"not {word}{tail}") == Not(Factor(f"{word}{tail}"))
    assert parse(f"a or {word}{tail} and b") == Or((A, And((Factor(f"{word}{tail}"), B))))
    assert parse(f"{word}-{tail} stands") == Stands(f"{word}-{tail}")
    assert parse(f"total({word}{tail}) >= 1") == Sum("total", (f"{word}{tail}",), ">=", 1)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_name_itself(word: str) -> None:
    for text in ("{}", "{} stands", "a and {}", "total({}) >= 1", "at least 1 of [{}]"):
        refusal(text.format(word))


@pytest.mark.parametrize(
    ("text", "offset"),
    [("ceasefire order", 10), ("a android", 2), ("FR stands orb", 10), ("(a)orb", 3), ("nations >= 3 orb", 13)],
)
def test_a_word_that_begins_like_another_is_not_cut_in_two(text: str, offset: int) -> None:
    assert refusal(text).offset == offset


@pytest.mark.parametrize(
    ("text", "offset", "found", "expected"),
    [
        ("", 0, "empty", "leave `if` out"),
        (" \n ", 0, "empty", "leave `if` out"),
        ("a and", 5, "the end", "a factor"),
        ("a and  ", 5, "the end", "a nation"),
        ("not", 3, "the end", "a factor"),
        ("(a or b", 7, "the end", "')'"),
        ("a)", 1, "')'", "the end"),
        ("((a)", 4, "the end", "')'"),
        ("at least 2 of [a, b", 19, "the end", "']'"),
        ("at least 2 of (a, b)", 14, "'('", "'['"),
        ("at least 2 of []", 15, "']'", "a factor"),
        ("at least two of [a]", 9, "'two'", "a whole number"),
        ("at most 2 of [a]", 3, "'most'", "'least'"),
        ("a b", 2, "'b'", "'and', 'or'"),
        ("FR", 2, "the end", "'sends' or 'stands'"),
        ("FR DE", 3, "'DE'", "'sends' or 'stands'"),
        ("us-air", 6, "the end", "'stands'"),
        ("us-air sends >= 5", 7, "'sends'", "'stands'"),
        ("FR sends 5000", 9, "'5000'", "'>=' or '<'"),
        ("FR sends >= few", 12, "'few'", "a whole number"),
        ("FR sends >= -5", 12, "'-'", "a whole number"),
        ("FR sends >= 5000 persons", 17, "'persons'", "the end"),
        ("total() >= 5", 6, "')'", "a capability, a weight or a nation"),
        ("total(us-air) >= 5", 6, "'us-air'", "a capability, a weight or a nation"),
        ("nations(FR) >= 2", 7, "'('", "'>=' or '<'"),
        ("total", 5, "the end", "'>=' or '<'"),
        ("a # note", 2, "'#'", "'and'"),
        ("a\nand é", 6, "'é'", "a factor"),
    ],
)
def test_an_error_says_where_what_and_what_was_expected(text: str, offset: int, found: str, expected: str) -> None:
    error = refusal(text)
    assert (error.text, error.offset) == (text, offset)
    assert found in error.message.partition("expected")[0]
    assert expected in error.message


@pytest.mark.parametrize(
    ("text", "offsets", "hint"),
    [
        ("a && b", (2,), "write 'and', 'or', 'not'"),
        ("a || b", (2,), "write 'and', 'or', 'not'"),
        ("!a", (0,), "write 'and', 'or', 'not'"),
        ("a AND b", (2,), "lower case"),
        ("a Or b", (2,), "lower case"),
        ("NOT a", (0, 4), "lower case"),
        ("GB sends <= 5", (9, 10), "compare with '>=' or '<'"),
        ("total == 5", (6,), "compare with '>=' or '<'"),
        ("total > 5", (6,), "write '>='"),
        ("total = 5", (6,), "write '>='"),
        ("GB sends >= 25,000", (14,), "without separators"),
        ("2 of [a, b]", (0,), "at least 2 of [a, b, c]"),
    ],
)
def test_a_common_slip_gets_a_hint(text: str, offsets: tuple[int, ...], hint: str) -> None:
    error = refusal(text)
    assert error.offset in offsets
    assert hint in error.message


@pytest.mark.parametrize("text", ["FR sends 5000", "nations 5", "total(FR) 5", "GB sends >= 5 000"])
def test_a_number_out_of_place_is_not_taken_for_a_count(text: str) -> None:
    assert "at least 2 of" not in refusal(text).message


def test_a_proper_comparison_is_not_said_to_be_a_slip() -> None:
    assert "write '>='" not in refusal("total(FR >= 5").message


def test_only_what_could_stand_there_is_expected() -> None:
    assert "')'" not in refusal("a && b").message
    assert "']'" not in refusal("a && b").message


def test_a_number_of_any_length_is_read_or_refused() -> None:
    refusal(f"FR sends >= {'9' * 5000}")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "a" + ")" * 10_000,
        "(" * 9_999 + "a" + ")" * 9_999,
        "(" * 9_999 + "a" + ")" * 9_000,
        "(" * 20_000,
        ")" * 20_000,
        "not " * 5_000 + "a",
        "not " * 4_999 + "a",
        "not " * 4_900 + "a)",
        "not " * 4_900 + "a b",
        "not (" * 3_000 + "a" + ")" * 3_000,
        "not (" * 3_000 + "a" + ")" * 2_900 + " b",
        "at least 1 of [" * 1_100 + "a" + "]" * 1_100,
        "at least 1 of [" * 1_100 + "a" + "]" * 1_000,
        "a and (b or (" * 1_200 + "a" + "))" * 1_200,
        " or ".join(["a and b"] * 1_800),
        "total(" + "FR," * 6_000 + "FR) >= 1",
        "a " * 10_000,
        "x" * 20_000,
    ],
)
def test_hostile_nesting_and_length_are_read_or_refused_quickly(text: str) -> None:
    began = time.perf_counter()
    try:
        assert depth(parse(text)) <= DEEPEST
    except ConditionError as error:
        assert 0 <= error.offset <= len(text)
    assert time.perf_counter() - began < 5


def test_nesting_is_refused_just_beyond_the_bound() -> None:
    assert depth(parse("not " * (DEEPEST - 1) + "a")) == DEEPEST
    assert "nested deeper than 60" in refusal("not " * DEEPEST + "a").message


def test_length_is_refused_just_beyond_the_bound() -> None:
    assert parse("a" + " " * (LONGEST - 1)) == A
    assert "longer than 20,000" in refusal("a" + " " * LONGEST).message


def test_the_caret_stands_under_the_offending_token() -> None:
    text, caret = refusal("ceasefire and\nGB sends <= 5000").pointed().split("\n")
    assert text == "ceasefire and GB sends <= 5000"
    assert text[caret.index("^")] in "<="


def test_the_caret_is_found_in_a_long_text_too() -> None:
    text, caret = refusal("a and " * 1_000 + "b & c" + " and a" * 1_000).pointed(60).split("\n")
    assert len(text) == 60
    assert text[caret.index("^")] == "&"


@given(conditions(least_items=2))
@quick(150)
def test_brackets_change_nothing_but_the_grouping(condition: Condition) -> None:
    assert parse(spelled(condition)) == condition


TOKENS = ("a", "FR", "us-air", "and", "or", "not", "stands", "sends", "at", "least", "of", "total", "others", "nations")
SIGNS = (
    "(",
    ")",
    "[",
    "]",
    ",",
    ">=",
    "<",
    "<=",
    "5",
    "5_000",
    "_",
    "-",
    "AND",
    "&&",
    "é",
    "\x00",
    "\n",
    "25,000",
    ".",
)


@given(
    st.text(max_size=40)
    | st.tuples(st.sampled_from(("", " ")), st.lists(st.sampled_from(TOKENS + SIGNS), max_size=14)).map(
        lambda drawn: drawn[0].join(drawn[1])
    )
)
@quick(250)
def test_any_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    try:
        parse(text)
    except ConditionError as error:
        assert 0 <= error.offset <= len(text)
        assert error.message
        assert error.pointed().endswith("^")


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_the_grammar_shown_to_a_reader_has_every_word_of_the_language(word: str) -> None:
    assert word in LANGUAGE
