"""Which pledges stand in one scenario: the reference, written to be read.

The operator ``A(X, Y)`` takes the pledges whose condition holds when positive mentions of other pledges are read from
X and negated ones from Y; it is monotone in X and antitone in Y. *Firm* is its well-founded model, reached by
alternating least fixpoints from nothing (van Gelder 1989); where no condition is negated in pledges that is simply
the least fixpoint. *Together* is the greatest fixpoint, the largest feasible set of conditional commitment functions
(Heitzig 2025, Games 16(6) 58).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from willing.conditions.tally import Tally
from willing.conditions.truth import Sight, holds
from willing.standing.setting import Line, Setting

Amounts = Mapping[str, int]
"""The standing pledges, each with the persons it sends."""


@dataclass(frozen=True)
class Firm:
    """What stands without anybody having to coordinate."""

    certain: Amounts
    """In the well-founded model."""
    conceivable: Amounts
    """Not excluded by it; more than ``certain`` only where conditions are non-monotone."""
    feared: Amounts
    """What negated mentions are read from: the most that might stand, were the open factors to turn out so."""
    rounds: Mapping[str, int]
    """For each certain pledge, the round of announcements in which it can safely be made, from 1."""


def tally(setting: Setting, amounts: Amounts) -> Tally:
    """The standing pledges, counted."""
    entries = (line.entry(amounts[line.pledge]) for line in setting.lines if line.pledge in amounts)
    return Tally(entries, setting.weights)


def sight(setting: Setting, line: Line, certain: Tally, conceivable: Tally) -> Sight:
    """What one line's condition is judged by when it joins those standing (the join reading)."""
    certainly = certain.seen_by(line.entry(line.offers(certain)))
    if conceivable is certain:
        return Sight(setting.factors, certainly, certainly)
    return Sight(setting.factors, certainly, conceivable.seen_by(line.entry(line.offers(conceivable))))


def joins(setting: Setting, line: Line, certain: Tally, conceivable: Tally) -> int | None:
    """The persons a line sends if it stands beside ``certain``; ``None`` if it does not stand.

    A matching pledge with nothing to match does not stand.
    """
    persons = line.offers(certain)
    if line.rate is not None and persons == 0:
        return None
    return persons if holds(line.condition, sight(setting, line, certain, conceivable)) else None


def least(setting: Setting, conceivable: Tally, held: Amounts | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """The least fixpoint with negated mentions read from ``conceivable``, and the round in which each pledge joins.

    ``held`` pledges stand from the start, whatever their condition (round 0).
    """
    amounts: dict[str, int] = dict(held or {})
    rounds = dict.fromkeys(amounts, 0)
    while True:
        certain = tally(setting, amounts)
        grown = dict(amounts)
        for line in setting.lines:
            if line.pledge in amounts and line.rate is None:
                continue
            persons = joins(setting, line, certain, conceivable)
            if persons is not None:
                grown[line.pledge] = max(persons, amounts.get(line.pledge, 0))
        if grown == amounts:
            return amounts, rounds
        step = max(rounds.values(), default=0) + 1
        for pledge in grown:
            rounds.setdefault(pledge, step)
        amounts = grown


def greatest(setting: Setting, conceivable: Tally | None = None, held: Amounts | None = None) -> dict[str, int]:
    """The greatest fixpoint with negated mentions read from ``conceivable`` (monotone settings have none)."""
    always = dict(held or {})
    amounts = {line.pledge: line.most for line in setting.lines} | always
    while True:
        certain = tally(setting, amounts)
        shrunk: dict[str, int] = {}
        for line in setting.lines:
            if line.pledge not in amounts:
                continue
            persons = joins(setting, line, certain, conceivable or certain)
            if persons is not None:
                shrunk[line.pledge] = min(persons, amounts[line.pledge])
        for pledge, persons in always.items():
            shrunk[pledge] = max(persons, shrunk.get(pledge, 0))
        if shrunk == amounts:
            return amounts
        amounts = shrunk


def firm(setting: Setting, held: Amounts | None = None) -> Firm:
    """What stands with nobody having to coordinate: the well-founded model.

    Where factors are open, what the others might do is read from the opposite setting, so that what is certain here
    stays certain however they turn out. ``held`` pledges are signed: they stand whatever their condition says.
    """
    if setting.monotone:
        certain, rounds = least(setting, tally(setting, {}), held)
        return Firm(certain, certain, certain, rounds)
    certain = dict(held or {})
    while True:
        feared, _ = least(setting.opposite, tally(setting, certain), held)
        surer, rounds = least(setting, tally(setting, feared), held)
        if surer == certain:
            conceivable, _ = least(setting, tally(setting, certain), held)
            return Firm(certain, conceivable, feared, rounds)
        certain = surer
