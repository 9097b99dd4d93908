"""Places for labels that neither cover each other nor leave the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in pixels."""

    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles overlap."""
        return (
            self.x < other.x + other.wide
            and other.x < self.x + self.wide
            and self.y < other.y + other.high
            and other.y < self.y + self.high
        )

    def within(self, other: Box) -> bool:
        """Whether it lies inside another."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.wide <= other.x + other.wide
            and self.y + self.high <= other.y + other.high
        )


@dataclass(frozen=True)
class Wanted:
    """A label of a size that wants to be centred on a point."""

    x: float
    y: float
    wide: float
    high: float
    lead: float = 0
    """Where not 0, so many pixels from its left end, rather than its middle, want to be on the point."""


def placed(wanted: Sequence[Wanted], page: Box, taken: Sequence[Box] = ()) -> list[Box | None]:
    """A rectangle for each label, the first ones first: on its point, else as near to it as there is room.

    ``None`` where there is no room within :data:`FARTHEST` pixels.
    """
    found: list[Box | None] = []
    full = list(taken)
    for label in wanted:
        box = next((b for b in _around(label) if b.within(page) and not any(b.meets(other) for other in full)), None)
        found.append(box)
        if box is not None:
            full.append(box)
    return found


FARTHEST, STEP, DIRECTIONS = 120, 6, 16
"""How far a label may move, and in which steps it is tried, in pixels; and in how many directions."""


def _around(label: Wanted) -> list[Box]:
    left, top = label.x - label.wide / 2, label.y - label.high / 2
    boxes = [Box(label.x - label.lead if label.lead else left, top, label.wide, label.high)]
    for far in range(STEP, FARTHEST + 1, STEP):
        for turn in range(DIRECTIONS):
            angle = 2 * pi * turn / DIRECTIONS
            across, down = (far + label.wide / 2 * (far > STEP)) * cos(angle), far * sin(angle)
            boxes.append(Box(left + across, top + down, label.wide, label.high))
    return boxes


def spaced(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions along a line, in the given order and ``gap`` apart, each as near to the wanted one as that allows.

    ``wanted`` ascends. What does not fit between ``low`` and ``high`` goes on beyond ``high``.
    """
    found: list[float] = []
    for want in wanted:
        found.append(max(want, found[-1] + gap if found else low))
    limit = high
    for i in reversed(range(len(found))):
        found[i] = min(found[i], max(limit, low + gap * i))
        limit = found[i] - gap
    return found
