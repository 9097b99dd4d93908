"""What a coalition is measured against."""

from __future__ import annotations

from functools import cached_property

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from willing.case.base import Founded, Key, Persons, Text
from willing.case.pledge import readable
from willing.conditions.parse import parse_rule
from willing.conditions.tree import Condition


class Target(Founded):
    """What the coalition is measured against: so many persons, a rule over the whole force, or both."""

    strength: Persons | None = None
    """Persons deployed at any one time."""
    when: Text | None = None
    """A rule over the whole force, in the language of conditions; with a strength too, both must be met."""
    statements: tuple[Key, ...] = ()
    """Who said so."""

    @field_validator("when")
    @classmethod
    def _rule_reads(cls, value: str | None) -> str | None:
        return readable(value, parse_rule)

    @model_validator(mode="after")
    def _asks_for_something(self) -> Target:
        if self.strength is None and self.when is None:
            raise PydanticCustomError("target", "it asks for nothing")
        return self

    @cached_property
    def rule(self) -> Condition | None:
        """The rule as a tree, where there is one."""
        return parse_rule(self.when) if self.when is not None else None
