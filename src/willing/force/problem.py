"""The planning problem, stated plainly: units to send, posts to fill, and what sending a unit takes.

Nothing here knows a case or a solver. Months count from 0; a plan has the months ``0 .. months - 1``. Persons are
whole.

maximise   sum over posts d and months m of  weight(d) * covered(d, m)  -  turbulence * tours  +  bonuses
where      covered(d, m) = min(required(d, m), persons serving there), a unit on a tour of ``tour`` months that begins
           in month t serving in the months t .. t + tour - 1, the first ``handover`` of them not counted
subject to a unit begins a tour only in its allowed months, and no sooner than ``cycle`` months after the one before;
           for each budget and month, the persons of its kinds who are away are no more than it allows;
           for each area and month, persons moved in (first month) and out (last month) are no more than its lift;
           for each need, area and month, persons serving at posts that need something are no more than those serving
           within reach who provide it, divided by the share that is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from willing.errors import AskError


@dataclass(frozen=True)
class Kind:
    """Units that are alike in everything that matters, so that they need not be told apart."""

    name: str
    units: tuple[str, ...]
    """The name of each unit."""
    strength: int
    """Persons of one unit."""
    tour: int
    """Months of a tour."""
    cycle: int
    """Months from the beginning of a tour to the earliest beginning of the next: tour and dwell."""
    starts: tuple[int, ...]
    """The months in which a tour may begin, in order; the last allows for a whole tour."""
    serves: Mapping[str, int]
    """The posts that it may fill, each with the persons that one unit adds there: fewer than it has where it only
    stands in for what the post asks for."""
    handover: float = 0
    """Months at the beginning of a tour in which the unit beside the one before it does not count."""
    budgets: tuple[str, ...] = ()
    """The budgets that its persons away are charged to."""
    bonus: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """What is added to the objective for a tour at a post that begins in a month; only for a single unit."""

    @property
    def count(self) -> int:
        """How many units there are."""
        return len(self.units)

    def serving(self, post: str) -> tuple[int, ...]:
        """Persons that one unit adds to a post in each month of a tour, a month of partial handover rounded down."""
        shares = (min(1.0, max(0.0, month + 1 - self.handover)) for month in range(self.tour))
        return tuple(int(self.serves[post] * share + 1e-9) for share in shares)


@dataclass(frozen=True)
class Post:
    """Work to be done in one place."""

    name: str
    weight: int
    """What a person-month is worth."""
    required: tuple[int, ...]
    """Persons in each month of the plan."""
    area: str = ""


@dataclass(frozen=True)
class Need:
    """Persons at some posts of one area need others within reach of it."""

    name: str
    share: float
    """Persons provided for each person who needs them, above 0."""
    area: str
    """Where they are needed."""
    needing: tuple[str, ...]
    """The posts that need, all in the area."""
    providing: tuple[str, ...]
    """The posts that provide, in the area or within reach of it."""


@dataclass(frozen=True)
class Problem:
    """What is to be planned."""

    months: int
    kinds: tuple[Kind, ...]
    posts: tuple[Post, ...]
    budgets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """For each budget the persons away that it allows in each month: of a nation, or of a pledge."""
    lift: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """For each area that has a limit, the persons who can be moved in each month."""
    needs: tuple[Need, ...] = ()
    turbulence: int = 0
    """What each tour costs, in the units of the objective."""

    def __post_init__(self) -> None:
        """Refuse what could not be planned, with all that is wrong at once."""
        wrong = list(_faults(self))
        if wrong:
            raise AskError("; ".join(wrong))

    @cached_property
    def post_by_name(self) -> Mapping[str, Post]:
        """Every post by its name."""
        return {post.name: post for post in self.posts}

    @cached_property
    def kind_of(self) -> Mapping[str, Kind]:
        """The kind of every unit."""
        return {unit: kind for kind in self.kinds for unit in kind.units}

    @property
    def worth(self) -> int:
        """What the objective would be if every post were filled at no cost: never less than any plan's."""
        return sum(post.weight * sum(post.required) for post in self.posts)


@dataclass(frozen=True, order=True)
class Tour:
    """One unit at one post."""

    unit: str
    post: str
    start: int
    """The month in which it begins."""


@dataclass(frozen=True)
class Plan:
    """Tours, what they come to, and what no plan can exceed."""

    tours: tuple[Tour, ...]
    objective: int
    bound: int
    """No plan has an objective above this."""
    rounds: int = 0
    """Rounds of search that were gone through; the same seed and rounds give the same plan."""
    stopped: bool = False
    """Whether it was stopped before it was done."""

    @property
    def gap(self) -> float:
        """How much better a plan might be at most, as a share of the bound."""
        return max(0.0, (self.bound - self.objective) / self.bound) if self.bound > 0 else 0.0


def _faults(problem: Problem) -> Iterator[str]:
    if problem.months < 1:
        yield "a plan of no months: ask for at least one"
    yield from _twice(problem)
    for what, name, row in (
        *(("post", post.name, post.required) for post in problem.posts),
        *(("budget", name, row) for name, row in problem.budgets.items()),
        *(("lift", name, row) for name, row in problem.lift.items()),
    ):
        if len(row) != problem.months:
            yield f"{what} {name}: {len(row)} months given of {problem.months}"
    for kind in problem.kinds:
        yield from _faults_of(problem, kind)
    for need in problem.needs:
        if need.share <= 0:
            yield f"need {need.name}: a share of {need.share}"
        if unknown := sorted({*need.needing, *need.providing} - set(problem.post_by_name)):
            yield f"need {need.name}: unknown {', '.join(unknown)}"


def _twice(problem: Problem) -> Iterator[str]:
    for what, every in (
        ("post", [post.name for post in problem.posts]),
        ("kind", [kind.name for kind in problem.kinds]),
        ("unit", [unit for kind in problem.kinds for unit in kind.units]),
    ):
        for name in sorted({name for name, times in Counter(every).items() if times > 1}):
            yield f"the {what} {name} is given twice"


def _faults_of(problem: Problem, kind: Kind) -> Iterator[str]:
    if kind.tour < 1 or kind.cycle < kind.tour:
        yield f"kind {kind.name}: a cycle of {kind.cycle} months with a tour of {kind.tour}"
    if list(kind.starts) != sorted(set(kind.starts)):
        yield f"kind {kind.name}: the months in which a tour may begin are not in order"
    elif kind.starts and not 0 <= kind.starts[0] <= kind.starts[-1] <= problem.months - kind.tour:
        yield f"kind {kind.name}: a tour would leave the plan"
    if kind.bonus and kind.count > 1:
        yield f"kind {kind.name}: bonuses for {kind.count} units: make each a kind of its own"
    if unknown := sorted((set(kind.serves) - set(problem.post_by_name)) | (set(kind.budgets) - set(problem.budgets))):
        yield f"kind {kind.name}: unknown {', '.join(unknown)}"
