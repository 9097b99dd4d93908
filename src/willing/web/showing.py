"""Pictures on pages: each of the case as its viewer sees it, in the version that the page shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from willing.charts.plain import printable
from willing.charts.question import Question
from willing.conference.errors import ConferenceError
from willing.conference.permissions import may
from willing.errors import AskError
from willing.web.keys import asked
from willing.web.pictures import Pictured
from willing.web.site import Site
from willing.web.visit import Fields, Visit

PATIENCE = 0.15
"""Seconds that a page waits for the caption of a picture that has never been drawn."""
PATH = "/pictures/{name}/{width}/{scheme}/{key}.svg"


def picture_of(visit: Visit, name: str, patience: float = PATIENCE, **question: Any) -> Pictured:
    """A picture for a page, of the room that the page shows. Raises :class:`~willing.errors.AskError`."""
    room = visit.room
    wanted = Question(as_of=room.day.isoformat(), **question)
    found = visit.site.gallery.pictured(name, room.case, wanted, patience)
    more = {"version": str(room.version)} if room.past else {"ours": "1"} if room.ours else {}
    joint = "&" if found.query else "?"
    return replace(found, query=found.query + (joint + urlencode(more) if more else ""))


def pictures(site: Site) -> Callable[..., Awaitable[Response]]:
    """What answers for the addresses of pictures."""

    async def picture(request: Request, name: str, width: str, scheme: str, key: str) -> Response:
        actor = await run_in_threadpool(site.actor, request.cookies.get(site.settings.cookie), used=False)
        if actor is None or not may(actor, "picture.see"):
            return PlainTextResponse("signed out", 401)
        asks = Fields({key: (value,) for key, value in request.query_params.multi_items()})
        visit = Visit(site, actor, "GET", request.scope["path"], asked=asks)
        try:
            case = await run_in_threadpool(lambda: visit.room.case)
            question = asked(request.query_params.multi_items())
        except (ConferenceError, AskError) as error:
            return PlainTextResponse(printable(str(error)), 404)
        if not may(actor, "question.ask") and question != Question(as_of=question.as_of, coa=question.coa):
            return PlainTextResponse("sign in to ask what would be if", 401)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        served = await site.gallery.served((name, width, scheme, key), case, question, packed=packed)
        return Response(served.body, served.status, dict(served.headers))

    return picture
