"""How long can it be kept up: what each nation sustains by its norm and stretched, held against what it pledges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from willing.case.derive import peak, posts_of
from willing.case.model import Case
from willing.case.nation import Nation
from willing.conditions.english import persons
from willing.errors import AskError
from willing.force.norms import NORM, Part, Terms, terms_of
from willing.force.sustain import Demand, Kept, kept, level, needed, rotation, tours, used
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, goal_of, listed, opening, scene, situated
from willing.standing.goal import Goal

DOMAIN = "land"
"""Only pledges of capabilities of this domain draw on land forces; those of joint ones draw on all services."""
NO_SENDERS = ("host", "actor", "observer")
"""Roles of nations that are left out unless they pledge land forces; so are those that are said to have no forces."""
MONTHS = 24
MOST_MONTHS = 1200


@dataclass(frozen=True)
class Sustained:
    """One nation. Strengths are persons at any one time; months count from D-day, from 0."""

    nation: str
    name: str
    pledges: tuple[str, ...]
    """Its pledges of land capabilities that take part."""
    pledged: int | None
    """What they come to, a range read as asked; ``None`` where nobody has put a number on any of them."""
    uncounted: int
    """Pledges among them of unknown strength, which count as none."""
    firm: int
    """Persons of them that stand firm."""
    apart: int
    """Pledges that take part at sea, in the air or with joint capabilities, which are not held against land forces."""
    pool: int | None
    """Persons who take turns; this and the levels are ``None`` where land forces are unknown."""
    norm: int | None
    """What the pool keeps up for ever by the nation's norm."""
    stretched: int | None
    """The same with the shorter dwell."""
    hollow: int | None
    """Persons pledged above the norm's level, for longer than the norm lasts; a lower bound where some are uncounted,
    ``None`` where nothing can be compared."""
    hollow_stretched: int | None
    """Persons pledged above the stretched level, for longer than the pool lasts."""
    broken_month: int | None
    """The month in which the norm is first broken; ``None`` for never or unknown."""
    exhausted_month: int | None
    """The month in which, stretched, no tour can be filled any more; ``None`` for never or unknown."""
    parts: tuple[Part, ...]
    """Every number that this rests on."""


@dataclass(frozen=True)
class Whole:
    """Several nations together: their levels are added first and rounded last."""

    nations: tuple[str, ...]
    """Those whose land forces are known, which all sums are over."""
    unknown: tuple[str, ...]
    """Those whose land forces are unknown, which no sum counts."""
    pledged: int
    """Persons whose pledges are held against a level, those of unknown strength counting as none."""
    firm: int
    pool: int
    norm: int
    stretched: int
    kept: int
    """Of ``pledged``, what is not hollow."""
    kept_stretched: int
    unjudged: int
    """Persons pledged by nations whose land forces are unknown."""


@dataclass(frozen=True)
class Manner:
    """One rule for rotation, and what a force takes by it."""

    says: str
    """The rule in words."""
    tour_months: int
    dwell_ratio: float
    overlap_days: int
    tours: int
    """Tours that follow each other in the time."""
    used: int
    """Persons who are sent in the time: each tour takes others, until the first are rested."""
    standing: int
    """Persons who must take turns to keep it up for ever."""


@dataclass(frozen=True)
class Turnover:
    """What it takes to keep a force of a size."""

    key: str
    """``strength``, ``target``, or the course of action."""
    title: str
    strength: int
    """Persons at any one time."""
    months: int
    ways: tuple[Manner, ...]


