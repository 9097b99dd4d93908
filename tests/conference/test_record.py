"""The record folds back into what was written, and a case goes through it unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conference.halls import CASE, DE, FR, HQ, Hall, pledge
from tests.strategies import quick

import willing
from willing.case.build import build
from willing.case.model import Case
from willing.case.write import data, dump
from willing.conference.act import checked, checked_pledge
from willing.conference.convening import OpenConference
from willing.conference.errors import NotThere
from willing.conference.pledging import EnterPledge, RenewPledge, RevisePledge, WithdrawPledge
from willing.conference.record import plain_case, plain_entry
from willing.conference.signing import OpenSigning, Sign
from willing.errors import CaseError
from willing.ledger import Ledger


@pytest.fixture(scope="module")
def ukraine() -> Case:
    return willing.load("ukraine-2025")


def through(case: Case, hall: Hall) -> None:
    """Open a conference from a case: it is the same again, to the last sign, also for who comes later."""
    hall.do(HQ, OpenConference(plain_case(case)))
    for one in (hall, hall.again()):
        room = one.conference.room(FR)
        assert room.case == case
        assert dump(room.case) == dump(case)


def test_the_bundled_case_goes_through_a_database_unchanged(ukraine: Case, tmp_path: Path) -> None:
    with Ledger(str(tmp_path / "conference.db")) as ledger:
        through(ukraine, Hall(None, ledger))


texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=8)
names = st.text("abcxyz", min_size=1, max_size=3)


matches = st.builds(
    lambda rate, most: {"match": float(f"{rate:.6g}"), "up_to": most}, st.floats(0.001, 999), st.integers(0, 99)
)
strengths = st.integers(0, 10**8) | st.just("unknown") | matches
particulars = {"note": texts, "from": st.dates().map(str), "notice_days": st.integers(0, 99)}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Cases whose sections are in any order."""
    said = st.fixed_dictionaries({}, optional={"title": texts, "probability": st.floats(0, 1)})
    factors = draw(st.dictionaries(names, said, max_size=4))
    codes = draw(st.lists(names.map(str.upper), min_size=1, max_size=4, unique=True))
    weights = st.dictionaries(st.sampled_from(["votes", "gdp"]), st.integers(0, 9), max_size=2)
    pledges = [
        {
            "id": f"p-{index}",
            "nation": draw(st.sampled_from(codes)),
            "capability": "infantry",
            "strength": draw(strengths),
            **draw(st.fixed_dictionaries({}, optional=particulars)),
        }
        for index in range(draw(st.integers(0, 3)))
    ]
    return build(
        {
            "case": {"format": 1, "id": "x", "title": draw(texts)},
            "nations": {code: {"name": draw(texts), "weights": draw(weights)} for code in codes},
            "factors": factors,
            "pledges": pledges,
        }
    )


@given(cases())
@quick(30)
def test_any_case_goes_through_unchanged(case: Case) -> None:
    through(case, Hall(None))


def test_a_case_that_was_taken_out_opens_another_conference() -> None:
    """Its statements of the first conference stay what they were, beside those of the second."""
    first = Hall()
    first.do(FR, RenewPledge("fr-infantry"))
    first.do(FR, WithdrawPledge("fr-medical"))
    second = Hall(plain_case(first.conference.room(FR).case))
    second.do(FR, RenewPledge("fr-infantry"))
    second.do(FR, RenewPledge("fr-infantry"))
    room = second.conference.room(FR)
    assert build(plain_case(room.case)) == room.case
    assert room.case.pledge_by_id["fr-infantry"].statements == (
        "s1",
        "conference-2",
        "conference-2.2",
        "conference-3.2",
    )
    third = build(plain_case(room.case))
    assert dump(third) == dump(room.case)


def test_a_version_of_the_past_is_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("willing.conference.conference.EVERY", 5)
    monkeypatch.setattr("willing.conference.conference.MOST_RECORDS", 3)
    hall = Hall()
    texts = []
    for strength in range(1, 19):
        texts.append(dump(hall.conference.room(FR).case))
        hall.do(FR, RevisePledge(pledge("fr-infantry", strength=strength)))
    again = hall.again().conference
    for version in (18, 1, 5, 6, 4, 10, 2, 17):
        assert dump(again.room(FR, version).case) == texts[version - 1]
        assert again.room(FR, version).past
    for version in (20, -1, 10**9):
        with pytest.raises(NotThere, match="there is no version"):
            again.room(FR, version)
    assert again.room(FR, 0).opened is False


