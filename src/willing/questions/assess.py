"""What stands, against the target; what is missing; who must sign together; what single change would add most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from willing.case.model import Case
from willing.case.pledge import Pledge, Range
from willing.conditions.text import text
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, goal_of, scene, situated
from willing.questions.headline import headline
from willing.questions.prospects import Mark, Prospects
from willing.questions.steps import Change, Step, nearest, single_changes
from willing.questions.verdicts import NationVerdict, Verdict, nation_verdicts, verdicts_of
from willing.standing.goal import Goal
from willing.standing.groups import Group
from willing.standing.setting import setting_of
from willing.standing.verdict import STATUSES, Met, Resolution, Status, met

SHORT = 300_000
"""Futures searched for the odds of the target; `odds` takes its time."""
MOST_GROUPS = 50
"""Groups listed in one answer, smallest first."""


@dataclass(frozen=True)
class Strength:
    """Persons by verdict; the four verdicts add up to ``offered``."""

    offered: int
    """All pledges that take part, each at its likely strength, those of unknown strength at none."""
    firm: int
    """Stands with nobody having to coordinate."""
    together: int
    """Stands beyond that if everyone in it signs at once."""
    contested: int
    """Possible but not certain, because conditions forbid each other."""
    out: int
    """The rest."""


@dataclass(frozen=True)
class Spread:
    """The least and the most persons, by the ranges that were stated, for the same verdicts."""

    firm: tuple[int, int]
    together: tuple[int, int]


@dataclass(frozen=True)
class Possible:
    """Persons if every open factor, for each condition separately, turned out as it asks: an upper bound."""

    firm: int
    together: int


@dataclass(frozen=True)
class Apart:
    """One pledge that does not take part: refused, withdrawn, or below the stage asked for."""

    id: str
    nation: str
    capability: str
    strength: int | None
    stage: str


@dataclass(frozen=True)
class Unknown:
    """How many standing pledges have an unknown strength: the sums above leave them out, so are lower bounds."""

    firm: int
    together: int


@dataclass(frozen=True)
class Surety:
    """How sure the target is."""

    target: Mark
    """Exact, every stated range being read as in the rest of the answer; or bounds, where that would take long."""


@dataclass(frozen=True)
class Assessment(Situated):
    """The answer to ``assess``. All strengths are persons deployed at any one time."""

    overridden: tuple[str, ...]
    """Assumed factors that the case has settled the other way; the assumption wins."""
    target: int | None
    """Persons wanted, where the target is or includes a number."""
    rule: str | None
    """The rule over the whole force, where the target is or includes one, in the language of conditions."""
    met: Met | None
    """Whether the target is met, persons and rule together; ``None`` without a target."""
    strength: Strength
    strength_range: Spread
    strength_possible: Possible
    strength_possible_high: Possible
    """The same with every stated range at its high end."""
    unknown_strength: Unknown
    monotone: bool
    """Whether more standing pledges can never make another one fall."""
    non_monotone: tuple[str, ...]
    """The pledges whose conditions can make them fall when others come."""
    pledges: tuple[Verdict, ...]
    apart: tuple[Apart, ...]
    groups: tuple[Group, ...]
    groups_complete: bool
    odds: Surety | None
    """How likely the target is met, over all futures; ``None`` without a target."""
    changes: tuple[Change, ...]
    """Every single factor whose settling adds to the firm or together force, most first."""
    nearest: Step | None
    """The smallest change that makes the largest pledge stand; looked for only where no single factor adds firm
    persons."""
    nations: tuple[NationVerdict, ...]
    """Each nation with a pledge that takes part, under each verdict it has, with the one main reason."""
    sentence: str
    """The answer in a sentence."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return self.sentence

    def table(self) -> Table:
        """A row per pledge that takes part."""
        columns = (
            "pledge",
            "nation",
            "capability",
            "strength",
            "stage",
            "status",
            "possible",
            "round",
            "reason",
        )
        rows = (
            (
                v.id,
                v.nation,
                v.capability,
                v.strength,
                v.stage,
                v.status,
                v.possible,
                v.round or "",
                v.main_reason,
            )
            for v in self.pledges
        )
        return Table(columns, tuple(rows))


def assess(
    case: Case,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
    target: int | str | None = None,
) -> Assessment:
    """What force stands out of everything that nations have said.

    ``as_of`` hides what was said later (default: the case's own day, else its latest date); ``assume`` settles factors
    and beats their settled values; pledges below ``stage`` are listed apart; ``reading`` is
    the number of each stated range that is used (low, likely, high); ``target`` is persons, or a rule over the whole
    force such as ``"total(votes) >= 255 and nations >= 14"`` (default: the case's). Raises
    :class:`~willing.errors.AskError` for an unknown factor or stage, or a target that cannot be read.
    """
    here = scene(case, as_of, assume, stage, reading)
    goal = goal_of(case, target)
    best = Resolution(here.setting.at_best())
    highest = Resolution(setting_of(here.case, here.assume, here.stage, "high").at_best())
    verdicts = tuple(verdicts_of(here, best))
    found, complete = here.resolved.groups(MOST_GROUPS)
    strength = _strength(verdicts)
    possible = Possible(best.firm_strength, best.together_strength)
    unknown = Unknown(*(sum(v.strength is None and v.status in s for v in verdicts) for s in (("firm",), STATUSES[:2])))
    changes = single_changes(here.resolved)
    step = nearest(here) if not (changes and changes[0].adds > 0) else None
    return Assessment(
        overridden=here.overridden,
        **situated(case, here),
        target=goal.persons if goal else None,
        rule=text(goal.rule) if goal and goal.rule is not None else None,
        met=met(goal, here.resolved, best) if goal else None,
        strength=strength,
        strength_range=Spread(*(_spread(here.case, verdicts, statuses) for statuses in (("firm",), STATUSES[:2]))),
        strength_possible=possible,
        strength_possible_high=Possible(highest.firm_strength, highest.together_strength),
        unknown_strength=unknown,
        monotone=here.setting.monotone,
        non_monotone=tuple(line.pledge for line in here.setting.lines if not line.monotone),
        pledges=verdicts,
        apart=tuple(_apart(p) for p in here.case.pledges if p.id not in here.setting.by_pledge),
        groups=found,
        groups_complete=complete,
        odds=_surety(here, goal) if goal else None,
        changes=changes,
        nearest=step,
        nations=nation_verdicts(here, verdicts),
        sentence=headline(here, goal, (best, highest), found, changes, step),
    )


def _surety(here: Scene, goal: Goal) -> Surety:
    prospects = Prospects(here, {}, goal, most=SHORT, singly=False)
    return Surety(prospects.mark("target", here.case.head.title, goal))


def _strength(verdicts: Sequence[Verdict]) -> Strength:
    parts = [sum(v.parts[status] for v in verdicts) for status in STATUSES]
    return Strength(sum(parts), *parts)


def _spread(case: Case, verdicts: Iterable[Verdict], statuses: Sequence[Status]) -> tuple[int, int]:
    """The ranges of the pledges with these verdicts, summed; a matching pledge counts what it sends now."""
    low = high = 0
    for verdict in verdicts:
        if isinstance(case.pledge_by_id[verdict.id].strength, Range) and verdict.range and verdict.status in statuses:
            low, high = low + verdict.range[0], high + verdict.range[1]
        else:
            now = sum(verdict.parts[status] for status in statuses)
            low, high = low + now, high + now
    return low, high


def _apart(pledge: Pledge) -> Apart:
    return Apart(pledge.id, pledge.nation, pledge.capability, pledge.likely, pledge.stage)
