"""The acts: each is durable when it is answered, or nothing of it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Body, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from willing.case.pledge import Pledge
from willing.case.requirement import Requirement
from willing.conference.act import Act
from willing.conference.actor import Actor
from willing.conference.conference import Done
from willing.conference.convening import OpenConference, PublishRequirement, SettleFactor, StateEntry
from willing.conference.errors import Impossible
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
from willing.web.api.caller import Caller, Endpoint, Here, IfMatch, answered, effect_said, seen_of, tag
from willing.web.site import Site

Name = Annotated[str, Path(max_length=200)]
Data = Annotated[dict[str, Any], Body(description="With the keys of the case format.")]
Accepted = Annotated[str | None, Query(description="What confirms that its effect was seen.", max_length=40)]
Because = Annotated[str, Query(description="The reason, which everybody reads.", max_length=2_000)]


class Sent(BaseModel):
    """Base of what is sent: nothing but what is known."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Opening(Sent):
    """A signing to be opened."""

    title: str = Field(min_length=1, max_length=500)
    pledges: list[str] = Field(min_length=1, max_length=1_000)


class Said(Sent):
    """Something said about a pledge."""

    text: str = Field(min_length=1, max_length=10_000)
    kind: str = Field("comment", pattern="^(comment|request|answer)$")
    request: int | None = Field(None, ge=1, le=10**9)
    """For an answer, the number of the request."""


class Settling(Sent):
    """What a factor is settled as; `null` opens it again."""

    value: bool | None


def _done(site: Site, actor: Actor, act: Act, if_match: str | None = None, accepted: str | None = None) -> Response:
    done = site.conference.do(actor, act, seen_of(if_match), accepted)
    return answered(_said(done), tag(done.number))


def _said(done: Done) -> dict[str, Any]:
    entries = [{"chain": entry.chain, "number": entry.number, "kind": entry.kind} for entry in done.entries]
    return {"version": done.version, "entries": entries, "effect": effect_said(done.effect)}


def _own(actor: Actor) -> str:
    """The nation that a delegate speaks for."""
    if actor.nation is None:
        raise Impossible("only a delegate speaks for a nation")
    return actor.nation


def _named(written: Mapping[str, Any], pledge: str, actor: Actor) -> dict[str, Any]:
    return {"nation": _own(actor), **written, "id": pledge}


def open_conference(site: Here, actor: Caller, case: Data) -> Response:
    """Open the conference from a case."""
    return _done(site, actor, OpenConference(case))


def state_entry(site: Here, actor: Caller, section: Name, key: Name, entry: Data, if_match: IfMatch = None) -> Response:
    """Add or change an entry of the case that headquarters states."""
    return _done(site, actor, StateEntry(section, key, entry), if_match)


def remove_entry(site: Here, actor: Caller, section: Name, key: Name, if_match: IfMatch = None) -> Response:
    """Remove an entry of the case that headquarters states."""
    return _done(site, actor, StateEntry(section, key, None), if_match)


def settle_factor(site: Here, actor: Caller, factor: Name, settling: Settling, if_match: IfMatch = None) -> Response:
    """Settle a factor, or open it again."""
    return _done(site, actor, SettleFactor(factor, settling.value), if_match)


def publish_requirement(
    site: Here, actor: Caller, requirement: Name, entry: Data, if_match: IfMatch = None
) -> Response:
    """Publish or change a requirement."""
    return _done(site, actor, PublishRequirement(requirement, entry), if_match)


def retire_requirement(site: Here, actor: Caller, requirement: Name, if_match: IfMatch = None) -> Response:
    """Retire a requirement."""
    return _done(site, actor, PublishRequirement(requirement, None), if_match)


def enter_or_revise_pledge(
    site: Here, actor: Caller, pledge: Name, written: Data, if_match: IfMatch = None, accepted: Accepted = None
) -> Response:
    """Enter a new pledge (without `If-Match`), or revise one (with it)."""
    named = _named(written, pledge, actor)
    act = EnterPledge(named) if if_match is None else RevisePledge(named)
    return _done(site, actor, act, if_match, accepted)


