"""What a plan comes to and which rules it breaks, recomputed from the problem and the tours alone.

Every figure follows the definition in :mod:`willing.force.problem` word by word and shares nothing with what makes
plans, so that a fault there shows here. Whole numbers throughout; a share is the fraction that it is written as.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from willing.force.problem import Problem, Tour


@dataclass(frozen=True)
class Checked:
    """What the tours of a plan come to."""

    objective: int
    """The objective of the problem; it means something only where nothing is broken."""
    covered: Mapping[str, tuple[int, ...]]
    """For every post the persons covered in each month, never more than required."""
    broken: tuple[str, ...]
    """A sentence for each time that a rule is broken; months count from 0."""

    @property
    def legal(self) -> bool:
        """Whether no rule is broken."""
        return not self.broken


def checked(problem: Problem, tours: Iterable[Tour]) -> Checked:
    """The objective, the cover and every broken rule of some tours.

    A tour of an unknown unit or to an unknown post covers nobody, moves nobody and still counts as a tour; one to a
    post that the unit may not fill covers nobody. Months outside the plan are left out.
    """
    every = sorted(tours)
    known = [tour for tour in every if tour.unit in problem.kind_of and tour.post in problem.post_by_name]
    able = [tour for tour in known if tour.post in problem.kind_of[tour.unit].serves]
    serving = _serving(problem, able)
    covered = {post.name: tuple(map(min, post.required, serving[post.name])) for post in problem.posts}
    worth = sum(post.weight * sum(covered[post.name]) for post in problem.posts)
    objective = worth - problem.turbulence * len(every) + _bonuses(problem, able)
    broken = (
        *_unknown(problem, every),
        *_misplaced(problem, known),
        *_hurried(problem, known),
        *_over_budget(problem, known),
        *_over_lift(problem, known),
        *_lacking(problem, serving),
    )
    return Checked(objective, covered, broken)


def _serving(problem: Problem, tours: Sequence[Tour]) -> dict[str, list[int]]:
    """Persons who serve at every post in each month, those above what is required among them."""
    serving = {post.name: [0] * problem.months for post in problem.posts}
    for tour in tours:
        for month, persons in enumerate(problem.kind_of[tour.unit].serving(tour.post), tour.start):
            if 0 <= month < problem.months:
                serving[tour.post][month] += persons
    return serving


def _bonuses(problem: Problem, tours: Sequence[Tour]) -> int:
    """The bonus of every post and month in which at least one unit of the kind begins; a second one adds nothing."""
    begun = {(tour.unit, tour.post, tour.start) for tour in tours}
    return sum(
        bonus
        for kind in problem.kinds
        for (post, start), bonus in kind.bonus.items()
        if any((unit, post, start) in begun for unit in kind.units)
    )


def _unknown(problem: Problem, tours: Sequence[Tour]) -> Iterator[str]:
    for tour in tours:
        if tour.unit not in problem.kind_of:
            yield f"Unit {tour.unit}, sent to post {tour.post} in month {tour.start}, is unknown."
        if tour.post not in problem.post_by_name:
            yield f"Post {tour.post}, to which unit {tour.unit} is sent in month {tour.start}, is unknown."


def _misplaced(problem: Problem, tours: Sequence[Tour]) -> Iterator[str]:
    for tour in tours:
        kind = problem.kind_of[tour.unit]
        if tour.post not in kind.serves:
            yield f"Unit {tour.unit} may not fill post {tour.post}, to which it is sent in month {tour.start}."
        if tour.start not in kind.starts:
            yield f"Unit {tour.unit} may not begin a tour in month {tour.start}, as it does at post {tour.post}."


def _hurried(problem: Problem, tours: Sequence[Tour]) -> Iterator[str]:
    """Units in two places at once, or back sooner than their cycle allows."""
    by_unit: dict[str, list[Tour]] = defaultdict(list)
    for tour in tours:
        by_unit[tour.unit].append(tour)
    for unit, own in by_unit.items():
        kind = problem.kind_of[unit]
        for one, next_ in pairwise(sorted(own, key=lambda tour: tour.start)):
            early = kind.cycle - (next_.start - one.start)
            if next_.start < one.start + kind.tour:
                yield (
                    f"Unit {unit} is in two places in month {next_.start}: it begins a tour at post {next_.post} "
                    f"during the one at post {one.post} that began in month {one.start}."
                )
            elif early > 0:
                yield (
                    f"Unit {unit} begins a tour at post {next_.post} in month {next_.start}, {_months(early)} sooner "
                    f"than its cycle allows after the one at post {one.post} that began in month {one.start}."
                )


def _over_budget(problem: Problem, tours: Sequence[Tour]) -> Iterator[str]:
    away = {budget: [0] * problem.months for budget in problem.budgets}
    for tour in tours:
        kind = problem.kind_of[tour.unit]
        for budget in kind.budgets:
            for month in range(max(0, tour.start), min(problem.months, tour.start + kind.tour)):
                away[budget][month] += kind.strength
    for budget, allowed in problem.budgets.items():
        for month, persons in enumerate(away[budget]):
            if persons > allowed[month]:
                yield (
                    f"In month {month}, {_persons(persons)} charged to budget {budget} {_are(persons)} away, "
                    f"{persons - allowed[month]:,} more than it allows."
                )


def _over_lift(problem: Problem, tours: Sequence[Tour]) -> Iterator[str]:
    moved = {area: [0] * problem.months for area in problem.lift}
    for tour in tours:
        kind, area = problem.kind_of[tour.unit], problem.post_by_name[tour.post].area
        if area in moved:
            for month in (tour.start, tour.start + kind.tour - 1):  # the same month twice if the tour is of one month
                if 0 <= month < problem.months:
                    moved[area][month] += kind.strength
    for area, allowed in problem.lift.items():
        for month, persons in enumerate(moved[area]):
            if persons > allowed[month]:
                yield (
                    f"In month {month}, {_persons(persons)} {_are(persons)} moved into or out of area {area}, "
                    f"{persons - allowed[month]:,} more than its lift."
                )


def _lacking(problem: Problem, serving: Mapping[str, Sequence[int]]) -> Iterator[str]:
    for need in problem.needs:
        share = Fraction(str(need.share))
        for month in range(problem.months):
            needing = sum(serving[post][month] for post in need.needing)
            providing = sum(serving[post][month] for post in need.providing)
            lacking = ceil(share * needing - providing)
            if lacking > 0:
                yield (
                    f"In month {month}, {_persons(needing)} in area {need.area} {_need(needing)} {need.name} and "
                    f"{providing:,} {'provides' if providing == 1 else 'provide'} it, {lacking:,} fewer than needed."
                )


def _persons(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} persons"


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"
