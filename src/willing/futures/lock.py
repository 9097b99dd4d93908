"""A goal that the force has to reach, and the moves that may be made to reach it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from willing.conditions.normal import literals, non_monotone
from willing.conditions.tree import Condition, Leaf, Sends, Stands, Sum
from willing.conditions.truth import holds
from willing.futures.cycles import waited_for
from willing.standing.goal import Goal
from willing.standing.groups import signed
from willing.standing.moves import Move, Settle, Sign, Waive, after, ordered
from willing.standing.resolve import Amounts, Firm, firm, least, sight, tally
from willing.standing.setting import Setting

Chosen = frozenset[Move]
"""Moves made together."""


@dataclass(frozen=True)
class Outcome:
    """What stands once some moves are made, by the reference."""

    setting: Setting
    """With factors settled and clauses dropped."""
    held: Amounts
    """The pledges signed first, with the persons each sends."""
    firm: Firm
    reached: bool
    """Whether the goal is met."""

    @property
    def strength(self) -> int:
        """Firm persons."""
        return sum(self.firm.certain.values())


@dataclass(frozen=True)
class Lock:
    """A goal, and the moves that may be made to reach it. Other open factors stay open and help nobody."""

    setting: Setting
    goal: Goal
    moves: tuple[Move, ...]

    @cached_property
    def monotone(self) -> bool:
        """Whether more standing pledges can neither make another fall nor miss the goal."""
        return self.setting.monotone and self.goal.monotone

    @cached_property
    def growing(self) -> bool:
        """Whether a further move can never do harm."""
        return all(map(self.harmless, self.moves))

    def harmless(self, move: Move) -> bool:
        """Whether a move never does harm, whatever else is moved.

        To settle an open factor never does: a literal becomes true that was not, and one becomes false that others were
        feared to profit from. A waiver or signature can, where more pledges that stand make another fall.
        """
        if isinstance(move, Settle):
            return True
        lines = self.setting.by_nation[move.who] if isinstance(move, Sign) else (self.setting.by_pledge[move.pledge],)
        return not any(line.pledge in self._unwelcome for line in lines)

    @cached_property
    def _unwelcome(self) -> frozenset[str]:
        return unwelcome(self.setting, self.goal)

    @cached_property
    def contested(self) -> tuple[str, ...]:
        """Factors that are wanted both true and false."""
        return tuple(
            move.factor
            for move in self.moves
            if isinstance(move, Settle) and move.value and move.opposite in self.moves
        )

    def opened(self, chosen: Iterable[Move]) -> Outcome:
        """What stands once some moves are made."""
        moves = tuple(chosen)
        changed = after(self.setting, moves)
        nations = {move.who for move in moves if isinstance(move, Sign)}
        signing = [line.pledge for line in changed.lines if line.nation in nations]
        held = signed(changed, firm(changed).certain, signing) if signing else {}
        resolved = firm(changed, held)
        reached = self.goal.met(changed, resolved.certain, self._feared(changed, held, resolved))
        return Outcome(changed, held, resolved, reached)

    def _feared(self, changed: Setting, held: Amounts, resolved: Firm) -> Amounts:
        """What the goal's negated mentions are read from: the most that might stand."""
        if self.goal.monotone or not changed.monotone:
            return resolved.feared
        return least(changed.opposite, tally(changed, {}), held)[0]

    def reaches(self, chosen: Iterable[Move]) -> bool:
        """Whether the goal is met once some moves are made."""
        return self.opened(chosen).reached

    def seen_open(self, chosen: Iterable[Move]) -> Outcome:
        """What stands once moves are made that a search has found to open the lock.

        Raises :class:`RuntimeError` if by the reference they do not: an error of the search, never to be reported.
        """
        moves = ordered(chosen)
        outcome = self.opened(moves)
        if not outcome.reached:
            raise RuntimeError(f"by the reference the goal is missed after {[move.atom for move in moves]}")
        return outcome

    def fits(self, chosen: Collection[Move], move: Move) -> bool:
        """Whether a move can be made beside others: no factor is settled both ways."""
        return not (isinstance(move, Settle) and move.opposite in chosen)

    @cached_property
    def best(self) -> Outcome:
        """An upper bound: every open factor as each pledge asks for it, everything waived and signed that may be.

        It bounds the persons always, and the goal where that is monotone.
        """
        others = (move for move in self.moves if not isinstance(move, Settle))
        return Lock(self.setting.at_best(), self.goal, ()).opened(others)


def lock_of(setting: Setting, goal: Goal, waivers: bool = False) -> Lock:
    """The lock whose moves are the open factors and, where asked for, the clauses of pledges.

    What cannot help is left out: a literal that nobody asks for, and, where nothing can do harm, a clause that holds as
    things are.
    """
    monotone = setting.monotone and goal.monotone
    lines = [line.condition for line in setting.lines]
    wanted = set(literals(*lines, *_rule(goal)))
    for pledge in unwelcome(setting, goal):  # a factor settled the other way spares others what they fear
        wanted |= {(name, not value) for name, value in literals(setting.by_pledge[pledge].condition)}
    settling = [Settle(name, value) for name, value in wanted if setting.factors.get(name) is None]
    return Lock(setting, goal, ordered([*settling, *(_waivers(setting, monotone) if waivers else ())]))


def signing_lock(setting: Setting, goal: Goal) -> Lock:
    """The lock whose moves are the nations' signatures; where nothing can do harm, of those not firm already."""
    monotone = setting.monotone and goal.monotone
    certain = firm(setting).certain
    nations = {line.nation for line in setting.lines if not (monotone and certain.get(line.pledge, -1) == line.most)}
    return Lock(setting, goal, ordered(map(Sign, nations)))


def unwelcome(setting: Setting, goal: Goal) -> frozenset[str]:
    """Pledges whose standing may do harm: those that others or the goal ask to stay out, and those that help these."""
    conditions = (*(line.condition for line in setting.lines), *_rule(goal))
    found: set[str] = set()
    waiting = [
        pledge for condition in conditions for leaf in non_monotone(condition) for pledge in _named(setting, leaf)
    ]
    while waiting:
        pledge = waiting.pop()
        if pledge not in found:
            found.add(pledge)
            waiting += waited_for(setting, setting.by_pledge[pledge])
    return frozenset(found)


def _named(setting: Setting, leaf: Leaf) -> Iterator[str]:
    """The pledges that a part of a condition counts."""
    for line in setting.lines:
        match leaf:
            case Stands(who=who) if who not in (line.nation, line.pledge):
                continue
            case Sends(nation=nation) if nation != line.nation:
                continue
            case Sum(names=names) if not setting.counts(names, line):
                continue
        yield line.pledge


def _rule(goal: Goal) -> tuple[Condition, ...]:
    return () if goal.rule is None else (goal.rule,)


def _waivers(setting: Setting, monotone: bool) -> Iterator[Waive]:
    standing = tally(setting, firm(setting).certain)
    for line in setting.lines:
        here = sight(setting, line, standing, standing)
        for index, clause in enumerate(line.clauses):
            if not (monotone and holds(clause, here)):
                yield Waive(line.pledge, index)
