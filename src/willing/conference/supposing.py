"""What would be if: a case with some things supposed, and what moves; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from willing.case.model import Case
from willing.case.pledge import Pledge
from willing.conditions.text import text
from willing.conditions.tree import And, Condition, clauses, leaves
from willing.conditions.tree import Factor as FactorLeaf
from willing.conference.effect import Effect, Stand, Standing, effect_of, standing_of
from willing.conference.events import Settled
from willing.conference.record import changed_case
from willing.errors import AskError
from willing.questions.ask import closest
from willing.questions.assess import Assessment, assess

Waiver = tuple[str, int]
"""A pledge, and which of its clauses it no longer asks for, from 0."""


@dataclass(frozen=True)
class Supposition:
    """What is supposed."""

    assume: Mapping[str, bool] = field(default_factory=dict)
    """Factors that are true or false, whatever is known of them."""
    opened: frozenset[str] = frozenset()
    """Factors that are open again."""
    waived: frozenset[Waiver] = frozenset()
    """Clauses that pledges no longer ask for."""
    nations: frozenset[str] = frozenset()
    """Nations that withdraw all they pledge."""
    pledges: frozenset[str] = frozenset()
    """Pledges that are withdrawn."""
    stage: str = "declared"
    """From which stage on pledges take part."""
    reading: str = "likely"
    """Which number of each stated range is used."""
    target: str | None = None
    """Persons, or a rule over the whole force; ``None`` is the conference's own."""

    @property
    def empty(self) -> bool:
        """Whether nothing is supposed at all."""
        return self == Supposition()


@dataclass(frozen=True)
class Outcome:
    """What would be, beside what is."""

    before: Assessment
    after: Assessment
    effect: Effect
    """What moves between the two."""
    reasons: Mapping[str, str]
    """Why each pledge that moves has its verdict then."""


def outcome(case: Case, supposed: Supposition, day: date) -> Outcome:
    """What would be if something were so, as of a day.

    Raises :class:`~willing.errors.AskError` for a name that the case does not have, and whatever cannot be asked.
    """
    before = assess(case, as_of=day)
    after = assess(
        supposing(case, supposed),
        as_of=day,
        assume=supposed.assume,
        stage=supposed.stage,
        reading=supposed.reading,
        target=supposed.target,
    )
    effect = effect_of(_standing(before), _standing(after))
    moved = {moved.pledge for moved in (*effect.rises, *effect.falls)}
    reasons = {verdict.id: verdict.main_reason for verdict in after.pledges if verdict.id in moved}
    return Outcome(before, after, effect, reasons)


def _standing(found: Assessment) -> Standing:
    pledges = {v.id: Stand(v.nation, v.status, v.strength or 0) for v in found.pledges}
    strength = found.strength
    return Standing(strength.firm, strength.firm + strength.together, strength.offered, pledges)


def supposing(case: Case, supposed: Supposition) -> Case:
    """A case in which everything is so that is supposed of its pledges, and factors are open that are to be.

    Raises :class:`~willing.errors.AskError` for a name that the case does not have.
    """
    _known(supposed.opened, case.factors, "factor")
    _known(supposed.nations, case.nations, "nation")
    _known([*supposed.pledges, *(pledge for pledge, _ in supposed.waived)], case.pledge_by_id, "pledge")
    factors = {
        name: factor.model_copy(update={"value": None, "from_": None}) if name in supposed.opened else factor
        for name, factor in case.factors.items()
    }
    return case.replaced(factors=factors, pledges=tuple(_supposed(pledge, supposed) for pledge in case.pledges))


def _known(names: Iterable[str], known: Iterable[str], kind: str) -> None:
    there = set(known)
    for name in names:
        if name not in there:
            raise AskError(f"unknown {kind} {name!r}: {closest(name, sorted(there), 'the case has none')}")


def _supposed(pledge: Pledge, supposed: Supposition) -> Pledge:
    if pledge.nation in supposed.nations or pledge.id in supposed.pledges:
        return pledge.model_copy(update={"stage": "withdrawn"})
    dropped = {clause for name, clause in supposed.waived if name == pledge.id}
    if not dropped:
        return pledge
    stated = clauses(pledge.condition)
    if not dropped <= set(range(len(stated))):
        raise AskError(f"the pledge {pledge.id!r} has {len(stated)} clauses: they count from 0")
    kept = tuple(clause for index, clause in enumerate(stated) if index not in dropped)
    return Pledge.model_validate(
        {**pledge.model_dump(by_alias=True, exclude={"if_"}), **({"if": text(_joined(kept))} if kept else {})}
    )


def _joined(kept: tuple[Condition, ...]) -> Condition:
    return kept[0] if len(kept) == 1 else And(kept)


# Factors


@dataclass(frozen=True)
class Hanging:
    """What hangs on a factor."""

    pledges: tuple[str, ...]
    """The pledges whose condition mentions it."""
    true: Effect
    """What settling it as true would move."""
    false: Effect
    """What settling it as false would move."""


def hanging(case: Case, day: date) -> Mapping[str, Hanging]:
    """For each factor of a case what hangs on it, as of a day."""
    now = standing_of(case, day)
    mentioned = {pledge.id: {leaf.name for leaf in leaves(pledge.condition) if isinstance(leaf, FactorLeaf)}
                 for pledge in case.pledges if pledge.counts_from("declared")}  # fmt: skip
    return {
        name: Hanging(
            tuple(pledge for pledge, names in mentioned.items() if name in names),
            *(effect_of(now, standing_of(settled(case, name, value, day), day)) for value in (True, False)),
        )
        for name in case.factors
    }


def settled(case: Case, factor: str, value: bool | None, day: date) -> Case:
    """A case with a factor settled, or open where ``value`` is ``None``."""
    return changed_case(case, Settled(factor, value, day.isoformat()), 0, day)
