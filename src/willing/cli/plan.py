"""`willing plan`: which unit serves which post when, for one course of action or several side by side."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Reading, Seed, Stage, factors
from willing.cli.output import console, emit, hanging, show
from willing.cli.progress import Told, progress
from willing.cli.screens import compare as compare_screen
from willing.cli.screens import plan as plan_screen
from willing.cli.source import case_at
from willing.errors import AskError
from willing.force.marathon.files import write
from willing.force.marathon.planned import tables_of
from willing.force.solve import Progress
from willing.questions.answer import Table
from willing.questions.ask import day_of
from willing.questions.compare import Compared
from willing.questions.plan import SECONDS, Planned, posed_of
from willing.questions.quality import said_gap

Coa = Annotated[
    list[str] | None,
    typer.Option(
        "--coa",
        metavar="ID",
        help="The course of action; several are set side by side. May be left out where the case has one.",
        show_default=False,
    ),
]
Months = Annotated[
    int | None,
    typer.Option(
        "--months", metavar="M", min=1, max=1200, help="For how long; else as the posts ask.", show_default=False
    ),
]
Force = Annotated[
    str,
    typer.Option(
        "--force",
        metavar="firm|together|offered",
        help="Whose units: what stands, also what stands if signed together, or all that is offered.",
    ),
]
Versus = Annotated[
    list[str] | None,
    typer.Option(
        "--versus",
        metavar="FACTOR[=false],...",
        help="Plan again with these assumed too, side by side; may be given several times.",
        show_default=False,
    ),
]
Stretched = Annotated[bool, typer.Option("--stretched", help="Rotate by the shorter dwell that nations have accepted.")]
Rounds = Annotated[
    int | None,
    typer.Option("--rounds", metavar="N", min=0, help="Rounds of search; with the same seed the same plan."),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        "--seconds",
        metavar="S",
        help=f"Time for each plan, instead of rounds; {SECONDS:g} where neither is given.",
        show_default=False,
    ),
]
Begin = Annotated[
    str | None,
    typer.Option("--begin", metavar="PLAN", help="Begin with a plan, as `--json` wrote it.", show_default=False),
]
Keep = Annotated[
    str | None,
    typer.Option("--keep", metavar="PLAN", help="Begin with a plan and change little of it.", show_default=False),
]
Lock = Annotated[
    int | None,
    typer.Option(
        "--lock",
        metavar="MONTH",
        min=1,
        help="With --keep: its tours that begin before this month stay.",
        show_default=False,
    ),
]
Marathon = Annotated[
    str | None,
    typer.Option(
        "--marathon", metavar="DIR", help="Also write units and posts as MARATHON's tables.", show_default=False
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Print a row per tour as CSV and nothing else.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("plan", epilog="Example:  willing plan ukraine-2025 --coa trainers_west --force offered")(plan)


def plan(
    case: CaseArgument,
    coa: Coa = None,
    months: Months = None,
    as_of: AsOf = None,
    assume: Assume = None,
    versus: Versus = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    force: Force = "firm",
    stretched: Stretched = False,
    begin: Begin = None,
    keep: Keep = None,
    lock: Lock = None,
    seed: Seed = 0,
    rounds: Rounds = None,
    seconds: Seconds = None,
    marathon: Marathon = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Which unit serves which post when, what is missed and why, and how good a plan can be at most.

    Ctrl-C gives the best plan so far with its bound.
    """
    _refuse(
        {"--json": json, "--csv": csv}, {"--begin": begin, "--keep": keep}, {"--rounds": rounds, "--seconds": seconds}
    )
    if lock is not None and keep is None:
        raise AskError("--lock goes with --keep PLAN: it says which tours of that plan stay")
    loaded = case_at(case)
    courses = _courses(loaded, coa)
    several = len(courses) > 1 or bool(versus)
    if several:
        _refuse_several({"--begin": begin, "--keep": keep, "--marathon": marathon, "--csv": csv})
    before = _read(keep or begin, courses[0])
    asked: dict[str, Any] = {
        "months": months,
        "as_of": day_of(as_of, "--as-of"),
        "assume": factors(assume),
        "stage": stage,
        "reading": reading,
        "force": force,
        "stretched": stretched,
        "seed": seed,
        "rounds": rounds,
        "seconds": seconds,
    }
    answer: Planned | Compared
    with progress("plan", "stop") as told:
        if several:
            scenarios = [factors([text], "--versus") for text in versus or ()]
            answer = willing.compare(loaded, courses, scenarios, told=_hearing(told), **asked)
        else:
            answer = willing.plan(
                loaded, courses[0], begin=before, keep=keep is not None, locked=lock or 0, told=_hearing(told), **asked
            )
    _print(answer, case, json, csv)
    if marathon is not None and isinstance(answer, Planned):
        files = write(tables_of(posed_of(loaded, answer), stretched), Path(marathon))
        if not json and not csv:
            said = Text(f"{len(files)} tables of MARATHON written to {marathon}", "quiet")
            show(hanging(Text("written", "quiet"), said, console().width, plan_screen.LEAD))


