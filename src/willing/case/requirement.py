"""Requirements: places, kinds of force, rules of thumb, and the posts of a course of action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from willing.case.base import Count, Degrees, Founded, Frozen, Key, Months, Name, Persons, Share, Text, refuse_twice

Credit = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)]
"""How much one person counts who stands in for another."""


class Area(Founded):
    """A place where posts are."""

    name: Text | None = None
    """What it is called; absent, its key."""
    at: (
        tuple[
            Annotated[Degrees, Field(ge=-90, le=90)],
            Annotated[Degrees, Field(ge=-180, le=180)],
        ]
        | None
    ) = None
    """Latitude and longitude, degrees."""
    measures: Mapping[Name, Count] = {}
    """What is there for troop-to-task rules to count, by name: inhabitants, kilometres of line, sites, ..."""
    lift: Persons | None = None
    """Persons who can be moved in and out in a month, together."""
    statements: tuple[Key, ...] = ()
    """Who said so."""
    note: Text | None = None
    """Anything else a reader should know."""


class Need(Frozen):
    """What must be in reach wherever a capability serves: no battalion without a field hospital."""

    share: Share
    """Persons of it for each person who serves."""
    within_km: Annotated[float, Field(strict=True, ge=0, le=20_040, allow_inf_nan=False)] = 0
    """How far away it may be, kilometres between the points of the areas; 0 is the same area."""


class Capability(Founded):
    """A kind of force."""

    name: Text | None = None
    """What it is called; absent, its key."""
    domain: Literal["land", "sea", "air", "joint"] = "land"
    """Where it serves; land capabilities draw on land forces."""
    enabler: Annotated[bool, Field(strict=True)] = False
    """Whether others cannot deploy without it."""
    symbol: Text | None = None
    """Its APP-6 symbol code."""
    unit_size: Annotated[Persons, Field(ge=1)] | None = None
    """Persons of a notional unit."""
    substitutes: Mapping[Name, Credit] = {}
    """What may stand in for it, each with the credit given: 1 is as good."""
    needs: Mapping[Name, Need] = {}
    """What must be in reach wherever it serves, by capability."""
    note: Text | None = None
    """Anything else a reader should know."""


class Rule(Founded):
    """A troop-to-task rule: so many persons for so much of what a place has."""

    title: Text | None = None
    """The rule as a sentence; absent, its name."""
    persons: Annotated[float, Field(strict=True, gt=0, le=1e6, allow_inf_nan=False)]
    """Persons ..."""
    per: Annotated[float, Field(strict=True, gt=0, le=1e9, allow_inf_nan=False)] = 1
    """... per so many ..."""
    of: Name
    """... of this measure of the post's area; or of ``supported``, the persons of the posts there that are typed in or
    follow from a place, or ``force``, those of the whole requirement, in the month that asks for most of them."""
    statements: tuple[Key, ...] = ()
    """Who said so."""
    note: Text | None = None
    """Anything else a reader should know."""


class Post(Founded):
    """One line of a statement of requirements."""

    id: Key
    """Its name within the requirement."""
    area: Name
    """Where it is."""
    task: Name
    """What it is for."""
    capability: Name
    """What fills it."""
    strength: Persons | None = None
    """Persons at any one time, where it is typed in."""
    from_: Annotated[Name | None, Field(alias="from")] = None
    """The troop-to-task rule that it follows from otherwise."""
    months: tuple[Months, Months]
    """First month, and the month it ends, counted from D-day."""
    priority: Annotated[int, Field(strict=True, ge=1, le=4)] = 2
    """1 highest to 4 lowest."""
    statements: tuple[Key, ...] = ()
    """Who said so."""

    @model_validator(mode="after")
    def _has_one_strength(self) -> Post:
        if (self.strength is None) == (self.from_ is None):
            what = "neither a strength nor a rule" if self.strength is None else "both a strength and a rule"
            raise PydanticCustomError("post", "it has {what}", {"what": what})
        return self

    @model_validator(mode="after")
    def _lasts(self) -> Post:
        if self.months[0] >= self.months[1]:
            raise PydanticCustomError("months", "it ends before it begins", {"keys": ["months"]})
        return self


class Requirement(Founded):
    """The statement of requirements of one course of action."""

    title: Text | None = None
    """What the course of action is."""
    posts: tuple[Post, ...] = ()
    """What it takes."""
    statements: tuple[Key, ...] = ()
    """Who said so."""
    note: Text | None = None
    """Anything else a reader should know."""

    @model_validator(mode="after")
    def _posts_are_told_apart(self) -> Requirement:
        refuse_twice("post", [post.id for post in self.posts], "posts")
        return self
