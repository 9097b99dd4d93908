"""The HTTP interface under ``/api/v1``: the same questions and the same acts as JSON."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from willing.errors import WillingError
from willing.questions.answer import VERSION
from willing.web.api import acts, questions, reading
from willing.web.api.caller import Endpoint, Known, refused, unread
from willing.web.api.document import shared, written_once

PREFIX = "/api/v1"
ENDPOINTS: tuple[Endpoint, ...] = (*questions.ENDPOINTS, *reading.ENDPOINTS, *acts.ENDPOINTS)
"""Everything under ``/api/v1``; what is not here does not exist."""

ABOUT = """The conference as data: what is pledged, what stands of it, and the acts that change it.

Authenticate with a token of your account as `Authorization: Bearer willing_...`. You read and do what your account may.
What can be changed carries its version as `ETag`; send it back as `If-Match`, and a change that was based on something
older is refused (412) with the difference. An act by which others would fall is refused (409) with what would follow,
until you repeat it with `accepted` as it is given there."""


def add(app: FastAPI) -> None:
    """Add the interface, and the document that describes it, to an application."""
    router = APIRouter(prefix=PREFIX, route_class=Known)
    for endpoint in ENDPOINTS:
        endpoint.add_to(router)
    app.include_router(router)
    app.add_exception_handler(WillingError, refused)
    app.add_exception_handler(RequestValidationError, unread)
    document = written_once(lambda: shared(app.openapi(), PREFIX, ENDPOINTS))

    async def openapi() -> Response:
        return Response(await run_in_threadpool(document), media_type="application/json")

    app.title, app.description, app.version = "willing", ABOUT, VERSION
    app.add_api_route(f"{PREFIX}/openapi.json", openapi, methods=["GET"], include_in_schema=False)
