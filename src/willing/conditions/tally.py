"""A set of standing pledges, counted, and how one pledge sees it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
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
        self._all = 0
        self._cells: dict[str, dict[str, int]] = {}
        self._nations: dict[str, int] = {}
        self._capabilities: dict[str, int] = {}
        self._sums: dict[tuple[str, ...], int] = {}
        for pledge, nation, capability, persons in entries:
            self.persons[pledge] = persons
            self._all += persons
            self._nations[nation] = self._nations.get(nation, 0) + persons
            self._capabilities[capability] = self._capabilities.get(capability, 0) + persons
            cells = self._cells.setdefault(nation, {})
            cells[capability] = cells.get(capability, 0) + persons

    def nations(self) -> int:
        """How many nations have a standing pledge."""
        return len(self._nations)

    def stands(self, who: str) -> bool:
        """Whether a nation has a standing pledge, or a pledge stands."""
        return who in (self._nations if is_nation(who) else self.persons)

    def sent(self, nation: str) -> int:
        """Persons of the nation's standing pledges."""
        return self._nations.get(nation, 0)

    def sum(self, names: tuple[str, ...] = ()) -> int:
        """Persons of all standing pledges that match ``names``."""
        if not names:
            return self._all
        if names not in self._sums:
            nations, capabilities = _parted(names)
            if nations and capabilities:
                self._sums[names] = sum(self.sum_of(nation, names) for nation in nations)
            else:
                held = self._nations if nations else self._capabilities
                self._sums[names] = sum(held.get(name, 0) for name in nations or capabilities)
        return self._sums[names]

    def sum_of(self, nation: str, names: tuple[str, ...] = ()) -> int:
        """Persons of one nation's standing pledges that match ``names``."""
        nations, capabilities = _parted(names)
        if nations and nation not in nations:
            return 0
        if not capabilities:
            return self._nations.get(nation, 0)
        cells = self._cells.get(nation, {})
        return sum(cells.get(capability, 0) for capability in capabilities)

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
            return self._tally.sum(names) - self._tally.sum_of(own.nation, names)
        return self._tally.sum(names) + (self._extra if matches(names, own.nation, own.capability) else 0)

    def nations(self) -> int:
        """How many nations have a standing pledge."""
        return self._tally.nations() + (not self._tally.stands(self._own.nation))


def matches(names: tuple[str, ...], nation: str, capability: str) -> bool:
    """Whether a restricted sum counts a pledge: one of the nations named, and one of the capabilities, if any."""
    nations, capabilities = _parted(names)
    return (not nations or nation in nations) and (not capabilities or capability in capabilities)


@lru_cache(maxsize=4096)
def _parted(names: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The nations and the capabilities among names."""
    nations = frozenset(filter(is_nation, names))
    return nations, frozenset(names) - nations
