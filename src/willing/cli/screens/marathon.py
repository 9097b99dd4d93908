"""The screen of `marathon`: the answer in a sentence, and for each period the kinds of unit that fall short most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.force.marathon.rule import Fill
from willing.questions.marathon import Marathon, Stretch

TITLE = "Capacity against peak demand, by the static rule"
LEAD = 11
MOST_ROWS = 12
"""Rows of a period that are shown unasked."""
LEAST_SRC, MOST_SRC = 8, 30
"""Columns of an SRC."""
FIXED = 16
"""Columns of a row besides SRC, capacity, peak and bar."""
IDLE = "no demand"
BAR = 24
"""Columns of a fill of 100 % or more."""
SCOPE = "no SRC stands in for another; when units are ready and which of them is free is not looked at"


def screen(answer: Marathon, width: int, everything: bool) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(TITLE, style="title"), width)
    yield from wrapped(Text(answer.headline), width)
    numbers = max(len("capacity"), *(len(shown(max(row.capacity, row.peak))) for row in answer.rows), 0)
    longest = max((len(row.src) for row in answer.rows), default=0)
    called = max(LEAST_SRC, min(MOST_SRC, longest, width - 2 * numbers - FIXED - len(IDLE)))
    for stretch in answer.periods:
        yield Text()
        rows = [row for row in answer.rows if row.period == stretch.period]
        yield from _period(stretch, rows, (called, numbers, width), everything)
    yield Text()
    for doubt in answer.doubts:
        yield from hanging(Text("doubt", "quiet"), Text(f"policy {doubt.policy} {doubt.what}"), width, LEAD)
    yield from hanging(Text("note", "quiet"), Text(SCOPE, "quiet"), width, LEAD)


def _period(stretch: Stretch, rows: Sequence[Fill], columns: tuple[int, int, int], everything: bool) -> Iterator[Text]:
    called, numbers, width = columns
    yield Text.assemble((stretch.period, "title"), (f"  {_days(stretch)}", "quiet"))
    wanted = sorted((row for row in rows if row.peak), key=lambda row: (row.fill, row.capacity - row.peak, row.src))
    idle = [row for row in rows if not row.peak]
    few = len(rows) <= MOST_ROWS
    short = [row for row in wanted if row.capacity < row.peak]
    listed = [*wanted, *idle] if everything or few else short[:MOST_ROWS]
    if listed:
        yield Text(f"  {'SRC':{called}}  {'capacity':>{numbers}}  {'peak':>{numbers}}    fill", style="quiet")
    room = max(0, min(BAR, width - called - 2 * numbers - FIXED))
    for row in listed:
        yield _row(row, called, numbers, room)
    if not (everything or few):
        yield from wrapped(Text(f"  {_rest(short, wanted, idle)}", style="quiet"), width)


def _rest(short: Sequence[Fill], wanted: Sequence[Fill], idle: Sequence[Fill]) -> str:
    """How many rows are not shown."""
    more = len(short) - min(len(short), MOST_ROWS)
    parts = [
        *([f"{more:,} more fall short"] if more else []),
        f"{len(wanted) - len(short):,} filled",
        *([f"{len(idle):,} without demand"] if idle else []),
    ]
    return f"{', '.join(parts)}; --all lists them"


def _days(stretch: Stretch) -> str:
    if stretch.to_day is None:
        return f"from day {shown(stretch.from_day)} on"
    if stretch.to_day == stretch.from_day:
        return f"day {shown(stretch.from_day)}"
    return f"days {shown(stretch.from_day)} to {shown(stretch.to_day)}"


def _row(row: Fill, called: int, numbers: int, room: int) -> Text:
    name = Text(row.src)
    name.truncate(called, overflow="ellipsis", pad=True)
    figures = f"  {shown(row.capacity):>{numbers}}  {shown(row.peak):>{numbers}}  "
    if not row.peak:
        return Text.assemble("  ", name, figures, (f"{'0 %':>6}  {IDLE}", "quiet"))
    short = row.capacity < row.peak
    full = min(room, row.fill * room // 100)
    bar = (("█" * full, "out" if short else "firm"), ("░" * (room - full), "quiet"))
    return Text.assemble("  ", name, figures, (f"{shown(row.fill) + ' %':>6}  ", "number"), *bar)
