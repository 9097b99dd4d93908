"""`willing posts`: which posts the standing force can fill at one time."""

from __future__ import annotations

from typing import Annotated

import typer

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Stage, factors
from willing.cli.output import console, emit, show
from willing.cli.screens.posts import screen
from willing.questions.ask import day_of

Course = Annotated[
    str | None,
    typer.Argument(metavar="[COA]", help="The course of action; without it, the usual one.", show_default=False),
]
Month = Annotated[
    int | None,
    typer.Option("--month", metavar="M", min=0, help="From D-day on; without it, the busiest.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("posts", epilog="Example:  willing posts ukraine-2025 brigade_presence --assume ceasefire")(posts)


def posts(
    case: CaseArgument,
    coa: Course = None,
    month: Month = None,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    json: Json = False,
) -> None:
    """Which posts those who stand can fill at one time, each person once, by the best allocation there is."""
    answer = willing.posts(
        willing.load(case),
        coa,
        month,
        as_of=day_of(as_of, "--as-of"),
        assume=factors(assume),
        stage=stage,
        reading=reading,
    )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width))
