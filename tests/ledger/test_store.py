"""Writing to the record and reading it back, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from willing.ledger import Entry, Ledger, LedgerBusy, LedgerError, New
from willing.ledger.tables import ENTRY

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def write(ledger: Ledger, *chains: str, who: str = "anna") -> tuple[Entry, ...]:
    with ledger.writing() as writing:
        return writing.append(who, NOON, [New(chain, "said", {"n": n}) for n, chain in enumerate(chains)])


def test_each_chain_counts_for_itself_and_the_order_runs_over_all(ledger: Ledger) -> None:
    written = write(ledger, "everyone", "nation:FR", "everyone")
    written += write(ledger, "people", "everyone")
    assert [(entry.order, entry.chain, entry.number) for entry in written] == [
        (1, "everyone", 1),
        (2, "nation:FR", 1),
        (3, "everyone", 2),
        (4, "people", 1),
        (5, "everyone", 3),
    ]
    assert ledger.heads() == {"everyone": 3, "nation:FR": 1, "people": 1}
    assert ledger.entries() == written
    assert ledger.entries(after=3) == written[3:]
    assert ledger.entries(["everyone"], after=1) == (written[2], written[4])
    assert ledger.entries([]) == ()
    first, second = (entry for entry in written[:3] if entry.chain == "everyone")
    assert first.previous == "" and second.previous == first.hash


def test_an_empty_ledger_has_no_chains(ledger: Ledger) -> None:
    assert ledger.heads() == {}
    assert ledger.entries() == ()
    with ledger.writing() as writing:
        assert writing.append("anna", NOON, []) == ()
    assert ledger.entries() == ()


def test_a_write_sees_what_it_wrote_and_others_do_not_before_it_ends(ledger: Ledger) -> None:
    write(ledger, "everyone")
    with ledger.writing() as writing:
        writing.append("boris", NOON, [New("everyone", "said", {})], based_on=1)
        assert writing.heads == {"everyone": 2}
        assert [entry.based_on for entry in writing.entries()] == [None, 1]
        assert [entry.number for entry in writing.entries(1, ["everyone"])] == [2]
        assert ledger.heads() == {"everyone": 1}
    assert ledger.heads() == {"everyone": 2}


def test_nothing_is_kept_of_a_write_that_raises(ledger: Ledger) -> None:
    write(ledger, "everyone")
    with pytest.raises(ZeroDivisionError), ledger.writing() as writing:
        writing.append("boris", NOON, [New("everyone", "said", {}), New("people", "said", {})])
        raise ZeroDivisionError
    assert ledger.heads() == {"everyone": 1}
    assert write(ledger, "people")[0].order == 2
    assert ledger.verify().sound


def test_moments_are_kept_in_utc_to_the_microsecond(ledger: Ledger) -> None:
    at = datetime(2026, 3, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with ledger.writing() as writing:
        (entry,) = writing.append("anna", at, [New("everyone", "said", {})])
    assert entry.at == at
    assert entry.at.isoformat() == "2026-02-28T23:30:00.123456+00:00"
    assert ledger.entries() == (entry,)
    with pytest.raises(ValueError, match="time zone"), ledger.writing() as writing:
        writing.append("anna", at.replace(tzinfo=None), [New("everyone", "said", {})])


NOT_JSON: list[tuple[dict[Any, Any], str]] = [
    ({"a": float("nan")}, "not JSON compliant"),
    ({"a": [float("inf")]}, "not JSON compliant"),
    ({"a": {1: 2}}, "the key 1 is not text"),
    ({True: 2}, "the key True is not text"),
    ({"a": NOON}, "datetime is not JSON"),
    ({"a": {1, 2}}, "set is not JSON"),
    ({"a": 10**5000}, "digits"),
]


def test_a_body_that_is_not_json_is_refused_and_all_that_is_written_with_it(ledger: Ledger) -> None:
    for body, said in NOT_JSON:
        with pytest.raises(LedgerError, match=said), ledger.writing() as writing:
            writing.append("anna", NOON, [New("everyone", "said", {})])
            writing.append("anna", NOON, [New("everyone", "said", body)])
        assert ledger.entries() == ()


def test_a_body_that_contains_itself_is_refused(ledger: Ledger) -> None:
    body: dict[str, object] = {}
    body["a"] = [body]
    with pytest.raises(LedgerError, match="must be JSON"), ledger.writing() as writing:
        writing.append("anna", NOON, [New("everyone", "said", body)])


def test_names_are_plain_text(ledger: Ledger) -> None:
    for name in ("", "a\x00b", "a\nb", "\ud800"):
        for who, new in (
            (name, New("everyone", "said", {})),
            ("anna", New(name, "said", {})),
            ("anna", New("everyone", name, {})),
        ):
            with pytest.raises(LedgerError, match="plain text"), ledger.writing() as writing:
                writing.append(who, NOON, [new])
    assert write(ledger, "everyone", who="Ærø \U0001f600 'x' %s")[0] == ledger.entries()[0]


def test_the_database_itself_refuses_to_change_or_remove_an_entry(ledger: Ledger) -> None:
    entries = write(ledger, "everyone", "everyone")
    statements: list[object] = [
        update(ENTRY).values(who="eve"),
        delete(ENTRY).where(ENTRY.c.number == 2),
        insert(ENTRY).values(order=2, chain="x", number=1, at="", who="", kind="", body="", previous="", hash=""),
    ]
    if ledger.path is None:
        statements.append(text("TRUNCATE entry"))
    else:
        replaced = "INSERT OR REPLACE INTO entry SELECT \"order\", chain, number, at, 'eve', kind, body, based_on, "
        statements.append(text(f"{replaced} previous, hash FROM entry"))
    for statement in statements:
        with pytest.raises(SQLAlchemyError), ledger.writing() as writing:
            writing.connection.execute(statement)  # type: ignore[call-overload]
    assert ledger.entries() == entries


def test_readers_do_not_wait_for_a_writer(ledger: Ledger) -> None:
    write(ledger, "everyone")
    with ledger.writing() as writing:
        writing.append("anna", NOON, [New("everyone", "said", {})])
        read: list[Iterable[Entry]] = []
        reader = threading.Thread(target=lambda: read.append(ledger.entries()))
        reader.start()
        reader.join(timeout=20)
        assert [len(list(entries)) for entries in read] == [1]


def test_a_writer_does_not_wait_for_readers(ledger: Ledger) -> None:
    write(ledger, "everyone")
    with ledger.reading() as connection:
        assert len(connection.execute(select(ENTRY)).all()) == 1
        write(ledger, "everyone")
    assert ledger.heads() == {"everyone": 2}


def test_a_write_within_a_write_is_refused_at_once(ledger: Ledger) -> None:
    with ledger.writing(), pytest.raises(RuntimeError, match="within a write"), ledger.writing():
        pass
    assert len(write(ledger, "everyone")) == 1


@pytest.mark.parametrize("same", [True, False], ids=["same process", "as another process"])
def test_a_writer_that_gets_no_turn_says_so(ledger_url: str, same: bool) -> None:
    with Ledger(ledger_url) as first, Ledger(ledger_url, patience=0.1) as second:
        if same:
            first.patience = 0.1
        failed: list[BaseException] = []

        def try_it() -> None:
            try:
                write(first if same else second, "everyone")
            except BaseException as error:
                failed.append(error)

        with first.writing():
            other = threading.Thread(target=try_it)
            other.start()
            other.join(timeout=20)
        assert [type(error) for error in failed] == [LedgerBusy]
        assert "try again; nothing of this write was kept" in str(failed[0])
        assert len(write(second, "everyone")) == 1


def test_an_error_kept_quiet_within_a_write_does_not_pass_for_success(ledger: Ledger) -> None:
    """PostgreSQL ends a transaction at its first error, and would answer the commit without a complaint."""
    try:
        with ledger.writing() as writing:
            writing.append("anna", NOON, [New("everyone", "said", {})])
            with pytest.raises(SQLAlchemyError):
                writing.connection.execute(text("INSERT INTO nowhere VALUES (1)"))
    except SQLAlchemyError:
        assert ledger.heads() == {}
    else:
        assert ledger.heads() == {"everyone": 1}
