"""Many processes write at once."""

from __future__ import annotations

from itertools import pairwise

from tests.databases import at_once
from tests.ledger.test_store import NOON

from willing.ledger import Ledger, New

PROCESSES = 8
EACH = 25


def append_some(url: str, who: str) -> None:
    with Ledger(url) as ledger:
        for n in range(EACH):
            with ledger.writing() as writing:
                version = writing.heads.get("everyone", 0)
                (entry,) = writing.append(who, NOON, [New("everyone", "said", {"n": n})], based_on=version)
                assert entry.number == version + 1


def test_eight_processes_write_without_a_gap(ledger_url: str) -> None:
    names = [f"writer {n}" for n in range(PROCESSES)]
    assert at_once(append_some, [(ledger_url, name) for name in names]) == [0] * PROCESSES
    with Ledger(ledger_url) as ledger:
        entries = ledger.entries()
        assert ledger.verify().sound
    assert [entry.number for entry in entries] == list(range(1, PROCESSES * EACH + 1))
    assert [entry.order for entry in entries] == list(range(1, PROCESSES * EACH + 1))
    assert all(first.hash == second.previous for first, second in pairwise(entries))
    for name in names:
        assert [entry.body["n"] for entry in entries if entry.who == name] == list(range(EACH))
