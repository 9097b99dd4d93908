"""Which pledges stand in one scenario: the reference, written to be read.

The operator ``A(X, Y)`` takes the pledges whose condition holds when positive mentions of other pledges are read from
X and negated ones from Y; it is monotone in X and antitone in Y. *Firm* is its well-founded model, reached by
alternating least fixpoints from nothing (van Gelder 1989); where no condition is negated in pledges that is simply
the least fixpoint. *Together* is the greatest fixpoint, the largest feasible set of conditional commitment functions
(Heitzig 2025, Games 16(6) 58).

What was *signed* need not be coordinated any more. Beside ``X`` the signatures that are honoured are the largest set H
of signed pledges each of whose conditions holds in X and H, so the step from X adds to ``A(X, Y)`` the greatest
fixpoint of ``H -> S intersected with A(X united with H, Y)``. That step is as monotone in X and antitone in Y as A is.
So every least fixpoint above is one of it instead, *certain* as well as what is *feared*: a signatory may be feared to
stand wherever nothing that is certain speaks against it. A signature is honoured only as long as the conditions of
those who signed support each other: where one leaves, its H loses all that needed it, and no more.
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
    honoured: frozenset[str] = frozenset()
    """The certain pledges that joined because they were signed: by then, their conditions held only among themselves
    and those certain already."""


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


@dataclass(frozen=True)
class Climb:
    """A least fixpoint, reached round by round."""

    amounts: dict[str, int]
    rounds: dict[str, int]
    """The round in which each pledge joins."""
    honoured: frozenset[str]
    """Those that joined because they were signed."""


def least(setting: Setting, conceivable: Tally, held: Amounts | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """The least fixpoint with negated mentions read from ``conceivable``, and the round in which each pledge joins.

    ``held`` pledges stand from the start, whatever their condition (round 0). Those that were signed join in the round
    after the one by which the rest of their conditions holds (:func:`honoured`).
    """
    found = climbed(setting, conceivable, held)
    return found.amounts, found.rounds


def climbed(setting: Setting, conceivable: Tally, held: Amounts | None = None) -> Climb:
    """The least fixpoint as in :func:`least`, with those that joined because they were signed."""
    amounts: dict[str, int] = dict(held or {})
    rounds = dict.fromkeys(amounts, 0)
    signed: set[str] = set()
    while True:
        certain = tally(setting, amounts)
        grown = dict(amounts)
        for line in setting.lines:
            if line.pledge in amounts and line.rate is None:
                continue
            persons = joins(setting, line, certain, conceivable)
            if persons is not None:
                grown[line.pledge] = max(persons, amounts.get(line.pledge, 0))
        if setting.signatories:
            for pledge, persons in honoured(setting, amounts, conceivable).items():
                signed |= {pledge} - grown.keys()
                grown[pledge] = max(persons, grown.get(pledge, 0))
        if grown == amounts:
            return Climb(amounts, rounds, frozenset(signed))
        step = max(rounds.values(), default=0) + 1
        for pledge in grown:
            rounds.setdefault(pledge, step)
        amounts = grown


def honoured(setting: Setting, amounts: Amounts, conceivable: Tally) -> dict[str, int]:
    """The signed pledges that stand beside those standing, with the persons each sends.

    They are the largest set of them, each sending as much as it can, whose conditions all hold among the set and those
    standing; whoever was not signed is there with what it sends already, and no more. Negated mentions are read from
    ``conceivable``.
    """
    found = {line.pledge: line.most for line in setting.signatories if line.pledge not in amounts or line.rate}
    while True:
        certain = tally(setting, {**amounts, **found})
        kept: dict[str, int] = {}
        for pledge, most in found.items():
            persons = joins(setting, setting.by_pledge[pledge], certain, conceivable)
            sent = max(amounts.get(pledge, 0), min(persons or 0, most))
            if persons is not None or pledge in amounts:
                kept[pledge] = sent
        if kept == found:
            return found
        found = kept


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
        found = climbed(setting, tally(setting, {}), held)
        return Firm(found.amounts, found.amounts, found.amounts, found.rounds, found.honoured)
    certain = dict(held or {})
    while True:
        feared, _ = least(setting.opposite, tally(setting, certain), held)
        surer = climbed(setting, tally(setting, feared), held)
        if surer.amounts == certain:
            conceivable, _ = least(setting, tally(setting, certain), held)
            return Firm(certain, conceivable, feared, surer.rounds, surer.honoured)
        certain = surer.amounts
