"""What an act would do, or did, in words for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from willing.case.model import Case
from willing.case.names import names_of
from willing.case.pledge import LADDER
from willing.charts.words import label
from willing.conditions.english import Names
from willing.conference import events as e
from willing.conference.deciding import Decision
from willing.conference.effect import Effect, Moved, Standing
from willing.conference.room import Room
from willing.questions.ask import opened


@dataclass(frozen=True)
class Consequence:
    """What follows, ready to be shown."""

    before: Standing
    after: Standing
    stands: tuple[str, ...]
    """Who is firm then and was not."""
    falls: tuple[str, ...]
    """Who has a worse verdict then."""
    waits: tuple[str, ...]
    """Who could stand together then and could not."""
    others: tuple[str, ...]
    """What else follows."""
    target: int | None
    digest: str

    @property
    def fell(self) -> str:
        """What happens to the firm force, as a clause."""
        return f"the firm force goes from {self.before.firm:,} to {self.after.firm:,}"


def consequence(room: Room, decision: Decision, about: str = "") -> Consequence:
    """What a decision comes to; ``about`` is the pledge that it is about."""
    after = decision.after.case or room.released
    others = tuple(_others(room.released, decision.events, about))
    return consequence_of(after, decision.effect, others, about, target_of(room))


def consequence_of(
    case: Case, effect: Effect, others: tuple[str, ...] = (), about: str = "", target: int | None = None
) -> Consequence:
    """An effect in words, with the names of a case."""
    names = names_of(case)
    return Consequence(
        before=effect.before,
        after=effect.after,
        stands=tuple(_moved(names, case, moved) for moved in effect.rises if moved.after == "firm"),
        falls=tuple(_fell(names, case, moved, about) for moved in effect.falls),
        waits=tuple(_waits(names, case, moved) for moved in effect.rises if moved.after != "firm"),
        others=others,
        target=target,
        digest=effect.digest,
    )


def target_of(room: Room) -> int | None:
    """The persons wanted, where the case says."""
    target = room.released.head.target
    return target.strength if target else None


def _moved(names: Names, case: Case, moved: Moved) -> str:
    found = case.pledge_by_id.get(moved.pledge)
    what = f", {names.capability(found.capability)}" if found else ""
    return f"{opened(label(names.nation(moved.nation)))}{what} ({moved.pledge})"


_WAS = {"firm": "stood firm", "together": "could have stood together", "contested": "was contested", "out": "was out"}
_IS = {"together": "could stand together", "contested": "is contested", "out": "is out"}


def _fell(names: Names, case: Case, moved: Moved, about: str) -> str:
    was, now = _WAS[moved.before or "out"], _IS.get(moved.after or "", "takes no part")
    who = f"{moved.pledge} itself" if moved.pledge == about else _moved(names, case, moved)
    return f"{who}: {was}, then {now}"


def _waits(names: Names, case: Case, moved: Moved) -> str:
    return f"{_moved(names, case, moved)}: {_IS.get(moved.after or 'out', 'is out')}"


def _others(case: Case, events: Iterable[e.Event], about: str) -> Iterable[str]:
    """What else follows: signatures that lapse, what is no longer bound, signings that stop."""
    pledge = case.pledge_by_id.get(about)
    for event in events:
        if isinstance(event, e.Revised | e.Withdrawn) and pledge is not None:
            if about in case.signed:
                yield f"The signature on {about} lapses."
            elif pledge.stage in LADDER and pledge.counts_from("committed"):
                yield f"{about} is {pledge.stage}: others have built on it."
        if isinstance(event, e.SigningStopped):
            yield f"A signing that is open stops, and nothing of it is committed: {event.because}."
