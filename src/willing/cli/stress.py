"""`willing stress`: whether a plan survives what may go wrong."""

from __future__ import annotations

import json as data
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

import willing
from willing.cli.odds import Dask, Workers, shared
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Seed, Stage, factors
from willing.cli.output import console, emit, show
from willing.cli.progress import progress
from willing.cli.screens.stress import screen
from willing.cli.source import case_at
from willing.errors import AskError
from willing.questions.ask import day_of
from willing.questions.hazards import Chances
from willing.questions.plan import Planned

Course = Annotated[
    str | None, typer.Option("--coa", metavar="ID", help="The course of action to plan for.", show_default=False)
]
Months = Annotated[
    int | None,
    typer.Option(
        "--months", metavar="M", help="For how long; left out, as long as it asks for anyone.", show_default=False
    ),
]
Given = Annotated[
    str | None,
    typer.Option(
        "--plan", metavar="FILE", help="A plan from `willing plan --json`, instead of planning.", show_default=False
    ),
]
Force = Annotated[
    str, typer.Option("--force", metavar="firm|together|offered", help="Whose units are planned, if not by --plan.")
]
Stretched = Annotated[bool, typer.Option("--stretched", help="Nations rotate by the shorter dwell they have accepted.")]
Seconds = Annotated[float | None, typer.Option("--seconds", metavar="S", help="How long to plan.", show_default=False)]
Rounds = Annotated[
    int | None,
    typer.Option("--rounds", metavar="N", help="How long to plan, the same everywhere.", show_default=False),
]
Replications = Annotated[
    int, typer.Option("--replications", metavar="N", min=1, help="How often it is played through.")
]
Chance = Annotated[
    list[str] | None,
    typer.Option(
        "--chance",
        metavar="NAME=P,...",
        help="Chances, as FR=0.2,ceasefire=0.3,surge-kyiv=0.05; of all of a sort: not-ready, withdraws, flips, surge.",
        show_default=False,
    ),
]
Rigid = Annotated[bool, typer.Option("--rigid", help="Nobody is sent who was not planned: no gap is filled by rule.")]
SORTS = {"not-ready": "not_ready", "withdraws": "withdraws", "flips": "flips", "surge": "surge"}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("stress", epilog="Example:  willing stress ukraine-2025 --coa reassurance --force offered")(stress)


def stress(
    case: CaseArgument,
    coa: Course = None,
    months: Months = None,
    plan: Given = None,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    force: Force = "firm",
    stretched: Stretched = False,
    seconds: Seconds = None,
    rounds: Rounds = None,
    replications: Replications = 2000,
    chance: Chance = None,
    rigid: Rigid = False,
    seed: Seed = 0,
    workers: Workers = 1,
    dask: Dask = None,
    json: Json = False,
) -> None:
    """Whether a plan survives units not ready, withdrawals, broken conditions and surges."""
    loaded = case_at(case)
    chances, single = _chances(chance)
    given: Planned | Mapping[str, Any] | None = _read(plan) if plan is not None else None
    if given is None and coa is not None:
        with progress("planning", "stop with the best plan so far") as told:
            given = willing.plan(
                loaded,
                coa,
                months=months,
                as_of=day_of(as_of, "--as-of"),
                assume=factors(assume),
                stage=stage,
                reading=reading,
                force=force,
                stretched=stretched,
                seed=seed,
                rounds=rounds,
                seconds=seconds,
                told=lambda known: told(known.share),
            )
    with progress("replications", "stop with those done so far") as told, shared(workers, dask) as executor:
        answer = willing.stress(
            loaded,
            planned=given,
            replications=replications,
            seed=seed,
            chances=chances,
            chance=single,
            refill=not rigid,
            executor=executor,
            told=told,
        )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width))


def _read(name: str) -> Mapping[str, Any]:
    try:
        found = data.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise AskError(f"--plan {name}: {error.strerror}") from None
    except ValueError:
        raise AskError(f"--plan {name}: this is not JSON: give what `willing plan --json` printed") from None
    if not isinstance(found, dict):
        raise AskError(f"--plan {name}: this is not a plan: give what `willing plan --json` printed")
    return found


def _chances(texts: list[str] | None) -> tuple[Chances, Mapping[str, float]]:
    """``withdraws=0.1,FR=0.3`` as what is assumed of all of a sort, and as what is known of one."""
    sorts: dict[str, float] = {}
    single: dict[str, float] = {}
    for item in (part.strip() for text in texts or () for part in text.split(",")):
        name, _, value = (piece.strip() for piece in item.partition("="))
        try:
            chance = float(value)
        except ValueError:
            raise AskError(f"--chance {item!r}: write a name, = and a number from 0 to 1") from None
        if not name or not 0 <= chance <= 1:
            raise AskError(f"--chance {item!r}: write a name, = and a number from 0 to 1")
        if name in SORTS:
            sorts[SORTS[name]] = chance
        else:
            single[name] = chance
    return replace(Chances(), **sorts), single  # type: ignore[arg-type]
