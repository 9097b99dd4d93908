"""The screen of `timeline`: a bar for every day that moved the force, and what moved it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.timeline import Moment, Timeline

LEAD = 12
MOST_BAR = 40
"""Columns of the longest bar."""


def screen(answer: Timeline, width: int, everything: bool) -> Iterator[Text]:
    """The lines of the screen; days that did not move the force only where asked for, else they are counted."""
    yield from wrapped(Text(answer.headline, style="title"), width)
    days = [moment for moment in answer.moments if everything or moment.movers]
    most = max([answer.target or 0, *(max(m.offered, m.together) for m in answer.moments)], default=0)
    for moment in days:
        yield Text()
        yield Text.assemble((moment.date.isoformat(), "title"), "  ", *_bar(moment, most, answer.target))
        yield Text.assemble(" " * LEAD, _numbers(moment))
        for event in moment.events:
            if everything or event.subject in moment.movers:
                style = "quiet" if event.subject not in moment.movers else ""
                body = Text.assemble(
                    (f"{event.kind} ", style or "together"), (f"{event.subject}  ", "number"), event.text
                )
                yield from hanging(Text(), body, width, LEAD)
    yield from _end(answer, len(answer.moments) - len(days), width)


def _bar(moment: Moment, most: int, target: int | None) -> Iterator[tuple[str, str]]:
    """Firm, together and the rest of what is offered, to one scale for all days, and the target as a line."""
    signs = [" "] * (MOST_BAR + 1)
    styles = [""] * len(signs)
    for persons, sign, style in (
        (moment.offered, "░", "out"),
        (moment.together, "▓", "together"),
        (moment.firm, "█", "firm"),
    ):
        end = _column(persons, most)
        signs[:end], styles[:end] = [sign] * end, [style] * end
    if target is not None:
        signs[_column(target, most)], styles[_column(target, most)] = "│", "number"
    yield from zip(signs, styles, strict=True)


def _column(persons: int, most: int) -> int:
    return round(MOST_BAR * persons / most) if most else 0


def _numbers(moment: Moment) -> Text:
    joint = [f"together {shown(moment.together)}"] if moment.together != moment.firm else []
    return Text("   ".join([f"firm {shown(moment.firm)}", *joint, f"offered {shown(moment.offered)}"]), style="number")


def _end(answer: Timeline, left: int, width: int) -> Iterator[Text]:
    if not answer.moments:
        return
    yield Text()
    target = f"   │ target {shown(answer.target)}" if answer.target is not None else ""
    yield Text(f"█ firm   ▓ together   ░ the rest of what is offered{target}", style="quiet")
    if left:
        yield from wrapped(
            Text(f"{left} days with pledges or factors that left the force as it was; --all lists them", style="quiet"),
            width,
        )
