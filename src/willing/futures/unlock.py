"""All minimal sets of moves that open a lock.

Two ways lead there, and tests hold them against each other. An answer-set solver (:mod:`.proposals`) takes any number
of moves; a table with a bit for every combination (:mod:`.minimal`) takes few, and does not mind how many sets there
are. Where the solver admits more than the reference, every set it proposes is tried on the reference, and what fails is
left out with all that must fail with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

from willing.futures.lock import Chosen, Lock, Outcome
from willing.futures.minimal import minimal_by_table, tables
from willing.futures.proposals import Proposals, precise, proposes
from willing.standing.goal import Goal
from willing.standing.moves import Settle, ordered

MOST = 2_000
"""Sets kept at most; there may be millions."""
MOST_TABLED = 24
"""Moves up to which a table is made: two megabytes."""
TABLE_FROM = 1_000
"""Sets from which a table is made sooner than the solver lists them."""
MOST_TRIED = 5_000
"""Sets tried on the reference before a search is given up."""
AT_ONCE = 20
"""Sets proposed before they are tried."""
MOST_SIDES = 8
"""Factors wanted both ways up to which every choice among them is tried."""


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    sets: tuple[Chosen, ...]
    """Minimal sets of moves, the smallest first."""
    total: int | None
    """How many there are; ``None`` where the search ended before it knew."""
    sure: int
    """All minimal sets of at most so many moves are among them."""


def minimal_sets(lock: Lock, wanted: int = MOST) -> Found:
    """All minimal sets of moves that open a lock, or, where that is too much, the smallest ``wanted`` at least.

    A set is minimal if it opens the lock and no smaller one within it does; at most :data:`MOST` are kept. Raises
    :class:`KeyboardInterrupt` only where it is interrupted before it found any.
    """
    plain = _plainly(lock)
    if plain is not None:
        return plain
    sets: list[Chosen] = []
    if precise(lock) and proposes(lock):
        sets, ended = Proposals(lock, "minimal").take(TABLE_FROM if _tabled(lock) else MOST + 1)
        if ended == "all":
            return Found(_sorted(sets), len(sets), len(lock.moves))
        if ended == "stopped":
            return _unfinished(sets, 0)
    if _tabled(lock):
        return _by_table(lock)
    found = _smallest_first(lock, wanted) if proposes(lock) else _by_trial(lock, wanted)
    if found.total is None and len(found.sets) < wanted:
        more = {*found.sets, *sets, *(() if found.sets else _easiest(lock, sets))}
        found = Found(_sorted(more)[:MOST], None, found.sure)
    return found


def smallest_sets(lock: Lock) -> Found:
    """All sets of fewest moves that open a lock, at most :data:`MOST`. Raises as :func:`minimal_sets`."""
    found = _plainly(lock)
    if found is None and proposes(lock) and (precise(lock) or lock.growing or not _tabled(lock)):
        found = _smallest_first(lock, 1)
    elif found is None:
        found = _by_table(lock) if _tabled(lock) else _by_trial(lock, 1)
    if not found.sets:
        return found if found.total is not None else Found(_easiest(lock, []), None, found.sure)
    fewest = min(map(len, found.sets))
    smallest = tuple(chosen for chosen in found.sets if len(chosen) == fewest)
    known = found.sure >= fewest
    return Found(smallest, len(smallest) if known else None, fewest if known else found.sure)


def largest(lock: Lock) -> tuple[Outcome, bool]:
    """The most firm persons that any moves yield, whatever the goal; and whether that is proven."""
    if lock.growing and len(lock.contested) <= MOST_SIDES:
        return max(map(lock.opened, _fullest(lock)), key=lambda outcome: outcome.strength), True
    best = max(lock.opened(()), lock.opened(next(_fullest(lock))), key=lambda outcome: outcome.strength)
    bound = lock.best.strength
    while best.strength < bound:
        middle = (best.strength + bound + 1) // 2
        found = minimal_sets(replace(lock, goal=Goal(middle)), 1)
        if found.sets:
            best = max(map(lock.opened, found.sets[:AT_ONCE]), key=lambda outcome: outcome.strength)
        elif found.total is None:
            return best, False
        else:
            bound = middle - 1
    return best, True


def _plainly(lock: Lock) -> Found | None:
    """The answer where no search is needed: nothing has to be done, or nothing helps."""
    if lock.reaches(()):
        return Found((frozenset(),), 1, len(lock.moves))
    hopeless = lock.goal.monotone and not lock.best.reached
    if not hopeless and lock.growing and not lock.contested:
        hopeless = not lock.reaches(lock.moves)
    return Found((), 0, len(lock.moves)) if hopeless else None


def _fullest(lock: Lock) -> Iterator[Chosen]:
    """Everything moved at once, for every choice of the factors that are wanted both ways."""
    for values in product((True, False), repeat=len(lock.contested)):
        against = {Settle(factor, not value) for factor, value in zip(lock.contested, values, strict=True)}
        yield frozenset(lock.moves) - against


def _tabled(lock: Lock) -> bool:
    return tables(lock) and len(lock.moves) <= MOST_TABLED


def _by_table(lock: Lock) -> Found:
    sets, total = minimal_by_table(lock, MOST)
    return Found(sets, total, len(lock.moves) if len(sets) == total else len(sets[-1]) - 1)


def _smallest_first(lock: Lock, wanted: int) -> Found:
    """Minimal sets by size, until as many are found as are wanted and all of the last one's size."""
    proposals, exact = Proposals(lock, "smallest"), precise(lock)
    found: list[Chosen] = []
    tried = sure = 0
    while len(found) <= MOST and tried <= MOST_TRIED:
        batch, ended = proposals.take(MOST + 1 - len(found) if exact else AT_ONCE)
        for chosen in batch:
            tried += 1
            if exact or lock.reaches(chosen):
                found.append(chosen)
                proposals.without(chosen)
            else:
                proposals.beyond(lock, _failing(lock, chosen))
                tried += len(lock.moves) - len(chosen)
        if ended == "all" and not batch:
            return Found(_sorted(found), len(found), len(lock.moves))
        if batch:
            sure = len(batch[0]) - (ended != "all")
        if ended == "given up" or (ended == "all" and len(found) >= wanted):
            break
        if ended == "stopped":
            return _unfinished(found, sure)
    return Found(_sorted(found)[:MOST], None, min(sure, len(found[MOST]) - 1) if len(found) > MOST else sure)


