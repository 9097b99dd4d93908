"""What a picture can be asked for; apart from the pictures, so that who only asks need not load what draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Question:
    """What every picture can be asked for; see :func:`~willing.questions.assess.assess`."""

    as_of: date | str | None = None
    assume: Mapping[str, bool] | None = None
    stage: str = "declared"
    reading: str | None = None
    """Which number of each stated range is used; ``None`` is likely, but that the odds spread ranges over."""
    target: int | str | None = None
    coa: str | None = None
    """The course of action that is planned; ``None`` is the one whose peak is nearest the target."""
    months: int | None = None
    """For how long; ``None`` is as long as its posts ask."""
    force: str = "firm"
    """Whose units are planned: ``firm``, ``together`` or ``offered``."""
    rounds: int | None = None
    """Rounds of search for a plan; ``None`` is a plan to look at: see :func:`~willing.questions.courses.glance`."""

    def asked(self, reading: str | None) -> dict[str, Any]:
        """The arguments of a question, with the reading it has where none is given."""
        found: dict[str, Any] = {"as_of": self.as_of, "assume": self.assume, "stage": self.stage, "target": self.target}
        return {**found, "reading": self.reading or reading}

    def planned(self) -> dict[str, Any]:
        """The arguments of a plan, but the course of action."""
        found = {"months": self.months, "as_of": self.as_of, "assume": self.assume, "stage": self.stage}
        return {**found, "reading": self.reading or "likely", "force": self.force}
