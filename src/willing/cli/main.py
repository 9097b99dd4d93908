"""The program `willing`: finds the command, and turns every foreseen error into one line and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import typer

from willing.errors import CaseError, WillingError
from willing.questions.answer import VERSION

USAGE: Any = typer.BadParameter.__mro__[1]
"""The base of every error of wrong use; typer keeps it in a private module and exports only those below it."""

COMMANDS = (
    "assess",
    "why",
    "unlock",
    "odds",
    "pivots",
    "sustain",
    "plan",
    "stress",
    "changes",
    "timeline",
    "requirements",
    "posts",
    "chart",
    "report",
    "serve",
    "user",
    "ledger",
    "marathon",
    "check",
    "cases",
    "new",
    "schema",
)
"""Every command, in the order in which help lists them; each is a module of this package."""


def program(arguments: Sequence[str]) -> typer.Typer:
    """The program with the command that is asked for, or with all: some load much that the others do not need."""
    app = typer.Typer(
        name="willing",
        help="What force actually stands, out of everything that nations have said, and under which conditions.",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(_program)
    asked = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name in (asked,) if asked in COMMANDS else COMMANDS:
        import_module(f"willing.cli.{name}").register(app)
    return app


def _program(
    context: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version and stop.")
) -> None:
    if version:
        typer.echo(f"willing {VERSION}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit


def run(arguments: list[str] | None = None) -> None:
    """Run the program and exit: 0 done, 1 the answer is no, 2 wrong use or bad input."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without these signs shows others, not a traceback
    asked = sys.argv[1:] if arguments is None else arguments
    try:
        status = program(asked)(args=asked, prog_name="willing", standalone_mode=False)
    except CaseError as error:
        _fail(*(str(fault) for fault in error.faults))
    except WillingError as error:
        _fail(str(error))
    except USAGE as error:
        context = getattr(error, "ctx", None)
        _fail(f"{error.format_message().rstrip('.')} (see `{context.command_path if context else 'willing'} --help`)")
    except (typer.Abort, KeyboardInterrupt):
        _fail("stopped", status=130)
    except OSError as error:
        _give_up(error)
    else:
        sys.exit(status if isinstance(status, int) else 0)


MOST_LINES = 100
"""Faults printed before the rest are counted; `willing check` lists them all."""


def _fail(*lines: str, status: int = 2) -> None:
    more = [f"and {len(lines) - MOST_LINES:,} more faults (`willing check` lists them all)"]
    for line in (*lines[:MOST_LINES], *(more if len(lines) > MOST_LINES else ())):
        print(f"willing: {' '.join(line.split())}", file=sys.stderr)  # noqa: T201  the one line of an error
    sys.exit(status)


def _give_up(error: OSError) -> None:
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()  # the reader of our output went away: nothing is left to say to it
        sys.exit(0)
    _fail(f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}")
