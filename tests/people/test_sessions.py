"""Sessions: how they begin, how they end, and what they write."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from tests.people.conftest import GOOD, HERE, OTHER, THERE, Clock, Entries, Hasher, both

from willing.ledger import Ledger
from willing.people import Lifetime, LoginError, People, PeopleError
from willing.people.digests import digest
from willing.people.tables import session


@pytest.fixture
def secret(people: People) -> str:
    """A session of Claire's."""
    people.add("claire", GOOD, "delegate", "FR", "command line")
    return people.login("claire", GOOD, HERE)


def test_a_session_is_its_accounts(people: People, secret: str, said: Entries) -> None:
    assert people.session(secret) == people.account("claire")
    assert len(said()) == 1  # a login is no entry


@both
def test_only_a_digest_is_kept(people: People, secret: str, ledger: Ledger) -> None:
    with ledger.reading() as connection:
        kept = connection.execute(select(session.c.digest)).scalars().all()
    assert kept == [digest(secret)]
    assert people.session(kept[0]) is None
    assert len(secret) >= 43  # 256 bits, six in each


@both
def test_each_login_has_its_own(people: People, secret: str) -> None:
    other = people.login("claire", GOOD, THERE)
    assert other != secret
    people.logout(secret)
    assert people.session(secret) is None  # replayed
    assert people.session(other) is not None
    people.logout(secret)
    people.logout("never one")


@both
def test_a_forged_session_is_none(people: People, secret: str) -> None:
    token = people.issue("claire", "script")
    link = people.invite("observer", None, "anna")
    for forged in ("", secret[:-1], secret + "x", secret.swapcase(), "\x00", "\ud800", "x" * 100_000, token, link):
        assert people.session(forged) is None


def test_no_text_is_a_session(sqlite_url: str) -> None:
    with Ledger(sqlite_url) as ledger:
        people = People(ledger, Clock(), Hasher())
        people.add("claire", GOOD, "delegate", "FR", "command line")
        people.login("claire", GOOD, HERE)

        @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
        @given(st.text(st.characters()))
        def refused(text: str) -> None:
            assert (people.session(text), people.bearer(text), people.invitation(text)) == (None, None, None)

        refused()


@both
def test_it_ends_when_nobody_comes(people: People, secret: str, clock: Clock) -> None:
    clock.move(hours=8, seconds=-1)
    assert people.session(secret) is not None
    clock.move(hours=8, seconds=-1)
    assert people.session(secret) is not None
    clock.move(hours=8)
    assert people.session(secret) is None


def test_it_ends_after_a_week_all_the_same(people: People, secret: str, clock: Clock) -> None:
    for _ in range(7 * 4 - 1):
        clock.move(hours=6)
        assert people.session(secret) is not None
    clock.move(hours=6)
    assert people.session(secret) is None


def test_how_long_it_lasts_is_an_argument(ledger: Ledger, clock: Clock, hasher: Hasher) -> None:
    people = People(ledger, clock, hasher, Lifetime(idle=timedelta(minutes=10), whole=timedelta(minutes=15)))
    people.add("claire", GOOD, "delegate", "FR", "command line")
    idle, busy = people.login("claire", GOOD, HERE), people.login("claire", GOOD, HERE)
    clock.move(minutes=9)
    assert people.session(busy) is not None
    clock.move(minutes=1)
    assert people.session(idle) is None
    clock.move(minutes=4)
    assert people.session(busy) is not None
    clock.move(minutes=1)
    assert people.session(busy) is None


@both
def test_reading_writes_every_five_minutes_at_most(people: People, secret: str, clock: Clock, ledger: Ledger) -> None:
    writes: list[str] = []

    def watch(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        writes.extend([statement] if statement.startswith(("UPDATE", "INSERT", "DELETE")) else [])

    event.listen(ledger.engine, "before_cursor_execute", watch)
    for _ in range(10):
        clock.move(seconds=29)
        people.session(secret)
    assert writes == []
    clock.move(seconds=10)
    people.session(secret)
    people.session(secret)
    assert len(writes) == 1


def test_a_database_that_cannot_be_written_keeps_nobody_out(sqlite_url: str, clock: Clock, hasher: Hasher) -> None:
    with Ledger(sqlite_url, patience=0.05) as ledger:
        people = People(ledger, clock, hasher)
        people.add("claire", GOOD, "delegate", "FR", "command line")
        secret = people.login("claire", GOOD, HERE)
        clock.move(hours=1)
        holding = sqlite3.connect(str(ledger.path), isolation_level=None)
        holding.execute("BEGIN IMMEDIATE")
        assert people.session(secret) == people.account("claire")
        holding.close()


@pytest.mark.parametrize("change", [{"role": "observer"}, {"nation": "DE"}, {"disabled": True}, {"password": OTHER}])
def test_all_end_when_the_account_changes(people: People, secret: str, change: dict[str, Any]) -> None:
    people.add("boris", GOOD, "observer", None, "command line")
    secrets = [secret, people.login("claire", GOOD, THERE)]
    other = people.login("boris", GOOD, HERE)
    if "password" in change:
        people.set_password("claire", change["password"], "anna")
    else:
        people.change("claire", "anna", **change)
    assert [people.session(each) for each in secrets] == [None, None]
    assert people.session(other) is not None


@both
def test_they_may_be_kept(people: People, secret: str) -> None:
    other = people.login("claire", GOOD, THERE)
    people.change("claire", "anna", nation="DE", keep_sessions=True)
    assert people.session(secret) == people.session(other) == people.account("claire")
    people.set_password("claire", OTHER, "claire", keep=secret)
    assert people.session(secret) is not None
    assert people.session(other) is None
    with pytest.raises(LoginError):
        people.login("claire", GOOD, HERE)


def test_to_keep_somebody_elses_keeps_nothing(people: People, secret: str) -> None:
    people.add("boris", GOOD, "observer", None, "command line")
    other = people.login("boris", GOOD, HERE)
    people.set_password("claire", OTHER, "claire", keep=other)
    assert people.session(secret) is None
    assert people.session(other) == people.account("boris")


def test_out_everywhere(people: People, secret: str) -> None:
    other = people.login("claire", GOOD, THERE)
    people.logout_everywhere("CLAIRE")
    assert people.session(secret) is people.session(other) is None
    with pytest.raises(PeopleError, match="there is no account"):
        people.logout_everywhere("nobody")


@both
def test_what_has_ended_is_forgotten_at_the_next_login(
    people: People, secret: str, clock: Clock, ledger: Ledger
) -> None:
    clock.move(hours=9)
    people.login("claire", GOOD, HERE)
    with ledger.reading() as connection:
        assert len(connection.execute(select(session)).all()) == 1
    assert people.session(secret) is None
