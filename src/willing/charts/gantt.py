"""Which unit is where when: every tour of a plan as a bar, by nation or by post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

import altair as alt

from willing.charts import WIDE, plans, theme, words
from willing.charts.lettering import cut
from willing.charts.lettering import width as measured
from willing.charts.page import Page, Row, Scale, bars, letters, plain, rules, sheet
from willing.questions.plan import Planned, Served

By = Literal["nation", "post"]
"""Whether the tours of a nation stand together, or those to a post."""
MOST = 60
"""Lanes drawn; the tours in the others are counted."""
FEWEST = 3
"""Lanes that a group has at least, if it has as many, before groups are left out."""
LANE, HEAD, FOOT = 14, 25, 7
"""Heights of a lane, of the name above a group and of the room below it, in pixels."""
FITTING = 0.7
"""The share of bars that must have room for their names; where fewer have, all bars are numbered."""
STRIP = 4
"""Height of the strip of persons missed below the tours to a post, in pixels."""


def gantt_nations(answer: Planned, *, width: int = WIDE) -> alt.LayerChart:
    """Every tour by nation, each named by its post: :func:`gantt`."""
    return gantt(answer, "nation", width=width)


def gantt_posts(answer: Planned, *, width: int = WIDE) -> alt.LayerChart:
    """Every tour by post, each named by its nation: :func:`gantt`."""
    return gantt(answer, "post", width=width)


def gantt(answer: Planned, by: By, *, width: int = WIDE) -> alt.LayerChart:
    """A bar for each tour, in lanes by nation or by post.

    A lane is no unit: tours that do not meet in time share one, those to the same post where that is possible. Nations
    come with those first that have most persons away at once, posts by priority.
    """
    page, title = Page(width), finding(answer, by)
    subtitle = f"Tours by {by}, each with its {'post' if by == 'nation' else 'nation'}, {plans.scene_of(answer)}"
    if not answer.tours:
        return plain(page, title, subtitle, plans.nobody(answer), list(plans.notes_of(answer)))
    drawing = Drawing(page, answer, by)
    return sheet(
        page, drawing.depth, list(drawing.layers()),
        title=title, subtitle=subtitle, notes=[*drawing.notes(), *plans.notes_of(answer)],
        description=f"{'; '.join(f'{group.name}: {group.said}' for group in drawing.groups)}.",
    )  # fmt: skip


def finding(answer: Planned, by: By) -> str:
    """How many tours it takes and who carries most, or how many posts are served at all."""
    if not answer.tours:
        return f"No tour to a post of “{answer.coa_title}” can be planned"
    tours = f"{len(answer.tours):,} tours" if len(answer.tours) > 1 else "One tour"
    start = f"{tours} in {plans.months_said(answer.months)} for “{answer.coa_title}”"
    if by == "post":
        asking = [post for post in answer.posts if post.required]
        served = sum(post.covered > 0 for post in asking)
        return f"{start} serve{'' if len(answer.tours) > 1 else 's'} at {served} of {len(asking)} posts"
    weight = {nation: sum(map(_person_months, tours)) for nation, tours in _by_nation(answer).items()}
    if len(weight) == 1:
        return f"{start}, all by {plans.name_of(answer, next(iter(weight)))}"
    first = max(weight, key=lambda nation: (weight[nation], nation))
    return f"{start}: {plans.name_of(answer, first)} carries {plans.share(weight[first], sum(weight.values()))}"


def _person_months(tour: Served) -> int:
    return tour.strength * (tour.end - tour.start)


def _by_nation(answer: Planned) -> dict[str, list[Served]]:
    found: dict[str, list[Served]] = {}
    for tour in answer.tours:
        found.setdefault(tour.nation, []).append(tour)
    return found


def _by_post(answer: Planned) -> dict[str, list[Served]]:
    found: dict[str, list[Served]] = {post.post: [] for post in plans.in_order(answer)}
    for tour in answer.tours:
        found[tour.post].append(tour)
    return {post: tours for post, tours in found.items() if tours}


@dataclass(frozen=True)
class Group:
    """A nation or a post, with its tours in lanes."""

    key: str
    name: str
    said: str
    """What is told of it."""
    lanes: tuple[tuple[Served, ...], ...]


def lanes_of(tours: Iterable[Served], by: By) -> tuple[tuple[Served, ...], ...]:
    """Tours in lanes in which none meets another: each in the lane of its like that has waited least, else a new one.

    Alike are tours to the same post, or, where all are to one post, those of the same nation.
    """
    lanes: list[list[Served]] = []
    for tour in sorted(tours, key=lambda tour: (tour.start, _other(tour, by), -tour.strength, tour.unit)):
        free = [lane for lane in lanes if lane[-1].end <= tour.start]
        if free:
            alike = _other(tour, by)
            max(free, key=lambda lane: (_other(lane[-1], by) == alike, lane[-1].end)).append(tour)
        else:
            lanes.append([tour])
    return tuple(map(tuple, lanes))


def _other(tour: Served, by: By) -> str:
    """What a bar is named by."""
    return tour.post if by == "nation" else tour.nation


def peak_of(tours: Iterable[Served], months: int) -> int:
    """The most persons away at any one time."""
    away = [0] * (months + 1)
    for tour in tours:
        for month in range(tour.start, min(tour.end, months)):
            away[month] += tour.strength
    return max(away)


@dataclass(frozen=True)
class Drawing:
    """Groups of lanes, down the page."""

    page: Page
    answer: Planned
    by: By

    @cached_property
    def all(self) -> list[Group]:
        """Every group, in order."""
        if self.by == "post":
            lines = {post.post: post for post in self.answer.posts}
            return [
                Group(
                    post,
                    post,
                    f"priority {lines[post].priority}, "
                    f"{plans.share(lines[post].covered, lines[post].required)} covered",
                    lanes_of(tours, "post"),
                )
                for post, tours in _by_post(self.answer).items()
            ]
        peaks = {name: peak_of(tours, self.answer.months) for name, tours in _by_nation(self.answer).items()}
        order = sorted(_by_nation(self.answer).items(), key=lambda item: (-peaks[item[0]], item[0]))
        return [
            Group(
                name,
                plans.label_of(self.answer, name),
                f"{len(tours):,} tour{'s' * (len(tours) > 1)}, at most {words.number(peaks[name])} away",
                lanes_of(tours, "nation"),
            )
            for name, tours in order
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """Those drawn; where lanes are too many, each has as many as leave room for the others."""
        sizes = [len(group.lanes) for group in self.all]
        if sum(sizes) <= MOST:
            return self.all
        most = max((n for n in range(FEWEST, MOST) if sum(min(n, size) for size in sizes) <= MOST), default=FEWEST)
        found: list[Group] = []
        for group in self.all:
            if sum(len(one.lanes) for one in found) + min(most, len(group.lanes)) > MOST:
                break
            left = sum(map(len, group.lanes[most:]))
            said = f"{group.said}; {left:,} not drawn" if left else group.said
            found.append(Group(group.key, group.name, said, group.lanes[:most]))
        return found

    @cached_property
    def x(self) -> Scale:
        """Months."""
        return Scale(0, self.answer.months, 0, self.page.inner)

    @cached_property
    def shades(self) -> plans.Shades:
        """What the colours of the strips stand for."""
        return plans.shades_of(self.answer)

    @property
    def size(self) -> float:
        """The size of the letters on bars."""
        return self.page.note - 1

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """A number for each post where the names do not fit on the bars; else nothing."""
        tours = [tour for group in self.groups for lane in group.lanes for tour in lane]
        fitting = sum(measured(_other(tour, self.by), self.size) <= self._room(tour) for tour in tours)
        if self.by == "post" or fitting >= FITTING * len(tours):
            return {}
        names = dict.fromkeys(post for post in _by_post(self.answer) if any(tour.post == post for tour in tours))
        return {post: str(number) for number, post in enumerate(names, start=1)}

    def _room(self, tour: Served) -> float:
        return self.x(min(tour.end, self.answer.months)) - self.x(tour.start) - 8

    @cached_property
    def key(self) -> tuple[list[alt.Chart], float]:
        """The colours and their names."""
        notional = {tour.notional for group in self.groups for lane in group.lanes for tour in lane}
        entries = [(theme.UNIT, "unit of the case")] if False in notional else []
        entries += [(theme.NOTIONAL, "notional unit")] if True in notional else []
        if self.by == "post" and any(post.missed for post in self.answer.posts):
            (ink, least), *rest = self.shades.named
            entries += [(ink, f"{least} missed"), *rest]
        return plans.key(self.page, entries)

    @property
    def top(self) -> float:
        """Where the groups begin."""
        return self.key[1] + self.page.leading + 8

    @cached_property
    def tops(self) -> list[float]:
        """Where each group begins, and where the last ends."""
        found = [self.top]
        for group in self.groups:
            found.append(found[-1] + HEAD + LANE * len(group.lanes) + FOOT)
        return found

    @cached_property
    def posts(self) -> list[list[tuple[str, str]]]:
        """Numbers with what they stand for, in lines of columns."""
        if not self.numbers:
            return []
        wide = max(measured(f"{number} {post}", self.page.label) for post, number in self.numbers.items()) + 22
        columns = max(1, int(self.page.inner // wide))
        entries = [(number, post) for post, number in self.numbers.items()]
        down = -(-len(entries) // columns)
        return [entries[line::down] for line in range(down)]

    @property
    def depth(self) -> float:
        """How far down everything reaches."""
        return self.tops[-1] + self.page.leading + (len(self.posts) + 1) * self.page.leading * bool(self.posts)

    def layers(self) -> Iterator[alt.Chart]:
        """Everything, from the back to the front."""
        yield from self.key[0]
        yield from plans.calendar(self.page, self.x, self.top, self.tops[-1])
        yield from self._heads()
        yield from self._tours()
        yield from self._strips()
        yield from self._posts()

    def _heads(self) -> Iterator[alt.Chart]:
        page = self.page
        lines, names, said = [], [], []
        for group, top in zip(self.groups, self.tops, strict=False):
            y = top + HEAD - 8
            lines.append({"x": 0, "x2": page.inner, "y": top, "y2": top})
            room = page.inner - measured(group.said, page.label) - 14
            names.append({"x": 0, "y": y, "text": cut(group.name, room, page.label, bold=True)})
            said.append({"x": page.inner, "y": y, "text": group.said})
        yield from rules(lines, ink=theme.COAST)
        yield from letters(names, page.label, bold=True, halo=theme.PAPER)
        yield from letters(said, page.label, align="right", ink=theme.QUIET, halo=theme.PAPER)

    def _placed(self) -> Iterator[tuple[Served, float]]:
        """Every tour with the top of its lane."""
        for group, top in zip(self.groups, self.tops, strict=False):
            for number, lane in enumerate(group.lanes):
                for tour in lane:
                    yield tour, top + HEAD + number * LANE

    def _tours(self) -> Iterator[alt.Chart]:
        months = self.answer.months
        free: list[Row] = []
        locked: list[Row] = []
        texts: list[Row] = []
        for tour, y in self._placed():
            end = self.x(min(tour.end, months))
            bar = {
                "unit": tour.unit, "hint": _hint(tour), "ink": theme.NOTIONAL if tour.notional else theme.UNIT,
                "x": self.x(tour.start) + 0.8, "x2": end - 0.8, "y": y + 0.5, "y2": y + LANE - 1,
            }  # fmt: skip
            (locked if tour.locked else free).append(bar)
            text = self._on(tour)
            if text:
                texts.append({"x": (self.x(tour.start) + end) / 2, "y": y + LANE / 2, "text": text})
        yield from bars(free, radius=1.5)
        yield from bars(locked, radius=1.5, outline=theme.INK, weight=1.5)
        yield from letters(texts, self.size, align="center", baseline="middle")

    def _on(self, tour: Served) -> str:
        """What is written on a bar: as much as there is room for."""
        room = self._room(tour)
        if self.by == "post":
            ways = [f"{tour.nation} {words.number(tour.strength)}", tour.nation]
            return next((way for way in ways if measured(way, self.size) <= room), "")
        if self.numbers:
            number = self.numbers[tour.post]
            return number if measured(number, self.size) <= room + 4 else ""
        text = cut(tour.post, room, self.size)
        return text if len(text) > 3 else ""

    def _strips(self) -> Iterator[alt.Chart]:
        """Persons missed, month by month, below the tours to each post."""
        if self.by == "nation":
            return
        cells = plans.by_post(self.answer)
        rows: list[Row] = []
        for group, end in zip(self.groups, self.tops[1:], strict=True):
            short = [cell for cell in cells[group.key] if cell.covered < cell.required]
            for (ink, _), several in groupby(
                enumerate(short), key=lambda at: (self.shades(at[1].required - at[1].covered), at[1].month - at[0])
            ):
                run = [cell for _, cell in several]
                most = max(cell.required - cell.covered for cell in run)
                rows.append(
                    {
                        "hint": f"{group.name}, months {run[0].month} to {run[-1].month + 1}: "
                        f"at most {words.number(most)} missed",
                        "x": self.x(run[0].month), "x2": self.x(run[-1].month + 1), "ink": ink,
                        "y": end - FOOT + 1, "y2": end - FOOT + 1 + STRIP,
                    }
                )  # fmt: skip
        yield from bars(rows)

    def _posts(self) -> Iterator[alt.Chart]:
        """What the numbers stand for."""
        page, numbers, names = self.page, [], []
        wide = page.inner / max((len(line) for line in self.posts), default=1)
        for row, line in enumerate(self.posts):
            y = self.tops[-1] + (row + 2.4) * page.leading
            for column, (number, post) in enumerate(line):
                numbers.append({"x": column * wide + 16, "y": y, "text": number})
                names.append({"x": column * wide + 22, "y": y, "text": cut(post, wide - 26, page.label)})
        yield from letters(numbers, page.label, bold=True, align="right")
        yield from letters(names, page.label)

    def notes(self) -> Iterator[str]:
        """What is not drawn, and what the marks mean."""
        drawn = sum(1 for _ in self._placed())
        if drawn < len(self.answer.tours):
            names = [group.name for group in self.all[len(self.groups) :]]
            whose = f", among them all of {words.some(names, 8)}" if names else ""
            yield f"{len(self.answer.tours) - drawn:,} more tours are not drawn{whose}."
        if self.by == "post":
            served = _by_post(self.answer)
            empty = [post.post for post in plans.in_order(self.answer) if post.required and post.post not in served]
            if empty:
                yield f"No tour to: {words.some(empty, 12)}."
            codes = dict.fromkeys(tour.nation for tour, _ in self._placed())
            names = [f"{code} {label}" for code in codes if (label := plans.label_of(self.answer, code)) != code]
            if names:
                yield f"Nations: {words.some(sorted(names), 16)}."
        if any(tour.locked for tour in self.answer.tours):
            yield "An outline marks tours that were given and had to stay."


def _hint(tour: Served) -> str:
    how = ", notional" * tour.notional + ", locked" * tour.locked
    months = f"months {tour.start} to {tour.end}"
    which = f" ({tour.turn})" if tour.notional or tour.turn > 1 else ""
    return f"{tour.nation} at {tour.post}, {months}: {tour.unit}{which}, {words.number(tour.strength)}{how}"
