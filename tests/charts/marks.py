"""What a picture really looks like: the texts that Vega puts on the page, with the room each takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from willing.charts.lettering import width
from willing.charts.render import VERSION, spec

RISE, FALL = 0.72, 0.21
"""How far letters rise above their line, and hang below it, in their size."""


@dataclass(frozen=True)
class Lettered:
    """A text on the page, and its box in pixels from the page's corner."""

    text: str
    x1: float
    y1: float
    x2: float
    y2: float

    def covers(self, other: Lettered) -> bool:
        """Whether two texts overlap by more than a hair."""
        across = min(self.x2, other.x2) - max(self.x1, other.x1)
        down = min(self.y2, other.y2) - max(self.y1, other.y1)
        return across > 1 and down > 1.5


def page_of(chart: alt.LayerChart) -> tuple[float, float, list[Lettered]]:
    """Width and height of a picture, and its texts."""
    found: Any = vl_convert.vegalite_to_scenegraph(spec(chart), vl_version=VERSION)
    left, top = found["origin"]
    return found["width"], found["height"], list(_texts(found["scenegraph"], left, top))


def _texts(node: dict[str, Any], x: float, y: float) -> Iterator[Lettered]:
    for item in node.get("items", []):
        if node.get("marktype") == "text":
            if item.get("text") and not item.get("stroke"):  # a halo is the same text with a stroke
                yield from _boxes(item, x + item.get("x", 0), y + item.get("y", 0))
        elif "marktype" in item:
            yield from _texts(item, x, y)
        else:
            yield from _texts(item, x + item.get("x", 0), y + item.get("y", 0))


def _boxes(item: dict[str, Any], x: float, y: float) -> Iterator[Lettered]:
    size = item["fontSize"]
    lines = item["text"] if isinstance(item["text"], list) else [item["text"]]
    for i, line in enumerate(lines):
        wide = width(str(line), size, item.get("fontWeight") == "bold")
        left = {"left": 0.0, "center": -wide / 2, "right": -wide}[item.get("align", "left")] + item.get("dx", 0)
        shift = {"top": RISE, "middle": (RISE - FALL) / 2, "bottom": -FALL}.get(item.get("baseline", "alphabetic"), 0.0)
        line_y = shift * size + item.get("dy", 0) + i * item.get("lineHeight", size)
        box = (left, line_y - RISE * size, left + wide, line_y + FALL * size)
        if item.get("angle"):  # read upwards
            box = (box[1], -box[2], box[3], -box[0])
        yield Lettered(str(line), x + box[0], y + box[1], x + box[2], y + box[3])
