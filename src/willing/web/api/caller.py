"""Who calls, what that takes, and how errors are told to programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from willing.conference.actor import PUBLIC, Actor
from willing.conference.effect import Effect
from willing.conference.errors import Impossible, NotAllowed, NotThere, Stale, Unconfirmed
from willing.conference.permissions import BY_NAME, may, need
from willing.errors import CaseError, WillingError
from willing.ledger.errors import LedgerError
from willing.questions.answer import plain
from willing.web.gate import Busy
from willing.web.site import Site, actor_of

bearer = HTTPBearer(auto_error=False, description="A token of your account, made on its page.")


def site_of(request: Request) -> Site:
    """The site that is asked."""
    found: Site = request.app.state.site
    return found


def called(request: Request) -> Actor:
    """Who calls: by token alone, so that no other site can make a browser call for its owner.

    Where the public is let in, whoever shows nothing is the public. Raises 401 for a token that is none.
    """
    site = site_of(request)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind:
        account = site.people.bearer(token.strip()) if kind.lower() == "bearer" else None
        if account is not None:
            return actor_of(account)
    elif site.settings.public:
        return PUBLIC
    raise HTTPException(
        401, "give a token of your account as `Authorization: Bearer ...`", {"WWW-Authenticate": "Bearer"}
    )


class Known(APIRoute):
    """A route that sees who calls, and that they may, before anything of what was sent is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See FastAPI."""
        handle, permission = super().get_route_handler(), (self.openapi_extra or {})["x-permission"]

        async def handled(request: Request) -> Response:
            actor = await run_in_threadpool(called, request)
            need(actor, permission)
            request.state.caller = actor
            return await handle(request)

        return handled


def caller(request: Request, _shown: Annotated[Any, Depends(bearer)] = None) -> Actor:
    """Who calls, as the route has found out."""
    found: Actor = request.state.caller
    return found


Caller = Annotated[Actor, Depends(caller)]
Here = Annotated[Site, Depends(site_of)]
IfMatch = Annotated[str | None, Header(description="The `ETag` of what is changed, as it was read.", max_length=80)]


@dataclass(frozen=True)
class Endpoint:
    """One address of the interface."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    permission: str
    """Without it nobody reaches the address; what holds for one nation alone is refused by the act itself."""
    function: Callable[..., Any]
    status: int = 200
    extra: Mapping[str, Any] = field(default_factory=dict)
    """More of it for the OpenAPI document."""
    body: type[BaseModel] | None = None
    """The entry of the case that is sent, for the document; it is checked by the case format itself."""
    media: str = "application/json"
    """What a good answer is."""
    responses: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def add_to(self, router: APIRouter) -> None:
        """Add it to a router."""
        if self.permission not in BY_NAME:
            raise ValueError(f"{self.method} {self.path}: there is no permission {self.permission!r}")
        router.add_api_route(
            self.path,
            self.function,
            methods=[self.method],
            dependencies=[Depends(caller)],
            status_code=self.status,
            response_model=None,
            openapi_extra={**self.extra, "x-permission": self.permission},
            responses={status: dict(said) for status, said in self.responses.items()},
            operation_id=f"{self.function.__name__}",
        )


def seen_of(if_match: str | None) -> int | None:
    """The version that a change is based on, out of ``If-Match``. Raises 400 for what is no version of ours."""
    if if_match is None:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise HTTPException(400, "If-Match is not the ETag of anything here: send it back as it was given")
    return int(text)


def tag(version: int) -> dict[str, str]:
    """The header that says which version an answer is of."""
    return {"etag": f'"{version}"', "cache-control": "private, no-cache"}


def answered(content: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """An answer as JSON, dates as text."""
    return sent(json.dumps(plain(content), ensure_ascii=False, default=str), headers, status)


def sent(text: str, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """An answer of JSON text; half a character in it, which nothing can encode, stands as JSON escapes it."""
    return Response(text.encode("utf-8", "backslashreplace"), status, dict(headers or {}), "application/json")


_STATUS: tuple[tuple[type[WillingError], int], ...] = (
    (NotAllowed, 403),
    (NotThere, 404),
    (Stale, 412),
    (Unconfirmed, 409),
    (LedgerError, 503),
    (Busy, 503),
    (WillingError, 422),
)

ERROR: Mapping[str, Any] = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"description": "What went wrong, in a line; or, of arguments, a list of what is wrong with each."},
        "faults": {"type": "array", "items": {"type": "string"}, "description": "Every fault at once."},
        "differences": {"type": "array", "items": {"type": "object"}, "description": "What was changed meanwhile."},
        "version": {"type": "integer", "description": "The version that changed it."},
        "effect": {"type": "object", "description": "What would follow."},
        "accepted": {"type": "string", "description": "What to send to confirm that this was seen."},
    },
}
SAID: Mapping[int, str] = {
    400: "What was sent cannot be read",
    401: "There is no token, or it is none",
    403: "The account may not do this",
    404: "It is not there, or not for this account",
    409: "Others would fall: see what would follow, and confirm",
    408: "What was sent came in too slowly",
    412: "It was changed meanwhile: see the difference",
    413: "What was sent is too large",
    422: "It cannot be done, or what was sent has faults",
    428: "Say which version this is based on",
    503: "The record cannot be reached, or too many long questions are asked; nothing was kept",
}
"""What each error means."""


async def unread(_request: Request, error: Exception) -> Response:
    """What was sent cannot be read: what is wrong with it, and where; nothing of it is said back."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = [{"loc": [*fault["loc"]], "msg": fault["msg"], "type": fault["type"]} for fault in error.errors()]
    return answered({"detail": faults}, status=400 if any(one["type"] == "json_invalid" for one in faults) else 422)


async def refused(_request: Request, error: Exception) -> Response:
    """An error on purpose, as JSON."""
    if not isinstance(error, WillingError):
        raise error
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    content: dict[str, Any] = {"detail": str(error)}
    match error:
        case CaseError():
            content |= {"detail": "what was sent has faults", "faults": [str(fault) for fault in error.faults]}
        case Stale():
            content |= {"differences": plain(error.differences), "version": error.version}
        case Unconfirmed():
            content |= {"effect": effect_said(error.effect), "accepted": error.effect.digest}
        case Impossible() if str(error).startswith("say which version"):
            status = 428
    return answered(content, {"retry-after": str(error.retry_after)} if isinstance(error, Busy) else None, status)


def effect_said(effect: Effect) -> dict[str, Any]:
    """An effect as data."""
    figures = {
        when: {"firm": standing.firm, "together": standing.together, "offered": standing.offered}
        for when, standing in (("before", effect.before), ("after", effect.after))
    }
    moved: dict[str, Any] = {"rises": plain(effect.rises), "falls": plain(effect.falls)}
    return {**figures, **moved}


def may_see(actor: Actor, permission: str, nation: str) -> None:
    """Raise :class:`~willing.conference.errors.NotThere` unless an actor may see what is a nation's own.

    Not :class:`~willing.conference.errors.NotAllowed`, which would tell that there is something.
    """
    if not may(actor, permission, nation):
        raise NotThere("there is nothing here")
