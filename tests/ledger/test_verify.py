"""Whatever is changed in the record is found, and the first bad entry of each chain is named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.ledger.test_entry import BODIES
from tests.ledger.test_store import NOON, write
from tests.strategies import quick

from willing.ledger import Ledger, LedgerDamaged, LedgerError, New
from willing.ledger.entry import digest
from willing.ledger.verify import verify_on

COLUMNS = ("order", "chain", "number", "at", "who", "kind", "body", "based_on", "previous", "hash")


def tamper(ledger: Ledger, *statements: str) -> None:
    """Do what the triggers forbid, as somebody who owns the database can."""
    with ledger.writing() as writing:
        if ledger.path is None:
            writing.connection.execute(text("ALTER TABLE entry DISABLE TRIGGER USER"))
        else:
            for trigger in ("entry_stays", "entry_remains", "entry_is_new"):
                writing.connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        for statement in statements:
            writing.connection.execute(text(statement))


def wrong(ledger: Ledger, known: Any = None) -> list[tuple[str, int, str]]:
    return [(bad.chain, bad.number, bad.wrong) for bad in ledger.verify(known).bad]


def test_a_sound_ledger(ledger: Ledger) -> None:
    assert ledger.verify().sound
    entries = write(ledger, "everyone", "people", "everyone")
    found = ledger.verify()
    assert found.sound and found.entries == 3 and found.order is None
    assert found.heads == {"everyone": (2, entries[2].hash), "people": (1, entries[1].hash)}


CHANGES = {
    "UPDATE entry SET who = 'eve' WHERE \"order\" = 3": [("everyone", 2, "hash")],
    'UPDATE entry SET body = \'{"n": 2}\' WHERE "order" = 3': [("everyone", 2, "hash")],
    "UPDATE entry SET at = '2026-03-01T12:00:00Z' WHERE \"order\" = 3": [("everyone", 2, "hash")],
    'UPDATE entry SET based_on = 1 WHERE "order" = 3': [("everyone", 2, "hash")],
    'UPDATE entry SET number = 9 WHERE "order" = 3': [("everyone", 9, "gap")],
    'DELETE FROM entry WHERE "order" = 3': [("everyone", 3, "gap")],
    "DELETE FROM entry WHERE chain = 'people'": [("everyone", 2, "order")],
    "UPDATE entry SET chain = 'x' WHERE \"order\" = 3": [("everyone", 3, "gap"), ("x", 2, "gap")],
    'UPDATE entry SET "order" = 90 WHERE "order" = 4': [("everyone", 3, "order")],
}
"""What is done to the entries everyone 1, people 1, everyone 2 and everyone 3, and what is found."""


def test_the_first_bad_entry_of_each_chain_is_named(ledger: Ledger) -> None:
    write(ledger, "everyone", "people", "everyone", "everyone")
    tamper(ledger)
    for statement, found in CHANGES.items():
        with pytest.raises(InterruptedError), ledger.writing() as writing:
            writing.connection.execute(text(statement))
            bad = verify_on(writing.connection).bad
            assert [(one.chain, one.number, one.wrong) for one in bad] == found, statement
            raise InterruptedError  # and all is as before
    assert ledger.verify().sound


def test_a_chain_written_anew_from_an_entry_on_is_a_broken_link_or_a_changed_end(ledger: Ledger) -> None:
    """Who changes an entry and works out its hash again breaks the link; who does so to the end needs a noted head."""
    entries = write(ledger, "everyone", "everyone", "everyone")
    heads = ledger.verify().heads
    with ledger.reading() as connection:
        rows = [dict(row._mapping) for row in connection.execute(text('SELECT * FROM entry ORDER BY "order"'))]
    rows[1]["who"] = "eve"
    second = digest(rows[1])
    tamper(ledger, f"UPDATE entry SET who = 'eve', hash = '{second}' WHERE number = 2")
    assert wrong(ledger) == [("everyone", 3, "link")]
    third = digest({**rows[2], "previous": second})
    tamper(ledger, f"UPDATE entry SET previous = '{second}', hash = '{third}' WHERE number = 3")
    assert wrong(ledger) == []
    assert wrong(ledger, heads) == [("everyone", 3, "end")]
    assert wrong(ledger, {"everyone": (1, entries[0].hash)}) == []


def test_a_record_cut_short_is_told_by_a_noted_head(ledger: Ledger) -> None:
    write(ledger, "everyone", "everyone", "nation:FR")
    heads = ledger.verify().heads
    write(ledger, "everyone")
    assert wrong(ledger, heads) == []
    tamper(ledger, 'DELETE FROM entry WHERE "order" > 1')
    assert wrong(ledger) == []
    assert wrong(ledger, heads) == [("everyone", 2, "end"), ("nation:FR", 1, "end")]
    assert ledger.verify(heads).heads["nation:FR"] == (0, "")


def test_what_is_wrong_is_said_in_words(ledger: Ledger) -> None:
    write(ledger, "everyone")
    tamper(ledger, "UPDATE entry SET kind = 'sung'")
    (bad,) = ledger.verify().bad
    assert str(bad) == "everyone, entry 1: it is not what was written: its hash does not fit its content"


def test_an_entry_that_cannot_be_read_says_where(ledger: Ledger) -> None:
    write(ledger, "everyone")
    tamper(ledger, "UPDATE entry SET body = '{'")
    with pytest.raises(LedgerError, match="entry 1 of the chain everyone cannot be read"):
        ledger.entries()
    assert wrong(ledger) == [("everyone", 1, "hash")]


@pytest.mark.parametrize("value", ["x'ff'", "CAST(x'ff' AS TEXT)", "'{}' || char(0)", "7"])
@pytest.mark.parametrize("column", ["who", "body", "hash", "previous", "chain", "number", "based_on"])
def test_sqlite_holds_anything_and_verify_reads_it(sqlite_url: str, column: str, value: str) -> None:
    with Ledger(sqlite_url) as ledger:
        write(ledger, "everyone", "everyone")
        tamper(ledger, f"UPDATE entry SET {column} = {value} WHERE number = 2")
        assert not ledger.verify().sound


def test_a_file_with_a_damaged_page_is_named_as_such(sqlite_url: str) -> None:
    with Ledger(sqlite_url) as ledger:
        for _ in range(30):
            write(ledger, *["everyone"] * 10)
        path = ledger.path
        assert path is not None
    content = bytearray(path.read_bytes())
    for start in range(4096 * 3, len(content) - 4096, 4096):
        content[start : start + 64] = b"\xff" * 64
    path.write_bytes(content)
    with pytest.raises(LedgerDamaged, match="damaged"), Ledger(sqlite_url) as ledger:
        ledger.verify()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of a few entries without its guards, shared by many examples."""
    with Ledger(str(tmp_path_factory.mktemp("written") / "ledger.db")) as ledger:
        with ledger.writing() as writing:
            for n in range(3):
                news = [New(chain, "said", {"n": n, "é": [1.5, None]}) for chain in ("everyone", "nation:FR")]
                writing.append("anna", NOON, news, based_on=n or None)
        tamper(ledger)
        yield ledger


