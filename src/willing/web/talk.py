"""What headquarters and a nation have said to each other about a pledge, for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from willing.case.names import names_of
from willing.case.pledge import Pledge
from willing.charts.words import label
from willing.web.visit import Visit


@dataclass(frozen=True)
class Spoken:
    """One word of a talk, with the side it was said for."""

    number: int
    at: datetime
    who: str
    side: str
    mine: bool
    kind: str
    text: str
    open: bool
    """Whether it is a request that nobody has answered."""


def talk_of(visit: Visit, pledge: Pledge) -> dict[str, Any]:
    """What headquarters and the nation have said about a pledge, for who may read it."""
    room = visit.room
    there = pledge.id in room.released.pledge_by_id and not room.past
    if not there or not room.may("talk.see", pledge.nation):
        return {"talk": None, "speaks": False}
    talks = room.about(pledge.id)
    waiting = {word.number for word in talks.unanswered} if talks else set()
    words = tuple(
        Spoken(
            word.number, word.at, word.who, *_side(visit, word.who, pledge.nation), word.kind, word.text,
            word.number in waiting,
        )
        for word in (talks.about(pledge.id) if talks else ())
    )  # fmt: skip
    return {"talk": words, "speaks": room.may("talk.write", pledge.nation)}


def _side(visit: Visit, who: str, nation: str) -> tuple[str, bool]:
    """For whom an account speaks, and whether that is the reader's side."""
    account = visit.site.people.account(who)
    if account is None or account.role not in ("headquarters", "delegate"):
        return "", False
    name = label(names_of(visit.room.released).nation(nation)) if account.role == "delegate" else "headquarters"
    return name, account.role == visit.actor.part
