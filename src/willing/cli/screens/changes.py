"""The screen of `changes`: day by day, what moved and what it did to the force."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.changes import Changes, Step

LEAD = 12
STYLES = {
    "pledge ended": "contested",
    "pledge made": "firm",
    "pledge revised": "together",
    "pledges signed": "firm",
    "factor settled": "together",
}


def screen(answer: Changes, width: int, statements: bool) -> Iterator[Text]:
    """The lines of the screen; statements only where asked for, else they are counted."""
    yield from wrapped(Text(answer.headline, style="title"), width)
    for step in answer.steps:
        events = [event for event in step.events if statements or event.kind != "statement"]
        if not events:
            continue
        yield Text()
        yield Text.assemble((step.day.isoformat(), "title"), "  ", _force(step))
        for event in events:
            body = Text.assemble(
                (f"{event.kind} ", STYLES.get(event.kind, "quiet")), (f"{event.subject}  ", "number"), event.text
            )
            yield from hanging(Text(), body, width, LEAD)
    unlisted = sum(event.kind == "statement" for step in answer.steps for event in step.events)
    if unlisted and not statements:
        yield Text()
        yield Text(f"{unlisted} statements were made in between; --statements lists them", style="quiet")


def _force(step: Step) -> Text:
    if not step.moved:
        return Text("the force is unchanged", style="quiet")
    parts = []
    for name, before, after in (
        ("firm", step.firm_before, step.firm),
        ("with signing together", step.together_before, step.together),
        ("offered", step.offered_before, step.offered),
    ):
        if before != after:
            parts.append(f"{name} {shown(before)} \N{RIGHTWARDS ARROW} {shown(after)}")
    return Text("; ".join(parts), style="number")
