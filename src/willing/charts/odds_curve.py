"""The odds of every strength, with the target and the courses of action marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import altair as alt

from willing.charts import WIDE, theme, words
from willing.charts.lettering import first_that_fits, wrapped
from willing.charts.lettering import width as measured
from willing.charts.page import Page, Row, Scale, axis, bars, hinted, letters, plain, rules, sheet, signs
from willing.questions.odds import Odds, Point
from willing.questions.prospects import Mark

GAMES = ("firm", "together")
TALL = {False: 320, True: 240}
"""Height of the curve on a wide and on a narrow page, in pixels."""
GUTTER = 48
"""Pixels left of the curve for the percentages."""
TOPS = (0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 1.0)
"""Where the scale of the odds may end."""


def odds_curve(answer: Odds, *, width: int = WIDE) -> alt.LayerChart:
    """The probability that at least so many persons stand, firm and together; a band where it is only bounded."""
    page, title = Page(width), finding(answer)
    notes, subtitle = tuple(notes_of(answer)), f"Probability that at least so many persons stand. {scene_of(answer)}"
    rest = [point for point in answer.curve if point.strength > 0]
    if not any(point.together_at_most for point in rest):
        return plain(page, title, subtitle, "In no future does anybody stand whose strength is known.", notes)
    top = next(limit for limit in TOPS if max(point.together_at_most for point in rest) <= limit)
    last = max(point.strength for point in rest if point.together_at_most > 0)
    wanted = answer.target.strength if answer.target and answer.target.strength else 0
    roof = 3.4 * page.leading
    floor = roof + TALL[page.narrow]
    x = Scale(0, max(last, wanted) * 1.06, GUTTER, page.inner - 8)
    y = Scale(0, top, floor, roof)
    marked = sorted((mark for mark in answer.courses if mark.strength), key=lambda mark: mark.strength or 0)
    entries = _entries(page, marked)
    drawn = [point for point in rest if point.strength <= x.high]
    layers = [
        *_key(page, drawn),
        *_grid(page, x, y),
        *_courses(page, x, y, marked, answer),
        *_target(page, x, y, answer),
        *(layer for game in reversed(GAMES) for layer in _curve(drawn, game, x, y)),
        *_dots(answer, x, y),
        *_list(page, entries, floor + 3.4 * page.leading),
    ]
    told = [f"{mark.title} ({words.number(mark.strength or 0)}): {_chances(mark)}" for mark in marked]
    lines = sum(map(len, entries)) * page.leading + 4 * len(entries)
    depth = floor + (3.6 * page.leading + lines if marked else 2.2 * page.leading)
    return sheet(
        page, depth, layers, title=title, subtitle=subtitle, notes=notes, description=". ".join([*told, ""]).strip()
    )


def finding(answer: Odds) -> str:
    """The odds of the target as a sentence; without one, the strength that is as likely as not."""
    if answer.target is None:
        even = max((point.strength for point in answer.curve if point.firm >= 0.5), default=0)
        if even:
            return f"It is as likely as not that {words.number(even)} or more stand firm"
        return "It is likelier than not that nobody stands firm whose strength is known"
    mark = answer.target
    what = (
        f"{words.number(mark.strength)} stand"
        if mark.strength is not None
        else "the rule is met by a force that stands"
    )
    firm, joint = words.chances(mark.firm, mark.firm_at_most), words.chances(mark.together, mark.together_at_most)
    more = f"; {joint} if all who wait signed together" if joint != firm else ""
    return f"The odds that {what} firm are {firm}{more}"


def scene_of(answer: Odds) -> str:
    """When, and under which assumptions; and what is taken as learned."""
    said = words.scene(answer)
    learned = [words.factor(name, value) for name, value in answer.given.items()]
    return f"{said[:-1]}; given {words.some(learned)}." if learned else said


def notes_of(answer: Odds) -> Iterator[str]:
    """What limits these odds: guesses, gaps and samples."""
    if answer.unknown:
        which = words.some([words.factor(name) for name in answer.unknown])
        yield f"No probability is stated of {which}: the odds are a range."
    if answer.error:
        yield f"Stated ranges of strength are sampled (seed {answer.seed}): standard error {_at_most(answer.error)}."
    elif not answer.exact and not answer.unknown:
        yield "Cut short: the odds lie within the band."
    if answer.assumed:
        count = len(answer.assumed)
        which = "1 factor" if count == 1 else f"{count} factors"
        yield f"The probabilities of {which} are assumptions of the case, not of a source."
    if answer.uncounted:
        yield f"{answer.uncounted} pledges of unknown strength count as none: every strength is a lower bound."
    yield f"{answer.title}. Firm: stands with nobody having to coordinate. Together: with all who wait signing at once."


def _at_most(error: float) -> str:
    said = words.percent(error)
    return said if said.startswith("under") else f"at most {said}"


def _chances(mark: Mark) -> str:
    firm, joint = words.chances(mark.firm, mark.firm_at_most), words.chances(mark.together, mark.together_at_most)
    return f"{firm} firm" + (f", {joint} together" if joint != firm else "")


def _grid(page: Page, x: Scale, y: Scale) -> Iterator[alt.Chart]:
    levels = [y.high * part / 4 for part in range(5)]
    lines = [{"x": x.start, "x2": x.end, "y": level} for level in levels]
    yield from rules([{**line, "y2": line["y"]} for line in lines], y=y)
    names = [{"x": x.start - 8, "y": level, "text": words.whole_percent(level)} for level in levels]
    yield from letters(names, page.label, ink=theme.QUIET, align="right", baseline="middle", y=y)
    yield from axis(page, x, words.number, y.start, y.start + 5)
    yield from rules([{"x": x.start, "x2": x.end, "y": y.start, "y2": y.start}], ink=theme.INK)


def _steps(rest: Sequence[Point], game: str) -> list[Row]:
    """The curve as corners: between two strengths the odds are those of the higher one; after the last, none."""
    rows = [
        {"strength": p.strength, "odds": getattr(p, game), "at_most": getattr(p, f"{game}_at_most"), "verdict": game}
        for p in rest
    ]
    last = {"strength": rest[-1].strength, "odds": 0.0, "at_most": 0.0, "verdict": game}
    return [{**rows[0], "strength": 0}, *rows, last]


def _curve(rest: Sequence[Point], game: str, x: Scale, y: Scale) -> Iterator[alt.Chart]:
    rows = _steps(rest, game)
    for row in rows:
        chance = words.chances(row["odds"], row["at_most"])
        row["hint"] = f"at least {words.number(row['strength'])} {game}: {chance}"  # type: ignore[index]
    data = alt.InlineData(values=[dict(row) for row in rows])
    place = {"x": x.x("strength"), "y": y.y("odds")}
    tip = hinted()
    colour = theme.VERDICTS[game]
    yield (
        alt.Chart(data)
        .mark_area(interpolate="step-before", color=colour, opacity=0.32, aria=False)
        .encode(**place, y2="at_most:Q")
    )
    dash = list(DASHES[game])
    lines = alt.Chart(data).mark_line(interpolate="step-before", strokeWidth=2.5, color=colour, strokeDash=dash)
    yield lines.encode(**place, **tip)
    if any(row["at_most"] > row["odds"] for row in rows):
        yield (
            alt.Chart(data)
            .mark_line(interpolate="step-before", strokeWidth=1, color=colour, strokeDash=dash)
            .encode(x=x.x("strength"), y=y.y("at_most"), **tip)
        )


def _key(page: Page, drawn: Sequence[Point]) -> Iterator[alt.Chart]:
    """What the lines are, and the band where there is one."""
    same = all(p.together - p.firm < 5e-4 and p.together_at_most - p.firm_at_most < 5e-4 for p in drawn)
    banded = any(p.together_at_most - p.together > 5e-4 or p.firm_at_most - p.firm > 5e-4 for p in drawn)
    at, y = 2.0, page.label - 1.0
    for game, text in (("firm", "firm; the same together" if same else "firm"), ("together", "firm and together")):
        if same and game == "together":
            continue
        line = [{"x": at, "x2": at + 26, "y": y - 4, "y2": y - 4}]
        yield from rules(line, ink=theme.VERDICTS[game], weight=3, dash=DASHES[game])
        yield from letters([{"x": at + 32, "y": y, "text": text}], page.label, ink=theme.TEXTS[game], bold=True)
        at += 32 + measured(text, page.label, bold=True) + 18
    if banded:
        yield from bars([{"x": at, "x2": at + 26, "y": y - 9, "y2": y + 1}], fill=theme.GRID)
        text = "least to most" if page.narrow else "between the least and the most it can be"
        yield from letters([{"x": at + 32, "y": y, "text": text}], page.label)


DASHES: Mapping[str, Sequence[float]] = {"firm": (1, 0), "together": (7, 3)}
"""How each line is drawn, beside its colour."""


def _dots(answer: Odds, x: Scale, y: Scale) -> Iterator[alt.Chart]:
    """The odds of the target on the lines."""
    if answer.target is None or not answer.target.strength:
        return
    at, mark = answer.target.strength, answer.target
    dots = [{"x": at, "y": getattr(mark, game), "verdict": game} for game in reversed(GAMES)]
    yield from signs(dots if mark.together - mark.firm > 5e-4 else dots[1:], size=80, x=x, y=y)


def _target(page: Page, x: Scale, y: Scale, answer: Odds) -> Iterator[alt.Chart]:
    if answer.target is None or not answer.target.strength:
        return
    at, y0 = answer.target.strength, 2.2 * page.leading
    short = f"target {words.number(at)}"
    text = first_that_fits((f"{short}: {_chances(answer.target)}", short), page.inner - 80, page.label, bold=True)
    yield from rules([{"x": at, "x2": at, "y": y0 - page.label, "y2": y.start}], ink=theme.WANTED, weight=2, x=x)
    room = measured(text, page.label, bold=True) + 8
    right = x(at) + room > page.inner and x(at) > room
    label = [{"x": x(at) - 6 if right else min(x(at) + 6, page.inner - room), "y": y0, "text": text}]
    yield from letters(label, page.label, ink=theme.WANTED, bold=True, align="right" if right else "left")


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _courses(page: Page, x: Scale, y: Scale, marked: Sequence[Mark], answer: Odds) -> Iterator[alt.Chart]:
    """A letter above the curve for each course of action within it."""
    wanted = answer.target.strength if answer.target else None
    rows: list[Row] = [
        {"x": mark.strength, "x2": mark.strength, "y": y.end - 4, "y2": y.start, "text": letter}
        for letter, mark in zip(LETTERS, marked, strict=False)
        if mark.strength is not None and mark.strength <= x.high
    ]
    yield from rules(rows, ink=theme.LINE, dash=(2, 3), x=x)
    beside = [{**row, "x": x(row["x"]) - 9 * (wanted == row["x"]), "y": y.end - 6} for row in rows]
    yield from letters(beside, page.label, ink=theme.QUIET, bold=True, align="center", halo=theme.PAPER)


def _entries(page: Page, marked: Sequence[Mark]) -> list[list[str]]:
    """What the letters stand for, with the odds of each, in lines."""
    left = f"; and {len(marked) - len(LETTERS)} more courses of action" if len(marked) > len(LETTERS) else ""
    return [
        wrapped(
            f"{mark.title}, {words.number(mark.strength or 0)}: {_chances(mark)}{left * (letter == LETTERS[-1])}",
            page.inner - 20,
            page.label,
        )
        for letter, mark in zip(LETTERS, marked, strict=False)
    ]


def _list(page: Page, entries: Sequence[Sequence[str]], top: float) -> Iterator[alt.Chart]:
    if not entries:
        return
    rows, lines, y = [], [], top + page.leading + 4
    yield from letters([{"x": 0, "y": top, "text": "Courses of action"}], page.label, bold=True)
    for letter, entry in zip(LETTERS, entries, strict=False):
        rows.append({"x": 0, "y": y, "text": letter})
        lines += [{"x": 18, "y": y + i * page.leading, "text": line} for i, line in enumerate(entry)]
        y += len(entry) * page.leading + 4
    yield from letters(rows, page.label, bold=True)
    yield from letters(lines, page.label)
