"""The odds of one kind of force, worked out in pieces that can be spread over processes or machines.

What the pieces are depends on the question alone, and they are added up in their own order: the odds are the same, bit
for bit, however many share the work.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from willing.case.model import Factor
from willing.case.pledge import Range
from willing.conditions.tree import Factor as Literal
from willing.conditions.tree import leaves
from willing.futures.chances import chances_of
from willing.futures.forces import Column, Forces, columns_of, everything, gathered, merged, swings
from willing.futures.judge import Game, Judge
from willing.futures.levers import MOST_LEVERS
from willing.futures.order import ranked
from willing.futures.samples import POINTS, SHIFTS, Sample, joined, reaching
from willing.futures.search import MOST_NODES, Batch, Effort, Part, Patience, chunks, search
from willing.futures.space import Space
from willing.standing.goal import Goal
from willing.standing.setting import Setting

FEW = 16
"""Levers up to which every future is gone through."""
ALONE = 2_000_000
"""Nodes that are searched before the rest is cut into pieces."""
TURNED = 1 << 13
"""Futures in which each factor is turned to see what hangs on it, where they are too many for all."""
PIECES = 64
"""Pieces of the rest."""


@dataclass(frozen=True)
class Chance:
    """A probability: its bounds, equal where it is exact, and the standard error where it was sampled."""

    low: float
    high: float
    error: float = 0.0


@dataclass(frozen=True)
class Inquiry:
    """Everything that an outlook depends on."""

    setting: Setting
    game: Game
    goal: Goal | None
    """What is to be met; with none, the persons of the force are asked for."""
    space: Space
    ranges: Mapping[str, Range] = field(default_factory=dict)
    """Pledges whose stated range is sampled."""
    seed: int = 0
    most: int = MOST_NODES
    """Nodes after which a search is cut short."""
    singly: bool = True
    """Whether the odds of a goal are also asked for with each single factor set."""


def inquire(
    setting: Setting,
    factors: Mapping[str, Factor],
    game: Game,
    goal: Goal | None = None,
    *,
    learned: Mapping[str, bool] | None = None,
    **more: Any,
) -> Inquiry:
    """The inquiry into a setting whose open factors have the chances that ``factors`` state.

    ``learned`` conditions on open factors; one without a probability is simply settled. ``more`` is as in
    :class:`Inquiry`. Raises :class:`~willing.errors.AskError` where what is learned cannot happen.
    """
    conditions = [line.condition for line in setting.lines] + ([goal.rule] if goal and goal.rule else [])
    asked = {leaf.name for condition in conditions for leaf in leaves(condition) if isinstance(leaf, Literal)}
    wanted = [name for name in factors if name in asked]
    chances = chances_of(factors, setting.factors, wanted, learned)
    known = {name: value for name, value in (learned or {}).items() if name not in chances.by_factor}
    return Inquiry(setting.assuming(known), game, goal, Space.of(chances).within(MOST_LEVERS), **more)


@dataclass(frozen=True)
class Outlook:
    """The odds of every strength; several equally good answers where ranges were sampled."""

    answers: tuple[Forces, ...]

    @property
    def exact(self) -> bool:
        """Whether nothing was cut short and nothing sampled."""
        return len(self.answers) == 1 and self.answers[0].exact

    def odds(self, strength: int, column: Column = None) -> Chance:
        """The probability of coming to at least ``strength``, with a factor set or as things are."""
        pairs = np.array([forces.odds(strength, column) for forces in self.answers])
        low, high = pairs.mean(axis=0)
        many = len(self.answers)
        error = float(pairs.std(axis=0, ddof=1).max()) / many**0.5 if many > 1 else 0.0
        return Chance(float(low), float(high), error)

    def strengths(self) -> tuple[int, ...]:
        """Every strength some future comes to."""
        return tuple(int(value) for value in np.unique(np.concatenate([a.values() for a in self.answers])))


def outlook(inquiry: Inquiry, executor: Executor | None = None, patience: Patience | None = None) -> Outlook:
    """Work out the odds, with the help of ``executor`` if there is one.

    Interrupted, it answers with the bounds it has.
    """
    patience = patience or Patience()
    if inquiry.ranges:
        pieces = [_Sampled(inquiry, shift) for shift in range(SHIFTS)]
        answers = tuple(_spread(pieces, executor, patience))
    elif len(inquiry.space.levers) <= FEW:
        answers = (_Whole(inquiry).found(),)
    else:
        arranged = replace(
            inquiry, space=ranked(inquiry.setting, inquiry.game, inquiry.goal, inquiry.space, inquiry.seed)
        )
        answers = (_searched(arranged, executor, patience),)
    patience.next()
    return Outlook(answers)


def _searched(inquiry: Inquiry, executor: Executor | None, patience: Patience) -> Forces:
    """First a search alone; what it leaves is cut into pieces."""
    left: list[Part] = []

    def settled(batches: Iterator[Batch]) -> Iterator[Batch]:
        for batch in batches:
            if batch.left:
                left.append(batch.part)
            else:
                yield batch

    effort = Effort(min(ALONE, inquiry.most), patience)
    first = _gathered(settled(search(_judge_of(inquiry), inquiry.space, effort=effort)), inquiry)
    rest = inquiry.most - effort.most
    if not left:
        return first
    size = -(-sum(len(part.nodes) for part in left) // PIECES)
    parts = [piece for part in left for piece in chunks(part, size)]
    pieces = [_Searched(inquiry, part, rest // len(parts)) for part in parts]
    return merged([first, *_spread(pieces, executor, patience)])


def effects(inquiry: Inquiry) -> Mapping[str, float]:
    """For each factor the variance of meeting the goal that it leaves open once all others are known.

    Of all futures where they are few, else of a sample; strengths at their likely values.
    """
    judge = _judge_of(replace(inquiry, ranges={}))
    space = inquiry.space
    if len(space.levers) <= FEW:
        return swings(judge, space, *space.everything())
    sample = Sample({}, inquiry.seed, 0)
    nodes, masses = space.drawn(sample.points(TURNED, 0, len(space.levers)))
    return swings(judge, space, nodes, masses)


def _gathered(batches: Iterable[Batch], inquiry: Inquiry) -> Forces:
    """The outcomes of one inquiry."""
    columns = columns_of(inquiry.space) if inquiry.goal and inquiry.singly else (None,)
    return gathered(batches, inquiry.space, columns)


@dataclass(frozen=True)
class _Whole:
    """All futures at once."""

    inquiry: Inquiry

    def found(self) -> Forces:
        return _gathered(everything(_judge_of(self.inquiry), self.inquiry.space), self.inquiry)


@dataclass(frozen=True)
class _Sampled:
    """One sample of all futures."""

    inquiry: Inquiry
    shift: int

    def found(self, patience: Patience | None = None) -> Forces:
        goal = self.inquiry.goal
        if goal is None:
            return _gathered([_sample(self)], self.inquiry)
        if goal.rule is not None:
            return _gathered([joined(_sample(self))], self.inquiry)
        persons = _sample(replace(self, inquiry=replace(self.inquiry, goal=None)))
        return _gathered([joined(reaching(persons, goal.persons or 0))], self.inquiry)


def _sample(sampled: _Sampled) -> Batch:
    """One sample; that of the persons is wanted for the curve as well as for each target."""
    return _drawn(pickle.dumps(sampled))


@lru_cache(maxsize=2 * SHIFTS)
def _drawn(recipe: bytes) -> Batch:
    sampled: _Sampled = pickle.loads(recipe)  # made by the function above and nowhere else
    inquiry = sampled.inquiry
    return Sample(inquiry.ranges, inquiry.seed, sampled.shift).batch(_judge_of(inquiry), inquiry.space, FEW)


@dataclass(frozen=True)
class _Searched:
    """The futures below some nodes."""

    inquiry: Inquiry
    part: Part
    most: int

    def found(self, patience: Patience | None = None) -> Forces:
        effort = Effort(self.most, patience or Patience())
        batches = search(_judge_of(self.inquiry), self.inquiry.space, [self.part], effort)
        return _gathered(batches, self.inquiry)


Piece = _Sampled | _Searched


def _found(piece: Piece) -> Forces:
    return piece.found()


def _spread(pieces: Sequence[Piece], executor: Executor | None, patience: Patience) -> list[Forces]:
    """Every piece's answer, in the order of the pieces; interrupted, what is known of the rest."""
    if executor is None or patience.ended:
        return [_heard(piece, patience, (index + 1) / len(pieces)) for index, piece in enumerate(pieces)]
    futures = [executor.submit(_found, piece) for piece in pieces]
    found: list[Forces] = []
    try:
        while len(found) < len(pieces) and not patience.ended:
            found.append(futures[len(found)].result())
            patience.hear(len(found) / len(pieces))
    except KeyboardInterrupt:
        patience.ended = True
    for future in futures[len(found) :]:
        future.cancel()
    return [*found, *(piece.found(patience) for piece in pieces[len(found) :])]


def _heard(piece: Piece, patience: Patience, share: float) -> Forces:
    found = piece.found(patience)
    patience.hear(share)
    return found


def _judge_of(inquiry: Inquiry) -> Judge:
    """The judge of an inquiry, compiled once in each process."""
    sampled = {pledge: stated.high for pledge, stated in inquiry.ranges.items()}
    scenarios = 1 << min(len(inquiry.space.levers), 40) if not sampled else SHIFTS * POINTS
    varied = sorted(inquiry.space.inputs)
    return _judge(pickle.dumps((inquiry.setting, inquiry.game, inquiry.goal, scenarios, sampled, varied)))


@lru_cache(maxsize=16)
def _judge(recipe: bytes) -> Judge:
    return Judge(*pickle.loads(recipe))  # made by the function above and nowhere else
