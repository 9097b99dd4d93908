"""From a condition back to text, in the form the parser reads: ``parse(text(c)) == c`` for every parsed ``c``."""

from __future__ import annotations

from willing.conditions.tree import (
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
)


def text(condition: Condition) -> str:
    """Write a condition in the language of the case format.

    An empty ``and``, which no text gives, is written as what always holds, an empty ``or`` as what never does.
    """
    match condition:
        case Factor(name=name):
            return name
        case Stands(who=who):
            return f"{who} stands"
        case Sends(nation=nation, comparison=comparison, persons=persons):
            return f"{nation} sends {comparison} {persons}"
        case Sum(scope=scope, names=names, comparison=comparison, persons=persons):
            listed = f"({', '.join(names)})" if names else ""
            return f"{scope}{listed} {comparison} {persons}"
        case Nations(comparison=comparison, count=count):
            return f"nations {comparison} {count}"
        case AtLeast(count=count, items=items):
            return f"at least {count} of [{', '.join(map(text, items))}]"
        case Not(item=item):
            return f"not {_inside(item)}"
        case And(items=items):
            return " and ".join(map(_inside, items)) or "nations >= 0"
        case Or(items=items):
            return " or ".join(f"({text(i)})" if isinstance(i, Or) else text(i) for i in items) or "nations < 0"


def _inside(condition: Condition) -> str:
    """A part of an ``and`` or ``not``: bracketed where it would bind looser or merge with its surroundings."""
    return f"({text(condition)})" if isinstance(condition, Or | And) else text(condition)
