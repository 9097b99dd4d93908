"""`willing chart`: a picture of an answer, as a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from willing.charts import FORMATS, PICTURES, WIDE, Scheme
from willing.cli.odds import Given
from willing.cli.options import AsOf, Assume, CaseArgument, Stage, Target, factors
from willing.cli.output import console
from willing.cli.progress import progress
from willing.cli.source import case_at
from willing.errors import AskError
from willing.questions.ask import day_of

WIDEST = 4000
"""Pixels beyond which no picture is drawn."""

Reading = Annotated[
    str | None,
    typer.Option(
        "--reading",
        metavar="low|likely|high",
        help="Which number of each stated range is used; by default the likely one, and in odds all of them.",
        show_default=False,
    ),
]


Coa = Annotated[
    str | None,
    typer.Option(
        "--coa", metavar="ID", help="For plans: the course of action, else the one nearest the target.",
        show_default=False,
    ),
]  # fmt: skip
Months = Annotated[
    int | None,
    typer.Option("--months", metavar="M", min=1, max=1200, help="For plans: for how long.", show_default=False),
]
Force = Annotated[
    str | None,
    typer.Option(
        "--force", metavar="firm|together|offered", help="For plans: whose units, else firm.", show_default=False
    ),
]
Rounds = Annotated[
    int | None,
    typer.Option(
        "--rounds", metavar="N", min=0, help="For plans: rounds of search, else a quick look.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    example = "Example:  willing chart ukraine-2025 strength -o strength.svg --as-of 2025-09-04 --assume ceasefire"
    app.command("chart", epilog=f"Pictures:  {', '.join(PICTURES)}\n\n{example}")(chart)


def chart(
    case: CaseArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which picture; see below.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to: .svg, .png, .html or .json.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = None,
    target: Target = None,
    given: Given = None,
    game: Annotated[
        str | None,
        typer.Option("--game", metavar="firm|together", help="For pivots: which force counts.", show_default=False),
    ] = None,
    expected: Annotated[bool, typer.Option("--expected", help="For pivots: average over the futures.")] = False,
    coa: Coa = None,
    months: Months = None,
    force: Force = None,
    rounds: Rounds = None,
    width: Annotated[
        int, typer.Option("--width", metavar="N", min=320, max=WIDEST, help="Pixels across; an .html page has its own.")
    ] = WIDE,
    dark: Annotated[bool, typer.Option("--dark", help="Light on dark; an .html page follows the screen.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the Vega-Lite specification and nothing else.")] = False,
) -> None:
    """Draw a picture of an answer.

    An .html page works offline and answers the pointer; .json is the Vega-Lite specification.
    """
    if name not in PICTURES:
        raise AskError(f"no picture {name!r}: the pictures are {', '.join(PICTURES)}")
    file = _file(output, name) if not json else None
    more = _more(name, given, game, expected)
    planned = _planned(name, coa, months, force, rounds)
    loaded = case_at(case)
    from willing.charts import pictures, render  # noqa: PLC0415  a third of a second that no other command needs

    question = pictures.Question(day_of(as_of, "--as-of"), factors(assume), stage, reading, target, **planned)
    if name in COUNTED or name in PLANNED:
        what = ("futures",) if name in COUNTED else ("planning", "stop with the best plan so far")
        with progress(*what) as told:
            draw = pictures.picture(name, loaded, question, told=told, **more)
    else:
        draw = pictures.picture(name, loaded, question)
    scheme: Scheme = "dark" if dark else "light"
    with Console(stderr=True).status("drawing"):  # shown on a terminal only
        made = render.rendered(draw, file.suffix if file else ".json", width, scheme)
    if file is None:
        sys.stdout.write(made.decode())
    else:
        file.write_bytes(made)
        console().print(Text(f"{file} written."))


COUNTED: Mapping[str, tuple[str, ...]] = {
    "odds_curve": ("given",),
    "drivers": ("given",),
    "pivots": ("game", "expected"),
}
"""Pictures that look at all futures, and the options that only they have."""


def _more(name: str, given: list[str] | None, game: str | None, expected: bool) -> dict[str, Any]:
    """The options of a single picture; refused where they would say nothing."""
    found: dict[str, Any] = {"given": factors(given, "--given"), "game": game, "expected": expected}
    set_ = {key: value for key, value in found.items() if value}
    for key in set_:
        if key not in COUNTED.get(name, ()):
            those = ", ".join(picture for picture, options in COUNTED.items() if key in options)
            raise AskError(f"--{key} means nothing to the picture {name}: leave it out; it is for {those}")
    return set_


PLANNED = ("courses", "coverage", "gantt_nations", "gantt_posts", "stress")
"""Pictures of plans."""


def _planned(name: str, coa: str | None, months: int | None, force: str | None, rounds: int | None) -> dict[str, Any]:
    """The options of plans; refused where they would say nothing."""
    found: dict[str, Any] = {"coa": coa, "months": months, "force": force, "rounds": rounds}
    set_ = {key: value for key, value in found.items() if value is not None}
    if set_ and name not in PLANNED:
        key = next(iter(set_))
        raise AskError(f"--{key} means nothing to the picture {name}: leave it out; it is for {', '.join(PLANNED)}")
    return set_


def _file(output: Path | None, name: str) -> Path:
    """The file to write, refused before any work is done if its ending says nothing of a format."""
    if output is None:
        raise AskError(f"no file to write: add for instance -o {name}.svg, or --json to print the specification")
    if output.suffix not in FORMATS:
        raise AskError(
            f"{output}: {output.suffix or 'no ending'} is no format of pictures: end it in {', '.join(FORMATS)}"
        )
    return output
