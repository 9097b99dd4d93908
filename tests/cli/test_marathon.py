"""`willing marathon` as its users and other programs meet it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from tests.cli.conftest import Called
from tests.force.marathon.small import FILLS, TEXTS, booked, changed, made, put

import willing
from willing.cli.screens.marathon import screen


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(put(tmp_path / "tables"))


def many(count: int) -> dict[str, str]:
    """So many SRCs, of which the first half falls short."""
    supply = "".join(f"TRUE|100|SRC{i:04}|AC|Auto\n" for i in range(count))
    demand = "".join(f"TRUE|{160 - i if i < count // 2 else 1}|1|10|SRC{i:04}\n" for i in range(count))
    return {
        **TEXTS,
        "SupplyRecords": "Enabled|Quantity|SRC|Component|Policy\n" + supply,
        "DemandRecords": "Enabled|Quantity|StartDay|Duration|SRC\n" + demand,
    }


def test_the_json_is_by_the_schema_that_the_program_prints(called: Called, folder: str) -> None:
    status, out, err = called("marathon", folder, "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    jsonschema.validate(found, json.loads(called("schema", "marathon").out), cls=jsonschema.Draft202012Validator)
    assert found["rows"][3] == {"src": "BDE", "period": "Before", "capacity": 6, "peak": 7, "fill": 86}
    assert found["periods"][2] == {"period": "After", "from_day": 201, "to_day": None, "wanted": 1, "short": 1}


def test_csv_has_a_row_per_src_and_period(called: Called, folder: str) -> None:
    status, out, err = called("marathon", folder, "--csv")
    assert (status, err) == (0, "")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["src", "period", "capacity", "peak", "fill"]
    assert rows[1:] == [[row.src, row.period, str(row.capacity), str(row.peak), str(row.fill)] for row in FILLS]


def test_a_workbook_answers_as_a_directory_does(called: Called, folder: str, tmp_path: Path) -> None:
    book = str(booked(tmp_path / "run.xlsx"))
    assert called("marathon", folder, "--csv").out == called("marathon", book, "--csv").out
    assert called("marathon", folder).out == called("marathon", book).out


def test_the_screen_says_what_the_answer_says(called: Called, folder: str) -> None:
    done = called("marathon", folder)
    assert (done.status, done.err) == (0, "")
    assert (
        "capacity is below peak demand for 2 of 2 SRCs in Before, 1 of 2 in Surge and 1 of 1 in After; "
        "the lowest fill is 0 % (AIR in Before)." in done.words
    )
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "Surge days 101 to 200" in lines
    assert "After from day 201 on" in lines
    assert any(line.startswith("BDE 6 7 86 % █") for line in lines)
    assert "IDLE 1 0 0 % no demand" in lines
    assert "--all" not in done.out


def test_many_srcs_show_the_worst_first_and_count_the_rest(called: Called, tmp_path: Path) -> None:
    folder = str(put(tmp_path, many(200)))
    few, everything = called("marathon", folder), called("marathon", folder, "--all")
    before = few.out.split("\nSurge  days")[0]
    fills = [int(line.split("%")[0].split()[-1]) for line in before.splitlines() if "░" in line or "█" in line]
    assert fills == sorted(fills)
    assert len(fills) == 12
    assert "more fall short" in few.words
    assert "200 without demand; --all lists them" in few.words
    assert everything.out.count("SRC0199") == 3
    assert "--all" not in everything.out


@pytest.mark.parametrize("width", [56, 80, 112])
@pytest.mark.parametrize("everything", [True, False])
def test_no_line_is_wider_than_the_screen(width: int, everything: bool) -> None:
    texts = changed(SupplyRecords=("BDE", "B" * 90), PolicyRecords=("645|1005", "900|1005"))
    answer = willing.marathon(made(texts))
    assert max(line.cell_len for line in screen(answer, width, everything)) <= width


def test_a_doubt_is_shown(called: Called, tmp_path: Path) -> None:
    done = called("marathon", str(put(tmp_path, changed(PolicyRecords=("645|1005", "900|1005")))))
    assert "doubt policy AC13 lets no unit deploy on day 825 of its cycle" in done.words


def test_faults_are_one_line_each_and_status_2(called: Called, tmp_path: Path) -> None:
    put(tmp_path, changed(SupplyRecords=("TRUE|20", "TRUE|x"), PolicyRecords=("2190", "y")))
    status, out, err = called("marathon", str(tmp_path))
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "willing: SupplyRecords.txt:2: column Quantity 'x' is not a whole number: write digits, as 12",
        "willing: PolicyRecords.txt:3: column MaxDwell 'y' is not a number of days: write digits, as 270, or inf",
    ]


@pytest.mark.parametrize("arguments", [["nowhere"], [], ["FOLDER", "--json", "--csv"], ["FOLDER", "--seed", "1"]])
def test_wrong_use_is_one_line_and_status_2(called: Called, folder: str, arguments: list[str]) -> None:
    status, out, err = called("marathon", *(folder if word == "FOLDER" else word for word in arguments))
    assert (status, out) == (2, "")
    assert err.startswith("willing: ")
    assert len(err.splitlines()) == 1


def test_the_answer_in_python(folder: str) -> None:
    answer = willing.marathon(folder)
    assert answer.rows == FILLS
    assert answer.tables == folder
    assert willing.marathon(made()).rows == FILLS
    assert len(answer.table()) == len(FILLS)


def test_sentences_for_many_periods_and_for_no_demand(tmp_path: Path) -> None:
    periods = "Name|FromDay|ToDay\n" + "".join(f"P{day}|{day}|{day}\n" for day in range(100, 107))
    texts = changed(SupplyRecords=("AC|Auto", "AC|AC13"))
    texts["SupplyRecords"] = texts["SupplyRecords"].replace("AC|auto", "AC|AC13")
    answer = willing.marathon(made({**texts, "PeriodRecords": periods}))
    assert "for 1 of 1 SRCs in at least one of 7 periods" in answer.headline
    nobody = willing.marathon(made({**TEXTS, "DemandRecords": "Enabled|Quantity|StartDay|Duration|SRC\n"}))
    assert nobody.headline == "There is no enabled demand in any period, so there is nothing to fill."
    assert [row.fill for row in nobody.rows] == [0] * 9
