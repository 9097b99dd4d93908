"""Which unit serves which post when: a rotation plan, what it misses and why, and how good it is at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from willing.case.model import Case
from willing.conditions.english import persons
from willing.errors import AskError
from willing.force.check import Checked, checked
from willing.force.misses import REASONS, Miss, misses_of
from willing.force.pose import Asked, Posed, posed
from willing.force.problem import Plan, Tour
from willing.force.solve import Told, solve
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, closest, scene, situated
from willing.questions.quality import covered_share, how_good
from willing.questions.sustain import Sustained, sustain

Force = Literal["firm", "together", "offered"]
"""Whose units are planned: what stands firm, that and what stands if signed together, or all that takes part."""
SECONDS = 20.0
KEEP = 8
"""What a tour kept from another plan is worth, in months of its persons at a post of weight 1: to give it up must gain
a month of them at a post of the highest priority."""


@dataclass(frozen=True)
class Coverage:
    """One post in one month. Persons."""

    post: str
    month: int
    required: int
    covered: int


@dataclass(frozen=True)
class Served:
    """One tour: a unit at a post from the month ``start`` up to but not including the month ``end``."""

    unit: str
    nation: str
    post: str
    start: int
    end: int
    strength: int
    """Persons."""
    notional: bool
    """Whether the unit was made up of a pledge's strength, as the case names none."""
    turn: int
    """Of units that take turns under one name, which of them it is, from 1."""
    locked: bool = False
    """Whether it was given and had to stay."""


@dataclass(frozen=True)
class LeftOut:
    """Something that stands and is not planned."""

    what: str
    """A unit or a pledge."""
    because: str


@dataclass(frozen=True)
class PostLine:
    """One post over the whole plan."""

    post: str
    area: str
    task: str
    capability: str
    priority: int
    required: int
    """Person-months."""
    covered: int
    """Person-months."""
    missed: int
    because: str | None
    """What most of what is missed is missed for; ``None`` where nothing is."""


@dataclass(frozen=True)
class Planned(Situated):
    """A plan. Months count from D-day, from 0."""

    coa: str
    coa_title: str
    months: int
    force: Force
    """Whose units are planned."""
    scenario: Mapping[str, bool | None]
    """Every factor; ``None`` where it is open."""
    stretched: bool
    """Whether nations rotate by the shorter dwell they have been seen to accept."""
    persons: int
    """Persons away at any one time of all pledges that are planned."""
    objective: int
    """Person-months covered, each times the weight of its post (8, 4, 2, 1), less the cost of tours."""
    bound: int
    """No plan has an objective above this; with another plan to keep, none that keeps as much of it, in persons."""
    gap: float
    """How much better another plan might be at most, as a share of the bound."""
    seed: int
    rounds: int
    """Rounds of search; the same seed and rounds give the same plan."""
    stopped: bool
    """Whether the search was stopped before it was done."""
    required: int
    """Person-months."""
    covered: int
    """Person-months."""
    posts: tuple[PostLine, ...]
    coverage: tuple[Coverage, ...]
    """Every post in every month in which it asks for anyone."""
    tours: tuple[Served, ...]
    misses: tuple[Miss, ...]
    kept: int | None
    """Tours of the plan that was to be kept which this one has too; ``None`` where there was none."""
    given_up: int | None
    """Tours of that plan which this one has not."""
    left_out: tuple[LeftOut, ...]
    sustain: tuple[Sustained, ...]
    """Whether the nations that send anyone can keep up what they pledge."""

    @property
    def headline(self) -> str:
        """What the plan covers and how good it is."""
        who = {"firm": "stands firm", "together": "stands firm or if signed together", "offered": "is offered"}
        if not self.persons:
            of = f"the {self.required:,} person-months of {self.coa_title}"
            return f"Nothing that {who[self.force]} can be planned: none of {of} are covered."
        said = f"With what {who[self.force]}, {persons(self.persons)} away at any one time, "
        said += f"{covered_share(self.covered, self.required)} of the {self.required:,} person-months of "
        return f"{said}{self.coa_title} are covered; {how_good(self.gap, self.kept is not None)}."

    def table(self) -> Table:
        """Every post: what it asks for, what is covered, and why the rest is not."""
        rows = tuple(
            (p.post, p.area, p.capability, p.priority, p.required, p.covered, p.because or "") for p in self.posts
        )
        return Table(("post", "area", "capability", "priority", "required", "covered", "because"), rows)


