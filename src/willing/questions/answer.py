"""What every answer can do: turn into plain data, JSON, a table and a notebook view."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

VERSION = version("willing")


@dataclass(frozen=True)
class Table:
    """Rows under column names; prints as text, shows as HTML in a notebook, writes itself as CSV."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Each row as a mapping, so that ``list(table)`` is what data-frame libraries take."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def csv(self) -> str:
        """The table as comma-separated values with a header."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(["" if cell is None else cell for cell in row] for row in self.rows)
        return text.getvalue()

    def __str__(self) -> str:
        cells = [self.columns, *([_shown(cell) for cell in row] for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        numeric = [all(isinstance(row[i], int | None) for row in self.rows) for i in range(len(self.columns))]
        lines = (
            "  ".join(
                cell.rjust(w) if right else cell.ljust(w) for cell, w, right in zip(row, widths, numeric, strict=True)
            )
            for row in cells
        )
        return "\n".join(line.rstrip() for line in lines)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shown(cell))}</td>" for cell in row) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Answer:
    """Base of every answer, a frozen dataclass whose fields are the keys of its JSON."""

    def table(self) -> Table:
        """The answer's main table."""
        raise NotImplementedError

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data, dates as text."""
        found: dict[str, Any] = plain(self)
        return found

    def to_json(self, indent: int | None = 2) -> str:
        """The answer as JSON with the documented keys."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.headline)}</p>{self.table()._repr_html_()}"


@dataclass(frozen=True)
class Situated(Answer):
    """Base of every answer about a case as known on a day, in a scenario."""

    case: str
    """The id of the case."""
    title: str
    """Its title."""
    case_hash: str
    """A hash of everything in it."""
    version: str
    """The version of the program."""
    as_of: date | None
    """The day that the answer is about; what was said later is hidden."""
    assume: Mapping[str, bool]
    """Factors that were assumed."""
    stage: str
    """The least stage of the pledges that take part."""
    reading: str
    """Which number of a stated range is used."""


def plain(value: Any) -> Any:
    """Dataclasses, tuples and dates as plain data."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _shown(cell: Any) -> str:
    if cell is None:
        return "unknown"
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)
