"""An assessment in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from willing.conditions.english import english, persons
from willing.conditions.tree import Condition, Factor
from willing.questions.ask import Scene, listed, opening
from willing.questions.steps import Change, Step
from willing.standing.goal import Goal
from willing.standing.groups import Group
from willing.standing.verdict import Met, Resolution, met

WELL = "; if every open question turned out well"
"""How the best that could be is told."""


def headline(
    here: Scene,
    goal: Goal | None,
    best: tuple[Resolution, Resolution],
    found: Sequence[Group],
    changes: Sequence[Change],
    nearest: Step | None,
) -> str:
    """What stands firm against the goal, what would add to it, and the most that could ever be.

    ``best`` is the scenario with every open factor favourable, as ranges are read and with ranges at their high end.
    """
    now = here.resolved
    of_target = f" of {persons(goal.persons)}" if goal is not None and goal.persons is not None else ""
    rule = _Rule(here, goal.rule, best) if goal is not None and goal.rule is not None else None
    read = "" if here.reading == "likely" else f", every stated range at its {here.reading} end"
    said = f"{opening(here)}{read}, {persons(now.firm_strength)}{of_target} stand firm{_beside(here)}"
    said += rule.now if rule else ""
    if now.beyond:
        most = "" if here.setting.monotone else "at most "
        said += f"; {most}{persons(now.together_strength)} would stand {_signing(here, found)}"
        said += rule.then if rule else ""
    elif changes and changes[0].adds:
        first = changes[0]
        settled = english(Factor(first.factor), here.names)
        said += f"; {persons(first.firm)} would stand {'once' if first.value else 'if it were not so that'} {settled}"
    elif nearest is not None:
        said += f"; {persons(nearest.strength)} would stand if {listed(nearest.steps)}"
    most = _at_best(now.together_strength, best)
    return said + most + (rule.at_best(most) if rule else "") + "."


@dataclass(frozen=True)
class _Rule:
    """What is to be said of a rule over the whole force, apart from any number of persons."""

    here: Scene
    rule: Condition
    best: tuple[Resolution, Resolution]

    @cached_property
    def met(self) -> Met:
        return met(Goal(rule=self.rule), self.here.resolved, self.best[0])

    @property
    def now(self) -> str:
        """Whether it holds for the firm force."""
        return f"; the rule that {english(self.rule, self.here.names)} {'holds' if self.met.firm else 'does not hold'}"

    @property
    def then(self) -> str:
        """Whether it would hold once all who wait for each other have signed, where that makes a difference."""
        if self.met.firm == self.met.together:
            return ""
        if self.met.together:
            return f", and the rule {'would' if self.here.setting.monotone else 'might'} then hold"
        return ", but then the rule might no longer hold"

    def at_best(self, most: str) -> str:
        """Whether it can hold at all, where it does not; ``most`` is what was said before of the most that could be."""
        if self.met.firm or self.met.together:
            return ""
        if self.met.possible and most.startswith(WELL):
            return ", and the rule could hold"
        if self.met.possible:
            return f"{WELL}, the rule could hold" if self.here.setting.unsettled else "; the rule could yet hold"
        if met(Goal(rule=self.rule), self.here.resolved, self.best[1]).possible:
            return "; the rule could hold only at the high end of the stated ranges"
        return "; the rule cannot hold by the conditions as stated"


def _at_best(now: int, best: tuple[Resolution, Resolution]) -> str:
    """The most that could be without any nation dropping a condition, where that is more than now."""
    likely, high = (resolution.together_strength for resolution in best)
    ranges = f" ({persons(high)} at the high end of the stated ranges)" if high > likely else ""
    if likely > now:
        return f"{WELL}, at most {persons(likely)}{ranges}"
    if high > now:
        return (
            f"; however the open questions turn out, no more than {persons(likely)} by the conditions as stated{ranges}"
        )
    return ""


def _beside(here: Scene) -> str:
    """The firm pledges that no number can be put on."""
    unknown = sum(here.case.pledge_by_id[pledge].likely is None for pledge in here.resolved.firm.certain)
    return f" (beside {unknown} pledge{'s' if unknown > 1 else ''} of unknown strength)" if unknown else ""


def _signing(here: Scene, found: Sequence[Group]) -> str:
    if len(found) != 1:
        return "if all who wait for each other signed together"
    codes = dict.fromkeys(here.case.pledge_by_id[pledge].nation for pledge in found[0].pledges)
    named = [here.names.nation(code) for code in codes]
    if len(named) > 5:
        return f"if these {len(named)} nations signed together: {', '.join(codes)}"
    return f"if {listed(named)} signed together" if len(named) > 1 else f"once {named[0]} signs"
