"""What the pictures of plans share: months across the page, posts in order, how many are missed, and what limits it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

import altair as alt

from willing.charts import theme, words
from willing.charts.lettering import width as measured
from willing.charts.page import Align, Page, Row, Scale, bars, letters, rules
from willing.conditions.english import persons
from willing.force.misses import REASONS
from willing.questions.plan import Coverage, Planned, PostLine
from willing.questions.quality import how_good

STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
"""Months between names of months, and months to a column where there are many."""
WHOSE = {"firm": "what stands firm", "together": "what stands firm or if signed together", "offered": "all on offer"}
"""Whose units are planned, as a noun."""
APART = 44
"""Pixels between names of months, at least."""
SWATCH = 16
"""Width of a colour in a key, in pixels."""
PARTS = (40, 10, 2.5)
"""Shares of the most missed in one month, as divisors, at which the shades of those missed change."""


def calendar(page: Page, x: Scale, top: float, floor: float, *, above: bool = True) -> Iterator[alt.Chart]:
    """Months from D-day: lines down the page, and their numbers below and, where asked, above them."""
    step = next(step for step in STEPS if step * (x.end - x.start) / x.high >= APART or step == STEPS[-1])
    marks = range(0, int(x.high) + 1, step)
    yield from rules([{"x": month, "x2": month, "y": top, "y2": floor} for month in marks], x=x)
    named: dict[Align, list[Row]] = {"left": [], "center": [], "right": []}
    align: Align
    first = measured("month 0", page.label)
    for month in marks:
        at, half = x(month), measured(str(month), page.label) / 2
        if month == 0:
            row, align = {"x": max(0.0, at - first / 2), "text": "month 0"}, "left"
        elif at - half < x.start - min(x.start, first / 2) + first + 6:
            continue
        else:
            row, align = {"x": min(at, page.inner), "text": str(month)}, "right" if at + half > page.inner else "center"
        named[align].append(row)
    for align, rows in named.items():
        for y in [top - 5, floor + page.leading] if above else [floor + page.leading]:
            yield from letters([{**row, "y": y} for row in rows], page.label, ink=theme.QUIET, align=align)


def in_order(answer: Planned) -> list[PostLine]:
    """Posts by priority, within each those first that miss most."""
    return sorted(answer.posts, key=lambda post: (post.priority, -post.missed, post.post))


def by_post(answer: Planned) -> dict[str, list[Coverage]]:
    """The months of every post in which it asks for anyone."""
    found: dict[str, list[Coverage]] = {post.post: [] for post in answer.posts}
    for cell in answer.coverage:
        found[cell.post].append(cell)
    return found


@dataclass(frozen=True)
class Shades:
    """From persons missed to a colour, in steps that are about equally far apart in orders of size."""

    least: tuple[int, ...]
    """The fewest of each shade, ascending from 1."""

    def __call__(self, missed: int) -> str:
        """The colour of so many, which are at least one."""
        return self.inks[max(i for i, least in enumerate(self.least) if least <= missed)]

    @property
    def inks(self) -> Sequence[str]:
        """A colour for each step, the darkest last."""
        return theme.MISSED[-len(self.least) :]

    @property
    def named(self) -> list[tuple[str, str]]:
        """Each colour with what it stands for."""
        ends = [f"\N{EN DASH}{words.number(following - 1)}" for following in self.least[1:]]
        spans = [
            words.number(least) if end == f"\N{EN DASH}{least}" else f"{words.number(least)}{end}"
            for least, end in zip(self.least, ends, strict=False)
        ]
        return list(zip(self.inks, [*spans, f"{words.number(self.least[-1])} or more"], strict=True))


def shades_of(answer: Planned) -> Shades:
    """Shades that part the most missed in one month by about :data:`PARTS`, at round numbers."""
    most = max((cell.required - cell.covered for cell in answer.coverage), default=0)
    return Shades(tuple(sorted({1, *(_rounded(most / part) for part in PARTS if most / part >= 1)})))


def _rounded(value: float) -> int:
    """The last of 1, 2 and 5 times a power of ten."""
    power = 10 ** floor(log10(value))
    return int(max(step for step in (1, 2, 5) if step * power <= value) * power)


def share(part: int, whole: int) -> str:
    """A share as a percentage; nothing asked for is covered. What is not all is never said to be 100 %."""
    if not whole or part == whole:
        return "100\N{NO-BREAK SPACE}%"
    if 0 < part < whole / 100:
        return "under 1\N{NO-BREAK SPACE}%"
    return f"{min(99, round(100 * part / whole))}\N{NO-BREAK SPACE}%"


def key(page: Page, entries: Sequence[tuple[str, str]], y: float = 0) -> tuple[list[alt.Chart], float]:
    """Colours with what they stand for, in as many lines as they take from ``y`` down, and where these end."""
    swatches, texts = [], []
    at, line = 0.0, y + page.leading / 2
    for ink, text in entries:
        wide = SWATCH + 5 + measured(text, page.label) + 14
        if at and at + wide - 14 > page.inner:
            at, line = 0.0, line + page.leading + 3
        if ink:
            swatches.append({"x": at, "x2": at + SWATCH, "y": line - 6, "y2": line + 6, "ink": ink})
        else:
            wide -= SWATCH + 5
        texts.append({"x": at + (SWATCH + 5 if ink else 0), "y": line, "text": text})
        at += wide
    return [*bars(swatches), *letters(texts, page.label, baseline="middle")], line + page.leading / 2


def scene_of(answer: Planned) -> str:
    """Whose units, and when: the end of every subtitle."""
    return f"with units of {WHOSE[answer.force]}. {words.scene(answer)}"


def months_said(months: int) -> str:
    """So many months, in words."""
    return f"{months:,} months" if months > 1 else "one month"


def name_of(answer: Planned, nation: str) -> str:
    """A nation's name within a sentence; its code where the answer does not have it."""
    return next((row.name for row in answer.sustain if row.nation == nation), nation)


