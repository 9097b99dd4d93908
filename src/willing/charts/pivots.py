"""Who matters: how often each nation tips the balance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from willing.charts import WIDE, theme, words
from willing.charts.lettering import cut
from willing.charts.lettering import width as measured
from willing.charts.page import Page, Scale, axis, bars, letters, plain, sheet, signs
from willing.questions.pivots import Pivots, Power

MOST = 20
"""Nations drawn; the rest are counted."""
GUTTER = 240
"""Pixels left of the bars for the names, on a wide page."""
END = {False: 150, True: 12}
"""Pixels right of the bars for their numbers, which a narrow page has above the bars."""
ROWS = {False: 28, True: 42}
"""Height of a row on a wide and on a narrow page."""


def pivots(answer: Pivots, *, width: int = WIDE) -> alt.LayerChart:
    """Shapley's share and Banzhaf's measure of each nation, the most powerful first."""
    page, title = Page(width), finding(answer)
    notes = tuple(_notes(answer))
    subtitle = f"How often each nation tips the balance: {_goal(answer)}. {words.scene(answer)}"
    able = [nation for nation in answer.nations if nation.shapley > 0 or nation.banzhaf > 0]
    if not able:
        return plain(page, title, subtitle, _nothing(answer), notes)
    shown = able[:MOST]
    gutter = 8 if page.narrow else GUTTER
    most = max(max(nation.shapley, nation.banzhaf) for nation in shown)
    x = Scale(0, most * 1.02, gutter, page.inner - END[page.narrow])
    top = page.leading + 8
    floor = top + ROWS[page.narrow] * len(shown)
    layers = [
        *axis(page, x, words.whole_percent, top - 4, floor),
        *_rows(page, x, shown, answer.game, top),
        *_heads(page, answer.game, top - 10),
    ]
    told = "; ".join(map(_said, shown))
    return sheet(
        page, floor + page.leading + 4, layers,
        title=title, subtitle=subtitle, notes=[*_left(answer, able), *notes], description=f"{told}.",
    )  # fmt: skip


def finding(answer: Pivots) -> str:
    """Who has most power, as a sentence."""
    if not answer.nations or answer.nations[0].shapley <= 0:
        return f"No nation can tip the balance: {_goal(answer)}"
    first = answer.nations[0]
    able = [nation for nation in answer.nations if nation.shapley > 0]
    level = [nation for nation in able if abs(nation.shapley - first.shapley) < 1e-12]
    equally = "share the power equally" if len(level) == len(able) else "have most power"
    how = "has most power" if len(level) == 1 else equally
    share = "" if answer.expected else f": {words.percent(first.shapley)}{' each' if len(level) > 1 else ''}"
    return words.opened(f"{words.some([n.name for n in level])} {how} over whether {_reached(answer)}{share}")


def _reached(answer: Pivots) -> str:
    if answer.target is not None and answer.rule is None:
        return f"{words.number(answer.target)} are reached"
    return "the target is met"


def _goal(answer: Pivots) -> str:
    force = "the firm force" if answer.game == "firm" else "the force that could sign together"
    wanted = f"{words.number(answer.target)} persons" if answer.target is not None else ""
    asked = " and ".join(part for part in (wanted, answer.rule or "") if part)
    over = ", over all futures" if answer.expected else ""
    return f"{force} against {asked or 'no target'}{over}"


def _nothing(answer: Pivots) -> str:
    if answer.target is None and answer.rule is None:
        return "Without a target no nation can decide whether it is met."
    return f"Whichever of the {len(answer.nations)} nations come, it makes no difference to whether {_reached(answer)}."


def _said(nation: Power) -> str:
    """The numbers of a nation, as fractions where they are exact."""
    shapley = nation.shapley_exact or words.percent(nation.shapley)
    banzhaf = nation.banzhaf_exact or words.percent(nation.banzhaf)
    return f"{words.label(nation.name)}: Shapley {shapley}, Banzhaf {banzhaf}"


def _left(answer: Pivots, able: Sequence[Power]) -> Iterator[str]:
    if len(able) > MOST:
        yield f"{len(able) - MOST} more nations have less power."
    never = [words.label(nation.name) for nation in answer.nations if nation not in able]
    if never:
        yield f"Never decisive: {words.some(never, 12)}."


def _notes(answer: Pivots) -> Iterator[str]:
    yield (
        "Shapley: the share of the orders of joining in which a nation is the one that meets the target. "
        "Banzhaf: the share of the sets of others in which its coming or staying away decides."
    )
    if answer.expected:
        yield f"Averaged over all futures, Shapley's values add up to the odds: {words.percent(answer.met)}."
    if not answer.exact:
        yield f"Cut short: a Shapley value may be off by {words.percent(answer.error)}."
    yield f"{answer.title}."


def _rows(page: Page, x: Scale, shown: Sequence[Power], game: str, top: float) -> Iterator[alt.Chart]:
    rows, dots, names, numbers, others = [], [], [], [], []
    right = (page.inner - 70, page.inner)

    def row_y(middle: float) -> float:
        return middle - (17 if page.narrow else 0)

    for i, nation in enumerate(shown):
        middle = top + ROWS[page.narrow] * i + (page.label + 16 if page.narrow else ROWS[False] / 2)
        name = words.label(nation.name)
        row = {"nation": nation.nation, "persons": nation.strength, "hint": _said(nation), "verdict": game}
        rows.append({**row, "x": 0, "x2": nation.shapley, "y": middle - 8, "y2": middle + 8})
        dots.append({**row, "x": nation.banzhaf, "y": middle})
        text = f"{name}, {words.number(nation.strength)}" if nation.strength else name
        text = cut(text, page.inner - 130 if page.narrow else GUTTER - 12, page.label)
        names.append({"x": 0, "y": row_y(middle), "text": text})
        numbers.append({"x": right[0], "y": row_y(middle), "text": words.percent(nation.shapley)})
        others.append({"x": right[1], "y": row_y(middle), "text": words.percent(nation.banzhaf)})
    yield from bars(rows, x=x)
    yield from signs(dots, shape="diamond", size=90, ink=theme.INK, hollow=True, weight=1.8, x=x)
    yield from letters(names, page.label, baseline="middle", halo=theme.PAPER)
    yield from letters(numbers, page.label, bold=True, align="right", baseline="middle", halo=theme.PAPER)
    yield from letters(others, page.label, align="right", baseline="middle", halo=theme.PAPER)


def _heads(page: Page, game: str, y: float) -> Iterator[alt.Chart]:
    """The names of the two measures over their numbers, each with its mark."""
    for text, right in (("Shapley", page.inner - 70), ("Banzhaf", float(page.inner))):
        yield from letters([{"x": right, "y": y, "text": text}], page.note, align="right", halo=theme.PAPER)
        left = right - measured(text, page.note) - 5
        if text == "Shapley":
            yield from bars([{"x": left - 14, "x2": left, "y": y - 8, "y2": y, "verdict": game}])
        else:
            yield from signs(
                [{"x": left - 5, "y": y - 4}], shape="diamond", size=70, ink=theme.INK, hollow=True, weight=1.8
            )
