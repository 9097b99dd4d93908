"""Each picture by its name, from a case: asks the question that the picture answers, and draws the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import altair as alt

from willing.case.model import Case
from willing.charts import PICTURES
from willing.charts.courses import courses
from willing.charts.coverage import coverage
from willing.charts.drivers import drivers
from willing.charts.fan import stress
from willing.charts.gantt import gantt_nations, gantt_posts
from willing.charts.nations_map import nations_map
from willing.charts.odds_curve import odds_curve
from willing.charts.pivots import pivots
from willing.charts.question import Question
from willing.charts.strength import strength
from willing.charts.sustain import sustain
from willing.charts.timeline import timeline
from willing.charts.waits import waits
from willing.errors import AskError
from willing.force.solve import Told
from willing.questions.assess import assess
from willing.questions.courses import Heard, glance, glances, planned_of, usual
from willing.questions.odds import odds
from willing.questions.pivots import pivots as power
from willing.questions.plan import Planned, plan
from willing.questions.stress import Stress
from willing.questions.stress import stress as tested
from willing.questions.sustain import sustain as keep
from willing.questions.timeline import timeline as story

__all__ = ["Draw", "Question", "picture"]

Draw = Callable[[int], alt.LayerChart]
"""A picture at a width in pixels."""


def picture(name: str, case: Case, question: Question | None = None, **more: Any) -> Draw:
    """A picture of a case, asked once and drawn at any width.

    ``more`` goes to the question that the picture answers: ``given`` or ``told`` to the odds, ``game``, ``expected`` or
    ``told`` to the pivots and to plans. Raises :class:`~willing.errors.AskError` for an unknown name, and as the
    question does.
    """
    if name not in PICTURES:
        raise AskError(f"no picture {name!r}: the pictures are {', '.join(PICTURES)}")
    asked = question or Question()
    if name in _ASSESSED:
        draw, answer = _ASSESSED[name], assess(case, **asked.asked("likely"), **more)
        return lambda width: draw(answer, case, width=width)
    if name in _PLANNED:
        shown, planned = _PLANNED[name]
        answered = planned(case, asked, **more)
        return lambda width: shown(answered, width=width)
    drawn, ask, reading = _ANSWERED[name]
    found = ask(case, **asked.asked(reading), **more)
    return lambda width: drawn(found, width=width)


def _plan(case: Case, asked: Question, told: Heard | None = None) -> Planned:
    """The plan that is asked for."""
    coa = asked.coa if asked.coa is not None else usual(case, asked.target)
    if asked.rounds is None:
        return glance(case, coa, told=told, **asked.planned())
    hear: Told | None = None if told is None else lambda progress: told(progress.share)
    return plan(case, coa, **asked.planned(), rounds=asked.rounds, told=hear)


def _all(case: Case, asked: Question, told: Heard | None = None) -> tuple[Planned, ...]:
    """A plan for each course of action, or for the one that is named."""
    if asked.coa is None and asked.rounds is None:
        return glances(case, told=told, **asked.planned())
    keys = planned_of(case) if asked.coa is None else (asked.coa,)
    if not keys:
        usual(case)  # which says that there is nothing to plan
    return tuple(_plan(case, replace(asked, coa=key), told) for key in keys)


def _tested(case: Case, asked: Question, told: Heard | None = None) -> Stress:
    """What becomes of the plan that is asked for."""
    return tested(case, planned=_plan(case, asked), told=told)


_PLANNED: Mapping[str, tuple[Callable[..., alt.LayerChart], Callable[..., Any]]] = {
    "courses": (courses, _all),
    "coverage": (coverage, _plan),
    "gantt_nations": (gantt_nations, _plan),
    "gantt_posts": (gantt_posts, _plan),
    "stress": (stress, _tested),
}
"""Pictures of plans, with what asks for them."""

_ASSESSED: Mapping[str, Callable[..., alt.LayerChart]] = {
    "strength": strength,
    "nations_map": nations_map,
    "waits": waits,
}
"""Pictures of an assessment and the case it is of."""

_ANSWERED: Mapping[str, tuple[Callable[..., alt.LayerChart], Callable[..., Any], str | None]] = {
    "odds_curve": (odds_curve, odds, None),
    "drivers": (drivers, odds, None),
    "pivots": (pivots, power, "likely"),
    "sustain": (sustain, keep, "likely"),
    "timeline": (timeline, story, "likely"),
}
"""Pictures of an answer alone, with the question and how it reads ranges."""