def test_what_was_written_says_who_said_so() -> None:
    hall = Hall()
    hall.do(DE, EnterPledge(pledge("de-new", strength="unknown")))
    hall.do(HQ, OpenSigning("All of it", ("de-new",)))
    hall.do(DE, Sign("signing-1", "DE"))
    case = hall.conference.room(FR).case
    (said,) = (case.statement_by_id[name] for name in case.pledge_by_id["de-new"].statements)
    assert said.says == "Germany entered this pledge in the conference, of unknown strength."
    assert (said.on.isoformat(), said.source, said.about) == ("2026-03-01", "conference", "de-new")


# Building what a pledge can refer to judges it as building the whole case does

changes: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "nation": st.sampled_from(["FR", "GB", "XX", "fr", 5, None]),
        "capability": st.sampled_from(["infantry", "medical", "nothing", "Bad Name", 3]),
        "strength": st.sampled_from(
            [
                0,
                10,
                -1,
                "unknown",
                "some",
                {"match": 0.1, "of": "others(FR, medical)", "up_to": 9},
                {"match": 0.1, "of": "others(XX)", "up_to": 9},
                {"low": 1, "likely": 2, "high": 3},
            ]
        ),
        "if": st.sampled_from(
            [
                "FR stands",
                "XX stands",
                "fr-ground stands",
                "no-such stands",
                "ceasefire",
                "nonsense (",
                "no_factor",
                "total(infantry) >= 5",
                "others(nothing) >= 5",
                "total(votes) >= 1",
                "",
            ]
        ),
        "stage": st.sampled_from(["committed", "withdrawn", "no stage"]),
        "statements": st.sampled_from([[], ["conference-2"], ["no-such"], "text", 7, [3]]),
        "caveats": st.sampled_from([{"areas": ["odesa"]}, {"areas": ["nowhere"]}, {"tasks": ["x"]}, {"odd": 1}]),
        "units": st.sampled_from([[{"id": "u", "strength": 3}], [{"id": "u", "strength": 3, "capability": "nothing"}]]),
        "id": st.sampled_from(["stands", "fr-new", "Bad", "fr-ground", 3]),
        "odd": st.just(1),
    },
)


def verdict(ask: Any) -> Any:
    try:
        return ask()
    except CaseError as error:
        return sorted(fault.what for fault in error.faults)


@given(changes, st.integers(0, 200))
@quick(15)
def test_a_pledge_is_judged_as_within_the_whole_case(ukraine: Case, change: dict[str, Any], which: int) -> None:
    written = plain_entry(ukraine.pledges[which % len(ukraine.pledges)]) | change
    name = written["id"] if isinstance(written["id"], str) else ""
    mine = verdict(lambda: checked_pledge(ukraine, written))
    whole = verdict(lambda: checked(ukraine, "pledges", name, written).pledges[-1])
    if isinstance(mine, list) and isinstance(whole, list):
        # The whole case also complains of what others say of a pledge that is no longer there under its name.
        assert set(mine) <= set(whole)
        assert mine
    else:
        assert mine == whole


def test_a_capability_that_only_one_pledge_makes_known() -> None:
    """Where a case lists no capabilities but weights, a sum can name what some pledge offers, and only that."""
    case = build({
        **{key: value for key, value in CASE.items() if key in ("case", "factors")},
        "nations": {"FR": {"weights": {"votes": 3}}, "DE": {}},
        "pledges": [pledge("fr-a", capability="ships"), pledge("de-a", **{"if": "total(ships) >= 5"})],
    })  # fmt: skip
    with pytest.raises(CaseError, match="unknown capability or weight 'ships'"):
        checked_pledge(case, pledge("fr-a", capability="tanks"))
    assert checked_pledge(case, pledge("de-b", **{"if": "total(ships) >= 5"})).id == "de-b"
    assert "pledges" in data(case)
