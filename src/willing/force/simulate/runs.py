"""Thousands of replications: shared out in batches, every one the same wherever it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from willing.errors import AskError
from willing.force.problem import Problem, Tour
from willing.force.simulate.draws import leaving, surging
from willing.force.simulate.events import Event, Flips, NotReady, Surge, Withdraws, refuse
from willing.force.simulate.model import Active, Flags, Ints, Model, model_of
from willing.force.simulate.outcome import Batch, Simulated, simulated
from willing.force.simulate.tally import Tally

THREADS = 2
WORK = 1_000_000
"""Units times steps times what is compared in a batch, about: some tenths of a second."""


def simulate(
    problem: Problem,
    tours: Iterable[Tour] = (),
    events: Iterable[Event] = (),
    *,
    replications: int = 1000,
    seed: int = 0,
    free: Collection[str] = (),
    refill: bool = True,
    executor: Executor | None = None,
    told: Callable[[float], None] | None = None,
) -> Simulated:
    """Run a plan through so many replications of what may go wrong, and find which event hurts most.

    Units in ``free`` may be sent by rule although they have a planned tour soon; without ``refill`` no gap is filled.
    The replications are shared by threads of this process, or by ``executor``, with the same result however they are
    shared; ``told`` hears the share that is done. Interrupted, the answer is what the first replications come to, and
    says how many they are.

    Raises :class:`~willing.errors.AskError` for no replications, for events that contradict each other or the
    problem, and for tours that the problem does not allow.
    """
    every = tuple(events)
    refuse(problem, every)
    if unknown := sorted(set(free) - set(problem.kind_of)):
        raise AskError(f"free: the problem has no {', '.join(unknown)}")
    if replications < 1:
        raise AskError(f"{replications} replications: ask for at least one")
    work = _Work(model_of(problem, tours, every, free=free, refill=refill), every, seed)
    steps = problem.months * len(problem.kind_of) * (1 + 2 * len(every))
    edges = [*range(0, replications, max(1, WORK // max(1, steps))), replications]
    if executor is None:
        with ThreadPoolExecutor(THREADS) as threads:
            batches = _shared(work, list(pairwise(edges)), threads, told)
    else:
        batches = _shared(work, list(pairwise(edges)), executor, told)
    return simulated(problem, every, batches, work.undisturbed(), asked=replications, seed=seed)


@dataclass(frozen=True)
class _Work:
    """What there is to do, as it is sent to whoever does a part of it."""

    model: Model
    events: tuple[Event, ...]
    seed: int

    def active(self, on: Collection[Event]) -> Active:
        """The switches that leave only some events on."""
        return Active(
            unready=_flags(event in on for event in self.events if isinstance(event, NotReady)),
            leaves=_flags(event in on for event in self.events if isinstance(event, Withdraws | Flips)),
            surges=_flags(event in on for event in self.events if isinstance(event, Surge)),
        )

    def run(self, on: Collection[Event], replications: Ints) -> Tally:
        """Some replications with only some events on."""
        from willing.force.simulate.clock import run  # noqa: PLC0415  slow to import

        return run(self.model, self.active(on), self.seed, replications)

    def missed(self, on: Collection[Event], replications: Ints) -> Ints:
        """(R, D) person-steps missed."""
        tally = self.run(on, replications)
        return np.asarray(tally.required - tally.covered)

    def undisturbed(self) -> Tally:
        """What the plan comes to if nothing goes wrong: without chance, so that once is enough."""
        return self.run((), np.zeros(1, dtype=np.int64))

    def struck(self, replications: Ints) -> Flags:
        """(E, R) whether an event can make a difference to a replication."""
        many = len(replications)
        unready = [np.full(many, chances.any()) for chances in self.model.unready_chance]
        leaves = (leaving(self.model, self.seed, replications) < len(self.model.required)).T
        surges = [begins.any(axis=1) for begins in surging(self.model, self.seed, replications).transpose(1, 0, 2)]
        rows: dict[type, Iterator[Flags]] = {NotReady: iter(unready), Withdraws: iter(leaves), Surge: iter(surges)}
        rows[Flips] = rows[Withdraws]
        return np.array([next(rows[type(event)]) for event in self.events], dtype=np.bool_).reshape(-1, many)


def _flags(values: Iterable[bool]) -> Flags:
    return np.array([*values], dtype=np.bool_)


def _batch(work: _Work, first: int, last: int) -> Batch:
    """The replications from one to before another: with all events, with each alone and without each.

    Where an event does not strike, the plan fares alone with it as undisturbed, and without it as with all.
    """
    replications = np.arange(first, last)
    together, nothing = work.run(work.events, replications), work.missed((), np.zeros(1, dtype=np.int64))
    missed = together.required - together.covered
    struck = work.struck(replications)
    alone = np.empty((len(work.events), *missed.shape), dtype=np.int64)
    without = np.empty_like(alone)
    for index, event in enumerate(work.events):
        there = struck[index]
        others = [other for other in work.events if other is not event]
        alone[index], without[index] = nothing, missed
        if there.any():
            alone[index, there] = work.missed([event], replications[there])
            without[index, there] = work.missed(others, replications[there])
    return Batch(together, alone, without, struck)


def _shared(
    work: _Work, parts: Sequence[tuple[int, int]], executor: Executor, told: Callable[[float], None] | None
) -> list[Batch]:
    """The batches, in the order of their replications; interrupted, the first of them."""
    futures: list[Future[Batch]] = [executor.submit(_batch, work, *part) for part in parts]
    found: list[Batch] = []
    try:
        for future in futures:
            found.append(future.result())
            if told is not None:
                told(len(found) / len(parts))
    except KeyboardInterrupt:
        if not found:
            raise
    finally:
        for future in futures[len(found) :]:
            future.cancel()
    return found
