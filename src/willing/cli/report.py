"""`willing report`: everything about a case as one page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from willing.cli.odds import Fixed, Given
from willing.cli.options import AsOf, Assume, CaseArgument, Seed, Stage, Target, factors
from willing.cli.output import console
from willing.cli.progress import progress
from willing.cli.source import case_at
from willing.errors import AskError
from willing.questions.ask import day_of

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Where to, as page.html.", show_default=False),
]


Coa = Annotated[
    str | None,
    typer.Option(
        "--coa",
        metavar="ID",
        help="The course of action whose plan is shown, else the one nearest the target.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("report", epilog="Example:  willing report ukraine-2025 -o page.html --as-of 2025-09-04")(report)


def report(
    case: CaseArgument,
    output: Output = None,
    as_of: AsOf = None,
    assume: Assume = None,
    given: Given = None,
    stage: Stage = "declared",
    reading: Fixed = None,
    target: Target = None,
    seed: Seed = 0,
    coa: Coa = None,
    plan: Annotated[
        bool, typer.Option("--plan/--no-plan", help="Whether courses of action are planned, some seconds for each.")
    ] = True,
) -> None:
    """Write one page that a minister can read and an analyst can check.

    The page is a single file that loads nothing, and every number in it leads to who said so.
    """
    file = _file(output)
    loaded = case_at(case)
    from willing.report.answers import Question, asked  # noqa: PLC0415  what asks and draws takes half a second that
    from willing.report.page import written  # noqa: PLC0415  no other command needs

    if coa is not None and not plan:
        raise AskError("--coa says which plan is shown, and --no-plan that none is: leave one of them out")
    question = Question(
        as_of=day_of(as_of, "--as-of"),
        assume=factors(assume),
        given=factors(given, "--given"),
        stage=stage,
        reading=reading,
        target=target,
        seed=seed,
        coa=coa,
        plan=plan,
    )
    with progress("futures") as told:
        answers = asked(loaded, question, told)
    with Console(stderr=True).status("drawing"):  # shown on a terminal only
        page = written(answers)
    file.write_text(page, encoding="utf-8", newline="\n")
    console().print(Text(f"{file} written, {len(page.encode()) // 1000} kB."))


def _file(output: Path | None) -> Path:
    """The file to write, refused before any work is done if it cannot be written."""
    if output is None:
        raise AskError("no file to write: add for instance -o page.html")
    if output.is_dir():
        raise AskError(f"{output} is a directory: name a file in it, as {output / 'page.html'}")
    if not output.parent.is_dir():
        raise AskError(f"{output.parent} is no directory: make it first, or name another")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise AskError(f"{output} cannot be written: name another file")
    return output
