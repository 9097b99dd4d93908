"""`willing changes`: what moved between two days."""

from __future__ import annotations

from typing import Annotated

import typer

import willing
from willing.cli.options import Assume, CaseArgument, Json, Reading, Stage, factors
from willing.cli.output import console, emit, show
from willing.cli.screens.changes import screen
from willing.cli.source import case_at
from willing.questions.ask import day_of


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    example = "Example:  willing changes ukraine-2025 --since 2025-04-10 --until 2025-09-04 --assume ceasefire"
    app.command("changes", epilog=example)(changes)


def changes(
    case: CaseArgument,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="The day after which things moved.")],
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="The last day; by default the case's latest.", show_default=False),
    ] = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    statements: Annotated[bool, typer.Option("--statements", help="List the statements too.")] = False,
    json: Json = False,
) -> None:
    """What moved between two days, and what it did to the force.

    Pledges made, revised or ended, factors settled, and on request statements.
    """
    answer = willing.changes(
        case_at(case),
        since=day_of(since, "--since") or since,
        until=day_of(until, "--until"),
        assume=factors(assume),
        stage=stage,
        reading=reading,
    )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width, statements))
