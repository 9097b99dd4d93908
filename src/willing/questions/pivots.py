"""Who and what matters: every nation's power to make or break the goal, and every factor's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from willing.case.model import Case
from willing.conditions.text import text
from willing.errors import AskError
from willing.futures.judge import GAMES, Game
from willing.futures.pivot import Pivotal, pivotal
from willing.futures.power import Index
from willing.futures.search import Patience
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, goal_of, listed, opening, scene, situated
from willing.questions.goals import asked_of
from willing.questions.prospects import Driver, Prospects
from willing.standing.goal import Goal


@dataclass(frozen=True)
class Power:
    """One nation's power."""

    nation: str
    name: str
    strength: int
    """Persons it offers, those of unknown strength at none."""
    shapley: float
    """The share of all orders of joining in which its coming meets the goal. All add up to 1 where all nations together
    meet it and none of them does not; averaged, to the difference of these two probabilities."""
    shapley_exact: str | None
    """The same as a fraction; ``None`` for an average over the futures, or where the search was cut short."""
    banzhaf: float
    """The share of all coalitions of the others in which its coming meets the goal."""
    banzhaf_exact: str | None


@dataclass(frozen=True)
class Pivots(Situated):
    """The answer to ``pivots``."""

    game: Game
    """``firm``: what stands of those who may sign, nobody coordinating; ``together``: if all of them sign at once."""
    expected: bool
    """Whether it is averaged over the futures; else open factors help nobody."""
    target: int | None
    """Persons that the force has to come to."""
    rule: str | None
    """What else it has to satisfy, in the language of conditions."""
    met: float
    """The probability that the goal is met if every nation may sign; in one scenario 0 or 1."""
    exact: bool
    """Whether every coalition was accounted for."""
    error: float
    """How far a Shapley value may be off where the search was cut short."""
    nations: tuple[Power, ...]
    """The most powerful first."""
    factors: tuple[Driver, ...]
    """What each open factor does to the odds of the goal, the one that moves them most first."""
    sentence: str
    """The answer in a sentence."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return self.sentence

    def table(self) -> Table:
        """A row per nation."""
        columns = ("nation", "name", "strength", "shapley", "shapley_exact", "banzhaf", "banzhaf_exact")
        return Table(columns, tuple(tuple(getattr(power, name) for name in columns) for power in self.nations))


def pivots(
    case: Case,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
    target: int | str | None = None,
    game: str = "firm",
    expected: bool = False,
    told: Callable[[float], None] | None = None,
) -> Pivots:
    """How much each nation's taking part decides whether the target is met.

    The game: of all nations with a pledge some may sign, the others stay away; the coalition meets the target or
    misses it. In the scenario as assumed, open factors helping nobody, or ``expected`` over all futures. ``told`` hears
    the share of the work that is done; interrupted, the answer says how far it may be off.

    Raises :class:`~willing.errors.AskError` without a target, and for whatever else cannot be asked.
    """
    played = next((known for known in GAMES if known == game), None)
    if played is None:
        raise AskError(f"unknown game {game!r}: the games are {', '.join(GAMES)}")
    here = scene(case, as_of, assume, stage, reading)
    goal = goal_of(here.case, target)
    if goal is None:
        raise AskError("no target to be pivotal for: give one as --target 25000, or write it into the case")
    patience = Patience(told, stages=3)
    found = pivotal(here.setting, here.case.factors, played, goal, expected, patience)
    patience.next()
    prospects = Prospects(here, {}, goal, patience=patience)
    nations = tuple(
        sorted(
            (_power(here, nation, index) for nation, index in found.indices.items()),
            key=lambda power: (-power.shapley, -power.strength, power.nation),
        )
    )
    return Pivots(
        **situated(case, here),
        game=played,
        expected=expected,
        target=goal.persons,
        rule=text(goal.rule) if goal.rule is not None else None,
        met=found.met,
        exact=found.exact,
        error=max((index.unsure for index in found.indices.values()), default=0.0),
        nations=nations,
        factors=prospects.drivers(),
        sentence=_sentence(here, goal, found, nations),
    )


def _power(here: Scene, nation: str, index: Index) -> Power:
    return Power(
        nation=nation,
        name=here.names.nation(nation),
        strength=sum(line.most for line in here.setting.by_nation[nation]),
        shapley=float(index.shapley),
        shapley_exact=_exactly(index.shapley),
        banzhaf=float(index.banzhaf),
        banzhaf_exact=_exactly(index.banzhaf),
    )


def _exactly(value: Fraction | float) -> str | None:
    return str(value) if isinstance(value, Fraction) else None


def _sentence(here: Scene, goal: Goal, found: Pivotal, nations: tuple[Power, ...]) -> str:
    start = opening(here)
    if not nations or nations[0].shapley == 0:
        why = "it is met with none of them" if found.met > 0 else "it is not met even with all of them"
        why = why if found.exact else "too little is known of the open factors to tell"
        return f"{start}, no nation decides whether {asked_of(goal)}: {why}."
    first = [power for power in nations if power.shapley == nations[0].shapley]
    names = listed([power.name for power in first[:3]]) if len(first) <= 3 else f"{len(first)} nations alike"
    share = f"{nations[0].shapley:.1%}".replace("%", " %")
    each = " each" if len(first) > 1 else ""
    said = f"{start}, {names} decide{'' if len(first) > 1 else 's'} most whether {asked_of(goal)}: {share}{each}"
    without = sum(power.shapley == 0 for power in nations)
    return said + (f"; {without} of {len(nations)} nations never do." if without else ".")
