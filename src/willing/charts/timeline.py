"""The standing force by day, with what moved it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import altair as alt

from willing.charts import WIDE, theme, words
from willing.charts.labels import spaced
from willing.charts.lettering import wrapped
from willing.charts.page import Page, Row, Scale, hinted, letters, plain, rules, sheet, signs
from willing.conditions.english import Names, english
from willing.conditions.parse import parse
from willing.conditions.tree import Factor, leaves
from willing.questions.changes import Event
from willing.questions.timeline import Moment, Timeline

TALL = {False: 300, True: 220}
"""Height of the curves on a wide and on a narrow page, in pixels."""
GUTTER = {False: 60, True: 48}
"""Pixels left of the curves for the numbers."""
END = {False: 130, True: 104}
"""Pixels right of the curves for their names."""
MOST = 14
"""Days that are numbered and told, those that moved the force most."""
BADGE = 17
"""Pixels between the numbers above the curves, at least."""
LINES = ("offered", "together", "firm")
"""From the back to the front."""


def timeline(answer: Timeline, *, width: int = WIDE) -> alt.LayerChart:
    """Persons firm, firm and together, and offered, from day to day; the days that moved the force are told below."""
    page, title = Page(width), finding(answer)
    subtitle = f"Persons, by the day on which something was said or settled. {words.scene(answer)}"
    notes = (
        f"{answer.title}. Firm: stands with nobody having to coordinate. Together: with all who wait signing at once. "
        "Offered: every pledge that counts; unknown strengths count as none.",
    )
    if not answer.moments:
        return plain(page, title, subtitle, answer.sentence, notes)
    drawing = Drawing(page, answer)
    told = [f"{day.date.isoformat()}: firm {day.firm}, together {day.together}" for day in drawing.told]
    return sheet(
        page, drawing.depth, list(drawing.layers()),
        title=title, subtitle=subtitle, notes=notes, description=". ".join([*told, ""]).strip(),
    )  # fmt: skip


def finding(answer: Timeline) -> str:
    """Where the force stands now, against its peak, as a sentence."""
    if not answer.moments:
        return "There is no timeline to tell"
    last = answer.moments[-1]
    top = max(answer.moments, key=lambda moment: (moment.firm, -moment.date.toordinal()))
    joint = (
        f"; {words.number(last.together)} would if all who wait signed together" if last.together > last.firm else ""
    )
    if not top.firm:
        return f"On no day has anybody stood firm; {words.number(last.offered)} are on offer{joint}"
    since = next(m.date for m, later in zip(answer.moments, _suffix(answer), strict=True) if later)
    now = words.number(last.firm) if last.firm else "none"
    if top.firm > last.firm:
        return f"{words.number(top.firm)} stood firm on {words.day(top.date)}, {now} since {words.day(since)}{joint}"
    return f"{now} stand firm since {words.day(since)}, more than ever before{joint}"


def _suffix(answer: Timeline) -> list[bool]:
    """For each moment, whether the firm force has been what it is now ever since."""
    last = answer.moments[-1].firm
    return [all(m.firm == last for m in answer.moments[i:]) for i in range(len(answer.moments))]


@dataclass(frozen=True)
class Drawing:
    """The curves, their numbers above and what the numbers stand for below."""

    page: Page
    answer: Timeline

    @cached_property
    def moved(self) -> list[tuple[Moment, tuple[int, int, int]]]:
        """The days that moved the force, with the force before."""
        answer = self.answer
        before = (answer.firm_before, answer.together_before, answer.offered_before)
        found = []
        for moment in answer.moments:
            if moment.movers:
                found.append((moment, before))
            before = (moment.firm, moment.together, moment.offered)
        return found

    @cached_property
    def told(self) -> list[Moment]:
        """Of these, the ones that moved it most, in the order of time."""

        def size(pair: tuple[Moment, tuple[int, int, int]]) -> tuple[int, int, int]:
            moment, (firm, together, offered) = pair
            return abs(moment.firm - firm), abs(moment.together - together), abs(moment.offered - offered)

        most = sorted(self.moved, key=size, reverse=True)[:MOST]
        return sorted((moment for moment, _ in most), key=lambda moment: moment.date)

    @cached_property
    def x(self) -> Scale:
        """Days, as ordinal numbers."""
        first = self.answer.moments[0].date.toordinal()
        last = (self.answer.as_of or self.answer.moments[-1].date).toordinal()
        return Scale(first, max(last, first + 1), GUTTER[self.page.narrow], self.page.inner - END[self.page.narrow])

    @cached_property
    def y(self) -> Scale:
        """Persons."""
        moments = self.answer.moments
        most = max(
            1, self.answer.target or 0, self.answer.offered_before, *(max(m.offered, m.together) for m in moments)
        )
        top = 2.2 * self.page.leading
        return Scale(0, most * 1.04, top + TALL[self.page.narrow], top)

    @cached_property
    def entries(self) -> list[list[str]]:
        """What is told of each numbered day, in lines."""
        before = {moment.date: force for moment, force in self.moved}
        room = self.page.inner - 24
        return [
            wrapped(entry(moment, before[moment.date], self.page.narrow), room, self.page.label) for moment in self.told
        ]

    @cached_property
    def depth(self) -> float:
        """How far down everything reaches."""
        lines = sum(map(len, self.entries)) * self.page.leading + 5 * len(self.entries)
        return self.y.start + 2.9 * self.page.leading + lines - self.page.leading

    def layers(self) -> Iterator[alt.Chart]:
        """Everything, from the back to the front."""
        yield from self._grid()
        yield from self._badges()
        for name in LINES:
            yield from self._line(name)
        yield from self._target()
        yield from self._named()
        yield from self._list()

    def _grid(self) -> Iterator[alt.Chart]:
        x, y, page = self.x, self.y, self.page
        levels = [{"x": x.start, "x2": x.end, "y": v, "y2": v, "text": words.number(v)} for v in y.ticks(50)]
        yield from rules(levels, y=y)
        yield from letters(
            [{**level, "x": x.start - 8} for level in levels], page.label, ink=theme.QUIET, align="right",
            baseline="middle", y=y,
        )  # fmt: skip
        months = list(self._months())
        ends = [{"x": m, "x2": m, "y": y.start, "y2": y.start + 5} for m, _ in months]
        yield from rules(ends, ink=theme.LINE, x=x)
        names = [{"x": m, "y": y.start + page.leading + 4, "text": text} for m, text in months]
        yield from letters(names, page.label, ink=theme.QUIET, align="center", x=x)
        yield from rules([{"x": x.start, "x2": x.end, "y": y.start, "y2": y.start}], ink=theme.INK)

    def _months(self) -> Iterator[tuple[int, str]]:
        """The first days of months, so many as there is room for; years where they begin."""
        first, last = date.fromordinal(int(self.x.low)), date.fromordinal(int(self.x.high))
        count = (last.year - first.year) * 12 + last.month - first.month
        room = max(1, (self.x.end - self.x.start) // 48)
        step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 1200) if count / step <= room)
        told = False
        for i in range(count + 1):
            year, month = divmod(first.year * 12 + first.month - 1 + i, 12)
            day = date(year, month + 1, 1).toordinal()
            if (month % step == 0 if step <= 12 else month == 0 and year % (step // 12) == 0) and day >= self.x.low:
                name = words.MONTHS[month][:3]
                yield day, str(year) if month == 0 else name if told else f"{name} {year}"
                told = True

    def _badges(self) -> Iterator[alt.Chart]:
        """A number for each day told, above the curves, and a line down to them."""
        places = spaced([self.x(m.date.toordinal()) for m in self.told], BADGE, self.x.start, self.page.inner - 8)
        top = self.page.label - 4
        leaders, drops, dots, numbers = [], [], [], []
        for i, (moment, place) in enumerate(zip(self.told, places, strict=True)):
            at = self.x(moment.date.toordinal())
            leaders.append({"x": place, "x2": at, "y": top + 8, "y2": self.y.end - 4})
            drops.append({"x": at, "x2": at, "y": self.y.end - 4, "y2": self.y.start})
            dots.append({"x": place, "y": top})
            numbers.append({"x": place, "y": top, "text": str(i + 1)})
        yield from rules([*leaders, *drops], ink=theme.COAST)
        yield from signs(dots, shape="circle", size=210, ink=theme.INK, outline=theme.PAPER)
        yield from letters(numbers, self.page.note - 1, ink=theme.PAPER, bold=True, align="center", baseline="middle")

    def _line(self, name: str) -> Iterator[alt.Chart]:
        rows: list[Row] = [
            {
                "date": moment.date.isoformat(),
                "day": moment.date.toordinal(),
                "persons": getattr(moment, name),
                "hint": f"{moment.date.isoformat()}: {words.number(getattr(moment, name))} {name}",
            }
            for moment in self.answer.moments
        ]
        rows.append({**rows[-1], "day": int(self.x.high)})
        data = alt.InlineData(values=[dict(row) for row in rows])
        place = {"x": self.x.x("day"), "y": self.y.y("persons")}
        colour = theme.LINE if name == "offered" else theme.VERDICTS[name]
        if name == "firm":
            area = alt.Chart(data).mark_area(interpolate="step-after", color=colour, opacity=0.25, aria=False)
            yield area.encode(**place, y2=alt.datum(0))
        weight, dash = {"offered": (1.4, [2, 2]), "together": (2.5, [7, 3]), "firm": (2.5, [1, 0])}[name]
        line = alt.Chart(data).mark_line(interpolate="step-after", color=colour, strokeWidth=weight, strokeDash=dash)
        yield line.encode(**place, **hinted())

    def _target(self) -> Iterator[alt.Chart]:
        if self.answer.target is None:
            return
        row = [{"x": self.x.start, "x2": self.x.end, "y": self.answer.target, "y2": self.answer.target}]
        yield from rules(row, ink=theme.WANTED, weight=2, y=self.y)

    def _named(self) -> Iterator[alt.Chart]:
        """The name and last number of each line at its end, kept apart."""
        last, page = self.answer.moments[-1], self.page
        ends = [(last.offered, "offered", theme.QUIET), (last.firm, "firm", theme.TEXTS["firm"])]
        if any(moment.together > moment.firm for moment in self.answer.moments):
            ends.append((last.together, "together", theme.TEXTS["together"]))
        if self.answer.target is not None:
            ends.append((self.answer.target, "target", theme.WANTED))
        ends.sort(key=lambda end: (-end[0], end[1]))
        places = spaced([self.y(end[0]) for end in ends], page.leading + 1, self.y.end, self.y.start)
        rows, leaders = [], []
        for (persons, name, ink), place in zip(ends, places, strict=True):
            rows.append({"x": self.x.end + 16, "y": place, "text": f"{name} {words.number(persons)}", "ink": ink})
            leaders.append({"x": self.x.end + 2, "x2": self.x.end + 13, "y": self.y(persons), "y2": place})
        yield from rules(leaders, ink=theme.LINE)
        yield from letters(rows, page.label, bold=True, baseline="middle")

    def _list(self) -> Iterator[alt.Chart]:
        """What the numbers stand for."""
        y = self.y.start + 2.9 * self.page.leading
        dots, numbers, lines = [], [], []
        for i, entry_lines in enumerate(self.entries):
            dots.append({"x": 8, "y": y - 4})
            numbers.append({"x": 8, "y": y - 4, "text": str(i + 1)})
            for line in entry_lines:
                lines.append({"x": 24, "y": y, "text": line})
                y += self.page.leading
            y += 5
        yield from signs(dots, shape="circle", size=210, ink=theme.INK, outline=theme.PAPER)
        yield from letters(numbers, self.page.note - 1, ink=theme.PAPER, bold=True, align="center", baseline="middle")
        yield from letters(lines, self.page.label)


def entry(moment: Moment, before: tuple[int, int, int], short: bool) -> str:
    """A day with what it did to the force and what moved it, its conditions too where there is room."""
    names = ("firm", "together", "offered")
    now = (moment.firm, moment.together, moment.offered)
    moves = [(name, a, b) for name, a, b in zip(names, before, now, strict=True) if a != b]
    if len(moves) > 1 and moves[0][1:] == moves[1][1:]:
        moves.pop(1)
    did = ", ".join(f"{name} {words.number(a)} → {words.number(b)}" for name, a, b in moves)
    movers = [_said(event, short) for event in moment.events if event.subject in moment.movers]
    return f"{words.short_day(moment.date)}: {did}. {words.opened('; '.join(movers))}."


def _said(event: Event, short: bool) -> str:
    """An event: ``Revised: France, ground troops: 7,500, declared, if a ceasefire``."""
    said, _, condition = event.text.split(" (was ")[0].partition(", if ")
    how = "" if event.kind == "factor settled" else f"{event.kind.removeprefix('pledge ')}: "
    return f"{how}{words.label(said)}{_asks(condition) if condition and not short else ''}"


def _asks(condition: str) -> str:
    tree = parse(condition)
    names = {leaf.name: words.factor(leaf.name) for leaf in leaves(tree) if isinstance(leaf, Factor)}
    return f", if {english(tree, Names(factors=names))}"
