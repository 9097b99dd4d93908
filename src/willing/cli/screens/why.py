"""The screen of `why`: the verdict, each pledge with its reasons as a tree, the repair, and who said so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.why import Explained, Explanation, Said, sentence
from willing.standing.why import Reason

LEAD = 11
LATEST = 5
"""Of the statements beside the pledges', so many are shown unless all are asked for, the latest."""
MARKS = {"holds": "✓", "signed": "✓", "above": "↑", "loop": "↺"}
"""The sign before a reason; any other is something that fails."""


def screen(answer: Explanation, width: int, everything: bool) -> Iterator[Text]:
    """The lines of the screen; unless ``everything`` is asked for, only the largest pledge is followed in full."""
    yield from wrapped(Text(answer.headline, style="title"), width)
    ordered = sorted(answer.pledges, key=lambda pledge: (pledge.status is None, -(pledge.strength or 0)))
    for index, pledge in enumerate(ordered):
        yield Text()
        yield from _pledge(pledge, width, full=everything or index == 0)
    if answer.repair:
        yield Text()
        yield from _repair(answer, width)
    if answer.statements:
        yield Text()
        yield Text(f"Also said about {answer.name}", style="title")
        latest = sorted(answer.statements, key=lambda said: said.on, reverse=True)
        yield from _said(latest if everything else latest[:LATEST], width)
    if not everything and (len(answer.pledges) > 1 or len(answer.statements) > LATEST):
        yield Text()
        yield Text("--all follows every pledge and lists every statement", style="quiet")


def _repair(answer: Explanation, width: int) -> Iterator[Text]:
    lead = Text("repair", style="together")
    for mend in answer.repair:
        yield from hanging(lead, Text(sentence(mend)), width, LEAD)
        lead = Text("or", style="together")


def _pledge(pledge: Explained, width: int, full: bool) -> Iterator[Text]:
    strength = "strength unknown" if pledge.strength is None else shown(pledge.strength)
    round_ = f", round {pledge.round}" if pledge.round else ""
    head = Text.assemble(
        (pledge.pledge, "title"), f"  {strength}, {pledge.capability.replace('_', ' ')}, {pledge.stage}: "
    )
    verdict = Text(f"{pledge.status or 'takes no part'}{round_}", style=pledge.status or "apart")
    yield from hanging(head, verdict, width, head.cell_len)
    condition = f"only if {pledge.condition_in_english}" if pledge.condition else "no condition"
    yield from hanging(Text("  condition", style="quiet"), Text(condition), width, 2 + LEAD)
    for part in pledge.non_monotone:
        lead = Text("  note", style="quiet")
        yield from hanging(lead, Text(f"non-monotone: others that come can make it fall ('{part}')"), width, 2 + LEAD)
    if full:
        yield from _tree(pledge.reasons, width, 2)
        yield from _basis(pledge, width)
        yield from _said(pledge.statements, width)


def _basis(pledge: Explained, width: int) -> Iterator[Text]:
    """Where its values come from, assumptions marked as such."""
    for key, basis in pledge.basis.items():
        for kind, text in basis.items():
            lead = Text(f"  {kind}", style="out" if kind == "assumed" else "quiet")
            yield from hanging(lead, Text(f"{key}: {text}"), width, 2 + LEAD)


def _tree(found: Sequence[Reason], width: int, indent: int) -> Iterator[Text]:
    for reason in found:
        mark = MARKS.get(reason.kind, "✗")
        lead = Text.assemble(" " * indent, (mark, "firm" if mark == "✓" else "out"))
        yield from hanging(lead, Text(reason.text), width, indent + 2)
        yield from _tree(reason.because, width, indent + 2)


def _said(statements: Sequence[Said], width: int) -> Iterator[Text]:
    for said in statements:
        place = f", {said.where}" if said.where else ""
        body = Text.assemble(said.says, (f" ({said.publisher}, {said.on}{place}; {said.id})", "quiet"))
        yield from hanging(Text(f"  {said.grade}", style="number"), body, width, 6)
