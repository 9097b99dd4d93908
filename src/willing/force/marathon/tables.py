"""The MARATHON tables that the static rule needs, as records that know where they were written.

Nothing here opens a file: a :class:`Sheet` is a table as it was found, every cell still text, and :func:`tables` makes
records of six of them or says all that is wrong at once, with file, line and column. The names of tables and columns
are MARATHON's own (``marathon-schemas``, ``schemas.clj``); case does not matter, nor do blanks around them, nor columns
that are not named here.
"""

from __future__ import annotations

import difflib
import hashlib
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import TypeVar

from willing.errors import CaseError, Fault, Place

SUPPLY, DEMAND, POLICY, COMPOSITE, PERIOD, PARAMETERS = TABLES = (
    "SupplyRecords",
    "DemandRecords",
    "PolicyRecords",
    "CompositePolicyRecords",
    "PeriodRecords",
    "Parameters",
)
"""Every table that is read."""
OPTIONAL = (COMPOSITE, PARAMETERS)
"""Tables that may be absent: where something in them is needed, that is a fault of its own."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    SUPPLY: ("Enabled", "Quantity", "SRC", "Component", "Policy"),
    DEMAND: ("Enabled", "Quantity", "SRC", "StartDay", "Duration"),
    POLICY: ("PolicyName", "Template", "MaxDwell", "MaxBOG", "StartDeployable", "Overlap"),
    COMPOSITE: ("CompositeName", "Period", "Policy"),
    PERIOD: ("Name", "FromDay", "ToDay"),
    PARAMETERS: ("ParameterName", "Value"),
}
"""The columns that each table must have."""
ALSO = {(COMPOSITE, "name"): "CompositeName"}
"""Other names under which a column is accepted."""

Days = Fraction | float
"""Days, exact; a ``float`` only where they are infinite."""

_NUMBER = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})([eE]\+?[0-9]{1,2})?")
_INFINITE = ("inf", "+inf", "infinity", ":inf", "##inf")
_ENABLED = {"true": True, "t": True, "yes": True, "1": True, "1.0": True}
_DISABLED = {"false": False, "f": False, "no": False, "0": False, "0.0": False}


@dataclass(frozen=True)
class Sheet:
    """A table as it was found: every cell is text, without blanks at its ends."""

    file: str
    """The file it stands in, and where that is a workbook the sheet too."""
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Each row with its line, counted from 1; rows with nothing in them are left out."""
    line: int = 1
    """The line of the header."""


@dataclass(frozen=True)
class Supply:
    """Units of one kind that exist: an enabled row of ``SupplyRecords``."""

    place: Place
    src: str
    """The kind of unit, by its standard requirements code."""
    component: str
    """``AC`` (active), ``RC`` or ``NG`` (reserve and National Guard), as written."""
    quantity: int
    """Units."""
    policy: str
    """The policy they follow; empty where it is the default of their component."""


@dataclass(frozen=True)
class Demand:
    """Units of one kind that are wanted for a time: an enabled row of ``DemandRecords``."""

    place: Place
    src: str
    quantity: int
    """Units at any one time."""
    start: int
    """The first day."""
    duration: int
    """Days; the last day is ``start + duration - 1``."""


@dataclass(frozen=True)
class Policy:
    """How long a unit is away and at home: a row of ``PolicyRecords``. ``None`` where a cell is empty."""

    place: Place
    name: str
    template: str
    max_dwell: Days | None
    """Days of the whole cycle, deployment included."""
    max_bog: Days | None
    """Days deployed (boots on the ground), overlap included."""
    start_deployable: Days | None
    """Days into the cycle after which a unit may deploy."""
    stop_deployable: Days | None
    """Days into the cycle after which it may no longer."""
    overlap: Days | None
    """Days in handover."""


@dataclass(frozen=True)
class Composite:
    """The policy that a composite policy names for one period: a row of ``CompositePolicyRecords``."""

    place: Place
    name: str
    period: str
    policy: str


@dataclass(frozen=True)
class Period:
    """Days from and to, both included: a row of ``PeriodRecords``."""

    place: Place
    name: str
    from_day: int
    to_day: int | float
    """Infinite where the period has no end."""


