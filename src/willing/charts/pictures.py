"""Each picture by its name, from a case: asks the question that the picture answers, and draws the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from willing.case.model import Case
from willing.charts import PICTURES
from willing.charts.drivers import drivers
from willing.charts.nations_map import nations_map
from willing.charts.odds_curve import odds_curve
from willing.charts.pivots import pivots
from willing.charts.strength import strength
from willing.charts.sustain import sustain
from willing.charts.timeline import timeline
from willing.charts.waits import waits
from willing.errors import AskError
from willing.questions.assess import assess
from willing.questions.odds import odds
from willing.questions.pivots import pivots as power
from willing.questions.sustain import sustain as keep
from willing.questions.timeline import timeline as story

Draw = Callable[[int], alt.LayerChart]
"""A picture at a width in pixels."""


@dataclass(frozen=True)
class Question:
    """What every picture can be asked for; see :func:`~willing.questions.assess.assess`."""

    as_of: date | str | None = None
    assume: Mapping[str, bool] | None = None
    stage: str = "declared"
    reading: str | None = None
    """Which number of each stated range is used; ``None`` is likely, but that the odds spread ranges over."""
    target: int | str | None = None

    def asked(self, reading: str | None) -> dict[str, Any]:
        """The arguments of a question, with the reading it has where none is given."""
        found: dict[str, Any] = {"as_of": self.as_of, "assume": self.assume, "stage": self.stage, "target": self.target}
        return {**found, "reading": self.reading or reading}


def picture(name: str, case: Case, question: Question | None = None, **more: Any) -> Draw:
    """A picture of a case, asked once and drawn at any width.

    ``more`` goes to the question that the picture answers: ``given`` or ``told`` to the odds, ``game``, ``expected`` or
    ``told`` to the pivots. Raises :class:`~willing.errors.AskError` for an unknown name, and as the question does.
    """
    if name not in PICTURES:
        raise AskError(f"no picture {name!r}: the pictures are {', '.join(PICTURES)}")
    asked = question or Question()
    if name in _ASSESSED:
        draw, answer = _ASSESSED[name], assess(case, **asked.asked("likely"), **more)
        return lambda width: draw(answer, case, width=width)
    drawn, ask, reading = _ANSWERED[name]
    found = ask(case, **asked.asked(reading), **more)
    return lambda width: drawn(found, width=width)


_ASSESSED: Mapping[str, Callable[..., alt.LayerChart]] = {
    "strength": strength,
    "nations_map": nations_map,
    "waits": waits,
}
"""Pictures of an assessment and the case it is of."""

_ANSWERED: Mapping[str, tuple[Callable[..., alt.LayerChart], Callable[..., Any], str | None]] = {
    "odds_curve": (odds_curve, odds, None),
    "drivers": (drivers, odds, None),
    "pivots": (pivots, power, "likely"),
    "sustain": (sustain, keep, "likely"),
    "timeline": (timeline, story, "likely"),
}
"""Pictures of an answer alone, with the question and how it reads ranges."""
