"""`willing check`: is the case well formed and sensible."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.text import Text

import willing
from willing.cli.options import CaseArgument, Json
from willing.cli.output import console, emit
from willing.questions.check import Finding

BUNDLED = str(Path("willing") / "cases")
"""Where the bundled cases lie: of their files the name is enough."""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("check", epilog="Example:  willing check my-case/")(check)


def check(case: CaseArgument, json: Json = False) -> None:
    """Is the case well formed and sensible?

    Errors make it unusable (exit status 1); warnings are legal but suspicious.
    """
    answer = willing.check(case)
    if json:
        emit(answer)
    else:
        for kind, style, found in (("error", "contested", answer.errors), ("warning", "out", answer.warnings)):
            for finding in found:
                console().print(_line(kind, style, finding), soft_wrap=True)
        console().print(Text(answer.headline, style="title"))
    raise typer.Exit(1 if answer.errors else 0)


def _line(kind: str, style: str, finding: Finding) -> Text:
    file = Path(finding.file).name if "site-packages" in finding.file or BUNDLED in finding.file else finding.file
    place = f"{file}:{finding.line}" if finding.line else file
    line = Text.assemble((f"{place}: " if place else "", "quiet"), (f"{kind}: ", style), finding.message)
    if finding.detail:
        line.append("\n    " + finding.detail.replace("\n", "\n    "), style="quiet")
    return line
