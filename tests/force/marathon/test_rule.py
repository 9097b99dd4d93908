"""The static rule: by hand, and against counting day by day."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.marathon.small import FILLS, TEXTS, changed, made

from willing.errors import CaseError, Place
from willing.force.marathon.rule import discount, doubts, family, fills, half_up, peak, reported
from willing.force.marathon.tables import Days, Demand, Policy

HERE = Place("PolicyRecords.txt", 2)


def policy(template: str, cycle: Days | None, bog: Days | None, start: Days | None, overlap: Days | None) -> Policy:
    return Policy(HERE, "p", template, cycle, bog, start, None, overlap)


def test_the_small_tables_come_to_what_they_come_to_by_hand() -> None:
    assert fills(made()) == FILLS


def test_components_are_summed_before_rounding() -> None:
    """Rounded one by one, 4.110 and 1.461 would make 5."""
    assert next(row.capacity for row in fills(made()) if (row.src, row.period) == ("BDE", "Before")) == 6


@pytest.mark.parametrize(
    ("template", "share"),
    [
        ("AC13", Fraction(225, 1000)),
        ("AC", Fraction(225, 1000)),
        ("ACFFG", Fraction(225, 1000)),
        ("RC15", Fraction(320, 1000)),
        ("RC14ReMob", Fraction(320, 1000)),
        ("MaxUtilization", Fraction(225, 770)),
        ("MaxUtilization_Enabler", Fraction(225, 770)),
        ("NearMaxUtilization", Fraction(320, 865)),
        ("NearMaxUtilization_2", Fraction(320, 865)),
    ],
)
def test_each_family_has_its_formula(template: str, share: Fraction) -> None:
    given = policy(template, Fraction(1000), Fraction(270), Fraction(500), Fraction(45))
    assert discount(given) == share


@pytest.mark.parametrize("template", ["Ghost", "", "FFGMission", "ac13", "AltMaxUtilization", "SRM"])
def test_other_templates_have_none(template: str) -> None:
    assert family(template) is None


def test_an_endless_cycle_deploys_nobody() -> None:
    assert discount(policy("AC12", math.inf, Fraction(365), None, Fraction(0))) == 0
    assert discount(policy("RC15", math.inf, Fraction(270), None, Fraction(0))) == 0
    assert discount(policy("MaxUtilization", None, Fraction(365), math.inf, Fraction(0))) == 0


def test_a_long_cycle_is_not_an_endless_one() -> None:
    assert discount(policy("AC12", Fraction(999_999_999), Fraction(365), None, Fraction(45))) == Fraction(
        320, 999_999_999
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (policy("Ghost", Fraction(9), Fraction(9), Fraction(0), Fraction(0)), "Template .*'Ghost' is unknown"),
        (policy("AC12", None, Fraction(9), Fraction(0), Fraction(0)), "MaxDwell .*is empty"),
        (policy("AC12", Fraction(0), Fraction(9), Fraction(0), Fraction(0)), "MaxDwell .*no days"),
        (policy("AC12", Fraction(9), None, Fraction(0), Fraction(0)), "MaxBOG .*is empty"),
        (policy("AC12", Fraction(9), math.inf, Fraction(0), Fraction(0)), "MaxBOG .*is infinite"),
        (policy("AC12", Fraction(9), Fraction(9), Fraction(0), None), "Overlap .*is empty"),
        (policy("AC12", Fraction(9), Fraction(9), Fraction(0), Fraction(10)), "Overlap .*10 exceeds the 9 days"),
        (policy("MaxUtilization", None, Fraction(9), None, Fraction(0)), "StartDeployable .*is empty"),
        (policy("MaxUtilization", None, Fraction(0), Fraction(0), Fraction(0)), "StartDeployable .*no days"),
    ],
)
def test_what_a_formula_cannot_take_is_a_fault_with_line_and_column(wrong: Policy, said: str) -> None:
    with pytest.raises(CaseError, match=f"PolicyRecords.txt:2: column {said}"):
        discount(wrong)


@given(st.fractions(max_denominator=1000), st.integers(-1000, 1000))
def test_half_up_is_the_nearest_and_the_greater_of_two(number: Fraction, whole: int) -> None:
    found = half_up(number)
    assert -Fraction(1, 2) < found - number <= Fraction(1, 2)
    assert half_up(whole + Fraction(1, 2)) == whole + 1
    assert half_up(Fraction(whole)) == whole


demands = st.lists(
    st.builds(
        Demand,
        st.just(HERE),
        st.just("BDE"),
        quantity=st.integers(0, 9),
        start=st.integers(-5, 25),
        duration=st.integers(0, 12),
    ),
    max_size=8,
)


@given(demands, st.integers(-3, 20), st.integers(0, 15))
def test_the_sweep_finds_what_counting_day_by_day_finds(wanted: list[Demand], first: int, length: int) -> None:
    days = range(first, first + length + 1)
    counted = [sum(d.quantity for d in wanted if d.start <= day < d.start + d.duration) for day in days]
    assert peak(wanted, first, first + length) == max(counted)


@given(demands)
def test_a_period_without_end_is_as_one_that_ends_after_everything(wanted: list[Demand]) -> None:
    assert peak(wanted, 0, math.inf) == peak(wanted, 0, 10_000)


def test_initialization_is_not_reported_however_it_is_written() -> None:
    texts = changed(PeriodRecords=("Initialization", "INITIALIZATION"))
    assert [period.name for period in reported(made(texts))] == ["Before", "Surge", "After"]


def test_the_guard_has_its_own_default_where_there_is_one() -> None:
    texts = changed(Parameters=("DefaultRCPolicy|RC15", "DefaultRCPolicy|nowhere\nDefaultNGPolicy|RC15"))
    assert fills(made(texts)) == FILLS


def test_a_record_may_name_a_composite_policy() -> None:
    texts = changed(SupplyRecords=("20|BDE|AC|Auto", "20|BDE|XX|ACSchedule"))
    assert fills(made(texts)) == FILLS


def faults(**edits: tuple[str, str]) -> list[str]:
    with pytest.raises(CaseError) as raised:
        fills(made(changed(**edits)))
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        (
            {"SupplyRecords": ("RC|NearMax", "RC|NearMx")},
            "SupplyRecords.txt:5: column Policy: no policy is called 'NearMx': did you mean 'NearMax'?",
        ),
        (
            {"Parameters": ("DefaultACPolicy|ACSchedule", "DefaultACPolicy|XYZ")},
            "Parameters.txt:3: column Value: no policy is called 'XYZ': add it to PolicyRecords or ",
        ),
        (
            {"CompositePolicyRecords": ("Surge|MaxUt", "Surge|Maximal")},
            "CompositePolicyRecords.txt:3: column Policy: no policy is called 'Maximal': ",
        ),
        (
            {"CompositePolicyRecords": ("Periodic|Surge|MaxUt", "Periodic|Peace|MaxUt")},
            "Parameters.txt:3: column Value: composite policy 'ACSchedule' names no policy for period Surge: "
            "add a row for it to CompositePolicyRecords",
        ),
        (
            {"Parameters": ("DefaultACPolicy", "DefaultAC")},
            "SupplyRecords.txt:2: column Policy names none, and component 'AC' has no default: "
            "add DefaultACPolicy to Parameters",
        ),
        (
            {"SupplyRecords": ("3|IDLE|AC|auto", "3|IDLE|Ghost|auto")},
            "SupplyRecords.txt:6: column Policy names none, and component 'Ghost' has no default: name one",
        ),
        (
            {"SupplyRecords": ("RC|NearMax", "RC|Ghost365")},
            "PolicyRecords.txt:6: column Template of policy 'Ghost365', which enabled supply follows, 'Ghost' is ",
        ),
    ],
)
def test_a_policy_that_leads_nowhere_is_one_fault_with_its_place(edits: dict[str, tuple[str, str]], said: str) -> None:
    (found,) = faults(**edits)
    assert found.startswith(said)


def test_every_policy_at_fault_is_named_at_once() -> None:
    found = faults(SupplyRecords=("NearMax", "nowhere"), Parameters=("ACSchedule", "nobody"))
    assert [fault.split(":")[0] for fault in found] == ["Parameters.txt", "SupplyRecords.txt"]


def test_without_a_period_there_is_nothing_to_report() -> None:
    texts = {**TEXTS, "PeriodRecords": "Name|FromDay|ToDay\nInitialization|0|0\n"}
    with pytest.raises(CaseError, match="no period in PeriodRecords but Initialization"):
        fills(made(texts))


def test_a_policy_that_breaks_what_the_rule_takes_for_granted_is_doubted() -> None:
    """AC13 deploys on day 1095 - 270 = 825 of its cycle by the rule, and may do so on days 645 to 1005."""
    assert doubts(made()) == ()
    (found,) = doubts(made(changed(PolicyRecords=("645|1005", "900|1005"))))
    assert (found.policy, found.what) == ("AC13", "lets no unit deploy on day 825 of its cycle, as the rule has it")
    texts = changed(PolicyRecords=("AC13|AC13|1095|825|270.0|645", "AC13|AC13|200|825|270.0|-0"))
    assert "has a discount above 1: more than all units would be deployed" in {d.what for d in doubts(made(texts))}


@given(st.integers(0, 50), st.integers(1, 3000), st.integers(0, 365), st.integers(0, 45))
def test_two_records_count_as_one_of_their_sum(quantity: int, cycle: int, bog: int, overlap: int) -> None:
    given = made()
    single = replace(given.supply[0], policy="p", src="BDE", quantity=quantity + 7)
    split = (replace(single, quantity=quantity), replace(single, quantity=7))
    rule = policy("RC9", Fraction(cycle), Fraction(bog), None, Fraction(overlap))
    one, two = (fills(replace(given, supply=supply, policies=(rule,))) for supply in ((single,), split))
    assert one == two
