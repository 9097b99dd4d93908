"""Chance without a state: every draw is a function of what it is about.

A draw belongs to a seed, a replication, an event and an index, and is worked out from these alone. So it is the same
in whatever order and by however many workers the replications are done, and the same whether other events are on or
off. The function is the finalizer of SplitMix64 (Steele, Lea and Flood 2014, *Fast splittable pseudorandom number
generators*), applied to seed, replication, event and index in turn; its upper 53 bits are the draw, and an event
strikes where they are less than its chance times 2**53.

Here it is for arrays; :mod:`willing.force.simulate.clock` has the same for single numbers.
"""

from __future__ import annotations

import numpy as np

from willing.force.simulate.model import Flags, Ints, Model, Words

GOLDEN = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
SHIFT = 64 - 53


def draws(key: Words, seed: int, replication: Ints, index: Ints) -> Ints:
    """Draws from 0 to 2**53 - 1 for keys of events, replications and indices, which are broadcast together."""
    start = _mixed(np.array([seed & ((1 << 64) - 1)], dtype=np.uint64))
    world = _mixed(start + _steps(replication))
    return (_mixed(_mixed(world ^ key) + _steps(index)) >> np.uint64(SHIFT)).astype(np.int64)


def not_ready(model: Model, seed: int, replication: Ints) -> Flags:
    """(R, F, U, T) whether a unit would be found not ready if it were called up in a step."""
    units, steps = len(model.units), len(model.required)
    index = np.arange(units * steps).reshape(units, steps)
    found = draws(model.unready["key"][:, None, None], seed, replication[:, None, None, None], index)
    return np.asarray(found < model.unready_chance[:, model.units["kind"]][:, :, None])


def leaving(model: Model, seed: int, replication: Ints) -> Ints:
    """(R, L) the step in which units leave, or the number of steps where they do not."""
    found = draws(model.leaves["key"], seed, replication[:, None], np.zeros(1, dtype=np.int64))
    parts = [np.searchsorted(by, found[:, event], side="right") for event, by in enumerate(model.leave_by)]
    return np.array(parts, dtype=np.int64).reshape(-1, len(replication)).T


def surging(model: Model, seed: int, replication: Ints) -> Flags:
    """(R, S, T) whether a surge begins in a step unless it is going on."""
    index = np.arange(len(model.required))
    found = draws(model.surges["key"][:, None], seed, replication[:, None, None], index)
    return np.asarray(found < model.surges["chance"][:, None])


def _steps(number: Ints) -> Words:
    return np.asarray((np.asarray(number).astype(np.uint64) + np.uint64(1)) * np.uint64(GOLDEN))


def _mixed(word: Words) -> Words:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(FIRST)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(SECOND)
    return np.asarray(word ^ (word >> np.uint64(31)))
