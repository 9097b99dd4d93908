"""`willing pivots`: who decides whether the target is met."""

from __future__ import annotations

from typing import Annotated

import typer

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Stage, Target, factors
from willing.cli.output import console, emit, show
from willing.cli.progress import progress
from willing.cli.screens.pivots import screen
from willing.cli.source import case_at
from willing.questions.ask import day_of

Game = Annotated[
    str, typer.Option("--game", metavar="firm|together", help="What counts: who stands alone, or if all sign at once.")
]
Expected = Annotated[
    bool, typer.Option("--expected", help="On average over all futures, instead of in the scenario as assumed.")
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("pivots", epilog="Example:  willing pivots ukraine-2025 --target 5000 --expected")(pivots)


def pivots(
    case: CaseArgument,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    game: Game = "firm",
    expected: Expected = False,
    json: Json = False,
) -> None:
    """Who and what decides whether the target is met: Shapley and Banzhaf."""
    loaded = case_at(case)
    with progress("coalitions") as told:
        answer = willing.pivots(
            loaded,
            as_of=day_of(as_of, "--as-of"),
            assume=factors(assume),
            stage=stage,
            reading=reading,
            target=target,
            game=game,
            expected=expected,
            told=told,
        )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width))
