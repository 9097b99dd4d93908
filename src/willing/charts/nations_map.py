"""The map of nations by verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from willing.case.model import Case
from willing.charts import WIDE, theme, words
from willing.charts.atlas import Frame, Spot, frame
from willing.charts.borders import NOTE, Place
from willing.charts.labels import Box, Wanted, placed
from willing.charts.lettering import cut, width
from willing.charts.page import Page, Row, bars, by_verdict, hinted, letters, plain, rules, sheet, signs
from willing.charts.strength import asked_about
from willing.questions.assess import Assessment
from willing.standing.verdict import STATUSES

COLUMN = 236
"""Pixels beside the map for its key, on a wide page."""
TALLEST, FLATTEST = 0.92, 0.6
"""Height of a map in its width."""
ROOMY = 600
"""Pixels across from which a map has room for names; a smaller one has codes."""
APART: Mapping[str, tuple[str, str]] = {
    "hinted": (theme.HINTED, "not yet"),
    "refused": (theme.REFUSED, "said no"),
}
"""What a nation without a pledge that counts may be, with its fill and what the key calls it."""


@dataclass(frozen=True)
class Drawn:
    """A nation as the map shows it."""

    code: str
    name: str
    kind: str
    """The verdict on most of its persons, or ``hinted`` or ``refused``."""
    persons: int
    unknown: bool
    hint: str

    @property
    def number(self) -> str:
        """Its persons; ``?`` for what nobody has put a number on."""
        if self.kind in APART:
            return ""
        known = words.number(self.persons) if self.persons else ""
        return f"{known}+?" if known and self.unknown else known or ("?" if self.unknown else "0")

    def label(self, short: bool) -> str:
        """Its name, or where short its code, with its number."""
        return f"{self.code if short else self.name} {self.number}".rstrip()


def nations_map(answer: Assessment, case: Case, *, width: int = WIDE) -> alt.LayerChart:
    """The nations of the case by the verdict on most of their persons, around the area of deployment.

    Nations too far away for the map, and those without borders, are listed beside it. Raises
    :class:`~willing.errors.AskError` if the answer is about another case.
    """
    asked_about(answer, case)
    page, nations = Page(width), drawn(answer, case)
    title, subtitle = (
        finding(answer, nations),
        f"Nations by the verdict on most of their persons. {words.scene(answer)}",
    )
    if not nations:
        return plain(page, title, subtitle, "No nation has offered or refused anything: the map would be blank.")
    column = 0 if page.narrow else COLUMN
    shown = frame((n.code for n in nations), areas(case), page.inner - column, TALLEST, FLATTEST)
    notes = (*_notes(answer, nations), *((NOTE,) if shown.near else ()))
    key, depth = _beside(page, nations, shown) if not page.narrow else _below(page, nations, shown)
    features = _features(shown, nations)
    layers = [*_land(shown, features), *_places(shown), *_names(page, shown, nations, case), *key]
    told = "; ".join(f"{n.label(False)}: {n.kind}" for n in nations)
    return sheet(
        page,
        max(shown.high, depth),
        layers,
        title=title,
        subtitle=subtitle,
        notes=notes,
        description=f"{told}.",
        datasets=features,
    )


def finding(answer: Assessment, nations: Sequence[Drawn]) -> str:
    """How many nations stand, and with what, as a sentence."""
    if not nations:
        return "Nobody has offered anything"
    firm, joint = ([nation for nation in nations if nation.kind == kind] for kind in ("firm", "together"))
    persons = answer.strength.firm
    which = f"{len(firm)} of {len(nations)} nations"
    if len(firm) == len(nations):
        which = f"All {len(nations)} nations" if len(nations) > 1 else firm[0].name
    elif not firm:
        which = "No nation"
    wanted = f" of the {words.number(answer.target)} wanted" if answer.target is not None else ""
    with_what = f", with {words.number(persons)}{wanted}" if persons else ", with unknown strength" if firm else ""
    verb = "stands" if len(firm) < 2 else "stand"
    more = len(joint)
    return f"{which} {verb} firm{with_what}" + (f"; {more} could stand by signing together" if more else "")


def drawn(answer: Assessment, case: Case) -> tuple[Drawn, ...]:
    """Every nation with a pledge, those that take part first, the strongest first."""
    found: dict[str, Drawn] = {}
    for code in dict.fromkeys(row.nation for row in answer.nations):
        rows = [row for row in answer.nations if row.nation == code]
        main = max(rows, key=lambda row: (row.strength, -STATUSES.index(row.status)))
        name = words.label(main.name)
        said = "; ".join(f"{row.status} {words.number(row.strength)}{'+?' if row.unknown else ''}" for row in rows)
        persons, unknown = sum(row.strength for row in rows), any(row.unknown for row in rows)
        hint = f"{name}: {said}. {words.opened(main.reason)}"
        found[code] = Drawn(code, name, main.status, persons, unknown, hint)
    for code in dict.fromkeys(pledge.nation for pledge in answer.apart if pledge.nation not in found):
        stages = {pledge.stage for pledge in answer.apart if pledge.nation == code}
        nation = case.nations.get(code)
        name = (nation.name if nation else None) or code
        kind = "refused" if stages <= {"refused", "withdrawn"} else "hinted"
        found[code] = Drawn(code, name, kind, 0, False, f"{name}: {', '.join(sorted(stages))}")
    order = [*STATUSES, *APART]
    return tuple(sorted(found.values(), key=lambda n: (order.index(n.kind), -n.persons, n.name)))


def areas(case: Case) -> list[Place]:
    """Where posts are to be; where no course of action says so, every area of the case that has a place."""
    used = {post.area for requirement in case.requirements.values() for post in requirement.posts}
    found = [area.at for key, area in case.areas.items() if area.at and (key in used or not used)]
    return [(lon, lat) for lat, lon in found]


def _notes(answer: Assessment, nations: Sequence[Drawn]) -> Iterator[str]:
    if any(nation.unknown for nation in nations):
        yield "? a strength that nobody has put a number on, counted as none."
    if any(nation.kind == "hinted" for nation in nations):
        yield f"Not yet: no pledge has come as far as {answer.stage}."
    split = [row.nation for row in answer.nations]
    several = sorted({code for code in split if split.count(code) > 1})
    if several:
        yield f"With further pledges under another verdict: {', '.join(several)}."
    refused = sorted({pledge.nation for pledge in answer.apart if pledge.stage == "refused"})
    if refused:
        yield f"Said no to at least one thing asked of them: {', '.join(refused)}."


def _features(shown: Frame, nations: Sequence[Drawn]) -> Mapping[str, list[Row]]:
    """The shapes in the frame: nations with a verdict, those without, and other land."""
    by_code = {nation.code: nation for nation in nations}
    found: dict[str, list[Row]] = {"ground": [], "apart": [], "nations": []}
    for code, shape in shown.shapes() if shown.near else ():
        row: Row = {"type": "Feature", "geometry": shape, "nation": code}
        nation = by_code.get(code)
        if nation is None:
            found["ground"].append(row)
        elif nation.kind in APART:
            found["apart"].append({**row, "hint": nation.hint, "ink": APART[nation.kind][0]})
        else:
            found["nations"].append({**row, "hint": nation.hint, "verdict": nation.kind})
    return {name: rows for name, rows in found.items() if rows}


def _land(shown: Frame, features: Mapping[str, Sequence[Row]]) -> Iterator[alt.Chart]:
    def shapes(name: str, **style: Any) -> alt.Chart:
        found: alt.Chart = alt.Chart(alt.NamedData(name=name)).mark_geoshape(**style).project(**shown.projection)
        return found

    outline = {"stroke": theme.PAPER, "strokeWidth": 0.9}
    if features:
        yield from bars([{"x": 0, "y": 0, "x2": shown.wide, "y2": shown.high}], fill=theme.SEA)
    if "ground" in features:
        yield shapes("ground", fill=theme.LAND, stroke=theme.COAST, strokeWidth=0.6, aria=False)
    if "apart" in features:
        ink = alt.Fill("ink:N", scale=None, legend=None)
        yield shapes("apart", **outline).encode(fill=ink, **hinted())
    if "nations" in features:
        yield shapes("nations", **outline).encode(fill=by_verdict(alt.Fill), **hinted())


def _places(shown: Frame) -> Iterator[alt.Chart]:
    """Where posts are to be, as small rings."""
    points = shown.globe.pixels(shown.areas) if shown.near else ()
    rows = [{"x": round(float(x), 1), "y": round(float(y), 1)} for x, y in points]
    yield from signs(rows, size=16, ink=theme.WANTED, shape="circle", hollow=True, weight=1.2)


def _names(page: Page, shown: Frame, nations: Sequence[Drawn], case: Case) -> Iterator[alt.Chart]:
    """A sign and a label for each nation, kept apart, with a leader where the label had to move."""
    hosts = [code for code, nation in case.nations.items() if nation.role == "host"]
    called = {n.code: n for n in nations if n.code in shown.near}
    spots = {code: spot for code in (*called, *hosts) if (spot := shown.spot(code)) is not None}
    order = sorted(spots, key=lambda code: (code in hosts, -spots[code].size))
    short = shown.wide < ROOMY
    texts = {}
    for code in order:
        if code in called:
            texts[code] = called[code].label(short)
        else:
            texts[code] = code if short else words.label(case.nations[code].name or code)
    size = page.note + (0 if page.narrow else 1)
    wanted = [_wanted(spots[code], width(texts[code], size, bold=True) + SIGN + 4, size + 3) for code in order]
    dots = [Box(float(x) - 3, float(y) - 3, 6, 6) for x, y in shown.globe.pixels(shown.areas)]
    boxes = placed(wanted, Box(2, 2, shown.wide - 4, shown.high - 4), dots)
    marks, apart, leaders, lines = [], [], [], []
    for code, box in zip(order, boxes, strict=True):
        if box is None:
            continue
        spot, middle = spots[code], box.y + box.high / 2
        own = code in called and called[code].kind in STATUSES
        if not (box.x - NEAR < spot.x < box.x + box.wide + NEAR and box.y - NEAR < spot.y < box.y + box.high + NEAR):
            end = min(max(spot.x, box.x), box.x + box.wide)
            leaders.append({"x": spot.x, "y": spot.y, "x2": end, "y2": middle})
        if own:
            marks.append({"x": box.x + SIGN / 2, "y": middle, "verdict": called[code].kind, "hint": called[code].hint})
        elif code in called:
            apart.append({"x": box.x + SIGN / 2, "y": middle, "hint": called[code].hint, "kind": called[code].kind})
        ink = theme.INK if own else theme.QUIET
        lines.append({"x": box.x + (SIGN + 2 if code in called else 2), "y": middle, "text": texts[code], "ink": ink})
    yield from rules(leaders, ink=theme.LINE)
    yield from letters(lines, size, bold=True, baseline="middle", halo=theme.PAPER)
    yield from signs(marks, size=70, outline=theme.PAPER, weight=1.5)
    yield from _apart(apart)


def _wanted(spot: Spot, wide: float, high: float) -> Wanted:
    """A label in the middle of its nation; if that would cover the nation, beside it with its sign on the spot."""
    return Wanted(spot.x, spot.y, wide, high, lead=SIGN / 2 if spot.size < 2 * wide * high else 0)


SIGN = 11
"""Pixels that a sign takes before a label."""
NEAR = 2
"""Pixels between a label and its nation's spot from which a line leads there."""


