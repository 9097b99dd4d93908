"""`willing schema`: the JSON Schema of the case format and of every answer, and the grammar of conditions."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from willing.conditions.parse import LANGUAGE
from willing.questions.schema import KINDS, schema_of


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("schema", epilog="Example:  willing schema > case.schema.json")(schema)


def schema(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"Whose schema: {', '.join(KINDS)}.")] = "case",
    grammar: Annotated[bool, typer.Option("--grammar", help="Print the grammar of conditions instead.")] = False,
) -> None:
    """Print the JSON Schema of the case format, or of an answer."""
    if grammar:
        sys.stdout.write(LANGUAGE)
        return
    sys.stdout.write(json.dumps(schema_of(what), indent=2, ensure_ascii=False) + "\n")
