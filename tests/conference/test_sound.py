"""Whatever is accepted can be read again for good; whatever is refused is refused in a line, and leaves nothing."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.conference.halls import DE, FR, HQ, Hall, pledge
from tests.strategies import quick

from willing.case.build import build
from willing.case.write import dump
from willing.conference.act import Act
from willing.conference.actor import Actor
from willing.conference.convening import STATED, OpenConference, PublishRequirement, SettleFactor, StateEntry
from willing.conference.errors import Impossible, NotThere, Unconfirmed
from willing.conference.history import lines_of
from willing.conference.pledging import EnterPledge, ReleaseDraft, RevisePledge, SaveDraft, WithdrawPledge
from willing.conference.record import plain_case
from willing.conference.signing import OpenSigning, StopSigning
from willing.conference.talking import Comment, GiveInformation
from willing.errors import CaseError, WillingError

ODD: list[Any] = [
    None, True, False, 0, 1, -1, 10**9, 10**17, 10**30, 0.5, 1e300, math.nan, math.inf, "", " ", "x", "FR",
    "fr-infantry", "stands", "others", "ceasefire", "unknown", "2026-02-30", "2026-02-03", "\x00", "\x1b[2J", "\ud800",
    "\ufffe", "a\nb", "a" * 30_000, [], [[]], {},
    {"a": {}}, {1: 2}, {"id": 1}, ["s1", 5], {"match": math.nan, "up_to": 5},
    {"match": 1, "up_to": 10**20}, {"low": 3, "likely": 2, "high": 1}, b"bytes", object(), 1j, {"\ud800": 1},
]  # fmt: skip
odd: st.SearchStrategy[Any] = st.sampled_from(ODD) | st.text(st.characters(), max_size=6) | st.integers() | st.floats()
values: st.SearchStrategy[Any] = st.recursive(
    odd,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("id", "nation", "capability", "strength", "if", "caveats", "stage", "from", "until", "units", "statements",
        "basis", "note", "notice_days", "for_months", "title", "name", "probability", "value", "posts", "source", "on",
        "about", "says", "weights", "at", "format", "target", "substitutes", "measures")  # fmt: skip
written = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), values, max_size=5)


@st.composite
def acts(draw: st.DrawFn) -> tuple[Actor, Any]:
    """Acts that are nearly in order: one thing or two are odd."""
    base = draw(st.sampled_from([pledge("fr-new"), pledge("fr-infantry"), pledge("fr-infantry", strength=3), {}]))
    said = {"id": "s2", "source": "times", "on": "2026-02-02", "about": "case", "says": "Yes."}
    entry: Any = draw(st.sampled_from([{}, said, {"name": "x"}])) | draw(written)
    entry = draw(st.sampled_from([entry, entry, draw(values)]))
    mine: Any = draw(st.sampled_from([base | draw(written), base | draw(written), draw(values)]))
    section: Any = draw(st.sampled_from((*STATED, "pledges", "signings", "head", "weights", "pledge_by_id")) | odd)
    key: Any = draw(st.sampled_from(["west", "s1", "s2", "FR", "NO", "infantry", "ceasefire", "times", "case"]) | odd)
    return draw(
        st.sampled_from(
            [
                (FR, EnterPledge(mine)),
                (FR, RevisePledge(mine)),
                (FR, SaveDraft(mine)),
                (FR, ReleaseDraft("FR", "fr-drafted", mine)),
                (FR, WithdrawPledge("fr-infantry", key)),
                (HQ, StateEntry(section, key, entry)),
                (HQ, StateEntry(section, key, None)),
                (HQ, PublishRequirement(key, entry)),
                (HQ, SettleFactor(key, entry)),
                (HQ, OpenSigning(key, (key,))),
                (HQ, StopSigning(key, key)),
                (HQ, Comment("fr-infantry", key)),
                (FR, GiveInformation("fr-infantry", key, draw(odd))),
            ]
        )
    )


@pytest.fixture(scope="module")
def hall() -> Hall:
    """One conference for all: whatever is accepted stays, and must not spoil what comes after."""
    made = Hall()
    made.do(FR, SaveDraft(pledge("fr-drafted")))
    return made


def test_a_conference_outlives_whatever_is_sent_to_it(hall: Hall) -> None:
    accepted: list[str] = []

    @given(acts())
    @example(
        (
            HQ,
            StateEntry(
                "statements",
                "conference-2",
                {"id": "conference-2", "source": "times", "on": "2026-02-02", "about": "case", "says": "Yes."},
            ),
        )
    )
    @quick(90)
    def send(sent: tuple[Actor, Act]) -> None:
        actor, act = sent
        before = hall.ledger.entries()
        private = isinstance(act, SaveDraft | ReleaseDraft)
        seen = hall.conference.state().drafts["FR"].number if private else hall.version
        try:
            try:
                done = hall.conference.do(actor, act, seen)
            except Unconfirmed as error:
                done = hall.conference.do(actor, act, seen, error.effect.digest)
        except WillingError as error:
            assert str(error)
            assert str(error).isprintable() or isinstance(error, CaseError)
            assert hall.ledger.entries() == before
            return
        accepted.append(done.entries[0].kind)

    send()
    assert accepted
    again = hall.again()
    assert again.conference.state() == hall.conference.state()
    room = again.conference.room(FR)
    assert build(plain_case(room.case)) == room.case
    dump(room.with_ours().case).encode()
    for actor in (HQ, FR, DE):
        for line in lines_of(again.conference, actor):
            assert line.says.encode()
    again.do(FR, RevisePledge(pledge("fr-infantry", strength=77)))


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (EnterPledge([1]), "pledge is a list: give a mapping of keys to values"),  # type: ignore[arg-type]
        (EnterPledge({"strength": math.nan}), "a number is too large, or is none"),
        (EnterPledge({1: 2}), "the key a number is not text: write it in quotes"),  # type: ignore[dict-item]
        (EnterPledge({"note": "a\x00b"}), r"'a\?b' holds the sign U\+0000, which is no text: leave it out"),
        (EnterPledge({"note": "\udcff"}), r"U\+DCFF"),
        (EnterPledge({"note": b"x"}), "a bytes cannot be written down"),
        (WithdrawPledge(7), "pledge is a number: give text"),  # type: ignore[arg-type]
        (GiveInformation("fr-infantry", "x", True), "request is true or false: give a whole number"),
        (OpenSigning("x", (5,)), "pledges holds what is no name"),  # type: ignore[arg-type]
        (SettleFactor("ceasefire", 1), "value is a number: give true, false or nothing"),  # type: ignore[arg-type]
        (StateEntry("head", "x", None), "'head' is not stated like this: the sections are case, sources"),
        (StateEntry("pledge_by_id", "fr-infantry", None), "is not stated like this"),
    ],
)
def test_what_is_wrong_is_said(act: Act, says: str) -> None:
    for actor in (HQ, FR):
        with pytest.raises(Impossible, match=says):
            hall = Hall()
            hall.conference.do(actor, act, 1)
        if isinstance(act, StateEntry):
            break


def test_what_is_nested_too_deep_is_refused() -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(Impossible, match="nested deeper than 40 levels"):
        Hall().do(FR, EnterPledge(pledge("fr-new", units=deep)))
    while deep:
        deep = deep[0]


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("nations", "FR"),
        ("factors", "ceasefire"),
        ("capabilities", "medical"),
        ("areas", "west"),
        ("sources", "times"),
        ("statements", "s1"),
    ],
)
def test_what_others_refer_to_is_not_removed(section: str, key: str) -> None:
    hall = Hall()
    with pytest.raises(CaseError, match="unknown"):
        hall.do(HQ, StateEntry(section, key, None))
    with pytest.raises(NotThere, match="nothing to remove"):
        hall.do(HQ, StateEntry(section, "nowhere", None))
    assert hall.version == 1


def test_what_a_stage_or_value_was_founded_on_goes_with_it() -> None:
    """The minister who declared a pledge did not say that it is withdrawn."""
    hall = Hall({**plain_case(build({"case": {"format": 1, "id": "x", "title": "X"}})), "nations": {"FR": {}},
                 "factors": {"f": {"value": True, "basis": {"value": {"reported": "The news."}}}},
                 "pledges": [pledge("fr-a", basis={"stage": {"reported": "The minister."},
                                                   "strength": {"assumed": "A guess."}})]})  # fmt: skip
    hall.do(HQ, SettleFactor("f", False))
    hall.do(FR, WithdrawPledge("fr-a"))
    case = hall.conference.room(FR).case
    assert case.factors["f"].basis == {}
    assert set(case.pledge_by_id["fr-a"].basis) == {"strength"}


def test_a_case_with_signs_that_are_no_text_is_not_opened() -> None:
    with pytest.raises(Impossible, match=r"U\+001B"):
        Hall(None).do(HQ, OpenConference({"case": {"format": 1, "id": "x", "title": "\x1b[2J"}}))
