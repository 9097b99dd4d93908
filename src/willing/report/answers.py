"""Everything a page says of a case, asked once: each question's answer, and what could not be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from willing.case.model import Case
from willing.errors import AskError
from willing.futures.judge import GAMES, Game
from willing.questions.ask import Scene, goal_of, scene
from willing.questions.assess import Assessment, assess
from willing.questions.odds import Odds, Point, odds
from willing.questions.pivots import Pivots, pivots
from willing.questions.plan import Planned
from willing.questions.prospects import Mark
from willing.questions.sustain import Sustain, sustain
from willing.questions.timeline import Timeline, timeline
from willing.questions.unlock import Unlock, unlock
from willing.report.force import plans_of
from willing.standing.goal import Goal

Told = Callable[[float], None]

MOST_SETS = 50
"""Minimal sets looked for; the page shows the first few and counts the rest."""

Why = Literal["target", "course", "curve"]


@dataclass(frozen=True)
class Question:
    """What is asked of the case, as the command line takes it; ``given`` goes to the odds alone."""

    as_of: date | str | None = None
    assume: Mapping[str, bool] | None = None
    given: Mapping[str, bool] | None = None
    stage: str = "declared"
    reading: str | None = None
    """Which number of each stated range is used; ``None`` is likely, but that the odds spread ranges over."""
    target: int | str | None = None
    seed: int = 0
    coa: str | None = None
    """The course of action that is planned; ``None`` is the one whose peak is nearest the target."""
    plan: bool = True
    """Whether courses of action are planned, which takes a second or two for each."""


@dataclass(frozen=True)
class Decided:
    """The strength at which something is still decided, for the questions of what and who moves the odds."""

    why: Why
    """Whether it is the target itself, what the largest course of action within reach asks for, or the largest
    strength whose odds are neither none nor certain."""
    target: int | str | None
    """As the questions take it."""
    game: Game
    """Whether the firm force has odds of it, or only the firm and together ones."""
    title: str = ""
    """The course of action, where it is one."""
    sure: bool = False
    """Whether it is reached in every future, so that nations decide about it but factors do not."""


@dataclass(frozen=True)
class Answers:
    """Every answer that the page gives, all in the same scene."""

    here: Scene
    question: Question
    goal: Goal | None
    assessment: Assessment
    odds: Odds
    fixed: Odds
    """The odds with every stated range at one number, as all other questions read them."""
    moving: Odds | None
    """The odds for what moves them: of the target, or of the strength at which something is open; ``None`` if nothing
    is."""
    decided: Decided | None
    """``None`` where no future comes to any strength."""
    unlock: Unlock | None
    waived: Unlock | None
    """The same with waivers, where factors alone do not reach the target and waivers do."""
    pivots: Pivots | None
    timeline: Timeline
    sustain: Sustain
    plans: tuple[Planned, ...]
    """The plan that is shown, then those of other courses of action; none where there is nothing to plan."""
    refused: Mapping[str, str]
    """For a question that could not be answered, why."""

    @property
    def case(self) -> Case:
        """The case as it was known on the day."""
        return self.here.case


def asked(case: Case, question: Question, told: Told | None = None) -> Answers:
    """Ask everything of a case; ``told`` hears the share of the work that is done.

    Raises :class:`~willing.errors.AskError` for whatever cannot be asked.
    """
    reading = question.reading or "likely"
    now: dict[str, Any] = {"as_of": question.as_of, "assume": question.assume, "stage": question.stage}
    target = question.target
    assessment = assess(case, **now, reading=reading, target=target)
    futures = {**now, "given": question.given, "seed": question.seed}
    found = odds(case, **futures, reading=question.reading, target=target, told=_part(told, 0))
    fixed = odds(case, **futures, reading=reading, target=target, told=_part(told, 1))
    decided = decided_of(fixed, goal_of(case, target), target)
    refused: dict[str, str] = {}
    here = scene(case, question.as_of, question.assume, question.stage, reading)
    sets, waived = _unlocked(case, {**now, "reading": reading, "target": target}, refused)
    return Answers(
        here=here,
        question=question,
        goal=goal_of(case, target),
        assessment=assessment,
        odds=found,
        fixed=fixed,
        moving=_moving(case, {**futures, "reading": question.reading}, found, decided, _part(told, 2)),
        decided=decided,
        unlock=sets,
        waived=waived,
        pivots=_power(case, {**now, "reading": reading}, decided, refused, _part(told, 3)),
        plans=_plans(case, question, assessment, _part(told, 4)),
        sustain=sustain(case, **now, reading=reading, target=target),
        timeline=_told(case, {**now, "reading": reading}, goal_of(case, target)),
        refused=refused,
    )


def decided_of(found: Odds, goal: Goal | None, target: int | str | None) -> Decided | None:
    """What to ask about: the target if its odds are open, else the largest strength whose odds are, else what is sure.

    Of the strengths the largest that a course of action asks for, if there is one: it means something. The firm force
    comes first; where its odds are open nowhere, those with signing together are looked at.
    """
    for judged, sure in ((_open, False), (_sure, True)):
        for game in GAMES:
            if goal is not None and found.target is not None and judged(found.target, game):
                return Decided("target", target, game, sure=sure)
            courses = [mark for mark in found.courses if mark.strength and judged(mark, game)]
            if courses:
                largest = max(courses, key=lambda mark: mark.strength or 0)
                return Decided("course", largest.strength, game, largest.title, sure)
            strengths = [point.strength for point in found.curve if point.strength and judged(point, game)]
            if strengths:
                return Decided("curve", max(strengths), game, sure=sure)
    return None


def _open(of: Mark | Point, game: Game) -> bool:
    """Whether the odds are neither none nor certain, as far as is known."""
    least, most = _odds(of, game)
    return most > 0 and least < 1


def _sure(of: Mark | Point, game: Game) -> bool:
    """Whether the odds are certain."""
    return _odds(of, game)[0] >= 1


def _odds(of: Mark | Point, game: Game) -> tuple[float, float]:
    return (of.firm, of.firm_at_most) if game == "firm" else (of.together, of.together_at_most)


def _plans(case: Case, question: Question, assessment: Assessment, told: Told | None) -> tuple[Planned, ...]:
    return plans_of(case, question.coa, assessment, question.target, told) if question.plan else ()


def _part(told: Told | None, part: int, parts: int = 5) -> Told | None:
    """What hears the share of one part of the work."""
    return None if told is None else lambda share: told((part + share) / parts)


def _moving(
    case: Case, asked_for: Mapping[str, Any], found: Odds, decided: Decided | None, told: Told | None
) -> Odds | None:
    if decided is None or decided.sure:
        return None
    if decided.why == "target":
        return found
    return odds(case, **asked_for, target=decided.target, told=told)


def _unlocked(case: Case, asked_for: Mapping[str, Any], refused: dict[str, str]) -> tuple[Unlock | None, Unlock | None]:
    """The minimal sets, and those with waivers where factors alone do not do and waivers help."""
    if goal_of(case, asked_for["target"]) is None:
        return None, None
    try:
        sets = unlock(case, **asked_for, limit=MOST_SETS)
        if sets.reachable:
            return sets, None
        waived = unlock(case, **asked_for, limit=MOST_SETS, waive=True)
    except AskError as error:
        refused["unlock"] = str(error)
        return None, None
    return sets, waived if waived.reachable else None


def _power(
    case: Case, asked_for: Mapping[str, Any], decided: Decided | None, refused: dict[str, str], told: Told | None
) -> Pivots | None:
    if decided is None:
        return None
    try:
        return pivots(case, **asked_for, target=decided.target, game=decided.game, expected=True, told=told)
    except AskError as error:
        refused["pivots"] = str(error)
        return None


def _told(case: Case, asked_for: Mapping[str, Any], goal: Goal | None) -> Timeline:
    """The timeline; it is held against persons only."""
    persons = goal.persons if goal is not None else None
    return replace(timeline(case, **asked_for, target=persons), target=persons)
