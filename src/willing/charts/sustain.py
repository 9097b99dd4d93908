"""How long it can be kept up: what each nation pledges on land, against what it sustains by its norm and stretched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from willing.charts import WIDE, theme, words
from willing.charts.lettering import cut
from willing.charts.lettering import width as measured
from willing.charts.page import Page, Row, Scale, axis, bars, letters, plain, sheet
from willing.conditions.english import persons
from willing.questions.ask import listed
from willing.questions.sustain import Sustain, Sustained

MOST = 20
"""Nations drawn; the rest are counted."""
GUTTER = 170
"""Pixels left of the bars for the names, on a wide page."""
END = 12
"""Pixels right of the bars on a narrow page, and beside what is said of them on a wide one."""
ROWS = {False: 32, True: 50}
"""Height of a row on a wide and on a narrow page."""
BAND, BAR = 22, 8
"""Heights of the bands of what can be kept up, and of the bar of what is pledged."""
NORM, STRETCHED, PLEDGED = theme.REFUSED, theme.HINTED, theme.INK


def sustain(answer: Sustain, *, width: int = WIDE) -> alt.LayerChart:
    """A bar of what is pledged on a band of what can be kept up, for each nation that pledges land forces."""
    page, title = Page(width), finding(answer)
    subtitle = f"What nations pledge on land, and what they could keep up for ever. {words.scene(answer)}"
    pledging = [row for row in answer.sustain if row.pledges]
    notes = [*_left(pledging), *_notes(answer)]
    shown = [row for row in pledging if row.pledged or row.norm][:MOST]
    if not shown:
        return plain(page, title, subtitle, "There is nothing to hold against what can be kept up.", notes)
    most = max(max(row.pledged or 0, row.stretched or 0, row.norm or 0) for row in shown)
    told = END if page.narrow else 2 * END + max(measured(_beside(row), page.label) for row in shown)
    x = Scale(0, most * 1.02, 8 if page.narrow else GUTTER, page.inner - min(told, page.inner / 2))
    key = _key(page)
    top = (len(key) + 1) * page.leading
    floor = top + ROWS[page.narrow] * len(shown)
    layers = [
        *axis(page, x, words.number, top - 4, floor),
        *_rows(page, x, shown, top),
        *_drawn_key(page, key),
    ]
    return sheet(
        page, floor + page.leading + 4, layers,
        title=title, subtitle=subtitle, notes=notes, description=f"{'; '.join(map(_told, shown))}.",
    )  # fmt: skip


def finding(answer: Sustain) -> str:
    """Which pledges are above what can be kept up, as a sentence."""
    pledging = [row for row in answer.sustain if row.pledges]
    hollow = [row for row in pledging if row.hollow]
    if not pledging:
        return "No pledge of land forces takes part"
    if not answer.pledging.nations:
        return "Of no nation that pledges land forces is it known how large they are"
    if hollow:
        names = words.some([row.name for row in hollow], 3)
        above = "pledges" if len(hollow) == 1 else "pledge"
        total = sum(row.hollow or 0 for row in hollow)
        return words.opened(f"{names} {above} {words.number(total)} more than the norm keeps up")
    if not answer.pledging.pledged:
        return f"No number to hold against the {words.number(answer.pledging.norm)} that could be kept up by norm"
    known = "known to be " if answer.pledging.unknown or any(row.uncounted for row in pledging) else ""
    return f"No land pledge is {known}above what its nation's norm keeps up"


def _told(row: Sustained) -> str:
    """A nation in words."""
    pledged = "a strength unknown" if row.pledged is None else f"{_pledged(row)} pledged"
    if row.norm is None or row.stretched is None:
        return f"{words.label(row.name)}: {pledged}, land forces unknown"
    kept = f"{words.number(row.norm)} by norm, {words.number(row.stretched)} stretched"
    return f"{words.label(row.name)}: {pledged}, {kept}{_worse(row)}"


def _pledged(row: Sustained) -> str:
    return "?" if row.pledged is None else f"{words.number(row.pledged)}{' or more' if row.uncounted else ''}"


def _worse(row: Sustained) -> str:
    """When it runs out, where it does."""
    if row.exhausted_month is not None:
        return f", exhausted in month {row.exhausted_month}"
    return f", broken in month {row.broken_month}" if row.broken_month is not None else ""


def _left(pledging: Sequence[Sustained]) -> Iterator[str]:
    """Nations without a row."""
    unseen = [words.label(row.name) for row in pledging if not (row.pledged or row.norm)]
    if unseen:
        yield f"Neither strength nor land forces known: {words.some(unseen, 12)}."
    drawn = len(pledging) - len(unseen)
    if drawn > MOST:
        yield f"{drawn - MOST} more nations pledge less."


def _notes(answer: Sustain) -> Iterator[str]:
    whole = answer.pledging
    if whole.nations:
        said = f"{persons(whole.norm)} by norm, {persons(whole.stretched)} stretched"
        yield f"All of them whose land forces are known: {said}, if nothing else draws on them."
    if any(row.uncounted for row in answer.sustain):
        yield "? Strength unknown: counted as none, so that more may be above what can be kept up."
    assumed = list(_assumed(answer))
    if assumed:
        yield f"Resting on assumptions, at least in part: {listed(assumed)}."
    yield f"{answer.title}."


CALLED = {
    "home_floor": "what stays at home",
    "elsewhere": "what is elsewhere",
    "deployable": "the share that can be deployed",
}


def _assumed(answer: Sustain) -> dict[str, None]:
    """What the levels assume, in the order of the reckoning."""
    parts = [part.key for row in answer.sustain if row.pledges for part in row.parts if part.assumption is not None]
    found = {called: None for key, called in CALLED.items() if key in parts}
    return found | ({"the rule of rotation": None} if set(parts) - set(CALLED) else {})


def _rows(page: Page, x: Scale, shown: Sequence[Sustained], top: float) -> Iterator[alt.Chart]:
    bands: list[Row] = []
    pledged, names, said = [], [], []
    for i, row in enumerate(shown):
        middle = top + ROWS[page.narrow] * i + (page.leading + 4 + BAND / 2 if page.narrow else ROWS[False] / 2)
        hint = {"nation": row.nation, "hint": _told(row), "y": middle - BAND / 2, "y2": middle + BAND / 2}
        if row.norm is not None and row.stretched is not None:
            bands.append({**hint, "x": 0, "x2": row.norm, "ink": NORM})
            bands.append({**hint, "x": row.norm, "x2": row.stretched, "ink": STRETCHED})
        if row.pledged:
            thin = {"y": middle - BAR / 2, "y2": middle + BAR / 2}
            pledged.append({**hint, **thin, "x": 0, "x2": row.pledged, "ink": PLEDGED})
        line = middle - BAND / 2 - page.leading / 2 if page.narrow else middle
        name = cut(words.label(row.name), page.inner * 0.4 if page.narrow else GUTTER - 12, page.label, bold=True)
        names.append({"x": 0, "y": line, "text": name})
        left = measured(name, page.label, bold=True) + 10
        room = page.inner - left if page.narrow else page.inner - x.end - END
        said.append({"x": page.inner, "y": line, "text": cut(_beside(row), room, page.label)})
    yield from bars(bands, x=x)
    yield from bars(pledged, x=x)
    yield from letters(names, page.label, bold=True, baseline="middle", halo=theme.PAPER)
    yield from letters(said, page.label, align="right", baseline="middle", halo=theme.PAPER)


def _beside(row: Sustained) -> str:
    """What stands beside the bars of a nation: what it pledges, and what is wrong with that."""
    if row.norm is None:
        return f"{_pledged(row)}: land forces unknown"
    if row.hollow:
        return f"{_pledged(row)}: {words.number(row.hollow)} above norm{_worse(row)}"
    return f"{_pledged(row)} pledged, {words.number(row.norm)} by norm"


def _key(page: Page) -> list[list[tuple[str, str]]]:
    """Colours and their names, in lines that fit."""
    found: list[list[tuple[str, str]]] = [[]]
    for entry in (
        (PLEDGED, "pledged"),
        (NORM, "can be kept up by norm"),
        (STRETCHED, "stretched"),
    ):
        line = [*found[-1], entry]
        if found[-1] and sum(_wide(page, text) for _, text in line) > page.inner:
            found.append([entry])
        else:
            found[-1] = line
    return found


def _wide(page: Page, text: str) -> float:
    return 18 + measured(text, page.label) + 18


def _drawn_key(page: Page, key: Sequence[Sequence[tuple[str, str]]]) -> Iterator[alt.Chart]:
    swatches, texts = [], []
    for i, line in enumerate(key):
        at, y = 0.0, page.leading * (i + 0.5)
        for ink, text in line:
            half = BAR / 2 if ink == PLEDGED else 6
            swatches.append({"x": at, "x2": at + 14, "y": y - half, "y2": y + half, "ink": ink})
            texts.append({"x": at + 18, "y": y, "text": text})
            at += _wide(page, text)
    yield from bars(swatches)
    yield from letters(texts, page.label, baseline="middle")
