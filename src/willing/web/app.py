"""The application: every route behind its permission, every error one clear page."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from importlib import resources
from types import FrameType
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.staticfiles import StaticFiles

from willing.conference.actor import Actor
from willing.conference.errors import Impossible, NotAllowed, NotThere, Stale, Unconfirmed
from willing.conference.permissions import BY_NAME, may
from willing.errors import CaseError, WillingError
from willing.ledger.errors import LedgerError
from willing.people.errors import Throttled
from willing.web import api, frames, gate, operation, pages, showing
from willing.web.fragments import AtOnce, fragment, live, trusted
from willing.web.settings import Settings
from willing.web.site import Site
from willing.web.stream import Pulse
from willing.web.telling import Figures, Telling
from willing.web.visit import OPEN, Answered, Cookie, Fields, Go, Page, Reply, Route, Visit

THREADS = 24
"""Requests that are worked on at once: more would only take turns, and each may hold a connection to the database."""
TABS = 2
"""Of those, fetches by tabs: all tabs ask within the same moment, and who saves must not stand in line behind them.
More would only make each other slower, and with one alone all tabs would wait for the page that takes longest."""
TURN = 0.0005
"""Seconds after which a thread that computes lets another have its turn: the one that talks to all tabs must not wait
for one after the other of those that make their pages."""

STATUS: tuple[tuple[type[WillingError], int], ...] = (
    (NotAllowed, 403),
    (NotThere, 404),
    (Stale, 409),
    (Unconfirmed, 409),
    (Throttled, 429),
    (LedgerError, 503),
    (gate.Busy, 503),
    (WillingError, 422),
)
"""The status of an answer that is an error, by the first kind that fits."""


def application(site: Site, routes: Iterable[Route] | None = None) -> FastAPI:
    """The application over a site; ``routes`` are all pages unless others are given."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        sys.setswitchinterval(TURN)
        await site_pulse.start()
        _heed_signals(site_pulse)
        try:
            yield
        finally:
            site_pulse.stop()
            site.close()

    site_pulse, figures, tabs = Pulse(site), Figures(), asyncio.Semaphore(TABS)
    # The documentation that FastAPI serves by itself loads from other servers; an address with one slash too many would
    # be sent on to whatever host the request names.
    off: Mapping[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None, "redirect_slashes": False}
    app = FastAPI(title="willing", lifespan=lifespan, **off)
    app.state.site, app.state.pulse = site, site_pulse
    offered = tuple(pages.ROUTES if routes is None else routes)
    for route in offered:
        _add(app, site, tabs, route)
    operation.add(app, site, site_pulse, figures)
    api.add(app)
    app.add_api_route(showing.PATH, showing.pictures(site), methods=["GET"], include_in_schema=False)
    app.add_api_route("/stream", _stream(site, site_pulse), methods=["GET"], include_in_schema=False)
    static = resources.files("willing.web") / "static"
    app.mount("/static", _Kept(directory=str(static)), name="static")
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(AtOnce, site=site, pulse=site_pulse, routes=offered)
    app.add_middleware(gate.Guarded, settings=site.settings)
    app.add_middleware(Telling, figures=figures)
    return app


