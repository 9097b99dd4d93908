"""The screen of `unlock`: the answer in a sentence, a bar, the sets, who follows, and what the factors say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.chance import percent
from willing.questions.unlock import Unlock
from willing.questions.ways import Round, Way

LEAD = 11
"""Columns of the label at the left."""
MOST_LABEL = 30
"""Columns of a factor's name before its sentence."""
MOST_SETS = 10
"""Sets shown unless told otherwise; `--json` has more."""


def screen(answer: Unlock, case: str, options: str, width: int, most: int = MOST_SETS) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide, with at most so many sets.

    ``options`` set the scene for further questions.
    """
    yield Text(answer.title, style="title")
    yield from wrapped(Text(answer.headline), width)
    best = answer.sets[0] if answer.sets else answer.largest
    parts: list[Iterator[Text]] = []
    if best is not None and answer.target is not None:
        parts.append(_bar(answer, best, width))
    if best is not None and best.steps:
        parts += [_sets(answer, best, most, width), _words(answer.sets[:most] or (best,), width)]
    parts.append(chain(_notes(answer, width), _more(answer, case, options, width)))
    for part in parts:
        yield Text()
        yield from part


def _bar(answer: Unlock, best: Way, width: int) -> Iterator[Text]:
    """The firm force now, and with the first set or the largest one, against the target."""
    target, room = answer.target or 0, max(10, width - LEAD - 1)
    whole = max(best.strength, answer.firm, target, 1)
    now, then, mark = (round(persons * room / whole) for persons in (answer.firm, best.strength, target))
    bar = Text.assemble(" " * LEAD, ("█" * now, "firm"), ("▓" * (then - now), "together"))
    bar.append(" " * (LEAD + room + 1 - bar.cell_len))
    at = LEAD + min(room, mark)
    yield Text.assemble(bar[:at], ("│", "number"), bar[at + 1 :])
    legend = Text.assemble(("█ firm now ", "firm"), (shown(answer.firm), "number"))
    if best.steps:
        legend.append(f"   ▓ with {'set 1' if answer.sets else 'the largest'} ", style="together")
        legend.append(shown(best.strength), style="number")
    legend.append("   │ target ").append(shown(target), style="number")
    yield from hanging(Text("persons"), legend, width, LEAD)


def _sets(answer: Unlock, best: Way, most: int, width: int) -> Iterator[Text]:
    if not answer.sets:
        yield from _set(Text("largest"), answer, best, width)
        return
    for index, way in enumerate(answer.sets[:most], start=1):
        yield from _set(Text(f"set {index}"), answer, way, width)
    unseen = len(answer.sets) - most
    if unseen > 0:
        yield Text(f"{' ' * LEAD}and {unseen} more listed by --json or --limit", style="quiet")
    if not answer.complete:
        left = "very many" if answer.total is None else shown(answer.total - len(answer.sets))
        yield Text(f"{' ' * LEAD}and {left} more beyond the {len(answer.sets)} listed (--limit)", style="quiet")


def _set(lead: Text, answer: Unlock, way: Way, width: int) -> Iterator[Text]:
    """A set with what it yields; who follows, for signatures and for a set shown alone."""
    line = Text.assemble((" + ".join(_named(way)), "together"), ": ", (shown(way.strength), "number"), " firm")
    if way.together > way.strength:
        line.append(f", {shown(way.together)} if signed together")
    if answer.by != "signatures":
        line.append(
            f", {'nobody says how likely' if way.probability is None else percent(way.probability) + ' likely'}"
        )
    if way.loses:
        line.append(f", but {' '.join(way.loses)} would fall")
    yield from hanging(lead, line, width, LEAD)
    if answer.by == "signatures" or way is answer.largest or len(answer.sets) == 1:
        yield from hanging(Text(), Text("; ".join(map(_round, way.rounds)), style="quiet"), width, LEAD)


def _named(way: Way) -> Iterator[str]:
    yield from _labels(way)
    yield from (f"'{waived.clause}' waived by {waived.pledge}" for waived in way.waived)


def _labels(way: Way) -> Iterator[str]:
    """The factors and the signatures of a set, as they are written."""
    yield from (name if value else f"{name}=false" for name, value in way.factors.items())
    yield from way.signatures


def _round(step: Round) -> str:
    when = f"round {step.round}" if step.round else "first"
    return f"{when}: {' '.join(step.nations)}{f' add {shown(step.adds)}' if step.adds else ''}"


def _words(ways: Sequence[Way], width: int) -> Iterator[Text]:
    """What the factors and signatures of some sets say, each once."""
    said: dict[str, str] = {}
    for way in ways:
        said |= dict(zip(_labels(way), way.steps, strict=False))
    column = LEAD + min(2 + max(map(len, said), default=0), MOST_LABEL)
    for index, (label, words) in enumerate(said.items()):
        lead = Text.assemble(("where" if index == 0 else "").ljust(LEAD), (label, "together"))
        yield from hanging(lead, Text(words), width, column)


def _notes(answer: Unlock, width: int) -> Iterator[Text]:
    """What a reader must know to read the figures rightly."""
    notes = []
    if answer.total is None:
        known = f"those of up to {answer.sure} moves are all found" if answer.sure else "smaller ones may be missing"
        notes.append(f"too many sets to find them all; {known}")
    if answer.uncounted:
        some = "1 pledge of unknown strength counts" if answer.uncounted == 1 else None
        counted = some or f"{answer.uncounted} pledges of unknown strength count"
        notes.append(f"{counted} as none, so every sum is a lower bound")
    if answer.assumed:
        ways = (*answer.sets, *((answer.largest,) if answer.largest else ()))
        named = {name for way in ways for name in way.factors}
        own = "is the case's own assumption" if len(answer.assumed) == 1 else "are the case's own assumptions"
        notes.append(f"{len(answer.assumed)} of {len(named)} probabilities {own}")
    notes += [f"the assumption about {name} beats what the case has settled" for name in answer.overridden]
    if not answer.monotone:
        notes.append("others that come can make some fall, or miss the rule: a larger set may do worse")
    for note in notes:
        yield from hanging(Text("note", style="quiet"), Text(note, style="quiet"), width, LEAD)


def _more(answer: Unlock, case: str, options: str, width: int) -> Iterator[Text]:
    """Where to look next: the scenario of the first set, or sets made of something else."""
    given = [name if value else f"{name}=false" for name, value in answer.assume.items()]
    if answer.by == "factors" and answer.reachable:
        settled = list(_labels(answer.sets[0]))
        asks = [f"willing assess {case}{options}{_assuming(given + settled)}"] if settled else []
    else:
        others = (("--waive", "factors and waivers"), ("--signatures", "signatures"))
        asks = [
            f"willing unlock {case}{options}{_assuming(given)} {option}" for option, by in others if answer.by != by
        ]
    for index, ask in enumerate(asks):
        yield from hanging(Text("" if index else "more", style="quiet"), Text(ask, style="quiet"), width, LEAD)


def _assuming(factors: list[str]) -> str:
    return f" --assume {','.join(factors)}" if factors else ""
