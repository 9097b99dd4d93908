"""What stands around a page: the title, who looks at it, what is new for them, and which version it shows."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from willing.case.names import names_of
from willing.conference.actor import Actor
from willing.conference.conference import Conference
from willing.conference.history import concerns
from willing.conference.room import Room
from willing.ledger.entry import Entry
from willing.web.templating import Flash, Frame, Me, Past, render
from willing.web.visit import Cookie, Go, Page, Route, Visit

FLASH = "willing-said"
"""The cookie that carries what came of an act to the page that is shown next."""
READ = "willing-read"
"""The cookie that says up to where notices were read."""
LONGEST = 4_096
"""Characters of a cookie beyond which it is none of ours."""
UNTITLED = "A conference"
NOBODY = Actor("", "public")
"""Whoever is not signed in, where the public is not let in."""
MOST_NOTICES = 50
"""Notices that are counted; those older are taken as read."""


def framed(visit: Visit, route: Route | None, page: Page) -> str:
    """A page with its frame as HTML."""
    room = visit.room
    frame = frame_of(visit, route, page, room)
    return render(page.template, frame, visit=visit, room=room, **{"to": visit.to, **page.context})


def frame_of(visit: Visit, route: Route | None, page: Page, room: Room) -> Frame:
    """The frame of a page."""
    site, signed_in = visit.site, visit.actor.part != "public"
    may_see = signed_in or site.settings.public
    return Frame(
        conference=room.released.head.title if room.opened and may_see else UNTITLED,
        place=route.place if route else "",
        me=me_of(visit) if signed_in else None,
        version=room.version if may_see else None,
        stamp=f"{room.seen} {room.day}",
        demo=site.settings.demo,
        public=site.settings.public,
        past=_past(visit, room),
        flashes=flashes_of(visit),
        live=page.live,
        fragment=visit.fragment,
    )


def _past(visit: Visit, room: Room) -> Past | None:
    return Past(room.version, room.record.at, visit.here(version=None)) if room.past and room.record.at else None


def me_of(visit: Visit) -> Me:
    """Who looks at the page; where it is made for several at once, nobody in particular."""
    actor, room = visit.actor, visit.room
    nation = names_of(room.released).nation(actor.nation) if actor.nation and room.opened else actor.nation
    return Me(actor.name, actor.part, nation, unread(visit) if actor.name else None)


def unread(visit: Visit) -> int:
    """Notices that were not read yet, as far as the browser remembers."""
    site, conference = visit.site, visit.site.conference
    anybody = replace(visit.actor, name="")
    key = (anybody.viewpoint, conference.seen(anybody, conference.state().heads))
    return not_read(site.concerned.get(key, lambda: _concerned(conference, anybody)), visit.actor, _cookie(visit))


def _concerned(conference: Conference, anybody: Actor) -> tuple[Entry, ...]:
    """Of the latest entries those that everybody of a part and nation is told of who did not make them."""
    entries = conference.entries(conference.chains(anybody))[-MOST_NOTICES:]
    return tuple(entry for entry in entries if concerns(conference, anybody, entry))


def not_read(concerned: Iterable[Entry], actor: Actor, cookie: str) -> int:
    """How many of some entries are new to an actor whose browser remembers to have read what the cookie says."""
    read = _read(cookie)
    return sum(entry.who != actor.name and entry.number > read.get(entry.chain, 0) for entry in concerned)


def read_until(visit: Visit) -> dict[str, int]:
    """For each chain the number of the latest notice that was read."""
    return _read(_cookie(visit))


def _cookie(visit: Visit) -> str:
    return visit.cookies.get(READ, "")


def _read(cookie: str) -> dict[str, int]:
    found = _unpacked(cookie) if cookie else None
    return {str(k): v for k, v in found.items() if isinstance(v, int)} if isinstance(found, dict) else {}


def all_read(visit: Visit) -> Cookie:
    """The cookie that says that everything has been read."""
    conference = visit.site.conference
    heads = conference.state().heads
    return Cookie(READ, _packed({chain: heads[chain] for chain in conference.chains(visit.actor)}), 365 * 86_400)


def wanted(visit: Visit) -> str:
    """The argument that says where to go after signing in."""
    return urlencode({"next": visit.here()})


def flashes_of(visit: Visit) -> tuple[Flash, ...]:
    """What came of what was done before this page."""
    found = _unpacked(visit.cookies.get(FLASH, ""))
    if visit.fragment or not isinstance(found, list) or len(found) != 2:
        return ()
    text, kind = str(found[0]), "warning" if found[1] == "warning" else "done"
    return (Flash(text, kind),)  # type: ignore[arg-type]


def flash_of(going: Go) -> tuple[Cookie, ...]:
    """The cookie that carries what came of an act."""
    return (Cookie(FLASH, _packed([going.said[:600], going.kind]), 60),) if going.said else ()


def _packed(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode()


def _unpacked(text: str) -> Any:
    """What a cookie holds, whoever has written it; ``None`` for anything that is not ours."""
    if len(text) > LONGEST:
        return None
    try:
        return json.loads(urlsafe_b64decode(text.encode()))
    except (ValueError, RecursionError):
        return None
