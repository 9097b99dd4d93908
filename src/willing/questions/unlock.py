"""What would have to happen for the target to be reached: all minimal sets of open questions, waivers or signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from willing.case.model import Case
from willing.conditions.english import english, persons
from willing.conditions.text import text
from willing.errors import AskError
from willing.futures.lock import Lock, lock_of, signing_lock
from willing.futures.unlock import Found, largest, minimal_sets, smallest_sets
from willing.questions.answer import Situated, Table
from willing.questions.ask import Scene, assumes, goal_of, listed, opened, opening, scene, situated
from willing.questions.chance import percent
from willing.questions.goals import asked_of
from willing.questions.ways import Way, Ways
from willing.standing.goal import Goal
from willing.standing.verdict import Resolution

By = Literal["factors", "factors and waivers", "signatures"]
"""What sets are made of."""

FAVOURABLE: Mapping[By, str] = {
    "factors": "with every open question answered as each pledge asks",
    "factors and waivers": "with every open question answered as each pledge asks and every condition waived",
    "signatures": "even if every nation signs, whatever it asked for",
}
"""The best that could be, in words."""

LIMIT = 50
"""Sets listed unless told otherwise."""


@dataclass(frozen=True)
class Unlock(Situated):
    """The answer to ``unlock``. All strengths are persons deployed at any one time."""

    overridden: tuple[str, ...]
    """Assumed factors that the case has settled the other way; the assumption wins."""
    by: By
    """What the sets are made of."""
    target: int | None
    """Persons wanted, where the target is or includes a number."""
    rule: str | None
    """The rule over the whole force, where the target is or includes one, in the language of conditions."""
    firm: int
    """The firm force as things are."""
    together: int
    """Firm and together, as things are."""
    reachable: bool
    """Whether any set reaches the target; if it is reached as things are, the empty one does."""
    sets: tuple[Way, ...]
    """The minimal sets: fewest moves first, then fewest waivers, likeliest, largest force."""
    total: int | None
    """How many minimal sets there are; ``None`` where there are too many to count or the search was interrupted."""
    complete: bool
    """Whether ``sets`` are all there are."""
    sure: int
    """All minimal sets of at most so many moves were found; what is listed beyond that may not be the best."""
    largest: Way | None
    """Where the target cannot be reached: the set that yields the largest firm force."""
    proof: str | None
    """Where the target cannot be reached: why, in a sentence."""
    monotone: bool
    """Whether more standing pledges can neither make another fall nor miss the target."""
    assumed: tuple[str, ...]
    """Factors in these sets whose probability the case labels as its own assumption."""
    uncounted: int
    """Pledges of unknown strength that take part and count as none: each strength is then a lower bound."""
    sentence: str
    """The answer in a sentence."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        return self.sentence

    def table(self) -> Table:
        """A row per set."""
        rows = (
            (
                index,
                "; ".join(way.steps) or "nothing",
                way.strength,
                way.together,
                "" if way.probability is None else f"{way.probability:.3g}",
            )
            for index, way in enumerate(self.sets, start=1)
        )
        return Table(("set", "steps", "firm", "together", "probability"), tuple(rows))


def unlock(
    case: Case,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
    target: int | str | None = None,
    waive: bool = False,
    signatures: bool = False,
    limit: int = LIMIT,
) -> Unlock:
    """All minimal sets of open factors that reach the target with the firm force, whatever the others turn out to be.

    Factors that are settled or assumed are given. With ``waive`` a set may also drop single clauses of pledges. With
    ``signatures`` the sets are, instead, the smallest ones of nations that bring about the rest by signing first,
    whatever their conditions say. At most ``limit`` sets are listed.

    Raises :class:`~willing.errors.AskError` without a target, and for whatever else cannot be asked; where the search
    for a single set had to be given up; and :class:`KeyboardInterrupt` if interrupted before one was found.
    """
    if waive and signatures:
        raise AskError("sets are made of waivers or of signatures, not of both: leave out `waive` or `signatures`")
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise AskError(f"limit {limit!r} is not a number of sets: write at least 1")
    here = scene(case, as_of, assume, stage, reading)
    goal = goal_of(here.case, target)
    if goal is None:
        raise AskError("no target to be reached: give one as --target 25000, or write it into the case")
    lock = signing_lock(here.setting, goal) if signatures else lock_of(here.setting, goal, waive)
    found = smallest_sets(lock) if signatures else minimal_sets(lock, limit)
    if not found.sets and found.total is None:
        raise AskError("given up without an answer, there is too much to combine: settle some factors (--assume)")
    ways = Ways(here, lock)
    sets = ways.ranked(found.sets, limit)
    by: By = "signatures" if signatures else "factors and waivers" if waive else "factors"
    most = None if sets else _largest(ways, by)
    proven = None if sets else _proof(here, lock, by, most)
    shown = sets if most is None else (most,)
    return Unlock(
        overridden=here.overridden,
        **situated(case, here),
        by=by,
        target=goal.persons,
        rule=text(goal.rule) if goal.rule is not None else None,
        firm=here.resolved.firm_strength,
        together=here.resolved.together_strength,
        reachable=bool(sets),
        sets=sets,
        total=found.total,
        complete=found.total == len(sets),
        sure=found.sure,
        largest=most,
        proof=f"{opened(proven)}." if proven is not None else None,
        monotone=lock.monotone,
        assumed=tuple(sorted({name for way in shown for name in way.factors if assumes(here.case, name)})),
        uncounted=here.uncounted,
        sentence=_sentence(here, goal, by, sets, found, proven),
    )


