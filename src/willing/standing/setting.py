"""One scenario, ready to be resolved: the pledges that take part and what is known of the factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from willing.case.model import Case
from willing.case.pledge import Match, Pledge, Reading, Stage
from willing.conditions.normal import granted, is_monotone, normal
from willing.conditions.tally import Entry, Tally, Weights, matches, restriction, weight_in
from willing.conditions.tree import And, Condition, Sum, clauses, leaves


@dataclass(frozen=True)
class Line:
    """A pledge that takes part, reduced to what resolving needs."""

    pledge: str
    nation: str
    capability: str
    most: int
    """Persons it sends at most; those of an unknown strength count as none in every sum."""
    clauses: tuple[Condition, ...]
    """What must hold for it, in normal form; none for an unconditional pledge."""
    rate: Fraction | None = None
    """For a pledge that matches others: persons per person of theirs."""
    matched: tuple[str, ...] = ()
    """What it matches is restricted to these nations and capabilities."""

    @cached_property
    def condition(self) -> Condition:
        """All clauses as one condition."""
        return self.clauses[0] if len(self.clauses) == 1 else And(self.clauses)

    @cached_property
    def monotone(self) -> bool:
        """Whether further standing pledges can never make the condition fail."""
        return is_monotone(self.condition)

    def entry(self, persons: int) -> Entry:
        """The line as a standing pledge of so many persons."""
        return Entry(self.pledge, self.nation, self.capability, persons)

    def offers(self, tally: Tally) -> int:
        """Persons it would send beside those standing: fixed, or matching what other nations send, rounded down."""
        if self.rate is None:
            return self.most
        others = tally.sum(self.matched) - tally.sum_of(self.nation, self.matched)
        return min(self.most, int(self.rate * others))


@dataclass(frozen=True)
class Setting:
    """The pledges that take part and the factors as they are known, assumed or open."""

    lines: tuple[Line, ...]
    factors: Mapping[str, bool | None] = field(default_factory=dict)
    guaranteed: Setting | None = None
    """Where open factors are read as favourable, the same setting with them read as unfavourable."""
    weights: Weights = field(default_factory=dict)
    """What sums may add up beside persons: for each weight, the number of each nation that has one."""
    signed: frozenset[str] = frozenset()
    """The pledges that were signed, also such as take no part: see :func:`willing.standing.resolve.least`."""

    @cached_property
    def monotone(self) -> bool:
        """Whether more standing pledges can never make another fail."""
        return all(line.monotone for line in self.lines)

    @cached_property
    def by_pledge(self) -> Mapping[str, Line]:
        """Every line by its pledge."""
        return {line.pledge: line for line in self.lines}

    @cached_property
    def by_nation(self) -> Mapping[str, tuple[Line, ...]]:
        """Every nation's lines."""
        found: dict[str, tuple[Line, ...]] = {}
        for line in self.lines:
            found[line.nation] = (*found.get(line.nation, ()), line)
        return found

    @cached_property
    def signatories(self) -> tuple[Line, ...]:
        """The lines that were signed."""
        return tuple(line for line in self.lines if line.pledge in self.signed)

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """The open factors."""
        return frozenset(name for name, value in self.factors.items() if value is None)

    @cached_property
    def weighed(self) -> frozenset[str]:
        """The weights that some condition adds up."""
        sums = (leaf for line in self.lines for leaf in leaves(line.condition) if isinstance(leaf, Sum))
        return frozenset(name for leaf in sums for name in leaf.names if name in self.weights)

    def weight_of(self, names: tuple[str, ...]) -> str | None:
        """The weight that a sum with these names adds up; ``None`` for one of persons."""
        return weight_in(names, self.weights) if self.weights else None

    def counts(self, names: tuple[str, ...], line: Line) -> bool:
        """Whether a sum with these names counts a line, or, where it is of a weight, the line's nation."""
        rest = restriction(names, self.weights) if self.weights else names
        return matches(rest, line.nation, line.capability)

    def assuming(self, factors: Mapping[str, bool | None]) -> Setting:
        """The same pledges with some factors set."""
        return replace(self, factors={**self.factors, **factors})

    def at_best(self) -> Setting:
        """The same with every literal of an open factor, plain or negated, taken for true.

        A pledge that does not stand here cannot stand however the open factors turn out.
        """
        if self.guaranteed is not None:
            return self
        unknown = self.unsettled
        lines = tuple(replace(line, clauses=tuple(granted(c, unknown) for c in line.clauses)) for line in self.lines)
        return replace(self, lines=lines, guaranteed=self)

    @cached_property
    def opposite(self) -> Setting:
        """The same with open factors read the other way.

        An open factor may turn out either way, so what a pledge fears the others might do is read from here.
        """
        return self.guaranteed or self.at_best()

    def waiving(self, waived: Iterable[tuple[str, int]]) -> Setting:
        """The same with single clauses of single pledges dropped; clauses count from 0."""
        dropped = set(waived)
        lines = tuple(
            replace(line, clauses=tuple(c for i, c in enumerate(line.clauses) if (line.pledge, i) not in dropped))
            for line in self.lines
        )
        return replace(self, lines=lines)

    def without(self, pledges: Iterable[str]) -> Setting:
        """The same with some pledges withdrawn."""
        gone = set(pledges)
        return replace(self, lines=tuple(line for line in self.lines if line.pledge not in gone))


def line_of(pledge: Pledge, reading: Reading = "likely") -> Line:
    """A pledge reduced to what resolving needs, a ranged strength read as ``reading`` says."""
    matching = pledge.strength if isinstance(pledge.strength, Match) else None
    return Line(
        pledge=pledge.id,
        nation=pledge.nation,
        capability=pledge.capability,
        most=pledge.persons(reading) or 0,
        clauses=tuple(map(normal, clauses(pledge.condition))),
        rate=Fraction(matching.match) if matching else None,
        matched=matching.names if matching else (),
    )


def setting_of(
    case: Case, assume: Mapping[str, bool] | None = None, stage: Stage = "declared", reading: Reading = "likely"
) -> Setting:
    """The scenario of a case in which pledges at ``stage`` or beyond take part.

    ``assume`` beats a factor's settled value; a factor neither settled nor assumed is open.
    """
    factors = {name: factor.value for name, factor in case.factors.items()}
    lines = tuple(line_of(pledge, reading) for pledge in case.pledges if pledge.counts_from(stage))
    return Setting(lines, {**factors, **(assume or {})}, weights=case.weights, signed=case.signed)
