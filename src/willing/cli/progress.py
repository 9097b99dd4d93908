"""A progress bar for work that takes longer than a second; on a terminal, and never where an answer is piped on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGINT, signal
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

PATIENCE = 1.0
"""Seconds before a bar appears."""
LEAST_BAR, WIDEST_BAR, BESIDE = 8, 40, 72
"""Columns of the bar, and of all that stands beside it."""


class Told(Protocol):
    """Hears the share of the work that is done, and what is known so far."""

    def __call__(self, share: float, known: str = "", /) -> None:
        """Take note of it."""


@contextmanager
def progress(what: str, stop: str = "stop with the bounds known so far") -> Iterator[Told]:
    """A function to be told the share of the work that is done; says how to stop, once it takes long."""
    screen = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(min(WIDEST_BAR, max(LEAST_BAR, screen.width - BESIDE))),
        TextColumn("{task.percentage:>5.1f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[known]}"),
        TextColumn(f"[dim]Ctrl-C: {stop}"),
        console=screen,
        transient=True,
    )
    task = bar.add_task(what, total=1.0, known="")
    start = time.monotonic()

    interrupts: list[int] = []

    def interrupted(*_: object) -> None:
        if interrupts:
            raise KeyboardInterrupt  # the second time at once
        interrupts.append(1)

    def told(share: float, known: str = "", /) -> None:
        if interrupts:
            raise KeyboardInterrupt
        if screen.is_terminal and not bar.live.is_started and time.monotonic() - start > PATIENCE:
            bar.start()
        bar.update(task, completed=share, known=known)

    before = signal(SIGINT, interrupted)
    try:
        yield told
    finally:
        signal(SIGINT, before)
        if bar.live.is_started:  # to stop one that never appeared prints an empty line
            bar.stop()
