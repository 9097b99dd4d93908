"""`willing unlock`: what would have to happen for the target to be reached."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer
from rich.console import Console

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Stage, Target, factors
from willing.cli.output import console, emit, show
from willing.cli.screens.unlock import MOST_SETS, screen
from willing.cli.source import case_at
from willing.questions.ask import day_of
from willing.questions.unlock import LIMIT

Waivers = Annotated[bool, typer.Option("--waive", help="Sets may also drop single clauses of single pledges.")]
Signatures = Annotated[
    bool,
    typer.Option("--signatures", help="Instead, the fewest nations that bring about the rest by signing first."),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        metavar="N",
        min=1,
        help=f"Sets listed at most; left out, {MOST_SETS} here and {LIMIT} in JSON.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("unlock", epilog="Example:  willing unlock ukraine-2025 --target 10000 --waive")(unlock)


def unlock(
    case: CaseArgument,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    waive: Waivers = False,
    signatures: Signatures = False,
    limit: Limit = None,
    json: Json = False,
) -> None:
    """What has to happen for the target to be reached.

    All minimal sets of open questions, waivers or signatures. Exit status 1 if no set reaches it.
    """
    with Console(stderr=True).status("looking for sets (Ctrl-C: stop with those found so far)"):  # on a terminal only
        answer = willing.unlock(
            case_at(case),
            as_of=day_of(as_of, "--as-of"),
            assume=factors(assume),
            stage=stage,
            reading=reading,
            target=target,
            waive=waive,
            signatures=signatures,
            limit=limit or LIMIT,
        )
    if json:
        emit(answer)
    else:
        chosen = {"--as-of": as_of, "--stage": stage, "--reading": reading, "--target": target}
        usual = {"--stage": "declared", "--reading": "likely"}
        said = {name: value for name, value in chosen.items() if value is not None and value != usual.get(name)}
        options = "".join(f" {name} {shlex.quote(value)}" for name, value in said.items())
        show(screen(answer, case, options, console().width, limit or MOST_SETS))
    raise typer.Exit(0 if answer.reachable else 1)
