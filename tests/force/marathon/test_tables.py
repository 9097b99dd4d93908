"""Records out of tables: what is accepted, and every fault with its place."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from tests.force.marathon.small import TEXTS, changed, made

from willing.errors import CaseError
from willing.force.marathon.tables import Sheet, tables


def test_rows_that_are_not_enabled_are_left_out_whatever_stands_in_them() -> None:
    texts = changed(SupplyRecords=("FALSE|99", "FALSE|many"), DemandRecords=("FALSE|1|900|1", "no|1|900|later"))
    assert len(made(texts).supply) == 4
    assert len(made(texts).demand) == 6


def test_numbers_may_be_written_as_spreadsheets_write_them() -> None:
    found = made(changed(PolicyRecords=("999999999|730|270|730", "1E+09|730|270|730.5"))).policies
    assert found[0].max_bog == 270
    assert found[2].max_dwell == math.inf
    assert (found[3].max_dwell, found[3].start_deployable) == (10**9, Fraction(1461, 2))


def test_column_names_may_differ_in_case_and_blanks_and_stand_anywhere() -> None:
    texts = changed(
        PolicyRecords=("PolicyName|Template|MaxDwell", " policyname |TEMPLATE|Maxdwell"),
        CompositePolicyRecords=("CompositeName", "Name"),
    )
    assert made(texts) == made()


def test_the_same_row_twice_does_no_harm() -> None:
    row = "AC13|AC13|1095|825|270.0|645|1005|45|\n"
    assert len(made(changed(PolicyRecords=(row, row * 2))).policies) == 6


def test_the_fingerprint_knows_what_was_said_and_not_where() -> None:
    moved = made(changed(SupplyRecords=("Type|Enabled", "Kind|Enabled")))
    other = made(changed(SupplyRecords=("TRUE|20", "TRUE|21")))
    assert made().fingerprint() == moved.fingerprint() != other.fingerprint()


def test_composites_and_parameters_may_be_absent_where_nothing_needs_them() -> None:
    texts = changed(SupplyRecords=("", ""))
    texts["SupplyRecords"] = "Enabled|Quantity|SRC|Component|Policy\nTRUE|5|MED|RC|NearMax\n"
    del texts["CompositePolicyRecords"], texts["Parameters"]
    assert len(made(texts).supply) == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "SupplyRecords",
            "TRUE|20",
            "TRUE|twenty",
            "SupplyRecords.txt:2: column Quantity 'twenty' is not a whole number",
        ),
        ("SupplyRecords", "TRUE|20", "TRUE|2.5", "SupplyRecords.txt:2: column Quantity '2.5' is not a whole number"),
        ("SupplyRecords", "TRUE|20", "TRUE|-2", "SupplyRecords.txt:2: column Quantity '-2' is below 0"),
        ("SupplyRecords", "TRUE|20", "TRUE|", "SupplyRecords.txt:2: column Quantity is empty"),
        (
            "SupplyRecords",
            "TRUE|20",
            "maybe|20",
            "SupplyRecords.txt:2: column Enabled 'maybe' is neither true nor false",
        ),
        ("SupplyRecords", "TRUE|20", "|20", "SupplyRecords.txt:2: column Enabled is empty"),
        ("SupplyRecords", "20|BDE", "20|", "SupplyRecords.txt:2: column SRC is empty"),
        ("SupplyRecords", "AC|Auto", "AC|Auto|x", "SupplyRecords.txt:2: 7 cells under 6 columns: is there a tab"),
        ("SupplyRecords", "Quantity", "Quantities", "SupplyRecords.txt:1: no column Quantity: is it 'Quantities'?"),
        ("SupplyRecords", "Type|", "SRC|", "SupplyRecords.txt:1: 2 columns SRC: keep one of them"),
        ("DemandRecords", "4|1|150", "4|1|1e999", "DemandRecords.txt:2: column Duration '1e999' is not a whole number"),
        ("DemandRecords", "4|1|150", "4|1|-1", "DemandRecords.txt:2: column Duration '-1' is below 0"),
        ("DemandRecords", "4|1|150", "4|soon|150", "DemandRecords.txt:2: column StartDay 'soon' is not a whole number"),
        (
            "PolicyRecords",
            "2190",
            "six years",
            "PolicyRecords.txt:3: column MaxDwell 'six years' is not a number of days",
        ),
        ("PolicyRecords", "2190", "#N/A", "PolicyRecords.txt:3: column MaxDwell '#N/A' is not a number of days"),
        ("PolicyRecords", "2190", "-5", "PolicyRecords.txt:3: column MaxDwell '-5' is not a number of days"),
        ("PolicyRecords", "RC15|RC15", "AC13|RC15", "PolicyRecords.txt:3: policy AC13 given twice: first at Pol"),
        ("CompositePolicyRecords", "After|AC13", "Surge|AC13", "CompositePolicyRecords.txt:4: composite policy ACSch"),
        ("PeriodRecords", "101|200", "101|20", "PeriodRecords.txt:4: column ToDay 20 is before FromDay 101"),
        ("PeriodRecords", "101|200", "inf|inf", "PeriodRecords.txt:4: column FromDay 'inf' is not a whole number"),
        (
            "PeriodRecords",
            "After",
            "Surge",
            "PeriodRecords.txt:5: period Surge given twice: first at PeriodRecords.txt:4",
        ),
        ("Parameters", "DefaultRCPolicy", "DefaultACPolicy", "Parameters.txt:4: parameter DefaultACPolicy given twice"),
    ],
)
def test_a_fault_names_file_line_and_column(name: str, old: str, new: str, said: str) -> None:
    with pytest.raises(CaseError) as raised:
        made(changed(**{name: (old, new)}))
    (fault,) = raised.value.faults
    assert str(fault).startswith(said)
    assert fault.remedy


def test_all_faults_are_said_at_once() -> None:
    texts = changed(SupplyRecords=("TRUE|20|BDE", "TRUE|x|"), DemandRecords=("1|150", "1|y"))
    del texts["PeriodRecords"]
    with pytest.raises(CaseError) as raised:
        made(texts)
    assert len(raised.value.faults) == 4


def test_tables_that_are_needed_are_asked_for() -> None:
    with pytest.raises(CaseError) as raised:
        tables({})
    assert [fault.what for fault in raised.value.faults] == [
        "no SupplyRecords",
        "no DemandRecords",
        "no PolicyRecords",
        "no PeriodRecords",
    ]


def test_a_long_cell_is_cut_in_what_is_said() -> None:
    sheet = Sheet("Parameters.txt", ("ParameterName", "Value"), ((2, ("", "x" * 999)),))
    with pytest.raises(CaseError, match="column ParameterName is empty"):
        tables({"Parameters": sheet})
    with pytest.raises(CaseError) as raised:
        made(changed(SupplyRecords=("TRUE|20", "TRUE|" + "9" * 5000)))
    assert len(str(raised.value)) < 150
    assert TEXTS["SupplyRecords"]
