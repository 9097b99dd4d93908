"""Nations: who contributes, with what forces, and by which rule they rotate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from willing.case.base import Count, Days, Founded, Frozen, Key, Months, Name, Persons, Share, Text

Ratio = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]
"""Months at home per month deployed."""


class Norm(Frozen):
    """A nation's own rule for tours, dwell and overlap."""

    tour_months: Annotated[Months, Field(ge=1)]
    """Months deployed."""
    dwell_ratio: Ratio
    """Months at home per month deployed."""
    stretched_ratio: Ratio | None = None
    """A shorter dwell that the nation has been seen to accept, months at home per month deployed."""
    overlap_days: Days = 0
    """Days of handover in which both the old and the new unit are deployed; the tour, at 365 / 12 days a month, is
    longer."""

    @model_validator(mode="after")
    def _relieves(self) -> Norm:
        if 12 * self.overlap_days >= 365 * self.tour_months:
            raise PydanticCustomError(
                "overlap",
                "the handover of {days} days takes up the whole tour",
                {"days": self.overlap_days, "keys": ["overlap_days"]},
            )
        return self


class Nation(Founded):
    """A contributor or actor."""

    name: Text | None = None
    """What it is called in sentences; absent, its code."""
    role: Name | None = None
    """Its part: lead, contributor, supporter, host, actor, observer, ..."""
    active: Persons | None = None
    """Active military personnel, persons."""
    land: Persons | None = None
    """Land forces, persons."""
    home_floor: Persons | None = None
    """Land forces that stay at home whatever happens, persons."""
    elsewhere: Persons | None = None
    """Land forces committed elsewhere, persons away at any one time."""
    deployable: Share | None = None
    """The share of what home and commitments elsewhere leave that can be deployed at all."""
    reserve: Persons | None = None
    """Reserves that would be mobilised for the force, persons."""
    norm: Norm | None = None
    """Its rule for rotation."""
    weights: Mapping[Name, Count] = {}
    """Other numbers that conditions may add up, by name: votes, population in thousands, ..."""
    statements: tuple[Key, ...] = ()
    """Who said so."""
    note: Text | None = None
    """Anything else a reader should know."""
