"""The door: it tells nobody more than that it stays shut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from tests.people.conftest import GOOD, HERE, OTHER, Clock, Hasher, both

from willing.ledger import Ledger
from willing.people import LoginError, People
from willing.people.tables import account


@pytest.fixture
def claire(people: People) -> str:
    people.add("Claire", GOOD, "delegate", "FR", "command line")
    people.add("gone", GOOD, "observer", None, "command line")
    people.change("gone", "anna", disabled=True)
    return "Claire"


@both
def test_unknown_wrong_and_disabled_are_the_same_work_and_words(people: People, claire: str, hasher: Hasher) -> None:
    told: list[tuple[str, str, tuple[tuple[str, str], ...]]] = []
    for name, password in (
        (claire, OTHER),
        ("nobody", OTHER),
        ("gone", OTHER),
        ("gone", GOOD),
        ("", OTHER),
        ("a\x00b", OTHER),
        (claire, ""),
        (claire, "\ud800"),
        ("x" * 10_000, "x" * 10_000),
    ):
        hasher.work.clear()
        with pytest.raises(LoginError) as refused:
            people.login(name, password, f"192.0.2.{len(told)}")
        told.append((str(refused.value), repr(refused.value), tuple(hasher.work)))
    assert len(set(told)) == 1
    words, _, work = told[0]
    assert words == "name or password is wrong: check both and try again"
    assert [kind for kind, _ in work] == ["verify"]


def test_unknown_wrong_and_disabled_ask_the_database_the_same(people: People, claire: str, ledger: Ledger) -> None:
    from sqlalchemy import event

    asked: list[str] = []

    def watch(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(ledger.engine, "before_cursor_execute", watch)
    seen = []
    for name in (claire, "nobody", "gone"):
        asked.clear()
        with pytest.raises(LoginError):
            people.login(name, OTHER, HERE)
        seen.append(tuple(asked))
    assert len(set(seen)) == 1


def test_a_name_in_any_case_and_a_password_in_any_form(people: People, claire: str) -> None:
    people.set_password(claire, "cafés à la plage", "claire")
    assert people.login("CLAIRE ", "cafe\u0301s a\u0300 la plage", HERE)
    with pytest.raises(LoginError):
        people.login("CLAIRE", "cafés à la plage ", HERE)


@both
def test_an_old_hash_is_renewed_at_login_and_only_then(
    people: People, claire: str, ledger: Ledger, clock: Clock
) -> None:
    def kept() -> str:
        with ledger.reading() as connection:
            return str(connection.execute(select(account.c.password).where(account.c.key == "claire")).scalar_one())

    before = kept()
    dearer = Hasher(time_cost=2)
    later = People(ledger, clock, dearer)
    with pytest.raises(LoginError):
        later.login(claire, OTHER, HERE)
    assert kept() == before
    assert later.login(claire, GOOD, HERE)
    after = kept()
    assert "t=2" in after and "t=1" in before
    dearer.work.clear()
    assert later.login(claire, GOOD, HERE)
    assert kept() == after
    assert [kind for kind, _ in dearer.work] == ["verify"]
    assert len(ledger.entries(["people"])) == 3  # nobody changed the password


def _when_verified(hasher: Hasher, then: Callable[[], object], ledger: Ledger, clock: Clock) -> People:
    """People at whose door something happens between the look at the password and the session."""

    class Meanwhile(Hasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            found = super().verify(hash, password)
            if len(self.work) == 1:
                then()
            return found

    return People(ledger, clock, Meanwhile())


def test_who_is_disabled_while_logging_in_is_not_let_in(
    people: People, claire: str, hasher: Hasher, ledger: Ledger, clock: Clock
) -> None:
    door = _when_verified(hasher, lambda: people.change(claire, "anna", disabled=True), ledger, clock)
    with pytest.raises(LoginError):
        door.login(claire, GOOD, HERE)


def test_an_old_password_does_not_slip_in_while_it_is_changed(
    people: People, claire: str, hasher: Hasher, ledger: Ledger, clock: Clock
) -> None:
    door = _when_verified(hasher, lambda: people.set_password(claire, OTHER, "anna"), ledger, clock)
    with pytest.raises(LoginError):
        door.login(claire, GOOD, HERE)


def test_a_hash_renewed_by_another_login_meanwhile_shuts_nobody_out(
    people: People, claire: str, hasher: Hasher, ledger: Ledger, clock: Clock
) -> None:
    door = _when_verified(hasher, lambda: people.set_password(claire, GOOD, "anna"), ledger, clock)
    assert door.login(claire, GOOD, HERE)


def test_to_confirm_a_password_makes_no_session(people: People, claire: str) -> None:
    people.confirm(claire, GOOD, HERE)
    with pytest.raises(LoginError):
        people.confirm(claire, OTHER, HERE)
    with pytest.raises(LoginError):
        people.confirm("gone", GOOD, HERE)
