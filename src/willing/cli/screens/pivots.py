"""The screen of `pivots`: the answer in a sentence, every nation's power as a bar, the factors."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.chance import percent
from willing.questions.pivots import Pivots, Power
from willing.questions.prospects import moving

LEAD = 11
GAMES = {
    "firm": "of those who may sign, only what stands with nobody coordinating counts",
    "together": "those who may sign all sign at once",
}
MOST_FACTORS = 5
BAR = (8, 40)
"""Columns of the longest bar, at least and at most."""
LONGEST_FRACTION = 12


def screen(answer: Pivots, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(answer.title, style="title"), width)
    yield from wrapped(Text(answer.headline), width)
    yield Text()
    over = "on average over all futures" if answer.expected else "open factors help nobody"
    yield from hanging(Text("game", "quiet"), Text(f"{GAMES[answer.game]}; {over}", "quiet"), width, LEAD)
    yield Text()
    yield from _nations(answer, width)
    named = moving(answer.factors)[:MOST_FACTORS]
    if named:
        yield Text()
        yield Text("the factors that move the odds of the target most", style="title")
    for driver in named:
        lead = Text(f"{percent(driver.swing):>{LEAD - 2}}", style="number")
        yield from hanging(lead, Text(driver.title), width, LEAD)
    if not answer.exact:
        yield Text()
        said = f"not every coalition could be settled: a Shapley value may be off by up to {answer.error:.4f}"
        yield from hanging(Text("note", "quiet"), Text(said, "quiet"), width, LEAD)


def _nations(answer: Pivots, width: int) -> Iterator[Text]:
    powerful = [power for power in answer.nations if power.shapley or power.banzhaf]
    without = [power for power in answer.nations if not (power.shapley or power.banzhaf)]
    if powerful:
        persons = max(8, *(len(shown(power.strength)) for power in powerful))
        numbers = 22 + persons
        called = min(max(len(power.name) for power in powerful), max(LEAD, width - BAR[0] - numbers))
        spare = width - called - numbers
        exact = max(len(_exactly(power)) for power in powerful)
        kept = exact if spare - exact >= BAR[0] else 0
        room = max(BAR[0], min(BAR[1], spare - kept))
        yield Text(f"{'':{called + room + 2}}{'Shapley':>8}  {'Banzhaf':>8}  {'persons':>{persons}}", style="quiet")
        most = max(abs(power.shapley) for power in powerful)
        for power in powerful:
            row = _row(power, called, room, most, persons)
            yield Text.assemble(row, (_exactly(power), "quiet")) if kept else row
    if without:
        if powerful:
            yield Text()
        names = ", ".join(power.name for power in without)
        yield from hanging(Text("never", "quiet"), Text(names, "quiet"), width, LEAD)


def _row(power: Power, called: int, room: int, most: float, persons: int) -> Text:
    name = Text(power.name)
    name.truncate(called, overflow="ellipsis", pad=True)
    bar = "█" * round(abs(power.shapley) / most * room) if most else ""
    return Text.assemble(
        name,
        (f" {bar:{room}} ", "firm" if power.shapley > 0 else "out"),
        (f"{power.shapley:8.4f}", "number"),
        f"  {power.banzhaf:8.4f}  {shown(power.strength):>{persons}}",
    )


def _exactly(power: Power) -> str:
    """The Shapley value as a fraction, where it is short."""
    exact = power.shapley_exact or ""
    return f"  {exact}" if 0 < len(exact) <= LONGEST_FRACTION else ""
