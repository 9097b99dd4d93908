"""What tabs fetch when something is new: made once for all who see the same, and sent to each of them.

Some hundred tabs ask for the same page within the same second. What a page says depends on the part and the nation of
who looks, never on the account: it is made for somebody without a name, so that it cannot.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from willing.conference.actor import PEOPLE
from willing.web import frames
from willing.web.gate import own_cookies
from willing.web.site import Made, Site
from willing.web.stream import Pulse
from willing.web.visit import Page, Reply, Route, Visit

SQUEEZE = 5
TRUSTED = 1.0
"""Seconds for which a session is taken to go on after it was looked up, for fragments alone."""
HTML = "text/html; charset=utf-8"
PLAIN: Mapping[str, str] = {"cache-control": "private, no-cache", "vary": "Cookie, X-Live, Accept-Encoding"}
PACKED: Mapping[str, str] = {**PLAIN, "content-encoding": "gzip"}


class NotShared(Exception):  # noqa: N818  not an error: the answer is one for a single reader
    """What a route answered is not a page that others would get too."""


def fragment(visit: Visit, route: Route) -> Reply | None:
    """The fragment of a page; ``None`` where it is not one that is shared."""
    if not (visit.fragment and route.shared and visit.method == "GET"):
        return None
    site, room = visit.site, visit.room
    read = (visit.actor.name, visit.cookies.get(frames.READ, ""), room.seen)
    new = site.unread.get(read, lambda: frames.unread(visit))
    key = (visit.here(), visit.actor.viewpoint, room.seen, room.day, new)
    try:
        packed, _ = site.fragments.get(key, lambda: _made(visit, route, new))
    except NotShared:
        return None
    if visit.token:
        until = site.clock() + timedelta(seconds=TRUSTED)
        site.recent.put(visit.token, (visit.actor, until, site.conference.known.heads.get(PEOPLE, 0)))
    if "gzip" in visit.headers.get("accept-encoding", ""):
        return Reply(packed, HTML, headers=PACKED)
    return Reply(gzip.decompress(packed), HTML, headers=PLAIN)


class AtOnce:
    """Around the application: answers tabs whose page is made already, before anything else looks at the request.

    Without a look at the database: some hundred tabs ask within the same moment. A session that was ended by a change
    of its account is noticed by that, one that was left by way of another process within that second.
    """

    def __init__(self, app: ASGIApp, site: Site, pulse: Pulse) -> None:
        self.app, self.site, self.pulse = app, site, pulse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the protocol of ASGI."""
        made = at_once(Request(scope), self.site, self.pulse) if scope["type"] == "http" else None
        if made is None:
            await self.app(scope, receive, send)
        else:
            scope["route"] = made
            await sent(made)(scope, receive, send)


def sent(made: Made) -> Response:
    """A fragment as an answer to who accepts gzip."""
    return Response(made.packed, 200, dict(PACKED), HTML)


def at_once(request: Request, site: Site, pulse: Pulse) -> Made | None:
    """The fragment that somebody asks for again who got one within the last second, if it is made already."""
    headers = request.headers
    if headers.get("x-live") != "1" or request.scope["query_string"] or request.method != "GET":
        return None
    token = request.cookies.get(site.settings.cookie)
    who = site.recent.peek(token) if token else None
    if who is None or "gzip" not in headers.get("accept-encoding", ""):
        return None
    actor, until, people = who
    if site.clock() >= until or pulse.heads.get(PEOPLE, 0) != people:
        return None
    seen = pulse.seen(actor)
    new = site.unread.peek((actor.name, own_cookies(site.settings, request.cookies).get(frames.READ, ""), seen))
    key = (request.scope["path"], actor.viewpoint, seen, site.conference.today(), new)
    return site.fragments.peek(key) if new is not None else None


def _made(visit: Visit, route: Route, new: int) -> Made:
    nobody = replace(visit, actor=replace(visit.actor, name=""), cookies={}, token=None, headers={}, address="")
    answer = route.handler(nobody)
    if not isinstance(answer, Page) or answer.status != 200 or answer.cookies:
        raise NotShared
    page = frames.framed(nobody, route, answer, new).encode("utf-8", "surrogatepass")
    return Made(gzip.compress(page, SQUEEZE, mtime=0), route.path)
