"""Tables in files: names, encodings, workbooks, and that text and workbook say the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.force.marathon.small import FILLS, TEXTS, booked, changed, made, put

from willing.errors import CaseError
from willing.force.marathon.files import read
from willing.force.marathon.rule import fills
from willing.force.marathon.tables import POLICY, SUPPLY


def test_a_directory_of_tab_separated_files(tmp_path: Path) -> None:
    assert read(put(tmp_path)) == made()
    assert read(str(tmp_path)).supply[2].place.line == 5


@pytest.mark.parametrize("suffix", [".tsv", ".TXT"])
def test_other_endings(tmp_path: Path, suffix: str) -> None:
    assert fills(read(put(tmp_path, suffix=suffix))) == FILLS


def test_names_in_lower_case_and_those_that_a_run_keeps(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "SupplyRecords.txt").rename(tmp_path / "supplyrecords.txt")
    (tmp_path / "DemandRecords.txt").rename(tmp_path / "AUDIT_DemandRecords.txt")
    (tmp_path / "~$SupplyRecords.txt").write_text("locked")
    assert fills(read(tmp_path)) == FILLS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    text = TEXTS[SUPPLY].replace("|", "\t").replace("SupplyRecord\t", '"Léger, ""petit"""\t').replace("\n", "\t \r\n")
    put(tmp_path)
    (tmp_path / "SupplyRecords.txt").write_bytes((text + "\r\n\t\t\r\n").encode(encoding))
    assert fills(read(tmp_path)) == FILLS


def test_a_workbook_by_itself_or_in_the_directory(tmp_path: Path) -> None:
    assert fills(read(booked(tmp_path / "run.xlsx"))) == FILLS
    assert fills(read(tmp_path)) == FILLS


def test_a_workbook_gives_the_tables_that_have_no_file(tmp_path: Path) -> None:
    """A run of MARATHON keeps some tables as text, and its policies in the workbook beside them only."""
    audit = put(tmp_path / "run.1", {name: text for name, text in TEXTS.items() if "Policy" not in name})
    book = booked(tmp_path / "run.1.xlsx", changed(SupplyRecords=("20|BDE", "99|BDE")))
    assert fills(read(audit)) == FILLS
    book.rename(audit / "any.xlsx")
    assert fills(read(audit)) == FILLS


def test_places_in_a_workbook_name_sheet_and_row(tmp_path: Path) -> None:
    file = booked(tmp_path / "run.xlsx", changed(PolicyRecords=("2190", "long")))
    with pytest.raises(
        CaseError, match=r"^run.xlsx\[PolicyRecords\]:3: column MaxDwell 'long' is not a number of days"
    ):
        read(file)


def test_rows_that_a_workbook_only_coloured_are_nothing(tmp_path: Path) -> None:
    file = booked(tmp_path / "run.xlsx")
    book = load_workbook(file)
    book[POLICY].cell(500, 60).value = " "
    book[SUPPLY].insert_rows(1, 2)
    book.save(file)
    found = read(file)
    assert fills(found) == FILLS
    assert found.supply[0].place.line == 4


numbers = st.integers(0, 400)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), numbers, st.sampled_from(["A", "B", "07"]), st.sampled_from(["AC", "RC", "NG"]))),
    st.lists(st.tuples(st.booleans(), numbers, numbers, numbers, st.sampled_from(["A", "C", "07"]))),
)
def test_text_and_workbook_give_the_same_answer(
    supply: list[tuple[bool, int, str, str]], demand: list[tuple[bool, int, int, int, str]]
) -> None:
    texts = {
        **TEXTS,
        "SupplyRecords": "Enabled|Quantity|SRC|Component|Policy\n"
        + "".join(f"{enabled}|{quantity}|{src}|{part}|Auto\n" for enabled, quantity, src, part in supply),
        "DemandRecords": "Enabled|Quantity|StartDay|Duration|SRC\n"
        + "".join("|".join(map(str, row)) + "\n" for row in demand),
    }
    texts = {name: text.replace("|07", "|07K") for name, text in texts.items()}
    with tempfile.TemporaryDirectory() as folder:
        text, book = read(put(Path(folder) / "text", texts)), read(booked(Path(folder) / "run.xlsx", texts))
    assert fills(text) == fills(book)
    assert text.fingerprint() == book.fingerprint()


def refused(path: str | Path) -> str:
    with pytest.raises(CaseError) as raised:
        read(path)
    (fault,) = raised.value.faults
    return str(fault)


def test_what_cannot_be_read_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    assert "no such directory" in refused(tmp_path / "nowhere")
    assert refused("a\0b")  # what is said differs between versions of Python
    for name, raw, said in (
        ("a.csv", b"x", "neither a directory nor a workbook"),
        ("a.xlsx", b"no zip", "not a workbook that can be read: save it again as .xlsx"),
        ("b.xlsx", b"", "not a workbook that can be read"),
    ):
        (tmp_path / name).write_bytes(raw)
        assert said in refused(tmp_path / name)


def test_a_table_twice_and_an_empty_one(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "SupplyRecords.tsv").write_text("x")
    assert refused(tmp_path).startswith("SupplyRecords.tsv: SupplyRecords is also in SupplyRecords.txt: keep one")
    (tmp_path / "SupplyRecords.tsv").unlink()
    (tmp_path / "Parameters.txt").write_text("\n \n")
    assert refused(tmp_path) == "Parameters.txt: empty: its first line names the columns"
    (tmp_path / "Parameters.txt").unlink()
    for name in ("one.xlsx", "two.xlsx"):
        booked(tmp_path / name)
    assert refused(tmp_path).startswith("two.xlsx[Parameters]: Parameters is also in one.xlsx[Parameters]: keep one")
