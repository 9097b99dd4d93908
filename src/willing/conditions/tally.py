"""A set of standing pledges, counted, and how one pledge sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from willing.conditions.tree import is_nation


class Entry(NamedTuple):
    """One standing pledge with the persons it sends."""

    pledge: str
    nation: str
    capability: str
    persons: int


class Tally:
    """Standing pledges with their sums; each sum is counted once and then remembered."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.persons: dict[str, int] = {}
        self._cells: dict[tuple[str, str], int] = {}
        self._nations: dict[str, int] = {}
        self._sums: dict[tuple[tuple[str, ...], str | None], int] = {}
        for pledge, nation, capability, persons in entries:
            self.persons[pledge] = persons
            self._cells[nation, capability] = self._cells.get((nation, capability), 0) + persons
            self._nations[nation] = self._nations.get(nation, 0) + persons

    def nations(self) -> int:
        """How many nations have a standing pledge."""
        return len(self._nations)

    def stands(self, who: str) -> bool:
        """Whether a nation has a standing pledge, or a pledge stands."""
        return who in (self._nations if is_nation(who) else self.persons)

    def sent(self, nation: str) -> int:
        """Persons of the nation's standing pledges."""
        return self._nations.get(nation, 0)

    def sum(self, names: tuple[str, ...] = (), nation: str | None = None) -> int:
        """Persons of all standing pledges that match ``names``, of one nation where it is given."""
        key = (names, nation)
        if key not in self._sums:
            self._sums[key] = sum(
                persons
                for (sender, capability), persons in self._cells.items()
                if (nation is None or sender == nation) and matches(names, sender, capability)
            )
        return self._sums[key]

    def seen_by(self, entry: Entry) -> Joined:
        """The view of one pledge, which counts itself as standing."""
        return Joined(self, entry)


class Joined:
    """A tally as one pledge sees it, itself included with the persons it would send (the join reading)."""

    __slots__ = ("_extra", "_own", "_tally")

    def __init__(self, tally: Tally, own: Entry) -> None:
        self._tally = tally
        self._own = own
        self._extra = own.persons - tally.persons.get(own.pledge, 0)

    def stands(self, who: str) -> bool:
        """Whether a nation or a pledge stands."""
        return who in (self._own.nation, self._own.pledge) or self._tally.stands(who)

    def sent(self, nation: str) -> int:
        """Persons of the nation's standing pledges."""
        return self._tally.sent(nation) + (self._extra if nation == self._own.nation else 0)

    def sum(self, scope: str, names: tuple[str, ...]) -> int:
        """Persons of all standing pledges, or of other nations' only, restricted to names."""
        own = self._own
        if scope == "others":
            return self._tally.sum(names) - self._tally.sum(names, own.nation)
        return self._tally.sum(names) + (self._extra if matches(names, own.nation, own.capability) else 0)

    def nations(self) -> int:
        """How many nations have a standing pledge."""
        return self._tally.nations() + (not self._tally.stands(self._own.nation))


def matches(names: tuple[str, ...], nation: str, capability: str) -> bool:
    """Whether a restricted sum counts a pledge: one of the nations named, if any, and one of the capabilities, if any."""
    if not names:
        return True
    nations = [name for name in names if is_nation(name)]
    return (not nations or nation in nations) and (len(nations) == len(names) or capability in names)
