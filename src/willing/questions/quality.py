"""How good a plan is, in words."""

from __future__ import annotations

from math import ceil

from willing.questions.chance import percent


def covered_share(covered: int, required: int) -> str:
    """How much is covered: ``100 %`` only where all of it is, ``0 %`` only where nothing is."""
    return percent(covered / required) if required else "100 %"


def short_share(covered: int, required: int) -> str:
    """The same in few signs: ``>99.9 %``."""
    return covered_share(covered, required).replace("under ", "<").replace("over ", ">")


def how_good(gap: float, keeping: bool = False) -> str:
    """What the bound says of a plan; the percentage is rounded up, so that it never says too much."""
    those = " that keeps as much" if keeping else ""
    if gap <= 0:
        return f"no plan{those} is better"
    return f"the plan is within {said_gap(gap)} of the best there can be{those}"


def said_gap(gap: float) -> str:
    """``0.0 %`` only where it is none."""
    return f"{ceil(1000 * gap) / 10:.1f} %"
