"""What every picture is drawn on: its size, its scales, its marks, and the frame of title, subtitle and notes.

All places are worked out here in pixels, so that labels can be kept apart; data keep their own units, and go through
a :class:`Scale`. Rows are plain mappings, and become the data of the specification as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Literal

import altair as alt

from willing.charts import theme
from willing.charts.lettering import width, wrapped

Row = Mapping[str, Any]
Align = Literal["left", "center", "right"]
Baseline = Literal["top", "middle", "bottom", "alphabetic"]


@dataclass(frozen=True)
class Page:
    """The room there is, in pixels, and the sizes of type that go with it."""

    width: int

    @property
    def inner(self) -> int:
        """The width between the margins."""
        return self.width - 2 * theme.MARGIN

    @property
    def narrow(self) -> bool:
        """Whether labels go above rather than beside."""
        return self.width < theme.TURN

    @property
    def label(self) -> int:
        """The size of labels."""
        return theme.LABEL - (theme.NARROWER if self.narrow else 0)

    @property
    def note(self) -> int:
        """The size of notes."""
        return theme.NOTE - (theme.NARROWER if self.narrow else 0)

    @property
    def leading(self) -> float:
        """The height of a line of labels."""
        return self.label * theme.LEADING


@dataclass(frozen=True)
class Scale:
    """From values to pixels, in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def _scale(self) -> alt.Scale:
        return alt.Scale(domain=[self.low, self.high], range=[self.start, self.end], nice=False, zero=False)

    def x(self, field: str) -> alt.X:
        """A field across the page."""
        return alt.X(f"{field}:Q", scale=self._scale, axis=None)

    def y(self, field: str) -> alt.Y:
        """A field down the page."""
        return alt.Y(f"{field}:Q", scale=self._scale, axis=None)

    def ticks(self, least: float = 70) -> list[float]:
        """Round values at least so many pixels apart, from the lowest to the highest that fits."""
        step = _round_up((self.high - self.low) * least / abs(self.end - self.start))
        return [i * step for i in range(round(self.low // step), floor(self.high / step + 1e-9) + 1)]


def _round_up(value: float) -> float:
    """The next of 1, 2, 2.5 and 5 times a power of ten."""
    power = 10.0 ** floor(log10(value)) if value > 0 else 1.0
    return next((step * power for step in (1, 2, 2.5, 5) if step * power >= value * 0.999), 10 * power)


def across(field: str = "x", scale: Scale | None = None) -> alt.X:
    """A field across the page, in pixels where no scale is given."""
    return scale.x(field) if scale else alt.X(f"{field}:Q", scale=None, axis=None)


def down(field: str = "y", scale: Scale | None = None) -> alt.Y:
    """A field down the page, in pixels where no scale is given."""
    return scale.y(field) if scale else alt.Y(f"{field}:Q", scale=None, axis=None)


def _chart(rows: Iterable[Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def hinted() -> dict[str, Any]:
    """Encodings by which a mark says the sentence of its row: to the pointer, and to who cannot see it."""
    return {"tooltip": alt.Tooltip("hint:N"), "description": alt.Description("hint:N")}


def _hinted(rows: Sequence[Row]) -> dict[str, Any]:
    return hinted() if rows and "hint" in rows[0] else {}


def letters(
    rows: Sequence[Row],
    size: float,
    *,
    ink: str = theme.INK,
    bold: bool = False,
    align: Align = "left",
    baseline: Baseline = "alphabetic",
    x: Scale | None = None,
    y: Scale | None = None,
    dx: float = 0,
    dy: float = 0,
    halo: str | None = None,
) -> list[alt.Chart]:
    """Texts at ``x`` and ``y``, each in its own ``ink`` if the first row has one.

    A ``halo`` in the colour of the ground keeps them off what lies below.
    """
    if not rows:
        return []
    own = {"color": alt.Color("ink:N", scale=None, legend=None)} if "ink" in rows[0] else {}
    place = {"x": across(scale=x), "y": down(scale=y), "text": alt.Text("text:N")}
    style: dict[str, Any] = {
        "align": align,
        "baseline": baseline,
        "fontSize": size,
        "fontWeight": "bold" if bold else "normal",
        "dx": dx,
        "dy": dy,
        "aria": False,
    }
    found = []
    if halo is not None:
        around = {**style, "stroke": halo, "strokeWidth": 3, "strokeJoin": "round", "color": halo}
        found.append(_chart(rows).mark_text(**around).encode(**place))
    return [*found, _chart(rows).mark_text(color=ink, **style).encode(**place, **own)]


def rules(
    rows: Sequence[Row],
    *,
    ink: str = theme.GRID,
    weight: float = 1,
    dash: Sequence[float] = (),
    x: Scale | None = None,
    y: Scale | None = None,
) -> list[alt.Chart]:
    """Straight lines from ``x``, ``y`` to ``x2``, ``y2``."""
    if not rows:
        return []
    style: dict[str, Any] = {"strokeWidth": weight, "aria": "hint" in rows[0]}
    if dash:
        style["strokeDash"] = list(dash)
    own = {"color": alt.Color("ink:N", scale=None, legend=None)} if "ink" in rows[0] else {}
    place = {"x": across(scale=x), "x2": alt.X2("x2:Q"), "y": down(scale=y), "y2": alt.Y2("y2:Q")}
    return [_chart(rows).mark_rule(color=ink, **style).encode(**place, **own, **_hinted(rows))]


def bars(
    rows: Sequence[Row],
    *,
    fill: str | None = None,
    outline: str | None = None,
    weight: float = 1,
    dash: Sequence[float] = (),
    radius: float = 0,
    x: Scale | None = None,
    y: Scale | None = None,
) -> list[alt.Chart]:
    """Rectangles from ``x``, ``y`` to ``x2``, ``y2``, filled as asked, else by each row's ``verdict`` or ``ink``."""
    if not rows:
        return []
    style: dict[str, Any] = {"cornerRadius": radius, "aria": "hint" in rows[0]}
    if outline is not None:
        style |= {"stroke": outline, "strokeWidth": weight}
    if dash:
        style["strokeDash"] = list(dash)
    if fill is not None:
        style["color"] = fill
    place: dict[str, Any] = {"x": across(scale=x), "x2": alt.X2("x2:Q"), "y": down(scale=y), "y2": alt.Y2("y2:Q")}
    if fill is None:
        place["color"] = by_verdict() if "verdict" in rows[0] else alt.Color("ink:N", scale=None, legend=None)
    return [_chart(rows).mark_rect(**style).encode(**place, **_hinted(rows))]


def signs(
    rows: Sequence[Row],
    *,
    size: float = 60,
    ink: str | None = None,
    shape: str | None = None,
    outline: str = theme.PAPER,
    weight: float = 1,
    hollow: bool = False,
    x: Scale | None = None,
    y: Scale | None = None,
) -> list[alt.Chart]:
    """Signs at ``x`` and ``y``: each row's ``verdict`` gives shape and colour, unless ``shape`` and ``ink`` do."""
    if not rows:
        return []
    style: dict[str, Any] = {"size": size, "opacity": 1, "aria": "hint" in rows[0], "strokeWidth": weight}
    style |= {"filled": True, "stroke": ink if hollow else outline}
    place: dict[str, Any] = {"x": across(scale=x), "y": down(scale=y)}
    if hollow:
        style["fill"] = theme.PAPER
    elif ink is not None:
        style["fill"] = ink
    else:
        place["fill"] = by_verdict(alt.Fill)
    if shape is not None:
        style["shape"] = shape
    else:
        names, shapes = list(theme.SIGNS), list(theme.SIGNS.values())
        place["shape"] = alt.Shape("verdict:N", scale=alt.Scale(domain=names, range=shapes), legend=None)
    return [_chart(rows).mark_point(**style).encode(**place, **_hinted(rows))]


def by_verdict(channel: Any = alt.Color) -> Any:
    """The one colour of each verdict."""
    scale = alt.Scale(domain=list(theme.VERDICTS), range=list(theme.VERDICTS.values()))
    return channel("verdict:N", scale=scale, legend=None)


def axis(page: Page, scale: Scale, called: Callable[[float], str], top: float, floor: float) -> list[alt.Chart]:
    """Lines down the page at round values, and below them what the values are called; no name leaves the page."""
    values = scale.ticks(90 if not page.narrow else 72)
    found = rules([{"x": value, "x2": value, "y": top, "y2": floor} for value in values], x=scale)
    rows: dict[Align, list[Row]] = {"left": [], "center": [], "right": []}
    for value in values:
        text, at = called(value), scale(value)
        half = width(text, page.label) / 2
        align: Align = "left" if value == scale.low else "right" if at + half > page.inner else "center"
        rows[align].append({"x": min(at, page.inner), "y": floor + page.leading + 2, "text": text})
    for align, names in rows.items():
        found += letters(names, page.label, ink=theme.QUIET, align=align)
    return found


def sheet(
    page: Page,
    height: float,
    layers: Sequence[alt.Chart],
    *,
    title: str,
    subtitle: str,
    notes: Sequence[str] = (),
    description: str = "",
    datasets: Mapping[str, Sequence[Row]] | None = None,
) -> alt.LayerChart:
    """A picture: its layers between what it finds and shows above and the notes below.

    ``description`` is what a reader who cannot see it is told beyond title and subtitle; ``datasets`` are large data
    that layers refer to by name.
    """
    size = theme.TITLE - (3 if page.narrow else 0)
    small = page.label + 1
    lines = [line for note in notes for line in wrapped(note, page.inner, page.note)]
    leading = page.note * theme.LEADING
    top = height + (page.note + 14 if lines else 0)
    below = letters(
        [{"x": 0, "y": top + i * leading, "text": line} for i, line in enumerate(lines)], page.note, ink=theme.QUIET
    )
    whole = alt.LayerChart(layer=[*layers, *below])
    if datasets:
        whole.datasets = {name: list(rows) for name, rows in datasets.items()}
    framed: alt.LayerChart = (
        whole.resolve_scale(shape="independent", color="independent", fill="independent")
        .properties(
            width=page.inner,
            height=round(top + max(0, len(lines) - 1) * leading + (4 if lines else 0)),
            title=alt.TitleParams(
                text=wrapped(title, page.inner - 4, size, bold=True),
                subtitle=wrapped(subtitle, page.inner - 4, small) if subtitle else [],
                fontSize=size,
                lineHeight=round(size * 1.2),
                subtitleFontSize=small,
                subtitleLineHeight=round(small * 1.35),
            ),
            padding=theme.MARGIN,
            background=theme.PAPER,
            description=" ".join(part for part in (title, subtitle, description) if part),
        )
        .configure(**_CONFIG)
    )
    return framed


_CONFIG: dict[str, Any] = {
    "font": theme.FONT,
    "view": {"stroke": None, "cursor": "default"},
    "title": {
        "anchor": "start",
        "frame": "group",
        "color": theme.INK,
        "fontWeight": "bold",
        "subtitleColor": theme.QUIET,
        "subtitlePadding": 8,
        "offset": 18,
    },
}


def plain(page: Page, title: str, subtitle: str, said: str, notes: Sequence[str] = ()) -> alt.LayerChart:
    """What is shown where there is nothing to draw: a statement instead of an empty frame."""
    lines = wrapped(said, page.inner - 24, page.label + 1)
    leading = (page.label + 1) * theme.LEADING
    room = len(lines) * leading + 20
    layers = [
        *bars([{"x": 0, "x2": page.inner, "y": 0, "y2": room}], fill=theme.LAND),
        *letters(
            [{"x": 12, "y": 10 + leading * (i + 0.75), "text": line} for i, line in enumerate(lines)], page.label + 1
        ),
    ]
    return sheet(page, room, layers, title=title, subtitle=subtitle, notes=notes, description=said)
