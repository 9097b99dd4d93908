"""Where on the page a thing is explained, and the numbers of a sentence tied to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from willing.case.model import Case
from willing.conditions.tree import is_nation

NUMBER = re.compile(r"(?<![\w.,\N{NO-BREAK SPACE}-])\d{1,3}(?:,\d{3})+(?![\w-]|[.,]\d| short)")
"""A number of persons of at least four digits, as sentences write it; what is missing of one is none."""


class Piece(NamedTuple):
    """A part of a sentence, with the place it leads to if it leads anywhere."""

    text: str
    href: str | None


@dataclass(frozen=True)
class Links:
    """The anchors of a page: only to what stands on it can be linked."""

    known: frozenset[str]

    def to(self, kind: str, key: str | None) -> str | None:
        """The address of an entry on the page; ``None`` where the page has none."""
        name = f"{kind}-{key}"
        return f"#{name}" if name in self.known else None

    def subject(self, key: str | None) -> str | None:
        """The address of a nation, pledge, factor, or course of action, whichever goes by that name."""
        if key is None:
            return None
        kinds = ("nation",) if is_nation(key) else ("pledge", "factor", "course")
        return next((found for kind in kinds if (found := self.to(kind, key)) is not None), None)

    def address(self, url: str | None) -> str | None:
        """An address on the web as it may be linked to: nothing but http and https."""
        return url if url is not None and re.match(r"https?://[^\s]+$", url, re.IGNORECASE) else None


def links_of(case: Case, nations: Iterable[str]) -> Links:
    """The anchors of the page of a case, in which so many nations have an entry of their own."""
    return Links(frozenset(_anchors(case, nations)))


def _anchors(case: Case, nations: Iterable[str]) -> Iterator[str]:
    yield from (f"nation-{code}" for code in nations)
    yield from (f"pledge-{pledge.id}" for pledge in case.pledges)
    yield from (f"factor-{name}" for name in case.factors)
    yield from (f"course-{key}" for key in case.requirements)
    yield from (f"rule-{name}" for name in case.rules)
    if case.requirements:
        yield from (f"area-{name}" for name in case.areas)
        yield from (f"capability-{name}" for name in case.capabilities)
    yield from (f"statement-{statement.id}" for statement in case.statements)


def tied(sentence: str, places: Mapping[int, str]) -> tuple[Piece, ...]:
    """A sentence in pieces, in which each number that has a place leads there."""
    found: list[Piece] = []
    end = 0
    for match in NUMBER.finditer(sentence):
        href = places.get(int(match[0].replace(",", "")))
        if href is not None:
            found += [Piece(sentence[end : match.start()], None), Piece(match[0], href)]
            end = match.end()
    return tuple(piece for piece in (*found, Piece(sentence[end:], None)) if piece.text)
