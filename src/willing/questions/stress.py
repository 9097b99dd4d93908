"""Does the plan survive units that are not ready, nations that withdraw, conditions that flip and surges in demand?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast

from willing.case.model import Case
from willing.errors import AskError
from willing.force.problem import Tour
from willing.force.simulate.outcome import Harm, Simulated, Spread
from willing.force.simulate.runs import simulate
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, fingerprint, scene, situated
from willing.questions.chance import percent
from willing.questions.hazards import Chances, Hazard, Sort, hazards, with_chances
from willing.questions.plan import Planned, plan, posed_of

REPLICATIONS = 2000


@dataclass(frozen=True)
class Struck:
    """Something that may go wrong, and what it does. Losses are means over all replications."""

    name: str
    sort: Sort
    title: str
    chance: float
    per: str
    """What the chance is for: a ``call-up`` of a unit, the whole ``plan``, or a ``month``."""
    assumed: bool
    """Whether the chance is an assumption made of all events of its sort alike."""
    struck: float
    """The share of replications in which it strikes, or may."""
    loss: float
    """Weighted person-months missed beyond those of the undisturbed plan if nothing else goes wrong."""
    loss_error: float | None
    """The standard error of that."""
    loss_share: float | None
    """The loss as a share of all weighted person-months that are asked for."""
    relief: float
    """Weighted person-months missed less if everything else may go wrong and this cannot."""
    relief_error: float | None
    """The standard error of that."""
    posts: Mapping[str, float]
    """For each post the person-months of the loss."""


@dataclass(frozen=True)
class Fate:
    """What becomes of one post. Shares are of the person-months it requires, surges among them."""

    post: str
    area: str
    task: str
    capability: str
    priority: int
    undisturbed: float | None
    """The share covered if nothing goes wrong; ``None`` where nothing is required."""
    share: Spread | None
    """The share covered."""
    short: tuple[float, ...]
    """The chance for each month that it has fewer persons than it requires."""


@dataclass(frozen=True)
class Stress(Situated):
    """The answer to ``stress``. Months count from D-day, from 0; weights are those of the plan: 8, 4, 2, 1."""

    coa: str
    coa_title: str
    months: int
    force: str
    """Whose units are planned: ``firm``, ``together`` or ``offered``."""
    stretched: bool
    refill: bool
    """Whether gaps are filled by rule."""
    seed: int
    replications: int
    """Replications done."""
    asked: int
    """Replications asked for: more than done where the work was interrupted."""
    chances: Chances
    """What is assumed of everything whose chance nobody gave."""
    undisturbed: float | None
    """The share of person-months covered if nothing goes wrong."""
    share: Spread | None
    """The share covered."""
    worth: Spread
    """Weighted person-months covered."""
    worth_undisturbed: int
    """The same if nothing goes wrong."""
    worth_asked: int
    """The same if every post were filled, without surges."""
    events: tuple[Struck, ...]
    """What may go wrong, what hurts most alone first."""
    posts: tuple[Fate, ...]
    by_month: tuple[Spread | None, ...]
    """The share covered over all posts in each month; ``None`` where nothing is required."""
    tours: int
    """Tours of the plan."""
    planned: float
    """Of these, those that are carried out, on average."""
    lapsed: float
    """Of these, those that are not."""
    by_rule: float
    """Tours that are begun by rule, on average."""
    spent: Mapping[str, float]
    """The share of all unit-months that units are away, dwelling, not ready, rested and gone."""

    @property
    def headline(self) -> str:
        """How much stays covered, and what hurts most."""
        if self.share is None or self.undisturbed is None:
            return f"{self.coa_title} asks for nobody in {self.months} months: nothing can be missed."
        runs = f"in {self.replications:,} simulated runs" if self.replications > 1 else "in one simulated run"
        cut = f", of {self.asked:,} asked for" if self.replications < self.asked else ""
        said = (
            f"If nothing goes wrong, {percent(self.undisturbed)} of the person-months of {self.coa_title} are "
            f"covered; {runs}{cut}, {percent(self.share.mean)} on average, "
            f"and less than {percent(self.share.p5)} in one of twenty"
        )
        worst = self.events[0] if self.events else None
        if worst is None or worst.loss <= 0:
            return f"{said}; no event alone costs anything."
        cost = f" ({percent(worst.loss_share)} of what is asked for, weighted)" if worst.loss_share else ""
        return f"{said}. What hurts most alone{cost} is that {worst.title}."

    def table(self) -> Table:
        """What may go wrong, what hurts most first."""
        columns = ("name", "sort", "chance", "per", "struck", "loss", "loss_error", "relief", "relief_error")
        return Table(columns, tuple(tuple(getattr(event, name) for name in columns) for event in self.events))


def stress(
    case: Case,
    coa: str | None = None,
    *,
    months: int | None = None,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
    force: str = "firm",
    stretched: bool = False,
    planned: Planned | Mapping[str, Any] | None = None,
    replications: int = REPLICATIONS,
    seed: int = 0,
    chances: Chances | None = None,
    chance: Mapping[str, float] | None = None,
    refill: bool = True,
    rounds: int | None = None,
    seconds: float | None = None,
    executor: Executor | None = None,
    told: Callable[[float], None] | None = None,
) -> Stress:
    """How a plan fares over many replications in which things go wrong, and what hurts most.

    ``planned`` is a plan, or its JSON, with all that it was asked with; without one, ``coa`` is planned first, in so
    many ``rounds`` or ``seconds``. ``chances`` are assumed of everything of a sort, ``chance`` of single things by
    name: a nation's code, a factor, ``not-ready``, or ``surge-`` and an area. Without ``refill`` no gap is filled by
    rule. The replications are shared by ``executor`` where there is one, with the same result; ``told`` hears the
    share that is done. Interrupted, the answer is what the first replications come to.

    Raises :class:`~willing.errors.AskError` for what cannot be asked or planned, and for a plan of another case.
    """
    if planned is None:
        if coa is None:
            raise AskError("nothing to put to the test: name a course of action, or give a plan")
        planned = plan(
            case,
            coa,
            months=months,
            as_of=as_of,
            assume=assume,
            stage=stage,
            reading=reading,
            force=force,
            stretched=stretched,
            seed=seed,
            rounds=rounds,
            seconds=seconds,
        )
    given = _read(planned)
    here = scene(case, given.as_of, given.assume, given.stage, given.reading)
    if fingerprint(case) != given.case_hash:
        raise AskError("the plan is of another case, or of another state of this one: plan again")
    problem = posed_of(case, cast(Any, given))
    assumed = chances or Chances()
    may = with_chances(hazards(here, problem, given.force, assumed), chance or {})
    found = simulate(
        problem.problem,
        given.tours,
        [hazard.event for hazard in may],
        replications=replications,
        seed=seed,
        refill=refill,
        executor=executor,
        told=told,
    )
    need = here.case.requirements[given.coa]
    return Stress(
        **situated(case, here),
        coa=given.coa,
        coa_title=need.title or given.coa,
        months=given.months,
        force=given.force,
        stretched=given.stretched,
        refill=refill,
        seed=seed,
        replications=found.replications,
        asked=found.asked,
        chances=assumed,
        undisturbed=found.undisturbed.share,
        share=found.share,
        worth=found.worth,
        worth_undisturbed=found.undisturbed.worth,
        worth_asked=found.undisturbed.asked,
        events=tuple(_struck(may, found.harms)),
        posts=tuple(_fates(here, given.coa, found)),
        by_month=found.months,
        tours=len(given.tours),
        planned=found.planned,
        lapsed=found.lapsed,
        by_rule=found.by_rule,
        spent=found.spent,
    )


@dataclass(frozen=True)
class _Given:
    """What a plan was asked with, and its tours."""

    case_hash: str
    as_of: date | str | None
    assume: Mapping[str, bool]
    stage: str
    reading: str
    coa: str
    months: int
    force: str
    stretched: bool
    tours: tuple[Tour, ...]


def _read(given: Planned | Mapping[str, Any]) -> _Given:
    if isinstance(given, Planned):
        given = given.to_dict()
    try:
        found = {field.name: given[field.name] for field in fields(_Given)}
        tours = tuple(Tour(str(tour["unit"]), str(tour["post"]), int(tour["start"])) for tour in given["tours"])
    except (KeyError, TypeError, ValueError):
        raise AskError("the plan lacks what it was asked with: give one from `willing plan --json`") from None
    return _Given(**{**found, "tours": tours})


def _struck(may: Iterable[Hazard], harms: Iterable[Harm]) -> Iterable[Struck]:
    by_name = {hazard.event.name: hazard for hazard in may}
    for harm in harms:
        hazard = by_name[harm.event]
        yield Struck(
            name=harm.event,
            sort=hazard.sort,
            title=hazard.title,
            chance=hazard.event.chance,
            per=hazard.per,
            assumed=hazard.assumed,
            struck=harm.struck,
            loss=harm.loss,
            loss_error=harm.loss_error,
            loss_share=harm.loss_share,
            relief=harm.relief,
            relief_error=harm.relief_error,
            posts=harm.posts,
        )


def _fates(here: Scene, coa: str, found: Simulated) -> Iterable[Fate]:
    for post in here.case.requirements[coa].posts:
        yield Fate(
            post=post.id,
            area=post.area,
            task=post.task,
            capability=post.capability,
            priority=post.priority,
            undisturbed=found.undisturbed.posts[post.id],
            share=found.posts[post.id],
            short=found.short[post.id],
        )
