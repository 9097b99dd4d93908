"""Why a pledge stands or does not: its clauses with their numbers, followed to where they end.

Every failing clause is followed through other nations until a false or open factor, a shortfall that nobody could
fill, or a loop. Each pledge is explained once; a second mention refers back to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from willing.case.signing import Signature
from willing.conditions.english import Names, bound, comes, english, group, persons, unit, weighed
from willing.conditions.tally import Tally, restriction
from willing.conditions.text import text
from willing.conditions.tree import (
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    is_nation,
)
from willing.conditions.truth import Sight, holds, measured, number
from willing.standing.resolve import Firm, sight, tally
from willing.standing.setting import Line, Setting

Kind = Literal[
    "factor",
    "absence",
    "pledge",
    "shortfall",
    "excess",
    "choice",
    "loop",
    "above",
    "further",
    "holds",
    "signed",
    "unhonoured",
]
"""What a reason is: a false or open factor; nobody there who could stand; a pledge that does not stand; too few
persons or nations; too many; alternatives none of which holds; a circle; a pledge explained above; one too far
along a row of pledges; a clause that holds; a signature that is honoured; one that is not."""

DEEPEST = 40
"""Pledges that wait for each other in a row, after which the rest of the row is left to another question."""

MOST_FOLLOWED = 4
"""Of the pledges that a clause waits for, so many are followed, the largest first."""

MOST_BESIDE = 4
"""Of the pledges that one was signed with, so many are named."""

UNSIGNED: Mapping[str, Signature] = {}
"""Where nothing was signed, or nobody asks."""


@dataclass(frozen=True)
class Reason:
    """One step of an explanation."""

    kind: Kind
    text: str
    """The step in English."""
    clause: str = ""
    """The clause in the language of conditions; empty where the step is not a clause."""
    subject: str | None = None
    """The factor, nation or pledge it is about."""
    needs: int | None = None
    """How many are asked for."""
    has: int | None = None
    """How many there are, the pledge itself included."""
    short: int | None = None
    """How many are missing."""
    because: tuple[Reason, ...] = ()
    """What that in turn rests on."""
    unit: str | None = None
    """What these numbers count: persons, nations, alternatives, or a weight by its name; none without numbers."""


def reasons(
    setting: Setting, resolved: Firm, pledge: str, names: Names, signed: Mapping[str, Signature] = UNSIGNED
) -> tuple[Reason, ...]:
    """Why a pledge is not firm (its failing clauses), or on what it stands (all of its clauses).

    Each failing clause is pursued through the other pledges it waits for. A pledge that stands because it was
    ``signed`` says so first; one whose signature is not honoured, last.
    """
    return _Explainer(setting, resolved, names, True, signed).line(setting.by_pledge[pledge], ())


def first_reasons(
    setting: Setting, resolved: Firm, names: Names, signed: Mapping[str, Signature] = UNSIGNED
) -> Mapping[str, tuple[Reason, ...]]:
    """For every pledge its failing clauses, or all of them if it is firm, without pursuing what they wait for."""
    explainer = _Explainer(setting, resolved, names, False, signed)
    return {line.pledge: explainer.line(line, ()) for line in setting.lines}


@dataclass
class _Explainer:
    setting: Setting
    resolved: Firm
    names: Names
    followed: bool
    signed: Mapping[str, Signature] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)

    @cached_property
    def certain(self) -> Tally:
        return tally(self.setting, self.resolved.certain)

    @cached_property
    def feared(self) -> Tally:
        if self.resolved.feared is self.resolved.certain:
            return self.certain
        return tally(self.setting, self.resolved.feared)

    def line(self, line: Line, way: tuple[str, ...]) -> tuple[Reason, ...]:
        """The clauses of a line that explain it; ``way`` are the pledges whose explanation led here."""
        self.explained.add(line.pledge)
        here = sight(self.setting, line, self.certain, self.feared)
        if line.pledge in self.resolved.certain:
            clauses = tuple(Reason("holds", english(c, self.names), text(c), _subject(c)) for c in line.clauses)
            return (*self.honoured(line), *clauses)
        steps = tuple(
            reason
            for clause in line.clauses
            if not holds(clause, here)
            for reason in self.clause(clause, line, here, (*way, line.pledge))
        )
        if line.rate is not None and line.offers(self.certain) == 0:
            restricted = f" ({group(line.matched, self.names)})" if line.matched else ""
            steps = (Reason("absence", f"nothing stands that it could match{restricted}"), *steps)
        return steps if way else (*steps, *self.unhonoured(line))

    def honoured(self, line: Line) -> Iterator[Reason]:
        """That a line stands because it was signed."""
        if line.pledge in self.resolved.honoured and line.pledge in self.signed:
            yield Reason("signed", f"stands because it was {self.signature(line)}", subject=line.pledge)

    def unhonoured(self, line: Line) -> Iterator[Reason]:
        """That a line does not stand although it was signed."""
        if line.pledge in self.setting.signed and line.pledge in self.signed:
            said = f"was {self.signature(line)}; that is not honoured while its condition does not hold"
            yield Reason("unhonoured", said, subject=line.pledge)

    def signature(self, line: Line) -> str:
        """With whom a line was signed, and when."""
        found = self.signed[line.pledge]
        named = [self.names.pledge(pledge) for pledge in found.beside[:MOST_BESIDE]]
        rest = len(found.beside) - len(named)
        named += [f"{rest} more"] if rest else []
        beside = " and ".join([*([", ".join(named[:-1])] if len(named) > 1 else []), *named[-1:]])
        return f"signed{f' with {beside}' if beside else ''} on {found.on.isoformat()}"

    def clause(self, clause: Condition, line: Line, here: Sight, way: tuple[str, ...]) -> Iterator[Reason]:
        """Why one part of a condition fails."""
        match clause:
            case And(items=items):
                for item in items:
                    if not holds(item, here):
                        yield from self.clause(item, line, here, way)
            case Or(items=items):
                yield self.choice(clause, 1, items, line, here, way)
            case AtLeast(count=count, items=items):
                yield self.choice(clause, count, items, line, here, way)
            case Factor(name=name) | Not(item=Factor(name=name)):
                yield self.factor(clause, name)
            case Stands(who=who):
                yield self.absent(clause, who, way)
            case Not(item=Stands(who=who)):
                verb = "stands" if self.certain.stands(who) else "may stand"
                yield Reason("excess", f"asks that {self.names.who(who)} stays out, which {verb}", text(clause), who)
            case Sends() | Sum() | Nations():
                yield self.number(clause, line, here, way)

    def choice(
        self, clause: Condition, count: int, items: tuple[Condition, ...], line: Line, here: Sight, way: tuple[str, ...]
    ) -> Reason:
        """Alternatives too few of which hold."""
        held = sum(holds(item, here) for item in items)
        because = tuple(
            reason for item in items if not holds(item, here) for reason in self.clause(item, line, here, way)
        )
        listed = "; ".join(english(item, self.names) for item in items)
        some = f"{count} of ({held} hold)" if isinstance(clause, AtLeast) else "one of"
        asked = f"needs {some}: {listed}"
        return Reason("choice", asked, text(clause), None, count, held, count - held, because, "alternatives")

    def factor(self, clause: Condition, name: str) -> Reason:
        """A factor that is open, or settled the other way."""
        value = self.setting.factors.get(name)
        title = self.names.factor(name)
        said = f"open whether {title}" if value is None else f"it is {str(value).lower()} that {title}"
        return Reason("factor", said, text(clause), name)

    def absent(self, clause: Condition, who: str, way: tuple[str, ...]) -> Reason:
        """A nation or pledge that is waited for and does not stand."""
        if is_nation(who):
            lines: tuple[Line, ...] = self.setting.by_nation.get(who, ())
        else:
            lines = (self.setting.by_pledge[who],) if who in self.setting.by_pledge else ()
        name = self.names.who(who)
        if not lines:
            return Reason("absence", f"needs {name}, which has no pledge that counts", text(clause), who)
        largest = sorted(lines, key=lambda line: -line.most)[:MOST_FOLLOWED]
        because = tuple(reason for line in largest for reason in self.follow(line, way))
        return Reason("pledge", f"needs {name}, which does not stand", text(clause), who, because=because)

    def number(self, clause: Sends | Sum | Nations, line: Line, here: Sight, way: tuple[str, ...]) -> Reason:
        """A comparison that fails, with its numbers."""
        has, needs = measured(clause, here), number(clause)
        weight = self.weight(clause)
        what = weight or ("nations" if isinstance(clause, Nations) else "persons")
        itself = f", {'its own nation' if weight else 'itself'} included" if self.counts(clause, line) else ""
        said = f"needs {self.asked(clause)}; {self.found(clause, has)}{itself}"
        if clause.comparison == "<":
            return Reason("excess", said, text(clause), _subject(clause), needs, has, unit=what)
        short = needs - has
        said += f": short {persons(short)}"
        because = tuple(reason for other in self.fillers(clause, line) for reason in self.follow(other, way))
        return Reason("shortfall", said, text(clause), _subject(clause), needs, has, short, because, what)

    def found(self, clause: Sends | Sum | Nations, has: int) -> str:
        """What a comparison finds, as a clause of a sentence."""
        weight, may = self.weight(clause), clause.comparison == "<"
        if weight:
            return f"the {unit(weight)} {'may come' if may else comes(weight)} to {persons(has)}"
        return f"{persons(has)} {'may ' if may else ''}{'take part' if isinstance(clause, Nations) else 'stand'}"

    def weight(self, clause: Sends | Sum | Nations) -> str | None:
        """The weight that a comparison is of."""
        return self.setting.weight_of(clause.names) if isinstance(clause, Sum) else None

    def asked(self, clause: Sends | Sum | Nations) -> str:
        """What a comparison asks for, as a noun."""
        amount, weight = bound(clause.comparison, number(clause)), self.weight(clause)
        match clause:
            case Nations():
                return f"{amount} nations"
            case Sends(nation=nation):
                return f"{amount} from {self.names.nation(nation)}"
            case Sum(scope=scope, names=names) if weight:
                return f"{weighed(scope, weight, restriction(names, {weight}), self.names)} to come to {amount}"
            case Sum(scope=scope, names=names):
                only = f" counting only {group(names, self.names)}" if names else ""
                return f"{amount} {'in the whole force' if scope == 'total' else 'from other nations'}{only}"

    def counts(self, clause: Sends | Sum | Nations, line: Line) -> bool:
        """Whether the pledge itself is in what is counted."""
        match clause:
            case Nations():
                return True
            case Sends(nation=nation):
                return nation == line.nation
            case Sum(scope=scope, names=names):
                return scope == "total" and self.setting.counts(names, line)

    def fillers(self, clause: Sends | Sum | Nations, line: Line) -> tuple[Line, ...]:
        """The largest pledges that would fill a shortfall and do not stand."""
        certain = self.resolved.certain
        idle = [other for other in self.setting.lines if other.pledge not in certain and other is not line]
        match clause:
            case Sends(nation=nation):
                wanted = [other for other in idle if other.nation == nation and other.most]
            case Sum() if weight := self.weight(clause):
                return self.carriers(clause, weight, line, idle)
            case Sum(scope=scope, names=names):
                wanted = [
                    other
                    for other in idle
                    if other.most
                    and self.setting.counts(names, other)
                    and (scope == "total" or other.nation != line.nation)
                ]
            case Nations():
                wanted = [o for o in idle if o.nation != line.nation and not self.certain.stands(o.nation)]
        return tuple(sorted(wanted, key=lambda other: -other.most)[:MOST_FOLLOWED])

    def carriers(self, clause: Sum, weight: str, line: Line, idle: Sequence[Line]) -> tuple[Line, ...]:
        """The largest pledge of each nation whose weight is not counted yet, the heaviest nations first."""
        weights = self.setting.weights[weight]
        found: dict[str, Line] = {}
        for other in sorted(idle, key=lambda other: -other.most):
            own = other.nation == line.nation and (clause.scope == "others" or self.counts(clause, line))
            counted = own or self.certain.counts(other.nation, clause.names)
            if weights.get(other.nation) and self.setting.counts(clause.names, other) and not counted:
                found.setdefault(other.nation, other)
        return tuple(sorted(found.values(), key=lambda other: -weights[other.nation])[:MOST_FOLLOWED])

    def follow(self, line: Line, way: tuple[str, ...]) -> Iterator[Reason]:
        """The explanation of another pledge: a loop if it led here, a reference if it was given already."""
        name = self.names.pledge(line.pledge)
        if not self.followed:
            return
        if line.pledge in way:
            circle = ", which waits for ".join((*way[way.index(line.pledge) + 1 :], line.pledge))
            yield Reason("loop", f"a circle: {line.pledge} waits for {circle}", subject=line.pledge)
        elif len(way) > DEEPEST:
            yield Reason("further", f"{name} does not stand either (ask why of it)", subject=line.pledge)
        elif line.pledge in self.explained:
            yield Reason("above", f"{name} does not stand either (explained above)", subject=line.pledge)
        else:
            because = self.line(line, way)
            yield Reason("pledge", f"{name} does not stand", subject=line.pledge, because=because)


def _subject(clause: Condition) -> str | None:
    match clause:
        case Factor(name=name) | Not(item=Factor(name=name)):
            return name
        case Stands(who=who) | Not(item=Stands(who=who)):
            return who
        case Sends(nation=nation):
            return nation
        case _:
            return None
