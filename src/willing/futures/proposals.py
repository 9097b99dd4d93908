"""Sets of moves that may open a lock, proposed by an answer-set solver.

The program chooses the moves, derives who stands round by round, and asks that the goal be met. Where nothing matches
others, nothing was signed and nothing is non-monotone it says precisely what the reference does; else it admits more: a
matching pledge may send less than it could, one that matches or was signed be borne by another that it bears, and what
a pledge fears is taken not to happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Literal

import clingo

from willing.conditions.asp import quoted
from willing.futures.lock import Chosen, Lock
from willing.standing.groups import EFFORT, quiet
from willing.standing.moves import Settle, Sign, Waive, derived, moves_in, sending, signable, waivable
from willing.standing.program import LARGEST, SOUND, Encoding

Wish = Literal["minimal", "smallest", "small"]
"""Which sets are proposed: those within which no smaller one would do, those of fewest moves, or ever smaller ones."""

Ended = Literal["all", "more", "given up", "stopped"]
"""How a search ended: nothing is left; as many were found as were asked for; too much effort; interrupted."""

OPTIONS = {
    # Moves are decided first and not to be made, so the first answer is minimal; what contains it is then excluded, so
    # the next one is minimal as well (Di Rosa, Giunchiglia and Maratea 2010).
    "minimal": ("--enum-mode=domRec", "--heuristic=Domain", "--dom-mod=5,16", "--models=0"),
    "smallest": ("--opt-mode=optN", "--opt-strategy=usc,oll", "--project=show", "--models=0"),
    "small": ("--opt-mode=opt", "--opt-strategy=bb,lin", "--models=0"),
}

PATIENCE = 0.1
"""Seconds between two looks at whether the reader has had enough."""


def precise(lock: Lock) -> bool:
    """Whether the program says precisely what the reference does."""
    plain = all(line.rate is None for line in lock.setting.lines) and not lock.setting.signatories
    return lock.monotone and plain


def proposes(lock: Lock) -> bool:
    """Whether the program admits every set that opens the lock, and the solver can add up what it has to."""
    encoding, setting = Encoding(lock.setting), lock.setting
    signing = any(isinstance(move, Sign) for move in lock.moves)
    matching = any(line.rate is not None for line in setting.lines)
    weights = max((sum(numbers.values()) for numbers in setting.weights.values()), default=0)
    return encoding.fits() and weights < LARGEST and (lock.monotone or not (signing and matching))


class Proposals:
    """A solver with the program of a lock; what it is told to leave out it does not propose again."""

    def __init__(self, lock: Lock, wish: Wish) -> None:
        self._wish = wish
        self._parts = count()
        self._control = clingo.Control([*OPTIONS[wish], SOUND, f"--solve-limit={EFFORT}"], logger=quiet)
        self._add(program(lock))
        if wish != "minimal":
            self._add(["#minimize{1,V,F : set(V,F); 1,P : sign(P); 1,P,I : waive(P,I)}."])

    def take(self, most: int) -> tuple[list[Chosen], Ended]:
        """At most so many sets, each once; and how the search ended."""
        found: dict[Chosen, None] = {}
        with self._control.solve(yield_=True, async_=True) as handle:
            try:
                while len(found) < most:
                    handle.resume()
                    while not handle.wait(PATIENCE):
                        pass
                    model = handle.model()
                    if model is None:
                        return list(found), "all" if handle.get().exhausted else "given up"
                    if self._wish != "smallest" or model.optimality_proven:
                        found[frozenset(moves_in(model))] = None
            except KeyboardInterrupt:
                handle.cancel()
                return list(found), "stopped"
        return list(found), "more"

    def without(self, chosen: Chosen) -> None:
        """Leave out what contains a set."""
        self._exclude(move.atom for move in chosen)

    def beyond(self, lock: Lock, failing: Chosen) -> None:
        """Leave out what must fail with a set that fails and that no harmless move would help.

        That is all it contains; but of moves that can do harm precisely those of the set.
        """
        outside = [f"not {move.atom}" for move in lock.moves if move not in failing]
        self._exclude([*outside, *(move.atom for move in failing if not lock.harmless(move))])

    def _exclude(self, body: Iterable[str]) -> None:
        self._add([f":- {', '.join(body) or '#true'}."])

    def _add(self, lines: Iterable[str]) -> None:
        part = f"part{next(self._parts)}"
        self._control.add(part, [], "\n".join(lines))
        self._control.ground([(part, [])])


def program(lock: Lock) -> Iterator[str]:
    """The program of a lock; each answer shows the moves made."""
    setting = lock.setting
    encoding = Encoding(setting, factors="chosen", negated="exact" if lock.monotone else "granted")
    yield from encoding.nations()
    yield from encoding.amounts({}, exact=False)
    yield from encoding.conditions(setting.lines)
    yield from (f"{str(value).lower()}({name})." for name, value in setting.factors.items() if value is not None)
    for move in lock.moves:
        if isinstance(move, Settle):
            yield f"{{{move.atom}}}. {str(move.value).lower()}({move.factor}) :- {move.atom}."
        elif isinstance(move, Sign):
            yield f"{{{move.atom}}}."
            for line in setting.by_nation[move.who]:
                yield f"in({quoted(line.pledge)}) :- {move.atom}{sending(line)}."
    yield from (f":- set(true,{factor}), set(false,{factor})." for factor in lock.contested)
    yield from waivable(move for move in lock.moves if isinstance(move, Waive))
    for line in setting.lines:
        yield from derived(line)
    yield from signable(setting.signatories)
    yield from _goal(lock, encoding)
    yield "#show set/2. #show sign/1. #show waive/2."


def _goal(lock: Lock, encoding: Encoding) -> Iterator[str]:
    if lock.goal.persons:
        everybody = [element for line in lock.setting.lines for element in encoding.elements(line)]
        yield f":- #sum{{{'; '.join(everybody)}}} < {min(lock.goal.persons, LARGEST)}."
    if lock.goal.rule is not None:
        yield from encoding.rule(lock.goal.rule, "rule")
        yield ":- not rule."
