"""A setting as an answer-set program, for the questions that ask for a smallest set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from willing.conditions.asp import quoted, rules
from willing.conditions.tally import matches
from willing.conditions.tree import Comparison, Condition, is_nation
from willing.standing.resolve import Amounts
from willing.standing.setting import Line, Setting

LARGEST = 2**31 - 1
"""The solver's integers; a sum that could exceed them is not asked for."""

SOUND = "--eq=0"
"""Keeps the solver from merging equivalent parts of a program: where sums depend on themselves, it then lets pledges
stand that nothing holds up (clingo 5.8.3; a test of minimal sets keeps such a case)."""

NOBODY = Line("", "", "", 0, ())
"""Stands in for the line that is judged where none is."""


@dataclass(frozen=True)
class Encoding:
    """How a program reads the standing of pledges.

    ``in(P)`` says that pledge P stands, ``bit(P,K)`` that a matching pledge sends 2**K persons among others,
    ``holds(P)`` that its condition does, with itself counted in.
    """

    setting: Setting
    factors: Literal["known", "chosen"] = "known"
    """``known``: an open factor's literals are false; ``chosen``: atoms ``true(F)``, ``false(F)`` decide."""
    negated: Literal["exact", "granted"] = "exact"
    """``granted``: negated mentions of pledges are taken for true, which admits more."""

    def fits(self) -> bool:
        """Whether all sums stay within the solver's integers."""
        whole = sum(line.most for line in self.setting.lines)
        matching = (line for line in self.setting.lines if line.rate is not None)
        scaled = (whole * line.rate.numerator + 4 * line.most * line.rate.denominator for line in matching if line.rate)
        weighed = (sum(self.setting.weights[weight].values()) for weight in self.setting.weighed)
        return max([whole, *scaled, *weighed]) < LARGEST

    def conditions(self, lines: Iterable[Line]) -> Iterator[str]:
        """Rules for ``ok(P,I)``, the clause I of pledge P holding, and for ``holds(P)``, all of them."""
        for line in lines:
            name = quoted(line.pledge)
            for index, clause in enumerate(line.clauses):
                yield from rules(clause, f"ok({name},{index})", _LineWords(self, line))
            yield f"holds({name}) :- {', '.join(f'ok({name},{i})' for i in range(len(line.clauses))) or '#true'}."

    def rule(self, condition: Condition, head: str) -> Iterator[str]:
        """Rules that derive ``head`` where a condition on the whole force holds, judged from nobody's point of view."""
        return rules(condition, head, _LineWords(self, NOBODY))

    def nations(self) -> Iterator[str]:
        """Rules for ``nation(N)``: a nation with a standing pledge."""
        for line in self.setting.lines:
            yield f"nation({quoted(line.nation)}) :- in({quoted(line.pledge)})."

    def amounts(self, least: Amounts, exact: bool) -> Iterator[str]:
        """Choices and bounds for what matching pledges send; where ``exact``, precisely what the match gives."""
        for line in self.setting.lines:
            if line.rate is None:
                continue
            name, p, q = quoted(line.pledge), line.rate.numerator, line.rate.denominator
            bits = range(line.most.bit_length())
            own = [f"{q << k},{name},{k} : bit({name},{k})" for k in bits]
            others = [
                element.replace(",", "*" + str(p) + ",", 1)
                for other in self.setting.lines
                if other.nation != line.nation and matches(line.matched, other.nation, other.capability)
                for element in self.elements(other)
            ]
            less = [f"-{element}" for element in others]
            yield f"{{bit({name},0..{line.most.bit_length() - 1})}}." if line.most else ""
            yield f":- bit({name},_), not in({name})."
            yield f":- in({name}), #sum{{{'; '.join(own)}}} > {line.most * q}."
            yield f":- in({name}), #sum{{{'; '.join(own)}}} < {max(1, least.get(line.pledge, 0)) * q}."
            yield f":- in({name}), #sum{{{'; '.join(own + less)}}} > 0."
            if exact:
                yield f"full({name}) :- #sum{{{'; '.join(own)}}} >= {line.most * q}."
                rest = others + [f"-{element}" for element in own]
                yield f":- in({name}), not full({name}), #sum{{{'; '.join(rest)}}} >= {q}."

    def elements(self, line: Line, own: bool = False) -> list[str]:
        """A line's persons as elements of a sum; its own ones count whether or not it stands already."""
        name = quoted(line.pledge)
        if line.rate is not None:
            return [f"{1 << k},{name},{k} : bit({name},{k})" for k in range(line.most.bit_length())]
        if not line.most:
            return []
        return [f"{line.most},{name}" if own else f"{line.most},{name} : in({name})"]

    def weight(self, weight: str, line: Line, own: bool = False) -> list[str]:
        """A weight of a line's nation as an element of a sum: the same for all of its lines, so that it counts once."""
        number, name = self.setting.weights[weight].get(line.nation, 0), quoted(line.nation)
        if not number:
            return []
        return [f"{number},{name}" if own else f"{number},{name} : in({quoted(line.pledge)})"]


@dataclass(frozen=True)
class _LineWords:
    """The words of one line's condition: the line itself counts as standing (the join reading)."""

    encoding: Encoding
    line: Line

    def factor(self, name: str, value: bool) -> str:
        if self.encoding.factors == "chosen":
            return f"{'true' if value else 'false'}({name})"
        return "#true" if self.encoding.setting.factors.get(name) is value else "#false"

    def stands(self, who: str) -> str:
        if who in (self.line.nation, self.line.pledge):
            return "#true"
        return f"nation({quoted(who)})" if is_nation(who) else f"in({quoted(who)})"

    def absent(self, who: str) -> str:
        if who in (self.line.nation, self.line.pledge):
            return "#false"
        return "#true" if self.encoding.negated == "granted" else f"not {self.stands(who)}"

    def sent(self, nation: str, comparison: Comparison, persons: int) -> str:
        return self.sum("total", (nation,), comparison, persons)

    def sum(self, scope: str, names: tuple[str, ...], comparison: Comparison, persons: int) -> str:
        if comparison == "<" and self.encoding.negated == "granted":
            return "#true"
        setting, encoding = self.encoding.setting, self.encoding
        weight = setting.weight_of(names)
        elements = [
            element
            for other in setting.lines
            if setting.counts(names, other) and (scope == "total" or other.nation != self.line.nation)
            for own in (other.pledge == self.line.pledge,)
            for element in (encoding.weight(weight, other, own) if weight else encoding.elements(other, own))
        ]
        return f"#sum{{{'; '.join(elements)}}} {comparison} {min(persons, LARGEST)}"

    def nations(self, comparison: Comparison, number: int) -> str:
        if comparison == "<" and self.encoding.negated == "granted":
            return "#true"
        others = [
            f"{quoted(n)} : nation({quoted(n)})" for n in self.encoding.setting.by_nation if n != self.line.nation
        ]
        own = [] if self.line is NOBODY else [quoted(self.line.nation)]
        return f"#count{{{'; '.join([*own, *others])}}} {comparison} {min(number, LARGEST)}"


def facts(amounts: Mapping[str, int]) -> Iterator[str]:
    """Pledges that stand whatever else is chosen."""
    for pledge in amounts:
        yield f"in({quoted(pledge)})."
