"""What the questions about all futures have in common: the odds of a goal, and what each factor does to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property

from willing.case.pledge import Range
from willing.conditions.text import text
from willing.errors import AskError
from willing.futures.forces import Column
from willing.futures.judge import GAMES, Game
from willing.futures.outlook import Chance, Inquiry, Outlook, effects, inquire, outlook
from willing.futures.search import MOST_NODES, Patience
from willing.questions.ask import Scene, assumes
from willing.standing.goal import Goal
from willing.standing.setting import Setting


@dataclass(frozen=True)
class Mark:
    """The odds of meeting one target, or of the force that one course of action asks for."""

    id: str
    """``target``, or the course of action."""
    title: str
    strength: int | None
    """Persons; ``None`` where only a rule is asked for."""
    rule: str | None
    """The rule over the whole force, where there is one."""
    firm: float
    together: float
    firm_at_most: float
    together_at_most: float


@dataclass(frozen=True)
class Driver:
    """What one factor does to the odds of meeting the target: how they are once it is set, all else left to chance."""

    factor: str
    title: str
    """The proposition."""
    probability: float | None
    """How likely it is; ``None`` where nobody says."""
    firm_if_true: float
    """Where the odds are a range, its lower end; so for the other three."""
    firm_if_false: float
    together_if_true: float
    together_if_false: float
    firm_effect: float | None
    """Sobol's total effect, from 0 to 1: the share of the uncertainty that goes if all but this factor were left to
    chance no more; ``None`` where there is no uncertainty."""
    together_effect: float | None

    @property
    def swing(self) -> float:
        """How far it moves the odds at most."""
        return max(abs(self.firm_if_true - self.firm_if_false), abs(self.together_if_true - self.together_if_false))


LEAST_SWING = 0.0005
"""How far a factor must move the odds to be named."""


def moving(drivers: Iterable[Driver]) -> tuple[Driver, ...]:
    """The factors that move the odds far enough to be named, in the order they come."""
    return tuple(driver for driver in drivers if driver.swing >= LEAST_SWING)


@dataclass(frozen=True)
class Prospects:
    """The futures of a scene, worked out as far as somebody asks."""

    here: Scene
    learned: Mapping[str, bool]
    goal: Goal | None
    spread: bool = False
    """Whether stated ranges of strength are spread over; else each is read as the scene says."""
    seed: int = 0
    executor: Executor | None = None
    patience: Patience = field(default_factory=Patience)
    most: int = MOST_NODES
    """Nodes after which a search is cut short."""
    singly: bool = True
    """Whether the odds are also asked for with single factors set, as :meth:`drivers` does."""

    @cached_property
    def curves(self) -> Mapping[Game, Outlook]:
        """The odds of every strength."""
        return {game: outlook(self._inquiry(game, None), self.executor, self.patience) for game in GAMES}

    @cached_property
    def ranges(self) -> Mapping[str, Range]:
        """The stated ranges that are spread over."""
        if not self.spread:
            return {}
        stated = {line.pledge: self.here.case.pledge_by_id[line.pledge].strength for line in self.here.setting.lines}
        return {pledge: s for pledge, s in stated.items() if isinstance(s, Range) and s.low < s.high}

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Open factors without a probability."""
        return self._first.space.chances.unknown

    @cached_property
    def assumed(self) -> tuple[str, ...]:
        """Factors whose probability the case labels as its own assumption."""
        return tuple(name for name in self._first.space.chances.order if assumes(self.here.case, name))

    @property
    def exact(self) -> bool:
        """Whether nothing was cut short, sampled or unknown."""
        return not self._first.space.loose and all(curve.exact for curve in self.curves.values())

    def strengths(self) -> Sequence[int]:
        """Every strength that some future comes to."""
        return [strength for curve in self.curves.values() for strength in curve.strengths()]

    def error(self, strengths: Sequence[int]) -> float | None:
        """The largest standard error at some strengths, where ranges were sampled."""
        if not self.ranges:
            return None
        return max((curve.odds(strength).error for curve in self.curves.values() for strength in strengths), default=0)

    def odds(self, goal: Goal, game: Game, column: Column = None) -> Chance:
        """The odds of a goal, with a factor set or as things are."""
        if goal is not self.goal:
            return self.curves[game].odds(goal.persons or 0, column)
        if column is not None and not self._first.space.chances.by_factor[column[0]].comes(column[1]):
            return self._set(game, *column)
        return self._met[game].odds(1, column)

    def _set(self, game: Game, factor: str, value: bool) -> Chance:
        """The odds of the goal with a factor set to what it may never come to by itself: a question of its own."""
        try:
            asked = self._inquired(self.here.setting.assuming({factor: value}))
        except AskError:
            return Chance(0.0, 1.0)  # what was learned cannot be then
        return outlook(replace(asked, game=game, goal=self.goal), self.executor, self.patience).odds(1)

    @cached_property
    def _met(self) -> Mapping[Game, Outlook]:
        return {game: outlook(self._inquiry(game, self.goal), self.executor, self.patience) for game in GAMES}

    def mark(self, key: str, title: str, goal: Goal) -> Mark:
        """The odds of a goal, named."""
        firm, together = self.odds(goal, "firm"), self.odds(goal, "together")
        rule = text(goal.rule) if goal.rule is not None else None
        return Mark(key, title, goal.persons, rule, firm.low, together.low, firm.high, together.high)

    def drivers(self) -> tuple[Driver, ...]:
        """What each factor does to the odds of the goal, the one that moves them most first."""
        if self.goal is None:
            return ()
        shares = {game: self._shares(game) for game in GAMES}
        found = [self._driver(self.goal, name, shares) for name in self._open]
        return tuple(sorted(found, key=lambda driver: -driver.swing))

    @property
    def _open(self) -> Sequence[str]:
        order = self._first.space.chances.order
        return [name for name in order if name not in self.learned]

    def _driver(self, goal: Goal, name: str, shares: Mapping[Game, Mapping[str, float | None]]) -> Driver:
        true, false = ({game: self.odds(goal, game, (name, value)).low for game in GAMES} for value in (True, False))
        return Driver(
            factor=name,
            title=self.here.case.factors[name].title or name,
            probability=self._first.space.chances.probability({name: True}),
            firm_if_true=true["firm"],
            firm_if_false=false["firm"],
            together_if_true=true["together"],
            together_if_false=false["together"],
            firm_effect=shares["firm"][name],
            together_effect=shares["together"][name],
        )

    def _shares(self, game: Game) -> Mapping[str, float | None]:
        """Sobol's total effect of each factor on meeting the goal."""
        found = effects(self._inquiry(game, self.goal))
        chance = self.odds(self.goal or Goal(0), game).low
        variance = chance * (1 - chance)
        return {name: min(1.0, swing / variance) if variance > 1e-12 else None for name, swing in found.items()}

    def _inquiry(self, game: Game, goal: Goal | None) -> Inquiry:
        return replace(self._first, game=game, goal=goal)

    @cached_property
    def _first(self) -> Inquiry:
        """The inquiry that all others differ from only in what they ask."""
        return self._inquired(self.here.setting)

    def _inquired(self, setting: Setting) -> Inquiry:
        more = {"ranges": self.ranges, "seed": self.seed, "most": self.most, "singly": self.singly}
        return inquire(setting, self.here.case.factors, "firm", self.goal, learned=self.learned, **more)
