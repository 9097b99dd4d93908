"""`willing why`: why a pledge or nation stands or not."""

from __future__ import annotations

from typing import Annotated

import typer

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Stage, factors
from willing.cli.output import console, emit, show
from willing.cli.screens.why import screen
from willing.cli.source import case_at
from willing.questions.ask import day_of


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("why", epilog="Example:  willing why ukraine-2025 GB --assume ceasefire")(why)


def why(
    case: CaseArgument,
    subject: Annotated[str, typer.Argument(metavar="PLEDGE|NATION", help="A pledge's id, or a nation's code.")],
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    everything: Annotated[bool, typer.Option("--all", help="Follow every pledge, and list every statement.")] = False,
    json: Json = False,
) -> None:
    """Why a nation or pledge stands or not, and who said so.

    With the smallest change that would make it stand.
    """
    answer = willing.why(
        case_at(case),
        subject,
        as_of=day_of(as_of, "--as-of"),
        assume=factors(assume),
        stage=stage,
        reading=reading,
    )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width, everything))
