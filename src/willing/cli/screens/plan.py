"""The screen of `plan`: a line per post with its cover over the months, why it is missed, who sends what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.force.misses import REASONS
from willing.questions.ask import listed
from willing.questions.compare import assumed_text
from willing.questions.plan import Coverage, Planned, PostLine
from willing.questions.quality import said_gap, short_share
from willing.questions.sustain import Sustained

LEAD = 11
NAME, LONG_NAME = 22, 32
"""Columns of a post's name at most, on a narrow screen and on a wide one."""
WIDE = 100
"""Columns of a wide screen."""
PRIORITY, GAP, SHARE = 5, 2, 9
"""Columns of its priority, before the bar, and of the share that is covered."""
LEAST_BAR, MONTH_0 = 8, 16
"""Columns of the bar at least, and those that the whole of its heading takes."""
WHY = 9
"""Columns of the reason."""
EIGHTHS = "▁▂▃▄▅▆▇"
MOST_NAMED = 6
"""Units or pledges left out for one reason of which each is named."""
MOST_REASONS = 9


def screen(answer: Planned, case: str, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(answer.title, style="title"), width)
    yield from wrapped(Text(answer.headline), width)
    yield from _labelled("scenario", _scenario(answer), width)
    yield Text()
    if answer.persons:
        yield from _posts(answer, width)
        yield Text()
        yield from _reasons(answer, width)
        yield from _nations(answer, width)
    else:
        yield from _what_to_do(answer, case, width)
    yield from _left_out(answer, width)
    yield from _hollow(answer.sustain, width)
    for note in _notes(answer):
        yield from _labelled("note", note, width)
    if answer.persons:
        more = f"willing plan {case} --coa {answer.coa} with --csv for every tour, --json for everything"
        yield from _labelled("more", more, width)


def _labelled(label: str, said: str, width: int) -> Iterator[Text]:
    yield from hanging(Text(label, "quiet"), Text(said, "quiet"), width, LEAD)


def _scenario(answer: Planned) -> str:
    day = f"as of {answer.as_of.isoformat()}, " if answer.as_of else ""
    settled = [
        name if value else f"{name}=false"
        for name, value in answer.scenario.items()
        if value is not None and name not in answer.assume
    ]
    still = sum(value is None for value in answer.scenario.values())
    known = f"; known: {', '.join(settled)}" if settled else ""
    dwell = "; with the shorter dwell that nations have accepted" if answer.stretched else ""
    return f"{day}assuming {assumed_text(answer.assume)}{known}; {still} factors open{dwell}"


# ---------------------------------------------------------------------------------------------------------------- posts


class _Columns(NamedTuple):
    """How wide the columns of the posts are."""

    name: int
    persons: int
    bar: int
    each: int
    """Months of a sign of the bar."""

    @classmethod
    def fitting(cls, answer: Planned, width: int) -> _Columns:
        """As wide a bar as the names of the posts leave, at most a sign per month."""
        most = max((cell.required for cell in answer.coverage), default=0)
        persons = max(len("persons"), len(shown(most))) + 1
        left = width - PRIORITY - persons - GAP - SHARE - WHY
        longest = LONG_NAME if width >= WIDE else NAME
        name = min(longest, left - LEAST_BAR, max(len(post.post) for post in answer.posts))
        each = ceil(answer.months / (left - name))
        return cls(name, persons, max(LEAST_BAR, ceil(answer.months / each)), each)


def _posts(answer: Planned, width: int) -> Iterator[Text]:
    columns = _Columns.fitting(answer, width)
    end = f"to {answer.months}"
    over = f"0 {end}" if columns.bar < MONTH_0 else f"month 0{end:>{columns.bar - len('month 0')}}"
    head = f"{'post':{columns.name}}{'prio':>{PRIORITY}}{'persons':>{columns.persons}}{'':{GAP}}{over:{columns.bar}}"
    yield Text(f"{head}{'covered':>{SHARE}}  missed", style="quiet")
    by_post: dict[str, list[Coverage]] = {post.post: [] for post in answer.posts}
    for cell in answer.coverage:
        by_post[cell.post].append(cell)
    for post in answer.posts:
        yield _post(post, by_post[post.post], columns, answer.months)
    months = "a month" if columns.each == 1 else f"{columns.each} months"
    said = f"each sign {months}: █ covered, ▁ to ▇ in part, · not at all; blank: not asked for"
    yield from _labelled("", said, width)


def _post(post: PostLine, cells: Sequence[Coverage], columns: _Columns, months: int) -> Text:
    called = Text(post.post)
    called.truncate(columns.name, overflow="ellipsis", pad=True)
    persons = max((cell.required for cell in cells), default=0)
    share = short_share(post.covered, post.required) if post.required else "-"
    bar = _bar(cells, columns.each, ceil(months / columns.each))
    bar.append(" " * (columns.bar - bar.cell_len))
    priority, number = f"{post.priority:>{PRIORITY}}", f"{shown(persons):>{columns.persons}}"
    why = Text(f"  {post.because or ''}", "out")
    return Text.assemble(called, priority, (number, "number"), " " * GAP, bar, f"{share:>{SHARE}}", why)


