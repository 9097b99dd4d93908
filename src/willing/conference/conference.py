"""The conference: reads the ledger, shows each actor a room, and lets acts become entries."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from willing.conference.act import Act, Ground
from willing.conference.actor import EVERYONE, Actor, drafts_of, nation_of, readable, talks_with
from willing.conference.deciding import Decision, decided, foreseen
from willing.conference.drafts import Drafts, Talks, drafted, talked
from willing.conference.effect import NOTHING, Effect, Standing, effect_of, standing_of
from willing.conference.errors import NotThere
from willing.conference.kept import Kept
from willing.conference.permissions import may
from willing.conference.record import Record, folded
from willing.conference.room import Room
from willing.ledger.entry import Entry
from willing.ledger.store import Ledger, Writing
from willing.ledger.watch import changes

EVERY = 50
"""Versions between two records that are kept for good, from which those between are folded again."""
MOST_RECORDS = 2 * EVERY + 20
"""Records that are kept besides: what a page of the log looks at."""
MOST_EFFECTS = 2_000
"""Effects of past entries that are kept."""


def utc_now() -> datetime:
    """The time, by the clock of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class State:
    """Everything that is in the ledger, folded."""

    order: int = 0
    """The order of the latest entry."""
    record: Record = field(default_factory=Record)
    drafts: Mapping[str, Drafts] = field(default_factory=dict)
    talks: Mapping[str, Talks] = field(default_factory=dict)
    heads: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """An act that was done: it is durable."""

    version: int
    """The version of the conference that it made, or that it found where it changed nothing that everybody sees."""
    entries: tuple[Entry, ...]
    effect: Effect

    @property
    def number(self) -> int:
        """What the next act on the same subject is based on: the number of its first entry, in the chain of that."""
        return self.entries[0].number