def foresee_pledge(site: Here, actor: Caller, pledge: Name, written: Data) -> Response:
    """What entering or revising a pledge would do to the standing force; nothing is saved."""
    named = _named(written, pledge, actor)
    there = pledge in site.conference.room(actor).released.pledge_by_id
    decision = site.conference.foresee(actor, RevisePledge(named) if there else EnterPledge(named))
    return answered({**effect_said(decision.effect), "accepted": decision.effect.digest})


def renew_pledge(site: Here, actor: Caller, pledge: Name, if_match: IfMatch = None) -> Response:
    """Say again what was pledged, unchanged."""
    return _done(site, actor, RenewPledge(pledge), if_match)


def withdraw_pledge(
    site: Here, actor: Caller, pledge: Name, because: Because = "", if_match: IfMatch = None, accepted: Accepted = None
) -> Response:
    """Withdraw a pledge."""
    return _done(site, actor, WithdrawPledge(pledge, because), if_match, accepted)


def save_draft(site: Here, actor: Caller, pledge: Name, written: Data, if_match: IfMatch = None) -> Response:
    """Save a draft that nobody but one's own nation sees."""
    return _done(site, actor, SaveDraft(_named(written, pledge, actor)), if_match)


def drop_draft(site: Here, actor: Caller, pledge: Name, if_match: IfMatch = None) -> Response:
    """Drop a draft."""
    return _done(site, actor, DropDraft(_own(actor), pledge), if_match)


def release_draft(
    site: Here, actor: Caller, pledge: Name, if_match: IfMatch = None, accepted: Accepted = None
) -> Response:
    """Release a draft for everybody to see."""
    return _done(site, actor, ReleaseDraft(_own(actor), pledge), if_match, accepted)


def open_signing(site: Here, actor: Caller, opening: Opening) -> Response:
    """Open the signing of a group of pledges."""
    return _done(site, actor, OpenSigning(opening.title, tuple(opening.pledges)))


def sign(site: Here, actor: Caller, signing: Name) -> Response:
    """Sign for one's own nation; with the last signature all of the group is committed."""
    return _done(site, actor, Sign(signing, _own(actor)))


def stop_signing(site: Here, actor: Caller, signing: Name, because: Because = "") -> Response:
    """Stop a signing; nothing of it is committed."""
    return _done(site, actor, StopSigning(signing, because))


def say(site: Here, actor: Caller, pledge: Name, said: Said) -> Response:
    """Comment on a pledge, ask for information, or give it."""
    if said.kind == "answer":
        if said.request is None:
            raise Impossible("say which request this answers: `request` is its number")
        return _done(site, actor, GiveInformation(pledge, said.text, said.request))
    return _done(site, actor, (Comment if said.kind == "comment" else AskInformation)(pledge, said.text))


ENDPOINTS = (
    Endpoint("POST", "/conference", "conference.open", open_conference),
    Endpoint("PUT", "/case/{section}/{key}", "case.state", state_entry),
    Endpoint("DELETE", "/case/{section}/{key}", "case.state", remove_entry),
    Endpoint("PUT", "/factors/{factor}/value", "factor.settle", settle_factor),
    Endpoint("PUT", "/requirements/{requirement}", "requirement.publish", publish_requirement, body=Requirement),
    Endpoint("DELETE", "/requirements/{requirement}", "requirement.publish", retire_requirement),
    Endpoint("PUT", "/pledges/{pledge}", "pledge.write", enter_or_revise_pledge, body=Pledge),
    Endpoint("DELETE", "/pledges/{pledge}", "pledge.write", withdraw_pledge),
    Endpoint("POST", "/pledges/{pledge}/foresee", "pledge.write", foresee_pledge, body=Pledge),
    Endpoint("POST", "/pledges/{pledge}/renew", "pledge.write", renew_pledge),
    Endpoint("POST", "/pledges/{pledge}/talk", "talk.write", say),
    Endpoint("PUT", "/drafts/{pledge}", "draft.write", save_draft, body=Pledge),
    Endpoint("DELETE", "/drafts/{pledge}", "draft.write", drop_draft),
    Endpoint("POST", "/drafts/{pledge}/release", "draft.write", release_draft),
    Endpoint("POST", "/signings", "signing.open", open_signing),
    Endpoint("POST", "/signings/{signing}/sign", "signing.sign", sign),
    Endpoint("POST", "/signings/{signing}/stop", "signing.open", stop_signing),
)
