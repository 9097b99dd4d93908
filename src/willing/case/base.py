"""The kinds of name and number a case is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

SUFFIXES = (".yaml", ".yml")
"""How the files of a case end."""

CODE = r"^[A-Z][A-Z0-9_]*$"
NAME = r"^[a-z][a-z0-9_]*$"
PLEDGE = r"^[a-z][a-z0-9_]*(-[a-z0-9_]+)*$"
KEY = r"^[a-z0-9][a-z0-9_.-]*$"
SUBJECT = r"^([A-Z][A-Z0-9_]*|[a-z0-9][a-z0-9_.-]*)$"

LONGEST_NAME = 120

NationCode = Annotated[str, StringConstraints(pattern=CODE, max_length=LONGEST_NAME)]
"""ISO 3166-1 alpha-2, or any other upper-case identifier (``EU``, ``STATE_7``)."""
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=LONGEST_NAME)]
"""A lower-case identifier: factors, capabilities, areas, tasks."""
PledgeId = Annotated[str, StringConstraints(pattern=PLEDGE, max_length=LONGEST_NAME)]
"""A lower-case identifier that may carry hyphens."""
Key = Annotated[str, StringConstraints(pattern=KEY, max_length=LONGEST_NAME)]
"""A lower-case identifier of a source, statement, requirement or post: letters, digits, ``- _ .``"""
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
"""Words for a reader."""

MOST = 100_000_000
"""No strength is larger: a guard against a slip of the keyboard, in persons."""


def _written_day(value: object) -> object:
    """A day is written; a number that could be read as seconds is not one."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return value
    raise PydanticCustomError("day", "not a date")


Day = Annotated[date, BeforeValidator(_written_day)]
"""A date, as 2025-09-04."""
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]

Persons = Annotated[int, Field(strict=True, ge=0, le=MOST)]
Count = Annotated[int, Field(strict=True, ge=0, le=10**15)]
Months = Annotated[int, Field(strict=True, ge=0, le=1200)]
Days = Annotated[int, Field(strict=True, ge=0, le=36_500)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]


class Frozen(BaseModel):
    """A part of a case: it cannot be changed, and it refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        serialize_by_alias=True,
    )


class Basis(Frozen):
    """Where a number comes from, so that reported facts and our assumptions are visibly different.

    At least one of the three is given.
    """

    @model_validator(mode="after")
    def _says_something(self) -> Basis:
        if not (self.reported or self.derived or self.assumed):
            raise PydanticCustomError("basis", "it says nothing")
        return self

    reported: Text | None = None
    """Who reported it, and how it was read."""
    derived: Text | None = None
    """How it follows from reported numbers."""
    assumed: Text | None = None
    """That it is an assumption of the case's author, and why this one."""


class Founded(Frozen):
    """An entry that says of its values where they come from."""

    basis: Mapping[str, Basis] = {}
    """For a key of this entry: where its value comes from."""

    @model_validator(mode="after")
    def _founds_its_own_keys(self) -> Founded:
        own = {info.alias or name for name, info in type(self).model_fields.items()}
        for key in self.basis:
            if key not in own:
                raise PydanticCustomError(
                    "founding", "a basis for '{key}', which is no key here", {"key": key, "keys": ["basis"]}
                )
        return self


def refuse_twice(kind: str, names: Sequence[str], key: str) -> None:
    """Refuse a list in which a name stands twice."""
    twice = [name for index, name in enumerate(names) if name in names[:index]]
    if twice:
        raise PydanticCustomError(
            "twice", "the {kind} '{name}' is given twice", {"kind": kind, "name": twice[0], "keys": [key]}
        )
