"""What a page says of forces: what can be kept up, and plans of courses of action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from willing.case.model import Case
from willing.charts import plans, words
from willing.errors import AskError
from willing.force.misses import REASONS, Miss
from willing.force.norms import Part
from willing.questions.assess import Assessment
from willing.questions.courses import Heard, glance, planned_of, usual
from willing.questions.plan import Planned, PostLine
from willing.questions.sustain import Sustained

MOST_PLANS = 8
"""Courses of action planned to compare them: the one that is shown, and the first others."""
CALLED: Mapping[str, str] = {
    "land": "land forces",
    "home_floor": "kept at home",
    "elsewhere": "committed elsewhere",
    "deployable": "share that can be deployed",
    "mobilised": "reserves mobilised",
    "tour_months": "months of a tour",
    "dwell_ratio": "months at home for each away",
    "overlap_days": "days of handover",
    "stretched_ratio": "months at home for each away, stretched",
}
"""The numbers that a level rests on, as a page calls them."""


@dataclass(frozen=True)
class Rest:
    """Numbers that a nation's level rests on, all on the same ground."""

    said: str
    basis: Mapping[str, str]


@dataclass(frozen=True)
class Short:
    """A post with what it misses, and why."""

    line: PostLine
    most: int
    """The most persons missed in one month."""
    asked: int
    """Persons asked for in that month."""
    months: int
    """Months in which any are missed."""
    because: tuple[str, ...]
    """Each reason in words with its person-months, the weightiest first."""


def force_of(answer: Assessment) -> str:
    """Whose units a page plans: what stands firm, else what stands if signed together, else all that is offered."""
    if answer.strength.firm:
        return "firm"
    return "together" if answer.strength.together else "offered"


def plans_of(
    case: Case, coa: str | None, assessment: Assessment, target: int | str | None, told: Heard | None = None
) -> tuple[Planned, ...]:
    """The plan that a page shows, then others to compare it with; none where nobody known could be sent.

    Without ``coa``, the plan is of the course of action whose peak is nearest the target. Raises
    :class:`~willing.errors.AskError` for a course of action that the case does not have.
    """
    if coa is None and not planned_of(case):
        return ()
    first = coa if coa is not None else usual(case, target)
    if first not in case.requirements:
        raise AskError(f"unknown course of action {first!r}: the case has {', '.join(case.requirements) or 'none'}")
    if not assessment.strength.offered:
        return ()
    keys = [first, *(key for key in planned_of(case) if key != first)][:MOST_PLANS]

    def part(index: int) -> Heard | None:
        return None if told is None else lambda share: told((index + share) / len(keys))

    asked = {"as_of": assessment.as_of, "assume": assessment.assume, "stage": assessment.stage}
    reading, force = assessment.reading, force_of(assessment)
    return tuple(
        glance(case, key, told=part(index), **asked, reading=reading, force=force) for index, key in enumerate(keys)
    )


def rests_of(row: Sustained) -> Iterator[Rest]:
    """What a nation's level rests on, in the order of the reckoning."""
    for basis, several in groupby(row.parts, key=lambda part: dict(part.basis)):
        yield Rest("; ".join(map(_part, several)), basis)


def _part(part: Part) -> str:
    number = words.number(part.value) if part.value == int(part.value) else f"{part.value:g}"
    return f"{CALLED.get(part.key, part.key.replace('_', ' '))} {number}"


def runs_out(row: Sustained) -> str:
    """When what is pledged breaks the norm, and when it cannot be filled any more even stretched."""
    if row.hollow is None:
        return "unknown"
    parts = []
    if row.broken_month is not None:
        parts.append(f"norm broken in month {row.broken_month}")
    if row.exhausted_month is not None:
        parts.append(f"exhausted in month {row.exhausted_month}")
    return ", ".join(parts) or "never"


def shorts_of(answer: Planned) -> tuple[Short, ...]:
    """Every post that asks for anyone, by priority, within each those first that miss most."""
    cells = plans.by_post(answer)
    misses: dict[str, list[Miss]] = {}
    for miss in answer.misses:
        misses.setdefault(miss.post, []).append(miss)
    found = []
    for line in plans.in_order(answer):
        if line.required:
            worst = max(cells[line.post], key=lambda cell: cell.required - cell.covered)
            months = sum(cell.covered < cell.required for cell in cells[line.post])
            because = tuple(_reasons(misses.get(line.post, ())))
            found.append(Short(line, worst.required - worst.covered, worst.required, months, because))
    return tuple(found)


def _reasons(misses: Iterable[Miss]) -> Iterator[str]:
    sums: dict[tuple[str, str | None], int] = {}
    for miss in misses:
        sums[miss.because, miss.enabler] = sums.get((miss.because, miss.enabler), 0) + miss.person_months
    for (because, enabler), missed in sorted(sums.items(), key=lambda item: -item[1]):
        need = f" ({enabler})" if enabler else ""
        yield f"{words.opened(REASONS[because])}{need}: {words.number(missed)} person-months."


def about(answer: Planned) -> str:
    """Whose units are planned, and how many persons they are."""
    nothing = {
        "firm": "",
        "together": " Nothing stands firm whose strength is known.",
        "offered": " Nothing stands whose strength is known, neither firm nor signed together.",
    }
    return (
        f"There are {words.number(answer.persons)} persons to have away at any one time: {plans.WHOSE[answer.force]}."
        f"{nothing[answer.force]}"
    )
