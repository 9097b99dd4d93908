"""The kinds of name and number a case is written in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

CODE = r"^[A-Z][A-Z0-9_]*$"
NAME = r"^[a-z][a-z0-9_]*$"
PLEDGE = r"^[a-z][a-z0-9_]*(-[a-z0-9_]+)*$"
KEY = r"^[a-z0-9][a-z0-9_.-]*$"

NationCode = Annotated[str, StringConstraints(pattern=CODE, max_length=40)]
"""ISO 3166-1 alpha-2, or any other upper-case identifier (``EU``, ``STATE_7``)."""
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=80)]
"""A lower-case identifier: factors, capabilities, areas, tasks."""
PledgeId = Annotated[str, StringConstraints(pattern=PLEDGE, max_length=80)]
"""A lower-case identifier that may carry hyphens."""
Key = Annotated[str, StringConstraints(pattern=KEY, max_length=120)]
"""A lower-case identifier of a source, statement, requirement or post: letters, digits, ``- _ .``"""
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
"""Words for a reader."""

MOST = 100_000_000
"""No strength is larger: a guard against a slip of the keyboard, in persons."""

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

    reported: Text | None = None
    """Who reported it, and how it was read."""
    derived: Text | None = None
    """How it follows from reported numbers."""
    assumed: Text | None = None
    """That it is an assumption of the case's author, and why this one."""