class Conference:
    """One conference over one ledger; safe to be used by several threads."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime] = utc_now) -> None:
        self.ledger = ledger
        self.clock = clock
        self._lock = threading.Lock()
        self._state = State()
        # SQLite tells exactly whether anything was committed since the last look. What PostgreSQL tells may come a
        # moment after the commit, too late for who has just written by way of another process: there it is read.
        self._watch = changes(ledger) if ledger.path is not None else None
        self._behind = True
        self._common: list[Entry] = []
        self._entries: list[Entry] = []
        self._kept: dict[int, Record] = {0: Record()}
        self._records: Kept[int, Record] = Kept(MOST_RECORDS)
        self._standings: Kept[tuple[int, date], Standing] = Kept(MOST_RECORDS)
        self._effects: Kept[int, Effect] = Kept(MOST_EFFECTS)
        self._answers: Kept[object, Any] = Kept(64)

    # What is there

    def state(self) -> State:
        """Everything as it is now, all that other processes have written included."""
        with self._lock:
            self._behind = self._behind or self._watch is None or self._watch.changed()
            if self._behind:
                self._take(self.ledger.entries(after=self._state.order))
                self._behind = False
            return self._state

    @property
    def known(self) -> State:
        """Everything as it was when it was last looked at."""
        return self._state

    def close(self) -> None:
        """Let go of what watches the ledger, which stays open."""
        if self._watch is not None:
            self._watch.close()

    def _take(self, entries: Iterable[Entry]) -> State:
        """The state after some more entries; whoever calls holds the lock."""
        for entry in entries:
            # All of an entry or nothing: what comes after one that cannot be read is read again.
            state = _grown(self._state, entry)
            self._entries.append(entry)
            if entry.chain == EVERYONE:
                self._common.append(entry)
                self._records.put(entry.number, state.record)
                if entry.number % EVERY == 0 or entry.number == 1:
                    self._kept[entry.number] = state.record
            self._state = state
        return self._state

    def record(self, version: int) -> Record:
        """The common record at a version. Raises :class:`~willing.conference.errors.NotThere`."""
        latest = self._state.record
        if version > latest.version:
            latest = self.state().record
        if version == latest.version:
            return latest
        if not 0 <= version < latest.version:
            raise NotThere(f"there is no version {version}: the latest is {latest.version}")
        return self._at(version)

    def entries(self, chains: Iterable[str]) -> tuple[Entry, ...]:
        """All entries of some chains, oldest first."""
        self.state()
        wanted = set(chains)
        return tuple(entry for entry in self._entries if entry.chain in wanted)

    # Who sees what

    def room(self, actor: Actor, version: int | None = None) -> Room:
        """The conference as an actor sees it now, or at a past version: then without drafts and talks.

        Raises :class:`~willing.conference.errors.NotThere` for a version that does not exist.
        """
        state = self.state()
        if version is not None and version != state.record.version:
            record = self.record(version)
            day = record.at.date() if record.at else self.clock().date()
            return Room(actor, record, day, past=True, seen=str(version))
        own = actor.nation if may(actor, "draft.see") else None
        return Room(
            actor,
            state.record,
            self.today(),
            drafts=state.drafts.get(own) or Drafts(own) if own else None,
            talks={nation: talks for nation, talks in state.talks.items() if may(actor, "talk.see", nation)},
            seen=self.seen(actor, state.heads),
        )

    def today(self) -> date:
        """The day that figures of the present are about."""
        return self.clock().date()

    def seen(self, actor: Actor, heads: Mapping[str, int]) -> str:
        """What changes whenever anything changes that an actor may see, and tells nothing of what they may not."""
        mine = readable(actor, sorted(heads))
        return " ".join(f"{chain}={heads[chain]}" for chain in mine) or "nothing"

    def chains(self, actor: Actor) -> tuple[str, ...]:
        """The chains that an actor may read."""
        return readable(actor, self.state().heads)

    # What is done

    def do(self, actor: Actor, act: Act, seen: int | None = None, accepted: str | None = None) -> Done:
        """Do something; when this returns, it is durable. Raises as :func:`~willing.conference.deciding.decided`."""
        with self.ledger.writing() as writing:
            ground = self._ground(actor, writing)
            decision = decided(ground, act, self._at, seen, accepted)
            based_on = {act.chain(ground): seen, EVERYONE: act.public_base(seen)}
            entries: list[Entry] = []
            for event in decision.events:
                entries += writing.append(actor.name, ground.now, [event.new()], based_on.get(event.chain))
        # Not what is the latest by now, which may hold what its actor has not seen.
        return Done(decision.after.version, tuple(entries), decision.effect)

    def foresee(self, actor: Actor, act: Act) -> Decision:
        """What an act would come to; nothing is saved. Raises as :meth:`do`, but for what is stale or unconfirmed."""
        return foreseen(self._grounded(actor, self.state()), act)

    def _ground(self, actor: Actor, writing: Writing) -> Ground:
        with self._lock:
            state = self._take(writing.entries(after=self._state.order))
        return self._grounded(actor, state)

    def _grounded(self, actor: Actor, state: State) -> Ground:
        return Ground(state.record, actor, self.clock(), state.drafts, state.talks, self._drafts_at, self._at)

    def _drafts_at(self, nation: str, number: int) -> Drafts:
        chain = drafts_of(nation)
        return drafted(Drafts(nation), (e for e in tuple(self._entries) if e.chain == chain and e.number <= number))

    def _at(self, version: int) -> Record:
        """The record at a version that exists."""
        return self._records.get(version, lambda: self._replayed(version))

    def _replayed(self, version: int) -> Record:
        record = self._kept[max(kept for kept in tuple(self._kept) if kept <= version)]
        for entry in self._common[record.version : version]:
            record = folded(record, (entry,))
            if record.version != version:  # whoever asks for one version asks for its neighbours
                self._records.put(record.version, record)
        return record

    # What follows

    def effect(self, version: int) -> Effect:
        """What the entry of a version did to the standing force, as of the day it was written."""
        return self._effects.get(version, lambda: self._effect(version))

    def _effect(self, version: int) -> Effect:
        before, after = self.record(version - 1), self.record(version)
        if after.case is None or after.at is None:
            raise NotThere(f"nothing stands in version {version}")
        day = after.at.date()
        now = self._standing(version, day)
        return effect_of(now if before.case is after.case else self._standing(version - 1, day), now)

    def _standing(self, version: int, day: date) -> Standing:
        case = self.record(version).case
        return NOTHING if case is None else self._standings.get((version, day), lambda: standing_of(case, day))

    def answered(self, room: Room, name: str, ask: Callable[[], Any], **asked: object) -> Any:
        """An answer about what a room shows, asked once for all who see the same."""
        key = (name, room.key, tuple(sorted((key, repr(value)) for key, value in asked.items())))
        return self._answers.get(key, ask)


def _grown(state: State, entry: Entry) -> State:
    grown = replace(state, order=entry.order, heads={**state.heads, entry.chain: entry.number})
    nation = nation_of(entry.chain)
    if entry.chain == EVERYONE:
        return replace(grown, record=folded(grown.record, (entry,)))
    if nation is not None and entry.chain == drafts_of(nation):
        found = drafted(grown.drafts.get(nation) or Drafts(nation), (entry,), grown.record.version)
        return replace(grown, drafts={**grown.drafts, nation: found})
    if nation is not None and entry.chain == talks_with(nation):
        said = talked(grown.talks.get(nation) or Talks(nation), (entry,))
        return replace(grown, talks={**grown.talks, nation: said})
    return grown
