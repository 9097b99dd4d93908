"""What one case does to the standing force that another did not: what is shown before a thing is done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from willing.case.model import Case
from willing.questions.ask import scene
from willing.standing.verdict import STATUSES, Resolution, Status


@dataclass(frozen=True)
class Stand:
    """How one pledge stands."""

    nation: str
    status: Status
    persons: int
    """Persons it sends at most; none where its strength is unknown."""


@dataclass(frozen=True)
class Standing:
    """Who stands, and with how many persons, as of a day with nothing assumed."""

    firm: int
    """Persons."""
    together: int
    """Persons, those who are firm included."""
    offered: int
    pledges: Mapping[str, Stand]
    """Every pledge that takes part."""


NOTHING = Standing(0, 0, 0, {})
"""Who stands before anything is there."""


@dataclass(frozen=True)
class Moved:
    """A pledge whose verdict changed; ``None`` where it does not take part."""

    pledge: str
    nation: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True)
class Effect:
    """What moved between two standing forces."""

    before: Standing
    after: Standing
    rises: tuple[Moved, ...]
    """Pledges with a better verdict than before, and those that are new."""
    falls: tuple[Moved, ...]
    """Pledges with a worse verdict than before, and those that are gone."""

    @property
    def moved(self) -> bool:
        """Whether anything changed."""
        return self.before != self.after

    def cascade(self, pledge: str) -> tuple[Moved, ...]:
        """The pledges other than the one acted on that fall because of it."""
        return tuple(moved for moved in self.falls if moved.pledge != pledge)

    @property
    def digest(self) -> str:
        """What a confirmation names, so that nobody confirms another effect than the one that was seen."""
        seen = (self.before.firm, self.after.firm, self.before.together, self.after.together, self.rises, self.falls)
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def standing_of(case: Case, day: date | None) -> Standing:
    """Who stands in a case as of a day, every pledge from ``declared`` on taking part."""
    here = scene(case, day, {}, "declared")
    resolved: Resolution = here.resolved
    pledges = {line.pledge: Stand(line.nation, resolved.status(line.pledge), line.most) for line in here.setting.lines}
    offered = sum(line.most for line in here.setting.lines)
    return Standing(resolved.firm_strength, resolved.together_strength, offered, pledges)


def effect_of(before: Standing, after: Standing) -> Effect:
    """What moved from one standing force to another."""
    names = dict.fromkeys((*before.pledges, *after.pledges))
    moved = [_moved(name, before.pledges.get(name), after.pledges.get(name)) for name in names]
    changed = [one for one in moved if one.before != one.after]
    return Effect(
        before,
        after,
        rises=tuple(one for one in changed if _rank(one.after) < _rank(one.before)),
        falls=tuple(one for one in changed if _rank(one.after) > _rank(one.before)),
    )


def _moved(pledge: str, before: Stand | None, after: Stand | None) -> Moved:
    there = after or before
    nation = there.nation if there else ""
    return Moved(pledge, nation, before.status if before else None, after.status if after else None)


def _rank(status: Status | None) -> int:
    return len(STATUSES) if status is None else STATUSES.index(status)