def _apart(rows: Sequence[Row]) -> Iterator[alt.Chart]:
    """The signs of nations without a pledge that counts: a cross for a no, a small ring for the others."""
    no = [row for row in rows if row["kind"] == "refused"]
    hinted = [row for row in rows if row["kind"] == "hinted"]
    yield from signs(no, size=34, shape="M-1,-1L1,1M-1,1L1,-1", ink=theme.QUIET, outline=theme.QUIET, weight=1.6)
    yield from signs(hinted, size=30, shape="circle", ink=theme.QUIET, hollow=True)


def _kinds(nations: Sequence[Drawn]) -> Iterator[tuple[str, str, str]]:
    """The key: each kind of nation there is, what it is called, and how many there are with how many persons."""
    for kind in (*STATUSES, *APART):
        those = [nation for nation in nations if nation.kind == kind]
        if those:
            count = f"{len(those)} nation{'s' if len(those) > 1 else ''}"
            yield kind, kind if kind in STATUSES else APART[kind][1], count


def _beside(page: Page, nations: Sequence[Drawn], shown: Frame) -> tuple[list[alt.Chart], float]:
    """The key, and below it the nations that are too far away, in a column; and how far down they reach."""
    x, y, line = shown.wide + 24 if shown.near else 0.0, 4.0, page.leading + 8
    layers, y = _key(page, nations, shown, (x, y), line)
    far = [nation for nation in nations if nation.code in shown.far]
    if far:
        y += 16
        layers += letters([{"x": x, "y": y, "text": "Not on the map"}], page.label, bold=True)
        y += line
        more, y = _tiles(page, far, x, y, line, columns=1, room=COLUMN - 24)
        layers += more
    return layers, y


