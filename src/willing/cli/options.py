"""Options that several commands share, and how their text becomes values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from willing.errors import AskError

CaseArgument = Annotated[
    str,
    typer.Argument(
        metavar="CASE", help="A directory, a file, the id of a bundled case, or the address of a conference."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Hide what was said later, as 2025-09-04.", show_default=False),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume",
        metavar="FACTOR[=false],...",
        help="Settle factors, as ceasefire,us_air_power=false. Beats what the case says.",
        show_default=False,
    ),
]
Stage = Annotated[str, typer.Option("--stage", metavar="STAGE", help="Least stage of the pledges that take part.")]
Reading = Annotated[
    str, typer.Option("--reading", metavar="low|likely|high", help="Which number of each stated range is used.")
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="N|RULE",
        help="Persons wanted, or a rule as 'total(votes) >= 255', instead of the case's target.",
        show_default=False,
    ),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Where random numbers start.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON and nothing else.")]


def factors(texts: list[str] | None, option: str = "--assume") -> Mapping[str, bool]:
    """``ceasefire,us_air_power=false`` as values. Raises :class:`~willing.errors.AskError` for anything else."""
    found: dict[str, bool] = {}
    for item in (part.strip() for text in texts or () for part in text.split(",")):
        name, equals, value = (piece.strip() for piece in item.partition("="))
        if not name or (equals and value not in ("true", "false")):
            raise AskError(f"{option} {item!r} is neither `factor` nor `factor=true` nor `factor=false`")
        settled = value != "false"
        if found.setdefault(name, settled) is not settled:
            raise AskError(f"{option} takes {name} to be both true and false")
    return found
