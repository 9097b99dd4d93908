"""YAML text to plain data that knows its places."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import quick

from willing.case import located
from willing.case.located import DEEPEST, LARGEST, LONGEST, Located, locate, scalar
from willing.errors import CaseError, Fault, Place


def scan(text: str, file: str) -> Located | None:
    """Read, taking every fault for one that stops it."""
    root, faults = located.scan(text, file)
    if faults:
        raise CaseError(faults)
    return root


def read(text: str) -> Any:
    found = scan(text, "f")
    return found.plain() if found is not None else None


def refusal(text: str) -> tuple[Fault, ...]:
    with pytest.raises(CaseError) as caught:
        scan(text, "f")
    return caught.value.faults


@pytest.mark.parametrize("word", ["NO", "no", "yes", "on", "off", "y", "tRUE", "nULL", "2025-01-01", "1:30", "1_000"])
@pytest.mark.parametrize("place", ["{}", "'{}'", '"{}"'])
def test_words_that_only_yaml_1_1_reads_otherwise_are_strings(word: str, place: str) -> None:
    assert read(f"a: {place.format(word)}") == {"a": word}


@pytest.mark.parametrize("text", ["0b11", "0o8", "0xG", "0o", "0x", "-0o7", "-0xF", "1e", "e5", ".", "+", "--1", "+-1"])
def test_what_the_core_schema_does_not_know_as_a_number_is_a_string(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text", ["+-.inf", "-+.inf", "--.nan", ".iNf", ".Nan", "-.nan", "+.NaN", "0o1_7", "0x_1f", "0x１"]
)
def test_what_only_looks_like_a_number_is_a_string(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17", 17),
        ("-17", -17),
        ("+17", 17),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("1E+3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5e-2", -0.015),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("null", None),
        ("~", None),
        ("Null", None),
        ("", None),
    ],
)
def test_plain_scalars_are_read_by_the_core_schema(text: str, value: object) -> None:
    found = read(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number_is_a_number_too(text: str) -> None:
    assert math.isnan(read(f"a: {text}")["a"])


@pytest.mark.parametrize("text", ["'17'", '"17"', "|-\n 17", ">-\n 17", "!!str 17", '"\\x31\\x37"'])
def test_quotes_blocks_and_tags_keep_a_number_text(text: str) -> None:
    assert read(f"a: {text}") == {"a": "17"}


def test_keys_are_words_whatever_they_look_like() -> None:
    assert list(read("NO: 1\ntrue: 2\n1e3: 3\n~: 4\n2025-01-01: 5")) == ["NO", "true", "1e3", "~", "2025-01-01"]


def test_every_value_and_key_knows_its_line() -> None:
    found = scan("case:\n  id: x\n\n  # note\n  tags:\n    - a\n    - {b: 1,\n       c: 2}\n", "f.yaml")
    assert found is not None
    lines = [(), ("case",), ("case", "id"), ("case", "tags"), ("case", "tags", 0), ("case", "tags", 1, "c")]
    assert [found.at(path).line for path in lines] == [1, 1, 2, 5, 6, 8]
    assert str(found.at(("case", "tags", 1, "c"))) == "f.yaml:8"


def test_a_path_that_leads_nowhere_ends_at_the_last_part_that_exists() -> None:
    found = scan("a:\n  b:\n    - 1\n", "f")
    assert found is not None
    nowhere = (("a", "x"), ("a", "b", 9), ("z",), ("a", "b", "c"))
    assert [found.at(path).line for path in nowhere] == [1, 2, 1, 2]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a note\n", "---\n", "~", "null"])
def test_an_empty_document_is_nothing(text: str) -> None:
    assert scan(text, "f") is None


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("case:\n\tformat: 1\n", 2, "not YAML"),
        ("case:\n  format: 1\n id: x\n", 3, "not YAML"),
        ("case: {format: 1\nid: x\n", 2, "not YAML"),
        ("case: 'open\n\n", 3, "not YAML"),
        ("a: b: c", 1, "not YAML"),
        ("a: @b", 1, "not YAML"),
        ("a: 1\n---\na: 2\n", 2, "a second document"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' given twice"),
        ("a: {b: 1, b: 2}", 1, "'b' given twice"),
        ("a: *b", 1, "the alias *b without an anchor"),
        ("a: &b\n  c: *b\n", 2, "inside its own anchor"),
        ("a: &b [1, [*b]]\n", 1, "inside its own anchor"),
        ("? [a]\n: 1\n", 1, "used as a key"),
        ("{{a: 1}: 2}", 1, "used as a key"),
        ("a: &b 1\n*b : 2\n", 2, "used as a key"),
        ("%YAML 7.0\n---\na: 1\n", 1, "not YAML"),
        ("a: \x00\n", 0, "not text"),
        ("a: \x07\n", 0, "not text"),
    ],
)
def test_what_cannot_be_read_is_one_fault_with_its_line_and_a_remedy(text: str, line: int, what: str) -> None:
    (fault,) = refusal(text)
    assert fault.place == Place("f", line)
    assert what in fault.what
    assert fault.remedy


def test_every_key_given_twice_is_reported_with_the_line_of_the_first() -> None:
    found = refusal("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n")
    assert [(fault.place.line, fault.what, fault.remedy[:15]) for fault in found] == [
        (2, "the key 'c' given twice", "first on line 2"),
        (3, "the key 'a' given twice", "first on line 1"),
        (4, "the key 'a' given twice", "first on line 1"),
    ]


def test_an_alias_stands_for_what_was_anchored() -> None:
    assert read("a: &x {b: [1, NO]}\nc: *x\nd: &y yes\ne: [*y, *y]") == {
        "a": {"b": [1, "NO"]},
        "c": {"b": [1, "NO"]},
        "d": "yes",
        "e": ["yes", "yes"],
    }


def test_nesting_is_refused_just_beyond_the_bound() -> None:
    assert read("[" * DEEPEST + "]" * DEEPEST) is not None
    assert "nested deeper" in refusal("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))[0].what


def test_nesting_by_aliases_counts_as_nesting() -> None:
    chain = "x0: &x0 [1]\n" + "".join(f"x{i}: &x{i} [*x{i - 1}]\n" for i in range(1, 1_000))
    assert "nested deeper" in refusal(chain)[0].what


def test_the_number_of_values_is_bounded_aliases_written_out() -> None:
    tens = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb = tens + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    wide = "a: &a [" + "x, " * 1000 + "]\nb: [" + "*a, " * 600 + "]\n"
    keys = "a0: &a0 x\n" + "".join(f"a{i}: &a{i} {{k: *a{i - 1}, l: *a{i - 1}}}\n" for i in range(1, 30))
    for text in (bomb, wide, keys):
        assert f"more than {LARGEST:,} values" in refusal(text)[0].what


def test_the_length_of_a_file_is_bounded() -> None:
    assert "8,000,001 characters" in refusal("x" * (LONGEST + 1))[0].what


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        "{a: " * 300_000,
        "- " * 500_000,
        "\n".join(" " * i + "a:" for i in range(2_000)),
        "? " * 300_000,
        "a: '" + "x\n" * 500_000,
        "\x00" * 5_000_000,
        "&a " * 300_000,
        "- a\n" * 100_000,
        "".join(f"k{i}: v\n" for i in range(30_000)),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_noise_is_read_or_refused_quickly(text: str) -> None:
    began = time.perf_counter()
    try:
        scan(text, "f")
    except CaseError as error:
        assert error.faults
    assert time.perf_counter() - began < 20


_words = st.text(st.characters(exclude_categories=["C"]), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _words | st.sampled_from(("\n", " a", "\t", "\x00")),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(_words, part, max_size=3),
    max_leaves=10,
)


@given(json_values)
@quick(150)
def test_json_is_read_as_it_is(value: Any) -> None:
    assert read(json.dumps({"a": value}, ensure_ascii=False)) == {"a": value}


@given(json_values)
@quick(100)
def test_data_is_located_and_made_plain_again_without_loss(value: Any) -> None:
    found = locate({"a": value})
    assert isinstance(found, Located)
    assert found.plain() == {"a": value}
    assert found.at(("a", 0, "b")) == Place()


PIECES = (
    "a",
    ": ",
    "- ",
    "\n",
    "  ",
    "&x ",
    "*x",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "'",
    '"',
    "|",
    "? ",
    "---",
    "\t",
    "!!",
    "#",
    "%",
)


@given(st.text(max_size=60) | st.lists(st.sampled_from((*PIECES, "NO", "1e3", "+-.inf")), max_size=25).map("".join))
@quick(250)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = scan(text, "f")
    except CaseError as error:
        assert all(fault.what and fault.remedy for fault in error.faults)
    else:
        assert found is None or found.place.file == "f"
