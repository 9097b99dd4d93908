"""Courses of action and scenarios side by side: a plan for each, from the same units by the same rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from willing.case.model import Case
from willing.errors import AskError
from willing.force.misses import REASONS
from willing.force.solve import Progress, Told
from willing.questions.answer import VERSION, Answer, Table
from willing.questions.ask import fingerprint, scene
from willing.questions.plan import Planned, plan
from willing.questions.quality import covered_share, said_gap

FIRST = 1
"""The highest priority."""


@dataclass(frozen=True)
class Compared(Answer):
    """Plans side by side."""

    case: str
    title: str
    case_hash: str
    version: str
    as_of: date | None
    stage: str
    reading: str
    scenarios: tuple[Mapping[str, bool], ...]
    """What is assumed in each."""
    plans: tuple[Planned, ...]
    """One for each course of action and scenario: course by course, scenarios in their order."""

    @property
    def headline(self) -> str:
        """What is covered most and least."""
        most, least = (choose(self.plans, key=_covered) for choose in (max, min))
        if _covered(most) == _covered(least):
            return f"Each of {len(self.plans)} plans covers {_share(most)} of what it is asked for."
        several = len({found.coa for found in self.plans}) > 1
        said = f"Of {len(self.plans)} plans, {self._called(most, several)} covers most of what it is asked for, "
        return f"{said}{_share(most)}, and {self._called(least, several)} least, {_share(least)}."

    def _called(self, found: Planned, several: bool) -> str:
        """A plan by what tells it apart."""
        scenario = f"assuming {assumed_text(found.assume)}"
        if not several:
            return f"the one {scenario}"
        return f"{found.coa_title} ({scenario})" if len(self.scenarios) > 1 else found.coa_title

    def table(self) -> Table:
        """A row per plan; ``required`` and ``covered`` are person-months, those of the highest priority apart."""
        columns = ("coa", "assuming", "months", "persons", "required", "covered", "first_required", "first_covered")
        rows = tuple(
            (
                *(found.coa, assumed_text(found.assume), found.months, found.persons, found.required, found.covered),
                *first_of(found),
                said_gap(found.gap),
                main_reason(found) or "",
            )
            for found in self.plans
        )
        return Table((*columns, "gap", "because"), rows)


def compare(
    case: Case,
    coas: Sequence[str] | None = None,
    versus: Sequence[Mapping[str, bool]] = (),
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
    told: Told | None = None,
) -> Compared:
    """A plan for each of some courses of action, all of the case where none are named, in each of some scenarios.

    The first scenario assumes ``assume``; each of ``versus`` is another that assumes its factors too, and where both
    speak of one it decides. All else is as for :func:`~willing.questions.plan.plan`, ``rounds`` and ``seconds`` being
    those of each plan. Raises :class:`~willing.errors.AskError` for what cannot be planned.
    """
    here = scene(case, as_of, assume, stage, reading)
    for other in versus:
        scene(case, as_of, other, stage, reading)
    courses = tuple(dict.fromkeys(here.case.requirements if coas is None else coas))
    if not courses:
        raise AskError("there is no course of action to plan for: the case has none, or none is named")
    scenarios: list[Mapping[str, bool]] = []
    for scenario in (here.assume, *({**here.assume, **other} for other in versus)):
        if scenario not in scenarios:
            scenarios.append(scenario)
    asked = [(coa, scenario) for coa in courses for scenario in scenarios]
    return Compared(
        case=here.case.head.id,
        title=here.case.head.title,
        case_hash=fingerprint(case),
        version=VERSION,
        as_of=here.day,
        stage=here.stage,
        reading=here.reading,
        scenarios=tuple(scenarios),
        plans=tuple(
            plan(
                case,
                coa,
                months,
                as_of=as_of,
                assume=scenario,
                stage=stage,
                reading=reading,
                force=force,
                stretched=stretched,
                seed=seed,
                rounds=rounds,
                seconds=seconds,
                told=_part(told, index, len(asked)),
            )
            for index, (coa, scenario) in enumerate(asked)
        ),
    )


def _part(told: Told | None, index: int, count: int) -> Told | None:
    """Tells how far one of several plans has come as the part of all of them that it is."""
    if told is None:
        return None
    whole = told

    def tell(progress: Progress) -> None:
        whole(replace(progress, share=(index + progress.share) / count))

    return tell


def assumed_text(assume: Mapping[str, bool]) -> str:
    """What is assumed, as it is written on the command line: ``ceasefire,us_air_power=false``."""
    return ",".join(name if value else f"{name}=false" for name, value in assume.items()) or "nothing"


def first_of(found: Planned) -> tuple[int, int]:
    """Person-months that posts of the highest priority ask for, and those that are covered."""
    posts = [post for post in found.posts if post.priority == FIRST]
    return sum(post.required for post in posts), sum(post.covered for post in posts)


def main_reason(found: Planned) -> str | None:
    """What most of what a plan misses is missed for; ``None`` where nothing is."""
    missed: Counter[str] = Counter()
    for miss in found.misses:
        missed[miss.because] += miss.person_months
    order = list(REASONS)
    return max(missed, key=lambda why: (missed[why], -order.index(why)), default=None)


def _covered(found: Planned) -> float:
    return found.covered / found.required if found.required else 1.0


def _share(found: Planned) -> str:
    return covered_share(found.covered, found.required)
