"""Who waits for whom as a grid, for cases in which arcs would be a tangle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from willing.charts import theme, words
from willing.charts.lettering import cut
from willing.charts.lettering import width as measured
from willing.charts.page import Page, across, down, letters, rules, signs
from willing.charts.ties import Node, Tie, Web

ROW = 19
"""Height of a row, in pixels."""
LEAST = 13
"""Pixels that a column needs at least."""
HEAD = 120
"""Pixels above the grid that the names of its columns may take."""


def grid(page: Page, found: Web) -> tuple[list[alt.Chart], float]:
    """A row for each that waits, a column for each waited for, most waited for first; and how far down it reaches.

    Where there is no room for every column, the least waited for are left out and counted.
    """
    asked = Counter(tie.target for tie in found.ties)
    waiting = Counter(tie.source for tie in found.ties)
    sources = sorted(waiting, key=lambda key: (-waiting[key], found.nodes[key].name))
    targets = sorted(asked, key=lambda key: (-asked[key], found.nodes[key].name))
    left = max(measured(_called(found.nodes[key]), page.label) for key in sources) + 26
    left = min(left, page.inner * 0.4)
    shown = targets[: int((page.inner - left) // LEAST)]
    step = min(26.0, (page.inner - left) / len(shown))
    x = {key: left + step * (i + 0.5) for i, key in enumerate(shown)}
    head = min(HEAD, max(measured(found.nodes[key].name, page.label) for key in shown)) + 6
    y = {key: head + 14 + ROW * (i + 0.5) for i, key in enumerate(sources)}
    floor = head + 14 + ROW * len(sources)
    layers = [
        *rules([{"x": left, "x2": left + step * len(shown), "y": at, "y2": at} for at in y.values()]),
        *rules([{"x": at, "x2": at, "y": head + 14, "y2": floor} for at in x.values()]),
        *_heads(page, [(found.nodes[key], at) for key, at in x.items()], head),
        *_names(page, [(found.nodes[key], at) for key, at in y.items()], left),
    ]
    for kind, (look, _) in KINDS.items():
        cells = [
            {"x": x[tie.target], "y": y[tie.source], "hint": f"{found.nodes[tie.source].name}: {'; '.join(tie.asks)}"}
            for tie in found.ties
            if tie.target in x and kind_of(tie) == kind
        ]
        layers += signs(cells, **look)
    return [*layers, *_key(page, found, floor + 22, len(targets) - len(shown))], floor + 26


KINDS: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "waits": ({"shape": "circle", "size": 70, "ink": theme.INK}, "waits for"),
    "without": (
        {"shape": "M-1,-1L1,1M-1,1L1,-1", "size": 40, "ink": theme.INK, "outline": theme.INK, "weight": 1.6},
        "only without",
    ),
    "fulfilled": ({"shape": "circle", "size": 70, "ink": theme.LINE, "hollow": True, "weight": 1.6}, "fulfilled"),
}
"""The kinds of ties, with the look of their signs and what the key calls them."""


def kind_of(tie: Tie) -> str:
    """Which kind a tie is drawn as."""
    return "fulfilled" if tie.fulfilled else tie.sort


def _key(page: Page, found: Web, y: float, left_out: int) -> list[alt.Chart]:
    layers: list[alt.Chart] = []
    at = 0.0
    for kind, (look, text) in KINDS.items():
        if any(kind_of(tie) == kind for tie in found.ties):
            layers += signs([{"x": at + 6, "y": y - 4}], **look)
            layers += letters([{"x": at + 16, "y": y, "text": text}], page.label)
            at += 16 + measured(text, page.label) + 18
    if left_out:
        text = f"{left_out} more are waited for"
        layers += letters([{"x": at, "y": y, "text": text}], page.label, ink=theme.QUIET)
    return layers


def _called(node: Node) -> str:
    return f"{node.name} {words.number(node.persons)}" if node.persons else node.name


def _names(page: Page, rows: Sequence[tuple[Node, float]], left: float) -> list[alt.Chart]:
    texts = [{"x": left - 20, "y": y, "text": cut(_called(node), left - 24, page.label)} for node, y in rows]
    verdicts = [{"x": left - 10, "y": y, "verdict": node.status} for node, y in rows if node.status]
    return [*letters(texts, page.label, align="right", baseline="middle"), *signs(verdicts, size=70)]


def _heads(page: Page, columns: Sequence[tuple[Node, float]], head: float) -> list[alt.Chart]:
    """The names of the columns, read upwards."""
    rows = [{"x": x, "y": head, "text": cut(node.name, head, page.label)} for node, x in columns]
    turned = alt.Chart(alt.InlineData(values=rows)).mark_text(
        angle=270, align="left", baseline="middle", fontSize=page.label, color=theme.INK, aria=False
    )
    verdicts = [{"x": x, "y": head + 7, "verdict": node.status} for node, x in columns if node.status]
    return [turned.encode(x=across(), y=down(), text="text:N"), *signs(verdicts, size=50)]
