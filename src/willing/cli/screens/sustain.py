"""The screen of `sustain`: the answer in a sentence, a row per nation, the people a force takes, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.sustain import Sustain, Sustained, Whole

LEAD = 11
NUMBERS = ("pledged", "firm", "by norm", "stretched", "pool")
CELL = 10
"""Columns of a number."""
PEOPLE = 9
"""Columns of a number of people that a force takes."""
NAME = (16, 24)
"""Columns of a name, at least and at most."""
MOST_TURNOVERS = 8
CALLED = {
    "home_floor": "home floor",
    **dict.fromkeys(("tour_months", "dwell_ratio", "overlap_days", "stretched_ratio"), "norm"),
}
"""What an assumption is about."""
NOTES = (
    "by norm, stretched: what the pool of people keeps up for ever, if nothing else draws on it, with the dwell of the "
    "nation's norm and with a shorter one",
    "elsewhere is taken off as people away; those at home between tours elsewhere are not, so levels are at most these",
)


def screen(answer: Sustain, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(answer.title, style="title"), width)
    yield from wrapped(Text(answer.headline), width)
    pledging = [row for row in answer.sustain if row.pledges]
    if pledging:
        yield Text()
        yield from _rows(pledging, answer.pledging, width)
    yield Text()
    yield from _others(answer, width)
    if answer.rotation:
        yield Text()
        yield from _rotation(answer, width)
    yield Text()
    yield from _assumed(answer, width)
    yield from _notes(answer, width)


def _rows(rows: Sequence[Sustained], whole: Whole, width: int) -> Iterator[Text]:
    called = min(max(NAME[0], *(len(row.name) for row in rows)), NAME[1], width - CELL * len(NUMBERS))
    yield Text(f"{'':{called}}" + "".join(f"{name:>{CELL}}" for name in NUMBERS), style="quiet")
    for row in rows:
        pledged = "?" if row.pledged is None else shown(row.pledged) + ("+?" if row.uncounted else "")
        yield _row(row.name, called, (pledged, row.firm, row.norm, row.stretched, row.pool))
        for said in _said(row):
            yield from hanging(Text("  !", "out"), Text(said), width, 4)
    sums = (whole.pledged, whole.firm, whole.norm, whole.stretched, whole.pool)
    if len(whole.nations) > 1:
        yield _row("sum, where known" if whole.unknown else "sum", called, sums, "title")


def _row(name: str, called: int, numbers: Sequence[int | str | None], style: str = "") -> Text:
    lead = Text(name, style)
    lead.truncate(called, overflow="ellipsis", pad=True)
    cells = ("?" if n is None else n if isinstance(n, str) else shown(n) for n in numbers)
    return Text.assemble(lead, ("".join(f"{cell:>{CELL}}" for cell in cells), style))


def _said(row: Sustained) -> Iterator[str]:
    """What is wrong with a nation's pledges."""
    if not row.hollow:
        return
    hollow = f"hollow: {'at least ' if row.uncounted else ''}{shown(row.hollow)} above its norm"
    if row.hollow_stretched:
        worse = f"and {shown(row.hollow_stretched)} above stretched"
        yield f"{hollow} {worse}: the pool runs out in month {row.exhausted_month}"
    else:
        yield f"{hollow}: from month {row.broken_month} on people go again before the dwell of the norm is over"


def _others(answer: Sustain, width: int) -> Iterator[Text]:
    others = [row for row in answer.sustain if not row.pledges]
    known = [f"{row.name} {shown(row.norm)}" for row in others if row.norm is not None]
    unknown = [row.name for row in answer.sustain if row.norm is None]
    if known:
        said = f"pledge no land forces; by their norms they could keep up: {', '.join(known)}"
        yield from hanging(Text("others", "quiet"), Text(said), width, LEAD)
    if unknown:
        yield from hanging(
            Text("unknown", "quiet"), Text(f"land forces of {', '.join(unknown)}: nothing can be said"), width, LEAD
        )
    every = answer.all
    if every.nations:
        said = f"{len(every.nations)} nations whose land forces are known: {shown(every.norm)} by their norms, "
        yield from hanging(Text("all", "quiet"), Text(f"{said}{shown(every.stretched)} stretched"), width, LEAD)


def _rotation(answer: Sustain, width: int) -> Iterator[Text]:
    """How many people a force takes."""
    found = answer.rotation
    first = found[0]
    yield Text(f"people it takes to keep a force for {_months(first.months)}", style="title")
    rules = [f"{way.says} ({_rule(way.tour_months, way.dwell_ratio, way.overlap_days)})" for way in first.ways]
    for letter, rule in zip("abc", rules, strict=True):
        yield from hanging(Text(f"{letter:>{LEAD - 2}}", "number"), Text(rule), width, LEAD)
    heads = [f"sent, {letter}" for letter in "abc"] + [f"pool, {letter}" for letter in "bc"]
    yield Text(f"{'force':>{PEOPLE}}" + "".join(f"{head:>{PEOPLE}}" for head in heads), style="quiet")
    for turnover in found[:MOST_TURNOVERS]:
        numbers = [*(way.used for way in turnover.ways), *(way.standing for way in turnover.ways[1:])]
        cells = "".join(f"{shown(number):>{PEOPLE}}" for number in numbers)
        lead = Text.assemble((f"{shown(turnover.strength):>{PEOPLE}}", "number"), cells)
        yield from hanging(lead, Text(turnover.title, "quiet"), width, PEOPLE * (len(numbers) + 1) + 2)
    if len(found) > MOST_TURNOVERS:
        yield Text(f"and {len(found) - MOST_TURNOVERS} more courses of action; --json has them all", style="quiet")
    tours = first.ways[0].tours
    sum_ = f"a: {tours} tours of {shown(first.strength)} are {shown(first.ways[0].used)}"
    have = f"the nations that pledge have pools of {shown(answer.pledging.pool)}, all nations {shown(answer.all.pool)}"
    said = (
        f"sent: all who go, each tour taking others until the first are rested ({sum_}); pool: those who must take "
        f"turns to keep it up for ever; {have}"
    )
    yield from hanging(Text(), Text(said, "quiet"), width, LEAD)


def _rule(tour: int, ratio: float, overlap: int) -> str:
    handover = f", {overlap} days of handover" if overlap else ""
    return f"{_months(tour)} away, {ratio * tour:g} at home{handover}"


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"


def _assumed(answer: Sustain, width: int) -> Iterator[Text]:
    """Each assumption behind a level that is shown, with the nations it is made for."""
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for row in answer.sustain:
        for part in row.parts if row.pledges and row.norm is not None else ():
            if part.assumption is not None:
                whose = "assumed" if "assumed" in part.basis else "default"
                found.setdefault((whose, CALLED.get(part.key, part.key), part.assumption), {})[row.nation] = None
    for (whose, what, said), nations in found.items():
        yield from hanging(Text(whose, "quiet"), Text(f"{what}: {said} ({' '.join(nations)})", "quiet"), width, LEAD)


def _notes(answer: Sustain, width: int) -> Iterator[Text]:
    notes = list(NOTES) if answer.all.nations else []
    if apart := sum(row.apart for row in answer.sustain):
        are = (
            "s at sea, in the air or of all services are" if apart > 1 else " at sea, in the air or of all services is"
        )
        notes.append(f"{apart} pledge{are} not held against land forces")
    if any(row.uncounted for row in answer.sustain):
        notes.append("? strength unknown: counted as none, so that more may be hollow")
    for note in notes:
        yield from hanging(Text("note", "quiet"), Text(note, "quiet"), width, LEAD)
