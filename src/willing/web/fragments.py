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

from willing.conference.actor import PEOPLE
from willing.web import frames
from willing.web.gate import own_cookies
from willing.web.site import Site
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
        packed = site.fragments.get(key, lambda: _made(visit, route, new))
    except NotShared:
        return None
    if visit.token:
        until = site.clock() + timedelta(seconds=TRUSTED)
        site.recent.put(visit.token, (visit.actor, until, site.conference.known.heads.get(PEOPLE, 0)))
    if "gzip" in visit.headers.get("accept-encoding", ""):
        return Reply(packed, HTML, headers=PACKED)
    return Reply(gzip.decompress(packed), HTML, headers=PLAIN)


def at_once(request: Request, site: Site, heads: Mapping[str, int]) -> Response | None:
    """The fragment that somebody asks for again who got one within the last second, if it is made already.

    Without a look at the database: some hundred tabs ask within the same moment. A session that was ended by a change
    of its account is noticed by that, one that was left by way of another process within that second.
    """
    headers = request.headers
    token = request.cookies.get(site.settings.cookie)
    who = site.recent.peek(token) if token else None
    plain = not request.scope["query_string"] and "gzip" in headers.get("accept-encoding", "")
    if who is None or headers.get("x-live") != "1" or not plain:
        return None
    actor, until, people = who
    if site.clock() >= until or heads.get(PEOPLE, 0) != people:
        return None
    seen = site.conference.seen(actor, heads)
    new = site.unread.peek((actor.name, own_cookies(site.settings, request.cookies).get(frames.READ, ""), seen))
    key = (request.scope["path"], actor.viewpoint, seen, site.conference.today(), new)
    packed = site.fragments.peek(key) if new is not None else None
    return None if packed is None else Response(packed, 200, dict(PACKED), HTML)


def _made(visit: Visit, route: Route, new: int) -> bytes:
    nobody = replace(visit, actor=replace(visit.actor, name=""), cookies={}, token=None, headers={}, address="")
    answer = route.handler(nobody)
    if not isinstance(answer, Page) or answer.status != 200 or answer.cookies:
        raise NotShared
    return gzip.compress(frames.framed(nobody, route, answer, new).encode("utf-8", "surrogatepass"), SQUEEZE, mtime=0)
