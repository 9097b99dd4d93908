"""The case format, version 1: what is written down of one coalition.

Every class here is one kind of entry of a case file, and the sentence under each field is its documentation in the
JSON Schema. :func:`willing.case.build.build` makes a :class:`Case` from data and refuses it with all faults at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from willing.case.base import LONGEST_NAME, SUBJECT, Count, Day, Founded, Frozen, Key, Name, NationCode, Share, Text
from willing.case.nation import Nation
from willing.case.pledge import Pledge
from willing.case.requirement import Area, Capability, Requirement, Rule
from willing.case.signing import Signing
from willing.case.target import Target

Reliability = Literal["A", "B", "C", "D", "E", "F"]
"""How reliable a source is, by the Admiralty code: A completely reliable to E unreliable, F cannot be judged."""
Credibility = Annotated[int, Field(strict=True, ge=1, le=6)]
"""How credible a statement is, by the Admiralty code: 1 confirmed to 5 improbable, 6 cannot be judged."""
Unit = Literal["persons", "nations", "months", "days", "aircraft", "ships", "km", "ratio", "GBP", "USD", "EUR"]


def _whole(value: object) -> object:
    """A version is a whole number: neither true nor 1.0."""
    if type(value) is not int:
        raise PydanticKnownError("literal_error", {"expected": "1"})
    return value


class Header(Frozen):
    """What the case is about."""

    format: Annotated[Literal[1], BeforeValidator(_whole)]
    """The version of the case format."""
    id: Key
    """Its short name."""
    title: Text
    """Its title."""
    description: Text | None = None
    """What it covers, in a paragraph."""
    target: Target | None = None
    """The default target."""
    as_of: Day | None = None
    """Statements and pledges dated later do not count; absent, the latest date in the case."""


class Source(Frozen):
    """A document or broadcast that statements come from."""

    publisher: Text | None = None
    """The outlet, or the office that published it."""
    date: Day | None = None
    """When it was published."""
    title: Text | None = None
    """Its title."""
    url: Text | None = None
    """Its address."""
    reliability: Reliability = "F"
    """Admiralty code A to F."""
    note: Text | None = None
    """Anything else a reader should know."""


class Given(Frozen):
    """A probability that depends on another factor; several by nesting."""

    given: Name
    """The factor it depends on."""
    true: Probability
    """The probability where that factor is true."""
    false: Probability
    """The probability where that factor is false."""


def _kind_of_probability(value: Any) -> str:
    return "=given" if isinstance(value, Given | Mapping) else "=share"


Probability = Annotated[
    Annotated[Share, Tag("=share")] | Annotated[Given, Tag("=given")], Discriminator(_kind_of_probability)
]


class Factor(Founded):
    """A proposition outside the pledges that is true, false or open."""

    title: Text | None = None
    """The proposition as a sentence in the present tense; absent, its name."""
    probability: Probability | None = None
    """How likely it is to be true while it is open."""
    value: Annotated[bool, Field(strict=True)] | None = None
    """Its value where it is settled."""
    from_: Annotated[Day | None, Field(alias="from")] = None
    """When it was settled; before this date it is open."""
    statements: tuple[Key, ...] = ()
    """Who said so."""
    note: Text | None = None
    """Anything else a reader should know."""

    @model_validator(mode="after")
    def _settled_or_open(self) -> Factor:
        if self.value is not None and self.probability is not None and self.from_ is None:
            raise PydanticCustomError("settled", "it has both a value and a probability", {"keys": ["probability"]})
        if self.from_ is not None and self.value is None:
            raise PydanticCustomError(
                "unsettled", "it has a date from which it is settled but no value", {"keys": ["from"]}
            )
        return self


class Span(Frozen):
    """A number stated as a range."""

    low: Count
    """The least."""
    high: Count
    """The most."""

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.low > self.high:
            raise PydanticCustomError("span", "low is above high")
        return self


def _kind_of_value(value: Any) -> str:
    return "=span" if isinstance(value, Span | Mapping) else "=number"


Value = Annotated[Annotated[Count, Tag("=number")] | Annotated[Span, Tag("=span")], Discriminator(_kind_of_value)]


Subject = Annotated[str, StringConstraints(pattern=SUBJECT, max_length=LONGEST_NAME)]


def _kind_of_subject(value: Any) -> str:
    return "=several" if isinstance(value, list | tuple) else "=one"


About = Annotated[
    Annotated[Subject, Tag("=one")] | Annotated[tuple[Subject, ...], Field(min_length=1), Tag("=several")],
    Discriminator(_kind_of_subject),
]


class Statement(Frozen):
    """One source saying one thing on one date."""

    id: Key
    """Its name within the case."""
    source: Key
    """The source it comes from."""
    on: Day
    """When it was said."""
    about: About
    """What it speaks of: a pledge, nation, factor, capability, area, requirement or signing, or ``case``; one or
    several."""
    says: Text
    """What was said, in our own words."""
    topic: Name | None = None
    """The question it answers (size, nations, condition, money, command, ...)."""
    credibility: Credibility = 6
    """Admiralty code 1 to 6."""
    where: Text | None = None
    """Where in the source."""
    value: Value | None = None
    """The number it gives."""
    unit: Unit = "persons"
    """What the number counts."""
    contradicts: tuple[Key, ...] = ()
    """Other statements it cannot be squared with."""
    note: Text | None = None
    """Anything else a reader should know."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """Everything it speaks of."""
        return (self.about,) if isinstance(self.about, str) else self.about

    @property
    def span(self) -> tuple[int, int] | None:
        """The least and the most it says, ``None`` where it gives no number."""
        match self.value:
            case None:
                return None
            case Span(low=low, high=high):
                return low, high
            case number:
                return number, number


class Case(Frozen):
    """One coalition under study."""

    head: Annotated[Header, Field(alias="case")]
    """What the case is about."""
    sources: Mapping[Key, Source] = {}
    """Where statements come from."""
    nations: Mapping[NationCode, Nation] = {}
    """Contributors and actors."""
    factors: Mapping[Name, Factor] = {}
    """What lies outside the pledges."""
    capabilities: Mapping[Name, Capability] = {}
    """Kinds of force; where the section is absent, any name will do."""
    areas: Mapping[Name, Area] = {}
    """Places."""
    pledges: tuple[Pledge, ...] = ()
    """What nations offer."""
    signings: Mapping[Key, Signing] = {}
    """Which pledges were signed at the same time."""
    statements: tuple[Statement, ...] = ()
    """Who said what."""
    rules: Mapping[Name, Rule] = {}
    """Troop-to-task rules."""
    requirements: Mapping[Key, Requirement] = {}
    """Courses of action."""

    def capability(self, name: str) -> Capability:
        """A capability by its key; one without further particulars where the case lists none."""
        return self.capabilities.get(name) or Capability()

    @cached_property
    def pledge_by_id(self) -> Mapping[str, Pledge]:
        """Every pledge by its id."""
        return {pledge.id: pledge for pledge in self.pledges}

    @cached_property
    def statement_by_id(self) -> Mapping[str, Statement]:
        """Every statement by its id."""
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def signed(self) -> frozenset[str]:
        """Every pledge that was signed."""
        return frozenset(pledge for signing in self.signings.values() for pledge in signing.pledges)

    @cached_property
    def weights(self) -> Mapping[str, Mapping[str, int]]:
        """What conditions may add up beside persons: for each weight, the number of each nation that has one."""
        found: dict[str, dict[str, int]] = {}
        for code, nation in self.nations.items():
            for name, number in nation.weights.items():
                found.setdefault(name, {})[code] = number
        return found

    def replaced(self, **sections: Any) -> Case:
        """The same case with some sections replaced; what was derived from the old ones is derived anew."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return Case.model_construct(**(kept | sections))

    def _repr_html_(self) -> str:
        return f"<b>{self.head.title}</b>: {len(self.nations)} nations, {len(self.pledges)} pledges"