def plan(
    case: Case,
    coa: str,
    months: int | None = None,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
    force: str = "firm",
    stretched: bool = False,
    seed: int = 0,
    rounds: int | None = None,
    seconds: float | None = None,
    begin: Planned | Mapping[str, Any] | None = None,
    keep: bool = False,
    locked: int = 0,
    told: Told | None = None,
) -> Planned:
    """A rotation plan for one course of action.

    ``months`` defaults to those the course of action asks for. ``begin`` is another plan, or its JSON, to begin with;
    with ``keep`` as few of its tours as possible are changed, and those that begin before the month ``locked``, or are
    marked as locked, stay whatever it costs. The search takes ``rounds``, or else ``seconds``; ``told`` hears how far
    it has come. Raises :class:`~willing.errors.AskError` for what cannot be planned.
    """
    if isinstance(locked, bool) or not isinstance(locked, int) or locked < 0:
        raise AskError(f"locked {locked!r}: write a month, 0 or later")
    _refuse_wrong_use(begin is not None, keep, locked, rounds, seconds)
    here = scene(case, as_of, assume, stage, reading)
    asked = Asked(_course(here.case, coa), _months(here.case, coa, months), stretched)
    standing = _standing(here, force)
    before = _before(begin)
    fixed = frozenset(tour for tour, lock in before.items() if lock or tour.start < locked)
    again = {tour: None if tour in fixed else KEEP for tour in before if keep or tour in fixed}
    problem = posed(here.case, standing, asked, again)
    limit = None if rounds is not None else (SECONDS if seconds is None else seconds)
    found = solve(problem.problem, seed=seed, rounds=rounds, seconds=limit, start=before, told=told)
    result = _held(problem, found, fixed)
    return _answer(
        case, here, problem, asked, _force(force), found, result, before=before, fixed=fixed, keep=keep, seed=seed
    )


def posed_of(case: Case, planned: Planned) -> Posed:
    """The problem that a plan is of: its units, posts and rules, from the case that the plan was made from."""
    here = scene(case, planned.as_of, planned.assume, planned.stage, planned.reading)
    return posed(here.case, _standing(here, planned.force), Asked(planned.coa, planned.months, planned.stretched))


def _refuse_wrong_use(begun: bool, keep: bool, locked: int, rounds: int | None, seconds: float | None) -> None:
    if (keep or locked) and not begun:
        raise AskError("to keep or lock tours takes the plan that has them: give it as `begin`")
    if rounds is not None and (isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 0):
        raise AskError(f"rounds {rounds!r}: write a whole number, 0 or more")
    if seconds is not None and not 0 < seconds < float("inf"):
        raise AskError(f"seconds {seconds!r}: write a number above 0")


def _course(case: Case, coa: str) -> str:
    if coa not in case.requirements:
        none = "the case has no courses of action"
        raise AskError(f"unknown course of action {coa!r}: {closest(coa, case.requirements, none)}")
    return coa


def _months(case: Case, coa: str, months: int | None) -> int:
    if months is None:
        return max((post.months[1] for post in case.requirements[coa].posts), default=0) or 1
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= 1200:
        raise AskError(f"months {months!r}: write a whole number from 1 to 1200")
    return months


def _force(force: str) -> Force:
    known: Force | None = next((one for one in get_args(Force) if one == force), None)
    if known is None:
        raise AskError(f"unknown force {force!r}: it is one of {', '.join(get_args(Force))}")
    return known


def _standing(here: Scene, force: str) -> Mapping[str, int]:
    """The pledges whose units are planned, with the persons each sends."""
    match _force(force):
        case "firm":
            return here.resolved.certain
        case "together":
            return here.resolved.joint
        case "offered":
            return {line.pledge: line.most for line in here.setting.lines}


def _before(begin: Planned | Mapping[str, Any] | None) -> Mapping[Tour, bool]:
    """The tours of another plan, each with whether it is locked."""
    if begin is None:
        return {}
    if isinstance(begin, Planned):
        return {Tour(tour.unit, tour.post, tour.start): tour.locked for tour in begin.tours}
    try:
        return {
            Tour(str(tour["unit"]), str(tour["post"]), int(tour["start"])): bool(tour.get("locked", False))
            for tour in begin["tours"]
        }
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise AskError(
            "the plan to begin with has no `tours` of unit, post and start: give one from `--json`"
        ) from None


def _held(problem: Posed, found: Plan, fixed: Iterable[Tour]) -> Checked:
    """The plan held against the rules once more, by other code; locked tours that it has not are refused."""
    lost = sorted(set(fixed) - set(found.tours))
    if lost:
        what = ", ".join(f"{tour.unit} at {tour.post} from month {tour.start}" for tour in lost[:3])
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        raise AskError(
            f"locked tours that no plan was found to have here: {what}{more}: unlock them, or change what forbids them"
        )
    result = checked(problem.problem, found.tours)
    if result.broken or result.objective != found.objective:
        raise RuntimeError(f"the planner broke a rule: {'; '.join(result.broken[:3]) or 'its objective is wrong'}")
    return result


