"""Who may do what: every permission for every part, for its own nation and for another."""

from __future__ import annotations

import pytest
from tests.conference.halls import DE, FR, GB, HQ, Hall, pledge

from willing.conference.actor import PARTS, Actor, Part, drafts_of, readable, talks_with
from willing.conference.convening import PublishRequirement, SettleFactor, StateEntry
from willing.conference.errors import NotAllowed
from willing.conference.permissions import PERMISSIONS, Permission, may, need
from willing.conference.pledging import (
    DropDraft,
    EnterPledge,
    ReleaseDraft,
    RenewPledge,
    RevisePledge,
    SaveDraft,
    WithdrawPledge,
)
from willing.conference.signing import OpenSigning, Sign, StopSigning
from willing.conference.talking import AskInformation, Comment, GiveInformation


def somebody(part: Part) -> Actor:
    return Actor("somebody", part, "FR" if part == "delegate" else None)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda one: one.name)
def test_what_is_not_written_is_denied(permission: Permission, part: Part) -> None:
    actor, scope = somebody(part), permission.who.get(part)
    assert may(actor, permission.name) is (scope is not None)
    assert may(actor, permission.name, "FR") is (scope is not None)
    assert may(actor, permission.name, "DE") is (scope == "any")
    for nation in ("FR", "DE", None):
        if may(actor, permission.name, nation):
            need(actor, permission.name, nation)
        else:
            with pytest.raises(NotAllowed, match=r" may not .*: only .* may") as refused:
                need(actor, permission.name, nation)
            assert len(str(refused.value)) < 220


def test_a_delegate_of_no_nation_speaks_for_none() -> None:
    nobody = Actor("nobody", "delegate")
    own = [one for one in PERMISSIONS if one.who.get("delegate") == "own"]
    assert len(own) == 6
    assert not any(may(nobody, one.name, nation) for one in own for nation in ("FR", None))


ACTS = (
    StateEntry("areas", "north", {}),
    SettleFactor("ceasefire", True),
    PublishRequirement("second", {}),
    OpenSigning("Both", ("gb-infantry", "de-medical")),
    StopSigning("signing-1"),
    Sign("signing-1", "DE"),
    EnterPledge(pledge("de-more")),
    RevisePledge(pledge("de-medical")),
    RenewPledge("de-medical"),
    WithdrawPledge("de-medical"),
    SaveDraft(pledge("de-more")),
    ReleaseDraft("DE", "de-more"),
    DropDraft("DE", "de-more"),
    Comment("de-medical", "x"),
    AskInformation("de-medical", "x"),
    GiveInformation("de-medical", "x", 1),
)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
@pytest.mark.parametrize("part", PARTS)
def test_an_act_on_another_nation_is_refused_before_anything_else_is_said(act: object, part: Part) -> None:
    hall, actor = Hall(), somebody(part)
    if may(actor, act.permission, "DE"):  # type: ignore[attr-defined]
        return
    with pytest.raises(NotAllowed):
        hall.conference.do(actor, act, seen=-7)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        hall.conference.foresee(actor, act)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("actor", "permission", "nation", "says"),
    [
        (
            GB,
            "pledge.write",
            "FR",
            "a delegate of GB may not act for FR: "
            "only delegates of FR may enter, revise, renew and withdraw the nation's pledges",
        ),
        (
            GB,
            "factor.settle",
            None,
            "a delegate of GB may not settle a factor, or open it again: only headquarters may",
        ),
        (
            HQ,
            "draft.see",
            "FR",
            "headquarters may not see the nation's drafts, and the picture with them: only delegates of FR may",
        ),
        (Actor("", "public"), "log.see", None, "the public may not read the log: only those who are signed in may"),
        (
            Actor("", "observer"),
            "talk.see",
            "FR",
            "an observer may not read what headquarters and the nation say to each other: "
            "only headquarters and delegates of FR may",
        ),
    ],
)
def test_a_refusal_says_who_may(actor: Actor, permission: str, nation: str | None, says: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        need(actor, permission, nation)
    assert str(refused.value) == says


def test_which_chains_are_read_by_whom() -> None:
    chains = ["everyone", "people", *(make(code) for make in (drafts_of, talks_with) for code in ("FR", "DE"))]
    unknown = ["", "nation:", "headquarters:", "nation", "secrets", "everyone:FR", "nation:FR "]
    read = {part: readable(somebody(part), chains) for part in PARTS}
    assert read == {
        "headquarters": ("everyone", "headquarters:FR", "headquarters:DE"),
        "delegate": ("everyone", "nation:FR", "headquarters:FR"),
        "observer": ("everyone",),
        "admin": ("everyone", "people"),
        "public": ("everyone",),
    }
    for part in PARTS:
        assert set(readable(somebody(part), unknown)) <= {"headquarters:"}
    assert (DE.viewpoint, FR.viewpoint, HQ.viewpoint) == ("delegate:DE", "delegate:FR", "headquarters")
