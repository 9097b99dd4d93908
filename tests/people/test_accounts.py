"""Accounts: adding, changing, disabling, and what the record says of it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select
from tests.people.conftest import GOOD, HERE, OTHER, Clock, Entries, Hasher, both

from willing.ledger import Ledger
from willing.people import Account, LoginError, People, PeopleError
from willing.people.tables import account


@both
def test_an_account_is_found_by_its_name_in_any_case(people: People, clock: Clock) -> None:
    added = people.add("  Claire ", GOOD, "delegate", "FR", "command line")
    assert added == Account("Claire", "delegate", "FR", clock.now, disabled=False)
    assert people.account("cLAIRE") == added
    assert people.account("nobody") is None
    assert people.account("a\x00b") is None
    people.add("boris", GOOD, "observer", None, "Claire")
    assert [found.name for found in people.accounts()] == ["boris", "Claire"]


def test_a_name_is_taken_once(people: People, said: Entries) -> None:
    people.add("Straße", GOOD, "admin", None, "command line")
    with pytest.raises(PeopleError, match="the name 'STRASSE' is taken"):
        people.add("STRASSE", GOOD, "observer", None, "command line")
    assert len(people.accounts()) == len(said()) == 1


@both
def test_one_of_two_who_take_a_name_at_once_gets_it(ledger: Ledger, ledger_url: str, clock: Clock) -> None:
    gate = threading.Barrier(2)

    class Slow(Hasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            gate.wait(20)  # both have looked whether the name is free
            return super().hash(password, salt=salt)

    failed: list[str] = []

    def add() -> None:
        try:
            with Ledger(ledger_url) as own:
                People(own, clock, Slow()).add("claire", GOOD, "observer", None, "command line")
        except PeopleError as error:
            failed.append(str(error))

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == ["the name 'claire' is taken: choose another"]
    assert len(ledger.entries(["people"])) == 1


@pytest.mark.parametrize(
    ("name", "password", "role", "nation"),
    [
        ("", GOOD, "admin", None),
        ("claire", "short", "admin", None),
        ("claire", GOOD, "king", None),
        ("claire", GOOD, "delegate", None),
        ("claire", GOOD, "observer", "FR"),
    ],
)
def test_nothing_is_kept_of_an_account_that_cannot_be(
    people: People, said: Entries, name: str, password: str, role: str, nation: str | None
) -> None:
    with pytest.raises(PeopleError):
        people.add(name, password, role, nation, "command line")
    assert people.accounts() == ()
    assert said() == []


def test_the_record_says_who_did_what_without_secrets(
    people: People, ledger: Ledger, said: Entries, clock: Clock
) -> None:
    people.add("anna", GOOD, "admin", None, "command line")
    people.add("claire", GOOD, "delegate", "FR", "ANNA")
    people.change("claire", "anna", nation="DE")
    people.change("claire", "anna", role="observer")
    people.change("claire", "anna", disabled=True)
    people.set_password("claire", OTHER, "anna")
    assert said() == [
        ("command line", "account.added", {"name": "anna", "role": "admin", "nation": None}),
        ("anna", "account.added", {"name": "claire", "role": "delegate", "nation": "FR"}),
        ("anna", "account.changed", {"name": "claire", "was": {"nation": "FR"}, "now": {"nation": "DE"}}),
        (
            "anna",
            "account.changed",
            {
                "name": "claire",
                "was": {"role": "delegate", "nation": "DE"},
                "now": {"role": "observer", "nation": None},
            },
        ),
        ("anna", "account.changed", {"name": "claire", "was": {"disabled": False}, "now": {"disabled": True}}),
        ("anna", "account.password", {"name": "claire"}),
    ]
    assert {entry.at for entry in ledger.entries()} == {clock.now}
    with ledger.reading() as connection:
        kept = connection.execute(select(account.c.password)).scalars().all()
    written = str(ledger.entries())
    assert not any(secret in written for secret in (*kept, GOOD, OTHER, "argon2"))


def test_a_change_of_nothing_is_none(people: People, said: Entries) -> None:
    people.add("claire", GOOD, "delegate", "FR", "command line")
    secret = people.login("claire", GOOD, HERE)
    before = said()
    assert people.change("claire", "anna", role="delegate", nation="FR", disabled=False) == people.account("claire")
    assert said() == before
    assert people.session(secret) is not None


def test_changes_that_cannot_be(people: People, said: Entries) -> None:
    people.add("claire", GOOD, "delegate", "FR", "command line")
    people.add("boris", GOOD, "observer", None, "command line")
    before = people.accounts(), said()
    for name, role, nation, why in (
        ("nobody", "observer", None, "there is no account 'nobody'"),
        ("boris", "delegate", None, "speaks for a nation"),
        ("boris", None, "FR", "only a delegate"),
        ("claire", "observer", "FR", "only a delegate"),
        ("claire", None, "", "speaks for a nation"),
        ("claire", None, "fr", "no code"),
    ):
        with pytest.raises(PeopleError, match=why):
            people.change(name, "anna", role=role, nation=nation)
    with pytest.raises(PeopleError, match="there is no account"):
        people.set_password("nobody", OTHER, "anna")
    with pytest.raises(PeopleError, match="too short"):
        people.set_password("claire", "short", "anna")
    with pytest.raises(PeopleError, match="first that would be guessed"):
        people.set_password("CLAIRE", "claire123456", "anna")
    assert (people.accounts(), said()) == before
    assert people.login("claire", GOOD, HERE)


@both
def test_somebody_stays_admin(people: People) -> None:
    people.add("anna", GOOD, "admin", None, "command line")
    people.add("boris", GOOD, "admin", None, "command line")
    people.change("boris", "anna", disabled=True)
    for change in ({"disabled": True}, {"role": "observer"}):
        with pytest.raises(PeopleError, match="nobody else is an admin"):
            people.change("anna", "anna", **change)
    people.change("boris", "anna", disabled=False)
    assert people.change("anna", "anna", role="observer").role == "observer"


@both
def test_who_is_disabled_is_out_and_the_name_stays_taken(people: People) -> None:
    people.add("claire", GOOD, "delegate", "FR", "command line")
    secret, token = people.login("claire", GOOD, HERE), people.issue("claire", "script")
    people.change("claire", "anna", disabled=True, keep_sessions=True)
    assert people.session(secret) is people.bearer(token) is None
    with pytest.raises(LoginError):
        people.login("claire", GOOD, HERE)
    with pytest.raises(PeopleError, match="is disabled: it can have no tokens"):
        people.issue("claire", "another")
    with pytest.raises(PeopleError, match="taken"):
        people.add("claire", GOOD, "observer", None, "command line")
    people.change("claire", "anna", disabled=False)
    assert people.session(secret) is people.bearer(token) is None  # for good
    assert people.tokens("claire") == ()
    assert people.login("claire", GOOD, HERE)
