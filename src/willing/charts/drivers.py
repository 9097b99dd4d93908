"""What each open factor does to the odds of the target (a tornado)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from willing.charts import WIDE, theme, words
from willing.charts.lettering import width as measured
from willing.charts.lettering import wrapped
from willing.charts.odds_curve import notes_of, scene_of
from willing.charts.page import Align, Page, Row, Scale, axis, bars, letters, plain, rules, sheet, signs
from willing.conditions.english import Names
from willing.questions.odds import Odds
from willing.questions.prospects import Driver

MOST = 12
"""Factors drawn; the rest are counted."""
LEAST = 0.005
"""How far a factor must move the odds to be drawn."""
GUTTER = 330
"""Pixels left of the bars for the factors' sentences, on a wide page."""
ENDS = 58
"""Pixels beside a bar for the percentage at its end."""
HALF = 9
"""Height of one bar, in pixels."""


def drivers(answer: Odds, *, width: int = WIDE) -> alt.LayerChart:
    """The odds of the target once each factor is settled, true or false, all else left to chance.

    The factor that moves the odds most comes first.
    """
    page, title = Page(width), finding(answer)
    notes, subtitle = (
        tuple(notes_of(answer)),
        f"{words.opened(_odds(answer))} once one factor is settled. {scene_of(answer)}",
    )
    shown = [driver for driver in answer.drivers if driver.swing >= LEAST][:MOST]
    if answer.target is None or not shown:
        return plain(page, title, scene_of(answer), _nothing(answer), notes)
    games = ("firm", "together") if any(map(_differs, shown)) else ("firm",)
    ends = [getattr(d, f"{game}_if_{case}") for d in shown for game in games for case in ("true", "false")]
    gutter, end = (8, 10) if page.narrow else (GUTTER + ENDS, ENDS)
    x = Scale(0, max(*ends, 0.01) * 1.04, gutter, page.inner - end)
    heights = [_height(page, driver, len(games)) for driver in shown]
    top = page.leading + 26
    tops = [top + sum(heights[:i]) for i in range(len(shown))]
    floor = top + sum(heights)
    layers = [*axis(page, x, words.whole_percent, top - 4, floor), *_now(page, x, answer, games, floor)]
    for driver, y in zip(shown, tops, strict=True):
        layers += _driver(page, x, driver, games, y)
    layers += _key(page, games)
    left = len(answer.drivers) - len(shown)
    more = (f"{left} more factor{'s move' if left > 1 else ' moves'} the odds less.",) if left else ()
    told = "; ".join(
        f"{d.title}: {words.percent(d.together_if_true)} if so, {words.percent(d.together_if_false)} if not"
        for d in shown
    )
    return sheet(
        page, floor + page.leading + 4, layers,
        title=title, subtitle=subtitle, notes=(*more, *notes), description=f"Together: {told}.",
    )  # fmt: skip


def finding(answer: Odds) -> str:
    """Which factor moves the odds most, as a sentence."""
    if answer.target is None:
        return "Without a target, there are no odds for a factor to move"
    if not answer.drivers or answer.drivers[0].swing < LEAST:
        return f"No single factor moves {_odds(answer)}"
    first = answer.drivers[0]
    said = Names(factors={first.factor: first.title}).factor(first.factor)
    so, not_so = words.percent(first.together_if_true), words.percent(first.together_if_false)
    return f"Most turns on whether {said}: {so} if so, {not_so} if not"


def _odds(answer: Odds) -> str:
    strength = answer.target.strength if answer.target else None
    return f"the odds that {words.number(strength)} stand" if strength is not None else "the odds that the rule is met"


def _nothing(answer: Odds) -> str:
    if answer.target is None:
        return "Give a target, and this picture shows what each open factor does to the odds of reaching it."
    now = words.percent(answer.target.together)
    if not answer.drivers:
        return f"No factor is open: {_odds(answer)} are {now}."
    return f"However any one of the {len(answer.drivers)} open factors turns out, {_odds(answer)} stay at {now}."


def _differs(driver: Driver) -> bool:
    return any(
        abs(getattr(driver, f"firm_if_{case}") - getattr(driver, f"together_if_{case}")) >= LEAST
        for case in ("true", "false")
    )


