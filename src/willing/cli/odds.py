"""`willing odds`: how likely each strength is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal
from typing import Annotated

import typer

import willing
from willing.cli.options import AsOf, Assume, CaseArgument, Json, Seed, Stage, Target, factors
from willing.cli.output import console, emit, show
from willing.cli.progress import progress
from willing.cli.screens.odds import screen
from willing.cli.source import case_at
from willing.errors import AskError
from willing.questions.ask import day_of

Given = Annotated[
    list[str] | None,
    typer.Option(
        "--given",
        metavar="FACTOR[=false],...",
        help="Take factors as learned, as ceasefire: what they depend on becomes likelier or less likely too.",
        show_default=False,
    ),
]
Fixed = Annotated[
    str | None,
    typer.Option(
        "--reading",
        metavar="low|likely|high",
        help="Fix every stated range at one number; left out, ranges are spread over.",
        show_default=False,
    ),
]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Processes that share the work.")]
Dask = Annotated[
    str | None,
    typer.Option(
        "--dask", metavar="ADDRESS", help="A dask scheduler whose workers share the work.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("odds", epilog="Example:  willing odds ukraine-2025 --given ceasefire --target 10000")(odds)


def odds(
    case: CaseArgument,
    as_of: AsOf = None,
    assume: Assume = None,
    given: Given = None,
    stage: Stage = "declared",
    reading: Fixed = None,
    target: Target = None,
    seed: Seed = 0,
    workers: Workers = 1,
    dask: Dask = None,
    json: Json = False,
) -> None:
    """How likely each strength is, and what moves the odds most."""
    loaded = case_at(case)
    with progress("futures") as told, shared(workers, dask) as executor:
        answer = willing.odds(
            loaded,
            as_of=day_of(as_of, "--as-of"),
            assume=factors(assume),
            given=factors(given, "--given"),
            stage=stage,
            reading=reading,
            target=target,
            seed=seed,
            executor=executor,
            told=told,
        )
    if json:
        emit(answer)
    else:
        show(screen(answer, console().width))


@contextmanager
def shared(workers: int, dask: str | None) -> Iterator[Executor | None]:
    """What shares the work: nothing, processes here, or the workers of a dask cluster."""
    if dask is not None:
        with _cluster(dask) as executor:
            yield executor
    elif workers > 1:
        context = get_context("spawn")  # a fork would copy locks that other threads hold
        with ProcessPoolExecutor(workers, context, initializer=signal, initargs=(SIGINT, SIG_IGN)) as pool:
            yield pool
    else:
        yield None


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client  # noqa: PLC0415  an extra, and slow to import
    except ImportError:
        raise AskError("--dask needs the package `distributed`: pip install 'willing[dask]'") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise AskError(f"--dask {address}: {' '.join(str(error).split())}") from None
    with client:
        yield client.get_executor()
