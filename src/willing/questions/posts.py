"""Which posts the standing force can fill at one time, and which stay empty whoever serves where.

The answer is the best allocation of persons to posts in one month, by a linear program: each person serves at one post
at most, where the pledge's capability fits or stands in with the credit that is given for it, and where its caveats
let it serve; a person counts for 8, 4, 2 or 1 by the priority of the post. It leaves out rotation, dwell, lift, notice
to move, what one capability needs of another, and the floors that nations keep at home: with all of these
:func:`~willing.questions.plan.plan` can fill no more, weighted like this, than is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from willing.case.derive import Sized, busiest, posts_of
from willing.case.model import Case
from willing.case.pledge import Pledge
from willing.conditions.english import persons
from willing.errors import AskError
from willing.force.pose import WEIGHTS, credit, permits
from willing.force.supply import window_of
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, closest, listed, opening, scene, situated
from willing.questions.courses import planned_of, usual

Force = Literal["firm", "together"]
FORCES: tuple[Force, ...] = ("firm", "together")

LEFT_OUT = (
    "rotation and dwell",
    "lift",
    "notice to move",
    "what one capability needs of another",
    "the floors that nations keep at home",
)
"""What the allocation does not look at and a plan does."""

WHOLE = 1e-6
"""What a solver's number may lack of a whole person."""


@dataclass(frozen=True)
class Filler:
    """What one pledge adds at a post."""

    pledge: str
    nation: str
    persons: int
    """Persons who serve there, rounded down."""
    credit: float
    """How much each counts there: less than 1 for one who stands in."""


@dataclass(frozen=True)
class Filled:
    """One post in the month, and how much of it can be filled."""

    id: str
    area: str
    task: str
    capability: str
    priority: int
    """1 highest to 4 lowest."""
    wanted: int
    """Persons at any one time."""
    firm: int
    """Of these, what those who stand firm can fill, rounded down to whole persons."""
    together: int
    """What they and all who would sign together can fill, likewise; a post may lose to one of more weight."""
    firm_by: tuple[Filler, ...]
    together_by: tuple[Filler, ...]


