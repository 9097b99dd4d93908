"""The style sheet of a page: its file, with the colours of the pictures and their partners in the dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources

from willing.charts import theme
from willing.standing.verdict import STATUSES

COLOURS: Mapping[str, str] = {
    "paper": theme.PAPER,
    "ink": theme.INK,
    "quiet": theme.QUIET,
    "line": theme.LINE,
    "grid": theme.GRID,
    "land": theme.LAND,
    "wanted": theme.WANTED,
    **{f"{status}-fill": theme.VERDICTS[status] for status in STATUSES},
    **{status: theme.TEXTS[status] for status in STATUSES},
}
"""The colours that the style sheet knows by name."""

SIGNS: Mapping[str, str] = {"circle": "●", "diamond": "◆", "triangle-up": "▲", "square": "■"}
"""The signs of the pictures as letters."""


def style() -> str:
    """The whole style sheet."""
    written = (resources.files("willing.report") / "templates" / "page.css").read_text(encoding="utf-8")
    return f"{_root(COLOURS)}\n@media screen and (prefers-color-scheme: dark) {{\n{_dark()}\n}}\n{written}"


def sign(status: str) -> str:
    """The sign of a verdict."""
    return SIGNS[theme.SIGNS[status]] if status in theme.SIGNS else ""


def _root(colours: Mapping[str, str]) -> str:
    named = " ".join(f"--{name}: {colour};" for name, colour in colours.items())
    return f":root {{ {named} }}"


def _dark() -> str:
    """The named colours, and those that the pictures carry as attributes."""
    partners = theme.partners()
    return "\n".join([_root({name: partners[colour] for name, colour in COLOURS.items()}), *_recoloured(partners)])


def _recoloured(partners: Mapping[str, str]) -> Iterator[str]:
    for light, dark in partners.items():
        for attribute in ("fill", "stroke"):
            yield f'.picture [{attribute}="{light}"] {{ {attribute}: {dark}; }}'