def flipped(was: object, at: int, flip: int) -> object:
    """A value with some bits of one of its bytes turned over, of the kind it was; nothing counts as the number 0."""
    if isinstance(was, str):
        content = bytearray(was.encode() or b"\0")
        content[at % len(content)] ^= flip
        return bytes(content)
    number = int(was) if isinstance(was, int) else 0
    return number ^ (flip << 8 * (at % 7))


@given(st.integers(1, 6), st.sampled_from(COLUMNS), st.integers(0, 10**6), st.integers(1, 255))
@quick(150)
def test_any_change_of_a_single_byte_is_found(written: Ledger, order: int, column: str, at: int, flip: int) -> None:
    with closing(sqlite3.connect(str(written.path))) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        (was,) = connection.execute(f'SELECT "{column}" FROM entry WHERE "order" = ?', (order,)).fetchone()
        now = flipped(was, at, flip)
        value = "CAST(? AS TEXT)" if isinstance(was, str) else "?"
        try:
            connection.execute(f'UPDATE entry SET "{column}" = {value} WHERE "order" = ?', (now, order))
        except sqlite3.IntegrityError:
            return  # the place of another entry, which the database refuses
        connection.commit()
        found = written.verify()
        there = now if column == "order" else order
        connection.execute(f'UPDATE entry SET "{column}" = ? WHERE "order" = ?', (was, there))
        connection.commit()
    assert not found.sound
    assert written.verify().sound


APPENDED = st.lists(st.tuples(st.sampled_from(["everyone", "nation:FR", "people"]), BODIES), max_size=5)


@given(APPENDED)
@quick(40)
def test_whatever_is_appended_is_read_back_from_a_file(written: Ledger, news: list[tuple[str, dict[str, Any]]]) -> None:
    _appended_is_read_back(written, news)


def test_whatever_is_appended_is_read_back_from_postgresql(postgresql_url: str) -> None:
    with Ledger(postgresql_url) as ledger:

        @given(APPENDED)
        @quick(40)
        def replayed(news: list[tuple[str, dict[str, Any]]]) -> None:
            _appended_is_read_back(ledger, news)

        replayed()


def _appended_is_read_back(ledger: Ledger, news: list[tuple[str, dict[str, Any]]]) -> None:
    before = ledger.entries()
    last = before[-1].order if before else 0
    with ledger.writing() as writing:
        written = writing.append("anna", NOON, [New(chain, "said", body) for chain, body in news])
    assert [(entry.chain, entry.body) for entry in written] == news
    assert ledger.entries(after=last) == written
    assert [json.dumps(entry.body) for entry in ledger.entries(after=last)] == [
        json.dumps(dict(entry.body)) for entry in written
    ]
    assert ledger.verify().sound
