"""The screen of `stress`: the answer in a sentence, the months, every post, what hurts most, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.force.simulate.outcome import Spread
from willing.questions.chance import percent
from willing.questions.stress import Fate, Stress, Struck

LEAD = 11
CELL = 9
"""Columns of a percentage."""
NAME = 30
"""Columns of a post's name, at most."""
LEVELS = "·▁▂▃▄▅▆▇█"
MOST_EVENTS = 12
FAN = (("p95", "best 5 %"), ("median", "middle"), ("p5", "worst 5 %"))
"""Figures of a month, and what a line of them is called."""


def screen(answer: Stress, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(answer.title, style="title"), width)
    yield from wrapped(Text(answer.headline), width)
    if answer.share is not None:
        yield Text()
        yield from _months(answer, width)
        yield Text()
        yield from _posts(answer, width)
        yield Text()
        yield from _events(answer, width)
    yield Text()
    yield from _notes(answer, width)


def _months(answer: Stress, width: int) -> Iterator[Text]:
    """The share covered in each month, as three lines of bars; all of the same height, that of the best month."""
    step = -(-len(answer.by_month) // (width - LEAD))
    months = answer.by_month[::step]
    each = "in each month" if step == 1 else f"in one month of {step}"
    most = max((month.p95 for month in months if month is not None), default=0)
    said = f"share covered over all posts {each} from D-day on; the highest bar is {_short(most)}"
    yield from wrapped(Text(said, style="title"), width)
    for figure, name in FAN:
        bars = "".join(" " if month is None else _level(getattr(month, figure), most) for month in months)
        yield Text.assemble((f"{name:>{LEAD - 2}}  ", "quiet"), (bars, "firm" if figure == "p5" else "together"))


def _level(share: float, most: float) -> str:
    """A bar as high as the share; only nothing has none."""
    return LEVELS[max(1, round(share / most * (len(LEVELS) - 1)))] if share > 0 else LEVELS[0]


def _short(share: float) -> str:
    return percent(share).replace("under ", "<").replace("over ", ">")


def _posts(answer: Stress, width: int) -> Iterator[Text]:
    """A line for each post that is covered at all."""
    there = [fate for fate in answer.posts if fate.share is not None and (fate.undisturbed or fate.share.mean)]
    never = [fate.post for fate in answer.posts if fate.share is not None and fate not in there]
    yield from wrapped(Text("share of the person-months of each post that is covered", style="title"), width)
    name = min(NAME, max([10, *(len(fate.post) for fate in there)]))
    heads = "".join(f"{head:>{CELL}}" for head in ("if well", "average", "1 in 20"))
    if there:
        yield Text(f"{'':{name}}{heads}", style="quiet")
    for fate in there:
        yield _post(fate, name, width)
    if never:
        yield from hanging(Text("never", "quiet"), Text(", ".join(never), "quiet"), width, LEAD)


def _post(fate: Fate, name: int, width: int) -> Text:
    spread = fate.share or Spread(0, 0, 0, 0, 0, 0)
    cells = "".join(f"{_short(share):>{CELL}}" for share in (fate.undisturbed or 0, spread.mean, spread.p5))
    room = max(8, width - name - len(cells) - 2)
    low, mean, planned = (round(share * room) for share in (spread.p5, spread.mean, fate.undisturbed or 0))
    bar = Text.assemble(
        ("█" * low, "firm"), ("▓" * max(0, mean - low), "together"), ("·" * max(0, planned - max(low, mean)), "quiet")
    )
    called = fate.post if len(fate.post) <= name else f"{fate.post[: name - 1]}…"
    return Text.assemble(f"{called:{name}}{cells}  ", bar)


def _events(answer: Stress, width: int) -> Iterator[Text]:
    """What may go wrong, what hurts most first."""
    yield from wrapped(Text("what hurts most, as a share of all that is asked for, weighted", style="title"), width)
    lead = 2 * CELL + 2
    hurting = [event for event in answer.events if event.loss > 0]
    if hurting:
        yield Text(f"{'alone':>{CELL}}{'in all':>{CELL}}", style="quiet")
    whole = answer.worth_asked
    for event in hurting[:MOST_EVENTS]:
        cells = "".join(f"{_cost(loss, whole):>{CELL}}" for loss in (event.loss, event.relief))
        yield from hanging(Text(cells, "number"), _said(event), width, lead)
    if len(hurting) > MOST_EVENTS:
        yield Text(f"{' ' * lead}and {len(hurting) - MOST_EVENTS} more; --json has them all", style="quiet")
    harmless = [event.name for event in answer.events if event.loss <= 0]
    if harmless:
        yield from hanging(Text(f"{'nothing':>{CELL}}", "quiet"), Text(", ".join(harmless), "quiet"), width, lead)


def _cost(loss: float, whole: int) -> str:
    return "-" if loss <= 0 or not whole else _short(loss / whole)


def _said(event: Struck) -> Text:
    per = {"call-up": "a call-up", "plan": "the plan", "month": "a month"}[event.per]
    return Text.assemble(event.title, (f" ({_short(event.chance)} in {per})", "quiet"))


def _notes(answer: Stress, width: int) -> Iterator[Text]:
    for note in _said_notes(answer):
        yield from hanging(Text("note", "quiet"), Text(note, "quiet"), width, LEAD)


def _said_notes(answer: Stress) -> Sequence[str]:
    assumed = sum(event.assumed for event in answer.events)
    notes = []
    if assumed:
        notes.append(
            f"{assumed} of {len(answer.events)} chances are assumptions that nobody has stated; --chance sets them"
        )
    notes.append(
        f"of {shown(answer.tours)} planned tours {answer.planned:.1f} are carried out on average, {answer.lapsed:.1f} "
        + (f"lapse, and {answer.by_rule:.1f} more fill gaps" if answer.refill else "lapse, and no gap is filled")
    )
    notes.append("if well: if nothing goes wrong; 1 in 20: one run in twenty covers less")
    notes.append("alone: if nothing else goes wrong; in all: what would be gained if only this could not happen")
    if answer.replications < answer.asked:
        notes.append(f"interrupted after {shown(answer.replications)} of {shown(answer.asked)} runs")
    notes.append(f"seed {answer.seed}; the same seed, plan and chances give the same figures")
    return notes
