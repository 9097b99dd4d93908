"""A commit is noticed whoever made it, also after the database was away."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text
from tests.databases import server
from tests.ledger.test_store import NOON, write

from willing.ledger import Ledger, New, Watch, changes
from willing.ledger.watch import EVERY


def comes(watch: Watch) -> bool:
    """Whether a change is noticed before long: on PostgreSQL a notice is on its way for a moment."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if watch.changed():
            return True
        time.sleep(0.005)
    return False


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_commit_of_this_or_another_process_is_noticed_once(ledger: Ledger) -> None:
    watch = changes(ledger)
    assert not watch.changed()
    write(ledger, "everyone")
    assert comes(watch)
    assert not watch.changed()
    with Ledger(ledger.url) as other:
        write(other, "people")
    assert comes(watch)
    assert not watch.changed()
    watch.close()


def test_a_write_to_a_table_of_another_room_is_noticed_too(ledger: Ledger) -> None:
    with ledger.writing() as writing:
        writing.connection.execute(text("CREATE TABLE other (x integer)"))
    watch = changes(ledger)
    with ledger.writing() as writing:
        writing.connection.execute(text("INSERT INTO other VALUES (1)"))
    assert comes(watch)
    watch.close()


def test_what_was_rolled_back_is_no_change(ledger: Ledger) -> None:
    watch = changes(ledger)
    with pytest.raises(ZeroDivisionError), ledger.writing() as writing:
        writing.append("anna", NOON, [New("everyone", "said", {})])
        raise ZeroDivisionError
    assert not watch.changed()
    watch.close()


def test_a_notice_that_got_lost_is_made_up_for(postgresql_url: str) -> None:
    clock = Hand()
    with Ledger(postgresql_url) as ledger:
        watch = changes(ledger, clock)
        with ledger.engine.begin() as connection:  # without the notice that `writing` gives
            connection.execute(
                text("INSERT INTO entry VALUES (1, 'everyone', 1, '2026', 'anna', 'said', '{}', NULL, '', '')")
            )
        assert not watch.changed()
        clock.seconds += EVERY
        assert watch.changed()
        assert not watch.changed()
        watch.close()


def test_a_watch_comes_back_when_the_database_does(postgresql_url: str) -> None:
    clock = Hand()
    with Ledger(postgresql_url) as ledger:
        watch = changes(ledger, clock)
        server().stop()
        try:
            for _ in range(3):
                assert not watch.changed()
                clock.seconds += EVERY
        finally:
            server().start()
        clock.seconds += EVERY
        assert watch.changed()
        assert not watch.changed()
        write(ledger, "everyone")
        assert comes(watch)
        watch.close()
        clock.seconds += EVERY
        assert not watch.changed()