@dataclass(frozen=True)
class Posts(Situated):
    """The answer to ``posts``. All numbers are persons at one time."""

    coa: str
    """The course of action."""
    coa_title: str
    month: int
    """Counted from D-day."""
    wanted: int
    """What the posts of the month ask for."""
    firm: int
    """What those who stand firm can fill of them."""
    together: int
    """What they and all who would sign together can fill."""
    posts: tuple[Filled, ...]
    """The posts of the month by priority, then in the order of the case."""
    unknown: int
    """Standing pledges of unknown strength, which fill nothing here."""
    left_out: tuple[str, ...]
    """What is not looked at, and what a plan looks at."""
    sentence: str
    """The answer in a sentence."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return self.sentence

    @property
    def unfilled(self) -> tuple[Filled, ...]:
        """The posts that those who stand firm cannot fill."""
        return tuple(post for post in self.posts if post.firm < post.wanted)

    def table(self) -> Table:
        """A row per post of the month."""
        columns = ("post", "area", "task", "capability", "priority", "wanted", "firm", "together")
        return Table(columns, tuple(tuple(getattr(p, "id" if c == "post" else c) for c in columns) for p in self.posts))


def posts(
    case: Case,
    coa: str | None = None,
    month: int | None = None,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
) -> Posts:
    """How much of each post of a course of action the standing force can fill at one time, in one month.

    ``coa`` is the course of action (default: the usual one, see :func:`~willing.questions.courses.usual`), ``month``
    counts from D-day (default: the first in which most is asked for). A pledge offered for so many months ends that
    long after its notice to move, but is taken to be there from D-day on. Raises :class:`~willing.errors.AskError` for
    a course of action without posts, a month in which it has none, and for whatever else cannot be asked.
    """
    here = scene(case, as_of, assume, stage, reading)
    key = _course(here.case, coa)
    every = posts_of(here.case, key)
    when = busiest(every) if month is None else _month(month)
    asked = [sized for sized in every if sized.post.months[0] <= when < sized.post.months[1]]
    if not asked:
        raise AskError(f"the course of action {key} has no post in month {when}: leave the month out")
    found = {force: _filled(here.case, asked, tuple(_groups(here, force, when))) for force in FORCES}
    rows = tuple(_row(sized, found) for sized in sorted(asked, key=lambda sized: sized.post.priority))
    title = here.case.requirements[key].title or key
    wanted, firm, together = (sum(getattr(row, name) for row in rows) for name in ("wanted", *FORCES))
    return Posts(
        **situated(case, here),
        coa=key,
        coa_title=title,
        month=when,
        wanted=wanted,
        firm=firm,
        together=together,
        posts=rows,
        unknown=sum(here.case.pledge_by_id[name].likely is None for name in _standing(here, "together")),
        left_out=LEFT_OUT,
        sentence=_sentence(here, title, when, rows),
    )


def _course(case: Case, coa: str | None) -> str:
    if coa is None:
        return usual(case)
    if coa not in case.requirements:
        raise AskError(f"unknown course of action {coa!r}: {closest(coa, case.requirements, 'the case has none')}")
    if coa not in planned_of(case):
        raise AskError(f"the course of action {coa} has no posts: add some, or choose another")
    return coa


def _month(month: object) -> int:
    if isinstance(month, bool) or not isinstance(month, int) or month < 0:
        raise AskError(f"month {month!r} is not a whole number of months from D-day: write for instance month=3")
    return month


@dataclass(frozen=True)
class _Group:
    """Persons of one pledge with one capability, who can serve in the month."""

    pledge: Pledge
    sent: int
    """What the whole pledge sends at most."""
    capability: str
    persons: int


def _standing(here: Scene, force: Force) -> Mapping[str, int]:
    """The pledges that stand, with the persons that each sends."""
    counted = FORCES[: FORCES.index(force) + 1]
    parts = {line.pledge: here.resolved.parts(line) for line in here.setting.lines}
    sent = {name: sum(part[status] for status in counted) for name, part in parts.items()}
    return {name: number for name, number in sent.items() if number or here.resolved.status(name) in counted}


def _groups(here: Scene, force: Force, month: int) -> Iterator[_Group]:
    """Who is there in the month: formed units by their own months and capabilities, else the pledge as a whole."""
    for name, strength in _standing(here, force).items():
        pledge = here.case.pledge_by_id[name]
        if month >= window_of(pledge, month + 1)[1]:
            continue
        if not pledge.units:
            yield _Group(pledge, strength, pledge.capability, strength)
        for unit in pledge.units:
            if (unit.from_month or 0) <= month and (unit.to_month is None or month < unit.to_month):
                yield _Group(pledge, strength, unit.capability or pledge.capability, unit.strength)


_Allocation = Mapping[str, tuple[tuple[_Group, float, float], ...]]
"""For each post who serves there: the group, how many persons of it, and the credit of each."""


def _filled(case: Case, asked: Sequence[Sized], groups: Sequence[_Group]) -> _Allocation:
    """The best allocation of groups to posts."""
    ways = [
        (group, sized, each)
        for group in groups
        for sized in asked
        if group.persons and sized.strength and permits(group.pledge, sized.post.area, sized.post.task)
        if (each := credit(case, group.capability, sized.post.capability)) > 0
    ]
    if not ways:
        return {}
    worth = [WEIGHTS[sized.post.priority] * each for _, sized, each in ways]
    rows: dict[tuple[str, object], tuple[float, dict[int, float]]] = {}
    for column, (group, sized, each) in enumerate(ways):
        rows.setdefault(("group", id(group)), (group.persons, {}))[1][column] = 1.0
        rows.setdefault(("pledge", group.pledge.id), (group.sent, {}))[1][column] = 1.0
        rows.setdefault(("post", sized.post.id), (sized.strength, {}))[1][column] = each
    found: dict[str, list[tuple[_Group, float, float]]] = {}
    for (group, sized, each), persons_there in zip(ways, _solved(worth, tuple(rows.values())), strict=True):
        if persons_there > WHOLE:
            found.setdefault(sized.post.id, []).append((group, persons_there, each))
    return {post: tuple(there) for post, there in found.items()}


def _solved(worth: Sequence[float], rows: Sequence[tuple[float, Mapping[int, float]]]) -> list[float]:
    """The values of columns that are worth most, each at least 0, with each row at most its limit."""
    import highspy  # noqa: PLC0415  not needed for most questions

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(worth), len(rows)
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = np.array(worth)
    program.col_lower_ = np.zeros(len(worth))
    program.col_upper_ = np.full(len(worth), highspy.kHighsInf)
    program.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    program.row_upper_ = np.array([float(limit) for limit, _ in rows])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *(len(row) for _, row in rows)])
    program.a_matrix_.index_ = np.array([column for _, row in rows for column in row])
    program.a_matrix_.value_ = np.array([number for _, row in rows for number in row.values()])
    solver.passModel(program)
    solver.run()
    return list(solver.getSolution().col_value)


def _row(sized: Sized, found: Mapping[Force, _Allocation]) -> Filled:
    post = sized.post
    there = {force: found[force].get(post.id, ()) for force in FORCES}
    filled = {force: sum(persons_there * each for _, persons_there, each in there[force]) for force in FORCES}
    by = {
        force: tuple(
            Filler(group.pledge.id, group.pledge.nation, int(persons_there + WHOLE), each)
            for group, persons_there, each in there[force]
        )
        for force in FORCES
    }
    return Filled(
        id=post.id,
        area=post.area,
        task=post.task,
        capability=post.capability,
        priority=post.priority,
        wanted=sized.strength,
        firm=int(filled["firm"] + WHOLE),
        together=int(filled["together"] + WHOLE),
        firm_by=by["firm"],
        together_by=by["together"],
    )


MOST_NAMED = 3
"""Posts up to which a sentence names those that nobody fills."""


def _sentence(here: Scene, title: str, month: int, rows: Sequence[Filled]) -> str:
    wanted, firm, together = (sum(getattr(row, name) for row in rows) for name in ("wanted", *FORCES))
    full = sum(row.firm >= row.wanted for row in rows)
    said = f"{opening(here)}, those who stand firm can fill {persons(firm)} of the {persons(wanted)} persons"
    said += f" that “{title}” asks for in month {month}, and {full or 'none'} of its {len(rows)} posts in full"
    if together > firm:
        said += f"; {persons(together)} if all who wait for each other signed together"
    nobody = [row.id for row in rows if not row.together and row.wanted]
    if nobody and firm < wanted:
        said += f"; nobody can serve at {_named(nobody, len(rows))} either way"
    return said + "."


def _named(posts: Sequence[str], of: int) -> str:
    if len(posts) == of:
        return "any of them"
    return listed(posts) if len(posts) <= MOST_NAMED else f"{len(posts)} of them"
