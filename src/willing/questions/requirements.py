"""What would it take: the posts of every course of action, and how each number came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from willing.case.as_of import as_of as known_by
from willing.case.as_of import default_day
from willing.case.base import Basis
from willing.case.derive import Sized, busiest, peak, persons_in, posts_of
from willing.case.model import Case
from willing.case.needs import Needed, needs_of
from willing.case.requirement import Rule
from willing.conditions.english import persons
from willing.errors import AskError
from willing.questions.answer import VERSION, Answer, Table
from willing.questions.ask import closest, day_of, fingerprint, listed


@dataclass(frozen=True)
class Ground:
    """Why a value is what it is."""

    key: str
    """The key of the entry."""
    kind: str
    """``reported``, ``derived`` or ``assumed``."""
    text: str


@dataclass(frozen=True)
class PostLine:
    """One line of a statement of requirements."""

    id: str
    area: str
    task: str
    capability: str
    persons: int
    """Persons at any one time."""
    months: tuple[int, int]
    """First month, and the month it ends, counted from D-day."""
    priority: int
    """1 highest to 4 lowest."""
    rule: str | None
    """The troop-to-task rule that the persons follow from; ``None`` where they are typed in."""
    reasoning: str
    """How the rule comes to that number, in words; empty where it is typed in."""
    basis: tuple[Ground, ...]
    """Where its values come from."""
    statements: tuple[str, ...]
    """Who said so."""


@dataclass(frozen=True)
class RuleLine:
    """A rule that posts of a course of action follow from."""

    name: str
    title: str
    persons: float
    """Persons ..."""
    per: float
    """... per so many ..."""
    of: str
    """... of this measure."""
    basis: tuple[Ground, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """The statement of requirements of one course of action."""

    id: str
    title: str
    peak: int
    """Persons at any one time in the month that asks for most."""
    peak_month: int
    """The first such month."""
    months: tuple[int, int] | None
    """From its first month to the one in which its last post ends; ``None`` without posts."""
    by_rule: int
    """Persons of the peak that follow from rules."""
    typed_in: int
    """Persons of the peak that are typed in."""
    posts: tuple[PostLine, ...]
    by_task: Mapping[str, int]
    """Persons of the peak by task, largest first."""
    by_capability: Mapping[str, int]
    """Persons of the peak by capability, largest first."""
    rules: tuple[RuleLine, ...]
    """The rules that its posts follow from, in the order of their first use."""
    needs: tuple[Needed, ...]
    """What its capabilities need within reach, area by area, and whether its own posts meet it."""
    basis: tuple[Ground, ...]
    statements: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Requirements(Answer):
    """The answer to ``requirements``."""

    case: str
    title: str
    case_hash: str
    version: str
    as_of: date | None
    """The day whose knowledge counts."""
    requirements: tuple[Course, ...]
    """In the order of the case."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        if not self.requirements:
            return "The case states no requirements."
        if len(self.requirements) > 1:
            sizes = listed([f"{course.id} {persons(course.peak)}" for course in self.requirements])
            return f"{len(self.requirements)} courses of action, in persons at any one time: {sizes}."
        return sentence(self.requirements[0])

    def table(self) -> Table:
        """A row per post."""
        columns = ("requirement", "post", "area", "task", "capability", "persons", "from", "to", "priority", "why")
        rows = (
            (c.id, p.id, p.area, p.task, p.capability, p.persons, *p.months, p.priority, p.reasoning or "typed in")
            for c in self.requirements
            for p in c.posts
        )
        return Table(columns, tuple(rows))


def requirements(case: Case, coa: str | None = None, *, as_of: date | str | None = None) -> Requirements:
    """The posts of every course of action of a case, or of one, each with its persons and how they came about.

    ``coa`` names the course of action, ``as_of`` the last day whose statements are cited (default: the case's own day,
    else its latest date). Raises :class:`~willing.errors.AskError` for a course of action that the case does not have,
    and for a date that is none.
    """
    if coa is not None and coa not in case.requirements:
        raise AskError(f"unknown course of action {coa!r}: {closest(coa, case.requirements, 'the case has none')}")
    day = day_of(as_of, "as_of") or default_day(case)
    known = known_by(case, day)
    keys = tuple(known.requirements) if coa is None else (coa,)
    return Requirements(
        case=case.head.id,
        title=case.head.title,
        case_hash=fingerprint(case),
        version=VERSION,
        as_of=day,
        requirements=tuple(_course(known, key) for key in keys),
    )


