"""How the exact probability of a target grows with nations and with factors, where it ends, and how tight bounds are.

Run with `make growth`. Prints two tables, and draws the same as a picture for the documentation.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import altair as alt

import willing
from benchmarks.cases import pledged
from willing.futures.forces import gathered
from willing.futures.judge import Judge
from willing.futures.order import ranked
from willing.futures.outlook import inquire
from willing.futures.search import Effort, search
from willing.standing.goal import Goal
from willing.standing.setting import setting_of

SEEDS = (1, 2, 3, 4, 5)
MOST = 10_000_000
"""Nodes after which a search is cut short here."""
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "growth.svg"


@dataclass(frozen=True)
class Grown:
    """One size: medians over the seeds."""

    what: str
    nations: int
    factors: int
    seconds: float
    """Compiling, ordering and searching."""
    nodes: float
    exact: int
    """Cases of all that were settled exactly."""
    width: float
    """The median distance of the bounds where they were not; else nought."""


def measured(what: str, nations: int, factors: int) -> Grown:
    """One size over all seeds."""
    seconds, nodes, widths = [], [], []
    for seed in SEEDS:
        case = willing.build(pledged(nations, factors, seed, unit=1))
        target = case.head.target
        goal = Goal(target.strength if target else 0)
        start = time.perf_counter()
        inquiry = inquire(setting_of(case), case.factors, "firm", goal)
        space = ranked(inquiry.setting, "firm", goal, inquiry.space)
        judge = Judge(inquiry.setting, "firm", goal, scenarios=1 << 40)
        visited = 0

        def counting(judge: Judge = judge, space: object = space) -> Iterator[object]:
            nonlocal visited
            for batch in search(judge, space, effort=Effort(MOST)):  # type: ignore[arg-type]
                visited += len(batch.part.nodes)
                yield batch

        low, high = gathered(counting(), space).odds(1)  # type: ignore[arg-type]
        seconds.append(time.perf_counter() - start)
        nodes.append(visited)
        widths.append(high - low)
    cut = [width for width in widths if width > 1e-12]
    return Grown(
        what,
        nations,
        factors,
        statistics.median(seconds),
        statistics.median(nodes),
        len(SEEDS) - len(cut),
        statistics.median(cut) if cut else 0.0,
    )


def drawn(rows: list[Grown]) -> None:
    """The picture."""
    data = alt.InlineData(
        values=[{**vars(row), "size": row.factors if row.what.startswith("factors") else row.nations} for row in rows]
    )
    base = alt.Chart(data).encode(
        x=alt.X("size:Q", title=None),
        y=alt.Y("seconds:Q", scale=alt.Scale(type="log"), title="seconds, compiling included"),
    )
    lines = base.mark_line(color="#0072B2") + base.mark_point(filled=True, size=60, color="#0072B2")
    picture = lines.properties(width=220, height=220).facet(
        column=alt.Column("what:N", title=None, header=alt.Header(labelExpr="'by ' + datum.value")),
    )
    picture.resolve_scale(x="independent").save(str(PICTURE))


def main() -> None:
    """Print the tables and draw the picture."""
    rows = []
    print("| nations | factors | seconds | nodes | exact | bounds apart where not |\n|---|---|---|---|---|---|")
    sizes = [("factors, 30 nations", 30, count) for count in (10, 20, 30, 40, 50, 60)]
    sizes += [("factors, 60 nations", 60, count) for count in (10, 20, 30, 40, 50, 60)]
    sizes += [("nations, 24 factors", count, 24) for count in (10, 20, 30, 40, 60, 80)]
    for what, nations, factors in sizes:
        row = measured(what, nations, factors)
        rows.append(row)
        apart = f"{row.width:.2g}" if row.width else "-"
        print(
            f"| {nations} | {factors} | {row.seconds:.3g} | {row.nodes:,.0f} | {row.exact} of {len(SEEDS)} | {apart} |",
            flush=True,
        )
    drawn(rows)


if __name__ == "__main__":
    main()
