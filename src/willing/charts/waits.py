"""Who waits for whom: nations down the page, an arc from each to those it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import cos, pi, sin

import altair as alt

from willing.case.model import Case
from willing.charts import WIDE, theme, words
from willing.charts.lettering import cut
from willing.charts.lettering import width as measured
from willing.charts.page import Page, Row, across, bars, down, hinted, letters, plain, rules, sheet, signs
from willing.charts.strength import asked_about
from willing.charts.ties import NATIONS, Tie, Web, web
from willing.charts.waits_grid import KINDS, grid, kind_of
from willing.questions.assess import Assessment
from willing.standing.groups import Group

ROW = {False: 27, True: 25}
"""Height of a row on a wide and on a narrow page, in pixels."""
ARCS = 240
"""Pixels that the arcs may take on a wide page; what is asked is written beside them."""
BENDS = 32
"""Straight pieces an arc is drawn with."""
TOLD = 3
"""Groups beside the smallest that a note tells of; the rest are counted."""
MOST = 2.0
"""Ties to a node beyond which arcs are a tangle and a grid is drawn instead."""


HOW = "Who asks others to take part before it does, and whom."


def waits(answer: Assessment, case: Case, *, width: int = WIDE) -> alt.LayerChart:
    """The nations that wait for others, and what they wait for; the first group that could sign together is marked.

    Raises :class:`~willing.errors.AskError` if the answer is about another case.
    """
    asked_about(answer, case)
    page, found = Page(width), web(answer, case)
    title, subtitle = finding(answer, found), f"{HOW} {words.scene(answer)}"
    notes = tuple(_notes(answer, found))
    if not found.ties:
        return plain(page, title, words.scene(answer), _nothing(answer), notes)
    told = [f"{found.nodes[t.source].name}: {'; '.join(t.asks)}" for t in found.ties]
    if len(found.ties) > MOST * len(found.nodes):
        layers, floor = grid(page, found)
    else:
        arcs = Arcs(page, answer, found)
        layers, floor = list(arcs.layers()), arcs.floor
    return sheet(
        page, floor, layers, title=title, subtitle=subtitle, notes=notes, description=". ".join([*told, ""]).strip()
    )


def finding(answer: Assessment, found: Web) -> str:
    """Who must sign together, or who is waited for most, as a sentence."""
    if answer.groups:
        codes = _members(answer)
        called = words.some([_in_sentence(answer, found, code) for code in codes])
        joint = "wait for each other and could sign together" if len(codes) > 1 else "could sign by itself"
        return words.opened(f"{called} {joint}: {words.number(answer.groups[0].total)} would then stand firm")
    waiting = [tie for tie in found.ties if tie.sort == "waits" and not tie.fulfilled]
    asked = Counter(tie.target for tie in waiting)
    if not asked:
        return "Nobody waits for anybody any more" if found.ties else "Nobody waits for anybody"
    most, count = min(asked.items(), key=lambda item: (-item[1], item[0]))
    said = f"{count} nations wait" if count > 1 else "One nation waits"
    further = [_in_sentence(answer, found, tie.target) for tie in waiting if tie.source == most]
    itself = f", which itself waits for {words.some(further)}" if further else ""
    return f"{said} for {_in_sentence(answer, found, most)}{itself}"


def _in_sentence(answer: Assessment, found: Web, key: str) -> str:
    node = found.nodes.get(key)
    if node is not None and not node.nation:
        if key == NATIONS:
            return "enough nations to take part"
        return f"enough {node.name[:1].lower()}{node.name[1:]}" if key in found.counted else "a large enough force"
    return next((row.name for row in answer.nations if row.nation == key), node.name if node else key)


def _members(answer: Assessment) -> tuple[str, ...]:
    """The nations of the smallest group."""
    return _nations_of(answer, answer.groups[0]) if answer.groups else ()


def _nations_of(answer: Assessment, group: Group) -> tuple[str, ...]:
    return tuple(dict.fromkeys(verdict.nation for verdict in answer.pledges if verdict.id in group.pledges))


def _nothing(answer: Assessment) -> str:
    if not answer.pledges:
        return "No pledge takes part."
    return "No pledge that counts asks anything of another nation or of the size of the force."


def _notes(answer: Assessment, found: Web) -> Iterator[str]:
    others = answer.groups[1:]
    if others:
        told = [
            f"{' + '.join(_nations_of(answer, group))} (adds {words.number(group.adds)})" for group in others[:TOLD]
        ]
        more = f"; and {len(others) - TOLD} more" if len(others) > TOLD else ""
        unfinished = "" if answer.groups_complete else ", and perhaps others"
        yield f"The smallest group is marked. Others that could sign: {'; '.join(told)}{more}{unfinished}."
    for key, nations in found.counted.items():
        if key in found.nodes:
            yield f"In \u201c{found.nodes[key].name}\u201d count: {', '.join(nations) or 'nobody'}."
    if found.alone:
        yield f"Wait for nobody, and nobody for them: {', '.join(found.alone)}."
    yield f"{answer.title}. Conditions on anything but other nations and the force, such as a ceasefire, are not drawn."


def ordered(answer: Assessment, found: Web) -> list[str]:
    """Nodes down the page: sums, then the group that could sign, then who is waited for most, then who only waits."""
    asked = Counter(tie.target for tie in found.ties)
    members = _members(answer)
    hub = {tie.source: asked[tie.target] for tie in found.ties}

    def place(key: str) -> tuple[int, int, int, int, str]:
        node = found.nodes[key]
        kind = 0 if not node.nation else 1 if key in members else 2 if asked[key] else 3
        return kind, -asked[key], -hub.get(key, 0), -node.persons, node.name

    return sorted(found.nodes, key=place)


@dataclass(frozen=True)
class Arcs:
    """The drawing with arcs."""

    page: Page
    answer: Assessment
    found: Web

    @cached_property
    def rows(self) -> Mapping[str, float]:
        """Where each node is, down the page."""
        top = (3 if self.page.narrow and len(_members(self.answer)) > 1 else 2) * self.page.leading + 4
        order = ordered(self.answer, self.found)
        return {key: top + ROW[self.page.narrow] * (i + 0.5) for i, key in enumerate(order)}

    @cached_property
    def floor(self) -> float:
        """Where the drawing ends, down the page."""
        return max(self.rows.values()) + ROW[self.page.narrow] / 2

    @cached_property
    def start(self) -> float:
        """Where arcs begin, across the page: right of the longest name."""
        longest = max(measured(self.called(key), self.page.label, bold=True) for key in self.rows)
        return min(longest, self.page.inner * 0.6) + 34

    @cached_property
    def room(self) -> float:
        """How far an arc may reach."""
        return self.page.inner - self.start - 8 if self.page.narrow else ARCS

    def called(self, key: str) -> str:
        """A node with its persons."""
        node = self.found.nodes[key]
        return f"{node.name} {words.number(node.persons)}" if node.persons else node.name

    def layers(self) -> Iterator[alt.Chart]:
        """Everything, from the back to the front."""
        yield from self._group()
        yield from self._arcs()
        yield from self._nodes()
        if not self.page.narrow:
            yield from self._asks()
        yield from self._key()

    def _group(self) -> Iterator[alt.Chart]:
        """A tinted band behind those that could sign together, with what that adds."""
        inside = [self.rows[code] for code in _members(self.answer) if code in self.rows]
        if len(inside) < 2:
            return
        half = ROW[self.page.narrow] / 2
        band = {"x": 0, "x2": self.page.inner, "y": min(inside) - half, "y2": max(inside) + half}
        yield from bars([band], fill=theme.TINT)
        yield from bars([{**band, "x2": 4, "verdict": "together"}])

    def _arcs(self) -> Iterator[alt.Chart]:
        longest = max(abs(self.rows[tie.source] - self.rows[tie.target]) for tie in self.found.ties)
        for kind, (ink, dash) in LOOKS.items():
            points: list[Row] = []
            heads = []
            for tie in self.found.ties:
                if kind_of(tie) == kind:
                    a, b = self.rows[tie.source], self.rows[tie.target]
                    points += self._arc(tie, a, b, max(16.0, (self.room - 16) * abs(b - a) / longest))
                    heads.append({"x": self.start + 6, "y": b})
            if points:
                lines = alt.Chart(alt.InlineData(values=[dict(point) for point in points]))
                yield lines.mark_line(strokeWidth=1.6, color=ink, strokeDash=list(dash)).encode(
                    x=across(), y=down(), detail="tie:N", order="step:Q", **hinted()
                )
            yield from signs(heads, shape="triangle-left", size=46, ink=ink, outline=ink)

    def _arc(self, tie: Tie, a: float, b: float, wide: float) -> Iterator[Row]:
        """Half an ellipse from one row to another."""
        hint = f"{self.found.nodes[tie.source].name}: {'; '.join(tie.asks)}"
        for step in range(BENDS + 1):
            angle = pi * step / BENDS
            x, y = self.start + wide * sin(angle), (a + b) / 2 + (a - b) / 2 * cos(angle)
            place = {"x": round(x, 1), "y": round(y, 1)}
            yield {"tie": f"{tie.source} > {tie.target} {tie.sort}", "step": step, **place, "hint": hint}

    def _nodes(self) -> Iterator[alt.Chart]:
        """Each name, right beside its arcs, with the sign of its verdict."""
        edge = self.start - 10
        verdicts, others, names = [], [], []
        for key, y in self.rows.items():
            node = self.found.nodes[key]
            text = cut(self.called(key), edge - 12, self.page.label, bold=True)
            names.append({"x": edge - 12, "y": y, "text": text, "ink": theme.INK if node.nation else theme.QUIET})
            if node.status:
                verdicts.append({"x": edge, "y": y, "verdict": node.status})
            else:
                others.append({"x": edge, "y": y})
        yield from letters(names, self.page.label, bold=True, align="right", baseline="middle")
        yield from signs(verdicts, size=90)
        yield from signs(others, size=60, shape="circle", ink=theme.LINE, hollow=True, weight=1.6)

    def _asks(self) -> Iterator[alt.Chart]:
        """What each waits for, in words, once for neighbours that ask the same."""
        left = self.start + self.room + 14
        texts, spans = [], []
        for said, run in groupby(self.rows.items(), key=lambda row: self._said(row[0])):
            heights = [y for _, y in run]
            if said:
                middle = (heights[0] + heights[-1]) / 2
                texts.append(
                    {"x": left + 8, "y": middle, "text": cut(said, self.page.inner - left - 8, self.page.label)}
                )
                spans.append({"x": left, "x2": left, "y": heights[0] - 8, "y2": heights[-1] + 8})
        yield from rules(spans, ink=theme.LINE)
        yield from letters(texts, self.page.label, ink=theme.QUIET, baseline="middle")

    def _said(self, key: str) -> str:
        asks = [ask for tie in self.found.ties if tie.source == key for ask in tie.asks]
        return "; ".join(dict.fromkeys(asks))

    def _key(self) -> Iterator[alt.Chart]:
        """The verdicts and the kinds of arcs that are there."""
        at, y = 0.0, self.page.label - 1.0
        for status in (s for s in theme.SIGNS if any(node.status == s for node in self.found.nodes.values())):
            yield from signs([{"x": at + 5, "y": y - 4, "verdict": status}], size=70)
            named = [{"x": at + 14, "y": y, "text": status}]
            yield from letters(named, self.page.label, ink=theme.TEXTS[status], bold=True)
            at += 14 + measured(status, self.page.label, bold=True) + 14
        for kind, (ink, dash) in LOOKS.items():
            if any(kind_of(tie) == kind for tie in self.found.ties):
                yield from rules([{"x": at, "x2": at + 20, "y": y - 4, "y2": y - 4}], ink=ink, weight=1.6, dash=dash)
                yield from letters([{"x": at + 25, "y": y, "text": KINDS[kind][1]}], self.page.label)
                at += 25 + measured(KINDS[kind][1], self.page.label) + 12
        if len(_members(self.answer)) > 1:
            text = f"could sign together: adds {words.number(self.answer.groups[0].adds)}"
            if at + 25 + measured(text, self.page.label) > self.page.inner:
                at, y = 0.0, y + self.page.leading + 2
            yield from bars([{"x": at, "x2": at + 20, "y": y - 10, "y2": y + 2}], fill=theme.TINT)
            yield from bars([{"x": at, "x2": at + 4, "y": y - 10, "y2": y + 2, "verdict": "together"}])
            yield from letters([{"x": at + 25, "y": y, "text": text}], self.page.label)


LOOKS: Mapping[str, tuple[str, Sequence[float]]] = {
    "fulfilled": (theme.COAST, (1, 0)),
    "without": (theme.INK, (5, 3)),
    "waits": (theme.INK, (1, 0)),
}
"""The kinds of ties, with the ink and dash of their arcs, from the back to the front."""
