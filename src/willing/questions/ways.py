"""A minimal set of moves, and what it yields: the force, the odds, who follows in which round, all in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from willing.conditions.english import persons
from willing.conditions.text import text
from willing.futures.chances import Chances, chances_of
from willing.futures.lock import Chosen, Lock, Outcome
from willing.questions.ask import Scene
from willing.questions.steps import dropped, settled
from willing.standing.moves import Settle, Sign, Waive, ordered
from willing.standing.verdict import Resolution

MOST_WEIGHED = 50
"""Sets equal in all else whose force is worked out to rank them."""


@dataclass(frozen=True)
class Waived:
    """A clause that a pledge no longer asks for."""

    pledge: str
    nation: str
    clause: str
    """In the language of conditions."""


@dataclass(frozen=True)
class Round:
    """Pledges that are announced at the same time."""

    round: int
    """0 for those that sign first, then from 1."""
    pledges: tuple[str, ...]
    """The pledges announced."""
    nations: tuple[str, ...]
    """Whose pledges they are."""
    adds: int
    """Persons they bring in the end."""


@dataclass(frozen=True)
class Way:
    """One minimal set: nothing in it can be left out. Strengths are persons."""

    factors: Mapping[str, bool]
    """Open factors that have to turn out so."""
    waived: tuple[Waived, ...]
    """Clauses that have to be dropped."""
    signatures: tuple[str, ...]
    """Nations that have to sign first, whatever their conditions say."""
    strength: int
    """The firm force then."""
    together: int
    """Firm and together, then; where conditions are non-monotone, an upper bound."""
    probability: float | None
    """How likely it is that all its factors turn out so, 1 where it has none; ``None`` where nobody says."""
    rounds: tuple[Round, ...]
    """The pledges that it brings in, in the order in which they can be announced."""
    loses: tuple[str, ...]
    """Firm pledges that fall because of it; only where conditions are non-monotone."""
    steps: tuple[str, ...]
    """The set in English, one thing each."""


@dataclass(frozen=True)
class Ways:
    """Sets of moves put into the words of a case."""

    here: Scene
    lock: Lock

    @cached_property
    def chances(self) -> Chances:
        """How likely the open factors are."""
        wanted = [move.factor for move in self.lock.moves if isinstance(move, Settle)]
        return chances_of(self.here.case.factors, self.here.setting.factors, wanted)

    def ranked(self, sets: Sequence[Chosen], limit: int) -> tuple[Way, ...]:
        """The first of some sets: fewest moves, fewest waivers, likeliest, largest force."""
        if not limit:
            return ()
        sized = sorted(sets, key=_size)
        eligible = [chosen for chosen in sized if _size(chosen) <= _size(sized[min(limit, len(sized)) - 1])]
        odds = {chosen: self.probability(chosen) for chosen in eligible}

        def place(chosen: Chosen) -> tuple[int, int, float]:
            chance = odds[chosen]
            return (*_size(chosen), 1.0 if chance is None else -chance)

        likeliest = sorted(eligible, key=lambda chosen: (place(chosen), _names(chosen)))
        last = place(likeliest[min(limit, len(likeliest)) - 1]) if likeliest else None
        weighed = [chosen for chosen in likeliest if place(chosen) <= last][: limit + MOST_WEIGHED] if last else []
        found = {chosen: self.lock.seen_open(chosen) for chosen in weighed}
        order = sorted(weighed, key=lambda chosen: (place(chosen), -found[chosen].strength, _names(chosen)))
        return tuple(self.way(chosen, found[chosen]) for chosen in order[:limit])

    def probability(self, chosen: Chosen) -> float | None:
        """How likely it is that all factors of a set turn out so."""
        return self.chances.probability({move.factor: move.value for move in chosen if isinstance(move, Settle)})

    def way(self, chosen: Chosen, outcome: Outcome) -> Way:
        """A set with what it yields."""
        moves = ordered(chosen)
        factors = {move.factor: move.value for move in moves if isinstance(move, Settle)}
        waived = [(move.pledge, self._clause(move)) for move in moves if isinstance(move, Waive)]
        signatures = tuple(move.who for move in moves if isinstance(move, Sign))
        before = self.here.resolved.firm.certain
        return Way(
            factors=factors,
            waived=tuple(Waived(pledge, self._nation(pledge), clause) for pledge, clause in waived),
            signatures=signatures,
            strength=outcome.strength,
            together=max(outcome.strength, _signed(outcome).together_strength),
            probability=self.probability(chosen),
            rounds=tuple(_rounds(outcome, before)),
            loses=tuple(pledge for pledge in before if pledge not in outcome.firm.certain),
            steps=(
                *settled(self.here, factors),
                *(self._signing(nation, outcome) for nation in signatures),
                *dropped(self.here, waived),
            ),
        )

    def _clause(self, move: Waive) -> str:
        return text(self.here.setting.by_pledge[move.pledge].clauses[move.clause])

    def _nation(self, pledge: str) -> str:
        return self.here.setting.by_pledge[pledge].nation

    def _signing(self, nation: str, outcome: Outcome) -> str:
        """A nation that goes first, with what it brings."""
        lines = [line for line in self.here.setting.by_nation[nation] if line.pledge in outcome.held]
        strength = sum(outcome.firm.certain[line.pledge] for line in lines)
        unknown = any(self.here.case.pledge_by_id[line.pledge].likely is None for line in lines)
        brings = f"{persons(strength)} persons{' and more of unknown strength' if unknown else ''}"
        brings = "strength unknown" if unknown and not strength else brings
        return f"{self.here.names.nation(nation)} signs first: {brings}"


def _signed(outcome: Outcome) -> Resolution:
    """What stands together once the pledges that sign first have no conditions."""
    clauses = ((line.pledge, i) for line in outcome.setting.lines for i in range(len(line.clauses)))
    return Resolution(outcome.setting.waiving((p, i) for p, i in clauses if p in outcome.held))


def _rounds(outcome: Outcome, before: Mapping[str, int]) -> Iterator[Round]:
    """What becomes firm, by rounds; the rounds in which only what was firm before is announced are not counted."""
    certain, rounds = outcome.firm.certain, outcome.firm.rounds
    first = [pledge for pledge in certain if pledge in outcome.held]
    found: dict[int, list[str]] = {0: first} if first else {}
    for pledge in (line.pledge for line in outcome.setting.lines):
        if pledge in certain and pledge not in before and pledge not in outcome.held:
            found.setdefault(rounds[pledge], []).append(pledge)
    for number, key in enumerate(sorted(found), start=0 if first else 1):
        nations = dict.fromkeys(outcome.setting.by_pledge[pledge].nation for pledge in found[key])
        yield Round(number, tuple(found[key]), tuple(nations), sum(certain[pledge] for pledge in found[key]))


def _size(chosen: Chosen) -> tuple[int, int]:
    return len(chosen), sum(isinstance(move, Waive) for move in chosen)


def _names(chosen: Chosen) -> list[str]:
    return [move.atom for move in ordered(chosen)]