def label_of(answer: Planned, nation: str) -> str:
    """The same as it stands alone."""
    return words.label(name_of(answer, nation))


def nobody(answer: Planned) -> str:
    """Why there is no plan to draw."""
    if not answer.required:
        return f"{answer.coa_title} asks for nobody, so there is nothing to plan."
    if answer.persons:
        return f"None of the {persons(answer.persons)} persons of {WHOSE[answer.force]} fits a post of it."
    standing = {
        "firm": "Nothing stands firm whose strength is known, so there is nobody to plan with.",
        "together": "Nothing stands whose strength is known, signed together or not, so there is nobody to plan with.",
        "offered": "Nothing is on offer whose strength is known, so there is nobody to plan with.",
    }
    return standing[answer.force]


def notes_of(answer: Planned) -> Iterator[str]:
    """What limits a plan: its proof, units made up, and what is left out."""
    if answer.tours:
        yield f"Proven: {proof(answer)}."
    if any(tour.notional for tour in answer.tours):
        every = all(tour.notional for tour in answer.tours)
        yield f"{'All' if every else 'Some'} units are notional: made up of a pledge's strength."
    unknown = sum(left.because.startswith("nobody has put") for left in answer.left_out)
    if unknown:
        plural = "pledges of unknown strength send" if unknown > 1 else "pledge of unknown strength sends"
        yield f"{unknown} {plural} nobody here."
    if answer.stretched:
        yield "Nations rotate by the shorter dwell that they have been seen to accept."
    yield f"{answer.title}."


def proof(answer: Planned) -> str:
    """How much better another plan might be at most."""
    return how_good(answer.gap).replace(" %", "\N{NO-BREAK SPACE}%")


def because(post: PostLine) -> str:
    """Why most of what a post misses is missed, in words."""
    return REASONS[post.because] if post.because else ""