def _heed_signals(pulse: Pulse) -> None:
    """End the streams as soon as the process is asked to stop: what serves waits for open answers before it says so."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def heed(received: int, frame: FrameType | None, before: object = before) -> None:
            pulse.stop()
            if callable(before):
                before(received, frame)

        signal.signal(number, heed)


def _add(app: FastAPI, site: Site, tabs: asyncio.Semaphore, route: Route) -> None:
    if route.permission != OPEN and route.permission not in BY_NAME:
        raise ValueError(f"{route.method} {route.path}: there is no permission {route.permission!r}")

    async def endpoint(request: Request) -> Response:
        if not (route.shared and live(request)):
            return await _answer(request, site, route)
        async with tabs:
            return await _answer(request, site, route)

    app.add_api_route(route.path, endpoint, methods=[route.method], include_in_schema=False, name=route.path)


async def _answer(request: Request, site: Site, route: Route) -> Response:
    """One request of a page, from who asks to what is sent back; what a stranger sends is not even read."""
    read = request.method == "POST" and (
        route.permission == OPEN or await run_in_threadpool(_may, request, site, route)
    )
    form = await _form(request) if read else Fields()
    return await run_in_threadpool(_handled, request, site, route, form)


def _may(request: Request, site: Site, route: Route) -> bool:
    if route.permission == OPEN:
        return True
    try:
        actor = site.actor(request.cookies.get(site.settings.cookie))
    except LedgerError:
        return False  # which is said when the request is handled
    return actor is not None and may(actor, route.permission)


async def _form(request: Request) -> Fields:
    values: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    async with request.form(max_files=4, max_fields=gate.MOST_FIELDS, max_part_size=gate.LARGEST_CASE) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = await value.read()
            else:
                values.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return Fields({name: tuple(several) for name, several in values.items()}, files)


def _handled(request: Request, site: Site, route: Route, form: Fields) -> Response:
    token = request.cookies.get(site.settings.cookie)
    try:
        actor = trusted(site, token) if token and live(request) else site.actor(token)
    except LedgerError as error:
        return gate.said(request.scope["path"], 503, line=f"not available: {error}")
    visit = visit_of(request, site, actor, form, token)
    if route.permission != OPEN and (actor is None or not may(actor, route.permission)):
        return _turned_away(visit, route, actor)
    try:
        shared = fragment(visit, route)
        return _sent(visit, route, shared if shared is not None else route.handler(visit))
    except WillingError as error:
        return _refused(visit, route, error)


def visit_of(request: Request, site: Site, actor: Actor | None, form: Fields, token: str | None) -> Visit:
    """A request as a page sees it."""
    asked: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        asked.setdefault(name, []).append(value)
    if sum(map(len, asked.values())) > gate.MOST_FIELDS:
        raise HTTPException(400)
    return Visit(
        site=site,
        actor=actor or frames.NOBODY,
        method=request.method,
        path=quote(request.scope["path"], safe="/+@:,;=!$&'()*~"),
        parameters={name: str(value) for name, value in request.path_params.items()},
        asked=Fields({name: tuple(several) for name, several in asked.items()}),
        form=form,
        cookies=gate.own_cookies(site.settings, request.cookies),
        headers=request.headers,
        address=request.client.host if request.client else "",
        fragment=live(request),
        token=token,
    )


def _turned_away(visit: Visit, route: Route, actor: Actor | None) -> Response:
    """Who is nobody is asked to sign in; who is somebody is told what is missing."""
    if actor is not None and actor.part != "public":
        return _refused(visit, route, NotAllowed(BY_NAME[route.permission].says, actor))
    if visit.fragment or visit.method != "GET":
        page = Page("error.html", {"lines": ("You are signed out: sign in again.",), "title": "Signed out"}, 401)
        return _sent(visit, None, page)
    return RedirectResponse(f"/login?{frames.wanted(visit)}", status_code=303)


def _refused(visit: Visit, route: Route, error: WillingError) -> Response:
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    if isinstance(error, LedgerError):  # the frame of a page would ask the ledger too
        return gate.said(visit.path, status, line=str(error))
    lines = tuple(str(fault) for fault in error.faults) if isinstance(error, CaseError) else (str(error),)
    titles = {403: "Not yours to do", 404: "Not there", 409: "Changed meanwhile", 429: "Too often", 503: "Not now"}
    closed = isinstance(error, Impossible) and not visit.site.conference.state().record.version
    if closed and visit.method == "GET" and route.path != "/open":
        return RedirectResponse("/open", status_code=303) if may(visit.actor, "conference.open") else _waiting(visit)
    page = Page("error.html", {"lines": lines, "title": titles.get(status, "Not done")}, status, live=False)
    response = _sent(visit, route, page)
    if isinstance(error, Throttled | gate.Busy):
        response.headers["retry-after"] = str(int(error.retry_after) + 1)
    return response


def _waiting(visit: Visit) -> Response:
    return _sent(visit, None, Page("waiting.html"))


def _sent(visit: Visit, route: Route | None, answer: Answered) -> Response:
    response: Response
    match answer:
        case Go():
            response = RedirectResponse(gate.local(answer.to), status_code=303)
            _set(response, visit, (*answer.cookies, *frames.flash_of(answer)))
        case Reply():
            response = Response(answer.body, answer.status, dict(answer.headers), answer.media)
        case Page():
            response = HTMLResponse(frames.framed(visit, route, answer), answer.status, dict(answer.headers))
            # what answers a form may show a secret, once
            response.headers["cache-control"] = "no-store" if visit.method == "POST" else "private, no-cache"
            response.headers["vary"] = "Cookie, X-Live"
            spent = (Cookie(frames.FLASH, ""),) if frames.FLASH in visit.cookies and not visit.fragment else ()
            _set(response, visit, (*answer.cookies, *spent))
    return response


def _set(response: Response, visit: Visit, cookies: Iterable[Cookie]) -> None:
    secure = visit.site.settings.secure
    for cookie in cookies:
        name = gate.cookie_name(visit.site.settings, cookie.name)
        if cookie.value:
            response.set_cookie(name, cookie.value, cookie.age, httponly=True, samesite="lax", secure=secure, path="/")
        else:
            response.delete_cookie(name, httponly=True, samesite="lax", secure=secure, path="/")


def _stream(site: Site, pulse: Pulse) -> Callable[[Request], Awaitable[Response]]:
    async def stream(request: Request) -> Response:
        token = request.cookies.get(site.settings.cookie)
        actor = await run_in_threadpool(site.actor, token, used=False)
        if actor is None or not may(actor, "picture.see"):
            return PlainTextResponse("signed out", 401)
        if pulse.full(actor):
            return PlainTextResponse("too many tabs are open: close some, or look again from time to time", 429)
        said = pulse.told(actor, lambda: site.actor(token, used=False))
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(said, media_type="text/event-stream", headers=headers)

    return stream


class _Kept(StaticFiles):
    """Files of our own, whose addresses carry a key of their content."""

    def file_response(self, *args: object, **more: object) -> Response:
        """A file, to be kept for a year."""
        response = super().file_response(*args, **more)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def _http_error(request: Request, error: Exception) -> Response:
    """What no route answers, in one line."""
    if not isinstance(error, HTTPException):
        raise error
    path = request.scope["path"]
    own = error.detail if path.startswith(gate.API) and error.status_code not in (404, 405) else ""
    return gate.said(path, error.status_code, error.headers, own)


def made(settings: Settings) -> FastAPI:
    """The application of one server process."""
    return application(Site(settings))
