"""Tokens: what a program shows instead of a password."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.people.conftest import GOOD, HERE, OTHER, Clock, Entries, both

from willing.ledger import Ledger
from willing.people import People, PeopleError, Token
from willing.people.tables import token as table


@pytest.fixture(autouse=True)
def claire(people: People) -> None:
    people.add("Claire", GOOD, "delegate", "FR", "command line")


def test_a_token_is_its_accounts(people: People, clock: Clock, said: Entries) -> None:
    secret = people.issue("claire", " nightly import ")
    assert secret.startswith("willing_") and len(secret) >= len("willing_") + 43
    assert people.bearer(secret) == people.account("claire")
    (kept,) = people.tokens("CLAIRE")
    assert kept == Token(kept.id, "Claire", "nightly import", clock.now, clock.now)
    assert said()[-1] == ("Claire", "token.issued", {"id": kept.id, "name": "Claire", "title": "nightly import"})


def test_only_a_digest_is_kept(people: People, ledger: Ledger) -> None:
    secret = people.issue("claire", "script")
    with ledger.reading() as connection:
        kept = connection.execute(select(table.c.digest)).scalar_one()
    assert secret not in kept and people.bearer(kept) is None
    assert secret not in str(ledger.entries()) and kept not in str(ledger.entries())


@both
def test_its_last_use_is_written_every_five_minutes_at_most(people: People, clock: Clock) -> None:
    secret = people.issue("claire", "script")
    assert people.tokens("claire")[0].used is None
    first = clock.now
    people.bearer(secret)
    clock.move(minutes=4)
    people.bearer(secret)
    assert people.tokens("claire")[0].used == first
    clock.move(minutes=1)
    people.bearer(secret)
    assert people.tokens("claire")[0].used == clock.now


@both
def test_it_can_be_revoked(people: People, said: Entries) -> None:
    secret, other = people.issue("claire", "script"), people.issue("claire", "other")
    number = people.tokens("claire")[0].id
    people.revoke(number, "anna")
    assert people.bearer(secret) is None
    assert people.bearer(other) is not None
    assert [token.title for token in people.tokens("claire")] == ["other"]
    assert said()[-1] == ("anna", "token.revoked", {"id": number, "name": "Claire", "title": "script"})
    with pytest.raises(PeopleError, match=f"there is no token {number}: it was revoked"):
        people.revoke(number, "anna")


def test_it_dies_with_its_account(people: People, said: Entries) -> None:
    secret = people.issue("claire", "script")
    people.change("claire", "anna", disabled=True)
    assert people.bearer(secret) is None
    assert people.tokens("claire") == ()
    assert [kind for _, kind, _ in said()][-2:] == ["account.changed", "token.revoked"]


def test_it_lives_on_when_the_account_changes_and_may_what_it_may(people: People) -> None:
    secret = people.issue("claire", "script")
    people.set_password("claire", OTHER, "claire")
    people.change("claire", "anna", role="observer")
    found = people.bearer(secret)
    assert found is not None and (found.role, found.nation) == ("observer", None)


@both
def test_what_is_no_token(people: People) -> None:
    secret, session = people.issue("claire", "script"), people.login("claire", GOOD, HERE)
    for forged in (
        "",
        "willing_",
        secret[:-1],
        secret + "x",
        secret.removeprefix("willing_"),
        session,
        "\ud800",
        "\x00",
    ):
        assert people.bearer(forged) is None
    for name, title, why in (("nobody", "x", "no account"), ("claire", " ", "empty"), ("claire", "x" * 81, "at most")):
        with pytest.raises(PeopleError, match=why):
            people.issue(name, title)
    with pytest.raises(PeopleError, match="there is no account"):
        people.tokens("nobody")
