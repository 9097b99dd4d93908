"""How wide a text will be, and how it breaks into lines, without a browser to ask."""

from __future__ import annotations

from collections.abc import Sequence

_NARROW = dict.fromkeys("ijl'", 222) | dict.fromkeys("|", 260) | dict.fromkeys(" \u00a0!,./:;[]\\ftI", 278)
_MIDDLE = dict.fromkeys("()-`r{}", 333) | {'"': 355, "*": 389} | dict.fromkeys("Jckvsxyz", 500)
_BROAD = dict.fromkeys("+<=>~", 584) | dict.fromkeys("FTZ", 611) | dict.fromkeys("&ABEKPSVXY", 667)
_BROADEST = (
    dict.fromkeys("CDHNRUw", 722) | dict.fromkeys("GOQ", 778) | dict.fromkeys("mM", 833) | dict.fromkeys("%", 889)
)
WIDTHS = _NARROW | _MIDDLE | _BROAD | _BROADEST | {"W": 944, "@": 1015, "—": 1000, "…": 1000, "→": 1000}
"""Thousandths of the size, in Helvetica and the fonts cut to its measure; any other sign is taken as a figure's 556."""
BOLD = 1.07
"""How much wider bold is."""


def width(text: str, size: float, bold: bool = False) -> float:
    """Pixels that a line of text takes."""
    return sum(WIDTHS.get(sign, 556) for sign in text) * size / 1000 * (BOLD if bold else 1)


def wrapped(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """A text broken between words into lines of at most ``room`` pixels; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def cut(text: str, room: float, size: float, bold: bool = False) -> str:
    """A text shortened to ``room`` pixels, with an ellipsis where something is missing."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(f"{kept}…", size, bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip(' ,;')}…"


def first_that_fits(texts: Sequence[str], room: float, size: float, bold: bool = False) -> str:
    """The first of several ways to say something that fits, else nothing."""
    return next((text for text in texts if width(text, size, bold) <= room), "")
