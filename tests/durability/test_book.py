"""The second bookkeeper notices what it is there to notice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.durability.asking import Answer
from tests.durability.book import Book, Row, hash_of
from tests.durability.writers import Attempt

OPENED = {"case": {"pledges": [{"id": "s0a-infantry", "nation": "S0A"}, {"id": "s0b-infantry", "nation": "S0B"}]}}
PLEDGE = {"id": "n00-infantry", "nation": "N00", "note": "mark 1"}


class Record:
    """A record as it would be stored, hashed anew where it is tampered with."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.moment = 0

    def act(self, who: str, *entries: tuple[str, str, Mapping[str, Any]], match: int | None = None) -> None:
        """What somebody does at one moment: chain, kind and body of each entry."""
        self.moment += 1
        for chain, kind, body in entries:
            before = [row for row in self.rows if row["chain"] == chain]
            row = {
                "order": len(self.rows) + 1,
                "chain": chain,
                "number": len(before) + 1,
                "at": f"{self.moment}",
                "who": who,
                "kind": kind,
                "body": body,
                "based_on": match,
                "previous": before[-1]["hash"] if before else "",
            }
            self.rows.append({**row, "hash": hash_of(row)})


def told(attempt: Attempt, rows: list[Row], version: int) -> Attempt:
    """An attempt that was acknowledged with these entries."""
    entries = [{key: row[key] for key in ("chain", "number", "kind")} for row in rows]
    body = json.dumps({"version": version, "entries": entries}).encode()
    attempt.answer = Answer(200, {"etag": f'"{rows[0]["number"]}"'}, body)
    return attempt


@pytest.fixture
def record() -> Record:
    """A conference that is open, with a draft saved and released."""
    made = Record()
    made.act("hq", ("everyone", "conference.opened", OPENED))
    made.act("N00", ("nation:N00", "draft.saved", {"pledge": PLEDGE}))
    dropped = {"nation": "N00", "pledge": "n00-infantry", "because": "released"}
    made.act(
        "N00", ("everyone", "pledge.entered", {"pledge": PLEDGE}), ("nation:N00", "draft.dropped", dropped), match=1
    )
    made.rows[2] = {**made.rows[2], "based_on": None}
    made.rows[2] = {**made.rows[2], "hash": hash_of(made.rows[2])}
    return made


def attempts(record: Record) -> list[Attempt]:
    """What was acknowledged of that."""
    saved = told(Attempt("draft", "mark 1", "N00"), record.rows[1:2], 1)
    released = told(Attempt("release", "N00 n00-infantry 1", "N00", 1), record.rows[2:4], 2)
    return [saved, released]


def read(record: Record, rows: list[Row], tried: list[Attempt]) -> Book:
    """A book that has read some entries."""
    book = Book()
    book.begin(record.rows[:1])
    book.read(rows, tried)
    return book


def test_what_is_as_it_was_told_is_well(record: Record) -> None:
    book = read(record, record.rows[1:], attempts(record))
    assert dict(book.figures) == {"acknowledged": 2}
    assert book.notes["n00-infantry"] == "mark 1"
    assert book.drafts["N00"] == {}


def test_what_is_lost_is_noticed(record: Record) -> None:
    with pytest.raises(AssertionError, match="LOST"):
        read(record, record.rows[1:2], attempts(record))


def test_half_of_an_act_is_noticed(record: Record) -> None:
    lost = attempts(record)
    lost[1].answer, lost[1].lost = None, True
    read(record, record.rows[1:], lost)
    with pytest.raises(AssertionError):
        read(record, record.rows[1:3], lost)


def test_what_was_refused_and_is_there_is_noticed(record: Record) -> None:
    refused = attempts(record)
    refused[1].answer = Answer(503, {}, b'{"detail": "the disk is full; nothing of this write was kept"}')
    with pytest.raises(AssertionError, match="refused, and yet there"):
        read(record, record.rows[1:], refused)


def test_what_is_there_twice_is_noticed(record: Record) -> None:
    record.act("N00", ("nation:N00", "draft.saved", {"pledge": PLEDGE}))
    with pytest.raises(AssertionError, match="is there twice"):
        read(record, record.rows[1:], attempts(record))


def test_what_nobody_wrote_is_noticed(record: Record) -> None:
    record.act("N01", ("headquarters:N01", "pledge.commented", {"nation": "N01", "text": "mark 9"}))
    with pytest.raises(AssertionError):
        read(record, record.rows[1:], attempts(record))


def test_another_version_than_was_told_is_noticed(record: Record) -> None:
    wrong = attempts(record)
    told(wrong[1], record.rows[2:4], 3)
    with pytest.raises(AssertionError):
        read(record, record.rows[1:], wrong)


@pytest.mark.parametrize("key", ["number", "hash", "who", "previous"])
def test_what_was_changed_is_noticed(record: Record, key: str) -> None:
    record.rows[2] = {**record.rows[2], key: 7 if key == "number" else "other"}
    with pytest.raises(AssertionError):
        read(record, record.rows[1:], attempts(record))
