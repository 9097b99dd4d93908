"""Pledges: what a nation offers, how firmly, and under which condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, PlainSerializer, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from willing.case.base import (
    Day,
    Days,
    Founded,
    Frozen,
    Key,
    Months,
    Name,
    NationCode,
    Persons,
    PledgeId,
    Text,
    refuse_twice,
)
from willing.conditions.parse import parse
from willing.conditions.tree import ALWAYS, Condition
from willing.errors import ConditionError

Stage = Literal[
    "rumoured", "indicated", "declared", "committed", "verified", "ready", "deployed", "refused", "withdrawn"
]
"""How far a pledge has come. The UN's readiness levels 1, 2, 3 and rapid deployment map to committed, verified,
ready; ``refused`` and ``withdrawn`` never count."""

LADDER: tuple[Stage, ...] = get_args(Stage)[:7]
"""The stages that count, from the least to the most binding."""

Reading = Literal["low", "likely", "high"]
"""Which number of a stated range is used."""

_OF = re.compile(r"^others(\s*\(\s*([A-Za-z0-9_]+(\s*,\s*[A-Za-z0-9_]+)*)\s*\))?$")


class Range(Frozen):
    """A strength known as a range; ``likely`` is used, the range is shown. Persons."""

    low: Persons
    """The least that was said."""
    likely: Persons
    """The number used in every sum."""
    high: Persons
    """The most that was said."""

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if not self.low <= self.likely <= self.high:
            raise PydanticCustomError("range", "low, likely and high are not in this order")
        return self


def _written_rate(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("rate", "not a number")
    return Decimal(str(value))


class Match(Frozen):
    """A strength that follows what others send: ``floor(match * others)``, at most ``up_to``."""

    match: Annotated[
        Decimal,
        Field(gt=0, le=1000, max_digits=12, json_schema_extra={"type": "number"}),
        BeforeValidator(_written_rate),
        PlainSerializer(float, return_type=float),
    ]
    """Persons per person of the others."""
    of: str = "others"
    """``others``, or ``others(FR, DE, infantry)`` to restrict what is matched; persons, never a weight."""
    up_to: Persons
    """The most that is offered, persons."""

    @field_validator("of")
    @classmethod
    def _readable(cls, value: str) -> str:
        if not _OF.match(value):
            raise PydanticCustomError("match", "'of' is `others` or `others(NAME, ...)`")
        return value

    @property
    def names(self) -> tuple[str, ...]:
        """The nations and capabilities that what is matched is restricted to; empty for no restriction."""
        found = _OF.match(self.of)
        listed = found.group(2) if found else None
        return tuple(re.split(r"\s*,\s*", listed)) if listed else ()


def _kind_of_strength(value: Any) -> str:
    if isinstance(value, Match) or (isinstance(value, Mapping) and "match" in value):
        return "=match"
    if isinstance(value, Range | Mapping):
        return "=range"
    return "=unknown" if isinstance(value, str) else "=number"


Strength = Annotated[
    Annotated[Persons, Tag("=number")]
    | Annotated[Range, Tag("=range")]
    | Annotated[Match, Tag("=match")]
    | Annotated[Literal["unknown"], Tag("=unknown")],
    Discriminator(_kind_of_strength),
]


class Caveats(Frozen):
    """National limits: the pledge serves only in these areas and for these tasks. Absent means no limit."""

    areas: tuple[Name, ...] | None = None
    """The only areas it may serve in."""
    tasks: tuple[Name, ...] | None = None
    """The only tasks it may serve for."""


class Unit(Frozen):
    """A formed unit that a pledge supplies."""

    id: Key
    """Its name within the case."""
    strength: Persons
    """Persons."""
    capability: Name | None = None
    """Its capability, where it differs from the pledge's."""
    from_month: Months | None = None
    """First month it is available, counted from D-day."""
    to_month: Months | None = None
    """First month it is no longer available."""

    @model_validator(mode="after")
    def _is_there_for_a_while(self) -> Unit:
        if self.from_month is not None and self.to_month is not None and self.to_month <= self.from_month:
            raise PydanticCustomError("months", "it leaves before it comes", {"keys": ["to_month"]})
        return self


def readable(value: str | None, read: Callable[[str], Condition]) -> str | None:
    """A condition that reads; what is wrong with it otherwise, as an error of the model."""
    if value is not None:
        try:
            read(value)
        except ConditionError as error:
            raise PydanticCustomError(
                "condition", "{what}", {"what": error.message, "detail": error.pointed()}
            ) from None
    return value


class Pledge(Founded):
    """What a nation offers: a capability, a strength, a condition, caveats, a window, a stage."""

    id: PledgeId
    """Its name within the case."""
    nation: NationCode
    """Who offers."""
    capability: Name
    """What is offered."""
    strength: Strength
    """Persons deployed at any one time: a number, a range, a match of what others send, or ``unknown``."""
    if_: Annotated[Text | None, Field(alias="if")] = None
    """The condition, in the language of conditions; absent means none."""
    caveats: Caveats | None = None
    """National limits on areas and tasks."""
    stage: Stage = "declared"
    """How far the pledge has come."""
    notice_days: Days | None = None
    """Notice to move, days."""
    for_months: Annotated[Months, Field(ge=1)] | None = None
    """How long it is offered; absent means open-ended."""
    from_: Annotated[Day | None, Field(alias="from")] = None
    """When it was made; before this date it does not count."""
    until: Day | None = None
    """When it lapsed, was revised or withdrawn; from this date on it does not count."""
    units: tuple[Unit, ...] = ()
    """The formed units it supplies, where they are known."""
    statements: tuple[Key, ...] = ()
    """Who said so."""
    note: Text | None = None
    """Anything else a reader should know."""

    @field_validator("if_")
    @classmethod
    def _condition_reads(cls, value: str | None) -> str | None:
        return readable(value, parse)

    @model_validator(mode="after")
    def _lapses_after_it_was_made(self) -> Pledge:
        if self.from_ and self.until and self.until < self.from_:
            raise PydanticCustomError("window", "it lapses before it was made", {"keys": ["until"]})
        return self

    @model_validator(mode="after")
    def _units_are_told_apart(self) -> Pledge:
        refuse_twice("unit", [unit.id for unit in self.units], "units")
        return self

    @cached_property
    def condition(self) -> Condition:
        """The condition as a tree; :data:`~willing.conditions.tree.ALWAYS` where none is stated."""
        return parse(self.if_) if self.if_ is not None else ALWAYS

    @property
    def likely(self) -> int | None:
        """The persons offered, as used in sums: the likely strength, or the most a match gives; ``None`` unknown."""
        match self.strength:
            case Range(likely=likely):
                return likely
            case Match(up_to=up_to):
                return up_to
            case "unknown":
                return None
            case number:
                return number

    @property
    def span(self) -> tuple[int, int] | None:
        """The least and the most persons that were said; for a match, from nothing; ``None`` unknown."""
        match self.strength:
            case Range(low=low, high=high):
                return low, high
            case Match(up_to=up_to):
                return 0, up_to
            case "unknown":
                return None
            case number:
                return number, number

    def persons(self, reading: Reading) -> int | None:
        """The persons offered, at one end of the stated range or at its likely number; ``None`` unknown."""
        return getattr(self.strength, reading) if isinstance(self.strength, Range) else self.likely

    def counts_from(self, stage: Stage) -> bool:
        """Whether the pledge has come at least as far as ``stage``; never for refused and withdrawn ones."""
        return self.stage in LADDER and LADDER.index(self.stage) >= LADDER.index(stage)
