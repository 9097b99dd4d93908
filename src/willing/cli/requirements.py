"""`willing requirements`: what each course of action takes."""

from __future__ import annotations

from typing import Annotated

import typer

import willing
from willing.cli.options import AsOf, CaseArgument, Json
from willing.cli.output import console, emit, show
from willing.cli.screens.requirements import screen
from willing.cli.source import case_at
from willing.questions.ask import day_of

Course = Annotated[
    str | None, typer.Argument(metavar="[COA]", help="One course of action; without it, all.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("requirements", epilog="Example:  willing requirements ukraine-2025 protect_sites")(requirements)


def requirements(
    case: CaseArgument,
    coa: Course = None,
    as_of: AsOf = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the posts of every course of action.")] = False,
    json: Json = False,
) -> None:
    """What it would take: the posts of each course of action, and how each number came about."""
    answer = willing.requirements(case_at(case), coa, as_of=day_of(as_of, "--as-of"))
    if json:
        emit(answer)
    else:
        show(screen(answer, case, console().width, everything or coa is not None))