@dataclass(frozen=True)
class Parameter:
    """A setting by its name: a row of ``Parameters``."""

    place: Place
    name: str
    value: str


@dataclass(frozen=True)
class Tables:
    """The six tables. Rows that are not enabled are left out."""

    supply: tuple[Supply, ...]
    demand: tuple[Demand, ...]
    policies: tuple[Policy, ...]
    composites: tuple[Composite, ...]
    periods: tuple[Period, ...]
    parameters: tuple[Parameter, ...]

    def fingerprint(self) -> str:
        """A hash of every record: equal for equal tables, whatever files they were read from."""
        whole = [
            [getattr(record, part.name) for part in fields(record) if part.name != "place"]
            for table in fields(self)
            for record in getattr(self, table.name)
        ]
        return hashlib.sha256(repr(whole).encode()).hexdigest()


Record = Supply | Demand | Policy | Composite | Period | Parameter
R = TypeVar("R", bound=Record)


def tables(sheets: Mapping[str, Sheet]) -> Tables:
    """Records out of sheets, by the name of each table.

    Raises :class:`~willing.errors.CaseError` with every fault at once: a table or a column that is missing, a cell that
    is not what its column holds, a policy, period or parameter given twice.
    """
    faults = [
        Fault(Place(), f"no {name}", f"add the file {name}.txt, tab-separated, or a workbook with such a sheet")
        for name in TABLES
        if name not in sheets and name not in OPTIONAL
    ]
    read = Tables(
        supply=_records(sheets, SUPPLY, _supply, faults),
        demand=_records(sheets, DEMAND, _demand, faults),
        policies=_records(sheets, POLICY, _policy, faults),
        composites=_records(sheets, COMPOSITE, _composite, faults),
        periods=_records(sheets, PERIOD, _period, faults),
        parameters=_records(sheets, PARAMETERS, _parameter, faults),
    )
    faults += _twice("policy", read.policies, lambda policy: policy.name)
    faults += _twice("composite policy", read.composites, lambda row: f"{row.name}, period {row.period}")
    faults += _twice("period", read.periods, lambda period: period.name)
    faults += _twice("parameter", read.parameters, lambda parameter: parameter.name)
    if faults:
        raise CaseError(faults)
    return read


@dataclass(frozen=True)
class _Row:
    """One row being read; what is wrong with it is added to ``faults``, and then nothing that was read is used."""

    place: Place
    cells: Mapping[str, str]
    faults: list[Fault] = field(repr=False)

    def text(self, column: str, *, needed: bool = False) -> str:
        found = self.cells.get(column, "")
        if needed and not found:
            self.fault(column, "is empty", "every row has one")
        return found

    def enabled(self) -> bool:
        found = self.text("Enabled")
        if found.lower() not in _ENABLED | _DISABLED:
            self.fault("Enabled", f"{_cut(found)} is neither true nor false" if found else "is empty", "TRUE or FALSE")
        return found.lower() in _ENABLED

    def days(self, column: str) -> Days | None:
        """A number that is no less than 0, infinite, or, where the cell is empty, unknown."""
        found = self.text(column)
        if not found:
            return None
        if found.lower() in _INFINITE:
            return math.inf
        if not _NUMBER.fullmatch(found) or Fraction(found) < 0:
            self.fault(column, f"{_cut(found)} is not a number of days", "write digits, as 270, or inf")
            return None
        return Fraction(found)

    def whole(self, column: str, *, least: int | None = None) -> int:
        found = self.text(column)
        number = Fraction(found) if _NUMBER.fullmatch(found) else None
        if number is None or number.denominator != 1:
            said = f"{_cut(found)} is not a whole number" if found else "is empty"
            self.fault(column, said, "write digits, as 12")
            return 0
        if least is not None and number < least:
            self.fault(column, f"{_cut(found)} is below {least}", f"write {least} or more")
        return int(number)

    def fault(self, column: str, found: str, remedy: str) -> None:
        self.faults.append(Fault(self.place, f"column {column} {found}", remedy))


