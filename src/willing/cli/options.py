"""Options that several commands share, and how their text becomes values."""

from __future__ import annotations

from typing import Annotated

import typer

from willing.questions.ask import factors

__all__ = ["AsOf", "Assume", "CaseArgument", "Json", "Reading", "Seed", "Stage", "Target", "factors"]

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
