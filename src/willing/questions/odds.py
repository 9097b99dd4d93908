"""How likely each strength is: over all futures, or within bounds, and which factor moves it most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date

from willing.case.derive import peak, posts_of
from willing.case.model import Case
from willing.errors import AskError
from willing.futures.judge import Game
from willing.futures.outlook import Outlook
from willing.futures.search import Patience
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, closest, goal_of, listed, opening, scene, situated
from willing.questions.chance import said_chance
from willing.questions.goals import asked_of
from willing.questions.prospects import Driver, Mark, Prospects
from willing.standing.goal import Goal

MOST_POINTS = 200
"""Points of the curve."""


@dataclass(frozen=True)
class Point:
    """One step of the curve."""

    strength: int
    """Persons."""
    firm: float
    """The probability that at least so many stand firm; where the answer is not exact, its lower bound."""
    together: float
    """The same for firm and together."""
    firm_at_most: float
    """The upper bound for firm: equal to the lower one where nothing is unknown or cut short."""
    together_at_most: float
    """The upper bound for firm and together."""


@dataclass(frozen=True)
class Odds(Situated):
    """The answer to ``odds``. Probabilities are from 0 to 1; strengths are persons deployed at any one time."""

    given: Mapping[str, bool]
    """Factors taken as learned: the odds of all others are conditioned on them."""
    seed: int
    exact: bool
    """Whether nothing was cut short, sampled or unknown."""
    error: float | None
    """The largest standard error on the curve, where stated ranges were sampled."""
    target: Mark | None
    curve: tuple[Point, ...]
    """Strengths ascending from 0; the odds fall."""
    courses: tuple[Mark, ...]
    """One for each course of action of the case."""
    drivers: tuple[Driver, ...]
    """Every open factor that matters, the one that moves the odds of the target most first."""
    unknown: tuple[str, ...]
    """Open factors without a probability; because of them the odds are a range."""
    assumed: tuple[str, ...]
    """Factors whose probability the case labels as its own assumption."""
    uncounted: int
    """Pledges of unknown strength that take part and count as none: each strength is then a lower bound."""
    sentence: str
    """The answer in a sentence."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return self.sentence

    def table(self) -> Table:
        """A row per point of the curve."""
        columns = ("strength", "firm", "together", "firm_at_most", "together_at_most")
        return Table(columns, tuple(tuple(getattr(point, name) for name in columns) for point in self.curve))


def odds(
    case: Case,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    given: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str | None = None,
    target: int | str | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    told: Callable[[float], None] | None = None,
) -> Odds:
    """How likely the force is to come to each strength, and to meet the target.

    ``assume`` sets factors; ``given`` learns them, which says something of what they depend on too. By default each
    stated range of strength is spread over (a triangular distribution, sampled from ``seed``); with a ``reading`` (low,
    likely, high) each is fixed at that number. The work is spread over ``executor`` where there is one, with the same
    result; ``told`` hears the share that is done. Interrupted, the answer has the bounds known by then.

    Raises :class:`~willing.errors.AskError` for an unknown factor, stage or reading, for a factor given the
    other way than it is assumed or settled, and where what is given has no chance.
    """
    here = scene(case, as_of, assume, stage, reading or "likely")
    learned = _learned(here, given or {})
    goal = goal_of(here.case, target)
    prospects = Prospects(
        here, learned, goal, spread=reading is None, seed=seed, executor=executor, patience=Patience(told, stages=4)
    )
    mark = prospects.mark("target", here.case.head.title, goal) if goal else None
    courses = tuple(
        prospects.mark(key, need.title or key, Goal(peak(posts_of(here.case, key))))
        for key, need in here.case.requirements.items()
        if need.posts
    )
    marked = {found.strength for found in (*courses, *((mark,) if mark else ())) if found.strength is not None}
    strengths = _steps({*prospects.strengths()}, marked)
    return Odds(
        given=learned,
        **situated(case, here, "spread" if reading is None else reading),
        seed=seed,
        exact=prospects.exact,
        error=prospects.error(strengths),
        target=mark,
        curve=tuple(_point(prospects.curves, strength, mark) for strength in strengths),
        courses=courses,
        drivers=prospects.drivers() if goal else (),
        unknown=prospects.unknown,
        assumed=prospects.assumed,
        uncounted=here.uncounted,
        sentence=_sentence(here, learned, goal, mark, prospects.unknown),
    )


def _learned(here: Scene, given: Mapping[str, bool]) -> dict[str, bool]:
    """Factors taken as learned, each open in the scene."""
    for name, value in given.items():
        if name not in here.case.factors:
            raise AskError(f"unknown factor {name!r}: {closest(name, here.case.factors, 'the case has no factors')}")
        if not isinstance(value, bool):
            raise AskError(f"given: {name} is {value!r}: write True or False")
        known = here.setting.factors[name]
        if known is not None and known is not value:
            raise AskError(
                f"given {name}={str(value).lower()}: it is assumed or settled the other way; `assume` decides"
            )
    return {name: value for name, value in given.items() if here.setting.factors[name] is None}


def _point(curves: Mapping[Game, Outlook], strength: int, mark: Mark | None) -> Point:
    """One point; that of the target as it was worked out for itself, which goes further where time was short."""
    if mark is not None and mark.rule is None and mark.strength == strength:
        return Point(strength, mark.firm, mark.together, mark.firm_at_most, mark.together_at_most)
    firm, together = curves["firm"].odds(strength), curves["together"].odds(strength)
    return Point(strength, firm.low, together.low, firm.high, together.high)


def _steps(found: set[int], marked: set[int]) -> tuple[int, ...]:
    """Every strength that is reached, or, where they are many, round ones up to the highest; and those marked."""
    if len(found) <= MOST_POINTS:
        return tuple(sorted({0, *found, *marked}))
    step = next(
        size
        for power in range(12)
        for size in (10**power, 2 * 10**power, 5 * 10**power)
        if max(found) // size < MOST_POINTS
    )
    return tuple(sorted({*range(0, max(found) + step, step), *marked}))


def _sentence(
    here: Scene, learned: Mapping[str, bool], goal: Goal | None, mark: Mark | None, unknown: Sequence[str]
) -> str:
    known = f" and given {listed([_literal(here, *item) for item in learned.items()])}" if learned else ""
    if goal is None or mark is None:
        return f"{opening(here)}{known}: the case states no target, so only the curve of all strengths is given."
    what = asked_of(goal)
    firm, together = said_chance(mark.firm, mark.firm_at_most), said_chance(mark.together, mark.together_at_most)
    jointly = (
        f", and {together} if all who wait for each other sign together"
        if together != firm
        else (", signed together or not")
    )
    why = f"; for {len(unknown)} of the open factors nobody says how likely they are" if unknown else ""
    return f"{opening(here)}{known}, the odds that {what} are {firm} firm{jointly}{why}."


def _literal(here: Scene, name: str, value: bool) -> str:
    said = here.names.factor(name)
    return said if value else f"it is not so that {said}"
