"""`willing marathon`: what the units in MARATHON's tables can keep up, against the demand in them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import willing
from willing.cli.options import Json
from willing.cli.output import console, emit, show
from willing.cli.screens.marathon import screen
from willing.errors import AskError

Directory = Annotated[
    str, typer.Argument(metavar="DIR", help="The directory of the tables (SupplyRecords.txt and so on), or a workbook.")
]
Csv = Annotated[bool, typer.Option("--csv", help="Print a row per SRC and period as CSV and nothing else.")]
Everything = Annotated[bool, typer.Option("--all", help="Show every SRC, not only those that fall short most.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("marathon", epilog="Example:  willing marathon run/audit --csv > fill.csv")(marathon)


def marathon(directory: Directory, everything: Everything = False, json: Json = False, csv: Csv = False) -> None:
    """Capacity against peak demand by SRC and period, from the tables of MARATHON.

    Tables are tab-separated files or sheets: SupplyRecords, DemandRecords, PolicyRecords, CompositePolicyRecords,
    PeriodRecords, Parameters.
    """
    if json and csv:
        raise AskError("--json and --csv exclude each other: choose one")
    answer = willing.marathon(directory)
    if json:
        emit(answer)
    elif csv:
        sys.stdout.write(answer.table().csv())
    else:
        show(screen(answer, console().width, everything))
