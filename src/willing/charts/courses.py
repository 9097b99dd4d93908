"""Courses of action side by side: what each asks for, and how much of it a plan covers, by priority."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from willing.charts import WIDE, plans, theme, words
from willing.charts.lettering import cut
from willing.charts.lettering import width as measured
from willing.charts.page import Page, Row, Scale, axis, bars, letters, plain, rules, sheet
from willing.errors import AskError
from willing.questions.plan import Planned

MOST = 12
"""Courses of action drawn; the rest are counted."""
BAR, GAP = 20, 16
"""Height of a bar, and of the room below it, in pixels."""
COVERED, MISSED = theme.UNIT, theme.HINTED


@dataclass(frozen=True)
class Part:
    """What one priority of a course of action asks for. Persons, averaged over the months of its plan."""

    priority: int
    required: float
    covered: float
    share: str


def courses(answers: Sequence[Planned], *, width: int = WIDE) -> alt.LayerChart:
    """A bar for each course of action: what it asks for on average, by priority, filled as far as a plan covers it.

    The one that is covered best comes first. Raises :class:`~willing.errors.AskError` without any plan.
    """
    if not answers:
        raise AskError("no course of action to compare: give a plan for at least one")
    page, title = Page(width), finding(answers)
    asking = sorted((one for one in answers if one.required), key=lambda one: -one.covered / one.required)
    subtitle = f"Persons asked for and covered on average, by priority, {plans.scene_of(answers[0])}"
    notes = list(_notes(answers, len(asking)))
    shown = asking[:MOST]
    if not shown:
        return plain(page, title, subtitle, "There is nothing to cover.", notes)
    most = max(one.required / one.months for one in shown)
    x = Scale(0, most * 1.001, 0, page.inner)
    key, below = plans.key(page, [(COVERED, "covered"), (MISSED, "missed"), ("", "1 to 4: priorities, 1 highest")])
    marked = (kept := _kept(shown)) is not None and kept <= x.high
    tops = [below + 10 + (page.leading + 2) * marked]
    for _ in shown:
        tops.append(tops[-1] + 2 * page.leading + BAR + GAP)
    layers = [
        *key,
        *axis(page, x, words.number, tops[0] - 2, tops[-1]),
        *_line(page, x, shown, tops[0], tops[-1]),
        *_rows(page, x, shown, tops),
    ]
    return sheet(
        page, tops[-1] + page.leading + 4, layers,
        title=title, subtitle=subtitle, notes=notes, description=f"{'; '.join(map(_told, shown))}.",
    )  # fmt: skip


def finding(answers: Sequence[Planned]) -> str:
    """Which course of action is covered best, and which least."""
    shares = {one.coa: one.covered / one.required for one in answers if one.required}
    named = {one.coa: one for one in answers}
    if not shares:
        return "No course of action asks for anybody"
    if not any(shares.values()):
        return f"Nothing of any course of action is covered with {plans.WHOSE[answers[0].force]}"
    best, least = max(shares, key=lambda key: shares[key]), min(shares, key=lambda key: shares[key])

    def said(key: str) -> str:
        return f"“{named[key].coa_title}”, {plans.share(named[key].covered, named[key].required)}"

    if shares[best] == shares[least]:
        part = plans.share(named[best].covered, named[best].required)
        return f"{part} of {'each' if len(shares) > 1 else 'the only'} course of action is covered"
    return f"Best covered is {said(best)}; least {said(least)}"


def parts_of(answer: Planned) -> tuple[Part, ...]:
    """What each priority asks for and gets, highest first."""
    found = []
    for priority in sorted({post.priority for post in answer.posts if post.required}):
        here = [post for post in answer.posts if post.priority == priority]
        required, covered = sum(post.required for post in here), sum(post.covered for post in here)
        found.append(Part(priority, required / answer.months, covered / answer.months, plans.share(covered, required)))
    return tuple(found)


def _told(answer: Planned) -> str:
    """A course of action in words."""
    each = ", ".join(f"{part.share} at priority {part.priority}" for part in parts_of(answer))
    return f"{answer.coa_title}: {plans.share(answer.covered, answer.required)} covered, {each}"


def _rows(page: Page, x: Scale, shown: Sequence[Planned], tops: Sequence[float]) -> Iterator[alt.Chart]:
    blocks: list[Row] = []
    on: list[Row] = []
    names, shares, said = [], [], []
    for one, top in zip(shown, tops, strict=False):
        base = top + page.leading
        beside = f"{plans.share(one.covered, one.required)} covered"
        room = page.inner - measured(beside, page.label, bold=True) - 14
        names.append({"x": 0, "y": base - 2, "text": cut(one.coa_title, room, page.label, bold=True)})
        shares.append({"x": page.inner, "y": base - 2, "text": beside})
        blocks += _blocks(one, x, base + 4)
        on += _numbers(one, x, base + 4)
        under = base + BAR + page.leading + 4
        said.append({"x": 0, "y": under, "text": cut(_under(one, page), page.inner, page.label)})
    yield from bars(blocks, outline=theme.PAPER, weight=1)
    yield from letters(on, page.note - 1, align="center", baseline="middle")
    yield from letters(names, page.label, bold=True, halo=theme.PAPER)
    yield from letters(shares, page.label, bold=True, align="right", halo=theme.PAPER)
    yield from letters(said, page.label, ink=theme.QUIET, halo=theme.PAPER)


def _blocks(answer: Planned, x: Scale, y: float) -> Iterator[Row]:
    """The bar of a course of action: for each priority what is covered, then what is missed."""
    at = 0.0
    for part in parts_of(answer):
        hint = (
            f"{answer.coa_title}, priority {part.priority}: {words.number(part.covered)} of "
            f"{words.number(part.required)} on average, {part.share}"
        )
        where = {"course": answer.coa, "priority": part.priority, "hint": hint, "y": y, "y2": y + BAR}
        if part.covered:
            yield {**where, "x": x(at), "x2": x(at + part.covered), "ink": COVERED}
        if part.covered < part.required:
            yield {**where, "x": x(at + part.covered), "x2": x(at + part.required), "ink": MISSED}
        at += part.required


def _numbers(answer: Planned, x: Scale, y: float) -> Iterator[Row]:
    """The number of each priority in the middle of its part of the bar, where there is room for it."""
    at = 0.0
    for part in parts_of(answer):
        if x(part.required) >= 12:
            yield {"x": x(at + part.required / 2), "y": y + BAR / 2, "text": str(part.priority)}
        at += part.required


def _under(answer: Planned, page: Page) -> str:
    """The share of each priority, and what is known of a better plan."""
    first, *rest = parts_of(answer)
    each = ", ".join([f"{first.share} at priority {first.priority}", *(f"{p.share} at {p.priority}" for p in rest)])
    if page.narrow:
        return each
    most = words.number(answer.required / answer.months)
    bound = f"; {plans.proof(answer)}" if answer.tours else ""
    return f"{each}, of {most} on average over {plans.months_said(answer.months)}{bound}"


def _kept(answers: Sequence[Planned]) -> int | None:
    """What the nations that send anyone keep up by their norms, where that is the same for all plans and known."""
    sums = {sum(row.norm for row in one.sustain if row.norm is not None) for one in answers if one.tours}
    return sums.pop() or None if len(sums) == 1 else None


def _line(page: Page, x: Scale, answers: Sequence[Planned], top: float, floor: float) -> Iterator[alt.Chart]:
    """A line at what can be kept up, with its name above the bars."""
    kept = _kept(answers)
    if kept is None or kept > x.high:
        return
    yield from rules([{"x": kept, "x2": kept, "y": top - 3, "y2": floor}], ink=theme.INK, dash=(4, 3), x=x)
    text = f"can be kept up by norm: {words.number(kept)}"
    wide, at = measured(text, page.label), x(kept)
    left = min(max(0, at - wide / 2), page.inner - wide)
    yield from letters([{"x": left, "y": top - 6, "text": text}], page.label)


def _notes(answers: Sequence[Planned], asking: int) -> Iterator[str]:
    if asking > MOST:
        yield f"{asking - MOST} more courses of action are not drawn; they are covered less."
    yield "Average: over all months of the plan. Each course of action is planned by itself, with the whole force."
    if _kept(answers) is not None:
        unknown = any(row.norm is None for one in answers for row in one.sustain)
        known = ", as far as these are known" if unknown else ""
        yield f"Kept up by norm: by the land forces of the nations that send anyone{known}."
    first, *rest = plans.notes_of(answers[0])
    yield from rest if answers[0].tours else (first, *rest)
