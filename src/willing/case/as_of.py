"""The case as it was known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from willing.case.model import Case, Factor, Statement
from willing.case.nation import Nation
from willing.case.pledge import Pledge
from willing.case.requirement import Area, Post, Requirement, Rule
from willing.case.signing import Signing
from willing.case.target import Target


def default_day(case: Case) -> date | None:
    """The day a question is about unless it says otherwise: the case's ``as_of``, else the latest date in it."""
    return case.head.as_of or max(_dates(case), default=None)


def as_of(case: Case, day: date | None) -> Case:
    """The case with everything later than ``day`` hidden; ``None`` leaves it as it is.

    A statement counts from the day it was made, a pledge from ``from`` up to but not on the day ``until``, and a
    factor's value from the day it was settled (before, the factor is open). A signing counts from its day, for those
    of its pledges that are in force.
    """
    if day is None:
        return case
    hidden = frozenset(statement.id for statement in case.statements if statement.on > day)
    pledges = tuple(_citing(pledge, hidden) for pledge in case.pledges if in_force(pledge, day))
    head = case.head
    if head.target is not None:
        head = head.model_copy(update={"target": _citing(head.target, hidden)})
    return case.replaced(
        head=head,
        statements=tuple(_uncontradicted(s, hidden) for s in case.statements if s.id not in hidden),
        pledges=pledges,
        signings=dict(_signings(case, day, frozenset(pledge.id for pledge in pledges), hidden)),
        factors={name: _citing(_unsettled(factor, day), hidden) for name, factor in case.factors.items()},
        nations={code: _citing(nation, hidden) for code, nation in case.nations.items()},
        areas={name: _citing(area, hidden) for name, area in case.areas.items()},
        rules={name: _citing(rule, hidden) for name, rule in case.rules.items()},
        requirements={name: _asked(requirement, hidden) for name, requirement in case.requirements.items()},
    )


Citing = TypeVar("Citing", Target, Pledge, Factor, Nation, Area, Rule, Post, Requirement, Signing)


def _citing(entry: Citing, hidden: frozenset[str]) -> Citing:
    """The entry without its mentions of hidden statements."""
    if hidden.isdisjoint(entry.statements):
        return entry
    return entry.model_copy(update={"statements": tuple(s for s in entry.statements if s not in hidden)})


def _signings(case: Case, day: date, there: frozenset[str], hidden: frozenset[str]) -> Iterator[tuple[str, Signing]]:
    """The signings of that day or before, with those of their pledges that are ``there``."""
    for key, signing in case.signings.items():
        kept = tuple(pledge for pledge in signing.pledges if pledge in there)
        if signing.on <= day and kept:
            yield key, _citing(signing.model_copy(update={"pledges": kept}), hidden)


def _asked(requirement: Requirement, hidden: frozenset[str]) -> Requirement:
    posts = tuple(_citing(post, hidden) for post in requirement.posts)
    return _citing(requirement, hidden).model_copy(update={"posts": posts})


def _uncontradicted(statement: Statement, hidden: frozenset[str]) -> Statement:
    if hidden.isdisjoint(statement.contradicts):
        return statement
    return statement.model_copy(update={"contradicts": tuple(s for s in statement.contradicts if s not in hidden)})


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
    for signing in case.signings.values():
        yield signing.on
