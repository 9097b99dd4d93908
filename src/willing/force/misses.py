"""Why a post is missed: for every unit that could have served there, the first rule that keeps it away.

Rules are looked at in one order, from "nobody has the capability" to "not worth a tour", and a unit is kept away by the
first that all its tours would break which serve in that month, beside the plan as it is. Of a month is told what keeps
away those who come nearest, as many as are missing: if one battalion lacks only a hospital, that is the reason, however
many others are at home. It is a fact about this plan; to free that rule need not be enough where another binds next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from willing.force.pose import Posed
from willing.force.problem import Kind, Need, Tour

REASONS: Mapping[str, str] = {
    "no unit": "no unit that stands has the capability or may stand in for it",
    "caveat": "a caveat keeps its units from this area or task",
    "notice": "units are not there yet, or not any more",
    "busy": "units are away at other posts",
    "dwell": "units are at home between tours",
    "pledge": "all that was pledged is away",
    "floor": "the home floor and commitments elsewhere leave no more persons of the nation",
    "lift": "no more persons can be moved in or out of the area",
    "enabler": "too few of an enabler within reach",
    "tour": "no whole tour fits here, or what one would add is not worth it",
}
"""What can keep a unit away, in the order in which it is looked for."""


@dataclass(frozen=True)
class Miss:
    """Persons missing at a post for a while, for one reason."""

    post: str
    months: tuple[int, int]
    """The first month, and the month after the last."""
    persons: int
    """The most that are missing in any of these months."""
    person_months: int
    """All that is missing, added over the months."""
    because: str
    """One of :data:`REASONS`."""
    enabler: str | None
    """The need that is not met, where that is the reason."""


def misses_of(posed: Posed, tours: Sequence[Tour], covered: Mapping[str, Sequence[int]]) -> tuple[Miss, ...]:
    """Everything that a plan misses, in the order of the posts."""
    look = _Look(posed, tours)
    found = []
    for post in posed.problem.posts:
        missing = [
            (month, asked - have, *look.reason(post.name, month, asked - have))
            for month, (asked, have) in enumerate(zip(post.required, covered[post.name], strict=True))
            if have < asked
        ]
        for (because, enabler, _), several in groupby(
            enumerate(missing), key=lambda at: (*at[1][2:], at[1][0] - at[0])
        ):
            run = [entry for _, entry in several]
            persons = [entry[1] for entry in run]
            months = (run[0][0], run[-1][0] + 1)
            found.append(Miss(post.name, months, max(persons), sum(persons), because, enabler))
    return tuple(found)


class _Look:
    """A plan, looked at for what more it would take."""

    def __init__(self, posed: Posed, tours: Sequence[Tour]) -> None:
        self.posed, self.problem = posed, posed.problem
        self.tours: dict[str, list[Tour]] = {}
        for tour in tours:
            self.tours.setdefault(tour.unit, []).append(tour)
        self.away = {name: [0] * self.problem.months for name in self.problem.budgets}
        self.moved = {name: [0] * self.problem.months for name in self.problem.lift}
        self.serving = {post.name: [0] * self.problem.months for post in self.problem.posts}
        for tour in tours:
            self._count(tour, self.problem.kind_of[tour.unit])

    def _count(self, tour: Tour, kind: Kind) -> None:
        end = tour.start + kind.tour
        for month, adds in zip(range(tour.start, end), kind.serving(tour.post), strict=True):
            self.serving[tour.post][month] += adds
            for budget in kind.budgets:
                self.away[budget][month] += kind.strength
        area = self.problem.post_by_name[tour.post].area
        if area in self.moved:
            self.moved[area][tour.start] += kind.strength
            self.moved[area][end - 1] += kind.strength

    def reason(self, post: str, month: int, missing: int) -> tuple[str, str | None]:
        """What keeps those from a post in a month who come nearest to it, and the need that is not met if that is it.

        Of all units that are not there, those that break the last rule are taken first, until as many persons as are
        missing are found; told is what keeps most of them.
        """
        away = [(reason, adds) for reason, adds in self._away(post, month) if adds]
        order = list(REASONS)
        kept: Counter[tuple[str, str | None]] = Counter()
        for reason, adds in sorted(away, key=lambda one: -order.index(one[0][0])):
            kept[reason] += min(adds, missing)
            missing -= min(adds, missing)
        # Where nothing keeps anyone away, all who are able to serve do, if there are any.
        plain = "pledge" if any(post in kind.serves for kind in self.problem.kinds) else "no unit"
        return max(kept, key=lambda why: (kept[why], order.index(why[0])), default=(plain, None))

    def _away(self, post: str, month: int) -> Iterator[tuple[tuple[str, str | None], int]]:
        """Every unit that could serve at a post, but does not: what keeps it away, and the persons it would add."""
        for kind in self.problem.kinds:
            if post in kind.serves:
                for unit in kind.units:
                    if not any(t.post == post and t.start <= month < t.start + kind.tour for t in self._had(unit)):
                        yield self._unit(kind, unit, post, month), kind.serves[post]
        for barred in self.posed.barred.get(post, ()):
            yield (barred.because, None), barred.persons

    def _had(self, unit: str) -> Sequence[Tour]:
        return self.tours.get(unit, ())

    def _unit(self, kind: Kind, unit: str, post: str, month: int) -> tuple[str, str | None]:
        """What keeps one unit away: of all tours that would serve in the month, the one that comes furthest."""
        had = self._had(unit)
        if any(tour.start <= month < tour.start + kind.tour for tour in had):
            return "busy", None
        serving = kind.serving(post)
        starts = [t for t in kind.starts if t <= month < t + kind.tour and serving[month - t]]
        if not starts:
            return "notice", None
        free = [t for t in starts if all(abs(t - tour.start) >= kind.tour for tour in had)]
        if not free:
            return "tour", None
        rested = [t for t in free if all(abs(t - tour.start) >= kind.cycle for tour in had)]
        if not rested:
            return "dwell", None
        order = list(REASONS)
        return max((self._rule(kind, post, start) for start in rested), key=lambda why: order.index(why[0]))

    def _rule(self, kind: Kind, post: str, start: int) -> tuple[str, str | None]:
        """The first rule that a tour would break."""
        months = range(start, start + kind.tour)
        for budget in kind.budgets:
            if any(self.away[budget][m] + kind.strength > self.problem.budgets[budget][m] for m in months):
                return budget.split()[0], None
        area = self.problem.post_by_name[post].area
        if area in self.moved:
            persons = kind.strength * (2 if kind.tour == 1 else 1)
            if any(self.moved[area][m] + persons > self.problem.lift[area][m] for m in (start, months[-1])):
                return "lift", None
        for need in self._lacking(kind, post, start):
            return "enabler", need.name
        return "tour", None

    def _lacking(self, kind: Kind, post: str, start: int) -> Iterator[Need]:
        adds = kind.serving(post)
        for need in self.problem.needs:
            if post in need.needing and any(
                self._spare(need, start + month) < _taken(need, post, number) for month, number in enumerate(adds)
            ):
                yield need

    def _spare(self, need: Need, month: int) -> Fraction:
        needed = sum(self.serving[post][month] for post in need.needing)
        return sum(self.serving[post][month] for post in need.providing) - needed * Fraction(str(need.share))


def _taken(need: Need, post: str, persons: int) -> Fraction:
    """Persons of the enabler that some more would need, less those they would provide themselves."""
    return persons * Fraction(str(need.share)) - (persons if post in need.providing else 0)
