"""In which order to decide the levers: first those on which the outcome hangs most often."""

from __future__ import annotations

import numpy as np

from willing.futures.judge import Game, Judge
from willing.futures.space import Space
from willing.standing.goal import Goal
from willing.standing.setting import Setting

TRIED = 256
"""Futures in which each lever is turned."""


def ranked(setting: Setting, game: Game, goal: Goal | None, space: Space, seed: int = 0) -> Space:
    """The levers by how often turning one alone changes the answer, then by how many persons it moves."""
    depth = len(space.levers)
    uniform = np.random.default_rng(seed).random((TRIED, depth))
    nodes, _ = space.drawn(uniform)
    turned = [nodes, *(nodes ^ np.uint64(1 << index) for index in range(depth))]
    judge = Judge(setting, game, scenarios=0, varied=space.inputs)
    persons = judge.bounds(space, np.concatenate(turned), depth)[0].reshape(depth + 1, TRIED).astype(np.int64)
    moved = np.abs(persons[1:] - persons[0]).mean(axis=1)
    reached = persons
    if goal is not None:
        judge = Judge(setting, game, goal, scenarios=0, varied=space.inputs)
        reached = judge.bounds(space, np.concatenate(turned), depth)[0].reshape(depth + 1, TRIED).astype(np.int64)
    changed = (reached[1:] != reached[0]).mean(axis=1)
    wish = sorted(range(depth), key=lambda index: (-changed[index], -moved[index], index))
    return space.arranged([space.levers[index].name for index in wish])
