"""Power indices by general packages: shapiq, by all coalitions of a Python game; powerindices, for voting rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from willing.conditions.tally import Tally
from willing.standing.resolve import least
from willing.standing.setting import Setting


def shapley_by_shapiq(setting: Setting, nations: Sequence[str], target: int) -> list[float]:
    """Exact Shapley values, the game being the plain reference."""
    from shapiq import ExactComputer, Game  # noqa: PLC0415

    class Pledges(Game):  # type: ignore[misc]
        def value_function(self, coalitions: Any) -> Any:
            return np.array([float(_met(setting, nations, coalition, target)) for coalition in coalitions])

    game = Pledges(n_players=len(nations), normalize=False)
    found = ExactComputer(game, n_players=len(nations))("SV")
    return [float(found[(index,)]) for index in range(len(nations))]


def _met(setting: Setting, nations: Sequence[str], coalition: Any, target: int) -> bool:
    inside = {nation for nation, there in zip(nations, coalition, strict=True) if there}
    lines = tuple(line for line in setting.lines if line.nation in inside)
    return sum(least(Setting(lines, setting.factors), Tally())[0].values()) >= target
