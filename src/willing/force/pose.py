"""From a course of action and the pledges that stand to a planning problem.

What the problem leaves out is kept, as it is what misses are explained by: which units a caveat bars from which posts,
which units never fit into their window, which a nation has nobody for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from willing.case.derive import Sized, posts_of
from willing.case.model import Case
from willing.case.needs import within
from willing.case.pledge import Pledge
from willing.errors import AskError
from willing.force.norms import Terms
from willing.force.problem import Kind, Need, Post, Problem, Tour
from willing.force.supply import Supply, Unit, draws_on_land, supply_of

WEIGHTS: Mapping[int, int] = {1: 8, 2: 4, 3: 2, 4: 1}
"""What a person-month is worth at a post, by priority."""

RULES = ("caveat", "floor", "lift", "enabler", "notice")
"""Rules that can be waived, to see what they cost; ``dwell`` is another, by the stretched norm."""


@dataclass(frozen=True)
class Asked:
    """What a plan is asked for."""

    coa: str
    months: int
    stretched: bool = False
    """Whether nations rotate by their shorter dwell."""
    waived: frozenset[str] = frozenset()
    """Rules that do not count."""


@dataclass(frozen=True)
class Barred:
    """A unit that could fill a post, had the problem not left it out."""

    unit: str
    because: str
    """``caveat``, ``notice`` or ``floor``."""
    persons: int
    """What it would add there."""


@dataclass(frozen=True)
class Posed:
    """A problem, and what it was made from."""

    problem: Problem
    posts: tuple[Sized, ...]
    supplies: tuple[Supply, ...]
    terms: Mapping[str, Terms]
    barred: Mapping[str, tuple[Barred, ...]]
    """For each post the units that could fill it but for a caveat, their window, or a pool that is too small."""
    idle: Mapping[str, str]
    """Units that no tour of theirs fits, each with why."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """Every unit by its name."""
        return {unit.name: unit for supply in self.supplies for unit in supply.units}


def posed(
    case: Case, standing: Mapping[str, int], asked: Asked, again: Mapping[Tour, int | None] | None = None
) -> Posed:
    """The problem of a course of action; ``standing`` are the pledges that stand, with the persons each sends.

    A tour in ``again`` earns so much for each of its persons if the plan has it; with ``None``, more than all else
    together could. Raises :class:`~willing.errors.AskError` for what cannot be planned, everything at once.
    """
    wrong = list(_wrong(case, asked))
    if wrong:
        raise AskError("; ".join(wrong))
    posts = posts_of(case, asked.coa)
    supplies, terms = supply_of(case, standing, asked.months, asked.stretched)
    if twice := list(_twice(supplies)):
        raise AskError("; ".join(twice))
    problem_posts = tuple(_post(post, asked.months) for post in posts)
    units = {unit.name: unit for supply in supplies for unit in supply.units}
    turbulence = max(1, min((unit.strength for unit in units.values()), default=2) // 2)
    bonuses = _bonuses(problem_posts, units, again or {}, turbulence)
    barred: dict[str, list[Barred]] = {post.post.id: [] for post in posts}
    idle: dict[str, str] = {}
    kinds = tuple(_kinds(case, posts, supplies, asked, bonuses, barred, idle))
    problem = Problem(
        months=asked.months,
        kinds=kinds,
        posts=problem_posts,
        budgets=_budgets(case, supplies, terms, asked),
        lift={} if "lift" in asked.waived else _lift(case, posts, asked.months),
        needs=() if "enabler" in asked.waived else tuple(_needs(case, posts)),
        turbulence=turbulence,
    )
    return Posed(problem, posts, supplies, terms, {post: tuple(every) for post, every in barred.items()}, idle)


def _wrong(case: Case, asked: Asked) -> Iterator[str]:
    if asked.months < 1:
        yield "a plan of no months: ask for at least one"
    if not case.requirements[asked.coa].posts:
        yield f"the course of action {asked.coa} has no posts: add some, or choose another"


def _twice(supplies: Sequence[Supply]) -> Iterator[str]:
    """Units that cannot be told apart, as notional ones are named after their pledges."""
    first: dict[str, str] = {}
    for supply in supplies:
        for unit in supply.units:
            if unit.name in first:
                pledges = f"{first[unit.name]} and {unit.pledge}"
                yield f"two units are named {unit.name}, of the pledges {pledges}: rename one"
            first.setdefault(unit.name, unit.pledge)


def _post(sized: Sized, months: int) -> Post:
    first, last = sized.post.months
    required = tuple(sized.strength if first <= month < last else 0 for month in range(months))
    return Post(sized.post.id, WEIGHTS[sized.post.priority], required, sized.post.area)


def _bonuses(
    posts: Sequence[Post], units: Mapping[str, Unit], again: Mapping[Tour, int | None], turbulence: int
) -> Mapping[str, Mapping[tuple[str, int], int]]:
    """For each unit, by post and month, what the tours that it had before earn.

    To give up a tour that must stay can gain no more than every person-month, every other tour that is to be kept, and
    what tours cost.
    """
    worth = {tour: each and each * units[tour.unit].strength for tour, each in again.items() if tour.unit in units}
    most = sum(post.weight * sum(post.required) for post in posts) + turbulence * len(worth) + 1
    most += sum(each for each in worth.values() if each is not None)
    found: dict[str, dict[tuple[str, int], int]] = {tour.unit: {} for tour in worth}
    for tour, each in worth.items():
        found[tour.unit][tour.post, tour.start] = most if each is None else each
    return found


def _kinds(
    case: Case,
    posts: Sequence[Sized],
    supplies: Sequence[Supply],
    asked: Asked,
    bonuses: Mapping[str, Mapping[tuple[str, int], int]],
    barred: dict[str, list[Barred]],
    idle: dict[str, str],
) -> Iterator[Kind]:
    """Units that are alike, together; one that had tours before is a kind by itself. Notes what is left out."""
    for supply in supplies:
        serves = {unit.name: _serves(case, posts, supply, unit, asked, barred) for unit in _every(supply)}
        like: dict[object, list[Unit]] = {}
        for unit in supply.units:
            alone = unit.name if unit.name in bonuses else ""
            like.setdefault((alone, _likeness(unit), tuple(serves[unit.name].items())), []).append(unit)
        for units in like.values():
            one, starts = units[0], _starts(units[0], asked)
            if not starts:
                idle |= {unit.name: _too_short(one, asked.months) for unit in units}
            elif serves[one.name]:
                yield Kind(
                    name=one.name,
                    units=tuple(unit.name for unit in units),
                    strength=one.strength,
                    tour=one.tour,
                    cycle=one.cycle,
                    starts=starts,
                    serves=serves[one.name],
                    handover=one.handover,
                    budgets=(f"pledge {supply.pledge.id}", *_floor(case, one, asked)),
                    bonus={
                        (post, start): worth
                        for (post, start), worth in bonuses.get(one.name, {}).items()
                        if post in serves[one.name] and start in starts
                    },
                )


def _every(supply: Supply) -> tuple[Unit, ...]:
    return *supply.units, *supply.unmanned


def _starts(unit: Unit, asked: Asked) -> tuple[int, ...]:
    """The months in which a tour of a unit may begin."""
    first = 0 if "notice" in asked.waived else unit.first
    return tuple(range(first, min(unit.last, asked.months) - unit.tour + 1))


def _likeness(unit: Unit) -> tuple[object, ...]:
    return unit.strength, unit.tour, unit.cycle, unit.handover, unit.sets, unit.first, unit.last, unit.capability


def _too_short(unit: Unit, months: int) -> str:
    there = max(0, min(unit.last, months) - unit.first)
    return f"there for {there} {'month' if there == 1 else 'months'} of the plan, fewer than a tour of {unit.tour}"


def _serves(
    case: Case, posts: Sequence[Sized], supply: Supply, unit: Unit, asked: Asked, barred: dict[str, list[Barred]]
) -> dict[str, int]:
    """The posts that a unit may fill, with the persons it adds there; notes those from which it is kept, and by what.

    What never fits into its window may fill them all the same, so that those who are alike stay together.
    """
    found = {}
    for sized in posts:
        post = sized.post
        adds = int(unit.strength * credit(case, unit.capability, post.capability) + 1e-9)
        if not adds:
            continue
        permitted = "caveat" in asked.waived or permits(supply.pledge, post.area, post.task)
        if permitted:
            found[post.id] = adds
        if because := _left_out(unit, asked, permitted):
            barred[post.id].append(Barred(unit.name, because, adds))
    return found


def _left_out(unit: Unit, asked: Asked, permitted: bool) -> str | None:
    """Why a unit is left out of the problem, if it is: the first reason."""
    if not permitted:
        return "caveat"
    if not _starts(unit, asked):
        return "notice"
    return None if unit.sets else "floor"


def credit(case: Case, capability: str, wanted: str) -> float:
    """How much one person of a capability counts where another is asked for: 1 for the same, 0 for no substitute."""
    return 1.0 if capability == wanted else case.capability(wanted).substitutes.get(capability, 0.0)


def permits(pledge: Pledge, area: str, task: str) -> bool:
    """Whether a pledge's caveats let it serve in an area for a task."""
    caveats = pledge.caveats
    if caveats is None:
        return True
    return (caveats.areas is None or area in caveats.areas) and (caveats.tasks is None or task in caveats.tasks)


