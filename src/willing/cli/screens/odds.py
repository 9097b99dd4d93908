"""The screen of `odds`: the answer in a sentence, the curve as bars, the courses of action, what moves the odds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.chance import percent, said_chance
from willing.questions.odds import Odds, Point
from willing.questions.prospects import Driver, Mark, moving

LEAD = 11
BARS = 12
"""Points of the curve that are drawn."""
MOST_DRIVERS = 8


def screen(answer: Odds, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(answer.title, style="title"), width)
    yield from wrapped(Text(answer.headline), width)
    yield Text()
    yield from _curve(answer, width)
    if answer.courses:
        yield Text()
        yield from _courses(answer.courses, width)
    if answer.target is not None:
        yield Text()
        yield from _drivers(answer, width)
    yield Text()
    yield from _notes(answer, width)


def _curve(answer: Odds, width: int) -> Iterator[Text]:
    """The odds of so many and more."""
    said = Text("odds that so many or more stand: firm, and together", "quiet")
    yield from hanging(Text(f"{'persons':>{LEAD - 2}}", "quiet"), said, width, LEAD)
    marked = {mark.strength for mark in (*answer.courses, *((answer.target,) if answer.target else ()))}
    points = _picked(answer.curve, marked)
    room = max(10, width - LEAD - max([30, *(len(_odds(point)) + 1 for point in points)]))
    for point in points:
        firm, together = round(point.firm * room), round(point.together * room)
        at_most = round(point.together_at_most * room)
        bar = Text.assemble(
            ("█" * firm, "firm"), ("▓" * (together - firm), "together"), ("·" * (at_most - together), "quiet")
        )
        bar.append(" " * (room - len(bar)))
        sign = "│" if answer.target and point.strength == answer.target.strength else " "
        yield Text.assemble((f"{shown(point.strength):>{LEAD - 2}}", "number"), f" {sign}", bar, " ", _odds(point))


def _odds(point: Point) -> Text:
    """The odds in few words: firm, and, where they differ, together."""
    firm, together = _short(point.firm, point.firm_at_most), _short(point.together, point.together_at_most)
    return Text.assemble((f"{firm:>8}", "firm"), (f"  {together}" if together != firm else "", "together"))


def _short(low: float, high: float) -> str:
    said = said_chance(low, high)
    if not said.startswith("between"):
        return said
    return f"{percent(low)} to {percent(high)}".replace("under ", "<").replace("over ", ">")


def _picked(curve: Sequence[Point], marked: set[int | None]) -> list[Point]:
    """The points where the odds change most, and the marked ones; from those on that are not certain."""
    kept = {index for index, point in enumerate(curve) if point.strength in marked}
    drops = sorted(
        range(1, len(curve)),
        key=lambda i: (curve[i].firm + curve[i].together - curve[i - 1].firm - curve[i - 1].together, i),
    )
    for index in drops:
        if len(kept) >= BARS:
            break
        if curve[index - 1].together > 0:
            kept.add(index - 1)
    return [curve[index] for index in sorted(kept)]


def _courses(courses: Sequence[Mark], width: int) -> Iterator[Text]:
    yield Text("courses of action", style="title")
    for mark in courses:
        firm, together = said_chance(mark.firm, mark.firm_at_most), said_chance(mark.together, mark.together_at_most)
        odds = Text.assemble(
            (f"{firm} firm", "firm"), (f", {together} together", "together") if together != firm else ""
        )
        lead = Text.assemble((f"{shown(mark.strength or 0):>{LEAD - 2}}", "number"))
        yield from hanging(lead, Text.assemble(f"{mark.title}: ", odds), width, LEAD)


def _drivers(answer: Odds, width: int) -> Iterator[Text]:
    named = moving(answer.drivers)
    if not named:
        said = "no single factor moves the odds of the target" if answer.drivers else "no open factor matters"
        yield from hanging(Text("drivers", "quiet"), Text(said), width, LEAD)
        return
    yield from wrapped(Text("what moves the odds of the target most, and how likely it is", style="title"), width)
    for driver in named[:MOST_DRIVERS]:
        lead = Text(f"{'?' if driver.probability is None else percent(driver.probability):>{LEAD - 2}}", style="quiet")
        yield from hanging(lead, _moved(driver), width, LEAD)
    if len(named) > MOST_DRIVERS:
        yield Text(f"{' ' * LEAD}and {len(named) - MOST_DRIVERS} more; --json has them all", style="quiet")


def _moved(driver: Driver) -> Text:
    firm = f"{percent(driver.firm_if_true)} if so, {percent(driver.firm_if_false)} if not"
    same = (driver.firm_if_true, driver.firm_if_false) == (driver.together_if_true, driver.together_if_false)
    together = f"; together {percent(driver.together_if_true)}, {percent(driver.together_if_false)}"
    return Text.assemble(f"{driver.title}: ", (firm, "firm"), ("" if same else together, "together"))


def _notes(answer: Odds, width: int) -> Iterator[Text]:
    notes = []
    if answer.assumed:
        notes.append(f"{len(answer.assumed)} of {_factors(answer)} probabilities are the case's own assumptions")
    if answer.unknown:
        notes.append(f"nobody says how likely: {', '.join(answer.unknown)}; the odds hold however these turn out")
    if answer.error is not None:
        notes.append(f"stated ranges were sampled; standard error at most {100 * answer.error:.2f} points")
    if answer.uncounted:
        notes.append(f"{answer.uncounted} pledges of unknown strength count as none, so strengths are lower bounds")
    if not answer.exact and not answer.unknown and answer.error is None:
        notes.append("not every future could be settled: every range of odds is sure to hold the true value")
    for note in notes:
        yield from hanging(Text("note", "quiet"), Text(note, "quiet"), width, LEAD)


def _factors(answer: Odds) -> int:
    return max(len(answer.assumed), len(answer.drivers))
