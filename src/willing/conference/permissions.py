"""Who may do what, as data: what is not written here is denied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from willing.case.wording import cut
from willing.conference.actor import Actor, Part
from willing.conference.errors import NotAllowed

Scope = Literal["any", "own"]
"""Whether a permission holds for every nation or for one's own alone."""


@dataclass(frozen=True)
class Permission:
    """One thing that may be done, and by whom."""

    name: str
    says: str
    """What it lets one do, as the end of a sentence that begins with "may"."""
    who: Mapping[Part, Scope]
    """The parts that have it, each for every nation or for its own."""


_SIGNED_IN: Mapping[Part, Scope] = {"headquarters": "any", "delegate": "any", "observer": "any", "admin": "any"}
_ALL: Mapping[Part, Scope] = {**_SIGNED_IN, "public": "any"}
_HEADQUARTERS: Mapping[Part, Scope] = {"headquarters": "any"}
_OWN: Mapping[Part, Scope] = {"delegate": "own"}

PERMISSIONS: tuple[Permission, ...] = (
    Permission("picture.see", "see the common picture: released pledges, what stands, requirements, signings", _ALL),
    Permission("log.see", "read the log: who did what, when, and what it did to the force", _SIGNED_IN),
    Permission("question.ask", "ask what would be if: nothing is saved", _SIGNED_IN),
    Permission("case.export", "take the case away as files, as it is seen", _SIGNED_IN),
    Permission("notices.see", "see notices of what concerns one, and follow them in a feed", _SIGNED_IN),
    Permission("account.own", "change one's own password and make tokens for programs", _SIGNED_IN),
    Permission("conference.open", "open the conference from a case or from nothing", _HEADQUARTERS),
    Permission(
        "case.state", "name nations, areas, capabilities, factors and sources, and set the target", _HEADQUARTERS
    ),
    Permission("factor.settle", "settle a factor, or open it again", _HEADQUARTERS),
    Permission("requirement.publish", "publish, change and retire requirements", _HEADQUARTERS),
    Permission("signing.open", "open a signing of a group, and stop one", _HEADQUARTERS),
    Permission("signing.sign", "sign for the nation in a signing", _OWN),
    Permission("pledge.write", "enter, revise, renew and withdraw the nation's pledges", _OWN),
    Permission("draft.see", "see the nation's drafts, and the picture with them", _OWN),
    Permission("draft.write", "save, release and drop the nation's drafts", _OWN),
    Permission("talk.see", "read what headquarters and the nation say to each other", {**_HEADQUARTERS, **_OWN}),
    Permission("talk.write", "comment on a pledge, ask for information and give it", {**_HEADQUARTERS, **_OWN}),
    Permission("people.see", "see accounts, invitations and their log", {"admin": "any"}),
    Permission("people.write", "add and change accounts, send and withdraw invitations", {"admin": "any"}),
)
"""Every permission."""

BY_NAME: Mapping[str, Permission] = {permission.name: permission for permission in PERMISSIONS}


def may(actor: Actor, name: str, nation: str | None = None) -> bool:
    """Whether an actor has a permission, for a nation where the permission is one's own nation's.

    Without a nation: whether for any nation at all. Raises :class:`KeyError` for a permission that does not exist.
    """
    scope = BY_NAME[name].who.get(actor.part)
    if scope == "own":
        return actor.nation is not None and nation in (None, actor.nation)
    return scope == "any"


def need(actor: Actor, name: str, nation: str | None = None) -> None:
    """Raise :class:`~willing.conference.errors.NotAllowed` unless the actor has a permission."""
    if not may(actor, name, nation):
        raise NotAllowed(BY_NAME[name].says, actor, nation, holders(name, nation))


def holders(name: str, nation: str | None = None) -> str:
    """Those who have a permission, as a sentence names them; of a nation's own those of ``nation``."""
    who = BY_NAME[name].who
    if who == _SIGNED_IN:
        return "those who are signed in"
    own = f"delegates of {cut(nation)}" if nation is not None else "delegates of the nation"
    named: Mapping[Part, str] = {"headquarters": "headquarters", "delegate": own, "observer": "observers"}
    found = [own if scope == "own" else named.get(part, "admins") for part, scope in who.items()]
    return " and ".join(found)
