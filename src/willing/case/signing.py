"""Signings: pledges that were signed at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from willing.case.base import Day, Frozen, Key, PledgeId, Text


class Signing(Frozen):
    """Pledges signed at the same time: each stands while its condition holds among the firm and the signed ones."""

    title: Text | None = None
    """What was signed."""
    pledges: Annotated[tuple[PledgeId, ...], Field(min_length=1)]
    """The pledges that were signed."""
    on: Day
    """When the last of them was signed; before this date none of the signatures counts."""
    statements: tuple[Key, ...] = ()
    """Who said so."""
    note: Text | None = None
    """Anything else a reader should know."""

    @model_validator(mode="after")
    def _signed_once(self) -> Signing:
        twice = [pledge for index, pledge in enumerate(self.pledges) if pledge in self.pledges[:index]]
        if twice:
            what = "the pledge '{pledge}' is named twice"
            raise PydanticCustomError("signed", what, {"pledge": twice[0], "keys": ["pledges"]})
        return self


@dataclass(frozen=True)
class Signature:
    """With whom a pledge was signed, and when."""

    on: date
    beside: tuple[str, ...]
    """The other pledges of the same signing."""


def signatures(signings: Mapping[str, Signing]) -> Mapping[str, Signature]:
    """The signature under each pledge; of several the latest, and of one day the last that is written down."""
    found: dict[str, Signature] = {}
    for signing in sorted(signings.values(), key=lambda signing: signing.on):
        for pledge in signing.pledges:
            found[pledge] = Signature(signing.on, tuple(other for other in signing.pledges if other != pledge))
    return found