def _failing(lock: Lock, chosen: Chosen) -> Chosen:
    """A set that fails and contains one that does, with as many harmless moves as can be."""
    grown = chosen
    for move in lock.moves:
        if move not in grown and lock.harmless(move) and lock.fits(grown, move) and not lock.reaches((*grown, move)):
            grown |= {move}
    return grown


def _easiest(lock: Lock, known: list[Chosen]) -> tuple[Chosen, ...]:
    """One minimal set, as small as is easily had, where the smallest are too hard to find or to prove; else none."""
    opening = known[:1]
    if precise(lock) and proposes(lock):
        opening = Proposals(lock, "small").take(MOST)[0][-1:] or opening
    if not opening and lock.growing:
        opening = list(islice(filter(lock.reaches, islice(_fullest(lock), 1 << MOST_SIDES)), 1))
    return tuple(_shrunk(lock, chosen) for chosen in opening)


def _shrunk(lock: Lock, chosen: Chosen) -> Chosen:
    """A minimal set within one that opens a growing lock."""
    for move in ordered(chosen):
        if lock.reaches(chosen - {move}):
            chosen -= {move}
    return chosen


def _by_trial(lock: Lock, wanted: int) -> Found:
    """Minimal sets by size, each tried on the reference: for what neither a solver nor a table can be asked."""
    found: list[Chosen] = []
    tried = size = 0
    try:
        for size in range(1, len(lock.moves) + 1):
            for chosen in map(frozenset, combinations(lock.moves, size)):
                if not all(lock.fits(chosen, move) for move in chosen) or any(known <= chosen for known in found):
                    continue
                tried += 1
                if tried > MOST_TRIED:
                    return Found(tuple(found), None, size - 1)
                if lock.reaches(chosen):
                    found.append(chosen)
            if len(found) >= wanted:
                return Found(tuple(found[:MOST]), None, size)
    except KeyboardInterrupt:
        return _unfinished(found, size - 1)
    return Found(tuple(found), len(found), len(lock.moves))


def _unfinished(sets: Iterable[Chosen], sure: int) -> Found:
    """What an interrupted search had found, if anything."""
    found = _sorted(sets)
    if not found:
        raise KeyboardInterrupt
    return Found(found, None, sure)


def _sorted(sets: Iterable[Chosen]) -> tuple[Chosen, ...]:
    return tuple(sorted(sets, key=lambda chosen: (len(chosen), sorted(move.atom for move in chosen))))
