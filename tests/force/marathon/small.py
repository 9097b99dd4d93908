"""A small set of tables whose every figure can be checked by hand.

BDE, 20 active and 10 Guard brigades, by the composite policy ACSchedule and by RC15::

    Before, After   20 * (270 - 45) / 1095 + 10 * (270 + 95 - 45) / 2190 =  4.110 + 1.461 =  5.571 ->  6
    Surge           20 * (365 - 45) / 365  + 10 * (270 + 95 - 45) / 2190 = 17.534 + 1.461 = 18.995 -> 19

MED, 5 reserve hospitals by NearMaxUtilization: 5 * (270 + 95 - 45) / (730 + 365) = 1.461 -> 1 throughout; IDLE, 3
active units that nobody wants: 0.616 -> 1, in Surge 2.630 -> 3; AIR is wanted and nobody has it.

BDE is wanted: 4 on days 1 to 150 and 3 on day 100, so 7; 10 more on days 101 to 150, so 14; 8 on days 151 to 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook

from willing.force.marathon.rule import Fill
from willing.force.marathon.tables import Sheet, Tables, tables

TEXTS: Mapping[str, str] = {
    "SupplyRecords": """\
Type|Enabled|Quantity|SRC|Component|Policy
SupplyRecord|TRUE|20|BDE|AC|Auto
SupplyRecord|true|10|BDE|NG|
SupplyRecord|FALSE|99|BDE|AC|nowhere
SupplyRecord|1|5|MED|RC|NearMax
SupplyRecord|True|3|IDLE|AC|auto
""",
    "DemandRecords": """\
Type|Enabled|Priority |Quantity|StartDay|Duration|Overlap|SRC|Vignette
DemandRecord|TRUE|1|4|1|150|45|BDE|a
DemandRecord|TRUE|1|3|100|1|45|BDE|b
DemandRecord|TRUE|1|10|101|50|45|BDE|c
DemandRecord|TRUE|1|8|151|50|45|BDE|d
DemandRecord|FALSE|1|900|1|999|45|BDE|e
DemandRecord|TRUE|1|2|150|100|45|MED|f
DemandRecord|TRUE|1|1|1|1|45|AIR|g
""",
    "PolicyRecords": """\
PolicyName|Template|MaxDwell|MinDwell|MaxBOG|StartDeployable|StopDeployable|Overlap |Remarks
AC13|AC13|1095|825|270.0|645|1005|45|
RC15|RC15|2190|1095|270|1645|2005|45|
MaxUt|MaxUtilization_NoOverlap|inf|0|365|0|inf|45|
NearMax|NearMaxUtilization|999999999|730|270|730|999999999|45|
Ghost365|Ghost|999999999|0|365|0|999999999|45|not in use
""",
    "CompositePolicyRecords": """\
Type|CompositeName|CompositionType|Period|Policy
PolicyScheduleRecord|ACSchedule|Periodic|Before|AC13
PolicyScheduleRecord|ACSchedule|Periodic|Surge|MaxUt
PolicyScheduleRecord|ACSchedule|Periodic|After|AC13
PolicyScheduleRecord|Unused|Sequential|Sequential|MaxUt, nowhere
""",
    "PeriodRecords": """\
Type|Name|FromDay|ToDay
PeriodRecord|Initialization|0|0
PeriodRecord|Before|1|100
PeriodRecord|Surge|101|200
PeriodRecord|After|201|inf
""",
    "Parameters": """\
ParameterName|Value
LastDay|0
DefaultACPolicy|ACSchedule
DefaultRCPolicy|RC15
""",
}
"""The tables, with ``|`` for the tab."""

FILLS = (
    Fill("AIR", "Before", 0, 1, 0),
    Fill("AIR", "Surge", 0, 0, 0),
    Fill("AIR", "After", 0, 0, 0),
    Fill("BDE", "Before", 6, 7, 86),
    Fill("BDE", "Surge", 19, 14, 136),
    Fill("BDE", "After", 6, 0, 0),
    Fill("IDLE", "Before", 1, 0, 0),
    Fill("IDLE", "Surge", 3, 0, 0),
    Fill("IDLE", "After", 1, 0, 0),
    Fill("MED", "Before", 1, 0, 0),
    Fill("MED", "Surge", 1, 2, 50),
    Fill("MED", "After", 1, 2, 50),
)


def cells(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.splitlines()]


def changed(**edits: tuple[str, str]) -> dict[str, str]:
    """The tables with a text in some of them replaced."""
    for name, (old, _) in edits.items():
        assert old in TEXTS[name]
    return {name: text.replace(*edits.get(name, ("", ""))) if name in edits else text for name, text in TEXTS.items()}


def made(texts: Mapping[str, str] = TEXTS) -> Tables:
    """The tables as records."""
    sheets = {}
    for name, text in texts.items():
        header, *rows = ([cell.strip() for cell in line] for line in cells(text))
        sheets[name] = Sheet(f"{name}.txt", tuple(header), tuple((i, tuple(row)) for i, row in enumerate(rows, 2)))
    return tables(sheets)


def put(folder: Path, texts: Mapping[str, str] = TEXTS, suffix: str = ".txt") -> Path:
    """The tables as tab-separated files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}{suffix}").write_text(text.replace("|", "\t"), encoding="utf-8")
    return folder


def booked(file: Path, texts: Mapping[str, str] = TEXTS) -> Path:
    """The tables as a workbook, numbers and truth values as such."""
    book = Workbook()
    for name, text in texts.items():
        sheet = book.create_sheet(name)
        for line in cells(text):
            sheet.append([_valued(cell) for cell in line])
    book.remove(book.worksheets[0])
    book.save(file)
    return file


def _valued(cell: str) -> object:
    if cell.lower() in ("true", "false"):
        return cell.lower() == "true"
    try:
        return float(cell) if cell not in ("inf", "1") else cell
    except ValueError:
        return cell or None