def _print(answer: Planned | Compared, case: str, json: bool, csv: bool) -> None:
    if json:
        emit(answer)
    elif isinstance(answer, Compared):
        show(compare_screen.screen(answer, case, console().width))
    elif csv:
        sys.stdout.write(_tours(answer).csv())
    else:
        show(plan_screen.screen(answer, case, console().width))


def _refuse(*either: Mapping[str, Any]) -> None:
    """Refuse options that exclude each other."""
    for options in either:
        given = [name for name, value in options.items() if value is not None and value is not False]
        if len(given) > 1:
            raise AskError(f"{' and '.join(given)} exclude each other: choose one")


def _refuse_several(options: Mapping[str, Any]) -> None:
    """Refuse options that are about one plan where several are asked for."""
    for name, value in options.items():
        if value:
            raise AskError(f"{name} is for a single plan: ask for one course of action, and without --versus")


def _courses(case: willing.Case, named: list[str] | None) -> Sequence[str]:
    """The courses of action that are asked for; the only one of a case where none is."""
    every = list(case.requirements)
    if named:
        return list(dict.fromkeys(named))
    if not every:
        raise AskError("the case has no course of action to plan for: add one under `requirements`")
    if len(every) > 1:
        raise AskError(f"which course of action? Name one or several, to compare them: --coa {', '.join(every)}")
    return every


def _read(path: str | None, coa: str) -> Mapping[str, Any] | None:
    """A plan that `--json` wrote. Raises :class:`~willing.errors.AskError` for anything else."""
    if path is None:
        return None
    try:
        found = loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise AskError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except JSONDecodeError as error:
        raise AskError(
            f"{path}, line {error.lineno}: not JSON: give a plan as `willing plan --json` wrote it"
        ) from None
    except (ValueError, RecursionError):
        raise AskError(f"{path}: not JSON: give a plan as `willing plan --json` wrote it") from None
    if not isinstance(found, dict) or not isinstance(found.get("tours"), list):
        raise AskError(f"{path}: no plan, as it has no tours: give one as `willing plan --json` wrote it")
    if found.get("coa", coa) != coa:
        raise AskError(f"{path}: a plan of {found['coa']}, not of {coa}: give one of the same course of action")
    return found


def _hearing(told: Told) -> Any:
    """What tells the bar how far a search has come."""

    def hear(found: Progress) -> None:
        gap = max(0.0, (found.bound - found.objective) / found.bound) if found.bound > 0 else 0.0
        told(found.share, f"{found.objective:,} of {found.bound:,}, gap {said_gap(gap)}")

    return hear


def _tours(answer: Planned) -> Table:
    columns = ("unit", "nation", "post", "start", "end", "strength", "notional", "locked")
    return Table(columns, tuple(tuple(getattr(tour, name) for name in columns) for tour in answer.tours))
