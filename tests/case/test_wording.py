"""What was found, short enough for one line."""

from __future__ import annotations

import pytest

from willing.case.wording import cut, found


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5, "5"),
        ("5", "'5'"),
        (True, "True"),
        (None, "nothing"),
        ({"a": 1}, "a mapping"),
        ([1], "a list"),
        ((), "a list"),
        ("a\nb", "'a\\nb'"),
    ],
)
def test_what_was_found_is_said_in_a_word(value: object, said: str) -> None:
    assert found(value) == said


def test_a_text_is_cut_to_sixty_characters_on_one_line() -> None:
    assert cut("a\n  b") == "a b"
    assert cut("x" * 60) == "x" * 60
    assert cut("x" * 61) == "x" * 57 + "..."
