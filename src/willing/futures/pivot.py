"""Every nation's power in one scenario, or on average over all futures."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from willing.case.model import Factor
from willing.errors import AskError
from willing.futures.coalitions import Coalitions, coalitions
from willing.futures.judge import Game, Judge
from willing.futures.levers import MOST_LEVERS, nation_lever
from willing.futures.order import ranked
from willing.futures.outlook import inquire
from willing.futures.power import Index, indices
from willing.futures.search import Effort, Patience
from willing.futures.space import Space
from willing.futures.weighted import weighted_game, weighted_indices
from willing.standing.goal import Goal
from willing.standing.setting import Setting

THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Pivotal:
    """Every nation's power, and how likely the goal is met if all take part."""

    indices: Mapping[str, Index]
    met: float
    exact: bool


def pivotal(
    setting: Setting,
    factors: Mapping[str, Factor],
    game: Game,
    goal: Goal,
    expected: bool = False,
    patience: Patience | None = None,
) -> Pivotal:
    """The power of every nation with a pledge.

    Not ``expected``, open factors count as false, whichever way they are asked for. Raises
    :class:`~willing.errors.AskError` for more nations than can be told apart.
    """
    if not expected or not setting.unsettled:
        plain = weighted_game(setting, goal)
        found = weighted_indices(plain) if plain else None
        if plain and found is not None:
            nothing = Index(Fraction(0), Fraction(0))
            return Pivotal({n: found.get(n, nothing) for n in setting.by_nation}, float(plain.met), exact=True)
    space = Space(tuple(nation_lever(setting, nation) for nation in setting.by_nation))
    if len(space.levers) > MOST_LEVERS:
        raise AskError(
            f"{len(space.levers)} nations have a pledge: in a game that is more than one sum of weights, "
            f"at most {MOST_LEVERS} can be told apart"
        )
    if expected:
        chances = inquire(setting, factors, game, goal).space.within(MOST_LEVERS - len(space.levers))
        space = Space((*chances.levers, *space.levers), chances.chances, chances.loose)
    space = ranked(setting, game, goal, space)
    judge = Judge(setting, game, goal, scenarios=1 << min(40, len(space.levers)), varied=space.inputs)
    counted = coalitions(judge, space, tuple(setting.by_nation), Effort(patience=patience or Patience()), THREADS)
    return Pivotal(indices(counted), _met(counted), exact=not any(counted.open.totals()))


def _met(counted: Coalitions) -> float:
    """The weight of the coalition of everybody."""
    return float(counted.meeting.totals()[-1])