def _below(page: Page, nations: Sequence[Drawn], shown: Frame) -> tuple[list[alt.Chart], float]:
    """The same below the map, in two columns."""
    line = page.leading + 6
    layers, y = _key(page, nations, shown, (0, shown.high + 12), line)
    far = [nation for nation in nations if nation.code in shown.far]
    if far:
        layers += letters([{"x": 0, "y": y + 12, "text": "Not on the map"}], page.label, bold=True)
        more, y = _tiles(page, far, 0, y + 12 + line, line, columns=2, room=page.inner / 2)
        layers += more
    return layers, y


def _key(
    page: Page, nations: Sequence[Drawn], shown: Frame, at: tuple[float, float], line: float
) -> tuple[list[alt.Chart], float]:
    """The kinds of nations there are, and the rings where posts would be; and how far down that reaches."""
    x, y = at
    layers: list[alt.Chart] = []
    for i, (kind, called, count) in enumerate(_kinds(nations)):
        middle = y + 8 + i * line
        box = {"x": x, "x2": x + 22, "y": middle - 7, "y2": middle + 7}
        if kind in STATUSES:
            layers += bars([{**box, "verdict": kind}])
            layers += signs([{"x": x + 11, "y": middle, "verdict": kind}], size=70, outline=theme.PAPER, weight=1.5)
        else:
            layers += bars([box], fill=APART[kind][0])
            layers += _apart([{"x": x + 11, "y": middle, "kind": kind}])
        layers += letters([{"x": x + 30, "y": middle, "text": called}], page.label, bold=True, baseline="middle")
        after = x + 30 + width(called, page.label, bold=True) + 8
        layers += letters([{"x": after, "y": middle, "text": count}], page.label, ink=theme.QUIET, baseline="middle")
    depth = y + 8 + len(list(_kinds(nations))) * line
    if not shown.near or not shown.areas:
        return layers, depth
    layers += signs([{"x": x + 11, "y": depth}], size=16, ink=theme.WANTED, shape="circle", hollow=True, weight=1.2)
    layers += letters([{"x": x + 30, "y": depth, "text": "where posts would be"}], page.label, baseline="middle")
    return layers, depth + line


def _tiles(
    page: Page, far: Sequence[Drawn], x: float, y: float, line: float, *, columns: int, room: float
) -> tuple[list[alt.Chart], float]:
    """A square in its colour and a label for each nation that is too far away."""
    layers: list[alt.Chart] = []
    for i, nation in enumerate(far):
        left, middle = x + room * (i % columns), y + line * (i // columns)
        box = {"x": left, "x2": left + 22, "y": middle - 7, "y2": middle + 7, "hint": nation.hint}
        if nation.kind in STATUSES:
            layers += bars([{**box, "verdict": nation.kind}])
            layers += signs(
                [{"x": left + 11, "y": middle, "verdict": nation.kind}], size=60, outline=theme.PAPER, weight=1.5
            )
        else:
            layers += bars([box], fill=APART[nation.kind][0])
            layers += _apart([{"x": left + 11, "y": middle, "kind": nation.kind}])
        text = cut(nation.label(False), room - 34, page.label)
        layers += letters([{"x": left + 30, "y": middle, "text": text}], page.label, baseline="middle")
    return layers, y + line * -(-len(far) // columns)