def _supply(row: _Row) -> Supply | None:
    if not row.enabled():
        return None
    policy = row.text("Policy")
    return Supply(
        row.place,
        row.text("SRC", needed=True),
        row.text("Component"),
        row.whole("Quantity", least=0),
        "" if policy.lower() == "auto" else policy,
    )


def _demand(row: _Row) -> Demand | None:
    if not row.enabled():
        return None
    return Demand(
        row.place,
        row.text("SRC", needed=True),
        row.whole("Quantity", least=0),
        row.whole("StartDay"),
        row.whole("Duration", least=0),
    )


def _policy(row: _Row) -> Policy:
    return Policy(
        row.place,
        row.text("PolicyName", needed=True),
        row.text("Template"),
        row.days("MaxDwell"),
        row.days("MaxBOG"),
        row.days("StartDeployable"),
        row.days("StopDeployable"),
        row.days("Overlap"),
    )


def _composite(row: _Row) -> Composite:
    return Composite(row.place, row.text("CompositeName", needed=True), row.text("Period"), row.text("Policy"))


def _period(row: _Row) -> Period:
    endless = row.text("ToDay").lower() in _INFINITE
    first, last = row.whole("FromDay"), math.inf if endless else row.whole("ToDay")
    if last < first:
        row.fault("ToDay", f"{last} is before FromDay {first}", "a period ends no sooner than it begins")
    return Period(row.place, row.text("Name", needed=True), first, last)


def _parameter(row: _Row) -> Parameter:
    return Parameter(row.place, row.text("ParameterName", needed=True), row.text("Value"))


def _records(
    sheets: Mapping[str, Sheet], name: str, made: Callable[[_Row], R | None], faults: list[Fault]
) -> tuple[R, ...]:
    sheet = sheets.get(name)
    if sheet is None:
        return ()
    columns = _columns(name, sheet)
    missing = list(_missing(name, sheet, columns))
    if missing:
        faults += missing
        return ()
    return tuple(record for row in _rows(sheet, columns, faults) if (record := made(row)) is not None)


def _columns(name: str, sheet: Sheet) -> dict[str, list[int]]:
    """Where each column stands, under the name that it has here."""
    known = {column.lower(): column for column in (*COLUMNS[name], "StopDeployable")}
    found: dict[str, list[int]] = {}
    for index, title in enumerate(sheet.header):
        plain = title.strip().lower()
        column = known.get(plain) or ALSO.get((name, plain))
        if column is not None:
            found.setdefault(column, []).append(index)
    return found


def _missing(name: str, sheet: Sheet, columns: Mapping[str, Collection[int]]) -> Iterator[Fault]:
    place = Place(sheet.file, sheet.line)
    for column in COLUMNS[name]:
        if column not in columns:
            close = difflib.get_close_matches(column, sheet.header, 1)
            remedy = f"is it {close[0]!r}? name it {column}" if close else "add it; columns are separated by tabs"
            yield Fault(place, f"no column {column}", remedy)
        elif len(columns[column]) > 1:
            yield Fault(place, f"{len(columns[column])} columns {column}", "keep one of them")


def _rows(sheet: Sheet, columns: Mapping[str, list[int]], faults: list[Fault]) -> Iterator[_Row]:
    for line, cells in sheet.rows:
        place = Place(sheet.file, line)
        if any(cells[len(sheet.header) :]):
            remedy = "is there a tab within a cell?"
            faults.append(Fault(place, f"{len(cells)} cells under {len(sheet.header)} columns", remedy))
        yield _Row(place, {name: cells[at[0]] for name, at in columns.items() if at[0] < len(cells)}, faults)


def _twice(what: str, records: Iterable[R], key: Callable[[R], str]) -> Iterator[Fault]:
    """Records of one name that differ; one that says the same again does no harm."""
    first: dict[str, R] = {}
    for record in records:
        before = first.setdefault(key(record), record)
        parts = [part.name for part in fields(record) if part.name != "place"]
        if any(getattr(record, part) != getattr(before, part) for part in parts):
            yield Fault(record.place, f"{what} {key(record)} given twice", f"first at {before.place}; keep one of them")


def _cut(text: str, most: int = 40) -> str:
    return repr(text if len(text) <= most else f"{text[:most]}...")
