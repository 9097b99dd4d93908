"""What would add to the force: each single factor settled, and the smallest change for one pledge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from willing.conditions.english import english
from willing.conditions.normal import literals
from willing.conditions.parse import parse
from willing.questions.ask import Scene
from willing.standing.repair import Repair, repairs
from willing.standing.verdict import Resolution


@dataclass(frozen=True)
class Change:
    """One factor settled, and what that adds to the force."""

    factor: str
    value: bool
    adds: int
    """Firm persons more than now."""
    firm: int
    together: int


def single_changes(now: Resolution) -> tuple[Change, ...]:
    """Each factor literal that some pledge asks for and that does not hold, settled; most firm persons first."""
    found = []
    for name, value in dict.fromkeys(literals(*(line.condition for line in now.setting.lines))):
        if now.setting.factors.get(name) is value:
            continue
        after = now.settling(name, value)
        change = Change(
            name, value, after.firm_strength - now.firm_strength, after.firm_strength, after.together_strength
        )
        if change.adds > 0 or change.together > now.together_strength:
            found.append(change)
    return tuple(sorted(found, key=lambda change: (-change.adds, -change.together, change.factor)))


@dataclass(frozen=True)
class Step:
    """A smallest change that makes one pledge stand."""

    pledge: str
    factors: Mapping[str, bool]
    """Factors to be settled so."""
    signatures: tuple[str, ...]
    """Pledges to be signed at the same time; each of their conditions then holds."""
    waived: tuple[tuple[str, str], ...]
    """Clauses to be dropped: the pledge, and the clause in the language of conditions."""
    strength: int
    """Firm persons once it is made."""
    steps: tuple[str, ...]
    """The change in English, one thing each."""


def steps_for(here: Scene, pledge: str, limit: int = 3, waivers: bool = True) -> tuple[Step, ...]:
    """The smallest changes of factors and signatures that make a pledge stand, then a smaller one with waivers."""
    return tuple(_step(here, pledge, repair) for repair in repairs(here.setting, pledge, limit, waivers))


def nearest(here: Scene) -> Step | None:
    """Of the largest pledges the one that fewest changes make stand, without waivers if it can be; ties by the gain."""
    waiting = [line for line in here.setting.lines if line.most and line.pledge not in here.resolved.firm.certain]
    largest = sorted(waiting, key=lambda line: -line.most)[:MOST_TRIED]
    for waivers in (False, True):
        found = [step for line in largest for step in steps_for(here, line.pledge, limit=1, waivers=waivers)]
        if found:
            return min(found, key=lambda step: (len(step.steps), -step.strength))
    return None


MOST_TRIED = 5
"""Pledges for which a nearest step is looked for, the largest first."""


def _step(here: Scene, pledge: str, repair: Repair) -> Step:
    signatures = (f"{here.names.pledge(other)} is signed" for other in repair.signatures)
    steps = (*settled(here, repair.factors), *signatures, *dropped(here, repair.waived))
    return Step(pledge, repair.factors, repair.signatures, repair.waived, repair.strength, steps)


def settled(here: Scene, factors: Mapping[str, bool]) -> tuple[str, ...]:
    """Factors turned out so, in words."""
    return tuple(
        here.names.factor(name) if value else f"it is not so that {here.names.factor(name)}"
        for name, value in factors.items()
    )


def dropped(here: Scene, waived: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Clauses that pledges no longer ask for, in words."""
    return tuple(
        f"{here.names.nation(here.case.pledge_by_id[pledge].nation)} no longer asked that "
        f"{english(parse(clause), here.names)}"
        for pledge, clause in waived
    )
