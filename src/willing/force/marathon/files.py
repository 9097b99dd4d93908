"""Reading the tables from files and writing them: an edge of the house, kept apart so that no rule opens a file.

A table is a tab-separated file under its own name (``SupplyRecords.txt`` or ``.tsv``, in upper or lower case, also with
``AUDIT_`` before it), or a sheet of that name in a workbook (``.xlsx``, ``.xlsm``): the workbook by itself, or one in
the directory or, as MARATHON keeps it, beside it under the directory's name, which gives the tables that have no file.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from willing.errors import CaseError, Fault, Place
from willing.force.marathon.tables import TABLES, Sheet, Tables, tables

TEXTS = (".txt", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm")
AUDIT = "audit_"
"""What MARATHON puts before the names of the tables that it keeps with a run."""
LARGEST_FILE = 256_000_000
"""Bytes of one file beyond which it is not read."""
MOST_COLUMNS = 200
"""Columns of a sheet that are looked at: one that was only coloured has thousands."""


def read(path: str | Path) -> Tables:
    """The tables of a directory, or of a workbook.

    Raises :class:`~willing.errors.CaseError` with every fault at once: files that are missing, twice there or cannot be
    read, and all that :func:`~willing.force.marathon.tables.tables` finds in them.
    """
    try:
        sheets = _sheets(Path(path))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        remedy = "check the path and its permissions"
        raise CaseError([Fault(Place(str(path)[:200]), f"cannot be read: {reason.lower()}", remedy)]) from None
    return tables(sheets)


def write(sheets: Mapping[str, Sheet], directory: Path) -> tuple[Path, ...]:
    """Write each table as a tab-separated file into a directory, which is made; the files.

    Raises :class:`OSError` where that cannot be done.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, sheet in sheets.items():
        file = directory / f"{name}.txt"
        lines = (sheet.header, *(cells for _, cells in sheet.rows))
        file.write_text("".join("\t".join(cells) + "\n" for cells in lines), encoding="utf-8", newline="\n")
        written.append(file)
    return tuple(written)


def _sheets(path: Path) -> dict[str, Sheet]:
    if path.is_dir():
        return _directory(path)
    if not path.exists():
        raise _refused(path, "no such directory", "name one with SupplyRecords.txt and the other tables in it")
    if path.suffix.lower() not in WORKBOOKS:
        raise _refused(path, "neither a directory nor a workbook", "name the directory of the tables, or an .xlsx file")
    return _workbook(path, TABLES)


def _directory(path: Path) -> dict[str, Sheet]:
    files = sorted(item for item in path.iterdir() if item.is_file() and not item.name.startswith((".", "~$")))
    found, faults = dict[str, Sheet](), list[Fault]()
    for name in TABLES:
        own = [file for file in files if file.suffix.lower() in TEXTS and _stem(file) == name.lower()]
        if len(own) > 1:
            others = ", ".join(file.name for file in own[1:])
            faults.append(Fault(Place(own[0].name), f"{name} is also in {others}", "keep one of them"))
        elif own:
            try:
                found[name] = _text(own[0])
            except CaseError as error:
                faults += error.faults
    missing = [name for name in TABLES if name not in found]
    whole = path.resolve()
    near = (*files, whole.parent / f"{whole.name}.xlsx")
    books = [file for file in near if file.suffix.lower() in WORKBOOKS and file.is_file()]
    for book in books if missing and not faults else ():
        for name, sheet in _workbook(book, missing).items():
            if name in found:
                faults.append(Fault(Place(sheet.file), f"{name} is also in {found[name].file}", "keep one of them"))
            found[name] = sheet
    if faults:
        raise CaseError(faults)
    return found


def _stem(file: Path) -> str:
    return file.stem.lower().removeprefix(AUDIT)


def _text(file: Path) -> Sheet:
    """A tab-separated file, in UTF-8 with or without a mark at its beginning, or in what spreadsheets write instead."""
    _small(file)
    raw = file.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _sheet(file.name, ([_unquoted(cell) for cell in line.split("\t")] for line in lines))


def _unquoted(cell: str) -> str:
    """A cell without the quotes that a spreadsheet puts around one with a comma in it."""
    cell = cell.strip()
    return cell[1:-1].replace('""', '"').strip() if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _workbook(file: Path, names: Iterable[str]) -> dict[str, Sheet]:
    """The sheets of a workbook that are asked for and there: values, not formulas."""
    _small(file)
    try:
        return dict(_opened(file, {name.lower(): name for name in names}))
    except (OSError, CaseError):
        raise
    except Exception:  # a damaged workbook raises whatever its damage leads to
        raise _refused(file.name, "not a workbook that can be read", "save it again as .xlsx") from None


def _opened(file: Path, wanted: Mapping[str, str]) -> Iterator[tuple[str, Sheet]]:
    from openpyxl import load_workbook  # noqa: PLC0415  slow to import, and needed for workbooks only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of looks that the file has and openpyxl does not keep
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                name = wanted.get(sheet.title.strip().lower())
                if name is not None:
                    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
                    yield name, _sheet(f"{file.name}[{sheet.title}]", ([_shown(cell) for cell in row] for row in rows))
        finally:
            book.close()


def _shown(cell: object) -> str:
    """A cell of a workbook as the tab-separated file would have it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _sheet(called: str, lines: Iterable[list[str]]) -> Sheet:
    rows = _filled(lines)
    header = next(rows, None)
    if header is None:
        raise _refused(called, "empty", "its first line names the columns")
    return Sheet(called, header[1], tuple(rows), header[0])


def _filled(lines: Iterable[list[str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for line, cells in enumerate(lines, 1):
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield line, tuple(cells)


def _small(file: Path) -> None:
    if file.stat().st_size > LARGEST_FILE:
        raise _refused(file, f"more than {LARGEST_FILE:,} bytes, the most that is read", "is it the right file?")


def _refused(file: Path | str, what: str, remedy: str) -> CaseError:
    return CaseError([Fault(Place(str(file)), what, remedy)])
