"""How much of its demand each kind of unit can fill, by the tables of MARATHON and the static rule."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from pathlib import Path

from willing.force.marathon.files import read
from willing.force.marathon.rule import Doubt, Fill, doubts, fills, reported
from willing.force.marathon.tables import Tables
from willing.questions.answer import VERSION, Answer, Table
from willing.questions.ask import listed

MOST_SPELLED_OUT = 5
"""Periods up to which a sentence names each."""


@dataclass(frozen=True)
class Stretch:
    """A period, and how many kinds of unit fall short in it."""

    period: str
    from_day: int
    """The first day."""
    to_day: int | None
    """The last day; null where the period has no end."""
    wanted: int
    """SRCs that there is demand for."""
    short: int
    """SRCs whose capacity is below their peak demand."""


@dataclass(frozen=True)
class Marathon(Answer):
    """The answer to ``marathon``. Quantities are units, as the tables count them."""

    tables: str
    """The directory or workbook, as it was named."""
    tables_hash: str
    """A hash of every enabled record, policy, period and parameter."""
    version: str
    periods: tuple[Stretch, ...]
    """In the order of their table, without ``Initialization``."""
    rows: tuple[Fill, ...]
    """Every SRC in supply or demand and every period, by SRC; an SRC is filled by units of the same SRC only."""
    doubts: tuple[Doubt, ...]
    """Policies in use on which the static rule should not be relied upon."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        if not any(stretch.wanted for stretch in self.periods):
            return "There is no enabled demand in any period, so there is nothing to fill."
        if len(self.periods) > MOST_SPELLED_OUT:
            short = {row.src for row in self.rows if row.capacity < row.peak}
            wanted = {row.src for row in self.rows if row.peak}
            said = f"{len(short)} of {len(wanted)} SRCs in at least one of {len(self.periods)} periods"
        else:
            said = listed([_counted(stretch, first=not index) for index, stretch in enumerate(self.periods)])
        worst = min((row for row in self.rows if row.peak), key=lambda row: row.fill)
        ties = sum(row.fill == worst.fill for row in self.rows if row.peak)
        where = f"{worst.src} in {worst.period}" if ties == 1 else f"{ties:,} times"
        lowest = f"the lowest fill is {worst.fill} % ({where})"
        return f"By the static rule, capacity is below peak demand for {said}; {lowest}."

    def table(self) -> Table:
        """A row per SRC and period."""
        columns = ("src", "period", "capacity", "peak", "fill")
        return Table(columns, tuple(tuple(getattr(row, name) for name in columns) for row in self.rows))


def marathon(tables: Tables | str | Path) -> Marathon:
    """Capacity, peak demand and fill by SRC and period, by the static rule.

    ``tables`` is a directory of tab-separated files, a workbook, or what was read from one. Raises
    :class:`~willing.errors.CaseError` with every fault at once, each with its file, line, column and remedy.
    """
    read_in = tables if isinstance(tables, Tables) else read(tables)
    rows = fills(read_in)
    return Marathon(
        tables="" if isinstance(tables, Tables) else str(tables),
        tables_hash=read_in.fingerprint(),
        version=VERSION,
        periods=tuple(
            Stretch(
                period.name,
                period.from_day,
                None if isinf(period.to_day) else int(period.to_day),
                sum(row.peak > 0 for row in rows if row.period == period.name),
                sum(row.capacity < row.peak for row in rows if row.period == period.name),
            )
            for period in reported(read_in)
        ),
        rows=rows,
        doubts=doubts(read_in),
    )


def _counted(stretch: Stretch, *, first: bool) -> str:
    kinds = f" SRC{'' if stretch.wanted == 1 else 's'}" if first else ""
    return f"{stretch.short or 'none'} of {stretch.wanted}{kinds} in {stretch.period}"
