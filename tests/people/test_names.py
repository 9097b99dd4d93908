"""Names, roles and nations."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from willing.people import PeopleError
from willing.people.names import account_name, known_as, part, same, title

ANY = st.text(st.characters(), max_size=100)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("claire@example.org", "claire@example.org"),
        ("  Claire  ", "Claire"),
        ("Claire \u00a0 Dupont", "Claire Dupont"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("<b>&amp;", "<b>&amp;"),
        ("名前", "名前"),
        ("x" * 80, "x" * 80),
    ],
)
def test_a_name_is_kept_as_written_but_for_blanks(written: str, kept: str) -> None:
    assert account_name(written) == kept


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "empty"),
        (" \t ", "empty"),
        ("x" * 81, "81 characters"),
        ("x" * 5_000, "too long"),
        ("a\nb", r"U\+000A"),
        ("a\x00b", r"U\+0000"),
        ("a\u202eb", r"U\+202E"),
        ("a\ud800b", r"U\+D800"),
        ("a\u2028b", r"U\+2028"),
        ("a\u200bb", r"U\+200B"),
        ("\u200d", "no account can be called"),
        ("Command  Line", "no account can be called"),
        ("set-up", "no account can be called"),
        ("PUBLIC", "no account can be called"),
    ],
)
def test_what_is_no_name(written: str, why: str) -> None:
    with pytest.raises(PeopleError, match=why):
        account_name(written)
    assert known_as(written) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Claire", "cLAIRE"),
        ("STRASSE", "straße"),
        ("Zoë", "Zoe\u0308"),
        ("Ａｎｎａ", "anna"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("نامه\u200cای", "نامهای"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert same(one) == same(other)
    assert known_as(one) == known_as(other) is not None


@given(ANY)
def test_every_name_kept_is_found_again_however_it_is_cased(text: str) -> None:
    try:
        kept = account_name(text)
    except PeopleError:
        return
    assert 1 <= len(kept) <= 80
    assert kept == kept.strip() and account_name(kept) == kept
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in kept)
    assert known_as(kept) == known_as(kept.casefold()[:80] if len(kept.casefold()) > 80 else kept) == same(kept)
    assert same(same(kept)) == same(kept)


@given(ANY, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_names_that_differ_in_case_or_form_are_the_same(text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    assert same(text) == same(unicodedata.normalize(form, text))
    assert same(text) == same(unicodedata.normalize("NFD", text).casefold())


def test_a_title_may_be_empty_but_not_where_it_is_needed() -> None:
    assert title("  ", "an invitation") == ""
    assert title(" for Claire ", "an invitation") == "for Claire"
    with pytest.raises(PeopleError, match="the title of a token is empty"):
        title("", "a token", least=1)
    with pytest.raises(PeopleError, match="the title of a token has 81 characters: at most 80"):
        title("x" * 81, "a token")


def test_a_delegate_has_a_nation_and_nobody_else() -> None:
    assert part("delegate", "FR") == ("delegate", "FR")
    assert part("observer", None) == part("observer", "") == ("observer", None)
    for role, nation, why in (
        ("delegate", None, "speaks for a nation"),
        ("delegate", "", "speaks for a nation"),
        ("delegate", "fr", "no code of a nation"),
        ("delegate", "FR\n", "no code of a nation"),
        ("delegate", "F" * 121, "no code of a nation"),
        ("admin", "FR", "only a delegate has a nation"),
        ("king", None, "choose one of headquarters, delegate, observer, admin"),
    ):
        with pytest.raises(PeopleError, match=why):
            part(role, nation)