def _answer(
    case: Case,
    here: Scene,
    problem: Posed,
    asked: Asked,
    force: Force,
    found: Plan,
    result: Checked,
    *,
    before: Mapping[Tour, bool],
    fixed: frozenset[Tour],
    keep: bool,
    seed: int,
) -> Planned:
    kinds = problem.problem.kind_of
    earned = sum(kinds[tour.unit].bonus.get((tour.post, tour.start), 0) for tour in found.tours)
    objective, bound = found.objective - earned, found.bound - earned
    misses = misses_of(problem, found.tours, result.covered)
    need = here.case.requirements[asked.coa]
    return Planned(
        **situated(case, here),
        coa=asked.coa,
        coa_title=need.title or asked.coa,
        months=asked.months,
        force=force,
        scenario=here.setting.factors,
        stretched=asked.stretched,
        persons=sum(supply.persons for supply in problem.supplies),
        objective=objective,
        bound=bound,
        gap=max(0.0, (bound - objective) / bound) if bound > 0 else 0.0,
        seed=seed,
        rounds=found.rounds,
        stopped=found.stopped,
        required=sum(sum(post.required) for post in problem.problem.posts),
        covered=sum(map(sum, result.covered.values())),
        posts=tuple(_lines(problem, result.covered, misses)),
        coverage=tuple(
            Coverage(post.name, month, asked_, result.covered[post.name][month])
            for post in problem.problem.posts
            for month, asked_ in enumerate(post.required)
            if asked_
        ),
        tours=tuple(_served(problem, found.tours, fixed)),
        misses=misses,
        kept=sum(tour in before for tour in found.tours) if keep or fixed else None,
        given_up=len(set(before) - set(found.tours)) if keep or fixed else None,
        left_out=tuple(_left_out(here, problem)),
        sustain=_sustained(here, problem),
    )


def _served(problem: Posed, tours: Sequence[Tour], fixed: frozenset[Tour]) -> Iterable[Served]:
    """The tours in the order in which they begin; those under one name that take turns are told apart."""
    had: dict[str, int] = {}
    for tour in sorted(tours, key=lambda tour: (tour.start, tour.post, tour.unit)):
        unit = problem.units[tour.unit]
        turn = had.get(tour.unit, 0)
        had[tour.unit] = turn + 1
        yield Served(
            unit=tour.unit,
            nation=unit.nation,
            post=tour.post,
            start=tour.start,
            end=tour.start + unit.tour,
            strength=unit.strength,
            notional=unit.notional,
            turn=turn % unit.sets + 1,
            locked=tour in fixed,
        )


def _lines(problem: Posed, covered: Mapping[str, Sequence[int]], misses: Sequence[Miss]) -> Iterable[PostLine]:
    for sized, post in zip(problem.posts, problem.problem.posts, strict=True):
        reasons: dict[str, int] = {}
        for miss in misses:
            if miss.post == post.name:
                reasons[miss.because] = reasons.get(miss.because, 0) + miss.person_months
        have, asked = sum(covered[post.name]), sum(post.required)
        order = list(REASONS)
        because = max(reasons, key=lambda why: (reasons[why], -order.index(why)), default=None)
        of = sized.post
        yield PostLine(post.name, of.area, of.task, of.capability, of.priority, asked, have, asked - have, because)


def _left_out(here: Scene, problem: Posed) -> Iterable[LeftOut]:
    """Pledges that stand and send nobody that anyone knows of, and units that no tour fits."""
    standing = {*here.resolved.joint} | {supply.pledge.id for supply in problem.supplies}
    for line in here.setting.lines:
        if line.pledge in standing and here.case.pledge_by_id[line.pledge].likely is None:
            yield LeftOut(line.pledge, "nobody has put a number on its strength")
    for supply in problem.supplies:
        if supply.persons < supply.pledged:
            because = f"in part: its units have {supply.persons:,} of the {supply.pledged:,} persons pledged"
            yield LeftOut(supply.pledge.id, because)
        if supply.short:
            yield LeftOut(supply.pledge.id, "in part: its nation's land forces are too few to relieve all of it")
    for unit, because in problem.idle.items():
        yield LeftOut(unit, because)


def _sustained(here: Scene, problem: Posed) -> tuple[Sustained, ...]:
    sending = {supply.pledge.nation for supply in problem.supplies}
    whole = sustain(here.case, as_of=here.day, assume=here.assume, stage=here.stage, reading=here.reading)
    return tuple(row for row in whole.sustain if row.nation in sending)