def _sentence(page: Page, driver: Driver) -> list[str]:
    """The factor, how likely it is, and on a narrow page what it does."""
    likely = f" ({words.percent(driver.probability)})" if driver.probability is not None else " (odds unknown)"
    lines = wrapped(f"{driver.title}{likely}", page.inner if page.narrow else GUTTER - 16, page.label)
    does = f"{words.percent(driver.together_if_true)} if so, {words.percent(driver.together_if_false)} if not"
    return [*lines, does] if page.narrow else lines


def _height(page: Page, driver: Driver, games: int) -> float:
    text = len(_sentence(page, driver)) * page.leading
    drawn = games * (HALF + 5) + 8
    return text + drawn + 6 if page.narrow else max(text, drawn) + 10


def _now(page: Page, x: Scale, answer: Odds, games: Sequence[str], floor: float) -> Iterator[alt.Chart]:
    """The odds with every factor left to chance, as a line that the bars lie around."""
    if answer.target is None:
        return
    for game in games:
        at = getattr(answer.target, game)
        row = [{"x": at, "x2": at, "y": page.leading + 16, "y2": floor}]
        yield from rules(row, ink=theme.TEXTS[game], weight=1.5, dash=(4, 3) if game == "together" else (), x=x)
    odds = dict.fromkeys(words.percent(getattr(answer.target, game)) for game in games)
    text = f"all left to chance: {' and '.join(odds)}"
    at = min(x(answer.target.firm), page.inner - measured(text, page.label))
    yield from letters([{"x": at, "y": page.leading + 12, "text": text}], page.label, ink=theme.QUIET, halo=theme.PAPER)


def _driver(page: Page, x: Scale, driver: Driver, games: Sequence[str], top: float) -> Iterator[alt.Chart]:
    sentence = _sentence(page, driver)
    lines = [{"x": 0, "y": top + page.leading * (i + 0.8), "text": line} for i, line in enumerate(sentence)]
    yield from letters(lines, page.label, halo=theme.PAPER)
    start = top + (len(sentence) * page.leading + 8 if page.narrow else 4)
    spans: list[Row] = []
    for i, game in enumerate(games):
        true, false = getattr(driver, f"{game}_if_true"), getattr(driver, f"{game}_if_false")
        y = start + i * (HALF + 5)
        hint = f"{driver.title}: {words.percent(true)} {game} if so, {words.percent(false)} if not"
        spans.append(
            {"x": false, "x2": true, "y": y, "y2": y + HALF, "verdict": game, "factor": driver.factor, "hint": hint}
        )
    yield from bars(spans, x=x)
    middle = [{**span, "y": span["y"] + HALF / 2} for span in spans]
    for span in middle:
        ink = theme.VERDICTS[span["verdict"]]
        yield from signs([span], shape="circle", size=50, ink=ink, hollow=True, weight=2, x=x)
        yield from signs([{**span, "x": span["x2"]}], shape="circle", size=80, ink=ink, x=x)
    if page.narrow:
        return
    low, high = ([end(s["x"], s["x2"]) for s in middle] for end in (min, max))
    sides: tuple[tuple[list[float], Align, float], ...] = ((low, "right", -9), (high, "left", 9))
    for ends, align, dx in sides:
        texts = [{"x": e, "y": s["y"], "text": words.percent(e)} for e, s in zip(ends, middle, strict=True)]
        yield from letters(
            texts, page.note, ink=theme.QUIET, baseline="middle", x=x, dx=dx, align=align, halo=theme.PAPER
        )


def _key(page: Page, games: Sequence[str]) -> Iterator[alt.Chart]:
    at, y = 0.0, page.label - 2.0
    for text, hollow in (("if so", False), ("if not", True)):
        yield from signs([{"x": at + 6, "y": y - 4}], shape="circle", size=60, ink=theme.LINE, hollow=hollow, weight=2)
        yield from letters([{"x": at + 16, "y": y, "text": text}], page.label)
        at += 16 + measured(text, page.label) + 16
    for game in games if len(games) > 1 else ():
        yield from bars([{"x": at, "x2": at + 18, "y": y - 9, "y2": y, "verdict": game}])
        yield from letters([{"x": at + 24, "y": y, "text": game}], page.label, ink=theme.TEXTS[game], bold=True)
        at += 24 + measured(game, page.label, bold=True) + 16
