"""What tabs fetch when something is new: made once for all who see the same, and sent to each of them.

Some hundred tabs ask for the same page within the same second. What a page says depends on the part and the nation of
who looks, never on the account: it is made for somebody without a name, so that it cannot.
"""

from __future__ import annotations

import gzip
from dataclasses import replace

from willing.conference.kept import Kept
from willing.web import frames
from willing.web.visit import Page, Reply, Route, Visit

MOST = 512
"""Fragments that are kept."""
SQUEEZE = 5


class NotShared(Exception):  # noqa: N818  not an error: the answer is one for a single reader
    """What a route answered is not a page that others would get too."""


class Fragments:
    """The fragments of one server process."""

    def __init__(self) -> None:
        self._kept: Kept[tuple[object, ...], bytes] = Kept(MOST)

    def reply(self, visit: Visit, route: Route) -> Reply | None:
        """The fragment of a page; ``None`` where it is not one that is shared."""
        if not (visit.fragment and route.shared and visit.method == "GET"):
            return None
        room, new = visit.room, frames.unread(visit)
        key = (visit.here(), visit.actor.viewpoint, room.seen, room.day, new)
        try:
            packed = self._kept.get(key, lambda: _made(visit, route, new))
        except NotShared:
            return None
        headers = {"cache-control": "private, no-cache", "vary": "Cookie, X-Live, Accept-Encoding"}
        if "gzip" in visit.headers.get("accept-encoding", ""):
            return Reply(packed, "text/html; charset=utf-8", headers={**headers, "content-encoding": "gzip"})
        return Reply(gzip.decompress(packed), "text/html; charset=utf-8", headers=headers)


def _made(visit: Visit, route: Route, new: int) -> bytes:
    nobody = replace(visit, actor=replace(visit.actor, name=""), cookies={}, token=None, headers={}, address="")
    answer = route.handler(nobody)
    if not isinstance(answer, Page) or answer.status != 200 or answer.cookies:
        raise NotShared
    return gzip.compress(frames.framed(nobody, route, answer, new).encode("utf-8", "surrogatepass"), SQUEEZE, mtime=0)
