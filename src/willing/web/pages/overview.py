"""The common picture: what stands, against the target; who has to sign; what stays empty; what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from willing.case.check import is_stale, last_heard
from willing.case.names import names_of
from willing.case.pledge import Pledge
from willing.conference.history import lines_of
from willing.conference.record import Procedure
from willing.conference.room import Room
from willing.conference.signing import nations_of
from willing.errors import AskError
from willing.questions.assess import Assessment
from willing.questions.posts import Posts, posts
from willing.web import story
from willing.web.visit import Answered, Page, Route, Visit

NEWEST = 6
"""Lines of the record that are shown."""
MOST_POSTS, MOST_GROUPS, MOST_CHANGES = 8, 4, 3
"""Posts, groups and changes that are shown; the rest are counted."""


@dataclass(frozen=True)
class Card:
    """A signing as pages show it."""

    procedure: Procedure
    signed: tuple[tuple[str, object], ...]
    """Who has signed, and when."""
    missing: tuple[str, ...]
    persons: int | None
    """Persons that its pledges send at most; ``None`` where one is unknown."""
    mine: bool
    """Whether the reader's nation has still to sign."""


def overview(visit: Visit) -> Answered:
    """The page."""
    room, answer, names = visit.room, story.assessed(visit), names_of(visit.room.case)
    context = {
        "answer": answer,
        "pieces": {
            "force": story.alike(visit, "overview_force.html", answer=answer, to=visit.to),
            "posts": story.alike(visit, "overview_posts.html", posts=posts_of(visit), most=MOST_POSTS, to=visit.to),
            "changes": story.alike(visit, "overview_changes.html", answer=answer, names=names, most=MOST_CHANGES),
        },
        "names": names,
        "cards": tuple(cards(room)),
        "stale": visit.site.conference.answered(room, "stale", lambda: tuple(stale(room))),
        "news": news(visit),
        "drafted": tuple(room.drafts.by_id) if room.drafts and not room.past else (),
        "strength": story.shown(visit, "strength", patience=0),
        "map": story.shown(visit, "nations_map", patience=0),
        "to": story.keeping(visit),
        "most": MOST_GROUPS,
        "signing": joined,
        "signed_now": signed_now(room),
    }
    return Page("overview.html", context)


def posts_of(visit: Visit) -> Posts | None:
    """The posts that the standing force can fill; ``None`` where nothing is asked for."""
    room = visit.room

    def ask() -> Posts | None:
        try:
            return posts(room.case, as_of=room.day)
        except AskError:
            return None

    found: Posts | None = visit.site.conference.answered(room, "posts", ask)
    return found


def cards(room: Room) -> Iterator[Card]:
    """The open signings, those that wait for the reader first."""
    found = [card(room, procedure) for procedure in room.record.procedures.values()]
    yield from sorted((one for one in found if one.procedure.state == "open"), key=lambda one: not one.mine)


def card(room: Room, procedure: Procedure) -> Card:
    """A signing as the page shows it."""
    names = names_of(room.released)
    nations = nations_of(room.record, procedure)
    sent = [room.released.pledge_by_id[pledge].likely for pledge in procedure.pledges]
    known = [persons for persons in sent if persons is not None]
    return Card(
        procedure,
        tuple((names.nation(code), at) for code, at in procedure.signed.items()),
        tuple(names.nation(code) for code in nations if code not in procedure.signed),
        sum(known) if len(known) == len(sent) else None,
        room.actor.nation in nations and room.actor.nation not in procedure.signed,
    )


def stale(room: Room) -> Iterator[tuple[Pledge, object]]:
    """The pledges that have not been heard of for six months, each with the day when they were, the oldest first."""
    found = [pledge for pledge in room.case.pledges if is_stale(room.case, pledge, room.day)]
    days = [(pledge, last_heard(room.case, pledge, room.day) or room.day) for pledge in found]
    yield from sorted(days, key=lambda row: (row[1], row[0].id))


def news(visit: Visit) -> tuple[story.Told, ...]:
    """The latest lines of the record that the reader may read."""
    room = visit.room
    if not room.may("log.see"):
        return ()
    lines = lines_of(visit.site.conference, visit.actor, NEWEST, only=lambda entry: story.until(room, entry))
    return tuple(story.told(line, visit.actor) for line in lines)


def signed_now(room: Room) -> frozenset[str]:
    """The pledges in open signings."""
    found = room.record.procedures.values()
    return frozenset(pledge for one in found if one.state == "open" for pledge in one.pledges)


def joined(answer: Assessment, index: int) -> str:
    """The address at which headquarters opens the signing of a group."""
    return "/signings/new?" + "&".join(f"pledge={pledge}" for pledge in answer.groups[index].pledges)


ROUTES = (Route("GET", "/", "picture.see", overview, "overview", shared=True),)
