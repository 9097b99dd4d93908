"""The screen of `plan` for several plans: a row for each."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.cli.screens.plan import LEAD, WHY
from willing.force.misses import REASONS
from willing.questions.compare import Compared, assumed_text, first_of, main_reason
from willing.questions.plan import Planned
from willing.questions.quality import said_gap, short_share

NAME = 26
"""Columns of a course of action at most."""
COLUMNS = (("persons", 9), ("covered", 9), ("first", 9), ("gap", 8))


def screen(answer: Compared, case: str, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(answer.title, style="title"), width)
    yield from wrapped(Text(answer.headline), width)
    yield Text()
    label = "scenarios" if len(answer.scenarios) > 1 else "scenario"
    day = f"as of {answer.as_of.isoformat()}, " if answer.as_of else ""
    for number, scenario in enumerate(answer.scenarios):
        said = Text.assemble((f"{_letter(number)}  ", "title"), f"{day}assuming {assumed_text(scenario)}")
        yield from hanging(Text(label), said, width, LEAD)
        label, day = "", ""
    yield Text()
    room = width - sum(wide for _, wide in COLUMNS) - 3 - WHY
    name = min(NAME, room, max(6, *(len(found.coa) for found in answer.plans)))
    head = "".join(f"{column:>{wide}}" for column, wide in COLUMNS)
    yield Text(f"{'course':{name}}   {head}  missed", style="quiet")
    for index, found in enumerate(answer.plans):
        yield _row(found, _letter(index % len(answer.scenarios)), name)
    yield Text()
    for because in dict.fromkeys(filter(None, map(main_reason, answer.plans))):
        yield from hanging(Text(because, "out"), Text(REASONS[because], "quiet"), width, LEAD)
    for note in _notes(answer):
        yield from hanging(Text("note", "quiet"), Text(note, "quiet"), width, LEAD)
    one = f"willing plan {case} --coa {answer.plans[0].coa} shows one of them; --json has them all"
    yield from hanging(Text("more", "quiet"), Text(one, "quiet"), width, LEAD)


def _row(found: Planned, letter: str, name: int) -> Text:
    called = Text(found.coa)
    called.truncate(name, overflow="ellipsis", pad=True)
    required, covered = first_of(found)
    cells = (
        shown(found.persons),
        short_share(found.covered, found.required),
        short_share(covered, required) if required else "-",
        said_gap(found.gap),
    )
    numbers = "".join(f"{cell:>{wide}}" for cell, (_, wide) in zip(cells, COLUMNS, strict=True))
    return Text.assemble(called, (f"  {letter}", "title"), numbers, (f"  {main_reason(found) or ''}", "out"))


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)


def _notes(answer: Compared) -> Iterator[str]:
    yield "persons: away at any one time of all pledges that are planned; first: covered of the posts of priority 1"
    yield "gap: how far below the best there can be a plan is at most"
    if stopped := sum(found.stopped for found in answer.plans):
        yield f"{stopped} of {len(answer.plans)} plans were stopped early: each is the best so far, and its bound holds"
