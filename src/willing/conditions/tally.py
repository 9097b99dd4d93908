"""A set of standing pledges, counted, and how one pledge sees it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from willing.conditions.tree import is_nation

Weights = Mapping[str, Mapping[str, int]]
"""What sums may add up beside persons: for each weight, each nation's number, such as its votes."""

NO_WEIGHTS: Weights = MappingProxyType({})
"""Where every sum is one of persons."""


class Entry(NamedTuple):
    """One standing pledge with the persons it sends."""

    pledge: str
    nation: str
    capability: str
    persons: int


class Tally:
    """Standing pledges with their sums; each sum is counted once and then remembered.

    A sum whose names contain one of the ``weights`` adds up that weight of the nations that have a standing pledge,
    each nation once; any other sum adds up persons. A nation without the weight adds nothing.
    """

    def __init__(self, entries: Iterable[Entry] = (), weights: Weights = NO_WEIGHTS) -> None:
        self.persons: dict[str, int] = {}
        self.weights = weights
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
        """The sum over all standing pledges that match ``names``."""
        if not names:
            return self._all
        if names not in self._sums:
            nations, capabilities = _parted(names)
            if (nations and capabilities) or (self.weights and weight_in(names, self.weights)):
                self._sums[names] = sum(self.sum_of(nation, names) for nation in nations or self._nations)
            else:
                held = self._nations if nations else self._capabilities
                self._sums[names] = sum(held.get(name, 0) for name in nations or capabilities)
        return self._sums[names]

    def sum_of(self, nation: str, names: tuple[str, ...] = ()) -> int:
        """The sum over one nation's standing pledges that match ``names``."""
        weight = weight_in(names, self.weights) if self.weights else None
        if weight is not None:
            return self.weights[weight].get(nation, 0) if self.counts(nation, names) else 0
        nations, capabilities = _parted(names)
        if nations and nation not in nations:
            return 0
        if not capabilities:
            return self._nations.get(nation, 0)
        cells = self._cells.get(nation, {})
        return sum(cells.get(capability, 0) for capability in capabilities)

    def counts(self, nation: str, names: tuple[str, ...]) -> bool:
        """Whether the nation has a standing pledge that matches ``names``, their weight aside."""
        rest = restriction(names, self.weights)
        return any(matches(rest, nation, capability) for capability in self._cells.get(nation, ()))

    def seen_by(self, entry: Entry) -> Joined:
        """The view of one pledge, which counts itself as standing."""
        return Joined(self, entry)

    @property
    def whole(self) -> Whole:
        """The view of nobody: the force as it is, no pledge joining."""
        return Whole(self)


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
        """The sum over all standing pledges, or those of other nations only, restricted to names."""
        own, tally = self._own, self._tally
        if scope == "others":
            return tally.sum(names) - tally.sum_of(own.nation, names)
        if tally.weights and (weight := weight_in(names, tally.weights)):
            return tally.sum(names) + self._joining(weight, names)
        return tally.sum(names) + (self._extra if matches(names, own.nation, own.capability) else 0)

    def _joining(self, weight: str, names: tuple[str, ...]) -> int:
        """What the pledge adds to a weight: its nation's number, if that is asked for and not counted already."""
        own, tally = self._own, self._tally
        asked = matches(restriction(names, tally.weights), own.nation, own.capability)
        return tally.weights[weight].get(own.nation, 0) if asked and not tally.counts(own.nation, names) else 0

    def nations(self) -> int:
        """How many nations have a standing pledge."""
        return self._tally.nations() + (not self._tally.stands(self._own.nation))


class Whole:
    """A tally as nobody in particular sees it, as a rule over the whole force does."""

    __slots__ = ("_tally",)

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def stands(self, who: str) -> bool:
        """Whether a nation or a pledge stands."""
        return self._tally.stands(who)

    def sent(self, nation: str) -> int:
        """Persons of the nation's standing pledges."""
        return self._tally.sent(nation)

    def sum(self, scope: str, names: tuple[str, ...]) -> int:
        """The sum over all standing pledges, restricted to names. Raises :class:`ValueError` for ``others``."""
        if scope == "others":
            raise ValueError("where no pledge is judged, there are no others")
        return self._tally.sum(names)

    def nations(self) -> int:
        """How many nations have a standing pledge."""
        return self._tally.nations()


def weight_in(names: Iterable[str], weights: Collection[str]) -> str | None:
    """The weight that a sum with these names adds up; ``None`` for one of persons."""
    return next((name for name in names if name in weights), None)


def restriction(names: tuple[str, ...], weights: Collection[str]) -> tuple[str, ...]:
    """The nations and capabilities that a sum is restricted to: its names without the weight."""
    return tuple(name for name in names if name not in weights)


def matches(names: tuple[str, ...], nation: str, capability: str) -> bool:
    """Whether a restricted sum counts a pledge: one of the nations named, and one of the capabilities, if any.

    ``names`` are nations and capabilities; a weight is left out of them (:func:`restriction`).
    """
    nations, capabilities = _parted(names)
    return (not nations or nation in nations) and (not capabilities or capability in capabilities)


@lru_cache(maxsize=4096)
def _parted(names: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The nations and the capabilities among names."""
    nations = frozenset(filter(is_nation, names))
    return nations, frozenset(names) - nations
