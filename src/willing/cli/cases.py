"""`willing cases`: the bundled cases."""

from __future__ import annotations

import typer
from rich.text import Text

import willing
from willing.cli.output import console


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("cases", epilog="Example:  willing cases")(cases)


def cases() -> None:
    """List the cases that come with the program."""
    for name in willing.bundled():
        case = willing.load(name)
        size = f"{len(case.nations)} nations, {len(case.pledges)} pledges, {len(case.statements)} statements"
        console().print(Text.assemble((name, "title"), f"  {case.head.title} ", (f"({size})", "quiet")))
