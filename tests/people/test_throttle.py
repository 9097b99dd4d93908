"""Guessing is slowed down, known names and unknown ones alike, over all processes."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.people.conftest import GOOD, HERE, OTHER, THERE, Clock, Entries, Hasher, both

from willing.ledger import Ledger
from willing.people import LoginError, People, Throttled
from willing.people.tables import attempt
from willing.people.throttle import ADDRESS, LONGEST, NAME, PAIR, Limit, note, trying


@pytest.fixture(autouse=True)
def claire(people: People) -> None:
    people.add("claire", GOOD, "delegate", "FR", "command line")


def guess(people: People, name: str = "claire", address: str = HERE) -> int:
    """Guess wrong; the seconds to wait instead, or 0."""
    try:
        people.login(name, OTHER, address)
    except LoginError:
        return 0
    except Throttled as error:
        return error.retry_after
    raise AssertionError


def guess_everywhere(ledger: Ledger, clock: Clock, name: str = "claire") -> None:
    """A hundred guesses from as many addresses."""
    with ledger.writing() as writing:
        for n in range(100):
            note(writing.connection, trying(name, f"203.0.{n}.1"), clock.now)


def kept(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        return connection.execute(select(func.count()).select_from(attempt)).scalar_one()


def test_a_wait_doubles_up_to_the_longest() -> None:
    now = Clock()()
    limit = Limit(5, timedelta(minutes=15), timedelta(seconds=30))
    waits = [limit.wait(failed, now, now).total_seconds() for failed in (0, 4, 5, 6, 7, 8, 9, 10, 11, 10_000)]
    assert waits == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert limit.wait(5, now - timedelta(seconds=29), now) == timedelta(seconds=1)
    assert limit.wait(5, now - timedelta(seconds=30), now) == timedelta(0)
    assert all(limit.first <= LONGEST for limit in (PAIR, ADDRESS, NAME))


@pytest.mark.parametrize("name", ["claire", "nobody", "", "a\x00b", "x" * 5_000])
def test_a_name_at_an_address_waits_longer_each_time(people: People, clock: Clock, name: str, hasher: Hasher) -> None:
    waited = []
    for _ in range(8):
        waited.append(guess(people, name))
        clock.move(seconds=waited[-1])
        if waited[-1]:
            assert guess(people, name) == 0
    assert waited == [0, 0, 0, 0, 0, 30, 60, 120]
    hasher.work.clear()
    assert guess(people, name) == 240
    assert hasher.work == []  # who waits costs no work


@both
def test_the_right_password_waits_too_and_then_clears(people: People, clock: Clock) -> None:
    for _ in range(5):
        assert guess(people) == 0
    with pytest.raises(Throttled, match="too many failed attempts: wait a minute and try again"):
        people.login("CLAIRE", GOOD, HERE)
    assert people.login("claire", GOOD, THERE)  # elsewhere one does not wait
    clock.move(seconds=30)
    assert people.login("claire", GOOD, HERE)
    assert [guess(people) for _ in range(6)] == [0, 0, 0, 0, 0, 30]


def test_to_confirm_is_slowed_as_well(people: People) -> None:
    for _ in range(5):
        with pytest.raises(LoginError):
            people.confirm("claire", OTHER, HERE)
    with pytest.raises(Throttled):
        people.confirm("claire", GOOD, HERE)


def test_what_waits_is_not_written(people: People, clock: Clock, ledger: Ledger) -> None:
    for _ in range(5):
        guess(people)
    before = kept(ledger)
    for _ in range(20):
        clock.move(seconds=1)
        assert guess(people) > 0
    assert kept(ledger) == before


def test_it_is_forgotten_after_a_quarter_of_an_hour(people: People, clock: Clock) -> None:
    for _ in range(4):
        guess(people)
    clock.move(minutes=15)
    assert [guess(people) for _ in range(6)] == [0, 0, 0, 0, 0, 30]


@both
def test_an_address_that_tries_many_names_waits(people: People, clock: Clock) -> None:
    assert [guess(people, f"name {n}") for n in range(50)] == [0] * 50
    assert guess(people, "another") == guess(people, "claire") == 30
    assert guess(people, "claire", THERE) == 0
    clock.move(seconds=30)
    assert people.login("claire", GOOD, HERE)
    assert guess(people, "yet another") == 0
    assert guess(people, "and another") > 0  # a login clears its own name, not its address


@pytest.mark.parametrize("name", ["claire", "nobody"])
def test_a_name_that_is_tried_from_everywhere_waits(people: People, clock: Clock, ledger: Ledger, name: str) -> None:
    guess_everywhere(ledger, clock, name)
    assert guess(people, name, THERE) == 15 * 60
    assert guess(people, "somebody else", THERE) == 0
    clock.move(minutes=15)
    assert guess(people, name, THERE) == 0
    assert guess(people, name, HERE) == 15 * 60
    clock.move(days=1)
    assert guess(people, name, HERE) == 0


@both
def test_where_one_logged_in_before_strangers_slow_nobody_down(people: People, clock: Clock, ledger: Ledger) -> None:
    people.login("claire", GOOD, HERE)
    clock.move(days=29)
    guess_everywhere(ledger, clock)
    with pytest.raises(Throttled):
        people.login("claire", GOOD, THERE)
    assert people.login("claire", GOOD, HERE)
    assert [guess(people) for _ in range(6)] == [0, 0, 0, 0, 0, 30]  # but the other limits hold there
    clock.move(days=31)
    guess_everywhere(ledger, clock)
    assert guess(people) == 15 * 60


@both
def test_it_holds_over_processes(people: People, ledger_url: str, clock: Clock) -> None:
    with Ledger(ledger_url) as opened:
        other = People(opened, clock, Hasher())
        assert [guess(one) for one in (people, other, people, other, people, other)] == [0, 0, 0, 0, 0, 30]
        assert guess(people) == 30


@both
def test_many_at_the_same_time_count(people: People, ledger: Ledger, clock: Clock) -> None:
    """All are at the door before the first is told that it was wrong."""
    inside = threading.Semaphore(0)
    leave = threading.Event()

    class Slow(Hasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            inside.release()
            leave.wait(20)
            return super().verify(hash, password)

    door = [People(ledger, clock, Slow()) for _ in range(5)]
    threads = [threading.Thread(target=guess, args=(one,)) for one in door]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert inside.acquire(timeout=20)
    assert guess(people) == 30
    leave.set()
    for thread in threads:
        thread.join()


@both
def test_old_attempts_are_purged(people: People, clock: Clock, ledger: Ledger) -> None:
    people.login("claire", GOOD, HERE)
    for n in range(20):
        guess(people, f"name {n}", THERE)
    assert kept(ledger) == 21
    clock.move(days=1)
    guess(people)
    assert kept(ledger) == 2  # where Claire logged in, and the last failure
    clock.move(days=30)
    guess(people)
    assert kept(ledger) == 1


def test_the_same_name_and_the_same_network_are_one() -> None:
    assert trying(" Claire ", HERE) == trying("cLAIRE", HERE) != trying("claire", THERE)
    assert "claire" not in trying("claire", HERE).name
    assert trying("x", "2001:db8:1:2::1") == trying("x", "2001:db8:1:2:ffff::9%eth0") != trying("x", "2001:db8:1:3::1")
    assert trying("x", "::ffff:192.0.2.1") == trying("x", HERE)
    assert trying("x", "testclient").address == "testclient"
    assert trying("x", "\x00").address == trying("x", "é").address == "unknown"


def test_no_entry_is_written(people: People, said: Entries) -> None:
    before = said()
    for _ in range(7):
        guess(people)
    assert said() == before
