"""`willing timeline`: the standing force from day to day."""

from __future__ import annotations

from typing import Annotated

import typer

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Stage, Target, factors
from willing.cli.output import console, emit, show
from willing.cli.screens.timeline import screen
from willing.cli.source import case_at
from willing.questions.ask import day_of


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("timeline", epilog="Example:  willing timeline ukraine-2025 --assume ceasefire,peace_agreement")(
        timeline
    )


def timeline(
    case: CaseArgument,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the days that did not move the force too.")] = False,
    json: Json = False,
) -> None:
    """How the force grew and shrank, day by day, and what moved it."""
    answer = willing.timeline(
        case_at(case),
        as_of=day_of(as_of, "--as-of"),
        assume=factors(assume),
        stage=stage,
        reading=reading,
        target=target,
    )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width, everything))
