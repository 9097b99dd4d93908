"""The force against the target, by verdict, with the stated ranges and what courses of action ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from willing.case.derive import peak, posts_of
from willing.case.model import Case
from willing.case.names import names_of
from willing.charts import WIDE, theme, words
from willing.charts.lettering import cut, first_that_fits, width
from willing.charts.page import Page, Row, Scale, axis, bars, letters, plain, rules, sheet, signs
from willing.errors import AskError
from willing.questions.assess import Assessment
from willing.standing.verdict import STATUSES

BAR = 46
ROWS = {False: 26, True: 38}
"""Height of the bar, and of each row below it on a wide and on a narrow page, in pixels."""
GUTTER = 292
"""Pixels left of the bars for their labels, on a wide page."""


@dataclass(frozen=True)
class Course:
    """A course of action and the persons it asks for in the month that asks for most."""

    title: str
    persons: int


def strength(answer: Assessment, case: Case, *, width: int = WIDE) -> alt.LayerChart:
    """Persons offered, by verdict and nation, against the target and the courses of action of the case.

    Raises :class:`~willing.errors.AskError` if the answer is about another case.
    """
    asked_about(answer, case)
    page, asked, title = Page(width), courses(case), finding(answer, case)
    notes = tuple(_notes(answer))
    if not answer.strength.offered:
        return plain(page, title, words.scene(answer), _without_a_sum(answer), notes)
    ranges = list(_ranges(answer))
    gutter = 7 if page.narrow else GUTTER
    scale = Scale(0, _most(answer, asked), gutter, _end(page, gutter, answer, asked, ranges))
    top = 2.3 * page.leading + 12
    below = top + BAR + 20
    between = below + ROWS[page.narrow] * len(ranges) + (30 if asked else 0)
    floor = between + ROWS[page.narrow] * len(asked)
    layers = [
        *axis(page, scale, words.number, top - 4, floor),
        *_target(page, scale, answer, floor),
        *_key(page, gutter, answer),
        *_bar(page, scale, answer, top),
        *_spans(page, scale, ranges, below),
        *_courses(page, scale, asked, between),
    ]
    told = [f"{s} {words.number(getattr(answer.strength, s))}" for s in STATUSES]
    told += [f"{course.title} asks for {words.number(course.persons)}" for course in asked]
    return sheet(
        page,
        floor + page.leading + 6,
        layers,
        title=title,
        subtitle=f"Persons deployed at any one time, by verdict and nation. {words.scene(answer)}",
        notes=notes,
        description=f"{'; '.join(told)}.",
    )


def asked_about(answer: Assessment, case: Case) -> None:
    """Refuse an answer about another case: names and borders would be wrong without a word."""
    if answer.case != case.head.id:
        raise AskError(f"the answer is about {answer.case!r}, not {case.head.id!r}: give the case it was asked of")


def finding(answer: Assessment, case: Case) -> str:
    """What stands, against the target, as a sentence."""
    firm, joint, target = answer.strength.firm, answer.strength.together, answer.target
    of_target = f" of the {words.number(target)} wanted" if target is not None else ""
    if not answer.pledges:
        return "Nobody has offered anything that counts"
    if firm and target is not None and firm >= target:
        over = f", {words.number(firm - target)} more than" if firm > target else ", all of"
        said = f"{words.number(firm)} stand firm{over} the {words.number(target)} wanted"
    else:
        said = f"{words.number(firm) if firm else 'None'}{of_target if firm or target else ''} stand firm"
    if joint:
        return f"{said}; {words.number(firm + joint)} would if {_signing(answer)}"
    if answer.changes and answer.changes[0].adds > 0:
        first = answer.changes[0]
        when = f"{'once' if first.value else 'if it were not so that'} {names_of(case).factor(first.factor)}"
        return f"{said}; {words.number(first.firm)} would {when}"
    return said


def _signing(answer: Assessment) -> str:
    if len(answer.groups) != 1:
        return "all who wait for each other signed together"
    members = set(answer.groups[0].pledges)
    names = {row.nation: row.name for row in answer.nations}
    codes = dict.fromkeys(v.nation for v in answer.pledges if v.id in members)
    called = words.some([names.get(code, code) for code in codes])
    return f"{called} signed together" if len(codes) > 1 else f"{called} signed"


def courses(case: Case) -> tuple[Course, ...]:
    """The courses of action of a case, the smallest first."""
    found = [
        Course(r.title or words.factor(key), peak(posts_of(case, key)))
        for key, r in case.requirements.items()
        if r.posts
    ]
    return tuple(sorted(found, key=lambda course: (course.persons, course.title)))


def _most(answer: Assessment, asked: Sequence[Course]) -> float:
    ends = [answer.strength.offered, answer.target or 0, answer.strength_possible_high.together]
    return max(*ends, answer.strength_range.together[1], *(course.persons for course in asked)) * 1.02


def _end(page: Page, gutter: float, answer: Assessment, asked: Sequence[Course], ranges: Sequence[Row]) -> float:
    """How far right the scale may reach so that, on a wide page, the number beside each line has room."""
    if page.narrow:
        return page.inner - 12
    most = _most(answer, asked)
    lines = [(row["x2"], row["said"]) for row in ranges]
    lines += [(course.persons, words.number(course.persons)) for course in asked]
    ends: list[float] = [
        gutter + (page.inner - gutter - 14 - width(said, page.label)) * most / end for end, said in lines if end
    ]
    return min([page.inner - 12.0, *ends])


def _without_a_sum(answer: Assessment) -> str:
    if not answer.pledges:
        return "No pledge takes part: there is nothing to hold against a target."
    count = len(answer.pledges)
    known = "the one pledge that counts" if count == 1 else f"any of the {count} pledges that count"
    return f"Nobody has put a number on {known}: there is no sum to draw."


def _notes(answer: Assessment) -> Iterator[str]:
    if answer.rule is not None and answer.met is not None:
        met = answer.met
        how = "met by the firm force" if met.firm else "met only by signing together" if met.together else "not met"
        yield f"The target {'also ' if answer.target is not None else ''}asks that {answer.rule}: {how}."
    unknown = answer.unknown_strength.together
    if unknown:
        kind = "pledge that stands has" if unknown == 1 else "pledges that stand have"
        yield f"{unknown} {kind} an unknown strength, counted as none: every sum is a lower bound."
    if answer.overridden:
        yield f"Assumed against what the case has settled: {', '.join(map(words.factor, answer.overridden))}."
    yield f"{answer.title}. Firm: stands with nobody having to coordinate. Together: stands only if some sign together."


def _key(page: Page, gutter: float, answer: Assessment) -> Iterator[alt.Chart]:
    """Each verdict with its persons, in the order of the bar, with its colour and sign."""
    x, y = gutter, page.label - 1.0
    swatches, named = [], []
    for status in STATUSES:
        persons = getattr(answer.strength, status)
        if status == "contested" and not persons:
            continue
        text = f"{status} {words.number(persons)}"
        swatches.append({"x": x + 5, "y": y - 4, "verdict": status})
        named.append({"x": x + 15, "y": y, "text": text, "ink": theme.TEXTS[status]})
        x += 15 + width(text, page.label, bold=True) + 14
    yield from letters([{**row, "text": row["text"]} for row in named], page.label, bold=True, halo=theme.PAPER)
    yield from signs(swatches, size=80)


def _bar(page: Page, scale: Scale, answer: Assessment, top: float) -> Iterator[alt.Chart]:
    """Stacked by verdict, within a verdict by nation, the strongest first."""
    pieces, codes, so_far = [], [], 0
    for row in answer.nations:
        if not row.strength:
            continue
        wide = scale(so_far + row.strength) - scale(so_far)
        said = f"{words.label(row.name)}: {words.number(row.strength)}, {row.status}. {words.opened(row.reason)}"
        ends = {"x": so_far, "x2": so_far + row.strength, "y": top, "y2": top + BAR}
        pieces.append({**ends, "verdict": row.status, "nation": row.nation, "persons": row.strength, "hint": said})
        ways = (f"{words.label(row.name)} {words.number(row.strength)}", f"{row.nation} {words.number(row.strength)}")
        text = first_that_fits((*ways, row.nation), wide - 8, page.label, bold=True)
        codes.append({"x": so_far, "y": top + BAR / 2, "text": text, "ink": theme.ON[row.status]})
        so_far += row.strength
    yield from bars(pieces, outline=theme.PAPER, x=scale)
    yield from letters(codes, page.label, bold=True, baseline="middle", x=scale, dx=6)
    if not page.narrow:
        offered = f"Offered: {words.number(answer.strength.offered)}"
        yield from letters([{"x": 0, "y": top + BAR / 2, "text": offered}], page.label, bold=True, baseline="middle")


def _ranges(answer: Assessment) -> Iterator[Row]:
    """A line for every range of persons that stands behind a number of the bar."""
    firm, both = answer.strength.firm, answer.strength.firm + answer.strength.together
    for verdict, text, (low, high), now in (
        ("firm", "Firm, over the stated ranges", answer.strength_range.firm, firm),
        ("together", "With signing together, over the ranges", answer.strength_range.together, both),
    ):
        if low < high and (verdict == "firm" or answer.strength_range.firm != (low, high)):
            yield {"verdict": verdict, "x": low, "x2": high, "now": now, "text": text, "said": words.spread(low, high)}
    best, most = answer.strength_possible.together, answer.strength_possible_high.together
    if max(best, most) > both:
        text = "At most, if every question turned out well"
        yield {
            "verdict": "together",
            "x": best,
            "x2": most,
            "now": best,
            "text": text,
            "said": words.spread(best, most),
        }


def _spans(page: Page, scale: Scale, rows: Sequence[Row], top: float) -> Iterator[alt.Chart]:
    """Ranges as lines with their ends, and on them the number that the bar uses."""
    lines = []
    for i, row in enumerate(rows):
        y = top + ROWS[page.narrow] * i + (page.label + 11 if page.narrow else 13)
        hint = f"{row['text']}: {row['said']}"
        lines.append({**row, "y": y, "y2": y, "ink": theme.TEXTS[row["verdict"]], "hint": hint})
    ends = [
        {**row, "x": row[e], "x2": row[e], "y": row["y"] - 5, "y2": row["y"] + 5} for row in lines for e in ("x", "x2")
    ]
    yield from rules([*lines, *ends], weight=2, x=scale)
    yield from signs([{**row, "x": row["now"]} for row in lines], size=90, x=scale)
    yield from _captions(page, scale, [(row["text"], row["said"], row["x2"], row["y"]) for row in lines])


def _courses(page: Page, scale: Scale, asked: Sequence[Course], top: float) -> Iterator[alt.Chart]:
    """What each course of action asks for, as a bar without fill: it is no force."""
    if not asked:
        return
    heading = [{"x": 0, "y": top - 8, "text": "Courses of action ask for"}]
    yield from letters(heading, page.label, bold=True, halo=theme.PAPER)
    rows: list[Row] = []
    for i, course in enumerate(asked):
        y = top + ROWS[page.narrow] * i + (page.label + 11 if page.narrow else 13)
        said = f"{course.title} asks for {words.number(course.persons)} at a time"
        rows.append({"x": 0, "x2": course.persons, "y": y - 5, "y2": y + 5, "title": course.title, "hint": said})
    yield from bars(rows, fill=theme.LAND, outline=theme.LINE, x=scale)
    captions = [(row["title"], words.number(row["x2"]), row["x2"], row["y"] + 5) for row in rows]
    yield from _captions(page, scale, captions)


def _captions(page: Page, scale: Scale, rows: Sequence[tuple[str, str, float, float]]) -> Iterator[alt.Chart]:
    """The text of each row: beside the line with its number at the end, or on a narrow page both above it."""
    if page.narrow:
        above = [
            {"x": 0, "y": y - 11, "text": cut(f"{text}: {said}", page.inner, page.label)} for text, said, _, y in rows
        ]
        yield from letters(above, page.label, halo=theme.PAPER)
        return
    beside = [{"x": 0, "y": y, "text": cut(text, GUTTER - 12, page.label)} for text, _, _, y in rows]
    yield from letters(beside, page.label, baseline="middle")
    ends = [{"x": end, "y": y, "text": said} for _, said, end, y in rows]
    yield from letters(ends, page.label, baseline="middle", x=scale, dx=10, halo=theme.PAPER)


def _target(page: Page, scale: Scale, answer: Assessment, floor: float) -> Iterator[alt.Chart]:
    if answer.target is None:
        return
    text, y = f"target {words.number(answer.target)}", 2.3 * page.leading
    at, room = scale(answer.target), width(text, page.label, bold=True) + 8
    line = [{"x": answer.target, "x2": answer.target, "y": y - page.label, "y2": floor, "hint": text}]
    yield from rules(line, ink=theme.WANTED, weight=2, x=scale)
    left = at + room > page.inner
    row = [{"x": at - 6 if left else at + 6, "y": y, "text": text}]
    yield from letters(row, page.label, ink=theme.WANTED, bold=True, align="right" if left else "left")
