"""What is legal in a case and yet suspicious."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.case.small import data, pledge, statement, text, warned, written
from tests.strategies import case_data, quick

from willing.case.build import build, build_located
from willing.case.check import warnings
from willing.case.located import locate
from willing.case.read import bundled, read


def test_a_sensible_case_gets_no_warning() -> None:
    assert warned(data()) == []


def offered(strength: Any, *said: Any, **keys: Any) -> dict[str, Any]:
    """The pledge of a strength, with a statement for each number said."""
    statements = [statement(id=f"s{n}", value=value) for n, value in enumerate(said)]
    names = [entry["id"] for entry in statements]
    return data(pledges=[pledge(strength=strength, statements=names, **keys)], statements=statements)


def test_a_pledge_nobody_spoke_of() -> None:
    assert warned(data(pledges=[pledge(statements=[])])) == ["pledge fr-a: no statement says so"]


@pytest.mark.parametrize(
    ("strength", "said", "missing"),
    [
        (100, [100], None),
        (100, [{"low": 100, "high": 300}], None),
        (100, [99], "100"),
        (100, [{"low": 50, "high": 150}], "100"),
        ({"low": 1000, "likely": 2000, "high": 3000}, [{"low": 1000, "high": 3000}, 2000], None),
        ({"low": 1000, "likely": 2000, "high": 3000}, [{"low": 1000, "high": 3000}], "2,000"),
        ({"low": 1000, "likely": 2000, "high": 3000}, [7], "1,000, 2,000, 3,000"),
        ({"match": 0.1, "up_to": 800}, [{"low": 0, "high": 800}], None),
        ({"match": 0.1, "up_to": 800}, [800], None),
        ({"match": 0.1, "up_to": 800}, [700], "800"),
        ("unknown", [7], None),
        (0, [7], None),
    ],
)
def test_a_number_that_is_in_no_statement(strength: Any, said: list[Any], missing: str | None) -> None:
    expected = [] if missing is None else [f"pledge fr-a: the strength {missing} is in none of its statements"]
    assert [what for what in warned(offered(strength, *said)) if "disagree" not in what] == expected


@pytest.mark.parametrize(("way", "founded"), [("assumed", True), ("derived", True), ("reported", False)])
def test_a_named_assumption_or_derivation_founds_a_number_too(way: str, founded: bool) -> None:
    found = warned(offered(100, 99, basis={"strength": {way: "So it is"}}))
    assert found == ([] if founded else ["pledge fr-a: the strength 100 is in none of its statements"])


def test_a_number_of_something_else_than_persons_founds_no_strength() -> None:
    found = data(pledges=[pledge(strength=36)], statements=[statement(value=36, unit="months")])
    assert warned(found) == ["pledge fr-a: the strength 36 is in none of its statements"]


@pytest.mark.parametrize(
    ("nation", "warning"),
    [
        ({"land": 99}, "100 is above France's land forces of 99"),
        ({"land": 100}, None),
        ({"land": 150, "home_floor": 51}, "100 is above France's land forces of 150 less its home floor of 51"),
        ({"land": 150, "home_floor": 50}, None),
        ({"home_floor": 5}, None),
        ({"active": 5}, None),
    ],
)
def test_a_pledge_above_what_the_nation_has_on_land(nation: dict[str, int], warning: str | None) -> None:
    found = data(nations={"FR": {"name": "France", **nation}})
    assert warned(found) == ([] if warning is None else [f"pledge fr-a: {warning}"])


def test_a_pledge_at_sea_draws_on_no_land_forces() -> None:
    assert warned(data(nations={"FR": {"name": "France", "land": 1}}, pledges=[pledge(capability="ships")])) == []


def test_the_high_end_of_a_range_is_what_must_be_there() -> None:
    found = offered({"low": 90, "likely": 90, "high": 100}, {"low": 90, "high": 100}) | {
        "nations": {"FR": {"name": "France", "land": 95}}
    }
    assert warned(found) == ["pledge fr-a: 100 is above France's land forces of 95"]


@pytest.mark.parametrize(
    ("until", "others", "lapsed"),
    [
        ("2025-01-02", [], True),
        ("2025-01-09", [], True),
        ("2025-01-10", [], False),
        ("2025-01-02", [{"nation": "FR", "from": "2025-01-02"}], False),
        ("2025-01-02", [{"nation": "FR", "until": "2025-01-03"}], False),
        ("2025-01-02", [{"nation": "FR", "from": "2025-01-03"}], True),
        ("2025-01-02", [{"nation": "GB"}], True),
    ],
)
def test_a_pledge_that_lapsed_with_nothing_in_its_place(until: str, others: list[dict[str, str]], lapsed: bool) -> None:
    head = {"format": 1, "id": "x", "title": "X", "as_of": "2025-01-09"}
    more = [pledge(id="other", **other) for other in others]
    found = warned(data(case=head, pledges=[pledge(until=until), *more]))
    first = [what for what in found if what.startswith("pledge fr-a")]
    gone = f"pledge fr-a: it lapsed on {until} and the nation has nothing in its place"
    assert first == ([gone] if lapsed else [])


@pytest.mark.parametrize(
    ("day", "keys", "heard"),
    [
        ("2025-07-03", {}, None),
        ("2025-07-04", {}, "2025-01-01"),
        ("2025-07-04", {"from_": "2025-02-01"}, None),
        ("2025-09-04", {"from_": "2025-02-01"}, "2025-02-01"),
        ("2025-09-04", {"stage": "refused"}, None),
        ("2025-09-04", {"stage": "withdrawn"}, None),
        ("2024-09-04", {}, None),
    ],
)
def test_a_pledge_not_heard_of_for_more_than_six_months(day: str, keys: dict[str, Any], heard: str | None) -> None:
    head = {"format": 1, "id": "x", "title": "X", "as_of": day}
    stale = f"pledge fr-a: stale: last heard of on {heard}, more than six months before {day}"
    assert warned(data(case=head, pledges=[pledge(**keys)])) == ([] if heard is None else [stale])


@pytest.mark.parametrize(
    ("condition", "settled"),
    [
        ("ceasefire", None),
        ("ceasefire and not ceasefire", "can never hold, whoever stands"),
        ("ceasefire or not ceasefire", "always holds"),
        ("total >= 100", "always holds"),
        ("total < 100", "can never hold, whoever stands"),
        ("total >= 101", None),
        ("total >= 301", "can never hold, whoever stands"),
        ("total < 101", None),
        ("others >= 0", "always holds"),
        ("others >= 200", None),
        ("others >= 201", "can never hold, whoever stands"),
        ("others < 1", None),
        ("others(FR) >= 1", "can never hold, whoever stands"),
        ("GB sends >= 200", None),
        ("GB sends >= 201", "can never hold, whoever stands"),
        ("GB sends < 201", "always holds"),
        ("nations >= 1", "always holds"),
        ("nations >= 2", None),
        ("nations >= 3", "can never hold, whoever stands"),
        ("nations < 2", None),
        ("nations < 1", "can never hold, whoever stands"),
        ("FR stands", "always holds"),
        ("fr-a stands", "always holds"),
        ("not fr-a stands", "can never hold, whoever stands"),
        ("GB stands", None),
        ("not GB stands", None),
        ("at least 0 of [ceasefire]", "always holds"),
        ("at least 3 of [ceasefire, GB stands]", "can never hold, whoever stands"),
        ("ceasefire or total >= 100", "always holds"),
        ("ceasefire and total < 100", "can never hold, whoever stands"),
        (None, None),
    ],
)
def test_a_condition_whose_form_settles_it(condition: str | None, settled: str | None) -> None:
    more = pledge(id="gb-a", nation="GB", strength=200, statements=["s2"])
    statements = [statement(), statement(id="s2", about="gb-a", value=200)]
    found = warned(data(pledges=[pledge(if_=condition), more], statements=statements))
    assert found == ([] if settled is None else [f"pledge fr-a: the condition {settled}"])


@pytest.mark.parametrize(
    "strength", [{"low": 100, "likely": 200, "high": 800}, {"match": 0.1, "up_to": 800}, {"match": 0.5, "up_to": 800}]
)
def test_a_condition_is_not_said_never_to_hold_where_a_smaller_strength_meets_it(strength: Any) -> None:
    found = warned(offered(strength, {"low": 0, "high": 800}, 100, 200, if_="total < 500"))
    assert [what for what in found if "never" in what] == []


def test_refused_pledges_stand_for_nobody() -> None:
    more = pledge(id="gb-a", nation="GB", stage="refused")
    assert warned(data(pledges=[pledge(if_="GB stands"), more])) == [
        "pledge fr-a: the condition can never hold, whoever stands"
    ]
    assert warned(data(pledges=[pledge(if_="nations >= 9", stage="refused")])) == []


def test_a_condition_on_more_factors_than_can_be_tried_is_left_alone() -> None:
    for number, found in ((10, ["pledge fr-a: the condition can never hold, whoever stands"]), (11, [])):
        factors = {f"f{n}": {"title": "T"} for n in range(number)}
        asked = " and ".join([*factors, "not f0"])
        assert warned(data(factors=factors, pledges=[pledge(if_=asked)])) == found


def said_twice(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    about = {"about": "GB", "topic": "size"}
    statements = [statement(), statement(id="s2", **about | first), statement(id="s3", **about | second)]
    return warned(data(statements=statements))


@pytest.mark.parametrize(
    ("first", "second", "disagree"),
    [
        ({"value": 5}, {"value": 5}, False),
        ({"value": 5}, {"value": 6}, True),
        ({"value": {"low": 1, "high": 5}}, {"value": {"low": 5, "high": 9}}, False),
        ({"value": {"low": 1, "high": 5}}, {"value": {"low": 6, "high": 9}}, True),
        ({"value": 5}, {"value": 6, "topic": "cost"}, False),
        ({"value": 5}, {"value": 6, "unit": "ships"}, False),
        ({"value": 5}, {"value": 6, "about": "FR"}, False),
        ({"value": 5}, {"value": 6, "about": ["FR", "GB"]}, True),
        ({"value": 5, "topic": None}, {"value": 6, "topic": None}, False),
        ({"value": 5}, {"value": None}, False),
    ],
)
def test_statements_on_one_subject_whose_numbers_share_no_value(
    first: dict[str, Any], second: dict[str, Any], disagree: bool
) -> None:
    found = said_twice(first, second)
    assert len(found) == disagree
    assert all("2 statements on GB, size, disagree" in what for what in found)


def test_a_disagreement_names_both_ends_with_their_statements() -> None:
    (what,) = said_twice({"value": {"low": 7000, "high": 9000}}, {"value": {"low": 1, "high": 5000}})
    assert what == "2 statements on GB, size, disagree: 5,000 at most (s3) against 7,000 at least (s2) persons"


def test_statements_marked_as_contradicting_another() -> None:
    found = data(statements=[statement(), statement(id="s2", value=None, contradicts=["s1"])])
    assert warned(found) == ["statement s2: contradicts s1"]


@pytest.mark.parametrize(
    ("nation", "excess"),
    [({"land": 5, "home_floor": 6}, True), ({"land": 5, "home_floor": 5}, False), ({"home_floor": 6}, False)],
)
def test_a_home_floor_above_the_land_forces(nation: dict[str, int], excess: bool) -> None:
    found = warned(data(nations={"FR": {"name": "France"}, "GB": {"name": "Britain", **nation}}))
    assert found == (["nation GB: its home floor of 6 exceeds its land forces"] if excess else [])


@pytest.mark.parametrize(
    ("nation", "excess"),
    [
        (
            {"land": 9, "home_floor": 5, "elsewhere": 5},
            "its home floor of 5 and 5 elsewhere exceed its land forces of 9",
        ),
        ({"land": 9, "home_floor": 5, "elsewhere": 4}, None),
        ({"land": 9, "elsewhere": 10}, "10 elsewhere exceed its land forces of 9"),
        ({"land": 9, "home_floor": 10, "elsewhere": 1}, "its home floor of 10 exceeds its land forces"),
        ({"elsewhere": 10}, None),
    ],
)
def test_more_at_home_and_elsewhere_than_there_is(nation: dict[str, int], excess: str | None) -> None:
    found = warned(data(nations={"FR": {"name": "France"}, "GB": {"name": "Britain", **nation}}))
    wanted = "" if excess is None or "exceeds" in excess else ": none is left to send"
    assert found == ([f"nation GB: {excess}{wanted}"] if excess else [])


@pytest.mark.parametrize(("ratio", "longer"), [(4.5, True), (4, False), (2, False), (None, False)])
def test_a_stretched_dwell_longer_than_the_norm(ratio: float | None, longer: bool) -> None:
    norm = {"tour_months": 6, "dwell_ratio": 4} | ({"stretched_ratio": ratio} if ratio is not None else {})
    found = warned(data(nations={"FR": {"name": "France"}, "GB": {"name": "Britain", "norm": norm}}))
    assert found == (["nation GB: its stretched dwell of 4.5 is longer than the 4 of its norm"] if longer else [])


def test_warnings_come_in_the_order_of_the_file_with_line_and_remedy(tmp_path: Path) -> None:
    content = text(pledges="", nations="{FR: {name: France, land: 5, home_floor: 6}, GB: {name: Britain}}") + (
        "pledges:\n"
        "  - id: fr-a\n"
        "    nation: FR\n"
        "    capability: infantry\n"
        "    strength: 101\n"
        "    if: others < 5 or others >= 0\n"
        "    until: 2025-01-01\n"
        "    statements: [s1]\n"
        "  - {id: fr-b, nation: FR, capability: infantry, strength: 1, until: 2025-01-01}\n"
    )
    located, _ = read(written(tmp_path, content.replace("pledges: \n", "\n")))
    found = warnings(build_located(located), located)
    assert [(fault.place.line, fault.what.split(":")[0]) for fault in found] == [
        (3, "nation FR"),
        (14, "pledge fr-a"),
        (14, "pledge fr-a"),
        (15, "pledge fr-a"),
        (16, "pledge fr-a"),
        (18, "pledge fr-b"),
        (18, "pledge fr-b"),
        (18, "pledge fr-b"),
    ]
    assert all(fault.remedy and fault.place.file == str(tmp_path / "case.yaml") for fault in found)


@given(case_data())
@quick(50)
def test_any_case_can_be_checked(found: dict[str, Any]) -> None:
    assert all(fault.what and fault.remedy for fault in warnings(build(found), locate(found)))


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_pledge_has_a_statement_and_a_founded_number(name: str) -> None:
    located, _ = read(name)
    found = warnings(build_located(located), located)
    assert not [fault for fault in found if "no statement" in fault.what or "in none of its" in fault.what]


@pytest.mark.parametrize(
    ("wanted", "more", "lacking"),
    [
        ("infantry", {}, False),
        ("ships", {}, True),
        ("ships", {"substitutes": {"infantry": 0.5}}, False),
        ("ships", {"units": [{"id": "fr-1", "strength": 50, "capability": "ships"}]}, False),
    ],
)
def test_a_post_that_no_pledge_can_fill(wanted: str, more: dict[str, Any], lacking: bool) -> None:
    posts = [
        {"id": name, "area": "west", "task": "guard", "capability": wanted, "strength": 5, "months": [0, 6]}
        for name in ("a", "b", "c", "d", "e")
    ]
    capabilities = {"infantry": {}, "ships": {"domain": "sea"} | {k: v for k, v in more.items() if k != "units"}}
    units = {"units": more["units"]} if "units" in more else {}
    asked = data(requirements={"r": {"posts": posts}}, capabilities=capabilities, pledges=[pledge(**units)])
    what = "requirement r: no pledge offers ships or may stand in for it, which a, b, c and 2 more ask for"
    assert warned(asked) == ([what] if lacking else [])
    assert warned(asked | {"pledges": [], "statements": []}) == []


@pytest.mark.parametrize(("months", "brief"), [(5, True), (6, False), (None, False)])
def test_a_window_too_short_for_a_tour(months: int | None, brief: bool) -> None:
    norm = {"tour_months": 6, "dwell_ratio": 2}
    nations = {"FR": {"name": "France", "norm": norm}, "GB": {"name": "Britain"}}
    tour = "less than a tour of 6 months by France's norm"
    lasting = pledge(**({} if months is None else {"for_months": months}))
    assert warned(data(nations=nations, pledges=[lasting])) == (
        [f"pledge fr-a: it lasts 5 months, {tour}"] if brief else []
    )
    window = {} if months is None else {"from_month": 2, "to_month": 2 + months}
    there = pledge(units=[{"id": "fr-1", "strength": 100} | window])
    assert warned(data(nations=nations, pledges=[there])) == (
        [f"pledge fr-a: unit fr-1 is there for 5 months, {tour}"] if brief else []
    )
