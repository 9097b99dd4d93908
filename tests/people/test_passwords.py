"""Which passwords are taken, and how they are kept."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from tests.people.conftest import GOOD, Hasher, parameters

from willing.people import PeopleError
from willing.people.passwords import LEAST, MOST, Passwords, checked, normal

HASHER = Hasher()
PASSWORDS = Passwords(HASHER)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x7!k" * 5 + "q",
        "ünïcödé wörds",
        "密码密钥口令暗号合言葉パス",
        "🦆🐙🦊🐝🦉🐢🦋🐬🦔🐍🦢🐳",
        "g h a t r m o w",
        "8241907365524109",
    ],
)
def test_passwords_that_are_taken(password: str) -> None:
    assert checked(password, "claire") == normal(password)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "too short"),
        ("elevenchars", "too short"),
        ("e\u0301" * 11, "too short"),  # eleven letters, once put together
        ("x" * 1025, "too long"),
        ("\ufdfa" * 60, "too long"),  # one character that stands for eighteen
        ("seven ships \ud800 sail", "half a character"),
        ("aaaaaaaaaaaaaaaa", "first that would be guessed"),
        ("a a a a a a a a a", "first that would be guessed"),
        (" " * 12, "first that would be guessed"),
        ("abcabcabcabc", "first that would be guessed"),
        ("1234123412341234", "first that would be guessed"),
        ("abcdefghijklmn", "first that would be guessed"),
        ("ponmlkjihgfedc", "first that would be guessed"),
        ("Password1234", "first that would be guessed"),
        ("passwordpassword", "first that would be guessed"),
        ("Correct Horse Battery Staple", "first that would be guessed"),
        ("ＱＷＥＲＴＹＵＩＯＰ１２", "first that would be guessed"),
        ("claire.dupont@example.org", "first that would be guessed"),
        ("Claire.Dupont2026", "first that would be guessed"),
        ("claire.dupontclaire.dupont!", "first that would be guessed"),
    ],
)
def test_passwords_that_are_not(password: str, why: str) -> None:
    with pytest.raises(PeopleError, match=why):
        checked(password, "Claire.Dupont@example.org")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_password_taken_is_right_and_only_it(password: str) -> None:
    try:
        word = checked(password, "claire")
    except PeopleError:
        return
    assert LEAST <= len(word) <= MOST
    kept = PASSWORDS.hashed(word)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert PASSWORDS.right(kept, unicodedata.normalize(form, password))
    assert not PASSWORDS.right(kept, password + "x")
    assert not PASSWORDS.right(kept, "x" + password)
    assert not PASSWORDS.right(None, password)


@given(st.text(st.characters(), max_size=40))
def test_no_text_breaks_the_door(password: str) -> None:
    assert not PASSWORDS.right(None, password)
    assert not Passwords().right("no hash", password)


def test_nobody_costs_as_much_as_somebody() -> None:
    for hasher in (Hasher(), Hasher(time_cost=2, memory_cost=64, parallelism=2, hash_len=24, salt_len=12)):
        passwords = Passwords(hasher)
        kept = passwords.hashed(GOOD)
        hasher.work.clear()
        passwords.right(kept, "wrong")
        passwords.right(None, "wrong")
        assert hasher.work == [("verify", parameters(kept))] * 2


def test_the_parameters_of_the_standard() -> None:
    passwords = Passwords()
    kept = passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.right(kept, GOOD)
    assert not passwords.right(kept, GOOD + "x")
    assert not passwords.right(None, GOOD)
    assert not passwords.outdated(kept)
    assert passwords.outdated(PASSWORDS.hashed(GOOD))
    assert PasswordHasher().check_needs_rehash(HASHER.hash(GOOD))
