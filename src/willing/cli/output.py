"""How answers reach a terminal, a pipe or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import lru_cache

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from willing.questions.answer import Answer

WIDEST = 112
"""Columns beyond which a line is hard to follow with the eye."""
PIPED = 80
"""Columns where nobody looks: a pipe or a file."""

THEME = Theme(
    {
        "firm": "bold green",
        "together": "bold cyan",
        "contested": "bold magenta",
        "out": "yellow",
        "apart": "dim",
        "quiet": "dim",
        "number": "bold",
        "title": "bold",
    }
)
"""One style per verdict; every use of it also says the verdict in words or by a sign."""


@lru_cache(maxsize=1)
def console() -> Console:
    """The screen, no wider than can be read."""
    screen = Console()
    looked_at = screen.is_terminal or "COLUMNS" in os.environ
    return Console(theme=THEME, highlight=False, width=min(screen.width, WIDEST) if looked_at else PIPED)


def show(lines: Iterable[Text]) -> None:
    """Print the lines of a screen, without blanks at their ends."""
    for line in lines:
        line.rstrip()
        console().print(line)


def emit(answer: Answer) -> None:
    """Print an answer as JSON, and nothing else."""
    sys.stdout.write(answer.to_json() + "\n")


def shown(number: int) -> str:
    """A number as a reader expects it."""
    return f"{number:,}"


def wrapped(text: Text, width: int) -> list[Text]:
    """A text broken into lines of at most ``width`` columns."""
    return list(text.wrap(console(), max(20, width)))


def hanging(lead: Text, body: Text, width: int, indent: int) -> list[Text]:
    """A lead, and a body that wraps under itself ``indent`` columns in."""
    lines = wrapped(body, width - indent) or [Text()]
    first = Text.assemble(lead, " " * max(1, indent - lead.cell_len), lines[0])
    return [first, *(Text.assemble(" " * indent, line) for line in lines[1:])]
