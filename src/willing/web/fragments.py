"""What tabs fetch when something is new: made once for all who see the same, and sent to each of them.

Some hundred tabs ask for the same page within the same second. What a page says depends on the part and the nation of
who looks, never on the account: it is made for somebody without a name, so that it cannot. Only the number of notices
that one has not read is one's own, and comes last.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from willing.conference.actor import PEOPLE, Actor
from willing.web import frames
from willing.web.gate import own_cookies
from willing.web.packing import begun, ended
from willing.web.site import Made, Site
from willing.web.stream import HEARTBEAT, Pulse
from willing.web.templating import piece
from willing.web.visit import Page, Reply, Route, Visit

TRUSTED = HEARTBEAT
"""Seconds for which a session is taken to go on after it was looked up, for fragments alone: as long as its stream."""
HTML = "text/html; charset=utf-8"
PLAIN: Mapping[str, str] = {"cache-control": "private, no-cache", "vary": "Cookie, X-Live, Accept-Encoding"}
PACKED: Mapping[str, str] = {**PLAIN, "content-encoding": "gzip"}


class NotShared(Exception):  # noqa: N818  not an error: the answer is one for a single reader
    """What a route answered is not a page that others would get too."""


def live(request: Request) -> bool:
    """Whether a tab asks by itself, to keep up, and not its reader."""
    return request.headers.get("x-live") == "1"


def fragment(visit: Visit, route: Route) -> Reply | None:
    """The fragment of a page; ``None`` where it is not one that is shared."""
    if not (visit.fragment and route.shared and visit.method == "GET"):
        return None
    site, room = visit.site, visit.room
    key = (visit.here(), visit.actor.viewpoint, room.seen, room.day)
    try:
        made = site.fragments.get(key, lambda: _made(visit, route))
    except NotShared:
        return None
    packed = ended(made.page, _own(visit.actor, frames.unread(visit)))
    if "gzip" in visit.headers.get("accept-encoding", ""):
        return Reply(packed, HTML, headers=PACKED)
    return Reply(gzip.decompress(packed), HTML, headers=PLAIN)


def trusted(site: Site, token: str) -> Actor | None:
    """Who holds a session, which is then taken to go on for :data:`TRUSTED` by those that keep up by themselves.

    What may end it is noted before it is looked up, and who has left meanwhile is let go again.
    """
    known = site.clock() + timedelta(seconds=TRUSTED), site.conference.known.heads.get(PEOPLE, 0)
    actor = site.actor(token, used=False)
    if actor is not None and actor.part != "public":
        site.recent.put(token, (actor, *known))
        if site.left.peek(token):
            site.recent.drop(token)
    return actor


def _made(visit: Visit, route: Route) -> Made:
    nobody = replace(visit, actor=replace(visit.actor, name=""), cookies={}, token=None, headers={}, address="")
    answer = route.handler(nobody)
    if not isinstance(answer, Page) or answer.status != 200 or answer.cookies:
        raise NotShared
    return Made(begun(frames.framed(nobody, route, answer).encode("utf-8", "surrogatepass")), route.path)


def _own(actor: Actor, new: int) -> bytes:
    """What stands at the end of the fragment of somebody who has not read so many notices."""
    return _notices(new) if actor.part != "public" else b""


@lru_cache(maxsize=frames.MOST_NOTICES + 1)
def _notices(new: int) -> bytes:
    return piece("frame_notices.html", new=new).encode()


class Asked(NamedTuple):
    """A fetch by somebody who was let in a moment ago."""

    actor: Actor
    page: Hashable
    """What the fragment is kept by."""
    new: int | None
    """Notices that were not read; ``None`` where that has to be found out."""


class AtOnce:
    """Around the application: answers tabs whose page is made already, before anything else looks at the request.

    Without a look at the database: some hundred tabs ask within the same moment. Of those whose page is not made yet,
    one goes in for all who see the same, and the others wait here for what it comes back with. A session that was ended
    by a change of its account is noticed by that, one that was left by way of another process within
    :data:`TRUSTED`.
    """

    def __init__(self, app: ASGIApp, site: Site, pulse: Pulse, routes: Iterable[Route]) -> None:
        self.app, self.site, self.pulse = app, site, pulse
        self._shared = [compile_path(route.path)[0] for route in routes if route.shared and route.method == "GET"]
        self._making: dict[Hashable, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the protocol of ASGI."""
        asked = self._asked(scope)
        while asked is not None and (made := self._answer(asked)) is None:
            making = self._making.get(asked.page)
            if making is None:
                await self._first(asked, scope, receive, send)
                return
            await making.wait()
            before, asked = asked, self._asked(scope)
            if asked is not None and asked.page == before.page and self._answer(asked) is None:
                asked = None  # whoever went in came back with nothing for others
        if asked is None or made is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = made
        packed = ended(made.page, _own(asked.actor, asked.new or 0))
        await Response(packed, 200, dict(PACKED), HTML)(scope, receive, send)

    async def _first(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """Go in for all who see the same."""
        making = self._making[asked.page] = asyncio.Event()

        async def sent(message: Message) -> None:
            release()  # it is made: the others need not wait until this one has taken it
            await send(message)

        def release() -> None:
            if self._making.get(asked.page) is making:
                del self._making[asked.page]
            making.set()

        try:
            await self.app(scope, receive, sent)
        finally:
            release()

    def _answer(self, asked: Asked) -> Made | None:
        return self.site.fragments.peek(asked.page) if asked.new is not None else None

    def _asked(self, scope: Scope) -> Asked | None:
        """Who asks for which fragment; ``None`` for any other request, and for who has to be looked up."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
            return None
        request, path = Request(scope), scope["path"]
        if not live(request) or not any(one.match(path) for one in self._shared):
            return None
        site, token = self.site, request.cookies.get(self.site.settings.cookie)
        who = site.recent.peek(token) if token else None
        if who is None or "gzip" not in request.headers.get("accept-encoding", ""):
            return None
        actor, until, people = who
        if site.clock() >= until or self.pulse.heads.get(PEOPLE, 0) != people:
            return None
        seen = self.pulse.seen(actor)
        concerned = site.concerned.peek((actor.viewpoint, seen))
        read = own_cookies(site.settings, request.cookies).get(frames.READ, "")
        new = frames.not_read(concerned, actor, read) if concerned is not None else None
        return Asked(actor, (path, actor.viewpoint, seen, site.conference.today()), new)