def _floor(case: Case, unit: Unit, asked: Asked) -> tuple[str, ...]:
    """The budget of a nation's land forces, where they are known and the unit is of them."""
    known = case.nations[unit.nation].land is not None and draws_on_land(case, unit.capability)
    return (f"floor {unit.nation}",) if known and "floor" not in asked.waived else ()


def _budgets(
    case: Case, supplies: Sequence[Supply], terms: Mapping[str, Terms], asked: Asked
) -> Mapping[str, tuple[int, ...]]:
    """Persons away at any one time: no more than pledged, and no more of a nation than its floor leaves."""
    found = {f"pledge {supply.pledge.id}": (supply.persons,) * asked.months for supply in supplies}
    for unit in (unit for supply in supplies for unit in supply.units):
        pool = terms[unit.nation].pool
        for name in _floor(case, unit, asked):
            found[name] = (pool.persons if pool is not None else 0,) * asked.months
    return found


def _lift(case: Case, posts: Sequence[Sized], months: int) -> Mapping[str, tuple[int, ...]]:
    limits = {sized.post.area: _area_lift(case, sized.post.area) for sized in posts}
    return {area: (limit,) * months for area, limit in limits.items() if limit is not None}


def _area_lift(case: Case, area: str) -> int | None:
    return case.areas[area].lift if area in case.areas else None


def _needs(case: Case, posts: Sequence[Sized]) -> Iterator[Need]:
    """For each capability that needs another, and each area where it serves, a need."""
    for capability in dict.fromkeys(sized.post.capability for sized in posts):
        for other, need in case.capability(capability).needs.items():
            if need.share == 0:
                continue
            for area in dict.fromkeys(s.post.area for s in posts if s.post.capability == capability):
                yield Need(
                    name=f"{capability} in {area} needs {other}",
                    share=need.share,
                    area=area,
                    needing=tuple(s.post.id for s in posts if s.post.capability == capability and s.post.area == area),
                    providing=tuple(
                        s.post.id
                        for s in posts
                        if s.post.capability == other and s.post.area in _near(case, area, need.within_km)
                    ),
                )


def _near(case: Case, area: str, km: float) -> frozenset[str]:
    return within(case, area, km) if area in case.areas else frozenset({area})
