"""Each clause of one pledge's condition: what it asks, and whether that holds now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from willing.case.model import Case
from willing.conditions.english import english
from willing.conditions.text import text
from willing.conditions.tree import clauses
from willing.conditions.truth import holds
from willing.questions.ask import Scene, scene
from willing.standing.resolve import sight, tally
from willing.standing.setting import line_of
from willing.standing.why import Reason, reasons


@dataclass(frozen=True)
class Clause:
    """One of the things that must all hold for a pledge to stand."""

    text: str
    """In the language of conditions."""
    english: str
    holds: bool
    """Whether it holds beside the firm pledges, the pledge itself counted in; what is open holds not yet."""
    because: tuple[Reason, ...]
    """Why it does not hold; empty where it does, and for a pledge that takes no part."""


def clauses_of(case: Case, pledge: str, day: date | None) -> tuple[Clause, ...]:
    """The clauses of a pledge's condition as of a day with nothing assumed, in their order; none for no condition.

    Raises :class:`KeyError` for a pledge that the case does not have.
    """
    here = scene(case, day, {}, "declared")
    found = case.pledge_by_id[pledge]
    firm = here.resolved.firm
    line = here.setting.by_pledge.get(pledge) or line_of(found)
    certain, feared = tally(here.setting, firm.certain), tally(here.setting, firm.feared)
    judged = sight(here.setting, line, certain, feared)
    failing = () if pledge in firm.certain or pledge not in here.setting.by_pledge else _failing(here, pledge)
    stated = () if found.if_ is None else clauses(found.condition)
    return tuple(
        Clause(
            text=text(clause),
            english=english(clause, here.names),
            holds=holds(read, judged),
            because=tuple(reason for reason in failing if reason.clause == text(read)),
        )
        for clause, read in zip(stated, line.clauses, strict=True)
    )


def _failing(here: Scene, pledge: str) -> tuple[Reason, ...]:
    return reasons(here.setting, here.resolved.firm, pledge, here.names, here.signed)
