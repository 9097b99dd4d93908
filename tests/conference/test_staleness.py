"""No update is ever lost: against a small model, by two who act for the same nation through two processes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from tests.conference.halls import DE, FR, FR2, HQ, HQ2, Hall, pledge
from tests.strategies import quick

from willing.conference.act import Act
from willing.conference.actor import Actor
from willing.conference.conference import Conference, State
from willing.conference.convening import PublishRequirement, SettleFactor, StateEntry
from willing.conference.errors import Difference, Impossible, NotThere, Stale, Unconfirmed
from willing.conference.pledging import (
    DropDraft,
    EnterPledge,
    ReleaseDraft,
    RenewPledge,
    RevisePledge,
    SaveDraft,
    WithdrawPledge,
)

WHO = {"HQ": (HQ, HQ2), "FR": (FR, FR2)}


class Model:
    """What was written last, and when: nothing of how the conference works it out."""

    def __init__(self) -> None:
        self.version = 1
        self.drafts = 0
        self.values: dict[str, Any] = {}
        self.written: dict[str, int] = {}

    def latest(self, subject: str) -> int:
        return self.drafts if subject.startswith("draft:") else self.version

    def stale(self, subject: str, seen: int) -> bool:
        if subject.startswith("draft:") and not seen and self.values.get(subject) is None:
            return False  # no draft was there when it was looked at, and none is there
        default = 0 if subject.startswith("draft:") else 1
        return self.written.get(subject, default) > seen

    def write(self, subject: str, value: Any) -> None:
        if subject.startswith("draft:"):
            self.drafts += 1
        else:
            self.version += 1
        self.written[subject] = self.latest(subject)
        self.values[subject] = value


class Conferences(RuleBasedStateMachine):
    """Two processes over one ledger."""

    looks = Bundle("looks")

    @initialize()
    def open(self) -> None:
        self.hall = Hall()
        self.halls = (self.hall, self.hall.again())
        self.model = Model()

    @rule(target=looks)
    def look(self) -> tuple[int, int]:
        """Somebody opens a form; it may be a long time until they send it."""
        return self.model.version, self.model.drafts

    def act(self, process: int, actor: Actor, act: Act, look: tuple[int, int], value: Any) -> None:
        """Do something that writes a value, if the model says so and only then."""
        model, subject = self.model, act.subject
        seen = look[1] if subject.startswith("draft:") else look[0]
        stale, idle = model.stale(subject, seen), self.idle(subject, value)
        conference = self.halls[process].conference
        try:
            try:
                done = conference.do(actor, act, seen)
            except Unconfirmed as error:
                done = conference.do(actor, act, seen, error.effect.digest)
        except Stale as refused:
            assert stale
            assert refused.version == model.written[subject]
            return
        except (Impossible, NotThere):
            assert idle and not stale
            return
        assert not stale
        model.write(subject, value)
        assert done.version == model.version

    def idle(self, subject: str, value: Any) -> bool:
        """Whether there may be nothing to do: it is so already."""
        return not subject.startswith("draft:") and self.model.values.get(subject, "as it was") == value

    @rule(process=st.integers(0, 1), who=st.integers(0, 1), look=looks, strength=st.integers(1, 3))
    def revise(self, process: int, who: int, look: tuple[int, int], strength: int) -> None:
        act = RevisePledge(pledge("fr-infantry", strength=strength))
        self.act(process, WHO["FR"][who], act, look, strength)

    @rule(process=st.integers(0, 1), who=st.integers(0, 1), look=looks)
    def withdraw(self, process: int, who: int, look: tuple[int, int]) -> None:
        self.act(process, WHO["FR"][who], WithdrawPledge("fr-infantry"), look, "withdrawn")

    @rule(process=st.integers(0, 1), who=st.integers(0, 1), look=looks, value=st.booleans())
    def settle(self, process: int, who: int, look: tuple[int, int], value: bool) -> None:
        self.act(process, WHO["HQ"][who], SettleFactor("ceasefire", value), look, value)

    @rule(process=st.integers(0, 1), who=st.integers(0, 1), look=looks, name=st.sampled_from(["North", "Nord"]))
    def state(self, process: int, who: int, look: tuple[int, int], name: str) -> None:
        self.act(process, WHO["HQ"][who], StateEntry("areas", "west", {"name": name}), look, name)

    @rule(process=st.integers(0, 1), who=st.integers(0, 1), look=looks, strength=st.integers(1, 3))
    def draft(self, process: int, who: int, look: tuple[int, int], strength: int) -> None:
        act = SaveDraft(pledge("fr-infantry", strength=strength, note="drafted"))
        self.act(process, WHO["FR"][who], act, look, strength)

    @rule(process=st.integers(0, 1), who=st.integers(0, 1), look=looks)
    def drop(self, process: int, who: int, look: tuple[int, int]) -> None:
        if self.model.values.get("draft:fr-infantry") is not None:
            self.act(process, WHO["FR"][who], DropDraft("FR", "fr-infantry"), look, None)

    @rule(process=st.integers(0, 1), who=st.integers(0, 1), look=looks)
    def release(self, process: int, who: int, look: tuple[int, int]) -> None:
        value = self.model.values.get("draft:fr-infantry")
        if value is not None:
            act = ReleaseDraft("FR", "fr-infantry", over=look[0])
            self.release_of(process, WHO["FR"][who], act, look, value)

    def release_of(self, process: int, actor: Actor, act: Act, look: tuple[int, int], value: int) -> None:
        model, conference = self.model, self.halls[process].conference
        stale = model.stale("draft:fr-infantry", look[1]) or model.stale("pledge:fr-infantry", look[0])
        try:
            try:
                conference.do(actor, act, look[1])
            except Unconfirmed as error:
                conference.do(actor, act, look[1], error.effect.digest)
        except Stale:
            assert stale
            return
        except Impossible as error:
            assert "what is released already" in str(error)
            return
        assert not stale
        model.write("pledge:fr-infantry", value)
        model.write("draft:fr-infantry", None)

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "model"):
            return
        for hall in self.halls:
            self.is_as_modelled(hall.conference.state())

    def is_as_modelled(self, state: State) -> None:
        values, case = self.model.values, state.record.case
        assert case is not None
        assert state.record.version == self.model.version
        strength = values.get("pledge:fr-infantry", 500)
        found = case.pledge_by_id["fr-infantry"]
        assert found.stage == "withdrawn" if strength == "withdrawn" else found.strength == strength
        assert case.factors["ceasefire"].value is values.get("factors:ceasefire")
        assert case.areas["west"].name == values.get("areas:west", "The west")
        drafts = state.drafts.get("FR")
        there = drafts.by_id.get("fr-infantry") if drafts else None
        assert (there.pledge.strength if there else None) == values.get("draft:fr-infantry")
        assert (drafts.number if drafts else 0) == self.model.drafts

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            entries = self.hall.ledger.entries()
            for chain in {entry.chain for entry in entries}:
                numbers = [entry.number for entry in entries if entry.chain == chain]
                assert numbers == list(range(1, len(numbers) + 1))
            latest = Conference(self.hall.ledger, self.hall.clock)
            assert latest.state() == self.halls[0].conference.state() == self.halls[1].conference.state()
            for version in range(self.model.version + 1):
                assert latest.record(version) == self.hall.conference.record(version)


TestConferences = Conferences.TestCase
TestConferences.settings = settings(quick(30), stateful_step_count=30)


# By hand


def test_the_difference_shows_each_field_as_it_was_as_it_is_and_as_one_wants_it() -> None:
    hall = Hall()
    seen = hall.version
    hall.do(FR2, RevisePledge(pledge("fr-infantry", strength=600)))
    hall.do(FR2, RenewPledge("fr-infantry"))
    with pytest.raises(Stale) as stale:
        hall.do(FR, RevisePledge(pledge("fr-infantry", strength=700)), seen=seen)
    assert {row.field: row for row in stale.value.differences}["strength"] == Difference("strength", 500, 600, 700)
    rows = {row.field: row for row in stale.value.differences}
    assert "stage" in rows or "statements" in rows
    # What a revision does not type is kept, and is not shown as something that it would take away.
    assert rows["statements"].yours == rows["statements"].theirs == ["s1", "conference-2", "conference-3"]
    assert rows["statements"].before == ["s1"]
    assert stale.value.version == 3
    hall.do(FR, RevisePledge(pledge("fr-infantry", strength=700)), seen=stale.value.version)


def test_what_was_not_there_yet_is_nothing_before() -> None:
    hall = Hall()
    hall.do(HQ, StateEntry("areas", "north", {"name": "North"}))
    with pytest.raises(Stale) as stale:
        hall.do(HQ2, StateEntry("areas", "north", {"name": "Nord"}), seen=1)
    assert stale.value.differences == (Difference("name", None, "North", "Nord"),)
    hall.do(HQ, PublishRequirement("second", {"title": "One"}))
    with pytest.raises(Stale) as stale:
        hall.do(HQ2, PublishRequirement("second", {"title": "Two"}), seen=2)
    assert stale.value.differences == (Difference("title", None, "One", "Two"),)


def test_a_factor_settled_meanwhile_shows_only_that() -> None:
    hall = Hall()
    seen = hall.version
    hall.do(HQ, SettleFactor("ceasefire", True))
    with pytest.raises(Stale) as stale:
        hall.do(HQ2, SettleFactor("ceasefire", False), seen=seen)
    rows = {row.field: (row.before, row.theirs, row.yours) for row in stale.value.differences}
    assert rows["value"] == (None, True, False)
    assert "title" not in rows
    assert "probability" not in rows


@pytest.mark.parametrize("seen", [-1, -50, 3, 10**6, 10**30, 1.0, True])
def test_nobody_has_seen_a_version_that_does_not_exist(seen: Any) -> None:
    hall = Hall()
    hall.do(FR2, RevisePledge(pledge("fr-infantry", strength=600)))
    with pytest.raises(Impossible, match="there are versions 0 to 2"):
        hall.do(FR, RevisePledge(pledge("fr-infantry", strength=700)), seen=seen)
    with pytest.raises(Impossible, match="there are versions 0 to 0"):
        hall.do(FR, SaveDraft(pledge("fr-new")), seen=seen)
    assert hall.version == 2


def test_a_change_says_which_version_it_is_based_on() -> None:
    hall = Hall()
    with pytest.raises(Impossible, match="say which version"):
        hall.conference.do(FR, RevisePledge(pledge("fr-infantry")))


def test_a_draft_that_a_colleague_has_made_meanwhile_is_not_overwritten() -> None:
    hall = Hall()
    hall.do(FR, SaveDraft(pledge("fr-new", strength=1)))
    with pytest.raises(Stale) as stale:
        hall.conference.do(FR2, SaveDraft(pledge("fr-new", strength=2)))
    rows = {row.field: (row.before, row.theirs, row.yours) for row in stale.value.differences}
    assert rows["strength"] == (None, 1, 2)


def test_a_draft_does_not_take_the_place_of_what_its_nation_released_since() -> None:
    hall = Hall()
    hall.do(FR, SaveDraft(pledge("fr-infantry", strength=600)))
    hall.do(FR2, RevisePledge(pledge("fr-infantry", strength=700)))
    with pytest.raises(Stale) as stale:
        hall.do(FR, ReleaseDraft("FR", "fr-infantry"))
    rows = {row.field: (row.before, row.theirs, row.yours) for row in stale.value.differences}
    assert stale.value.subject == "pledge:fr-infantry"
    assert rows["strength"] == (500, 700, 600)
    with pytest.raises(Impossible, match="there are versions 0 to 2"):
        hall.do(FR, ReleaseDraft("FR", "fr-infantry", over=3))
    done = hall.do(FR, ReleaseDraft("FR", "fr-infantry", over=2))
    assert (done.version, done.entries[0].based_on) == (3, 2)


def test_what_was_done_says_its_own_version_and_not_that_of_who_came_next() -> None:
    """Else whoever got it would write over what came next without having seen it."""
    hall = Hall()
    conference, do = hall.conference, hall.conference.do
    asked = conference.state

    def late() -> State:
        conference.state = asked  # type: ignore[method-assign]
        hall.again().do(FR2, RevisePledge(pledge("fr-infantry", strength=9)))
        return asked()

    act = RevisePledge(pledge("fr-infantry", strength=8))
    conference.state = late  # type: ignore[method-assign]
    done = do(FR, act, 1)
    assert (done.version, done.number) == (2, 2)


def test_what_the_case_is_about_is_one_subject() -> None:
    hall = Hall()
    head = {"format": 1, "id": "small", "title": "One"}
    hall.do(HQ, StateEntry("case", "case", head))
    with pytest.raises(Stale):
        hall.do(HQ2, StateEntry("case", "", {**head, "title": "Two"}), seen=1)


def test_an_entry_of_a_list_is_stated_under_its_own_id() -> None:
    hall = Hall()
    said = {"id": "s2", "source": "times", "on": "2026-02-02", "about": "case", "says": "Yes."}
    hall.do(HQ, StateEntry("statements", "s2", said))
    with pytest.raises(Impossible, match="write that as its id"):
        hall.do(HQ, StateEntry("statements", "s3", said))


def test_two_conferences_number_their_own() -> None:
    hall = Hall()
    other = hall.again()
    assert hall.do(FR, EnterPledge(pledge("fr-a"))).version == 2
    assert other.do(DE, EnterPledge(pledge("de-a"))).version == 3
    assert hall.do(FR, EnterPledge(pledge("fr-b"))).version == 4
    assert hall.conference.state() == other.conference.state()
