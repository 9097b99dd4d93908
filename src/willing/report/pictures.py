"""The pictures of a page: each drawn for wide and for narrow screens.

Titles become captions of the page, which also says once in which scene all of them are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import altair as alt
import vl_convert
from markupsafe import Markup

from willing.charts import render, theme, words
from willing.charts.courses import courses
from willing.charts.coverage import coverage
from willing.charts.drivers import drivers
from willing.charts.gantt import gantt_nations
from willing.charts.nations_map import nations_map
from willing.charts.odds_curve import odds_curve
from willing.charts.pivots import pivots
from willing.charts.plain import cleaned
from willing.charts.strength import strength
from willing.charts.sustain import sustain
from willing.charts.timeline import timeline
from willing.charts.waits import waits
from willing.report.answers import Answers
from willing.report.svg import inlined

WIDTHS: Mapping[str, int] = {"wide": 760, "narrow": 380}
"""Pixels across by the kind of screen, without the margins that a picture by itself has. The wide one is printed."""

Draw = Callable[[int], alt.LayerChart]


@dataclass(frozen=True)
class Picture:
    """A picture with its caption."""

    name: str
    title: str
    """What it finds, as a sentence."""
    subtitle: str
    """What it shows."""
    drawn: Mapping[str, Markup]
    """The SVG, by the kind of screen."""


def pictures_of(answers: Answers) -> dict[str, Picture]:
    """Every picture that the answers have something for, by its name."""
    return {name: _picture(name, draw, answers) for name, draw in _draws(answers).items()}


def _draws(answers: Answers) -> Mapping[str, Draw]:
    assessment, case = answers.assessment, answers.case
    found: dict[str, Draw] = {}
    if assessment.pledges:
        found["strength"] = lambda width: strength(assessment, case, width=width)
        found["waits"] = lambda width: waits(assessment, case, width=width)
    if any(point.strength and point.together_at_most for point in answers.odds.curve):
        found["odds_curve"] = lambda width: odds_curve(answers.odds, width=width)
    if (moving := answers.moving) is not None and moving.drivers:
        found["drivers"] = lambda width: drivers(moving, width=width)
    if case.pledges:
        found["nations_map"] = lambda width: nations_map(assessment, case, width=width)
    if (power := answers.pivots) is not None and power.nations:
        found["pivots"] = lambda width: pivots(power, width=width)
    if any(moment.offered for moment in answers.timeline.moments):
        found["timeline"] = lambda width: timeline(answers.timeline, width=width)
    return {**found, **_forces(answers)}


def _forces(answers: Answers) -> Mapping[str, Draw]:
    """The pictures of what can be kept up, and of plans."""
    found: dict[str, Draw] = {}
    if any(row.pledges and (row.pledged or row.norm) for row in answers.sustain.sustain):
        found["sustain"] = lambda width: sustain(answers.sustain, width=width)
    if len(answers.plans) > 1 and any(plan.tours for plan in answers.plans):
        found["courses"] = lambda width: courses(answers.plans, width=width)
    if answers.plans and (plan := answers.plans[0]).tours:
        found["coverage"] = lambda width: coverage(plan, width=width)
        found["gantt_nations"] = lambda width: gantt_nations(plan, width=width)
    return found


def _picture(name: str, draw: Draw, answers: Answers) -> Picture:
    charts = {screen: draw(width + 2 * theme.MARGIN) for screen, width in WIDTHS.items()}
    title, subtitle, said = captions(charts["wide"])
    for answer in (answers.assessment, answers.odds, answers.moving):
        subtitle = subtitle.removesuffix(words.scene(answer)).rstrip() if answer else subtitle
    drawn = {screen: Markup(bare(chart, f"{name}-{screen}", said)) for screen, chart in charts.items()}
    return Picture(name, title, subtitle, drawn)


def captions(chart: alt.LayerChart) -> tuple[str, str, str]:
    """Title, subtitle and description of a chart, the same at every width."""
    written = chart.title.to_dict()
    lines = [" ".join(written.get(part, ())) for part in ("text", "subtitle")]
    return lines[0], lines[1], str(chart.description)


def bare(chart: alt.LayerChart, name: str, said: str) -> str:
    """The SVG of a chart without its title and its margins, for use within HTML; see :func:`.svg.inlined`."""
    datasets = chart.datasets
    chart.title = chart.datasets = alt.Undefined
    chart.padding = 0
    # Not checked against the schema, as render.svg does: that takes as long as drawing, and the pictures' tests do it.
    # The converter ends the whole process where a text holds signs that XML does not know.
    spec = chart.to_dict(validate=False)
    if datasets is not alt.Undefined:  # plain data, in which Altair would look for charts at every number
        spec["datasets"] = {**spec.get("datasets", {}), **datasets}
    spec = cleaned(spec)
    return inlined(vl_convert.vegalite_to_svg(spec, vl_version=render.VERSION, allowed_base_urls=[]), name, said)