def _course(case: Case, key: str) -> Course:
    entry, posts = case.requirements[key], posts_of(case, key)
    month = busiest(posts)
    derived = [sized for sized in posts if sized.post.from_ is not None]
    return Course(
        id=key,
        title=entry.title or key,
        peak=peak(posts),
        peak_month=month,
        months=(min(p.post.months[0] for p in posts), max(p.post.months[1] for p in posts)) if posts else None,
        by_rule=persons_in(derived, month),
        typed_in=persons_in([sized for sized in posts if sized.post.from_ is None], month),
        posts=tuple(_line(case, sized) for sized in posts),
        by_task=_totals([(sized.post.task, sized) for sized in posts], month),
        by_capability=_totals([(sized.post.capability, sized) for sized in posts], month),
        rules=tuple(_rule(case, name) for name in dict.fromkeys(sized.post.from_ or "" for sized in derived)),
        needs=needs_of(case, key),
        basis=grounds(entry.basis),
        statements=entry.statements,
        note=entry.note or "",
    )


def _line(case: Case, sized: Sized) -> PostLine:
    post = sized.post
    return PostLine(
        id=post.id,
        area=post.area,
        task=post.task,
        capability=post.capability,
        persons=sized.strength,
        months=post.months,
        priority=post.priority,
        rule=post.from_,
        reasoning=reasoning(case, sized),
        basis=grounds(post.basis),
        statements=post.statements,
    )


def _rule(case: Case, name: str) -> RuleLine:
    rule = case.rules[name]
    return RuleLine(
        name=name,
        title=rule.title or name,
        persons=rule.persons,
        per=rule.per,
        of=rule.of,
        basis=grounds(rule.basis),
        statements=rule.statements,
    )


def _totals(named: Sequence[tuple[str, Sized]], month: int) -> Mapping[str, int]:
    sums = {name: persons_in([sized for other, sized in named if other == name], month) for name, _ in named}
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def grounds(basis: Mapping[str, Basis]) -> tuple[Ground, ...]:
    """Everything that an entry says of where its values come from."""
    kinds = ("reported", "derived", "assumed")
    said = ((key, kind, getattr(found, kind)) for key, found in basis.items() for kind in kinds)
    return tuple(Ground(key, kind, text) for key, kind, text in said if text is not None)


def reasoning(case: Case, sized: Sized) -> str:
    """How a rule comes to the persons of a post, as ``2,952,301 inhabitants × 2.3 per 1,000 = 6,791``; else empty.

    Persons are rounded up.
    """
    if sized.counted is None:
        return ""
    rule = case.rules[sized.post.from_ or ""]
    return f"{measured(rule.of, sized.counted)} × {rate(rule)} = {persons(sized.strength)}"


def measured(measure: str, count: int) -> str:
    """So much of a measure in words: ``1,100 kilometres of line``, ``1 port``."""
    words = {"supported": "persons supported there", "force": "persons of the force"}.get(measure)
    said = words or measure.replace("_", " ")
    return f"{count:,} {said.removesuffix('s') if count == 1 and words is None else said}"


def rate(rule: Rule) -> str:
    """The rate of a rule in words: ``700 each``, ``2.3 per 1,000``."""
    return f"{_plain(rule.persons)} each" if rule.per == 1 else f"{_plain(rule.persons)} per {_plain(rule.per)}"


def _plain(number: float) -> str:
    return f"{number:,.10g}"


def sentence(course: Course) -> str:
    """A course of action in a sentence."""
    if course.months is None:
        return f"{course.title}: no posts are stated."
    first, last = course.months
    parts = ((course.by_rule, "by rule"), (course.typed_in, "typed in"))
    how = ", ".join(f"{persons(count)} {word}" for count, word in parts if count)
    return (
        f"{course.title}: {persons(course.peak)} persons at any one time{f' ({how})' if how else ''}, "
        f"months {first} to {last}; {_needs(course)}."
    )


def _needs(course: Course) -> str:
    unmet = [need for need in course.needs if not need.met]
    if not course.needs:
        return "the case states no needs of its capabilities"
    if not unmet:
        return "all that its capabilities need is within reach"
    return f"its own posts leave {len(unmet)} of {len(course.needs)} needs of its capabilities unmet"
