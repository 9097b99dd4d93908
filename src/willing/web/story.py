"""What several pages show: pictures with captions, lines of the record with what followed, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from willing.charts.words import some
from willing.conference import events as e
from willing.conference.actor import EVERYONE, PEOPLE, Actor, drafts_of, nation_of
from willing.conference.conference import Conference
from willing.conference.effect import Effect, Moved
from willing.conference.history import Line
from willing.conference.record import Record
from willing.conference.room import Room
from willing.conference.signing import nations_of
from willing.errors import AskError
from willing.ledger.entry import Entry
from willing.questions.ask import opened
from willing.questions.assess import Assessment, assess
from willing.web.pictures import NARROW, WIDE
from willing.web.showing import PATIENCE, picture_of
from willing.web.templating import piece
from willing.web.visit import Visit


def assessed(visit: Visit) -> Assessment:
    """What stands, as the page shows it."""
    room = visit.room
    found: Assessment = visit.site.conference.answered(room, "assess", lambda: assess(room.case, as_of=room.day))
    return found


def alike(visit: Visit, template: str, **context: object) -> Markup:
    """A piece of a page that is the same for all who see the same figures, written once for all of them.

    Its template is given nothing of who looks, neither the visit nor the room nor the frame.
    """
    room = visit.room
    found: Markup = visit.site.conference.answered(room, template, lambda: piece(template, **context), past=room.past)
    return found


def keeping(visit: Visit) -> Callable[..., str]:
    """A function that makes addresses of other pages, which show the same past version, or the same drafts."""
    return visit.to


@dataclass(frozen=True)
class Shown:
    """A picture as the macro of pages takes it."""

    sources: Mapping[str, str]
    finding: str
    subtitle: str
    alt: str
    size: tuple[int, int] | None
    narrow_size: tuple[int, int] | None


def shown(visit: Visit, name: str, patience: float | None = None, **question: Any) -> Shown | None:
    """A picture for a page; ``None`` where it cannot be asked for, such as of a case that states no requirement."""
    try:
        found = picture_of(visit, name, PATIENCE if patience is None else patience, **question)
    except AskError:
        return None
    widths = (("wide", WIDE), ("narrow", NARROW))
    plain = {called: found.address(width, "light") for called, width in widths}
    dark = {f"{called}_dark": found.address(width, "dark") for called, width in widths}
    sizes = found.sizes
    return Shown(plain | dark, found.title, found.subtitle, found.said, sizes.get(WIDE), sizes.get(NARROW))


@dataclass(frozen=True)
class Told:
    """A line of the record as a page shows it."""

    line: Line
    change: int
    """Firm persons more than before."""
    followed: str
    """What became of other pledges, a sentence; empty where nothing did."""
    kept: str
    """Whose line it is where not everybody reads it; empty on the common record."""
    mark: str
    """The label for that."""


def told(line: Line, actor: Actor) -> Told:
    """A line of the record with what followed."""
    effect = line.effect if line.kind != e.Opened.kind else None
    change = effect.after.firm - effect.before.firm if effect else 0
    return Told(line, change, followed(effect, line.subject) if effect else "", kept(line.chain, actor), _mark(line))


def _mark(line: Line) -> str:
    if line.chain == EVERYONE:
        return ""
    return "draft" if line.kind.startswith("draft.") else "private"


def kept(chain: str, actor: Actor) -> str:
    """Who reads a chain, where that is not everybody."""
    nation = nation_of(chain)
    if chain == PEOPLE:
        return "admins alone"
    if nation is None:
        return ""
    if chain == drafts_of(nation):
        return "your nation's drafts"
    other = "your nation" if actor.nation == nation else nation
    return f"between headquarters and {other}"


def followed(effect: Effect, subject: str) -> str:
    """What an entry did to other pledges than the one it is about, as a sentence."""
    own = subject.removeprefix("pledge:")
    said = [*_moves(effect.rises, own, "rises"), *_moves(effect.falls, own, "falls")]
    return f"{opened('; '.join(said))}." if said else ""


def _moves(moved: Iterable[Moved], own: str, verb: str) -> Iterator[str]:
    by: dict[str | None, list[str]] = {}
    for one in moved:
        if one.pledge != own:
            by.setdefault(one.after, []).append(one.pledge)
    for status, names in by.items():
        yield f"{'takes no part any more' if status is None else f'{verb} to {status}'}: {some(names)}"


def about(conference: Conference, entry: Entry, nation: str) -> bool:
    """Whether an entry is about a nation: itself, its pledges, drafts and talks, and the signings that it is in."""
    if entry.chain != EVERYONE:
        return nation_of(entry.chain) == nation
    event = e.event_of(entry.kind, entry.body)
    if isinstance(event, e.SigningOpened | e.Signed | e.Committed | e.SigningStopped):
        record = conference.record(entry.number)
        return nation in nations_of(record, record.procedures[event.signing])
    section, _, key = event.subject.partition(":")
    if section == "pledge":
        return nation == _owner(conference.record(entry.number), key)
    return section == "nations" and key == nation


def _owner(record: Record, pledge: str) -> str | None:
    found = record.case.pledge_by_id.get(pledge) if record.case else None
    return found.nation if found else None


def until(room: Room, entry: Entry) -> bool:
    """Whether an entry can be seen from a room: in one of the past only what everybody had read by then."""
    return not room.past or (entry.chain == EVERYONE and entry.number <= room.version)


_PLACES: Mapping[str, str] = {"requirements": "/requirement", "people": "/people", "conference": "/", "nations": ""}


def place_of(subject: str) -> str:
    """The page of what an entry changed."""
    section, _, key = subject.partition(":")
    if section in ("pledge", "talk"):
        return f"/pledges/{key}"
    if section == "draft":
        return f"/drafts/{key}"
    if section == "signing":
        return f"/signings/{key}"
    if section == "nations":
        return f"/nations/{key}"
    return _PLACES.get(section, "/log")