def _bar(cells: Sequence[Coverage], each: int, signs: int) -> Text:
    """How much is covered, a sign for so many months."""
    wanted, there = Counter[int](), Counter[int]()
    for cell in cells:
        wanted[cell.month // each] += cell.required
        there[cell.month // each] += cell.covered
    bar = Text()
    for sign in range(signs):
        bar.append_text(_sign(there[sign], wanted[sign]))
    return bar


def _sign(covered: int, required: int) -> Text:
    if not required:
        return Text(" ")
    if not covered:
        return Text("·", "quiet")
    if covered >= required:
        return Text("█", "firm")
    return Text(EIGHTHS[min(len(EIGHTHS) - 1, 8 * covered // required)], "together")


def _reasons(answer: Planned, width: int) -> Iterator[Text]:
    """Why posts are missed, with the enabler that binds, those that cost most first."""
    missed: Counter[tuple[str, str | None]] = Counter()
    for miss in answer.misses:
        missed[miss.because, miss.enabler] += miss.person_months
    label = "missed"
    for (because, enabler), lost in missed.most_common(MOST_REASONS):
        which = f": {enabler}" if enabler else ""
        said = Text.assemble((f"{because}  ", "out"), f"{shown(lost)} person-months: {REASONS[because]}{which}")
        yield from hanging(Text(label), said, width, LEAD)
        label = ""
    if len(missed) > MOST_REASONS:
        rest = sum(lost for _, lost in missed.most_common()[MOST_REASONS:])
        yield from _labelled(
            "", f"and {shown(rest)} person-months for {len(missed) - MOST_REASONS} more reasons", width
        )


# ------------------------------------------------------------------------------------------------------------------ who


def _nations(answer: Planned, width: int) -> Iterator[Text]:
    """Who sends units, how many tours, and how many persons are away at most."""
    label = "sent by"
    names = {row.nation: row.name for row in answer.sustain}
    for nation in sorted({tour.nation for tour in answer.tours}, key=lambda code: (-_away(answer, code), code)):
        own = [tour for tour in answer.tours if tour.nation == nation]
        units = {tour.unit: tour.notional for tour in own}
        made_up = sum(units.values())
        notional = "" if not made_up else ", notional" if made_up == len(units) else f" ({made_up} notional)"
        posts = listed(list(dict.fromkeys(tour.post for tour in own)))
        what = f"{_count(len(own), 'tour')} of {_count(len(units), 'unit')}{notional}, {posts}"
        said = Text.assemble(
            (f"{names.get(nation, nation)}  ", "title"), f"{shown(_away(answer, nation))} away at most, {what}"
        )
        yield from hanging(Text(label), said, width, LEAD)
        label = ""


def _away(answer: Planned, nation: str) -> int:
    """Persons of a nation away at once, at most."""
    change = [0] * (answer.months + 1)
    for tour in answer.tours:
        if tour.nation == nation:
            change[tour.start] += tour.strength
            change[tour.end] -= tour.strength
    return max(accumulate(change))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _left_out(answer: Planned, width: int) -> Iterator[Text]:
    label = "left out"
    for because in dict.fromkeys(entry.because for entry in answer.left_out):
        those = [entry.what for entry in answer.left_out if entry.because == because]
        more = f" and {len(those) - MOST_NAMED} more" if len(those) > MOST_NAMED else ""
        yield from hanging(Text(label), Text(f"{because}: {', '.join(those[:MOST_NAMED])}{more}"), width, LEAD)
        label = ""


def _hollow(rows: Sequence[Sustained], width: int) -> Iterator[Text]:
    """Nations that pledge more than they can keep up."""
    for row in rows:
        if row.hollow:
            pledged = f"{row.name} pledges {shown(row.pledged or 0)}, {shown(row.hollow)} above what its norm keeps up"
            ends = f"; even stretched its pool runs out in month {row.exhausted_month}" if row.exhausted_month else ""
            yield from hanging(Text("hollow", "out"), Text(f"{pledged}{ends}"), width, LEAD)


def _what_to_do(answer: Planned, case: str, width: int) -> Iterator[Text]:
    """What to try where there is nothing to plan with."""
    wider = {"firm": ("together", "offered"), "together": ("offered",), "offered": ()}[answer.force]
    meaning = {"together": "also what stands if signed together", "offered": "all that is offered, standing or not"}
    tries = [(f"--force {force}", meaning[force]) for force in wider]
    if any(value is None for value in answer.scenario.values()):
        tries.append(("--assume FACTOR", f"settle an open factor; `willing unlock {case}` finds which would matter"))
    if not wider:
        tries.append(("--stage STAGE", "let pledges of a lower stage take part"))
    label = "try"
    for option, what in tries:
        yield from hanging(Text(label), Text.assemble((f"{option}  ", "number"), what), width, LEAD)
        label = ""


def _proof(answer: Planned) -> str:
    """How good the plan is, an objective being person-months, each times the weight of its post's priority."""
    no_plan = "no plan" if answer.kept is None else "no plan that keeps as much"
    if answer.gap <= 0:
        return f"proven best: {no_plan} has an objective above {shown(answer.bound)}"
    exceeds = f"{no_plan} exceeds {shown(answer.bound)}, a gap of at most {said_gap(answer.gap)}"
    return f"objective {shown(answer.objective)}; {exceeds}"


def _notes(answer: Planned) -> Iterator[str]:
    if answer.persons:
        yield _proof(answer)
    if answer.kept is not None:
        locked = sum(tour.locked for tour in answer.tours)
        had = f", {locked} of them locked" if locked else ""
        yield f"{_count(answer.kept, 'tour')} of the other plan stayed{had}; {answer.given_up} did not"
    if answer.stopped:
        yield "stopped before the search was done: this is the best plan so far, and its bound holds"
    if any(tour.notional for tour in answer.tours):
        yield (
            "a notional unit is made of a pledge's strength, as the case names none; where it can take the next tour "
            "at once, it stands for several that relieve each other by the nation's norm"
        )
