"""`willing sustain`: what each nation can keep up, and which pledges are above that."""

from __future__ import annotations

from typing import Annotated

import typer

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Stage, Target, factors
from willing.cli.output import console, emit, show
from willing.cli.screens.sustain import screen
from willing.cli.source import case_at
from willing.questions.ask import day_of
from willing.questions.sustain import MONTHS, MOST_MONTHS

Strength = Annotated[
    int | None,
    typer.Option(
        "--strength",
        metavar="N",
        min=1,
        help="How many people a force of this size takes, instead of the target and the courses of action.",
        show_default=False,
    ),
]
Months = Annotated[int, typer.Option("--months", metavar="M", min=1, max=MOST_MONTHS, help="For how long.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("sustain", epilog="Example:  willing sustain ukraine-2025 --strength 64000 --months 24")(sustain)


def sustain(
    case: CaseArgument,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    strength: Strength = None,
    months: Months = MONTHS,
    json: Json = False,
) -> None:
    """What each nation can keep up, by its norm and stretched, against what it pledges."""
    answer = willing.sustain(
        case_at(case),
        as_of=day_of(as_of, "--as-of"),
        assume=factors(assume),
        stage=stage,
        reading=reading,
        target=target,
        strength=strength,
        months=months,
    )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width))
