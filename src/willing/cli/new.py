"""`willing new`: a small commented case to start from."""

from __future__ import annotations

import json
import shlex
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from willing.cli.output import console
from willing.errors import AskError
from willing.questions.schema import schema_of


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("new", epilog="Example:  willing new my-case")(new)


def new(directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if it is not there.")]) -> None:
    """Write a small commented case to start from.

    Beside it goes its JSON Schema, by which editors complete and check. Nothing is overwritten.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.glob("*.yaml"))):
        raise AskError(f"{directory} is there already and is not overwritten: name another directory")
    directory.mkdir(parents=True, exist_ok=True)
    template = resources.files("willing") / "cases" / "_new.yaml"
    text = template.read_text(encoding="utf-8").replace("id: my-case", f"id: {_id(directory)}")
    (directory / "case.yaml").write_text(text, encoding="utf-8")
    (directory / "case.schema.json").write_text(json.dumps(schema_of("case"), indent=2) + "\n", encoding="utf-8")
    place = shlex.quote(str(directory))
    written = f"{directory / 'case.yaml'} written, with its schema beside it."
    console().print(Text(f"{written} Next: willing check {place}; willing assess {place}"))


def _id(directory: Path) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in directory.resolve().name.lower())
    return kept.strip("-_.") or "my-case"
