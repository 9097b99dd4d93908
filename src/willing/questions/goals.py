"""How a goal is said."""

from __future__ import annotations

from willing.conditions.text import text
from willing.standing.goal import Goal


def asked_of(goal: Goal) -> str:
    """What is asked of the force, as part of a sentence: ``at least 25,000 stand``."""
    persons = f"at least {goal.persons:,} stand" if goal.persons is not None else ""
    rule = f"the rule `{text(goal.rule)}` holds" if goal.rule is not None else ""
    return " and ".join(part for part in (persons, rule) if part)
