"""Colours, type and measures of every picture.

Verdicts have one colour each, from Okabe and Ito's palette, which readers with any colour vision tell apart; the
colours also fall in lightness from ``out`` to ``firm``, so that they survive a grey print. No picture rests on colour
alone: verdicts also stand in a fixed order, have a sign of their own and are named.

Pictures are drawn in the light scheme; :func:`recoloured` turns one into the dark scheme, colour by colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from willing.charts import Scheme
from willing.standing.verdict import STATUSES

PAPER = "#ffffff"
"""The background."""
INK = "#1b1b1b"
"""Text and axes."""
QUIET = "#5a5a5a"
"""Text of less weight."""
LINE = "#8c8c8c"
"""Outlines, leaders and brackets."""
GRID = "#e1e1e1"
"""Lines that help the eye."""
LAND, SEA, COAST = "#efeeea", "#f6f9fb", "#c6c5c0"
"""What is no nation of the case."""
WANTED = "#c8500a"
"""The target: a vermilion used for nothing else."""
REFUSED, HINTED = "#bdbdbb", "#dcdbd6"
"""Nations without a pledge that takes part: those that said no, and those that only hinted."""
REVERSED, PRINTED = "#fefefe", "#161616"
"""Text on a dark fill, and on a light one."""
TINT = "#f3f1fa"
"""Behind what belongs together."""

UNIT, NOTIONAL = "#9db0bd", "#d8e0e5"
"""Tours of units that the case names, and of units made up of a pledge's strength."""
FEWEST, FEW, MANY, MOST = "#f3ddd6", "#dba899", "#b86a5e", "#742b33"
"""Persons missed, by how many."""
MISSED = (FEWEST, FEW, MANY, MOST)

VERDICTS: Mapping[str, str] = dict(zip(STATUSES, ("#0072b2", "#56b4e9", "#cc79a7", "#e6c36a"), strict=True))
"""The fill of each verdict: blue, sky blue, reddish purple, and yellow dulled to sand."""
TEXTS: Mapping[str, str] = dict(zip(STATUSES, ("#00639c", "#1272ab", "#a3447a", "#7a5b00"), strict=True))
"""Each verdict's colour, dark enough to be read as text on paper."""
ON: Mapping[str, str] = dict(zip(STATUSES, (REVERSED, PRINTED, PRINTED, PRINTED), strict=True))
"""Text on the fill of each verdict."""
SIGNS: Mapping[str, str] = dict(zip(STATUSES, ("circle", "diamond", "triangle-up", "square"), strict=True))
"""The sign of each verdict, beside its colour."""

_DARK: Mapping[str, str] = {
    PAPER: "#14171a",
    INK: "#f2f2f0",
    QUIET: "#b4b4b2",
    LINE: "#7f8386",
    GRID: "#33383c",
    LAND: "#262b2f",
    SEA: "#191d21",
    COAST: "#454b50",
    WANTED: "#ff8a4c",
    REFUSED: "#5d6164",
    HINTED: "#3b4044",
    REVERSED: "#0c0e10",
    PRINTED: "#0d0f11",
    TINT: "#211f2d",
    UNIT: "#566b7a",
    NOTIONAL: "#303d47",
    FEWEST: "#3d2b2c",
    FEW: "#7a4846",
    MANY: "#c07a6e",
    MOST: "#f6cdbf",
    VERDICTS["firm"]: "#3399dd",
    VERDICTS["together"]: "#8fcdf2",
    VERDICTS["contested"]: "#e39ac2",
    VERDICTS["out"]: "#a98b3c",
    TEXTS["firm"]: "#58b4ee",
    TEXTS["together"]: "#9bd3f5",
    TEXTS["contested"]: "#e8a4c9",
    TEXTS["out"]: "#dcbb5e",
}

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
"""Fonts with the same widths, one of which every machine has; none is fetched."""
TITLE, SUBTITLE, LABEL, NOTE = 20, 13, 12, 11
"""Sizes of type in pixels; narrow pictures use :data:`NARROWER` less."""
NARROWER = 1
LEADING = 1.28
"""Height of a line of text in its size."""
TURN = 640
"""Width in pixels below which pictures are laid out for a narrow page."""
MARGIN = 20
"""Pixels around a picture."""


def recoloured(spec: Any, scheme: Scheme) -> Any:
    """A specification in another scheme: every colour of the light one replaced by its partner."""
    if scheme == "light":
        return spec
    if isinstance(spec, Mapping):
        return {key: recoloured(value, scheme) for key, value in spec.items()}
    if isinstance(spec, list | tuple):
        return [recoloured(value, scheme) for value in spec]
    return _DARK.get(spec, spec) if isinstance(spec, str) else spec


def partners() -> Mapping[str, str]:
    """Each colour of the light scheme with its partner in the dark one."""
    return dict(_DARK)
