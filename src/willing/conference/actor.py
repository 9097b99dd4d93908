"""Who acts or looks: an account's part in the conference, and the chains of the record that it may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from willing.people.model import Role

Part = Role | Literal["public"]
"""A role, or ``public``: whoever looks without an account, where the conference is open to the public."""
PARTS: tuple[Part, ...] = (*get_args(Role), "public")

EVERYONE = "everyone"
"""The chain of the common record; the number of its latest entry is the version of the conference."""
PEOPLE = "people"
"""The chain of accounts, invitations and tokens."""
_DRAFTS, _TALKS = "nation:", "headquarters:"


@dataclass(frozen=True)
class Actor:
    """Who acts or looks."""

    name: str
    part: Part
    nation: str | None = None
    """The nation that a delegate speaks for."""

    @property
    def viewpoint(self) -> str:
        """What decides what is seen: equal viewpoints see the same."""
        return f"{self.part}:{self.nation}" if self.nation else self.part


PUBLIC = Actor("public", "public")
"""Whoever looks without an account."""


def drafts_of(nation: str) -> str:
    """The chain of a nation's drafts, which its delegates alone read."""
    return f"{_DRAFTS}{nation}"


def talks_with(nation: str) -> str:
    """The chain of what headquarters and a nation say to each other, which only they read."""
    return f"{_TALKS}{nation}"


def nation_of(chain: str) -> str | None:
    """The nation that a chain of drafts or talks belongs to."""
    found = next((chain.removeprefix(lead) for lead in (_DRAFTS, _TALKS) if chain.startswith(lead)), None)
    return found or None


def readable(actor: Actor, chains: Iterable[str]) -> tuple[str, ...]:
    """Of some chains those that an actor may read; what is not named here is not read."""
    return tuple(chain for chain in chains if _may_read(actor, chain))


def _may_read(actor: Actor, chain: str) -> bool:
    if chain == EVERYONE:
        return True
    if chain == PEOPLE:
        return actor.part == "admin"
    if chain.startswith(_TALKS) and actor.part == "headquarters":
        return True
    return actor.part == "delegate" and actor.nation is not None and nation_of(chain) == actor.nation
