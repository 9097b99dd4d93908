"""The questions, asked of the case as the caller sees it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

import willing
from willing.conference.actor import Actor
from willing.conference.permissions import need
from willing.conference.room import Room
from willing.questions.answer import Answer
from willing.questions.ask import factors
from willing.web.api.caller import Caller, Endpoint, Here, sent, tag
from willing.web.site import Site

AsOf = Annotated[str | None, Query(description="Hide what was said later, as 2025-09-04.", max_length=40)]
Assume = Annotated[
    list[str] | None,
    Query(description="Settle factors: `ceasefire`, `us_backstop=false`; several by repeating.", max_length=100),
]
Stage = Annotated[str, Query(description="Least stage of the pledges that take part.", max_length=40)]
Reading = Annotated[
    str, Query(description="Which number of each stated range is used: low, likely or high.", max_length=40)
]
Target = Annotated[str | None, Query(description="Persons wanted, or a rule over the whole force.", max_length=2_000)]
Version = Annotated[
    int | None, Query(description="A past version of the conference; absent, the present.", ge=0, le=10**9)
]
Ours = Annotated[bool, Query(description="Count the drafts of one's own nation.")]
Subject = Annotated[str, Query(description="A nation or a pledge.", max_length=200)]
Seed = Annotated[int, Query(description="Where random numbers start.", ge=0, le=2**31)]

LONG = frozenset({"why", "unlock", "odds", "pivots", "timeline"})
"""Questions that may take seconds, of which only so many are worked out at once."""


def room_of(site: Site, actor: Actor, version: int | None, ours: bool = False) -> Room:
    """The conference as a caller sees it."""
    room = site.conference.room(actor, version)
    if ours:
        need(actor, "draft.see")
    return room.with_ours() if ours else room


def _ask(site: Site, room: Room, name: str, as_of: str | None, **asked: Any) -> Response:
    """One question, asked once for all who see the same and ask the same."""
    verb: Callable[..., Answer] = getattr(willing, name)
    case, day = room.case, as_of or room.day.isoformat()
    with site.line.turn() if name in LONG else nullcontext():
        text: str = site.conference.answered(
            room, f"json:{name}", lambda: verb(case, as_of=day, **asked).to_json(None), as_of=day, **asked
        )
    return sent(text, tag(room.version))


def assess(
    site: Here,
    actor: Caller,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    version: Version = None,
    ours: Ours = False,
) -> Response:
    """What stands, against the target; what is missing; who must sign together; how sure that is."""
    room = room_of(site, actor, version, ours)
    asked = {"assume": factors(assume, "assume"), "stage": stage, "reading": reading, "target": target}
    return _ask(site, room, "assess", as_of, **asked)


def why(
    site: Here,
    actor: Caller,
    subject: Subject,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    version: Version = None,
    ours: Ours = False,
) -> Response:
    """Why a nation or a pledge stands or not, and the smallest repair."""
    room = room_of(site, actor, version, ours)
    return _ask(
        site, room, "why", as_of, subject=subject, assume=factors(assume, "assume"), stage=stage, reading=reading
    )


def unlock(
    site: Here,
    actor: Caller,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    waive: Annotated[bool, Query(description="Whether clauses of conditions may be dropped too.")] = False,
    signatures: Annotated[bool, Query(description="Who has to sign first, instead.")] = False,
    limit: Annotated[int, Query(description="Sets that are listed.", ge=1, le=100)] = 20,
    version: Version = None,
    ours: Ours = False,
) -> Response:
    """All minimal sets of open factors, and of waived clauses, that reach the target."""
    room = room_of(site, actor, version, ours)
    asked = {"assume": factors(assume, "assume"), "stage": stage, "reading": reading, "target": target}
    return _ask(site, room, "unlock", as_of, **asked, waive=waive, signatures=signatures, limit=limit)


def odds(
    site: Here,
    actor: Caller,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    target: Target = None,
    seed: Seed = 0,
    version: Version = None,
    ours: Ours = False,
) -> Response:
    """How likely each strength is: exact, or bounds where that was cut short."""
    room = room_of(site, actor, version, ours)
    return _ask(site, room, "odds", as_of, assume=factors(assume, "assume"), stage=stage, target=target, seed=seed)


def pivots(
    site: Here,
    actor: Caller,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    version: Version = None,
    ours: Ours = False,
) -> Response:
    """Who and what decides whether the target is met."""
    room = room_of(site, actor, version, ours)
    asked = {"assume": factors(assume, "assume"), "stage": stage, "reading": reading, "target": target}
    return _ask(site, room, "pivots", as_of, **asked)


def sustain(
    site: Here,
    actor: Caller,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    version: Version = None,
    ours: Ours = False,
) -> Response:
    """What each nation can keep up, by its norm and stretched."""
    room = room_of(site, actor, version, ours)
    asked = {"assume": factors(assume, "assume"), "stage": stage, "reading": reading, "target": target}
    return _ask(site, room, "sustain", as_of, **asked)


def timeline(
    site: Here,
    actor: Caller,
    as_of: AsOf = None,
    assume: Assume = None,
    stage: Stage = "declared",
    reading: Reading = "likely",
    target: Target = None,
    version: Version = None,
) -> Response:
    """How the force grew and shrank from day to day, and what moved it."""
    room = room_of(site, actor, version)
    asked = {"assume": factors(assume, "assume"), "stage": stage, "reading": reading, "target": target}
    return _ask(site, room, "timeline", as_of, **asked)


@lru_cache(maxsize=32)
def _schema(name: str) -> dict[str, Any]:
    """The schema of an answer, with what it refers to in the place of the reference, as one OpenAPI document has it."""
    from willing.questions.schema import schema_of  # noqa: PLC0415  made when the document is asked for

    whole = schema_of(name)
    return {"type": "object", "title": whole.get("title", name), "required": whole.get("required", [])}


def _asks(function: Callable[..., Response]) -> Endpoint:
    name = function.__name__
    content = {"application/json": {"schema": _schema(name)}}
    return Endpoint(
        "GET", f"/{name}", "question.ask", function, responses={200: {"description": "The answer", "content": content}}
    )


ENDPOINTS = tuple(_asks(function) for function in (assess, why, unlock, odds, pivots, sustain, timeline))