@dataclass(frozen=True)
class Sustain(Situated):
    """The answer to ``sustain``."""

    target: int | None
    """Persons wanted."""
    sustain: tuple[Sustained, ...]
    """A row per nation: those that pledge land forces first, the largest pledge first."""
    pledging: Whole
    """The nations that pledge land forces."""
    all: Whole
    """All nations with forces but hosts, actors and observers, whether they pledge anything or not."""
    rotation: tuple[Turnover, ...]
    """How many people it takes to keep forces of some sizes."""
    sentence: str
    """The answer in a sentence."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return self.sentence

    def table(self) -> Table:
        """A row per nation."""
        columns = (
            "nation", "name", "pledged", "firm", "pool", "norm", "stretched", "hollow", "broken_month",
            "exhausted_month",
        )  # fmt: skip
        rows = [tuple(getattr(row, name) for name in columns[:8]) for row in self.sustain]
        months = [(_month(row, row.broken_month), _month(row, row.exhausted_month)) for row in self.sustain]
        return Table(columns, tuple((*row, *month) for row, month in zip(rows, months, strict=True)))


def _month(row: Sustained, month: int | None) -> int | str | None:
    """A month of the table, where ``None`` shows as unknown."""
    return "never" if month is None and row.hollow is not None else month


def sustain(
    case: Case,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
    target: int | str | None = None,
    strength: int | None = None,
    months: int = MONTHS,
) -> Sustain:
    """What each nation keeps up by its norm and stretched, and which pledges are above that.

    All pledges of land capabilities at ``stage`` or beyond count, whether they stand or not; ``firm`` says how much of
    them does. The rules are in :mod:`willing.force.sustain`, the defaults in :mod:`willing.force.norms`. How many
    people a force takes is reckoned over so many ``months`` for one ``strength``, or, without, for the target and each
    course of action.

    Raises :class:`~willing.errors.AskError` for a strength or months that are no whole number of at least one, and
    for whatever else cannot be asked.
    """
    _whole("strength", strength)
    _whole("months", months, MOST_MONTHS)
    here = scene(case, as_of, assume, stage, reading)
    goal = goal_of(here.case, target)
    terms = {code: terms_of(nation) for code, nation in here.case.nations.items()}
    rows = tuple(_rows(here, terms))
    pledging = _sum([row for row in rows if row.pledges], terms)
    return Sustain(
        **situated(case, here),
        target=goal.persons if goal else None,
        sustain=rows,
        pledging=pledging,
        all=_sum([row for row in rows if _sends(here.case.nations[row.nation])], terms),
        rotation=tuple(_turnovers(here, goal, strength, months)),
        sentence=_sentence(here, goal, rows, pledging),
    )


def _whole(name: str, value: object, most: int | None = None) -> None:
    """Refuse what is no whole number of at least one."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 1 or (most is not None and value > most):
        limit = f" and at most {most:,}" if most is not None else ""
        raise AskError(f"{name} {value!r} is not a whole number of at least 1{limit}: write for instance {name}=24")


def _rows(here: Scene, terms: Mapping[str, Terms]) -> Iterator[Sustained]:
    found = [_row(here, code, terms[code]) for code in here.case.nations]
    shown = (row for row in found if row.pledges or _sends(here.case.nations[row.nation]))
    yield from sorted(shown, key=lambda r: (not r.pledges, -(r.pledged or 0), -(r.norm or 0), r.nation))


def _sends(nation: Nation) -> bool:
    """Whether a nation has forces that it could send."""
    return nation.role not in NO_SENDERS and bool(nation.active or nation.land)


def _row(here: Scene, code: str, terms: Terms) -> Sustained:
    lines = here.setting.by_nation.get(code, ())
    land = [line for line in lines if here.case.capability(line.capability).domain == DOMAIN]
    pledges = [here.case.pledge_by_id[line.pledge] for line in land]
    known = [
        Demand(strength, pledge.for_months)
        for pledge in pledges
        if (strength := pledge.persons(here.reading)) is not None
    ]
    nothing_known = bool(pledges) and not known
    judged = _judged(terms, known)
    compared = None if nothing_known else judged
    return Sustained(
        nation=code,
        name=here.names.nation(code),
        pledges=tuple(line.pledge for line in land),
        pledged=None if nothing_known else sum(demand.strength for demand in known),
        uncounted=len(pledges) - len(known),
        firm=sum(here.resolved.parts(line)["firm"] for line in land),
        apart=len(lines) - len(land),
        pool=terms.pool.persons if terms.pool else None,
        norm=floor(judged.norm) if judged else None,
        stretched=floor(judged.stretched) if judged else None,
        hollow=compared.hollow if compared else None,
        hollow_stretched=compared.hollow_stretched if compared else None,
        broken_month=compared.broken_month if compared else None,
        exhausted_month=compared.exhausted_month if compared else None,
        parts=terms.parts,
    )


def _judged(terms: Terms, demands: Sequence[Demand]) -> Kept | None:
    return kept(terms.pool, demands, terms.norm, terms.stretched) if terms.pool else None


