"""A second bookkeeper: reads the record as it is stored and holds it against what those who wrote were told.

It knows the events of a conference and what belongs together, but uses nothing of the program to read, hash or replay.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import text
from tests.durability.writers import Attempt, Signer, Writer, tag_of

from willing.conference.conference import Conference
from willing.ledger.store import Ledger

COLUMNS = ("order", "chain", "number", "at", "who", "kind", "body", "based_on", "previous", "hash")
Row = Mapping[str, Any]


def rows_after(ledger: Ledger, order: int) -> list[Row]:
    """The entries behind one, as they are stored.

    Read as one who writes, and so after whoever was writing: a database may still be keeping what a server that was
    killed had it keep.
    """
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    asked = text(f'SELECT {names} FROM entry WHERE "order" > :order ORDER BY "order"')
    with ledger.writing() as writing:
        found = writing.connection.execute(asked, {"order": order})
        return [{**row._mapping, "body": json.loads(row._mapping["body"])} for row in found]


def hash_of(row: Row) -> str:
    """The hash of an entry, as it is written down in the documentation of the ledger."""
    named = ("chain", "number", "at", "who", "kind", "body", "based_on", "previous")
    written = json.dumps([row[name] for name in named], separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


@dataclass
class Signing:
    """One signing, as far as the record has been read."""

    pledges: Sequence[str]
    signed: set[str] = field(default_factory=set)
    open: bool = True


@dataclass
class Book:
    """What the record holds, as far as it has been read."""

    order: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    nations: dict[str, str] = field(default_factory=dict)
    """Of each released pledge, its nation."""
    notes: dict[str, str | None] = field(default_factory=dict)
    """Of each released pledge, the mark it carries."""
    drafts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each draft, the mark it carries, by nation and pledge."""
    signings: dict[str, Signing] = field(default_factory=dict)
    last_draft: dict[tuple[str, str], int] = field(default_factory=dict)
    """Of each nation and pledge, the number of the entry that saved a draft of it last."""
    changed: dict[str, int] = field(default_factory=dict)
    """Of each released pledge, the version that entered or revised it last."""
    acts: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    """The entries of every act, by what it is and its mark."""
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    """The version of the conference after each act."""
    figures: Counter[str] = field(default_factory=Counter)

    def begin(self, rows: Iterable[Row]) -> None:
        """Read what was there before anybody wrote."""
        for row in rows:
            self._follow(row)
            if row["kind"] == "conference.opened":
                self.nations = {pledge["id"]: pledge["nation"] for pledge in row["body"]["case"]["pledges"]}
                self.notes = dict.fromkeys(self.nations)

    def read(self, rows: Iterable[Row], attempts: Sequence[Attempt]) -> None:
        """Read what was written since, and hold it against all attempts since. Raises AssertionError."""
        new = []
        for _, entries in groupby(rows, key=lambda row: (row["at"], row["who"])):
            act = list(entries)
            for row in act:
                self._follow(row)
            new.append(self._whole(act))
        assert set(new) <= {(one.kind, one.marker) for one in attempts}
        tried: dict[tuple[str, str], list[Attempt]] = {}
        for attempt in attempts:
            tried.setdefault((attempt.kind, attempt.marker), []).append(attempt)
        for same in tried.values():
            self._settle(same)

    def _follow(self, row: Row) -> None:
        """The chain, the order and the hash of one entry."""
        number, before = self.heads.get(row["chain"], (0, ""))
        assert (row["order"], row["number"], row["previous"]) == (self.order + 1, number + 1, before), row
        assert hash_of(row) == row["hash"], row
        self.order, self.heads[row["chain"]] = row["order"], (row["number"], row["hash"])

    def _whole(self, act: list[Row]) -> tuple[str, str]:
        """See that the entries of one moment are one whole act, and remember it by what it is and its mark."""
        key, expected = self._expected(act[0])
        assert [row["kind"] for row in act] == expected, (key, act)
        assert key not in self.acts, f"{key} is there twice"
        self.acts[key] = act
        self.versions[key] = self.heads["everyone"][0]
        return key

    def _expected(self, first: Row) -> tuple[tuple[str, str], list[str]]:
        """What an act is by its first entry, and the kinds of all its entries."""
        body, kind = first["body"], first["kind"]
        match kind:
            case "pledge.entered" | "pledge.revised":
                self.changed[body["pledge"]["id"]] = first["number"]
                return self._pledged(body["pledge"], kind)
            case "draft.saved":
                pledge = body["pledge"]
                assert first["chain"] == f"nation:{pledge['nation']}"
                self.drafts.setdefault(pledge["nation"], {})[pledge["id"]] = pledge["note"]
                self.last_draft[pledge["nation"], pledge["id"]] = first["number"]
                return ("draft", pledge["note"]), [kind]
            case "pledge.commented":
                assert first["chain"] == f"headquarters:{body['nation']}"
                return ("comment", body["text"]), [kind]
            case "signing.opened":
                self.signings[body["signing"]] = Signing(body["pledges"])
                return ("open", body["title"]), [kind]
            case "signing.signed":
                return self._signed(body["signing"], body["nation"])
        raise AssertionError(f"an act begins with {first}")

    def _pledged(self, pledge: Mapping[str, Any], kind: str) -> tuple[tuple[str, str], list[str]]:
        name, of, note = pledge["id"], pledge["nation"], pledge["note"]
        assert kind == ("pledge.revised" if name in self.notes else "pledge.entered")
        self.nations[name], self.notes[name] = of, note
        if self.drafts.get(of, {}).get(name) == note:
            del self.drafts[of][name]
            return ("release", f"{of} {name} {self.last_draft[of, name]}"), [kind, "draft.dropped"]
        ended = [one for one in self.signings.values() if one.open and name in one.pledges]
        for one in ended:
            one.open = False
        key = "enter" if kind == "pledge.entered" else "revise", note
        return key, [kind, *("signing.stopped" for _ in ended)]

    def _signed(self, name: str, of: str) -> tuple[tuple[str, str], list[str]]:
        found = self.signings[name]
        assert found.open and of not in found.signed
        found.signed.add(of)
        if found.signed == {self.nations[pledge] for pledge in found.pledges}:
            found.open = False
            return ("sign", f"{name} {of}"), ["signing.signed", "signing.committed"]
        return ("sign", f"{name} {of}"), ["signing.signed"]

    def _settle(self, same: Sequence[Attempt]) -> None:
        """Hold against the record what was attempted, once or, after it was refused, again."""
        act = self.acts.get((same[0].kind, same[0].marker))
        told = [attempt for attempt in same if attempt.done]
        assert len(told) <= 1, f"acknowledged twice: {told}"
        for attempt in told:
            assert act is not None, f"LOST: {attempt}"
            self._as_told(attempt, act)
        if act is not None:
            meant = told or [attempt for attempt in same if attempt.unsure]
            assert meant, f"refused, and yet there: {same}"
            self._as_sent(meant[0], act)
        for attempt in same:
            self.figures[_what(attempt, act is not None)] += 1

    def _as_sent(self, attempt: Attempt, act: list[Row]) -> None:
        assert {row["who"] for row in act} == {attempt.who}
        for row in act:  # how often a draft was saved is nobody's business
            hidden = attempt.kind == "release" and row["chain"] == "everyone"
            assert row["based_on"] == (None if hidden else attempt.match), (attempt, row)

    def _as_told(self, attempt: Attempt, act: list[Row]) -> None:
        assert attempt.answer is not None
        told = attempt.answer.data
        assert told["entries"] == [{key: row[key] for key in ("chain", "number", "kind")} for row in act]
        version = self.versions[attempt.kind, attempt.marker]
        assert told["version"] == version, (told, version)
        assert tag_of(attempt.answer) == act[0]["number"], (attempt, act)

    def tell(self, writers: Iterable[Writer | Signer]) -> None:
        """Tell those who write how things stand, so that nobody has to ask after every kill."""
        for writer in writers:
            if isinstance(writer, Writer):
                drafts = self.drafts.get(writer.of, {})
                writer.pledges = {name: self.changed[name] for name, of in self.nations.items() if of == writer.of}
                writer.drafts = {name: self.last_draft[writer.of, name] for name in drafts}
                writer.known = True

    def close(self, ledger: Ledger) -> None:
        """Read everything again from the beginning, and have the program verify and replay it."""
        again = Book()
        for row in rows_after(ledger, 0):
            again._follow(row)
        assert (again.order, again.heads) == (self.order, self.heads)
        verified = ledger.verify()
        assert verified.sound, verified.bad
        assert verified.heads == self.heads
        state = Conference(ledger).state()
        assert state.record.case is not None
        assert {pledge.id: pledge.note for pledge in state.record.case.pledges} == self.notes
        drafts = {of: {n: one.pledge.note for n, one in all_of.by_id.items()} for of, all_of in state.drafts.items()}
        assert drafts == self.drafts
        said = {name: (found.state == "open", set(found.signed)) for name, found in state.record.procedures.items()}
        assert said == {name: (found.open, found.signed) for name, found in self.signings.items()}


def _what(attempt: Attempt, there: bool) -> str:
    if attempt.done:
        return "acknowledged"
    if not attempt.unsure:
        return "refused"
    return "unanswered but kept" if there else "unanswered and not kept"
