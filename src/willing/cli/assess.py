"""`willing assess`: what stands, against the target."""

from __future__ import annotations

import typer

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Stage, Target, factors
from willing.cli.output import console, emit, show
from willing.cli.screens.assess import screen
from willing.cli.source import case_at
from willing.questions.ask import day_of


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("assess", epilog="Example:  willing assess ukraine-2025 --as-of 2025-09-04 --assume ceasefire")(assess)


def assess(
    case: CaseArgument,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    json: Json = False,
) -> None:
    """What stands, against the target, and who must sign together."""
    loaded = case_at(case)
    answer = willing.assess(
        loaded, as_of=day_of(as_of, "--as-of"), assume=factors(assume), stage=stage, reading=reading, target=target
    )
    if json:
        emit(answer)
    else:
        chosen = {"--as-of": as_of, "--assume": ",".join(assume or ())}
        options = "".join(f" {name} {value}" for name, value in chosen.items() if value)
        show(screen(answer, case, options, console().width))
