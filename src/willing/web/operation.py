"""For those who run it: whether it is well, and its figures."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from willing.conference.actor import Actor
from willing.conference.permissions import may
from willing.ledger.errors import LedgerError
from willing.web.site import Site, actor_of
from willing.web.stream import Pulse
from willing.web.telling import Figures

PATHS = ("/healthz", "/metrics")


def add(app: FastAPI, site: Site, pulse: Pulse, figures: Figures) -> None:
    """Add the addresses of operation to an application.

    Whether it is well is told to anybody, without particulars. Figures are for admins, by session or by token: they
    tell how much is written, drafts included.
    """

    async def healthz() -> Response:
        if pulse.stopping:
            return JSONResponse({"status": "stopping"}, 503)
        try:
            await run_in_threadpool(site.ledger.heads)
        except LedgerError:
            return JSONResponse({"status": "no database"}, 503)
        return JSONResponse({"status": "ok"})

    async def metrics(request: Request) -> Response:
        actor = await run_in_threadpool(bearer_or_session, site, request)
        if actor is None or not may(actor, "people.see"):
            return Response("for admins: with a session, or a token as `Authorization: Bearer ...`\n", 401)
        figures.tabs.set(pulse.tabs)
        figures.drawn.set(site.gallery.drawn)
        return Response(figures.written(), media_type="text/plain; version=0.0.4; charset=utf-8")

    app.add_api_route("/healthz", healthz, methods=["GET"], include_in_schema=False)
    app.add_api_route("/metrics", metrics, methods=["GET"], include_in_schema=False)


def bearer_or_session(site: Site, request: Request) -> Actor | None:
    """Who asks, by the token of a program or by the session of a browser; ``None`` for nobody."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind:
        account = site.people.bearer(token.strip()) if kind.lower() == "bearer" else None
        return actor_of(account) if account else None
    return site.actor(request.cookies.get(site.settings.cookie))
