"""Is the case well formed and sensible?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from willing.case.build import build_located
from willing.case.check import warnings
from willing.case.located import locate
from willing.case.model import Case
from willing.case.read import read
from willing.case.write import data
from willing.errors import CaseError, Fault
from willing.questions.answer import VERSION, Answer, Table


@dataclass(frozen=True)
class Finding:
    """One error or warning, with its place and remedy."""

    file: str
    line: int
    message: str
    detail: str = ""


@dataclass(frozen=True)
class Check(Answer):
    """The answer to ``check``."""

    case: str
    version: str
    errors: tuple[Finding, ...]
    """What makes the case unusable."""
    warnings: tuple[Finding, ...]
    """What is legal and suspicious."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        if self.errors:
            return f"{self.case}: {_many(self.errors, 'error')}; to be mended before the case can be used."
        return f"{self.case}: well formed, {_many(self.warnings, 'warning')}."

    def table(self) -> Table:
        """A row per finding."""
        rows = [
            (kind, f.file, f.line, f.message)
            for kind, found in (("error", self.errors), ("warning", self.warnings))
            for f in found
        ]
        return Table(("kind", "file", "line", "message"), tuple(rows))


def check(case: Case | str | Path) -> Check:
    """Whether a case is well formed (errors) and sensible (warnings).

    Given a path or the id of a bundled case, every finding names file and line. Raises
    :class:`~willing.errors.CaseError` only where there is nothing to read.
    """
    if isinstance(case, Case):
        return Check(case.head.id, VERSION, (), tuple(map(_finding, warnings(case, locate(data(case))))))
    try:
        located, faults = read(case)
        found = build_located(located, faults)
    except CaseError as error:
        if not Path(case).exists():
            raise
        return Check(str(case), VERSION, tuple(map(_finding, error.faults)), ())
    return Check(found.head.id, VERSION, (), tuple(map(_finding, warnings(found, located))))


def _finding(fault: Fault) -> Finding:
    return Finding(fault.place.file, fault.place.line, fault.message, fault.detail)


def _many(items: tuple[Finding, ...], word: str) -> str:
    return f"{len(items) or 'no'} {word}{'' if len(items) == 1 else 's'}"
