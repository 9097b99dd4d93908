"""What may go wrong. Every chance is an assumption of whoever asks; nothing here is estimated.

A step is what the plan counts in: a month, unless the whole problem is posed in days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from willing.errors import AskError
from willing.force.problem import Problem


@dataclass(frozen=True)
class NotReady:
    """A unit that is called up for a tour turns out not to be ready for it."""

    name: str
    chance: float
    """That a unit called up in some step is not ready."""
    delay: int = 1
    """Steps until it is."""
    kinds: tuple[str, ...] | None = None
    """The kinds that it may happen to; all where nothing is said."""


@dataclass(frozen=True)
class Leaves:
    """Some units go home at once and do not come back."""

    name: str
    units: tuple[str, ...]
    chance: float
    """That it happens: in any one step, or at some time in the whole plan, each step being as likely as the next to be
    the one if it has not happened before."""
    whole: bool = False
    """Whether the chance is that of the whole plan."""

    def within(self, steps: int, months: int) -> float:
        """The chance that it has happened within so many first steps of a plan of ``months`` steps."""
        return 1 - float((1 - self.chance) ** (steps / months if self.whole else steps))


@dataclass(frozen=True)
class Withdraws(Leaves):
    """A nation withdraws all that it sent."""


@dataclass(frozen=True)
class Flips(Leaves):
    """A condition no longer holds, and what was pledged under it goes home."""


@dataclass(frozen=True)
class Surge:
    """More is required at some posts for a while."""

    name: str
    posts: tuple[str, ...]
    factor: float
    """What the persons required are multiplied by, rounded down."""
    chance: float
    """That it begins in a step in which it is not going on."""
    lasts: int
    """Steps."""


Event = NotReady | Withdraws | Flips | Surge


def faults(problem: Problem, events: Iterable[Event]) -> Iterator[str]:
    """What is wrong with some events, each in a sentence with its remedy."""
    names: set[str] = set()
    for event in events:
        if event.name in names:
            yield f"two events are called {event.name}: give each a name of its own"
        names.add(event.name)
        if not 0 <= event.chance <= 1:
            yield f"event {event.name}: a chance of {event.chance}: give one from 0 to 1"
        if isinstance(event, NotReady) and event.delay < 1:
            yield f"event {event.name}: ready after {event.delay} months: give at least 1"
        if isinstance(event, Surge) and (event.lasts < 1 or event.factor < 0):
            yield f"event {event.name}: {event.lasts} months at {event.factor} times: give 1 or more at 0 or more"
        if unknown := sorted(_named(event) - _known(problem, event)):
            yield f"event {event.name}: the problem has no {', '.join(unknown)}"


def refuse(problem: Problem, events: Iterable[Event]) -> None:
    """Raise :class:`~willing.errors.AskError` with all that is wrong with some events."""
    if wrong := list(faults(problem, events)):
        raise AskError("; ".join(wrong))


def _named(event: Event) -> set[str]:
    match event:
        case NotReady():
            return set(event.kinds or ())
        case Surge():
            return set(event.posts)
        case _:
            return set(event.units)


def _known(problem: Problem, event: Event) -> set[str]:
    match event:
        case NotReady():
            return {kind.name for kind in problem.kinds}
        case Surge():
            return set(problem.post_by_name)
        case _:
            return set(problem.kind_of)
