"""Where and when a plan leaves posts empty: each post by month, with the persons missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import altair as alt

from willing.charts import WIDE, plans, theme, words
from willing.charts.lettering import cut
from willing.charts.lettering import width as measured
from willing.charts.page import Page, Row, Scale, bars, letters, plain, rules, sheet
from willing.questions.plan import Coverage, Planned, PostLine

MOST = 40
"""Posts drawn, those that miss most; the rest are counted."""
ROW, HEAD = 18, 27
"""Height of a post and of the heading of a priority, in pixels."""
LEAST = 4.5
"""Pixels that a column takes at least; where there are more months, several share one."""
NAMES = {False: 200, True: 118}
"""Pixels for the names of posts at most, on a wide and on a narrow page."""


def coverage(answer: Planned, *, width: int = WIDE) -> alt.LayerChart:
    """A row for each post, a cell for each month: the darker, the more persons are missed; blank where none are asked.

    Where there are too many months for a cell each, a cell shows the most that are missed in any month of it.
    """
    page, title = Page(width), finding(answer)
    subtitle = f"Persons missed by post and month, {plans.scene_of(answer)}"
    drawing = Drawing(page, answer)
    notes = [*drawing.notes(), *plans.notes_of(answer)]
    if not answer.required or not answer.tours:
        return plain(page, title, subtitle, plans.nobody(answer), notes)
    return sheet(
        page, drawing.depth, list(drawing.layers()),
        title=title, subtitle=subtitle, notes=notes, description=f"{'; '.join(map(drawing.told, drawing.shown))}.",
    )  # fmt: skip


def finding(answer: Planned) -> str:
    """How much is covered, and how much of what matters most."""
    if not answer.required:
        return f"{words.opened(answer.coa_title)} asks for nobody"
    if answer.covered == answer.required:
        return f"Every post of “{answer.coa_title}” is filled in every month"
    said = f"{plans.share(answer.covered, answer.required)} of what “{answer.coa_title}” asks for is covered"
    if not answer.covered:
        return f"Nothing of what “{answer.coa_title}” asks for is covered"
    first = min(post.priority for post in answer.posts if post.required)
    high = [post for post in answer.posts if post.priority == first]
    if len(high) == len(answer.posts):
        return said
    part = plans.share(sum(post.covered for post in high), sum(post.required for post in high))
    return f"{words.opened(said)}, {part} at its highest priority"


@dataclass(frozen=True)
class Drawing:
    """The rows and their cells."""

    page: Page
    answer: Planned

    @cached_property
    def shown(self) -> list[PostLine]:
        """The posts drawn, in order."""
        asking = [post for post in plans.in_order(self.answer) if post.required]
        worst = {post.post for post in sorted(asking, key=lambda post: (-post.missed, post.priority))[:MOST]}
        return [post for post in asking if post.post in worst]

    @cached_property
    def cells(self) -> dict[str, list[Coverage]]:
        """The months of each post."""
        return plans.by_post(self.answer)

    @cached_property
    def shades(self) -> plans.Shades:
        """What the colours stand for."""
        return plans.shades_of(self.answer)

    @cached_property
    def x(self) -> Scale:
        """Months."""
        names = max(measured(post.post, self.page.label) for post in self.shown) + 12
        left = min(names, NAMES[self.page.narrow])
        right = max(measured(self.beside(post), self.page.label) for post in self.shown) + 12
        return Scale(0, self.answer.months, left, self.page.inner - min(right, self.page.inner / 3))

    @cached_property
    def column(self) -> int:
        """Months to a cell."""
        each = (self.x.end - self.x.start) / self.answer.months
        return next(step for step in plans.STEPS if step * each >= LEAST or step == plans.STEPS[-1])

    @cached_property
    def rows(self) -> list[tuple[PostLine, float]]:
        """Each post with the top of its row."""
        found: list[tuple[PostLine, float]] = []
        y, priority = self.top, 0
        for post in self.shown:
            y += HEAD if post.priority != priority else 0
            priority = post.priority
            found.append((post, y))
            y += ROW
        return found

    @cached_property
    def key(self) -> tuple[list[alt.Chart], float]:
        """The colours and their names."""
        named = [(theme.LAND, "covered"), *((ink, f"{text} missed") for ink, text in self.shades.named[:1])]
        rest = self.shades.named[1:]
        return plans.key(self.page, [*named, *rest, ("", "blank: nobody asked for")])

    @property
    def top(self) -> float:
        """Where the rows begin."""
        return self.key[1] + self.page.leading + 6

    @property
    def floor(self) -> float:
        """Where they end."""
        return self.rows[-1][1] + ROW + 2

    @property
    def depth(self) -> float:
        """How far down everything reaches."""
        return self.floor + self.page.leading + 2

    def layers(self) -> Iterator[alt.Chart]:
        """Everything, from the back to the front."""
        yield from self.key[0]
        yield from plans.calendar(self.page, self.x, self.top, self.floor)
        yield from self._heads()
        yield from self._cells()
        yield from self._names()

    def _heads(self) -> Iterator[alt.Chart]:
        rows, shares, lines = [], [], []
        for priority in sorted({post.priority for post in self.shown}):
            here = [post for post in self.answer.posts if post.priority == priority]
            y = next(y for post, y in self.rows if post.priority == priority) - 7
            part = plans.share(sum(post.covered for post in here), sum(post.required for post in here))
            rows.append({"x": 0, "y": y, "text": f"Priority {priority}"})
            shares.append({"x": self.page.inner, "y": y, "text": f"{part} covered"})
            lines.append({"x": 0, "x2": self.page.inner, "y": y + 5, "y2": y + 5})
        yield from rules(lines, ink=theme.COAST)
        yield from letters(rows, self.page.label, bold=True, halo=theme.PAPER)
        yield from letters(shares, self.page.label, align="right", bold=True, halo=theme.PAPER)

    def _cells(self) -> Iterator[alt.Chart]:
        cells = [cell for post, y in self.rows for cell in self._row(post.post, y)]
        yield from bars(cells, outline=theme.PAPER, weight=0.8)

    def _row(self, post: str, y: float) -> Iterator[Row]:
        """The cells of a post, those put together that follow each other and miss as many of as many."""
        columns = groupby(self.cells[post], key=lambda cell: cell.month // self.column)
        worst = [(number, *_worst(list(inside))) for number, inside in columns]
        for (_, missed, required), several in groupby(
            enumerate(worst), key=lambda at: (at[1][0] - at[0], at[1][1], at[1][2])
        ):
            run = [number for _, (number, *_) in several]
            first, last = run[0] * self.column, min((run[-1] + 1) * self.column, self.answer.months)
            months = f"month {first}" if last == first + 1 else f"months {first} to {last}"
            yield {
                "post": post,
                "missed": missed,
                "hint": f"{post}, {months}: {_missing(missed, required)}",
                "x": self.x(first),
                "x2": self.x(last),
                "y": y + 1,
                "y2": y + ROW - 1,
                "ink": self.shades(missed) if missed else theme.LAND,
            }

    def _names(self) -> Iterator[alt.Chart]:
        page, half = self.page, ROW / 2
        room = self.x.start - 8
        names = [{"x": 0, "y": y + half, "text": cut(post.post, room, page.label)} for post, y in self.rows]
        beside = [
            {
                "x": page.inner,
                "y": y + half,
                "text": cut(self.beside(post), page.inner - self.x.end - 8, page.label),
                "ink": theme.INK if post.missed else theme.QUIET,
            }
            for post, y in self.rows
        ]
        yield from letters(names, page.label, baseline="middle")
        yield from letters(beside, page.label, align="right", baseline="middle")

    def beside(self, post: PostLine) -> str:
        """The most missed in one month, and on a wide page what for."""
        missed, required = self.worst(post.post)
        if not missed:
            return "covered"
        said = f"{words.number(missed)} of {words.number(required)}"
        return said if self.page.narrow else f"{said}: {post.because}"

    def worst(self, post: str) -> tuple[int, int]:
        """The most persons that a post misses in one month, and how many it asks for then."""
        return _worst(self.cells[post])

    def told(self, post: PostLine) -> str:
        """A post in words."""
        missed, required = self.worst(post.post)
        months = sum(cell.covered < cell.required for cell in self.cells[post.post])
        short = f", short in {months} of {len(self.cells[post.post])} months" if months else ""
        return f"{post.post}: {_missing(missed, required)}{short}"

    def notes(self) -> Iterator[str]:
        """How to read it, and what is not drawn."""
        if not self.answer.required or not self.answer.tours:
            return
        yield "Beside each post: the most persons missed in one month, of those asked for."
        if not self.page.narrow:
            yield from _reasons([post for post in self.shown if post.because])
        if self.column > 1:
            yield f"A cell is {self.column} months: the most missed in any of them."
        left = [post for post in self.answer.posts if post.required and post not in self.shown]
        if left:
            missed = sum(post.missed for post in left)
            yield f"{len(left)} more posts are not drawn; they miss {words.number(missed)} person-months in all."


def _worst(cells: Sequence[Coverage]) -> tuple[int, int]:
    """The most persons missed in one of some months, and how many are asked for then."""
    return max(((cell.required - cell.covered, cell.required) for cell in cells), default=(0, 0))


def _missing(missed: int, required: int) -> str:
    if not missed:
        return f"all {words.number(required)} covered"
    return f"{words.number(missed)} of {words.number(required)} missed"


def _reasons(posts: Sequence[PostLine]) -> Iterator[str]:
    """What the words for the reasons mean."""
    meant = {post.because: plans.because(post) for post in posts}
    if meant:
        yield f"Why: {'; '.join(f'{word}, {meaning}' for word, meaning in sorted(meant.items()) if word)}."
