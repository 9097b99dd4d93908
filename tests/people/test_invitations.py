"""Invitations, and the link of the first start."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select
from tests.people.conftest import GOOD, HERE, OTHER, Clock, Entries, Hasher, both

from willing.ledger import Ledger
from willing.people import InvitationError, People, PeopleError
from willing.people.tables import invitation


@both
def test_a_link_makes_one_account(people: People, clock: Clock, said: Entries) -> None:
    link = people.invite("delegate", "FR", "anna", " for Claire ")
    offered = people.invitation(link)
    assert offered is not None
    assert (offered.role, offered.nation, offered.title, offered.by) == ("delegate", "FR", "for Claire", "anna")
    assert (offered.made, (offered.expires - offered.made).days) == (clock.now, 7)
    assert people.invitations() == (offered,)
    account = people.join(link, " Claire ", GOOD)
    assert (account.name, account.role, account.nation) == ("Claire", "delegate", "FR")
    assert people.login("claire", GOOD, HERE)
    assert people.invitation(link) is None
    assert people.invitations() == ()
    with pytest.raises(InvitationError, match="this link is not valid"):
        people.join(link, "boris", GOOD)
    assert said() == [
        (
            "anna",
            "invitation.made",
            {
                "id": offered.id,
                "role": "delegate",
                "nation": "FR",
                "title": "for Claire",
                "expires": "2026-03-08T12:00:00.000000Z",
            },
        ),
        (
            "Claire",
            "account.added",
            {"name": "Claire", "role": "delegate", "nation": "FR", "invitation": offered.id},
        ),
    ]


def test_only_a_digest_is_kept(people: People, ledger: Ledger) -> None:
    link = people.invite("observer", None, "anna")
    with ledger.reading() as connection:
        kept = connection.execute(select(invitation.c.digest)).scalar_one()
    assert link not in kept and people.invitation(kept) is None
    assert link not in str(ledger.entries()) and kept not in str(ledger.entries())


def test_who_chose_badly_may_choose_again(people: People) -> None:
    people.add("boris", GOOD, "observer", None, "command line")
    link = people.invite("observer", None, "anna")
    for name, password, why in (
        ("Boris", GOOD, "taken"),
        ("", GOOD, "empty"),
        ("claire", "short", "too short"),
        ("claire", "claireclaire", "guessed"),
    ):
        with pytest.raises(PeopleError, match=why):
            people.join(link, name, password)
    assert people.join(link, "claire", GOOD)


@both
def test_it_expires(people: People, clock: Clock, ledger: Ledger) -> None:
    link = people.invite("observer", None, "anna")
    clock.move(days=7, seconds=-1)
    assert people.invitation(link) is not None
    clock.move(seconds=1)
    assert people.invitation(link) is None
    assert people.invitations() == ()
    with pytest.raises(InvitationError):
        people.join(link, "claire", GOOD)
    people.invite("observer", None, "anna")
    with ledger.reading() as connection:
        assert len(connection.execute(select(invitation)).all()) == 1  # the other is forgotten


def test_it_can_be_withdrawn(people: People, said: Entries) -> None:
    link, other = people.invite("observer", None, "anna"), people.invite("observer", None, "anna")
    number = people.invitations()[0].id
    people.withdraw_invitation(number, "anna")
    assert people.invitation(link) is None
    assert people.invitation(other) is not None
    assert said()[-1] == ("anna", "invitation.withdrawn", {"id": number})
    before = said()
    for gone in (number, 999):
        with pytest.raises(PeopleError, match=f"there is no invitation {gone}"):
            people.withdraw_invitation(gone, "anna")
    assert said() == before


@both
def test_a_number_is_never_given_twice(people: People) -> None:
    people.invite("observer", None, "anna")
    first = people.invitations()[0].id
    people.withdraw_invitation(first, "anna")
    people.invite("observer", None, "anna")
    assert people.invitations()[0].id != first


def test_what_cannot_be_offered(people: People, said: Entries) -> None:
    for role, nation, title, why in (
        ("delegate", None, "", "speaks for a nation"),
        ("admin", "FR", "", "only a delegate"),
        ("king", None, "", "no role"),
        ("admin", None, "x" * 81, "at most 80"),
    ):
        with pytest.raises(PeopleError, match=why):
            people.invite(role, nation, "anna", title)
    assert said() == []


def test_strangers_cause_no_work(people: People, hasher: Hasher) -> None:
    for forged in ("", "x", "\ud800", "\x00"):
        with pytest.raises(InvitationError):
            people.join(forged, "claire", GOOD)
    assert hasher.work == []


@both
def test_one_of_two_who_use_a_link_at_once_gets_in(ledger: Ledger, ledger_url: str, clock: Clock) -> None:
    gate = threading.Barrier(2)

    class Slow(Hasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            gate.wait(20)  # both have seen that the link is valid
            return super().hash(password, salt=salt)

    link = People(ledger, clock, Hasher()).invite("delegate", "FR", "anna")
    done: list[str] = []

    def join(name: str) -> None:
        try:
            with Ledger(ledger_url) as own:
                done.append(People(own, clock, Slow()).join(link, name, GOOD).name)
        except InvitationError:
            done.append("refused")

    threads = [threading.Thread(target=join, args=(name,)) for name in ("claire", "boris")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 2 and "refused" in done and set(done) & {"claire", "boris"}
    assert [entry.kind for entry in ledger.entries(["people"])] == ["invitation.made", "account.added"]


@both
def test_the_first_start(people: People, said: Entries, clock: Clock) -> None:
    first = people.setup()
    second = people.setup()
    assert first is not None and second is not None
    assert people.invitation(first) is None  # replaced
    offered = people.invitation(second)
    assert offered is not None and (offered.role, offered.by) == ("admin", "set-up")
    assert people.join(second, "anna", GOOD).role == "admin"
    assert people.setup() is None
    assert [(who, kind) for who, kind, _ in said()] == [
        ("set-up", "invitation.made"),
        ("set-up", "invitation.withdrawn"),
        ("set-up", "invitation.made"),
        ("anna", "account.added"),
    ]


def test_the_first_link_is_void_once_there_is_an_account(people: People, said: Entries) -> None:
    link, other = people.setup(), people.invite("observer", None, "command line")
    assert link is not None
    people.add("anna", OTHER, "admin", None, "command line")
    assert people.invitation(link) is None
    with pytest.raises(InvitationError):
        people.join(link, "mallory", GOOD)
    assert people.invitation(other) is not None
    assert [kind for _, kind, _ in said()][-2:] == ["invitation.withdrawn", "account.added"]


def test_the_first_link_is_void_once_somebody_joined_by_another(people: People) -> None:
    link, other = people.setup(), people.invite("observer", None, "command line")
    assert link is not None
    people.join(other, "boris", GOOD)
    assert people.invitation(link) is None
    with pytest.raises(InvitationError):
        people.join(link, "mallory", GOOD)
