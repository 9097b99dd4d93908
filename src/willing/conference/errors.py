"""Why something was not done: each says what, and what would put it right. Nothing of it was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from willing.case.wording import cut
from willing.errors import WillingError

if TYPE_CHECKING:
    from willing.conference.actor import Actor
    from willing.conference.effect import Effect


class ConferenceError(WillingError):
    """Base of what can go wrong at a conference."""


class NotAllowed(ConferenceError):
    """The actor lacks the permission."""

    def __init__(self, says: str, actor: Actor, nation: str | None = None, only: str = "") -> None:
        self.says = says
        says = says.split(":", maxsplit=1)[0]
        named = {"public": "the public", "admin": "an admin", "observer": "an observer", "delegate": "a delegate"}
        who = named.get(actor.part, actor.part)
        if actor.part == "delegate":
            who = f"a delegate of {actor.nation or 'no nation'}"
        foreign = actor.part == "delegate" and nation is not None and nation != actor.nation
        may_not = f"act for {cut(nation)}" if foreign and nation is not None else says
        remedy = f"only {only} may" if only else ""
        super().__init__(f"{who} may not {may_not}" + (f": {remedy}{f' {says}' * foreign}" if remedy else ""))


class NotThere(ConferenceError):
    """What is acted on does not exist, or not for this actor."""


class Impossible(ConferenceError):
    """What cannot be done as things stand."""


@dataclass(frozen=True)
class Difference:
    """One field of an entry as it was, as it is now, and as one wanted it; ``None`` where it is absent."""

    field: str
    before: Any
    theirs: Any
    yours: Any


class Stale(ConferenceError):
    """The entry was changed since the actor saw it."""

    def __init__(
        self, subject: str, seen: int, version: int, differences: Sequence[Difference], now: Mapping[str, Any]
    ) -> None:
        self.subject, self.seen, self.version = subject, seen, version
        self.differences = tuple(differences)
        self.now = now
        super().__init__(
            f"{subject} was changed in version {version}, after version {seen} that this was based on: "
            "look at the difference and save again"
        )


class Unconfirmed(ConferenceError):
    """What would follow has to be seen and confirmed first."""

    def __init__(self, effect: Effect, what: str) -> None:
        self.effect = effect
        super().__init__(f"{what}: confirm that you have seen what follows (accepted={effect.digest})")