def _largest(ways: Ways, by: By) -> Way | None:
    """The set of fewest moves that yields the largest firm force; ``None`` where that is not known."""
    outcome, proven = largest(ways.lock)
    if not proven:
        return None
    lock = replace(ways.lock, goal=Goal(outcome.strength))
    found = smallest_sets(lock) if by == "signatures" else minimal_sets(lock, 1)
    best = Ways(ways.here, lock).ranked(found.sets, 1)
    return best[0] if best else None


def _proof(here: Scene, lock: Lock, by: By, most: Way | None) -> str:
    """Why no set reaches the goal, as the end of a sentence."""
    goal, bound = lock.goal, lock.best
    wanted = goal.persons or 0
    if bound.strength < wanted:
        offered = sum(line.most for line in here.setting.lines)
        jointly = Resolution(bound.setting).together_strength if by == "factors" else 0
        signing = (
            f" ({persons(jointly)} if all who wait for each other signed together)" if jointly > bound.strength else ""
        )
        all_of_it = f"no more than the {persons(offered)} offered"
        said = (
            all_of_it
            if bound.strength == offered
            else f"at most {persons(bound.strength)} of the {persons(offered)} offered"
        )
        return f"{FAVOURABLE[by]}, {said} stand firm{signing}: {persons(wanted - bound.strength)} short"
    if goal.monotone and not bound.reached and goal.rule is not None:
        return f"{FAVOURABLE[by]}, the rule does not hold that {english(goal.rule, here.names)}"
    if most is not None and most.strength < wanted:
        short = persons(wanted - most.strength)
        return f"pledges ask for opposites, so that at most {persons(most.strength)} can stand firm: {short} short"
    return "pledges, or the rule, ask for opposites: nothing meets all of it"


def _sentence(here: Scene, goal: Goal, by: By, sets: tuple[Way, ...], found: Found, proof: str | None) -> str:
    read = "" if here.reading == "likely" else f", every stated range at its {here.reading} end"
    of_target = f" of {persons(goal.persons)}" if goal.persons is not None else ""
    said = f"{opening(here)}{read}, {persons(here.resolved.firm_strength)}{of_target} stand firm"
    if not sets:
        return f"{said}; {proof}."
    first = sets[0]
    if not first.steps:
        return f"{said}: the target is reached as things are."
    if by == "signatures":
        names = [here.names.nation(nation) for nation in first.signatures]
        how = f"{listed(names)} {'signs' if len(names) == 1 else 'sign'} first"
    else:
        how = "; and ".join(first.steps)
    likely = "" if not first.factors or first.probability is None else f" ({percent(first.probability)} likely)"
    return f"{said}; {asked_of(goal)} if {how}{likely}{_others(by, first, found)}."


def _others(by: By, first: Way, found: Found) -> str:
    """How many other sets there are, and whether the first is sure to be one of the smallest."""
    what = "set of as few nations" if by == "signatures" else "minimal set"
    smallest = found.sure + 1 >= len(first.steps)
    if found.total is None and smallest:
        return f"; there are very many other {what}s"
    if found.total is None:
        return f"; whether {'fewer nations' if by == 'signatures' else 'less'} would do was too hard to tell"
    if found.total == 1:
        return f"; no other {what} does it"
    return f"; {found.total - 1:,} other {what}{'s do' if found.total > 2 else ' does'} it too"
