"""Who calls, what that takes, and how errors are told to programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import Request

from willing.conference.actor import PUBLIC, Actor
from willing.conference.effect import Effect
from willing.conference.errors import Impossible, NotAllowed, NotThere, Stale, Unconfirmed
from willing.conference.permissions import BY_NAME, may, need
from willing.errors import CaseError, WillingError
from willing.ledger.errors import LedgerError
from willing.questions.answer import plain
from willing.web.site import Site, actor_of

bearer = HTTPBearer(auto_error=False, description="A token of your account, made on its page.")


def site_of(request: Request) -> Site:
    """The site that is asked."""
    found: Site = request.app.state.site
    return found


def caller(request: Request, credentials: Annotated[Any, Depends(bearer)] = None) -> Actor:
    """Who calls: by token alone, so that no other site can make a browser call for its owner.

    Where the public is let in, whoever has no token is the public. Raises 401 for a token that is none.
    """
    site = site_of(request)
    if credentials is not None:
        account = site.people.bearer(credentials.credentials)
        if account is not None:
            return actor_of(account)
    elif site.settings.public:
        return PUBLIC
    raise HTTPException(
        401, "give a token of your account as `Authorization: Bearer ...`", {"WWW-Authenticate": "Bearer"}
    )


Caller = Annotated[Actor, Depends(caller)]
Here = Annotated[Site, Depends(site_of)]
IfMatch = Annotated[str | None, Header(description="The `ETag` of what is changed, as it was read.", max_length=80)]


def needs(permission: str) -> Callable[[Actor], None]:
    """What an endpoint does before anything else: see that the caller may."""

    def needed(actor: Caller) -> None:
        need(actor, permission)

    return needed


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
    responses: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def add_to(self, router: APIRouter) -> None:
        """Add it to a router."""
        if self.permission not in BY_NAME:
            raise ValueError(f"{self.method} {self.path}: there is no permission {self.permission!r}")
        router.add_api_route(
            self.path,
            self.function,
            methods=[self.method],
            dependencies=[Depends(needs(self.permission))],
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
    body = json.dumps(plain(content), ensure_ascii=False)
    return Response(body.encode("utf-8", "surrogatepass"), status, dict(headers or {}), "application/json")


_STATUS: tuple[tuple[type[WillingError], int], ...] = (
    (NotAllowed, 403),
    (NotThere, 404),
    (Stale, 412),
    (Unconfirmed, 409),
    (LedgerError, 503),
    (WillingError, 422),
)

_ERROR = {
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
_SAID: Mapping[int, str] = {
    400: "What was sent cannot be read",
    401: "There is no token, or it is none",
    403: "The account may not do this",
    404: "It is not there, or not for this account",
    409: "Others would fall: see what would follow, and confirm",
    412: "It was changed meanwhile: see the difference",
    422: "It cannot be done, or what was sent has faults",
    428: "Say which version this is based on",
    503: "The record cannot be reached; nothing was kept",
}
ERRORS: Mapping[int, Mapping[str, Any]] = {
    status: {"description": said, "content": {"application/json": {"schema": _ERROR}}} for status, said in _SAID.items()
}


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
    return JSONResponse(json.loads(json.dumps(content, default=str)), status)


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
