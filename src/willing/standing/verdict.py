"""The verdict on every pledge of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from willing.standing.goal import Goal
from willing.standing.groups import Group, candidates, groups, together
from willing.standing.resolve import Amounts, Firm, firm, greatest, least, tally
from willing.standing.setting import Line, Setting

Status = Literal["firm", "together", "contested", "out"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""From the best to the worst."""


@dataclass(frozen=True)
class Resolution:
    """A scenario resolved: what is firm, and what stands beyond that if everyone in it signs at once."""

    setting: Setting
    known: Amounts | None = None
    """Pledges known to be firm, where the setting is monotone; they need not be found again."""

    @cached_property
    def firm(self) -> Firm:
        """What stands with nobody having to coordinate."""
        return firm(self.setting)

    @cached_property
    def certain(self) -> Amounts:
        """The firm pledges with the persons each sends."""
        return self.firm.certain if self.known is None else least(self.setting, tally(self.setting, {}), self.known)[0]

    def settling(self, factor: str, value: bool) -> Resolution:
        """The same scenario with one factor settled.

        Settling an open factor can only help in a monotone setting, as both its literals were taken for false.
        """
        opened = self.setting.factors.get(factor) is None and self.setting.monotone
        return Resolution(self.setting.assuming({factor: value}), self.certain if opened else None)

    @cached_property
    def beyond(self) -> Amounts:
        """What stands beyond the firm pledges if everyone in it signs at once, with the persons this adds."""
        conceivable = self.certain if self.setting.monotone else self.firm.conceivable
        return together(self.setting, self.certain, conceivable)

    @property
    def joint(self) -> Amounts:
        """The firm pledges and those that stand if signed together, with the persons each sends then."""
        both = dict.fromkeys((*self.certain, *self.beyond))
        return {pledge: self.certain.get(pledge, 0) + self.beyond.get(pledge, 0) for pledge in both}

    @property
    def widest(self) -> Amounts:
        """All that could be in any set that stands, signed or not, with the most that each pledge sends there."""
        return self.joint if self.setting.monotone else greatest(self.setting, tally(self.setting, {}))

    @property
    def firm_strength(self) -> int:
        """Persons of the firm pledges."""
        return sum(self.certain.values())

    @property
    def together_strength(self) -> int:
        """Persons of the firm pledges and of those that stand if signed together."""
        return self.firm_strength + sum(self.beyond.values())

    def status(self, pledge: str) -> Status:
        """The verdict on one pledge."""
        if pledge in self.firm.certain:
            return "firm"
        if pledge in self.firm.conceivable:
            return "contested"
        return "together" if pledge in self.beyond else "out"

    def parts(self, line: Line) -> Mapping[Status, int]:
        """A line's persons by verdict: one that matches others may be firm in part."""
        sure = self.firm.certain.get(line.pledge, 0)
        contested = max(0, self.firm.conceivable.get(line.pledge, 0) - sure)
        joint = max(0, min(self.beyond.get(line.pledge, 0), line.most - sure - contested))
        return {
            "firm": sure,
            "together": joint,
            "contested": contested,
            "out": line.most - sure - joint - contested,
        }

    def groups(self, limit: int) -> tuple[tuple[Group, ...], bool]:
        """The minimal signing groups, smallest first, at most ``limit``; and whether that is all."""
        certain = self.firm.certain
        return groups(self.setting, certain, candidates(self.setting, certain, self.firm.conceivable), limit)


@dataclass(frozen=True)
class Met:
    """Whether a target is met, by three readings of who stands."""

    firm: bool
    """By the firm force."""
    together: bool
    """By the firm force and those who stand beyond it if they sign at once; where sets may exclude each other, perhaps
    by none of them alone."""
    possible: bool
    """Whether it could be: where false, nothing but other conditions or numbers would meet it."""


def met(goal: Goal, now: Resolution, best: Resolution) -> Met:
    """Whether a goal is met; ``best`` is the scenario with every open factor favourable (:meth:`Setting.at_best`).

    What a rule forbids is read, for ``firm``, from the most that others might do of themselves, for ``together`` from
    all that could ever stand, and for ``possible`` from what stands in any case.
    """
    firm, joint, widest = now.certain, now.joint, best.widest
    feared = firm if goal.monotone else least(now.setting.opposite, tally(now.setting, firm))[0]
    always = firm if now.setting.monotone else dict[str, int]()
    return Met(
        firm=goal.met(now.setting, firm, feared),
        together=goal.met(now.setting, joint, joint if goal.monotone else widest),
        possible=goal.met(best.setting, widest, always),
    )
