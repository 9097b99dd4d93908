"""What concerns somebody, as a page and as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from xml.etree import ElementTree as Xml

from willing.charts.plain import printable
from willing.conference import events as e
from willing.conference.actor import EVERYONE, Actor, nation_of
from willing.conference.conference import Conference
from willing.conference.history import concerns, said
from willing.conference.signing import nations_of
from willing.ledger.entry import Entry
from willing.web.story import followed, kept, place_of

LOOKED = 400
"""Entries that are looked at, the latest."""
MOST = 50
"""Notices that are shown, the latest."""
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Notice:
    """Something that concerns somebody."""

    entry: Entry
    text: str
    """A sentence."""
    more: str
    """What followed, or who reads it; may be empty."""
    place: str
    """The page it is about."""
    due: bool
    """Whether something is asked of the reader, and not done yet."""

    @property
    def at(self) -> datetime:
        """When it was written."""
        return self.entry.at


def notices(conference: Conference, actor: Actor, most: int = MOST) -> tuple[Notice, ...]:
    """What concerns an actor, newest first."""
    readable = conference.entries(conference.chains(actor))[-LOOKED:]
    found = (entry for entry in reversed(readable) if concerns(conference, actor, entry))
    return tuple(_notice(conference, actor, entry) for entry, _ in zip(found, range(most), strict=False))


def _notice(conference: Conference, actor: Actor, entry: Entry) -> Notice:
    text, subject = said(conference, entry)
    more = kept(entry.chain, actor)
    if entry.chain == EVERYONE and entry.kind != e.Opened.kind:
        more = followed(conference.effect(entry.number), subject)
    ended = text if text[-1] in ".!?" else f"{text}."
    return Notice(entry, ended, more, place_of(subject), _due(conference, actor, entry))


def _due(conference: Conference, actor: Actor, entry: Entry) -> bool:
    if actor.part != "delegate":
        return False
    state = conference.state()
    if entry.kind == e.Asked.kind:
        talks = state.talks.get(nation_of(entry.chain) or "")
        return talks is not None and any(word.number == entry.number for word in talks.unanswered)
    if entry.kind == e.SigningOpened.kind:
        found = state.record.procedures[entry.body["signing"]]
        wanted = actor.nation in nations_of(state.record, found) and actor.nation not in found.signed
        return found.state == "open" and wanted
    return False


def atom(conference: Conference, actor: Actor, address: str) -> bytes:
    """The feed of an actor; ``address`` is where people find the server.

    Ids follow from the entries, so they stay what they are; no link holds a secret.
    """
    found = notices(conference, actor)
    state = conference.state()
    title = state.record.case.head.title if state.record.case else "A conference"
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(feed, "id", _urn(f"{address} {actor.viewpoint} {actor.name}"))
    _add(feed, "title", f"What concerns {actor.name}: {title}")
    _add(feed, "updated", _moment(found[0].at if found else _opened(conference)))
    Xml.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{address}/notices"})
    Xml.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{address}/feed.xml"})
    for notice in found:
        feed.append(entry_of(notice, address))
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def entry_of(notice: Notice, address: str) -> Xml.Element:
    """A notice as an entry of a feed."""
    found = Xml.Element("entry")
    _add(found, "id", _urn(f"{notice.entry.chain} {notice.entry.number} {notice.entry.hash}"))
    _add(found, "title", notice.text[:200])
    _add(found, "updated", _moment(notice.at))
    author = Xml.SubElement(found, "author")
    _add(author, "name", notice.entry.who)
    Xml.SubElement(found, "link", {"rel": "alternate", "type": "text/html", "href": f"{address}{notice.place}"})
    content = _add(found, "content", " ".join(part for part in (notice.text, notice.more) if part))
    content.set("type", "text")
    return found


def _add(parent: Xml.Element, name: str, text: str) -> Xml.Element:
    found = Xml.SubElement(parent, name)
    found.text = printable(text)
    return found


def _urn(text: str) -> str:
    return f"urn:sha256:{sha256(text.encode()).hexdigest()}"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _opened(conference: Conference) -> datetime:
    """When the conference was opened, or now before that."""
    first: Sequence[Entry] = conference.entries((EVERYONE,))[:1]
    return first[0].at if first else conference.clock()


def fresh(found: Sequence[Notice], read: dict[str, int]) -> Iterator[bool]:
    """For each notice whether it was not read yet; ``read`` is the number of the last one read in each chain."""
    for notice in found:
        yield notice.entry.number > read.get(notice.entry.chain, 0)
