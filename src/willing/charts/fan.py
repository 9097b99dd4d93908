"""Whether a plan survives: how much of what is asked for stays covered, month by month, over many simulated runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import altair as alt

from willing.charts import WIDE, plans, theme, words
from willing.charts.lettering import width as measured
from willing.charts.lettering import wrapped
from willing.charts.page import Page, Row, Scale, bars, hinted, letters, plain, rules, sheet
from willing.force.simulate.outcome import Spread
from willing.questions.stress import Stress, Struck

TALL = {False: 300, True: 220}
"""Height of the fan on a wide and on a narrow page, in pixels."""
GUTTER = 44
"""Pixels left of the fan for the percentages."""
MOST = 6
"""Events told below, those that hurt most."""
LEAST = 0.0005
"""The share of what is asked for that an event must cost to be told."""
BAR = 9
"""Height of the bar of an event, in pixels."""
OUTER, INNER = theme.NOTIONAL, theme.UNIT
"""Nine runs in ten, and the middle half of all."""


def stress(answer: Stress, *, width: int = WIDE) -> alt.LayerChart:
    """The share covered in each month: the middle half of all runs, nine in ten of them, and the median.

    A line says what is covered over all months if nothing goes wrong; below are the events that hurt most alone.
    """
    page, title = Page(width), finding(answer)
    whose = plans.WHOSE[answer.force]
    subtitle = (
        f"Share of the persons asked for that is covered, month by month, with units of {whose}. {words.scene(answer)}"
    )
    notes = list(_notes(answer))
    if answer.share is None:
        return plain(page, title, subtitle, f"{answer.coa_title} asks for nobody, so nothing can go wrong.", notes)
    if not answer.tours:
        return plain(page, title, subtitle, "The plan has no tours, so nothing can go wrong with it.", notes)
    key, below = plans.key(page, [(OUTER, "nine runs in ten"), (INNER, "the middle half"), ("", "line: the median")])
    top = below + 2.4 * page.leading
    floor = top + TALL[page.narrow]
    x, y = Scale(0, answer.months, GUTTER, page.inner), Scale(0, 1, floor, top)
    shown = [event for event in answer.events if (event.loss_share or 0) >= LEAST][:MOST]
    events, depth = _events(page, shown, floor + 3.2 * page.leading)
    layers = [*key, *_grid(page, x, y), *_fan(answer.by_month, x, y), *_undisturbed(page, x, y, answer), *events]
    told = [f"{event.title}: {_cost(event)}" for event in shown]
    return sheet(
        page, depth if shown else floor + page.leading + 4, layers,
        title=title, subtitle=subtitle, notes=notes, description=" ".join(f"{words.opened(one)}." for one in told),
    )  # fmt: skip


def finding(answer: Stress) -> str:
    """What is left on average and in a bad case."""
    if answer.share is None or answer.undisturbed is None or not answer.tours:
        return f"There is no plan of “{answer.coa_title}” to put to the test"
    mean, bad = words.whole_percent(round(answer.share.mean, 2)), words.whole_percent(round(answer.share.p5, 2))
    planned = words.whole_percent(round(answer.undisturbed, 2))
    return (
        f"“{answer.coa_title}”: {planned} is covered if all goes well, {mean} on average, "
        f"under {bad} in one run of twenty"
    )


def _grid(page: Page, x: Scale, y: Scale) -> Iterator[alt.Chart]:
    levels = [part / 4 for part in range(5)]
    yield from rules([{"x": x.start, "x2": x.end, "y": level, "y2": level} for level in levels], y=y)
    names = [{"x": x.start - 8, "y": level, "text": words.whole_percent(level)} for level in levels]
    yield from letters(names, page.label, ink=theme.QUIET, align="right", baseline="middle", y=y)
    yield from plans.calendar(page, x, y.start, y.start + 5, above=False)
    yield from rules([{"x": x.start, "x2": x.end, "y": y.start, "y2": y.start}], ink=theme.INK)


def _fan(months: Sequence[Spread | None], x: Scale, y: Scale) -> Iterator[alt.Chart]:
    """The bands and the median, in pieces where some months ask for nobody."""
    rows: list[Row] = []
    for piece, (there, run) in enumerate(groupby(enumerate(months), key=lambda at: at[1] is not None)):
        for month, spread in run if there else ():
            if spread is not None:
                rows.append(_row(piece, month, month, spread))
                rows.append(_row(piece, month, month + 1, spread))
    data = alt.InlineData(values=[dict(row) for row in rows])
    for ink, low, high in ((OUTER, "p5", "p95"), (INNER, "p25", "p75")):
        area = alt.Chart(data).mark_area(color=ink, aria=False)
        yield area.encode(x=x.x("at"), y=y.y(low), y2=f"{high}:Q", detail="piece:N")
    line = alt.Chart(data).mark_line(color=theme.INK, strokeWidth=2)
    yield line.encode(x=x.x("at"), y=y.y("median"), detail="piece:N", order="at:Q", **hinted())


def _row(piece: int, month: int, at: int, spread: Spread) -> Row:
    half = f"half of all runs {words.whole_percent(spread.p25)} to {words.whole_percent(spread.p75)}"
    tenths = f"nine in ten {words.whole_percent(spread.p5)} to {words.whole_percent(spread.p95)}"
    return {
        "piece": piece, "month": month, "at": at, "p5": spread.p5, "p25": spread.p25, "median": spread.median,
        "p75": spread.p75, "p95": spread.p95,
        "hint": f"month {month}: median {words.whole_percent(spread.median)}, {half}, {tenths}",
    }  # fmt: skip


def _undisturbed(page: Page, x: Scale, y: Scale, answer: Stress) -> Iterator[alt.Chart]:
    """What is covered over all months if nothing goes wrong, with its name above the fan."""
    if answer.undisturbed is None:
        return
    level = answer.undisturbed
    yield from rules(
        [{"x": x.start, "x2": x.end, "y": level, "y2": level}], ink=theme.QUIET, weight=1.5, dash=(6, 3), y=y
    )
    text = f"if nothing goes wrong, over all months: {words.whole_percent(round(level, 2))}"
    at = y.end - page.leading
    yield from rules(
        [{"x": x.start, "x2": x.start + 22, "y": at - 4, "y2": at - 4}], ink=theme.QUIET, weight=1.5, dash=(6, 3)
    )
    yield from letters([{"x": x.start + 28, "y": at, "text": text}], page.label, ink=theme.QUIET)


def _cost(event: Struck) -> str:
    return f"{words.percent(event.loss_share or 0)} of what is asked for, weighted"


def _events(page: Page, shown: Sequence[Struck], top: float) -> tuple[list[alt.Chart], float]:
    """The events that hurt most alone, each with its chance and a bar of what it costs; and how far down they reach."""
    if not shown:
        return [], top
    most = max(event.loss_share or 0 for event in shown)
    numbers = [words.percent(event.loss_share or 0) for event in shown]
    wide = max(measured(number, page.label, bold=True) for number in numbers) + 10
    x = Scale(0, most, 0, page.inner - wide)
    heading = "What hurts most alone: share of what is asked for that it costs, weighted by priority"
    lines = wrapped(heading, page.inner, page.label, bold=True)
    texts, costs, rows = [], [], []
    heads = [{"x": 0, "y": top + i * page.leading, "text": line} for i, line in enumerate(lines)]
    y = top + len(lines) * page.leading + 6
    for event, number in zip(shown, numbers, strict=True):
        chance = f"{words.opened(event.title)} ({words.whole_percent(event.chance)} per {event.per})"
        for line in wrapped(chance, page.inner, page.label):
            texts.append({"x": 0, "y": y, "text": line})
            y += page.leading
        y -= page.leading - 5
        hint = f"{event.title}: {_cost(event)}"
        rows.append({"event": event.name, "hint": hint, "x": 0, "x2": x(event.loss_share or 0), "y": y, "y2": y + BAR})
        costs.append({"x": x(event.loss_share or 0) + 6, "y": y + BAR / 2, "text": number})
        y += BAR + page.leading + 4
    return [
        *letters(heads, page.label, bold=True),
        *letters(texts, page.label),
        *bars(rows, fill=theme.UNIT),
        *letters(costs, page.label, bold=True, baseline="middle"),
    ], y - page.leading


def _notes(answer: Stress) -> Iterator[str]:
    """How many runs, and what the chances are."""
    if answer.tours and answer.share is not None:
        cut = f" of {answer.asked:,} asked for" if answer.replications < answer.asked else ""
        yield f"{answer.replications:,} simulated runs{cut} (seed {answer.seed})."
        if any(event.assumed for event in answer.events):
            yield "The chance of an event that nobody put a number on is assumed, the same for all of its sort."
        if answer.refill:
            yield "Gaps are filled by rule with units that are rested."
    yield f"{answer.title}."
