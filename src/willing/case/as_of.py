"""The case as it was known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from willing.case.model import Case, Factor
from willing.case.pledge import Pledge


def default_day(case: Case) -> date | None:
    """The day a question is about unless it says otherwise: the case's ``as_of``, else the latest date in it."""
    return case.head.as_of or max(_dates(case), default=None)


def as_of(case: Case, day: date | None) -> Case:
    """The case with everything later than ``day`` hidden; ``None`` leaves it as it is.

    A statement counts from the day it was made, a pledge from ``from`` up to but not on the day ``until``, and a
    factor's value from the day it was settled (before, the factor is open).
    """
    if day is None:
        return case
    statements = tuple(statement for statement in case.statements if statement.on <= day)
    known = {statement.id for statement in statements}
    pledges = tuple(
        pledge.model_copy(update={"statements": tuple(s for s in pledge.statements if s in known)})
        for pledge in case.pledges
        if in_force(pledge, day)
    )
    factors = {name: _unsettled(factor, day) for name, factor in case.factors.items()}
    return case.replaced(statements=statements, pledges=pledges, factors=factors)


def in_force(pledge: Pledge, day: date) -> bool:
    """Whether a pledge has been made and has not lapsed."""
    return (pledge.from_ is None or pledge.from_ <= day) and (pledge.until is None or day < pledge.until)


def _unsettled(factor: Factor, day: date) -> Factor:
    if factor.from_ is not None and factor.from_ > day:
        return factor.model_copy(update={"value": None, "from_": None})
    return factor


def _dates(case: Case) -> Iterator[date]:
    for statement in case.statements:
        yield statement.on
    for pledge in case.pledges:
        if pledge.from_ is not None:
            yield pledge.from_
    for factor in case.factors.values():
        if factor.from_ is not None:
            yield factor.from_
