"""What can go wrong, said in one line each: where, what, and what would put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where something was written: a file name and a line counted from 1 (0: the file as a whole)."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong or suspicious in a case, with its place and its remedy."""

    place: Place
    what: str
    remedy: str
    detail: str = ""
    """Further lines that show rather than say it, such as a condition with a caret under the offending token."""

    @property
    def message(self) -> str:
        """The fault and its remedy without the place."""
        return f"{self.what}: {self.remedy}" if self.remedy else self.what

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place.file else self.message


class WillingError(Exception):
    """Base of every error this package raises on purpose; its text is fit for a reader."""


class CaseError(WillingError):
    """A case that cannot be used, with all its faults at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ConditionError(WillingError):
    """A condition that cannot be read: what was found, where, and what was expected.

    ``offset`` counts characters from the start of the text; :meth:`pointed` draws the caret.
    """

    def __init__(self, text: str, offset: int, message: str) -> None:
        self.text = text
        self.offset = offset
        self.message = message
        super().__init__(message)

    def pointed(self, width: int = 72) -> str:
        """The text with a caret under the offending token, cut to ``width`` characters around it."""
        flat = self.text.replace("\n", " ")
        start = max(0, min(self.offset - width // 2, len(flat) - width))
        return f"{flat[start : start + width]}\n{' ' * (self.offset - start)}^"


class AskError(WillingError):
    """A question that cannot be asked: an unknown factor, subject, stage or date."""
