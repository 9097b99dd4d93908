"""Every pledge with the clauses of its condition, each in English, and whether it holds for what stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from willing.conditions.english import english
from willing.conditions.text import text
from willing.conditions.tree import Factor, leaves
from willing.conditions.truth import holds
from willing.questions.ask import Scene
from willing.standing.resolve import sight, tally
from willing.standing.verdict import Status


@dataclass(frozen=True)
class Clause:
    """One thing that a pledge asks for."""

    english: str
    clause: str
    """In the language of conditions."""
    holds: bool
    """Whether it holds among those who stand firm, were the pledge to join them; an open factor does not."""
    others: bool
    """Whether it asks something of nations, pledges or sums, and not of factors alone."""


@dataclass(frozen=True)
class Waiting:
    """A pledge that takes part, and what it asks for."""

    pledge: str
    nation: str
    status: Status
    persons: int
    """At most; none where its strength is unknown."""
    clauses: tuple[Clause, ...]

    @property
    def others(self) -> bool:
        """Whether it asks anything of others, and not of factors alone."""
        return any(clause.others for clause in self.clauses)


def waiting(here: Scene) -> tuple[Waiting, ...]:
    """Every pledge that takes part, in the order of the case; one without a condition has no clauses."""
    setting, firm = here.setting, here.resolved.firm
    certain = tally(setting, firm.certain)
    feared = certain if firm.feared is firm.certain else tally(setting, firm.feared)

    def clauses(pledge: str) -> Iterator[Clause]:
        line = setting.by_pledge[pledge]
        seen = sight(setting, line, certain, feared)
        for clause in line.clauses:
            others = any(not isinstance(leaf, Factor) for leaf in leaves(clause))
            yield Clause(english(clause, here.names), text(clause), holds(clause, seen), others)

    return tuple(
        Waiting(line.pledge, line.nation, here.resolved.status(line.pledge), line.most, tuple(clauses(line.pledge)))
        for line in setting.lines
    )
