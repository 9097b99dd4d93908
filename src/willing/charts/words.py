"""How pictures put numbers, days and scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from willing.questions import ask, chance
from willing.questions.ask import MOST_SPELLED_OUT, listed

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

ACRONYMS = frozenset({"us", "uk", "un", "eu", "nato", "isr", "osce"})
"""Words of a factor's name that are written in capitals."""


class Asked(Protocol):
    """What every answer says of the question it answers."""

    @property
    def as_of(self) -> date | None:
        """The day, or ``None`` where nothing is dated."""

    @property
    def assume(self) -> Mapping[str, bool]:
        """The factors assumed."""

    @property
    def stage(self) -> str:
        """The least stage of the pledges that take part."""

    @property
    def reading(self) -> str:
        """Which number of each stated range is used, or ``spread`` where all of them are."""


def number(value: float) -> str:
    """Persons, with thousands separated."""
    return f"{round(value):,}"


def day(value: date) -> str:
    """``4 September 2025``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """``4 Sep 2025``."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def percent(share: float) -> str:
    """A probability, its sign never parted from the number."""
    return chance.percent(share).replace(" %", "\u00a0%")


def whole_percent(share: float) -> str:
    """A round percentage, as axes have it."""
    return percent(share).replace(".0", "")


def chances(low: float, high: float) -> str:
    """A probability, or the least and the most it can be."""
    return chance.said_chance(low, high).replace(" %", "\u00a0%")


def spread(low: int, high: int) -> str:
    """Persons, or the least and the most of them."""
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def label(name: str) -> str:
    """A nation's name as it stands alone, without the article it has within a sentence."""
    return name.removeprefix("the ")


opened = ask.opened
"""See :func:`willing.questions.ask.opened`."""


def factor(name: str, value: bool = True) -> str:
    """A factor by its name, as ``US air power``."""
    said = " ".join(word.upper() if word in ACRONYMS else word for word in name.split("_"))
    return said if value else f"not {said}"


def scene(asked: Asked) -> str:
    """When, under which assumptions, and which pledges and numbers: the end of every subtitle."""
    said = [f"as of {day(asked.as_of)}"] if asked.as_of else []
    assumed = [factor(name, value) for name, value in asked.assume.items()]
    if len(assumed) > 2 * MOST_SPELLED_OUT:
        said.append(f"with {len(assumed)} factors assumed")
    else:
        said.append(f"assuming {listed(assumed)}" if assumed else "nothing assumed")
    said.append(f"pledges {asked.stage} or beyond")
    if asked.reading in ("low", "high"):
        said.append(f"every stated range at its {asked.reading} end")
    elif asked.reading == "spread":
        said.append("stated ranges spread over")
    return opened("; ".join(said)) + "."


def some(words: Sequence[str], most: int = 4) -> str:
    """A list of words, the first few spelled out and the rest counted."""
    if len(words) <= most:
        return listed(words)
    return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} others"