def _sum(rows: Sequence[Sustained], terms: Mapping[str, Terms]) -> Whole:
    """Some nations together."""
    known = [row for row in rows if row.pool is not None]
    unknown = [row for row in rows if row.pool is None]
    drawn = [(terms[row.nation], pool) for row in known if (pool := terms[row.nation].pool)]
    pledged = sum(row.pledged or 0 for row in known)
    return Whole(
        nations=tuple(row.nation for row in known),
        unknown=tuple(row.nation for row in unknown),
        pledged=pledged,
        firm=sum(row.firm for row in known),
        pool=floor(sum((pool.active + pool.mobilised for _, pool in drawn), Fraction(0))),
        norm=floor(sum((level(pool, rules.norm) for rules, pool in drawn), Fraction(0))),
        stretched=floor(sum((level(pool, rules.stretched) for rules, pool in drawn), Fraction(0))),
        kept=pledged - sum(row.hollow or 0 for row in known),
        kept_stretched=pledged - sum(row.hollow_stretched or 0 for row in known),
        unjudged=sum(row.pledged or 0 for row in unknown),
    )


def _turnovers(here: Scene, goal: Goal | None, strength: int | None, months: int) -> Iterator[Turnover]:
    """The force that is asked for, or the target and every course of action that has posts."""
    if strength is not None:
        yield _turnover("strength", "a force of that size", strength, months)
        return
    if goal is not None and goal.persons:
        yield _turnover("target", "the target", goal.persons, months)
    for key, need in here.case.requirements.items():
        if size := peak(posts_of(here.case, key)):
            yield _turnover(key, need.title or key, size, months)


def _turnover(key: str, title: str, strength: int, months: int) -> Turnover:
    stretched = NORM.stretched_ratio or NORM.dwell_ratio
    ways = (
        _way("by the norm, with no handover", strength, months, NORM.dwell_ratio, 0),
        _way("by the norm, with handover", strength, months, NORM.dwell_ratio, NORM.overlap_days),
        _way("stretched, with handover", strength, months, stretched, NORM.overlap_days),
    )
    return Turnover(key, title, strength, months, ways)


def _way(says: str, strength: int, months: int, dwell_ratio: float, overlap_days: int) -> Manner:
    rule = rotation(NORM.tour_months, dwell_ratio, overlap_days)
    return Manner(
        says=says,
        tour_months=NORM.tour_months,
        dwell_ratio=dwell_ratio,
        overlap_days=overlap_days,
        tours=tours(months, rule),
        used=used(strength, months, rule),
        standing=needed(strength, rule),
    )


MOST_NAMED = 3
"""Nations with hollow pledges up to which a sentence names them."""


def _sentence(here: Scene, goal: Goal | None, rows: Sequence[Sustained], whole: Whole) -> str:
    start = opening(here)
    if not whole.nations and not whole.unknown:
        return f"{start}, no pledge of land forces takes part, so there is nothing to keep up."
    if not whole.nations:
        return f"{start}, nothing can be said: of no nation that pledges land forces is it known how large they are."
    said = f"{start}, the nations that pledge land forces could keep up {persons(whole.norm)} by their norms"
    said += f" and {persons(whole.stretched)} stretched"
    said += f", where {persons(goal.persons)} are wanted" if goal is not None and goal.persons else ""
    return f"{said}; {_held(rows, whole)}{_left(rows, whole)}."


def _held(rows: Sequence[Sustained], whole: Whole) -> str:
    """What they pledge, held against that."""
    least = any(row.uncounted for row in rows if row.pool is not None)
    if not whole.pledged:
        return "nobody has put a number on what they pledge" if least else "they pledge nobody"
    hollow = [row for row in rows if row.hollow]
    start = f"they pledge {persons(whole.pledged)}{' or more' if least else ''}, "
    if not hollow:
        return f"{start}{'as far as is known ' if least else ''}none of it hollow"
    named = listed([f"{row.name} {persons(row.hollow or 0)}" for row in hollow[:MOST_NAMED]])
    more = f", {len(hollow) - MOST_NAMED} more nations the rest" if len(hollow) > MOST_NAMED else ""
    return f"{start}{persons(whole.pledged - whole.kept)} of it hollow ({named}{more} above what the norm keeps up)"


def _left(rows: Sequence[Sustained], whole: Whole) -> str:
    """Nations of which nothing can be said."""
    if not whole.unknown:
        return ""
    names = {row.nation: row.name for row in rows}
    few = len(whole.unknown) <= MOST_NAMED
    who = listed([names[code] for code in whole.unknown]) if few else f"{len(whole.unknown)} more nations"
    return f"; it is not known how large the land forces of {who} are"
